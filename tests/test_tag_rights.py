"""Five domains of five rights, allowed and denied: messages act on tags that others created.

The tag is on a node `m`. Programs are injected at `a` and `b`, and move there.
"""

import pytest

from runtime.tagspace import Held
from runtime.tagspace.rights import DOMAINS, RIGHTS
from runtime.vm import load_brick
from sim.bus import VirtualBus
from spatial.compiler import compile as compiling
from spatial.compiler import compile_source
from tests.field import add_node, id8, kinds, of, reports

# What a message does is its node's to say, so that one program can be creator and actor.
PROGRAM = """
import acting
import node
{other}
role, right, rights = node.read("role")
while node.id() != {there!r}:
    try:
        node.migrate({there!r})
    except node.HopError:
        node.sleep(100)
if role != "act":
    node.create("tag", 1, 5000, rights)
if role == "create and act" or role == "act":
    node.report(acting.act(right, "tag", rights))
elif role == "create and spawn":
    acting.spawn(right, "tag", rights)
"""


class Field:
    """Nodes a, b and m, and programs that know m."""

    def __init__(self):
        self.bus = VirtualBus()
        self.role = Held(None)
        self.a, self.b, self.m = (add_node(self.bus, name, 250) for name in "abm")
        for station in (self.a, self.b):
            station.live().tags.bind("role", self.role.read)
        self.bus.run(3000)
        self.one, self.other = (
            compile_source(PROGRAM.format(there=id8(self.m), other=text)).bricks
            for text in ("", "node.now()")
        )

    def run(self, station, bricks, *role):
        """What was reported."""
        self.role.value = role
        self.bus.events.clear()
        self.bus.inject(station, bricks)
        self.bus.run(self.bus.now_ms + 3000)
        failed = of(self.bus, "failed")
        assert not failed, failed
        return reports(self.bus)

    def acted(self, domain, right, rights):
        """What came of it where a message of this domain used a right on a tag of these rights."""
        if domain == "owner":
            return self.run(self.a, self.one, "create and act", right, rights)
        if domain == "family":
            return self.run(self.a, self.one, "create and spawn", right, rights)
        assert self.run(self.a, self.one, "create", right, rights) == []
        station = self.a if domain == "origin" else self.b
        return self.run(station, self.one if domain == "code" else self.other, "act", right, rights)


@pytest.fixture
def field(monkeypatch):
    path = compiling._ROOT / "tests" / "programs" / "acting.py"
    monkeypatch.setitem(compiling.LIBRARY, "acting", path)
    visible = (*compiling._VISIBLE, "acting")
    monkeypatch.setattr(compiling._parse, "__defaults__", (visible,))
    return Field()


def rights_of(domain, words, others):
    return " ".join(f"{each}:{words if each == domain else others}" for each in DOMAINS)


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_right_that_a_domain_alone_has_allows_it(field, domain, right):
    assert field.acted(domain, right, rights_of(domain, right, "none")) == ["allowed"]


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_right_that_a_domain_alone_lacks_is_denied_it(field, domain, right):
    lacking = ",".join(word for word in RIGHTS if word != right)
    assert field.acted(domain, right, rights_of(domain, lacking, "all")) == ["denied"]


def test_what_is_spawned_carries_other_code_and_the_origin_of_its_application(field):
    field.acted("family", "read", "others:all")
    (cloned,) = of(field.bus, "cloned")
    (injected,) = of(field.bus, "injected")
    assert cloned["message"][1:4] == injected["message"][1:4]
    assert injected["message"][0] == load_brick(field.one[0]).name
    assert cloned["message"][0] in [load_brick(data).name for data in field.one[1:]]


@pytest.mark.parametrize(("domain", "outcome"), [("origin", "allowed"), ("code", "denied")])
def test_another_start_of_one_program_is_of_its_origin_before_its_code(field, domain, outcome):
    rights = rights_of(domain, "read", "none")
    field.run(field.a, field.one, "create", "read", rights)
    assert field.run(field.a, field.one, "act", "read", rights) == [outcome]


@pytest.mark.parametrize(
    ("rights", "gets"),
    [("others:read,wait", 7), ("others:wait", None), ("others:read", "Timeout")],
)
def test_a_write_wakes_who_may_wait_and_is_seen_by_who_may_read(rights, gets):
    bus = VirtualBus()
    a = add_node(bus, "a")
    b = add_node(bus, "b")
    bus.run(3000)
    waits = """
import node
to, name = [near[0] for near in node.neighbours()][0], node.read("name")
node.migrate(to)
try:
    node.report(node.wait("door", 1000))
except node.Timeout:
    node.report("Timeout")
"""
    bus.inject(b, compile_source(waits).bricks)
    bus.run(bus.now_ms + 300)
    opens = f"import node\nnode.create('door', 7, 500, rights={rights!r})"
    bus.inject(a, compile_source(opens).bricks)
    bus.run(bus.now_ms + 2000)
    assert reports(bus) == [gets]
    assert kinds(bus)["finished"] == 2


def test_a_grant_holds_from_then_on(field):
    rights = "others:read,write,delete,wait"
    assert field.acted("owner", "grant", "owner:read,grant others:none") == ["allowed"]
    assert field.run(field.b, field.other, "act", "read", rights) == ["denied"]
    field.bus.run(field.bus.now_ms + 9000)
    text = """
import node
node.create("tag", 1, 50000)
node.grant("tag", "{}")
node.report(node.about("tag")[4])
"""
    field.bus.inject(field.m, compile_source(text.format(rights)).bricks)
    field.bus.run(field.bus.now_ms + 100)
    assert reports(field.bus)[-1].endswith("others:read,write,delete,wait")
    for right in ("read", "write", "wait", "delete"):
        assert field.run(field.b, field.other, "act", right, "") == ["allowed"]


def test_private_names_reach_as_far_as_their_code(field):
    text = """
import node
{}
if node.tags(".mine"):
    node.report(node.read(".mine"))
else:
    node.create(".mine", "of {}", 5000)
    node.report("created")
"""
    programs = [compile_source(text.format(f"node.{one}()", one)).bricks for one in ("id", "now")]
    for bricks in (*programs, *programs):
        field.bus.inject(field.m, bricks)
        field.bus.run(field.bus.now_ms + 100)
    assert reports(field.bus) == ["created", "created", "of id", "of now"]


def test_a_relay_is_not_written_before_its_owner_says_so():
    bus = VirtualBus()
    a = add_node(bus, "a")
    relay = Held(0)
    a.live().tags.bind("relay", relay.read, relay.write)
    opens = compile_source("import node\nnode.write('relay', 1)").bricks
    bus.inject(a, opens)
    bus.run(100)
    assert (of(bus, "failed")[0]["error"], relay.value) == ("TagDenied", 0)
    a.live().tags.may = lambda who, right, name: who[1] == id8(a) or None
    bus.inject(a, opens)
    bus.run(200)
    assert relay.value == 1
