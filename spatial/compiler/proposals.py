"""What a program can need at most, where that can be told from its text.

Straight code, branches, loops over constant ranges and literals, calls of the program's own
functions and of `node`, and arithmetic on numbers have a greatest cost; `while`, recursion, library
calls and work on values of unknown size have none. A proposal holds for every run: it is never less
than what a run spends, and of the same order.
"""

import ast
from dataclasses import dataclass

from runtime.tagspace.space import TAG_OVERHEAD_BYTES
from spatial.compiler.generate import is_program_decorator

_NODE_GAS = 3  # instructions of one node of the tree, with the memory of what it makes
_NATIVE_GAS = 12
_BEGIN_GAS = 40  # what goes before and after the program's own statements
_NAME_BYTES = 64
_VALUE_BYTES = 1024
_STORED_BYTES = 9  # of a number as a tag holds it

# Functions of `node`, and the gas of what they give: at most so much.
_NATIVES = {
    "id": 1, "position": 1, "lifetime": 1, "now": 1, "neighbours": 80, "hears": 1, "origin": 1,
    "read": 16, "write": 1, "create": 1, "delete": 1, "report": 1, "sleep": 1, "wait": 16,
    "migrate": 1, "broadcast": 1,
}  # fmt: skip
_HOPS = ("migrate", "broadcast")
_NUMBERS = ("len", "int", "abs", "ord", "bool", "float")


@dataclass(frozen=True)
class _Need:
    """At most so much; None: nobody can tell."""

    gas: int | None = 0
    hops: int | None = 0
    tag_bytes: int | None = 0

    def then(self, other: "_Need") -> "_Need":
        return _Need(
            _sum(self.gas, other.gas),
            _sum(self.hops, other.hops),
            _sum(self.tag_bytes, other.tag_bytes),
        )

    def times(self, rounds: int | None) -> "_Need":
        return _Need(
            _product(self.gas, rounds),
            _product(self.hops, rounds),
            _product(self.tag_bytes, rounds),
        )


_UNKNOWN = _Need(None, None, None)


def propose(tree: ast.Module) -> dict[str, int]:
    """The bounds that a program can be held to, by name; those that are missing have no end."""
    need = _Reader(tree).program()
    proposed = {}
    if need.gas is not None:
        proposed["gas_visit"] = proposed["gas_total"] = need.gas
    if need.hops is not None:
        proposed["hops"] = max(need.hops, 1)
        if not need.hops:
            proposed["air_bytes"] = 16
    if need.tag_bytes is not None:
        proposed["tag_bytes"] = max(need.tag_bytes, 16)
    return proposed


class _Reader:
    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._functions: dict[str, ast.FunctionDef] = {}
        self._known: dict[str, _Need] = {}
        self._open: list[str] = []
        self._numbers: set[str] = set()
        stored: list[str] = []
        self._plain = True
        for item in ast.walk(tree):
            if isinstance(item, ast.FunctionDef):
                stored.append(item.name)
            elif isinstance(item, ast.Name) and not isinstance(item.ctx, ast.Load):
                stored.append(item.id)
            elif isinstance(item, ast.arg):
                stored.append(item.arg)
            elif isinstance(item, ast.ClassDef | ast.AsyncFunctionDef | ast.Global | ast.Nonlocal):
                self._plain = False  # what an operation calls is anybody's guess
        if not {"range", "print", *_NUMBERS}.isdisjoint(stored):
            self._plain = False
        for item in tree.body:
            if isinstance(item, ast.FunctionDef) and stored.count(item.name) == 1:
                self._functions[item.name] = item
        self._imports_node = "node" not in stored and any(
            isinstance(item, ast.Import) and any(alias.name == "node" for alias in item.names)
            for item in tree.body
        )

    def program(self) -> _Need:
        if not self._plain:
            return _UNKNOWN
        need = _Need(_BEGIN_GAS).then(self._body(self._tree.body, self._tree))
        for item in self._tree.body:
            if isinstance(item, ast.FunctionDef) and any(
                is_program_decorator(decorator) for decorator in item.decorator_list
            ):
                need = need.then(self._call_of(item.name))
        return need

    # ---- statements

    def _body(self, body: list[ast.stmt], scope: ast.AST) -> _Need:
        kept, self._numbers = self._numbers, _numbers_of(body, scope)
        need = self._statements(body)
        self._numbers = kept
        return need

    def _statements(self, body: list[ast.stmt]) -> _Need:
        need = _Need()
        for statement in body:
            need = need.then(self._statement(statement))
        return need

    def _statement(self, item: ast.stmt) -> _Need:
        one = _Need(_NODE_GAS)
        match item:
            case ast.FunctionDef(decorator_list=decorators):
                if all(is_program_decorator(decorator) for decorator in decorators):
                    return one.times(2 + 4 * len(decorators))
            case ast.For(iter=over, body=body, orelse=otherwise):
                rounds = _rounds(over)
                inside = self._statements(body).then(one.times(2))
                need = one.times(3).then(self._statements(otherwise))
                return need.then(self._expression(over)).then(inside.times(rounds))
            case ast.While(test=test, body=body, orelse=otherwise):
                inside = self._expression(test).then(self._statements(body))
                return inside.then(_Need(1)).times(None).then(self._statements(otherwise))
            case ast.If(test=test, body=body, orelse=otherwise):
                one = one.then(self._expression(test)).then(self._statements(body))
                return one.then(self._statements(otherwise))
            case ast.Assign(targets=[ast.Name()], value=value):
                return one.then(self._expression(value))
            case ast.AugAssign(target=ast.Name() as target, op=op, value=value):
                if target.id in self._numbers:
                    return one.then(_arithmetic(op)).then(self._expression(value))
            case ast.Expr(value=value):
                return one.then(self._expression(value))
            case ast.Return(value=value):
                return one if value is None else one.then(self._expression(value))
            case ast.Import():
                return _Need(20)
            case ast.Pass() | ast.Break() | ast.Continue():
                return one
        return _UNKNOWN

    # ---- expressions

    def _expression(self, item: ast.expr) -> _Need:
        one = _Need(_NODE_GAS)
        match item:
            case ast.Constant() | ast.Name():
                return one
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return one.then(self._all(parts)).then(_Need(1 + len(parts) // 8))
            case ast.BinOp(left=left, op=op, right=right):
                if self._is_number(left) and self._is_number(right):
                    return _arithmetic(op).then(self._all([left, right]))
            case ast.UnaryOp(op=op, operand=operand):
                if isinstance(op, ast.Not) or self._is_number(operand):
                    return one.then(self._expression(operand))
            case ast.BoolOp(values=values):
                return one.times(len(values)).then(self._all(values))
            case ast.Compare(left=left, comparators=others):
                if any(self._is_number(part) for part in (left, *others)) or all(
                    isinstance(part, ast.Constant) for part in others
                ):
                    return one.times(len(others)).then(self._all([left, *others]))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return one.then(self._all([test, body, otherwise]))
            case ast.Subscript(value=value, slice=ast.Constant() | ast.Name() as index):
                return one.then(self._all([value, index]))
            case ast.Call(func=called, args=args, keywords=[]):
                if not any(isinstance(part, ast.Starred) for part in args):
                    return self._all(args).then(self._called(called, args))
        return _UNKNOWN

    def _all(self, parts: list[ast.expr]) -> _Need:
        need = _Need()
        for part in parts:
            need = need.then(self._expression(part))
        return need

    def _called(self, called: ast.expr, args: list[ast.expr]) -> _Need:
        match called:
            case ast.Name(id=name) if name in self._functions:
                return self._call_of(name)
            case ast.Name(id="range"):
                return _Need(3 * _NODE_GAS)
            case ast.Name(id=name) if name in _NUMBERS and all(map(self._is_short, args)):
                return _Need(3 * _NODE_GAS)
            case ast.Name(id="print") if all(map(self._is_short, args)):
                return _Need((1 + len(args)) * 15)
            case ast.Attribute(value=ast.Name(id="node"), attr=name):
                if self._imports_node and name in _NATIVES:
                    return self._native(name, args)
        return _UNKNOWN

    def _native(self, name: str, args: list[ast.expr]) -> _Need:
        tag_bytes = 0
        if name == "create" and len(args) > 1:
            tag_bytes = TAG_OVERHEAD_BYTES + self._stored(args[0], _NAME_BYTES)
            tag_bytes += self._stored(args[1], _VALUE_BYTES)
        elif name == "write" and len(args) > 1:
            tag_bytes = self._stored(args[1], _VALUE_BYTES)
        return _Need(_NATIVE_GAS + _NATIVES[name], int(name in _HOPS), tag_bytes)

    def _stored(self, value: ast.expr, most: int) -> int:
        if isinstance(value, ast.Constant) and isinstance(value.value, str | bytes):
            return min(4 * len(value.value) + 3, most)
        return min(_STORED_BYTES, most) if self._is_number(value) else most

    def _call_of(self, name: str) -> _Need:
        if name in self._open:
            return _UNKNOWN
        if name not in self._known:
            function = self._functions[name]
            if any(isinstance(item, ast.Yield | ast.YieldFrom) for item in ast.walk(function)):
                return _UNKNOWN
            self._open.append(name)
            self._known[name] = self._body(function.body, function).then(_Need(4 * _NODE_GAS))
            self._open.pop()
        return self._known[name]

    def _is_short(self, item: ast.expr) -> bool:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            return len(item.value) <= 64
        return self._is_number(item)

    def _is_number(self, item: ast.expr) -> bool:
        return _is_number(item, self._numbers)


def _is_number(item: ast.expr, names: set[str]) -> bool:
    match item:
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Name(id=name):
            return name in names
        case ast.BinOp(left=left, right=right):
            return _is_number(left, names) and _is_number(right, names)
        case ast.UnaryOp(operand=operand):
            return _is_number(operand, names)
        case ast.Call(func=ast.Name(id=name)):
            return name in _NUMBERS
        case ast.Call(func=ast.Attribute(value=ast.Name(id="node"), attr=name)):
            return name in ("now", "lifetime")
    return False


def _numbers_of(body: list[ast.stmt], scope: ast.AST) -> set[str]:
    """The variables of a body that hold numbers alone."""
    values: dict[str, list[ast.expr | None]] = {}
    if isinstance(scope, ast.FunctionDef):
        for argument in ast.walk(scope.args):
            if isinstance(argument, ast.arg):
                values[argument.arg] = [None]
    for statement in body:
        for item in ast.walk(statement):
            match item:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    values.setdefault(name, []).append(value)
                case ast.AugAssign(target=ast.Name(id=name), value=value):
                    values.setdefault(name, []).append(value)
                case ast.For(target=ast.Name(id=name), iter=over):
                    is_range = isinstance(over, ast.Call) and _rounds(over) is not None
                    values.setdefault(name, []).append(ast.Constant(0) if is_range else None)
    stores: dict[str, int] = {}
    for statement in body:
        for item in ast.walk(statement):
            if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
                stores[item.id] = stores.get(item.id, 0) + 1
    names = {name for name, given in values.items() if stores.get(name, 0) == len(given)}
    while True:
        kept = {
            name
            for name in names
            if all(value is not None and _is_number(value, names) for value in values[name])
        }
        if kept == names:
            return names
        names = kept


def _rounds(over: ast.expr) -> int | None:
    """How often a loop goes round, where the text says it."""
    match over:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return len(parts)
        case ast.Constant(value=str() | bytes() as text):
            return len(text)
        case ast.Call(func=ast.Name(id="range"), args=args, keywords=[]):
            try:
                numbers = [ast.literal_eval(part) for part in args]
                return len(range(*numbers))
            except (ValueError, TypeError, OverflowError):
                return None
    return None


def _arithmetic(op: ast.operator) -> _Need:
    """An int is at most 4,096 bits, which are four gas of memory."""
    return _Need(
        _NODE_GAS + 5 if isinstance(op, ast.Pow | ast.LShift | ast.Mult) else _NODE_GAS + 1
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _product(one: int | None, rounds: int | None) -> int | None:
    if one == 0:
        return 0
    return None if one is None or rounds is None else one * rounds
