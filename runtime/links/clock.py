"""Milliseconds since boot, on CPython and on MicroPython, whose ticks wrap."""

import time


class Clock:
    """Counts from 0 when it is made. On a board, ask it at least every few days (`ticks_ms`)."""

    __slots__ = ("_last", "_ms")

    def __init__(self):
        self._ms = 0
        self._last = _ticks()

    def now_ms(self):
        ticks = _ticks()
        self._ms += _elapsed_ms(ticks, self._last)
        self._last = ticks
        return self._ms


if hasattr(time, "ticks_ms"):
    _ticks = time.ticks_ms
    _elapsed_ms = getattr(time, "ticks_diff")  # noqa: B009, CPython's stubs lack it

else:

    def _ticks():
        return time.monotonic_ns() // 1_000_000

    def _elapsed_ms(later, earlier):
        return later - earlier
