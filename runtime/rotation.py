"""New keys over the air: what the operator of a field says of them, passed on by all who hear it.

A bulletin is the CBOR of (number of the new key, the first 8 bytes of its SHA-256, how many seconds
the one before is heard yet, ids of revoked nodes, the key for each other node, signature). For each
node there are the first 4 bytes of its id, and the key in a cipher that only this node can read:
so who is left out, with a key of today, has none of tomorrow. Bulletins are sealed with the key
before, which those who lack the new one have.
"""

import hashlib

from runtime import cbor, wire
from runtime.air import Hmac, Key
from runtime.beacons import Jitter
from runtime.constant import const
from runtime.errors import BadFrame, DecodeError
from runtime.fragments import Assembly, split
from runtime.signature import verifying

MOST_BYTES = 8192
_ID_BYTES = const(8)
_SHORT_BYTES = const(4)
_SECRET_BYTES = const(32)
_SOON_MS = const(2000)  # within which who has heard a bulletin passes it on
_QUIET_MS = const(10000)  # between two times that one is passed on
_PACE_MS = const(20)


def wrapped(own, node_id, number, secret):
    """A new key as a bulletin has it for a node, or out of that."""
    pad = Hmac(own)(b"samara next" + node_id + number.to_bytes(4, "big"))
    return bytes([octet ^ pad[at] for at, octet in enumerate(secret)])


def made(sign, number, secret, heard_s, revoked, owns):
    """The bytes of a bulletin; `owns` has (id, own key) of each node that gets the new key."""
    keys = b"".join(
        [node_id[:_SHORT_BYTES] + wrapped(own, node_id, number, secret) for node_id, own in owns]
    )
    digest = hashlib.sha256(secret).digest()[:8]
    fields = [number, digest, heard_s, b"".join(revoked), keys]
    return cbor.encode(fields + [sign(_signed(fields))])


def _signed(fields):
    return b"samara keys" + hashlib.sha256(cbor.encode(fields)).digest()


class Rotation:
    """The bulletins at one node: on their way in, being checked, and passed on.

    `own` is what the node has of its field alone, `rotates` the public key of who may sign.
    """

    __slots__ = (
        "_air",
        "_assembly",
        "_due_ms",
        "_frame_bytes",
        "_jitter",
        "_next",
        "_number",
        "_old",
        "_own",
        "_pieces",
        "_quiet_ms",
        "_rotates",
        "_work",
        "ends_ms",
    )

    def __init__(self, air, own, rotates, frame_bytes):
        self._air = air
        self._own = own
        self._rotates = rotates
        self._frame_bytes = frame_bytes
        self._jitter = Jitter(air.id)
        self._assembly = None
        self._number = 0  # of the key that pieces come for
        self._work: list = []  # (steps of checking, fields, data), or nothing
        self._pieces = ()
        self._next = 0  # of them to pass on
        self._old = None
        self._due_ms = None
        self._quiet_ms = 0
        self.ends_ms = None  # when the key before is heard no more

    def on_piece(self, now_ms, frame):
        """A piece of a bulletin was heard."""
        if frame.number <= self._air.keys[0].number:
            self._quiet_ms = now_ms + _QUIET_MS  # others pass it on
            return
        if self._work:
            return
        if self._assembly is None or frame.number != self._number:
            self._number = frame.number
            self._assembly = Assembly(MOST_BYTES)
        try:
            self._assembly.add(frame.index, frame.count, frame.data)
        except BadFrame:  # in pieces of another size: begin anew with these
            self._assembly = Assembly(MOST_BYTES)
            self._assembly.add(frame.index, frame.count, frame.data)
        if self._assembly.complete():
            data = self._assembly.data()
            self._assembly = None
            self.begin(data)

    def begin(self, data):
        """Have a bulletin checked; BadFrame where it is none."""
        fields = None
        try:
            fields = cbor.decode(data, 1)
        except DecodeError:
            pass
        kinds = (int, bytes, int, bytes, bytes, bytes)
        if not isinstance(fields, tuple) or [type(field) for field in fields] != list(kinds):
            raise BadFrame("a bulletin that is none")
        steps = verifying(self._rotates, fields[5], _signed(fields[:5]))
        self._work = [steps, fields, data]

    def busy(self):
        """Whether `step` has something to do."""
        return bool(self._work)

    def step(self, now_ms):
        """Do a slice of checking; the number of a key that is sent with from now on, or None."""
        steps, fields, data = self._work
        try:
            next(steps)
            return None
        except StopIteration as end:
            self._work = []
            return self._take(now_ms, fields, data) if end.value else None

    def someone_is_late(self, now_ms):
        """A node was heard that sends with the key before: it lacks the bulletin, perhaps."""
        if self._pieces and self._due_ms is None and now_ms >= self._quiet_ms:
            self._due_ms = now_ms + self._jitter.below(_SOON_MS)

    def fire(self, now_ms):
        """What is to be broadcast now, as (frame, the key to seal it with); or None."""
        if self.ends_ms is not None and self.ends_ms <= now_ms:
            self.ends_ms = None
            self._air.retire()
        if self._due_ms is None or self._due_ms > now_ms:
            return None
        index, count = self._next, len(self._pieces)
        self._next = (index + 1) % count
        self._due_ms = now_ms + _PACE_MS if self._next else None
        if self._due_ms is None:
            self._quiet_ms = now_ms + _QUIET_MS
        piece = bytes(self._pieces[index])
        air = self._air
        return wire.Bulletin(air.id, air.epoch, air.keys[0].number, index, count, piece), self._old

    def next_ms(self):
        """When `fire` is due, or None."""
        if self._due_ms is None or (self.ends_ms is not None and self.ends_ms < self._due_ms):
            return self.ends_ms
        return self._due_ms

    def _take(self, now_ms, fields, data):
        number, digest, heard_s, revoked, keys, _ = fields
        air = self._air
        secret = self._mine(number, keys)
        if number <= air.keys[0].number or secret is None:
            return None
        if hashlib.sha256(secret).digest()[:8] != digest:
            return None
        self._old = air.keys[0]
        air.use(Key(number, secret))
        air.revoked = tuple(
            [revoked[at : at + _ID_BYTES] for at in range(0, len(revoked), _ID_BYTES)]
        )
        self.ends_ms = now_ms + heard_s * 1000
        empty = wire.Bulletin(air.id, air.epoch, number, 255, 255, b"")
        self._pieces = split(data, self._frame_bytes - len(wire.encode(empty)) - 2)
        self._next = 0
        self._due_ms = now_ms + self._jitter.below(_SOON_MS)
        return number

    def _mine(self, number, keys):
        """The new key for this node, or None."""
        step = _SHORT_BYTES + _SECRET_BYTES
        for at in range(0, len(keys) - step + 1, step):
            if keys[at : at + _SHORT_BYTES] == self._air.id[:_SHORT_BYTES]:
                return wrapped(self._own, self._air.id, number, keys[at + _SHORT_BYTES : at + step])
        return None
