"""The spatial layer: regions, references into them, and what programs read and write there."""

import math

import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from tests.spatial_field import SpatialField, both_ways

path = pytest.importorskip("matplotlib.path", reason="matplotlib comes with the extra `sim`")

REGIONS = {"hill": ("circle", 3000, 0, 2100)}
LINE = [(1000 * at, 0) for at in range(6)]  # nodes 1 to 5 are on the hill
ALONE = [(0, 0)]

HOLDS = """
import spatial
shape = {shape}
spatial.report([shape.holds(x, y) for x, y in {points}])
"""

points = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


def held(shape, asked):
    ((_, answers),) = SpatialField(ALONE).run(HOLDS.format(shape=shape, points=asked))
    return list(answers)


@seed(2004)
@settings(max_examples=25, deadline=None)
@given(points, st.integers(0, 300), st.lists(points, min_size=1, max_size=20))
def test_a_circle_holds_what_is_no_farther_than_its_radius(middle, radius, asked):
    shape = f"spatial.circle({middle[0] / 100}, {middle[1] / 100}, {radius / 100})"
    assert held(shape, asked) == [math.dist(middle, point) <= radius for point in asked]


@st.composite
def stars(draw):
    """Corners, in cm, of a polygon that does not cross itself: all are seen from (0, 0)."""
    eighths = draw(st.lists(st.integers(0, 31), min_size=4, max_size=9, unique=True))
    corners = []
    for eighth in sorted(eighths):
        far = draw(st.integers(80, 300))
        angle = 2 * math.pi * eighth / 32
        corners.append((round(far * math.cos(angle)), round(far * math.sin(angle))))
    assume(len(set(corners)) == len(corners))
    return corners


def on_border(corners, point):
    x, y = point
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (bx - ax) * (y - ay) == (x - ax) * (by - ay):
            return True  # or on the line that a side is part of
    return False


@seed(2004)
@settings(max_examples=40, deadline=None)
@given(stars(), st.lists(points, min_size=1, max_size=20))
def test_a_polygon_holds_what_matplotlib_finds_in_it(corners, asked):
    asked = [point for point in asked if not on_border(corners, point)]
    assume(asked)
    shape = f"spatial.polygon({[(x / 100, y / 100) for x, y in corners]})"
    assert held(shape, asked) == path.Path(corners).contains_points(asked).tolist()


@seed(2004)
@settings(max_examples=25, deadline=None)
@given(points, points, st.lists(points, min_size=1, max_size=20))
def test_a_point_on_the_border_of_two_polygons_is_in_one_of_them(start, end, asked):
    assume(start[1] < end[1])
    border = [start, end, ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2)]
    left = [(-400, start[1]), (-400, end[1]), end, start]
    right = [(400, start[1]), (400, end[1]), end, start]
    asked = [(x, y) for x, y in [*asked, *border] if start[1] <= y < end[1]]
    halves = [
        held(f"spatial.polygon({[(x / 100, y / 100) for x, y in side]})", asked)
        for side in (left, right)
    ]
    assert [one != other for one, other in zip(*halves, strict=True)] == [True] * len(asked)


def on_the_hill(source, at=0, **options):
    tags = {number: {"heat": 10 * number, "valve": 0} for number in range(2, 6)}
    field = SpatialField(LINE, range_cm=1100, tags=tags, regions=REGIONS, **options)
    program = 'import spatial\nhill = spatial.region("hill")\n' + source
    return field, field.run(program, at)


def test_an_index_is_the_same_node_each_time_and_another_for_each_index():
    _, reports = on_the_hill(
        """
heat = hill["heat"]
first = [heat[at].name for at in (0, 1, 2, 3)]
again = [heat[at].name for at in (3, 1, 2, 0)]
spatial.report([first, again])
"""
    )
    ((home, (first, again)),) = reports
    assert home == "0"
    assert sorted(first) == ["2", "3", "4", "5"]
    assert list(again) == [first[3], first[1], first[2], first[0]]


def test_a_reference_is_the_same_node_after_it_has_moved():
    places = [*LINE, (3000, 900)]
    tags = {6: {"heat": 66}}
    field = SpatialField(places, range_cm=1100, tags=tags, regions=REGIONS)
    field.start(
        """
import spatial
heat = spatial.region("hill")["heat"]
spot = heat[0]
before = [spot.name, spot.heat]
spatial.report("found")
spatial.sleep(30)
spatial.report([before, [spot.name, heat[0].heat]])
"""
    )
    field.bus.run(600_000, lambda: bool(field.events("report")))
    field.move(6, 0, 900)  # off the hill, to the other end of the line
    field.bus.run(1_200_000, field.ended)
    _, (_, report) = field.events("report")
    assert report["value"] == (("6", 66), ("6", 66))


def test_asking_for_more_nodes_than_there_are_is_a_timeout():
    _, reports = on_the_hill(
        """
heat = hill["heat"]
try:
    heat[4]
except spatial.Timeout as error:
    spatial.report([str(error), heat[0].name == heat[0].name])
"""
    )
    assert reports == [("0", ("found 4, asked for number 4", True))]


def test_a_search_ends_at_its_timeout():
    _, reports = on_the_hill(
        """
names = []
for spot in hill.each("heat", 2):
    names.append(spot.name)
    spatial.sleep(1)
spatial.report(len(names))
"""
    )
    ((_, count),) = reports
    assert 0 < count < 4


def test_reading_and_writing_a_tag_take_the_program_there():
    field, reports = on_the_hill(
        """
heat = hill["heat"]
hot = max([heat[0], heat[1], heat[2], heat[3]], key=lambda spot: spot.heat)
hot.valve = 1
hot["valve"] = hot["valve"] + 1
spatial.report(hot.valve)
"""
    )
    assert reports == [("0", 2)]
    writes = [(name, event["name"], event["value"]) for name, event in field.events("write")]
    assert writes == [("5", "valve", 1), ("5", "valve", 2)]
    assert field.held[5]["valve"].read(0) == 2


def test_a_tag_that_the_node_has_not_is_told_as_such():
    _, reports = on_the_hill(
        """
spot = hill["heat"][0]
try:
    spot.pressure
except spatial.NoTag as error:
    spatial.report(spot.name)
"""
    )
    assert len(reports) == 1


def test_a_report_comes_home_from_wherever_the_program_is():
    _, reports = on_the_hill(
        """
for spot in hill.each("heat"):
    spatial.report(spot.name)
""",
        at=1,
    )
    assert [name for name, _ in reports] == ["1"] * 4
    assert sorted(value for _, value in reports) == ["2", "3", "4", "5"]


def test_each_gives_every_node_that_has_the_tag_once():
    _, reports = on_the_hill('spatial.report([spot.name for spot in hill.each("heat")])')
    assert sorted(reports[0][1]) == ["2", "3", "4", "5"]
    _, reports = on_the_hill('spatial.report([spot.name for spot in hill.each("name")])')
    assert sorted(reports[0][1]) == ["1", "2", "3", "4", "5"]
    _, reports = on_the_hill('spatial.report([spot.name for spot in hill.each("humidity")])')
    assert reports == [("0", ())]


def test_a_program_cut_off_from_the_region_is_told_and_ends():
    links = both_ways({(0, 1)}) | both_ways({(2, 3), (3, 4)})
    field = SpatialField(
        [(0, 0), (100, 0), (2900, 0), (3000, 0), (3100, 0)], links=links, regions=REGIONS
    )
    field.start('import spatial\nspatial.report(len(list(spatial.region("hill").each("name"))))')
    field.bus.run(600_000, field.ended)
    node, error, text = field.failure()
    assert (node, error) == ("1", "Unreachable")
    assert text == "no way from here to (30, 0) m"


def test_a_program_may_catch_that_it_is_cut_off():
    field = SpatialField(ALONE, regions=REGIONS)
    source = """
import spatial
try:
    spatial.region("hill")["name"][0]
except spatial.Unreachable:
    spatial.report("cut off")
"""
    assert field.run(source) == [("0", "cut off")]


@seed(2004)
@settings(max_examples=25, deadline=None)
@given(st.lists(points, min_size=1, max_size=12))
def test_spaces_are_joined_cut_and_taken_away(asked):
    one, two = "spatial.circle(0, 0, 2)", "spatial.rectangle(-1, -1, 3, 3)"
    first, second = held(one, asked), held(two, asked)
    both = zip(first, second, strict=True)
    assert held(f"({one}) | {two}", asked) == [a or b for a, b in zip(first, second, strict=True)]
    assert held(f"({one}) & {two}", asked) == [a and b for a, b in both]
    assert held(f"({one}) - {two}", asked) == [
        a and not b for a, b in zip(first, second, strict=True)
    ]


def test_the_nodes_of_two_spaces_are_found_once_each():
    places = [(1000 * at, 0) for at in range(12)]
    field = SpatialField(places, range_cm=1100)
    source = """
import spatial
ends = spatial.circle(10, 0, 11) | spatial.circle(100, 0, 11) | spatial.circle(20, 0, 5)
middle = spatial.rectangle(25, -1, 85, 1) - spatial.circle(50, 0, 11)
spatial.report([sorted(spot.name for spot in part.each("name")) for part in (ends, middle)])
"""
    ((_, (ends, middle)),) = field.run(source)
    assert list(ends) == ["0", "1", "10", "11", "2", "9"]
    assert list(middle) == ["3", "7", "8"]


def test_a_space_moves_with_its_node():
    places = [*LINE, (3000, 900)]
    field = SpatialField(places, range_cm=1100, tags={6: {"cart": 1}}, regions=REGIONS)
    field.start(
        """
import spatial
cart = spatial.region("hill")["cart"][0]
near = spatial.around(cart, 10)
spatial.report([spot.name for spot in near.each("name")])
spatial.sleep(30)
spatial.report(cart.cart)
spatial.report([spot.name for spot in near.each("name")])
"""
    )
    field.bus.run(field.bus.now_ms + 10_000)
    field.move(6, 1000, 900)
    field.bus.run(900_000, field.ended)
    before, _, after = [set(value) if isinstance(value, tuple) else value for _, value in
                        [(at, e["value"]) for at, e in field.events("report")]]
    assert before == {"3", "6"}
    assert after == {"1", "6"}


def test_an_index_is_bound_anew_to_a_node_that_none_was():
    _, reports = on_the_hill(
        """
heat = hill["heat"]
names = [heat[0].name, heat[1].name]
heat.rebind(0)
names += [heat[0].name, heat[1].name]
try:
    heat[5]
except spatial.Timeout:
    pass
try:
    heat.rebind(1)
except spatial.Timeout as error:
    spatial.report([names, heat[1].name, str(error)])
"""
    )
    ((_, (names, kept, text)),) = reports
    assert names[1] == names[3] == kept
    assert len({*names}) == 3
    assert "found " in text


def test_who_has_left_the_space_is_reached_unless_the_reference_is_cast_to_it():
    places = [*LINE, (3000, 900)]
    field = SpatialField(places, range_cm=1100, tags={6: {"cart": 1}}, regions=REGIONS)
    field.start(
        """
import spatial
hill = spatial.region("hill")
carts = hill["cart"]
carts[0]
spatial.report("found")
spatial.sleep(60)
spatial.report(carts[0].name)
try:
    carts.cast(hill)[0]
except spatial.Unreachable as error:
    spatial.report(str(error))
spatial.report(carts.cast(spatial.circle(0, 9, 3))[0].name)
"""
    )
    field.bus.run(900_000, lambda: bool(field.events("report")))
    field.move(6, 0, 900)
    field.bus.run(field.bus.now_ms + 900_000, field.ended)
    assert [event["value"] for _, event in field.events("report")] == [
        "found",
        "6",
        "number 0 has left the space",
        "6",
    ]


def test_an_access_that_takes_too_long_raises_where_the_program_is_and_may_be_tried_again():
    places = [(1000 * at, 0) for at in range(12)]
    field = SpatialField(places, range_cm=1100)
    field.bus.gas_per_ms = 20
    reports = field.run(
        """
import node
import spatial
home = spatial.here()
far = spatial.circle(110, 0, 2)["name"][0]
home.name
try:
    spatial.within(far, 0.15).name
except spatial.Timeout as error:
    told = (node.read("name"), str(error))
spatial.report((told, spatial.within(far, 60).name, spatial.within(home, 60)["name"]))
"""
    )
    ((_, ((stopped_at, text), name, home)),) = reports
    assert 0 < int(stopped_at) < 11
    assert text == "still on the way to (110, 0) m"
    assert (name, home) == ("11", "0")
