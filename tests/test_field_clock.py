"""The field's time, from a gateway to everywhere."""

from runtime.field_clock import FieldClock
from sim.bus import VirtualBus
from tests.field import add_node

EPOCH_MS = 1_700_000_000_000


def line(count, **options):
    bus = VirtualBus(range_cm=1100, **options)
    return bus, [add_node(bus, str(at), position_cm=(1000 * at, 0)) for at in range(count)]


def shown(bus, stations):
    """By how much each clock is behind the gateway's, in ms, or None."""
    found = []
    for station in stations:
        at_ms = station.live().clock.read(bus.now_ms - station.boot_ms)
        found.append(None if at_ms is None else EPOCH_MS + bus.now_ms - at_ms)
    return found


def test_time_spreads_hop_by_hop_and_each_costs_the_delay_of_its_frame():
    bus, stations = line(6, delay_ms=(2, 8))
    bus.run(10000)
    assert shown(bus, stations) == [None] * 6
    stations[0].live().clock.set(bus.now_ms, EPOCH_MS + bus.now_ms)
    bus.run(120000)
    for hops, behind_ms in enumerate(shown(bus, stations)):
        assert 2 * hops <= behind_ms <= 8 * hops


def test_a_program_reads_the_clock_as_a_tag():
    bus, (a, b) = line(2)
    a.live().clock.set(0, EPOCH_MS)
    bus.run(40000)
    behind_ms = EPOCH_MS + bus.now_ms - b.live().tags.read(bus.now_ms, "clock")
    assert 2 <= behind_ms <= 8


def test_a_clock_whose_gateway_is_gone_goes_on_until_it_is_back():
    bus, (a, b, c) = line(3)
    a.live().clock.set(0, EPOCH_MS)
    bus.run(60000)
    bus.kill(a)
    before_ms = shown(bus, [b, c])
    bus.run(400000)
    assert shown(bus, [b, c]) == before_ms
    bus.boot(a)
    a.live().clock.set(0, EPOCH_MS + bus.now_ms + 5000)
    bus.run(500000)
    assert all(-5000 < behind_ms < -4900 for behind_ms in shown(bus, [b, c]))


def test_newer_time_counts_and_a_gateway_has_its_own():
    clock = FieldClock()
    clock.hear(0, 0xFFFF, 0)
    assert (clock.read(5), clock.age_s(5)) == (None, 0xFFFF)
    clock.hear(0, 30, 100_000)
    assert (clock.read(5), clock.age_s(1), clock.age_s(1001)) == (100_005, 31, 32)
    clock.hear(5, 31, 90_000)
    assert clock.read(5) == 100_005
    clock.hear(5, 4, 90_000)
    assert (clock.read(5), clock.age_s(5)) == (90_000, 4)
    clock.set(5, 7)
    clock.hear(6, 0, 10**9)
    assert (clock.read(6), clock.age_s(10**6)) == (8, 0)
    old = FieldClock()
    old.hear(0, 0xFFFE, 10**9)
    assert (old.age_s(10**7), old.read(1)) == (0xFFFF, 10**9 + 1)
