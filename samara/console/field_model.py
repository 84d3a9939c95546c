"""What is known of a field, in bounded memory, whoever tells it: a broker, a simulation, a file."""

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from samara.console.events import EventLog
from samara.console.history import History
from samara.console.journey import Journey

MOST_POINTS = 1_000_000
_LONGEST_HISTORY = 10_000
_SHORTEST_HISTORY = 16
_MOST_JOURNEYS = 500
_MOST_STEPS = 50_000  # of all journeys together
_MOST_REPORTS = 5_000
_MOST_NODES = 65_536
_MOST_TAGS = 64  # of a node
_EPOCH_S = 1e8  # three years: no simulation's time
_MOST_LINES = 100  # of what a node admitted and refused

# What the map may be coloured by beside tags: figure of a node, what it is called, its unit.
FIGURES = (
    ("load", "load", "%"),
    ("battery", "battery", "%"),
    ("quality", "link quality", "%"),
    ("messages", "messages aboard", ""),
    ("spent_j", "energy spent", "J"),
)


# Not in the log: the other side says more of a hop, and links say who is near.
_QUIET = ("hop", "brick")


def when(time_s: float, digits: int = 1) -> str:
    """A time as a person reads it: of a simulation in seconds, of the world on this clock."""
    if time_s < _EPOCH_S:
        return f"{time_s:,.{digits}f} s"
    return time.strftime("%H:%M:%S", time.localtime(time_s))


class Tag:
    """A tag of a node: what it is, and since when; numbers have a history."""

    __slots__ = ("history", "time_s", "unit", "value")

    def __init__(self, unit: str) -> None:
        self.value: Any = None
        self.unit = unit
        self.time_s = 0.0
        self.history: History | None = None


class Node:
    """A node; `index` is its number here. `near` has the quality of whom it hears, by key."""

    __slots__ = (
        "admitted",
        "cause",
        "figures",
        "heard_by",
        "index",
        "key",
        "label",
        "near",
        "refused",
        "resets",
        "since_s",
        "status",
        "tags",
        "taken",
        "turned_away",
        "x_m",
        "y_m",
    )

    def __init__(self, index: int, key: str) -> None:
        self.index = index
        self.key = key
        self.label = key
        self.x_m = 0.0
        self.y_m = 0.0
        self.status = "up"
        self.cause = ""
        self.since_s = 0.0
        self.tags: dict[str, Tag] = {}
        self.figures: dict[str, Any] = {}
        self.near: dict[str, float | None] = {}
        self.heard_by: set[str] = set()
        self.taken = 0
        self.turned_away = 0
        self.admitted: deque[tuple[float, str, str]] = deque(maxlen=_MOST_LINES)
        self.refused: deque[tuple[float, str, str]] = deque(maxlen=_MOST_LINES)
        self.resets: deque[tuple[float, str]] = deque(maxlen=_MOST_LINES)

    def value(self, metric: str) -> float | None:
        """The number that the map colours by: a figure's name, or `tag:` and a tag's."""
        if metric.startswith("tag:"):
            tag = self.tags.get(metric[4:])
            value = None if tag is None else tag.value
        else:
            value = self.figures.get(metric)
        return float(value) if isinstance(value, (bool, int, float)) else None


class Watcher(Protocol):
    """Who is told at once of what changed: a map."""

    def changed(self, node: Node, what: str) -> None: ...
    def hopped(self, journey: Journey, source: Node, node: Node) -> None: ...
    def linked(self, node: Node, gone: Iterable[str]) -> None: ...


class FieldModel:
    """Nodes, messages, events and reports of one field. Not for more than one thread."""

    def __init__(self, name: str = "", most_points: int = MOST_POINTS) -> None:
        self.name = name
        self.simulated = False
        self.from_file = False
        self.notices = True  # whether silence is to be noticed here; a gateway does it itself
        self.gateways: dict[str, bool] = {}  # and whether they are there
        self.now_s = 0.0
        self.rate = 0.0
        self.speed = 1.0
        self.paused = False
        self.regions: dict[str, dict[str, Any]] = {}
        self.inferred: list[tuple[str, str]] = []
        self.nodes: dict[str, Node] = {}
        self.by_index: list[Node] = []
        self.journeys: dict[str, Journey] = {}
        self.events = EventLog()
        self.reports: deque[dict[str, Any]] = deque(maxlen=_MOST_REPORTS)
        self.report_count = 0
        self.metrics: dict[str, tuple[str, str]] = {}  # to label and unit
        self.watchers: list[Watcher] = []
        self._journey_count = 0
        self._histories: list[History] = []
        self._most_points = most_points
        self.discarded = 0  # what found no room

    # -- nodes

    def node(
        self,
        key: str,
        x_m: float | None = None,
        y_m: float | None = None,
        label: str | None = None,
    ) -> Node:
        """The node of this key, made where it is new, and put where it is now."""
        node = self.nodes.get(key)
        new = node is None
        if node is None:
            if len(self.by_index) >= _MOST_NODES:
                self.discarded += 1
                return self.by_index[-1]
            node = self.nodes[key] = Node(len(self.by_index), key)
            node.since_s = self.now_s
            self.by_index.append(node)
        if label is not None:
            node.label = label
        if x_m is not None and y_m is not None and (new or (node.x_m, node.y_m) != (x_m, y_m)):
            node.x_m, node.y_m = x_m, y_m
            self._tell(node, "place")
        return node

    def stands(self, key: str, status: str, time_s: float, cause: str = "") -> None:
        """A node is "up", "silent" (nobody hears it any more), "down" or "unknown"."""
        node = self.node(key)
        if node.status != status:
            node.status, node.since_s, node.cause = status, time_s, cause
            self._tell(node, "status")
            if status in ("down", "silent"):
                self.hears(key, (), time_s)  # what it heard counts no more

    def tag(self, key: str, name: str, value: Any, unit: str, time_s: float) -> None:
        node = self.node(key)
        tag = node.tags.get(name)
        if tag is None:
            if len(node.tags) >= _MOST_TAGS:
                self.discarded += 1
                return
            tag = node.tags[name] = Tag(unit)
        tag.value, tag.time_s = value, time_s
        if isinstance(value, (bool, int, float)):
            if tag.history is None:
                tag.history = History(0)
                self._histories.append(tag.history)
                self._share_room()
                self.metrics.setdefault("tag:" + name, (name, unit))
            tag.history.append(time_s, float(value))
        self._tell(node, "tag:" + name)

    def untag(self, key: str, name: str) -> None:
        """A tag is no more."""
        if key in self.nodes:
            self.nodes[key].tags.pop(name, None)
            self._tell(self.nodes[key], "tag:" + name)

    def points(self) -> int:
        """How many points all histories hold."""
        return sum(map(len, self._histories))

    def _share_room(self) -> None:
        """As many points for each history as there is room for."""
        most = self._most_points // len(self._histories)
        most = max(min(most, _LONGEST_HISTORY), _SHORTEST_HISTORY)
        for history in self._histories if self._histories[0].most != most else ():
            history.most = most
        self._histories[-1].most = most

    def measured(self, key: str, figures: Mapping[str, Any]) -> None:
        """Figures of a node: those of `FIGURES`, `code`, `counters` and whatever else there is."""
        node = self.node(key)
        for name, label, unit in FIGURES:
            if figures.get(name) is not None:
                self.metrics.setdefault(name, (label, unit))
                if node.figures.get(name) != figures[name]:
                    self._tell(node, name)
        boot = figures.get("boot")
        known = node.figures.get("boot")
        if boot is not None and known is not None and boot != known:
            node.resets.append((self.now_s, f"boot {boot}"))
        node.figures.update(figures)

    def hears(self, key: str, near: Iterable[tuple[str, float | None]], time_s: float) -> None:
        """Whom a node hears, all of them, and how well; None where that is only inferred."""
        node = self.node(key)
        now = dict(near)
        gone = [peer for peer in node.near if peer not in now]
        node.near = now
        for peer in now:
            other = self.node(peer)
            other.heard_by.add(key)
            if other.status == "silent" and self.notices:
                self.stands(peer, "up", time_s)
                self.events.add(time_s, "up", peer, None, f"{node.label} hears it again")
        for peer in gone:
            self._noticed(self.node(peer), node, time_s)
        known = [quality for quality in now.values() if quality is not None]
        if known:
            self.measured(key, {"quality": round(100 * sum(known) / len(known), 1)})
        for watcher in self.watchers:
            watcher.linked(node, gone)

    def _noticed(self, node: Node, by: Node, time_s: float) -> None:
        """Node `by` no longer hears `node`; where nobody does, it is silent."""
        node.heard_by.discard(by.key)
        if node.heard_by or node.status != "up" or not self.notices:
            return
        text = f"no neighbour hears it; {by.label} was the last to"
        self.stands(node.key, "silent", time_s, text)
        self.events.add(time_s, "silent", node.key, None, text)

    def forget(self, key: str) -> None:
        """A node is of this field no more; its number stays taken."""
        node = self.nodes.get(key)
        if node is not None:
            self.stands(key, "forgotten", self.now_s)
            node.tags.clear()
            node.near.clear()

    # -- what happens

    def event(
        self,
        time_s: float,
        key: str,
        kind: str,
        fields: Mapping[str, Any],
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """A node said something, or something was seen of it; as `runtime.node.Node` has it."""
        node = self.node(key)
        self.now_s = max(self.now_s, time_s)
        message = fields.get("message")
        more = more or {}
        if kind in ("down", "up"):
            self.stands(key, kind, time_s, "it lost its power" if kind == "down" else "")
            if kind == "up":
                node.resets.append((time_s, "it began anew"))
        elif kind == "refused":
            node.turned_away += 1
            resource, need, bound = (fields.get(one) for one in ("resource", "need", "bound"))
            text = f"{resource}: {need} needed, {bound} had"
            node.refused.append((time_s, str(message), text))
        elif kind in ("injected", "arrived", "cloned"):
            node.taken += 1
            source = fields.get("source")
            text = f"from {source}" if source else "began here"
            node.admitted.append((time_s, str(message), text))
        if kind == "report":
            self._reported(time_s, key, fields)
        if message is not None and kind != "refused":
            self._journeyed(time_s, node, kind, str(message), fields, more)
        elif kind == "brick":
            self._code_came(node, fields)
        if kind not in _QUIET and (kind != "neighbour" or fields.get("news") == "rebooted"):
            self.events.add(time_s, kind, key, message, self._told(kind, fields))

    def _told(self, kind: str, fields: Mapping[str, Any]) -> str:
        if kind == "arrived":
            return f"from {fields.get('source')}, {fields.get('state_bytes')} bytes of state"
        if kind == "neighbour":
            return f"{fields.get('id')} began anew"
        if kind == "injected":
            return "begins here"
        if kind == "report":
            return str(fields.get("value"))
        if kind == "write":
            return f"{fields.get('name')} = {fields.get('value')}"
        hidden = ("message", "trace", "earlier", "frames")
        shown = {name: value for name, value in fields.items() if name not in hidden}
        return ", ".join(f"{name} {value}" for name, value in shown.items() if value is not None)

    def _reported(self, time_s: float, key: str, fields: Mapping[str, Any]) -> None:
        self.report_count += 1
        self.reports.append(
            {
                "n": self.report_count,
                "time_s": round(time_s, 3),
                "node": key,
                "message": fields.get("message"),
                "value": fields.get("value"),
            }
        )

    def _journeyed(
        self,
        time_s: float,
        node: Node,
        kind: str,
        message: str,
        fields: Mapping[str, Any],
        more: Mapping[str, Any],
    ) -> None:
        journey = self.journey(message)
        if kind in ("cloned", "broadcast"):
            journey.copy_of = fields.get("of")
            parent = self.journeys.get(str(journey.copy_of))
            if parent is not None and not journey.program:
                journey.program, journey.source = parent.program, parent.source
        source = fields.get("source")
        journey.take(time_s, node.key, kind, fields, more)
        if kind == "arrived" and isinstance(source, str) and source in self.nodes:
            for watcher in self.watchers:
                watcher.hopped(journey, self.nodes[source], node)

    def _code_came(self, node: Node, fields: Mapping[str, Any]) -> None:
        """Code goes before the message that it is of, which stands at its sender till then."""
        for journey in self.journeys.values():
            if journey.node == fields.get("source") and not journey.ended:
                journey.code_came(fields.get("size_bytes") or 0)
                return

    def journey(self, message: str) -> Journey:
        """The journey of a message, begun where it is new."""
        found = self.journeys.get(message)
        if found is None:
            self._make_room()
            found = self.journeys[message] = Journey(message, self._journey_count)
            self._journey_count += 1
        return found

    def put(self, journey: Journey) -> None:
        """A journey that was made elsewhere; it gets a number of this model."""
        self._make_room()
        journey.number = self._journey_count
        self.journeys[journey.message] = journey
        self._journey_count += 1

    def _make_room(self) -> None:
        """Journeys that have ended go first, then the oldest."""
        while self.journeys and (
            len(self.journeys) >= _MOST_JOURNEYS
            or sum(len(one.steps) for one in self.journeys.values()) > _MOST_STEPS
        ):
            gone = next((one for one in self.journeys.values() if one.ended), None)
            del self.journeys[gone.message if gone else next(iter(self.journeys))]

    def clock(self, now_s: float, rate: float, paused: bool, speed: float | None = None) -> None:
        self.now_s, self.rate, self.paused = now_s, rate, paused
        if speed is not None:
            self.speed = speed

    def _tell(self, node: Node, what: str) -> None:
        for watcher in self.watchers:
            watcher.changed(node, what)

    # -- what there is to choose from

    def counts(self) -> dict[str, int]:
        """How many nodes stand how."""
        found: dict[str, int] = {}
        for node in self.by_index:
            found[node.status] = found.get(node.status, 0) + 1
        return found

    def running(self) -> Sequence[Journey]:
        """Messages, the latest begun first, those under way before those that ended."""
        return sorted(
            self.journeys.values(), key=lambda one: (one.ended, -(one.began_s or 0.0), -one.number)
        )
