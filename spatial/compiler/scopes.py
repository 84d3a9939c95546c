"""Which variable each name means: local, shared with a closure, or global of the module."""

from __future__ import annotations

import ast

from spatial.compiler.patterns import captured
from spatial.compiler.private import bound_name


class Scope:
    """The names of one module, class body, function, lambda or comprehension."""

    def __init__(self, kind: str, node: ast.AST, parent: Scope | None) -> None:
        self.kind = kind
        self.node = node
        self.parent = parent
        self.stored: list[str] = []
        self.loaded: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: dict[str, ast.AST] = {}
        self.children: dict[ast.AST, Scope] = {}
        self.parameters: list[str] = []
        self.cells: list[str] = []
        self.free: list[str] = []
        self.is_generator = isinstance(node, ast.GeneratorExp)

    def store(self, name: str) -> None:
        if name not in self.stored:
            self.stored.append(name)

    def owns(self, name: str) -> bool:
        """Whether an inner function may find `name` here."""
        if self.kind == "class":
            return name == "__class__"
        return (self.kind != "module" and name in self.stored and name not in self.globals
                and name not in self.nonlocals)

    def meaning(self, name: str) -> str:
        """'local', 'cell' (own or an outer one), or 'global'."""
        if self.kind == "module" or name in self.globals:
            return "global"
        if self.kind == "class" and name in self.stored and name not in self.nonlocals:
            return "local"  # though it may pass an outer variable of that name on to its methods
        if name in self.cells or name in self.free:
            return "cell"
        if name in self.stored and name not in self.nonlocals:
            return "local"
        return "global"


def analyse(tree: ast.Module) -> Scope:
    """The scope of a module, with those of all that it defines as its descendants."""
    module = Scope("module", tree, None)
    for statement in tree.body:
        _visit(statement, module)
    _resolve(module)
    return module


def _function_scope(node: ast.FunctionDef | ast.Lambda, scope: Scope) -> Scope:
    inner = Scope("function", node, scope)
    arguments = node.args
    inner.parameters = [item.arg for item in
                        (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    for extra in (arguments.vararg, arguments.kwarg):
        if extra is not None:
            inner.parameters.append(extra.arg)
    for name in inner.parameters:
        inner.store(name)
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None:
            _visit(default, scope)
    for statement in node.body if isinstance(node.body, list) else [node.body]:
        _visit(statement, inner)
    return inner


def _visit(node: ast.AST, scope: Scope) -> None:
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        if isinstance(node, ast.FunctionDef):
            scope.store(bound_name(node))
            for decorator in node.decorator_list:
                _visit(decorator, scope)
        scope.children[node] = _function_scope(node, scope)
    elif isinstance(node, ast.ClassDef):
        scope.store(bound_name(node))
        for outer in (*node.decorator_list, *node.bases):
            _visit(outer, scope)
        inner = Scope("class", node, scope)
        for statement in node.body:
            _visit(statement, inner)
        scope.children[node] = inner
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
        _visit_comprehension(node, scope)
    elif isinstance(node, ast.NamedExpr):
        target = scope
        while target.kind == "comprehension" and target.parent is not None:
            target = target.parent
        target.store(node.target.id)
        if target is not scope:
            scope.nonlocals[node.target.id] = node
            if target.kind == "module":
                scope.globals.add(node.target.id)
        _visit(node.value, scope)
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            scope.loaded.add(node.id)
            if node.id == "super":
                scope.loaded.add("__class__")
        else:
            scope.store(node.id)
    elif isinstance(node, ast.Global):
        scope.globals.update(node.names)
    elif isinstance(node, ast.Nonlocal):
        scope.nonlocals.update((name, node) for name in node.names)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            scope.store(alias.asname or alias.name.split(".")[0])
    elif isinstance(node, ast.AnnAssign):
        _visit(node.target, scope)
        if node.value is not None:
            _visit(node.value, scope)
    else:
        if isinstance(node, ast.ExceptHandler) and node.name:
            scope.store(node.name)
        for name in captured(node) if isinstance(node, ast.pattern) else ():
            scope.store(name)
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            scope.is_generator = True
        for child in ast.iter_child_nodes(node):
            _visit(child, scope)


def _visit_comprehension(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
                         scope: Scope) -> None:
    _visit(node.generators[0].iter, scope)
    inner = Scope("comprehension", node, scope)
    inner.parameters = [".0"]
    inner.store(".0")
    for at, generator in enumerate(node.generators):
        _visit(generator.target, inner)
        if at:
            _visit(generator.iter, inner)
        for condition in generator.ifs:
            _visit(condition, inner)
    if isinstance(node, ast.DictComp):
        _visit(node.key, inner)
        _visit(node.value, inner)
    else:
        _visit(node.elt, inner)
    scope.children[node] = inner


def _resolve(scope: Scope) -> None:
    for child in scope.children.values():
        _resolve(child)
    if scope.kind == "module":
        return
    wanted = sorted(scope.loaded | set(scope.nonlocals) | set(scope.free))
    for name in wanted:
        if name in scope.globals or scope.owns(name):
            continue
        if scope.kind == "class" and name in scope.stored and name not in scope.free:
            continue
        _find(scope, name)


def _find(scope: Scope, name: str) -> None:
    """Make `name` a free variable of `scope`, of all between, and a cell where it lives."""
    path = [scope]
    outer = scope.parent
    while outer is not None and outer.kind != "module":
        if outer.owns(name):
            if name not in outer.cells:
                outer.cells.append(name)
            for between in path:
                if name not in between.free:
                    between.free.append(name)
            return
        path.append(outer)
        outer = outer.parent
