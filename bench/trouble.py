"""The sprinkler among 1,000 nodes that all walk, and among 1,000 of which a tenth fails.

It ends with an answer or a named error, never in silence: a run without either is an error here.
"""

from collections.abc import Iterator
from dataclasses import replace

from rich.table import Table

from bench.field_size import sprinkler_field
from bench.timing import empty_table
from sim.ns3 import Field, Outage, Outcome, Walk, simulate

NODES = 1_000
SPEED_M_S = 2.0
FAILING = 0.1
FAIL_FROM_S, FAIL_SPREAD_S = 6.0, 60.0
SEEDS = (1, 2, 3)


def table() -> Table:
    shown = empty_table(f"trouble: the sprinkler among {NODES:,} nodes, frames open", "field")
    for column in ("seed", "ends in", "hops", "frames"):
        shown.add_column(column, justify="right")
    shown.add_column("with")
    for name, field in _fields():
        for seed in SEEDS:
            outcome = simulate(field, seed=seed)
            ends_in = "" if outcome.completion_s is None else f"{outcome.completion_s:.1f} s"
            counts = (f"{outcome.hops:,}", f"{outcome.frames:,}")
            shown.add_row(name, str(seed), ends_in, *counts, end_of(outcome))
    return shown


def end_of(outcome: Outcome) -> str:
    """The answer, or the error by its name; AssertionError where there is neither."""
    if outcome.failures:
        return "; ".join(f"{failure.kind}: {failure.text}" for failure in outcome.failures)
    if not outcome.result:
        raise AssertionError("a program ended with neither an answer nor an error")
    return f"{outcome.result[0]['node']}, {outcome.result[0]['temperature']} C"


def _fields() -> Iterator[tuple[str, Field]]:
    still = sprinkler_field(NODES)
    yield "as it is", still
    width = max(node.x_m for node in still.nodes)
    height = max(node.y_m for node in still.nodes)
    walk = Walk(SPEED_M_S, 0, 0, width, height)
    walking = tuple(replace(node, walk=walk) for node in still.nodes)
    yield f"all walk at {SPEED_M_S:g} m/s", replace(still, nodes=walking)
    start = still.injections[0].at
    failing = [node.name for node in still.nodes if node.name != start][:: round(1 / FAILING)]
    outages = tuple(
        Outage(name, FAIL_FROM_S + FAIL_SPREAD_S * number / len(failing))
        for number, name in enumerate(failing)
    )
    yield f"{len(failing)} fail from {FAIL_FROM_S:g} s on", replace(still, outages=outages)
