"""Delivery and path stretch of the routing bricks, run by nodes over links that lose nothing."""

import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random

import networkx
from rich.table import Table

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
    """What became of the messages of one field: hops made and needed are of those that came."""

    degree: float
    sent: int
    came: int
    hops: int
    least_hops: int


def deliver(way: str, kind: str, seed: int, pairs: int) -> Delivery:
    """Sends messages between so many pairs, drawn from those that a path connects."""
    random = Random(f"{kind} {seed}")
    places = scattered(NODES, SIDE_CM, random)
    edges = GRAPHS[kind][1](places, random)
    program = compile_source(SOURCES[way])
    field = GraphField(places, edges, program.bricks)
    goal = Held(None)
    for node in field.nodes:
        node.tags.bind("goal", goal.read)
    sent = came = hops = least_hops = 0
    while sent < pairs:
        source, target = random.sample(range(NODES), 2)
        if not networkx.has_path(field.graph, source, target):
            continue
        sent += 1
        goal.value = (*places[target], field.ids[target])
        field.events.clear()
        field.run(source, program.bricks, BOUNDS)
        reports = [(at, fields["value"]) for at, kind, fields in field.events if kind == "report"]
        if reports == [(target, True)]:
            came += 1
            (sent_off,) = [f["message"] for _, kind, f in field.events if kind == "injected"]
            hops += sum(
                kind == "hop" and f["message"] == sent_off for _, kind, f in field.events
            )
            least_hops += networkx.shortest_path_length(field.graph, source, target)
    return Delivery(2 * len(edges) / NODES, sent, came, hops, least_hops)


def table() -> Table:
    shown = empty_table(
        f"routing: {FIELDS} random fields of {NODES} nodes, {PAIRS} connected pairs each, "
        "MAC idle, frames not authenticated",
        "graph",
    )
    for column in ("degree", "way", "delivered", "bar", "hops", "stretch", "least and most"):
        shown.add_column(column, justify="right")
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for kind, (about, _) in GRAPHS.items():
            for way in ("gpsr", "gpsr, then aodv"):
                done = pool.map(deliver, *zip(*_jobs(way, kind), strict=True))
                shown.add_row(f"{kind} ({about})", *_row(way, kind, list(done)))
    return shown


def _jobs(way: str, kind: str) -> Iterable[tuple[str, str, int, int]]:
    return ((way, kind, seed, PAIRS) for seed in range(FIELDS))


def _row(way: str, kind: str, fields: list[Delivery]) -> Iterable[str]:
    came = sum(field.came for field in fields)
    sent = sum(field.sent for field in fields)
    bar = BARS.get((way, kind))
    stretches = [field.hops / field.least_hops for field in fields]
    yield f"{statistics.mean(field.degree for field in fields):.1f}"
    yield way
    yield f"{came:,} of {sent:,}: {100 * came / sent:.2f} %"
    yield "" if bar is None else f"{'>=' if came >= bar * sent else '[red]<[/red]'} {100 * bar:g} %"
    yield f"{sum(field.hops for field in fields):,}"
    yield f"{sum(f.hops for f in fields) / sum(f.least_hops for f in fields):.2f}"
    yield f"{min(stretches):.2f} {max(stretches):.2f}"
