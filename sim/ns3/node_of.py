"""The node core of one place in a field: its own name, position, sensors, and named regions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runtime.node import Node, NodeConfig
from runtime.tagspace.io_tags import Held, Readings
from runtime.vm import Brick
from sim.ns3.field import BOARDS, Circle, FieldNode, IoTag, Region
from sim.ns3.radios import MTU_BYTES
from sim.ns3.security import unsealed

# What a node's owner sets for the link: a full frame of 802.11b takes 6 ms of air at 2 Mb/s.
_BY_RADIO: dict[str, dict[str, Any]] = {
    "802.15.4": {},
    "802.11b": {"pace_ms": 7, "answer_ms": 60},
}


def node_of(
    place: FieldNode,
    regions: Mapping[str, Region],
    pinned_bricks: Sequence[Brick] = (),
    beacon_ms: int | None = None,
    start_time_s: float = 0.0,
    board: str = "esp32",
    radio: str = "802.15.4",
    boot_epoch: int = 1,
    security: Mapping[str, Any] | None = None,
    notice: tuple[bytes, Callable[[], Sequence[bytes]]] | None = None,
) -> Node:
    """A node that knows of its field no more than a board would that its owner set up.

    `start_time_s` is the time of the readings at the node's boot. The library bricks are pinned
    as loaded once for all: what a brick remembers follows from its bytes.
    """
    settings: dict[str, Any] = dict(_BY_RADIO[radio])
    if beacon_ms is not None:
        settings["beacon_ms"] = beacon_ms
    config = NodeConfig(
        place.name,
        position_cm=(cm(place.x_m), cm(place.y_m)),
        regions={name: shape_cm(region) for name, region in regions.items()},
        gas_per_ms=BOARDS[board],
        boot_epoch=boot_epoch,
        notice=notice,
        **settings,
        **(security or {}),
    )
    node = Node(config, MTU_BYTES[radio])
    if node.air is not None:
        node.air.unseal = unsealed
    for brick in pinned_bricks:
        node.cache.put(brick, True)
    for tag in place.tags:
        _bind(node, tag, round(start_time_s * 1000))
    return node


def _bind(node: Node, tag: IoTag, start_ms: int) -> None:
    if tag.readings is None:
        held = Held(tag.value)
        node.tags.bind(tag.name, held.read, held.write, tag.unit, tag.rights)
    else:
        rows = [
            (round(time_s * 1000), value)
            for time_s, value in zip(tag.readings.times_s, tag.readings.values, strict=True)
        ]
        node.tags.bind(tag.name, Readings(rows, start_ms).read, None, tag.unit, tag.rights)


def cm(metres: float) -> int:
    return round(metres * 100)


def shape_cm(region: Region) -> tuple[Any, ...]:
    """A region as programs read it from the tag "region/<name>"."""
    if isinstance(region, Circle):
        return "circle", cm(region.x_m), cm(region.y_m), cm(region.radius_m)
    return "polygon", tuple(cm(part) for point in region.points_m for part in point)
