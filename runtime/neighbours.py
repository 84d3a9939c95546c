"""Who is near: what their beacons told, until they fall silent."""

from runtime.constant import const

_PERIODS = const(7)  # half periods of silence after which a neighbour is gone
_CAPACITY = const(32)
_LEAST_PERIOD_MS = const(100)
_MOST_PERIOD_MS = const(600000)
_PERFECT = const(255)
_FIRST = const(160)  # the quality of whom one beacon was heard of
_WELL = const(96)  # a third of the beacons come through
_SHORT_BYTES = const(2)
_ROOTS = const(4)  # remembered of a neighbour

NEW = 1
REBOOTED = 2
KNOWN = 3
NO_ROOM = 4


class Neighbour:
    """A node heard lately; `address` is its opaque address on the link.

    `quality` is the share of its beacons that come through, of 255: a running mean over eight or
    so. `heard` has the short ids of those that it says it hears, and `hears_me` whether this node
    is one of them. `load` is what its beacon told. `roots` are the programs whose code it has had
    lately.
    """

    __slots__ = (
        "address",
        "epoch",
        "gone_ms",
        "heard",
        "heard_ms",
        "hears_me",
        "id",
        "load",
        "period_ms",
        "quality",
        "roots",
        "serial",
        "short",
        "x_cm",
        "y_cm",
    )

    def __init__(self, node_id):
        self.id = node_id
        self.address = b""
        self.epoch = 0
        self.x_cm = 0
        self.y_cm = 0
        self.period_ms = 0
        self.load = 0
        self.gone_ms = 0
        self.serial = 0
        self.short = b""
        self.quality = _FIRST
        self.heard = b""
        self.hears_me = False
        self.heard_ms = 0
        self.roots = ()


class Neighbours:
    """At most `capacity` neighbours; each lasts 3.5 of its own beacon periods in silence.

    When the table is full a stranger waits until another is gone: a neighbour that messages
    rely on is not replaced under them.

    Short ids stand for nodes in the lists of who is heard. Two nodes in reach of a third must not
    have one: where this node hears of such, `clash` is the greater of the two ids, for the next
    beacon to tell, and whoever has it takes another. `news` counts strangers, reboots and losses.
    """

    __slots__ = (
        "_by_address",
        "_by_id",
        "_first_ms",
        "_told",
        "capacity",
        "clash",
        "id",
        "news",
        "short",
    )

    def __init__(self, capacity=_CAPACITY, node_id=b"\0" * 8):
        self.capacity = capacity
        self.id = node_id
        self.short = node_id[-_SHORT_BYTES:]
        self.clash = b""
        self.news = 0
        self._by_id = {}
        self._by_address = {}
        self._first_ms = 0  # before then nobody is gone
        self._told = 0

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
            neighbour.heard = b""
            neighbour.roots = ()
        self._unlink(neighbour)
        neighbour.address = address
        self._by_address[address] = neighbour
        neighbour.epoch = beacon.epoch
        neighbour.x_cm = beacon.x_cm
        neighbour.y_cm = beacon.y_cm
        neighbour.period_ms = min(max(beacon.period_ms, _LEAST_PERIOD_MS), _MOST_PERIOD_MS)
        if outcome == KNOWN:
            lost = (beacon.serial - neighbour.serial - 1) & 0xFF
            for _ in range(min(lost, _PERIODS)):
                neighbour.quality -= neighbour.quality >> 3
            neighbour.quality += (_PERFECT - neighbour.quality + 7) >> 3
        else:
            self.news += 1
        neighbour.serial = beacon.serial
        neighbour.load = beacon.load
        self._tell_apart(neighbour, beacon)
        neighbour.heard = _merged(beacon.heard, neighbour.heard, beacon.degree)
        neighbour.hears_me = _has(neighbour.heard, self.short)
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
            self.news += 1

    def has_code(self, node_id, root):
        """Messages of this root came from a neighbour, or started there."""
        neighbour = self._by_id.get(node_id)
        if neighbour is not None and root not in neighbour.roots:
            neighbour.roots = (root,) + neighbour.roots[: _ROOTS - 1]

    def loaded(self, node_id, load):
        """A neighbour has told its load."""
        if node_id in self._by_id:
            self._by_id[node_id].load = load

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

    def both_ways(self, now_ms):
        """The neighbours that hear this node too, sorted by id."""
        return [neighbour for neighbour in self.all(now_ms) if neighbour.hears_me]

    def hears(self, now_ms, node_id, to):
        """Whether neighbour `node_id` says that it hears `to`, of those known here."""
        self.expire(now_ms)
        neighbour = self._by_id.get(node_id)
        other = self._by_id.get(to)
        if neighbour is None:
            return False
        if other is None:
            return to == self.id and neighbour.hears_me
        return _has(neighbour.heard, other.short)

    def heard_well(self, now_ms, most):
        """(how many are heard well, the short ids of at most `most`): the next time the others."""
        names = [n.short for n in self.all(now_ms) if n.quality >= _WELL]
        degree = len(names)
        if degree <= most:
            return degree, b"".join(names)
        start = self._told % degree
        self._told = start + most
        return degree, b"".join((names + names)[start : start + most])

    def _tell_apart(self, neighbour, beacon):
        """See to it that this neighbour, the others and this node have short ids of their own."""
        neighbour.short = beacon.short
        if beacon.clash == self.id or (beacon.short == self.short and self.id > beacon.id):
            self._rename()
        elif beacon.short == self.short:
            self.clash = beacon.id
        for other in self._by_id.values():
            if other.short == beacon.short and other.id != beacon.id:
                self.clash = max(other.id, beacon.id)

    def _rename(self):
        """Take a short id that nobody in reach of a neighbour is known to have."""
        number = int.from_bytes(self.short, "big")
        taken = True
        while taken:
            number = (number * 5 + self.id[0] * 2 + 1) & 0xFFFF
            self.short = number.to_bytes(_SHORT_BYTES, "big")
            taken = False
            for other in self._by_id.values():
                if other.short == self.short or _has(other.heard, self.short):
                    taken = True

    def _unlink(self, neighbour):
        known = self._by_address.get(neighbour.address)
        if known is not None and known.id == neighbour.id:
            del self._by_address[neighbour.address]

    def _alive(self, now_ms, neighbour):
        neighbour.heard_ms = now_ms
        neighbour.gone_ms = now_ms + neighbour.period_ms * _PERIODS // 2
        if neighbour.gone_ms < self._first_ms:
            self._first_ms = neighbour.gone_ms


def _has(names, short):
    at = names.find(short)
    while at >= 0 and at % _SHORT_BYTES:
        at = names.find(short, at + 1)
    return at >= 0


def _merged(new, old, degree):
    """`new`, and of `old` what it does not repeat, of `degree` short ids in all: the latest."""
    end = degree * _SHORT_BYTES
    new = new[: min(end, len(new) // _SHORT_BYTES * _SHORT_BYTES)]
    for at in range(0, len(old), _SHORT_BYTES):
        if len(new) >= end:
            break
        short = old[at : at + _SHORT_BYTES]
        if not _has(new, short):
            new += short
    return new
