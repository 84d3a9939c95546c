"""Real nodes in a simulated field: their processes, over UDP, behind radios of ns-3.

A real node has a place and a radio in the field, and no core here. It sends its broadcasts to the
address where its radio listens (as to a peer), and hears each simulated neighbour from an
address of its own, so that an answer to that address is a frame to that neighbour. The node's own
address is where its datagrams come from.
"""

import select
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from runtime.config import NodeConfig
from sim.ns3.radios import BROADCAST, MTU_BYTES, Radios

# How long a copy of a broadcast may come after it: a UDP link sends one to its peers and then to
# every address that it has heard.
_COPIES_S = 0.2

_LONGEST = 65_536
_BURST = 64  # datagrams taken at once from a socket

Address = tuple[str, int]


class _NoCore:
    """What stands in a real node's place where others have their core."""

    def __init__(self, name: str) -> None:
        self.config = NodeConfig(name)
        self.messages: list[Any] = []


class RealNode:
    """The radio of one real node, seen from the field; used as a `Station` is."""

    def __init__(self, number: int, name: str, listen: Address, radios: Radios, kind: str) -> None:
        self.number = number
        self.node = _NoCore(name)
        self.on = True
        self.overruns = 0
        self.oversized = 0  # frames that its process sent and no radio of this kind carries
        self._radios = radios
        self._mtu_bytes = MTU_BYTES[kind]
        self._host = listen[0]
        self._all = _bound(listen)
        self._address: Address | None = None
        self._by_neighbour: dict[int, socket.socket] = {}
        self._broadcast: tuple[bytes, float] = (b"", 0.0)

    def sockets(self) -> dict[socket.socket, int]:
        """Where its datagrams come in, and whom each socket stands for."""
        return {self._all: BROADCAST, **{s: n for n, s in self._by_neighbour.items()}}

    def close(self) -> None:
        for one in self.sockets():
            one.close()

    def heard(self, now_ns: int, source: bytes, frame: bytes) -> None:
        """Its radio heard a frame: it goes to the process, from the neighbour's address."""
        if self._address is None or not self.on:
            return
        number = int.from_bytes(source, "big")
        if number not in self._by_neighbour:
            self._by_neighbour[number] = _bound((self._host, 0))
        try:
            self._by_neighbour[number].sendto(frame, self._address)
        except OSError:
            self.overruns += 1

    def take(self, ready: socket.socket, destination: int) -> None:
        """Sends what its process sent to one of the sockets."""
        for _ in range(_BURST):
            try:
                frame, sender = ready.recvfrom(_LONGEST)
            except OSError:
                return
            if destination == BROADCAST:
                self._address = sender
                self._broadcast = (frame, time.monotonic())
            elif sender != self._address or self._is_copy(frame):
                continue
            if not self.on:
                continue
            if len(frame) > self._mtu_bytes:
                self.oversized += 1
                continue
            self._radios.send(self.number, destination, frame)

    def _is_copy(self, frame: bytes) -> bool:
        last, at_s = self._broadcast
        return frame == last and time.monotonic() - at_s < _COPIES_S


class WallClock:
    """Holds a simulation back to the pace of the wall clock, and meanwhile hears real nodes."""

    def __init__(self, nodes: list[RealNode]) -> None:
        self.behind_s = 0.0  # at worst
        self._nodes = nodes
        self._began_s: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for node in self._nodes:
            node.close()

    def wait(self, now_ns: int) -> None:
        """Until the wall clock is as far as the simulation; datagrams are taken as they come."""
        if self._began_s is None:
            self._began_s = time.monotonic() - now_ns / 1e9
        while True:
            ahead_s = now_ns / 1e9 - (time.monotonic() - self._began_s)
            self.behind_s = max(self.behind_s, -ahead_s)
            takers: dict[socket.socket, tuple[Callable[[socket.socket, int], None], int]] = {
                one: (node.take, destination)
                for node in self._nodes
                for one, destination in node.sockets().items()
            }
            ready, _, _ = select.select(list(takers), [], [], max(0.0, ahead_s))
            for one in ready:
                take, destination = takers[one]
                take(one, destination)
            if ahead_s <= 0 or not ready:
                return


def _bound(address: Address) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.bind(address)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made
