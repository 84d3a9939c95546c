"""What a hop of the sprinkler takes on the air where the neighbour has its code and certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.sprinkler_trace import SPRINKLER
from runtime import wire
from runtime.air import unseal
from runtime.message import Bounds
from runtime.node import Node, NodeConfig
from runtime.tagspace import Held
from sim.bus import VirtualBus
from sim.ns3 import security
from spatial.compiler import compile_file, library_bricks

ESP_NOW_BYTES = 250
MTU_BYTES = 1400  # so that every state goes with its offer, whatever its size
_COLUMNS, _ROWS = 12, 3
_STEP_CM = 1000
_RANGE_CM = 1500
_HILL = ("circle", (_COLUMNS - 2) * _STEP_CM, _STEP_CM, 1200)
_INJECT_MS = 8000
_END_MS = 400_000


@dataclass(frozen=True)
class Hop:
    """An offer with all of a state in it."""

    frame_bytes: int
    state_bytes: int


def hops(mode: str) -> list[Hop]:
    """Those of a sprinkler on its way to a hill ten hops away, and over it."""
    settings = security.settings(mode, 1, False)
    return [hop for hop, _ in _offers(_toured(mode, settings, MTU_BYTES), settings)]


def frames(mode: str, mtu_bytes: int) -> int:
    """How many frames the sender needs for the first hop over a link that carries so much."""
    settings = security.settings(mode, 1, False)
    bus = _toured(mode, settings, mtu_bytes)
    hop = next(number for _, number in _offers(bus, settings))
    source = bus.stations[0].address
    return sum(
        getattr(frame, "hop", None) == hop
        and isinstance(frame, wire.Offer | wire.Fragment)
        and getattr(frame, "object", 0) == 0
        for sender, _, frame in _decoded(bus, settings)
        if sender == source
    )


def _toured(mode: str, settings: Mapping[str, Any], mtu_bytes: int) -> VirtualBus:
    bus = VirtualBus(range_cm=_RANGE_CM)
    library = list(library_bricks().values())
    for at in range(_COLUMNS * _ROWS):
        bus.add(_maker(at, settings, library, mtu_bytes))
    program = compile_file(SPRINKLER)
    bounds = program.bounds
    bus.at(_INJECT_MS, lambda: _inject(bus, mode, program.bricks, bounds))
    bus.run(_END_MS, lambda: any(kind == "finished" for _, _, kind, _ in bus.events))
    if not any(kind == "report" for _, _, kind, _ in bus.events):
        raise AssertionError(f"the sprinkler did not run: {bus.events[-5:]}")
    return bus


def _maker(at: int, settings: Mapping[str, Any], library: list[bytes], mtu_bytes: int) -> Any:
    def make(epoch: int) -> Node:
        place = (at % _COLUMNS * _STEP_CM, at // _COLUMNS * _STEP_CM)
        config = NodeConfig(
            f"n{at}", position_cm=place, regions={"left-hill": _HILL}, boot_epoch=epoch, **settings
        )
        node = Node(config, mtu_bytes, library)
        held = Held(0)
        node.tags.bind("sprinkler", held.read, held.write, rights="others:read,write")
        node.tags.bind("temperature", lambda now_ms: 15.0 + at, unit="C")
        return node

    return make


def _inject(bus: VirtualBus, mode: str, bricks: list[bytes], bounds: dict[str, int]) -> None:
    declared = Bounds(**bounds)
    signed = security.certificate(1, bricks, declared, 1) if mode == "signed" else None
    bus.inject(bus.stations[0], bricks, declared, 1, signed)


def _offers(bus: VirtualBus, settings: Mapping[str, Any]) -> Iterator[tuple[Hop, int]]:
    """Each offer as it were with all of its state in it, and the number of its hop."""
    for _, size_bytes, frame in _decoded(bus, settings):
        if isinstance(frame, wire.Offer):
            missing = frame.size - len(frame.head)
            yield Hop(size_bytes + missing, frame.size), frame.hop


def _decoded(bus: VirtualBus, settings: Mapping[str, Any]) -> Iterator[tuple[bytes, int, Any]]:
    """(address of its sender, size, frame) of what one node sent to another."""
    ids = {station.address: station.live().config.id8 for station in bus.stations}
    for _, source, to, data in bus.frames:
        if to is None:
            continue
        if settings:
            frame = unseal(settings["keys"][0], ids[source], ids[to], data)[2]
        else:
            frame = wire.decode(data)
        yield source, len(data), frame
