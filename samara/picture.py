"""What there is to draw of a run: the message's way and what it wrote, from the events."""

from collections.abc import Iterable
from typing import Any

from samara.plot import Picture
from sim.ns3.field import Field
from sim.ns3.outcome import Outcome


def picture_of(field: Field, outcome: Outcome) -> Picture:
    """The picture of an outcome. Mobile nodes stand where they started."""
    places = {node.name: (node.x_m, node.y_m) for node in field.nodes}
    starts = [event["node"] for event in outcome.events if event["kind"] == "injected"]
    written: dict[str, str] = {}
    for event in outcome.events:
        if event["kind"] == "write" and event["fields"]["message"] is not None:
            written[event["node"]] = f"{event['fields']['name']} = {event['fields']['value']}"
    labels = set(written.values())
    return Picture(
        title=f"{field.name}: {outcome.nodes} nodes, {outcome.hops} hops",
        nodes=places,
        links=field.links(),
        regions=field.regions,
        route=[(places[one], places[other]) for one, other in _ways(outcome.events)],
        origin=places[starts[0]] if starts else None,
        written={name: places[name] for name in written},
        written_label=labels.pop() if len(labels) == 1 else "written",
        mobile=frozenset(node.name for node in field.nodes if node.walk is not None),
    )


def _ways(events: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each hop as (from, to), in order, over all messages."""
    stands: dict[str, str] = {}
    hops = []
    for event in events:
        if event["kind"] in ("injected", "arrived"):
            message = str(event["fields"]["message"])
            if event["kind"] == "arrived" and message in stands:
                hops.append((stands[message], event["node"]))
            stands[message] = event["node"]
    return hops
