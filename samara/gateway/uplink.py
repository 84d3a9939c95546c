"""The way to a broker and back: what is known goes out, commands come in.

Any thread may publish. Retained topics have their latest payload sent, however many came before
it while the broker was slow or away; when it is back, all of them are sent anew, since it may have
lost them. Events, reports and traces wait in the outbox, and leave it in order when the broker has
acknowledged them. Sequence numbers of retained payloads are given when they leave, so that what was
overtaken is no gap.

paho calls back with locks of its own held. So nothing of paho's is called with ours held: one
thread, the pump, takes what is to go under our lock, and publishes it without.
"""

import json
import re
import secrets
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import paho.mqtt.client as mqtt
from pydantic import ValidationError
from pydantic_core import to_json

from samara.gateway.outbox import Outbox
from samara.mqtt.address import Address
from samara.mqtt.listener import client_of
from samara.mqtt.payloads import TOPICS, Payload, Topics

COMMAND_BYTES = 524_288  # longer ones are refused unread

_KEEPALIVE_S = 15
_RETAINED_UNDER_WAY = 1000
_DURABLE_UNDER_WAY = 200
_ANSWERS = 1000
_GATEWAYS = 64
_INHERITED = ("node/+/state", "node/+/links", "node/+/tag/+", "app/+/state", "program/+")
_MOST_INHERITED = 200_000
_ID = re.compile(r"[0-9a-f]{16}")
_RETRY_S = (1, 30)

Say = Callable[[str], None]
Took = Callable[[str, bytes], None]


def new_boot_id() -> str:
    return secrets.token_hex(8)


class Uplink:
    """A gateway's connection to its broker.

    `on_command` gets (name, payload) of each command, in the thread of the network; `on_trouble` a
    line for a person where the broker cannot be reached or refuses. `also` are more topics, and who
    gets what comes there. `others` are the ids of the field's other gateways that are there, and
    `inherited` the retained topics of an earlier boot of this one that a broker still has.
    """

    def __init__(
        self,
        address: Address,
        field: str,
        gateway: str,
        outbox: Outbox,
        on_command: Took,
        on_trouble: Say,
        also: Mapping[str, Callable[[bytes], None]] | None = None,
    ) -> None:
        self.topics = Topics(field)
        self.gateway = gateway
        self.boot_id = new_boot_id()
        self.others: set[str] = set()
        self.inherited: set[str] = set()
        self.coalesced = 0
        self.connected = False
        self.outbox = outbox
        self._address = address
        self._on_command = on_command
        self._on_trouble = on_trouble
        self._also = dict(also or {})
        self._latest: dict[str, tuple[str, dict[str, Any]]] = {}
        self._dirty: OrderedDict[str, None] = OrderedDict()
        self._raw: dict[str, bytes] = {}
        self._answers: deque[tuple[str, bytes]] = deque(maxlen=_ANSWERS)
        self._numbers: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ends = False
        self._acknowledged: deque[int] = deque()
        self._went_away = False
        self._retained_under_way: set[int] = set()
        self._durable_under_way: dict[int, int] = {}
        self._sent = 0  # the number of the last of the outbox that was given to the client
        self._settled = False
        self._told = ""
        self._client = self._made()
        self._pump = threading.Thread(target=self._run, name="mqtt", daemon=True)

    def open(self) -> None:
        """Connects, now or as soon as it can be done."""
        self._client.connect_async(self._address.host, self._address.port, _KEEPALIVE_S)
        self._client.loop_start()
        self._pump.start()

    def close(self, timeout_s: float = 5.0) -> None:
        """Sends what is still to be sent, for as long, and goes."""
        self.drain(timeout_s)
        self._ends = True
        self._wake.set()
        if self._pump.is_alive():
            self._pump.join()
        self._client.disconnect()
        self._client.loop_stop()

    def drain(self, timeout_s: float) -> bool:
        """Waits until the broker has everything; whether it has."""
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s and self.connected:
            with self._lock:
                if not (self._dirty or self._answers or self._under_way() or self.outbox.count):
                    return True
            time.sleep(0.01)
        return False

    # -- what goes out

    def show(self, kind: str, topic: str, values: Mapping[str, Any]) -> None:
        """Publishes the latest of a retained topic; `values` are the model's but for the head's."""
        with self._lock:
            if topic in self._dirty:
                self.coalesced += 1
            self._latest[topic] = (kind, dict(values))
            self._dirty[topic] = None
        self._wake.set()

    def show_raw(self, topic: str, payload: bytes) -> None:
        """Publishes a retained payload that has no head, as others have defined it."""
        with self._lock:
            self._raw[topic] = payload
            self._dirty[topic] = None
        self._wake.set()

    def remove(self, topic: str) -> None:
        """Takes a retained topic away."""
        self.inherited.discard(topic)
        with self._lock:
            self._latest.pop(topic, None)
            self._raw.pop(topic, None)
            self._dirty[topic] = None
        self._wake.set()

    def shown(self, beginning: str = "") -> list[str]:
        """The retained topics that begin so."""
        with self._lock:
            known = [*self._latest, *self._raw]
        return [topic for topic in known if topic.startswith(beginning)]

    def tell(self, kind: str, topic: str, values: Mapping[str, Any]) -> None:
        """Publishes an event, a report or a trace: it waits on disk until the broker has it."""
        with self._lock:
            try:
                payload = self._payload(kind, values)
            except ValidationError as error:
                self._on_trouble(f"{topic} is not told: {error.errors()[0]['msg']}")
                return
            self.outbox.put(topic, payload)
        self._wake.set()

    def answer(self, client: str | None, values: Mapping[str, Any]) -> None:
        """Publishes the answer to a command; it does not wait for a broker that is away."""
        with self._lock:
            payload = self._payload("answer", values)
            self._answers.append((self.topics.answer(client), payload))
        self._wake.set()

    def rebirth(self) -> None:
        """Publishes every retained topic again."""
        with self._lock:
            for topic in (*self._latest, *self._raw):
                self._dirty[topic] = None
        self._wake.set()

    # -- within

    def _payload(self, kind: str, values: Mapping[str, Any]) -> bytes:
        head = {"gateway": self.gateway, "boot_id": self.boot_id, "seq": self._numbers[kind]}
        model: type[Payload] = TOPICS[kind].model
        payload = to_json(model.model_validate({"time_s": time.time(), **values, **head}))
        self._numbers[kind] += 1
        return payload

    def _made(self) -> mqtt.Client:
        client = client_of(self._address, f"samara-{self.gateway}-{self.boot_id}")
        client.max_inflight_messages_set(_DURABLE_UNDER_WAY)
        client.reconnect_delay_set(*_RETRY_S)
        client.on_connect = self._came
        client.on_connect_fail = lambda *_: self._trouble("cannot be reached; trying again")
        client.on_disconnect = self._went
        client.on_message = self._heard
        client.on_publish = self._published
        return client

    def will(self, values: Mapping[str, Any]) -> None:
        """What the broker is to say of this gateway when its connection breaks; before `open`."""
        payload = self._payload("gateway", values)
        self._client.will_set(self.topics.gateway(self.gateway), payload, 1, retain=True)

    def _came(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._trouble(f"refuses: {reason}")
            return
        if self._told:
            self._told = ""
            self._on_trouble(f"the broker {self._address} is there.")
        topics = (self.topics.commands, self.topics.gateway("+"), *self._also)
        client.subscribe([(topic, 1) for topic in topics])
        if not self._settled:
            client.subscribe([(f"{self.topics.base}/{part}", 0) for part in _INHERITED])
        self.connected = True
        self.rebirth()

    def _went(self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        self.connected = False
        self._went_away = True
        if not self._ends and reason.is_failure:
            self._trouble(f"is away ({reason}); what must not be lost waits on disk")

    def _trouble(self, text: str) -> None:
        if text != self._told:
            self._told = text
            self._on_trouble(f"the broker {self._address} {text}.")

    def _heard(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            self._took(message)
        except Exception as error:  # paho's thread would end by it
            self._trouble(f"brought what cannot be read ({type(error).__name__})")

    def _took(self, message: mqtt.MQTTMessage) -> None:
        base = self.topics.command("")
        if message.topic.startswith(base):
            if message.retain:
                return  # a command is for who is there when it is given
            self._on_command(message.topic[len(base) :], bytes(message.payload))
            return
        if message.topic in self._also:
            self._also[message.topic](bytes(message.payload))
            return
        if not message.topic.startswith(f"{self.topics.base}/gateway/"):
            self._inherit(message)
            return
        other = message.topic.split("/")[-2]
        if other == self.gateway:
            return
        if b'"online":true' in bytes(message.payload[:COMMAND_BYTES]):
            if len(self.others) < _GATEWAYS and _ID.fullmatch(other):
                self.others.add(other)
        else:
            self.others.discard(other)

    def _inherit(self, message: mqtt.MQTTMessage) -> None:
        """A retained topic that this gateway published in an earlier boot."""
        if self._settled or not message.retain or len(self.inherited) >= _MOST_INHERITED:
            return
        head = json.loads(message.payload)
        if head.get("gateway") == self.gateway and head.get("boot_id") != self.boot_id:
            self.inherited.add(message.topic)

    def settle(self) -> list[str]:
        """Stops looking for what an earlier boot left; what of that is not shown now."""
        self._settled = True
        self._client.unsubscribe([f"{self.topics.base}/{part}" for part in _INHERITED])
        with self._lock:
            self.inherited -= self._latest.keys()
            return sorted(self.inherited)

    def _published(self, _client: Any, _data: Any, number: int, *_more: Any) -> None:
        self._acknowledged.append(number)
        self._wake.set()

    def _under_way(self) -> int:
        return len(self._retained_under_way) + len(self._durable_under_way)

    def _run(self) -> None:
        """The pump: gives the client no more than the network takes away."""
        while not self._ends:
            self._wake.wait(1.0)
            self._wake.clear()
            while not self._ends and self._pumped():
                pass

    def _pumped(self) -> bool:
        """Whether something was sent."""
        self._account()
        with self._lock:
            if not self.connected:
                return False
            answers = list(self._answers)
            self._answers.clear()
            retained = list(self._take_retained())
        for topic, payload in answers:
            self._client.publish(topic, payload, 1)
        for topic, payload in retained:
            self._retained_under_way.add(self._client.publish(topic, payload, 0, True).mid)
        room = _DURABLE_UNDER_WAY - len(self._durable_under_way)
        waiting = self.outbox.after(self._sent, room) if room > 0 else []
        for number, topic, payload in waiting:
            self._sent = number
            self._durable_under_way[self._client.publish(topic, payload, 1).mid] = number
        return bool(answers or retained or waiting)

    def _account(self) -> None:
        """Takes note of what has left, or was lost with a connection."""
        if self._went_away:
            self._went_away = False
            self._retained_under_way.clear()
        while self._acknowledged:
            number = self._acknowledged.popleft()
            self._retained_under_way.discard(number)
            row = self._durable_under_way.pop(number, None)
            if row is not None:
                self.outbox.done(row)

    def _take_retained(self) -> Iterator[tuple[str, bytes]]:
        room = _RETAINED_UNDER_WAY - len(self._retained_under_way)
        for _ in range(min(room, len(self._dirty))):
            topic, _ = self._dirty.popitem(last=False)
            if topic not in self._latest:
                yield topic, self._raw.get(topic, b"")
                continue
            try:
                yield topic, self._payload(*self._latest[topic])
            except ValidationError as error:
                del self._latest[topic]
                self._on_trouble(f"{topic} is not published: {error.errors()[0]['msg']}")
