"""A source without what a board can do without, line by line where it was: tracebacks stay true.

`__slots__` and `__all__` go: MicroPython gives them no meaning, and each is a tuple of names in the
heap. So do the `__module__` and `__qualname__` of each class. Texts for people, which are constants
of their own in a .mpy file, each an object in the heap however seldom it is said, become slices of
the module's one text. (A frozen module's constants are no heap at all, so there they stay.) What is
private, functions and variables of a module, methods and attributes, is numbered in each module:
names of hundreds of them would have their places in MicroPython's table, which grows by doubling.
"""

import ast
import builtins
import re
from collections.abc import Iterator
from typing import NamedTuple

_ALL_TEXT = "_T"
_GOES = ("__slots__", "__all__")
# Private names of classes that other modules of runtime/ may use: tests/test_lean.py finds them.
SHARED = (
    "_advance",
    "_attribute",
    "_begin_iteration",
    "_bind",
    "_bound",
    "_call_builtin",
    "_call_function",
    "_caused",
    "_enter",
    "_finish",
    "_generator_failed",
    "_give",
    "_global",
    "_instantiate",
    "_make_function",
    "_method",
    "_prelude_function",
    "_raise",
    "_read",
    "_set_attribute",
    "_tags",
    "_wake",
    "_write",
)
_WORK = ["vm", "a"]  # the parameters of what does the work of a builtin
_PLAIN = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.BinOp)  # no function, so no work
_INTERNED = 10  # characters up to which MicroPython makes a constant text a name, for good
_SHORT = 3  # so a short one with a space in it goes to the others too


class _Edit(NamedTuple):
    """What stands from one place of the source to another, (line, column in bytes), and instead."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def lean(source: str, texts: bool = True) -> str:
    """The source for a board; with its texts as they are where not `texts`."""
    tree = ast.parse(source)
    edits = [
        _edit(node, "pass")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_needless(node)
    ]
    edits += _numbered(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            edits += _without_its_names(node)
    if texts:
        gathered = _Texts()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for statement in node.body[ast.get_docstring(node) is not None :]:
                    gathered.visit(statement)
        edits += gathered.edits
        if gathered.all:
            source = f"{source.rstrip()}\n{_ALL_TEXT} = {gathered.all!r}\n"
    return _edited(source, edits)


def _is_needless(node: ast.Assign) -> bool:
    target = node.targets[0]
    return isinstance(target, ast.Name) and target.id in _GOES


def _numbered(tree: ast.Module) -> list[_Edit]:
    """Private functions and variables of the module, attributes and methods of its classes.

    What stands in a text as well is left alone, and all attributes of a module that has a class of
    another one for a base: two attributes of an object must not come to one name.
    """
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    attributes = {name for node in classes for name in private(node)}
    own = {node.name for node in classes} | set(dir(builtins))
    globals_ = set(_private_globals(tree))
    if all(
        isinstance(base, ast.Name) and base.id in own for node in classes for base in node.bases
    ):
        globals_ |= attributes
    else:
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        globals_ -= attributes | used
    names = {name: "" for name in globals_ if name not in SHARED}
    for node in ast.walk(tree):
        for name in _said(node, tree):
            names.pop(name, None)
    for number, name in enumerate(sorted(names)):
        names[name] = f"_{number}"
    return [edit for node in ast.walk(tree) if (edit := _renamed(node, names)) is not None]


def _private_globals(tree: ast.Module) -> Iterator[str]:
    """The private functions and variables of a module that are found by no text.

    Constants are no names on a board, and what a builtin does is found by the builtin's name.
    """
    for node in tree.body:
        found = []
        if isinstance(node, ast.FunctionDef):
            found = [] if [each.arg for each in node.args.args[:2]] == _WORK else [node.name]
        elif isinstance(node, ast.Assign) and isinstance(node.value, _PLAIN):
            found = [each.id for each in node.targets if isinstance(each, ast.Name)]
        for name in found:
            if name.startswith("_") and not name.endswith("_") and name not in _GOES:
                yield name


def _said(node: ast.AST, tree: ast.Module) -> Iterator[str]:
    """The names that a node says otherwise than by a node of their own, which would be edited."""
    if isinstance(node, ast.JoinedStr):
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute):
                yield part.attr
            elif isinstance(part, ast.Name):
                yield part.id
    elif isinstance(node, ast.Constant) and not _is_in_slots(node, tree):
        yield str(node.value)
    elif isinstance(node, (ast.arg, ast.keyword)):
        yield str(node.arg)
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from node.names
    elif isinstance(node, ast.alias):
        yield node.asname or node.name
    elif isinstance(node, (ast.ClassDef, ast.ExceptHandler)):
        yield str(node.name)


def _is_in_slots(node: ast.Constant, tree: ast.Module) -> bool:
    return any(
        node is item
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and _is_needless(each)
        for item in ast.walk(each)
    )


def private(node: ast.ClassDef) -> Iterator[str]:
    """The private names that a class defines: its methods, and what it gives to `self`."""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef):
            name = each.name if each in node.body else ""
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            name = each.attr
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            name = (
                each.id
                if any(
                    each is target
                    for statement in node.body
                    if isinstance(statement, ast.Assign)
                    for target in statement.targets
                )
                else ""
            )
        else:
            continue
        if name.startswith("_") and not name.endswith("__") and name not in _GOES:
            yield name


def _renamed(node: ast.AST, names: dict[str, str]) -> _Edit | None:
    if isinstance(node, ast.Attribute) and node.attr in names:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = (node.end_lineno, node.end_col_offset)
        return _Edit((end[0], end[1] - len(node.attr)), end, names[node.attr])
    if isinstance(node, ast.FunctionDef) and node.name in names:
        start = node.col_offset + len("def ")
        return _Edit((node.lineno, start), (node.lineno, start + len(node.name)), names[node.name])
    if isinstance(node, ast.Name) and node.id in names:
        return _edit(node, names[node.id])
    return None


def _without_its_names(node: ast.ClassDef) -> list[_Edit]:
    """Behind a class's docstring: the entries that it begins with go, which nobody asks for."""
    first = node.body[0]
    if ast.get_docstring(node) is None or len(node.body) == 1:
        return []
    assert first.end_lineno is not None
    assert first.end_col_offset is not None
    end = first.end_lineno, first.end_col_offset
    return [_Edit(end, end, "; del __module__, __qualname__")]


class _Texts(ast.NodeVisitor):
    """Finds the texts of function bodies and gathers them in `all`; the `edits` that follow."""

    def __init__(self) -> None:
        self.all = ""
        self.edits: list[_Edit] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Its own turn comes: lean() walks them all."""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _is_for_people(node.value):
            self.edits.append(_edit(node, self._part(node.value)))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        if sum(isinstance(each, ast.FormattedValue) for each in ast.walk(node)) > len(parts):
            return  # a format that is computed, or an f-string in another: few, so they stay
        template = "".join([_template(part) for part in node.values])
        if _is_for_people(template):
            values = [ast.unparse(part.value) for part in parts]
            self.edits.append(_edit(node, f"{self._part(template)}.format({', '.join(values)})"))

    def _part(self, text: str) -> str:
        """The expression that gives a text; it is gathered here where it is new."""
        if text not in self.all:
            self.all += text
        at = self.all.index(text)
        return f"{_ALL_TEXT}[{at}:{at + len(text)}]"


def _template(part: ast.expr) -> str:
    """A part of an f-string as `format` takes it."""
    if isinstance(part, ast.Constant):
        return str(part.value).replace("{", "{{").replace("}", "}}")
    assert isinstance(part, ast.FormattedValue)
    template = "" if part.conversion < 0 else f"!{chr(part.conversion)}"
    if part.format_spec is not None:
        assert isinstance(part.format_spec, ast.JoinedStr)
        template += ":" + "".join([_template(spec) for spec in part.format_spec.values])
    return "{" + template + "}"


def _is_for_people(text: str) -> bool:
    least = _SHORT if " " in text else _INTERNED
    return len(text) > least and text.isascii() and not re.fullmatch(r"[\w.]+", text)


def _edit(node: ast.stmt | ast.expr, text: str) -> _Edit:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return _Edit((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset), text)


def _edited(source: str, edits: list[_Edit]) -> str:
    """The source with the edits made; what stood on more lines than one still takes them."""
    lines = [line.encode() for line in source.split("\n")]
    for (first, start), (last, end), text in sorted(edits, reverse=True):
        before, after = lines[first - 1][:start], lines[last - 1][end:]
        lines[first - 1 : last] = [before + text.encode(), *[b""] * (last - first)]
        lines[last - 1] += after
    return b"\n".join(lines).decode()
