"""The pages of docs/ that say what tables in the code say: made from the tables.

    python -m samara.reference          writes them (`make docs`)

`docs/bytecode.md`, `docs/mqtt.md` and `docs/wire.md` are made whole. In `docs/language.md`,
`docs/routing.md` and `docs/vm.md` the parts between `<!-- made: NAME -->` and `<!-- end -->`
are made, and the rest is written by hand.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from runtime import vm, wire
from runtime.message import Bounds
from runtime.vm import brick, builtins, capture, fusion, instructions, natives
from runtime.vm.classes import CLASS_COUNT, class_numbered, is_exception_class
from runtime.vm.operators import size_of
from runtime.vm.values import Dict
from samara.commands import exec as exec_command
from samara.mqtt import page as mqtt_page
from spatial.compiler import CompileError, compile_source
from spatial.compiler.accepted import SPECIAL_METHODS
from spatial.compiler.compile import LIBRARY

DOCS = Path(__file__).resolve().parent.parent / "docs"

_MADE = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.S)


def pages() -> dict[Path, str]:
    """Each page with the text that it should have."""
    in_part = (DOCS / "language.md", DOCS / "routing.md", DOCS / "vm.md")
    return {
        DOCS / "bytecode.md": bytecode(),
        DOCS / "mqtt.md": mqtt_page.page(),
        DOCS / "wire.md": frames(),
        **{path: _MADE.sub(_part, path.read_text(encoding="utf-8")) for path in in_part},
    }


def main() -> None:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


# -- docs/bytecode.md

_KINDS = {
    "-": "none",
    "k": "number of a constant",
    "s": "number of a constant that is a string",
    "l": "number of a local variable",
    "c": "number of a cell",
    "g": "number of a global variable",
    "f": "number of a function * 8 + flags",
    "b": "number of a builtin",
    "i": "number of an import",
    "n": "a count, n",
    "o": "number of an operator",
    "d": "how many blocks out",
    "u": "two counts: before + after * 256",
}

_BYTECODE = """\
# Bytecode

Made by `make docs` from `runtime/vm/instructions.py` and `runtime/vm/brick.py`. Do not edit.

## A brick

A brick is one compiled module: one item of deterministic CBOR (RFC 8949, 4.2), at most
{most:,} bytes. Its hash is the SHA-256 of these bytes; on the air it is called by the
first {name_bytes} bytes of that. Line tables are not part of it.

    brick    = [version, prelude, imports, constants, globals, functions]
    version  = {version}
    prelude  = hash of the brick with the builtins that call back into programs, or null
    imports  = [[name, hash or null for a native module] ...]
    constants = [null, bool, int, float, text, bytes or array of these ...]
    globals  = [name ...]
    functions = [function ...]        the first is the module's body
    function = [name, flags, positional, keyword_only, locals, names, cells, free, code]

`flags` add up: {flags}.
`names` are those of the parameters, in a class body those of all local variables; behind them, by
number, those of other locals and then cells that may be read before they are assigned, `""` for the
rest. `cells` are the
variables that closures share: 0 for a fresh one, else 1 + the parameter that it starts from.
`free` counts the cells that come from the function around it.

`code` is bytes: an opcode, and an operand as unsigned LEB128 where the instruction has one. Blocks
are structured, as in WebAssembly: a branch names how many blocks out it goes, so each place in the
code has one height of the stack, and the verifier passes over it once. A node runs nothing that the
verifier has not accepted.

Gas counts instructions. It is charged at a call and at each round of a loop, for what lies ahead up
to the next such place; builtins charge in addition by the size of what they work on, beforehand.

## Instructions

`pops` and `pushes` are counts, `n` stands for the operand, `*` depends on the path taken.

{instructions}

Operators of `BINARY` and `INPLACE`, by number: {operators}.
"""


def bytecode() -> str:
    """docs/bytecode.md."""
    remarks = _remarks(instructions)
    rows = []
    for number, row in enumerate(_rows(instructions)):
        name, kind, pops, pushes = row
        rows.append((str(number), f"`{name}`", _KINDS[kind], pops, pushes, remarks[name]))
    flags = {
        name: getattr(brick, name)
        for name in ("VARARGS", "VARKEYWORDS", "GENERATOR", "CLASS_BODY", "CLASS_CELL")
    }
    return _BYTECODE.format(
        most=brick.MAX_BYTES,
        name_bytes=brick.NAME_BYTES,
        version=brick.VERSION,
        flags=", ".join(
            f"{value} {name.lower().replace('_', ' ')}" for name, value in flags.items()
        ),
        instructions=_table(("", "instruction", "operand", "pops", "pushes", "does"), rows),
        operators=", ".join(f"{n} `{sign}`" for n, sign in enumerate(instructions.OPERATORS)),
    )


def _rows(module: ModuleType) -> Iterator[list[str]]:
    for row in module._ROWS.split(";")[:-1]:
        yield row.split(" ")


def _remarks(module: ModuleType) -> dict[str, str]:
    """By name: what stands beside each row of a table in strings."""
    found = re.findall(r'^    "(\w+) [^"]*;"  # (.*)$', inspect.getsource(module), re.M)
    return dict(found)


# -- docs/wire.md

_WIRE = """\
# Frames

Made by `make docs` from `runtime/wire.py` and `runtime/vm/capture.py`. Do not edit.

A frame is one byte of version ({version}), then a CBOR array (RFC 8949, 4.2: one way to write each
value): the type's number and its fields, in order. A node counts and drops what is not exactly
that. A link must carry frames of {mtu} bytes.

A frame whose first byte is 0 is the same in every version: the byte after it is the version that
its sender speaks. It answers a frame of a version that the sender does not know, and is never
answered.

## A hop

A sends `Offer`. B answers `Want` for what it lacks, the rest of the state or a brick, and A sends
`Fragment`s of it, until B has all and answers `Started`; or B answers `Refused`. Only on `Started`
does A drop its copy. What stays unanswered is sent again; then A asks by `Query`, and B answers
`Started`, `Never`, `Refused` or `Forgotten`. So a message never runs twice, and the program
learns at A whether it runs at B, or that it cannot be known (`InDoubt`).

The whole state goes with the offer where it fits, B is known to have the code, and was heard in
the last 4 s: one frame and one answer. Elsewhere A holds its end back until B asks, so that a B
which is dead is known not to have started the message.

`Spread` is a broadcast: whoever hears it starts a copy, and answers nothing. Who lacks the code may
ask for it by `Want`, for 3 s.

## Sealed frames

In a keyed field (`runtime/air.py`, [security.md](security.md)) a frame is, in this order:

* a byte of flags: 128 sealed, 64 encrypted, 32 with the sender's id, 16 the key's number is odd,
  8 for all in reach; below them the version;
* the sender's id, 8 bytes, where it is a field of the frame; elsewhere who receives the frame
  knows the sender by its address;
* the sender's boot epoch and a counter that it never uses again in this boot, both in CBOR;
* the frame's array, without the fields that these have said;
* in a signed field, with an `Offer` or a `Spread`, the 8 bytes that name the message's certificate;
* a tag of 8 bytes, the first of the HMAC-SHA256 under the field's key of all before it, of the id
  of who it is for, unless it is for all, and of the sender's id, where it is not in here.

So a seal adds 8 to 13 bytes to a frame. A certificate is asked for by `Want` as a brick is. A
`Want` of what does not lack a piece asks for patience: the certificate is being checked.

## What a field may hold

{kinds}

## Types

{types}

## State

The state of a message is one CBOR array, cut short where the rest is as usual:

| item | usual |
| --- | --- |
| {state_version}, the version | |
| the frames, from the module's body to the one that is suspended | |
| numbers of global variables, each followed by what it holds | none |
| what `id()` was asked for, in the order of asking | none |
| the state of the random numbers | as the seed gives it |

Functions, constants and global variables are numbered through all bricks of the program, in the
order in which imports reach them from the root. A global variable that holds what its module's
body plainly defines is not listed; the number behind all others, plus that of a module, says that
the module's body has not begun. A string of three characters or more that is a constant goes by
its number.

A frame is an array: the function (its number, or the function itself where it is no plain
definition); the instruction to go on with; a mask; then the local variables, cells, and what the
frame gives in place of its result; the rest is its stack. Bit 0 of the mask says whether there is
something to give, bit n + 1 whether local variable n is there. Those that can never be read again
are not: after a hop, what only its failure would lead to counts as never. A mask of zero is left
out where nothing follows. The frame of a generator is within the generator, and that is what the
list of frames has.

Whatever is referred to twice is marked where it first stands, and after that is one byte, the
simple value of its number (`e0` to `f3`). An unbound variable is `f7`. All else is CBOR, or one of:

{tags}

What the arrays of tag 16 begin with:

{others}

The whole state of this, where it migrates, is `{state}`:

```python
{suspended}```
"""

# Its state is the example on the page.
_SUSPENDED = """\
import node
def f():
    x = [2, 3]
    node.migrate(b"12345678")
    return x
f()
"""


def frames() -> str:
    """docs/wire.md."""
    kinds = [
        (f"`{name}`", {bytes: "bytes", str: "text", int: "int"}[kind], _bounds(kind, least, most))
        for name, (kind, least, most) in wire.KINDS.items()
    ]
    described = _described_frames()
    types = []
    for name, number, fields in wire.TABLE:
        about, notes = described[name]
        rows = []
        for field in fields.split(" "):
            key, kind = field.split(":")
            rows.append((f"`{key}`", f"`{kind}`", notes.pop(key, "")))
        assert not notes, f"{name} has no field {', '.join(notes)}"
        types.append(f"### {number} {name}\n\n{about}\n\n{_table(('field', 'kind', ''), rows)}")
    return _WIRE.format(
        version=wire.VERSION,
        mtu=wire.MTU_BYTES,
        kinds=_table(("kind", "is", "of"), kinds),
        types="\n\n".join(types),
        state_version=capture.VERSION,
        tags=_table(("tag", "", "has"), _numbers(capture, "_TUPLE", "_CONSTANT")),
        others=_table(("", "", "has"), _numbers(capture, "_MODULE", "_VIEW")),
        suspended=_SUSPENDED,
        state=_state_of(_SUSPENDED).hex(" "),
    )


def _numbers(module: ModuleType, first: str, last: str) -> list[tuple[str, str, str]]:
    """Number, name and remark of the constants from `first` to `last`."""
    found = re.findall(r"^(_\w+) = const\((\d+)\)  # (.*)$", inspect.getsource(module), re.M)
    names = [name for name, _, _ in found]
    return [
        (number, name[1:].lower().replace("_", " "), text)
        for name, number, text in found[names.index(first) : names.index(last) + 1]
    ]


def _state_of(source: str) -> bytes:
    """The state of a program where it first blocks."""
    bricks = [vm.load_brick(data) for data in compile_source(source).bricks]
    execution = vm.Execution({one.name: one for one in bricks}, bricks[0].name)
    assert execution.run(None, 10_000) == vm.BLOCKED
    state: bytes = execution.capture()
    return state


def _bounds(kind: type, least: int, most: int) -> str:
    if kind is int:
        return f"{least:,} to {most:,}"
    return f"{most} bytes" if least == most else f"{least} to {most:,} bytes"


def _described_frames() -> dict[str, tuple[str, dict[str, str]]]:
    """By type: what the comment below its row says of it, and of its fields."""
    source = inspect.getsource(wire)
    table = source[source.index("\nTABLE = (") :]
    table = table[: table.index("\n)\n")]
    found: dict[str, tuple[str, dict[str, str]]] = {}
    name = field = ""
    for line in table.splitlines():
        started = re.match(r'(?:    \(|        )"([A-Z]\w*)",', line)
        if started:
            name, field = started[1], ""
            found[name] = ("", {})
        elif noted := re.match(r"    #   (\w+) +(.+)", line):
            field = noted[1]
            found[name][1][field] = noted[2]
        elif noted := re.match(r"    # +(.+)", line):
            about, notes = found[name]
            if field:
                notes[field] += f" {noted[1]}"
            else:
                found[name] = (f"{about} {noted[1]}".strip(), notes)
    return found


# -- docs/language.md

# What the compiler refuses, by example; what it says of each stands in the page.
REFUSED = (
    "async def f():\n    pass",
    "async def f():\n    await g()",
    "async def f():\n    async for x in y:\n        pass",
    "async def f():\n    async with x:\n        pass",
    "try:\n    pass\nexcept* ValueError:\n    pass",
    "class A(int): pass",
    "1j",
    "class A(B, C):\n    pass",
    "class A(metaclass=M):\n    pass",
    "class A:\n    def __new__(cls):\n        pass",
    "class A:\n    def __del__(self):\n        pass",
    "class A:\n    def __sizeof__(self):\n        pass",
    "import os",
    "from math import *",
    "x = ...",
    "super().f",
)
_SHOWN = {
    "async def f():\n    await": "`await`",
    "async def f():\n    async for": "`async for`",
    "async def f():\n    async with": "`async with`",
    "async def": "`async def`",
    "try:": "`except*`",
    "class A:\n    def __new__": "`def __new__(...)`",
    "class A:\n    def __del__": "`def __del__(...)`",
    "class A:\n    def __sizeof__": "`def __sizeof__(...)`",
}


def refusal(source: str) -> str:
    """What the compiler says last of the source: of the innermost, where constructs nest."""
    try:
        compile_source(source)
    except CompileError as error:
        return error.problems[-1].text
    raise AssertionError(f"compiles, and the page says that it does not: {source!r}")


def _refused() -> str:
    rows = []
    for source in REFUSED:
        shown = next(
            (text for start, text in _SHOWN.items() if source.startswith(start)),
            f"`{source.splitlines()[0].removesuffix(':')}`",
        )
        rows.append((shown, refusal(source)))
    return _table(("not in the language", "what the compiler says"), rows)


def _refused_builtins() -> str:
    from spatial.compiler.accepted import _BUILTINS_INSTEAD

    rows = [(f"`{name}`", refusal(f"{name}()")) for name in sorted(_BUILTINS_INSTEAD)]
    return _table(("builtin", "what the compiler says"), rows)


def _special_methods() -> str:
    return ", ".join(f"`{name}`" for name in SPECIAL_METHODS)


def _builtins() -> str:
    functions: list[str] = []
    methods: dict[str, list[str]] = {}
    for row in _rows(builtins):
        owner, dot, name = row[0].rpartition(".")
        if not dot:
            functions.append(name)
        elif owner not in natives_modules() and not name.startswith("__"):
            methods.setdefault(owner, []).append(name)
    classes = [class_numbered(number) for number in range(CLASS_COUNT)]
    types = [
        cls.name
        for cls in classes
        if not is_exception_class(cls) and cls.name not in _INNER_CLASSES
    ]
    of_node = [cls for cls in classes if cls.name in ("HopError", "TagError", "Timeout")]
    exceptions = [
        cls.name
        for cls in classes
        if is_exception_class(cls) and not any(cls.is_a(root) for root in of_node)
    ]
    lines = [
        f"Functions: {_names(functions)}.",
        f"Types: {_names(types)}.",
        f"Exceptions: {_names(exceptions)}.",
    ]
    rows = [(f"`{owner}`", _names(names)) for owner, names in methods.items()]
    return "\n\n".join([*lines, _table(("type", "methods"), rows)])


_INNER_CLASSES = (
    "NoneType", "function", "method", "builtin_function_or_method", "generator", "iterator",
    "module", "dict_keys", "dict_values", "dict_items",
)  # fmt: skip


def natives_modules() -> Sequence[str]:
    return builtins.MODULES


def _native(module: str) -> str:
    names = [row[0].partition(".")[2] for row in _rows(builtins) if row[0].startswith(f"{module}.")]
    names += [n.partition(".")[2] for n in builtins.CONSTANTS if n.startswith(f"{module}.")]
    return _names(names) + "."


def _node() -> str:
    remarks = _remarks(natives)
    rows = []
    for name, least, most, blocks, *named in _rows(natives):
        arguments = f"{least}" if least == most else f"{least} to {most}"
        if named:
            arguments += ": " + named[0].replace(",", ", ")
        waits = "may" if blocks == "+" else ""
        rows.append((f"`node.{name}`", arguments, waits, remarks[name]))
    return _table(("function", "arguments", "suspends", "gives or does"), rows)


def _library(name: str) -> str:
    """The public functions and classes of a library brick, by their docstrings."""
    tree = ast.parse(LIBRARY[name].read_text(encoding="utf-8"))
    rows = []
    for item in tree.body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            rows.append(_entry(f"{name}.{item.name}", item, ast.get_docstring(item)))
        elif isinstance(item, ast.ClassDef):
            for method in item.body:
                if not isinstance(method, ast.FunctionDef) or not ast.get_docstring(method):
                    continue
                rows.append(_entry(f"{item.name}.{method.name}", method, ast.get_docstring(method)))
    return _table(("", ""), rows)


def _entry(name: str, function: ast.FunctionDef, doc: str | None) -> tuple[str, str]:
    arguments = ast.unparse(function.args).removeprefix("self, ").removeprefix("self")
    return f"`{name}({arguments})`", " ".join((doc or "").split())


def _bounds_table() -> str:
    defaults = Bounds()
    return _table(
        ("bound", "default"),
        [(f"`{name}`", f"{getattr(defaults, name):,}") for name in sorted(Bounds.__slots__)],
    )


# -- docs/vm.md


def _exec() -> str:
    rows = [
        ("`--engine`", "`interpreter` or `translator`", "`translator`"),
        ("`--gas N`", "the bound of its work", f"as the program declares, or {exec_command.GAS:,}"),
        (
            "`--memory BYTES`",
            "the bound of its objects",
            f"as the program declares, or {exec_command.MEMORY_BYTES:,}",
        ),
        ("`--seed N`", "of its random numbers", "0"),
        ("`--json FILE`", "the record of the run", ""),
    ]
    return _table(("option", "what it does", "default"), rows)


def _sizes() -> str:
    values = (
        ("`None`, a bool, `1`", 1),
        ("`1.5`", 1.5),
        ("`2 ** 40`", 2**40),
        ("`2 ** 4000`", 2**4000),
        ("`''`", ""),
        ("100 characters", "a" * 100),
        ("100 bytes", bytes(100)),
        ("a list or tuple of 100", [0] * 100),
    )
    rows = [(name, f"{size_of(value):,}") for name, value in values]
    pairs: Any = Dict()
    for number in range(100):
        pairs[number] = number
    rows.append(("a dict of 100", f"{size_of(pairs):,}"))
    return _table(("value", "bytes, without what it holds"), rows)


def _hostile() -> str:
    """The list that tests/test_metering.py holds every engine to."""
    from tests.hostile import GAS, MEMORY_BYTES, TOO_MUCH, WITHIN

    rows = [
        (
            one.name,
            f"`{one.source}`" if "\n" not in one.source else "",
            _ENDS.get(one.end, one.end),
        )
        for one in [*TOO_MUCH, *WITHIN]
    ]
    bounds = f"With a bound of {GAS:,} gas and {MEMORY_BYTES:,} bytes:"
    return f"{bounds}\n\n{_table(('what', 'program', 'how it ends'), rows)}"


_ENDS = {"": "well", "Killed: ": "Killed: gas or memory, whichever is met first"}


def _fused() -> str:
    pushes = ["nothing", *(f"`{name}`" for name in ("LOAD", "INT", "CONST"))]
    results = [f"`{result}`" if result else "nothing" for result in fusion.RESULTS.split(";")]
    rows = [
        *((f"`{sequence}`", str(fusion.FIRST + at))
          for at, sequence in enumerate(fusion.SEQUENCES.split(";"))),
        ("a `LOAD` of the left operand, or nothing; the right one: " + ", ".join(pushes)
         + "; an operator; then " + ", ".join(results), "256 and up"),
    ]
    return _table(("run as one", "number"), rows)


_PARTS: dict[str, Callable[[], str]] = {
    "refused": _refused,
    "refused_builtins": _refused_builtins,
    "special_methods": _special_methods,
    "builtins": _builtins,
    "math": lambda: _native("math"),
    "random": lambda: _native("random"),
    "node": _node,
    "spatial": lambda: _library("spatial"),
    "geographic": lambda: _library("geographic"),
    "gather": lambda: _library("gather"),
    "gpsr": lambda: _library("gpsr"),
    "aodv": lambda: _library("aodv"),
    "content": lambda: _library("content"),
    "routes": lambda: _library("routes"),
    "bounds": _bounds_table,
    "exec": _exec,
    "sizes": _sizes,
    "hostile": _hostile,
    "fused": _fused,
}


def _part(found: re.Match[str]) -> str:
    return f"{found[1]}{_PARTS[found[2]]()}\n{found[3]}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


if __name__ == "__main__":
    main()
