"""The radios of a field in ns-3: bytes in, bytes out, and timers; one field at a time a process."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from struct import Struct
from types import TracebackType
from typing import Any, Self

from sim.ns3 import library
from sim.ns3.field import Field

BROADCAST = 0xFFFF

# aMaxPhyPacketSize is 127 bytes (IEEE 802.15.4-2011, table 70); ns-3's MAC takes 11 of them with
# 16-bit addresses within one PAN: frame control 2, sequence 1, PAN 2, addresses 4, checksum 2.
MTU_BYTES = 116

_RECEIVED = 1  # of `Kind` in radios.cc
_MOST = 1024  # of `heard` there
_HEARD_BYTES = 1 << 20  # of `heardBytes` there
_RECEPTION = Struct("=qiiii")  # of `Reception` there

Heard = Callable[[int, bytes, bytes], None]  # now_ns, link address of the source, frame
Fired = Callable[[int, int], None]  # now_ns, token


@dataclass(frozen=True)
class AirCounts:
    """What the radios of a field did together.

    `frames` and `bytes_on_air` are of every transmission of a PHY: acknowledgements and
    repetitions of the MAC too, and with the 6 bytes before each frame. `unacknowledged` and
    `unsent` are unicast frames that the MAC gave up after its retries, and frames that found no
    free channel.
    """

    frames: int
    bytes_on_air: int
    mac_acks: int
    unacknowledged: int
    unsent: int
    events: int
    now_ns: int


class Radios:
    """One radio for each node of a field, by the node's place in it.

    A context manager: ns-3 has one simulator, which is destroyed at the end. `fired` and what
    `run` is given are called within `run`; what they raise ends it.
    """

    def __init__(
        self, field: Field, seed: int, fired: Fired, *, stock_channel: bool = False
    ) -> None:
        self._fired = fired
        self._error: BaseException | None = None
        self._ns3: Any = library.load()
        self._buffer: int = self._ns3.AddressOfBuffer()
        self._receptions = _view(self._ns3.AddressOfHeard(), _MOST * _RECEPTION.size)
        self._bytes = _view(self._ns3.AddressOfHeardBytes(), _HEARD_BYTES)
        self._addresses = [address_of(number) for number in range(len(field.nodes))]
        self._field = field
        self._seed = seed
        self._stock_channel = stock_channel

    def __enter__(self) -> Self:
        speeds = [node.walk.speed_m_s for node in self._field.nodes if node.walk]
        _in_use.append(self)
        self._ns3.Begin(
            _trampoline,
            self._seed % 2**63,
            self._field.radio.range_m,
            max(speeds, default=0.0),
            self._stock_channel,
        )
        for node in self._field.nodes:
            at = (node.x_m, node.y_m, node.z_m)
            if node.walk is None:
                self._ns3.AddFixed(*at)
            else:
                walk = node.walk
                self._ns3.AddWalking(
                    *at, walk.speed_m_s, walk.x0_m, walk.y0_m, walk.x1_m, walk.y1_m
                )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _in_use.remove(self)
        self._ns3.End()

    def send(self, number: int, destination: int, frame: bytes) -> None:
        """Queues a frame at a radio; unicast frames are acknowledged by the receiver's MAC."""
        if len(frame) > MTU_BYTES:
            raise ValueError(f"a frame of {len(frame)} bytes; the link carries {MTU_BYTES}")
        ctypes.memmove(self._buffer, frame, len(frame))
        self._ns3.Send(number, destination, len(frame))

    def fire_at(self, time_ns: int, token: int) -> None:
        """Calls `fired` with the token then; tokens of one instant come in the order given."""
        self._ns3.FireAt(time_ns, token)

    def position_m(self, number: int) -> tuple[float, float]:
        """Where the radio is now."""
        return self._ns3.X(number), self._ns3.Y(number)

    def run(self, heard: Sequence[Heard]) -> None:
        """Until `stop`, or until nothing is left to happen; radio n's frames go to `heard[n]`."""
        self._heard = heard
        self._ns3.Run()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        self._ns3.Stop()

    def counts(self) -> AirCounts:
        ns3 = self._ns3
        return AirCounts(
            int(ns3.framesOnAir),
            int(ns3.bytesOnAir),
            int(ns3.acksOnAir),
            int(ns3.unacknowledged),
            int(ns3.unsent),
            int(ns3.EventCount()),
            int(ns3.NowNs()),
        )

    def _dispatch(self, kind: int, number: int, now_ns: int) -> None:
        # No Python exception may unwind through ns-3's frames.
        try:
            if self._error is not None:
                return
            if kind == _RECEIVED:
                self._hand_out(number)
            else:
                self._fired(now_ns, number)
        except BaseException as error:
            self._error = error
            self._ns3.Stop()

    def _hand_out(self, count: int) -> None:
        heard, addresses, frames = self._heard, self._addresses, self._bytes
        copied = -1
        receptions = self._receptions[: count * _RECEPTION.size]
        for now_ns, number, source, offset, length in _RECEPTION.iter_unpack(receptions):
            if offset != copied:
                frame = frames[offset : offset + length].tobytes()
                copied = offset
            heard[number](now_ns, addresses[source], frame)


def address_of(number: int) -> bytes:
    """The link address of a radio, as nodes know it."""
    return number.to_bytes(2, "big")


def _view(address: int, size_bytes: int) -> memoryview:
    return memoryview((ctypes.c_ubyte * size_bytes).from_address(address)).cast("B")


_in_use: list[Radios] = []


def _trampoline(kind: int, number: int, now_ns: int) -> None:
    """The one function that C++ calls: each new one would cost 10 ms of compilation."""
    _in_use[-1]._dispatch(kind, number, now_ns)
