"""Programs of the spatial layer in fields of whole nodes on a virtual bus."""

from runtime.message import Bounds
from runtime.node import Node, NodeConfig
from runtime.tagspace import Held
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks

MTU_BYTES = 1400
RADIO_MTU_BYTES = 100
SETTLE_MS = 6000  # three periods of beacons
# A tour of a field is long for the defaults of a message.
BOUNDS = Bounds(hops=5000, lifetime_ms=10_000_000, gas_total=10**9)
ENDS = ("finished", "failed", "killed", "lost")

_LIBRARY = list(library_bricks().values())


class SpatialField:
    """Nodes "0", "1", ... at places (x, y) in cm, each with the library, a name and "seen", a tag.

    `range_cm` makes it a unit-disk graph; `links`, ordered pairs of nodes, any graph. `tags` has
    constant tags by the number of the node; `regions` are those of every node. With a radio's
    MTU a hop to a node that is dead is NoAck; with one that takes the whole message in a frame
    nobody can tell.
    """

    def __init__(
        self, places, range_cm=None, links=None, tags=None, regions=None, seed=0, mtu=MTU_BYTES
    ):
        self.bus = VirtualBus(seed=seed, range_cm=range_cm)
        if links is not None:
            heard = {(a + 1, b + 1) for a, b in links}
            self.bus.cut = lambda a, b, frame: (_number(a), _number(b)) not in heard
        self.stations = []
        self.held = []
        for number, place in enumerate(places):
            held = {name: Held(value) for name, value in (tags or {}).get(number, {}).items()}
            self.held.append(held)
            self.stations.append(self.bus.add(self._maker(number, place, held, regions, mtu)))
        self.bus.run(SETTLE_MS)

    def start(self, source, at=0):
        program = compile_source(source, "program.py")
        self.bus.inject(self.stations[at], program.bricks, BOUNDS)

    def run(self, source, at=0, until_ms=1_000_000):
        """What the program reports, with the names of the nodes that it does that on."""
        self.start(source, at)
        self.bus.run(until_ms, self.ended)
        assert self.ended(), "the program has not ended"
        return [(name, event["value"]) for name, event in self.events("report")]

    def move(self, number, x_cm, y_cm):
        self.stations[number].live().moved(self.bus.now_ms, x_cm, y_cm)

    def events(self, *kinds):
        return [(name, fields) for _, name, kind, fields in self.bus.events if kind in kinds]

    def ended(self):
        return bool(self.bus.events) and self.bus.events[-1][2] in ENDS

    def failure(self):
        """(node, class, text) of the exception that ended the program."""
        ((name, fields),) = self.events(*ENDS)
        assert "error" in fields, fields
        return name, fields["error"], fields["text"]

    def visited(self):
        return [name for name, _ in self.events("arrived")]

    @staticmethod
    def _maker(number, place, held, regions, mtu):
        def make(epoch):
            config = NodeConfig(
                str(number), position_cm=place, boot_epoch=epoch, regions=regions or {}
            )
            node = Node(config, mtu, _LIBRARY)
            for name, value in held.items():
                node.tags.bind(name, value.read, value.write, rights="others:read,write")
            return node

        return make


def _number(address):
    return int.from_bytes(address, "big")


def both_ways(edges):
    """Ordered pairs both ways."""
    return {(a, b) for a, b in edges} | {(b, a) for a, b in edges}
