"""A node over UDP with an uplink: what it hears and does goes to a gateway, in the same process."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runtime import wire
from runtime.errors import DecodeError
from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.node_file import make_node
from runtime.links.udp import MTU_BYTES, UdpLink
from runtime.message import Bounds
from runtime.vm import load_brick
from samara.gateway.facts import facts_of
from samara.gateway.gateway import CannotDo, Gateway
from samara.mqtt.address import Address
from sim.ns3.field import Circle, Polygon, Region
from spatial.compiler import Program, compile_source, library_bricks

_STEP_MS = 50
_LOOK_S = 0.5
_ANSWER_S = 30.0
_US = b""  # the link address of this node, to who overhears it
_OFFER = next(number for name, number, _ in wire.TABLE if name == "Offer")

# What an operator's order to a node far away is: a message, like all else that moves.
_WRITE = """\
import node
import geographic

home, home_x, home_y = node.origin()
geographic.travel({x_cm}, {y_cm}, {id!r}, None)
node.write({tag!r}, {value!r})
now = node.read({tag!r})
there = node.id().hex()
geographic.travel(home_x, home_y, home, None)
node.report({{"node": there, "tags": {{{tag!r}: now}}}})
"""


class _TappedLink:
    """A link whose frames somebody else sees too."""

    def __init__(self, link: UdpLink, seen: Callable[[bytes, bytes | None, bytes], None]) -> None:
        self._link = link
        self._seen = seen
        self.mtu_bytes = link.mtu_bytes

    def wait(self, timeout_ms: int) -> bool:
        return bool(self._link.wait(timeout_ms))

    def receive(self, now_ms: int) -> tuple[bytes, bytes] | None:
        received: tuple[bytes, bytes] | None = self._link.receive(now_ms)
        if received is not None:
            self._seen(received[0], _US, received[1])
        return received

    def send(self, now_ms: int, destination: bytes | None, frame: bytes) -> None:
        self._seen(_US, destination, frame)
        self._link.send(now_ms, destination, frame)


class UdpHost:
    """The node of a configuration as `runtime.links.udp_node` has it, and its gateway.

    `on_event` is told what the node says, as (kind, now in ms, fields).
    """

    simulated = False

    def __init__(
        self,
        config: dict[str, Any],
        field: str,
        address: Address,
        say: Callable[[str], None],
        on_event: Callable[[str, int, dict[str, Any]], None] = lambda kind, now_ms, fields: None,
        folder: Path | None = None,
        **more: Any,
    ) -> None:
        self._node = make_node(config, int(time.time()), MTU_BYTES)
        for data in library_bricks().values():
            self._node.cache.put(load_brick(data), True)
        self._node.on_event = self._said
        self._on_event = on_event
        self._clock = Clock()
        self._link = UdpLink(config["listen"], config.get("peers", ()))
        tapped = _TappedLink(self._link, self._seen)
        self._driver = Driver(self._node, tapped, self._clock)
        self._frames_wanted = False
        self._orders: queue.SimpleQueue[tuple[Callable[[int], Any], queue.SimpleQueue[Any]]]
        self._orders = queue.SimpleQueue()
        self._ends = threading.Event()
        self.gateway = Gateway(
            self,
            field,
            self._node.config.id8,
            self._node.config.name,
            address,
            say,
            {name: _region(shape) for name, shape in config.get("regions", {}).items()},
            "udp",
            None,
            folder,
            **more,
        )
        self.gateway.is_gateway(self._node.config.id8)

    def run(self) -> None:
        """Until `end`, or Ctrl-C."""
        self.gateway.open()
        looked_s = 0.0
        try:
            while not self._ends.is_set():
                self._driver.step(_STEP_MS)
                while not self._orders.empty():
                    act, answer = self._orders.get()
                    answer.put(self._tried(act))
                if time.monotonic() - looked_s >= _LOOK_S:
                    looked_s = time.monotonic()
                    self._look()
        finally:
            self._link.close()
            self.gateway.close()

    def end(self) -> None:
        self._ends.set()

    # -- what the gateway asks for

    def inject(self, program: Program, node_id: bytes | None, seed: int) -> tuple[Any, bytes]:
        if node_id not in (None, self._node.config.id8):
            name = self._node.config.name
            raise CannotDo(f"programs start on the gateway's own node, {name}, and go from there")
        bounds = Bounds(**program.bounds)
        identity = self._order(
            lambda now_ms: self._node.inject(now_ms, program.bricks, bounds, seed)
        )
        return identity, self._node.config.id8

    def kill(self, identity: tuple[Any, ...]) -> None:
        reason = "an operator ended it"
        if not self._order(lambda now_ms: self._node.end(now_ms, identity, reason)):
            raise CannotDo("the message is not on the gateway's node, or on its way out of it")

    def write(self, node_id: bytes, tag: str, value: Any) -> None:
        """Writes a tag here; to another node a program goes, and reports what the tag is then."""
        if node_id == self._node.config.id8:
            self._order(lambda now_ms: self._node.tags.write(now_ms, tag, value))
            self._order(lambda now_ms: self._look())
            return
        node = self.gateway.view.nodes[node_id]
        x_cm, y_cm = round(node.x_m * 100), round(node.y_m * 100)
        source = _WRITE.format(id=node_id, x_cm=x_cm, y_cm=y_cm, tag=tag, value=value)
        self.gateway.start(compile_source(source, "<write>"), None)

    def can_write(self, node_id: bytes) -> bool:
        return node_id in self.gateway.view.nodes

    def starts_at(self, node_id: bytes) -> bool:
        return bool(node_id == self._node.config.id8)

    def turn(self, node_id: bytes, on: bool) -> None:
        raise CannotDo("only simulated nodes can be turned on and off")

    def frames(self, wanted: bool) -> None:
        self._frames_wanted = wanted

    def steer(self, what: str, *arguments: Any) -> None:
        raise CannotDo(f"{what}: this field is no simulation")

    def _order(self, act: Callable[[int], Any]) -> Any:
        """Has the node's thread do it between two steps."""
        answer: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._orders.put((act, answer))
        try:
            ok, result = answer.get(timeout=_ANSWER_S)
        except queue.Empty:
            raise CannotDo(f"the node did not answer in {_ANSWER_S:g} s") from None
        if not ok:
            raise result
        return result

    # -- in the node's thread

    def _tried(self, act: Callable[[int], Any]) -> tuple[bool, Any]:
        try:
            return True, act(self._clock.now_ms())
        except Exception as error:
            return False, error

    def _look(self) -> None:
        self.gateway.facts(facts_of(self._node, self._clock.now_ms()))

    def _said(self, now_ms: int, kind: str, fields: dict[str, Any]) -> None:
        self._on_event(kind, now_ms, fields)
        self.gateway.event(self._node.config.id8, kind, fields)
        if kind == "write":
            self._look()

    def _seen(self, source: bytes, to: bytes | None, frame: bytes) -> None:
        if self._frames_wanted:
            self.gateway.frame(source, to, frame, None)
        if source != _US and frame[2:3] == bytes((_OFFER,)):
            try:
                offer = wire.decode(frame)
            except DecodeError:
                return
            if offer.origin != self._node.config.id8:
                self.gateway.heard_of(
                    offer.origin, offer.origin_x_cm / 100, offer.origin_y_cm / 100
                )


def _region(shape: Any) -> Region:
    """A region of a node's configuration, which is in centimetres."""
    if shape[0] == "circle":
        return Circle(shape[1] / 100, shape[2] / 100, shape[3] / 100)
    numbers = [number / 100 for number in shape[1]]
    return Polygon(tuple(zip(numbers[::2], numbers[1::2], strict=True)))
