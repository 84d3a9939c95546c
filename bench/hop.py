"""Ten thousand hops over a link that loses frames, and with nodes that start anew at any time."""

import itertools
from collections import Counter
from collections.abc import Callable
from random import Random

from rich.table import Table

from bench.timing import empty_table
from runtime.node import Node, NodeConfig
from sim.bus import Station, VirtualBus
from spatial.compiler import compile_source, library_bricks

MIGRATIONS = 10_000
LOSS = 0.3
AT_ONCE = 20
_ROUND_MS = 20_000
_LIFETIME_MS = 400_000

# There and back: it tells each time that it runs, under a number of its own.
_SOURCE = """
import node
def go(id):
    while True:
        try:
            return node.migrate(id)
        except node.HopError:
            node.sleep(300)
home = node.id()
number = node.read("number")
trail = bytes({pad})
go(node.neighbours()[0][0])
node.write("ran", (number, "there"))
go(home)
node.write("ran", (number, "back"))
node.report(len(trail))
"""


def table() -> Table:
    shown = empty_table(
        f"hop: {MIGRATIONS:,} migrations at {LOSS:.0%} frame loss, frames not authenticated", "what"
    )
    for column in ("messages", "twice", "lost", "named lost", "still in doubt", "frames a hop"):
        shown.add_column(column, justify="right")
    for name, pad, reboots in (
        ("state in one frame", 0, False),
        ("state of 400 bytes", 400, False),
        ("either node starts anew every 3 s or so", 100, True),
    ):
        shown.add_row(name, *migrate(pad, reboots, MIGRATIONS))
    return shown


def migrate(pad: int, reboots: bool, migrations: int) -> tuple[str, ...]:
    """How many messages were sent; ran twice; vanished; were reported lost; are still in doubt."""
    bus = VirtualBus(seed=pad, double=0.1, delay_ms=(1, 40))
    numbers = itertools.count()
    ran: Counter[object] = Counter()
    library = list(library_bricks().values())

    def maker(at: int) -> Station:
        def make(epoch: int) -> Node:
            config = NodeConfig(
                "ab"[at], boot_epoch=epoch, memory_bytes=1 << 22, messages=200, position_cm=(at, 0)
            )
            node = Node(config, 250, library)
            node.tags.bind("number", lambda now_ms: next(numbers))
            node.tags.bind(
                "ran", lambda now_ms: None, lambda _, leg: ran.update([leg]), rights="others:write"
            )
            return node

        return bus.add(make)

    stations = [maker(0), maker(1)]
    bus.run(3000)
    bus.loss = LOSS
    program = compile_source(_SOURCE.format(pad=pad))
    sent = 0

    def all_sent() -> bool:
        return 2 * sent >= migrations

    if reboots:
        _reboot_now_and_then(bus, stations, Random(pad), all_sent)
    while not all_sent():
        here = stations[0]
        if here.node is not None and here.node.neighbours.both_ways(bus.now_ms - here.boot_ms):
            for _ in range(AT_ONCE):
                bus.inject(here, program.bricks, {"lifetime_ms": _LIFETIME_MS})
            sent += AT_ONCE
        bus.run(bus.now_ms + _ROUND_MS)
    bus.run(bus.now_ms + 2 * _LIFETIME_MS)
    kinds = Counter(kind for _, _, kind, _ in bus.events)
    held = sum(len(station.live().messages) for station in stations)
    twice = sum(times > 1 for times in ran.values())
    vanished = "" if reboots else str(sent - kinds["finished"] - kinds["lost"])
    frames = f"{len(bus.frames) / max(ran.total(), 1):.1f}"
    return (f"{sent:,}", str(twice), vanished, str(kinds["lost"]), str(held), frames)


def _reboot_now_and_then(
    bus: VirtualBus, stations: list[Station], random: Random, done: Callable[[], bool]
) -> None:
    def strike() -> None:
        if done():
            return
        station = random.choice(stations)
        if station.node is not None:
            bus.kill(station)
            bus.at(bus.now_ms + random.randrange(1, 400), lambda: bus.boot(station))
        bus.at(bus.now_ms + random.randrange(1000, 5000), strike)

    bus.at(bus.now_ms + 1000, strike)
