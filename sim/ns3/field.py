"""A field as it is simulated: nodes in their places, what they sense, regions, what is injected."""

import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from math import dist, floor
from pathlib import Path as FilePath
from typing import TypeAlias

from spatial.compiler import Program

Value: TypeAlias = bool | int | float | str

# Gas per millisecond: bytecode instructions that a board of the class runs. Stated, not measured
# on hardware.
BOARDS = {"esp32": 20, "pi": 400}

SECURITY = ("open", "keyed", "signed")

RADIOS = ("802.15.4", "802.11b")
RATES_MB_S = (1.0, 2.0, 5.5, 11.0)  # of 802.11b


@dataclass(frozen=True)
class Readings:
    """What a sensor of one node says over time; None where it says nothing."""

    times_s: tuple[float, ...]
    values: tuple[float | None, ...]

    def at(self, time_s: float) -> float | None:
        """The reading of the nearest row that is not later than `time_s`."""
        row = bisect.bisect_right(self.times_s, time_s) - 1
        return self.values[row] if row >= 0 else None


@dataclass(frozen=True)
class IoTag:
    """A tag bound to a device: a sensor that follows readings, or an actuator.

    Without readings the tag holds `value` until a program writes another. `rights` say who may, as
    in `TagSpace.bind`; without them every program may.
    """

    name: str
    value: Value | None = None
    readings: Readings | None = None
    unit: str = ""
    rights: str = "others:read,write,wait"


@dataclass(frozen=True)
class Walk:
    """Random waypoints in a rectangle, with a pause at each."""

    speed_m_s: float
    x0_m: float
    y0_m: float
    x1_m: float
    y1_m: float
    pause_s: float = 0.0


@dataclass(frozen=True)
class Path:
    """Straight legs from where the node stands: to (x, y) at a time, in order; there it stays."""

    legs: tuple[tuple[float, float, float], ...]  # time_s, x_m, y_m


@dataclass(frozen=True)
class FieldNode:
    """A node; the radio knows its height, its programs do not."""

    name: str
    x_m: float
    y_m: float
    z_m: float = 0.0
    tags: tuple[IoTag, ...] = ()
    walk: Walk | Path | None = None


@dataclass(frozen=True)
class Circle:
    x_m: float
    y_m: float
    radius_m: float


@dataclass(frozen=True)
class Polygon:
    points_m: tuple[tuple[float, float], ...]


Region: TypeAlias = Circle | Polygon


@dataclass(frozen=True)
class Radio:
    """The kind of all radios of a field, one of `RADIOS`, and how far they reach.

    `rate_mb_s` is of 802.11b.
    """

    kind: str
    range_m: float
    rate_mb_s: float = 2.0


@dataclass(frozen=True)
class LogDistance:
    """A loss that grows with the logarithm of the distance, and a shadow over each link.

    At the radio's range a link without a shadow is as strong as the radio needs to hear it. The
    shadow is a normal distribution in dB, cut off at three deviations: drawn once for a pair of
    nodes and a seed, the same both ways.
    """

    exponent: float = 3.0
    shadowing_db: float = 0.0


@dataclass(frozen=True)
class Wall:
    """A straight wall, as high as may be; what passes through it loses so much."""

    x0_m: float
    y0_m: float
    x1_m: float
    y1_m: float
    loss_db: float


@dataclass(frozen=True)
class Outage:
    """A node that fails, with all that it holds; None: and does not come back."""

    node: str
    from_s: float
    until_s: float | None = None


@dataclass(frozen=True)
class Currents:
    """What a radio takes from its supply in each state."""

    volts: float
    transmit_ma: float
    receive_ma: float
    listen_ma: float
    idle_ma: float  # neither sends nor listens, and is ready to
    off_ma: float
    source: str


@dataclass(frozen=True)
class Injection:
    """A program that starts at the node named `at`, after `time_s`, and again every `every_s`.

    `program` is a source file, or what `spatial.compiler` made of one. `at` None is the first
    node of the field.
    """

    program: FilePath | str | Program
    at: str | None = None
    time_s: float = 5.0
    every_s: float | None = None


@dataclass(frozen=True)
class Field:
    """Everything that a simulation needs to know of a field."""

    name: str
    nodes: tuple[FieldNode, ...]
    radio: Radio
    regions: dict[str, Region] = field(default_factory=dict)
    injections: tuple[Injection, ...] = ()
    board: str = "esp32"
    beacon_ms: int | None = None
    loss: LogDistance | None = None  # None: all within the range hear, nobody beyond it
    walls: tuple[Wall, ...] = ()
    outages: tuple[Outage, ...] = ()
    currents: Currents | None = None  # None: those of the radio's data sheet
    security: str = "open"  # one of SECURITY; the keys are made from the seed
    encrypts: bool = False
    file: FilePath | None = None

    def links(self) -> list[tuple[str, str]]:
        """The pairs of nodes that are within radio range of each other where they start."""
        cells: dict[tuple[int, int], list[FieldNode]] = defaultdict(list)
        reach = self.radio.range_m
        pairs = []
        for node in self.nodes:
            column, row = floor(node.x_m / reach), floor(node.y_m / reach)
            for near in [(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                for other in cells.get(near, ()):
                    if dist(_at(node), _at(other)) <= reach:
                        pairs.append((other.name, node.name))
            cells[column, row].append(node)
        return pairs


def _at(node: FieldNode) -> tuple[float, float, float]:
    return node.x_m, node.y_m, node.z_m
