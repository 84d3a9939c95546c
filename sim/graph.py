"""Nodes on a graph: links that lose nothing and take no time, so that only routing decides.

The nodes are whole ones: they learn of each other by beacons, and messages hop by the frames that
they always do. What a graph stands for is in the functions below, after the radios that people
measured.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import networkx

from runtime.node import Node, NodeConfig
from runtime.vm import load_brick
from spatial.compiler import library_bricks

MTU_BYTES = 250
_SETTLE_MS = 12_000
_ENDS = ("finished", "failed", "killed", "lost")

Place = tuple[int, int]
"""Where a node is, in cm."""


class GraphField:
    """Nodes 0, 1, ... at places in cm, and a link both ways for each pair of numbers in `edges`.

    They hold the library, and the `bricks` of programs that are to run.
    """

    def __init__(
        self,
        places: Sequence[Place],
        edges: Iterable[tuple[int, int]],
        bricks: Iterable[bytes] = (),
    ) -> None:
        self.now_ms = 0
        self.graph = networkx.Graph()
        self.graph.add_nodes_from(range(len(places)))
        self.graph.add_edges_from(edges)
        self.near = [sorted(self.graph[number]) for number in range(len(places))]
        self.events: list[tuple[int, str, dict[str, Any]]] = []
        self._air: deque[tuple[int, int, bytes]] = deque()
        self._due: list[tuple[int, int]] = []
        self._asked_ms: list[int | None] = [None] * len(places)
        held = [load_brick(data) for data in sorted({*library_bricks().values(), *bricks})]
        self.nodes = []
        for number, place in enumerate(places):
            config = NodeConfig(str(number), position_cm=place, pace_ms=0)
            node = Node(config, MTU_BYTES)
            for brick in held:
                node.cache.put(brick, True)
            node.on_event = self._log(number)
            self.nodes.append(node)
        self.ids = [node.config.id8 for node in self.nodes]
        for number in range(len(self.nodes)):
            self._step(number)
        self._carry()
        self.pass_time(_SETTLE_MS)
        self.events.clear()

    def run(
        self,
        at: int,
        bricks: Sequence[bytes],
        bounds: dict[str, int] | None = None,
        most_ms: int = 600_000,
    ) -> None:
        """Inject a program at a node, and let time pass until it has ended, or for so long."""
        identity = self.nodes[at].inject(self.now_ms, bricks, bounds)
        start = len(self.events)
        until_ms = self.now_ms + most_ms
        self._step(at)
        self._carry()
        while not self._ended(identity, start) and self.now_ms < until_ms:
            start = len(self.events)
            self._pass(until_ms)

    def pass_time(self, ms: int) -> None:
        """Let so much time pass: beacons come, leases end, and who sleeps wakes."""
        until_ms = self.now_ms + ms
        while self.now_ms < until_ms:
            self._pass(until_ms)

    # ---- within

    def _ended(self, identity: object, start: int) -> bool:
        return any(
            kind in _ENDS and fields["message"] == identity
            for _, kind, fields in self.events[start:]
        )

    def _pass(self, until_ms: int) -> None:
        """What happens next happens."""
        while self._due and self._due[0][0] <= until_ms:
            at_ms, number = heapq.heappop(self._due)
            if self._asked_ms[number] != at_ms:
                continue
            self._asked_ms[number] = None
            self.now_ms = max(self.now_ms, at_ms)
            self._step(number)
            self._carry()
            return
        self.now_ms = until_ms

    def _log(self, number: int) -> Any:
        def log(now_ms: int, kind: str, fields: dict[str, Any]) -> None:
            self.events.append((number, kind, fields))

        return log

    def _step(self, number: int) -> None:
        """What is due at a node now; what it sends goes on the air."""
        node = self.nodes[number]
        due_ms = node.next_ms()
        while due_ms is not None and due_ms <= self.now_ms:
            node.advance(self.now_ms)
            due_ms = node.next_ms()
        asked_ms = self._asked_ms[number]
        if due_ms is not None and (asked_ms is None or due_ms < asked_ms):
            self._asked_ms[number] = due_ms
            heapq.heappush(self._due, (due_ms, number))
        for address, frame in node.take_sends():
            if address is None:
                for other in self.near[number]:
                    self._air.append((other, number, frame))
            elif int.from_bytes(address, "big") in self.near[number]:
                self._air.append((int.from_bytes(address, "big"), number, frame))

    def _carry(self) -> None:
        while self._air:
            to, source, frame = self._air.popleft()
            self.nodes[to].receive(self.now_ms, source.to_bytes(2, "big"), frame)
            self._step(to)


def scattered(count: int, side_cm: int, random: Random) -> list[Place]:
    """So many places, anywhere in a square."""
    return [(random.randrange(side_cm), random.randrange(side_cm)) for _ in range(count)]


def unit_disk(places: Sequence[Place], reach_cm: int) -> list[tuple[int, int]]:
    """Links between all that are not farther apart than the reach."""
    return [pair for pair, apart_cm in _pairs(places) if apart_cm <= reach_cm]


def quasi_unit_disk(
    places: Sequence[Place], reach_cm: int, random: Random, sure: float = 0.6
) -> list[tuple[int, int]]:
    """As a unit disk up to the share `sure` of the reach; beyond it, fewer with each cm."""
    edges = []
    for pair, apart_cm in _pairs(places):
        chance = (reach_cm - apart_cm) / (reach_cm * (1 - sure))
        if random.random() < chance:
            edges.append(pair)
    return edges


def shadowed(
    places: Sequence[Place], reach_cm: int, random: Random, sigma_db: float = 4, loss: float = 3
) -> list[tuple[int, int]]:
    """Log-distance path loss with shadowing: a link where what it loses is at most what the reach
    does without; one draw of so many dB a link, both ways the same."""
    edges = []
    for pair, apart_cm in _pairs(places):
        margin_db = 10 * loss * math.log10(reach_cm / max(apart_cm, 1))
        if margin_db + random.gauss(0, sigma_db) >= 0:
            edges.append(pair)
    return edges


def _pairs(places: Sequence[Place]) -> Iterable[tuple[tuple[int, int], float]]:
    for b, place in enumerate(places):
        for a in range(b):
            yield (a, b), math.dist(places[a], place)
