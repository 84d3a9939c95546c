"""The verifier and the state decoder, and what passes them, against mutated bricks and states.

tests/fuzz_corpus/ has real ones: a program's root brick, the library bricks that it reaches, and
states captured where it blocks. `python -m tests.fuzz` makes it anew from PROGRAMS; tests/soak.py
runs a million cases.
"""

import random
import signal
from pathlib import Path
from typing import Any, NamedTuple

from runtime.errors import BadBrick, BadState
from runtime.vm import BLOCKED, DONE, FAILED, KILLED, Execution, Limits, load_brick, restore
from runtime.vm.brick import Brick
from spatial.compiler import compile_source
from tests.damage import damaged
from tests.mutation import code_changed, items_changed
from tests.running import PlainHost

CORPUS = Path(__file__).parent / "fuzz_corpus"
CASE_S = 10
GAS = 1_500
MEMORY_BYTES = 30_000
LEGS = 2

PROGRAMS = {
    "closures": """
import node
def counter(n, by=2, *rest, k=1, **named):
    def step(extra=0):
        nonlocal n
        node.migrate(b"")
        n += by + extra
        return n, rest, named, k
    return step
c = counter(1, 3, 4, k=5, z=6)
for i in range(3):
    print(c(extra=i), [f(1) for f in [lambda q: q + i]])
""",
    "generators": """
import node
def upto(n):
    for i in range(n):
        try:
            got = yield i
            node.migrate(b"")
        finally:
            print("left", i)
def both(n):
    yield from upto(n)
    yield from {"a": 1, "b": 2}
g = both(2)
print(next(g), list(x * 2 for x in both(2) if x != 1), max(upto(3), key=lambda v: -v))
node.migrate(b"")
print(list(g))
""",
    "exceptions": """
import node
class Odd(ValueError):
    def __init__(self, n):
        super().__init__(n, "odd")
        self.n = n
def check(n):
    try:
        node.migrate(b"")
        if n % 2:
            raise Odd(n)
        return {1: 2}[n]
    except KeyError as error:
        node.migrate(b"")
        raise RuntimeError(n) from error
    finally:
        print("checked", n)
for n in range(3):
    try:
        check(n)
    except (Odd, RuntimeError) as error:
        print(error.args, type(error), getattr(error, "n", None))
""",
    "classes": """
import node
class Store:
    kind = "store"
    def __init__(self, *items):
        self.items = list(items)
    def __getitem__(self, at):
        node.migrate(b"")
        return self.items[at]
    def __iter__(self):
        return iter(self.items)
    @property
    def size(self):
        return len(self.items)
    @size.setter
    def size(self, n):
        self.items = self.items[:n]
    @staticmethod
    def of(n): return Store(*range(n))
    @classmethod
    def name(cls): return cls.kind
class Ledger(Store):
    kind = "ledger"
    def __enter__(self): return self
    def __exit__(self, *rest): return True
    def __getitem__(self, at):
        return super().__getitem__(at) + 1
s = Ledger(1, 2, 3)
s.me = [s, (s, s.of)]
with s as t:
    print(s[0], t[1], [x for x in s], Store.of(2).size, s.name())
    s.size = 1
    print(s[2])
node.migrate(b"")
print(s.size, s.me[0] is s)
""",
    "values": """
import math, node, random
a = [1, -2, 3.5, "tëxt", b"b", None, True, (1, (2,)), {"k": [1]}, range(3), 1 << 70]
a.append(a)
d = {x: y for x, y in zip("abc", a)}
d["d"] = d
node.migrate(b"")
p, *q = a[1:4]
q[0:1] = [5, 6]
print(f"{p:>5}|{q!r:10.4}", "%s-%05d" % ("x", 42), "a,b".split(","), a[::-2][:1], p if q else 0)
node.migrate(b"")
b = bytearray(b"xy")
b[0] += 1
it = iter(a)
next(it)
node.migrate(b"")
print(b, next(it), 3 < 4 <= len(d), math.isqrt(99), (n := 7) ** 30 % 11, random.random() < 1)
while n:
    n -= 1
    if n == 2: break
else:
    print("never")
node.migrate(b"")
print(sorted(d.items(), key=lambda kv: kv[0])[:2], id(a) == id(a), sum(x for x in range(5)))
""",
}


class Seed(NamedTuple):
    """A program of the corpus: its root brick, all its bricks by name, its states."""

    root: Brick
    bricks: dict[bytes, Brick]
    states: list[bytes]


def corpus() -> list[Seed]:
    """The checked-in seeds, in an order that is always the same."""
    library = [load_brick(path.read_bytes()) for path in sorted(CORPUS.glob("library/*.brick"))]
    seeds = []
    for path in sorted(CORPUS.glob("*.brick")):
        root = load_brick(path.read_bytes())
        states = [state.read_bytes() for state in sorted(CORPUS.glob(path.stem + "-*.state"))]
        seeds.append(Seed(root, {brick.name: brick for brick in [root, *library]}, states))
    return seeds


def make_corpus() -> None:
    """Write the corpus anew."""
    for path in CORPUS.rglob("*.*"):
        path.unlink()
    CORPUS.joinpath("library").mkdir(parents=True, exist_ok=True)
    for name, source in PROGRAMS.items():
        root, *library = compile_source(source).bricks
        CORPUS.joinpath(name + ".brick").write_bytes(root)
        for data in library:
            CORPUS.joinpath("library", load_brick(data).name.hex() + ".brick").write_bytes(data)
        bricks = {brick.name: brick for brick in map(load_brick, [root, *library])}
        execution = Execution(bricks, load_brick(root).name)
        states = []
        while execution.run(PlainHost(), 1_000_000) == BLOCKED:
            states.append(execution.capture())
            execution.resume(None)
        assert execution.failure is None, execution.failure
        for at in sorted({0, len(states) // 2, len(states) - 1}):
            CORPUS.joinpath(f"{name}-{at:02}.state").write_bytes(states[at])


class Hang(BaseException):
    """A case took longer than CASE_S."""


def _alarm(*_: Any) -> None:
    raise Hang


class Tally:
    """How the cases of a run ended, by outcome; which broke something, as (what, how, error)."""

    def __init__(self) -> None:
        self.ends: dict[str, int] = {}
        self.broken: list[tuple[str, str]] = []

    def count(self, end: str) -> None:
        self.ends[end] = self.ends.get(end, 0) + 1


def fuzz(seeds: list[Seed], first: int, count: int, tally: Tally) -> None:
    """Run the cases numbered from `first`: each is drawn from its own number alone."""
    before = signal.signal(signal.SIGALRM, _alarm)
    try:
        for number in range(first, first + count):
            signal.setitimer(signal.ITIMER_REAL, CASE_S)
            try:
                tally.count(case(seeds, number))
            except (Exception, Hang) as error:
                tally.broken.append((f"case {number}", f"{type(error).__name__}: {error}"[:200]))
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def case(seeds: list[Seed], number: int) -> str:
    """One mutated brick (even numbers) or state (odd): how it ended."""
    drawn = random.Random(number)
    seed = drawn.choice(seeds)
    limits = Limits(MEMORY_BYTES)
    if number % 2:
        mutate = drawn.choice((damaged, items_changed, items_changed))
        try:
            execution = restore(mutate(drawn.choice(seed.states), drawn), seed.bricks,
                                seed.root.name, 1, limits)
        except (BadState, BadBrick):
            return "state refused"
        return "state " + played(execution, seed.bricks, seed.root.name, limits)
    mutate = drawn.choice((damaged, items_changed, code_changed, code_changed, code_changed))
    bricks = dict(seed.bricks)
    try:
        if drawn.random() < 0.02:
            wanted = drawn.choice([brick for brick in bricks.values() if brick is not seed.root])
            other = load_brick(mutate(wanted.data, drawn))
            root = load_brick(seed.root.data.replace(wanted.hash, other.hash))
            bricks[other.name] = other
        else:
            root = load_brick(mutate(seed.root.data, drawn))
        bricks[root.name] = root
        execution = Execution(bricks, root.name, 1, limits)
    except BadBrick:
        return "brick refused"
    return "brick " + played(execution, bricks, root.name, limits)


def played(execution: Execution, bricks: dict[bytes, Brick], root: bytes, limits: Limits) -> str:
    """How an execution ends after a few legs, moved between them; AssertionError if it may not."""
    result = BLOCKED
    for leg in range(LEGS):
        if execution.request is not None:
            execution.resume(None)
        result = execution.run(PlainHost(), GAS)
        assert result in (BLOCKED, DONE, FAILED, KILLED), result
        assert execution.gas_used <= GAS + 200, f"{execution.gas_used} gas"
        if result != BLOCKED:
            break
        state = execution.capture()
        if leg == LEGS - 1 and len(state) % 4:
            break  # to look at each again would take a third of the time
        try:
            execution = restore(state, bricks, root, 1, limits)
        except BadState as error:
            if "what is no value" not in str(error):
                raise
            return "not let on"  # code that no compiler makes can keep METHOD's mark
    if result == KILLED:
        reason = execution.kill_reason
        assert reason != "memory: the node ran out of it", reason
        return "killed"
    return {BLOCKED: "blocked", DONE: "done", FAILED: "failed"}[result]


if __name__ == "__main__":
    make_corpus()
