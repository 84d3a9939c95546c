"""What a gateway makes of what nodes say: payloads that fit their models, and nothing forgotten."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from samara.gateway.facts import Facts, Near, Tag
from samara.gateway.field_view import FieldView, holds
from samara.mqtt.payloads import TOPICS, Topics
from sim.ns3.field import Circle, Polygon
from tests.spatial_field import SpatialField

A, B, C = (bytes((number,)) * 8 for number in (1, 2, 3))
MESSAGE = (b"the root", A, 1, 1)
HEAD = {"gateway": "0" * 16, "boot_id": "0" * 16, "seq": 0, "time_s": 0.0}


class Notes:
    """A publisher that checks and keeps what it is given."""

    def __init__(self) -> None:
        self.shown: dict[str, dict[str, Any]] = {}
        self.told: list[dict[str, Any]] = []
        self.removed: list[str] = []
        self.count = 0

    def show(self, kind: str, topic: str, values: Mapping[str, Any]) -> None:
        self.shown[topic] = self._checked(kind, values)

    def tell(self, kind: str, topic: str, values: Mapping[str, Any]) -> None:
        self.told.append(self._checked(kind, values))

    def remove(self, topic: str) -> None:
        self.shown.pop(topic, None)
        self.removed.append(topic)

    def _checked(self, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
        self.count += 1
        return TOPICS[kind].model.model_validate({**HEAD, **values, "seq": 0}).model_dump()

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.told if one.get("kind") == kind]


def _view(**more: Any) -> tuple[FieldView, Notes]:
    notes = Notes()
    topics = Topics("f")
    return FieldView("f", topics, notes, more.pop("regions", {}), **more), notes


def _facts(node: bytes, *near: bytes, heard_ms: int = 0, **more: Any) -> Facts:
    tags = more.pop("tags", {})
    rows = tuple(Near(peer, 0, 0, 1, 255, True, heard_ms) for peer in near)
    base = Facts(node, node.hex()[:2], 0, 0, 1, 0, 8, 1, 1, 0, 1, (), 0, 0, 0, rows, tags)
    return replace(base, **more)


def test_a_node_that_no_neighbour_hears_any_more_is_silent() -> None:
    view, notes = _view()
    for node, others in ((A, (B, C)), (B, (A, C)), (C, (A, B))):
        view.facts(0.0, _facts(node, *others))
    view.facts(10.0, _facts(A, B, heard_ms=9000))  # A has lost C, which B heard as late
    assert view.nodes[C].status == "silent"
    assert [(e["node"], e["peer"]) for e in notes.events("silent")] == [(A.hex(), C.hex())]
    assert notes.shown[view.topics.node(C.hex())]["status"] == "silent"
    view.facts(12.0, _facts(B, A, C, heard_ms=11_500))  # it is heard again
    assert view.nodes[C].status == "up"


def test_a_node_that_has_walked_away_from_one_neighbour_is_not_silent() -> None:
    view, notes = _view()
    for node, others in ((A, (B, C)), (B, (A, C)), (C, (A, B))):
        view.facts(0.0, _facts(node, *others))
    view.facts(9.0, _facts(B, A, C, heard_ms=8900))
    view.facts(10.0, _facts(A, B, heard_ms=9900))
    assert len(notes.events("silent")) == 1
    assert view.nodes[C].status == "up"


def test_what_does_not_change_is_told_once() -> None:
    view, notes = _view()
    tags = {"heat": Tag(21.5, "C", True, False), "on": Tag(True, None, True, True)}
    view.facts(0.0, _facts(A, B, tags=tags))
    before = notes.count
    for second in range(10):
        view.facts(float(second), _facts(A, B, tags=tags))
    assert notes.count == before
    view.facts(11.0, _facts(A, B, tags={**tags, "on": Tag(1, None, True, True)}))
    assert notes.shown[view.topics.tag(A.hex(), "on")]["value"] == 1
    assert notes.count == before + 1
    view.facts(12.0, _facts(A, B, tags={"heat": tags["heat"]}))
    assert view.topics.tag(A.hex(), "on") in notes.removed


def test_a_forgotten_node_leaves_no_topic() -> None:
    view, notes = _view()
    view.facts(0.0, _facts(A, B, tags={"a/b+#": Tag(b"\x01", None, False, True)}))
    view.facts(0.0, _facts(B, A))
    assert notes.shown[view.topics.tag(A.hex(), "a/b+#")]["value"] == "01"
    assert view.forget(1.0, A)
    assert not view.forget(1.0, A)
    assert [topic for topic in notes.shown if A.hex() in topic] == []
    assert notes.shown["samara/f/info"]["nodes"] == 1
    assert notes.events("forgotten")[0]["node"] == A.hex()


def test_one_report_has_one_id_whoever_tells_it() -> None:
    tellers = [_view(), _view()]
    for view, _ in tellers:
        for hops_left, value in ((999, 1), (999, 1), (997, 1)):
            fields = {"message": MESSAGE, "value": value, "hops_left": hops_left}
            view.event(0.0, A, "report", fields)
    ids = [[one["id"] for one in notes.told if "id" in one] for _, notes in tellers]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_tags_that_a_program_reports_are_shown_as_the_nodes_own() -> None:
    view, notes = _view()
    view.facts(0.0, _facts(A, B, tags={"heat": Tag(1, "C", True, False)}))

    def report(value: Any) -> None:
        fields = {"message": MESSAGE, "value": value, "hops_left": 9}
        view.event(1.0, A, "report", fields)

    report({"node": B.hex(), "tags": {"heat": 20.5, "relay": {"value": 0, "writable": True}}})
    report({"node": B.hex(), "tags": {"heat": {"value": 21.5, "unit": "C"}}})
    heat = notes.shown[view.topics.tag(B.hex(), "heat")]
    assert (heat["value"], heat["unit"], heat["writable"]) == (21.5, "C", False)
    assert notes.shown[view.topics.tag(B.hex(), "relay")]["writable"]
    report({"node": A.hex(), "tags": {"heat": 99}})  # the host sees that itself
    assert notes.shown[view.topics.tag(A.hex(), "heat")]["value"] == 1
    for nonsense in ({"node": 5, "tags": {"x": 1}}, {"node": B.hex(), "tags": {5: 1, "": 1}},
                     {"tags": []}, {"node": B.hex(), "tags": {"x" * 100: 1}}):  # fmt: skip
        report(nonsense)
    report({"node": B.hex(), "tags": {f"t{number}": number for number in range(1000)}})
    assert sum(1 for topic in notes.shown if f"{B.hex()}/tag/" in topic) == 64


def test_a_reset_is_told_and_counted() -> None:
    view, notes = _view()
    view.facts(0.0, _facts(A))
    view.facts(5.0, _facts(A, boot_epoch=2))
    assert notes.events("reset")[0]["node"] == A.hex()
    assert notes.shown[view.topics.node(A.hex())]["resets"] == 1


def test_messages_are_followed_and_the_oldest_ended_are_let_go() -> None:
    view, notes = _view()
    view.facts(0.0, _facts(A))
    for number in range(700):
        message = (b"the root", A, 1, number)
        view.event(float(number), A, "injected", {"message": message})
        view.event(float(number), A, "finished", {"message": message})
    states = [topic for topic in notes.shown if topic.startswith("samara/f/app/")]
    assert len(states) == 500
    assert all(notes.shown[topic]["status"] == "finished" for topic in states)
    assert not any(topic.endswith(f"-1-{number}/state") for topic in states for number in (0, 199))


def test_every_event_of_a_node_has_a_payload() -> None:
    """A program that hops, copies itself, prints, fails: whatever nodes say of it."""
    view, notes = _view()
    field = SpatialField([(0, 0), (4000, 0)], range_cm=5000)
    source = """
import node
print("hello")
there = node.neighbours()[0][0]
def spread():
    node.broadcast(4000)
spread()
node.migrate(there)
node.create("mine", (1, 2.5, float("inf")), 10_000)
node.report({"a": (1, b"x", float("nan")), 5: [None]})
raise ValueError("why not")
"""
    field.start(source)
    field.bus.run(field.bus.now_ms + 30_000)
    ids = {str(n): station.live().config.id8 for n, station in enumerate(field.stations)}
    for now_ms, name, kind, fields in field.bus.events:
        view.event(now_ms / 1000, ids[name], kind, fields)
    (report,) = [one for one in notes.told if "value" in one]
    assert report["value"] == {"a": [1, "78", "nan"], "5": [None]}
    (failed,) = notes.events("failed")
    assert (failed["error"], failed["text"]) == ("ValueError", "why not")
    assert {"injected", "hop", "arrived", "print", "broadcast"} <= {
        e["kind"] for e in notes.told if "kind" in e
    }


def test_places_lie_in_regions_as_the_field_has_them() -> None:
    square = Polygon(((0, 0), (10, 0), (10, 10), (0, 10)))
    notch = Polygon(((0, 0), (10, 0), (10, 10), (5, 5), (0, 10)))
    assert holds(square, 5, 5)
    assert not holds(square, 11, 5)
    assert holds(notch, 5, 4)
    assert not holds(notch, 5, 8)
    assert holds(Circle(0, 0, 5), 3, 4)
    assert not holds(Circle(0, 0, 5), 3.1, 4)
    dice = random.Random(1)
    for _ in range(200):
        x, y = dice.uniform(-5, 15), dice.uniform(-5, 15)
        assert holds(square, x, y) == (0 < x < 10 and 0 < y < 10)
