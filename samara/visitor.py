"""A transient node that joins a UDP field to start one program, and listens for its end."""

import os
import time
from collections.abc import Callable
from typing import Any

from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.udp import UdpLink, parse_address
from runtime.node import Node, NodeConfig
from samara.refusal import Refused

_JOIN_S = 15.0
_STEP_MS = 50

Event = Callable[[int, str, dict[str, Any]], None]


class Visitor:
    """Stands beside the node at `via`, from which it learns where that is."""

    def __init__(self, via: str, on_event: Event) -> None:
        self.via = via
        config = NodeConfig(f"visitor-{os.getpid()}", boot_epoch=int(time.time()))
        self.node = Node(config, UdpLink.mtu_bytes)
        self.node.on_event = on_event
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
            f"--via {self.via}: no node was heard there in {_JOIN_S:g} s. Is it running? "
            "Start one with: samara node --name NAME --listen HOST:PORT"
        )

    def inject(self, bricks: list[bytes], bounds: Any, seed: int) -> Any:
        """Starts the program here; the identity of its message."""
        return self.node.inject(self.clock.now_ms(), bricks, bounds, seed)

    def serve_until(self, ended: Callable[[], bool], timeout_s: float) -> bool:
        """Runs the node until `ended` or the time is up; whether it ended."""
        deadline = time.monotonic() + timeout_s
        while not ended():
            if time.monotonic() >= deadline:
                return False
            self._driver.step(_STEP_MS)
        return True
