"""On-demand and content-based routing, and ways that an application puts together, on graphs."""

import itertools

import networkx
import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from bench.routing import BOUNDS, SOURCES
from runtime.tagspace import Held
from sim.graph import GraphField
from spatial.compiler import compile_source

AODV = compile_source(SOURCES["aodv"])


class Graph(GraphField):
    """A field whose programs read where to go as the tag "goal"."""

    def __init__(self, places, edges, program):
        super().__init__(places, edges, program.bricks)
        self.places = places
        self.program = program
        self.goal = Held(None)
        for node in self.nodes:
            node.tags.bind("goal", self.goal.read)

    def send(self, source, target, bounds=BOUNDS):
        """(where the message is when it reports, what it reports, the hops that it made)."""
        self.goal.value = (*self.places[target], self.ids[target])
        self.events.clear()
        self.run(source, self.program.bricks, bounds)
        sent = next(e["message"] for _, kind, e in self.events if kind == "injected")
        ((at, value),) = [
            (at, e["value"])
            for at, kind, e in self.events
            if kind == "report" and e["message"] == sent
        ]
        hops = sum(kind == "hop" and e["message"] == sent for _, kind, e in self.events)
        return at, value, hops

    def count(self, kind):
        return sum(each == kind for _, each, _ in self.events)

    def cut(self, *edge):
        """The link between two is no more; they do not know yet."""
        a, b = edge
        self.near[a].remove(b)
        self.near[b].remove(a)


def line(count, **more):
    places = [(1000 * at, 0) for at in range(count)]
    return places, list(itertools.pairwise(range(count)))


def ring(count):
    places, edges = line(count)
    return places, [*edges, (count - 1, 0)]


@seed(2003)
@settings(max_examples=25, deadline=None)
@given(st.integers(2, 9), st.data())
def test_a_route_is_found_on_any_graph_and_is_no_longer_than_the_ring_that_found_it(count, data):
    numbers = st.integers(0, count - 1)
    pairs = data.draw(st.sets(st.tuples(numbers, numbers), min_size=1, max_size=2 * count))
    edges = [(a, b) for a, b in pairs if a < b]
    places = [(0, 0)] * count
    source, target = data.draw(numbers), data.draw(numbers)
    field = Graph(places, edges, AODV)
    assume(networkx.has_path(field.graph, source, target))
    least = networkx.shortest_path_length(field.graph, source, target)
    at, there, hops = field.send(source, target)
    assert (at, there) == (target, True)
    assert least <= hops <= least + 1  # rings widen by two


def test_a_route_that_is_known_is_used_with_no_request():
    field = Graph(*line(6), AODV)
    assert field.send(0, 5) == (5, True, 5)
    assert field.count("broadcast") > 0
    assert field.send(0, 5) == (5, True, 5)
    assert field.count("broadcast") == 0
    assert field.send(2, 5) == (5, True, 3)
    assert field.count("broadcast") == 0


def test_a_route_ends_with_its_lifetime():
    field = Graph(*line(5), AODV)
    field.send(0, 4)
    assert [field.nodes[1].tags.names(field.now_ms, "aodv/*")] != [[]]
    field.pass_time(20_000)
    assert field.nodes[1].tags.names(field.now_ms, "aodv/*") == []


def test_a_request_widens_in_rings_and_spares_those_beyond():
    field = Graph(*line(30), AODV)
    field.send(15, 18)
    heard = {at for at, kind, _ in field.events if kind == "arrived"}
    assert heard <= set(range(10, 21))


def test_a_place_that_is_known_sets_the_first_ring():
    away = compile_source(SOURCES["aodv"].replace("None, None, id", "x, y, id"))
    requests = []
    for program in (AODV, away):
        field = Graph(*line(8), program)
        assert field.send(0, 6) == (6, True, 6)
        requests.append(sum(at == 0 and kind == "broadcast" for at, kind, _ in field.events))
    assert requests[1] == 1 < requests[0]


def test_a_broken_route_is_told_of_and_another_is_found():
    field = Graph(*ring(10), AODV)
    assert field.send(0, 4) == (4, True, 4)
    field.cut(2, 3)
    field.pass_time(5000)  # who was heard just now is sent everything, and may have got it
    assert field.send(0, 4) == (4, True, 10)  # two out, and back, and round the other way
    # Node 1 has heard of the error: what starts there now does not run into the gap.
    name = "aodv/" + field.ids[4].hex()
    assert field.nodes[1].tags.read(field.now_ms, name)[0] == field.ids[0]


def test_nobody_who_answers_is_unreachable():
    field = Graph([(0, 0), (1000, 0), (9000, 0)], [(0, 1)], AODV)
    assert field.send(0, 2) == (0, False, 0)


def test_a_request_passes_each_node_once():
    places = [(1000 * (at % 4), 1000 * (at // 4)) for at in range(16)]
    edges = [(a, b) for a in range(16) for b in range(a) if abs(a - b) == 4 or
             (a - b == 1 and a % 4)]
    source = SOURCES["aodv"].replace("aodv.travel(None, None, id, None)",
                                     "aodv._request(node.id(), 1, b'12345678', 0, 30, None)")
    field = Graph(places, edges, compile_source(source))
    field.send(5, 5)
    field.pass_time(3000)
    assert field.count("broadcast") == 16


PRESSED = """
import aodv
import node
told = []
for wait in (0, 0, 1100):
    node.sleep(wait)
    told.append(aodv._is_pressed())
    aodv._keep("aodv", aodv._number(0) + aodv.RREQ_RATELIMIT, 60000)
node.report(told)
"""


def test_no_more_requests_begin_in_a_second_than_the_rfc_has():
    field = Graph(*line(2), compile_source(PRESSED))
    assert field.send(0, 0)[1] == (False, True, False)


NEAREST = """
import content
import node
try:
    content.nearest("water")
    node.report(("found", content.known("water")))
except node.Unreachable as error:
    node.report(("none", str(error)))
"""


def watered(count, *wet):
    field = Graph(*line(count), compile_source(NEAREST))
    for at in wet:
        field.nodes[at].tags.bind("water", Held(1).read)
    return field


def test_the_nearest_node_with_a_tag_is_found():
    field = watered(12, 2, 9)
    assert field.send(4, 0) == (2, ("found", 0), 2)
    assert field.send(7, 0) == (9, ("found", 0), 2)
    assert field.send(9, 0) == (9, ("found", 0), 0)


def test_what_was_learned_of_a_tag_stays_along_the_way():
    field = watered(12, 9)
    assert field.send(3, 0) == (9, ("found", 0), 6)
    assert field.send(5, 0) == (9, ("found", 0), 4)
    assert field.count("broadcast") == 0


def test_what_proves_wrong_of_a_tag_is_dropped():
    field = watered(12, 0, 9)
    assert field.send(5, 0)[:2] == (9, ("found", 0))
    field.nodes[9].tags._io.pop("water")
    at, value, hops = field.send(6, 0)
    assert (at, value) == (0, ("found", 0))
    assert hops < 30


def test_a_tag_that_nobody_has_is_unreachable():
    field = watered(4)
    assert field.send(0, 0) == (0, ("none", "no route was found"), 0)


OWN = """
import node
import routes
import spatial
x, y, id = node.read("goal")
tried = []
def mine(x, y, wanted, space):
    tried.append("mine")
    raise node.Unreachable("I never know")
def yours(x, y, wanted, space):
    tried.append("yours")
    while node.id() != wanted:
        node.migrate(node.neighbours()[-1][0] if node.id() < wanted else node.neighbours()[0][0])
{go}
node.report((node.id() == id, tried))
"""


def test_a_program_has_its_own_way_and_falls_back_on_another():
    go = "import aodv\nroutes.either(x, y, id, None, (mine, aodv.travel))"
    field = Graph(*line(5), compile_source(OWN.format(go=go)))
    assert field.send(0, 4)[:2] == (4, (True, ("mine",)))


def test_what_no_way_reaches_is_what_the_last_says():
    go = """
try:
    routes.either(x, y, id, None, (mine, mine))
except node.Unreachable as error:
    tried.append(str(error))
"""
    field = Graph(*line(3), compile_source(OWN.format(go=go)))
    assert field.send(0, 2)[:2] == (0, (False, ("mine", "mine", "I never know")))


def test_on_demand_inside_a_space_asks_nobody_beyond_it():
    places, edges = line(12)
    go = "routes.into(None, None, 'interest', spatial.circle(90, 0, 25))"
    field = Graph(places, edges, compile_source(OWN.format(go=go)))
    field.nodes[10].tags.bind("interest", Held(1).read)
    assert field.send(0, 10)[:2] == (10, (True, ()))
    asked = {at for at, kind, _ in field.events if kind == "broadcast"}
    assert asked <= {7, 8, 9}


@pytest.mark.parametrize("go", [
    "routes.travel(x, y, id, None)",
    "routes.into(x, y, id, spatial.circle(90, 0, 35))",
])
def test_a_program_switches_from_geographic_to_on_demand(go):
    # From 6 on places say nothing of links: only a request finds 11.
    places, edges = line(6)
    places += [(9000, 2000), (6000, 3000), (9000, -2000), (6500, -3000), (8000, 300), (9000, 0)]
    edges += [(5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11)]
    field = Graph(places, edges, compile_source(OWN.format(go=go)))
    assert field.send(0, 11)[:2] == (11, (True, ()))
