"""What a smart message weighs: its state at each hop, as its offers say."""

import math
from pathlib import Path

from runtime import wire
from spatial.compiler import compile_file
from tests.spatial_field import BOUNDS, SpatialField

SPRINKLER = Path(__file__).parent.parent / "examples" / "sprinkler" / "water_hottest.py"
MOST_BYTES = 800


def test_the_sprinkler_s_state_is_a_few_hundred_bytes_at_each_hop():
    places = [(700 * (at % 6), 700 * (at // 6)) for at in range(36)]
    tags = {at: {"temperature": 15 + at / 8, "sprinkler": 0} for at in range(36)}
    middle, radius = (2000, 2000), 1800
    regions = {"left-hill": ("circle", *middle, radius)}
    hottest = max(at for at in range(36) if math.dist(places[at], middle) <= radius)
    field = SpatialField(places, range_cm=1100, tags=tags, regions=regions)
    before = len(field.bus.frames)
    field.bus.inject(field.stations[0], compile_file(SPRINKLER).bricks, BOUNDS)
    field.bus.run(600_000, field.ended)
    ((home, report),) = field.events("report")
    assert (home, report["value"]["node"]) == ("0", str(hottest))
    frames = [wire.decode(frame) for _, _, _, frame in field.bus.frames[before:]]
    sizes = [frame.size for frame in frames if isinstance(frame, wire.Offer)]
    print(f"{len(sizes)} hops; bytes of state at each: {sizes}")
    assert len(sizes) >= 20
    assert max(sizes) <= MOST_BYTES
