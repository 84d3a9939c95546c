"""GPSR, as the program that it is, run by nodes on graphs."""

import itertools
import math
from random import Random

import networkx
import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from bench.routing import BARS, BOUNDS, GRAPHS, SOURCES, Sender, deliver
from runtime.tagspace import Held
from sim.graph import GraphField, unit_disk
from spatial.compiler import compile_source
from tests.spatial_field import RADIO_MTU_BYTES, SpatialField, both_ways

PROGRAM = compile_source(SOURCES["gpsr"])


def arrival(places, edges, source, target, program=PROGRAM):
    """(where a message from `source` to `target` ends, whether it says that it is there, its hops).

    Numbers of nodes are as in `places`.
    """
    field = GraphField(places, edges, program.bricks)
    goal = Held((*places[target], field.ids[target]))
    for node in field.nodes:
        node.tags.bind("goal", goal.read)
    field.run(source, program.bricks, BOUNDS)
    ((at, there),) = [(at, e["value"]) for at, kind, e in field.events if kind == "report"]
    return at, there, sum(kind == "hop" for _, kind, _ in field.events)


def component(places, edges, at):
    graph = networkx.Graph(edges)
    graph.add_nodes_from(range(len(places)))
    return networkx.node_connected_component(graph, at)


@pytest.mark.parametrize("kind", GRAPHS)
def test_a_sample_of_the_fields_of_the_bench_is_delivered(kind):
    found = [deliver("gpsr", kind, number, 20) for number in range(3)]
    sent = sum(field.sent for field in found)
    came = sum(field.came for field in found)
    assert sent == 60
    assert came >= math.floor(sent * BARS["gpsr", kind]), found


@pytest.mark.parametrize(
    ("kind", "field", "pair"),
    [
        ("shadowing", 28, (96, 110)),
        ("quasi-unit disk", 4, (88, 11)),
        ("quasi-unit disk", 25, (1, 109)),
    ],
)
def test_where_edges_cross_a_walk_leaves_out_the_one_that_it_came_back_to(kind, field, pair):
    assert Sender(kind, Random(f"{kind} {field}")).send("gpsr", *pair) is not None


# Places on a coarse grid: on one line, on one circle, and several on one place.
coarse = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=14)


@seed(2000)
@settings(max_examples=120, deadline=None)
@given(coarse, st.data())
def test_on_a_unit_disk_a_message_arrives_whatever_the_places(grid, data):
    places = [(100 * x, 100 * y) for x, y in grid]
    edges = unit_disk(places, data.draw(st.sampled_from([150, 200, 290, 400])))
    source, target = (data.draw(st.integers(0, len(places) - 1)) for _ in range(2))
    assume(target in component(places, edges, source))
    assert arrival(places, edges, source, target)[:2] == (target, True)


@seed(2000)
@settings(max_examples=60, deadline=None)
@given(coarse, st.data())
def test_what_cannot_be_reached_is_unreachable_after_few_walks_round(grid, data):
    places = [(100 * x, 100 * y) for x, y in grid]
    edges = unit_disk(places, 150)
    source, target = (data.draw(st.integers(0, len(places) - 1)) for _ in range(2))
    near = component(places, edges, source)
    assume(target not in near)
    at, there, hops = arrival(places, edges, source, target)
    assert at in near
    assert not there
    assert hops <= 4 * len(places)


def test_a_void_is_walked_round_by_the_right_hand():
    # A ring with a gap behind it: greedy ends at the ring's inner edge.
    ring = [(round(1000 * math.cos(a / 10)), round(1000 * math.sin(a / 10))) for a in range(5, 58)]
    places = [(0, 0), *ring]
    edges = [(at, at + 1) for at in range(1, len(ring))] + [(0, 27)]
    at, there, hops = arrival(places, edges, 0, 1)
    assert (at, there) == (1, True)
    assert hops == networkx.shortest_path_length(networkx.Graph(edges), 0, 1)


def test_edges_that_cross_are_told_by_witnesses_that_both_ends_hear():
    # c lies within the circle over a-b. Where b does not hear it, cutting a-b would cut b off.
    a, b, c, far = (0, 0), (400, 0), (200, 100), (-300, 0)
    assert arrival([a, b, c, far], [(0, 1), (0, 2), (0, 3)], 3, 1)[:2] == (1, True)


def test_a_search_without_end_is_given_up():
    source = SOURCES["gpsr"].replace("id, None)", "id, None, 3)")
    places = [(1000 * at, 0) for at in range(9)] + [(4500, 9000)]
    edges = [(at, at + 1) for at in range(8)]
    _at, there, hops = arrival(places, edges, 4, 9, compile_source(source))
    assert (there, hops) == (False, 3)


def test_it_ends_in_a_space_too_where_no_node_is_named():
    source = """
import gpsr
import node
import spatial
gpsr.travel(8000, 0, None, spatial.circle(80, 0, 21))
node.report(node.position())
"""
    program = compile_source(source)
    places = [(1000 * at, 0) for at in range(9)]
    field = GraphField(places, itertools.pairwise(range(9)), program.bricks)
    field.run(0, program.bricks, BOUNDS)
    assert [e["value"] for _, kind, e in field.events if kind == "report"] == [(6000, 0)]


def test_a_dead_next_hop_is_gone_round():
    places = [(0, 0), (1000, 0), (500, 800), (2000, 0)]
    links = both_ways({(0, 1), (1, 3), (0, 2), (2, 3)})
    field = SpatialField(places, links=links, mtu=RADIO_MTU_BYTES)
    field.bus.kill(field.stations[1])
    source = """
import gpsr
import node
gpsr.travel(2000, 0, None, spatial.circle(20, 0, 1))
node.report(node.position())
"""
    assert field.run("import spatial\n" + source) == [("3", (2000, 0))]
    assert field.visited() == ["2", "3"]
