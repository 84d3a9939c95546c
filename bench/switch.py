"""Geographic routing alone, on demand alone, and geographic to the region with on demand inside.

A program starts far from a region, in which one node has what it wants, and brings that home: the
comparison that self-routing was published with. Bytes are of all frames on air in equal windows,
MAC acknowledgements and beacons included; what an idle field sends in the same window is shown.
"""

import json
import random
import statistics
import sys
from math import dist, sqrt
from pathlib import Path
from typing import Any

import networkx
from rich.console import Console
from rich.table import Table

from bench.points import Points
from bench.timing import empty_table
from sim.ns3 import Circle, Field, FieldNode, Injection, IoTag, Radio, simulate
from spatial.compiler import compile_source

SIZES = (200, 500, 1_000)
SEEDS = (1, 2, 3)
WINDOW_S = 60.0
START_S = 12.0  # the first beacons are over, and neighbours know each other
REGION = 0.25  # the region's radius, of the field's height
VALUE = 42

_M2_A_NODE = 600.0
_RANGE_M = 45.0
# A run goes on while a program does: the window is as long for all.
_AWAKE = f"import node\nnode.sleep({round(WINDOW_S * 2000)})\n"
_PROGRAMS = Path(__file__).resolve().parent / "programs"
WAYS = {
    "geographic": "by_place.py",
    "on demand": "on_demand.py",
    "switch": "switch.py",
}


def field_of(count: int, seed: int) -> Field:
    """Nodes as dense as in examples/sprinkler, a region at one end, one node of interest in it."""
    chance = random.Random(f"switch {count} {seed}")
    width = sqrt(count * _M2_A_NODE * 4 / 3)
    height = width * 3 / 4
    radius = round(height * REGION, 2)
    while True:
        places = [(chance.uniform(0, width), chance.uniform(0, height)) for _ in range(count)]
        middle = (width - radius, chance.uniform(radius, height - radius))
        start = min(range(count), key=lambda at: dist(places[at], (_RANGE_M, height / 2)))
        inside = [at for at in range(count) if dist(places[at], middle) <= radius]
        graph = networkx.Graph(
            (a, b) for a in range(count) for b in range(a) if dist(places[a], places[b]) <= _RANGE_M
        )
        wanted = chance.choice(inside)
        if {start, wanted} <= set(graph) and networkx.has_path(graph, start, wanted):
            break
    nodes = [
        FieldNode(
            str(at),
            round(x_m, 2),
            round(y_m, 2),
            tags=(IoTag("interest", VALUE),) if at == wanted else (),
        )
        for at, (x_m, y_m) in enumerate(places)
    ]
    return Field(
        f"{count} nodes",
        tuple(nodes),
        Radio("802.15.4", _RANGE_M),
        {"area": Circle(round(middle[0], 2), round(middle[1], 2), radius)},
        (Injection(_PROGRAMS / WAYS["switch"], str(start), START_S),),
    )


def measured(way: str, count: int, seed: int) -> dict[str, Any]:
    """One run: what it brought home, when, and what was on air."""
    field = field_of(count, seed)
    start = field.injections[0].at
    injections = [Injection(compile_source(_AWAKE), field.nodes[0].name, 0.0)]
    if way != "idle":
        injections.append(Injection(_PROGRAMS / WAYS[way], start, START_S))
    outcome = simulate(field, injections, seed=seed, until_s=WINDOW_S)
    if outcome.result not in ([], [VALUE]):
        raise AssertionError(f"{way}, {count} nodes, seed {seed}: {outcome.result}")
    reported = [event["time_s"] for event in outcome.events if event["kind"] == "report"]
    return {
        "completion_s": reported[0] - START_S if reported else None,
        "hops": outcome.hops,
        "bytes": outcome.bytes_on_air,
        "frames": outcome.frames_by_kind,
        "ended": [failure.kind for failure in outcome.failures],
    }


def points() -> Points:
    ground = "".join((_PROGRAMS / name).read_text() for name in WAYS.values())
    bricks = ("spatial", "exploration", "geographic", "gpsr", "aodv", "content", "routes")
    return Points("switch", bricks, ground)


def table() -> Table:
    kept = points()
    shown = empty_table(
        f"switch: one node of interest in a region, {len(SEEDS)} fields a size, "
        f"{WINDOW_S:g} s, 802.15.4, ESP32-class boards, frames not authenticated",
        "nodes",
    )
    for column in ("way", "came", "completion", "kB above idle", "kB in all", "beats both"):
        shown.add_column(column, justify="right")
    for count in SIZES:
        found = {
            way: [
                kept.measured(lambda: measured(*at), *at)  # noqa: B023
                for at in ((way, count, seed) for seed in SEEDS)
            ]
            for way in ("idle", *WAYS)
        }
        rows = {way: _row(found, way) for way in WAYS}
        for way, (came, completion_s, above_kb, all_kb) in rows.items():
            others = [row for other, row in rows.items() if other != way]
            best = all(completion_s < row[1] and above_kb < row[2] for row in others)
            verdict = ("yes" if best else "[red]no[/red]") if way == "switch" else ""
            shown.add_row(
                f"{count:,}",
                way,
                f"{came} of {len(SEEDS)}",
                f"{completion_s:.1f} s",
                f"{above_kb:.0f}",
                f"{all_kb:.0f}",
                verdict,
            )
    return shown


def _row(found: dict[str, list[dict[str, Any]]], way: str) -> tuple[int, float, float, float]:
    """How many came; the mean time, one that did not come counted as the window; mean kB."""
    runs = found[way]
    late_s = WINDOW_S - START_S
    times = [late_s if run["completion_s"] is None else run["completion_s"] for run in runs]
    above = [run["bytes"] - idle["bytes"] for run, idle in zip(runs, found["idle"], strict=True)]
    return (
        sum(run["completion_s"] is not None for run in runs),
        statistics.mean(times),
        statistics.mean(above) / 1000,
        statistics.mean(run["bytes"] for run in runs) / 1000,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
    else:
        Console(width=140).print(table())
