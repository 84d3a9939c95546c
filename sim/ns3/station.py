"""A simulated board: a node core, its radio, and the time that its processor takes."""

import functools
from collections import deque
from collections.abc import Callable, Iterator
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


@functools.lru_cache(maxsize=1024)
def _decoded(frame: bytes) -> object:
    """What `wire.decode` gives, or its error: once for all who hear a broadcast."""
    try:
        decoded: object = wire.decode(frame)
    except DecodeError as error:
        return error.with_traceback(None)
    return decoded


class Events:
    """What a node said since it was last asked; it knows of nothing but that."""

    def __init__(self) -> None:
        self._said: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, now_ms: int, kind: str, fields: dict[str, Any]) -> None:
        self._said.append((kind, fields))

    def take(self) -> Iterator[tuple[str, dict[str, Any]]]:
        said, self._said = self._said, []
        return iter(said)


class Station:
    """Drives one node core: one step after the other, each as long as its gas takes.

    What comes out of a step, frames and events, leaves when the step is over, and nothing else
    is begun before. `wake_token` and `done_token` are the radio's timers of this station, to be
    brought to `woke` and `step_done`.
    """

    def __init__(
        self,
        number: int,
        node: Node,
        radios: Radios,
        gas_per_ms: int,
        on_event: OnEvent,
        on_send: Callable[[bytes], None],
        wake_token: int,
        done_token: int,
    ) -> None:
        self.number = number
        self.node = node
        self.overruns = 0
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
        self._busy = False
        self._listened = False
        self._wake_ns: int | None = None

    def order(self, now_ns: int, act: Callable[[int], object]) -> None:
        """Has the node do what its user or a device of its own asks: `act(now_ms)`."""
        self._orders.append(act)
        self._work(now_ns)

    def heard(self, now_ns: int, source: int, frame: bytes) -> None:
        """A frame came from the radio."""
        if len(self._heard) >= RX_FRAMES:
            self.overruns += 1
            return
        self._heard.append((source.to_bytes(2, "big"), frame))
        self._work(now_ns)

    def woke(self, now_ns: int) -> None:
        if self._wake_ns is not None and now_ns >= self._wake_ns:
            self._wake_ns = None
        self._work(now_ns)

    def step_done(self, now_ns: int) -> None:
        self._busy = False
        for address, frame in self._sends:
            destination = BROADCAST if address is None else int.from_bytes(address, "big")
            self._radios.send(self.number, destination, frame)
            self._on_send(frame)
        for kind, fields in self._events.take():
            self._on_event(now_ns, self.number, kind, fields)
        self._work(now_ns)

    def _work(self, now_ns: int) -> None:
        """Begins the next step, if there is one to do; else sees to being woken for it."""
        if self._busy:
            return
        now_ms = now_ns // NS_PER_MS
        if self._orders:
            self._orders.popleft()(now_ms)
        elif self._heard and not self._listened:
            self._listen(now_ms)
        else:
            # Of frames and timers that wait together neither starves the other.
            self._listened = False
            due_ms = self.node.next_ms()
            if due_ms is not None and due_ms <= now_ms:
                self.node.advance(now_ms)
            elif self._heard:
                self._listen(now_ms)
            else:
                if due_ms is not None:
                    self._wake_at(due_ms * NS_PER_MS)
                return
        self._sends = self.node.take_sends()
        self._busy = True
        gas = max(self.node.take_gas(), _LEAST_GAS)
        self._radios.fire_at(now_ns + gas * NS_PER_MS // self._gas_per_ms, self._done_token)

    def _listen(self, now_ms: int) -> None:
        self._listened = True
        source, frame = self._heard.popleft()
        self.node.receive_decoded(now_ms, source, _decoded(frame), len(frame))

    def _wake_at(self, time_ns: int) -> None:
        if self._wake_ns is None or time_ns < self._wake_ns:
            self._wake_ns = time_ns
            self._radios.fire_at(time_ns, self._wake_token)
