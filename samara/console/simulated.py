"""A field in ns-3 as a console shows it: its run feeds the model, and takes orders."""

import asyncio
import itertools
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from runtime.config import NodeConfig
from runtime.errors import SamaraError
from samara.console.field_model import FieldModel
from samara.gateway.facts import QUALITY, Facts, facts_of
from samara.gateway.naming import plain
from sim.ns3 import Field, Injection
from sim.ns3.field import Circle, Region
from sim.ns3.live import Pace
from sim.ns3.process import Ns3Process, SimulationRaised
from sim.ns3.simulate import prepare
from spatial.compiler import Program, compile_source

_KILLED = "it was ended from the console"
_STOP_S = 5.0

Identity = tuple[Any, ...]


class SimulatedField:
    """Runs a field in a thread of its own; all of the model happens in the loop's."""

    can = frozenset({"inject", "end", "turn", "pause", "next hop"})

    def __init__(
        self,
        model: FieldModel,
        field: Field,
        injections: Sequence[Injection],
        *,
        seed: int = 1,
        start_time_s: float = 0.0,
        speed: float = 1.0,
    ) -> None:
        self.model = model
        self._job = prepare(
            field,
            injections,
            seed=seed,
            start_time_s=start_time_s,
            pace=Pace(speed),
            facts=facts_of,
            closely=True,
        )
        self._names = [node.name for node in field.nodes]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._by_id = {NodeConfig(name).id8: name for name in self._names}
        self._programs: dict[bytes, Program] = {}
        for start in self._job.starts:
            self._know(start.program)
        self._identities: dict[str, Identity] = {}
        self._standing: dict[Identity, dict[str, Any]] = {}
        self._spent: dict[str, tuple[int, int]] = {}  # when it was looked at, busy till then
        self._clock = (0, 0.0)  # simulated ns, and the loop's time then
        self._asked = itertools.count(1)
        self._process: Ns3Process | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        show_field(model, field)
        model.speed = speed

    def _know(self, program: Program) -> None:
        root = next(iter(program.maps))
        self._programs[root] = program

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="simulation", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        self._stopping = True
        self._control("end")
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, _STOP_S)

    def _run(self) -> None:
        process = self._process = Ns3Process()
        try:
            process.run(self._job, None, self._said)
            text = "the simulation has ended"
        except SamaraError as error:
            text = f"the simulation has ended: {error}"
        except SimulationRaised as raised:
            text = f"the simulation has ended: {raised.error}"
        finally:
            self._process = None
            process.end()
        if not self._stopping:
            self._later(self._ended, text)

    def _later(self, act: Any, *args: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act, *args)

    def _ended(self, text: str) -> None:
        self.model.paused = True
        self.model.events.add(self.model.now_s, "simulation", "", None, text)

    # -- orders

    def order(self, what: str, *arguments: Any) -> None:
        """ "pause", "resume", "step" with seconds or None, "speed" with a factor, "end" with a
        message, "turn" with a node and whether on.
        """
        if what == "end":
            identity = self._identities.get(arguments[0])
            if identity is not None:
                self._control("kill", identity, _KILLED)
        elif what == "turn":
            key, on = arguments
            self._control("recover" if on else "fail", self._numbers[key])
        else:
            if what == "speed":
                self.model.speed = arguments[0]
            self._control(what, *arguments)

    def inject(self, source: str, filename: str, node: str, trace_bytes: int) -> None:
        """Compiles a program, CompileError where it is wrong, and has it start at a node.

        Its journey is seen whatever `trace_bytes` is: looking into a simulated node costs nothing.
        """
        program = compile_source(source, filename)
        self._know(program)
        asked = next(self._asked)
        self._control("inject", self._numbers[node], program, asked)

    def _control(self, what: str, *arguments: Any) -> None:
        process = self._process
        if process is not None:
            try:
                process.control(next(self._asked), what, arguments)
            except (OSError, ValueError):
                self._ended("the simulation has ended")

    # -- news

    def _said(self, kind: str, value: Any) -> None:
        """In the thread of the run."""
        self._later(self._answered if kind == "answer" else self._take, value)

    def _answered(self, answer: tuple[int, bool, Any]) -> None:
        _, ok, value = answer
        if not ok:
            self.model.events.add(self.model.now_s, "refused", "", None, str(value))

    def _take(self, news: Sequence[tuple[Any, ...]]) -> None:
        for now_ns, kind, *rest in news:
            self._tell_time(now_ns)
            if kind == "event":
                self._event(now_ns, *rest)
            elif kind == "standing":
                identity, standing = rest
                self._standing[identity] = standing
            elif kind == "facts":
                self._facts(*rest)
            elif kind == "spent":
                self._spent_so_far(now_ns, *rest)
            elif kind == "clock":
                speed, paused, _ = rest
                self.model.clock(now_ns / 1e9, self.model.rate, paused, speed)

    def _tell_time(self, now_ns: int) -> None:
        """The clock, and how fast it has gone lately."""
        model = self.model
        model.now_s = max(model.now_s, now_ns / 1e9)
        assert self._loop is not None
        wall_s = self._loop.time()
        began_ns, began_s = self._clock
        if wall_s - began_s >= 1.0:
            if began_s:
                model.rate = (now_ns - began_ns) / 1e9 / (wall_s - began_s)
            self._clock = (now_ns, wall_s)

    def _event(self, now_ns: int, number: int, kind: str, fields: Mapping[str, Any]) -> None:
        shown = {name: self._shown(name, value) for name, value in fields.items()}
        more: dict[str, Any] = {}
        identity = fields.get("message")
        if identity is not None:
            more = self._standing.pop(identity, more)
            if len(self._identities) > 2 * len(self.model.journeys) + 100:
                known = self.model.journeys
                self._identities = {m: i for m, i in self._identities.items() if m in known}
            self._identities[shown["message"]] = identity
            program = self._programs.get(identity[0])
            if program is not None and kind in ("injected", "cloned"):
                root = program.maps[identity[0]]
                more = {**more, "program": root.filename, "source": list(root.source)}
        self.model.event(now_ns / 1e9, self._names[number], kind, shown, more)

    def _shown(self, name: str, value: Any) -> Any:
        """A field of an event; nodes by their names, messages as one text."""
        if name in ("to", "source", "id") and value in self._by_id:
            return self._by_id[value]
        if name in ("message", "of") and value is not None:
            root, origin, *numbers = value
            return "/".join([root.hex(), self._by_id.get(origin, "?"), *map(str, numbers)])
        return plain(value)

    def _facts(self, number: int, facts: Facts) -> None:
        model, key = self.model, self._names[number]
        model.node(key, facts.x_cm / 100, facts.y_cm / 100)
        node = model.nodes[key]
        for name, tag in facts.tags.items():
            value = plain(tag.value)
            known = node.tags.get(name)
            if value is not None and (known is None or known.value != value):
                model.tag(key, name, value, tag.unit or "", model.now_s)
        for name in [name for name in node.tags if name not in facts.tags]:
            model.untag(key, name)
        near = {
            self._by_id.get(one.id, one.id.hex()): round(one.quality / QUALITY, 2)
            for one in facts.near
        }
        if near != node.near:
            model.hears(key, near.items(), model.now_s)
        model.measured(
            key,
            {
                "messages": facts.messages,
                "boot": facts.boot_epoch,
                "code": [name.hex() for name in facts.code_bricks],
                "counters": {
                    "frames": facts.frames,
                    "bad_frames": facts.bad_frames,
                    "free_bytes": facts.memory_free_bytes,
                    "code_bytes": facts.code_bytes,
                    "tag_bytes": facts.tag_bytes,
                },
            },
        )

    def _spent_so_far(self, now_ns: int, number: int, busy_ns: int, joules: float) -> None:
        key = self._names[number]
        then_ns, before_ns = self._spent.get(key, (0, 0))
        self._spent[key] = (now_ns, busy_ns)
        load = min((busy_ns - before_ns) / max(now_ns - then_ns, 1), 1.0)
        self.model.measured(key, {"load": round(100 * load, 1), "spent_j": round(joules, 2)})


def show_field(model: FieldModel, field: Field) -> None:
    """What is known of a field before it runs."""
    model.name = field.name
    model.simulated = True
    model.regions = {name: shape_m(region) for name, region in field.regions.items()}
    for node in field.nodes:
        model.node(node.name, node.x_m, node.y_m)
    model.inferred = field.links()


def shape_m(region: Region) -> dict[str, Any]:
    """A region as the map draws it."""
    if isinstance(region, Circle):
        return {"kind": "circle", "x_m": region.x_m, "y_m": region.y_m, "radius_m": region.radius_m}
    return {"kind": "polygon", "points_m": [list(point) for point in region.points_m]}
