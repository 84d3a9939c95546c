"""`samara sweep`: a campaign of runs on Dask."""

import os
from pathlib import Path

import typer

from samara import campaign, campaign_runner


def sweep(
    file: Path = typer.Argument(metavar="SWEEP.toml", help="The sweep file."),
    scheduler: str | None = typer.Option(
        None, metavar="ADDRESS", help="Of a Dask cluster; default: workers on this machine."
    ),
    workers: int = typer.Option(
        os.cpu_count() or 1, min=1, metavar="N", help="How many, on this machine."
    ),
) -> None:
    """Run a grid of parameters times seeds, a process a run; go on where it was left."""
    asked = campaign.read_sweep(file)
    raise typer.Exit(campaign_runner.run_and_tell(asked, scheduler, workers))
