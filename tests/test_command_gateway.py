"""`samara node --mqtt`, `watch` and `export`, as a person runs them; TLS, passwords, /metrics."""

import base64
import csv
import datetime
import hashlib
import ipaddress
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samara.gateway.history import HISTORY, read
from samara.mqtt.address import PASSWORD_VARIABLE, Address, parse
from samara.mqtt.broker import LoopbackBroker, _mosquitto, installed
from samara.refusal import Refused
from tests.mqtt_watcher import WAIT_S, Watcher

SECRET = "correct-horse-7391"

# Prometheus' text format: a comment, or a name, labels and a value.
SAMPLE = re.compile(
    r'[a-z_]+(\{[a-z_]+="([^"\\\n]|\\[\\n"])*"(,[a-z_]+="([^"\\\n]|\\[\\n"])*")*\})? [-+.e\d]+$'
)


def _free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _samara(*arguments: object, **words: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "samara", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **words,
    )


def _stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGTERM)
    return process.communicate(timeout=WAIT_S)[0]


@pytest.fixture(scope="module")
def broker() -> Iterator[LoopbackBroker]:
    with LoopbackBroker() as running:
        yield running


class Node:
    """A gateway node as a process, with what it was seen to publish."""

    def __init__(self, broker: LoopbackBroker, folder: Path) -> None:
        self.folder = folder
        self.metrics = f"127.0.0.1:{_free_port()}"
        self.watcher = Watcher(broker.address, "yard")
        self.process = _samara(
            "node", "--name", "gate", "--listen", f"127.0.0.1:{_free_port(socket.SOCK_DGRAM)}",
            "--mqtt", broker.address, "--mqtt-field", "yard", "--data", folder,
            "--tag", "lamp=false", "--tag", "heat=21.5", "--region", "yard=circle:0,0,5",
            "--home-assistant", "--metrics", self.metrics,
        )  # fmt: skip
        self.watcher.until(lambda: self.watcher.of("/tag/heat"))


@pytest.fixture(scope="module")
def node(broker: LoopbackBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    made = Node(broker, tmp_path_factory.mktemp("data"))
    yield made
    made.watcher.close()
    _stop(made.process)


def _until(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process prints until a line fits the pattern."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if re.search(pattern, line):
            return text
    raise AssertionError(f"no {pattern!r} in:\n{text}")


def test_watch_prints_what_happens(broker: LoopbackBroker, node: Node) -> None:
    watching = _samara("watch", broker.address, "--field", "yard", "--tags", "--for", WAIT_S)
    text = _until(watching, r"gate +tag +heat = 21\.5")
    assert re.search(r"gate +up +at \(0, 0\) m", text)
    source = "import node\nprint('hello')\nnode.report(node.read('heat'))\n"
    assert node.watcher.ask("inject", source=source)["ok"]
    text = _until(watching, "finished")
    assert re.search(r"gate +report +\S+ +21\.5", text)
    assert re.search(r"gate +print +\S+ +hello", text)
    _stop(watching)


def test_watch_prints_payloads_for_other_programs(broker: LoopbackBroker, node: Node) -> None:
    watching = _samara("watch", broker.address, "--json", "--for", WAIT_S)
    for line in _until(watching, "tag/heat").splitlines():
        assert json.loads(line)["topic"].startswith("samara/yard/")
    _stop(watching)


def test_standing_programs_run_when_a_node_joins_and_from_a_button(node: Node) -> None:
    w = node.watcher
    standing = {"name": "greet", "source": "import node\nnode.report('hi')\n", "joins": "yard"}
    assert w.ask("standing-add", standing=standing)["ok"]
    w.until(lambda: [r for r in w.of("/report") if r["value"] == "hi"])
    gateway = w.until(
        lambda: [g for g in w.of("/gateway/") if g["standing"] and g["standing"][0]["runs"]]
    )
    assert gateway[-1]["standing"][0]["name"] == "greet"
    assert w.ask("press", name="greet")["ok"]
    w.until(lambda: len([r for r in w.of("/report") if r["value"] == "hi"]) == 2)
    assert "no region" in w.ask("standing-add", standing={**standing, "joins": "moon"})["reason"]
    assert "joins" in w.ask("standing-add", standing={**standing, "at": "* * * * *"})["reason"]
    assert w.ask("standing-remove", name="greet")["ok"]
    assert "no standing" in w.ask("press", name="greet")["reason"]


def test_home_assistant_is_told_and_may_toggle_what_it_was_told_of(
    broker: LoopbackBroker, node: Node
) -> None:
    w = node.watcher
    gate = w.retained[next(t for t in w.retained if "/gateway/" in t)]["id"]
    found = _retained(broker, f"homeassistant/device/samara_yard_{gate}/config")
    components = found["components"]
    platforms = {one["name"]: one["platform"] for one in components.values()}
    assert (platforms["lamp"], platforms["heat"]) == ("switch", "number")
    w.client.publish(components["lamp"]["command_topic"], components["lamp"]["payload_on"], 1)
    w.until(lambda: w.retained[w.topics.tag(gate, "lamp")]["value"] is True)
    for tag in ("name", "nonsense"):
        assert not w.ask("toggle", node=gate, tag=tag, value=1)["ok"]


def _retained(broker: LoopbackBroker, topic: str) -> Any:
    import paho.mqtt.subscribe as subscribe

    message = subscribe.simple(topic, hostname=broker.address.host, port=broker.address.port)
    return json.loads(message.payload)


def test_metrics_are_as_prometheus_reads_them(node: Node) -> None:
    with urllib.request.urlopen(f"http://{node.metrics}/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        lines = answer.read().decode().splitlines()
    for line in lines:
        assert line.startswith(("# HELP samara_", "# TYPE samara_")) or SAMPLE.match(line), line
    assert 'samara_nodes{status="up"} 1' in lines
    assert 'samara_tag{node="gate",tag="heat",unit=""} 21.5' in lines
    assert "samara_broker_connected 1" in lines
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://{node.metrics}/secrets")


def test_export_writes_the_history_of_tags(node: Node, tmp_path: Path) -> None:
    w = node.watcher
    for value in (22.5, 23.5):
        assert w.ask("write", node="gate", tag="heat", value=value)["ok"]
    end_s = time.monotonic() + WAIT_S
    while len(list(read(node.folder / HISTORY, tag="heat"))) < 3:
        assert time.monotonic() < end_s, "the history is not written"
        time.sleep(0.1)
    for name in ("all.csv", "all.parquet"):
        done = _samara("export", tmp_path / name, "--data", node.folder, "--tag", "heat")
        assert "3 values" in done.communicate(timeout=WAIT_S)[0]
    with (tmp_path / "all.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["value"] for row in rows] == ["21.5", "22.5", "23.5"]
    assert {row["name"] for row in rows} == {"gate"}
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(tmp_path / "all.parquet").to_pylist()
    assert [row["number"] for row in table] == [21.5, 22.5, 23.5]
    done = _samara("export", tmp_path / "x.csv", "--data", tmp_path)
    assert "no such history" in done.communicate(timeout=WAIT_S)[0]


# -- login and TLS


def test_an_address_says_its_password_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    address = parse(f"mqtts://me:{SECRET}@host")
    assert address.password == SECRET
    assert SECRET not in f"{address} {address!r}"
    assert (str(address), address.port) == ("mqtts://me@host:8883", 8883)
    for bad in (
        f"http://me:{SECRET}@host",
        f"mqtt://me:{SECRET}@host:x",
        f"mqtt://me:{SECRET}@host/p",
    ):
        with pytest.raises(Refused) as refused:
            parse(bad)
        assert SECRET not in str(refused.value)
    file = tmp_path / "password"
    file.write_text("other\n")
    assert parse("mqtt://me:x@host", file).password == "other"
    monkeypatch.setenv(PASSWORD_VARIABLE, "third")
    assert parse("mqtt://me@host").password == "third"


class Guarded:
    """A Mosquitto that wants TLS and a password."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.ca = folder / "ca.pem"
        key = folder / "key.pem"
        _certificate(self.ca, key)
        salt = os.urandom(12)
        hashed = hashlib.pbkdf2_hmac("sha512", SECRET.encode(), salt, 101)
        both = (base64.b64encode(part).decode() for part in (salt, hashed))
        (folder / "passwords").write_text(f"me:$7$101${'$'.join(both)}\n")
        (folder / "passwords").chmod(0o644)
        key.chmod(0o644)
        folder.chmod(0o755)
        config = folder / "mosquitto.conf"
        config.write_text(
            f"user root\nlistener {self.port} 127.0.0.1\nallow_anonymous false\n"
            f"password_file {folder / 'passwords'}\ncafile {self.ca}\n"
            f"certfile {self.ca}\nkeyfile {key}\n"
        )
        self.process = subprocess.Popen(
            [str(_mosquitto()), "-c", str(config)], stderr=subprocess.PIPE
        )


def _certificate(path: Path, key_path: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    if installed() != "mosquitto":
        pytest.skip("Mosquitto is not installed: apt-get install mosquitto")
    made = Guarded(tmp_path_factory.mktemp("guarded"))
    end_s = time.monotonic() + WAIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", made.port), 0.2).close()
            break
        except OSError:
            assert time.monotonic() < end_s
            time.sleep(0.05)
    yield made
    made.process.terminate()
    made.process.wait()


def _guarded_node(
    guarded: Guarded, folder: Path, password: str, *more: object
) -> subprocess.Popen[str]:
    return _samara(
        "node", "--name", "gate", "--listen", f"127.0.0.1:{_free_port(socket.SOCK_DGRAM)}",
        "--mqtt", f"mqtts://me@127.0.0.1:{guarded.port}", "--mqtt-field", "safe", "--data", folder,
        *more, env={**os.environ, PASSWORD_VARIABLE: password},
    )  # fmt: skip


def test_a_gateway_goes_by_tls_and_password_and_says_it_nowhere(
    guarded: Guarded, tmp_path: Path
) -> None:
    process = _guarded_node(guarded, tmp_path, SECRET, "--mqtt-ca", guarded.ca)
    watcher = Watcher(Address("127.0.0.1", guarded.port, True, "me", SECRET, guarded.ca), "safe")
    try:
        watcher.until(lambda: [g for g in watcher.of("/gateway/") if g["online"]])
        answer = watcher.ask("check", source="")
        assert answer["ok"]
        said = json.dumps(watcher.got)
    finally:
        watcher.close()
        printed = _stop(process)
    assert SECRET not in said + printed
    for path in tmp_path.rglob("*"):
        assert SECRET.encode() not in path.read_bytes()


def test_a_wrong_password_or_certificate_is_told_without_it(
    guarded: Guarded, tmp_path: Path
) -> None:
    wrong = _guarded_node(guarded, tmp_path / "a", "wrong-" + SECRET, "--mqtt-ca", guarded.ca)
    unknown = _guarded_node(guarded, tmp_path / "b", SECRET)
    texts = [_until(wrong, "refuses: Not authorized"), _until(unknown, "cannot be reached")]
    texts += [_stop(wrong), _stop(unknown)]
    assert all(SECRET not in text for text in texts)
