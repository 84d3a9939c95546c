"""When a node says that it is here."""

from runtime.constant import const

_DOUBLINGS = const(3)  # of the period, where nothing is new


class Beacons:
    """Every `period_ms` or so, an eighth more or less, so that neighbours do not stay in step.

    The first comes in the first quarter of a period. Where nothing is new the period doubles with
    each beacon, up to eight times what it was at first; what is new brings the first one back
    (after Trickle, RFC 6206). A stranger's beacon draws one early, at most once between two that
    are due anyway: tables fill fast when a field starts. A period of 0 means none at all.
    """

    __slots__ = ("_drawn", "_jitter", "_news", "_shortest_ms", "due_ms", "period_ms")

    def __init__(self, period_ms, seed_bytes):
        self.period_ms = period_ms
        self._shortest_ms = period_ms
        self._jitter = Jitter(seed_bytes)
        self._drawn = False
        self._news = -1
        self.due_ms = self._jitter.below(period_ms // 4 + 1) if period_ms else None

    def fire(self, now_ms, news=0):
        """Whether a beacon is to be sent now; `period_ms` is then how long until the next.

        `news` counts what the neighbours should not wait long for.
        """
        if self.due_ms is None or self.due_ms > now_ms:
            return False
        if news != self._news:
            self._news = news
            self.period_ms = self._shortest_ms
        elif self.period_ms < self._shortest_ms << _DOUBLINGS:
            self.period_ms *= 2
        quarter_ms = self.period_ms // 4
        self.due_ms = now_ms + self.period_ms - quarter_ms // 2 + self._jitter.below(quarter_ms + 1)
        self._drawn = False
        return True

    def hurry(self, now_ms):
        """There is news: the next comes within the shortest period."""
        if self.due_ms is not None and self.due_ms > now_ms + self._shortest_ms:
            self.due_ms = now_ms + self._shortest_ms

    def draw(self, now_ms):
        """A stranger was heard: it should hear us soon."""
        if self.due_ms is None or self._drawn:
            return
        soon_ms = now_ms + self._jitter.below(self._shortest_ms // 8 + 1)
        if soon_ms < self.due_ms:
            self.due_ms = soon_ms
            self._drawn = True


class Jitter:
    """Whole numbers that look random, the same for the same seed (Marsaglia 2003, xorshift32)."""

    __slots__ = ("_state",)

    def __init__(self, seed_bytes):
        state = 2463534242
        for byte in seed_bytes:
            state = (state * 31 + byte + 1) & 0xFFFFFFFF
        self._state = state or 1

    def below(self, bound):
        """One of 0 .. bound - 1."""
        state = self._state
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        self._state = state
        return state % bound
