"""The radios of a field in ns-3: bytes in, bytes out, and timers; one field at a time a process."""

import ctypes
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import dist, log10
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Any, Self

from sim.ns3 import library
from sim.ns3.energy import DATA_SHEETS, Energy, energy
from sim.ns3.field import Field, FieldNode, LogDistance, Radio, Walk

BROADCAST = 0xFFFF

# aMaxPhyPacketSize is 127 bytes (IEEE 802.15.4-2011, table 70); ns-3's MAC takes 11 of them with
# 16-bit addresses within one PAN: frame control 2, sequence 1, PAN 2, addresses 4, checksum 2. On
# 802.11 what UDP over Ethernet would carry, so that boards see one size.
MTU_BYTES = {"802.15.4": 116, "802.11b": 1400}

# What a signal may lose and still be heard, in ns-3's models: 802.15.4 sends with 0 dBm and hears
# -106.58 dBm (LrWpanPhy); 802.11b sends with 16.02 dBm and detects a preamble at -82 dBm
# (ThresholdPreambleDetectionModel).
BUDGET_DB = {"802.15.4": 106.58, "802.11b": 98.02}

# Signals so much weaker are not simulated, as with ns-3's own MaxLossDb: a tenth of what is just
# heard disturbs nobody.
WEAKEST_DB = 10.0

# `LinkShadowing` cuts shadows off there.
SHADOW_SIGMAS = 3.0

_RATES = {
    1.0: "DsssRate1Mbps",
    2.0: "DsssRate2Mbps",
    5.5: "DsssRate5_5Mbps",
    11.0: "DsssRate11Mbps",
}
_RANGE_LOSS_DB = 500.0  # RangePropagationLossModel loses 0 within the range and 1000 beyond

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


@dataclass(frozen=True)
class Rng:
    """ns-3's own seeding beside the run, which is a simulation's seed.

    Runs of one seed are independent of each other; seeds are not (ns-3 manual, 3.1.2). Each node
    has streams of its own, counted from the first in the order of the nodes, so that those of a
    node are the same whatever nodes come after it.
    """

    seed: int = 1
    first_stream: int = 0


class Radios:
    """One radio for each node of a field, by the node's place in it.

    A context manager: ns-3 has one simulator, which is destroyed at the end. `fired` and what
    `run` is given are called within `run`; what they raise ends it.
    """

    def __init__(
        self,
        field: Field,
        seed: int,
        fired: Fired,
        *,
        rng: Rng | None = None,
        stock_channel: bool = False,
    ) -> None:
        self._fired = fired
        self._error: BaseException | None = None
        self._ns3: Any = library.load(field.radio.kind)
        self._buffer: int = self._ns3.AddressOfBuffer()
        self._receptions = _view(self._ns3.AddressOfHeard(), _MOST * _RECEPTION.size)
        self._bytes = _view(self._ns3.AddressOfHeardBytes(), _HEARD_BYTES)
        self._addresses = [address_of(number) for number in range(len(field.nodes))]
        self._field = field
        self._mtu_bytes = MTU_BYTES[field.radio.kind]
        self._seed = seed
        self._rng = rng or Rng()
        self._stock_channel = stock_channel
        self._animated = False

    def __enter__(self) -> Self:
        _in_use.append(self)
        field, ns3 = self._field, self._ns3
        if field.radio.kind == "802.15.4":
            ns3.lrwpan.Use()
        else:
            ns3.wifi.Use(_RATES[field.radio.rate_mb_s])
        speeds = [_speed(node) for node in field.nodes]
        run = self._seed % 2**63
        rng = (self._rng.seed, run, self._rng.first_stream)
        begin = (_trampoline, *rng, self._reach_m(), max(speeds, default=0.0))
        if field.loss is None:
            ns3.Begin(*begin, _RANGE_LOSS_DB, self._stock_channel)
            ns3.LoseByRange(field.radio.range_m)
        else:
            ns3.Begin(*begin, self._most_loss_db(), self._stock_channel)
            ns3.LoseByDistance(field.loss.exponent, loss_at_1_m_db(field.radio, field.loss))
            if field.loss.shadowing_db:
                ns3.LoseByShadowing(field.loss.shadowing_db, run)
        for wall in field.walls:
            ns3.LoseByWall(wall.x0_m, wall.y0_m, wall.x1_m, wall.y1_m, wall.loss_db)
        for node in field.nodes:
            self._add(node)
        return self

    def _most_loss_db(self) -> float:
        return BUDGET_DB[self._field.radio.kind] + WEAKEST_DB

    def _reach_m(self) -> float:
        """How far a signal goes at most that is simulated."""
        radio, loss = self._field.radio, self._field.loss
        if loss is None:
            return radio.range_m
        most_db = WEAKEST_DB + SHADOW_SIGMAS * loss.shadowing_db
        return float(radio.range_m * 10 ** (most_db / (10 * loss.exponent)))

    def _add(self, node: FieldNode) -> None:
        at = (node.x_m, node.y_m, node.z_m)
        walk = node.walk
        if walk is None:
            self._ns3.AddFixed(*at)
        elif isinstance(walk, Walk):
            area = (walk.x0_m, walk.y0_m, walk.x1_m, walk.y1_m)
            self._ns3.AddWalking(*at, walk.speed_m_s, walk.pause_s, *area)
        else:
            number = self._ns3.AddTraced(*at)
            for time_s, x_m, y_m in walk.legs:
                self._ns3.Passes(number, time_s, x_m, y_m, node.z_m)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _in_use.remove(self)
        if self._animated:
            self._ns3.EndAnimation()
        self._ns3.End()

    def send(self, number: int, destination: int, frame: bytes) -> None:
        """Queues a frame at a radio; unicast frames are acknowledged by the receiver's MAC."""
        if len(frame) > self._mtu_bytes:
            raise ValueError(f"a frame of {len(frame)} bytes; the link carries {self._mtu_bytes}")
        ctypes.memmove(self._buffer, frame, len(frame))
        self._ns3.Send(number, destination, len(frame))

    def fire_at(self, time_ns: int, token: int) -> None:
        """Calls `fired` with the token then; tokens of one instant come in the order given."""
        self._ns3.FireAt(time_ns, token)

    def loss_db(self, number: int, other: int) -> float:
        """What a signal loses between two radios, where they are now."""
        return float(self._ns3.LossDb(number, other))

    def turn(self, number: int, on: bool) -> None:
        """Takes a radio off the air, or back on it."""
        self._ns3.Turn(number, on)

    def energy(self, number: int) -> Energy:
        """What the radio has spent until now."""
        currents = self._field.currents or DATA_SHEETS[self._field.radio.kind]
        transmit_s, receive_s, listen_s = (
            float(self._ns3.SpentS(number, state)) for state in range(3)
        )
        off_s = max(self.counts().now_ns / 1e9 - transmit_s - receive_s - listen_s, 0.0)
        return energy(currents, transmit_s, receive_s, listen_s, off_s)

    def position_m(self, number: int) -> tuple[float, float]:
        """Where the radio is now."""
        return self._ns3.X(number), self._ns3.Y(number)

    def capture(self, path: Path) -> None:
        """Writes every frame on air to a pcap file from now on."""
        if not self._ns3.Capture(str(path)):
            raise OSError(0, "cannot be written", str(path))

    def animate(self, path: Path) -> None:
        """Writes an animation for NetAnim."""
        library.load_animation()
        self._ns3.Animate(str(path))
        for number, node in enumerate(self._field.nodes):
            self._ns3.Describe(number, node.name)
        self._animated = True

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


def loss_at_1_m_db(radio: Radio, loss: LogDistance) -> float:
    """What a link without a shadow loses in the first metre, so that it just bears to the range."""
    return BUDGET_DB[radio.kind] - 10 * loss.exponent * log10(radio.range_m)


def _speed(node: FieldNode) -> float:
    """The greatest speed at which a node moves."""
    if node.walk is None:
        return 0.0
    if isinstance(node.walk, Walk):
        return node.walk.speed_m_s
    stops = [(0.0, node.x_m, node.y_m), *node.walk.legs]
    return max(
        (
            dist(here[1:], there[1:]) / (there[0] - here[0])
            for here, there in itertools.pairwise(stops)
        ),
        default=0.0,
    )


def _view(address: int, size_bytes: int) -> memoryview:
    return memoryview((ctypes.c_ubyte * size_bytes).from_address(address)).cast("B")


_in_use: list[Radios] = []


def _trampoline(kind: int, number: int, now_ns: int) -> None:
    """The one function that C++ calls: each new one would cost 10 ms of compilation."""
    _in_use[-1]._dispatch(kind, number, now_ns)
