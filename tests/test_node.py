"""The node core with the real machine: programs of the language, on a virtual bus."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime import wire
from runtime.errors import AdmissionRefused, BadBrick
from runtime.node import Bounds, Node, NodeConfig
from runtime.tagspace import Held
from sim.bus import VirtualBus
from spatial.compiler import compile_source
from tests.field import (
    add_node,
    assert_nothing_is_held,
    assert_nothing_is_held_by,
    id8,
    kinds,
    of,
    pair,
    reports,
)


def bricks(text):
    return compile_source(text, "program.py").bricks


TOUR = """
import node

def go(to):
    while True:
        try:
            node.migrate(to)
            return
        except (NoAck, Refused):
            node.sleep(400)

def visit(others, home):
    seen = []
    for other in others:
        go(other)
        node.write("runs", node.read("runs") + 1)
        seen.append((node.read("name"), node.now() >= 0))
        go(home)
    return seen

others = [neighbour[0] for neighbour in node.neighbours()]
node.report({"seen": visit(others, node.id()), "home": node.read("name")})
"""


def test_a_program_visits_its_neighbours_and_reports_at_home():
    bus = VirtualBus()
    stations = [add_node(bus, name) for name in "abc"]
    bus.run(3000)
    bus.inject(stations[0], bricks(TOUR))
    bus.run(6000)
    [report] = reports(bus)
    assert report["home"] == "a"
    assert sorted(report["seen"]) == [("b", True), ("c", True)]
    assert [station.runs.value for station in stations] == [0, 1, 1]
    for station in stations:
        assert_nothing_is_held(station)


@pytest.mark.parametrize("loss", [0.2, 0.4])
def test_the_tour_is_the_same_under_loss(loss):
    bus = VirtualBus(seed=3, gas_per_ms=20)
    stations = [add_node(bus, name) for name in "abc"]
    bus.run(4000)
    bus.loss = loss
    for _ in range(2):
        bus.inject(stations[0], bricks(TOUR))
    bus.run(400000)
    assert kinds(bus)["finished"] == 2
    assert [station.runs.value for station in stations] == [0, 2, 2]


def test_pinned_bricks_are_never_sent():
    program = bricks(TOUR)
    bus = VirtualBus()
    stations = [add_node(bus, name, pinned=program[1:]) for name in "ab"]
    bus.run(3000)
    bus.inject(stations[0], program[:1])
    bus.run(6000)
    assert [fields["size_bytes"] for fields in of(bus, "brick")] == [len(program[0])]
    assert reports(bus)[0]["seen"] == (("b", True),)


def test_a_loop_without_end_is_killed_at_its_bound_and_the_node_goes_on():
    bus, a, _ = pair()
    bus.inject(a, bricks("while True:\n    pass"), Bounds(gas_visit=5000))
    bus.inject(a, bricks("import node\nnode.report(1)"))
    bus.run(bus.now_ms + 10)
    [fields] = of(bus, "killed")
    assert fields["reason"].startswith("gas")
    assert reports(bus) == [1]
    assert_nothing_is_held(a)


def test_gas_in_all_is_counted_across_nodes():
    bus, a, b = pair()
    text = """
import node
here = node.id()
there = node.neighbours()[0][0]
while True:
    for i in range(100):
        pass
    node.migrate(there)
    here, there = there, here
"""
    bus.inject(a, bricks(text), {"gas_visit": 5000, "gas_total": 20000})
    bus.run(bus.now_ms + 100000)
    [fields] = of(bus, "killed")
    assert fields["reason"] == "gas: the bound in all is spent"
    assert kinds(bus)["hop"] > 10
    assert_nothing_is_held(a)
    assert_nothing_is_held(b)


def test_memory_beyond_the_bound_kills():
    bus, a, _ = pair()
    bus.inject(a, bricks("x = []\nwhile True:\n    x.append('0123456789' * 10)"))
    bus.run(bus.now_ms + 10)
    assert of(bus, "killed")[0]["reason"].startswith("memory")


def test_hops_beyond_the_bound_kill():
    bus, a, b = pair()
    text = """
import node
here = node.id()
there = node.neighbours()[0][0]
while True:
    node.migrate(there)
    here, there = there, here
"""
    bus.inject(a, bricks(text), {"hops": 5})
    bus.run(bus.now_ms + 5000)
    assert kinds(bus)["hop"] == 5
    assert of(bus, "killed")[0]["reason"].startswith("hops")
    assert_nothing_is_held(b)


def test_a_lifetime_ends_wherever_the_message_is():
    bus, a, b = pair()
    text = "import node\nnode.migrate(node.neighbours()[0][0])\nnode.sleep(10000000)"
    start_ms = bus.now_ms
    bus.inject(a, bricks(text), {"lifetime_ms": 5000})
    bus.run(start_ms + 4000)
    assert len(b.live().messages) == 1
    bus.run(start_ms + 6000)
    assert of(bus, "killed")[0]["reason"].startswith("lifetime")
    assert_nothing_is_held(b)


def test_a_state_beyond_its_bound_kills():
    bus, a, _ = pair()
    text = "import node\nx = list(range(500))\nnode.migrate(node.neighbours()[0][0])\nprint(x)"
    bus.inject(a, bricks(text), {"state_bytes": 300})
    bus.run(bus.now_ms + 100)
    assert of(bus, "killed")[0]["reason"].startswith("state_bytes")


def test_a_failure_tells_kind_text_and_trace():
    bus, a, _ = pair()
    bus.inject(a, bricks("def f():\n    return 1 // 0\nf()"))
    bus.run(bus.now_ms + 10)
    [fields] = of(bus, "failed")
    assert fields["error"] == "ZeroDivisionError"
    assert len(fields["trace"]) == 2
    assert_nothing_is_held(a)


def test_waiting_for_a_tag_ends_with_its_value_or_in_time():
    bus, a, _ = pair()
    wait = """
import node
try:
    node.report(node.wait("door", 1000))
except Timeout as error:
    node.report("late")
"""
    bus.inject(a, bricks(wait))
    bus.inject(a, bricks('import node\nnode.sleep(300)\nnode.create("door", (1, 2), 500)'))
    bus.run(bus.now_ms + 400)
    assert reports(bus) == [(1, 2)]
    bus.inject(a, bricks(wait))
    bus.run(bus.now_ms + 2000)
    assert reports(bus) == [(1, 2), "late"]


def test_messages_take_turns_in_order_of_readiness():
    bus, a, _ = pair()
    turn = "import node\nfor i in range(2):\n    node.report({0!r})\n    node.sleep(0)"
    for name in "xyz":
        bus.inject(a, bricks(turn.format(name)))
    bus.run(bus.now_ms + 10)
    assert reports(bus) == ["x", "y", "z"] * 2


@pytest.mark.parametrize(
    "call", ["sleep('x')", "sleep(-1)", "sleep(1.5)", "wait(1, 2)", "wait('a', None)", "migrate(3)"]
)
def test_a_native_called_wrongly_raises_in_the_program(call):
    bus, a, _ = pair()
    bus.inject(a, bricks(f"import node\ntry:\n    node.{call}\nexcept TypeError:\n    print('no')"))
    bus.run(bus.now_ms + 10)
    assert kinds(bus)["finished"] == 1
    assert of(bus, "print")[0]["text"].strip() == "no"


def test_what_a_node_offers_to_programs():
    bus = VirtualBus()
    regions = {"hill": ("circle", 0, 0, 500)}
    a = add_node(bus, "a", position_cm=(10, 20), regions=regions)
    b = add_node(bus, "b", position_cm=(300, 0))
    bus.run(3000)
    text = """
import node
node.report((node.id(), node.position(), node.origin(), node.neighbours()))
node.report((node.now(), node.tags("*"), node.read("region/hill")))
for name in ("nothing", "name"):
    try:
        node.write(name, 1)
    except TagError as error:
        node.report(str(error))
"""
    bus.inject(a, bricks(text))
    bus.run(bus.now_ms + 10)
    where, what, no_tag, denied = reports(bus)
    assert where == (id8(a), (10, 20), (id8(a), 10, 20), ((id8(b), 300, 0),))
    tags = ("clock", "load", "loads", "name", "neighbours", "region/hill", "runs")
    assert what == (3000, tags, ("circle", 0, 0, 500))
    assert "no tag 'nothing'" in no_tag
    assert "can only be read" in denied


def test_a_report_holds_nothing_that_the_program_can_still_change():
    bus, a, _ = pair()
    bus.inject(a, bricks("import node\nx = [1]\nnode.report({'x': x})\nx.append(2)"))
    bus.run(bus.now_ms + 10)
    assert reports(bus) == [{"x": (1,)}]


def test_injecting_says_what_is_wrong():
    node = Node(NodeConfig("n", memory_bytes=20000), 116)
    program = bricks(TOUR)
    with pytest.raises(BadBrick, match="is not given"):
        node.inject(0, program[:1])
    with pytest.raises(BadBrick):
        node.inject(0, [b"nothing"])
    with pytest.raises(BadBrick, match="at least one"):
        node.inject(0, [])
    with pytest.raises(ValueError, match="hops"):
        node.inject(0, program, {"hops": -1})
    with pytest.raises(AdmissionRefused, match=r"node n: .* memory_bytes 30000, 20000 can be had"):
        node.inject(0, program, {"memory_bytes": 30000})
    assert node._admission.used_messages == 0
    node.inject(0, program)
    with pytest.raises(AdmissionRefused, match="retry later"):
        node.inject(0, program)


def test_a_link_too_narrow_for_an_offer_is_refused():
    with pytest.raises(ValueError, match="MTU of 60 bytes"):
        Node(NodeConfig("n"), 60)


def test_a_frame_of_another_version_is_answered_with_ours_once_in_a_while():
    node = Node(NodeConfig("n", beacon_ms=0), 116)
    node.receive(0, b"x", b"\x02whatever")
    assert node.take_sends() == [(b"x", wire.speaks())]
    node.receive(10, b"x", b"\x02whatever")
    assert node.take_sends() == []
    node.receive(2000, b"x", wire.speaks())
    node.receive(2000, b"x", b"\x00\x07")
    assert node.take_sends() == []
    assert node.counters["other_versions"] == 4
    assert node.next_ms() is None


def test_a_step_tells_what_it_cost():
    node = Node(NodeConfig("n", beacon_ms=0), 116)
    node.inject(0, bricks("for i in range(1000):\n    pass"))
    node.take_gas()
    node.advance(0)
    assert node.take_gas() > 1000
    assert node.take_gas() == 0


def test_slow_boards_do_the_same_later():
    def run(gas_per_ms):
        bus = VirtualBus(gas_per_ms=gas_per_ms)
        stations = [add_node(bus, name) for name in "ab"]
        bus.run(5000)
        bus.inject(stations[0], bricks(TOUR))
        bus.run(60000)
        [end_ms] = [time_ms for time_ms, _, kind, _ in bus.events if kind == "finished"]
        return end_ms, reports(bus)

    fast_ms, fast = run(None)
    slow_ms, slow = run(20)
    assert slow == fast
    assert slow_ms > fast_ms + 100


def test_a_slow_neighbour_is_given_the_time_to_check_code_and_restore_state():
    bus = VirtualBus(gas_per_ms=20)
    stations = [add_node(bus, name) for name in "ab"]
    bus.run(5000)
    bus.frames.clear()
    bus.inject(stations[0], bricks(TOUR))
    bus.run(60000)
    types = [type(wire.decode(frame)) for _, _, _, frame in bus.frames]
    assert types.count(wire.Offer) == types.count(wire.Started) == kinds(bus)["hop"] == 2
    assert types.count(wire.Query) == 0


def traffic():
    """Frames of every type, as nodes send them."""
    bus = VirtualBus(seed=1, loss=0.2)
    stations = [add_node(bus, name) for name in "ab"]
    bus.run(5000)
    for _ in range(3):
        bus.inject(stations[0], bricks(TOUR))
        bus.run(bus.now_ms + 3000)
    return [frame for _, _, _, frame in bus.frames]


FRAMES = traffic()

_damage = st.one_of(
    st.binary(max_size=130),
    st.binary(max_size=120).map(lambda raw: b"\x01" + raw),
    st.builds(
        lambda frame, at, byte: (
            frame[: at % len(frame)] + bytes((byte,)) + frame[at % len(frame) + 1 :]
        ),
        st.sampled_from(FRAMES),
        st.integers(0, 200),
        st.integers(0, 255),
    ),
    st.builds(lambda frame, cut: frame[:cut], st.sampled_from(FRAMES), st.integers(0, 116)),
    st.sampled_from(FRAMES),
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from([b"\0\1", b"x"]), _damage)))
def test_a_node_lives_through_whatever_comes_off_the_air(sequence):
    node = Node(NodeConfig("b", beacon_ms=1000), 116)
    node.tags.bind("runs", Held(0).read, Held(0).write, rights="others:read,write")
    now_ms = 0
    for wait_ms, source, frame in sequence:
        now_ms += wait_ms
        node.receive(now_ms, source, frame)
        for _ in range(3):
            node.advance(now_ms)
        for _, sent in node.take_sends():
            assert len(sent) <= 116
    now_ms += 1 << 33  # beyond every lifetime that a frame can carry
    node.advance(now_ms)
    assert node.messages == []
    assert_nothing_is_held_by(node)
    node.inject(now_ms, bricks("import node\nnode.report(1)"))
    seen = []
    node.on_event = lambda now_ms, kind, fields: seen.append(kind)
    node.advance(now_ms)
    assert "finished" in seen


def test_bad_bytes_are_counted_and_told():
    node = Node(NodeConfig("n"), 116)
    seen = []
    node.on_event = lambda now_ms, kind, fields: seen.append((kind, fields["reason"]))
    for frame in (b"", b"\x01", b"\x01\x80", b"\x01\x81\x18\x63", b"\x01\x82\x01\x00"):
        node.receive(0, b"x", frame)
    assert node.counters["bad_frames"] == 5
    assert [kind for kind, _ in seen] == ["dropped"] * 5
