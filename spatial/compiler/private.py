"""Private names: `__name` in a class is `_Class__name` (Python language reference, s.6.2.1)."""

from __future__ import annotations

import ast

_FIELDS = {ast.Name: "id", ast.Attribute: "attr", ast.arg: "arg", ast.alias: "asname",
           ast.ExceptHandler: "name", ast.MatchAs: "name", ast.MatchStar: "name",
           ast.MatchMapping: "rest"}


def rename_private(tree: ast.Module) -> None:
    """Give the private names in the classes of a tree their full form, in place."""
    _rename(tree, "")


def bound_name(node: ast.FunctionDef | ast.ClassDef) -> str:
    """The variable that a definition assigns: what it is called is not always that."""
    found: str = getattr(node, "bound", node.name)
    return found


def _full(name: str, cls: str) -> str:
    if not cls or not name.startswith("__") or name.endswith("__"):
        return name
    return f"_{cls}{name}"


def _rename(node: ast.AST, cls: str) -> None:
    field = _FIELDS.get(type(node))
    if field is not None and getattr(node, field) is not None:
        setattr(node, field, _full(getattr(node, field), cls))
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        node.names = [_full(name, cls) for name in node.names]
    elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        node.bound = _full(node.name, cls)  # type: ignore[union-attr]
    inside = node.name.lstrip("_") if isinstance(node, ast.ClassDef) else cls
    within = node.body if isinstance(node, ast.ClassDef) else ()
    for child in ast.iter_child_nodes(node):
        _rename(child, inside if child in within else cls)
