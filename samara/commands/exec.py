"""`samara exec`: a program on one local node."""

import enum
import hashlib
import sys
from pathlib import Path
from typing import Any

import typer

from runtime.errors import Killed
from runtime.message import Bounds
from samara import failures, lone_node, programs, record
from samara.lone_node import End
from samara.refusal import EXIT_FAILED, EXIT_KILLED
from samara.table import as_text
from spatial.compiler import Program

GAS = 1_000_000_000
MEMORY_BYTES = 32 << 20
_MOST = 0xFFFFFFFF


class Engine(enum.StrEnum):
    """What runs the bytecode."""

    INTERPRETER = "interpreter"
    TRANSLATOR = "translator"


class _Printer:
    """Passes on what a program prints, as it prints it; a reader who left ends the program."""

    def __init__(self) -> None:
        self.error: OSError | None = None

    def write(self, text: str) -> None:
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as error:
            self.error = error
            raise Killed("standard output is closed") from None


def exec_(
    program: Path = typer.Argument(metavar="PROG.py", help="The program; - is standard input."),
    engine: Engine = typer.Option(Engine.TRANSLATOR, help="What runs the bytecode."),
    gas: int | None = typer.Option(
        None,
        min=1,
        max=_MOST,
        metavar="N",
        help=f"Bound of its work, in instructions; default: as it declares, or {GAS:,}.",
    ),
    memory: int | None = typer.Option(
        None,
        min=1,
        max=_MOST,
        metavar="BYTES",
        help=f"Bound of its objects; default: as it declares, or {MEMORY_BYTES:,}.",
    ),
    seed: int = typer.Option(0, min=0, max=_MOST, metavar="N", help="Of its random numbers."),
    json: Path | None = typer.Option(None, metavar="FILE", help="Write the record of the run."),
) -> None:
    """Run a program on one local node, with no network.

    Exit codes: 1 an uncaught exception, 2 it does not compile, 3 a bound.
    """
    if json is not None:
        record.check_writable(json)
    compiled = programs.load_or_stdin(program)
    bounds = _bounds(compiled, gas, memory)
    printer = _Printer()
    end = lone_node.run(
        compiled,
        bounds,
        seed,
        engine is Engine.TRANSLATOR,
        printer.write,
        lambda value: printer.write(as_text(value) + "\n"),
    )
    if printer.error is not None:
        raise printer.error
    code = _tell(end, compiled)
    if json is not None:
        record.write_json(json, _record(program, compiled, bounds, seed, engine, end, code))
    raise typer.Exit(code)


def _bounds(program: Program, gas: int | None, memory: int | None) -> Bounds:
    """As asked for, else as the program declares, else generous."""
    bounds = {
        "gas_visit": GAS,
        "gas_total": GAS,
        "memory_bytes": MEMORY_BYTES,
        "lifetime_ms": _MOST,
        **program.bounds,
    }
    if gas is not None:
        bounds["gas_visit"] = bounds["gas_total"] = gas
    if memory is not None:
        bounds["memory_bytes"] = memory
    return Bounds(**bounds)


def _tell(end: End, program: Program) -> int:
    """What Python would say of it, on standard error; the exit code."""
    if end.kind == "finished":
        return 0
    killed = end.kind == "killed"
    kind = end.kind if killed else end.fields["error"]
    text = end.fields["reason" if killed else "text"]
    if kind == "SystemExit":
        if text.isdecimal():
            return int(text) & 255
        sys.stderr.write(text + "\n")
        return EXIT_FAILED
    sys.stderr.write(failures.as_python_prints(kind, text, end.fields, [program]) + "\n")
    return EXIT_KILLED if killed else EXIT_FAILED


def _record(
    path: Path, program: Program, bounds: Bounds, seed: int, engine: Engine, end: End, code: int
) -> dict[str, Any]:
    ended: dict[str, Any] = {"outcome": end.kind}
    if end.kind == "failed":
        ended |= {"error": end.fields["error"], "text": end.fields["text"]}
    elif end.kind == "killed":
        ended["reason"] = end.fields["reason"]
    return {
        **ended,
        "exit_code": code,
        "wall_s": round(end.wall_s, 6),
        "gas": end.gas,
        "peak_bytes": end.peak_bytes,
        "simulated_ms": end.simulated_ms,
        "reported": end.reported,
        "engine": str(engine),
        "seed": seed,
        "bounds": {name: getattr(bounds, name) for name in sorted(Bounds.__slots__)},
        "program": {
            "file": str(path),
            "brick_sha256": hashlib.sha256(program.bricks[0]).hexdigest(),
        },
        "versions": record.versions(),
    }
