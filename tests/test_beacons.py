"""When a node says that it is here."""

from itertools import pairwise

from runtime.beacons import Beacons, Jitter


def times(beacons, until_ms):
    found = []
    for now_ms in range(until_ms):
        if beacons.fire(now_ms):
            found.append(now_ms)
    return found


def test_beacons_come_about_once_a_period_and_never_in_step():
    ours, theirs = (times(Beacons(1000, seed), 100000) for seed in (b"one", b"two"))
    assert ours[0] <= 250
    gaps = [after - before for before, after in pairwise(ours)]
    assert all(875 <= gap <= 1125 for gap in gaps)
    assert len(set(gaps)) > 20
    assert ours != theirs


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
