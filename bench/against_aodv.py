"""A query and its answer: programs that route themselves, against ns-3's own AODV with UDP.

The same 100 nodes, the same pairs at the same times, the same radios, 802.11b ad hoc, in windows of
one length. Bytes are all that the PHYs sent: preambles, MAC acknowledgements, beacons, hellos and
ARP too. ns-3's nodes spend no time on what they do, ours what their gas takes on a board.
"""

import json
import random
import statistics
import subprocess
import sys
from hashlib import sha256
from math import dist
from pathlib import Path
from typing import Any

import networkx
from rich.console import Console
from rich.table import Table

from bench.points import Points
from bench.timing import empty_table
from sim.ns3 import Field, FieldNode, Injection, IoTag, Radio, library, simulate
from sim.ns3.radios import Radios
from spatial.compiler import compile_source

NODES = 100
SEEDS = (1, 2, 3)
PAIRS = 20
START_S, EVERY_S, WINDOW_S = 12.0, 2.0, 60.0
RANGE_M, SIDE_M = 45.0, 245.0
QUERY_BYTES = ANSWER_BYTES = 32

MOST_TIMES = 1.2
MOST_BYTES = 1.0

WAYS = {
    "gpsr": "query.py",
    "on demand": "query_on_demand.py",
    "on demand, place known": "query_with_ring.py",
}
BOARDS = ("esp32", "pi")

_ROOT = Path(__file__).resolve().parent
_AWAKE = f"import node\nnode.sleep({round(WINDOW_S * 2000)})\n"


def pairs_of(seed: int) -> tuple[list[tuple[float, float]], list[tuple[int, int]]]:
    """The places of a connected field, and who asks whom."""
    chance = random.Random(f"against aodv {seed}")
    while True:
        places = [
            (round(chance.uniform(0, SIDE_M), 2), round(chance.uniform(0, SIDE_M), 2))
            for _ in range(NODES)
        ]
        graph = networkx.Graph(
            (a, b) for a in range(NODES) for b in range(a) if dist(places[a], places[b]) <= RANGE_M
        )
        if len(graph) == NODES and networkx.is_connected(graph):
            break
    sources = chance.sample(range(NODES), PAIRS)
    return places, [
        (source, chance.choice([at for at in range(NODES) if at != source])) for source in sources
    ]


def ours(way: str, board: str, seed: int) -> dict[str, Any]:
    places, pairs = pairs_of(seed)
    goal = dict(pairs)
    nodes = []
    for at, (x_m, y_m) in enumerate(places):
        tags = [IoTag("reading", at)]
        if at in goal:
            x, y = places[goal[at]]
            id8 = sha256(str(goal[at]).encode()).digest()[:8]
            tags.append(IoTag("goal", f"{round(x * 100)} {round(y * 100)} {id8.hex()}"))
        nodes.append(FieldNode(str(at), x_m, y_m, tags=tuple(tags)))
    program = _ROOT / "programs" / WAYS[way]
    injections = [Injection(compile_source(_AWAKE), "0", 0.0)]
    for number, (source, _) in enumerate(pairs):
        injections.append(Injection(program, str(source), START_S + EVERY_S * number))
    radio = Radio("802.11b", RANGE_M)
    field = Field("queries", tuple(nodes), radio, board=board)
    outcome = simulate(field, injections, seed=seed, until_s=WINDOW_S)
    took = {
        int(event["node"]): event["time_s"]
        for event in outcome.events
        if event["kind"] == "report" and event["fields"]["value"] == goal[int(event["node"])]
    }
    return {
        "took_s": [
            took[source] - START_S - EVERY_S * number if source in took else None
            for number, (source, _) in enumerate(pairs)
        ],
        "bytes": outcome.bytes_on_air,
        "frames": outcome.frames,
        "by_kind": outcome.frames_by_kind,
        "failures": [str(failure.text) for failure in outcome.failures],
    }


def theirs(seed: int) -> dict[str, Any]:
    """In a process of its own: it loads more of ns-3 than a field needs."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.against_aodv", str(seed)],
        cwd=_ROOT.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _run_theirs(seed: int) -> dict[str, Any]:
    import cppyy

    ns3 = library.load("802.11b")
    for name in ("internet", "aodv"):
        library.load_library(name)
    cppyy.cppdef((_ROOT / "aodv.cc").read_text())
    places, pairs = pairs_of(seed)
    nodes = tuple(FieldNode(str(at), *place) for at, place in enumerate(places))
    field = Field("queries", nodes, Radio("802.11b", RANGE_M))
    with Radios(field, seed, lambda now_ns, token: None) as radios:
        ns3.aodv.Join(QUERY_BYTES, ANSWER_BYTES)
        for number, pair in enumerate(pairs):
            ns3.aodv.AskAt(*pair, round((START_S + EVERY_S * number) * 1e9))
        ns3.aodv.StopAt(round(WINDOW_S * 1e9))
        ns3.Run()
        counts = radios.counts()
        took = [ns3.aodv.TookS(number) for number in range(len(pairs))]
    return {
        "took_s": [time_s if time_s >= 0 else None for time_s in took],
        "bytes": counts.bytes_on_air,
        "frames": counts.frames,
    }


def table() -> Table:
    programs = "".join((_ROOT / "programs" / name).read_text() for name in WAYS.values())
    kept = Points("against_aodv", ("gpsr", "aodv"), programs)
    shown = empty_table(
        f"against ns-3's AODV: {len(SEEDS)} fields of {NODES} nodes, {PAIRS} queries each in "
        f"{WINDOW_S:g} s, 802.11b at 2 Mb/s, frames not authenticated",
        "who",
    )
    for column in ("answered", "median", "mean", "of theirs", "kB", "of theirs", "frames"):
        shown.add_column(column, justify="right")
    base = [kept.measured(lambda: theirs(seed), "ns-3", seed) for seed in SEEDS]  # noqa: B023
    shown.add_row("ns-3 AODV, UDP", *_row(base, base))
    for board in BOARDS:
        for way in WAYS:
            runs = [
                kept.measured(lambda: ours(way, board, seed), way, board, seed)  # noqa: B023
                for seed in SEEDS
            ]
            shown.add_row(f"{way}, {board}", *_row(runs, base))
    return shown


def _row(runs: list[dict[str, Any]], base: list[dict[str, Any]]) -> tuple[str, ...]:
    """Times are compared over the queries that were answered in both."""
    both = [
        times
        for run, other in zip(runs, base, strict=True)
        for times in zip(run["took_s"], other["took_s"], strict=True)
        if None not in times
    ]
    mine = [time_s for run in runs for time_s in run["took_s"] if time_s is not None]
    times = sum(pair[0] for pair in both) / sum(pair[1] for pair in both)
    all_bytes = sum(run["bytes"] for run in runs)
    share = all_bytes / sum(other["bytes"] for other in base)
    return (
        f"{len(mine)} of {len(runs) * PAIRS}",
        f"{1000 * statistics.median(mine):.0f} ms",
        f"{1000 * statistics.mean(mine):.0f} ms",
        _held(times, MOST_TIMES) if runs is not base else "",
        f"{all_bytes / len(runs) / 1000:.0f}",
        _held(share, MOST_BYTES) if runs is not base else "",
        f"{sum(run['frames'] for run in runs) / len(runs):,.0f}",
    )


def _held(value: float, bar: float) -> str:
    return f"{value:.2f} {'<=' if value <= bar else '[red]>[/red]'} {bar:g}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_run_theirs(int(sys.argv[1]))))
    else:
        Console(width=140).print(table())
