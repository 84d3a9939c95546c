"""A client that only listens: topics and payloads, one after the other."""

import json
import queue
import ssl
import time
from collections.abc import Iterator
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from samara.mqtt.address import Address

_KEEPALIVE_S = 15
_WAITING = 100_000  # messages; more are left out


class Listener:
    """Subscribed to `topics`, in order, while there is a broker; else `trouble` says why not."""

    def __init__(self, address: Address, *topics: str) -> None:
        self.trouble = ""
        self._address = address
        self._topics = topics
        self._got: queue.Queue[tuple[str, bytes]] = queue.Queue(_WAITING)
        self._client = client_of(address)
        self._client.on_connect = self._came
        self._client.on_connect_fail = lambda *_: self._fail("cannot be reached")
        self._client.on_message = self._heard
        self._client.connect_async(address.host, address.port, _KEEPALIVE_S)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def messages(self, ends_s: float | None = None) -> Iterator[tuple[str, Any]]:
        """(topic, payload) until `ends_s` of the monotonic clock; what is no JSON is left out."""
        while ends_s is None or time.monotonic() < ends_s:
            try:
                topic, payload = self._got.get(timeout=0.2)
            except queue.Empty:
                continue
            try:
                yield topic, json.loads(payload)
            except (ValueError, RecursionError):
                continue

    def _came(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._fail(f"refuses: {reason}")
            return
        self.trouble = ""
        for topic in self._topics:
            client.subscribe(topic, 1)

    def _fail(self, text: str) -> None:
        self.trouble = f"the broker {self._address} {text}."

    def _heard(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        if not self._got.full():
            self._got.put((message.topic, bytes(message.payload)))


def client_of(address: Address, name: str = "") -> mqtt.Client:
    """A client with the address's login and TLS, not yet connected."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, name)
    if address.user is not None:
        client.username_pw_set(address.user, address.password)
    if address.tls:
        client.tls_set(
            ca_certs=None if address.ca_file is None else str(address.ca_file),
            tls_version=ssl.PROTOCOL_TLS_CLIENT,
        )
    return client
