"""Jobs that choose among unequal nodes: the mean slowdown by what they choose by.

In the manner of the comparison of MOSIX, PVM and the opportunity cost approach (Amir et al., IEEE
TPDS 2000, s. 5): a stream of jobs, each of so much work and so much memory, comes to a node of
which all others are neighbours; a job goes to one of them and stays. What a job knows is what its
neighbours told last. Slowdown is a job's time from its start to its end, over what its work takes
on the fastest node alone.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from rich.table import Table

import runtime.node
from bench.timing import empty_table
from runtime.admission import Admission
from runtime.node import Node, NodeConfig
from samara.confidence import mean_and_half_width
from sim.bus import VirtualBus
from spatial.compiler import Program, compile_source, library_bricks

# Gas in a ms, bytes for messages: an ESP32 has 20 and 48 kB.
NODES = (
    (10, 32_768), (10, 65_536), (20, 32_768), (20, 49_152), (20, 98_304), (40, 49_152),
    (40, 65_536), (80, 131_072),
)  # fmt: skip
FASTEST = max(speed for speed, _ in NODES)
JOBS = 150
SEEDS = 6
LOADS = (0.5, 0.8)  # of the work that all processors together can do
MTU_BYTES = 250
_ENDS = ("failed", "killed", "lost")
_CHUNK = 300
_CHUNK_GAS = 1900

# How a job lists the nodes, best first. `loads` is what their beacons told.
CHOICES = {
    "round robin": """
    turn = node.read("turn")
    node.write("turn", turn + 1)
    near = sorted([row[0] for row in node.neighbours()])
    turn %= len(near)
    return near[turn:] + near[:turn]
""",
    "least work": """
    rows = sorted([(load, tie(id), id) for id, load in node.read("loads")])
    return [row[2] for row in rows]
""",
}
CHOICES["opportunity cost"] = CHOICES["least work"]

_SOURCE = """
import node

def tie(id):
    return (id[0] * 7 + id[1] * 13 + node.now() // 8) % 97

def order():
{choice}

def place(home):
    while True:
        for id in order():
            try:
                node.migrate(id)
                return
            except node.HopError:
                pass
        node.sleep(500)

def work(chunks):
    for chunk in range(chunks):
        sorted(range({chunk}))
        node.sleep(0)

def run():
    work_left, number = node.read("job")
    place(node.id())
    work(work_left)
    node.write("done", number)

run()
"""


class LeastWork(Admission):
    """What a node tells its neighbours is the work before its processor alone."""

    __slots__ = ()

    def load(self, now_ms: int) -> int:
        return int(self.gas // self._config.speed) + 1


@dataclass(frozen=True)
class Job:
    start_ms: int
    chunks: int
    memory_bytes: int

    @property
    def gas(self) -> int:
        return self.chunks * _CHUNK_GAS

    @property
    def alone_ms(self) -> float:
        return self.gas / FASTEST


def table() -> Table:
    speeds = ", ".join(f"{speed}/{memory // 1024}k" for speed, memory in NODES)
    shown = empty_table(
        f"balance: mean slowdown of {JOBS} jobs, {SEEDS} seeds, 95 %; gas a ms/memory: {speeds}",
        "load",
    )
    for name in CHOICES:
        shown.add_column(name, justify="right")
    shown.add_column("of round robin", justify="right", style="bold")
    shown.add_column("of least work", justify="right", style="bold")
    for load in LOADS:
        means = {
            name: [mean_slowdown(name, load, seed) for seed in range(SEEDS)] for name in CHOICES
        }
        ours = means["opportunity cost"]
        shown.add_row(
            f"{load:.0%}",
            *(_with_interval(values) for values in means.values()),
            _ratio(ours, means["round robin"]),
            _ratio(ours, means["least work"]),
        )
    return shown


def _with_interval(values: list[float]) -> str:
    mean, half = mean_and_half_width(values)
    return f"{mean:.2f} ± {half:.2f}"


def _ratio(ours: list[float], theirs: list[float]) -> str:
    """Of runs of the same jobs, pair by pair."""
    return _with_interval([one / other for one, other in zip(ours, theirs, strict=True)])


def jobs(load: float, seed: int) -> list[Job]:
    """Poisson arrivals; work and memory of many small and a few large ones (bounded Pareto)."""
    random = Random(seed)
    chunks = [min(int(20 * random.paretovariate(1.1)), 1000) for _ in range(JOBS)]
    mean_gas = statistics.fmean(chunks) * _CHUNK_GAS
    every_ms = mean_gas / (load * sum(speed for speed, _ in NODES))
    now_ms = 20_000.0
    made = []
    for count in chunks:
        now_ms += random.expovariate(1 / every_ms)
        memory_bytes = min(int(5000 * random.paretovariate(1.1)), 60_000)
        made.append(Job(int(now_ms), count, memory_bytes))
    return made


def mean_slowdown(choice: str, load: float, seed: int) -> float:
    """Of all jobs of one run."""
    stream = jobs(load, seed)
    bus = VirtualBus(seed=seed, gas_per_ms=FASTEST, delay_ms=(4, 12), buffer=32)
    ended: dict[int, int] = {}
    current: list[tuple[int, int]] = [(0, 0)]

    def add(name: str, speed: int, memory_bytes: int, **config: Any) -> Any:
        def make(epoch: int) -> Node:
            node = Node(
                NodeConfig(
                    name,
                    memory_bytes=memory_bytes,
                    messages=200,
                    speed=speed,
                    gas_per_ms=10,
                    gas_visit=1 << 30,
                    beacon_ms=1000,
                    quota=lambda origin: (200, 1 << 30, 1 << 20),
                    **config,
                ),
                MTU_BYTES,
                tuple(library_bricks().values()),
            )
            node.tags.bind("done", lambda now_ms: None, lambda now_ms, number: done(number))
            return node

        return bus.add(make, speed)

    def done(number: int) -> None:
        ended[number] = bus.now_ms

    with told_by(choice):
        home = add("home", FASTEST, 1 << 24)
        for number, (speed, memory_bytes) in enumerate(NODES):
            add(f"n{number}", speed, memory_bytes)
    turn = [0]
    node = home.live()
    node.tags.bind("job", lambda now_ms: current.pop(0))
    node.tags.bind("turn", lambda now_ms: turn[0], lambda now_ms, value: turn.__setitem__(0, value))
    program = compile_source(_SOURCE.format(choice=CHOICES[choice], chunk=_CHUNK))
    current.clear()
    for number, job in enumerate(stream):
        bus.at(job.start_ms, _starting(bus, home, program, job, number, current))
    bus.run(100_000_000, lambda: len(ended) == len(stream))
    failed = [fields for _, _, kind, fields in bus.events if kind in _ENDS]
    if failed or len(ended) < len(stream):
        raise AssertionError(
            f"{choice}, {load}, seed {seed}: {len(ended)} jobs ended, {failed[:1]}"
        )
    return statistics.fmean(
        (ended[number] - job.start_ms) / job.alone_ms for number, job in enumerate(stream)
    )


def _starting(
    bus: VirtualBus, home: Any, program: Program, job: Job, number: int, current: list[Any]
) -> Any:
    def start() -> None:
        current.append((job.chunks, number))
        gas = job.gas + 200_000
        bounds = {"gas_visit": gas, "gas_total": 2 * gas, "memory_bytes": job.memory_bytes}
        bus.inject(home, program.bricks, {**bounds, "lifetime_ms": 100_000_000})

    return start


@contextmanager
def told_by(choice: str) -> Iterator[None]:
    """Nodes made here tell what `choice` goes by."""
    kept = runtime.node.Admission
    if choice == "least work":
        runtime.node.Admission = LeastWork  # type: ignore[misc]
    try:
        yield
    finally:
        runtime.node.Admission = kept  # type: ignore[misc]
