"""`samara dissector`: our frames in Wireshark."""

from pathlib import Path

import typer

from samara.dissector import dissector as lua
from samara.record import check_writable


def dissector(
    file: Path | None = typer.Argument(
        None, metavar="[FILE.lua]", help="Where to write it; default: standard output."
    ),
) -> None:
    """Write the Lua script that has Wireshark read captures of `samara sim --pcap`, or of UDP."""
    if file is None:
        typer.echo(lua(), nl=False)
        return
    check_writable(file)
    file.write_text(lua(), encoding="utf-8")
