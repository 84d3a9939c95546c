"""A campaign on a Dask cluster, and what is shown and drawn of it."""

import contextlib
import logging
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from samara import campaign, campaign_plot
from samara.campaign import Done, Point, Store, Sweep
from samara.refusal import EXIT_FAILED, EXIT_INTERRUPTED, Refused
from samara.terminal import err, out
from sim.ns3.process import SimulationDied

_CONNECT_S = 10
_SHOWN = ("completion_s", "frames", "bytes_on_air", "joules")


def run_and_tell(sweep: Sweep, scheduler: str | None, workers: int) -> int:
    """Runs what is not done yet, writes tables and plots, and gives the exit code."""
    _check_installed()
    points = campaign.points(sweep)
    store = Store(sweep.out)
    runs = {point.key: run for point in points if (run := store.get(point)) is not None}
    left = [point for point in points if point.key not in runs]
    if runs:
        err.print(Text(f"{len(runs):,} of {len(points):,} runs are done already", style="dim"))
    interrupted = False
    try:
        if left:
            with cluster_of(scheduler, min(workers, len(left))) as client, _progress() as progress:
                task = progress.add_task("runs", total=len(left))
                for point, run in run_all(client, left):
                    runs[point.key] = run
                    if run.measures:
                        store.put(point, run)
                    progress.advance(task)
    except KeyboardInterrupt:
        interrupted = True
    finished = [runs[point.key] for point in points if point.key in runs]
    if finished:
        store.write_tables(finished)
        campaign_plot.draw(sweep, campaign.summary(finished), store.folder)
        _show(sweep, finished)
    if interrupted:
        err.print(
            f"interrupted: {len(finished):,} of {len(points):,} runs are kept in {store.folder}; "
            f"`samara sweep {sweep.file}` goes on."
        )
        return EXIT_INTERRUPTED
    return _tell_lost(finished)


def run_all(
    client: Any, points: Sequence[Point], act: Callable[[Any], Any] = campaign.run_point
) -> Iterator[tuple[Point, Done]]:
    """Each point with what came of it, in the order of their ends; `act` runs on the workers.

    What its worker or its ns-3 process died of, or died beside, runs once more, alone: so whoever
    dies then has nobody else to blame.
    """
    from distributed import KilledWorker, as_completed, wait

    waiting = deque(points)
    by_future: dict[Any, Point] = {}
    ends = as_completed()
    again: list[Point] = []
    while waiting or by_future:
        while waiting and len(by_future) < max(1, sum(client.nthreads().values())):
            point = waiting.popleft()
            future = client.submit(act, point.job, key=f"{point.key}-1", retries=0)
            by_future[future] = point
            ends.add(future)
        future = next(ends)
        point = by_future.pop(future)
        if isinstance(future.exception(), (KilledWorker, SimulationDied)):
            again.append(point)
        else:
            yield point, _end(point, future)
    for point in again:
        future = client.submit(act, point.job, key=f"{point.key}-2", retries=0)
        wait(future)
        yield point, _end(point, future)


def _end(point: Point, future: Any) -> Done:
    error = future.exception()
    if error is None:
        return campaign.done(point, future.result())
    text = f"{type(error).__name__}: {error}"
    return Done(point.values, point.seed, point.command, {}, error=text)


@contextlib.contextmanager
def cluster_of(scheduler: str | None, workers: int) -> Iterator[Any]:
    """A client of the cluster at an address, or of one of our own."""
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=_CONNECT_S)
        except (OSError, ValueError) as error:
            raise Refused(
                f"--scheduler {scheduler}: no Dask scheduler answers there ({error}). "
                "Start one with `dask scheduler`, and give the address that it prints."
            ) from None
        with client:
            yield client
        return
    settings = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.comm.timeouts.connect": _CONNECT_S,
    }
    with dask.config.set(settings):
        # Workers inherit it: Ctrl-C is ours, and we end them.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=0,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        with cluster, Client(cluster) as client:
            yield client


def _check_installed() -> None:
    try:
        import distributed
        import pyarrow

        del distributed, pyarrow
    except ImportError as error:
        raise Refused(
            f"a sweep needs {error.name}, which is not installed: pip install 'samara[sweep]'."
        ) from None


def _show(sweep: Sweep, runs: Sequence[Done]) -> None:
    table = Table(
        title=Text(f"{sweep.file.stem}: mean of the runs, with its 95 % interval", style="bold"),
        title_justify="left",
    )
    for name in sweep.grid:
        table.add_column(Text(name))
    table.add_column("runs", justify="right")
    table.add_column("completed", justify="right")
    for measure in _SHOWN:
        table.add_column(measure, justify="right")
    for row in campaign.summary(runs):
        completed = row["completed_mean"]
        table.add_row(
            *(Text(str(row[name])) for name in sweep.grid),
            str(row["runs"]),
            "" if completed is None else f"{100 * completed:.0f} %",
            *(_with_interval(row[f"{m}_mean"], row[f"{m}_ci95"]) for m in _SHOWN),
        )
    out.print(table)
    out.print(Text(str(sweep.out / "results.parquet")))
    out.print(Text(str(sweep.out / "summary.parquet")))


def _with_interval(mean: float | None, half: float | None) -> str:
    if mean is None:
        return ""
    return f"{mean:,.4g}" if half is None else f"{mean:,.4g} ± {half:,.2g}"


def _tell_lost(runs: Sequence[Done]) -> int:
    """Says which runs gave nothing, and how to repeat each."""
    lost = [run for run in runs if not run.measures]
    for run in lost:
        err.print(Text.assemble(("lost: ", "bold red"), f"{run.error}"))
        err.print(Text(f"  to repeat it: {run.command}"))
    return EXIT_FAILED if lost else 0


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("to go:"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
