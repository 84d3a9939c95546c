"""A program run twice: by CPython, which is right, and by our machine, with or without moves."""

import builtins
import contextlib
import hashlib
import io
import json
import sys
import types
import warnings
from pathlib import Path
from typing import Any, NamedTuple

from runtime.vm import BLOCKED, DONE, FAILED, Execution, Limits, load_brick, restore
from spatial.compiler import compile_source

RECORDED = Path(__file__).parent / "language" / "recorded.json"

GAS = 20_000_000
MEMORY_BYTES = 4_000_000


class Ran(NamedTuple):
    """What a program printed, and how it ended: nothing, or `Class: message` of what it raised."""

    printed: str
    ended: str


class PlainHost:
    """A node that serves nothing but print and its id."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def write(self, text: str) -> None:
        self.said.append(text)

    def call(self, name: str, args: tuple[Any, ...]) -> Any:
        return {"id": b"12345678", "position": (1, 2), "now": 5, "neighbours": []}.get(name)


def on_cpython(source: str) -> Ran:
    """What CPython 3.11, whose language this is, makes of the source.

    Other versions word some messages otherwise: for them the corpus is recorded.
    """
    if sys.version_info[:2] != (3, 11):
        recorded = json.loads(RECORDED.read_text()).get(_key(source))
        if recorded is not None:
            return Ran(*recorded)
    return by_exec(source)


def _key(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def record_corpus() -> dict[str, list[str]]:
    """What CPython makes of the corpus, by the SHA-256 of the source; to be called on 3.11."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        sources = [path.read_text() for path in sorted(RECORDED.parent.glob("*.py"))]
        return {_key(source): list(by_exec(source)) for source in sources}


def by_exec(source: str) -> Ran:
    """What this CPython's exec makes of the source, where a node's natives do nothing."""
    natives = types.ModuleType("node")
    natives.migrate = natives.sleep = lambda _: None  # type: ignore[attr-defined]

    def imported(name: str, *rest: Any) -> Any:
        return natives if name == "node" else __import__(name, *rest)

    names = {"__name__": "__main__", "__builtins__": {**vars(builtins), "__import__": imported}}
    ended = ""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            exec(compile(source, "<program>", "exec"), names)
        except Exception as error:
            ended = f"{type(error).__name__}: {_text_of(error)}"
    return Ran(printed.getvalue(), ended)


def _text_of(error: Exception) -> str:
    """What a traceback says of an exception, whose own `__str__` may fail or print."""
    try:
        return str(error)
    except Exception:
        return "<exception str() failed>"


class Node:
    """A node that has loaded a program's bricks, the root first; `translate` is its engine."""

    def __init__(self, bricks: list[bytes], memory_bytes: int = MEMORY_BYTES,
                 translate: bool = False) -> None:
        self.engine = {"translate": True} if translate else {}
        loaded = [load_brick(brick) for brick in bricks]
        self.bricks = {brick.name: brick for brick in loaded}
        self.root = loaded[0].name
        self.limits = Limits(memory_bytes)

    def start(self) -> Execution:
        return Execution(self.bricks, self.root, 1, self.limits, **self.engine)

    def arrive(self, state: bytes) -> Execution:
        return restore(state, self.bricks, self.root, 1, self.limits, **self.engine)


def outcome(execution: Execution, result: int) -> str:
    """How an execution ended, as Ran tells it."""
    if result == DONE:
        return ""
    if result == FAILED:
        return f"{execution.failure[0]}: {execution.failure[1]}"
    return f"Killed: {execution.kill_reason}"


def on_machine(source: str, moves: bool = False, gas: int = GAS,
               translate: bool = False) -> Ran:
    """What our machine makes of the source; each block is a journey as bytes where it `moves`."""
    bricks = compile_source(source).bricks
    here, there = (Node(bricks, translate=translate) for _ in range(2))
    host = PlainHost()
    execution = here.start()
    stops = 0
    while (result := execution.run(host, gas)) == BLOCKED:
        stops += 1
        # A deep recursion stops a thousand times with a state of a thousand frames.
        if moves and (stops < 200 or stops % 50 == 0):
            state = execution.capture()
            execution = there.arrive(state)
            here, there = there, here
            if stops % 7 == 1:
                assert execution.capture() == state
        execution.resume(None)
    return Ran("".join(host.said), outcome(execution, result))


if __name__ == "__main__":
    RECORDED.write_text(json.dumps(record_corpus(), indent=1, sort_keys=True) + "\n")
