"""What each of five nodes is told while the sprinkler crosses them, to be told to a board again.

A node gives the same frames for the same calls, so one board can play the part of any node of a
field that ran on a virtual bus: deterministic, with no radio and no clock. What it is told is
bytes: first its place in the field, in JSON, behind a number of 16 bits that says how long that is;
then a record a call: what (`i`nject, `r`eceive, `a`dvance; or the `e`nd), the time in 32 bits, how
many arguments in 8, and each behind its length in 16.
"""

import hashlib
import json
from typing import Any

from runtime.node import Node, NodeConfig
from runtime.tagspace import Held, Readings
from samara.boards import mpy
from sim.bus import VirtualBus
from spatial.compiler import compile_file, library_bricks

SPRINKLER = mpy.ROOT / "examples" / "sprinkler" / "water_hottest.py"
TEMPERATURES = {"a": 19.5, "b": 21.0, "c": 24.75, "d": 22.0, "e": 18.0}
_MTU_BYTES = 250  # ESP-NOW's frames
_RANGE_CM = 2000
_INJECT_MS = 4000
_END_MS = 120_000


class _Recorded(Node):
    """A node that keeps what it is told, and a digest of what it sends."""

    def __init__(self, place: dict[str, Any]) -> None:
        self.told = _counted(json.dumps(place).encode())
        self.sent = hashlib.sha256()
        config = NodeConfig(
            place["name"], position_cm=place["position_cm"], regions={"left-hill": place["region"]}
        )
        super().__init__(config, place["mtu_bytes"], library_bricks().values())
        held = Held(0)
        self.tags.bind("sprinkler", held.read, held.write, rights="others:read,write")
        sensor = Readings(place["temperature"])
        self.tags.bind("temperature", sensor.read, unit="C")

    def inject(self, now_ms: int, bricks: list[bytes], *rest: Any) -> Any:
        self._keep(b"i", now_ms, *bricks)
        return super().inject(now_ms, bricks, *rest)

    def receive(self, now_ms: int, source: bytes, frame: bytes) -> None:
        self._keep(b"r", now_ms, source, frame)
        super().receive(now_ms, source, frame)

    def advance(self, now_ms: int) -> None:
        self._keep(b"a", now_ms)
        super().advance(now_ms)

    def _keep(self, what: bytes, now_ms: int, *arguments: bytes) -> None:
        self.told += what + now_ms.to_bytes(4, "little") + bytes([len(arguments)])
        for each in arguments:
            self.told += _counted(each)

    def take_sends(self) -> Any:
        sends = super().take_sends()
        for destination, frame in sends:
            self.sent.update((destination or b"") + frame)
        return sends


def traces() -> dict[str, tuple[bytes, str]]:
    """By node: what it is told, and the digest of the frames that it answers with."""
    bus = VirtualBus(range_cm=_RANGE_CM)
    nodes: list[_Recorded] = []
    for at, name in enumerate(TEMPERATURES):
        place = {
            "name": name,
            "position_cm": [1000 * at, 0],
            "region": ["circle", 2000, 0, 2500],
            "mtu_bytes": _MTU_BYTES,
            "temperature": [[0, TEMPERATURES[name]]],
        }
        nodes.append(_Recorded(place))
        bus.add(lambda epoch, node=nodes[-1]: node)  # type: ignore[misc]
    bricks = list(compile_file(SPRINKLER).bricks)
    bus.at(_INJECT_MS, lambda: bus.inject(bus.stations[0], bricks))
    bus.run(_END_MS, lambda: any(kind == "finished" for _, _, kind, _ in bus.events))
    reports = [fields["value"] for _, _, kind, fields in bus.events if kind == "report"]
    if reports != [{"node": "c", "temperature": TEMPERATURES["c"]}]:
        raise AssertionError(f"the sprinkler did not run: {bus.events[-5:]}")
    return {node.config.name: (node.told + b"e", node.sent.hexdigest()) for node in nodes}


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(2, "little") + data
