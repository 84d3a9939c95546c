"""Signed fields: what an operator signed runs, and nothing else does."""

import hashlib

import pytest

from runtime import cbor, wire
from runtime.air import Air, Key
from runtime.certificate import BOUNDS, Certificate, fingerprint
from runtime.errors import AdmissionRefused, DecodeError
from runtime.message import Bounds
from runtime.origins import Origins
from runtime.policy import Policy
from runtime.signature import SLICES
from spatial.compiler import compile_source
from spatial.signing import certify, public_of
from tests.field import add_node, assert_nothing_is_held, beacon, id8, kinds, of, pair, reports
from tests.test_attacks_air import FAR, filled

KEY = Key(1, b"a network key known to the tests")
ALICE, MALLORY = bytes(range(32)), bytes(range(1, 33))
POLICY = Policy({"alice": {"key": public_of(ALICE).hex(), "write": ["runs"]}})
ORIGIN = fingerprint(public_of(ALICE))
SIGNED = {"keys": (KEY,), "policy": POLICY, "signed": True}
BOUNDED = Bounds(lifetime_ms=60_000)

THERE_AND_BACK = compile_source("""
import node
home = node.id()
node.migrate(node.neighbours()[0][0])
node.write("runs", node.read("runs") + 1)
node.migrate(home)
node.report("back")
""")
FLOOD = compile_source("""
import node
def spread():
    node.broadcast()
    node.write("runs", node.read("runs") + 1)
spread()
node.sleep(2000)
""")


def certificate(program=THERE_AND_BACK, bounds=BOUNDED, private=ALICE, start=1):
    return certify(private, program.bricks, bounds, 7, start)


def run(bus, station, program, data=None, until_ms=20_000):
    identity = bus.inject(station, program.bricks, BOUNDED, 0, data or certificate(program))
    bus.run(bus.now_ms + until_ms)
    return identity


def test_a_signed_program_runs_and_one_certificate_is_fetched_once():
    bus, a, b = pair(config=SIGNED, mtu_bytes=250)
    identity = run(bus, a, THERE_AND_BACK, until_ms=2000)
    assert identity[1:] == (ORIGIN, 7, 1, 0)
    assert reports(bus) == ["back"]
    assert b.runs.read(0) == 1
    before = len(bus.frames)
    run(bus, a, THERE_AND_BACK, until_ms=2000)
    assert reports(bus) == ["back", "back"]
    hops = [frame for _, _, to, frame in bus.frames[before:] if to is not None]
    assert len(hops) == 4  # two offers and two answers: nothing was asked for
    for station in (a, b):
        assert_nothing_is_held(station)


def test_a_board_has_time_for_other_things_while_it_checks():
    """At a board's speed a signature takes 50 slices of 4 ms, and the sender waits for it."""
    bus, a, b = pair(config=SIGNED, gas_per_ms=20)
    bus.inject(a, THERE_AND_BACK.bricks, BOUNDED, 0, certificate())
    steps = []
    advance = b.live().advance

    def slow(now_ms):
        advance(now_ms)
        steps.append(b.live()._gas - b.live()._gas_before)

    b.live().advance = slow
    bus.run(bus.now_ms + 20_000)
    assert reports(bus) == ["back"]
    assert sum(gas == 75 for gas in steps) >= SLICES - 2
    assert kinds(bus)["in-doubt"] == 0


def test_what_a_program_spawns_goes_by_its_certificate():
    bus, a, b = pair(config=SIGNED)
    c = add_node(bus, "c", **SIGNED)
    bus.run(bus.now_ms + 5000)
    run(bus, a, FLOOD)
    assert [s.runs.read(0) for s in (a, b, c)] == [1, 1, 1]
    assert {fields["message"][1:4] for fields in of(bus, "arrived")} == {(ORIGIN, 7, 1)}


def test_an_unsigned_program_is_refused_where_it_is_injected():
    _, a, _ = pair(config=SIGNED)
    with pytest.raises(AdmissionRefused, match=r"signed field: sign the program \(--key\)"):
        a.live().inject(5000, THERE_AND_BACK.bricks, BOUNDED)


def widened(data):
    """The certificate with larger bounds in it, and the signature of the smaller ones."""
    fields = list(cbor.decode(data))
    fields[4] = [2 * most for most in fields[4]]
    return cbor.encode(fields)


def replaced(data, at, value):
    fields = list(cbor.decode(data))
    fields[at] = value
    return cbor.encode(fields)


FALSE = {
    "signed by another's key, in her name": (
        lambda: replaced(certificate(private=MALLORY), 0, ORIGIN),
        "the certificate is false",
    ),
    "with wider bounds than were signed": (
        lambda: widened(certificate()),
        "the certificate is false",
    ),
    "with more code than was signed": (
        lambda: replaced(certificate(FLOOD), 1, Certificate(certificate()).code),
        "the certificate is false",
    ),
    "with a start that was not signed": (
        lambda: replaced(certificate(), 3, 2),
        "the certificate is false",
    ),
    "by an operator that the policy does not know": (
        lambda: certificate(private=MALLORY),
        "is not one of this node's policy",
    ),
    "of another program": (lambda: certificate(FLOOD), "is not of the certified code"),
    "with narrower bounds than are declared": (
        lambda: certificate(bounds=Bounds(hops=3, lifetime_ms=60_000)),
        "the message declares hops 1000, its certificate 3",
    ),
    "that is none": (lambda: b"\x80", "a certificate has six parts"),
    "that is too long": (lambda: bytes(2000), "a certificate has six parts"),
}


@pytest.mark.parametrize(("make", "reason"), FALSE.values(), ids=FALSE)
def test_a_program_is_refused_by_a_certificate(make, reason):
    _, a, _ = pair(config=SIGNED)
    with pytest.raises(AdmissionRefused, match=reason):
        a.live().inject(5000, THERE_AND_BACK.bricks, BOUNDED, 0, make())
    assert_nothing_is_held(a)


class Insider:
    """A captured board: it has the field's key, and sends a node whatever it likes."""

    def __init__(self):
        self.bus, _, self.station = pair(config=SIGNED)
        self.node = self.station.live()
        self.air = Air(b"captured", 1, (KEY,))
        [own] = [f for _, source, to, f in self.bus.frames if source == self.station.address][-1:]
        self.air.open(FAR, own)
        self.now_ms = self.bus.now_ms
        self.send(None, beacon(b"captured"))
        self.epoch = self.node.config.boot_epoch
        self.refused = []
        self.node.on_event = lambda now_ms, kind, fields: (
            self.refused.append(fields["resource"]) if kind == "refused" else None
        )
        self.node.take_sends()

    def send(self, to, frame, name=b""):
        self.node.receive(self.now_ms, FAR, self.air.seal(to, frame, name))

    def offer(self, name, hop=1, **changes):
        state = b"no state"
        fields = {
            "sender": b"captured",
            "epoch": 1,
            "hop": hop,
            "peer": self.epoch,
            "root": hashlib.sha256(THERE_AND_BACK.bricks[0]).digest()[:8],
            "origin": ORIGIN,
            "start_epoch": 7,
            "start": 1,
            "gas_visit": 10,
            "gas_left": 10,
            "memory_bytes": 10,
            "hops_left": 1,
            "lifetime_ms": 60_000,
            "state_bound": 100,
            "size": len(state),
            "head": state,
        }
        self.send(FAR, filled("Offer", **{**fields, **changes}), name)

    def answers(self):
        there = Air(b"captured", 1, (KEY,))
        there._records, there._by_address = self.air._records, self.air._by_address
        for _ in range(2 * SLICES):
            self.node.advance(self.now_ms)
        return [there.open(FAR, data) for to, data in self.node.take_sends() if to == FAR]

    def serve(self, wants, data):
        for want in wants:
            self.send(FAR, wire.Fragment(1, want.hop, want.object, 0, 1, 1, data))


def test_an_insider_s_unsigned_message_is_refused_with_the_reason():
    insider = Insider()
    insider.offer(b"")
    [refused] = insider.answers()
    assert (refused.resource, insider.refused) == ("certificate", ["certificate"])


@pytest.mark.parametrize(
    ("make", "resource"),
    [
        (lambda: widened(certificate()), "certificate"),
        (lambda: certificate(private=MALLORY), "operator"),
        (lambda: b"\x80", "certificate"),
        (lambda: certificate(FLOOD), "certificate"),
        (lambda: certificate(bounds=Bounds(gas_visit=9)), "gas_visit"),
        (lambda: certificate(start=2), "certificate"),
    ],
)
def test_an_insider_s_false_certificate_is_read_once_and_refused(make, resource):
    insider = Insider()
    data = make()
    name = hashlib.sha256(data).digest()[:8]
    insider.offer(name)
    wants = insider.answers()
    assert [want.brick for want in wants] == [name]
    insider.serve(wants, data)
    answers = insider.answers()
    assert answers[-1].resource == resource
    assert insider.node.messages == []
    insider.offer(name, hop=2)
    answers = insider.answers()
    if resource != "operator":  # nothing of a stranger's is remembered
        assert [answer.resource for answer in answers] == [resource]
    assert set(insider.refused) == {resource}


def test_a_forged_origin_finds_no_certificate_that_says_so():
    """The triple of an operator's program on a message of one's own."""
    insider = Insider()
    data = certificate(FLOOD)
    name = hashlib.sha256(data).digest()[:8]
    for hop, forged in enumerate(
        [
            {"origin": b"captured"},
            {"start": 9},
            {"start_epoch": 8},
            {"root": hashlib.sha256(b"a brick of one's own").digest()[:8]},
        ],
        1,
    ):
        insider.offer(name, hop, **forged)
        for want in insider.answers():
            if isinstance(want, wire.Want):
                insider.serve([want], data)
        insider.answers()
        # An origin that nobody's policy knows is refused for that, before anything is fetched.
        assert insider.refused == ["policy", *["certificate"] * (hop - 1)]


def test_a_brick_of_the_same_name_is_not_the_certified_one():
    """8 bytes of a hash may be made to fit; 16 are checked before anything runs."""
    data = Certificate(certificate())
    full_hash = hashlib.sha256(THERE_AND_BACK.bricks[0]).digest()
    assert data.reaches(full_hash)
    assert not data.reaches(full_hash[:8] + bytes(24))


def test_what_waits_to_be_checked_is_bounded_and_so_is_what_is_remembered():
    origins = Origins(POLICY)
    for start in range(4):
        origins.begin(certificate(start=start))
    with pytest.raises(AdmissionRefused, match="too many certificates") as refused:
        origins.begin(certificate(start=5))
    assert refused.value.retry_ms > 0
    while origins.busy():
        origins.step()
    for start in range(4, 40):
        origins.begin(certificate(start=start))
        while origins.busy():
            origins.step()
    assert len(origins._known) == 16
    assert origins.get(Certificate(certificate(start=39)).name) is not None
    assert origins.get(Certificate(certificate(start=4)).name) is None


@pytest.mark.parametrize(
    "fields",
    [
        [],
        5,
        ["x" * 8, b"c" * 16, 1, 1, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 7, b"c" * 16, 1, 1, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"", 1, 1, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"c" * 17, 1, 1, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"c" * 16, -1, 1, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"c" * 16, 1, True, [1] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"c" * 16, 1, 1, [1], bytes(64)],
        [b"o" * 8, b"c" * 16, 1, 1, [1.5] * len(BOUNDS), bytes(64)],
        [b"o" * 8, b"c" * 16, 1, 1, [1] * len(BOUNDS), bytes(63)],
    ],
)
def test_bytes_that_are_no_certificate(fields):
    with pytest.raises(DecodeError):
        Certificate(cbor.encode(fields))


def test_the_sender_of_a_certified_message_keeps_to_its_frames():
    bus, a, _ = pair(config=SIGNED)
    run(bus, a, THERE_AND_BACK)
    assert max(len(frame) for _, _, _, frame in bus.frames) <= 116
    assert id8(a) != ORIGIN


def test_an_operator_writes_no_tag_that_the_policy_does_not_list():
    policy = Policy({"alice": {"key": public_of(ALICE).hex()}})
    bus, a, b = pair(config={**SIGNED, "policy": policy})
    run(bus, a, THERE_AND_BACK)
    assert b.runs.read(0) == 0
    [failed] = of(bus, "failed")
    assert failed["error"] == "TagDenied"


def test_two_operators_have_what_each_one_s_rule_says():
    policy = Policy(
        {
            "alice": {"key": public_of(ALICE).hex(), "write": ["runs"]},
            "mallory": {"key": public_of(MALLORY).hex(), "messages": 0},
        }
    )
    bus, a, b = pair(config={**SIGNED, "policy": policy})
    with pytest.raises(AdmissionRefused, match="messages"):
        bus.inject(a, THERE_AND_BACK.bricks, BOUNDED, 0, certificate(private=MALLORY))
    run(bus, a, THERE_AND_BACK)
    assert b.runs.read(0) == 1
    assert reports(bus) == ["back"]
