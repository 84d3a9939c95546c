"""Movements as ns-2 writes them (`setdest`, BonnMotion, SUMO): a trace file, read and checked.

    $node_(3) set X_ 150.0                          # where node 3 begins
    $ns_ at 10.0 "$node_(3) setdest 200.0 50.0 2.0" # from 10 s on to (200, 50) at 2 m/s

Node i is the field's i-th, counted from 0.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import dist, isfinite
from pathlib import Path

from sim.ns3.field_error import FieldError

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_BEGINS = re.compile(rf"\$node_\((\d+)\)\s+set\s+([XYZ])_\s+{_NUMBER}$")
_GOES = re.compile(
    rf'\$ns_\s+at\s+{_NUMBER}\s+"\$node_\((\d+)\)\s+setdest\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}"$'
)
_JUMPS = re.compile(r'\$ns_\s+at\s+\S+\s+"\$node_\(\d+\)\s+set\s+[XYZ]_')
_ABOUT_DISTANCES = "$god_"  # of setdest: what ns-2's own statistics want to know

Area = tuple[float, float, float, float]


@dataclass
class Movement:
    """One node of a trace: where it begins (None: where it stands), and its legs."""

    x_m: float | None = None
    y_m: float | None = None
    line: int = 0  # where it is first named
    goes: list[tuple[float, float, float, float, int]] = field(default_factory=list)

    def legs(
        self, x_m: float, y_m: float
    ) -> tuple[tuple[float, float, float], ...]:
        """(time_s, x_m, y_m) of each turn, from where the node stands at first."""
        turns: list[tuple[float, float, float]] = []
        since_s, at, goal, arrives_s = 0.0, (x_m, y_m), (x_m, y_m), 0.0
        for time_s, to_x_m, to_y_m, speed_m_s, _ in self.goes:
            if time_s < arrives_s:  # it turns on its way
                share = (time_s - since_s) / (arrives_s - since_s)
                at = (at[0] + (goal[0] - at[0]) * share, at[1] + (goal[1] - at[1]) * share)
            else:
                if arrives_s > since_s:
                    _add(turns, arrives_s, goal)
                at = goal
            _add(turns, time_s, at)
            since_s = time_s
            goal = (to_x_m, to_y_m) if speed_m_s > 0 else at
            arrives_s = time_s + (dist(at, goal) / speed_m_s if speed_m_s > 0 else 0.0)
        if arrives_s > since_s:
            _add(turns, arrives_s, goal)
        return tuple(turns)


def _add(
    turns: list[tuple[float, float, float]], time_s: float, at: tuple[float, float]
) -> None:
    if time_s > (turns[-1][0] if turns else 0.0):
        turns.append((time_s, *at))


def read_trace(file: Path, areas: Sequence[Area | None]) -> dict[int, Movement]:
    """The movements of a trace; `FieldError` says what is wrong with it, with the line.

    `areas` has for each node of the field the area that it may not leave, where there is one.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FieldError(file, f"cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise FieldError(file, "is not text. Give a movement trace of ns-2.") from None
    movements: dict[int, Movement] = {}
    for number, whole in enumerate(text.splitlines(), start=1):
        line = whole.split("#")[0].strip()
        if not line or line.startswith(_ABOUT_DISTANCES):
            continue
        begins, goes = _BEGINS.match(line), _GOES.match(line)
        if begins:
            movement = _movement(movements, file, int(begins[1]), len(areas), number)
            metres = float(begins[3])
            _within(file, areas[int(begins[1])], begins[2], metres, number)
            if begins[2] == "X":
                movement.x_m = metres
            elif begins[2] == "Y":
                movement.y_m = metres
        elif goes:
            movement = _movement(movements, file, int(goes[2]), len(areas), number)
            area = areas[int(goes[2])]
            time_s, x_m, y_m, speed_m_s = (float(goes[n]) for n in (1, 3, 4, 5))
            _within(file, area, "X", x_m, number)
            _within(file, area, "Y", y_m, number)
            if time_s < 0 or speed_m_s < 0 or not isfinite(time_s + speed_m_s):
                raise FieldError(
                    file, "a time or a speed below 0. Neither can be.", line=number
                )
            if movement.goes and time_s < movement.goes[-1][0]:
                raise FieldError(
                    file,
                    f"node {goes[2]} turns at {time_s:g} s, and line {movement.goes[-1][4]} has it "
                    f"turn at {movement.goes[-1][0]:g} s. Put its lines in order.",
                    line=number,
                )
            movement.goes.append((time_s, x_m, y_m, speed_m_s, number))
        elif _JUMPS.match(line):
            raise FieldError(
                file, "a node cannot jump: give a setdest with a speed.", line=number
            )
        else:
            raise FieldError(
                file,
                f"this is no line of an ns-2 movement trace: {line[:60]}. "
                'There are `$node_(I) set X_ M` and `$ns_ at S "$node_(I) setdest X Y M_S"`.',
                line=number,
            )
    if not movements:
        raise FieldError(file, "moves no node. Give a movement trace of ns-2.")
    return movements


def _movement(
    movements: dict[int, Movement], file: Path, node: int, nodes: int, line: int
) -> Movement:
    if node >= nodes:
        raise FieldError(
            file,
            f"there is no node {node}: the field has {nodes}, which a trace counts from 0 to "
            f"{nodes - 1}. Take the line away, or add nodes.",
            line=line,
        )
    return movements.setdefault(node, Movement(line=line))


def _within(file: Path, area: Area | None, axis: str, metres: float, line: int) -> None:
    if area is None or axis == "Z":
        return
    least, most = (area[0], area[2]) if axis == "X" else (area[1], area[3])
    if not least <= metres <= most:
        raise FieldError(
            file,
            f"{axis} = {metres:g} m is outside the area of the trace, {least:g} to {most:g} m. "
            "Mend the line, or say area in [mobility]: without it a node stays in its place's.",
            line=line,
        )
