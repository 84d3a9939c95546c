"""A field behind a broker: what its gateways publish feeds the model, and orders are commands.

paho's thread only puts payloads into a queue that is bounded; what is in them is looked at in the
loop of the page, some thousands at a time, so that no flood of topics holds the page up.
"""

import asyncio
import json
import secrets
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from samara.console.field_model import FieldModel
from samara.mqtt.address import Address
from samara.mqtt.payloads import ROOT, TOPICS, Payload, Topics
from samara.refusal import Refused

_LONGEST_BYTES = 1 << 20
_WAITING = 50_000  # payloads that have not been looked at
_AT_ONCE = 4_000
_LOOK_S = 0.05
_KEEPALIVE_S = 15
_REPORTS = 20_000  # whose ids are remembered
_LISTEN_S = 3.0  # for fields, where none is named


class BrokerField:
    """One field, as all its gateways publish it."""

    def __init__(self, model: FieldModel, address: Address, field: str) -> None:
        self.model = model
        self.can: frozenset[str] = frozenset({"inject", "end", "trace"})
        self._address = address
        self._topics = Topics(field)
        self._client_name = f"console-{secrets.token_hex(4)}"
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=_WAITING)
        self._looking: asyncio.Task[None] | None = None
        self._programs: dict[str, tuple[str, list[str]]] = {}
        self._reports: dict[str, None] = {}
        self._asked: dict[str, str] = {}
        self._trouble = ""
        self._number = 0
        self._client = client_for(address, self._came, self._heard, self._went)
        model.name = field
        model.notices = False

    async def start(self) -> None:
        self._client.connect_async(self._address.host, self._address.port, _KEEPALIVE_S)
        self._client.loop_start()
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    # -- orders

    def order(self, what: str, *arguments: Any) -> None:
        """As `SimulatedField.order`; what the gateways do not know they answer."""
        if what == "end":
            self._command("kill", message=arguments[0])
        elif what == "step":
            self._command("step", **({} if arguments[0] is None else {"seconds": arguments[0]}))
        elif what == "speed":
            self._command("speed", speed=arguments[0])
        elif what in ("pause", "resume"):
            self._command(what)

    def inject(self, source: str, filename: str, node: str, trace_bytes: int) -> None:
        """Has a gateway compile and start a program, and trace its journey within a budget."""
        self._command(
            "inject", source=source, filename=filename, node=node, trace_bytes=trace_bytes or None
        )

    def _command(self, name: str, **values: Any) -> None:
        self._number += 1
        asked = f"{self._client_name}-{self._number}"
        self._asked[asked] = name
        while len(self._asked) > 1_000:
            del self._asked[next(iter(self._asked))]
        payload = {"id": asked, "client": self._client_name, **values}
        self._client.publish(self._topics.command(name), json.dumps(payload), 1)

    # -- in paho's thread

    def _came(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._trouble = f"the broker {self._address} refuses: {reason}"
            return
        self._trouble = ""
        client.subscribe(self._topics.base + "/#", 1)
        self._command("rebirth")

    def _went(self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._trouble = f"the broker {self._address} is away: {reason}"

    def _heard(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        if message.topic.startswith(self._topics.command("")):
            return
        if len(message.payload) > _LONGEST_BYTES:
            self.model.discarded += 1
            return
        if len(self._waiting) == _WAITING:
            self.model.discarded += 1
        self._waiting.append((message.topic, bytes(message.payload)))

    # -- in the loop

    async def _look(self) -> None:
        told = ""
        while True:
            for _ in range(min(len(self._waiting), _AT_ONCE)):
                self.take(*self._waiting.popleft())
            if self._trouble != told:
                told = self._trouble
                self.model.events.add(
                    self.model.now_s, "broker", "", None, told or "the broker is there"
                )
            await asyncio.sleep(_LOOK_S if len(self._waiting) < _AT_ONCE else 0)

    def take(self, topic: str, payload: bytes) -> None:
        """One payload; what is no good is counted and dropped."""
        parts = topic[len(self._topics.base) + 1 :].split("/")
        if not payload:
            self._removed(parts)
            return
        kind = _kind(parts)
        if kind is None:
            self.model.discarded += 1
            return
        try:
            found = TOPICS[kind].model.model_validate_json(payload)
        except ValueError:
            self.model.discarded += 1
            return
        self._takers[kind](self, found)

    def _removed(self, parts: list[str]) -> None:
        if parts[0] == "node" and len(parts) == 3 and parts[2] == "state":
            self.model.forget(parts[1])
        elif parts[0] == "node" and len(parts) == 4:
            self.model.untag(parts[1], unquote(parts[3]))

    def _time(self, payload: Payload) -> float:
        """The field's own time, where it has one."""
        time_s = payload.field_s if self.model.simulated else payload.time_s
        time_s = payload.time_s if time_s is None else time_s
        self.model.now_s = max(self.model.now_s, time_s)
        return time_s

    def _info(self, info: Any) -> None:
        model = self.model
        model.name, model.simulated = info.name, info.simulated
        regions = {name: region.model_dump() for name, region in info.regions.items()}
        if regions != model.regions:
            model.regions = regions
        if info.simulated:
            model.now_s = info.field_s or 0.0
            self.can |= {"pause"}

    def _clock(self, clock: Any) -> None:
        if clock.field_s is not None:
            self.model.clock(clock.field_s, clock.speed, clock.paused, clock.speed)

    def _node(self, state: Any) -> None:
        model, time_s = self.model, self._time(state)
        model.node(state.id, state.x_m, state.y_m, state.name or state.id[:8])
        cause = "its neighbours hear it no more" if state.status == "silent" else ""
        model.stands(state.id, state.status, time_s, cause)
        known = state.model_dump(
            include={"messages", "code_bytes", "memory_free_bytes", "tag_bytes", "bad_frames"}
        )
        figures: dict[str, Any] = {
            "messages": known.pop("messages"),
            "boot": state.boot_epoch,
            "code": state.code_bricks,
            "counters": {name: value for name, value in known.items() if value is not None},
        }
        if state.battery is not None:
            figures["battery"] = round(100 * state.battery, 1)
        model.measured(state.id, {name: one for name, one in figures.items() if one is not None})
        node = model.nodes[state.id]
        node.taken, node.turned_away = state.admitted, state.refused

    def _links(self, links: Any) -> None:
        near = [(one.peer, one.quality if one.measured else None) for one in links.links]
        self.model.hears(links.id, near, self._time(links))

    def _tag(self, tag: Any) -> None:
        if tag.value is not None:
            self.model.tag(tag.node, tag.name, tag.value, tag.unit or "", self._time(tag))

    def _event(self, event: Any) -> None:
        fields = {
            "message": event.message,
            "source": event.peer,
            "to": event.peer,
            "of": event.of,
            "state_bytes": event.size_bytes,
            "size_bytes": event.size_bytes,
            "error": event.error,
            "text": event.text,
            "reason": event.reason,
            "news": event.text if event.kind == "neighbour" else None,
            "id": event.peer,
            "resource": event.resource,
            "need": event.need,
            "bound": event.bound,
        }
        shown = {name: value for name, value in fields.items() if value is not None}
        self.model.event(
            self._time(event), event.node, event.kind, shown, self._program_of(event.message)
        )

    def _program_of(self, message: str | None) -> Mapping[str, Any]:
        known = self._programs.get((message or "").partition("-")[0])
        return {} if known is None else {"program": known[0], "source": known[1]}

    def _program(self, program: Any) -> None:
        self._programs[program.program] = (program.filename, program.source.splitlines())
        for journey in self.model.journeys.values():
            if journey.message.startswith(program.program):
                journey.program, journey.source = self._programs[program.program]

    def _app(self, app: Any) -> None:
        if app.message not in self.model.journeys and app.status not in ("running", "in-doubt"):
            return  # it ended before this console was there
        journey = self.model.journey(app.message)
        journey.copy_of = app.of
        journey.origin = journey.origin or app.origin
        journey.node = journey.node or app.node
        if app.started_s is not None and journey.began_s is None:
            journey.began_s = self._time(app)
        known = self._programs.get(app.program)
        if known is not None:
            journey.program, journey.source = known

    def _report(self, report: Any) -> None:
        if report.id in self._reports:
            return
        self._reports[report.id] = None
        while len(self._reports) > _REPORTS:
            del self._reports[next(iter(self._reports))]
        fields = {"message": report.message, "value": report.value}
        self.model.event(self._time(report), report.node, "report", fields)

    def _trace(self, hop: Any) -> None:
        frames = [
            {
                "file": frame.file,
                "function": frame.function,
                "line": frame.line,
                "source": frame.text,
                "own": not frame.library,
                "variables": [[one.name, one.value] for one in frame.variables],
            }
            for frame in hop.frames
        ]
        own = next((frame for frame in frames if frame["own"]), None)
        if own is not None:
            own["variables"] = [[one.name, one.value] for one in hop.variables] + own["variables"]
        self.model.journey(hop.message).traced(
            hop.n,
            hop.outcome,
            {
                "reason": hop.reason,
                "air_bytes": hop.air_bytes,
                "extra_air_bytes": hop.extra_air_bytes or None,
                "gas": hop.visit_gas,
                "hops_left": hop.hops_left,
                "state_bytes": hop.state_bytes,
                "frames": frames or None,
                "cut": True if hop.cut else None,
            },
        )

    def _gateway(self, gateway: Any) -> None:
        key = f"gateway {gateway.name}"
        was = self.model.gateways.get(gateway.id)
        self.model.gateways[gateway.id] = gateway.online
        if was is not gateway.online:
            kind = "up" if gateway.online else "down"
            self.model.events.add(self._time(gateway), f"gateway {kind}", "", None, key)

    def _answer(self, answer: Any) -> None:
        asked = self._asked.pop(answer.id, None) if answer.id is not None else None
        if asked is not None and not answer.ok:
            text = f"{asked}: {answer.reason}"
            self.model.events.add(self.model.now_s, "refused", "", None, text)

    _takers: Mapping[str, Callable[["BrokerField", Any], None]] = {
        "field": _info,
        "clock": _clock,
        "node": _node,
        "links": _links,
        "tag": _tag,
        "node-event": _event,
        "event": _event,
        "app": _app,
        "report": _report,
        "trace": _trace,
        "program": _program,
        "gateway": _gateway,
        "answer": _answer,
    }


def _kind(parts: list[str]) -> str | None:
    """The kind of a topic, by its levels below the field's."""
    if len(parts) == 1:
        return {"info": "field", "clock": "clock", "answer": "answer"}.get(parts[0])
    if parts[0] == "node" and len(parts) == 4 and parts[2] == "tag":
        return "tag"
    if len(parts) == 3:
        return {
            ("node", "state"): "node",
            ("node", "links"): "links",
            ("node", "event"): "node-event",
            ("app", "state"): "app",
            ("app", "event"): "event",
            ("app", "report"): "report",
            ("app", "trace"): "trace",
            ("gateway", "state"): "gateway",
        }.get((parts[0], parts[2]))
    if len(parts) == 2:
        return {"program": "program", "answer": "answer"}.get(parts[0])
    return None


def client_for(address: Address, came: Any, heard: Any, went: Any) -> mqtt.Client:
    """A client that is not connected yet."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    if address.user is not None:
        client.username_pw_set(address.user, address.password)
    if address.tls:
        client.tls_set(
            ca_certs=None if address.ca_file is None else str(address.ca_file),
            tls_version=ssl.PROTOCOL_TLS_CLIENT,
        )
    client.on_connect, client.on_message, client.on_disconnect = came, heard, went
    return client


def the_field(address: Address) -> str:
    """The one field that the broker has; refused where there is none, or more than one."""
    found: set[str] = set()
    told: list[str] = []

    def came(client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            told.append(f"refuses: {reason}")
        client.subscribe(f"{ROOT}/+/info")

    def heard(_client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        if message.payload:
            found.add(unquote(message.topic.split("/")[1]))

    client = client_for(address, came, heard, lambda *_: None)
    try:
        client.connect(address.host, address.port)
    except OSError as error:
        raise Refused(
            f"--mqtt {address}: {error.strerror or error}. Is the broker there?"
        ) from None
    client.loop_start()
    try:
        _wait_for(found, told)
    finally:
        client.disconnect()
        client.loop_stop()
    if told:
        raise Refused(f"--mqtt {address}: the broker {told[0]}.")
    if not found:
        raise Refused(
            f"--mqtt {address}: no field is there. Start its gateway, or name it by --field NAME."
        )
    if len(found) > 1:
        there = ", ".join(sorted(found))
        raise Refused(f"--mqtt {address}: there are {there}. Say which by --field NAME.")
    return found.pop()


def _wait_for(found: set[str], told: list[str]) -> None:
    end_s = time.monotonic() + _LISTEN_S
    while time.monotonic() < end_s and not told:
        time.sleep(0.05)
        if found:
            time.sleep(0.3)  # for others
            return
