"""A gateway: what a host sees of its field goes to the broker, and commands come to the host.

The host observes and acts; it is a UDP node or a simulation. All that is decided here is decided
under one lock, and the host is called without it, by a thread of its own for commands.
"""

import contextlib
import itertools
import json
import queue
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from runtime.errors import SamaraError
from runtime.vm import load_brick
from samara import __version__
from samara.gateway import home_assistant as ha
from samara.gateway.facts import Facts
from samara.gateway.field_view import FieldView, Seen
from samara.gateway.history import HISTORY, History
from samara.gateway.naming import message_id
from samara.gateway.outbox import Outbox
from samara.gateway.standing import Due, Standings
from samara.gateway.tracing import Tracer
from samara.gateway.uplink import COMMAND_BYTES, Uplink
from samara.inspection import inspect
from samara.mqtt import payloads
from samara.mqtt.address import Address
from samara.mqtt.payloads import COMMANDS, Command
from sim.ns3.field import Region
from spatial.compiler import CompileError, Program, compile_source

_WAITING = 500  # commands; more are answered with a refusal
_TICK_S = 1.0
_STATE_TICKS = 5
_SETTLE_TICKS = 10


class CannotDo(SamaraError):
    """A command that cannot be done here; the message says why."""


class Host(Protocol):
    """What has the field: it acts on nodes. Each may raise a SamaraError or a ValueError."""

    simulated: bool

    def inject(self, program: Program, node_id: bytes | None, seed: int) -> tuple[Any, bytes]:
        """Starts a program, at the node or wherever it likes: its identity, and the node."""
        ...

    def kill(self, identity: tuple[Any, ...]) -> None: ...
    def write(self, node_id: bytes, tag: str, value: Any) -> None: ...
    def can_write(self, node_id: bytes) -> bool: ...
    def starts_at(self, node_id: bytes) -> bool:
        """Whether programs can be started at this node."""
        ...

    def frames(self, wanted: bool) -> None:
        """Whether the gateway wants to know of frames."""
        ...

    def turn(self, node_id: bytes, on: bool) -> None:
        """Has a simulated node fail, or begin anew."""
        ...

    def steer(self, what: str, *arguments: Any) -> None:
        """pause, resume, step, speed: of simulations."""
        ...


class Gateway:
    """One field's gateway, from `open` to `close`.

    `folder` is where it keeps what outlives it; None: nothing does. `say` gets lines for a person.
    """

    def __init__(
        self,
        host: Host,
        field: str,
        gateway_id: bytes,
        name: str,
        address: Address,
        say: Callable[[str], None],
        regions: Mapping[str, Region] | None = None,
        radio: str | None = None,
        range_m: float | None = None,
        folder: Path | None = None,
        outbox_bytes: int | None = None,
        home_assistant: bool = False,
    ) -> None:
        self.lock = threading.RLock()
        self.host = host
        self.field = field
        self.id = gateway_id.hex()
        self.name = name
        self.started_s = time.time()
        path = None if folder is None else folder / "outbox.sqlite"
        outbox = Outbox(path) if outbox_bytes is None else Outbox(path, outbox_bytes)
        self.standings = Standings(None if folder is None else folder / "standing.sqlite")
        self.history = History(None if folder is None else folder / HISTORY)
        self._announces = home_assistant
        self._to_announce: set[bytes] = set()
        self._announced: dict[str, bytes] = {}
        also = {ha.STATUS: self._home_assistant_said} if home_assistant else {}
        self.uplink = Uplink(address, field, self.id, outbox, self._take, say, also)
        self.topics = self.uplink.topics
        self.view = FieldView(
            field, self.topics, self.uplink, regions or {}, host.simulated, radio, range_m
        )
        self.view.on_joined = self._joined
        self.view.on_tag = self._tag
        self.tracer = Tracer(self._traced, self.view.programs.get, host.simulated)
        self._commands: queue.Queue[tuple[str, bytes] | Due | None] = queue.Queue(_WAITING)
        self._field_s: float | None = None
        self._ends = threading.Event()
        self._worker = threading.Thread(target=self._work, name="commands", daemon=True)
        self._watch = threading.Thread(target=self._tick, name="gateway", daemon=True)

    def open(self) -> None:
        self.uplink.will(self._state(online=False))
        self.uplink.show("gateway", self._topic(), self._state())
        self.uplink.open()
        self._worker.start()
        self._watch.start()

    def close(self) -> None:
        """Says that it goes, and sends what it can still send."""
        self._ends.set()
        with contextlib.suppress(queue.Full):
            self._commands.put(None, timeout=5)
        for thread in (self._worker, self._watch):
            if thread.is_alive():
                thread.join(timeout=5)
        self.uplink.show("gateway", self._topic(), self._state(online=False))
        self.uplink.close()
        self.uplink.outbox.close()
        self.history.close()
        self.standings.close()

    # -- what the host observes

    def facts(self, facts: Facts, field_s: float | None = None) -> None:
        """A node is so."""
        with self.lock:
            self._field_s = field_s
            self.view.facts(time.time(), facts, field_s)

    def event(
        self, node_id: bytes, kind: str, fields: Mapping[str, Any], field_s: float | None = None
    ) -> None:
        """A node says something."""
        now_s = time.time()
        with self.lock:
            self._field_s = field_s
            times = {"time_s": now_s, "field_s": field_s}
            then_s = now_s if field_s is None else field_s
            reason = self.tracer.event(then_s, node_id, kind, fields, times)
            self.view.event(now_s, node_id, kind, fields, field_s, reason)

    def frame(self, source: Hashable, to: Hashable, frame: bytes, field_s: float | None) -> None:
        """A frame was on air."""
        with self.lock:
            self.tracer.heard(time.time() if field_s is None else field_s, source, to, frame)

    def heard_of(self, node_id: bytes, x_m: float, y_m: float) -> None:
        """A node was told of."""
        with self.lock:
            self.view.heard_of(time.time(), node_id, x_m, y_m)

    def clock(self, field_s: float, speed: float, paused: bool, behind_s: float) -> None:
        """How a simulation goes."""
        values = {
            "field_s": field_s,
            "speed": speed,
            "paused": paused,
            "behind_s": behind_s,
            "ended": False,
        }
        self.uplink.show("clock", self.topics.clock, {"time_s": time.time(), **values})

    def ended(self, field_s: float) -> None:
        """A simulation is over."""
        values = {"field_s": field_s, "speed": 0.0, "paused": True, "behind_s": 0.0, "ended": True}
        self.uplink.show("clock", self.topics.clock, {"time_s": time.time(), **values})

    def is_gateway(self, node_id: bytes) -> None:
        """This node is where messages come in and go out."""
        with self.lock:
            self.view.is_gateway(node_id)

    # -- commands

    def _take(self, name: str, payload: bytes) -> None:
        """In the network's thread: nothing is read yet."""
        try:
            self._commands.put_nowait((name, payload))
        except queue.Full:
            self._refuse(None, name, f"{_WAITING} commands wait already; send it again later")

    def _work(self) -> None:
        while True:
            command = self._commands.get()
            if command is None:
                return
            if isinstance(command, Due):
                self._run(command)
                continue
            try:
                self._do(*command)
            except Exception as error:  # whatever a command brings, the gateway lives on
                self._refuse(None, command[0], f"{type(error).__name__}: {error}"[:500])

    def _do(self, name: str, payload: bytes) -> None:
        model = COMMANDS.get(name)
        if model is None:
            self._refuse(None, name[:64], f"there is no such command; there are {_list(COMMANDS)}")
            return
        if len(payload) > COMMAND_BYTES:
            reason = f"the payload is {len(payload)} bytes; at most {COMMAND_BYTES} are read"
            self._refuse(None, name, reason)
            return
        try:
            command = model.model_validate_json(payload)
        except (ValidationError, RecursionError) as error:
            client, number = _sender(payload)
            self._refuse(number, name, _why(error), client)
            return
        if not self._is_mine(name, command):
            return
        values = self._done(name, command)
        self.uplink.answer(command.client, {"id": command.id, "command": name, **values})

    def _is_mine(self, name: str, command: Command) -> bool:
        if command.gateway is not None:
            return command.gateway == self.id
        return name == "rebirth" or self.id < min(self.uplink.others, default="g")

    def _done(self, name: str, command: Command) -> dict[str, Any]:
        """Does the command: the answer."""
        try:
            result = _ACTIONS[name](self, command)
        except CompileError as error:
            problems = [
                {"file": p.filename, "line": p.line, "column": p.column, "text": p.text}
                for p in error.problems
            ]
            return {"ok": False, "reason": "it does not compile", "problems": problems}
        except (SamaraError, ValueError) as error:
            return {"ok": False, "reason": str(error)}
        except Exception as error:
            return {"ok": False, "reason": f"{type(error).__name__}: {error}"[:500]}
        return {"ok": True, "result": result}

    def _refuse(
        self, number: str | None, name: str, reason: str, client: str | None = None
    ) -> None:
        values = {"id": number, "command": name, "ok": False, "reason": reason}
        self.uplink.answer(client, values)

    # -- the commands, by their names

    def _rebirth(self, command: payloads.Rebirth) -> None:
        self.uplink.rebirth()

    def _check(self, command: payloads.Check) -> Any:
        return inspect(compile_source(command.source, command.filename))

    def _inject(self, command: payloads.Inject) -> Any:
        program = compile_source(command.source, command.filename)
        return self.start(program, command.node, command.seed, command.trace_bytes)

    def start(
        self, program: Program, at: str | None, seed: int = 0, trace_bytes: int | None = None
    ) -> dict[str, str]:
        """Injects a program at a node, by its name or id: what the answer says of it."""
        node_id = None if at is None else self._find(at).id
        root = load_brick(program.bricks[0]).name
        for region in program.regions:
            if region not in self.view.regions:
                known = _list(self.view.regions) if self.view.regions else "none"
                raise CannotDo(f'the field has no region "{region}"; it has {known}')
        self.added(program)
        if trace_bytes:
            self._trace_target(root.hex(), trace_bytes)
        identity, where = self.host.inject(program, node_id, seed)
        return {"message": message_id(identity), "program": root.hex(), "node": where.hex()}

    def added(self, program: Program) -> None:
        """A program is about to run; its source is shown."""
        with self.lock:
            self.view.program(time.time(), program, load_brick(program.bricks[0]).name)

    def _kill(self, command: payloads.Kill) -> None:
        with self.lock:
            identity = self.view.identities.get(command.message)
        if identity is None:
            raise CannotDo("the gateway has not heard of this message")
        self.host.kill(identity)

    def _trace(self, command: payloads.Trace) -> None:
        target = command.message or command.program
        if target is None:
            raise CannotDo("name a message or a program to trace")
        self._trace_target(target, command.budget_bytes, command.library_variables)

    def _trace_target(
        self, target: str, budget_bytes: int, library_variables: bool = False
    ) -> None:
        with self.lock:
            self.tracer.trace(target, budget_bytes, library_variables)
            wanted = bool(self.tracer.budgets())
            self.view.traced(time.time(), target, bool(budget_bytes))
        self.host.frames(wanted)
        self._show_state()

    def _traced(self, message: str, values: dict[str, Any]) -> None:
        self.uplink.tell("trace", self.topics.app(message, "trace"), values)

    def _write(self, command: payloads.Write) -> None:
        self.host.write(self._find(command.node).id, command.tag, command.value)

    def _toggle(self, command: payloads.Toggle) -> None:
        node = self._find(command.node)
        told = node.tags.get(command.tag)
        if not (self._announces and told and told[2] and told[3] and self.host.can_write(node.id)):
            raise CannotDo("only I/O tags that Home Assistant was told of can be toggled")
        self.host.write(node.id, command.tag, command.value)

    def _press(self, command: payloads.Press) -> Any:
        standing = self.standings.get(command.name)
        if standing is None:
            raise CannotDo(f'there is no standing program "{command.name}"')
        return self.start(compile_source(standing.source, standing.filename), standing.node)

    def _add_standing(self, command: payloads.AddStanding) -> None:
        standing = command.standing
        compile_source(standing.source, standing.filename)
        if standing.joins is not None and standing.joins not in self.view.regions:
            raise CannotDo(f'the field has no region "{standing.joins}"')
        with self.lock:
            self.standings.add(time.time(), standing)
            for node in self.view.nodes.values():
                if node.status == "up":
                    self._joined(time.time(), node)
        self._show_state()

    def _remove_standing(self, command: payloads.RemoveStanding) -> None:
        with self.lock:
            if not self.standings.remove(command.name):
                raise CannotDo(f'there is no standing program "{command.name}"')
        self._show_state()

    def _forget(self, command: payloads.Forget) -> None:
        left = [t for t in self.uplink.inherited if f"/node/{command.node}/" in t]
        for topic in left:
            self.uplink.remove(topic)
        with self.lock:
            node = self.view.find(command.node)
            if node is None and left:
                return
            node = self._find(command.node)
            self.view.forget(time.time(), node.id, self._field_s)
            self._to_announce.discard(node.id)
            topic = ha.topic_of(self.field, node.id.hex())
            if self._announced.pop(topic, None) is not None:
                self.uplink.remove(topic)

    def _steer(self, command: Command) -> None:
        arguments = command.model_dump(exclude={"id", "client", "gateway"}).values()
        self.host.steer(type(command).__name__.lower(), *arguments)

    def _turn(self, command: payloads.Turn) -> None:
        self.host.turn(self._find(command.node).id, command.on)

    def _find(self, text: str) -> Seen:
        with self.lock:
            node = self.view.find(text)
        if node is None:
            raise CannotDo(f'the gateway knows no node "{text}"')
        return node

    # -- the gateway itself

    def _joined(self, now_s: float, node: Seen) -> None:
        """A node is there, or there again."""
        regions = self.view.regions_of(node)
        for due in self.standings.joined(node.id, node.boot_epoch or 0, regions):
            where = node.id.hex() if self.host.starts_at(node.id) else None
            self._start_later(Due(due.standing, due.node or where))

    def _start_later(self, due: Due) -> None:
        try:
            self._commands.put_nowait(due)
        except queue.Full:
            self.standings.ran(time.time(), due.standing.name, "too many commands wait")

    def _run(self, due: Due) -> None:
        """Starts a standing program, in the thread of the commands."""
        error = None
        try:
            program = compile_source(due.standing.source, due.standing.filename)
            self.start(program, due.node)
        except Exception as failure:  # it is told, and tried again
            error = str(failure)[:500]
        with self.lock:
            self.standings.ran(time.time(), due.standing.name, error)
        self._show_state()

    def _tag(self, now_s: float, field_s: float | None, node: Seen, name: str) -> None:
        """A tag has another value, or is gone."""
        told = node.tags.get(name)
        if told is not None:
            self.history.add(now_s, field_s, node.id.hex(), node.name, name, told[0], told[1])
        if self._announces:
            self._to_announce.add(node.id)

    def _announce(self) -> None:
        """Tells Home Assistant of what is new."""
        with self.lock:
            devices: dict[str, dict[str, Any] | None] = {}
            while self._to_announce:
                node = self.view.nodes.get(self._to_announce.pop())
                if node is not None:
                    key = node.id.hex()
                    devices[ha.topic_of(self.field, key)] = ha.node_device(
                        self.topics,
                        self.field,
                        self.id,
                        key,
                        node.name,
                        node.tags,
                        self.host.can_write(node.id),
                    )
            standing = [one["name"] for one in self.standings.all()]
            devices[ha.topic_of(self.field, f"{self.id}_programs")] = ha.gateway_device(
                self.topics, self.field, self.id, self.name, standing
            )
            for topic, device in devices.items():
                payload = b"" if device is None else json.dumps(device).encode()
                if payload == self._announced.get(topic, b""):
                    continue
                self._announced[topic] = payload
                if payload:
                    self.uplink.show_raw(topic, payload)
                else:
                    self.uplink.remove(topic)

    def _home_assistant_said(self, payload: bytes) -> None:
        """When Home Assistant begins, it is told of everything again."""
        if payload == b"online":
            for topic, device in list(self._announced.items()):
                if device:
                    self.uplink.show_raw(topic, device)

    def _topic(self) -> str:
        return self.topics.gateway(self.id)

    def _state(self, online: bool = True) -> dict[str, Any]:
        outbox = self.uplink.outbox
        return {
            "id": self.id,
            "name": self.name,
            "online": online,
            "version": __version__,
            "simulated": self.host.simulated,
            "started_s": self.started_s,
            "waiting": outbox.count,
            "waiting_bytes": outbox.size_bytes,
            "discarded": outbox.discarded,
            "coalesced": self.uplink.coalesced,
            "traces": self.tracer.budgets(),
            "standing": self.standings.all(),
            "commands": sorted(COMMANDS),
        }

    def _show_state(self) -> None:
        with self.lock:
            state = self._state()
        self.uplink.show("gateway", self._topic(), {"time_s": time.time(), **state})

    def _settle(self) -> None:
        """Takes away what an earlier boot published and this has not: nodes may yet be heard."""
        for topic in self.uplink.settle():
            if "/node/" not in topic:
                self.uplink.remove(topic)

    def _tick(self) -> None:
        for tick in itertools.count(1):
            if self._ends.wait(_TICK_S):
                return
            with self.lock:
                due = self.standings.due(time.time())
                for one in due:  # before the next tick, lest it is due again
                    self.standings.ran(time.time(), one.standing.name, "it is about to start")
            for one in due:
                self._start_later(one)
            self.history.flush()
            if self._announces:
                self._announce()
            if tick == _SETTLE_TICKS:
                self._settle()
            if tick % _STATE_TICKS == 0:
                self._show_state()


_ACTIONS: dict[str, Callable[[Gateway, Any], Any]] = {
    "rebirth": Gateway._rebirth,
    "check": Gateway._check,
    "inject": Gateway._inject,
    "kill": Gateway._kill,
    "trace": Gateway._trace,
    "write": Gateway._write,
    "toggle": Gateway._toggle,
    "press": Gateway._press,
    "standing-add": Gateway._add_standing,
    "standing-remove": Gateway._remove_standing,
    "forget": Gateway._forget,
    "pause": Gateway._steer,
    "resume": Gateway._steer,
    "step": Gateway._steer,
    "speed": Gateway._steer,
    "turn": Gateway._turn,
}


def _list(names: Any) -> str:
    return ", ".join(sorted(names))


def _why(error: Exception) -> str:
    """What is wrong with a payload, in a line."""
    if not isinstance(error, ValidationError):
        return "the payload is nested too deeply"
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"the payload is no such command: {place + ': ' if place else ''}{first['msg']}"[:500]


def _sender(payload: bytes) -> tuple[str | None, str | None]:
    """Client and id of a command that is not well formed, where it says them at all."""
    try:
        found = json.loads(payload)
        said = Command.model_validate({"id": found["id"], "client": found.get("client")})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, None
    return said.client, said.id
