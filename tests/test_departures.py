"""A hop seen from where it starts: answers in, frames and the program's exception out."""

import hashlib

import pytest

from runtime import wire
from runtime.node import Node, NodeConfig
from tests.field import beacon, scripted
from tests.script_vm import load_brick, script

PEER = b"peer...."
ADDRESS = b"p"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch):
    scripted(monkeypatch)


class Sender:
    """A node that knows one neighbour, and what came of its messages."""

    def __init__(self, pad=0, known=True, steps=(), **config):
        self.now_ms = 0
        self.events = []
        self.node = Node(NodeConfig("n", beacon_ms=0, boot_epoch=3, **config), 116)
        self.node.on_event = lambda now_ms, kind, fields: self.events.append((kind, fields))
        self.beacon(7)
        self.program = script(("pad", pad), ("try", PEER, *steps))
        if known:
            self.node.neighbours.has_code(PEER, hashlib.sha256(self.program).digest()[:8])
        self.node.inject(0, [self.program], {"lifetime_ms": 100000})

    def beacon(self, epoch):
        self.hear(beacon(PEER, epoch, period_ms=60000))

    def hear(self, frame, source=ADDRESS):
        self.node.receive(self.now_ms, source, wire.encode(frame))

    def sent(self):
        return [wire.decode(frame) for _, frame in self.node.take_sends()]

    def step(self):
        """Go to when the node wants to be called; what it sends then."""
        self.now_ms = max(self.node.next_ms(), self.now_ms)
        self.node.advance(self.now_ms)
        return self.sent()

    def kinds(self):
        return [kind for kind, _ in self.events if kind not in ("neighbour", "injected")]

    def error(self):
        self.node.advance(self.now_ms)
        [value] = [fields["value"] for kind, fields in self.events if kind == "report"]
        return value[0]


def test_an_offer_is_repeated_later_and_later_then_the_hop_is_in_doubt():
    sender = Sender(answer_ms=100, tries=4, gas_per_ms=1000)
    times = []
    for _ in range(4):
        [offer] = sender.step()
        assert isinstance(offer, wire.Offer)
        times.append(sender.now_ms)
    assert times == [0, 100, 300, 700]
    [query] = sender.step()
    assert (query.hop, query.abort) == (offer.hop, 1)
    assert sender.kinds() == ["in-doubt"]


def test_not_started_after_doubt_raises_and_started_drops():
    for answer, expected in ((wire.Never(7, 3, 1), "NoAck"), (wire.Started(7, 3, 1, 0), None)):
        sender = Sender(tries=2)
        for _ in range(4):
            sender.step()
        sender.hear(answer)
        if expected:
            assert sender.error() == expected
        else:
            assert sender.kinds() == ["in-doubt", "hop"]
            assert sender.node.messages == []


def test_a_neighbour_heard_is_asked_at_once():
    sender = Sender(tries=2, answer_ms=100)
    for _ in range(7):
        sender.step()
    due_ms = sender.node.next_ms()
    assert due_ms > sender.now_ms + 1000
    sender.now_ms += 200
    sender.beacon(7)
    assert sender.node.next_ms() == sender.now_ms
    [query] = sender.step()
    assert isinstance(query, wire.Query)


@pytest.mark.parametrize(
    "answer", [wire.Started(7, 2, 1, 0), wire.Started(7, 3, 9, 0), wire.Started(6, 3, 1, 0)]
)
def test_an_answer_to_another_hop_or_of_an_earlier_boot_settles_nothing(answer):
    sender = Sender()
    sender.step()
    sender.hear(answer)
    assert sender.kinds() == []
    assert len(sender.node.messages) == 1


def test_an_answer_from_another_address_settles_nothing():
    sender = Sender()
    sender.step()
    sender.hear(wire.Started(7, 3, 1, 0), b"other")
    assert sender.kinds() == []


def test_a_later_boot_that_never_saw_it_proves_nothing_about_the_boot_before():
    sender = Sender()
    sender.step()
    sender.step()
    sender.hear(wire.Never(8, 3, 1))
    assert sender.kinds() == ["lost"]
    assert sender.node.messages == []


def test_a_later_boot_that_answers_the_only_frame_proves_that_none_started():
    sender = Sender()
    sender.step()
    sender.hear(wire.Never(8, 3, 1))
    assert sender.error() == "NoAck"


def test_a_later_boot_before_all_was_sent_proves_that_none_started():
    sender = Sender(pad=500)
    sender.step()
    sender.hear(wire.Want(7, 3, 1, 0, b"", b""))
    assert len(sender.sent()) == 1
    sender.hear(wire.Never(8, 3, 1))
    assert sender.error() == "NoAck"


def test_fragments_are_paced_and_the_last_asks_for_an_answer():
    sender = Sender(pad=500, pace_ms=7)
    sender.step()
    sender.hear(wire.Want(7, 3, 1, 0, b"", b""))
    fragments = sender.sent()
    times = [sender.now_ms]
    while not fragments[-1].push:
        fragments += sender.step()
        times.append(sender.now_ms)
    assert [fragment.index for fragment in fragments] == list(range(fragments[0].count))
    assert times == [7 * n for n in range(len(fragments))]


def test_only_what_is_missing_is_sent_again():
    sender = Sender(pad=500, pace_ms=0)
    sender.step()
    sender.hear(wire.Want(7, 3, 1, 0, b"", b""))
    assert len(sender.sent()) > 4
    sender.hear(wire.Want(7, 3, 1, 0, b"", b"\x0a"))
    assert [(fragment.index, fragment.push) for fragment in sender.sent()] == [(1, 0), (3, 1)]


def test_code_is_given_of_this_message_alone():
    sender = Sender(pad=500)
    sender.step()
    name = load_brick(sender.program).name
    sender.hear(wire.Want(7, 3, 1, 1, name, b""))
    assert b"".join(fragment.data for fragment in sender.sent()) == sender.program
    sender.hear(wire.Want(7, 3, 1, 2, b"unknown.", b""))
    assert sender.error() == "NoAck"


def test_a_neighbour_that_wants_nothing_or_the_unknown_keeps_no_one_busy():
    sender = Sender(answer_ms=100)
    sender.step()
    for want in (wire.Want(7, 3, 1, 0, b"", b"\0"), wire.Want(7, 3, 1, 1, b"unknown.", b"")):
        sender.hear(want)
        assert sender.sent() == []
        assert sender.node.next_ms() >= 100
        assert sender.kinds() == []


def test_silence_before_all_was_sent_is_no_doubt():
    sender = Sender(pad=500, tries=3)
    while sender.kinds() == []:
        sender.step()
    assert sender.kinds()[0] == "stayed"
    assert sender.error() == "NoAck"
    assert sender.node.neighbours.all(sender.now_ms) == []


def test_what_the_receiver_has_forgotten_nobody_can_tell():
    sender = Sender(tries=2)
    for _ in range(4):
        sender.step()
    sender.hear(wire.Forgotten(7, 3, 1))
    assert sender.kinds() == ["in-doubt", "lost"]


def test_a_lifetime_that_ends_on_the_way_out_kills_or_loses():
    for pad, expected in ((500, "killed"), (0, "lost")):
        sender = Sender(pad=pad)
        sender.step()
        sender.node.advance(100000)
        assert sender.kinds() == [expected]
        assert sender.node.messages == []


def test_refused_raises_with_the_reason():
    sender = Sender()
    sender.step()
    sender.hear(wire.Refused(7, 3, 1, "memory_bytes", 9, 5, 1000))
    assert sender.error() == "Refused"
    assert (
        "memory_bytes 9 is needed, 5 can be had; retry in 1000 ms" in sender.events[-3][1]["text"]
    )


def test_to_who_may_lack_the_code_or_be_dead_the_last_byte_is_held_back():
    for known, quiet_ms, whole in ((True, 4000, True), (True, 4001, False), (False, 0, False)):
        sender = Sender(known=known)
        sender.now_ms = quiet_ms
        [offer] = sender.step()
        assert (len(offer.head) == offer.size) == whole
        assert len(offer.head) >= offer.size - 1


def test_who_never_answered_did_not_start_what_was_held_back():
    sender = Sender(known=False, tries=3)
    while not sender.kinds():
        sender.step()
    assert sender.kinds()[0] == "stayed"
    assert sender.error() == "NoAck"


def test_a_program_is_told_at_the_end_of_its_patience():
    sender = Sender(known=False, steps=(150,))
    sender.step()
    sender.step()
    sender.now_ms = 149
    sender.node.advance(149)
    assert sender.kinds() == []
    sender.node.advance(150)
    assert sender.error() == "Timeout"


def test_a_hop_that_may_have_worked_is_asked_for_at_the_end_of_patience_and_no_sooner_told():
    for answer, expected in ((wire.Never(7, 3, 1), "NoAck"), (wire.Started(7, 3, 1, 0), None)):
        sender = Sender(steps=(50,))
        sender.step()
        sender.now_ms = 50
        sender.node.advance(50)
        [query] = sender.sent()
        assert (query.hop, query.abort) == (1, 1)
        assert sender.kinds() == ["in-doubt"]
        sender.hear(answer)
        if expected:
            assert sender.error() == expected
        else:
            assert sender.kinds() == ["in-doubt", "hop"]


def test_a_program_that_may_run_twice_is_not_kept_in_doubt():
    sender = Sender(steps=(150, True))
    sender.step()
    sender.now_ms = 150
    sender.node.advance(150)
    assert sender.error() == "InDoubt"
    for answer in (wire.Forgotten(7, 3, 1), wire.Never(9, 3, 1)):
        sender = Sender(steps=(10**6, True))
        sender.step()
        sender.step()
        sender.hear(answer)
        assert sender.error() == "InDoubt"
