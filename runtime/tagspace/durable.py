"""Durable tags: which bytes a node keeps of them, and what it has again after a reboot.

They are kept as a log of records, each with its length and a checksum. A change is one record at
the end of the log; where that has grown enough, a new log of what there is takes its place. Of a
log that was torn what stands before counts. So a power cut loses at most the write that it cuts.
"""

import hashlib

from runtime import cbor
from runtime.constant import const
from runtime.errors import DecodeError

_HEAD_BYTES = const(6)
_FIELDS = const(4)  # of a record, beside the name: those of TagSpace.kept
_BURST = const(8)  # writes that are made at once; beyond, changes are gathered
_PACE_MS = const(10000)  # between writes, then: 100 bytes each are 300 MB of flash in a year
_SLACK_BYTES = const(2048)
_CHECK_MS = const(600000)  # what is left of a lease is written down anew no sooner


class Durable:
    """What `TagSpace.keeper` is, over a store.

    The store has `load()`, which gives the bytes of the log (b"" where there is none),
    `append(data)`, and `replace(data)`, which does it whole or not at all; OSError of them is a
    write that failed, and is made again later.

    How long a node was off it does not know: after a reboot a lease has the time left that was
    written down last. That is done with each change, and when half of it has gone by.

    `failures` counts what the store would not do, `lost` the tags that were kept and are not here.
    """

    __slots__ = (
        "_bytes",
        "_changed",
        "_check_ms",
        "_most_bytes",
        "_next_ms",
        "_space",
        "_store",
        "failures",
        "lost",
    )

    def __init__(self, space, store, now_ms):
        self._space = space
        self._store = store
        self._changed = {}
        self._bytes = None  # of the log, where it is in order up to its end
        self._most_bytes = _SLACK_BYTES
        self._next_ms = now_ms - (_BURST - 1) * _PACE_MS
        self._check_ms = None
        self.failures = 0
        self.lost = 0
        try:
            self._load(now_ms, store.load())
        except OSError:
            self.failures += 1

    def changed(self, key):
        """This tag is another, or gone; `fire` is due."""
        self._changed[key] = True

    def fire(self, now_ms):
        """Write what has changed, if it is time; how many bytes."""
        if self._check_ms is not None and self._check_ms <= now_ms:
            self._bytes = None
        elif not self._changed:
            return 0
        if now_ms < self._next_ms:
            return 0
        self._next_ms = max(self._next_ms, now_ms - (_BURST - 1) * _PACE_MS) + _PACE_MS
        try:
            return self._write(now_ms)
        except OSError:
            self.failures += 1
            self._bytes = None
            self._next_ms = now_ms + _PACE_MS
            self._check_ms = self._next_ms
            return 0

    def next_ms(self):
        """When `fire` is due, or None."""
        if self._changed:
            return self._next_ms
        if self._check_ms is not None:
            return max(self._check_ms, self._next_ms)
        return None

    # ---- within

    def _write(self, now_ms):
        if self._bytes is not None:
            data = self._records(now_ms, self._changed)
            if self._bytes + len(data) <= self._most_bytes:
                self._store.append(data)
                self._bytes += len(data)
                self._changed = {}
                return len(data)
        self._check_ms = None
        data = self._records(now_ms, self._space.durable_keys())
        self._store.replace(data)
        self._bytes = len(data)
        self._most_bytes = 2 * len(data) + _SLACK_BYTES
        self._changed = {}
        return len(data)

    def _records(self, now_ms, keys):
        data = b""
        for key in sorted(keys):
            kept = self._space.kept(now_ms, key)
            body = cbor.encode((key,) + kept)
            data += _checked(body) + body
            if kept:
                check_ms = now_ms + max(kept[3] // 2, _CHECK_MS)
                if kept[3] > _CHECK_MS and (self._check_ms is None or check_ms < self._check_ms):
                    self._check_ms = check_ms
        return data

    def _load(self, now_ms, data):
        records = {}
        at = 0
        while at < len(data):
            end = at + _HEAD_BYTES + int.from_bytes(data[at : at + 2], "big")
            body = data[at + _HEAD_BYTES : end]
            if end > len(data) or data[at : at + _HEAD_BYTES] != _checked(body):
                break
            try:
                record = cbor.decode(body, 1)
            except DecodeError:
                break
            records[record[0]] = record[1:]
            at = end
        if data and at == len(data):
            self._bytes = at
            self._most_bytes = at + _SLACK_BYTES
        for key in sorted(records):
            if len(records[key]) != _FIELDS:
                self.lost += len(records[key]) > 0
            elif self._space.restore(now_ms, key, *records[key]):
                self._check_ms = now_ms + _CHECK_MS
            else:
                self.lost += 1


class Flash:
    """A store in memory, for nodes of a simulation: what outlives a node that starts anew."""

    __slots__ = ("_log",)

    def __init__(self):
        self._log = b""

    def load(self):
        return self._log

    def append(self, data):
        self._log += data

    def replace(self, data):
        self._log = data


def _checked(body):
    """The head of a record: its length and its checksum."""
    length = len(body).to_bytes(2, "big")
    return length + hashlib.sha256(length + body).digest()[:4]
