"""What is said of programs that did not end well, and the exit code that it makes."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from samara.console import err
from samara.refusal import EXIT_FAILED, EXIT_REFUSED
from sim.ns3.outcome import Outcome
from spatial.compiler import Program

_CUT_OFF = "Unreachable"


def tell(outcome: Outcome, programs: Sequence[Program]) -> int:
    """Prints each failure; 0 where there is none, 2 where all were cut off, else 1."""
    traces = {
        (event["node"], event["time_s"]): event["fields"]["trace"]
        for event in outcome.events
        if event["kind"] == "failed"
    }
    for failure in outcome.failures:
        trace = traces.get((failure.node, failure.time_s))
        tell_one(failure.kind, failure.text, trace, programs)
        err.print(Text(f"(at node {failure.node}, after {failure.time_s:.3f} s)", "dim"))
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


def tell_one(
    kind: str, text: str, trace: Sequence[Any] | None, programs: Sequence[Program]
) -> None:
    """Prints an exception as Python would, with the source lines of whichever program it was."""
    if trace:
        places = [(_name(name), function, at) for name, function, at in trace]
        roots = [program for program in programs if any(n in program.maps for n, _, _ in places)]
        if roots:
            # The prelude and the library are in every program's maps, the root in one.
            best = max(roots, key=lambda program: sum(n in program.maps for n, _, _ in places))
            err.print(Text("Traceback (most recent call last):"))
            err.print(Text(best.traceback(places)))
    err.print(Text(f"{kind}: {text}" if text else kind, style="bold red"))


def _name(name: bytes | str) -> bytes:
    return bytes.fromhex(name) if isinstance(name, str) else name
