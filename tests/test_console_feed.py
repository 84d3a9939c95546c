"""What a map is told: only what changed, in a form that a browser reads without parsing text."""

import json
import math
from array import array
from typing import Any

from samara.console.field_model import FieldModel
from samara.console.map_feed import HEAD, HOPS, LINKS, PLACES, SECTIONS, STATUS, VALUES, MapFeed


def read(data: bytes) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a delta, by the kind of their section."""
    *_, count = HEAD.unpack_from(data)
    at, found = HEAD.size, {}
    for _ in range(count):
        kind, rows = array("I", data[at : at + 8])
        at += 8
        columns = []
        for code in SECTIONS[kind]:
            columns.append(array(code, data[at : at + 4 * rows]))
            at += 4 * rows
        found[kind] = list(zip(*columns, strict=True))
    assert at == len(data)
    return found


def taken(feed: MapFeed) -> tuple[dict[str, Any], dict[int, list[tuple[Any, ...]]]]:
    words: dict[str, Any] = {}
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for told in feed.take():
        if isinstance(told, str):
            words |= json.loads(told)
        else:
            rows |= read(told)
    return words, rows


def meadow() -> FieldModel:
    model = FieldModel("meadow")
    for number in range(3):
        model.node(f"n{number}", number * 10.0, 5.0)
    return model


def test_the_first_delta_has_every_node_and_link() -> None:
    model = meadow()
    model.inferred = [("n0", "n1")]
    model.hears("n1", [("n2", 0.5)], 0.0)
    words, rows = taken(MapFeed(model))
    assert [name for _, name, _ in words["nodes"]] == ["n0", "n1", "n2"]
    assert sorted(rows[PLACES]) == [(0, 0.0, 5.0), (1, 10.0, 5.0), (2, 20.0, 5.0)]
    assert set(rows[LINKS]) == {(0, 1, -1.0), (1, 2, 0.5)}


def test_afterwards_only_what_changed_is_told_and_nothing_where_nothing_did() -> None:
    model = meadow()
    feed = MapFeed(model)
    taken(feed)
    assert feed.take() == []
    model.tag("n1", "level", 7, "m", 1.0)
    feed.take()
    feed.colour_by("tag:level")
    _, rows = taken(feed)
    assert rows[VALUES][1] == (1, 7.0)
    assert math.isnan(rows[VALUES][0][1])
    model.tag("n2", "level", 8, "m", 2.0)
    model.tag("n2", "level", 9, "m", 2.1)
    model.tag("n2", "other", 1, "m", 2.2)
    model.stands("n0", "down", 3.0)
    _, rows = taken(feed)
    assert rows == {VALUES: [(2, 9.0)], STATUS: [(0, 2)]}


def test_hops_are_told_in_their_order() -> None:
    model = meadow()
    feed = MapFeed(model)
    taken(feed)
    model.event(0.0, "n0", "injected", {"message": "m"})
    for source, node in (("n0", "n1"), ("n1", "n2"), ("n2", "n1")):
        model.event(1.0, node, "arrived", {"message": "m", "source": source})
    words, rows = taken(feed)
    assert rows[HOPS] == [(0, 0, 1), (0, 1, 2), (0, 2, 1)]
    assert words["messages"] == [[0, "m", ""]]


def test_a_link_that_is_gone_is_told_so() -> None:
    model = meadow()
    model.hears("n0", [("n1", 1.0)], 0.0)
    feed = MapFeed(model)
    taken(feed)
    model.hears("n0", [], 1.0)
    _, rows = taken(feed)
    assert rows[LINKS] == [(0, 1, -2.0)]


def test_a_feed_that_is_closed_is_forgotten() -> None:
    model = meadow()
    feed = MapFeed(model)
    feed.close()
    assert model.watchers == []
