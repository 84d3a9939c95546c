"""A message gets what it declares and no more, and its end names the bound."""

import pytest

from runtime import wire
from runtime.tagspace.space import TAG_OVERHEAD_BYTES
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks
from tests.field import add_node, assert_nothing_is_held, of, pair, reports

LIBRARY = list(library_bricks().values())

BETWEEN_TWO = """
import node
pad = bytes({pad})
while True:
    try:
        node.migrate(node.neighbours()[0][0])
    except (node.HopError, IndexError):
        node.sleep(500)
"""


def run(source, until_ms=60_000, **bounds):
    bus = VirtualBus()
    station = add_node(bus, "a", pinned=LIBRARY)
    bus.inject(station, compile_source(source).bricks, bounds)
    bus.run(until_ms)
    assert_nothing_is_held(station)
    return bus


def test_more_tags_than_declared_kill():
    source = 'import node\nfor at in range(9):\n    node.create("t%d" % at, bytes(20), 1000)\n'
    (killed,) = of(run(source, tag_bytes=320), "killed")
    assert killed["reason"] == "tag_bytes: 368 are needed, 320 were declared"
    assert of(run(source, tag_bytes=9 * 190), "finished")


def test_a_tag_that_grows_counts_and_one_that_ends_gives_its_bytes_back():
    grows = 'import node\nnode.create("t", b"", 60000)\nnode.write("t", bytes(900))\n'
    (killed,) = of(run(grows, tag_bytes=500), "killed")
    assert killed["reason"].startswith("tag_bytes: ")
    ends = """
import node
for at in range(20):
    node.create("t", bytes(100), 1000)
    if at % 2:
        node.delete("t")
    else:
        node.sleep(1000)
node.report("done")
"""
    assert reports(run(ends, tag_bytes=300)) == ["done"]


def test_who_is_killed_leaves_neither_tags_nor_anything_else():
    bus = VirtualBus()
    station = add_node(bus, "a", pinned=LIBRARY)
    keeper = 'import node\nnode.create("kept", 1, 60000)\n'
    hog = 'import node\nfor at in range(9):\n    node.create(f"t{at}", at, 60000)\n'
    hog += "while True:\n    pass\n"
    bus.inject(station, compile_source(keeper).bricks)
    bus.inject(station, compile_source(hog).bricks, {"gas_visit": 5000})
    bus.run(1000)
    assert len(of(bus, "killed")) == 1
    tags = station.live().tags
    assert [name for name in tags.names(1000) if name[0] in "kt"] == ["kept"]
    assert tags.used_bytes == TAG_OVERHEAD_BYTES + 5 + 1
    assert len(station.live()._tag_bytes) == 1
    assert_nothing_is_held(station)


def test_the_tags_of_another_kill_nobody_who_writes_them():
    bus = VirtualBus()
    station = add_node(bus, "a", pinned=LIBRARY)
    one = 'import node\nnode.create("t", b"", 60000)\nnode.sleep(30000)\n'
    other = 'import node\nnode.write("t", bytes(900))\nnode.report("wrote")\n'
    bus.inject(station, compile_source(one).bricks, {"tag_bytes": 176})
    bus.inject(station, compile_source(other).bricks, {"tag_bytes": 176})
    bus.run(60_000)
    assert reports(bus) == ["wrote"]
    assert not of(bus, "killed")


@pytest.mark.parametrize("pad", [0, 600])
@pytest.mark.parametrize("loss", [0.0, 0.3])
def test_a_message_whose_bytes_on_the_air_are_spent_is_killed(pad, loss):
    bound = 20_000
    bus, a, b = pair(config={"pinned": LIBRARY}, loss=loss, seed=pad)
    began = len(bus.frames)
    bricks = compile_source(BETWEEN_TWO.format(pad=pad)).bricks
    bus.inject(a, bricks, {"air_bytes": bound, "hops": 60_000})
    bus.run(4_000_000, lambda: bool(of(bus, "killed")))
    (killed,) = of(bus, "killed")
    assert killed["reason"].startswith("air_bytes: the bound of ")
    # What both ends sent for its hops, those frames among them that nobody heard; what is repeated
    # when it has started, for the last acknowledgement, nobody can charge.
    frames = [frame for _, _, _, frame in bus.frames[began:]]
    spent = sum(len(frame) for frame in frames if not isinstance(wire.decode(frame), wire.Beacon))
    assert 0.75 * bound < spent < (1.6 if loss else 1.35) * bound, spent
    bus.run(bus.now_ms + 20_000)
    assert_nothing_is_held(a)
    assert_nothing_is_held(b)


def test_a_broadcast_is_paid_for():
    source = "import node\ndef f():\n    while True:\n        if node.broadcast() is not None:\n"
    source += "            return\n        node.sleep(100)\nf()\n"
    bus, a, _ = pair(config={"pinned": LIBRARY})
    began = len(bus.frames)
    bus.inject(a, compile_source(source).bricks, {"air_bytes": 1600})
    bus.run(60_000)
    (killed,) = of(bus, "killed")
    assert killed["reason"] == "air_bytes: the bound of 1600 is spent"
    sent = [frame for _, address, _, frame in bus.frames[began:] if address == a.address]
    spent = [frame for frame in sent if isinstance(wire.decode(frame), wire.Spread | wire.Fragment)]
    assert sum(map(len, spent[:-1])) < 1600 <= sum(map(len, spent))
