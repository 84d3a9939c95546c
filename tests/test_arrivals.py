"""A hop seen from where it goes: frames in, frames out."""

import pytest

import runtime.arrivals
from runtime import wire
from runtime.node import Node, NodeConfig
from tests.field import scripted
from tests.script_vm import load_brick, script

SENDER = b"sender.."
PROGRAM = script(("sleep", 100000))
ROOT = load_brick(PROGRAM).name
STATE = b"\x82\x00\x40"  # of the script machine: step 0, nothing padded


@pytest.fixture(autouse=True)
def _scripts(monkeypatch):
    scripted(monkeypatch)


@pytest.fixture
def node():
    return Node(NodeConfig("n", beacon_ms=0, boot_epoch=5, idle_ms=1000), 116, [PROGRAM])


def offer(hop, back=0, sender=SENDER, epoch=1, peer=5, root=ROOT, **changes):
    fields = {
        "sender": sender,
        "epoch": epoch,
        "hop": hop,
        "back": back,
        "peer": peer,
        "root": root,
        "origin": b"origin..",
        "start_epoch": 1,
        "start": 1,
        "copy": 0,
        "home": b"",
        "home_x_cm": 0,
        "home_y_cm": 0,
        "seed": 0,
        "gas_visit": 1000,
        "gas_left": 1000,
        "memory_bytes": 1000,
        "hops_left": 5,
        "lifetime_ms": 5000,
        "state_bound": 500,
        "tag_blocks": 10,
        "air_left": 1000,
        "size": len(STATE),
        "head": STATE,
    }
    fields.update(changes)
    return wire.Offer(**fields)


def answers(node, frame, now_ms=0, source=b"s"):
    """What is answered; of `Started` whatever load it tells."""
    node.receive(now_ms, source, wire.encode(frame))
    sends = node.take_sends()
    assert all(address == source for address, _ in sends)
    decoded = [wire.decode(data) for _, data in sends]
    return [one._replace(load=0) if isinstance(one, wire.Started) else one for one in decoded]


def started(hop):
    return [wire.Started(5, 1, hop, 0)]


def test_an_offer_twice_is_started_once(node):
    assert answers(node, offer(1)) == started(1)
    assert answers(node, offer(1)) == started(1)
    assert len(node.messages) == 1


def test_an_offer_for_another_boot_is_never_started(node):
    assert answers(node, offer(1, peer=4)) == [wire.Never(5, 1, 1)]
    assert node.messages == []


def test_an_abort_is_kept_to(node):
    assert answers(node, wire.Query(SENDER, 1, 1, 1)) == [wire.Never(5, 1, 1)]
    assert answers(node, offer(1)) == [wire.Never(5, 1, 1)]
    assert node.messages == []


def test_an_abort_comes_too_late_for_what_started(node):
    answers(node, offer(1))
    assert answers(node, wire.Query(SENDER, 1, 1, 1)) == started(1)


def test_an_abort_drops_what_has_come_so_far(node):
    [want] = answers(node, offer(1, head=b""))
    assert isinstance(want, wire.Want)
    assert answers(node, wire.Query(SENDER, 1, 1, 0)) == [want]
    assert answers(node, wire.Query(SENDER, 1, 1, 1)) == [wire.Never(5, 1, 1)]
    piece = wire.Fragment(1, 1, 0, 0, 1, 1, STATE)
    assert answers(node, piece) == []
    assert node.counters["stray_frames"] == 1
    assert node._admission.used_messages == 0


def test_state_in_pieces_starts_with_the_last(node):
    assert answers(node, offer(1, head=STATE[:1])) == [wire.Want(5, 1, 1, 0, b"", b"")]
    assert answers(node, wire.Fragment(1, 1, 0, 1, 2, 0, STATE[2:])) == []
    assert answers(node, wire.Fragment(1, 1, 0, 1, 2, 1, STATE[2:])) == [
        wire.Want(5, 1, 1, 0, b"", b"\1")
    ]
    assert answers(node, wire.Fragment(1, 1, 0, 0, 2, 1, STATE[1:2])) == started(1)


def test_what_is_settled_is_forgotten_and_not_started_again(node):
    answers(node, offer(1))
    assert answers(node, offer(2)) == started(2)
    assert answers(node, offer(1)) == []
    assert answers(node, wire.Query(SENDER, 1, 1, 1)) == [wire.Forgotten(5, 1, 1)]
    assert len(node.messages) == 2


def test_what_is_not_settled_is_remembered(node):
    answers(node, offer(1))
    answers(node, offer(2, back=1))
    assert answers(node, offer(1)) == started(1)


def test_a_new_boot_of_the_sender_begins_anew_and_the_old_one_is_not_heard(node):
    answers(node, offer(1, head=b""))
    assert answers(node, offer(1, epoch=2)) == [wire.Started(5, 2, 1, 0)]
    assert answers(node, offer(2, epoch=1)) == []
    assert node._arrivals.count() == 0
    assert node._admission.used_messages == 1


def test_half_a_message_is_given_up_in_silence(node):
    answers(node, offer(1, head=b""))
    assert node.next_ms() == 1000
    node.advance(999)
    assert node._arrivals.count() == 1
    node.advance(1000)
    assert node._arrivals.count() == 0
    assert node._admission.used_bytes == 0
    assert answers(node, offer(1), 1001) == started(1)


@pytest.mark.parametrize(
    ("changes", "resource"),
    [
        ({"memory_bytes": 1 << 30}, "memory_bytes"),
        ({"gas_visit": 1 << 31}, "gas_visit"),
        ({"state_bound": 2}, "state_bytes"),
        ({"size": 1, "head": b"x"}, "state"),
    ],
)
def test_a_refusal_names_what_is_short_and_stays(node, changes, resource):
    [refused] = answers(node, offer(1, **changes))
    assert isinstance(refused, wire.Refused)
    assert refused.resource == resource
    assert answers(node, offer(1)) == [refused]
    assert node._admission.used_messages == 0


def test_senders_beyond_what_is_remembered_wait_until_one_is_old(node):
    for n in range(runtime.arrivals.SENDERS):
        answers(node, wire.Query(b"node" + n.to_bytes(4, "big"), 1, 1, 1), now_ms=n)
    assert answers(node, offer(1), 1000) == []
    later_ms = runtime.arrivals.REMEMBER_MS
    assert answers(node, offer(1), later_ms) == started(1)
    forgotten = wire.Query(b"node" + bytes(4), 1, 1, 1)
    assert answers(node, forgotten, later_ms + 1) == [wire.Forgotten(5, 1, 1)]


def test_fates_of_one_sender_are_bounded(node):
    for hop in range(1, runtime.arrivals.FATES + 1):
        assert answers(node, wire.Query(SENDER, 1, hop, 1)) == [wire.Never(5, 1, hop)]
    hop += 1
    assert answers(node, offer(hop, back=hop)) == []
    assert answers(node, offer(hop)) == started(hop)
