"""Copies of programs: a function that goes on twice, here or at all who hear one frame."""

import pytest

from runtime import vm, wire
from runtime.vm import load_brick
from runtime.vm.fork import fork
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks
from tests.field import add_node, assert_nothing_is_held, kinds, of

LIBRARY = list(library_bricks().values())


def field(count, spread=1, **options):
    """Nodes "0", "1", ... a step of 10 m apart, each hears the next `spread` on either side."""
    bus = VirtualBus(range_cm=1000 * spread + 100, **options)
    for at in range(count):
        add_node(bus, str(at), 250, (1000 * at, 0), LIBRARY, memory_bytes=1 << 20)
    bus.run(6000)
    return bus


def run(bus, source, until_ms=20000, at=0):
    """What was reported, by the names of the nodes, in the order of time."""
    bus.inject(bus.stations[at], compile_source(source).bricks)
    bus.run(bus.now_ms + until_ms)
    for station in bus.stations:
        assert_nothing_is_held(station)
    return [(name, e["value"]) for _, name, kind, e in bus.events if kind == "report"]


def test_a_copy_goes_on_with_the_function_and_not_with_its_callers():
    source = """
import node
def f(n):
    items = [n]
    copied = node.clone()
    items.append(copied)
    node.report(items)
node.report("before")
f(7)
node.report("after")
"""
    bus = field(1)
    seen = [value for _, value in run(bus, source)]
    assert sorted(map(str, seen)) == ["(7, False)", "(7, True)", "after", "before"]
    assert kinds(bus)["finished"] == 2
    assert len({e["message"] for e in of(bus, "finished")}) == 2
    ((cloned,),) = [of(bus, "cloned")]
    assert cloned["of"] == of(bus, "injected")[0]["message"]


def test_what_an_application_spawns_is_of_its_family():
    source = """
import node
def f():
    node.broadcast()
    node.clone()
f()
"""
    bus = field(3)
    run(bus, source, at=1)
    spawned = [e["message"] for kind in ("cloned", "arrived") for e in of(bus, kind)]
    injected = of(bus, "injected")[0]["message"]
    assert {message[1:4] for message in spawned} == {injected[1:4]}
    assert injected[4] == 0
    assert (len(of(bus, "cloned")), len(of(bus, "arrived"))) == (3, 2)
    assert len({message[4] for message in spawned} - {0}) == 3 + 1


def test_a_copy_s_home_is_where_it_began():
    source = """
import node
def f():
    node.broadcast()
    for id, x, y in node.neighbours():
        if x > 1000:
            node.migrate(id)
    node.report(node.origin()[1:])
f()
"""
    assert sorted(run(field(3), source)) == [("0", (0, 0)), ("2", (0, 0))]


def test_copies_share_nothing():
    source = """
import node
shared = []
def f(items):
    items.append(node.clone())
    shared.append(items)
    node.sleep(100)
    node.report((items, shared))
f([])
"""
    assert sorted(value for _, value in run(field(1), source)) == [
        ((False,), ((False,),)),
        ((True,), ((True,),)),
    ]


def test_a_broadcast_begins_at_all_in_reach_and_nowhere_twice():
    source = """
import node
def f(text):
    if node.broadcast():
        node.report((node.read("name"), text))
    else:
        node.report("sent")
f("hello there")
"""
    bus = field(5, 2, double=0.5)
    seen = run(bus, source, at=1)
    assert sorted(value for _, value in seen if value != "sent") == [
        (name, "hello there") for name in "023"
    ]
    assert ("1", "sent") in seen


def test_who_lacks_the_code_of_a_broadcast_asks_for_it():
    source = """
import node
def f():
    if node.broadcast():
        node.report(padding()[0])
def padding():
    return ["%s"]
f()
""" % ("what makes it long; " * 60)
    bus = field(4, 3)
    bus.frames.clear()
    assert len(run(bus, source)) == 3
    assert len(of(bus, "brick")) == 3
    again = run(bus, source)
    assert len(again) == 6
    assert len(of(bus, "brick")) == 3
    answers = [wire.decode(frame) for _, _, _, frame in bus.frames]
    assert not [frame for frame in answers if isinstance(frame, (wire.Started, wire.Refused))]


FLOOD = """
import node
def flood():
    while not node.tags("seen"):
        node.create("seen", 1, 60000)
        node.report(node.read("name"))
        if not node.broadcast():
            return
flood()
"""


@pytest.mark.parametrize("spread", [1, 3])
def test_a_flood_reaches_all_once_each(spread):
    bus = field(12, spread)
    assert sorted(value for _, value in run(bus, FLOOD)) == sorted(str(at) for at in range(12))
    sent = [frame for _, _, _, frame in bus.frames if type(wire.decode(frame)) is wire.Spread]
    assert len(sent) == 12


def test_a_flood_ends_with_its_hops():
    bus = field(9)
    program = compile_source(FLOOD)
    bus.inject(bus.stations[0], program.bricks, {"hops": 3})
    bus.run(bus.now_ms + 20000)
    assert sorted(e["value"] for e in of(bus, "report")) == ["0", "1", "2", "3"]
    assert "hops" in of(bus, "killed")[0]["reason"]


def test_what_does_not_fit_one_frame_is_refused_to_the_program():
    source = """
import node
def f(data):
    try:
        node.broadcast()
    except ValueError as error:
        node.report(str(error))
    node.report(len(data))
f(b"x" * 300)
"""
    text, length = [value for _, value in run(field(2), source)]
    assert text.startswith("broadcast: the state is 3")
    assert length == 300


def test_a_function_of_a_library_is_a_message_of_its_own():
    source = """
import geographic
items = [1, 2, 3]
geographic.hop(b"12345678")
"""
    program = [load_brick(data) for data in compile_source(source).bricks]
    bricks = {brick.name: brick for brick in program}
    execution = vm.Execution(bricks, program[0].name)
    assert execution.run(None, 10**6) == vm.BLOCKED
    root, state = fork(execution)
    library = load_brick(library_bricks()["geographic"])
    assert root == library.name
    assert len(state) < 30
    for one in (vm.restore(state, {**bricks, program[0].name: library}, root), execution):
        one.throw("NoAck", "it is away")
        assert one.run(None, 10**6) == vm.DONE


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    yield node.clone()\nnode.report(list(f()))", "a generator cannot be copied"),
        ("    node.clone(-1)\nf()", "a copy declares memory_bytes of 0 to 16384"),
        ("    node.broadcast(10**9)\nf()", "a copy declares memory_bytes of 0 to 16384"),
        ("    node.clone('x')\nf()", "a copy declares memory_bytes of 0 to 16384"),
    ],
)
def test_what_cannot_be_copied_raises_in_the_program(body, said):
    bus = field(1)
    run(bus, "import node\ndef f():\n" + body)
    ((failed,),) = [of(bus, "failed")]
    assert failed["error"] == "ValueError"
    assert said in failed["text"]


def test_a_copy_that_the_node_has_no_room_for_is_refused():
    bus = VirtualBus()
    add_node(bus, "a", 250, memory_bytes=20000)
    source = """
import node
def f():
    try:
        node.clone()
    except node.Refused as error:
        node.report(str(error))
    if node.clone(3000):
        node.report("small")
f()
"""
    text, small = [value for _, value in run(bus, source)]
    assert "memory_bytes 16384, 3616 can be had here" in text
    assert small == "small"
