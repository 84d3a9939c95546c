"""The tag space: what it refuses and why, and a machine that plays it against a plain dict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from runtime import cbor
from runtime.errors import NoTag, TagDenied, TagError, TagExists, TagSpaceFull, TagTypeRefused
from runtime.tagspace import DELETE, READ, WRITE, Held, Readings, TagSpace
from runtime.tagspace.leases import Leases
from runtime.tagspace.space import TAG_OVERHEAD_BYTES


def test_a_tag_lives_until_its_lease_ends():
    space = TagSpace()
    space.create(1000, "count", 3, 500)
    assert space.next_expiry_ms() == 1500
    assert space.read(1499, "count") == 3
    with pytest.raises(NoTag, match="its lease has ended"):
        space.read(1500, "count")
    assert space.used_bytes == 0
    assert space.next_expiry_ms() is None


def test_an_ended_tag_makes_room_for_its_name():
    space = TagSpace()
    space.create(0, "count", 3, 10)
    with pytest.raises(TagExists, match="count"):
        space.create(9, "count", 4, 10)
    space.create(10, "count", 4, 10)
    assert space.read(10, "count") == 4


def test_writing_keeps_the_lease():
    space = TagSpace()
    space.create(0, "count", 3, 10)
    space.write(9, "count", 4)
    assert space.read(9, "count") == 4
    assert space.names(10) == []


def test_nothing_that_a_message_holds_is_shared_with_the_tag():
    space = TagSpace()
    mine = [1, [2, 3]]
    space.create(0, "list", mine, 10)
    mine[1].append(4)
    assert space.read(0, "list") == (1, (2, 3))


def test_nothing_that_a_driver_holds_is_shared_with_a_reader():
    space = TagSpace()
    axes = [1, 2, 3]
    space.bind("accelerometer", read=lambda now_ms: axes)
    reading = space.read(0, "accelerometer")
    axes[0] = 9
    assert reading == (1, 2, 3)


def test_a_sensor_is_read_at_the_time_of_asking():
    space = TagSpace()
    space.bind("temperature", read=lambda now_ms: None if now_ms < 100 else now_ms / 8, unit="C")
    assert space.unit("temperature") == "C"
    with pytest.raises(NoTag, match="no reading at this time"):
        space.read(99, "temperature")
    assert space.read(100, "temperature") == 12.5
    with pytest.raises(TagDenied, match="can only be read"):
        space.write(100, "temperature", 1)
    assert space.names(0) == ["temperature"]


@given(st.lists(st.integers(0, 1000), unique=True, max_size=9), st.integers(0, 1000))
def test_a_recorded_sensor_reads_the_nearest_earlier_row(times_ms, at_ms):
    rows = [(ms, ms * 10) for ms in sorted(times_ms)]
    earlier = [value for ms, value in rows if ms <= at_ms]
    assert Readings(rows).read(at_ms) == (earlier[-1] if earlier else None)
    assert Readings(rows, offset_ms=at_ms).read(0) == Readings(rows).read(at_ms)


def test_an_actuator_is_written_through():
    space = TagSpace()
    acts = []
    space.bind("relay", read=lambda now_ms: len(acts), write=lambda now_ms, v: acts.append(v))
    space.write(7, "relay", [1, 2])
    assert acts == [(1, 2)]
    held = Held(0)
    space.bind("sprinkler", held.read, held.write)
    space.write(8, "sprinkler", 1)
    assert space.read(9, "sprinkler") == 1


def test_a_broken_sensor_is_an_answer_and_not_the_end():
    def broken(*_):
        raise OSError(5, "EIO")

    space = TagSpace()
    space.bind("pressure", broken, broken)
    with pytest.raises(NoTag, match="did not answer"):
        space.read(0, "pressure")
    with pytest.raises(TagError, match="did not answer"):
        space.write(0, "pressure", 1)


def test_a_driver_that_reads_an_object_hands_none_to_a_message():
    space = TagSpace()
    space.bind("pin", read=lambda now_ms: object())
    with pytest.raises(TagTypeRefused, match="cannot hold a object"):
        space.read(0, "pin")


def test_an_io_tag_is_permanent():
    space = TagSpace()
    space.bind("name", read=Held("31").read)
    with pytest.raises(TagDenied, match="permanent"):
        space.delete(0, "name")
    with pytest.raises(TagExists):
        space.create(0, "name", "32", 10)
    assert space.read(10**9, "name") == "31"
    assert space.next_expiry_ms() is None


def test_binding_takes_the_place_of_a_message_s_tag():
    space = TagSpace()
    space.create(0, "name", "x", 10)
    space.bind("name", read=Held("31").read)
    assert space.read(0, "name") == "31"
    assert space.used_bytes == 0
    assert space.next_expiry_ms() is None


def test_a_full_space_refuses_and_evicts_nothing():
    space = TagSpace(capacity_bytes=2 * (TAG_OVERHEAD_BYTES + 3) + 4)
    space.create(0, "a", 1, 10)
    space.create(0, "b", 2, 20)
    with pytest.raises(TagSpaceFull, match="needs 67 bytes, 4 of 138 are left"):
        space.create(1, "c", 3, 10)
    space.write(1, "a", "1234")
    with pytest.raises(TagSpaceFull, match="0 of 138"):
        space.write(1, "a", "12345")
    assert space.read(1, "a") == "1234"
    space.create(10, "c", 3, 10)
    assert space.names(10) == ["b", "c"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"a": 1}, "cannot hold a dict"),
        ({1}, "cannot hold a set"),
        (object(), "cannot hold a object"),
        ([[object()]], "cannot hold a object"),
        (cbor.UNDEFINED, "cannot hold"),
        (bytearray(b"x"), "cannot hold a bytearray"),
        ("\ud800", "surrogate"),
        (b"x" * 2000, "2003 bytes of CBOR; a tag here holds 1024"),
        ([[[[[[[[[1]]]]]]]]], "nested deeper than 8"),
    ],
)
def test_what_a_tag_cannot_hold_is_said(value, says):
    space = TagSpace()
    with pytest.raises(TagTypeRefused, match=says):
        space.create(0, "x", value, 10)
    space.create(0, "x", 1, 10)
    with pytest.raises(TagTypeRefused, match=says):
        space.write(0, "x", value)
    assert space.read(0, "x") == 1


@pytest.mark.parametrize("name", ["", "a*", "*", "x" * 63, 7, None, b"x", ["a"], "\ud800"])
def test_what_is_no_name_is_refused_everywhere(name):
    space = TagSpace()
    with pytest.raises(TagTypeRefused):
        space.create(0, name, 1, 10)
    for ask in (space.read, space.delete):
        with pytest.raises(TagError):
            ask(0, name)
    with pytest.raises(TagError):
        space.write(0, name, 1)


@pytest.mark.parametrize("lease_ms", [0, -1, 1.5, "9", None, True])
def test_a_lease_is_a_positive_whole_number(lease_ms):
    with pytest.raises(TagTypeRefused, match="whole number"):
        TagSpace().create(0, "x", 1, lease_ms)


def test_a_lease_is_bounded():
    with pytest.raises(TagDenied, match="the longest here is 50 ms"):
        TagSpace(lease_ms=50).create(0, "x", 1, 51)


def test_a_pattern_is_a_name_or_a_beginning():
    space = TagSpace()
    for name in ("region/b", "region/a", "relay", "name"):
        space.bind(name, Held(1).read)
    space.create(0, "region/c", 1, 10)
    assert space.names(0, "region/*") == ["region/a", "region/b", "region/c"]
    assert space.names(0, "relay") == ["relay"]
    assert space.names(0, "rel") == []
    assert space.names(0) == ["name", "region/a", "region/b", "region/c", "relay"]
    for pattern in ("*a", "a*b", "**", 5):
        with pytest.raises(TagTypeRefused):
            space.names(0, pattern)


def test_those_who_wait_hear_of_creations_and_writes_only():
    heard = []
    space = TagSpace()
    space.on_write = lambda *what: heard.append(what)
    sprinkler = Held(0)
    space.bind("sprinkler", sprinkler.read, sprinkler.write)
    space.create(1, "x", [1], 100)
    space.write(2, "x", 2)
    space.write(3, "sprinkler", 1)
    space.read(4, "x")
    with pytest.raises(TagTypeRefused):
        space.write(5, "x", object())
    space.delete(6, "x")
    assert heard == [(1, "x", (1,)), (2, "x", 2), (3, "sprinkler", 1)]


def test_rights_are_asked_for_by_what_is_done_and_by_whom():
    asked = []

    def may(right, who, name, owner):
        asked.append((right, who, name, owner))
        return who == "friend"

    space = TagSpace()
    space.may = may
    relay = Held(0)
    space.bind("relay", relay.read, relay.write)
    space.create(0, "x", 1, 10, "owner")
    for right, ask in (
        (READ, lambda who: space.read(0, "x", who)),
        (WRITE, lambda who: space.write(0, "x", 2, who)),
        (DELETE, lambda who: space.delete(0, "x", who)),
    ):
        with pytest.raises(TagDenied, match=right):
            ask("stranger")
        ask("friend")
        assert asked[-1] == (right, "friend", "x", "owner")
    with pytest.raises(TagDenied, match="write"):
        space.write(0, "relay", 1, "stranger")
    assert asked[-1] == (WRITE, "stranger", "relay", None)
    space.write(0, "relay", 1)
    assert relay.value == 1


def test_leases_let_go_leave_no_growth_behind():
    leases = Leases()
    for i in range(10_000):
        leases.take("same", 10**6 + i)
    assert len(leases._heap) < 40
    assert leases.ended(10**7) == ["same"]


def test_leases_end_in_the_order_of_their_ends():
    leases = Leases()
    for name, ends_ms in (("c", 30), ("a", 10), ("b", 20), ("d", 40)):
        leases.take(name, ends_ms)
    leases.take("a", 25)
    leases.let_go("c")
    assert leases.next_ms() == 20
    assert leases.ended(39) == ["b", "a"]
    assert leases.next_ms() == 40


NAMES = st.sampled_from(["a", "b", "c", "long/name", "long/other", "\u6c34"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def tupled(value):
    return tuple(tupled(item) for item in value) if isinstance(value, list) else value


class AgainstADict(RuleBasedStateMachine):
    """Whatever is asked, the space answers as a dict of (value, ends_ms) would."""

    CAPACITY_BYTES = 400

    def __init__(self):
        super().__init__()
        self.now_ms = 0
        self.model = {}
        self.space = TagSpace(capacity_bytes=self.CAPACITY_BYTES)

    def cost(self, name, value):
        return TAG_OVERHEAD_BYTES + len(cbor.encode(name)) + len(cbor.encode(value))

    def used(self, without=None):
        return sum(self.cost(n, v) for n, (v, _) in self.model.items() if n != without)

    @rule(ms=st.integers(0, 50))
    def time_passes(self, ms):
        self.now_ms += ms
        self.model = {n: kept for n, kept in self.model.items() if kept[1] > self.now_ms}

    @precondition(lambda self: self.model)
    @rule()
    def the_next_timer_fires(self):
        self.now_ms = max(self.now_ms, self.space.next_expiry_ms())
        self.model = {n: kept for n, kept in self.model.items() if kept[1] > self.now_ms}
        self.space.expire(self.now_ms)

    @rule(name=NAMES, value=VALUES, lease_ms=st.integers(1, 120))
    def create(self, name, value, lease_ms):
        if name in self.model:
            with pytest.raises(TagExists):
                self.space.create(self.now_ms, name, value, lease_ms)
        elif self.used() + self.cost(name, value) > self.CAPACITY_BYTES:
            with pytest.raises(TagSpaceFull):
                self.space.create(self.now_ms, name, value, lease_ms)
        else:
            self.space.create(self.now_ms, name, value, lease_ms)
            self.model[name] = (tupled(value), self.now_ms + lease_ms)

    @rule(name=NAMES, value=VALUES)
    def write(self, name, value):
        if name not in self.model:
            with pytest.raises(NoTag):
                self.space.write(self.now_ms, name, value)
        elif self.used(without=name) + self.cost(name, value) > self.CAPACITY_BYTES:
            with pytest.raises(TagSpaceFull):
                self.space.write(self.now_ms, name, value)
        else:
            self.space.write(self.now_ms, name, value)
            self.model[name] = (tupled(value), self.model[name][1])

    @rule(name=NAMES)
    def read(self, name):
        if name in self.model:
            assert self.space.read(self.now_ms, name) == self.model[name][0]
        else:
            with pytest.raises(NoTag):
                self.space.read(self.now_ms, name)

    @rule(name=NAMES)
    def delete(self, name):
        if name in self.model:
            self.space.delete(self.now_ms, name)
            del self.model[name]
        else:
            with pytest.raises(NoTag):
                self.space.delete(self.now_ms, name)

    @rule(beginning=st.sampled_from(["", "l", "long/", "a", "zz"]))
    def names(self, beginning):
        expected = sorted(name for name in self.model if name.startswith(beginning))
        assert self.space.names(self.now_ms, beginning + "*") == expected

    @invariant()
    def bytes_and_timers_agree(self):
        assert self.space.used_bytes >= self.used()
        self.space.expire(self.now_ms)
        assert self.space.used_bytes == self.used()
        ends = min((ends_ms for _, ends_ms in self.model.values()), default=None)
        assert self.space.next_expiry_ms() == ends


TestAgainstADict = AgainstADict.TestCase
TestAgainstADict.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
