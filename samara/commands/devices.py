"""`samara devices`: what is plugged in."""

import json

import typer
from rich.table import Table
from rich.text import Text

from samara import extras
from samara.terminal import err, out


def devices(
    port: list[str] = typer.Option([], metavar="PORT", help="Only this one. Repeat it."),
    as_json: bool = typer.Option(False, "--json", help="One JSON list on stdout."),
) -> None:
    """What is plugged in: port, chip, MicroPython, name. A board that runs is started anew."""
    extras.need("boards")
    from samara.boards import ports

    found = port or ports.plugged_in()
    if not found:
        err.print("no serial port was found: is the cable one for data?")
    with err.status(f"asking {len(found)} ports"):
        answers = ports.ask_all(found)
    if as_json:
        print(json.dumps([each.as_json() for each in answers]))
        return
    if not answers:
        return
    table = Table("port", "chip", "MicroPython", "name", "slot")
    for each in answers:
        if each.problem:
            table.add_row(each.port, Text(each.problem, style="red"))
        else:
            table.add_row(
                each.port, each.chip, each.micropython, each.name or "nothing deployed", each.slot
            )
    out.print(table)
