"""The machine that programs run on, against the host's own interpreter on the same source."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench.timing import Ratio, seconds_a_call
from runtime import vm
from spatial.compiler import compile_source

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
        bricks = [vm.load_brick(data) for data in compile_source(source).bricks]
        yield Ratio(
            name,
            seconds_a_call(partial(_run, {brick.name: brick for brick in bricks}, bricks[0].name)),
            "CPython",
            seconds_a_call(partial(exec, compile(source, name, "exec"), {})),
        )


def _run(bricks: dict[bytes, Any], root: bytes) -> None:
    execution = vm.Execution(bricks, root, 0, vm.Limits(1 << 24))
    if execution.run(None, _GAS) != vm.DONE:
        raise AssertionError("the program did not end")
