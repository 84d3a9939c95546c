"""One run of a field in ns-3, in the process that calls: from injections to their end."""

import contextlib
import gc
import hashlib
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from runtime.errors import SamaraError
from runtime.message import Bounds
from runtime.node import Node
from runtime.tagspace.durable import Flash
from runtime.vm import load_brick
from sim.ns3 import library, security
from sim.ns3.energy import DATA_SHEETS
from sim.ns3.event_trace import EventTrace
from sim.ns3.field import BOARDS, Field, Outage
from sim.ns3.live import Facts, Live, Pace, Pipe
from sim.ns3.node_of import cm, node_of
from sim.ns3.outcome import Failure, Outcome, plain
from sim.ns3.radios import BROADCAST, Heard, Radios, Rng
from sim.ns3.real_time import RealNode, WallClock
from sim.ns3.security import kind_of
from sim.ns3.station import NS_PER_MS, Station
from spatial.compiler import Program
from spatial.compiler.variables import frames_of

NS_PER_S = 1_000_000_000

# A walking node is told where it is as often as common GPS receivers say it.
GPS_NS = NS_PER_S

PACE_NS = NS_PER_MS  # how often a run in real time looks at the wall clock

PROGRESS_NS = NS_PER_S // 4  # of simulated time, and at most every
PROGRESS_WALL_S = 0.1

_ID_BYTES = 8
_KEY_BYTES = 4  # of an id, as routing bricks keep it

# A message that nobody has heard of for so long after its lifetime is lost.
GRACE_NS = 5 * NS_PER_S
WORD_NS = 70 * NS_PER_S  # word of a kill has ended by then

Progress = Callable[[float, int], None]  # simulated seconds, events of ns-3 so far
Identity = tuple[bytes, bytes, int, int, int]


@dataclass(frozen=True)
class Start:
    """An injection with its program compiled and its node known."""

    program: Program
    at: str
    time_s: float
    every_s: float | None


@dataclass(frozen=True)
class Job:
    """Everything that makes a run; the same job gives the same outcome.

    Without `until_s` a run ends when its programs have, and what would repeat starts once.
    `seed` is ns-3's run. `stock_channel` takes ns-3's own channel in place of ours. `trace`
    (Parquet), `pcap` and `animation` (NetAnim's XML) are files to write; they change nothing of
    the run. With `real_time` it keeps to the wall clock, for `real` nodes, by name, which are
    processes behind the radio that listens at (host, port) over UDP. With a `pace` it is live: it
    is steered from outside, goes on when its programs have ended, and keeps no events.
    """

    field: Field
    starts: Sequence[Start] = ()
    pinned_bricks: Sequence[bytes] = ()
    notice_bricks: Sequence[bytes] = ()
    seed: int = 1
    until_s: float | None = None
    start_time_s: float = 0.0
    rng: Rng | None = None
    stock_channel: bool = False
    trace: Path | None = None
    pcap: Path | None = None
    animation: Path | None = None
    real: Mapping[str, tuple[str, int]] = dataclass_field(default_factory=dict)
    real_time: bool = False
    pace: Pace | None = None
    facts: Facts | None = None  # of a live run: what is seen of a node
    closely: bool = False  # what messages stand in is told too, and what nodes spend


@dataclass
class _Open:
    """A program that has not ended, as far as is known."""

    program: Program
    node: str
    news: str = "nothing was heard of it again"


@dataclass
class _Record:
    """What is collected on the way."""

    result: list[Any] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    frames: Counter[str] = field(default_factory=Counter)
    hops: int = 0
    first_ns: int | None = None
    last_ns: int = 0


def run(job: Job, on_progress: Progress | None = None, pipe: Pipe | None = None) -> Outcome:
    """Simulates, and says what came of it; `pipe` is where a live run is steered from."""
    return Simulation(job, on_progress, pipe).run()


class Simulation:
    """The stations of a field on their radios, and the programs under way among them."""

    def __init__(
        self, job: Job, on_progress: Progress | None = None, pipe: Pipe | None = None
    ) -> None:
        self._live: Live | None = None
        if job.pace is not None and job.facts is not None and pipe is not None:
            self._live = Live(pipe, job.pace, job.facts, job.closely)
        self._programs = {_root(start.program): start.program for start in job.starts}
        self._began_s = time.perf_counter()
        self._job = job
        self._on_progress = on_progress
        self._told_s = 0.0
        self._record = _Record()
        self._open: dict[Identity, _Open] = {}
        self._words: set[Identity] = set()  # of kills, on their way to where the message began
        self._due = 0  # injections that are yet to come
        self._injected = 0
        self._actions: list[Callable[[int], None]] = []
        self._pinned = [load_brick(data) for data in job.pinned_bricks]
        self._notice = (
            (load_brick(job.notice_bricks[0]).name, lambda: job.notice_bricks)
            if job.notice_bricks
            else None
        )
        self._boots: Counter[int] = Counter()  # after the first
        self._security = security.settings(job.field.security, job.seed, job.field.encrypts)
        self._flash: defaultdict[int, Flash] = defaultdict(Flash)  # of each node
        self._trace_file: EventTrace | None = None
        self._names = [place.name for place in job.field.nodes]
        self._radios = Radios(
            job.field,
            job.seed,
            self._fired,
            rng=job.rng,
            stock_channel=job.stock_channel,
        )
        self.stations: list[Station | RealNode] = []
        self.stations += self._stations()
        self._wall_clock = WallClock([s for s in self.stations if isinstance(s, RealNode)])
        self._number_by_id = {station.node.config.id8: station.number for station in self.stations}
        self._number_by_key = {
            node_id[:size_bytes]: number
            for node_id, number in self._number_by_id.items()
            for size_bytes in (_ID_BYTES, _KEY_BYTES)
        }

    def run(self) -> Outcome:
        job, record = self._job, self._record
        gc.freeze()  # what makes up the field stays until the end
        try:
            with contextlib.ExitStack() as files, self._radios:
                files.enter_context(self._wall_clock)
                if job.trace is not None:
                    self._trace_file = files.enter_context(EventTrace(job.trace))
                if job.pcap is not None:
                    self._radios.capture(job.pcap)
                if job.animation is not None:
                    self._radios.animate(job.animation)
                self._schedule()
                self._radios.run([self._ear(station) for station in self.stations])
                if self._live is not None:
                    self._live.end(self._radios.counts().now_ns, self)
                counts = self._radios.counts()
                spent = {
                    name: self._radios.energy(number) for number, name in enumerate(self._names)
                }
        finally:
            gc.unfreeze()
        ended = not self._open and not self._due
        completion_s = None
        if ended and record.first_ns is not None:
            completion_s = _seconds(record.last_ns - record.first_ns)
        return Outcome(
            result=record.result,
            hops=record.hops,
            frames=counts.frames,
            bytes_on_air=counts.bytes_on_air,
            completion_s=completion_s,
            simulated_s=_seconds(counts.now_ns),
            nodes=len(self.stations),
            seed=job.seed,
            ns3_version=library.version(),
            failures=record.failures,
            events=record.events,
            frames_by_kind={**dict(sorted(record.frames.items())), "MAC ack": counts.mac_acks},
            unacknowledged=counts.unacknowledged,
            unsent=counts.unsent,
            overruns=sum(station.overruns for station in self.stations),
            energy=spent,
            currents=job.field.currents or DATA_SHEETS[job.field.radio.kind],
            simulator_events=counts.events,
            behind_s=round(self._wall_clock.behind_s, 3) if job.real_time else None,
            wall_s=time.perf_counter() - self._began_s,
        )

    # -- what is there

    def _stations(self) -> Iterator[Station | RealNode]:
        for number, name in enumerate(self._names):
            if name in self._job.real:
                listen = self._job.real[name]
                kind = self._job.field.radio.kind
                yield RealNode(number, name, listen, self._radios, kind)
                continue
            station = Station(
                number,
                self._node(number, 1),
                self._radios,
                BOARDS[self._job.field.board],
                self._said,
                self._sent,
                len(self._actions),
                len(self._actions) + 1,
            )
            self._actions += [station.woke, station.step_done]
            yield station

    def _node(self, number: int, boot_epoch: int, now_ms: int = 0) -> Node:
        job, field = self._job, self._job.field
        node = node_of(
            field.nodes[number],
            field.regions,
            self._pinned,
            field.beacon_ms,
            job.start_time_s,
            field.board,
            field.radio.kind,
            boot_epoch,
            self._security,
            self._notice,
        )
        node.keep_tags(now_ms, self._flash[number])
        return node

    def _schedule(self) -> None:
        """What happens by itself: boots, outages, injections, positions, progress, the end."""
        job = self._job
        for station in self.stations:
            if isinstance(station, RealNode):
                continue
            self._at(0, station.boot)
            if job.field.nodes[station.number].walk is not None:
                self._every(GPS_NS, self._told_position(station))
        numbers = {name: number for number, name in enumerate(self._names)}
        for outage in job.field.outages:
            self._schedule_outage(self._simulated(numbers[outage.node]), outage)
        if job.real_time:
            self._every(PACE_NS, self._wall_clock.wait)
        if self._live is not None:
            self._pace(self._live)
        for start in job.starts:
            station = self._simulated(numbers[start.at])
            start_s = start.time_s
            while job.until_s is None or start_s <= job.until_s:
                self._due += 1
                self._at(round(start_s * NS_PER_S), self._injecting(station, start))
                if start.every_s is None or job.until_s is None:
                    break
                start_s += start.every_s
        if self._on_progress is not None:
            self._every(PROGRESS_NS, self._tell_progress)
        if job.until_s is not None:
            self._at(round(job.until_s * NS_PER_S), self._end)
        if job.starts and not self._due and self._live is None:
            self._at(0, self._end)

    def _pace(self, live: Live) -> None:
        """Has the live run look at the wall clock, as often as its speed asks for."""
        token = len(self._actions)

        def look(now_ns: int) -> None:
            live.pace(now_ns, self)
            self._radios.fire_at(now_ns + live.every_ns(), token)

        self._at(0, look)

    def _simulated(self, number: int) -> Station:
        station = self.stations[number]
        assert isinstance(station, Station)  # `prepare` refuses the others
        return station

    def _schedule_outage(self, station: Station, outage: Outage) -> None:
        self._at(round(outage.from_s * NS_PER_S), lambda now_ns: self._fail(now_ns, station))
        if outage.until_s is not None:
            self._at(
                round(outage.until_s * NS_PER_S), lambda now_ns: self._recover(now_ns, station)
            )

    def _at(self, time_ns: int, act: Callable[[int], None]) -> None:
        self._actions.append(act)
        self._radios.fire_at(time_ns, len(self._actions) - 1)

    def _every(self, period_ns: int, act: Callable[[int], None]) -> None:
        token = len(self._actions)

        def again(now_ns: int) -> None:
            act(now_ns)
            self._radios.fire_at(now_ns + period_ns, token)

        self._at(period_ns, again)

    # -- what a live run is told

    def node_count(self) -> int:
        return len(self.stations)

    def live_node(self, number: int) -> Node | None:
        """The core of a node, unless it is down or a process of its own."""
        station = self.stations[number]
        return station.node if isinstance(station, Station) and station.on else None

    def steer(self, now_ns: int, what: str, arguments: tuple[Any, ...]) -> Any:
        """Does what somebody asks for; SamaraError or ValueError say why it cannot be done."""
        if what == "end":
            self._end(now_ns)
            return None
        if what == "kill":
            return self._kill(now_ns, *arguments)
        number, *more = arguments
        station = self.stations[number]
        if not isinstance(station, Station):
            raise ValueError(f"{self._names[number]} is a process of its own; ask that")
        if what == "fail":
            self._fail(now_ns, station)
            return None
        if what == "recover":
            self._recover(now_ns, station)
            return None
        if not station.on:
            raise ValueError(f"the node {self._names[number]} is down")
        if what == "inject":
            return self._inject_now(now_ns, station, *more)
        if what == "write":
            name, value = more
            station.node.tags.write(now_ns // NS_PER_MS, name, value)
            station.order(now_ns, lambda now_ms: None)
            return None
        raise ValueError(f"a simulation cannot {what}")

    def spent(self, number: int) -> tuple[int, float]:
        """For how many ns a node's processor was busy, and what its radio took, so far."""
        station = self.stations[number]
        busy_ns = station.busy_ns if isinstance(station, Station) else 0
        return busy_ns, self._radios.energy(number).joules

    def standing(self, number: int, identity: Any) -> dict[str, Any] | None:
        """A message as it stands on a node: its frames and what it has left; None: not there."""
        node = self.live_node(number)
        for message in () if node is None else node.messages:
            if message.identity == identity:
                program = self._programs.get(identity[0])
                frames = (
                    []
                    if program is None
                    else frames_of(message.execution, program.maps, self._named)
                )
                return {
                    "gas_left": message.gas_left,
                    "hops_left": message.hops_left,
                    "frames": frames,
                }
        return None

    def _named(self, ids: bytes) -> str | None:
        """The names of the nodes whose ids, or first 4 bytes of them, these are; else None."""
        for size_bytes in (_ID_BYTES, _KEY_BYTES):
            numbers = [
                self._number_by_key.get(ids[at : at + size_bytes])
                for at in range(0, len(ids), size_bytes)
            ]
            if numbers and None not in numbers:
                return " ".join(self._names[number] for number in numbers if number is not None)
        return None

    def _inject_now(self, now_ns: int, station: Station, program: Program, seed: int) -> Identity:
        """Starts a program at once, between two steps of the node: its identity."""
        self._programs[_root(program)] = program
        bounds = Bounds(**program.bounds)
        identity = station.node.inject(now_ns // NS_PER_MS, program.bricks, bounds, seed)
        self._opened(now_ns, station, program, bounds, identity)
        station.order(now_ns, lambda now_ms: None)  # so that it looks what is due
        assert isinstance(identity, tuple)
        return identity

    def _kill(self, now_ns: int, identity: Identity, reason: str) -> None:
        for station in self.stations:
            if isinstance(station, Station) and station.on:
                if station.node.end(now_ns // NS_PER_MS, identity, reason):
                    station.order(now_ns, lambda now_ms: None)
                    return
        raise ValueError(
            "the message is nowhere, or between two nodes just now; try again in a moment"
        )

    # -- what ns-3 says

    def _fired(self, now_ns: int, token: int) -> None:
        self._actions[token](now_ns)

    def _ear(self, station: Station | RealNode) -> Heard:
        """Where the radio brings what the station hears."""
        trace = self._trace_file
        if trace is None:
            return station.heard

        def hear(now_ns: int, source: bytes, frame: bytes) -> None:
            peer = self._names[int.from_bytes(source, "big")]
            name = self._names[station.number]
            trace.frame(_seconds(now_ns), name, "heard", peer, kind_of(frame), len(frame))
            station.heard(now_ns, source, frame)

        return hear

    # -- what happens by itself

    def _fail(self, now_ns: int, station: Station) -> None:
        if not station.on:
            return
        aboard = [message.identity for message in station.node.messages]
        self._radios.turn(station.number, False)
        station.fail()
        self._said(now_ns, station.number, "down", {})
        for identity in aboard:
            if identity in self._open:
                self._at(now_ns + GRACE_NS, self._missing(station, identity))

    def _missing(self, station: Station, identity: Identity) -> Callable[[int], None]:
        """Looks whether a message that was on a node that failed had a copy under way."""

        def look(now_ns: int) -> None:
            program = self._open.get(identity)
            if program is None or any(
                message.identity == identity
                for other in self.stations
                if other.on
                for message in other.node.messages
            ):
                return
            name = self._names[station.number]
            self._gone(now_ns, name, f"node {name} failed with it aboard", identity)

        return look

    def _recover(self, now_ns: int, station: Station) -> None:
        if station.on:
            return
        self._boots[station.number] += 1
        self._radios.turn(station.number, True)
        epoch = 1 + self._boots[station.number]
        node = self._node(station.number, epoch, now_ns // NS_PER_MS)
        if self._job.field.nodes[station.number].walk is not None:
            node.moved(now_ns // NS_PER_MS, *map(cm, self._radios.position_m(station.number)))
        station.reboot(now_ns, node)
        self._said(now_ns, station.number, "up", {})

    def _told_position(self, station: Station) -> Callable[[int], None]:
        def tell(now_ns: int) -> None:
            x_m, y_m = self._radios.position_m(station.number)
            station.order(now_ns, lambda now_ms: station.node.moved(now_ms, cm(x_m), cm(y_m)))

        return tell

    def _injecting(self, station: Station, start: Start) -> Callable[[int], None]:
        def inject(now_ns: int) -> None:
            if not station.on:
                self._due -= 1
                if self._record.first_ns is None:
                    self._record.first_ns = now_ns
                self._failed(
                    now_ns, self._names[station.number], "not admitted", "the node is down"
                )
                self._end_if_done(now_ns)
                return
            station.order(now_ns, lambda now_ms: self._inject(now_ms, station, start))

        return inject

    def _inject(self, now_ms: int, station: Station, start: Start) -> None:
        now_ns = now_ms * NS_PER_MS
        record = self._record
        self._due -= 1
        self._injected += 1
        if record.first_ns is None:
            record.first_ns = now_ns
        name = self._names[station.number]
        bounds = Bounds(**start.program.bounds)
        seed = zlib.crc32(b"%d %d" % (self._job.seed, self._injected))
        bricks = start.program.bricks
        certificate = None
        if self._job.field.security == "signed":
            certificate = security.certificate(self._job.seed, bricks, bounds, self._injected)
        try:
            identity = station.node.inject(now_ms, bricks, bounds, seed, certificate)
        except SamaraError as refusal:
            self._failed(now_ns, name, "not admitted", str(refusal))
            self._end_if_done(now_ns)
            return
        self._opened(now_ns, station, start.program, bounds, identity)

    def _opened(
        self, now_ns: int, station: Station, program: Program, bounds: Bounds, identity: Identity
    ) -> None:
        self._open[identity] = _Open(program, self._names[station.number])
        self._at(
            now_ns + bounds.lifetime_ms * NS_PER_MS + GRACE_NS,
            lambda at_ns: self._overdue(at_ns, identity),
        )

    def _overdue(self, now_ns: int, identity: Identity) -> None:
        program = self._open.get(identity)
        if program is not None:
            self._gone(now_ns, program.node, f"its lifetime is over, {program.news}", identity)

    def _tell_progress(self, now_ns: int) -> None:
        wall_s = time.perf_counter()
        if self._on_progress is not None and wall_s - self._told_s >= PROGRESS_WALL_S:
            self._told_s = wall_s
            self._on_progress(_seconds(now_ns), self._radios.counts().events)

    def _end(self, now_ns: int) -> None:
        self._radios.stop()

    # -- what nodes say

    def _sent(self, now_ns: int, number: int, destination: int, frame: bytes) -> None:
        kind = kind_of(frame)
        self._record.frames[kind] += 1
        if self._live is not None:
            self._live.sent(now_ns, number, destination, frame)
        if self._trace_file is not None:
            peer = None if destination == BROADCAST else self._names[destination]
            name = self._names[number]
            self._trace_file.frame(_seconds(now_ns), name, "sent", peer, kind, len(frame))

    def _said(self, now_ns: int, number: int, kind: str, fields: dict[str, Any]) -> None:
        trace, record, name = self._trace_file, self._record, self._names[number]
        if self._live is not None:
            self._live.said(now_ns, number, kind, fields, self)
        if kind == "neighbour" and trace is None:
            return
        shown = {key: self._shown(key, value) for key, value in fields.items()}
        at_m = self._place(number)
        if trace is not None:
            trace.event(_seconds(now_ns), name, kind, at_m, shown)
        if kind == "neighbour":
            return
        identity = fields.get("message")
        if self._notice is not None and identity is not None and identity[0] == self._notice[0]:
            self._word_said(now_ns, name, at_m, kind, identity, fields)
            return
        if self._live is None:
            record.events.append(
                {
                    "time_s": _seconds(now_ns),
                    "node": name,
                    "at_m": at_m,
                    "kind": kind,
                    "fields": shown,
                }
            )
        if identity in self._open:
            self._open[identity].node = name
        if kind == "arrived":
            record.hops += 1
        elif kind == "report":
            if self._live is None:
                record.result.append(plain(fields["value"]))
        elif kind == "finished":
            self._ended(now_ns, identity)
        elif kind == "failed":
            self._failed(now_ns, name, fields["error"], fields["text"], self._trace(fields))
            self._ended(now_ns, identity)
        elif kind == "killed":
            self._failed(now_ns, name, "killed", fields["reason"], self._trace(fields))
            self._ended(now_ns, identity)
        elif kind == "lost" and identity in self._open:
            # It may run on where it went.
            self._open[identity].news = f"and it left {name} in doubt: {fields['reason']}"

    def _word_said(
        self,
        now_ns: int,
        name: str,
        at_m: tuple[float, float],
        kind: str,
        identity: Identity,
        fields: dict[str, Any],
    ) -> None:
        """Word of a kill is no program's doing: nothing of it counts but that it is told."""
        if kind == "injected":
            self._words.add(identity)
            self._at(now_ns + WORD_NS, lambda at_ns: self._word_ended(at_ns, identity))
        elif kind == "report":
            killed, reason, trace, at = fields["value"]
            told = {"message": killed, "reason": reason, "trace": trace, "to": at}
            self._record.events.append(
                {
                    "time_s": _seconds(now_ns),
                    "node": name,
                    "at_m": at_m,
                    "kind": "told",
                    "fields": {key: self._shown(key, value) for key, value in told.items()},
                }
            )
        elif kind in ("finished", "failed", "killed", "lost"):
            self._word_ended(now_ns, identity)

    def _word_ended(self, now_ns: int, identity: Identity) -> None:
        if identity in self._words:
            self._words.remove(identity)
            self._end_where_done(now_ns)

    def _place(self, number: int) -> tuple[float, float]:
        place = self._job.field.nodes[number]
        x_m, y_m = (place.x_m, place.y_m) if place.walk is None else self._radios.position_m(number)
        return round(x_m, 2), round(y_m, 2)

    def _shown(self, key: str, value: Any) -> Any:
        """A field of an event; nodes by their names, messages as one text."""
        if key in ("to", "source", "id") and value in self._number_by_id:
            return self._names[self._number_by_id[value]]
        if key == "message" and value is not None:
            root, origin, epoch, number, copy = value
            number_of = self._number_by_id.get(origin)
            name = origin.hex() if number_of is None else self._names[number_of]
            shown = f"{root.hex()}/{name}/{epoch}/{number}"
            return f"{shown}/{copy:08x}" if copy else shown
        return plain(value)

    def _trace(self, fields: dict[str, Any]) -> tuple[str, ...]:
        program = self._open.get(fields["message"])
        if program is None:
            return ()
        return tuple(program.program.traceback(list(fields["trace"])).splitlines())

    def _failed(
        self, now_ns: int, node: str, kind: str, text: str, trace: tuple[str, ...] = ()
    ) -> None:
        if self._live is None:
            self._record.failures.append(Failure(_seconds(now_ns), node, kind, text, trace))

    def _gone(self, now_ns: int, node: str, text: str, identity: Identity) -> None:
        """A message is lost, which no node can say."""
        self._failed(now_ns, node, "lost", text)
        if self._live is not None:
            fields = {"message": identity, "reason": text}
            self._live.said(now_ns, self._names.index(node), "lost", fields, self)
        self._ended(now_ns, identity)

    def _ended(self, now_ns: int, identity: Identity | None) -> None:
        if identity in self._open:
            del self._open[identity]
            self._end_if_done(now_ns)

    def _end_if_done(self, now_ns: int) -> None:
        self._record.last_ns = now_ns
        self._end_where_done(now_ns)

    def _end_where_done(self, now_ns: int) -> None:
        if not self._open and not self._due and not self._words and self._live is None:
            self._end(now_ns)


def _root(program: Program) -> bytes:
    """The name of a program's root brick."""
    return hashlib.sha256(program.bricks[0]).digest()[:8]


def _seconds(time_ns: int) -> float:
    return round(time_ns / NS_PER_S, 6)
