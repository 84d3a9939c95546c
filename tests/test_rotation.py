"""Keys that change while a field works, and a stolen board that is left behind."""

import hashlib

import pytest

from runtime import wire
from runtime.air import Air, Key
from runtime.errors import BadFrame
from runtime.rotation import MOST_BYTES, made, wrapped
from sim.bus import VirtualBus
from spatial.signing import public_of, signer
from tests.field import add_node, beacon, of

OLD, NEW = bytes(32), bytes(range(32))
KEEPER, MALLORY = b"k" * 32, b"m" * 32
HEARD_S = 60


def own(name):
    return (b"own key of " + name.encode()).ljust(32, b".")


def id_of(name):
    return hashlib.sha256(name.encode()).digest()[:8]


def all_of(names, numbers):
    return dict.fromkeys(names, numbers)


class Field:
    """Nodes a, b, c, d in a row, each in reach of the next; d is not there from the start."""

    def __init__(self, names="abc", **bus):
        self.bus = VirtualBus(range_cm=1500, **bus)
        self.stations = {}
        for name in names:
            self.add(name)
        self.bus.run(20_000)

    def add(self, name):
        self.stations[name] = add_node(
            self.bus,
            name,
            position_cm=("abcd".index(name) * 1000, 0),
            beacon_ms=1000,
            keys=(Key(1, OLD),),
            own=own(name),
            rotates=public_of(KEEPER),
        )
        return self.stations[name]

    def bulletin(self, to="abcd", revoked=(), private=KEEPER, number=2, secret=NEW):
        owns = [(id_of(name), own(name)) for name in to if name in self.stations]
        return made(
            signer(private),
            number,
            secret,
            HEARD_S,
            [id_of(name) for name in revoked],
            owns,
        )

    def announce(self, data):
        station = self.stations["a"]
        station.live().announce(self.bus.now_ms, data)
        self.bus._after(station)

    def numbers(self):
        return {
            name: [key.number for key in station.live().air.keys]
            for name, station in self.stations.items()
        }

    def run(self, ms):
        self.bus.run(self.bus.now_ms + ms)


def test_a_field_takes_a_new_key_hop_by_hop_and_lets_go_of_the_old():
    field = Field(loss=0.2)
    field.announce(field.bulletin())
    field.run(30_000)
    assert field.numbers() == all_of("abc", [2, 1])
    for station in field.stations.values():
        assert len(station.live().neighbours.all(field.bus.now_ms)) in (1, 2)
    field.run(HEARD_S * 1000)
    assert field.numbers() == all_of("abc", [2])
    assert [fields["number"] for fields in of(field.bus, "rekeyed")] == [2, 2, 2]


def test_it_is_passed_on_once_and_then_there_is_silence():
    field = Field()
    field.announce(field.bulletin())
    field.run(300_000)
    assert of(field.bus, "neighbour")
    late_ms = max(ms for ms, _, _, frame in field.bus.frames if len(frame) > 100)
    assert late_ms < 60_000


def test_who_comes_late_is_told_also_after_the_old_key_is_heard_no_more():
    field = Field()
    d = field.add("d")
    field.bus.kill(d)
    field.announce(field.bulletin())
    field.run(120_000)
    assert field.stations["c"].live().air.keys[0].number == 2
    field.bus.boot(d)  # with the key that it had
    field.run(60_000)
    assert field.numbers() == {"a": [2], "b": [2], "c": [2], "d": [2, 1]}


def test_a_revoked_board_is_not_heard_and_has_none_of_the_new_key():
    field = Field("abcd")
    field.announce(field.bulletin(to="abc", revoked="d"))
    field.run(30_000)
    assert field.numbers() == all_of("abc", [2, 1]) | {"d": [1]}
    c, d = field.stations["c"].live(), field.stations["d"].live()
    assert id_of("d") in c.air.revoked
    assert c.counters["revoked"] > 0
    field.run(200_000)
    assert c.neighbours.get(field.bus.now_ms, d.config.id8) is None
    frames = [
        ms
        for ms, source, _, frame in field.bus.frames
        if len(frame) > 100 and ms > field.bus.now_ms - 100_000
    ]
    assert frames == []  # nobody tells it again and again


def test_what_another_has_signed_changes_nothing():
    field = Field()
    field.announce(field.bulletin(private=MALLORY))
    field.run(30_000)
    assert field.numbers() == all_of("abc", [1])


@pytest.mark.parametrize("number", [0, 1])
def test_an_older_bulletin_changes_nothing(number):
    field = Field()
    field.announce(field.bulletin(number=number))
    field.run(30_000)
    assert field.numbers() == all_of("abc", [1])


def test_a_key_in_a_bulletin_that_is_not_the_one_it_says_is_not_taken():
    field = Field("ab")
    data = made(signer(KEEPER), 2, NEW, 60, [], [(id_of("a"), own("b"))])
    field.announce(data)
    field.run(10_000)
    assert field.numbers() == all_of("ab", [1])


def test_only_the_node_itself_can_read_its_key():
    sealed = wrapped(own("a"), b"node a..", 2, NEW)
    assert wrapped(own("a"), b"node a..", 2, sealed) == NEW
    for other in (
        wrapped(own("b"), b"node a..", 2, sealed),
        wrapped(own("a"), b"node b..", 2, sealed),
        wrapped(own("a"), b"node a..", 3, sealed),
        sealed,
    ):
        assert other != NEW


def test_pieces_that_make_no_bulletin_are_bounded_and_dropped():
    field = Field("ab")
    insider = Air(b"captured", 1, (Key(1, OLD),))
    b = field.stations["b"].live()

    def send(frame):
        b.receive(field.bus.now_ms, b"\7\7", insider.seal(None, frame))

    send(beacon(b"captured"))
    for index in range(60):
        send(wire.Bulletin(b"captured", 1, 2, index, 255, bytes(200)))
    assert b._rotation._assembly._used_bytes <= MOST_BYTES
    send(wire.Bulletin(b"captured", 1, 3, 0, 1, b"\x80"))
    assert b.air.keys[0].number == 1
    with pytest.raises(BadFrame):
        b.announce(0, b"nothing")
