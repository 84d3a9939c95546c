"""Programs that misuse tags, on both engines: what they get, and that others still get theirs."""

import pytest

from runtime.tagspace.space import LEASE_MS
from sim.bus import VirtualBus
from spatial.compiler import compile_source
from tests.engines import on_each_engine
from tests.field import add_node, kinds, of, reports

ROOMY = {"memory_bytes": 49_152}
GREEDY = {"tag_bytes": 8192}  # all that a node has


def field(**config):
    bus = VirtualBus()
    return bus, add_node(bus, "a", **config)


def run(bus, station, text, translate, bounds=None, until_ms=1000):
    """What the program reported, and how it ended."""
    before = len(reports(bus))
    bus.events[:] = [event for event in bus.events if event[2] == "report"]
    bus.inject(station, compile_source(text).bricks, bounds)
    station.live().messages[-1].execution.translate = translate
    bus.run(bus.now_ms + until_ms)
    (end,) = [kind for kind in ("finished", "failed", "killed") if kinds(bus)[kind]]
    return reports(bus)[before:], end, of(bus, end)[0]


def another_s(station, now_ms, *what):
    """A well-behaved tag, of an application from elsewhere."""
    who = (b"friendly", b"far away", 1, 1, 0)
    station.live().tags.create(now_ms, "friend", 1, 1000, who)
    station.live().tags.delete(now_ms, "friend", who)


@on_each_engine
def test_who_takes_all_tags_gets_half_and_others_get_theirs(translate):
    text = """
import node
def fill(size):
    made = 0
    while True:
        try:
            node.create("%d/%d" % (size, made), bytes(size), 3600000)
        except node.TagSpaceFull as error:
            node.report((made, str(error)))
            return
        made += 1
for size in (1000, 100, 0):
    fill(size)
"""
    bus, a = field()
    ((big, said), _, (small, _)), end, _ = run(bus, a, text, translate, GREEDY)
    assert (end, big) == ("finished", 3)
    assert "of 4096 are left for this origin here" in said
    assert small < 10
    assert a.live().tags.used_bytes <= 4096
    another_s(a, bus.now_ms)


@on_each_engine
def test_who_holds_leases_for_ever_still_pays_for_them(translate):
    text = """
import node
def hold():
    for ms in (604800001, 2**40, 2**70):
        try:
            node.create("t", 1, ms)
        except node.TagDenied:
            node.report("too long")
    made = 0
    try:
        while True:
            node.create("t%d" % made, 0, 604800000)
            made += 1
    except node.TagSpaceFull:
        pass
    for _ in range(5):
        for at in range(made):
            node.renew("t%d" % at, 604800000)
    node.report(made)
hold()
"""
    bus, a = field()
    said, end, _ = run(bus, a, text, translate, GREEDY)
    assert (said[:3], end) == (["too long"] * 3, "finished")
    assert a.live().tags.used_bytes <= 4096
    assert len(a.live().tags._leases._heap) <= 3 * said[3] + 16
    another_s(a, bus.now_ms)
    bus.run(bus.now_ms + LEASE_MS)
    another_s(a, bus.now_ms)
    assert a.live().tags.used_bytes == 0


NAMES = """
import node
def tricks():
    seen = []
    for name in ("", "*", "a*", "x" * 63, "x" * 9000, chr(0xD800), None, 7, b"x", ["x"], (), {}):
        for use in (node.create, node.write, node.compare_and_set):
            try:
                if use is node.create:
                    use(name, 1, 10)
                elif use is node.write:
                    use(name, 1)
                else:
                    use(name, 1, 2)
                seen.append((name, "let"))
            except node.TagError:
                pass
        for use in (node.read, node.delete, node.about):
            try:
                use(name)
                seen.append((name, "let"))
            except node.TagError:
                pass
    for name in ("name", "neighbours", "clock", "runs"):
        try:
            node.create(name, 1, 10)
        except node.TagExists:
            pass
        for rights in ("others:all", "owner:all"):
            try:
                node.grant(name, rights)
                seen.append((name, rights))
            except node.TagDenied:
                pass
    for name in (".", "..", "./x", "\\0", "a\\0b", " ", "name ", "Name", "n\\u0430me"):
        node.create(name, 1, 10)
        node.delete(name)
    for pattern in ("**", "*a", 5, None, b"*", "a*b"):
        try:
            node.tags(pattern)
            seen.append(pattern)
        except node.TagError:
            pass
    node.report(seen)
tricks()
"""


@on_each_engine
def test_names_have_no_tricks(translate):
    bus, a = field()
    said, end, fields = run(bus, a, NAMES, translate, ROOMY)
    assert (said, end) == ([()], "finished"), fields


VALUES = """
import node
class Thing:
    pass
def generate():
    yield 1
def values():
    ring = []
    ring.append(ring)
    wide = [0] * 100
    for _ in range(7):
        wide = [wide] * 100
    deep = 1
    for _ in range(90):
        deep = (deep,)
    let = []
    for value in ({}, set(), frozenset(), Thing, Thing(), Thing.__init__, generate, generate(), len,
                  node.read, bytearray(3), range(3), slice(1), ring, wide, deep, b"x" * 1100,
                  "x" * 5000, [1] * 1100, ["x" * 200] * 9, object(), NotImplemented):
        for use in (lambda: node.create("v", value, 10), lambda: node.write("held", value),
                    lambda: node.compare_and_set("held", value, 1),
                    lambda: node.compare_and_set("held", 1, value)):
            try:
                use()
                let.append(str(type(value)))
            except node.TagTypeRefused:
                pass
    node.report(let)
    for value in (2**4000, -2**4000, 1e300, float("inf"), "\\u6c34", (), [[], ()], None):
        node.write("held", value)
        if type(value) is not list and node.read("held") != value:
            node.report(value)
    for wrong in (0, -1, True, 1.5, "9", None, 2**80, [], b"1", wide, ring, Thing(), {}):
        for use in (lambda: node.create("w", 1, wrong), lambda: node.renew("held", wrong)):
            try:
                if wrong != 0 or type(wrong) is bool:
                    use()
                    node.report(("lease", wrong))
            except (node.TagTypeRefused, node.TagDenied):
                pass
    for wrong in ("", 0, 5, [], wide, ring, b"others:all", "others:all" * 99, "all", "\\0:\\0"):
        for use in (lambda: node.create("w", 1, 10, wrong), lambda: node.grant("held", wrong)):
            try:
                use()
                node.report(("rights", wrong))
            except node.TagTypeRefused:
                pass
    for wrong in (0, 1, "yes", [], wide, ring):
        try:
            node.create("w", 1, 10, durable=wrong)
            node.report(("durable", wrong))
        except node.TagTypeRefused:
            pass
    for wrong in (wide, ring, Thing(), 2**4000, "x" * 9000):
        for use in (node.read, node.delete, node.tags, node.about, lambda n: node.write(n, 1),
                    lambda n: node.create(n, 1, 10), lambda n: node.write(n, wide),
                    lambda n: node.wait(n, 1), lambda n: node.sleep(n if type(n) is list else -1)):
            try:
                if use(wrong) != []:
                    node.report("a wrong name is let")
            except (TypeError, node.TagError) as error:
                if len(str(error)) > 1500 or "0x" in str(error):
                    node.report(str(error))
    for use in (lambda: node.create("w", 1), lambda: node.create("w", 1, 10, right="x"),
                lambda: node.create(tag="w"), lambda: node.create("w", 1, 10, tag="w"),
                lambda: node.read(tag="held"), lambda: node.wait("held")):
        try:
            use()
            node.report("called wrongly")
        except (TypeError, node.TagTypeRefused):
            pass
node.create("held", 0, 900000)
values()
node.report(node.tags("*"))
"""


@on_each_engine
def test_values_leases_and_rights_of_all_wrong_kinds_are_refused(translate):
    bus, a = field()
    said, end, fields = run(bus, a, VALUES, translate, ROOMY)
    assert end == "finished", fields
    assert said == [(), ("clock", "held", "load", "loads", "name", "neighbours", "runs")]


@on_each_engine
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("reading", "held.append(node.read('full'))"),
        ("listing", "held.append(node.tags('*'))"),
        ("about", "held.append(node.about('full'))"),
        ("neighbours", "held.append(node.neighbours())"),
    ],
)
def test_what_the_node_gives_counts_as_memory(translate, name, body):
    text = f"""
import node
def hoard():
    held = []
    while True:
        {body}
        held.append(bytes(1))
node.create("full", ((),) * 500, 5000)
hoard()
"""
    bus, a = field()
    _, end, fields = run(bus, a, text, translate, {"memory_bytes": 12_000})
    assert (end, fields["reason"].split(":")[0]) == ("killed", "memory")


@on_each_engine
@pytest.mark.parametrize(
    "body",
    ["node.write('t', 'x' * 900)", "node.tags('*')", "node.read('t')", "node.renew('t', 5000)",
     "node.compare_and_set('t', 1, 2)", "node.grant('t', 'others:read')", "node.about('t')",
     "node.create('u', 1, 9)\n        node.delete('u')"],
)  # fmt: skip
def test_using_tags_without_end_ends_by_gas(translate, body):
    text = f"""
import node
def spin():
    while True:
        {body}
node.create("t", 1, 5000)
spin()
"""
    bus, a = field()
    _, end, fields = run(bus, a, text, translate, {"gas_visit": 20_000})
    assert (end, fields["reason"].split(":")[0]) == ("killed", "gas")
    assert len(of(bus, "write")) <= 20_000 // 20


@on_each_engine
@pytest.mark.parametrize("shape", ["[wide] * 100", "(wide,) * 100", "{1: wide, 2: wide, 3: wide}"])
def test_one_list_in_many_places_is_no_report_without_end(translate, shape):
    text = f"""
import node
def tell():
    wide = [0] * 100
    for _ in range(6):
        wide = {shape}
    try:
        node.report(wide)
    except node.TagError as error:
        node.report(str(error)[:43])
tell()
"""
    bus, a = field()
    said, end, fields = run(bus, a, text, translate)
    assert (said, end) == (["a report is no more than the message may ho"], "finished"), fields


@on_each_engine
@pytest.mark.parametrize("memory_bytes", range(3000, 9000, 500))
def test_what_is_done_to_a_node_is_done_once_however_near_the_end_of_memory(
    translate, memory_bytes
):
    text = """
import node
def fill():
    held = []
    at = 0
    while True:
        held.append(bytes(31))
        if not node.compare_and_set("at", at, at + 1):
            node.report("done twice")
        at += 1
        node.report(at)
node.create("at", 0, 5000)
fill()
"""
    bus, a = field()
    said, end, _ = run(bus, a, text, translate, {"memory_bytes": memory_bytes})
    assert end == "killed"
    assert said == list(range(1, len(said) + 1))
    assert len(said) > 20


@on_each_engine
def test_many_who_wait_for_one_tag_are_all_told(translate):
    text = """
import node
def wait(count):
    for _ in range(count):
        if node.clone(2500):
            node.report(node.wait("door", 900))
            return
    node.sleep(100)
    node.create("door", "open", 5000)
wait(12)
"""
    bus, a = field()
    bus.inject(a, compile_source(text).bricks)
    a.live().messages[-1].execution.translate = translate
    bus.run(2000)
    assert reports(bus) == ["open"] * 12
    assert a.live().messages == []
