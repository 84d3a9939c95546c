"""The library's bricks as a board's image has them: modules of constants, which take no heap.

A brick is there with what loading it would find out: a board takes it as verified.
"""

import ast
from pathlib import Path
from typing import Any

from runtime import vm
from spatial.compiler import library_bricks

FOLDER = Path("runtime/library")


def sources(root: Path) -> dict[Path, str]:
    """The modules of runtime/library on a board; the first is that of the sources, filled in."""
    start = FOLDER / "__init__.py"
    bricks = [vm.load_brick(data) for data in library_bricks().values()]
    empty = 'HASHES = b""'
    stub = (root / start).read_text()
    if empty not in stub:
        raise AssertionError(f"{start} has no {empty}")
    hashes = b"".join([brick.hash for brick in bricks])
    found = {start: stub.replace(empty, f"HASHES = {hashes!r}")}
    for at, brick in enumerate(bricks):
        text = repr(parts(brick))
        if ast.literal_eval(text) != parts(brick):
            raise AssertionError(f"brick {at} of the library has a constant that is not spelled")
        found[FOLDER / f"{chr(ord('a') + at)}.py"] = f"PARTS = {text}\n"
    return found


def parts(brick: vm.Brick) -> tuple[bytes, tuple[Any, ...]]:
    """What Brick makes a loaded brick of."""
    names = brick.global_names
    found = (
        brick.hash,
        brick.prelude,
        brick.imports,
        brick.import_names,
        brick.constants,
        (names._text, len(names)),
        brick.flags,
        brick.free_counts,
        _halves(brick.expected),
        brick.only_defines,
        _halves(brick._places),
    )
    return brick.data, found


def _halves(numbers: Any) -> bytes:
    """Numbers of 16 bits as every board that there is has them in its memory."""
    return b"".join([number.to_bytes(2, "little") for number in numbers])
