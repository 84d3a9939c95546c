"""The options that say which broker a field goes to, and with what."""

import contextlib
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from samara import shapes
from samara.mqtt.address import Address, parse
from samara.mqtt.broker import LoopbackBroker
from samara.refusal import Refused
from samara.terminal import err

if TYPE_CHECKING:
    from samara.gateway.gateway import Gateway

LOCAL = "local"

MQTT = typer.Option(
    None, metavar="URL", help="Publish the field: mqtt[s]://[USER@]HOST[:PORT], or `local`."
)
PASSWORD_FILE = typer.Option(
    None,
    "--mqtt-password-file",
    metavar="FILE",
    help="The broker's password; or set SAMARA_MQTT_PASSWORD.",
)
CA_FILE = typer.Option(
    None, "--mqtt-ca", metavar="FILE.pem", help="Who signed the broker's certificate."
)
HOME_ASSISTANT = typer.Option(
    False, "--home-assistant", help="Have nodes appear in Home Assistant, by its MQTT discovery."
)
METRICS = typer.Option(
    None, metavar="HOST:PORT", help="Serve /metrics there, for Prometheus; such as 127.0.0.1:9464."
)
DATA = typer.Option(
    None,
    "--data",
    metavar="FOLDER",
    help="Where the gateway keeps what must outlive it; default: ~/.local/state/samara/FIELD.",
)


@contextlib.contextmanager
def broker(url: str, password_file: Path | None, ca_file: Path | None) -> Iterator[Address]:
    """The broker's address; with `local` one is started, and ended."""
    need_paho()
    if url != LOCAL:
        yield parse(url, password_file, ca_file)
        return
    with LoopbackBroker() as running:
        say(f"{running.kind} is at {running.address}; see it with: samara watch {running.address}")
        yield running.address


def need_paho() -> None:
    """Refuses where the client of MQTT is not installed."""
    if find_spec("paho") is None:
        raise Refused("MQTT needs paho-mqtt: pip install 'samara[console]'.")


@contextlib.contextmanager
def metrics(listen: str | None, gateway: "Gateway") -> Iterator[None]:
    """Serves the gateway's figures meanwhile, if that was asked for."""
    if listen is None:
        yield
        return
    from samara.gateway.metrics import MetricsServer, page

    host, _, port = shapes.address("--metrics", listen).rpartition(":")
    try:
        server = MetricsServer(host, int(port), lambda: page(gateway))
    except OSError as error:
        raise Refused(f"--metrics {listen}: {error.strerror}. Give a free address.") from None
    say(f"metrics are at http://{host}:{server.port}/metrics")
    try:
        yield
    finally:
        server.close()


def folder(data: Path | None, field: str) -> Path:
    """Where the gateway of this field keeps its files; made where it is not there."""
    if data is None:
        state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
        name = "".join(one if one.isalnum() or one in "-_" else "_" for one in field)
        data = Path(state) / "samara" / (name or "field")
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Refused(f"--data {data}: cannot be made: {error.strerror}.") from None
    return data


def say(text: str) -> None:
    """A line for who runs it."""
    err.print(Text(text, style="dim"))
