"""From a checked syntax tree to the functions of a brick."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from runtime.vm import instructions
from runtime.vm.brick import CLASS_BODY, CLASS_CELL, GENERATOR, VARARGS, VARKEYWORDS
from runtime.vm.builtins import named, number_of
from spatial.compiler.accepted import builtin_base
from spatial.compiler.assembler import Assembler, Block, Place
from spatial.compiler.known import is_builtin
from spatial.compiler.patterns import write_match
from spatial.compiler.private import bound_name
from spatial.compiler.problems import Refused
from spatial.compiler.scopes import Scope

_BINARY = {ast.Add: "ADD", ast.Sub: "SUB", ast.Mult: "MUL"}
_OPERATOR = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//",
             ast.Mod: "%", ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&",
             ast.BitOr: "|", ast.BitXor: "^",
             ast.MatMult: "@"}
_COMPARE = {ast.Lt: "LT", ast.LtE: "LE", ast.Gt: "GT", ast.GtE: "GE", ast.Eq: "EQ",
            ast.NotEq: "NE", ast.Is: "IS", ast.In: "IN"}
_UNARY = {ast.Not: "NOT", ast.USub: "NEG", ast.UAdd: "POS", ast.Invert: "INVERT"}
_UNNAMED: dict[type[ast.AST], str] = {
    ast.Lambda: "<lambda>", ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>", ast.GeneratorExp: "<genexpr>"}
_CONVERSIONS = {-1: 0, 115: 1, 114: 2, 97: 3}

_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

# How many values a display may hold on the stack before it is built in parts.
_CHUNK = 100

# Ways to leave a guarded block other than by its end.
_NORMAL, _RAISED, _RETURNS = 0, 1, 2


def _place(node: ast.stmt | ast.expr | ast.ExceptHandler) -> Place:
    """Where a node stands; of one with a body, only where it begins."""
    if (hasattr(node, "body") or hasattr(node, "cases")) and not isinstance(node, ast.expr):
        return node.lineno, node.col_offset, None, None
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


@dataclass
class Written:
    """A finished function: its record for the brick, and what only hosts know of it."""

    record: list[Any]
    lines: list[Place]
    local_names: list[str]
    cell_names: list[str]


@dataclass
class Unit:
    """What the functions of a brick share."""

    imports: dict[str, bytes | None]
    known_modules: dict[str, bytes | None]
    constants: list[Any] = field(default_factory=list)
    constant_at: dict[Any, int] = field(default_factory=dict)
    global_names: list[str] = field(default_factory=list)
    stored_globals: set[str] = field(default_factory=set)
    functions: list[Written | None] = field(default_factory=list)
    qualified: bool = True
    documented: bool = False
    refused: list[Refused] = field(default_factory=list)

    def constant(self, value: Any) -> int:
        key = _key(value)
        if key not in self.constant_at:
            self.constant_at[key] = len(self.constants)
            self.constants.append(value)
        return self.constant_at[key]

    def global_slot(self, name: str) -> int:
        if name not in self.global_names:
            self.global_names.append(name)
        return self.global_names.index(name)

    def import_at(self, name: str) -> int:
        self.imports.setdefault(name, self.known_modules[name])
        return list(self.imports).index(name)


def _key(value: Any) -> Any:
    if isinstance(value, tuple):
        return (tuple, tuple(_key(item) for item in value))
    return (type(value), repr(value) if isinstance(value, float) else value)


@dataclass
class _Guard:
    """A try-finally or with around the code being written: where exits must pass."""

    block: Block
    why: int
    value: int
    residue: int
    exits: list[tuple[str, Block | None, int]] = field(default_factory=list)


@dataclass
class _Loop:
    """Where `break` and `continue` go, and how many iterators lie on the stack there."""

    leave: Block
    again: Block
    outside: int
    inside: int
    guards: int


class FunctionWriter:
    """Writes one function (or module or class body, lambda, comprehension)."""

    def __init__(self, unit: Unit, scope: Scope, name: str) -> None:
        self.unit = unit
        self.scope = scope
        self.name = name
        self.code = Assembler()
        self.locals: list[str] = list(scope.parameters)
        self.guards: list[_Guard] = []
        self.loops: list[_Loop] = []
        self.handled: list[int] = []
        self.residue = 0
        self.tries = 0
        if scope.kind in ("function", "comprehension", "class"):
            for stored in scope.stored:
                if scope.meaning(stored) == "local" and stored not in self.locals:
                    self.locals.append(stored)

    # --- names

    def hidden(self) -> int:
        """A new local variable that no name reaches."""
        self.locals.append(f".{len(self.locals)}")
        return len(self.locals) - 1

    def _cell(self, name: str) -> int:
        return [*self._own_cells(), *self._free()].index(name)

    def _own_cells(self) -> list[str]:
        if self.scope.kind == "class":
            return ["__class__"] if "__class__" in self.scope.cells else []
        return self.scope.cells

    def _free(self) -> list[str]:
        return sorted(self.scope.free)

    def load(self, name: str) -> None:
        meaning = self.scope.meaning(name)
        if meaning == "cell":
            self.code.emit("LOAD_CELL", self._cell(name))
        elif meaning == "local":
            if self.scope.kind == "class":
                self.code.emit("LOAD_CLASS_NAME", self.unit.global_slot(name))
            else:
                self.code.emit("LOAD", self.locals.index(name))
        elif name == "__name__" and name not in self.unit.stored_globals:
            self.const("__main__")
        elif name not in self.unit.stored_globals and is_builtin(name):
            self.code.emit("BUILTIN", number_of(named(name)))
        else:
            self.code.emit("LOAD_GLOBAL", self.unit.global_slot(name))

    def store(self, name: str) -> None:
        self._variable(name, "STORE")

    def delete(self, name: str) -> None:
        self._variable(name, "DELETE")

    def _variable(self, name: str, action: str) -> None:
        meaning = self.scope.meaning(name)
        if meaning == "cell":
            self.code.emit(f"{action}_CELL", self._cell(name))
        elif meaning == "local":
            self.code.emit(action, self.locals.index(name))
        else:
            self.code.emit(f"{action}_GLOBAL", self.unit.global_slot(name))

    def const(self, value: Any) -> None:
        if type(value) is int and 0 <= value < 65536:
            self.code.emit("INT", value)
        else:
            self.code.emit("CONST", self.unit.constant(value))

    def name_constant(self, name: str) -> int:
        return self.unit.constant(name)

    # --- statements

    def body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if not self.code.live:
                return
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        self.code.place = _place(node)
        stacks: tuple[list[Any], ...] = (
            self.code.blocks, self.guards, self.loops, self.handled)
        heights = [len(stack) for stack in stacks]
        residue = self.residue
        try:
            getattr(self, "_" + type(node).__name__.lower())(node)
        except Refused as refused:
            # What follows is looked at too, so that every complaint is told at once.
            self.unit.refused.append(refused)
            for stack, height in zip(stacks, heights, strict=True):
                del stack[height:]
            self.residue = residue
            self.code.live = True

    def _pass(self, node: ast.Pass) -> None:
        pass

    _global = _nonlocal = _pass

    def _expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Constant):
            return
        self.value(node.value)
        self.code.emit("POP")

    def _assign(self, node: ast.Assign) -> None:
        self.value(node.value)
        for target in node.targets[:-1]:
            self.code.emit("DUP")
            self.target(target)
        self.target(node.targets[-1])

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.value(node.value)
            self.target(node.target)

    def target(self, node: ast.expr) -> None:
        """Pop the top of the stack into an assignment target."""
        outer = self.code.place
        self.code.place = _place(node)
        if isinstance(node, ast.Name):
            self.store(node.id)
        elif isinstance(node, ast.Attribute):
            self.value(node.value)
            self.code.emit("STORE_ATTR", self.name_constant(node.attr))
        elif isinstance(node, ast.Subscript):
            self.value(node.value)
            self.value(node.slice)
            self.code.emit("STORE_ITEM")
        elif isinstance(node, (ast.Tuple, ast.List)):
            self._unpack(node.elts)
        else:
            raise Refused(node, "cannot assign to this")
        self.code.place = outer

    def _unpack(self, targets: list[ast.expr]) -> None:
        starred = [at for at, item in enumerate(targets) if isinstance(item, ast.Starred)]
        if len(starred) > 1:
            raise Refused(targets[starred[1]], "multiple starred expressions in assignment")
        if starred:
            self.code.emit("UNPACK_REST", starred[0] + (len(targets) - 1 - starred[0]) * 256)
        else:
            self.code.emit("UNPACK", len(targets))
        for item in targets:
            self.target(item.value if isinstance(item, ast.Starred) else item)

    def _augassign(self, node: ast.AugAssign) -> None:
        operator = instructions.OPERATORS.index(_OPERATOR[type(node.op)])
        target = node.target
        whole = self.code.place
        self.code.place = _place(target)
        if isinstance(target, ast.Name):
            self.load(target.id)
            self._operate(node.value, operator, whole)
            self.store(target.id)
        elif isinstance(target, ast.Attribute):
            name = self.name_constant(target.attr)
            self.value(target.value)
            self.code.emit("DUP")
            self.code.emit("ATTR", name)
            self._operate(node.value, operator, whole)
            self.code.emit("SWAP")
            self.code.emit("STORE_ATTR", name)
        else:
            self.value(target.value)
            self.value(target.slice)
            self.code.emit("DUP2")
            self.code.emit("ITEM")
            self._operate(node.value, operator, whole)
            self.code.emit("ROT3")
            self.code.emit("STORE_ITEM")

    def _operate(self, value: ast.expr, operator: int, whole: Place) -> None:
        self.value(value)
        outer = self.code.place
        self.code.place = whole
        self.code.emit("INPLACE", operator)
        self.code.place = outer

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete_one(target)

    def _delete_one(self, target: ast.expr) -> None:
        self.code.place = _place(target)
        if isinstance(target, ast.Name):
            self.delete(target.id)
        elif isinstance(target, ast.Attribute):
            self.value(target.value)
            self.code.emit("DELETE_ATTR", self.name_constant(target.attr))
        elif isinstance(target, ast.Subscript):
            self.value(target.value)
            self.value(target.slice)
            self.code.emit("DELETE_ITEM")
        elif isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._delete_one(item)
        else:
            raise Refused(target, "cannot delete this")

    def _if(self, node: ast.If) -> None:
        self.value(node.test)
        self.code.open("IF")
        self.body(node.body)
        if node.orelse:
            self.code.other_arm("ELSE")
            self.body(node.orelse)
        self.code.close()

    def _match(self, node: ast.Match) -> None:
        write_match(self, node)

    def _while(self, node: ast.While) -> None:
        always = isinstance(node.test, ast.Constant) and bool(node.test.value)
        leave = self.code.open("BLOCK")
        ended = self.code.open("BLOCK")
        again = self.code.open("LOOP")
        if not always:
            self.value(node.test)
            self.code.emit("NOT")
            self.code.jump(ended, "JUMP_IF")
        self._round(node.body, leave, again, 0)
        self.code.close()
        self.code.close()
        self.body(node.orelse)
        self.code.close()

    def _round(self, statements: list[ast.stmt], leave: Block, again: Block,
               iterators: int) -> None:
        """The body of a loop that keeps so many iterators on the stack, and on to the next."""
        outside = self.residue
        self.residue += iterators
        self.loops.append(_Loop(leave, again, outside, self.residue, len(self.guards)))
        self.body(statements)
        self.loops.pop()
        self.residue = outside
        if self.code.live:
            self.code.jump(again)

    def _for(self, node: ast.For) -> None:
        leave = self.code.open("BLOCK")
        ended = self.code.open("BLOCK")
        self.value(node.iter)
        self.code.emit("ITER")
        again = self.code.open("LOOP")
        self.code.jump(ended, "FOR")
        self.target(node.target)
        self._round(node.body, leave, again, 1)
        self.code.close()
        self.code.close()
        self.body(node.orelse)
        self.code.close()

    def _break(self, node: ast.Break) -> None:
        loop = self.loops[-1]
        self._leave(loop.guards, "break", loop.leave, loop.outside)

    def _continue(self, node: ast.Continue) -> None:
        loop = self.loops[-1]
        self._leave(loop.guards, "continue", loop.again, loop.inside)

    def _leave(self, guards: int, kind: str, block: Block, residue: int) -> None:
        """Branch to `block`, through the finally of every guard beyond the first `guards`."""
        if len(self.guards) > guards:
            self._through(self.guards[-1], kind, block, residue)
            return
        for _ in range(self.residue - residue):
            self.code.emit("POP")
        self.code.jump(block)

    def _through(self, guard: _Guard, kind: str, block: Block | None, residue: int) -> None:
        """Note the exit in the guard, and go to its finally."""
        wanted = (kind, block, residue)
        if wanted not in guard.exits:
            guard.exits.append(wanted)
        self.const(_RETURNS + guard.exits.index(wanted))
        self.code.emit("STORE", guard.why)
        for _ in range(self.residue - guard.residue):
            self.code.emit("POP")
        self.code.jump(guard.block)

    def _return(self, node: ast.Return) -> None:
        if node.value is None:
            self.const(None)
        else:
            self.value(node.value)
        self._give_back()

    def _give_back(self) -> None:
        """Return the top of the stack, through the finally of every guard."""
        if not self.guards:
            self.code.stop("RETURN")
            return
        guard = self.guards[-1]
        self.code.emit("STORE", guard.value)
        self._through(guard, "return", None, 0)

    def _raise(self, node: ast.Raise) -> None:
        if node.exc is None:
            if self.handled:
                self.code.emit("LOAD", self.handled[-1])
            else:
                self.const(None)
            self.code.stop("RERAISE")
            return
        self.value(node.exc)
        if node.cause is not None:
            self.value(node.cause)
        self.code.stop("RAISE", 0 if node.cause is None else 1)

    def _assert(self, node: ast.Assert) -> None:
        self.code.place = _place(node.test)
        self.value(node.test)
        self.code.emit("NOT")
        self.code.open("IF")
        self.load_builtin("AssertionError")
        if node.msg is not None:
            self.value(node.msg)
            self.code.emit("CALL", 1)
        self.code.stop("RAISE", 0)
        self.code.close()

    def load_builtin(self, name: str) -> None:
        self.code.emit("BUILTIN", number_of(named(name)))

    def _try(self, node: ast.Try) -> None:
        if node.finalbody:
            self._guarded(lambda: self._try_except(node) if node.handlers else self.body(node.body),
                          lambda guard: self.body(node.finalbody))
        else:
            self._try_except(node)

    def _guarded(self, inside: Callable[[], None], final: Callable[[_Guard], None]) -> None:
        """`inside`, and however it is left, `final`; then on to where it was going."""
        why = self.hidden()
        value = self.hidden()
        self.const(_NORMAL)
        self.code.emit("STORE", why)
        block = self.code.open("TRY")
        guard = _Guard(block, why, value, self.residue)
        self.guards.append(guard)
        inside()
        self.guards.pop()
        self.code.other_arm("CATCH")
        self.code.emit("STORE", value)
        self.const(_RAISED)
        self.code.emit("STORE", why)
        self.code.close()
        final(guard)
        if self.code.live:
            self._resume_exits(guard)

    def _resume_exits(self, guard: _Guard) -> None:
        self.code.emit("LOAD", guard.why)
        self.code.open("IF")
        self.code.emit("LOAD", guard.why)
        self.const(_RAISED)
        self.code.emit("EQ")
        self.code.open("IF")
        self.code.emit("LOAD", guard.value)
        self.code.stop("RERAISE")
        self.code.close()
        for number, (kind, block, residue) in enumerate(guard.exits):
            self.code.emit("LOAD", guard.why)
            self.const(_RETURNS + number)
            self.code.emit("EQ")
            self.code.open("IF")
            if kind == "return":
                self.code.emit("LOAD", guard.value)
                self._give_back()
            else:
                assert block is not None
                self._leave(self.loops[-1].guards, kind, block, residue)
            self.code.close()
        self.code.close()

    def _try_except(self, node: ast.Try) -> None:
        end = self.code.open("BLOCK")
        self.code.open("TRY")
        self.tries += 1
        self.body(node.body)
        self.tries -= 1
        self.code.other_arm("CATCH")
        caught = self.hidden()
        self.code.emit("STORE", caught)
        self.handled.append(caught)
        for handler in node.handlers:
            if not self.code.live:
                break
            self._handler(handler, caught, end)
        self.handled.pop()
        if self.code.live:
            self.code.emit("LOAD", caught)
            self.code.stop("RERAISE")
        self.code.close()
        if self.code.live:
            self.body(node.orelse)
        self.code.close()

    def _handler(self, handler: ast.ExceptHandler, caught: int, end: Block) -> None:
        self.code.place = _place(handler)
        if handler.type is not None:
            self.code.emit("LOAD", caught)
            self.value(handler.type)
            self.code.emit("MATCHES")
            self.code.open("IF")
        if handler.name:
            self.code.emit("LOAD", caught)
            self.store(handler.name)
        if handler.name and self._is_left_otherwise(handler):
            self._guarded(lambda: self.body(handler.body),
                          lambda guard: self._unbind(handler.name))
        else:
            self.body(handler.body)
            if self.code.live:
                self._unbind(handler.name)
        if self.code.live:
            self.code.emit("DELETE", caught)
            self.code.jump(end)
        if handler.type is not None:
            self.code.close()

    def _unbind(self, name: str | None) -> None:
        if name:
            self.const(None)
            self.store(name)
            self.delete(name)

    def _is_left_otherwise(self, handler: ast.ExceptHandler) -> bool:
        """Whether `as` may outlive its handler: by a jump, or by an exception caught around it."""
        if self.tries or self.guards:
            return True
        lasting = self.scope.kind == "function" and (
            self.scope.meaning(str(handler.name)) != "local")
        return lasting or _jumps_out(handler.body)

    def _with(self, node: ast.With) -> None:
        self._with_items(node.items, node.body)

    def _with_items(self, items: list[ast.withitem], body: list[ast.stmt]) -> None:
        if not items:
            self.body(body)
            return
        item = items[0]
        manager = self.hidden()
        self.value(item.context_expr)
        self.code.emit("STORE", manager)
        self._call_method(manager, "__enter__", 0)
        if item.optional_vars is not None:
            self.target(item.optional_vars)
        else:
            self.code.emit("POP")
        self._guarded(lambda: self._with_items(items[1:], body),
                      lambda guard: self._exit(manager, guard))

    def _call_method(self, variable: int, name: str, count: int) -> None:
        self.code.emit("LOAD", variable)
        self.code.emit("METHOD", self.name_constant(name))
        if count == 0:
            self.code.emit("CALL_METHOD", 0)

    def _exit(self, manager: int, guard: _Guard) -> None:
        """Call `__exit__`; a true answer swallows the exception."""
        self._call_method(manager, "__exit__", 3)
        self.code.emit("LOAD", guard.why)
        self.const(_RAISED)
        self.code.emit("EQ")
        self.code.open("IF")
        self.load_builtin("type")
        self.code.emit("LOAD", guard.value)
        self.code.emit("CALL", 1)
        self.code.emit("LOAD", guard.value)
        self.code.other_arm("ELSE")
        self.const(None)
        self.const(None)
        self.code.close()
        self.const(None)
        self.code.emit("CALL_METHOD", 3)
        self.code.open("IF")
        self.code.emit("LOAD", guard.why)
        self.const(_RAISED)
        self.code.emit("EQ")
        self.code.open("IF")
        self.const(_NORMAL)
        self.code.emit("STORE", guard.why)
        self.code.close()
        self.code.close()

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.code.emit("IMPORT", self.unit.import_at(alias.name))
            self.store(alias.asname or alias.name)

    def _importfrom(self, node: ast.ImportFrom) -> None:
        assert node.module is not None
        for alias in node.names:
            self.code.emit("IMPORT", self.unit.import_at(node.module))
            self.code.emit("ATTR", self.name_constant(alias.name))
            self.store(alias.asname or alias.name)

    def _functiondef(self, node: ast.FunctionDef) -> None:
        kept = [item for item in node.decorator_list if not is_program_decorator(item)]
        for decorator in kept:
            self.value(decorator)
        self._function(node, node.name, node.body)
        if self.unit.documented and ast.get_docstring(node, clean=False) is not None:
            self.code.emit("DUP")
            self.const(ast.get_docstring(node, clean=False))
            self.code.emit("SWAP")
            self.code.emit("STORE_ATTR", self.name_constant("__doc__"))
        self._decorate(kept)
        self.store(bound_name(node))

    def _classdef(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.value(decorator)
        scope = self.scope.children[node]
        inner = FunctionWriter(self.unit, scope, node.name)
        number = self._reserve()
        if self.unit.documented and "__doc__" not in inner.locals:
            inner.locals.append("__doc__")
            inner.const(ast.get_docstring(node, clean=False))
            inner.code.emit("STORE", len(inner.locals) - 1)
        for statement in node.body:
            inner.statement(statement)
        inner.code.emit("NAMESPACE")
        inner.code.stop("RETURN")
        self.unit.functions[number] = inner.finish(CLASS_BODY)
        flags = 0
        if node.bases:
            derived = builtin_base(node, self.unit.stored_globals)
            if derived:
                self.code.emit("IMPORT", self.unit.import_at("bases"))
                self.code.emit("ATTR", self.name_constant(derived + "_"))
            else:
                self.value(node.bases[0])
            flags |= 1
        if inner._free():
            self._closure(inner)
            flags |= 4
        self.code.emit("CLASS", number * 8 + flags)
        self._decorate(node.decorator_list)
        self.store(bound_name(node))

    def _decorate(self, decorators: list[ast.expr]) -> None:
        """Call them with what is defined, the last first, each where it stands."""
        whole = self.code.place
        for decorator in reversed(decorators):
            self.code.place = _place(decorator)
            self.code.emit("CALL", 1)
        self.code.place = whole

    # --- functions

    def _reserve(self) -> int:
        self.unit.functions.append(None)
        return len(self.unit.functions) - 1

    def _closure(self, inner: FunctionWriter) -> None:
        free = inner._free()
        for name in free:
            self.code.emit("CELL", self._cell(name))
        self.code.emit("TUPLE", len(free))

    def _function(self, node: ast.FunctionDef | ast.Lambda, name: str,
                  statements: list[ast.stmt]) -> None:
        """Push a function object."""
        arguments = node.args
        flags = 0
        if arguments.defaults:
            plain = [item.value for item in arguments.defaults if isinstance(item, ast.Constant)]
            if len(plain) == len(arguments.defaults):
                self.const(tuple(plain))
            else:
                for default in arguments.defaults:
                    self.value(default)
                self.code.emit("TUPLE", len(arguments.defaults))
            flags |= 1
        named = [(item.arg, default) for item, default
                 in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
                 if default is not None]
        if named:
            for key, default in named:
                self.const(key)
                self.value(default)
            self.code.emit("DICT", len(named))
            flags |= 2
        inner = FunctionWriter(self.unit, self.scope.children[node], name)
        number = self._reserve()
        inner.body(statements)
        if inner.code.live:
            inner.const(None)
            inner.code.stop("RETURN")
        self.unit.functions[number] = inner.finish(0)
        if inner._free():
            self._closure(inner)
            flags |= 4
        self.code.emit("FUNCTION", number * 8 + flags)

    def _path(self) -> str:
        """The qualified name, with `..` for `.<locals>.`."""
        path = self.name
        scope = self.scope.parent if self.unit.qualified else None
        while scope is not None and scope.kind != "module" and self.scope.kind != "comprehension":
            name: str = getattr(scope.node, "name", _UNNAMED.get(type(scope.node), ""))
            path = name + (".." if scope.kind == "function" else ".") + path
            scope = scope.parent
        return path

    def finish(self, flags: int) -> Written:
        """The record of the function; see runtime/vm/brick.py."""
        node = self.scope.node
        positional_only = positional = keyword_only = 0
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            positional_only = len(node.args.posonlyargs)
            positional = positional_only + len(node.args.args)
            keyword_only = len(node.args.kwonlyargs)
            flags |= VARARGS if node.args.vararg else 0
            flags |= VARKEYWORDS if node.args.kwarg else 0
        elif self.scope.kind == "comprehension":
            positional = 1
        if self.scope.is_generator and self.scope.kind != "module":
            flags |= GENERATOR
        cells = self._own_cells()
        if self.scope.kind == "class" and cells:
            flags |= CLASS_CELL
        sources = [self.locals.index(name) + 1 if name in self.scope.parameters else 0
                   for name in cells]
        names = self.locals if flags & CLASS_BODY else self.locals[:positional + keyword_only]
        names = [name + "/" if at < positional_only else name for at, name in enumerate(names)]
        record = [self._path(), flags, positional, keyword_only, len(self.locals), list(names),
                  sources, len(self._free()), bytes(self.code.raw)]
        return Written(record, self.code.lines, list(self.locals), [*cells, *self._free()])

    # --- expressions

    def value(self, node: ast.expr) -> None:
        """Push the value of an expression."""
        outer = self.code.place
        self.code.place = _place(node)
        getattr(self, "_v_" + type(node).__name__.lower())(node)
        self.code.place = outer

    def _v_constant(self, node: ast.Constant) -> None:
        if node.value is Ellipsis:
            raise Refused(node, "... is not a value of the language: use pass or None")
        self.const(node.value)

    def _v_name(self, node: ast.Name) -> None:
        self.load(node.id)

    def _v_attribute(self, node: ast.Attribute) -> None:
        self.value(node.value)
        self.code.emit("ATTR", self.name_constant(node.attr))

    def _v_subscript(self, node: ast.Subscript) -> None:
        self.value(node.value)
        self.value(node.slice)
        self.code.emit("ITEM")

    def _v_slice(self, node: ast.Slice) -> None:
        for part in (node.lower, node.upper):
            if part is None:
                self.const(None)
            else:
                self.value(part)
        if node.step is not None:
            self.value(node.step)
        self.code.emit("SLICE", 2 if node.step is None else 3)

    def _v_binop(self, node: ast.BinOp) -> None:
        self.value(node.left)
        self.value(node.right)
        if type(node.op) in _BINARY:
            self.code.emit(_BINARY[type(node.op)])
        else:
            self.code.emit("BINARY", instructions.OPERATORS.index(_OPERATOR[type(node.op)]))

    def _v_unaryop(self, node: ast.UnaryOp) -> None:
        if (isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)
                and type(node.operand.value) in (int, float)):
            self.const(-node.operand.value)  # type: ignore[operator]
            return
        self.value(node.operand)
        self.code.emit(_UNARY[type(node.op)])

    def _v_boolop(self, node: ast.BoolOp) -> None:
        self.value(node.values[0])
        for item in node.values[1:]:
            self.code.emit("DUP")
            if isinstance(node.op, ast.Or):
                self.code.emit("NOT")
            self.code.open("IF")
            self.code.emit("POP")
            self.value(item)
        for _ in node.values[1:]:
            self.code.close()

    def _v_compare(self, node: ast.Compare) -> None:
        self.value(node.left)
        last = len(node.ops) - 1
        for at, (operator, right) in enumerate(zip(node.ops, node.comparators, strict=True)):
            self.value(right)
            if at < last:
                self.code.emit("DUP")
                self.code.emit("ROT3")
            self._comparison(operator)
            if at < last:
                self.code.emit("DUP")
                self.code.open("IF")
                self.code.emit("POP")
        for _ in range(last):
            self.code.other_arm("ELSE")
            self.code.emit("SWAP")
            self.code.emit("POP")
            self.code.close()

    def _comparison(self, operator: ast.cmpop) -> None:
        if isinstance(operator, (ast.IsNot, ast.NotIn)):
            self.code.emit("IS" if isinstance(operator, ast.IsNot) else "IN")
            self.code.emit("NOT")
        else:
            self.code.emit(_COMPARE[type(operator)])

    def _v_ifexp(self, node: ast.IfExp) -> None:
        self.value(node.test)
        self.code.open("IF")
        self.value(node.body)
        self.code.other_arm("ELSE")
        self.value(node.orelse)
        self.code.close()

    def _v_namedexpr(self, node: ast.NamedExpr) -> None:
        self.value(node.value)
        self.code.emit("DUP")
        self.store(node.target.id)

    def _v_lambda(self, node: ast.Lambda) -> None:
        self._function(node, "<lambda>", [ast.copy_location(ast.Return(node.body), node.body)])

    def _v_tuple(self, node: ast.Tuple) -> None:
        if self._is_plain(node.elts):
            for item in node.elts:
                self.value(item)
            self.code.emit("TUPLE", len(node.elts))
        else:
            self.load_builtin("tuple")
            self._display(node.elts)
            self.code.emit("CALL", 1)

    def _v_list(self, node: ast.List) -> None:
        self._display(node.elts)

    def _v_set(self, node: ast.Set) -> None:
        if self._is_plain(node.elts):
            for item in node.elts:
                self.value(item)
            self.code.emit("SET", len(node.elts))
        else:
            self.load_builtin("set")
            self._display(node.elts)
            self.code.emit("CALL", 1)

    def _is_plain(self, items: list[ast.expr]) -> bool:
        return len(items) <= _CHUNK and not any(isinstance(item, ast.Starred) for item in items)

    def _display(self, items: list[ast.expr]) -> None:
        """Push a list of the items, starred ones spread."""
        if self._is_plain(items):
            for plain in items:
                self.value(plain)
            self.code.emit("LIST", len(items))
            return
        self.code.emit("LIST", 0)
        run: list[ast.expr] = []
        for item in [*items, None]:
            if run and (item is None or isinstance(item, ast.Starred) or len(run) == _CHUNK):
                for one in run:
                    self.value(one)
                self.code.emit("LIST", len(run))
                self.code.emit("EXTEND")
                run = []
            if isinstance(item, ast.Starred):
                self.value(item.value)
                self.code.emit("EXTEND")
            elif item is not None:
                run.append(item)

    def _v_starred(self, node: ast.Starred) -> None:
        raise Refused(node, "can't use starred expression here")

    def _v_dict(self, node: ast.Dict) -> None:
        pairs = list(zip(node.keys, node.values, strict=True))
        if len(pairs) <= _CHUNK // 2 and all(key is not None for key, _ in pairs):
            for key, item in pairs:
                assert key is not None
                self.value(key)
                self.value(item)
            self.code.emit("DICT", len(pairs))
            return
        self.code.emit("DICT", 0)
        for key, item in pairs:
            if key is None:
                self.value(item)
                self.code.emit("MERGE")
            else:
                self.value(key)
                self.value(item)
                self.code.emit("PUT", 1)

    def _v_joinedstr(self, node: ast.JoinedStr) -> None:
        for item in node.values:
            if isinstance(item, ast.Constant):
                self.const(item.value)
            else:
                assert isinstance(item, ast.FormattedValue)
                self.value(item.value)
                if item.format_spec is None:
                    self.const("")
                else:
                    self.value(item.format_spec)
                self.code.emit("FORMAT", _CONVERSIONS[item.conversion])
        self.code.emit("STRING", len(node.values))

    def _v_yield(self, node: ast.Yield) -> None:
        if node.value is None:
            self.const(None)
        else:
            self.value(node.value)
        self.code.emit("YIELD")

    def _v_yieldfrom(self, node: ast.YieldFrom) -> None:
        self.value(node.value)
        self.code.emit("ITER")
        self.const(None)
        self.code.emit("YIELD_FROM")

    def _v_listcomp(self, node: ast.ListComp) -> None:
        self._comprehension(node, "<listcomp>")

    def _v_dictcomp(self, node: ast.DictComp) -> None:
        self._comprehension(node, "<dictcomp>")

    def _v_generatorexp(self, node: ast.GeneratorExp) -> None:
        self._comprehension(node, "<genexpr>")

    def _v_setcomp(self, node: ast.SetComp) -> None:
        self._comprehension(node, "<setcomp>")

    def _comprehension(self, node: _Comprehension, name: str) -> None:
        inner = FunctionWriter(self.unit, self.scope.children[node], name)
        number = self._reserve()
        inner.code.place = self.code.place
        if isinstance(node, ast.ListComp):
            inner.code.emit("LIST", 0)
        elif isinstance(node, ast.DictComp):
            inner.code.emit("DICT", 0)
        elif isinstance(node, ast.SetComp):
            inner.code.emit("SET", 0)
        inner.generators(node, 0)
        if isinstance(node, ast.GeneratorExp):
            inner.const(None)
        inner.code.stop("RETURN")
        self.unit.functions[number] = inner.finish(0)
        flags = 0
        if inner._free():
            self._closure(inner)
            flags = 4
        self.code.emit("FUNCTION", number * 8 + flags)
        self.value(node.generators[0].iter)
        self.code.emit("ITER")
        self.code.emit("CALL", 1)

    def generators(self, node: _Comprehension, at: int) -> None:
        """The loops of a comprehension from the `at`-th on."""
        generator = node.generators[at]
        ended = self.code.open("BLOCK")
        if at == 0:
            self.code.emit("LOAD", 0)
        else:
            self.value(generator.iter)
            self.code.emit("ITER")
        again = self.code.open("LOOP")
        self.code.jump(ended, "FOR")
        self.target(generator.target)
        for condition in generator.ifs:
            self.value(condition)
            self.code.emit("NOT")
            self.code.jump(again, "JUMP_IF")
        if at + 1 < len(node.generators):
            self.generators(node, at + 1)
        elif isinstance(node, ast.ListComp):
            self.value(node.elt)
            self.code.emit("APPEND", at + 2)
        elif isinstance(node, ast.SetComp):
            self.value(node.elt)
            self.code.emit("ADD_TO", at + 2)
        elif isinstance(node, ast.DictComp):
            self.value(node.key)
            self.value(node.value)
            self.code.emit("PUT", at + 2)
        else:
            self.value(node.elt)
            self.code.emit("YIELD")
            self.code.emit("POP")
        self.code.jump(again)
        self.code.close()
        self.code.close()

    def _v_call(self, node: ast.Call) -> None:
        plain = self._is_plain(node.args) and not node.keywords
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
            self._super(node)
        elif plain and isinstance(node.func, ast.Attribute):
            self.value(node.func.value)
            self.code.emit("METHOD", self.name_constant(node.func.attr))
            for item in node.args:
                self.value(item)
            self.code.emit("CALL_METHOD", len(node.args))
        elif plain:
            self.value(node.func)
            for item in node.args:
                self.value(item)
            self.code.emit("CALL", len(node.args))
        elif self._is_plain(node.args) and all(word.arg for word in node.keywords):
            self.value(node.func)
            for item in node.args:
                self.value(item)
            for word in node.keywords:
                self.value(word.value)
            self.const(tuple(word.arg for word in node.keywords))
            self.code.emit("CALL_KW", len(node.args) + len(node.keywords))
        else:
            self._spread_call(node)

    def _spread_call(self, node: ast.Call) -> None:
        self.value(node.func)
        if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
            self.code.emit("LIST", 0)
            self.value(node.args[0].value)
            self.code.emit("SPREAD", 0)
        else:
            self._display(node.args)
        self.code.emit("DICT", 0)
        run: list[ast.keyword] = []
        for word in [*node.keywords, None]:
            if run and (word is None or word.arg is None or len(run) == _CHUNK // 2):
                for one in run:
                    self.const(one.arg)
                    self.value(one.value)
                self.code.emit("DICT", len(run))
                self.code.emit("SPREAD", 1)
                run = []
            if word is None:
                pass
            elif word.arg is None:
                self.value(word.value)
                self.code.emit("SPREAD", 1)
            else:
                run.append(word)
        self.code.emit("CALL_EX")

    def _super(self, node: ast.Call) -> None:
        if self.scope.meaning("__class__") != "cell" or not self.scope.parameters:
            raise Refused(node, "super() stands in a method of a class")
        self.load_builtin("super")
        self.load("__class__")
        self.load(self.scope.parameters[0])
        self.code.emit("CALL", 2)


def _jumps_out(statements: list[ast.stmt]) -> bool:
    """Whether a break or continue of a loop around leaves the statements."""
    for node in statements:
        if isinstance(node, (ast.Break, ast.Continue)):
            return True
        if isinstance(node, (ast.For, ast.While)):
            inner = [node.orelse]
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inner = []
        else:
            inner = [getattr(node, field, []) for field in ("body", "orelse", "finalbody")]
            inner += [part.body for name in ("handlers", "cases")
                      for part in getattr(node, name, [])]
        if any(_jumps_out(part) for part in inner):
            return True
    return False


def is_program_decorator(node: ast.expr) -> bool:
    """Whether a decorator is `@spatial.program(...)`, which declares bounds."""
    call = node.func if isinstance(node, ast.Call) else node
    return (isinstance(call, ast.Attribute) and call.attr == "program"
            and isinstance(call.value, ast.Name) and call.value.id == "spatial")
