"""The time that one call takes, with the noise of a busy machine kept out."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_BATCH_S = 0.05
_BATCHES = 7


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


def _batch(call: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return time.perf_counter() - start
