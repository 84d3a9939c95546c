"""`samara deploy`: onto boards what their files say, and only what changed."""

from pathlib import Path

import typer

from samara import extras


def deploy(
    port: list[str] = typer.Option([], metavar="PORT", help="The board there. Repeat it."),
    every: bool = typer.Option(False, "--all", help="Every board that is plugged in."),
    board: list[Path] = typer.Option(
        [], metavar="FILE", help="Its board.toml; default ./board.toml. Repeat it, a --port each."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON list on stdout."),
    retry: int = typer.Option(1, min=0, metavar="N", help="Times to try again."),
) -> None:
    """Put configuration and firmware on boards. Interrupted, a board boots what it ran before."""
    extras.need("boards")
    from samara.boards import deploying

    raise typer.Exit(deploying.deploy_all(port, every, board, as_json, retry))
