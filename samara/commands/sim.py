"""`samara sim`: a program in a field in ns-3."""

import socket
import tomllib
from pathlib import Path
from typing import Any

import typer

from samara import shapes, simulation
from samara.commands.console import LISTEN
from samara.commands.demo import SPEED
from samara.gateway import options
from samara.refusal import Refused


def sim(
    field: Path = typer.Argument(metavar="FIELD.toml", help="The field file."),
    program: Path | None = typer.Option(
        None, metavar="PROG.py", help="The program; without it, what the field's [[inject]] says."
    ),
    at: str | None = typer.Option(
        None, metavar="NODE", help="Where the program starts; default: the field's first node."
    ),
    seed: int = typer.Option(1, min=0, metavar="N", help="Of everything that is random."),
    until: float | None = typer.Option(
        None,
        min=0.001,
        max=1e9,
        metavar="S",
        help="Simulated seconds; default: until programs have ended.",
    ),
    start_time: float = typer.Option(
        0.0,
        min=-1e12,
        max=1e12,
        metavar="S",
        help="The simulated clock at which readings begin.",
    ),
    json: Path | None = typer.Option(None, metavar="FILE", help="Write the record of the run."),
    plot: Path | None = typer.Option(None, metavar="FILE.png", help="Draw the run."),
    trace: Path | None = typer.Option(
        None, metavar="FILE.parquet", help="Write a row for each frame and event."
    ),
    pcap: Path | None = typer.Option(
        None, metavar="FILE.pcap", help="Write all that is on air; see `samara dissector`."
    ),
    netanim: Path | None = typer.Option(
        None, metavar="FILE.xml", help="Write an animation for ns-3's NetAnim."
    ),
    set_: list[str] = typer.Option(
        [], "--set", metavar="KEY=VALUE", help="Of the field, as in radio.range_m=40; repeatable."
    ),
    mqtt: str | None = options.MQTT,
    mqtt_password_file: Path | None = options.PASSWORD_FILE,
    mqtt_ca: Path | None = options.CA_FILE,
    home_assistant: bool = options.HOME_ASSISTANT,
    metrics: str | None = options.METRICS,
    data: Path | None = options.DATA,
    real_time: bool = typer.Option(
        False, "--real-time", help="Keep to the wall clock, as --real does too."
    ),
    real: list[str] = typer.Option(
        [],
        metavar="NODE=HOST:PORT",
        help="A process is this node, behind a radio at that address; see `samara node --gateway`.",
    ),
    console: bool = typer.Option(False, "--console", help="On a page in a browser, as it runs."),
    speed: float = SPEED,
    listen: str = typer.Option(LISTEN, metavar="HOST:PORT", help="Where the page is served."),
    password_file: Path | None = typer.Option(None, metavar="FILE", help="The page's password."),
) -> None:
    """Run a program in a field of nodes in ns-3."""
    request = simulation.Request(
        field,
        program,
        at,
        seed,
        until,
        start_time,
        trace,
        pcap,
        netanim,
        _changes(set_),
        real_time,
        dict(_real(text) for text in real),
    )
    if mqtt is not None:
        with options.broker(mqtt, mqtt_password_file, mqtt_ca) as broker:
            published = simulation.Published(broker, home_assistant, metrics, data)
            raise typer.Exit(simulation.publish(request, published))
    if console:
        simulation.show_live(request, speed, listen, password_file)
        return
    raise typer.Exit(simulation.run_and_tell(request, json, plot))


def _changes(given: list[str]) -> dict[str, Any]:
    """What --set says, by key; values are TOML's."""
    changes = {}
    for text in given:
        key, equals, value = text.partition("=")
        try:
            changes[key.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            equals = ""
        if not equals or not key.strip():
            raise Refused(
                f"--set {text}: give a key of the field file and a value as TOML has it, "
                "as in --set radio.range_m=40 or --set 'field.name=\"wide\"'."
            )
    return changes


def _real(text: str) -> tuple[str, tuple[str, int]]:
    """What --real says: the node, and where its radio listens."""
    name, equals, address = text.partition("=")
    if not equals or not name:
        raise Refused(f"--real {text}: give a node and an address: --real elm=127.0.0.1:9001.")
    host, _, port = shapes.address("--real", address).rpartition(":")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((host, int(port)))
    except OSError as error:
        raise Refused(
            f"--real {text}: {error.strerror}. Give an address of this machine and a free port."
        ) from None
    return name, (host, int(port))
