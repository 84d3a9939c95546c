"""Geographic forwarding, as the program that it is: on any graph, from node to node."""

import hashlib

import networkx
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.spatial_field import RADIO_MTU_BYTES, SpatialField, both_ways

TRAVEL = """
import geographic
import node
try:
    geographic.travel({x}, {y}, {wanted}, None, {far})
    node.report(node.read("name"))
except node.Unreachable as error:
    node.report(str(error))
"""


def travel(number, places, far=0):
    """A program that goes to a node, and reports there."""
    x, y = places[number]
    wanted = hashlib.sha256(str(number).encode()).digest()[:8]
    return TRAVEL.format(x=x, y=y, wanted=wanted, far=far)


@st.composite
def graphs(draw, most=10):
    """(places, edges) of a connected graph that has nothing to do with its places, some shared."""
    count = draw(st.integers(2, most))
    place = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda at: (900 * at[0], at[1]))
    places = draw(st.lists(place, min_size=count, max_size=count))
    edges = {(draw(st.integers(0, node - 1)), node) for node in range(1, count)}
    some = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges |= {(a, b) for a, b in draw(st.sets(some, max_size=count)) if a != b}
    return places, edges


@seed(2004)
@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_a_message_arrives_on_any_connected_graph(graph, data):
    places, edges = graph
    goal = data.draw(st.integers(0, len(places) - 1))
    field = SpatialField(places, links=both_ways(edges))
    assert field.run(travel(goal, places)) == [(str(goal), str(goal))]


@seed(2004)
@settings(max_examples=30, deadline=None)
@given(graphs(most=8), st.data())
def test_links_that_carry_one_way_only_do_not_mislead_it(graph, data):
    places, edges = graph
    nodes = st.integers(0, len(places) - 1)
    one_way = data.draw(st.sets(st.tuples(nodes, nodes), max_size=6))
    goal = data.draw(nodes)
    field = SpatialField(places, links=both_ways(edges) | one_way, mtu=RADIO_MTU_BYTES)
    assert field.run(travel(goal, places)) == [(str(goal), str(goal))]


@seed(2004)
@settings(max_examples=20, deadline=None)
@given(graphs(most=6), graphs(most=4))
def test_a_graph_in_two_parts_is_unreachable_and_the_program_is_told(one, other):
    places = one[0] + other[0]
    moved = {(a + len(one[0]), b + len(one[0])) for a, b in other[1]}
    field = SpatialField(places, links=both_ways(one[1] | moved))
    ((at, text),) = field.run(travel(len(places) - 1, places))
    assert int(at) < len(one[0])
    assert text.startswith("no way from here to (")
    assert set(field.visited()) | {"0"} == {str(n) for n in range(len(one[0]))}


def test_a_node_at_the_place_of_another_is_told_from_it():
    places = [(0, 0), (1000, 0), (2000, 0), (2000, 0), (2000, 0)]
    for goal in (2, 3, 4):
        field = SpatialField(places, range_cm=1100)
        assert field.run(travel(goal, places)) == [(str(goal), str(goal))]


def test_a_corridor_that_leads_away_first_is_followed():
    arm = [(1000 * step, 0) for step in range(8)]
    end = [(7000, 1000 * step) for step in range(1, 4)]
    back = [(1000 * step, 3000) for step in range(6, -1, -1)]
    places = [*arm, *end, *back]
    field = SpatialField(places, range_cm=1100)
    goal = len(places) - 1
    assert field.run(travel(goal, places)) == [(str(goal), str(goal))]
    assert len(field.visited()) == goal


def test_a_dead_next_hop_is_gone_round():
    places = [(0, 0), (1000, 0), (500, 800), (2000, 0)]
    links = both_ways({(0, 1), (1, 3), (0, 2), (2, 3)})
    field = SpatialField(places, links=links, mtu=RADIO_MTU_BYTES)
    field.bus.kill(field.stations[1])
    assert field.run(travel(3, places)) == [("3", "3")]
    assert field.visited() == ["2", "3"]


def test_a_dead_goal_is_unreachable():
    places = [(0, 0), (1000, 0), (2000, 0)]
    field = SpatialField(places, range_cm=1100, mtu=RADIO_MTU_BYTES)
    field.bus.kill(field.stations[2])
    ((_, text),) = field.run(travel(2, places))
    assert text == "no way from here to (20, 0) m"


def test_who_is_gone_is_looked_for_only_near_where_it_was():
    places = [(1000 * at, 0) for at in range(20)]
    field = SpatialField(places, range_cm=1100, mtu=RADIO_MTU_BYTES)
    field.bus.kill(field.stations[19])
    ((at, text),) = field.run(travel(19, places, far=3))
    assert (at, text) == ("18", "no way from here to (190, 0) m")
    assert field.visited()[18:] == ["17", "16", "17", "18"]


@pytest.mark.parametrize("chance", range(4))
def test_greedy_hops_are_all_that_is_needed_in_a_dense_field(chance):
    places = [(600 * (at % 5) + 37 * chance, 600 * (at // 5)) for at in range(25)]
    field = SpatialField(places, range_cm=1000, seed=chance)
    assert field.run(travel(24, places)) == [("24", "24")]
    graph = networkx.Graph()
    graph.add_edges_from(
        (a, b)
        for a in range(25)
        for b in range(a)
        if (places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2 <= 1000**2
    )
    assert len(field.visited()) == networkx.shortest_path_length(graph, 0, 24)
