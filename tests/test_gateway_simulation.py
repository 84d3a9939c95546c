"""A simulated field over MQTT: what a client of the broker sees of it, and what it may ask for."""

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from samara.gateway.gateway import _ACTIONS
from samara.gateway.simulation_host import SimulationHost
from samara.mqtt.broker import LoopbackBroker
from samara.mqtt.payloads import COMMANDS, TOPICS
from samara.reference import DOCS
from sim.ns3.field import Circle, Field, FieldNode, IoTag, Radio
from sim.ns3.live import Pace
from tests.mqtt_watcher import WAIT_S, Watcher

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")

FIELD = Field(
    "a row/1",
    tuple(
        FieldNode(name, 40.0 * at, 0.0, tags=(IoTag("light", at), IoTag("heat", 20.5, unit="C")))
        for at, name in enumerate(("ash", "elm", "fir", "oak"))
    ),
    Radio("802.15.4", 50.0),
    regions={"east": Circle(120.0, 0.0, 10.0)},
    beacon_ms=1000,
)

WALK = """\
import node
import gpsr

seen = []


def note(name):
    seen.append(name)
    x = 12000
    gpsr.travel(x, 0, None, east)


class East:
    def holds(self, x, y):
        return x == 12000


east = East()
note("start")
node.write("light", 99)
node.report({"seen": seen, "name": node.read("name")})
"""


class Running:
    """A simulation in a thread, with a watcher of it."""

    def __init__(self, broker: LoopbackBroker, field: Field, pace: Pace) -> None:
        self.watcher = Watcher(broker.address, field.name)
        self.said: list[str] = []
        self.host = SimulationHost(field, [], broker.address, self.said.append, pace=pace)
        self.thread = threading.Thread(target=self.host.run)
        self.thread.start()
        self.watcher.until(lambda: self.watcher.of("/clock"))

    def close(self) -> None:
        if self.thread.is_alive():
            self.host.end()
            self.thread.join(WAIT_S)
        self.watcher.close()


@pytest.fixture(scope="module")
def broker() -> Iterator[LoopbackBroker]:
    with LoopbackBroker() as running:
        yield running


@pytest.fixture(scope="module")
def field(broker: LoopbackBroker) -> Iterator[Running]:
    running = Running(broker, FIELD, Pace(speed=20))
    w = running.watcher
    w.until(lambda: len([n for n in w.of("/node/", "/links") if n["links"]]) >= 4)
    yield running
    running.close()


def test_every_node_is_shown_with_its_place_tags_and_links(field: Running) -> None:
    w = field.watcher

    def states() -> dict[str, Any]:
        found = [n for t, n in w.retained.items() if "/node/" in t and t.endswith("/state")]
        return {node["name"]: node for node in found}

    w.until(lambda: len(states()) == 4)
    nodes = states()
    assert {name: (n["x_m"], n["y_m"]) for name, n in nodes.items()} == {
        "ash": (0, 0),
        "elm": (40, 0),
        "fir": (80, 0),
        "oak": (120, 0),
    }
    assert {name: n["regions"] for name, n in nodes.items()} == {
        "ash": [],
        "elm": [],
        "fir": [],
        "oak": ["east"],
    }
    assert all(n["status"] == "up" for n in nodes.values())
    heat = w.until(lambda: w.retained.get(w.topics.tag(nodes["fir"]["id"], "heat")))
    assert (heat["value"], heat["unit"], heat["io"]) == (20.5, "C", True)
    topic = w.topics.node(nodes["elm"]["id"], "links")
    links = w.until(lambda: (found := w.retained[topic]["links"]) and len(found) == 2 and found)
    assert {link["peer"] for link in links} == {nodes[name]["id"] for name in ("ash", "fir")}
    assert all(link["measured"] and link["quality"] > 0.5 for link in links)
    info = w.until(
        lambda: (found := w.retained.get(w.topics.info)) and found["nodes"] == 4 and found
    )
    assert (info["simulated"], info["nodes"], info["range_m"]) == (True, 4, 50)
    assert info["regions"] == {"east": {"kind": "circle", "x_m": 120, "y_m": 0, "radius_m": 10}}


def test_a_program_s_journey_is_traced_and_its_report_comes(field: Running) -> None:
    w = field.watcher
    answer = w.ask("inject", source=WALK, filename="walk.py", node="ash", trace_bytes=100_000)
    assert answer["ok"], answer
    message = answer["result"]["message"]
    report = w.until(lambda: w.of(message, "/report"))[0]
    assert report["value"] == {"seen": ["start"], "name": "oak"}
    assert report["id"].startswith(message)
    w.until(lambda: [h for h in w.of(message, "/trace") if h["outcome"] == "finished"])
    w.until(lambda: len([h for h in w.of(message, "/trace") if h["outcome"] == "hop"]) == 3)
    hops = [h for h in w.of(message, "/trace") if h["outcome"] == "hop"]
    assert [h["n"] for h in hops] == [1, 2, 3]
    assert {h["reason"] for h in hops} == {"greedy"}
    for hop in hops:
        assert hop["text"] == "gpsr.travel(x, 0, None, east)"
        assert WALK.splitlines()[hop["line"] - 1].strip() == hop["text"]
        assert {"name": "seen", "value": "['start']"} in hop["variables"]
        assert hop["state_bytes"] > 0
        assert hop["air_bytes"] > hop["state_bytes"]
        assert 0 < hop["visit_gas"] <= hop["gas"]
        assert 0 < hop["took_s"] < 5
        assert hop["extra_air_bytes"] == 0
    assert hops[0]["budget_left_bytes"] > hops[2]["budget_left_bytes"]
    assert w.of(message, "/trace")[0]["outcome"] == "began"
    app = w.until(lambda: [a for a in w.of(message, "/state") if a["status"] == "finished"])[0]
    assert (app["hops"], app["reports"]) == (3, 1)
    oak = w.until(lambda: [t for t in w.of("/tag/light") if t["value"] == 99])[0]
    assert oak["node"] == app["node"]
    program = w.retained[w.topics.program(answer["result"]["program"])]
    assert (program["filename"], program["source"].splitlines()) == ("walk.py", WALK.splitlines())


def test_a_trace_keeps_to_its_budget(field: Running) -> None:
    w = field.watcher
    answer = w.ask("inject", source=WALK + "# b", node="ash", trace_bytes=1500)
    message = answer["result"]["message"]
    w.until(lambda: w.of(message, "/report"))
    w.until(lambda: [h for h in w.of(message, "/trace") if not h["budget_left_bytes"] or h["cut"]])
    told = sum(len(json.dumps(h)) for h in w.of(message, "/trace"))
    assert told < 1500 + 6 * 600  # heads, and the record that used it up


def test_errors_of_a_program_are_answered_with_their_places(field: Running) -> None:
    answer = field.watcher.ask("check", source="import node\nnode.report(1\n", filename="bad.py")
    assert not answer["ok"]
    assert [(p["file"], p["line"]) for p in answer["problems"]] == [("bad.py", 2)]
    answer = field.watcher.ask("check", source="import node\nnode.report(1)\n")
    assert answer["ok"]
    assert answer["result"]["bytes"]["own"] > 0


def test_what_cannot_be_done_is_answered_with_why(field: Running) -> None:
    w = field.watcher
    assert 'no node "asp"' in w.ask("inject", source="import node\n", node="asp")["reason"]
    assert "not heard" in w.ask("kill", message=f"{'0' * 16}-{'0' * 16}-1-1")["reason"]
    answer = w.ask("write", node="ash", tag="none", value=1)
    assert "no tag 'none'" in answer["reason"]
    region = "import spatial\nspatial.region('west')\n"
    assert 'no region "west"' in w.ask("inject", source=region)["reason"]


def test_a_message_is_killed_on_order(field: Running) -> None:
    w = field.watcher
    source = "import node\nwhile True:\n    node.sleep(100)\n"
    message = w.ask("inject", source=source, node="fir")["result"]["message"]
    assert w.ask("kill", message=message)["ok"]
    app = w.until(lambda: [a for a in w.of(message, "/state") if a["status"] == "killed"])[0]
    assert "operator" in app["text"]
    assert "nowhere" in w.ask("kill", message=message)["reason"]


@pytest.mark.parametrize("name", [*COMMANDS, "nonsense"])
@pytest.mark.parametrize(
    "payload",
    [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"id": 5}', b'{"id": "7", "client": "test", "x": 1}',
     b"[" * 200_000, b'{"id": "a", "id": NaN}', b"0" * 10_000_000],
    ids=lambda payload: f"{payload[:8]!r}-{len(payload)}",
)  # fmt: skip
def test_no_payload_of_a_command_goes_unanswered(field: Running, name: str, payload: bytes) -> None:
    w = field.watcher
    before = len(w.of("/answer"))
    w.client.publish(w.topics.command(name), payload, 1)
    answers = w.until(lambda: w.of("/answer")[before:])
    assert [(a["ok"], a["command"]) for a in answers] == [(False, name)]
    assert answers[0]["reason"]
    if b'"client"' in payload and name in COMMANDS:
        assert answers[0]["id"] == "7"


def test_a_flood_of_commands_is_answered_and_the_gateway_lives(field: Running) -> None:
    w = field.watcher
    before = len(w.of("/answer"))
    for _ in range(3000):
        w.client.publish(w.topics.command("check"), b"x" * 1000, 0)
    w.until(lambda: len(w.of("/answer")) - before >= 1000)
    # What comes while too many wait is refused without its id: it is sent until it is answered.
    last = json.dumps({"id": "last", "client": "test", "source": ""})
    for _ in range(20):
        w.client.publish(w.topics.command("check"), last, 1)
        with contextlib.suppress(AssertionError):
            w.until(lambda: [a for a in w.of("/answer/test") if a["id"] == "last"], WAIT_S / 20)
            break
    assert next(a["ok"] for a in w.of("/answer/test") if a["id"] == "last")


def test_a_simulation_can_be_held_stepped_and_hurried(field: Running) -> None:
    w = field.watcher
    assert w.ask("pause")["ok"]
    held_s = w.of("/clock")[-1]["field_s"]
    assert w.of("/clock")[-1]["paused"]
    assert w.ask("step", seconds=2.5)["ok"]
    w.until(lambda: w.of("/clock")[-1]["paused"] and w.of("/clock")[-1]["field_s"] > held_s + 2)
    stepped_s = w.of("/clock")[-1]["field_s"] - held_s
    assert 2.5 <= stepped_s < 2.8
    assert w.ask("speed", speed=50)["ok"]
    assert w.ask("resume")["ok"]
    w.until(lambda: w.of("/clock")[-1]["field_s"] > held_s + 10)
    assert w.of("/clock")[-1]["speed"] == 50


def test_a_node_that_dies_is_shown_silent_by_its_neighbours(field: Running) -> None:
    w = field.watcher
    fir = w.until(lambda: [n for n in w.of("/state") if n.get("name") == "fir"])[0]["id"]
    w.ask("speed", speed=20)
    w.ask("resume")
    assert w.ask("turn", node="fir", on=False)["ok"]

    def silent() -> list[Any]:
        return [e for e in w.of("/event") if e["kind"] == "silent" and e["peer"] == fir]

    w.until(lambda: w.retained[w.topics.node(fir)]["status"] == "down")
    w.until(lambda: len(silent()) == 2)
    assert w.ask("turn", node="fir", on=True)["ok"]
    w.until(lambda: w.retained[w.topics.node(fir)]["status"] == "up")
    w.until(lambda: w.retained[w.topics.node(fir)]["resets"] == 1)


def test_a_forgotten_node_takes_its_topics_along(field: Running) -> None:
    w = field.watcher
    oak = w.until(lambda: [n for n in w.of("/state") if n.get("name") == "oak"])[0]["id"]
    w.ask("pause")  # else it is there again at once, as it is if it was not looked at since
    clocks = len(w.of("/clock"))
    w.until(lambda: len(w.of("/clock")) >= clocks + 4)
    assert w.ask("forget", node="oak")["ok"]
    w.until(
        lambda: (
            not [
                topic
                for topic in w.retained
                if f"/node/{oak}/" in topic and not topic.endswith("/event")
            ]
        )
    )
    assert w.ask("resume")["ok"]
    w.until(lambda: w.topics.node(oak) in w.retained)


def test_what_a_gateway_publishes_is_numbered_without_gaps_and_fits_its_schema(
    field: Running,
) -> None:
    w = field.watcher
    answer = w.ask("inject", source=WALK + "# c", node="ash", trace_bytes=100_000)
    message = answer["result"]["message"]
    w.until(lambda: [h for h in w.of(message, "/trace") if h["outcome"] == "finished"])
    w.until(lambda: [a for a in w.of(message, "/state") if a["status"] == "finished"])
    numbers: dict[str, list[int]] = {}
    schemas = _schemas()
    forms = {
        kind: row.form.replace("samara/<field>", w.topics.base) for kind, row in TOPICS.items()
    }
    for topic, payload in list(w.got):
        if payload is None:
            continue
        (kind,) = {kind for kind, form in forms.items() if _fits(topic, form)}
        schemas[TOPICS[kind].model.__name__].validate(payload)
        numbers.setdefault(kind, []).append(payload["seq"])
    for kind, sequence in numbers.items():
        assert sequence == list(range(sequence[0], sequence[0] + len(sequence))), kind
    assert {"field", "node", "tag", "links", "app", "event", "report", "trace"} <= numbers.keys()


def _schemas() -> dict[str, Any]:
    """The schemas on the page, by the names of their payloads."""
    text = (DOCS / "mqtt.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (\w+)\n.*?^```json\n(.*?)\n```", text, re.M | re.S)
    return {name: jsonschema.Draft202012Validator(json.loads(schema)) for name, schema in found}


def test_every_command_on_the_page_is_one_that_a_gateway_does() -> None:
    assert set(_ACTIONS) == set(COMMANDS)


def _fits(topic: str, form: str) -> bool:
    if "[" in form:
        return topic.startswith(form.partition("[")[0])
    have, want = topic.split("/"), form.split("/")
    return len(have) == len(want) and all(
        b.startswith("<") or a == b for a, b in zip(have, want, strict=True)
    )
