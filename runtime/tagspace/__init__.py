"""The named, leased memory of a node; some of its tags are the node's sensors and actuators.

`TagSpace` holds the tags that messages create, each until its lease ends, within a bound in
bytes, and the I/O tags that the node's owner binds, which are permanent; `rights` says who may
do what with them. `Held` is an I/O tag that lives in memory: a constant, or an actuator with no
hardware behind it; `Readings` is a sensor that was recorded.
"""

from runtime.tagspace.io_tags import Held, Readings
from runtime.tagspace.space import TagSpace

__all__ = ("Held", "Readings", "TagSpace")
