"""The broker of our own, whichever it is: the same tests for Mosquitto and for amqtt."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import paho.mqtt.client as mqtt
import pytest

from samara.mqtt.broker import KINDS, LoopbackBroker, installed

WAIT_S = 60.0


@pytest.fixture(params=KINDS, scope="module")
def broker(request: pytest.FixtureRequest) -> Iterator[LoopbackBroker]:
    if request.param == "mosquitto" and installed() != "mosquitto":
        pytest.skip("Mosquitto is not installed: apt-get install mosquitto")
    with LoopbackBroker(request.param) as running:
        yield running


class Client:
    """A client that notes what comes to it."""

    def __init__(self, broker: LoopbackBroker, name: str = "", clean: bool = True) -> None:
        self.got: list[tuple[str, bytes, bool]] = []
        self.connected = threading.Event()
        self.subscribed = threading.Event()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, name, clean_session=clean)
        self.client.on_message = lambda _c, _u, m: self.got.append((m.topic, m.payload, m.retain))
        self.client.on_connect = lambda *_: self.connected.set()
        self.client.on_subscribe = lambda *_: self.subscribed.set()
        self.client.connect(broker.address.host, broker.address.port)
        self.client.loop_start()
        assert self.connected.wait(WAIT_S)

    def subscribe(self, topic: str, qos: int = 1) -> None:
        self.subscribed.clear()
        self.client.subscribe(topic, qos)
        assert self.subscribed.wait(WAIT_S)

    def publish(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self.client.publish(topic, payload, 1, retain).wait_for_publish(WAIT_S)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def clients(broker: LoopbackBroker) -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def make(*arguments: Any, **words: Any) -> Client:
        made.append(Client(broker, *arguments, **words))
        return made[-1]

    yield make
    for client in made:
        client.close()


def until(condition: Callable[[], object]) -> None:
    """Waits for what another thread brings; an assertion where it does not come."""
    end_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end_s, "it did not come"
        time.sleep(0.01)


def test_a_retained_message_comes_to_who_subscribes_later(
    clients: Callable[..., Client],
) -> None:
    clients().publish("later/state", b"1", retain=True)
    late = clients()
    late.subscribe("later/#")
    until(lambda: late.got == [("later/state", b"1", True)])


def test_an_empty_retained_message_takes_it_away(clients: Callable[..., Client]) -> None:
    one = clients()
    one.publish("away/state", b"1", retain=True)
    one.publish("away/state", b"", retain=True)
    late = clients()
    late.subscribe("away/#")
    late.publish("away/mark", b"end")
    until(lambda: ("away/mark", b"end", False) in late.got)
    assert [topic for topic, payload, _ in late.got if payload] == ["away/mark"]


def test_a_client_that_never_subscribed_receives_nothing(
    clients: Callable[..., Client],
) -> None:
    watcher = clients()
    watcher.subscribe("secret/#")
    for number in range(200):
        watcher.publish(f"secret/{number}", b"not for everyone", retain=True)
    until(lambda: len(watcher.got) == 200)
    stranger = clients("stranger")
    other = clients("other")
    other.subscribe("public/#")
    # What would leak was sent before the answers to these.
    stranger.publish("public/mark", b"1")
    until(lambda: other.got)
    again = clients("again", clean=False)
    again.publish("public/mark", b"2")
    until(lambda: len(other.got) == 2)
    assert stranger.got == []
    assert again.got == []
    assert {topic for topic, *_ in other.got} == {"public/mark"}


def test_a_last_will_is_published_when_its_client_dies(
    broker: LoopbackBroker, clients: Callable[..., Client]
) -> None:
    watcher = clients()
    watcher.subscribe("will/state")
    dying = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    dying.will_set("will/state", b"offline", 1, True)
    dying.connect(broker.address.host, broker.address.port, keepalive=2)
    dying.loop_start()
    until(dying.is_connected)
    sock = dying.socket()
    assert sock is not None
    dying.loop_stop()
    sock.close()
    until(lambda: watcher.got)
    assert watcher.got[0][:2] == ("will/state", b"offline")


def test_a_payload_of_ten_megabytes_comes_whole(clients: Callable[..., Client]) -> None:
    watcher = clients()
    watcher.subscribe("big")
    payload = bytes(range(256)) * 40_960
    clients().publish("big", payload)
    until(lambda: watcher.got)
    assert watcher.got[0][1] == payload


def test_a_broker_that_dies_is_started_again(broker: LoopbackBroker) -> None:
    broker.kill()
    until(lambda: broker._child is not None and broker._child.poll() is not None)

    def works() -> bool:
        try:
            client = Client(broker)
        except OSError:
            return False
        client.close()
        return True

    until(works)
