"""`samara logs`: what boards say, live."""

import typer

from samara import extras


def logs(
    port: list[str] = typer.Option([], metavar="PORT", help="The board there. Repeat it."),
    every: bool = typer.Option(False, "--all", help="Every board that is plugged in."),
    as_json: bool = typer.Option(False, "--json", help="A JSON object a line, with its port."),
) -> None:
    """Live lines of one board, several or all, until Ctrl-C. It does not stop what runs."""
    extras.need("boards")
    from samara.boards import log_lines

    log_lines.follow(port, every, as_json)
