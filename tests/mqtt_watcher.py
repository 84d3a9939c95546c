"""A client of a broker that notes all that is said of a field, and asks for things."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt

from samara.mqtt.address import Address
from samara.mqtt.listener import client_of
from samara.mqtt.payloads import Topics

WAIT_S = 120.0  # a machine may be busy; what comes in time ends the wait
_LOOK_S = 0.2  # what is waited for need not be a payload


class Watcher:
    """A client of the broker: all that it was told, and what it asks for."""

    def __init__(self, address: Address, field: str) -> None:
        self.topics = Topics(field)
        self.got: list[tuple[str, Any]] = []
        self.retained: dict[str, Any] = {}
        self._number = 0
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self.client = client_of(address)
        self.client.on_connect = lambda client, *_: client.subscribe(self.topics.base + "/#", 1)
        self.client.on_subscribe = lambda *_: self._ready.set()
        self.client.on_message = self._heard
        self.client.connect(address.host, address.port)
        self.client.loop_start()
        assert self._ready.wait(WAIT_S)

    def _heard(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        if message.topic.startswith(self.topics.command("")):
            return
        with self._changed:
            payload = json.loads(message.payload) if message.payload else None
            self.got.append((message.topic, payload))
            if payload is None:
                self.retained.pop(message.topic, None)
            else:
                self.retained[message.topic] = payload
            self._changed.notify_all()

    def until(self, found: Callable[[], Any], wait_s: float = WAIT_S) -> Any:
        """What `found` gives once it gives something."""
        end_s = time.monotonic() + wait_s
        with self._changed:
            while True:
                result = found()
                if result:
                    return result
                left_s = end_s - time.monotonic()
                assert left_s > 0, "it did not come"
                self._changed.wait(min(left_s, _LOOK_S))

    def of(self, *parts: str) -> list[Any]:
        """The payloads whose topics have all of these parts, in order."""
        return [p for topic, p in list(self.got) if all(part in topic for part in parts) and p]

    def ask(self, name: str, /, **fields: Any) -> Any:
        """The answer to a command."""
        self._number += 1
        number = f"n{self._number}"
        self.client.publish(
            self.topics.command(name), json.dumps({"id": number, "client": "test", **fields}), 1
        )
        return self.until(lambda: [a for a in self.of("/answer/test") if a["id"] == number])[0]

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()
