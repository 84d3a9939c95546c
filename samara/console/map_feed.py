"""What a map is told: the field as JSON once, and then what changed, as few bytes as that takes.

A delta is little-endian: f64 sent_ms, oldest_ms (wall clock, of the oldest change in it), field_s;
f32 rate; u32 number, flags (1: paused), sections. A section is u32 kind and count, then its
columns, one after the other, each `count` times four bytes (`SECTIONS`).
"""

import json
import math
import struct
import time
from array import array
from collections.abc import Iterable
from typing import Any

from samara.console.field_model import FIGURES, FieldModel, Node
from samara.console.journey import Journey

HEAD = struct.Struct("<dddfIII")

PLACES, STATUS, VALUES, HOPS, LINKS = 1, 2, 3, 4, 5
SECTIONS = {
    PLACES: "Iff",  # node, x_m, y_m
    STATUS: "II",  # node, 0 up, 1 silent, 2 down, 3 unknown, 4 forgotten
    VALUES: "If",  # node, value or NaN
    HOPS: "III",  # message, from, to
    LINKS: "IIf",  # node, whom it hears, quality; -1 inferred, -2 no more
}
_STATUS = {"up": 0, "silent": 1, "down": 2, "unknown": 3, "forgotten": 4}

_MOST_HOPS = 5_000  # between two deltas; a page that was asleep does not replay more
_AT_ONCE = 20_000  # rows of a section in one delta


class MapFeed:
    """What one map has been told so far. It watches its model until `close`."""

    def __init__(self, model: FieldModel) -> None:
        self.model = model
        self.metric = ""
        self.number = 0
        self._named = 0
        self._journeys = 0
        self._metrics = 0
        self._oldest_ms: float | None = None
        self._regions = model.regions
        self._places: set[int] = set()
        self._status: set[int] = set()
        self._values: set[int] = set()
        self._links: dict[tuple[int, int], float] = {}
        self._hops: list[tuple[int, int, int]] = []
        self._clock: tuple[float, bool] = (-1.0, False)
        model.watchers.append(self)
        self._begin()

    def close(self) -> None:
        if self in self.model.watchers:
            self.model.watchers.remove(self)

    def _begin(self) -> None:
        for node in self.model.by_index:
            self._places.add(node.index)
            if node.status != "up":
                self._status.add(node.index)
            self.linked(node, ())
        for one, other in self.model.inferred:
            self._links.setdefault((self._index(one), self._index(other)), -1.0)

    def _index(self, key: str) -> int:
        return self.model.node(key).index

    # -- as the model's watcher

    def changed(self, node: Node, what: str) -> None:
        if what == self.metric:
            self._values.add(node.index)
        elif what == "place":
            self._places.add(node.index)
        elif what == "status":
            self._status.add(node.index)
        else:
            return
        self._touch()

    def hopped(self, journey: Journey, source: Node, node: Node) -> None:
        if len(self._hops) < _MOST_HOPS:
            self._hops.append((journey.number, source.index, node.index))
            self._touch()

    def linked(self, node: Node, gone: Iterable[str]) -> None:
        for peer, quality in node.near.items():
            self._links[node.index, self._index(peer)] = -1.0 if quality is None else quality
        for peer in gone:
            self._links[node.index, self._index(peer)] = -2.0
        self._touch()

    def _touch(self) -> None:
        if self._oldest_ms is None:
            self._oldest_ms = time.time() * 1000

    # -- to the map

    def colour_by(self, metric: str) -> None:
        """From now on values are of this metric; all of them come anew."""
        self.metric = metric
        self._values = {node.index for node in self.model.by_index}
        self._touch()

    def hello(self) -> str:
        """The field as it is drawn before anything moves."""
        model = self.model
        return json.dumps(
            {
                "field": model.name,
                "regions": model.regions,
            }
        )

    def take(self) -> list[str | bytes]:
        """What changed since it was last asked."""
        told: list[str | bytes] = []
        words = self._words()
        if words:
            told.append(json.dumps(words))
        delta = self._delta()
        if delta is not None:
            told.append(delta)
        return told

    def _words(self) -> dict[str, Any]:
        model = self.model
        words: dict[str, Any] = {}
        if self._named < len(model.by_index):
            new = model.by_index[self._named :]
            words["nodes"] = [[node.index, node.key, node.label] for node in new]
            self._named = len(model.by_index)
        if self._regions is not model.regions:
            self._regions = model.regions
            words["regions"] = model.regions
        if self._metrics != len(model.metrics):
            self._metrics = len(model.metrics)
            known = [name for name, _, _ in FIGURES if name in model.metrics]
            tags = sorted(name for name in model.metrics if name.startswith("tag:"))
            words["metrics"] = [[name, *model.metrics[name]] for name in [*tags, *known]]
        fresh = [one for one in model.journeys.values() if one.number >= self._journeys]
        if fresh:
            words["messages"] = [[one.number, one.message, one.program] for one in fresh]
            self._journeys = max(one.number for one in fresh) + 1
        return words

    def _delta(self) -> bytes | None:
        model = self.model
        clock = (model.now_s, model.paused)
        if self._oldest_ms is None and clock == self._clock:
            return None
        sections = [
            self._section(PLACES, self._places, lambda node: (node.x_m, node.y_m)),
            self._section(STATUS, self._status, lambda node: (_STATUS.get(node.status, 3),)),
            self._section(VALUES, self._values, self._value),
            _packed(LINKS, [(*pair, quality) for pair, quality in _some(self._links).items()]),
            _packed(HOPS, self._hops),
        ]
        self._hops = []
        parts = [section for section in sections if section]
        now_ms = time.time() * 1000
        self.number += 1
        self._clock = clock
        head = HEAD.pack(
            now_ms,
            self._oldest_ms or now_ms,
            model.now_s,
            model.rate,
            self.number,
            int(model.paused),
            len(parts),
        )
        left = self._places or self._status or self._values or self._links
        self._oldest_ms = self._oldest_ms if left else None
        return b"".join([head, *parts])

    def _value(self, node: Node) -> tuple[float]:
        value = node.value(self.metric)
        return (math.nan if value is None else value,)

    def _section(self, kind: int, waiting: set[int], of: Any) -> bytes:
        taken: list[Node] = []
        while waiting and len(taken) < _AT_ONCE:
            taken.append(self.model.by_index[waiting.pop()])
        return _packed(kind, [(node.index, *of(node)) for node in taken])


def _some(waiting: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    taken: dict[tuple[int, int], float] = {}
    while waiting and len(taken) < _AT_ONCE:
        pair, quality = waiting.popitem()
        taken[pair] = quality
    return taken


def _packed(kind: int, rows: list[Any]) -> bytes:
    if not rows:
        return b""
    columns = zip(*rows, strict=True)
    parts = [struct.pack("<II", kind, len(rows))]
    for code, column in zip(SECTIONS[kind], columns, strict=True):
        parts.append(array(code, column).tobytes())
    return b"".join(parts)
