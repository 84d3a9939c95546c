"""From source to a program: its root brick, the bricks that it imports, and its declared bounds."""

from __future__ import annotations

import ast
import functools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runtime import cbor
from runtime.errors import BadBrick
from runtime.vm.brick import MAX_BYTES, VERSION, Brick, load_brick
from runtime.vm.values import short
from runtime.vm.verifier import verify
from spatial.compiler.accepted import NATIVE_MODULES, Checker, builtin_base, prelude_of
from spatial.compiler.generate import FunctionWriter, Unit, Written, is_program_decorator
from spatial.compiler.private import rename_private
from spatial.compiler.problems import CompileError, Problem, Refused
from spatial.compiler.proposals import propose
from spatial.compiler.scopes import Scope, analyse
from spatial.compiler.traces import FunctionLines, SourceMap, in_source_lines
from spatial.compiler.unbound import may_be_unbound

_ROOT = Path(__file__).resolve().parents[2]

LIBRARY = {
    "prelude": _ROOT / "spatial" / "library" / "prelude.py",
    "special": _ROOT / "spatial" / "library" / "special.py",
    "keyed": _ROOT / "spatial" / "library" / "keyed.py",
    "bases": _ROOT / "spatial" / "library" / "bases.py",
    "spatial": _ROOT / "spatial" / "library" / "spatial.py",
    "shapes": _ROOT / "spatial" / "library" / "shapes.py",
    "gather": _ROOT / "spatial" / "library" / "gather.py",
    "exploration": _ROOT / "spatial" / "library" / "exploration.py",
    "geographic": _ROOT / "runtime" / "routing" / "geographic.py",
    "notice": _ROOT / "spatial" / "library" / "notice.py",
    "gpsr": _ROOT / "runtime" / "routing" / "gpsr.py",
    "aodv": _ROOT / "runtime" / "routing" / "aodv.py",
    "content": _ROOT / "runtime" / "routing" / "content.py",
    "routes": _ROOT / "runtime" / "routing" / "routes.py",
}
"""The library bricks by name: where their source is."""

_HIDDEN = ("prelude", "special", "keyed", "bases", "notice")


@dataclass(frozen=True)
class Program:
    """A compiled program: `bricks` has the root's bytes first, then all that it reaches."""

    bricks: list[bytes]
    bounds: dict[str, int]
    regions: tuple[str, ...]
    maps: dict[bytes, SourceMap] = field(default_factory=dict)
    proposed: dict[str, int] = field(default_factory=dict)
    """Bounds that no run of it exceeds, of those that its text has an end of."""

    def traceback(self, trace: Sequence[tuple[bytes, int, int]]) -> str:
        """A trace of the machine in source lines, innermost last, as Python prints it."""
        return in_source_lines(trace, self.maps)


@dataclass(frozen=True)
class _Compiled:
    brick: Brick
    source: SourceMap
    needs: tuple[str, ...]


def compile_file(path: Path | str) -> Program:
    """The program in a file; CompileError with every problem where it does not compile."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CompileError([Problem(str(path), 1, 0, f"cannot be read: {reason}")]) from error
    return compile_source(text, str(path))


def compile_source(text: str, filename: str = "<program>") -> Program:
    """The program in `text`; CompileError with every problem where it does not compile."""
    try:
        tree = _parse(text, filename)
        prelude = prelude_of(tree)
        root = _compile(tree, text, filename, _library(prelude))
    except (RecursionError, MemoryError) as error:
        raise CompileError([Problem(filename, 1, 0, _TOO_DEEP)]) from error
    bricks = [root.brick.data]
    maps = {root.brick.name: root.source}
    waiting = [prelude, *root.needs]
    seen = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        needed = _library(name)
        bricks.append(needed.brick.data)
        maps[needed.brick.name] = needed.source
        waiting.extend(needed.needs)
    bounds = _bounds(tree, text, filename)[0]
    return Program(bricks, bounds, _regions(tree), maps, propose(tree))


@functools.cache
def _library(name: str) -> _Compiled:
    path = LIBRARY[name]
    text = path.read_text(encoding="utf-8")
    shown = _shown(path)
    return _compile(_parse(text, shown, tuple(LIBRARY)), text, shown, None)


def _shown(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def library_bricks() -> dict[str, bytes]:
    """The library bricks by name, compiled from their source."""
    return {name: _library(name).brick.data for name in LIBRARY}


def notice_bricks() -> list[bytes]:
    """The program that takes word of a kill home: its root, then what that imports."""
    bricks, waiting = [], ["notice"]
    while waiting:
        needed = _library(waiting.pop(0))
        bricks.append(needed.brick.data)
        waiting.extend(needed.needs)
    return bricks


def is_notice(root: bytes) -> bool:
    """Whether a root brick of this name is that of the program that takes word of a kill home."""
    return root == _library("notice").brick.name


_TOO_DEEP = "an expression is nested too deeply: give parts of it names"


def _syntax_problem(error: SyntaxError, text: str, filename: str) -> Problem:
    line = error.lineno or 1
    lines = text.splitlines()
    source = lines[line - 1] if 0 < line <= len(lines) else ""
    return Problem(filename, line, max((error.offset or 1) - 1, 0), error.msg, source)


_VISIBLE = tuple(name for name in LIBRARY if name not in _HIDDEN)


def _parse(text: str, filename: str, libraries: tuple[str, ...] = _VISIBLE) -> ast.Module:
    try:
        tree = ast.parse(text, filename)
    except SyntaxError as error:
        raise CompileError([_syntax_problem(error, text, filename)]) from error
    except ValueError as error:
        raise CompileError([Problem(filename, 1, 0, f"cannot be parsed: {error}")]) from error
    rename_private(tree)
    problems = Checker(filename, text.splitlines(), libraries).check(tree)
    problems += _bounds(tree, text, filename)[1]
    if problems:
        problems.sort(key=lambda problem: (problem.line, problem.column))
        raise CompileError(problems)
    try:
        # CPython's own last look: what its grammar takes, but its scopes do not.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise CompileError([_syntax_problem(error, text, filename)]) from error
    return tree


def _compile(tree: ast.Module, text: str, filename: str, prelude: _Compiled | None) -> _Compiled:
    lines = text.splitlines()
    scope = analyse(tree)
    stored = _stored_globals(scope)
    wanted = {name for node in ast.walk(tree) for name in _imported(node)}
    if any(builtin_base(node, stored) for node in ast.walk(tree)):
        wanted.add("bases")
    known: dict[str, bytes | None] = dict.fromkeys(NATIVE_MODULES)
    known |= {name: _library(name).brick.hash for name in wanted if name in LIBRARY}
    unit = Unit({}, known)
    unit.qualified = prelude is not None  # the library's names go without their classes
    unit.stored_globals = stored
    # Docstrings take room in a brick: they are there where the program asks for them.
    unit.documented = any("__doc__" in (getattr(node, "attr", ""), getattr(node, "id", ""))
                          for node in ast.walk(tree))
    writer = FunctionWriter(unit, scope, "<module>")
    unit.functions.append(None)
    if unit.documented:
        writer.const(ast.get_docstring(tree, clean=False))
        writer.code.emit("STORE_GLOBAL", unit.global_slot("__doc__"))
    writer.body(tree.body)
    _call_entry(writer, tree)
    if unit.refused:
        raise CompileError([_problem(refused, lines, filename) for refused in unit.refused])
    if writer.code.live:
        writer.const(None)
        writer.code.stop("RETURN")
    unit.functions[0] = writer.finish(0)
    functions = [function for function in unit.functions if function is not None]
    brick = _load(unit, functions, prelude, filename)
    if _name_unbound(brick, functions):
        brick = _load(unit, functions, prelude, filename)
    return _Compiled(brick, _source_map(brick, functions, filename, lines),
                     tuple(name for name in unit.imports if name in LIBRARY))


def _name_unbound(brick: Brick, functions: list[Written]) -> bool:
    """Put the names of what may be read unbound into the records; whether there are any."""
    changed = False
    for written, found in zip(functions, may_be_unbound(brick), strict=True):
        names = written.record[5]
        known = [*written.local_names, *written.cell_names]
        found = {at for at in found if at >= len(names) and not known[at].startswith(".")}
        names += [known[at] if at in found else ""
                  for at in range(len(names), max(found, default=-1) + 1)]
        changed = changed or bool(found)
    return changed


def _problem(refused: Refused, lines: list[str], filename: str) -> Problem:
    line = getattr(refused.node, "lineno", 1)
    column = getattr(refused.node, "col_offset", 0)
    source = lines[line - 1] if line <= len(lines) else ""
    return Problem(filename, line, column, refused.text, source)


def _call_entry(writer: FunctionWriter, tree: ast.Module) -> None:
    """Run the function that `@spatial.program(...)` marks, after the module's body."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and writer.code.live \
                and any(is_program_decorator(item) for item in node.decorator_list):
            writer.code.place = (node.lineno, node.col_offset, None, None)
            writer.load(node.name)
            writer.code.emit("CALL", 0)
            writer.code.emit("POP")


def _load(unit: Unit, functions: list[Written], prelude: _Compiled | None,
          filename: str) -> Brick:
    data = cbor.encode([
        VERSION, None if prelude is None else prelude.brick.hash,
        [[name, found] for name, found in unit.imports.items()],
        unit.constants, unit.global_names, [function.record for function in functions],
    ])
    try:
        brick: Brick = load_brick(data)
    except BadBrick as error:
        text = str(error)
        if len(data) > MAX_BYTES:
            text = (f"compiles to {len(data)} bytes, a brick holds {MAX_BYTES}: "
                    "make the program smaller")
        raise CompileError([Problem(filename, 1, 0, text)]) from error
    return brick


def _source_map(brick: Brick, functions: list[Written], filename: str,
                lines: list[str]) -> SourceMap:
    entries = []
    for index, written in enumerate(functions):
        code = brick.function(index)
        positions: list[int] = []
        verify(code, brick, brick.record(index)[-1], positions)
        entries.append(FunctionLines(
            short(code.name),
            {2 * at: written.lines[ordinal] for at, ordinal in enumerate(positions)},
            tuple(written.local_names), tuple(written.cell_names)))
    hidden = filename in [_shown(LIBRARY[name]) for name in _HIDDEN]
    return SourceMap(filename, tuple(lines), tuple(entries), hidden)


def _stored_globals(scope: Scope) -> set[str]:
    """The names that some code of the module assigns as its globals."""
    found = set(scope.globals)
    if scope.kind == "module":
        found |= set(scope.stored)
    for child in scope.children.values():
        found |= _stored_globals(child)
    return found


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


def _regions(tree: ast.Module) -> tuple[str, ...]:
    """The region names that the source passes to `spatial.region` as they stand."""
    found = []
    for node in ast.walk(tree):
        if (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)):
            called = node.func
            if ((isinstance(called, ast.Attribute) and called.attr == "region")
                    or (isinstance(called, ast.Name) and called.id == "region")):
                found.append(node.args[0].value)
    return tuple(dict.fromkeys(found))


BOUNDS = (
    "gas_visit", "gas_total", "memory_bytes", "hops", "lifetime_ms", "state_bytes", "tag_bytes",
    "air_bytes",
)


def _bounds(
    tree: ast.Module, text: str, filename: str
) -> tuple[dict[str, int], list[Problem]]:
    """What `@spatial.program(...)` declares, and what is wrong with it."""
    problems: list[Problem] = []
    bounds: dict[str, int] = {}
    lines = text.splitlines()
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for item in node.decorator_list:
            if not is_program_decorator(item) or not isinstance(item, ast.Call):
                continue
            for word in item.keywords:
                value: Any = getattr(word.value, "value", None)
                if word.arg not in BOUNDS or type(value) is not int or value <= 0:
                    known = ", ".join(BOUNDS)
                    problems.append(Problem(
                        filename, word.value.lineno, word.value.col_offset,
                        f"{word.arg}: a bound is one of {known}, and a positive int",
                        lines[word.value.lineno - 1]))
                else:
                    bounds[str(word.arg)] = value
    return bounds, problems
