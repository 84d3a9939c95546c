"""What a node does with a frame, against decoding that frame."""

from collections.abc import Iterator
from functools import partial

from rich.table import Table

from bench.timing import Ratio, ratio_table, seconds_a_call
from runtime import wire
from runtime.node import Node, NodeConfig

_FAR = b"\x00\x01"
_BEACON = wire.Beacon(
    b"neighbor", 1, 1200, 3400, 2000, 0, b"or", b"", 0xFFFF, 0, 9, 10, b"aabbccddeeffgghhiijj"
)


def table() -> Table:
    return ratio_table("node", _ratios())


def _ratios() -> Iterator[Ratio]:
    node = Node(NodeConfig("bench"), 100)
    beacon = wire.encode(_BEACON)
    damaged = beacon[:-1]
    node.receive(0, _FAR, beacon)
    decode_s = seconds_a_call(partial(wire.decode, beacon))
    for name, frame in (("a beacon of a neighbour", beacon), ("a damaged frame", damaged)):
        taken_in_s = seconds_a_call(partial(node.receive, 0, _FAR, frame))
        yield Ratio(name, taken_in_s, "decoding a beacon", decode_s)
