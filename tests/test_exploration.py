"""Exploration visits every node of a space once, over whatever links there are."""

import math
from collections import Counter

import networkx
import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from spatial.compiler import library_bricks
from tests.spatial_field import RADIO_MTU_BYTES, SpatialField, both_ways

TOUR = 'import spatial\nspatial.report([spot.name for spot in spatial.region("r").each("name")])'
EVERYWHERE = {"r": ("circle", 0, 0, 100_000)}


def toured(field, at=0):
    """The nodes that a tour finds; it must find none twice."""
    ((home, names),) = field.run(TOUR, at)
    assert home == str(at)
    assert len(set(names)) == len(names), names
    return {int(name) for name in names}


def graph_of(places, range_cm):
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(places)))
    for a in range(len(places)):
        for b in range(a):
            if math.dist(places[a], places[b]) <= range_cm:
                graph.add_edge(a, b)
    return graph


places_of_a_field = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda at: (at[0] * 100, at[1] * 100)),
    min_size=2,
    max_size=16,
)


@seed(2004)
@settings(max_examples=40, deadline=None)
@given(places_of_a_field, st.data())
def test_every_node_of_a_space_is_visited_once(places, data):
    range_cm = 900
    graph = graph_of(places, range_cm)
    assume(networkx.is_connected(graph))
    middle = data.draw(st.sampled_from(places))
    circle = ("circle", middle[0], middle[1], data.draw(st.integers(0, 1500)))
    inside = {at for at, place in enumerate(places) if math.dist(place, middle) <= circle[3]}
    assume(networkx.is_connected(graph.subgraph(inside)))
    field = SpatialField(places, range_cm=range_cm, regions={"r": circle})
    assert toured(field, data.draw(st.integers(0, len(places) - 1))) == inside


@seed(2004)
@settings(max_examples=30, deadline=None)
@given(st.integers(2, 9), st.data())
def test_links_that_carry_one_way_only_hide_no_node(count, data):
    nodes = st.integers(0, count - 1)
    tree = {(data.draw(st.integers(0, node - 1)), node) for node in range(1, count)}
    one_way = data.draw(st.sets(st.tuples(nodes, nodes), max_size=6))
    places = data.draw(
        st.lists(
            st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=count, max_size=count
        )
    )
    field = SpatialField(
        places, links=both_ways(tree) | one_way, regions=EVERYWHERE, mtu=RADIO_MTU_BYTES
    )
    assert toured(field) == set(range(count))


def test_a_part_of_the_space_that_only_nodes_outside_reach_is_visited():
    inside = [(0, 0), (1000, 0), (4000, 0), (5000, 0)]
    outside = [(1000, 1000), (2000, 1700), (3000, 1700), (4000, 1000)]
    regions = {"r": ("polygon", (-100, -400, 5100, -400, 5100, 400, -100, 400))}
    field = SpatialField(inside + outside, range_cm=1500, regions=regions)
    assert toured(field) == {0, 1, 2, 3}
    assert {"4", "5", "6", "7"} <= set(field.visited())


def test_nodes_outside_are_left_alone_where_the_space_is_heard_all_over():
    places = [(700 * (at % 7), 700 * (at // 7)) for at in range(49)]
    middle = places[24]
    field = SpatialField(places, range_cm=1000, regions={"r": ("circle", *middle, 750)})
    assert toured(field, 24) == {17, 23, 24, 25, 31}
    assert set(field.visited()) <= {"17", "23", "24", "25", "31"}


def test_a_space_where_there_is_no_node_is_told_as_such():
    field = SpatialField([(0, 0), (900, 0)], range_cm=1000, regions={"r": ("circle", 9000, 0, 10)})
    field.start(TOUR)
    field.bus.run(600_000, field.ended)
    assert field.failure()[1:] == ("Unreachable", "no way from here to (90, 0) m")


def test_a_node_that_dies_unvisited_ends_no_tour():
    places = [(0, 0), (1000, 0), (2000, 0), (1000, 1000), (2000, 1000)]
    field = SpatialField(places, range_cm=1100, regions=EVERYWHERE, mtu=RADIO_MTU_BYTES)
    field.bus.kill(field.stations[2])
    assert toured(field) == {0, 1, 3, 4}


@pytest.mark.parametrize("x_cm", [0, 300, 900])
def test_a_node_that_moves_on_before_its_turn_is_found_where_it_is_heard(x_cm):
    # A line, walked from 0 on; the cart is heard at its far end, and drives to its beginning.
    line = [(1000 * at, 0) for at in range(5)]
    cart = len(line)
    field = SpatialField([*line, (4600, 900)], range_cm=1100, regions=EVERYWHERE)
    source = """
import spatial
names = []
for spot in spatial.region("r").each("name"):
    names.append(spot.name)
    if spot.name == "4":
        spatial.sleep(30)
spatial.report(names)
"""
    field.start(source)
    field.bus.run(600_000, lambda: "4" in field.visited())
    field.move(cart, x_cm, 900)
    field.bus.run(1_200_000, field.ended)
    ((_, event),) = field.events("report")
    assert Counter(event["value"]) == Counter(str(at) for at in range(6))


@pytest.mark.parametrize("chance", range(6))
def test_carts_that_drive_about_in_the_space_are_met_once_each(chance):
    # Everyone hears the middle of the grid, wherever the carts are: none can hide behind the walk.
    places = [(500 * (at % 4), 500 * (at // 4)) for at in range(16)]
    carts = [(250, 250), (1250, 250), (250, 1250), (1250, 1250)]
    field = SpatialField(places + carts, range_cm=1200, regions=EVERYWHERE, seed=chance)
    speed_cm = 100

    def drive(step=0):
        for at, (x, y) in enumerate(carts):
            away = (step * speed_cm) % 1000
            field.move(16 + at, (x + away * (at % 2)) % 1500, (y + away * (1 - at % 2)) % 1500)
        if step < 2000:
            field.bus.at(field.bus.now_ms + 250, lambda: drive(step + 1))

    drive()
    assert toured(field, chance) == set(range(20))


def test_every_brick_of_the_library_fits_a_node_and_plainly_defines():
    from runtime.vm import load_brick

    for name, data in library_bricks().items():
        assert len(data) <= 4096, name
        assert load_brick(data).only_defines or name == "notice", name  # a program, not imported
