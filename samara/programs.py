"""Programs on their way to a node or a field: read, compiled, held against regions."""

import sys
from collections.abc import Collection
from pathlib import Path

from samara.refusal import Refused, unknown
from spatial.compiler import Program, compile_file, compile_source

STDIN = Path("-")


def load(path: Path, regions: Collection[str] | None, where: str = "the field") -> Program:
    """The compiled program, refused when it names a region that is not among `regions`."""
    if not path.is_file():
        raise Refused(
            f"{path} is a folder; name a program file."
            if path.is_dir()
            else f"{path}: there is no such program file."
        )
    program = compile_file(path)
    if regions is not None:
        for region in program.regions:
            if region not in regions:
                raise unknown("region", region, regions, f"{path}: {where}")
    return program


def load_or_stdin(path: Path) -> Program:
    """The compiled program of a file, or of standard input where `path` is `-`."""
    if path != STDIN:
        return load(path, None)
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("standard input is not UTF-8 text.") from None
    return compile_source(text, "<stdin>")
