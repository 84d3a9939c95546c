"""A transient node that joins a UDP field to start one program, and listens for its end."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.key_file import keep
from runtime.links.udp import UdpLink, parse_address
from runtime.node import Node, NodeConfig
from runtime.policy import Policy
from samara import keys
from samara.keys import Operator
from samara.refusal import Refused

_JOIN_S = 15.0
_STEP_MS = 50

# What whoever signs a program may have on the node that he starts it from.
_MINE = {"messages": 64, "memory_bytes": 1 << 20, "tag_bytes": 1 << 16}

Event = Callable[[int, str, dict[str, Any]], None]


class Visitor:
    """Stands beside the node at `via`, from which it learns where that is."""

    def __init__(
        self,
        via: str,
        on_event: Event,
        node_key: Path | None = None,
        operator: Operator | None = None,
        encrypts: bool = False,
    ) -> None:
        """With `node_key` it joins a keyed field; with `operator` it takes in what he signs."""
        self.via = via
        if node_key is None:
            config = NodeConfig(f"visitor-{os.getpid()}", boot_epoch=int(time.time()))
        else:
            config = _keyed(node_key, operator, encrypts)
        self.node = Node(config, UdpLink.mtu_bytes)

        def tell(now_ms: int, kind: str, fields: dict[str, Any]) -> None:
            if kind == "rekeyed" and node_key is not None:
                keep(str(node_key), self.node.air)
            on_event(now_ms, kind, fields)

        self.node.on_event = tell
        self.link = UdpLink("0.0.0.0:0", [via])
        self.clock = Clock()
        self._driver = Driver(self.node, self.link, self.clock)

    def close(self) -> None:
        self.link.close()

    def join(self) -> None:
        """Waits for a beacon of the node at `via`; refused where none comes."""
        wanted = parse_address(self.via)
        deadline = time.monotonic() + _JOIN_S
        while time.monotonic() < deadline:
            self._driver.step(_STEP_MS)
            for neighbour in self.node.neighbours.all(self.clock.now_ms()):
                if neighbour.address == wanted:
                    self.node.moved(self.clock.now_ms(), neighbour.x_cm, neighbour.y_cm)
                    return
        raise Refused(
            f"--via {self.via}: no node was heard there in {_JOIN_S:g} s{self._unread()}. "
            "Is it running? Start one with: samara node --name NAME --listen HOST:PORT"
        )

    def _unread(self) -> str:
        counters = self.node.counters
        if counters.get("forged"):
            return ", but frames that this key does not open (--node-key)"
        if counters["other_versions"]:
            return ", but frames that are sealed or of another version (--node-key)"
        return ""

    def inject(
        self, bricks: list[bytes], bounds: Any, seed: int, certificate: bytes | None = None
    ) -> Any:
        """Starts the program here; the identity of its message."""
        return self.node.inject(self.clock.now_ms(), bricks, bounds, seed, certificate)

    def serve_until(self, ended: Callable[[], bool], timeout_s: float) -> bool:
        """Runs the node until `ended` or the time is up; whether it ended."""
        deadline = time.monotonic() + timeout_s
        while not ended():
            if time.monotonic() >= deadline:
                return False
            self._driver.step(_STEP_MS)
        return True


def _keyed(path: Path, operator: Operator | None, encrypts: bool) -> NodeConfig:
    return NodeConfig(
        keys.load_node(path)["name"],
        **keys.started(path),
        encrypts=encrypts,
        policy=None
        if operator is None
        else Policy({"me": {"key": operator.public.hex(), **_MINE}}),
        signed=operator is not None,
    )
