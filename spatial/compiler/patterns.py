"""`match`: its patterns as tests on hidden variables, so that a case that fails leaves no trace."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from runtime.vm.builtins import named, number_of
from spatial.compiler.assembler import Block
from spatial.compiler.problems import Refused

if TYPE_CHECKING:
    from spatial.compiler.generate import FunctionWriter

_SEQUENCES = ("list", "tuple", "range")

# Classes whose one positional pattern is for the value itself.
_THEMSELVES = ("bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set",
               "str", "tuple")


def write_match(writer: FunctionWriter, node: ast.Match) -> None:
    """The whole statement: each case a block that is left where it does not fit."""
    subject = writer.hidden()
    writer.value(node.subject)
    writer.code.emit("STORE", subject)
    leave = writer.code.open("BLOCK")
    for case in node.cases:
        if not writer.code.live:
            break
        following = writer.code.open("BLOCK")
        pattern = _Pattern(writer)
        pattern.write(case.pattern, subject, following)
        pattern.bind()
        if case.guard is not None:
            writer.value(case.guard)
            writer.code.emit("NOT")
            writer.code.jump(following, "JUMP_IF")
        writer.body(case.body)
        if writer.code.live:
            writer.code.jump(leave)
        writer.code.close()
    writer.code.close()


class _Pattern:
    """The pattern of one case. What it captures is bound when all of it fits."""

    def __init__(self, writer: FunctionWriter) -> None:
        self.writer = writer
        self.code = writer.code
        self.captured: dict[str, int] = {}
        self.missing: int | None = None

    def write(self, node: ast.pattern, subject: int, other: Block) -> None:
        """Test the local variable `subject`; go to the end of `other` where it does not fit."""
        getattr(self, "_" + type(node).__name__.lower())(node, subject, other)

    def bind(self) -> None:
        for name, variable in self.captured.items():
            self.code.emit("LOAD", variable)
            self.writer.store(name)

    def capture(self, name: str | None, subject: int) -> None:
        if name is not None:
            if name not in self.captured:
                self.captured[name] = self.writer.hidden()
            self.code.emit("LOAD", subject)
            self.code.emit("STORE", self.captured[name])

    def need(self, other: Block) -> None:
        """Pop a truth, and go to the end of `other` where it is none."""
        self.code.emit("NOT")
        self.code.jump(other, "JUMP_IF")

    def builtin(self, name: str) -> None:
        self.code.emit("BUILTIN", number_of(named(name)))

    def inside(self, node: ast.pattern, other: Block) -> None:
        """The value on the stack against a pattern within."""
        part = self.writer.hidden()
        self.code.emit("STORE", part)
        self.write(node, part, other)

    def _matchvalue(self, node: ast.MatchValue, subject: int, other: Block) -> None:
        self.code.emit("LOAD", subject)
        self.writer.value(node.value)
        self.code.emit("EQ")
        self.need(other)

    def _matchsingleton(self, node: ast.MatchSingleton, subject: int, other: Block) -> None:
        self.code.emit("LOAD", subject)
        self.writer.const(node.value)
        self.code.emit("IS")
        self.need(other)

    def _matchas(self, node: ast.MatchAs, subject: int, other: Block) -> None:
        if node.pattern is not None:
            self.write(node.pattern, subject, other)
        self.capture(node.name, subject)

    def _matchor(self, node: ast.MatchOr, subject: int, other: Block) -> None:
        fits = self.code.open("BLOCK")
        for pattern in node.patterns[:-1]:
            following = self.code.open("BLOCK")
            self.write(pattern, subject, following)
            self.code.jump(fits)
            self.code.close()
        self.write(node.patterns[-1], subject, other)
        self.code.close()

    def _is_a(self, subject: int, names: tuple[str, ...], other: Block) -> None:
        self.builtin("isinstance")
        self.code.emit("LOAD", subject)
        for name in names:
            self.builtin(name)
        self.code.emit("TUPLE", len(names))
        self.code.emit("CALL", 2)
        self.need(other)

    def _matchsequence(self, node: ast.MatchSequence, subject: int, other: Block) -> None:
        self._is_a(subject, _SEQUENCES, other)
        count = len(node.patterns)
        starred = [at for at, item in enumerate(node.patterns) if isinstance(item, ast.MatchStar)]
        self.builtin("len")
        self.code.emit("LOAD", subject)
        self.code.emit("CALL", 1)
        self.writer.const(count - len(starred))
        self.code.emit("GE" if starred else "EQ")
        self.need(other)
        for at, item in enumerate(node.patterns):
            behind = count - 1 - at
            if isinstance(item, ast.MatchStar):
                if item.name is not None:
                    self.builtin("list")
                    self.code.emit("LOAD", subject)
                    self.writer.const(at)
                    self.writer.const(-behind or None)
                    self.code.emit("SLICE", 2)
                    self.code.emit("ITEM")
                    self.code.emit("CALL", 1)
                    part = self.writer.hidden()
                    self.code.emit("STORE", part)
                    self.capture(item.name, part)
            elif not _fits_all(item):
                self.code.emit("LOAD", subject)
                self.writer.const(-1 - behind if starred and at > starred[0] else at)
                self.code.emit("ITEM")
                self.inside(item, other)

    def _matchmapping(self, node: ast.MatchMapping, subject: int, other: Block) -> None:
        self._is_a(subject, ("dict",), other)
        for key in node.keys:
            self.writer.value(key)
            self.code.emit("LOAD", subject)
            self.code.emit("IN")
            self.need(other)
        for key, pattern in zip(node.keys, node.patterns, strict=True):
            if not _fits_all(pattern):
                self.code.emit("LOAD", subject)
                self.writer.value(key)
                self.code.emit("ITEM")
                self.inside(pattern, other)
        if node.rest is not None:
            rest = self.writer.hidden()
            self.builtin("dict")
            self.code.emit("LOAD", subject)
            self.code.emit("CALL", 1)
            self.code.emit("STORE", rest)
            for key in node.keys:
                self.code.emit("LOAD", rest)
                self.writer.value(key)
                self.code.emit("DELETE_ITEM")
            self.capture(node.rest, rest)

    def _matchclass(self, node: ast.MatchClass, subject: int, other: Block) -> None:
        of_itself = (isinstance(node.cls, ast.Name) and node.cls.id in _THEMSELVES
                     and node.cls.id not in self.writer.unit.stored_globals
                     and self.writer.scope.meaning(node.cls.id) == "global")
        if of_itself and len(node.patterns) > 1:
            raise Refused(node, f"{ast.unparse(node.cls)}() accepts 1 positional sub-pattern "
                                f"({len(node.patterns)} given)")
        cls = self.writer.hidden()
        self.writer.value(node.cls)
        self.code.emit("STORE", cls)
        self.builtin("isinstance")
        self.code.emit("LOAD", subject)
        self.code.emit("LOAD", cls)
        self.code.emit("CALL", 2)
        self.need(other)
        for at, pattern in enumerate(node.patterns):
            if of_itself:
                self.write(pattern, subject, other)
                continue
            self._begin_getattr(subject)
            self.code.emit("LOAD", cls)
            self.code.emit("ATTR", self.writer.name_constant("__match_args__"))
            self.writer.const(at)
            self.code.emit("ITEM")
            self._end_getattr(pattern, other)
        for name, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
            self._begin_getattr(subject)
            self.writer.const(name)
            self._end_getattr(pattern, other)

    def _begin_getattr(self, subject: int) -> None:
        if self.missing is None:
            self.missing = self.writer.hidden()
        # A list that is made for it is no object's attribute.
        self.code.emit("LIST", 0)
        self.code.emit("STORE", self.missing)
        self.builtin("getattr")
        self.code.emit("LOAD", subject)

    def _end_getattr(self, pattern: ast.pattern, other: Block) -> None:
        assert self.missing is not None
        part = self.writer.hidden()
        self.code.emit("LOAD", self.missing)
        self.code.emit("CALL", 3)
        self.code.emit("STORE", part)
        self.code.emit("LOAD", part)
        self.code.emit("LOAD", self.missing)
        self.code.emit("IS")
        self.code.jump(other, "JUMP_IF")
        self.write(pattern, part, other)


def captured(node: ast.pattern) -> list[str]:
    """The name that a pattern itself captures, if it does."""
    name = getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
    return [] if name is None else [name]


def _fits_all(node: ast.pattern) -> bool:
    return isinstance(node, ast.MatchAs) and node.pattern is None and node.name is None
