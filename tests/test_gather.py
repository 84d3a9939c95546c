"""Collective reads: what copies read all over a space is joined where the program is."""

import statistics

import pytest

from tests.spatial_field import SpatialField

GATHER = """
import gather
import node
import spatial
space = {space}
found = gather.read(space, "heat", {every})
node.report((found.count, found.sum, found.list and sorted(found.list)))
if found.count:
    node.report((found.min, found.max, found.mean, found.min_at[1:], found.max_at[1:]))
"""
GRID = [(800 * (at % 5), 800 * (at // 5)) for at in range(20)]


def gathered(space, at=0, every=True, places=GRID, seed=0, loss=0.0, without=()):
    tags = {number: {"heat": 10 + 7 * number % 11} for number in range(len(places))}
    for number in without:
        del tags[number]
    field = SpatialField(places, range_cm=1300, tags=tags, seed=seed, mtu=116)
    field.bus.loss = loss
    field.start(GATHER.format(space=space, every=every), at)
    field.bus.run(field.bus.now_ms + 60_000)
    readings = {number: tag["heat"] for number, tag in tags.items()}
    return field, readings, [event["value"] for _, event in field.events("report")]


@pytest.mark.parametrize("at", [0, 7, 19])
def test_all_nodes_of_a_space_are_read_once_each(at):
    _, readings, ((count, total, every), (least, most, mean, _, where)) = gathered(
        "spatial.circle(16, 12, 60)", at
    )
    values = sorted(readings.values())
    assert (count, total, list(every)) == (20, sum(values), values)
    assert (least, most) == (values[0], values[-1])
    assert mean == pytest.approx(statistics.mean(values))
    assert readings[GRID.index(where)] == most


def test_only_the_space_is_read_and_no_list_is_made_where_none_is_wanted():
    field, readings, ((count, total, every), _) = gathered(
        "spatial.rectangle(-1, -1, 18, 18)", 19, every=False
    )
    inside = [at for at, (x, y) in enumerate(GRID) if x <= 1800 and y <= 1800]
    assert (count, total, every) == (9, sum(readings[at] for at in inside), None)
    sent = {name for name, _ in field.events("broadcast")}
    assert sent == {str(at) for at in inside}


def test_nodes_without_the_tag_pass_on_what_others_read():
    _, readings, ((count, total, _), _) = gathered(
        "spatial.circle(16, 12, 60)", 0, without=(1, 5, 6)
    )
    assert (count, total) == (17, sum(readings.values()))


def test_of_nothing_there_is_nothing():
    _, _, reports = gathered("spatial.circle(16, 12, 60)", without=range(20))
    assert reports == [(0, 0, None)]


@pytest.mark.parametrize("seed", range(3))
def test_where_frames_are_lost_none_is_counted_twice(seed):
    _, _, reports = gathered("spatial.circle(16, 12, 60)", seed=seed, loss=0.1)
    count = reports[0][0]
    assert 12 <= count <= 20


def test_one_message_a_node_comes_back():
    field, _, ((count, _, _), _) = gathered("spatial.circle(16, 12, 60)", every=False)
    hops = [event for _, event in field.events("hop")]
    assert count == 20
    assert len(hops) == 19


def test_a_space_that_does_not_fit_a_frame_is_told():
    corners = [(x, 10 * (x % 2)) for x in range(40)]
    source = GATHER.format(space=f"spatial.polygon({corners})", every=False)
    field = SpatialField(GRID, range_cm=1300, mtu=116)
    field.start(source.replace("found = ", "node.id()\nfound = "))
    field.bus.run(600_000, lambda: bool(field.events("failed")))
    ((_, failed),) = field.events("failed")
    assert failed["error"] == "ValueError"
    assert "more than fit a frame" in failed["text"]


GREATEST = """
import gather
import node
import spatial
node.report(gather.greatest({space}, "heat"))
"""


@pytest.mark.parametrize("at", [0, 7, 19])
@pytest.mark.parametrize("without", [(), (1, 5, 6), range(20)])
def test_the_greatest_is_found_with_fewer_answers(at, without):
    tags = {number: {"heat": 10 + 7 * number % 11} for number in range(20) if number not in without}
    field = SpatialField(GRID, range_cm=1300, tags=tags, mtu=116)
    field.start(GREATEST.format(space="spatial.circle(16, 12, 60)"), at)
    field.bus.run(field.bus.now_ms + 60_000)
    ((_, found),) = [(name, event["value"]) for name, event in field.events("report")]
    if not tags:
        assert found is None
        return
    value, (_, *where) = found
    assert value == max(tag["heat"] for tag in tags.values())
    assert tags[GRID.index(tuple(where))]["heat"] == value
    assert len(field.events("broadcast")) == 20
    assert len(field.events("hop")) < 19
