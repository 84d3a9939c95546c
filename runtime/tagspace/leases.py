"""Names that end at a time, the soonest first, with no scan of all of them."""

from heapq import heapify, heappop, heappush

_STALE_FLOOR = 16  # below this, entries of leases let go are not worth a rebuild


class Leases:
    """A heap of (ends_ms, serial, name).

    An entry that is let go stays in the heap until it surfaces, or until such entries outnumber
    the live ones and the heap is rebuilt; so it holds at most twice the live leases and a few.
    """

    __slots__ = ("_heap", "_live", "_serial")

    def __init__(self):
        self._heap = []
        self._live = {}
        self._serial = 0

    def take(self, name, ends_ms):
        """`name` ends at `ends_ms`, whatever was said of it before."""
        self.let_go(name)
        self._serial += 1
        entry = (ends_ms, self._serial, name)
        self._live[name] = entry
        heappush(self._heap, entry)

    def let_go(self, name):
        """`name` has no lease; nothing where it had none."""
        if self._live.pop(name, None) is None:
            return
        if len(self._heap) > 2 * len(self._live) + _STALE_FLOOR:
            self._heap = list(self._live.values())
            heapify(self._heap)

    def ends_ms(self, name):
        """When the lease of `name` ends, or None."""
        entry = self._live.get(name)
        return entry[0] if entry else None

    def next_ms(self):
        """When the soonest lease ends, or None."""
        heap = self._heap
        while heap and self._live.get(heap[0][2]) is not heap[0]:
            heappop(heap)
        return heap[0][0] if heap else None

    def ended(self, now_ms):
        """The names whose leases have ended by `now_ms`, in the order of their ends."""
        names = []
        ends_ms = self.next_ms()
        while ends_ms is not None and ends_ms <= now_ms:
            name = heappop(self._heap)[2]
            del self._live[name]
            names.append(name)
            ends_ms = self.next_ms()
        return names
