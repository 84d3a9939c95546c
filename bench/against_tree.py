"""The hottest spot of a region among 1,000 nodes: programs against trees that collect readings.

A sink somewhere asks about a region elsewhere, once. *Tree*: a flood from the sink makes a tree,
over which the region's nodes answer, joined on the way (TAG) or each by itself (CTP); *all nodes*:
the same tree, and every node sends its reading to the sink. *Within the region*: the tree goes out
from the region's middle, over its nodes alone, as if the question came there and the answer went
home for nothing. Bytes are all that the PHYs sent above what an idle field sends; joules those of
sending and receiving, above idle radios and above an idle field.
"""

import json
import random
import statistics
import subprocess
import sys
from math import dist, sqrt
from pathlib import Path
from typing import Any

import networkx
from rich.console import Console
from rich.table import Table

from bench.points import Points
from bench.timing import empty_table
from sim.ns3 import Circle, Field, FieldNode, Injection, IoTag, Radio, library, simulate
from sim.ns3.radios import Radios
from spatial.compiler import compile_source

NODES = 1_000
SEEDS = (1, 2, 3)
REGION_M = 65.0
START_S, AGAIN_S, WINDOW_S = 12.0, 60.0, 110.0

OF_TREE, OF_ALL = 0.5, 0.1

PROGRAMS = {"explored": "explored.py", "gathered": "gathered.py"}
TREES = ("tree, joined", "tree, each by itself", "all nodes to the sink", "within the region")

_M2_A_NODE = 600.0
_RANGE_M = 45.0
_ROOT = Path(__file__).resolve().parent
_AWAKE = f"import node\nnode.sleep({round(WINDOW_S * 2000)})\n"


def layout(seed: int) -> dict[str, Any]:
    """Places, readings in tenths of a degree, the region, the sink, and who is in its middle."""
    chance = random.Random(f"against tree {seed}")
    width = sqrt(NODES * _M2_A_NODE * 4 / 3)
    height = width * 3 / 4
    while True:
        places = [
            (round(chance.uniform(0, width), 2), round(chance.uniform(0, height), 2))
            for _ in range(NODES)
        ]
        middle = (
            round(chance.uniform(REGION_M, width - REGION_M), 2),
            round(chance.uniform(REGION_M, height - REGION_M), 2),
        )
        sink = chance.randrange(NODES)
        inside = [at for at in range(NODES) if dist(places[at], middle) <= REGION_M]
        graph = networkx.Graph(
            (a, b) for a in range(NODES) for b in range(a) if dist(places[a], places[b]) <= _RANGE_M
        )
        core = min(inside, key=lambda at: dist(places[at], middle))
        connected = networkx.node_connected_component(graph, core)
        whole = networkx.is_connected(graph.subgraph(inside))
        if sink in connected and whole and sink not in inside:
            break
    readings = [round(chance.gauss(200, 20)) for _ in range(NODES)]
    return {
        "places": places,
        "readings": readings,
        "middle": middle,
        "inside": inside,
        "sink": sink,
        "core": core,
    }


def ours(way: str, seed: int) -> list[dict[str, Any]]:
    """What was on air above idle, for the first query and for the same again; and the answers."""
    made = layout(seed)
    nodes = tuple(
        FieldNode(str(at), place[0], place[1], tags=(IoTag("temperature", made["readings"][at]),))
        for at, place in enumerate(made["places"])
    )
    field = Field(
        "hottest",
        nodes,
        Radio("802.15.4", _RANGE_M),
        {"area": Circle(made["middle"][0], made["middle"][1], REGION_M)},
    )
    totals: list[tuple[int, float, list[Any], list[float]]] = []
    for queries in range(3):
        program = _ROOT / "programs" / PROGRAMS[way]
        injections = [Injection(compile_source(_AWAKE), "0", 0.0)]
        for at_s in (START_S, AGAIN_S)[:queries]:
            injections.append(Injection(program, str(made["sink"]), at_s))
        outcome = simulate(field, injections, seed=seed, until_s=WINDOW_S)
        joules = sum(energy.above_idle_j for energy in outcome.energy.values())
        ends_s = [event["time_s"] for event in outcome.events if event["kind"] == "report"]
        totals.append((outcome.bytes_on_air, joules, outcome.result, ends_s))
    most = max(made["readings"][at] for at in made["inside"])
    return [
        {
            "bytes": totals[number][0] - totals[number - 1][0],
            "joules": totals[number][1] - totals[number - 1][1],
            "right": len(totals[number][2]) == number and totals[number][2][-1] == most,
            "took_s": totals[number][3][-1] - start_s if totals[number][3] else None,
        }
        for number, start_s in ((1, START_S), (2, AGAIN_S))
    ]


def theirs(way: str, seed: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.against_tree", way, str(seed)],
        cwd=_ROOT.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _run_theirs(way: str, seed: int) -> dict[str, Any]:
    import cppyy

    ns3 = library.load("802.15.4")
    cppyy.cppdef((_ROOT / "tree.cc").read_text())
    made = layout(seed)
    nodes = tuple(FieldNode(str(at), *place) for at, place in enumerate(made["places"]))
    field = Field("hottest", nodes, Radio("802.15.4", _RANGE_M))
    everyone, within = way == "all nodes to the sink", way == "within the region"
    asked = range(NODES) if everyone else made["inside"]
    joins = within or way == "tree, joined"
    with Radios(field, seed, lambda now_ns, token: None) as radios:
        root = made["core"] if within else made["sink"]
        ns3.tree.Grow(root, joins, round(START_S * 1e9), round(WINDOW_S * 1e9))
        for at in asked:
            ns3.tree.Reads(at, made["readings"][at])
        if within:
            for at in set(range(NODES)) - set(made["inside"]):
                ns3.tree.Keeps(at)
        ns3.Run()
        counts = radios.counts()
        joules = sum(radios.energy(at).above_idle_j for at in range(NODES))
        arrived, hottest = int(ns3.tree.arrived), int(ns3.tree.hottest)
    return {
        "bytes": counts.bytes_on_air,
        "joules": joules,
        "right": hottest == max(made["readings"][at] for at in asked),
        "arrived": arrived / len(asked),
    }


def table() -> Table:
    programs = "".join((_ROOT / "programs" / name).read_text() for name in PROGRAMS.values())
    bricks = ("spatial", "exploration", "geographic", "gather", "shapes")
    kept = Points("against_tree", bricks, programs + (_ROOT / "tree.cc").read_text())
    shown = empty_table(
        f"hottest spot of a region of {REGION_M:g} m, {NODES:,} nodes, mean of {len(SEEDS)} "
        "fields, 802.15.4, frames not authenticated",
        "who",
    )
    for column in ("right", "kB", "joules", "of tree, joined", "of each by itself", "of all"):
        shown.add_column(column, justify="right")
    trees = {
        way: _mean(
            [kept.measured(lambda: theirs(way, seed), way, seed) for seed in SEEDS]  # noqa: B023
        )
        for way in TREES
    }
    for way, (right, kb, joules) in trees.items():
        shown.add_row(way, right, f"{kb:.1f}", f"{joules:.2f}", "", "", "")
    for way in PROGRAMS:
        runs = [kept.measured(lambda: ours(way, seed), way, seed) for seed in SEEDS]  # noqa: B023
        for again, what in enumerate(("code not cached", "code cached")):
            right, kb, joules = _mean([run[again] for run in runs])
            shares = [
                _held(kb / trees[tree][1], joules / trees[tree][2], bar)
                for tree, bar in zip(TREES[:3], (OF_TREE, OF_TREE, OF_ALL), strict=True)
            ]
            shown.add_row(f"{way}, {what}", right, f"{kb:.1f}", f"{joules:.2f}", *shares)
    return shown


def _mean(runs: list[dict[str, Any]]) -> tuple[str, float, float]:
    return (
        f"{sum(run['right'] for run in runs)} of {len(runs)}",
        statistics.mean(run["bytes"] for run in runs) / 1000,
        statistics.mean(run["joules"] for run in runs),
    )


def _held(of_bytes: float, of_joules: float, bar: float) -> str:
    sign = "<=" if max(of_bytes, of_joules) <= bar else "[red]>[/red]"
    return f"{of_bytes:.2f}, {of_joules:.2f} {sign} {bar:g}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(_run_theirs(sys.argv[1], int(sys.argv[2]))))
    else:
        Console(width=150).print(table())
