"""What there is to draw of a run: the message's way and what it wrote, from the events."""

from collections.abc import Iterable
from typing import Any

from samara.plot import Picture, Point
from sim.ns3.field import Field
from sim.ns3.outcome import Outcome


def picture_of(field: Field, outcome: Outcome) -> Picture:
    """The picture of an outcome: nodes and links as at the start, the rest as it happened."""
    starts = [event for event in outcome.events if event["kind"] == "injected"]
    written = [
        event
        for event in outcome.events
        if event["kind"] == "write" and event["fields"]["message"] is not None
    ]
    labels = {f"{event['fields']['name']} = {event['fields']['value']}" for event in written}
    return Picture(
        title=f"{field.name}: {outcome.nodes:,} nodes, {outcome.hops:,} hops",
        nodes={node.name: (node.x_m, node.y_m) for node in field.nodes},
        links=field.links(),
        regions=field.regions,
        route=ways(outcome.events),
        origin=starts[0]["at_m"] if starts else None,
        written={event["node"]: event["at_m"] for event in written},
        written_label=labels.pop() if len(labels) == 1 else "written",
        mobile=frozenset(node.name for node in field.nodes if node.walk is not None),
        met={
            (event["node"], event["at_m"]): None
            for event in outcome.events
            if event["kind"] == "arrived"
        },
    )


def ways(events: Iterable[dict[str, Any]]) -> list[tuple[Point, Point]]:
    """Each hop as (from, to), over all messages, between where its ends were at that time."""
    stands: dict[str, tuple[str, Point]] = {}
    last: dict[tuple[str, str], int] = {}  # by message and sender: the number of its last hop
    hops: list[tuple[Point, Point]] = []
    for event in events:
        message, node, at_m = str(event["fields"].get("message")), event["node"], event["at_m"]
        if event["kind"] == "arrived" and message in stands:
            sender, from_m = stands[message]
            last[message, sender] = len(hops)
            hops.append((from_m, at_m))
        elif event["kind"] == "hop" and (message, node) in last:
            number = last[message, node]
            hops[number] = (at_m, hops[number][1])
        if event["kind"] in ("injected", "arrived"):
            stands[message] = node, at_m
    return hops
