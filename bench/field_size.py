"""How a field's cost grows with its nodes: the sprinkler among 100 to 40,000, beacons on.

Each size is the same task, a hill of one size at the same density, in a growing field, for the same
simulated time. Beside it a pure C++ application sends the very frames at the very times with the
same radios and the same random streams. Times are the processor's, of a process a size, without
what ns-3 takes to load.
"""

import json
import random
import resource
import subprocess
import sys
import time
from array import array
from math import dist, sqrt
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.timing import as_time, empty_table
from sim.ns3 import Circle, Field, FieldNode, Injection, IoTag, Radio, Readings, Walk, library
from sim.ns3.radios import Radios
from sim.ns3.simulation import Job, Simulation, Start
from spatial.compiler import compile_file, library_bricks

SIZES = (100, 1_000, 10_000, 40_000)
UNTIL_S = 60.0

# The bars of issue 4: growth of the time over that of the nodes, memory at 10,000 nodes, and the
# time over that of the C++ application. At 40,000 nodes figures are printed.
MOST_GROWTH = 1.3
MOST_MB = 2_500
MOST_TIMES = 3.0
HELD = 10_000

_ROOT = Path(__file__).resolve().parent
_PROGRAM = _ROOT.parent / "examples" / "sprinkler" / "water_hottest.py"

# Of examples/sprinkler: the square metres of a node, the hill, the radios, and the share of nodes
# that are sprinklers, and of these the ones on wheels.
_M2_A_NODE = 600.0
_HILL_M = 65.0
_RANGE_M = 45.0
_SPRINKLERS = 0.38
_ON_WHEELS = 0.12
_WHEELS_M = 45.0


def table() -> Table:
    shown = empty_table(f"field size: the sprinkler, {UNTIL_S:g} s simulated, 802.15.4", "nodes")
    for column in ("time", "growth / nodes'", "memory", "C++ application", "ratio"):
        shown.add_column(column, justify="right")
    shown.add_column("frames", justify="right")
    shown.add_column("watered")
    before: dict[str, Any] | None = None
    for count in SIZES:
        size = measured(count)
        growth = ""
        if before is not None:
            times = size["time_s"] / before["time_s"] * before["nodes"] / count
            growth = _held(times, MOST_GROWTH, count)
        shown.add_row(
            f"{count:,}",
            as_time(size["time_s"]),
            growth,
            f"{_held(size['memory_mb'], MOST_MB, count, '.0f')} MB",
            as_time(size["replay_s"]),
            _held(size["time_s"] / size["replay_s"], MOST_TIMES, count),
            f"{size['frames']:,}",
            f"in {size['completion_s']:.1f} s" if size["completion_s"] else "not yet",
        )
        before = size
    return shown


def measured(count: int) -> dict[str, Any]:
    """The figures of one size, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.field_size", str(count)],
        cwd=_ROOT.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def sprinkler_field(count: int, seed: int = 7) -> Field:
    """So many nodes as dense as in examples/sprinkler, one hill, and the program beside it."""
    chance = random.Random(seed)
    width = sqrt(count * _M2_A_NODE * 4 / 3)
    height = width * 3 / 4
    hill = (width * 0.3, height * 0.5)
    nodes = []
    for number in range(count):
        x_m, y_m = round(chance.uniform(0, width), 2), round(chance.uniform(0, height), 2)
        celsius = Readings((0.0,), (round(chance.gauss(20, 2), 1),))
        kind = chance.random()
        on_wheels = (x_m - _WHEELS_M, y_m - _WHEELS_M, x_m + _WHEELS_M, y_m + _WHEELS_M)
        nodes.append(
            FieldNode(
                str(number + 1),
                x_m,
                y_m,
                tags=(IoTag("sprinkler", 0), IoTag("temperature", readings=celsius))
                if kind < _SPRINKLERS
                else (),
                walk=Walk(1.0, *on_wheels) if kind < _ON_WHEELS else None,
            )
        )
    beside = (hill[0] + _HILL_M, hill[1])
    start = min(nodes, key=lambda node: dist((node.x_m, node.y_m), beside))
    return Field(
        f"{count:,} nodes",
        tuple(nodes),
        Radio("802.15.4", _RANGE_M),
        {"left-hill": Circle(*hill, _HILL_M)},
        (Injection(_PROGRAM, start.name),),
    )


class _Recorded(Simulation):
    """A run that notes what was sent: time, radio, destination, length."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.script = array("q")

    def _sent(self, now_ns: int, number: int, destination: int, frame: bytes) -> None:
        super()._sent(now_ns, number, destination, frame)
        self.script.extend((now_ns, number, destination, len(frame)))

    def _end_if_done(self, now_ns: int) -> None:
        self._record.last_ns = now_ns  # and the beacons go on


def _measure(count: int) -> dict[str, Any]:
    ns3 = library.load()
    field = sprinkler_field(count)
    (injection,) = field.injections
    assert injection.at is not None
    start = Start(compile_file(_PROGRAM), injection.at, injection.time_s, None)
    job = Job(field, (start,), tuple(library_bricks().values()), until_s=UNTIL_S)
    began_s = time.process_time()
    recorded = _Recorded(job)
    outcome = recorded.run()
    time_s = time.process_time() - began_s
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    replay_s, frames = _replayed(ns3, field, recorded.script)
    if abs(frames - outcome.frames) > outcome.frames / 100:
        raise AssertionError(f"{frames} frames in C++, {outcome.frames} of nodes")
    return {
        "nodes": count,
        "time_s": time_s,
        "memory_mb": memory_mb,
        "replay_s": replay_s,
        "frames": outcome.frames,
        "completion_s": outcome.completion_s,
        "result": outcome.result,
    }


def _replayed(ns3: Any, field: Field, script: "array[int]") -> tuple[float, int]:
    import cppyy

    cppyy.cppdef((_ROOT / "replay.cc").read_text())
    ns3.Script(script.buffer_info()[0], len(script) // 4)
    began_s = time.process_time()
    with Radios(field, 1, lambda now_ns, token: None) as radios:
        ns3.Replay(round(UNTIL_S * 1e9))
        ns3.Run()
        frames = radios.counts().frames
    return time.process_time() - began_s, frames


def _held(value: float, bar: float, count: int, form: str = ".1f") -> str:
    if count > HELD:
        return f"{value:{form}}"
    return f"{value:{form}} {'<=' if value <= bar else '[red]>[/red]'} {bar:g}"


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
