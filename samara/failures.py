"""What is said of programs that did not end well, and the exit code that it makes."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

from samara.refusal import EXIT_FAILED, EXIT_REFUSED
from samara.terminal import err
from sim.ns3.outcome import Outcome
from spatial.compiler import Program, SourceMap, in_source_lines

_CUT_OFF = "Unreachable"

_LINKS = {
    "cause": "The above exception was the direct cause of the following exception:",
    "context": "During handling of the above exception, another exception occurred:",
}

Trace = Sequence[tuple[bytes, int, int]]


def tell(outcome: Outcome, programs: Sequence[Program]) -> int:
    """Prints each failure; 0 where there is none, 2 where all were cut off, else 1."""
    ends = {
        (event["node"], event["time_s"]): event["fields"]
        for event in outcome.events
        if event["kind"] in ("failed", "killed")
    }
    told = {
        event["fields"]["message"]: event for event in outcome.events if event["kind"] == "told"
    }
    for failure in outcome.failures:
        fields = ends.get((failure.node, failure.time_s), {})
        tell_one(failure.kind, failure.text, fields, programs)
        at = f"at node {failure.node}, after {failure.time_s:.3f} s"
        if failure.kind == "killed" and (word := told.get(fields.get("message"))) is not None:
            at += f"; {word['node']}, its origin, was told after {word['time_s']:.3f} s"
        err.print(Text(f"({at})", "dim"))
        if failure.kind == _CUT_OFF:
            err.print(
                Text.assemble(
                    ("refused: ", "bold red"),
                    "from where the program starts, no way leads to what it asks for. "
                    "Start it elsewhere with --at, or close the gap with nodes or range_m.",
                )
            )
    if not outcome.failures:
        return 0
    cut_off = all(failure.kind == _CUT_OFF for failure in outcome.failures)
    return EXIT_REFUSED if cut_off else EXIT_FAILED


def tell_one(kind: str, text: str, fields: Mapping[str, Any], programs: Sequence[Program]) -> None:
    """Prints the end of a program, as `as_python_prints` has it."""
    *above, last = as_python_prints(kind, text, fields, programs).splitlines()
    for line in above:
        err.print(Text(line))
    err.print(Text(last, style="bold red"))


def as_python_prints(
    kind: str, text: str, fields: Mapping[str, Any], programs: Sequence[Program]
) -> str:
    """An end in source lines, whichever of the programs it was; a kill like an exception.

    `fields` are those of the node's event: `trace`, and `earlier` where exceptions came before.
    """
    maps = {name: lines for program in programs for name, lines in program.maps.items()}
    trace = _plain(fields.get("trace"))
    parts = [_one("Killed" if kind == "killed" else kind, text, trace, maps)]
    for link, before, message, met in fields.get("earlier", ()):
        parts.append(_LINKS[link])
        # What both have in common lies outside of the `try`: Python does not show it again.
        outside, earlier = 0, _plain(met)
        while outside < min(len(trace), len(earlier)) and trace[outside] == earlier[outside]:
            outside += 1
        parts.append(_one(before, message, earlier[outside:], maps))
        trace = earlier
    return "\n\n".join(reversed(parts))


def _one(kind: str, text: str, trace: Trace, maps: Mapping[bytes, SourceMap]) -> str:
    lines = in_source_lines(trace, maps) if any(name in maps for name, _, _ in trace) else ""
    head = f"Traceback (most recent call last):\n{lines}\n" if lines else ""
    return f"{head}{kind}: {text}" if text else f"{head}{kind}"


def _plain(trace: Sequence[Any] | None) -> Trace:
    """A trace as the machine gives it, or as JSON has it."""
    return [
        (bytes.fromhex(name) if isinstance(name, str) else name, function, at)
        for name, function, at in trace or ()
    ]
