"""Raw attacks on a keyed field: bytes at a node's antenna, and what becomes of them.

A row of ATTACKS is a name, a function from a `Scene` to the frames of the attacker, and the counter
of the node that says what was done with each of them. Whatever is sent, no message starts, no
neighbour is believed, nothing is answered, and a true frame is taken in afterwards as ever.
"""

import random

import pytest

from runtime import cbor, wire
from runtime.air import SENDERS, TAG_BYTES, Air, Key
from runtime.errors import DecodeError
from runtime.node import Node, NodeConfig
from spatial.compiler import compile_source
from tests.field import beacon

KEY = Key(1, b"a network key known to the tests")
FRIEND = b"friend!!"
NODE = b"the node"
OTHER = b"another!"
FAR = b"\0\1"
EVE = b"\6\6"


BOUNDS = {
    "gas_visit": 10000,
    "gas_left": 10000,
    "memory_bytes": 4096,
    "hops_left": 5,
    "lifetime_ms": 60000,
    "state_bound": 4096,
}


def filled(kind, **known):
    """A frame with what is known of it, and elsewhere the least that a field may hold."""
    for name, _, fields in wire.TABLE:
        if name == kind:
            for field in fields.split(" "):
                called, _, of = field.partition(":")
                holds, least, _ = wire.KINDS[of]
                known.setdefault(called, least if holds is int else bytes(least))
    return getattr(wire, kind)(**known)


class Scene:
    """A node at work, a friend that it knows, and what an attacker may have recorded."""

    def __init__(self, **config):
        self.node = Node(
            NodeConfig("node", id8=NODE, boot_epoch=5, keys=(KEY,), beacon_ms=0, **config), 250
        )
        self.friend = Air(FRIEND, 3, (KEY,))
        self.events = []
        self.node.on_event = lambda now_ms, kind, fields: self.events.append(kind)
        program = compile_source("import node\nnode.sleep(1000)\n")
        self.node.inject(0, program.bricks)
        self.node.advance(0)
        self.own = self.sealed_by_node(None, self.node._beacon(0, 0, b""))
        self.friend.open(FAR, self.own)
        self.recorded = self.friend.seal(None, self.beacon())
        self.node.receive(0, FAR, self.recorded)
        assert self.known() == [FRIEND]
        self.events.clear()

    def sealed_by_node(self, address, frame):
        self.node.send(address, frame)
        [(_, data)] = self.node.take_sends()
        return data

    def known(self):
        return [neighbour.id for neighbour in self.node.neighbours.all(0)]

    def beacon(self, node_id=FRIEND, epoch=3):
        return beacon(node_id, epoch)

    def offer(self, sender=FRIEND, peer=5, hop=1):
        """An offer that the node would start at once: it has the code, and all is in the frame."""
        [message] = self.node.messages
        state = message.execution.capture()
        root = message.identity[0]
        return filled(
            "Offer",
            sender=sender,
            epoch=3,
            hop=hop,
            peer=peer,
            root=root,
            origin=sender,
            start_epoch=3,
            start=1,
            **BOUNDS,
            size=len(state),
            head=state,
        )

    def spread(self):
        offer = self.offer()
        return filled(
            "Spread",
            sender=FRIEND,
            epoch=3,
            hop=1,
            root=offer.root,
            start=1,
            visit_blocks=10000 >> 8,
            gas_blocks=10000 >> 8,
            memory_blocks=16,
            hops_left=5,
            life_blocks=60000 >> 6,
            state_blocks=16,
            state=offer.head,
        )

    def sealed(self, frame, to=FAR):
        return self.friend.seal(to, frame)


def changed(data, at, by=1):
    out = bytearray(data)
    out[at] ^= by
    return bytes(out)


def by(sender, epoch=3, key=KEY, told=None):
    """The air of somebody else; `told` has it know the node."""
    air = Air(sender, epoch, (key,))
    if told is not None:
        air.open(FAR, told)
    return air


def every_bit(scene):
    data = scene.sealed(scene.offer())
    return [changed(data, at, 1 << bit) for at in range(len(data)) for bit in range(8)]


def every_end(scene):
    data = scene.sealed(scene.offer())
    return [data[:end] for end in range(len(data))] + [data + b"\0", data + data]


def at_random(scene):
    chance = random.Random(5)
    return [chance.randbytes(chance.randrange(120)) for _ in range(500)]


def twice(scene):
    data = scene.sealed(scene.beacon())
    scene.node.receive(0, FAR, data)
    return [data, data]


def out_of_the_window(scene):
    held_back = scene.sealed(scene.beacon(), None)
    for _ in range(64):
        scene.node.receive(0, FAR, scene.sealed(scene.beacon(), None))
    return [held_back]


def of_an_earlier_boot(scene):
    recorded = scene.sealed(scene.offer())
    later = by(FRIEND, epoch=4)
    scene.node.receive(0, FAR, later.seal(None, scene.beacon(epoch=4)))
    return [recorded]


def readdressed(scene):
    other = Node(NodeConfig("other", id8=OTHER, boot_epoch=5, keys=(KEY,)), 250)
    other.advance(1000)
    scene.friend.open(b"\0\2", other.take_sends()[0][1])
    return [scene.sealed(scene.offer(), b"\0\2")]


def spliced(scene):
    """The head of one fragment with the data of another, and the tag of either."""
    one, two = [
        scene.sealed(wire.Fragment(3, 1, 0, index, 2, 0, bytes([index]) * 30)) for index in (0, 1)
    ]
    cut = len(one) - TAG_BYTES - 30
    return [
        one[:cut] + two[cut:-TAG_BYTES] + one[-TAG_BYTES:],
        one[:cut] + two[cut:],
        one[:-TAG_BYTES] + two[-TAG_BYTES:],
    ]


def deep(scene):
    return [
        b"\x91" * 200,
        wire.encode(scene.beacon())[:1] + b"\x81" * 200,
        changed(scene.own, 0, 0x40)[:12] + b"\x81" * 100 + bytes(8),
    ]


def another_key(number):
    def frames(scene):
        stranger = by(OTHER, key=Key(number, bytes(range(32))))
        return [stranger.seal(None, scene.beacon(OTHER)), stranger.seal(None, scene.spread())]

    return frames


ATTACKS = (
    ("bytes at random", at_random, "forged"),
    (
        "a frame of an open field",
        lambda s: [wire.encode(s.beacon()), wire.encode(s.offer())],
        "forged",
    ),
    ("an empty frame", lambda s: [b""], "forged"),
    ("a frame of nothing but flags and a tag", lambda s: [b"\xa1" + bytes(20)], "forged"),
    ("an offer with any one bit changed", every_bit, "forged"),
    ("an offer cut anywhere, or with more behind it", every_end, "forged"),
    ("a beacon under another key of the same number", another_key(1), "forged"),
    ("a beacon under a key of another number", another_key(2), "forged"),
    (
        "a frame in the friend's name, its id put in another's frame",
        lambda s: [(d := by(OTHER).seal(None, s.beacon(OTHER)))[:1] + FRIEND + d[9:]],
        "forged",
    ),
    (
        "a forged identity: another sender's offer with the origin changed",
        lambda s: [s.sealed(s.offer()).replace(FRIEND, OTHER)],
        "forged",
    ),
    ("fragments spliced from two", spliced, "forged"),
    (
        "an answer from an address where nobody was heard",
        lambda s: [("from", EVE, s.sealed(wire.Never(3, 5, 1)))],
        "forged",
    ),
    ("deep CBOR, which nobody reads", deep, "forged"),
    ("an offer to one node, sent to another", readdressed, "forged"),
    ("a beacon heard before", lambda s: [s.recorded, s.recorded], "replayed"),
    ("a frame twice, and again", twice, "replayed"),
    ("a frame held back for 64 others", out_of_the_window, "replayed"),
    ("an offer of an earlier boot of its sender", of_an_earlier_boot, "replayed"),
    ("the node's own beacon, thrown back", lambda s: [s.own], "replayed"),
)


@pytest.mark.parametrize(
    ("frames", "counter"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS]
)
def test_what_a_stranger_sends_is_dropped_unread_and_counted(monkeypatch, frames, counter):
    scene = Scene()
    sent = frames(scene)
    before = scene.node.counters.get(counter, 0)
    scene.node.take_sends()
    scene.events.clear()
    read = []
    monkeypatch.setattr(cbor.Reader, "item", lambda *args: read.append(args))
    for frame in sent:
        source, data = (FAR, frame) if isinstance(frame, bytes) else frame[1:]
        scene.node.receive(0, source, data)
    monkeypatch.undo()
    assert scene.node.counters[counter] - before == len(sent)
    if counter == "forged":
        assert read == []
    assert set(scene.events) == {"dropped"}
    assert scene.node.take_sends() == []
    assert len(scene.node.messages) == 1
    assert scene.known() == [FRIEND]
    again = by(FRIEND, epoch=9, told=scene.own)
    scene.node.receive(0, FAR, again.seal(None, scene.beacon(epoch=9)))
    scene.node.receive(0, FAR, again.seal(FAR, scene.offer()._replace(epoch=9)))
    assert scene.events[-1] == "arrived"


def test_frames_may_overtake_each_other():
    scene = Scene()
    frames = [scene.sealed(scene.beacon()) for _ in range(64)]
    random.Random(3).shuffle(frames)
    for data in frames:
        scene.node.receive(0, FAR, data)
    assert "replayed" not in scene.node.counters
    for data in frames:
        scene.node.receive(0, FAR, data)
    assert scene.node.counters["replayed"] == 64


def test_what_a_holder_of_the_key_sends_is_still_checked_as_any_frame():
    """An insider's nonsense under a true tag."""
    scene = Scene()
    head = bytes([0x80 | 0x20 | 0x10 | 0x08 | wire.VERSION]) + FRIEND + cbor.encode(3)
    counter = 100
    bodies = [
        b"",
        b"\xff",
        b"\x81" * 200,
        cbor.encode([99]),
        cbor.encode([1, 2]),
        cbor.encode([3, 5, 1, 0, b"", b""]),
        cbor.encode(["x"]),
    ]
    for body in bodies:
        counter += 1
        data = head + cbor.encode(counter) + body
        scene.node.receive(0, FAR, data + KEY.tag(data, b"", b""))
    assert scene.node.counters["bad_frames"] == len(bodies)
    assert set(scene.events) == {"dropped"}


def test_a_revoked_node_is_not_heard():
    scene = Scene(revoked=(OTHER,))
    stolen = by(OTHER)
    scene.node.receive(0, EVE, stolen.seal(None, scene.beacon(OTHER)))
    assert scene.node.counters["revoked"] == 1
    assert scene.known() == [FRIEND]


def test_of_two_keys_both_are_heard_and_the_newest_is_sent_with():
    old, new = KEY, Key(2, bytes(32))
    both = Air(NODE, 1, (new, old))
    one = Air(FRIEND, 1, (old,))
    assert isinstance(both.open(FAR, one.seal(None, beacon(FRIEND))), wire.Beacon)
    assert both.late
    sealed = both.seal(None, beacon(NODE))
    with pytest.raises(DecodeError):
        one.open(FAR, sealed)
    one.use(new)
    assert isinstance(one.open(FAR, sealed), wire.Beacon)
    both.retire()
    with pytest.raises(DecodeError):
        both.open(FAR, Air(OTHER, 1, (old,)).seal(None, beacon(OTHER)))


def test_a_new_boot_is_heard_from_its_first_frame():
    scene = Scene()
    for _ in range(5):
        scene.node.receive(0, FAR, scene.sealed(scene.beacon()))
    rebooted = by(FRIEND, epoch=4)
    scene.node.receive(0, FAR, rebooted.seal(None, scene.beacon(epoch=4)))
    assert scene.node.counters.get("replayed", 0) == 0
    assert scene.node.neighbours.get(0, FRIEND).epoch == 4


def test_no_counter_is_used_twice_and_none_beyond_the_last():
    air = by(FRIEND)
    air._counter = 0xFFFFFFFF - 1
    assert air.seal(None, beacon(FRIEND, 3)) is not None
    assert air.seal(None, beacon(FRIEND, 3)) is None


def test_senders_are_bounded_and_the_silent_make_room():
    scene = Scene()
    for n in range(2 * SENDERS):
        sender = n.to_bytes(8, "big")
        scene.node.receive(n, bytes([n]), by(sender).seal(None, scene.beacon(sender)))
    assert scene.node.air.count() == SENDERS
    assert len(scene.node.air._by_address) <= SENDERS
    assert scene.node.counters["crowded"] == SENDERS + 1
    scene.node.receive(40_000, EVE, by(OTHER).seal(None, scene.beacon(OTHER)))
    assert scene.node.counters["crowded"] == SENDERS + 1
    assert scene.node.air.count() == SENDERS


def test_a_sender_has_one_address():
    scene = Scene()
    for n in range(50):
        scene.node.receive(0, bytes([n, n]), scene.sealed(scene.beacon(), None))
    assert len(scene.node.air._by_address) == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_every_frame_comes_out_as_it_went_in(hidden):
    pytest.importorskip("cryptography")
    here, there = Air(NODE, 5, (KEY,), hidden), Air(FRIEND, 3, (KEY,), hidden)
    here.open(FAR, there.seal(None, beacon(FRIEND, 3)))
    there.open(EVE, here.seal(None, beacon(NODE, 5)))
    frames = [
        wire.Want(5, 3, 70000, 0, b"", b"\1"),
        wire.Fragment(5, 1, 0, 2, 9, 1, b"a secret of the state" * 5),
        wire.Never(5, 3, 1),
        wire.Refused(5, 3, 1, "memory", 5, 4, 1000),
        wire.Query(NODE, 5, 1, 1),
    ]
    for frame in frames:
        data = here.seal(FAR, frame)
        assert there.open(EVE, data) == frame
        added = len(data) - len(wire.encode(frame))
        assert 0 < added <= 13
        assert (b"a secret" in data) == (b"a secret" in wire.encode(frame) and not hidden)


def test_one_stream_of_the_cipher_is_never_used_twice():
    pytest.importorskip("cryptography")
    air = Air(NODE, 5, (KEY,), True)
    plain = filled("Beacon", id=NODE, heard=bytes(64))
    assert len({air.seal(None, plain)[-60:-TAG_BYTES] for _ in range(100)}) == 100
