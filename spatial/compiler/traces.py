"""A trace of the machine in source lines, as Python prints it. Line tables never go on air."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spatial.compiler.assembler import Place

_NOWHERE: Place = (0, 0, None, None)


@dataclass(frozen=True)
class FunctionLines:
    """What only the origin knows of a function: names and places in the source."""

    name: str
    lines: dict[int, Place]
    local_names: tuple[str, ...]
    cell_names: tuple[str, ...]

    def place(self, at: int) -> Place:
        """The place of a frame that is past the instruction before `at`."""
        return self.lines.get(max(at - 2, 0), _NOWHERE)


@dataclass(frozen=True)
class SourceMap:
    """The line table of one brick. `hidden`: to programs it is no code, but the builtins'."""

    filename: str
    source: tuple[str, ...]
    functions: tuple[FunctionLines, ...]
    hidden: bool = False

    def line(self, number: int) -> str:
        """The text of a line, counted from 1."""
        return self.source[number - 1] if 0 < number <= len(self.source) else ""


def in_source_lines(
    trace: Sequence[tuple[bytes, int, int]], maps: Mapping[bytes, SourceMap]
) -> str:
    """The frames of a trace, innermost last, without the word before and the exception after."""
    frames = []
    for name, function, at in trace:
        source = maps.get(name)
        if source is None:
            frames.append(
                traceback.FrameSummary(
                    f"brick {name.hex()}", 0, f"function {function}", lookup_line=False, line=""
                )
            )
        elif not source.hidden:
            frames.append(_frame(source, function, at))
    return "".join(traceback.StackSummary.from_list(frames).format()).rstrip("\n")


def _frame(source: SourceMap, function: int, at: int) -> traceback.FrameSummary:
    entry = source.functions[function]
    line, column, last_line, end = entry.place(at)
    return traceback.FrameSummary(
        source.filename,
        line,
        entry.name,
        lookup_line=False,
        line=source.line(line) + "\n",
        end_lineno=last_line,
        colno=None if end is None else column,
        end_colno=end,
    )
