"""The options that say which broker a field goes to, and with what."""

import contextlib
import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import typer
from rich.text import Text

from samara.mqtt.address import Address, parse
from samara.mqtt.broker import LoopbackBroker
from samara.refusal import Refused
from samara.terminal import err

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
DATA = typer.Option(
    None,
    "--data",
    metavar="FOLDER",
    help="Where the gateway keeps what must outlive it; default: ~/.local/state/samara/FIELD.",
)


@contextlib.contextmanager
def broker(url: str, password_file: Path | None, ca_file: Path | None) -> Iterator[Address]:
    """The broker's address; with `local` one is started, and ended."""
    if find_spec("paho") is None:
        raise Refused("--mqtt needs paho-mqtt: pip install 'samara[console]'.")
    if url != LOCAL:
        yield parse(url, password_file, ca_file)
        return
    with LoopbackBroker() as running:
        say(f"{running.kind} is at {running.address}; see it with: samara watch {running.address}")
        yield running.address


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
