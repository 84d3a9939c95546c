"""Nodes on a bus that exists only in memory: every test of the protocol runs with no radio.

Time is a number that events move on. Frames are lost, doubled and delayed by a seeded generator,
so a run is the same whenever it is repeated. Nothing passes between nodes but the bytes of their
frames.
"""

import heapq
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from runtime.node import Node

_WAKE = 0
_FRAME = 1
_CALL = 2

NodeMaker = Callable[[int], Node]
"""A node of the boot epoch that it is given."""


class Station:
    """One place on the bus: its link address, and the node that runs there, if any."""

    def __init__(self, address: bytes, make: NodeMaker, gas_per_ms: int | None) -> None:
        self.address = address
        self.gas_per_ms = gas_per_ms
        self.make = make
        self.epoch = 1
        self.boot_ms = 0
        self.busy_until_ms = 0
        self.heard: deque[tuple[bytes, bytes]] = deque()
        self.listened = False
        self.wake_ms: int | None = None
        self.node: Node | None = make(1)

    def live(self) -> Node:
        """The node; it is an error to ask where none runs."""
        assert self.node is not None, f"no node runs at {self.address.hex()}"
        return self.node


class VirtualBus:
    """A bus where nodes within `range_cm` of each other hear one another (None: all do).

    `loss` and `double` are the chances that a frame is lost, or comes twice, for each receiver;
    it takes `delay_ms` (from, to), drawn for each, so frames overtake each other. `gas_per_ms`
    is the speed of the boards: what a step causes leaves when the step is done, and the node
    hears nothing new until then. None: steps take no time. `buffer` is how many frames wait on a
    board meanwhile; more are lost, and what waits and what is due go turn and turn about. None: all
    wait, each for itself.
    """

    def __init__(
        self,
        seed: int = 0,
        loss: float = 0.0,
        double: float = 0.0,
        delay_ms: tuple[int, int] = (2, 8),
        range_cm: int | None = None,
        gas_per_ms: int | None = None,
        buffer: int | None = None,
    ) -> None:
        self.random = Random(seed)
        self.loss = loss
        self.double = double
        self.delay_ms = delay_ms
        self.range_cm = range_cm
        self.gas_per_ms = gas_per_ms
        self.buffer = buffer
        self.now_ms = 0
        self.stations: list[Station] = []
        self.events: list[tuple[int, str, str, dict[str, Any]]] = []
        self.frames: list[tuple[int, bytes, bytes | None, bytes]] = []
        self.cut: Callable[[bytes, bytes, bytes], bool] | None = None
        self._by_address: dict[bytes, Station] = {}
        self._queue: list[tuple[int, int, int, Station | None, Any]] = []
        self._serial = 0

    def add(self, make: NodeMaker, gas_per_ms: int | None = None) -> Station:
        """Boot a node; its address is two bytes, counted from 1. Its speed, if not the bus's."""
        address = (len(self.stations) + 1).to_bytes(2, "big")
        station = Station(address, make, gas_per_ms)
        self.stations.append(station)
        self._by_address[station.address] = station
        self._booted(station)
        return station

    def kill(self, station: Station) -> None:
        """The node loses power, and all that it held in memory."""
        station.node = None

    def boot(self, station: Station) -> None:
        """The node starts again, in its next boot epoch."""
        station.epoch += 1
        station.boot_ms = self.now_ms
        station.busy_until_ms = self.now_ms
        station.heard.clear()
        station.node = station.make(station.epoch)
        self._booted(station)

    def at(self, time_ms: int, action: Callable[[], None]) -> None:
        """Call `action` when the bus is at `time_ms`."""
        self._push(time_ms, _CALL, None, action)

    def inject(self, station: Station, *args: Any, **kwargs: Any) -> Any:
        """`Node.inject` there, now."""
        identity = station.live().inject(self.now_ms - station.boot_ms, *args, **kwargs)
        self._after(station)
        return identity

    def run(self, until_ms: int, stop: Callable[[], bool] | None = None) -> None:
        """Let time pass up to `until_ms`, or until `stop()` after some event."""
        while self._queue and self._queue[0][0] <= until_ms:
            time_ms, _, kind, station, what = heapq.heappop(self._queue)
            self.now_ms = time_ms
            if station is None:
                what()
            elif kind == _WAKE:
                self._wake(station, what)
            else:
                self._deliver(station, what)
            if stop is not None and stop():
                return
        self.now_ms = until_ms

    def strike(self, station: Station, source: bytes, frame: bytes) -> None:
        """A frame from who is no node of the bus is heard there, now."""
        self._push(self.now_ms, _FRAME, station, (source, frame))

    # ---- within

    def _booted(self, station: Station) -> None:
        node = station.live()
        name = node.config.name

        def log(now_ms: int, kind: str, fields: dict[str, Any]) -> None:
            self.events.append((self.now_ms, name, kind, fields))

        node.on_event = log
        station.wake_ms = None
        self._after(station)

    def _push(self, time_ms: int, kind: int, station: Station | None, what: Any) -> None:
        self._serial += 1
        heapq.heappush(self._queue, (time_ms, self._serial, kind, station, what))

    def _wake(self, station: Station, epoch: int) -> None:
        if station.node is None or epoch != station.epoch or station.wake_ms != self.now_ms:
            return
        station.wake_ms = None
        now_ms = self.now_ms - station.boot_ms
        station.listened = bool(station.heard) and not station.listened
        if station.listened:
            station.node.receive(now_ms, *station.heard.popleft())
        else:
            station.node.advance(now_ms)
        self._after(station)

    def _deliver(self, station: Station, what: tuple[bytes, bytes]) -> None:
        if station.node is None:
            return
        if self.now_ms < station.busy_until_ms:
            if self.buffer is None:
                self._push(station.busy_until_ms, _FRAME, station, what)
            elif len(station.heard) < self.buffer:
                station.heard.append(what)
                self._wake_at(station, station.busy_until_ms)
            return
        source, frame = what
        station.node.receive(self.now_ms - station.boot_ms, source, frame)
        self._after(station)

    def _after(self, station: Station) -> None:
        """Send what the node wants sent, and remember when it wants to be called."""
        node = station.live()
        gas = node.take_gas()
        done_ms = max(self.now_ms, station.busy_until_ms)
        speed = station.gas_per_ms or self.gas_per_ms
        if speed:
            done_ms += gas // speed
            station.busy_until_ms = done_ms
        for destination, frame in node.take_sends():
            assert len(frame) <= node.mtu_bytes, f"{len(frame)} bytes on air"
            self.frames.append((done_ms, station.address, destination, frame))
            for receiver in self.stations:
                if receiver is not station and destination in (None, receiver.address):
                    self._transmit(station, receiver, frame, done_ms)
        next_ms = node.next_ms()
        if station.heard:
            self._wake_at(station, done_ms)
        elif next_ms is not None:
            self._wake_at(station, max(next_ms + station.boot_ms, done_ms))

    def _wake_at(self, station: Station, wake_ms: int) -> None:
        if station.wake_ms is None or wake_ms < station.wake_ms:
            station.wake_ms = wake_ms
            self._push(wake_ms, _WAKE, station, station.epoch)

    def _transmit(self, sender: Station, receiver: Station, frame: bytes, sent_ms: int) -> None:
        if not self._hears(sender, receiver):
            return
        if self.cut is not None and self.cut(sender.address, receiver.address, frame):
            return
        copies = 2 if self.random.random() < self.double else 1
        for _ in range(copies):
            if self.random.random() >= self.loss:
                delay_ms = self.random.randint(*self.delay_ms)
                self._push(sent_ms + delay_ms, _FRAME, receiver, (sender.address, frame))

    def _hears(self, sender: Station, receiver: Station) -> bool:
        if self.range_cm is None:
            return True
        if sender.node is None or receiver.node is None:
            return False
        x_cm, y_cm = sender.node.position_cm
        other_x_cm, other_y_cm = receiver.node.position_cm
        far_cm = self.range_cm
        return bool((x_cm - other_x_cm) ** 2 + (y_cm - other_y_cm) ** 2 <= far_cm * far_cm)
