"""The variables of a program that stands still, by their names and beside its source lines.

Reading them runs no code of the program and changes nothing in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from runtime.vm import Execution
from runtime.vm.values import (
    PLAIN,
    UNBOUND,
    Builtin,
    Cell,
    Class,
    Frame,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Mark,
    Method,
    Module,
    NativeModule,
    Set,
    short,
)
from runtime.vm.values import Iterator as Place
from spatial.compiler.traces import SourceMap

_DEPTH = 4
_ITEMS = 12
_LONGEST = 160

Named = Callable[[bytes], "str | None"]

_DEFINITIONS = (Builtin, Class, Function, Method, Module, NativeModule)


def frames_of(
    execution: Execution, maps: Mapping[bytes, SourceMap], named: Named = lambda node_id: None
) -> list[dict[str, Any]]:
    """The frames of an execution that is not running, outermost first.

    Each is a dict of `file`, `line` (from 1, 0 where nobody knows), `function`, `source` (the
    line's text), `own` (of the program, not of a library) and `variables`, a list of [name, text].
    `maps` are a Program's. `named` gives the names of nodes for one or more of their ids, or of the
    first 4 bytes of these, or None.
    """
    execution.freeze()
    root = execution.modules[0]
    frames = []
    for frame in execution.frames:
        code = frame.function.unpacked()
        source = maps.get(code.brick.name)
        own = code.brick is root.brick
        if source is None:
            frames.append(
                {
                    "file": f"brick {code.brick.name.hex()}",
                    "line": 0,
                    "function": f"function {code.index}",
                    "source": "",
                    "own": own,
                    "variables": [],
                }
            )
        else:
            entry = source.functions[code.index]
            line = entry.place(frame.at)[0]
            values = list(_of_frame(frame, entry.local_names, entry.cell_names))
            if own and code.index == 0:
                values += zip(root.brick.global_names, root.globals, strict=False)
            frames.append(
                {
                    "file": "builtins" if source.hidden else source.filename,
                    "line": line,
                    "function": entry.name,
                    "source": "" if source.hidden else source.line(line),
                    "own": own,
                    "variables": [
                        [name, _text(value, named)] for name, value in values if _shown(name, value)
                    ],
                }
            )
    return frames


def _of_frame(
    frame: Frame, locals_: tuple[str, ...], cells: tuple[str, ...]
) -> Iterator[tuple[str, Any]]:
    yield from zip(locals_, frame.local, strict=False)
    for name, cell in zip(cells, frame.cells, strict=False):
        yield name, cell.value if isinstance(cell, Cell) else cell


def _shown(name: str, value: Any) -> bool:
    """Whether it is data: what is only defined stands in the source already."""
    return (
        not name.startswith((".", "__"))
        and value is not UNBOUND
        and value is not PLAIN
        and not isinstance(value, _DEFINITIONS)
    )


def _text(value: Any, named: Named) -> str:
    text = _part(value, named, _DEPTH)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _part(value: Any, named: Named, depth: int) -> str:
    if isinstance(value, (bytes, bytearray)):
        return named(bytes(value)) or _long_bytes(bytes(value))
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[:_LONGEST])
    if isinstance(value, int) and value.bit_length() > _LONGEST:
        return f"an int of {value.bit_length():,} bits"
    if value is None or isinstance(value, (bool, int, float, range)):
        return repr(value)
    if isinstance(value, Mark):
        return str(value.name)
    if isinstance(value, _DEFINITIONS):
        return _definition(value)
    if depth == 0:
        return "…"
    return _compound(value, named, depth - 1)


def _long_bytes(value: bytes) -> str:
    shown = value[:24].hex(" ", 4)
    return f"{len(value)} bytes: {shown}{'…' if len(value) > 24 else ''}" if value else "b''"


def _definition(value: Any) -> str:
    if isinstance(value, Method):
        return f"method {_definition(value.function)}"
    if isinstance(value, Module):
        return f"module {value.brick.name.hex()}"
    if isinstance(value, Function):
        return f"function {value.name()}"
    return f"{type(value).__name__.lower()} {value.name}"


def _compound(value: Any, named: Named, depth: int) -> str:
    def items(values: Any) -> str:
        shown = [_part(item, named, depth) for _, item in zip(range(_ITEMS), values, strict=False)]
        more = [f"… {len(value) - _ITEMS} more"] if len(value) > _ITEMS else []
        return ", ".join(shown + more)

    def pairs(found: Mapping[Any, Any], join: str, plain: bool) -> str:
        shown = [
            f"{key if plain else _part(key, named, depth)}{join}{_part(item, named, depth)}"
            for _, (key, item) in zip(range(_ITEMS), found.items(), strict=False)
        ]
        return ", ".join(shown + (["…"] if len(found) > _ITEMS else []))

    if isinstance(value, list):
        return f"[{items(value)}]"
    if isinstance(value, tuple):
        return f"({items(value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + pairs(value, ": ", plain=False) + "}"
    if isinstance(value, (Set, FrozenSet)):
        return "{" + items(value.table) + "}" if len(value) else "set()"
    if isinstance(value, Instance):
        return f"{short(value.cls.full_name)}({pairs(value.attributes, '=', plain=True)})"
    if isinstance(value, Generator):
        if value.frame is None:
            return "a generator that has ended"
        return f"generator {short(value.frame.function.full_name())}"
    if isinstance(value, Place):
        return f"iterator at {value.at}"
    return type(value).__name__.lower()
