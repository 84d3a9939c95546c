"""Virtual fields of Samara nodes in an ns-3 802.15.4 network, with its full PHY and MAC."""

from sim.ns3.field import Circle, Field, FieldNode, Injection, Polygon, Radio
from sim.ns3.field_error import FieldError
from sim.ns3.field_file import load_field

__all__ = [
    "Circle",
    "Field",
    "FieldError",
    "FieldNode",
    "Injection",
    "Polygon",
    "Radio",
    "load_field",
]
