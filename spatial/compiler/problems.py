"""What is wrong with a program's source, said with file, line, column and a caret."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from runtime.errors import SamaraError


@dataclass(frozen=True)
class Problem:
    """One complaint; `line` counts from 1, `column` from 0."""

    filename: str
    line: int
    column: int
    text: str
    source: str = ""

    def __str__(self) -> str:
        where = f"{self.filename}:{self.line}:{self.column + 1}: {self.text}"
        if not self.source:
            return where
        shown = self.source.replace("\t", " ")
        return f"{where}\n    {shown}\n    {' ' * self.column}^"


class CompileError(SamaraError):
    """A program that does not compile; `problems` holds every complaint, in the file's order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Refused(Exception):
    """A node that cannot be compiled, with what to say of it."""

    def __init__(self, node: ast.AST, text: str) -> None:
        super().__init__(text)
        self.node = node
        self.text = text
