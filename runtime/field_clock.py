"""The field's time: set at a gateway, and spread from there by beacons."""

from runtime.constant import const

_UNKNOWN_S = const(0xFFFF)


class FieldClock:
    """What the field's clock shows, by this node's own.

    Whoever tells the time says how long ago a gateway did, and what is newer counts: so it
    spreads over any links, and nodes that lost their gateway do not take old time from each other.
    """

    __slots__ = ("_ahead_ms", "_gateway", "_told_ms")

    def __init__(self):
        self._ahead_ms = None
        self._told_ms = 0
        self._gateway = False

    def set(self, now_ms, time_ms):
        """This node is a gateway, and the field's clock shows `time_ms` now."""
        self._gateway = True
        self._ahead_ms = time_ms - now_ms

    def hear(self, now_ms, age_s, time_ms):
        """The clock shows `time_ms`, as a gateway said so long ago."""
        told_ms = time_ms - age_s * 1000
        if age_s == _UNKNOWN_S or self._gateway:
            return
        if self._ahead_ms is None or told_ms > self._told_ms:
            self._told_ms = told_ms
            self._ahead_ms = time_ms - now_ms

    def age_s(self, now_ms):
        """How long ago a gateway told the time, rounded up; 65,535 where none has."""
        if self._ahead_ms is None or self._gateway:
            return _UNKNOWN_S if self._ahead_ms is None else 0
        return min((now_ms + self._ahead_ms - self._told_ms + 999) // 1000, _UNKNOWN_S)

    def read(self, now_ms):
        """The field's time in ms, or None where it is not known."""
        return None if self._ahead_ms is None else now_ms + self._ahead_ms
