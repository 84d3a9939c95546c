"""The tag space: what it refuses and why, and a machine that plays it against a plain dict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from runtime import cbor
from runtime.errors import NoTag, TagDenied, TagError, TagExists, TagSpaceFull, TagTypeRefused
from runtime.tagspace import Held, Readings, TagSpace
from runtime.tagspace.leases import Leases
from runtime.tagspace.rights import DEFAULT, domain, parse, principal, spell
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
    with pytest.raises(TagSpaceFull, match="needs 163 bytes, 4 of 330 are left"):
        space.create(1, "c", 3, 10)
    space.write(1, "a", "1234")
    with pytest.raises(TagSpaceFull, match="0 of 330"):
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
        (b"x" * 2000, "more than 1024 bytes of CBOR"),
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


def who(code=b"code....", origin=b"origin..", start=1, copy=0):
    return code, origin, 7, start, copy


ME = who()
IN_DOMAIN = {
    "owner": who(copy=3),
    "family": who(b"library.", copy=4),
    "origin": who(b"another.", start=2),
    "code": who(origin=b"faraway."),
    "others": who(b"another.", b"faraway."),
}


def test_a_message_is_of_the_most_specific_domain():
    for number, one in enumerate(IN_DOMAIN.values()):
        assert domain(principal(ME), one) == number
    assert domain(principal(ME), who(start=2)) == 2
    assert domain(b"", ME) == 4


def test_the_default_lets_an_application_do_all_its_origin_but_grant_and_the_world_look():
    assert spell(DEFAULT) == (
        "owner:read,write,delete,grant,wait family:read,write,delete,grant,wait "
        "origin:read,write,delete,wait code:read,wait others:read,wait"
    )


@given(st.integers(0, (1 << 25) - 1))
def test_rights_that_are_spelled_out_are_parsed_as_they_were(rights):
    assert parse(spell(rights), DEFAULT) == rights


@pytest.mark.parametrize(
    ("text", "is_now"),
    [
        ("others:write", ":read,write,delete,wait code:read,write,wait others:write"),
        ("origin:write", ":write code:read,wait others:read,wait"),
        ("code:grant others:none", ":read,write,delete,wait code:grant others:none"),
    ],
)
def test_what_a_wider_domain_is_given_a_narrower_one_gains(text, is_now):
    assert spell(parse(text, DEFAULT)).partition(" origin")[2] == is_now


@pytest.mark.parametrize(
    "text",
    ["", "others", "others:reed", "all:read", "others:read  code:read", " ", "others:", 5]
    + [b"others:read", "others:read " * 40, None],
)
def test_what_are_no_rights_is_said(text):
    with pytest.raises(TagTypeRefused, match="rights are"):
        parse(text, DEFAULT)


def test_an_io_tag_is_read_by_all_and_written_by_those_whom_its_owner_lets():
    space = TagSpace()
    space.home = b"home...."
    here = who(origin=b"home....")
    relay = Held(0)
    space.bind("relay", relay.read, relay.write)
    assert space.read(0, "relay", ME) == 0
    for one in (ME, here):
        with pytest.raises(TagDenied, match="do not let this message write it"):
            space.write(0, "relay", 1, one)
    space.write(0, "relay", 1)
    space.bind("relay", relay.read, relay.write, rights="origin:read,write others:read")
    space.write(0, "relay", 2, here)
    with pytest.raises(TagDenied):
        space.write(0, "relay", 3, ME)
    assert relay.value == 2


def test_the_policy_of_the_owner_goes_before_the_rights_of_an_io_tag():
    asked = []

    def may(one, right, name):
        asked.append((one, right, name))
        return {"read": None, "write": one is ME, "wait": False}[right]

    space = TagSpace()
    relay = Held(0)
    space.bind("relay", relay.read, relay.write)
    space.may = may
    space.create(0, "x", 1, 10, ME)
    space.read(0, "x", IN_DOMAIN["others"])
    assert asked == []
    space.write(0, "relay", 1, ME)
    assert asked == [(ME, "write", "relay")]
    with pytest.raises(TagDenied):
        space.write(0, "relay", 2, IN_DOMAIN["others"])
    with pytest.raises(TagDenied):
        space.wait(0, "relay", ME)
    assert space.read(0, "relay", IN_DOMAIN["others"]) == 1


def test_private_names_are_of_one_code_and_nobody_spells_another_s():
    space = TagSpace()
    other = IN_DOMAIN["others"]
    space.create(0, ".x", 1, 10, ME)
    space.create(0, ".x", 2, 10, other)
    assert (space.read(0, ".x", ME), space.read(0, ".x", IN_DOMAIN["code"])) == (1, 1)
    assert space.read(0, ".x", other) == 2
    full = "." + ME[0].hex() + ".x"
    assert space.read(0, full) == 1
    for forged in (full, full[1:], "..x", "." + full):
        with pytest.raises(NoTag):
            space.read(0, forged, other)
    space.create(0, full, 3, 10, other)
    assert space.read(0, ".x", ME) == 1
    assert space.names(0, "*", ME) == space.names(0, ".*", ME) == [".x"]
    assert space.names(0, "*", other) == sorted([".x", full])
    with pytest.raises(TagTypeRefused, match="private"):
        space.bind(".x", Held(1).read)


def test_only_what_may_be_read_is_listed():
    space = TagSpace()
    space.create(0, "seen", 1, 10, ME)
    space.create(0, "hidden", 1, 10, ME, "others:write,wait")
    assert space.names(0, "*", IN_DOMAIN["others"]) == ["seen"]
    assert space.names(0, "hidden", IN_DOMAIN["others"]) == []
    assert space.names(0, "*", ME) == space.names(0) == ["hidden", "seen"]


def test_a_tag_is_set_where_it_holds_what_was_thought():
    space = TagSpace()
    space.create(0, "x", (1, "a"), 10, ME)
    assert space.compare_and_set(0, "x", [1, "a"], 2, ME)
    assert not space.compare_and_set(0, "x", (1, "a"), 3, ME)
    for near in (2.0, True, "2", None):
        assert not space.compare_and_set(0, "x", near, 3, ME)
    assert space.read(0, "x") == 2
    with pytest.raises(TagTypeRefused):
        space.compare_and_set(0, "x", 2, object(), ME)
    lamp = Held(0)
    space.bind("lamp", lamp.read, lamp.write, rights="others:read,write")
    assert space.compare_and_set(0, "lamp", 0, 1, ME)
    assert lamp.value == 1
    space.create(0, "shut", 1, 10, ME, "others:write")
    with pytest.raises(TagDenied, match="read it"):
        space.compare_and_set(0, "shut", 1, 2, IN_DOMAIN["others"])


def test_a_lease_is_renewed_by_who_may_write_and_shortened_by_who_may_delete():
    space = TagSpace()
    writer = IN_DOMAIN["others"]
    space.create(0, "x", 1, 100, ME, "others:read,write")
    space.renew(50, "x", 100, writer)
    assert space.next_expiry_ms() == 150
    with pytest.raises(TagDenied, match="delete it"):
        space.renew(50, "x", 99, writer)
    with pytest.raises(TagDenied, match="delete it"):
        space.renew(50, "x", 0, writer)
    space.renew(50, "x", 10, ME)
    assert space.next_expiry_ms() == 60
    space.renew(50, "x", 0, ME)
    assert space.names(50) == []
    for lease_ms in (-1, 1.5, None, True, "9"):
        space.create(50, "y", 1, 10, ME)
        with pytest.raises(TagTypeRefused, match="whole number"):
            space.renew(50, "y", lease_ms, ME)
        space.delete(50, "y")
    space.create(50, "y", 1, 10, ME)
    with pytest.raises(TagDenied, match="the longest here"):
        space.renew(50, "y", space.lease_ms + 1, ME)


def test_who_holds_grant_changes_rights_and_nobody_else():
    space = TagSpace()
    other = IN_DOMAIN["others"]
    space.create(0, "x", 1, 10, ME)
    with pytest.raises(TagDenied, match="grant it"):
        space.grant(0, "x", "others:all", other)
    space.grant(0, "x", "others:grant", ME)
    with pytest.raises(TagDenied):
        space.read(0, "x", other)
    space.grant(0, "x", "others:all", other)
    space.delete(0, "x", other)
    space.bind("io", Held(1).read)
    for one in (ME, None):
        with pytest.raises(TagDenied):
            space.grant(0, "io", "others:all", one)


def test_what_is_known_about_a_tag_is_told():
    space = TagSpace()
    space.create(5, "x", 1, 10, ME, "others:none")
    code, origin, start, left_ms, rights, durable = space.about(8, "x", ME)
    assert (code, origin, left_ms, durable) == (ME[0], ME[1], 7, False)
    assert start == bytes([0, 0, 0, 7, 0, 0, 0, 1])
    assert rights.endswith("others:none")
    space.bind("io", Held(1).read)
    assert space.about(8, "io", ME)[:4] == (None,) * 4
    space.create(8, "own", 1, 10)
    assert space.about(8, "own", ME)[:4] == (None, None, None, 10)
    with pytest.raises(TagDenied):
        space.about(8, "x", IN_DOMAIN["others"])


def test_an_origin_has_its_bytes_and_takes_nobody_else_s():
    space = TagSpace()
    size_bytes = TAG_OVERHEAD_BYTES + 3
    space.quota = lambda origin, durable: 2 * size_bytes if origin == ME[1] else 1000
    space.create(0, "a", 1, 10, ME)
    space.create(0, "b", 1, 20, IN_DOMAIN["family"])
    with pytest.raises(
        TagSpaceFull, match=r"'c' needs 163 bytes, 0 of 326 are left for this origin here"
    ):
        space.create(0, "c", 1, 10, IN_DOMAIN["origin"])
    with pytest.raises(TagSpaceFull, match="this origin"):
        space.write(0, "a", "longer", ME)
    space.create(0, "c", 1, 10, IN_DOMAIN["others"])
    space.create(10, "d", 1, 10, ME)


def test_who_renews_a_tag_or_makes_it_longer_pays_for_it():
    space = TagSpace()
    other = IN_DOMAIN["others"]
    bytes_of = {ME[1]: 200, other[1]: 200}
    space.quota = lambda origin, durable: bytes_of[origin]
    space.create(0, "a", 1, 10, ME, "others:write")
    with pytest.raises(TagSpaceFull):
        space.create(0, "b", 1, 10, ME)
    space.write(0, "a", 2, other)
    with pytest.raises(TagSpaceFull):
        space.create(0, "b", 1, 10, ME)
    space.write(0, "a", 200, other)
    space.create(0, "b", 1, 10, ME)
    with pytest.raises(TagSpaceFull):
        space.create(0, "c", 1, 10, other)
    space.renew(0, "a", 20, other)
    with pytest.raises(TagSpaceFull):
        space.renew(0, "a", 30, ME)
    bytes_of[ME[1]] = 1000
    space.renew(0, "a", 30, ME)
    space.create(0, "c", 1, 10, other)
    space.delete(0, "c", other)
    space.delete(0, "a", ME)
    space.delete(0, "b", ME)
    assert space.used_bytes == 0
    assert space._used == {}


def test_one_list_in_many_places_costs_no_more_than_a_tag_may_hold():
    value = [0] * 100
    for _ in range(7):
        value = [value] * 100
    with pytest.raises(TagTypeRefused, match="more than 1024 bytes"):
        TagSpace().create(0, "x", value, 10)


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

    CAPACITY_BYTES = 700

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
