"""What a node spends on code and moves: time and heap, on CPython and on MicroPython.

The heap is that of the unix port, whose words have 64 bits: a board with 32 takes half of what is
pointers, and all of what is bytecode.
"""

import subprocess
import tempfile
from functools import partial
from pathlib import Path

from rich.table import Table

from bench.timing import as_time, empty_table, seconds_a_call
from runtime import vm
from samara.boards import mpy, unix_board
from samara.boards.mpy import BoardToolMissing
from spatial.compiler import compile_file, compile_source

_SCRIPT = Path(__file__).resolve().parent / "footprint_on_micropython.py"
_BRICK = mpy.ROOT / "runtime" / "routing" / "geographic.py"
_MESSAGE = mpy.ROOT / "examples" / "hottest.py"
_SUSPENDED = """
import node
def inner(n, text):
    while True:
        node.sleep(n)
def outer(items):
    inner(len(items), "spot")
outer([1, 2, 3])
"""
_HEAP = "400wK"  # not a board's: what is measured here is how much of one it would take


def table() -> Table:
    shown = empty_table("footprint: what code and moves cost a node", "what")
    for host in ("CPython", "MicroPython"):
        shown.add_column(host, justify="right")
    brick = compile_file(_BRICK).bricks[0]
    program = list(compile_source(_SUSPENDED).bricks)
    on_cpython = _costs(brick, program)
    try:
        on_board = _on_micropython("costs", [brick], program)
        frozen = _on_micropython("heap", ["-"], list(compile_file(_MESSAGE).bricks))
        unfrozen = _on_micropython("heap", [str(mpy.OUT)], list(compile_file(_MESSAGE).bricks))
    except BoardToolMissing as missing:
        print(f"footprint: MicroPython is left out: {missing}")
        on_board = frozen = unfrozen = {}
    for name, key in (
        (f"verify a brick of {len(brick)} bytes ({_BRICK.name})", "verified_us"),
        ("suspend, capture, restore, resume: 3 frames", "suspended_us"),
    ):
        board = as_time(on_board[key] / 1e6) if on_board else ""
        shown.add_row(name, as_time(on_cpython[key] / 1e6), board)
    for name, found, key in (
        ("heap: that brick, loaded", on_board, "verified_bytes"),
        ("heap: runtime as a node starts with it, out of flash", frozen, "started"),
        ("heap: the same, as .mpy files (not frozen)", unfrozen, "started"),
        ("heap: all modules, late ones too, out of flash", frozen, "imported"),
        ("heap: the same, as .mpy files (not frozen)", unfrozen, "imported"),
        ("heap: a node", frozen, "node"),
        (f"heap: one admitted message ({_MESSAGE.name})", frozen, "admitted"),
    ):
        if found:
            shown.add_row(name, "", f"{found[key]:,} bytes")
    return shown


def _costs(brick: bytes, program: list[bytes]) -> dict[str, float]:
    loaded = [vm.load_brick(data) for data in program]
    bricks = {one.name: one for one in loaded}
    root = loaded[0].name
    limits = vm.Limits(65536)
    execution = vm.Execution(bricks, root, 0, limits)

    def suspend() -> None:
        nonlocal execution
        execution = vm.restore(execution.capture(), bricks, root, 0, limits)
        execution.resume(None)
        if execution.run(None, 100_000) != vm.BLOCKED:
            raise AssertionError("the program did not sleep again")

    if execution.run(None, 100_000) != vm.BLOCKED:
        raise AssertionError("the program did not sleep")
    return {
        "verified_us": seconds_a_call(partial(vm.load_brick, brick)) * 1e6,
        "suspended_us": seconds_a_call(suspend) * 1e6,
    }


def _on_micropython(what: str, about: list[bytes] | list[str], program: list[bytes]
                    ) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="samara-bench-") as folder:

        def written(name: str, data: bytes) -> str:
            path = Path(folder) / name
            path.write_bytes(data)
            return str(path)

        first = [one if isinstance(one, str) else written("first", one) for one in about]
        if what == "heap":
            first += [
                ".".join(path.with_suffix("").parts).removesuffix(".__init__")
                for path in mpy.modules()
            ]
        bricks = [written(f"{at}.brick", data) for at, data in enumerate(program)]
        done = subprocess.run(
            unix_board.command(str(_SCRIPT), what, *first, "--", *bricks, heap=_HEAP),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    if done.returncode:
        raise AssertionError(f"{what} on MicroPython:\n{done.stdout}{done.stderr}")
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name: int(number) for name, number in lines}
