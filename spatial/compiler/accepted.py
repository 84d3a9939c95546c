"""Which Python is accepted: every construct outside it is a Problem that says what to use."""

from __future__ import annotations

import ast
import builtins as host_builtins
from collections.abc import Iterator
from types import FunctionType, GeneratorType

from runtime.vm.builtins import in_module
from runtime.vm.classes import CLASSES, is_exception_class
from runtime.vm.values import UNBOUND
from spatial.compiler.known import is_builtin, method_names
from spatial.compiler.patterns import captured
from spatial.compiler.private import bound_name
from spatial.compiler.problems import Problem

NATIVE_MODULES = ("math", "random", "node")

_ACCEPTED = (
    ast.Module, ast.FunctionDef, ast.ClassDef, ast.Return, ast.Delete, ast.Assign, ast.AugAssign,
    ast.AnnAssign, ast.For, ast.While, ast.If, ast.With, ast.withitem, ast.Raise, ast.Try,
    ast.ExceptHandler, ast.Assert, ast.Import, ast.ImportFrom, ast.alias, ast.Global, ast.Nonlocal,
    ast.Expr, ast.Pass, ast.Break, ast.Continue, ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp,
    ast.Lambda, ast.IfExp, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp,
    ast.Set, ast.SetComp,
    ast.comprehension, ast.Yield, ast.YieldFrom, ast.Compare, ast.Call, ast.keyword,
    ast.FormattedValue, ast.JoinedStr, ast.Constant, ast.Attribute, ast.Subscript, ast.Starred,
    ast.Name, ast.List, ast.Tuple, ast.Slice, ast.arguments, ast.arg, ast.expr_context, ast.boolop,
    ast.operator, ast.unaryop, ast.cmpop, ast.Match, ast.match_case, ast.pattern,
)

_INSTEAD = {
    "AsyncFunctionDef": "async is not part of the language: a program waits where it stands, "
                        "by spatial.sleep or spatial.wait",
    "AsyncFor": "async is not part of the language: use a plain for",
    "AsyncWith": "async is not part of the language: use a plain with",
    "Await": "await is not part of the language: a call that waits is written like any other",
    "TryStar": "except* is not part of the language: use except",
    "TypeAlias": "type aliases are not part of the language: leave them out",
}

_BUILTINS_INSTEAD = {
    "eval": "eval is not part of the language: code moves as bricks, checked before it runs",
    "exec": "exec is not part of the language: code moves as bricks, checked before it runs",
    "open": "a node has no files: use tags",
    "input": "a node has no keyboard: read a tag",
    "globals": "globals() is not part of the language",
    "locals": "locals() is not part of the language",
    "vars": "vars() is not part of the language: name the attributes",
    "dir": "dir() is not part of the language",
    "compile": "compile is not part of the language: code moves as bricks",
    "__import__": "__import__ is not part of the language: use import",
    "memoryview": "memoryview is not part of the language: slice bytes",
    "complex": "complex numbers are not part of the language",
    "breakpoint": "a node has no debugger: use print",
}

# What programs may ask of any object beside its methods.
_PLAIN_ATTRIBUTES = ("__class__", "__name__", "__qualname__", "__cause__",
                     "__context__", "__suppress_context__", "args", "start", "stop", "step",
                     "value", "errno", "strerror", "real", "imag", "numerator", "denominator",
                     "code", "__doc__", "__module__")

_HOST_ATTRIBUTES = {
    name for kind in (str, bytes, bytearray, list, tuple, dict, set, int, float, range, slice,
                      property, BaseException, OSError, FunctionType, GeneratorType)
    for name in dir(kind)
}

# What the machine calls by itself. Others that CPython calls would silently not be called.
SPECIAL_METHODS = (
    "__init__", "__call__", "__getattr__", "__setattr__", "__getitem__", "__setitem__", "__iter__",
    "__next__", "__enter__", "__exit__",
    "__delattr__", "__delitem__", "__contains__", "__len__", "__bool__", "__reversed__", "__eq__",
    "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__str__", "__repr__",
    "__format__", "__int__", "__float__", "__index__", "__round__", "__neg__", "__pos__",
    "__abs__", "__invert__",
    *(f"__{way}{name}__" for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or",
        "xor", "matmul") for way in ("", "r", "i")),
    "__divmod__", "__rdivmod__",
)

# Those of them that the machine calls without the prelude of special.py.
_PLAIN_SPECIAL_METHODS = SPECIAL_METHODS[:10]

_SPECIAL_INSTEAD = {
    "__del__": "__del__ is not called: a node frees memory when it likes; use with",
    "__new__": "__new__ is not part of the language: use __init__, or a function that makes it",
    "__init_subclass__": "__init_subclass__ is not called: use a class decorator",
    "__class_getitem__": "__class_getitem__ is not part of the language: leave [...] off the class",
    "__set_name__": "__set_name__ is not called: give the name as an argument",
    "__get__": "descriptors are not part of the language: use a property",
    "__set__": "descriptors are not part of the language: use a property",
    "__delete__": "descriptors are not part of the language: use a property",
    "__getattribute__": "__getattribute__ is not called: use __getattr__ or a property",
}


class Checker:
    """Walks a module and collects what the language does not have."""

    def __init__(self, filename: str, lines: list[str], libraries: tuple[str, ...]) -> None:
        self.filename = filename
        self.lines = lines
        self.libraries = libraries
        self.problems: list[Problem] = []
        self.defined: set[str] = set()
        self.modules: dict[str, str] = {}

    def complain(self, node: ast.AST, text: str) -> None:
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0)
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        column = len(source.encode()[:column].decode(errors="replace"))
        self.problems.append(Problem(self.filename, line, column, text, source))

    def check(self, tree: ast.Module) -> list[Problem]:
        stored = {node.id for node in ast.walk(tree)
                  if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        stored |= {bound_name(node) for node in ast.walk(tree)
                   if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        stored |= {node.asname or node.name for node in ast.walk(tree)
                   if isinstance(node, ast.alias)}
        stored |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        stored |= {node.name for node in ast.walk(tree)
                   if isinstance(node, ast.ExceptHandler) and node.name}
        stored |= {name for node in ast.walk(tree) if isinstance(node, ast.pattern)
                   for name in captured(node)}
        self.defined = stored | {node.attr for node in ast.walk(tree)
                                 if isinstance(node, ast.Attribute)
                                 and not isinstance(node.ctx, ast.Load)}
        self.modules = {alias.asname or alias.name: alias.name for node in ast.walk(tree)
                        if isinstance(node, ast.Import) for alias in node.names}
        for node in ast.walk(tree):
            self._node(node, stored)
        self._loops(tree.body, False, False)
        self.problems.sort(key=lambda problem: (problem.line, problem.column))
        return self.problems

    def _node(self, node: ast.AST, stored: set[str]) -> None:
        kind = type(node).__name__
        if kind in _INSTEAD:
            self.complain(node, _INSTEAD[kind])
        elif not isinstance(node, _ACCEPTED):
            if hasattr(node, "lineno"):
                self.complain(node, f"{kind} is not part of the language")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node)
        elif isinstance(node, ast.ClassDef):
            self._class(node, stored)
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, complex):
                self.complain(node, _BUILTINS_INSTEAD["complex"])
            elif isinstance(node.value, int) and abs(node.value) >> 4096:
                self.complain(node, "an int has at most 4,096 bits")
        elif isinstance(node, ast.Name):
            if node.id in stored or node.id in ("__class__", "__name__", "__doc__"):
                pass
            elif node.id in _BUILTINS_INSTEAD:
                self.complain(node, _BUILTINS_INSTEAD[node.id])
            elif hasattr(host_builtins, node.id) and not is_builtin(node.id):
                self.complain(node, f"{node.id} is not part of the language")
        elif isinstance(node, ast.Attribute):
            self._attribute(node)
        if getattr(node, "type_params", None):
            self.complain(node, "type parameters are not part of the language: leave them out")

    def _attribute(self, node: ast.Attribute) -> None:
        """What no value of a program has, though CPython's have it."""
        name = node.attr
        if isinstance(node.value, ast.Name) and node.value.id in self.modules:
            self._member(node, self.modules[node.value.id], name)
        elif name in self.defined or name in _PLAIN_ATTRIBUTES or name in SPECIAL_METHODS:
            pass
        elif name not in method_names() and (
                name in _HOST_ATTRIBUTES or (name.startswith("__") and name.endswith("__"))):
            self.complain(node, f"the attribute {name} is not part of the language")

    def _member(self, node: ast.AST, module: str, name: str) -> None:
        if module in NATIVE_MODULES and in_module(module, name) is UNBOUND:
            self.complain(node, f"{module}.{name} is not part of the language")

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        names = [node.module or "."] if isinstance(node, ast.ImportFrom) else \
            [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and any(item.name == "*" for item in node.names):
            self.complain(node, "import the names that are used, not *")
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                self._member(node, node.module or ".", item.name)
        for name in names:
            if name not in NATIVE_MODULES and name not in self.libraries:
                known = ", ".join(sorted((*NATIVE_MODULES, *self.libraries)))
                self.complain(node, f"import {name}: a program can import {known}; "
                                    "what else it needs it carries in its own source")

    def _class(self, node: ast.ClassDef, stored: set[str]) -> None:
        if len(node.bases) > 1:
            self.complain(node.bases[1], "a class has one base: multiple inheritance is not "
                                         "part of the language")
        for base in node.bases[:1]:
            if isinstance(base, ast.Name) and base.id not in stored and base.id != "object" \
                    and base.id in CLASSES and not is_exception_class(CLASSES[base.id]) \
                    and not builtin_base(node, stored):
                self.complain(base, f"{base.id} is not a base of the language's classes: keep one "
                                    "in an attribute, and give the class the methods it needs")
        for keyword in node.keywords:
            self.complain(keyword.value, "metaclasses and class keywords are not part of the "
                                         "language")
        for item in node.body:
            if (isinstance(item, ast.FunctionDef) and item.name.startswith("__")
                    and item.name != "__missing__"
                    and item.name.endswith("__") and item.name not in SPECIAL_METHODS):
                self.complain(item, _SPECIAL_INSTEAD.get(
                    item.name, f"{item.name} is not called by the language; what is: "
                               + ", ".join(SPECIAL_METHODS)))

    def _loops(self, body: list[ast.stmt], in_loop: bool, in_function: bool) -> None:
        """break, continue, return and yield outside of what they belong to."""
        for node in body:
            if isinstance(node, (ast.Break, ast.Continue)) and not in_loop:
                word = "break" if isinstance(node, ast.Break) else "continue"
                self.complain(node, f"'{word}' outside loop")
            elif isinstance(node, ast.Return) and not in_function:
                self.complain(node, "'return' outside function")
            elif isinstance(node, ast.FunctionDef):
                self._loops(node.body, False, True)
                continue
            elif isinstance(node, ast.ClassDef):
                self._loops(node.body, False, False)
                continue
            if not in_function:
                for inner in _expressions(node):
                    if isinstance(inner, (ast.Yield, ast.YieldFrom)):
                        self.complain(inner, "'yield' outside function")
            loop = isinstance(node, (ast.For, ast.While))
            for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                inside = in_loop or (loop and name == "body")
                for child in getattr(node, name, []):
                    if isinstance(child, (ast.ExceptHandler, ast.match_case)):
                        self._loops(child.body, inside, in_function)
                    elif isinstance(child, ast.stmt):
                        self._loops([child], inside, in_function)


def builtin_base(node: ast.AST, stored: set[str]) -> str:
    """Which builtin class a class definition derives from, of those that it can; or ""."""
    if isinstance(node, ast.ClassDef) and node.bases and isinstance(node.bases[0], ast.Name):
        name = node.bases[0].id
        if name in ("list", "dict") and name not in stored:
            return name
    return ""


def prelude_of(tree: ast.Module) -> str:
    """The prelude that a program needs, by the special methods that its classes may have."""
    wanted = set(SPECIAL_METHODS) - set(_PLAIN_SPECIAL_METHODS)
    found = {getattr(node, field, None) for node in ast.walk(tree)
             for field in ("name", "id", "attr", "value")
             if isinstance(getattr(node, field, None), str)} & wanted
    derived = any(builtin_base(node, set()) for node in ast.walk(tree))
    return "keyed" if "__hash__" in found else "special" if found or derived else "prelude"


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """The expressions of one statement, without those of nested statements and functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.Lambda, ast.ExceptHandler, ast.match_case)):
            continue
        yield child
        yield from _expressions(child)
