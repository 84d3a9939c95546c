"""Delivery and path stretch of the routing bricks, run by nodes over links that lose nothing.

A field is measured once and kept in out/routing.jsonl; `python -m bench.routing SECONDS` measures
for so long, and shows what is there.
"""

import json
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from random import Random

import networkx
from rich.console import Console
from rich.table import Table

from bench.points import Points
from bench.timing import empty_table
from runtime.tagspace import Held
from sim.graph import GraphField, Place, quasi_unit_disk, scattered, shadowed, unit_disk
from spatial.compiler import compile_source

NODES = 200
SIDE_CM = 100_000
FIELDS = 40
PAIRS = 500
BOUNDS = {"hops": 60_000, "gas_total": 2**32 - 1}

Links = Callable[[Sequence[Place], Random], list[tuple[int, int]]]

GRAPHS: dict[str, tuple[str, Links]] = {
    "unit disk": ("degree 6", lambda places, random: unit_disk(places, 10_300)),
    "quasi-unit disk": (
        "degree 6, links of 0.6 to 1 of the reach ever fewer",
        lambda places, random: quasi_unit_disk(places, 12_700, random),
    ),
    "shadowing": ("degree 10, 4 dB", lambda places, random: shadowed(places, 12_400, random)),
}
"""By name: what is to be said of it, and its links."""

BARS = {
    ("gpsr", "unit disk"): 1.0,
    ("gpsr", "quasi-unit disk"): 0.995,
    ("gpsr", "shadowing"): 0.999,
    ("gpsr, then aodv", "unit disk"): 1.0,
    ("gpsr, then aodv", "quasi-unit disk"): 1.0,
    ("gpsr, then aodv", "shadowing"): 1.0,
}

SOURCES = {
    "gpsr": """
import gpsr
import node
x, y, id = node.read("goal")
try:
    gpsr.travel(x, y, id, None)
    node.report(node.id() == id)
except node.Unreachable:
    node.report(False)
""",
    "aodv": """
import aodv
import node
x, y, id = node.read("goal")
try:
    aodv.travel(None, None, id, None)
    node.report(node.id() == id)
except node.Unreachable:
    node.report(False)
""",
    "gpsr, then aodv": """
import node
import routes
x, y, id = node.read("goal")
try:
    routes.travel(x, y, id, None)
    node.report(node.id() == id)
except node.Unreachable:
    node.report(False)
""",
}
"""By way of routing: a program that goes where the tag says, and reports whether it is there."""


@dataclass(frozen=True)
class Delivery:
    """What became of the messages of one field: hops made and needed are of those that came.

    `missed` are the pairs (source, target) whose message gave up.
    """

    degree: float
    sent: int
    came: int
    hops: int
    least_hops: int
    missed: list[tuple[int, int]]


def deliver(way: str, kind: str, seed: int, pairs: int) -> Delivery:
    """Sends messages between so many pairs, drawn from those that a path connects."""
    random = Random(f"{kind} {seed}")
    sender = Sender(kind, random)
    sent = came = hops = least_hops = 0
    missed = []
    while sent < pairs:
        source, target = random.sample(range(NODES), 2)
        if not networkx.has_path(sender.field.graph, source, target):
            continue
        sent += 1
        made = sender.send(way, source, target)
        if made is None:
            missed.append((source, target))
            continue
        came += 1
        hops += made
        least_hops += networkx.shortest_path_length(sender.field.graph, source, target)
    degree = 2 * sender.field.graph.number_of_edges() / NODES
    return Delivery(degree, sent, came, hops, least_hops, missed)


def rescued(kind: str, seed: int, missed: Iterable[tuple[int, int]]) -> int:
    """How many of the pairs whose message gave up are reached by GPSR and then AODV.

    The others would go as by GPSR alone.
    """
    sender = Sender(kind, Random(f"{kind} {seed}"))
    return sum(sender.send("gpsr, then aodv", *pair) is not None for pair in missed)


class Sender:
    """A field of nodes, and programs that go to a node of it."""

    def __init__(self, kind: str, random: Random) -> None:
        self._places = scattered(NODES, SIDE_CM, random)
        edges = GRAPHS[kind][1](self._places, random)
        self._programs = {way: compile_source(source) for way, source in SOURCES.items()}
        bricks = [brick for program in self._programs.values() for brick in program.bricks]
        self.field = GraphField(self._places, edges, bricks)
        self._goal = Held(None)
        for node in self.field.nodes:
            node.tags.bind("goal", self._goal.read)

    def send(self, way: str, source: int, target: int) -> int | None:
        """The hops that the message made to the target; None where it did not come there."""
        field = self.field
        self._goal.value = (*self._places[target], field.ids[target])
        field.events.clear()
        field.run(source, self._programs[way].bricks, BOUNDS)
        reports = [(at, fields["value"]) for at, kind, fields in field.events if kind == "report"]
        if reports != [(target, True)]:
            return None
        (sent_off,) = [f["message"] for _, kind, f in field.events if kind == "injected"]
        hops = [f for _, kind, f in field.events if kind == "hop"]
        return len([f for f in hops if f["message"] == sent_off])


def _kept() -> tuple[Points, Points]:
    """What is known of the fields, and of those that gave up there."""
    ground = json.dumps(SOURCES)
    return (
        Points("routing", ["gpsr"], ground),
        Points("rescue", ["gpsr", "aodv", "geographic", "routes"], ground),
    )


def measure(stop_s: float = math.inf) -> None:
    """Measure the fields that are not kept, until all are there or so long has passed."""
    fields, rescues = _kept()
    began_s = time.monotonic()
    for seed in range(FIELDS):
        for kind in GRAPHS:
            key = (kind, seed, PAIRS)
            found = fields.measured(lambda: asdict(deliver("gpsr", *key)), *key)  # noqa: B023
            missed = found["missed"]
            if missed:
                rescues.measured(lambda: rescued(*key[:2], missed), *key)  # noqa: B023
            if time.monotonic() - began_s > stop_s:
                return


def table() -> Table:
    measure()
    return shown()


def shown() -> Table:
    """What has been measured so far."""
    fields, rescues = _kept()
    shown = empty_table(
        f"routing: {FIELDS} random fields of {NODES} nodes, {PAIRS} connected pairs each, "
        "MAC idle, frames not authenticated",
        "graph",
    )
    for column in ("degree", "way", "delivered", "bar", "stretch", "of fields"):
        shown.add_column(column, justify="right")
    for kind, (about, _) in GRAPHS.items():
        keys = [(kind, seed, PAIRS) for seed in range(FIELDS)]
        found = [Delivery(**fields.get(*key)) for key in keys if not fields.lacks(*key)]
        came = sum(rescues.get(*key) for key in keys if not rescues.lacks(*key))
        if found:
            for row in _rows(kind, found, came):
                shown.add_row(f"{kind} ({about})", *row)
    return shown


def _rows(kind: str, fields: list[Delivery], rescues: int) -> Iterable[tuple[str, ...]]:
    sent = sum(field.sent for field in fields)
    came = sum(field.came for field in fields)
    stretches = [field.hops / field.least_hops for field in fields]
    stretch = sum(field.hops for field in fields) / sum(field.least_hops for field in fields)
    degree = f"{statistics.mean(field.degree for field in fields):.1f}"
    yield (
        degree,
        "gpsr",
        *_held(("gpsr", kind), came, sent),
        f"{stretch:.2f}",
        f"{min(stretches):.2f} to {max(stretches):.2f}",
    )
    came += rescues
    yield (degree, "gpsr, then aodv", *_held(("gpsr, then aodv", kind), came, sent), "", "")


def _held(row: tuple[str, str], came: int, sent: int) -> tuple[str, str]:
    bar = BARS[row]
    sign = ">=" if came >= bar * sent else "[red]<[/red]"
    return f"{came:,} of {sent:,}: {100 * came / sent:.2f} %", f"{sign} {100 * bar:g} %"


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else math.inf)
    Console().print(shown())
