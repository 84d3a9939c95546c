"""A gateway node over UDP, with another node behind it, and a broker that comes and goes."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.node_file import make_node
from runtime.links.udp import MTU_BYTES, UdpLink
from runtime.vm import load_brick
from samara.gateway.outbox import Outbox
from samara.gateway.udp_host import UdpHost
from samara.gateway.uplink import Uplink
from samara.mqtt.broker import KINDS, LoopbackBroker, installed
from spatial.compiler import library_bricks
from tests.mqtt_watcher import WAIT_S, Watcher

THERE_AND_BACK = """\
import node

home = node.id()
found = []
for id, x, y in node.neighbours():
    node.migrate(id)
    found.append(node.read("heat"))
    node.migrate(home)
node.report(found)
"""

MANY = """\
import node
for number in range(20):
    node.report(number)
    node.sleep(100)
"""


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Far:
    """A node with no uplink, in a thread."""

    def __init__(self, listen: str, peer: str) -> None:
        config = {
            "name": "far",
            "tags": {"heat": 21.5},
            "rights": {"heat": "others:read,write"},
            "position_cm": [3000, 4000],
        }
        node = make_node(config, 5, MTU_BYTES)
        for data in library_bricks().values():
            node.cache.put(load_brick(data), True)
        self.node = node
        self._link = UdpLink(listen, [peer])
        self._driver = Driver(node, self._link, Clock())
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._ends.is_set():
            self._driver.step(20)
        self._link.close()

    def end(self) -> None:
        self._ends.set()
        self._thread.join(WAIT_S)


class Ground:
    """A gateway node, a far one, and a watcher of their broker."""

    def __init__(self, broker: LoopbackBroker, folder: Path) -> None:
        gate, far = (f"127.0.0.1:{_free_port()}" for _ in range(2))
        self.config: dict[str, Any] = {
            "name": "gate",
            "listen": gate,
            "peers": [far],
            "tags": {"lamp": False},
            "boot_epoch": 7,
            "regions": {"yard": ["polygon", [2000, 3000, 4000, 3000, 4000, 5000, 2000, 5000]]},
        }
        self.broker = broker
        self.said: list[str] = []
        self.far = Far(far, gate)
        self.watcher = Watcher(broker.address, "ground")
        self.host = UdpHost(self.config, "ground", broker.address, self.said.append, folder=folder)
        self.thread = threading.Thread(target=self.host.run)
        self.thread.start()

    def close(self) -> None:
        self.host.end()
        self.thread.join(WAIT_S)
        self.far.end()
        self.watcher.close()


@pytest.fixture(params=KINDS, scope="module")
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    if request.param == "mosquitto" and installed() != "mosquitto":
        pytest.skip("Mosquitto is not installed: apt-get install mosquitto")
    with LoopbackBroker(request.param) as broker:
        made = Ground(broker, tmp_path_factory.mktemp("gateway"))
        yield made
        made.close()


def test_a_gateway_knows_its_neighbours_by_their_beacons(ground: Ground) -> None:
    w = ground.watcher
    gate, far = ground.host.gateway.id, ground.far.node.config.id8.hex()
    state = w.until(lambda: w.retained.get(w.topics.node(far)))
    assert (state["x_m"], state["y_m"], state["status"]) == (30, 40, "up")
    assert (state["boot_epoch"], state["regions"], state["name"]) == (5, ["yard"], None)
    links = w.until(lambda: w.retained.get(w.topics.node(gate, "links"), {}).get("links"))
    assert [(link["peer"], link["measured"]) for link in links] == [(far, True)]
    own = w.until(lambda: w.retained.get(w.topics.node(gate)))
    assert (own["name"], own["is_gateway"]) == ("gate", True)
    assert w.until(lambda: w.retained.get(w.topics.tag(gate, "lamp")))["value"] is False
    assert w.until(lambda: w.retained.get(w.topics.gateway(gate)))["online"]


def test_a_program_goes_out_and_comes_back_with_a_report(ground: Ground) -> None:
    w = ground.watcher
    gate, far = ground.host.gateway.id, ground.far.node.config.id8.hex()
    w.until(lambda: w.retained.get(w.topics.node(far)))
    w.until(lambda: ground.far.node.neighbours.both_ways(0))  # it knows the way back
    answer = w.ask("inject", source=THERE_AND_BACK, trace_bytes=50_000)
    assert answer["ok"], answer
    message = answer["result"]["message"]
    assert w.until(lambda: w.of(message, "/report"))[0]["value"] == [21.5]
    w.until(lambda: len([h for h in w.of(message, "/trace") if h["outcome"] == "hop"]) == 2)
    out, back = [h for h in w.of(message, "/trace") if h["outcome"] == "hop"]
    assert (out["node"], out["to"], out["reason"]) == (gate, far, "program")
    assert (back["node"], back["to"], back["reason"]) == (far, gate, "program")
    assert (out["text"], back["text"]) == ("node.migrate(id)", "node.migrate(home)")
    assert {"name": "found", "value": "[21.5]"} in back["variables"]
    assert back["gas"] > out["gas"]


def test_a_tag_is_written_by_a_command_here_and_by_a_message_elsewhere(ground: Ground) -> None:
    w = ground.watcher
    gate, far = ground.host.gateway.id, ground.far.node.config.id8.hex()
    w.until(lambda: w.retained.get(w.topics.tag(gate, "lamp")))
    assert w.ask("write", node="gate", tag="lamp", value=True)["ok"]
    w.until(lambda: w.retained[w.topics.tag(gate, "lamp")]["value"] is True)
    assert w.ask("write", node="gate", tag="lamp", value=False)["ok"]
    w.until(lambda: w.retained[w.topics.tag(gate, "lamp")]["value"] is False)
    w.until(lambda: w.retained.get(w.topics.node(far)))
    assert w.ask("write", node=far, tag="heat", value=30)["ok"]
    tag = w.until(lambda: w.retained.get(w.topics.tag(far, "heat")))
    assert tag["value"] == 30
    assert ground.far.node.tags.read(0, "heat") == 30
    ground.far.node.tags.write(0, "heat", 21.5)


def test_what_only_a_simulation_can_do_is_answered_with_why(ground: Ground) -> None:
    w = ground.watcher
    assert "no simulation" in w.ask("pause")["reason"]
    far = ground.far.node.config.id8.hex()
    w.until(lambda: w.retained.get(w.topics.node(far)))
    assert "own node" in w.ask("inject", source="import node\n", node=far)["reason"]


def test_what_was_reported_while_the_broker_was_away_comes_in_order(ground: Ground) -> None:
    w = ground.watcher
    message = w.ask("inject", source=MANY)["result"]["message"]
    w.until(lambda: w.of(message, "/report"))
    ground.broker.kill()
    w.until(lambda: len({r["id"] for r in w.of(message, "/report")}) == 20)
    values = {r["id"]: r["value"] for r in w.of(message, "/report")}
    assert list(values.values()) == list(range(20))  # in the order of their first coming


def test_retained_topics_are_there_again_when_a_broker_has_lost_them(ground: Ground) -> None:
    w = ground.watcher
    gate = ground.host.gateway.id
    topic = w.topics.tag(gate, "lamp")
    before = w.until(lambda: w.retained.get(topic))["seq"]
    ground.broker.kill()  # it keeps nothing on disk
    w.until(lambda: w.retained[topic]["seq"] > before)
    late = Watcher(ground.broker.address, "ground")
    try:
        late.until(lambda: late.topics.node(gate) in late.retained)
        assert late.until(lambda: late.retained.get(topic))["value"] is False
    finally:
        late.close()


def test_rebirth_publishes_everything_again(ground: Ground) -> None:
    w = ground.watcher
    gate = ground.host.gateway.id
    topic = w.topics.tag(gate, "lamp")
    before = w.until(lambda: w.retained.get(topic))["seq"]
    assert w.ask("rebirth")["ok"]
    w.until(lambda: w.retained[topic]["seq"] > before)


def test_of_two_gateways_the_first_takes_what_is_for_any(ground: Ground) -> None:
    w = ground.watcher
    commands: list[str] = []
    other = Uplink(
        ground.broker.address, "ground", "0" * 16, Outbox(None),
        lambda name, payload: commands.append(name), ground.said.append,
    )  # fmt: skip
    state = {"id": "0" * 16, "name": "other", "version": "0", "online": True}
    other.open()
    try:
        other.show("gateway", other.topics.gateway("0" * 16), state)
        w.until(lambda: "0" * 16 in ground.host.gateway.uplink.others)
        before = len(w.of("/answer"))
        for name in ("check", "rebirth"):
            w.client.publish(w.topics.command(name), b'{"id": "two", "source": ""}', 1)
        w.client.publish(w.topics.command("rebirth"), b'{"id": "both"}', 1)
        w.until(lambda: [a for a in w.of("/answer")[before:] if a["id"] == "both"])
        assert [a["id"] for a in w.of("/answer")[before:] if a["ok"]] == ["both"]
        w.until(lambda: commands == ["check", "rebirth", "rebirth"])
        gate = ground.host.gateway.id
        assert w.ask("check", source="", gateway=gate)["ok"]
        other.show("gateway", other.topics.gateway("0" * 16), {**state, "online": False})
        w.until(lambda: not ground.host.gateway.uplink.others)
        assert w.ask("check", source="")["ok"]
    finally:
        other.close()


def test_a_gateway_that_is_killed_is_shown_offline_and_loses_no_report(
    ground: Ground, tmp_path: Path
) -> None:
    w = Watcher(ground.broker.address, "killed")
    config = {**ground.config, "name": "mortal", "listen": f"127.0.0.1:{_free_port()}", "peers": []}
    script = f"""
import json, sys
from pathlib import Path
from samara.gateway.udp_host import UdpHost
from samara.mqtt.address import Address
UdpHost(json.loads(sys.argv[1]), "killed", Address("127.0.0.1", {ground.broker.address.port}),
        print, folder=Path({str(tmp_path)!r})).run()
"""
    command = [sys.executable, "-c", script, json.dumps(config)]
    process = subprocess.Popen(command)
    try:
        gateway = w.until(lambda: [g for g in w.of("/gateway/") if g["online"]])[0]["id"]
        message = w.ask("inject", source=MANY)["result"]["message"]
        w.until(lambda: len(w.of(message, "/report")) > 3)
        process.kill()
        process.wait()
        ids = {r["id"] for r in w.of(message, "/report")}
        w.until(lambda: not w.retained[w.topics.gateway(gateway)]["online"])
        # What was not acknowledged comes again, by the same id.
        process = subprocess.Popen(command)
        w.until(lambda: w.retained[w.topics.gateway(gateway)]["online"])
        assert w.ask("rebirth")["ok"]
        again = {r["id"]: r["value"] for r in w.of(message, "/report")}
        assert ids <= again.keys()
        assert list(again.values()) == list(range(len(again)))
    finally:
        process.terminate()
        process.wait()
        w.close()
