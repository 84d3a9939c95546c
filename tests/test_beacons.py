"""When a node says that it is here."""

from itertools import pairwise

from runtime.beacons import Beacons, Jitter


def times(beacons, until_ms):
    found = []
    for now_ms in range(until_ms):
        if beacons.fire(now_ms):
            found.append(now_ms)
    return found


def test_beacons_with_news_come_about_once_a_period_and_never_in_step():
    def gaps(seed):
        beacons = Beacons(1000, seed)
        found = []
        for news in range(100):
            found.append(beacons.due_ms)
            assert beacons.fire(beacons.due_ms, news)
            assert beacons.period_ms == 1000
        assert found[0] <= 250
        return [after - before for before, after in pairwise(found)]

    ours, theirs = gaps(b"one"), gaps(b"two")
    assert all(875 <= gap <= 1125 for gap in ours)
    assert len(set(ours)) > 20
    assert ours != theirs


def test_where_nothing_is_new_the_period_doubles_up_to_eight_times():
    found = times(Beacons(1000, b"one"), 60000)
    wanted = [1000, 2000, 4000, 8000, 8000]
    for gap, period_ms in zip([b - a for a, b in pairwise(found)], wanted, strict=False):
        assert period_ms * 7 // 8 <= gap <= period_ms * 9 // 8


def test_news_bring_the_shortest_period_back():
    beacons = Beacons(1000, b"x")
    while beacons.period_ms < 8000:
        beacons.fire(beacons.due_ms)
    now_ms = beacons.due_ms - 4000
    beacons.hurry(now_ms)
    assert beacons.due_ms == now_ms + 1000
    assert beacons.fire(now_ms + 1000, 1)
    assert beacons.period_ms == 1000


def test_the_same_seed_gives_the_same_times():
    assert times(Beacons(1000, b"x"), 9000) == times(Beacons(1000, b"x"), 9000)


def test_strangers_draw_one_early_beacon_and_no_more():
    beacons = Beacons(1000, b"x")
    first_ms = times(beacons, 300)[0]
    for _ in range(10):
        beacons.draw(first_ms)
    assert beacons.due_ms <= first_ms + 125
    assert beacons.fire(beacons.due_ms)
    assert beacons.due_ms >= first_ms + 875


def test_no_period_is_no_beacons():
    beacons = Beacons(0, b"x")
    beacons.draw(0)
    assert beacons.due_ms is None
    assert not beacons.fire(10**9)


def test_jitter_covers_its_range_evenly():
    jitter = Jitter(b"seed")
    counts = [0] * 10
    for _ in range(10000):
        counts[jitter.below(10)] += 1
    assert all(850 < count < 1150 for count in counts)
