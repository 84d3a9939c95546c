"""Programs that ask for too much, or seem to, and what becomes of each: run, not claimed."""

from typing import Any

from runtime.vm import DONE, FAILED, Execution, Limits, load_brick
from spatial.compiler import compile_source

GAS = 200_000
MEMORY_BYTES = 64_000

HOSTILE = (
    "while True: pass",
    "[0] * 10**9",
    "'a' * 10**9",
    "bytes(10**9)",
    "10 ** 10 ** 9",
    "1 << 10**9",
    "x = 3\nwhile True: x *= x",
    "str(10**1000)",
    "int('9' * 1900)",
    "'%1000000000d' % 1",
    "'%.*f' % (10**9, 1.5)",
    "f'{1:1000000000}'",
    "'a'.ljust(10**9)",
    "x = 'a' * 9000\nx.join([x] * 9000)",
    "x = 'a' * 9000\nx.replace('a', x)",
    "list(range(10**9))",
    "sum(range(10**9))",
    "10**8 in range(10**9)",
    "a, b = range(10**9)",
    "def f(): return f()\nf()",
    "def f(): return f()\nwhile True:\n    try: f()\n    except RecursionError: pass",
    "def g():\n    while True: yield 1\nfor n in g(): pass",
    "def g():\n    while True: yield 1\nlist(g())",
    "def g(): yield from g()\nlist(g())",
    "x = [1]\nx.append(x)\nprint(x)",
    "x = []\nfor i in range(5000): x = [x]\nprint(x)",
    "x = [1]\nfor i in range(60): x = [x, x]\nprint(x)",
    "a, b = [1], [1]\nfor i in range(60): a, b = [a, a], [b, b]\na == b",
    "t = ()\nfor i in range(60): t = (t, t)\n{t: 1}",
    "x = [3, 1]\nx.sort(key=lambda v: x.append(v))",
    "def key(v):\n    while True: pass\nsorted([2, 1], key=key)",
    "x = 'ab' * 6000\nwhile True: x.count('b' * 3000 + 'a')",
    "x = []\nwhile True: x.append(0)",
    "x = None\ndef f(y): return lambda: y\nwhile True: x = f(x)",
    "for i in range(3000): x = [i] * 100",
    "try:\n    while True: pass\nfinally: print('never')",
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
)


class _Silent:
    """A node that serves nothing but print, to nobody."""

    def write(self, text: str) -> None:
        pass

    def call(self, name: str, args: tuple[Any, ...]) -> Any:
        raise AssertionError(f"no native is among the hostile programs: {name}")


def end_of(source: str) -> str:
    """How a program ends within the bounds above: "finished", `Class: message` or `Killed: ...`."""
    bricks = {brick.name: brick for brick in map(load_brick, compile_source(source).bricks)}
    execution = Execution(bricks, next(iter(bricks)), 0, Limits(MEMORY_BYTES))
    outcome = execution.run(_Silent(), GAS)
    if outcome == DONE:
        return "finished"
    if outcome == FAILED:
        failure: Any = execution.failure
        return f"{failure[0]}: {failure[1]}"
    reason = str(execution.kill_reason)
    kind = reason.partition(":")[0]
    # How many bytes were met is no promise; that it is memory is.
    return f"Killed: {kind if kind in ('gas', 'memory') else reason}"
