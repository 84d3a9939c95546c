"""What a smart message weighs: its state at each hop, as its offers say."""

import math
from itertools import pairwise
from pathlib import Path

import pytest

from runtime import wire
from spatial.compiler import compile_file
from tests.spatial_field import BOUNDS, SpatialField

SPRINKLER = Path(__file__).parent.parent / "examples" / "sprinkler" / "water_hottest.py"
EMPTY_TABLE_BYTES = 120
MOST_BYTES = 400
KEY_BYTES = 4
SIDE = 6


def toured(thermometers):
    """(bytes of state at each hop, those of them before the first find), over a grid of nodes."""
    places = [(700 * (at % SIDE), 700 * (at // SIDE)) for at in range(SIDE * SIDE)]
    tags = {at: {"temperature": 15 + at / 8, "sprinkler": 0} for at in thermometers}
    middle, radius = (2000, 2000), 1800
    regions = {"left-hill": ("circle", *middle, radius)}
    inside = {at for at in thermometers if math.dist(places[at], middle) <= radius}
    field = SpatialField(places, range_cm=1100, tags=tags, regions=regions)
    before = len(field.bus.frames)
    field.bus.inject(field.stations[0], compile_file(SPRINKLER).bricks, BOUNDS)
    field.bus.run(600_000, field.ended)
    ((home, report),) = field.events("report")
    assert (home, report["value"]["node"]) == ("0", str(max(inside)))
    frames = [wire.decode(frame) for _, _, _, frame in field.bus.frames[before:]]
    sizes = [frame.size for frame in frames if isinstance(frame, wire.Offer)]
    assert sizes == [event["state_bytes"] for _, event in field.events("arrived")]
    met = [int(name) for name in field.visited()]
    found = min(hop for hop, at in enumerate(met) if at in inside)
    return sizes, sizes[: found + 1]


def test_the_sprinkler_s_state_is_a_few_hundred_bytes_at_each_hop():
    sizes, _ = toured(range(SIDE * SIDE))
    print(f"{len(sizes)} hops; bytes of state at each: {sizes}")
    assert len(sizes) >= 20
    assert max(sizes) <= MOST_BYTES


@pytest.mark.parametrize("thermometers", [{10}, {16}, {16, 28}, {8, 21, 25}])
def test_while_nothing_is_found_the_sprinkler_s_state_is_at_most_120_bytes(thermometers):
    sizes, empty = toured(thermometers)
    print(f"bytes of state before the first find: {empty}; after: {sizes[len(empty):]}")
    assert len(empty) >= 3
    assert max(empty) <= EMPTY_TABLE_BYTES


def test_each_node_searched_in_vain_adds_no_more_than_its_key():
    _, empty = toured({22})
    search = empty[2:]
    assert len(search) >= 10
    assert max(more - less for less, more in pairwise(search)) <= KEY_BYTES + 1
