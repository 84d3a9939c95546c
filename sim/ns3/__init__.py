"""Virtual fields of Samara nodes in ns-3: 802.15.4 or 802.11b, with the full PHY and MAC.

`load_field` reads a field file, `simulate` runs programs in it and says what came of them. ns-3
itself runs in a child process; what it takes to run it in one's own is `sim.ns3.simulation`.
"""

from sim.ns3.energy import Energy
from sim.ns3.field import (
    Circle,
    Currents,
    Field,
    FieldNode,
    Injection,
    IoTag,
    LogDistance,
    Outage,
    Path,
    Polygon,
    Radio,
    Readings,
    Walk,
    Wall,
)
from sim.ns3.field_error import FieldError
from sim.ns3.field_file import load_field
from sim.ns3.outcome import Failure, Outcome
from sim.ns3.process import SimulationDied
from sim.ns3.radios import Rng
from sim.ns3.simulate import simulate

__all__ = [
    "Circle",
    "Currents",
    "Energy",
    "Failure",
    "Field",
    "FieldError",
    "FieldNode",
    "Injection",
    "IoTag",
    "LogDistance",
    "Outage",
    "Outcome",
    "Path",
    "Polygon",
    "Radio",
    "Readings",
    "Rng",
    "SimulationDied",
    "Walk",
    "Wall",
    "load_field",
    "simulate",
]
