"""`samara disasm`: the bytecode of a program."""

from pathlib import Path

import typer
from rich.text import Text

from runtime.vm import load_brick
from samara import programs
from samara.disassembly import disassemble
from samara.refusal import unknown
from samara.terminal import out


def disasm(
    program: Path = typer.Argument(metavar="PROG.py", help="The program; - is standard input."),
    function: str | None = typer.Option(
        None, metavar="NAME", help="Only the functions of this name, or of this number."
    ),
    every: bool = typer.Option(False, "--all", help="The library's bricks that it needs, too."),
) -> None:
    """Print the bytecode of a program, with its source beside it.

    docs/bytecode.md says what each instruction does.
    """
    compiled = programs.load_or_stdin(program)
    bricks = compiled.bricks if every else compiled.bricks[:1]
    texts = [text for data in bricks if (text := disassemble(compiled, data, function))]
    if not texts:
        names = [
            entry.name
            for data in bricks
            for entry in compiled.maps[load_brick(data).name].functions
        ]
        raise unknown("function", str(function), names, str(program))
    out.print(Text("\n\n".join(texts)))
