"""What waits for a broker: in order, within its bound, over restarts; and payloads past repair."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samara.gateway.outbox import Outbox
from samara.gateway.uplink import Uplink
from samara.mqtt.address import Address
from samara.mqtt.broker import LoopbackBroker, _free_port
from tests.mqtt_watcher import WAIT_S, Watcher

GATEWAY = "0" * 16
MESSAGE = f"{'0' * 16}-{'0' * 16}-1-1"


def _report(value: Any) -> dict[str, Any]:
    return {"id": f"{MESSAGE}/{value}", "message": MESSAGE, "node": GATEWAY, "value": value}


def _until(condition: Callable[[], object]) -> None:
    end_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < end_s, "it did not come"
        time.sleep(0.01)


def test_what_waits_is_there_again_in_order_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    box = Outbox(path)
    for number in range(5):
        box.put("t", b"%d" % number)
    box.done(box.after(0, 1)[0][0])
    # It is not closed: a process that is killed does not, either.
    again = Outbox(path)
    assert [payload for *_, payload in again.after(0, 10)] == [b"1", b"2", b"3", b"4"]
    assert (again.count, again.size_bytes) == (4, 8)
    assert [payload for *_, payload in again.after(again.after(0, 2)[1][0], 10)] == [b"3", b"4"]


def test_what_does_not_fit_pushes_out_the_oldest_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    box = Outbox(path, most_bytes=1000)
    for number in range(100):
        box.put("topic", b"%095d" % number)
    assert [int(payload) for *_, payload in box.after(0, 100)] == list(range(90, 100))
    assert (box.count, box.size_bytes, box.discarded) == (10, 1000, 90)
    box.close()
    assert Outbox(path, most_bytes=1000).discarded == 90


def test_a_gateway_begun_without_a_broker_tells_what_waited(tmp_path: Path) -> None:
    port = _free_port()
    said: list[str] = []
    path = tmp_path / "outbox.sqlite"
    first = Uplink(
        Address("127.0.0.1", port), "f", GATEWAY, Outbox(path), lambda *_: None, said.append
    )
    first.open()
    for number in range(10):
        first.tell("report", first.topics.app(MESSAGE, "report"), _report(number))
    _until(lambda: said)
    first.close(0)
    assert "cannot be reached" in said[0]
    second = Uplink(
        Address("127.0.0.1", port), "f", GATEWAY, Outbox(path), lambda *_: None, said.append
    )
    for number in range(10, 20):
        second.tell("report", second.topics.app(MESSAGE, "report"), _report(number))
    with LoopbackBroker(port=port) as broker:
        watcher = Watcher(broker.address, "f")
        second.open()
        try:
            watcher.until(lambda: len(watcher.of("/report")) >= 20)
            reports = watcher.of("/report")
            assert [report["value"] for report in reports] == list(range(20))
            assert [report["seq"] for report in reports] == 2 * list(range(10))
            assert len({report["boot_id"] for report in reports}) == 2
            _until(lambda: not second.outbox.count)
        finally:
            second.close()
            watcher.close()


@pytest.fixture(scope="module")
def broker() -> Iterator[LoopbackBroker]:
    with LoopbackBroker() as running:
        yield running


def test_an_update_that_is_overtaken_is_no_gap(broker: LoopbackBroker) -> None:
    watcher = Watcher(broker.address, "overtaken")
    uplink = Uplink(
        broker.address, "overtaken", GATEWAY, Outbox(None), lambda *_: None, lambda _: None
    )
    topic = uplink.topics.tag(GATEWAY, "heat")
    for number in range(1000):  # before there is a connection
        uplink.show("tag", topic, {"node": GATEWAY, "name": "heat", "value": number})
    uplink.open()
    try:
        watcher.until(lambda: watcher.of("/tag/heat"))
        uplink.show("tag", topic, {"node": GATEWAY, "name": "heat", "value": "last"})
        watcher.until(lambda: watcher.of("/tag/heat")[-1]["value"] == "last")
        seen = watcher.of("/tag/heat")
        assert [one["seq"] for one in seen] == list(range(len(seen)))
        assert len(seen) < 10
        assert uplink.coalesced >= 990
    finally:
        uplink.close()
        watcher.close()


def test_a_payload_that_fits_no_model_is_told_and_the_others_go_on(
    broker: LoopbackBroker,
) -> None:
    said: list[str] = []
    watcher = Watcher(broker.address, "wrong")
    uplink = Uplink(broker.address, "wrong", GATEWAY, Outbox(None), lambda *_: None, said.append)
    uplink.open()
    try:
        uplink.show("tag", uplink.topics.tag(GATEWAY, "a"), {"node": "no id", "name": "a"})
        uplink.tell("report", uplink.topics.app(MESSAGE, "report"), {"value": 1})
        uplink.tell("report", uplink.topics.app(MESSAGE, "report"), _report(2))
        uplink.show(
            "tag", uplink.topics.tag(GATEWAY, "b"), {"node": GATEWAY, "name": "b", "value": 3}
        )
        watcher.until(lambda: watcher.of("/tag/b") and watcher.of("/report"))
        assert [one["seq"] for one in (*watcher.of("/tag/"), *watcher.of("/report"))] == [0, 0]
        assert len([text for text in said if "is not" in text]) == 2
    finally:
        uplink.close()
        watcher.close()


def test_forged_gateways_are_bounded_and_what_cannot_be_read_ends_nothing(
    broker: LoopbackBroker,
) -> None:
    watcher = Watcher(broker.address, "forged")
    commands: list[tuple[str, bytes]] = []
    uplink = Uplink(
        broker.address, "forged", "f" * 16, Outbox(None),
        lambda name, payload: commands.append((name, payload)), lambda _: None,
    )  # fmt: skip
    uplink.open()
    try:
        _until(lambda: uplink.connected)
        for number in range(300):
            topic = watcher.topics.gateway(f"{number:016x}")
            watcher.client.publish(topic, json.dumps({"online": True}, separators=(",", ":")), 1)
        watcher.client.publish(watcher.topics.gateway("no id"), b'{"online":true}', 1)
        watcher.client.publish(watcher.topics.gateway("0" * 16), b'"' + b"x" * 10_000_000 + b'"', 1)
        watcher.client.publish(watcher.topics.command("x/y/z"), b"1", 1)
        _until(lambda: commands)
        assert commands == [("x/y/z", b"1")]
        assert 1 <= len(uplink.others) <= 64
        assert "no id" not in uplink.others
    finally:
        uplink.close()
        watcher.close()


def test_what_an_earlier_boot_left_at_the_broker_is_known(broker: LoopbackBroker) -> None:
    def begun() -> Uplink:
        made = Uplink(
            broker.address, "left", GATEWAY, Outbox(None), lambda *_: None, lambda _: None
        )
        made.open()
        _until(lambda: made.connected)
        return made

    watcher = Watcher(broker.address, "left")
    first = begun()
    values = {"node": GATEWAY, "name": "a", "value": 1}
    topics = [first.topics.tag(GATEWAY, name) for name in ("a", "b")]
    for topic in topics:
        first.show("tag", topic, values)
    first.close()
    watcher.until(lambda: len(watcher.retained) == 2)
    second = begun()
    try:
        second.show("tag", topics[0], values)
        _until(lambda: len(second.inherited) == 2)
        assert second.settle() == [topics[1]]
        second.remove(topics[1])
        watcher.until(lambda: list(watcher.retained) == [topics[0]])
    finally:
        second.close()
        watcher.close()


def test_a_clock_that_jumps_stops_nothing(
    broker: LoopbackBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(broker.address, "jumps")
    uplink = Uplink(broker.address, "jumps", GATEWAY, Outbox(None), lambda *_: None, lambda _: None)
    uplink.open()
    real = time.time
    try:
        for number, jump_s in enumerate((0.0, 1e9, -1e9, 0.0)):
            monkeypatch.setattr(time, "time", lambda jump_s=jump_s: real() + jump_s)
            uplink.tell("report", uplink.topics.app(MESSAGE, "report"), _report(number))
            watcher.until(lambda number=number: len(watcher.of("/report")) == number + 1)
        assert [one["seq"] for one in watcher.of("/report")] == [0, 1, 2, 3]
    finally:
        monkeypatch.undo()
        uplink.close()
        watcher.close()
