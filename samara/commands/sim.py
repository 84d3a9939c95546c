"""`samara sim`: a program in a field in ns-3."""

import tomllib
from pathlib import Path
from typing import Any

import typer

from samara import simulation
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
) -> None:
    """Run a program in a field of nodes in ns-3."""
    request = simulation.Request(
        field, program, at, seed, until, start_time, trace, pcap, netanim, _changes(set_)
    )
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
