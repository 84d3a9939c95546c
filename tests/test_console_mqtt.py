"""A field behind a broker, on the console: against a real broker and a running field."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")
pytest.importorskip("nicegui", reason="the extra `console` is not installed")

from runtime.config import NodeConfig
from samara.console.brokered import BrokerField, the_field
from samara.console.field_model import FieldModel
from samara.gateway.simulation_host import SimulationHost
from samara.mqtt.address import Address
from samara.mqtt.broker import LoopbackBroker
from samara.mqtt.payloads import COMMANDS, TOPICS, Topics
from samara.refusal import Refused
from sim.ns3.field import Circle, Field, FieldNode, IoTag, Radio
from sim.ns3.live import Pace
from tests.console_server import browser, console
from tests.test_console_browser import START_MS, opened, run_program, turn_to

NAMES = ("ash", "elm", "fir", "oak", "yew")
FIELD = Field(
    "a row",
    tuple(
        FieldNode(name, 40.0 * at, 0.0, tags=(IoTag("light", at),)) for at, name in enumerate(NAMES)
    ),
    Radio("802.15.4", 50.0),
    regions={"east": Circle(160.0, 0.0, 10.0)},
    beacon_ms=500,
)
EAST = """import spatial

east = spatial.circle(160, 0, 10)
found = max(east.each("light"), key=lambda spot: spot.light)
spatial.report({"light": found.light, "at": found.name})
"""
HEAD = {"gateway": "ab" * 8, "boot_id": "cd" * 8, "seq": 1, "time_s": 1_700_000_000.0}
NODE = "01" * 8
OTHER = "02" * 8
MESSAGE = f"{'33' * 8}-{NODE}-1-1"


@contextlib.contextmanager
def listening(address: Address, topic: str) -> Iterator[list[Any]]:
    """What comes on a topic, as it comes."""
    heard: list[Any] = []
    there = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(json.loads(message.payload))
    client.on_subscribe = lambda *_: there.set()
    client.on_connect = lambda *_: client.subscribe(topic)
    client.connect(address.host, address.port)
    client.loop_start()
    assert there.wait(20)
    try:
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()


@contextlib.contextmanager
def running(address: Address) -> Iterator[SimulationHost]:
    host = SimulationHost(FIELD, (), address, lambda text: None, pace=Pace(3.0))
    thread = threading.Thread(target=host.run, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        with contextlib.suppress(Exception):
            host.end()
        thread.join(20)


def test_a_field_behind_mosquitto_or_its_stand_in_is_on_the_page() -> None:
    with (
        LoopbackBroker() as broker,
        running(broker.address) as host,
        browser() as chromium,
        console(
            "console",
            "--mqtt",
            str(broker.address),
            "--field",
            FIELD.name,
            "--listen",
            "127.0.0.1:0",
        ) as url,
        opened(chromium, url) as page,
    ):
        page.wait_for_function("samaraMap.count === 5", timeout=START_MS)
        page.wait_for_function("[...samaraMap.labels].includes('yew')")
        page.wait_for_function(
            "[...samaraMap.links.values()].filter((one) => one > 0.7).length > 3"
        )
        run_program(page, EAST, "ash")
        page.wait_for_function("document.querySelector('.s-reports').innerText.includes('at: yew')")
        page.wait_for_function("samaraMap.stats.hops >= 8")
        turn_to(page, "journey")
        page.wait_for_function("""() => {
            const steps = samaraJourney.steps.filter((step) => step.kind === 'arrived');
            return steps.length >= 8 && steps.every((step) => step.frames && step.reason);
        }""")
        assert page.evaluate(
            "samaraJourney.steps.some((step) => step.frames && step.frames.some((frame) =>"
            " frame.variables.some(([name]) => name === 'found')))"
        )
        # Nodes die, their neighbours notice, and two seconds later the page shows it.
        turn_to(page, "events")
        with listening(broker.address, Topics(FIELD.name).node("+", "event")) as heard:
            assert min(shown_after_s(page, host, heard, name) for name in ("fir", "yew")) < 2.0


def shown_after_s(page: Any, host: SimulationHost, heard: list[Any], name: str) -> float:
    """How long after a neighbour has noticed that a node is dead the page shows it."""
    dead = NodeConfig(name).id8
    host.turn(dead, False)
    page.wait_for_function(f"""() => {{
        const shown = [...document.querySelectorAll('.s-events tbody tr')];
        return shown.some((row) => row.innerText.includes('silent')
            && row.innerText.includes('{dead.hex()}'));
    }}""")
    shown_s = time.time()
    page.wait_for_function(
        f"[1, 2].includes(samaraMap.status[samaraMap.indexOf.get('{dead.hex()}')])"
    )
    end_s = time.monotonic() + 60
    while time.monotonic() < end_s:
        for one in list(heard):
            if one["kind"] == "silent" and one["peer"] == dead.hex():
                return float(shown_s - one["time_s"])
        time.sleep(0.05)
    raise AssertionError(f"no neighbour said that {name} is silent")


def test_the_only_field_of_a_broker_is_found_and_none_is_said_so() -> None:
    with LoopbackBroker() as broker:
        with pytest.raises(Refused, match="no field"):
            the_field(broker.address)
        with running(broker.address):
            end_s = time.monotonic() + 30
            while time.monotonic() < end_s:
                with contextlib.suppress(Refused):
                    assert the_field(broker.address) == "a row"
                    return
            pytest.fail("the field was not found")


# -- payloads, without a broker


def taken(*payloads: tuple[str, dict[str, Any] | bytes]) -> FieldModel:
    """What a console knows after these topics, below the field's."""
    model = FieldModel()
    field = BrokerField(model, Address("127.0.0.1", 1883), "a row")
    for topic, payload in payloads:
        data = payload if isinstance(payload, bytes) else json.dumps({**HEAD, **payload}).encode()
        field.take(f"samara/a%20row/{topic}", data)
    return model


def state(node: str = NODE, **more: Any) -> tuple[str, dict[str, Any]]:
    values = {"id": node, "name": "ash", "x_m": 1.0, "y_m": 2.0, "status": "up", "since_s": 1.0}
    return f"node/{node}/state", {**values, **more}


def test_every_topic_of_a_gateway_is_known_here() -> None:
    assert set(BrokerField._takers) == set(TOPICS)


def test_a_node_its_tags_and_links_are_taken_and_taken_away() -> None:
    tag = {"node": NODE, "name": "soil moisture", "value": 31.5, "unit": "%"}
    links = {"id": NODE, "links": [{"peer": OTHER, "measured": False}]}
    path = f"node/{NODE}/tag/soil%20moisture"
    told = (state(battery=0.5), state(OTHER), (path, tag), (f"node/{NODE}/links", links))
    model = taken(*told)
    node = model.nodes[NODE]
    assert (node.label, node.x_m, node.figures["battery"]) == ("ash", 1.0, 50.0)
    assert node.near == {OTHER: None}
    assert node.tags["soil moisture"].value == 31.5
    gone = taken(*told, (path, b""), (f"node/{OTHER}/state", b""))
    assert gone.nodes[NODE].tags == {}
    assert gone.nodes[OTHER].status == "forgotten"


@pytest.mark.parametrize("trace_bytes", [0, 5_000])
def test_an_order_is_a_command_with_an_id_of_its_own(trace_bytes: int) -> None:
    sent: list[tuple[str, dict[str, Any]]] = []
    field = BrokerField(FieldModel(), Address("127.0.0.1", 1883), "a row")
    field._client.publish = lambda topic, data, qos: sent.append((topic, json.loads(data)))
    field.inject("import node", "p.py", NODE, trace_bytes)
    field.order("end", MESSAGE)
    field.order("step", None)
    field.order("speed", 2)
    names = ["inject", "kill", "step", "speed"]
    assert [topic for topic, _ in sent] == [f"samara/a%20row/cmd/{name}" for name in names]
    for name, (_, payload) in zip(names, sent, strict=True):
        COMMANDS[name].model_validate(payload)
    assert sent[0][1]["trace_bytes"] == (trace_bytes or None)
    assert len({payload["id"] for _, payload in sent}) == len(sent)


def test_what_is_no_good_is_counted_and_dropped() -> None:
    model = taken(
        ("node/x/state", b"{"),
        ("node/x/state", b"[" * 100_000),
        (f"node/{NODE}/state", b'{"id": 3}'),
        ("nowhere", {"a": 1}),
        ("node", {"a": 1}),
    )
    assert model.discarded == 5
    assert model.nodes == {}


def test_a_report_that_comes_twice_is_shown_once() -> None:
    report = {"id": f"{MESSAGE}/3/1", "message": MESSAGE, "node": NODE, "value": {"n": 1}}
    topic = f"app/{MESSAGE}/report"
    assert len(taken((topic, report), (topic, report)).reports) == 1


@pytest.mark.parametrize("trace_first", [False, True])
def test_a_trace_and_an_event_of_one_hop_make_one_step(trace_first: bool) -> None:
    event = {"kind": "arrived", "node": OTHER, "message": MESSAGE, "peer": NODE, "size_bytes": 90}
    trace = {
        "message": MESSAGE,
        "n": 1,
        "node": NODE,
        "to": OTHER,
        "outcome": "hop",
        "reason": "greedy",
        "air_bytes": 300,
        "frames": [{"function": "<module>", "file": "p.py", "line": 3, "text": "x = 1"}],
        "variables": [{"name": "x", "value": "1"}],
        "budget_left_bytes": 500,
    }
    begin = {"kind": "injected", "node": NODE, "message": MESSAGE}
    told = [(f"app/{MESSAGE}/event", event), (f"app/{MESSAGE}/trace", trace)]
    if trace_first:
        told.reverse()
    (journey,) = taken((f"app/{MESSAGE}/event", begin), *told).journeys.values()
    injected, arrived = journey.steps
    assert (injected["kind"], arrived["node"], arrived["state_bytes"]) == ("injected", OTHER, 90)
    assert (arrived["reason"], arrived["air_bytes"]) == ("greedy", 300)
    assert arrived["frames"][0]["variables"] == [["x", "1"]]


def test_a_flood_of_topics_is_bounded() -> None:
    model = FieldModel()
    field = BrokerField(model, Address("127.0.0.1", 1883), "a row")

    class Message:
        topic = Topics("a row").node(NODE)
        payload = b"{}"

    for _ in range(60_000):
        field._heard(None, None, Message())  # type: ignore[arg-type]
    assert len(field._waiting) == 50_000
    assert model.discarded == 10_000
    Message.payload = b"x" * 10_000_000
    field._heard(None, None, Message())  # type: ignore[arg-type]
    assert len(field._waiting) == 50_000
