"""Who is near, and for how long."""

from runtime.neighbours import KNOWN, NEW, NO_ROOM, REBOOTED, Neighbours
from runtime.wire import Beacon


def beacon(name, epoch=1, x_cm=0, period_ms=1000):
    return Beacon(name * 8, epoch, x_cm, 0, period_ms)


def ids(table, now_ms):
    return [neighbour.id[:1] for neighbour in table.all(now_ms)]


def test_a_neighbour_lasts_three_and_a_half_of_its_periods():
    table = Neighbours()
    assert table.hear(0, b"1", beacon(b"a")) == NEW
    assert ids(table, 3499) == [b"a"]
    assert table.touch(3500, b"1") is None
    assert ids(table, 3500) == []


def test_any_frame_of_its_address_keeps_a_neighbour():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a"))
    assert table.touch(3000, b"1").id == b"a" * 8
    assert ids(table, 6000) == [b"a"]


def test_the_list_is_sorted_by_id():
    table = Neighbours()
    for name in (b"c", b"a", b"b"):
        table.hear(0, name, beacon(name))
    assert ids(table, 1) == [b"a", b"b", b"c"]


def test_a_full_table_turns_strangers_away_until_one_is_gone():
    table = Neighbours(2)
    table.hear(0, b"1", beacon(b"a"))
    table.hear(1000, b"2", beacon(b"b"))
    assert table.hear(1000, b"3", beacon(b"c")) == NO_ROOM
    assert table.hear(3500, b"3", beacon(b"c")) == NEW
    assert ids(table, 3500) == [b"b", b"c"]


def test_a_new_boot_is_news_and_a_late_beacon_of_the_old_one_is_not():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a", 1))
    assert table.hear(10, b"2", beacon(b"a", 2, x_cm=5)) == REBOOTED
    assert table.hear(20, b"1", beacon(b"a", 1)) == KNOWN
    neighbour = table.get(20, b"a" * 8)
    assert (neighbour.address, neighbour.epoch, neighbour.x_cm) == (b"2", 2, 5)


def test_a_node_that_takes_over_an_address_has_it():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a"))
    table.hear(0, b"1", beacon(b"b"))
    table.forget(b"a" * 8)
    assert table.touch(1, b"1").id == b"b" * 8


def test_a_stated_period_is_believed_within_bounds():
    table = Neighbours()
    table.hear(0, b"1", beacon(b"a", period_ms=0))
    table.hear(0, b"2", beacon(b"b", period_ms=0xFFFFFFFF))
    assert ids(table, 349) == [b"a", b"b"]
    assert ids(table, 350) == [b"b"]
    assert ids(table, 2100000) == []
