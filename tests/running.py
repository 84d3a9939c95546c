"""A program run twice: by CPython, which is right, and by our machine, with or without moves."""

import builtins
import contextlib
import io
import types
from typing import Any, NamedTuple

from runtime.vm import BLOCKED, DONE, FAILED, Execution, Limits, load_brick, restore
from spatial.compiler import compile_source

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
    """What CPython's exec makes of the source, where a node's natives do nothing."""
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
            ended = f"{type(error).__name__}: {error}"
    return Ran(printed.getvalue(), ended)


def start(bricks: list[bytes], memory_bytes: int = MEMORY_BYTES) -> Execution:
    """A fresh execution of bricks that are loaded anew, the root first."""
    loaded = [load_brick(brick) for brick in bricks]
    return Execution({brick.name: brick for brick in loaded}, loaded[0].name, 1,
                     Limits(memory_bytes))


def moved(state: bytes, bricks: list[bytes]) -> Execution:
    """The execution in a state, on another node: nothing is shared with where it was."""
    loaded = [load_brick(brick) for brick in bricks]
    return restore(state, {brick.name: brick for brick in loaded}, loaded[0].name, 1,
                   Limits(MEMORY_BYTES))


def outcome(execution: Execution, result: int) -> str:
    """How an execution ended, as Ran tells it."""
    if result == DONE:
        return ""
    if result == FAILED:
        return f"{execution.failure[0]}: {execution.failure[1]}"
    return f"Killed: {execution.kill_reason}"


def on_machine(source: str, moves: bool = False, gas: int = GAS) -> Ran:
    """What our machine makes of the source; each block is a journey as bytes where it `moves`."""
    bricks = compile_source(source).bricks
    host = PlainHost()
    execution = start(bricks)
    while (result := execution.run(host, gas)) == BLOCKED:
        if moves:
            execution = moved(execution.capture(), bricks)
        execution.resume(None)
    return Ran("".join(host.said), outcome(execution, result))
