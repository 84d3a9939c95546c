"""The processor time that one call takes, whatever else a machine does; how it is shown."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich import box
from rich.table import Table

_BATCH_S = 0.05
_BATCHES = 7
_ENOUGH_S = 1.0
_MOST_CALLS = 20


@dataclass(frozen=True)
class Ratio:
    """What was measured, in seconds a call, against what it is held to."""

    name: str
    ours_s: float
    yardstick: str
    yardstick_s: float

    @property
    def times(self) -> float:
        return self.ours_s / self.yardstick_s


def seconds_a_call(call: Callable[[], object]) -> float:
    """The least mean of several batches: noise only ever adds."""
    calls = 1
    while (took := _batch(call, calls)) < _BATCH_S:
        calls = max(calls * 2, int(calls * _BATCH_S / max(took, 1e-6)))
    return min(_batch(call, calls) for _ in range(_BATCHES)) / calls


def least_seconds(call: Callable[[], object]) -> float:
    """The least time of single calls, for calls that take many milliseconds."""
    times = [_batch(call, 1), _batch(call, 1)]
    while len(times) < _MOST_CALLS and sum(times) < _ENOUGH_S:
        times.append(_batch(call, 1))
    return min(times)


def _batch(call: Callable[[], object], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        call()
    return time.process_time() - start


def empty_table(title: str, first_column: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column(first_column)
    return table


def ratio_table(title: str, ratios: Iterable[Ratio]) -> Table:
    table = empty_table(f"{title}: how many times the yardstick's time (less is better)", "what")
    table.add_column("ours", justify="right")
    table.add_column("yardstick")
    table.add_column("its time", justify="right")
    table.add_column("ratio", justify="right", style="bold")
    for ratio in ratios:
        table.add_row(
            ratio.name,
            as_time(ratio.ours_s),
            ratio.yardstick,
            as_time(ratio.yardstick_s),
            f"{ratio.times:.1f}",
        )
    return table


def as_time(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.1f} {unit}"
    return f"{seconds * 1e6:.1f} us"
