"""A message as it travels: what its captured state holds, in the terms of its source.

Names of variables and line tables never go on air. Who has the program's source maps, its origin or
a simulator, can read them into a state all the same.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runtime.errors import BadState
from runtime.vm import Brick, load_brick, restore
from runtime.vm.interpreter import Limits
from runtime.vm.values import (
    PLAIN,
    UNBOUND,
    Builtin,
    Cell,
    Class,
    Dict,
    Frame,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Method,
    Module,
    NativeModule,
    Set,
)
from runtime.vm.values import (
    Iterator as VmIterator,
)
from spatial.compiler import Program, SourceMap, library_bricks

_VALUE_CHARACTERS = 200
_DEPTH = 3  # of values within values that are shown
_ITEMS = 12

_ROOMY = Limits(1 << 30)  # what is looked at here is bounded by its size on the air

_CODE = (Builtin, Class, Function, Module, NativeModule)

# What a hop was for, by the library's function that made it; of `hop` its caller says it.
_REASONS = {
    ("aodv", "_error"): "error",
    ("aodv", "_reply"): "reply",
    ("aodv", "_request"): "request",
    ("aodv", "hop"): "route",
    ("exploration", "walk"): "exploration",
    ("geographic", "travel"): "forward",
    ("spatial", "region"): "look-up",
}


@dataclass(frozen=True)
class Variable:
    """A variable's name and its value as `repr` would have it, cut off where it is long."""

    name: str
    value: str


@dataclass(frozen=True)
class Call:
    """One call under way: where it is, and the variables that it still needs."""

    function: str
    file: str
    line: int
    text: str
    library: bool
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Snapshot:
    """What a state holds: the calls, outermost first, and the program's global variables.

    `reason` is what the hop was for, as the innermost library says it ("greedy", "perimeter",
    "request", ...), or "program" where the program itself migrated. `line` and `text` are of the
    innermost call of the program's own.
    """

    calls: tuple[Call, ...]
    variables: tuple[Variable, ...]
    reason: str
    line: int
    text: str


class Reader:
    """Reads states of one program."""

    def __init__(self, program: Program) -> None:
        self._maps = program.maps
        loaded = [load_brick(data) for data in program.bricks]
        self.root = loaded[0].name
        self._bricks = {brick.name: brick for brick in loaded}

    def read(self, state: bytes, root: bytes | None = None, seed: int = 0) -> Snapshot:
        """What is in a captured state; BadState where it is none of this program.

        `root` is given where a copy goes on as another brick than the program's first.
        """
        try:
            root = self.root if root is None else root
            frames = restore(state, self._closure(root), root, seed, _ROOMY).frames
        except KeyError:
            raise BadState("the state is of another program") from None
        calls = tuple(self._calls(frames))
        own = [call for call in calls if not call.library]
        module = frames[0].function.module
        is_own = module.brick.name == self.root
        return Snapshot(
            calls,
            tuple(_globals(module)) if is_own else (),
            self._reason(frames),
            own[-1].line if own else 0,
            own[-1].text if own else "",
        )

    def _closure(self, root: bytes) -> dict[bytes, Brick]:
        found: dict[bytes, Brick] = {}
        todo = [root]
        while todo:
            name = todo.pop()
            if name not in found:
                found[name] = self._bricks[name]
                todo += [full_hash[:8] for full_hash in found[name].hashes()]
        return found

    def _calls(self, frames: list[Frame]) -> Iterator[Call]:
        for frame in frames:
            source = self._maps[frame.function.module.brick.name]
            if source.hidden:
                continue
            entry = source.functions[frame.function.index]
            line = entry.place(frame.at)[0]
            yield Call(
                entry.name,
                source.filename,
                line,
                source.line(line).strip(),
                frame.function.module.brick.name != self.root,
                tuple(self._locals(source, frame)),
            )

    def _locals(self, source: SourceMap, frame: Frame) -> Iterator[Variable]:
        entry = source.functions[frame.function.index]
        values = [*frame.local[: len(entry.local_names)], *frame.cells]
        for name, value in zip((*entry.local_names, *entry.cell_names), values, strict=False):
            if isinstance(value, Cell):
                value = value.value
            if name.isidentifier() and value is not UNBOUND:
                yield Variable(name, shown(value))

    def _reason(self, frames: list[Frame]) -> str:
        for at in range(len(frames) - 1, -1, -1):
            frame = frames[at]
            source = self._maps[frame.function.module.brick.name]
            module = library_names().get(frame.function.module.brick.name, "")
            name = source.functions[frame.function.index].name
            if not module:
                return "program"
            if (module, name) == ("gpsr", "travel"):
                variables = {v.name: v.value for v in self._locals(source, frame)}
                return "greedy" if variables.get("entry", "None") == "None" else "perimeter"
            if (module, name) == ("geographic", "hop"):
                above = frames[at - 1].function
                if above.module is frame.function.module:
                    return "back"
                continue
            if (module, name) in _REASONS:
                return _REASONS[module, name]
            if not source.hidden:
                return module
        return "program"


@functools.cache
def library_names() -> dict[bytes, str]:
    """The library's modules by the names of their bricks."""
    return {load_brick(data).name: name for name, data in library_bricks().items()}


def _globals(module: Module) -> Iterator[Variable]:
    for slot, value in enumerate(module.globals):
        name = module.brick.global_names[slot]
        if value is UNBOUND or value is PLAIN or isinstance(value, _CODE):
            continue
        if name.isidentifier():
            yield Variable(name, shown(value))


def shown(value: Any) -> str:
    """A value of a program as `repr` has it, near enough, and cut off where it is long."""
    text = _shown(value, _DEPTH)
    return text if len(text) <= _VALUE_CHARACTERS else text[: _VALUE_CHARACTERS - 3] + "..."


def _shown(value: Any, depth: int) -> str:
    if isinstance(value, (str, bytes, bytearray)):
        return repr(value[:_VALUE_CHARACTERS])
    if value is None or isinstance(value, (bool, float, range)):
        return repr(value)
    if isinstance(value, int):
        return repr(value) if value.bit_length() < 1024 else hex(value)
    if isinstance(value, (list, tuple, Set, FrozenSet, Dict, Instance)):
        return _compound(value, depth)
    if isinstance(value, Function):
        return "<function>"
    if isinstance(value, Method):
        return "<method>"
    if isinstance(value, (Class, Builtin, NativeModule)):
        return f"<{value.name}>"
    if isinstance(value, Generator):
        return "<generator>"
    if isinstance(value, VmIterator):
        return "<iterator>"
    return f"<{type(value).__name__.lower()}>"


def _compound(value: Any, depth: int) -> str:
    if isinstance(value, Instance):
        pairs = _pairs(value.attributes.items(), "=", depth, str)
        return f"{value.cls.name}({pairs})"
    if isinstance(value, Dict):
        return "{" + _pairs(value.items(), ": ", depth, lambda key: _shown(key, depth - 1)) + "}"
    if isinstance(value, list):
        return f"[{_items(value, depth)}]"
    if isinstance(value, tuple):
        return f"({_items(value, depth)}{',' if len(value) == 1 else ''})"
    items = list(value.table.keys())
    if isinstance(value, Set):
        return "{" + _items(items, depth) + "}" if items else "set()"
    return "frozenset({" + _items(items, depth) + "})" if items else "frozenset()"


def _items(items: Any, depth: int) -> str:
    if depth == 0 and items:
        return "..."
    texts = [_shown(item, depth - 1) for item in items[:_ITEMS]]
    return ", ".join([*texts, "..."] if len(items) > _ITEMS else texts)


def _pairs(pairs: Any, between: str, depth: int, key_text: Any) -> str:
    pairs = list(pairs)
    if depth == 0 and pairs:
        return "..."
    texts = [f"{key_text(key)}{between}{_shown(item, depth - 1)}" for key, item in pairs[:_ITEMS]]
    return ", ".join([*texts, "..."] if len(pairs) > _ITEMS else texts)
