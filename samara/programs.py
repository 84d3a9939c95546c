"""Programs on their way into a field: compiled, and held against the field's regions."""

from collections.abc import Collection
from pathlib import Path

from samara.refusal import Refused, unknown
from spatial.compiler import Program, compile_file


def load(path: Path, regions: Collection[str] | None, where: str = "the field") -> Program:
    """The compiled program, refused when it names a region that is not among `regions`."""
    if not path.is_file():
        raise Refused(f"{path}: there is no such program file.")
    program = compile_file(path)
    if regions is not None:
        for region in program.regions:
            if region not in regions:
                raise unknown("region", region, regions, f"{path}: {where}")
    return program
