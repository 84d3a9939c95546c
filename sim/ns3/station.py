"""A simulated board: a node core, its radio, and the time that its processor takes."""

import functools
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from runtime import wire
from runtime.errors import DecodeError
from runtime.node import Node
from sim.ns3.radios import BROADCAST, Radios

NS_PER_MS = 1_000_000

# Frames that wait while the processor is busy; more are lost, as on a board.
RX_FRAMES = 32

# No step is free, so that time passes whatever a node does.
_LEAST_GAS = 1


class OnEvent(Protocol):
    """Called with the time, the number of the station, the kind of the event and its fields."""

    def __call__(self, now_ns: int, number: int, kind: str, fields: dict[str, Any], /) -> None: ...


class OnSend(Protocol):
    """Called with the time, the number of the station, the destination and the frame."""

    def __call__(self, now_ns: int, number: int, destination: int, frame: bytes, /) -> None: ...


@functools.lru_cache(maxsize=1024)
def _decoded(frame: bytes) -> object:
    """What `wire.decode` gives, or its error: once for all who hear a broadcast."""
    try:
        decoded: object = wire.decode(frame)
    except DecodeError as error:
        return error.with_traceback(None)
    return decoded


class Events(list[tuple[str, dict[str, Any]]]):
    """What a node said since it was last asked; it knows of nothing but that."""

    def __call__(self, now_ms: int, kind: str, fields: dict[str, Any]) -> None:
        self.append((kind, fields))

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        said = self[:]
        self.clear()
        return said


class Station:
    """Drives one node core: one step after the other, each as long as its gas takes.

    What comes out of a step, frames and events, leaves when the step is over, and nothing else
    is begun before. A step of which nothing comes out costs the simulator no event: the station
    looks at the time when it is next called. `wake_token` and `done_token` are the radio's timers
    of this station, to be brought to `woke` and `step_done`.
    """

    __slots__ = (
        "_done_token",
        "_due_ms",
        "_events",
        "_free_ns",
        "_gas_per_ms",
        "_heard",
        "_listened",
        "_on_event",
        "_on_send",
        "_orders",
        "_radios",
        "_said",
        "_sends",
        "_waiting",
        "_wake_ns",
        "_wake_token",
        "busy_ns",
        "node",
        "number",
        "on",
        "overruns",
    )

    def __init__(
        self,
        number: int,
        node: Node,
        radios: Radios,
        gas_per_ms: int,
        on_event: OnEvent,
        on_send: OnSend,
        wake_token: int,
        done_token: int,
    ) -> None:
        self.number = number
        self.node = node
        self.on = True
        self.overruns = 0
        self.busy_ns = 0  # in all
        self._radios = radios
        self._gas_per_ms = gas_per_ms
        self._on_event = on_event
        self._on_send = on_send
        self._wake_token = wake_token
        self._done_token = done_token
        self._events = Events()
        node.on_event = self._events
        self._orders: deque[Callable[[int], object]] = deque()
        self._heard: deque[tuple[bytes, bytes]] = deque()
        self._sends: list[tuple[bytes | None, bytes]] = []
        self._waiting = False  # whether there are orders or frames
        self._said = True  # what came out of the last step has left
        self._free_ns = 0  # when the last step is over
        self._due_ms: int | None = None  # as the node said after the last step
        self._listened = False
        self._wake_ns: int | None = None

    def boot(self, now_ns: int) -> None:
        """The node begins."""
        self._due_ms = self.node.next_ms()
        self._work(now_ns)

    def fail(self) -> None:
        """The node loses its power: what it held is gone, and it does nothing more."""
        self.on = False
        self._orders.clear()
        self._heard.clear()
        self._waiting = False
        self._sends = []
        self._events.clear()
        self._said = True
        self._wake_ns = None

    def reboot(self, now_ns: int, node: Node) -> None:
        """The node begins anew, as `node`."""
        self.on = True
        self.node = node
        node.on_event = self._events
        self._free_ns = now_ns
        self.boot(now_ns)

    def order(self, now_ns: int, act: Callable[[int], object]) -> None:
        """Has the node do what its user or a device of its own asks: `act(now_ms)`."""
        if not self.on:
            return
        self._orders.append(act)
        self._waiting = True
        self._work(now_ns)

    def heard(self, now_ns: int, source: bytes, frame: bytes) -> None:
        """A frame came from the radio."""
        if not self.on:
            return
        # Most frames find the node idle, and nothing comes out of them.
        if now_ns >= self._free_ns and self._said and not self._waiting:
            due_ms = self._due_ms
            now_ms = now_ns // NS_PER_MS
            if due_ms is None or due_ms > now_ms or not self._listened:
                self._listened = True
                self.node.receive_decoded(now_ms, source, _decoded(frame), len(frame))
                self._stepped(now_ns)
                return
        if len(self._heard) >= RX_FRAMES:
            self.overruns += 1
            return
        self._heard.append((source, frame))
        self._waiting = True
        self._work(now_ns)

    def woke(self, now_ns: int) -> None:
        # A timer that an earlier one has overtaken wakes nobody.
        if self._wake_ns is not None and now_ns >= self._wake_ns:
            self._wake_ns = None
            self._work(now_ns)

    def step_done(self, now_ns: int) -> None:
        if self._said or now_ns < self._free_ns:
            return  # the timer of a step in which the node failed
        for address, frame in self._sends:
            destination = BROADCAST if address is None else int.from_bytes(address, "big")
            self._radios.send(self.number, destination, frame)
            self._on_send(now_ns, self.number, destination, frame)
        self._said = True
        for kind, fields in self._events.take():
            self._on_event(now_ns, self.number, kind, fields)
        self._work(now_ns)

    def _work(self, now_ns: int) -> None:
        """Begins the next step, if there is one to do; else sees to being woken for it."""
        if not self._said:
            return
        if now_ns < self._free_ns:
            self._wake_at(self._free_ns)
            return
        now_ms = now_ns // NS_PER_MS
        due = self._due_ms is not None and self._due_ms <= now_ms
        if self._orders:
            self._orders.popleft()(now_ms)
        elif self._heard and not (due and self._listened):
            self._listened = True
            source, frame = self._heard.popleft()
            self.node.receive_decoded(now_ms, source, _decoded(frame), len(frame))
        elif due:
            # Of frames and timers that wait together neither starves the other.
            self._listened = False
            self.node.advance(now_ms)
        else:
            if self._due_ms is not None:
                self._wake_at(self._due_ms * NS_PER_MS)
            return
        self._waiting = bool(self._orders or self._heard)
        self._stepped(now_ns)

    def _stepped(self, now_ns: int) -> None:
        """A step was taken: its time, and what follows when that is over."""
        node = self.node
        gas = node.take_gas() or _LEAST_GAS
        took_ns = gas * NS_PER_MS // self._gas_per_ms
        self.busy_ns += took_ns
        self._free_ns = free_ns = now_ns + took_ns
        self._due_ms = due_ms = node.next_ms()
        self._sends = node.take_sends()
        if self._sends or self._events:
            self._said = False
            self._radios.fire_at(free_ns, self._done_token)
        elif self._waiting:
            self._wake_at(free_ns)
        elif due_ms is not None:
            due_ns = due_ms * NS_PER_MS
            if self._wake_ns is None or due_ns < self._wake_ns:
                self._wake_at(due_ns if due_ns > free_ns else free_ns)

    def _wake_at(self, time_ns: int) -> None:
        if self._wake_ns is None or time_ns < self._wake_ns:
            self._wake_ns = time_ns
            self._radios.fire_at(time_ns, self._wake_token)
