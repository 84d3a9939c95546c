"""The virtual bus: who hears whom, and when."""

from sim.bus import VirtualBus
from tests.field import add_node, id8, kinds


def test_only_nodes_in_range_hear_each_other():
    bus = VirtualBus(range_cm=100)
    stations = [add_node(bus, str(n), position_cm=(80 * n, 0)) for n in range(3)]
    bus.run(5000)
    near = [
        {neighbour.id for neighbour in station.live().neighbours.all(5000)} for station in stations
    ]
    ids = [id8(station) for station in stations]
    assert near == [{ids[1]}, {ids[0], ids[2]}, {ids[1]}]


def test_a_node_without_power_hears_nothing_and_boots_in_its_next_epoch():
    bus = VirtualBus()
    a, b = add_node(bus, "a"), add_node(bus, "b")
    bus.run(1000)
    bus.kill(b)
    bus.run(20000)
    assert a.live().neighbours.all(20000) == []
    bus.boot(b)
    bus.run(25000)
    [neighbour] = a.live().neighbours.all(25000)
    assert neighbour.epoch == 2
    assert b.boot_ms == 20000


def test_tables_fill_within_the_first_period():
    bus = VirtualBus()
    for n in range(10):
        add_node(bus, str(n))
    bus.run(1000)
    assert kinds(bus)["neighbour"] == 90
