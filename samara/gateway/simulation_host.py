"""A simulated field behind a gateway: ns-3 in its process, steered while it runs."""

import itertools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from runtime.config import NodeConfig
from samara.gateway.facts import facts_of
from samara.gateway.gateway import CannotDo, Gateway
from samara.mqtt.address import Address
from sim.ns3 import Outcome
from sim.ns3.field import Field, Injection
from sim.ns3.live import Pace
from sim.ns3.process import Ns3Process, run_live
from sim.ns3.radios import BROADCAST
from sim.ns3.simulate import prepare
from spatial.compiler import Program

_ANSWER_S = 30.0


class _Waiting:
    """An answer that somebody waits for."""

    def __init__(self) -> None:
        self.came = threading.Event()
        self.ok = False
        self.value: Any = None


class SimulationHost:
    """Runs a field live and has a gateway say so; `run` blocks until it ends or is told to."""

    simulated = True

    def __init__(
        self,
        field: Field,
        injections: Sequence[Injection],
        address: Address,
        say: Callable[[str], None],
        *,
        pace: Pace | None = None,
        seed: int = 1,
        until_s: float | None = None,
        start_time_s: float = 0.0,
        folder: Path | None = None,
        home_assistant: bool = False,
        **more: Any,
    ) -> None:
        self._job = prepare(
            field,
            injections,
            seed=seed,
            until_s=until_s,
            start_time_s=start_time_s,
            pace=pace or Pace(),
            facts=facts_of,
            **more,
        )
        self._ids = [NodeConfig(node.name).id8 for node in field.nodes]
        self._numbers = {node_id: number for number, node_id in enumerate(self._ids)}
        self._process: Ns3Process | None = None
        self._control_lock = threading.Lock()
        self._next = itertools.count(1)
        self._waiting: dict[int, _Waiting] = {}
        self.gateway = Gateway(
            self,
            field.name,
            NodeConfig(f"simulation of {field.name}").id8,
            f"simulation of {field.name}",
            address,
            say,
            field.regions,
            field.radio.kind,
            field.radio.range_m,
            folder,
            home_assistant=home_assistant,
        )
        for start in self._job.starts:
            self.gateway.added(start.program)

    def run(self) -> Outcome:
        """Until the simulation is over; it may be ended by `end`, or by Ctrl-C."""
        self.gateway.open()
        try:
            outcome = run_live(self._job, self._said, self._started)
            self.gateway.ended(outcome.simulated_s)
            return outcome
        finally:
            with self._control_lock:
                self._process = None
                for waiting in self._waiting.values():
                    waiting.value = "the simulation is over"
                    waiting.came.set()
            self.gateway.close()

    def _started(self, process: Ns3Process) -> None:
        self._process = process

    def end(self) -> None:
        """Has the simulation end, from another thread."""
        self._ask("end")

    # -- what the gateway asks for

    def inject(self, program: Program, node_id: bytes | None, seed: int) -> tuple[Any, bytes]:
        number = 0 if node_id is None else self._number(node_id)
        return self._ask("inject", number, program, seed), self._ids[number]

    def kill(self, identity: tuple[Any, ...]) -> None:
        self._ask("kill", identity, "an operator ended it")

    def write(self, node_id: bytes, tag: str, value: Any) -> None:
        self._ask("write", self._number(node_id), tag, value)

    def can_write(self, node_id: bytes) -> bool:
        return node_id in self._numbers

    def starts_at(self, node_id: bytes) -> bool:
        return node_id in self._numbers

    def turn(self, node_id: bytes, on: bool) -> None:
        self._ask("recover" if on else "fail", self._number(node_id))

    def frames(self, wanted: bool) -> None:
        if self._process is not None:
            self._ask("frames", wanted)

    def steer(self, what: str, *arguments: Any) -> None:
        if self._job.real and what in ("pause", "step", "speed"):
            raise CannotDo(
                f"{what}: some nodes are processes of their own, and keep the wall's time"
            )
        self._ask(what, *arguments)

    def _number(self, node_id: bytes) -> int:
        if node_id not in self._numbers:
            raise CannotDo(f"node {node_id.hex()} is not simulated")
        return self._numbers[node_id]

    def _ask(self, what: str, *arguments: Any) -> Any:
        """What the simulation answers; CannotDo where it will not, or does not in time."""
        waiting = _Waiting()
        with self._control_lock:
            if self._process is None:
                raise CannotDo("the simulation is over, or has not begun")
            number = next(self._next)
            self._waiting[number] = waiting
            try:
                self._process.control(number, what, arguments)
            except (OSError, ValueError):
                del self._waiting[number]
                raise CannotDo("the simulation is over") from None
        try:
            if not waiting.came.wait(_ANSWER_S):
                raise CannotDo(f"the simulation did not answer in {_ANSWER_S:g} s")
        finally:
            del self._waiting[number]
        if not waiting.ok:
            raise CannotDo(str(waiting.value))
        return waiting.value

    # -- what the simulation says, in the thread of `run`

    def _said(self, kind: str, value: Any) -> None:
        if kind == "answer":
            number, ok, result = value
            waiting = self._waiting.get(number)
            if waiting is not None:
                waiting.ok, waiting.value = ok, result
                waiting.came.set()
            return
        gateway = self.gateway
        for now_ns, what, *rest in value:
            field_s = round(now_ns / 1e9, 6)
            if what == "event":
                number, said, fields = rest
                gateway.event(self._ids[number], said, fields, field_s)
            elif what == "facts":
                gateway.facts(rest[1], field_s)
            elif what == "frame":
                source, destination, frame = rest
                to = None if destination == BROADCAST else destination
                gateway.frame(source, to, frame, field_s)
            else:
                gateway.clock(field_s, *rest)
