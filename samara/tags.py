"""Which tags a program reads and writes, as far as its source says it.

What is followed: the functions of `node`, and what `spatial` gives (spaces, references, spots) by
the names that hold it, whatever the scope. A tag whose name is computed is told by its line.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

_READS = ("read", "wait", "tags", "about")
_WRITES = ("write", "create", "delete", "compare_and_set", "renew", "grant")

# What an expression may be, of the things that spatial gives.
_SPACE, _REFERENCES, _WALK, _SPOT = "space", "references", "walk", "spot"
_SPACES = ("region", "circle", "polygon")
_PICKS = ("max", "min", "next")
_LISTS = ("sorted", "list", "tuple", "reversed", "iter", "filter")


@dataclass
class Tags:
    """Names in alphabetical order; `computed` are the lines where a name is not in the source."""

    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    computed: list[int] = field(default_factory=list)


def tags_of(source: str) -> Tags:
    """The tags of a program that compiles."""
    reader = _Reader(ast.parse(source))
    reader.follow()
    return reader.found()


class _Reader:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.kinds: dict[str, set[str]] = {}
        self.modules: dict[str, str] = {}
        self.members: dict[str, tuple[str, str]] = {}
        self.functions: dict[str, list[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.modules |= {alias.asname or alias.name: alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                self.members |= {
                    alias.asname or alias.name: (node.module or "", alias.name)
                    for alias in node.names
                }
            elif isinstance(node, ast.FunctionDef):
                self.functions[node.name] = [item.arg for item in node.args.args]

    # -- what names hold

    def follow(self) -> None:
        """Carry kinds from where they begin to every name, until nothing changes."""
        size = -1
        while size != (size := sum(len(kinds) for kinds in self.kinds.values())):
            for node in ast.walk(self.tree):
                self._step(node)

    def _step(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, self.kinds_of(node.value))
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            self._bind(node.target, self.kinds_of(node.value))
        elif isinstance(node, (ast.For, ast.comprehension)):
            self._bind(node.target, self._items(self.kinds_of(node.iter)))
        elif isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.FunctionDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    self._add(f"{node.name}()", self.kinds_of(inner.value))
                elif isinstance(inner, ast.Yield) and inner.value is not None:
                    if _SPOT in self.kinds_of(inner.value):
                        self._add(f"{node.name}()", {_WALK})

    def _call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            for name, value in zip(self.functions.get(node.func.id, ()), node.args, strict=False):
                self._add(name, self.kinds_of(value))
        if node.args:
            items = self._items(self.kinds_of(node.args[-1]) | self.kinds_of(node.args[0]))
            for value in [*node.args, *(word.value for word in node.keywords)]:
                if isinstance(value, ast.Lambda) and value.args.args:
                    self._add(value.args.args[0].arg, items)
                elif isinstance(value, ast.Name) and self.functions.get(value.id):
                    self._add(self.functions[value.id][0], items)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "append" and node.args:
            if _SPOT in self.kinds_of(node.args[0]):
                self._bind(node.func.value, {_WALK})

    def _bind(self, target: ast.expr, kinds: set[str]) -> None:
        if isinstance(target, ast.Name):
            self._add(target.id, kinds)
        elif isinstance(target, ast.Attribute):
            self._add(f".{target.attr}", kinds)

    def _add(self, name: str, kinds: set[str]) -> None:
        if kinds:
            self.kinds.setdefault(name, set()).update(kinds)

    def _items(self, kinds: set[str]) -> set[str]:
        return {_SPOT} if kinds & {_WALK, _REFERENCES} else set()

    def kinds_of(self, node: ast.expr) -> set[str]:
        """What an expression may be."""
        if isinstance(node, ast.Name):
            return self.kinds.get(node.id, set())
        if isinstance(node, ast.Attribute):
            return self.kinds.get(f".{node.attr}", set())
        if isinstance(node, ast.NamedExpr):
            return self.kinds_of(node.value)
        if isinstance(node, ast.IfExp):
            return self.kinds_of(node.body) | self.kinds_of(node.orelse)
        if isinstance(node, ast.BoolOp):
            return set().union(*map(self.kinds_of, node.values))
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return {_WALK} if _SPOT in self.kinds_of(node.elt) else set()
        if isinstance(node, (ast.List, ast.Tuple)):
            return {_WALK} if any(_SPOT in self.kinds_of(item) for item in node.elts) else set()
        if isinstance(node, ast.Subscript):
            return self._subscripted(self.kinds_of(node.value), node.slice)
        if isinstance(node, ast.Call):
            return self._called(node)
        return set()

    def _subscripted(self, kinds: set[str], index: ast.expr) -> set[str]:
        if _SPACE in kinds:
            return {_REFERENCES}
        if isinstance(index, ast.Slice):
            return kinds & {_WALK}
        return self._items(kinds)

    def _called(self, node: ast.Call) -> set[str]:
        module, name = self._function(node.func)
        if module == "spatial":
            return {_SPACE} if name in _SPACES else {_SPOT} if name == "here" else set()
        if isinstance(node.func, ast.Attribute):
            if _SPACE in self.kinds_of(node.func.value):
                return {"each": {_WALK}, "find": {_REFERENCES}}.get(node.func.attr, set())
            return set()
        if not isinstance(node.func, ast.Name):
            return set()
        over = set().union(*map(self.kinds_of, node.args)) if node.args else set()
        if name in _PICKS:
            return self._items(over) | over & {_SPOT}
        if name in _LISTS:
            return {_WALK} if over & {_WALK, _REFERENCES} else set()
        return self.kinds.get(f"{name}()", set())

    def _function(self, called: ast.expr) -> tuple[str, str]:
        """(module or "", name) of what a call calls."""
        if isinstance(called, ast.Name):
            return self.members.get(called.id, ("", called.id))
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            return self.modules.get(called.value.id, "."), called.attr
        return ".", ""

    # -- what is done to tags

    def found(self) -> Tags:
        reads: set[str] = set()
        writes: set[str] = set()
        computed: set[int] = set()
        for into, name, line in self._uses():
            if name is None:
                computed.add(line)
            else:
                (writes if into else reads).add(name)
        return Tags(sorted(reads), sorted(writes), sorted(computed))

    def _uses(self) -> Iterator[tuple[bool, str | None, int]]:
        """(whether it writes, the tag or None where it is computed, line) of each use."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield from self._uses_of_call(node)
            elif isinstance(node, ast.Subscript):
                kinds = self.kinds_of(node.value)
                if _SPOT in kinds:
                    yield not isinstance(node.ctx, ast.Load), _text(node.slice), node.lineno
                elif _SPACE in kinds:
                    yield False, _text(node.slice), node.lineno
            elif isinstance(node, ast.Attribute) and _SPOT in self.kinds_of(node.value):
                yield not isinstance(node.ctx, ast.Load), node.attr, node.lineno
            elif isinstance(node, ast.AugAssign):  # its target is read as well
                target = node.target
                if isinstance(target, ast.Attribute) and _SPOT in self.kinds_of(target.value):
                    yield False, target.attr, node.lineno
                elif isinstance(target, ast.Subscript) and _SPOT in self.kinds_of(target.value):
                    yield False, _text(target.slice), node.lineno

    def _uses_of_call(self, node: ast.Call) -> Iterator[tuple[bool, str | None, int]]:
        module, name = self._function(node.func)
        if not node.args:
            return
        tag = _text(node.args[0])
        if module == "node" and name in _READS + _WRITES:
            yield name in _WRITES, tag, node.lineno
        elif name in ("getattr", "setattr") and module == "" and len(node.args) > 1:
            if _SPOT in self.kinds_of(node.args[0]):
                yield name == "setattr", _text(node.args[1]), node.lineno
        elif isinstance(node.func, ast.Attribute) and node.func.attr in ("each", "find"):
            if _SPACE in self.kinds_of(node.func.value):
                yield False, tag, node.lineno


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
