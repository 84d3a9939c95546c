"""Who is near, and for how long."""

from runtime.neighbours import KNOWN, NEW, NO_ROOM, REBOOTED, Neighbours
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks
from tests.field import add_node, beacon, id8


def ids(table, now_ms):
    return [neighbour.id[:1] for neighbour in table.all(now_ms)]


def test_a_neighbour_lasts_three_and_a_half_of_its_periods():
    table = Neighbours()
    assert table.hear(0, b"1", beacon(b"a" * 8)) == NEW
    assert ids(table, 3499) == [b"a"]
    assert table.touch(3500, b"1") is None
    assert ids(table, 3500) == []


def test_any_frame_of_its_address_keeps_a_neighbour():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8))
    assert table.touch(3000, b"1").id == b"a" * 8
    assert ids(table, 6000) == [b"a"]


def test_the_list_is_sorted_by_id():
    table = Neighbours()
    for name in (b"c", b"a", b"b"):
        table.hear(0, name, beacon(name * 8))
    assert ids(table, 1) == [b"a", b"b", b"c"]


def test_a_full_table_turns_strangers_away_until_one_is_gone():
    table = Neighbours(2)
    table.hear(0, b"1", beacon(b"a" * 8))
    table.hear(1000, b"2", beacon(b"b" * 8))
    assert table.hear(1000, b"3", beacon(b"c" * 8)) == NO_ROOM
    assert table.hear(3500, b"3", beacon(b"c" * 8)) == NEW
    assert ids(table, 3500) == [b"b", b"c"]


def test_a_new_boot_is_news_and_a_late_beacon_of_the_old_one_is_not():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8, 1))
    assert table.hear(10, b"2", beacon(b"a" * 8, 2, x_cm=5)) == REBOOTED
    assert table.hear(20, b"1", beacon(b"a" * 8, 1)) == KNOWN
    neighbour = table.get(20, b"a" * 8)
    assert (neighbour.address, neighbour.epoch, neighbour.x_cm) == (b"2", 2, 5)


def test_a_node_that_takes_over_an_address_has_it():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8))
    table.hear(0, b"1", beacon(b"b" * 8))
    table.forget(b"a" * 8)
    assert table.touch(1, b"1").id == b"b" * 8


def test_a_stated_period_is_believed_within_bounds():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8, period_ms=0))
    table.hear(0, b"2", beacon(b"b" * 8, period_ms=0xFFFFFFFF))
    assert ids(table, 349) == [b"a", b"b"]
    assert ids(table, 350) == [b"b"]
    assert ids(table, 2100000) == []


def test_quality_is_the_share_of_the_beacons_that_come_through():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8, serial=250))
    for serial in range(251, 351):
        table.hear(0, b"1", beacon(b"a" * 8, serial=serial & 0xFF))
    assert table.get(0, b"a" * 8).quality == 255
    for serial in range(351, 451, 2):
        table.hear(0, b"1", beacon(b"a" * 8, serial=serial & 0xFF))
    assert 110 < table.get(0, b"a" * 8).quality < 150


def test_who_is_hardly_heard_is_not_told_of():
    table = Neighbours()
    for serial in (0, 6, 12):
        table.hear(0, b"1", beacon(b"a" * 8, serial=serial))
    table.hear(0, b"2", beacon(b"b" * 8))
    assert table.heard_well(0, 9) == (1, b"bb")


def test_a_list_that_does_not_fit_a_beacon_comes_in_turns_and_is_kept_whole():
    teller, listener = Neighbours(node_id=b"t" * 8), Neighbours()
    names = b"abcdefg"
    for name in names:
        teller.hear(0, bytes((name,)), beacon(bytes((name,)) * 8))
        listener.hear(0, bytes((name,)), beacon(bytes((name,)) * 8))
    for serial in range(3):
        degree, heard = teller.heard_well(0, 3)
        assert (degree, len(heard)) == (7, 6)
        told = beacon(b"t" * 8, serial=serial, degree=degree, heard=heard)
        listener.hear(0, b"t", told)
    for name in names:
        assert listener.hears(0, b"t" * 8, bytes((name,)) * 8)
    degree, heard = 2, b"aabb"
    listener.hear(0, b"t", beacon(b"t" * 8, serial=3, degree=degree, heard=heard))
    assert listener.hears(0, b"t" * 8, b"a" * 8)
    assert not listener.hears(0, b"t" * 8, b"g" * 8)


def test_a_short_id_is_found_whole_and_not_across_two():
    table = Neighbours(node_id=b"ab" * 4)
    table.hear(0, b"1", beacon(b"c" * 8, degree=2, heard=b"xaby"))
    assert table.both_ways(0) == []
    table.hear(0, b"1", beacon(b"c" * 8, degree=2, heard=b"xyab"))
    assert [near.id for near in table.both_ways(0)] == [b"c" * 8]


def test_what_is_not_known_here_is_heard_by_nobody():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a" * 8, degree=1, heard=b"zz"))
    assert not table.hears(0, b"a" * 8, b"z" * 8)
    assert not table.hears(0, b"z" * 8, b"a" * 8)


def node_ids(*tails):
    return [bytes((65 + at,)) * 6 + tail for at, tail in enumerate(tails)]


def settled(ids, range_cm, until_ms=20000, **options):
    """Nodes a step of 10 m apart in a row, with these ids, after their first beacons."""
    bus = VirtualBus(range_cm=range_cm, **options)
    for at, node_id in enumerate(ids):
        add_node(bus, str(at), position_cm=(1000 * at, 0), id8=node_id)
    bus.run(until_ms)
    return bus, [station.live() for station in bus.stations]


def test_two_in_reach_of_a_third_do_not_keep_one_short_id():
    for range_cm in (1100, 2100):
        bus, nodes = settled(node_ids(b"same"[:2], b"on", b"sa", b"tw"), range_cm)
        shorts = [node.neighbours.short for node in nodes]
        assert len(set(shorts)) == 4, shorts
        assert shorts[0] == b"sa"
        middle = nodes[1]
        assert middle.neighbours.hears(bus.now_ms, nodes[2].config.id8, middle.config.id8)
        assert [n.id for n in middle.neighbours.both_ways(bus.now_ms)] == [
            node.config.id8
            for at, node in enumerate(nodes)
            if at != 1 and abs(at - 1) * 1000 < range_cm
        ]


def test_a_link_that_carries_one_way_makes_no_neighbour_of_programs():
    bus = VirtualBus()
    a, b, c = (add_node(bus, name) for name in "abc")
    bus.cut = lambda source, to, frame: (source, to) == (a.address, b.address)
    bus.run(10000)
    near = {name: station.live().neighbours for name, station in zip("abc", (a, b, c), strict=True)}
    assert id8(b) not in [n.id for n in near["a"].both_ways(bus.now_ms)]
    assert id8(b) in [n.id for n in near["a"].all(bus.now_ms)]
    assert id8(a) not in [n.id for n in near["b"].all(bus.now_ms)]
    assert near["c"].hears(bus.now_ms, id8(a), id8(b))
    assert not near["c"].hears(bus.now_ms, id8(b), id8(a))


def test_neighbours_are_a_tag_and_so_is_the_clock():
    bus, nodes = settled(node_ids(b"12", b"34"), 1100)
    rows = nodes[0].tags.read(bus.now_ms, "neighbours")
    assert [row[:3] for row in rows] == [(nodes[1].config.id8, 1000, 0)]
    assert 96 < rows[0][3] <= 255
    assert nodes[0].tags.names(bus.now_ms, "clock") == ["clock"]


def test_as_many_neighbours_as_there_can_be_fit_the_tag():
    bus = VirtualBus()
    for at in range(33):
        add_node(bus, str(at), 250, position_cm=(10**9 - at, -(10**9)))
    bus.run(20000)
    assert len(bus.stations[0].live().tags.read(bus.now_ms, "neighbours")) == 32


def test_beacons_keep_to_the_least_frame_with_all_neighbours_and_a_clock():
    bus = VirtualBus()
    for at in range(33):
        add_node(bus, str(at), 100, position_cm=(10**9 + at, -(10**9)))
    bus.stations[0].live().clock.set(0, 1 << 47)
    bus.run(60000)
    for station in bus.stations:
        near = station.live().neighbours
        assert len(near.both_ways(bus.now_ms)) == 32
    assert max(len(frame) for _, _, _, frame in bus.frames) <= 100


def test_neighbours_are_told_of_a_load_that_stays():
    bus = VirtualBus()
    nodes = [add_node(bus, name, 250, pinned=tuple(library_bricks().values())) for name in "ab"]
    bus.run(60_000)
    (idle,) = nodes[1].live().tags.read(bus.now_ms, "loads")
    assert idle[0] == nodes[0].live().config.id8
    bus.inject(nodes[0], compile_source("import node\nnode.sleep(20000)\n").bricks)
    bus.run(bus.now_ms + 4000)
    (loaded,) = nodes[1].live().tags.read(bus.now_ms, "loads")
    # A third of the memory: 2 ** (8 / 3) times the price, and two steps double it.
    assert 4 <= loaded[1] - idle[1] <= 6
    assert nodes[0].live().tags.read(bus.now_ms, "load") > 0
    bus.run(bus.now_ms + 24_000)
    assert nodes[1].live().tags.read(bus.now_ms, "loads") == (idle,)


def test_whoever_sends_a_message_there_knows_the_load_at_once():
    bus = VirtualBus()
    nodes = [add_node(bus, name, 250, pinned=tuple(library_bricks().values())) for name in "ab"]
    bus.run(60_000)
    source = "import node\nnode.migrate(node.neighbours()[0][0])\nnode.sleep(20000)\n"
    ((_, before),) = nodes[0].live().tags.read(bus.now_ms, "loads")
    bus.inject(nodes[0], compile_source(source).bricks)
    bus.run(bus.now_ms + 900)
    ((_, after),) = nodes[0].live().tags.read(bus.now_ms, "loads")
    assert 4 <= after - before <= 6


def test_a_message_that_passes_costs_no_beacon():
    def beacons(source):
        bus = VirtualBus()
        nodes = [add_node(bus, name, 250, pinned=tuple(library_bricks().values())) for name in "ab"]
        bus.run(60_000)
        if source:
            bus.inject(nodes[0], compile_source(source).bricks)
        bus.run(90_000)
        return [frame for _, _, to, frame in bus.frames if to is None]

    assert beacons("import node\nnode.sleep(300)\n") == beacons("")
