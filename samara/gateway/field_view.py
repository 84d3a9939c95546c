"""A field as a gateway knows it: facts and events of nodes go in, payloads come out.

It asks nothing of anyone, and has no clock: `now_s` is given, in seconds since 1970, and `field_s`
where the field has a time of its own.
"""

import heapq
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from samara.gateway.facts import QUALITY, Facts, Near, Tag
from samara.gateway.naming import message_id, plain
from samara.journey import library_names
from samara.mqtt.payloads import Topics
from sim.ns3.field import Circle, Region
from spatial.compiler import Program

_APPS = 500  # messages that have ended and are still shown
_MOST_APPS = 5000  # with those whose end nobody has heard of
_PROGRAMS = 100
_TAG_CHARACTERS = 62
_REPORTED_TAGS = 64  # of one node
_STRANGERS = 4096  # nodes that were only heard of

_SHARE_STEP = 26  # of QUALITY: a link is told again when its quality has changed by so much

ENDS = ("finished", "failed", "killed", "lost")


OnTag = Callable[[float, float | None, "Seen", str], None]


class Publisher(Protocol):
    """Where payloads go: `samara.gateway.uplink.Uplink`, or what a test notes them in."""

    def show(self, kind: str, topic: str, values: Mapping[str, Any], /) -> None: ...
    def tell(self, kind: str, topic: str, values: Mapping[str, Any], /) -> None: ...
    def remove(self, topic: str, /) -> None: ...


@dataclass
class Seen:
    """A node, as far as it is known."""

    id: bytes
    name: str | None = None
    x_m: float = 0.0
    y_m: float = 0.0
    status: str = "unknown"
    since_s: float = 0.0
    heard_s: float | None = None
    boot_epoch: int | None = None
    resets: int = 0
    is_gateway: bool = False
    admitted: int = 0
    refused: int = 0
    facts: Facts | None = None
    near: dict[bytes, Near] = field(default_factory=dict)
    heard_by: dict[bytes, float] = field(default_factory=dict)
    inferred: set[bytes] = field(default_factory=set)
    tags: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    told_links: tuple[Any, ...] = ()


@dataclass
class App:
    """A message, as far as it is known."""

    message: str
    program: str
    origin: str
    node: str
    status: str = "running"
    text: str | None = None
    started_s: float | None = None
    ended_s: float | None = None
    hops: int = 0
    state_bytes: int | None = None
    reports: int = 0
    of: str | None = None
    traced: bool = False


class FieldView:
    """What is known of one field, and what follows from it for MQTT.

    `on_joined(now_s, node)` is called with a node that the field has, or has again, and `on_tag`
    with (now_s, field_s, node, name) of a tag that is there, is another, or is gone.
    """

    def __init__(
        self,
        name: str,
        topics: Topics,
        publisher: Publisher,
        regions: Mapping[str, Region],
        simulated: bool = False,
        radio: str | None = None,
        range_m: float | None = None,
    ) -> None:
        self.name = name
        self.topics = topics
        self.regions = dict(regions)
        self.simulated = simulated
        self.nodes: dict[bytes, Seen] = {}
        self.apps: OrderedDict[str, App] = OrderedDict()
        self.identities: dict[str, tuple[Any, ...]] = {}  # of the messages in `apps`
        self.programs: OrderedDict[bytes, Program] = OrderedDict()
        self.counts: Counter[str] = Counter()
        self.on_joined: Callable[[float, Seen], None] = lambda now_s, node: None
        self.on_tag: OnTag = lambda now_s, field_s, node, name: None
        self._publisher = publisher
        self._radio = radio
        self._range_m = range_m
        self._ended: list[tuple[float, str]] = []
        self._reports: Counter[tuple[str, int]] = Counter()
        self._told_nodes = -1

    # -- nodes

    def facts(self, now_s: float, facts: Facts, field_s: float | None = None) -> None:
        """A node whose host sees it is so."""
        node = self._node(facts.id)
        x_m, y_m = facts.x_cm / 100, facts.y_cm / 100
        if node.boot_epoch is not None and facts.boot_epoch != node.boot_epoch:
            self._reset(now_s, node, field_s)
        node.facts, node.boot_epoch = facts, facts.boot_epoch
        node.name, node.x_m, node.y_m = facts.name, x_m, y_m
        node.heard_s = now_s
        self._came(now_s, node, field_s)
        self._neighbours(now_s, node, facts, field_s)
        self._tags(now_s, node, facts.tags, field_s)
        self._show_node(now_s, node, field_s)

    def heard_of(
        self, now_s: float, node_id: bytes, x_m: float, y_m: float, field_s: float | None = None
    ) -> None:
        """A message or a neighbour told of a node that the gateway does not hear itself."""
        if node_id not in self.nodes and len(self.nodes) >= _STRANGERS and not self.simulated:
            return
        node = self._node(node_id)
        if node.facts is None and (node.x_m, node.y_m) != (x_m, y_m):
            node.x_m, node.y_m = x_m, y_m
        if not node.told:
            node.since_s = now_s
        self._show_node(now_s, node, field_s)

    def forget(self, now_s: float, node_id: bytes, field_s: float | None = None) -> bool:
        """Takes a node and its topics away; whether it was known."""
        node = self.nodes.pop(node_id, None)
        if node is None:
            return False
        for other in self.nodes.values():
            other.heard_by.pop(node_id, None)
            other.inferred.discard(node_id)
        key = node_id.hex()
        for name in node.tags:
            self._publisher.remove(self.topics.tag(key, name))
        self._publisher.remove(self.topics.node(key, "links"))
        self._publisher.remove(self.topics.node(key))
        self._event(now_s, field_s, "forgotten", node_id)
        self._show_field(now_s, field_s)
        return True

    def is_gateway(self, node_id: bytes) -> None:
        """Messages come in and go out by this node."""
        self._node(node_id).is_gateway = True

    def find(self, text: str) -> Seen | None:
        """The node of this id, in hex, or of this name."""
        for node in self.nodes.values():
            if text in (node.name, node.id.hex()):
                return node
        return None

    def regions_of(self, node: Seen) -> list[str]:
        return [name for name, region in self.regions.items() if holds(region, node.x_m, node.y_m)]

    # -- what nodes say

    def event(
        self,
        now_s: float,
        node_id: bytes,
        kind: str,
        fields: Mapping[str, Any],
        field_s: float | None = None,
        reason: str | None = None,
    ) -> None:
        """An event of `runtime.node.Node` at a node; `reason` is why it hopped, where known."""
        self.counts[kind] += 1
        node = self._node(node_id)
        if kind == "write":
            return  # the node's facts have the tag
        if kind == "report":
            self._report(now_s, node_id, fields, field_s)
            return
        if kind == "neighbour" and fields["news"] == "new":
            return  # its links say so
        identity = fields.get("message")
        told = fields.get("text") or fields.get("reason") or fields.get("news")
        text = None if told is None else str(told)
        trace, line = self._trace(identity, fields.get("trace"))
        peer = fields.get("to") or fields.get("source") or fields.get("id")
        of = fields.get("of")
        if kind == "arrived" or kind == "injected":
            node.admitted += 1
        elif kind == "refused":
            node.refused += 1
        elif kind == "down":
            self._status(now_s, node, "down", field_s)
        elif kind == "up":
            self._came(now_s, node, field_s)
        self._event(
            now_s,
            field_s,
            kind,
            node_id,
            message=None if identity is None else message_id(identity),
            peer=peer.hex() if isinstance(peer, bytes) and len(peer) == 8 else None,
            of=None if of is None else message_id(of),
            reason=reason,
            error=fields.get("error"),
            text=text,
            trace=trace,
            line=line,
            resource=fields.get("resource"),
            need=fields.get("need"),
            bound=fields.get("bound"),
            brick=fields["name"].hex() if kind == "brick" else None,
            size_bytes=fields.get("state_bytes", fields.get("size_bytes")),
        )
        if identity is not None:
            self._app_event(now_s, field_s, node_id, kind, fields, text)
        if kind == "hop" and isinstance(peer, bytes) and peer in self.nodes:
            self._infer(now_s, node, peer, field_s)

    def program(self, now_s: float, program: Program, root: bytes) -> None:
        """A program that was injected here; its source is shown, and its traces in lines of it."""
        self.programs[root] = program
        self.programs.move_to_end(root)
        source = program.maps[root]
        self._publisher.show(
            "program",
            self.topics.program(root.hex()),
            {
                "time_s": now_s,
                "program": root.hex(),
                "filename": source.filename,
                "source": "\n".join(source.source),
                "bounds": program.bounds,
                "bricks_bytes": sum(map(len, program.bricks)),
            },
        )
        if len(self.programs) > _PROGRAMS:
            old, _ = self.programs.popitem(last=False)
            self._publisher.remove(self.topics.program(old.hex()))

    def traced(self, now_s: float, message: str, is_traced: bool) -> None:
        """Whether a message's journey is traced."""
        app = self.apps.get(message)
        if app is not None and app.traced != is_traced:
            app.traced = is_traced
            self._show_app(now_s, app, None)

    # -- within: nodes

    def _node(self, node_id: bytes) -> Seen:
        node = self.nodes.get(node_id)
        if node is None:
            node = self.nodes[node_id] = Seen(node_id)
        return node

    def _came(self, now_s: float, node: Seen, field_s: float | None) -> None:
        if node.status != "up":
            self._status(now_s, node, "up", field_s)
            self._event(now_s, field_s, "joined", node.id)
            self.on_joined(now_s, node)

    def _status(self, now_s: float, node: Seen, status: str, field_s: float | None) -> None:
        if node.status != status:
            node.status, node.since_s = status, now_s
            if node.told or status != "up":
                self._show_node(now_s, node, field_s)

    def _reset(self, now_s: float, node: Seen, field_s: float | None) -> None:
        node.resets += 1
        self._event(now_s, field_s, "reset", node.id)

    def _neighbours(self, now_s: float, node: Seen, facts: Facts, field_s: float | None) -> None:
        """Links, and what a node's table says of others."""
        before, node.near = node.near, {near.id: near for near in facts.near}
        for near in facts.near:
            peer = self._node(near.id)
            was = before.get(near.id)
            if was is not None and was.heard_ms == near.heard_ms and was.epoch == near.epoch:
                continue
            peer.heard_by[node.id] = now_s
            if peer.facts is None:  # nobody here sees the node itself
                if peer.boot_epoch is not None and near.epoch > peer.boot_epoch:
                    self._reset(now_s, peer, field_s)
                peer.boot_epoch = near.epoch
                peer.x_m, peer.y_m = near.x_cm / 100, near.y_cm / 100
                peer.heard_s = now_s
                self._came(now_s, peer, field_s)
                self._show_node(now_s, peer, field_s)
            elif peer.status == "silent":
                self._came(now_s, peer, field_s)
        for lost in before.keys() - node.near.keys():
            self._silent(now_s, node, self._node(lost), field_s)
        self._show_links(now_s, node, field_s)

    def _silent(self, now_s: float, node: Seen, peer: Seen, field_s: float | None) -> None:
        """A node has lost another. It is silent where nobody has heard it for half as long."""
        last_s = peer.heard_by.pop(node.id, now_s)
        self._event(now_s, field_s, "silent", node.id, peer=peer.id.hex())
        latest_s = max(peer.heard_by.values(), default=last_s)
        if peer.status == "up" and not peer.is_gateway:
            if now_s - latest_s >= (now_s - last_s) / 2:
                self._status(now_s, peer, "silent", field_s)

    def _infer(self, now_s: float, node: Seen, peer: bytes, field_s: float | None) -> None:
        """A message went from a node to another, so there is a link."""
        other = self.nodes[peer]
        if node.id not in other.near and node.id not in other.inferred:
            other.inferred.add(node.id)
            self._show_links(now_s, other, field_s)

    def _show_links(self, now_s: float, node: Seen, field_s: float | None) -> None:
        inferred = sorted(node.inferred - node.near.keys())
        key = (
            *((n.id, n.quality // _SHARE_STEP, n.both_ways) for n in node.near.values()),
            *inferred,
        )
        if key == node.told_links:
            return
        node.told_links = key
        links = [
            {
                "peer": near.id.hex(),
                "measured": True,
                "quality": round(near.quality / QUALITY, 3),
                "both_ways": near.both_ways,
            }
            for near in node.near.values()
        ]
        links += [
            {"peer": peer.hex(), "measured": False, "quality": None, "both_ways": False}
            for peer in inferred
        ]
        self._publisher.show(
            "links",
            self.topics.node(node.id.hex(), "links"),
            {"time_s": now_s, "field_s": field_s, "id": node.id.hex(), "links": links},
        )

    def _tags(
        self, now_s: float, node: Seen, tags: Mapping[str, Tag], field_s: float | None
    ) -> None:
        key = node.id.hex()
        for name in node.tags.keys() - tags.keys():
            del node.tags[name]
            self._publisher.remove(self.topics.tag(key, name))
            self.on_tag(now_s, field_s, node, name)
        for name, tag in tags.items():
            value = plain(tag.value)
            told = (value, tag.unit, tag.io, tag.writable)
            if name in node.tags and _same(node.tags[name], told):
                continue
            node.tags[name] = told
            self.counts["tag"] += 1
            self.on_tag(now_s, field_s, node, name)
            self._publisher.show(
                "tag",
                self.topics.tag(key, name),
                {
                    "time_s": now_s,
                    "field_s": field_s,
                    "node": key,
                    "name": name,
                    "value": value,
                    "unit": tag.unit or None,
                    "io": tag.io,
                    "writable": tag.writable,
                },
            )

    def _show_node(self, now_s: float, node: Seen, field_s: float | None) -> None:
        facts = node.facts
        values = {
            "id": node.id.hex(),
            "name": node.name,
            "x_m": node.x_m,
            "y_m": node.y_m,
            "status": node.status,
            "since_s": node.since_s,
            "boot_epoch": node.boot_epoch,
            "resets": node.resets,
            "is_gateway": node.is_gateway,
            "regions": self.regions_of(node),
            "admitted": node.admitted,
            "refused": node.refused,
        }
        if facts is not None:
            values |= {
                "messages": facts.messages,
                "messages_most": facts.messages_most,
                "memory_free_bytes": facts.memory_free_bytes,
                "memory_bytes": facts.memory_bytes,
                "code_bytes": facts.code_bytes,
                "code_most_bytes": facts.code_most_bytes,
                "code_bricks": [name.hex() for name in facts.code_bricks],
                "tag_bytes": facts.tag_bytes,
                "bad_frames": facts.bad_frames,
            }
        if values == node.told:
            return
        is_new = not node.told
        node.told = values
        counted = {} if facts is None else {"frames": facts.frames}
        self._publisher.show(
            "node",
            self.topics.node(node.id.hex()),
            {"time_s": now_s, "field_s": field_s, "heard_s": node.heard_s, **values, **counted},
        )
        if is_new:
            self._show_field(now_s, field_s)

    def _show_field(self, now_s: float, field_s: float | None) -> None:
        known = sum(1 for node in self.nodes.values() if node.told)
        if known == self._told_nodes:
            return
        self._told_nodes = known
        self._publisher.show(
            "field",
            self.topics.info,
            {
                "time_s": now_s,
                "field_s": field_s,
                "name": self.name,
                "simulated": self.simulated,
                "nodes": known,
                "regions": {name: _shape(region) for name, region in self.regions.items()},
                "radio": self._radio,
                "range_m": self._range_m,
            },
        )

    # -- within: messages

    def _event(
        self, now_s: float, field_s: float | None, kind: str, node_id: bytes, **more: Any
    ) -> None:
        message = more.get("message")
        if message is None:
            topic, name = self.topics.node(node_id.hex(), "event"), "node-event"
        else:
            topic, name = self.topics.app(message, "event"), "event"
        self._publisher.tell(
            name,
            topic,
            {"time_s": now_s, "field_s": field_s, "kind": kind, "node": node_id.hex(), **more},
        )

    def _report(
        self, now_s: float, node_id: bytes, fields: Mapping[str, Any], field_s: float | None
    ) -> None:
        """One report; its id says which of the message's visit it is, whoever heard it."""
        message = message_id(fields["message"])
        visit = fields.get("hops_left", 0)
        self._reports[message, visit] += 1
        self._publisher.tell(
            "report",
            self.topics.app(message, "report"),
            {
                "time_s": now_s,
                "field_s": field_s,
                "id": f"{message}/{visit}/{self._reports[message, visit]}",
                "message": message,
                "node": node_id.hex(),
                "value": plain(fields["value"]),
            },
        )
        app = self._app(now_s, fields["message"], node_id)
        app.reports += 1
        self._show_app(now_s, app, field_s)
        self._reported_tags(now_s, fields["value"], field_s)

    def _reported_tags(self, now_s: float, value: Any, field_s: float | None) -> None:
        """Tags of a node that a program tells of: {"node": id or name, "tags": {name: value}}.

        A value may be {"value", "unit", "writable"}. What a host sees of its own node counts more.
        """
        if not isinstance(value, dict) or not isinstance(value.get("tags"), dict):
            return
        node = self.find(str(value.get("node")))
        if node is None or node.facts is not None:
            return
        told = {}
        for name, tag in value["tags"].items():
            if not isinstance(name, str) or not 0 < len(name) <= _TAG_CHARACTERS:
                continue
            if not isinstance(tag, dict):
                tag = {"value": tag}
            unit = tag.get("unit")
            known = node.tags.get(name, (None, None, True, False))
            told[name] = Tag(
                tag.get("value"),
                unit if isinstance(unit, str) else known[1],
                True,
                bool(tag.get("writable", known[3])),
            )
        kept = {name: Tag(*tag) for name, tag in node.tags.items()}
        self._tags(now_s, node, dict([*kept.items(), *told.items()][:_REPORTED_TAGS]), field_s)

    def _trace(self, identity: Any, trace: Any) -> tuple[str | None, int | None]:
        if identity is None or not trace:
            return None, None
        program = self.programs.get(identity[0])
        if program is None:
            return None, None
        own = [entry for entry in trace if entry[0] == identity[0]]
        line = None
        if own:
            name, function, at = own[-1]
            line = program.maps[name].functions[function].place(at)[0] or None
        return program.traceback(list(trace)), line

    def _app(self, now_s: float, identity: Any, node_id: bytes) -> App:
        message = message_id(identity)
        app = self.apps.get(message)
        if app is None:
            app = self.apps[message] = App(
                message, identity[0].hex(), identity[1].hex(), node_id.hex()
            )
            app.started_s = now_s
            self.identities[message] = tuple(identity)
            if len(self.apps) > _MOST_APPS:
                self._forget_app(next(iter(self.apps)))
        return app

    def _forget_app(self, message: str) -> None:
        self.identities.pop(message, None)
        if self.apps.pop(message, None) is not None:
            self._publisher.remove(self.topics.app(message, "state"))
        for visit in [key for key in self._reports if key[0] == message]:
            del self._reports[visit]

    def _app_event(
        self,
        now_s: float,
        field_s: float | None,
        node_id: bytes,
        kind: str,
        fields: Mapping[str, Any],
        text: str | None,
    ) -> None:
        identity = fields["message"]
        message = message_id(identity)
        if kind in ("broadcast", "refused", "print"):
            return
        if message not in self.apps and identity[0] in library_names():
            return  # copies of a library's own, such as requests for routes
        app = self._app(now_s, identity, node_id)
        if kind == "injected":
            app.started_s = now_s
        elif kind == "cloned":
            app.of = message_id(fields["of"])
        elif kind == "arrived":
            app.node, app.state_bytes = node_id.hex(), fields["state_bytes"]
            app.hops += 1
            app.status = "running"
        elif kind == "in-doubt":
            app.status = "in-doubt"
        elif kind == "hop" or kind == "stayed":
            if app.status == "in-doubt":
                app.status = "running"
        elif kind in ENDS:
            self._ended_app(now_s, app, kind, fields, text)
        self._show_app(now_s, app, field_s)

    def _ended_app(
        self, now_s: float, app: App, kind: str, fields: Mapping[str, Any], text: str | None
    ) -> None:
        if app.ended_s is not None:
            return
        error = fields.get("error")
        app.status, app.ended_s = kind, now_s
        app.text = f"{error}: {text}" if error else None if kind == "finished" else text
        heapq.heappush(self._ended, (now_s, app.message))
        if len(self._ended) > _APPS:
            self._forget_app(heapq.heappop(self._ended)[1])

    def _show_app(self, now_s: float, app: App, field_s: float | None) -> None:
        self._publisher.show(
            "app",
            self.topics.app(app.message, "state"),
            {"time_s": now_s, "field_s": field_s, **vars(app)},
        )


def holds(region: Region, x_m: float, y_m: float) -> bool:
    """Whether a place lies in a region."""
    if isinstance(region, Circle):
        return (x_m - region.x_m) ** 2 + (y_m - region.y_m) ** 2 <= region.radius_m**2
    inside = False
    points = region.points_m
    for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True):
        if (ay > y_m) != (by > y_m) and x_m < (bx - ax) * (y_m - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _same(one: Any, other: Any) -> bool:
    """Equal, and of one type: True is no 1."""
    return bool(one == other) and repr(one) == repr(other)


def _shape(region: Region) -> dict[str, Any]:
    if isinstance(region, Circle):
        return {
            "kind": "circle",
            "x_m": region.x_m,
            "y_m": region.y_m,
            "radius_m": region.radius_m,
        }
    return {"kind": "polygon", "points_m": [list(point) for point in region.points_m]}
