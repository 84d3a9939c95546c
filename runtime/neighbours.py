"""Who is near: what their beacons told, until they fall silent."""

from runtime.constant import const

_PERIODS = const(7)  # half periods of silence after which a neighbour is gone
_CAPACITY = const(32)
_LEAST_PERIOD_MS = const(100)
_MOST_PERIOD_MS = const(600000)

NEW = 1
REBOOTED = 2
KNOWN = 3
NO_ROOM = 4


class Neighbour:
    """A node heard lately; `address` is its opaque address on the link."""

    __slots__ = ("address", "epoch", "gone_ms", "id", "period_ms", "x_cm", "y_cm")

    def __init__(self, node_id):
        self.id = node_id
        self.address = b""
        self.epoch = 0
        self.x_cm = 0
        self.y_cm = 0
        self.period_ms = 0
        self.gone_ms = 0


class Neighbours:
    """At most `capacity` neighbours; each lasts 3.5 of its own beacon periods in silence.

    When the table is full a stranger waits until another is gone: a neighbour that messages
    rely on is not replaced under them.
    """

    __slots__ = ("_by_address", "_by_id", "_first_ms", "capacity")

    def __init__(self, capacity=_CAPACITY):
        self.capacity = capacity
        self._by_id = {}
        self._by_address = {}
        self._first_ms = 0  # before then nobody is gone

    def hear(self, now_ms, address, beacon):
        """Learn from a beacon: NEW, REBOOTED, KNOWN or NO_ROOM.

        A beacon of an earlier boot than the one known is late, and tells nothing.
        """
        self.expire(now_ms)
        neighbour = self._by_id.get(beacon.id)
        outcome = KNOWN
        if neighbour is None:
            if len(self._by_id) >= self.capacity:
                return NO_ROOM
            neighbour = self._by_id[beacon.id] = Neighbour(beacon.id)
            outcome = NEW
        elif beacon.epoch < neighbour.epoch:
            return KNOWN
        elif beacon.epoch > neighbour.epoch:
            outcome = REBOOTED
        self._unlink(neighbour)
        neighbour.address = address
        self._by_address[address] = neighbour
        neighbour.epoch = beacon.epoch
        neighbour.x_cm = beacon.x_cm
        neighbour.y_cm = beacon.y_cm
        neighbour.period_ms = min(max(beacon.period_ms, _LEAST_PERIOD_MS), _MOST_PERIOD_MS)
        self._alive(now_ms, neighbour)
        return outcome

    def touch(self, now_ms, address):
        """Any good frame from an address says that its node is there; the neighbour, or None."""
        neighbour = self._by_address.get(address)
        if neighbour is None or neighbour.gone_ms <= now_ms:
            return None
        self._alive(now_ms, neighbour)
        return neighbour

    def get(self, now_ms, node_id):
        """The neighbour of this id, or None."""
        self.expire(now_ms)
        return self._by_id.get(node_id)

    def forget(self, node_id):
        """Drop a neighbour that does not answer; its next beacon brings it back."""
        if node_id in self._by_id:
            self._unlink(self._by_id.pop(node_id))

    def expire(self, now_ms):
        """Drop those silent for too long; every call above does it first."""
        if now_ms < self._first_ms:
            return
        for neighbour in list(self._by_id.values()):
            if neighbour.gone_ms <= now_ms:
                self.forget(neighbour.id)
        self._first_ms = min([n.gone_ms for n in self._by_id.values()] or [now_ms])

    def all(self, now_ms):
        """The neighbours, sorted by id."""
        self.expire(now_ms)
        return [self._by_id[node_id] for node_id in sorted(self._by_id)]

    def _unlink(self, neighbour):
        known = self._by_address.get(neighbour.address)
        if known is not None and known.id == neighbour.id:
            del self._by_address[neighbour.address]

    def _alive(self, now_ms, neighbour):
        neighbour.gone_ms = now_ms + neighbour.period_ms * _PERIODS // 2
        if neighbour.gone_ms < self._first_ms:
            self._first_ms = neighbour.gone_ms
