"""The machine that programs run on, against the host's own interpreter on the same source."""

import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.timing import Ratio, seconds_a_call
from runtime import vm
from samara.boards import unix_board
from samara.boards.mpy import BoardToolMissing
from spatial.compiler import compile_source

_KERNEL = Path(__file__).resolve().parent / "kernel_on_micropython.py"

_GAS = 100_000_000

PROGRAMS = {
    "a loop of additions": """
total = 0
for number in range(2000):
    total = total + number * 3
""",
    "calls of a recursive function": """
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
fib(14)
""",
    "a list sorted by hand": """
items = [(i * 7919) % 101 for i in range(60)]
for i in range(len(items)):
    for j in range(len(items) - 1 - i):
        if items[j] > items[j + 1]:
            items[j], items[j + 1] = items[j + 1], items[j]
""",
}


def measure() -> Iterator[Ratio]:
    for name, source in PROGRAMS.items():
        yield _on_cpython(name, source)
    try:
        for name, source in PROGRAMS.items():
            yield _on_micropython(name, source)
    except BoardToolMissing as missing:
        print(f"machine: MicroPython is left out: {missing}")


def _on_cpython(name: str, source: str) -> Ratio:
    bricks = [vm.load_brick(data) for data in compile_source(source).bricks]
    return Ratio(
        name,
        seconds_a_call(partial(_run, {brick.name: brick for brick in bricks}, bricks[0].name)),
        "CPython",
        seconds_a_call(partial(exec, compile(source, name, "exec"), {})),
    )


def _on_micropython(name: str, source: str) -> Ratio:
    with tempfile.TemporaryDirectory(prefix="samara-bench-") as folder:
        kernel = Path(folder) / "kernel.py"
        kernel.write_text(source)
        bricks = []
        for number, data in enumerate(compile_source(source).bricks):
            brick = Path(folder) / f"{number}.brick"
            brick.write_bytes(data)
            bricks.append(str(brick))
        done = subprocess.run(
            unix_board.command(str(_KERNEL), str(kernel), *bricks),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    ours_us, own_us = map(int, done.stdout.split())
    return Ratio(name, ours_us / 1e6, "MicroPython", own_us / 1e6)


def _run(bricks: dict[bytes, Any], root: bytes) -> None:
    execution = vm.Execution(bricks, root, 0, vm.Limits(1 << 24))
    if execution.run(None, _GAS) != vm.DONE:
        raise AssertionError("the program did not end")
