"""A node that more comes to than it can take: it sheds that, and does what it has to do."""

from runtime import wire
from runtime.tagspace import Held
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks
from tests.field import add_node, of, reports
from tests.test_attacks_air import filled

LIBRARY = tuple(library_bricks().values())
GAS_PER_MS = 20

# It works in short turns, and says how long it took.
WORKER = """
import node
began = node.now()
total = 0
for turn in range(2000):
    for at in range(2):
        total += at * turn
    node.sleep(0)
node.report(node.now() - began)
"""

# It reads a sensor each half second.
SENSING = """
import node
for reading in range(20):
    node.report(node.read("runs"))
    node.sleep(500)
"""


def offer(number):
    return wire.encode(
        filled(
            "Offer",
            sender=b"attacker",
            epoch=1,
            hop=number,
            peer=1,
            origin=b"attacker",
            start=number,
            gas_visit=500_000,
            gas_left=10_000_000,
            memory_bytes=16_384,
            hops_left=1000,
            lifetime_ms=600_000,
            state_bound=4096,
            tag_blocks=128,
            air_left=16_384,
            size=40,
            head=bytes(10),
        )
    )


def attacked(source, frames_a_second, frame=offer, until_ms=60_000):
    """A node with a program, and with so many frames from one that is no node of ours."""
    bus = VirtualBus(gas_per_ms=GAS_PER_MS, delay_ms=(1, 1), buffer=32)
    station = add_node(bus, "a", pinned=LIBRARY, runs=Held(7))
    bus.run(1000)
    bus.inject(station, compile_source(source).bricks, {"gas_visit": 2_000_000})
    numbers = iter(range(1, 1 << 30))

    def strike():
        bus.strike(station, b"\xff\xff", frame(next(numbers)))
        bus.at(bus.now_ms + 1000 // frames_a_second, strike)

    if frames_a_second:
        bus.at(1500, strike)
    bus.run(until_ms, lambda: bool(of(bus, "finished")))
    return bus, station.live()


def beacons(bus):
    return sum(to is None for _, _, to, _ in bus.frames)


def took_ms(bus):
    (taken,) = reports(bus)
    return taken


def test_under_a_flood_of_offers_what_was_admitted_takes_at_most_twice_its_time():
    alone, _ = attacked(WORKER, 0)
    flooded, node = attacked(WORKER, 1000)
    print(
        f"alone {took_ms(alone)} ms, under 1,000 offers/s {took_ms(flooded)} ms; "
        f"{node.counters['shed_frames']} of them shed, {node.counters['frames']} looked into"
    )
    assert took_ms(flooded) <= 2 * took_ms(alone)
    assert node.counters["shed_frames"] > 100


def test_a_flood_of_answers_and_of_rubbish_is_shed_as_well():
    alone, _ = attacked(WORKER, 0)
    for frame in (
        lambda number: wire.encode(wire.Started(1, 1, number, 0)),
        lambda number: b"\x01" + bytes(99),
        lambda number: wire.encode(wire.Fragment(1, number, 0, 0, 9, 0, bytes(80))),
    ):
        flooded, node = attacked(WORKER, 1000, frame)
        assert took_ms(flooded) <= 2.2 * took_ms(alone), node.counters


def test_under_a_flood_a_node_beacons_and_senses_as_ever():
    quiet, _ = attacked(SENSING, 0)
    flooded, node = attacked(SENSING, 1000)
    assert reports(flooded) == reports(quiet) == [7] * 20
    last_ms = [bus.events[-1][0] for bus in (quiet, flooded)]
    assert last_ms[1] - last_ms[0] < 1000
    assert beacons(flooded) >= beacons(quiet)
    assert node.counters["frames"] > 1000  # with nothing else to do it looks into what comes


def test_where_nothing_waits_nothing_is_shed():
    _, node = attacked("import node\nnode.sleep(5000)\n", 100)
    assert node.counters["shed_frames"] == 0
