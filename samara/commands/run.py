"""`samara run`: a program into a running UDP field."""

from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from runtime.message import Bounds
from samara import failures, keys, programs, shapes
from samara.refusal import EXIT_FAILED, Refused
from samara.table import as_text
from samara.terminal import err, out
from samara.visitor import Visitor
from spatial.compiler import Program, is_notice

_ENDS = ("finished", "failed", "killed", "lost")


def run(
    program: Path = typer.Argument(metavar="PROG.py", help="The program."),
    via: str = typer.Option(metavar="HOST:PORT", help="A node of the field, to start beside."),
    timeout: float = typer.Option(60.0, min=0.1, metavar="S", help="Seconds to wait for its end."),
    seed: int = typer.Option(0, min=0, metavar="N", help="Of the program's random numbers."),
    key: Path | None = typer.Option(
        None, metavar="OPERATOR.key", help="Sign the program; see `samara keygen operator`."
    ),
    node_key: Path | None = typer.Option(
        None, metavar="NODE.key", help="Join a keyed field; see `samara keygen node`."
    ),
    encrypt: bool = typer.Option(False, "--encrypt", help="With --node-key: as the field's nodes."),
) -> None:
    """Start a program in a running UDP field and print what it reports."""
    compiled = programs.load(program, None)
    ended: list[str] = []
    started: list[Any] = []

    def on_event(now_ms: int, kind: str, fields: dict[str, Any]) -> None:
        if kind == "report" and is_notice(fields["message"][0]):
            killed, reason, trace, at = fields["value"]
            if killed in started:
                ended.append("killed")
                told = {"reason": reason, "trace": trace}
                _tell_end("killed", told, compiled)
                err.print(Text(f"(word came from node {at.hex()})", style="dim"))
        elif kind == "report":
            out.print(Text(as_text(fields["value"]), style="bold green"))
        elif kind in _ENDS and fields["message"] in started:
            ended.append(kind)
            _tell_end(kind, fields, compiled)
        elif kind == "print":
            out.print(Text(fields["text"]), end="")
        elif kind in ("hop", "arrived", "stayed"):
            err.print(Text(f"{now_ms / 1000:8.3f} s  {_movement(kind, fields)}", style="dim"))

    operator = None if key is None else keys.load_operator(key)
    if operator is not None and node_key is None:
        raise Refused("--key needs --node-key NODE.key: what is signed goes into a keyed field.")
    bounds = Bounds(**compiled.bounds)
    address = shapes.address("--via", via)
    visitor = Visitor(address, on_event, node_key, operator, encrypt)
    try:
        visitor.join()
        signed = None if operator is None else operator.certificate(compiled.bricks, bounds)
        started.append(visitor.inject(compiled.bricks, bounds, seed, signed))
        in_time = visitor.serve_until(lambda: bool(ended), timeout)
    finally:
        visitor.close()
    if not in_time:
        err.print(
            Text(
                f"{program}: no word of its end in {timeout:g} s. It may still be under way, "
                "have ended on another node, or be lost with one. Wait longer with --timeout."
            )
        )
    if ended != ["finished"]:
        raise typer.Exit(EXIT_FAILED)


def _movement(kind: str, fields: dict[str, Any]) -> str:
    if kind == "arrived":
        return "the program came back"
    to = fields["to"].hex()
    return f"hop to {to}" if kind == "hop" else f"no hop to {to}: {fields['text']}"


def _tell_end(kind: str, fields: dict[str, Any], program: Program) -> None:
    if kind == "failed":
        failures.tell_one(fields["error"], fields["text"], fields, [program])
    elif kind != "finished":
        failures.tell_one(kind, fields["reason"], fields, [program])
