"""The air of a keyed field: frames that only who has a key of the field can make, each heard once.

A sealed frame is a byte of flags, the sender's id, its boot epoch and a counter, the frame's array
without what these have said, in a signed field the name of the certificate of the message in it,
and a tag: the first 8 bytes of HMAC-SHA256 (RFC 2104) under the field's key, over all before it and
the id of who it is for. Answers and fragments go to who knows the sender by its address, and leave
the id out. The tag is checked before anything is parsed.

Of each sender the newest counter is remembered, and which of the 64 before it have come. Epochs
are durable and only grow, so what an earlier boot sent is refused as well.
"""

import hashlib
import struct

from runtime import cbor, wire
from runtime.constant import const
from runtime.errors import BadFrame, DecodeError

MOST_BYTES = 13  # that a seal adds to a frame, without the name of a certificate
TAG_BYTES = 8
SENDERS = 48  # remembered at a time
REMEMBER_MS = 30000  # one that is silent for so long makes room for another

# The flags; below them is the version of the frames.
_SEALED = const(0x80)
_HIDDEN = const(0x40)  # the array is encrypted
_FULL = const(0x20)  # the sender's id is in the frame
_ODD = const(0x10)  # the key's number is
_TO_ALL = const(0x08)
_VERSION = const(0x07)

_ID_BYTES = const(8)
_MOST_COUNTER = const(0xFFFFFFFF)
_WINDOW = const(64)
_RECORD = "<IIQI"  # epoch, newest counter, those of the window that came, when it was heard
_ALL = const(0xFFFFFFFFFFFFFFFF)


class NotTrue(BadFrame):
    """A frame that is dropped unread; `counter` is the node's count of such."""

    def __init__(self, counter, text):
        super().__init__(text)
        self.counter = counter


class Hmac:
    """HMAC-SHA256 under one key: `Hmac(key)(data)`."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key):
        key = key + bytes(64 - len(key))
        self._inner = _begin(bytes([octet ^ 0x36 for octet in key]))
        self._outer = _begin(bytes([octet ^ 0x5C for octet in key]))

    def __call__(self, data):
        inner = _go_on(self._inner)
        inner.update(data)
        outer = _go_on(self._outer)
        outer.update(inner.digest())
        return outer.digest()


if hasattr(hashlib.sha256(), "copy"):
    _begin = hashlib.sha256

    def _go_on(state):
        return state.copy()

else:  # MicroPython's hash is begun anew each time
    _begin = bytes  # type: ignore[assignment]
    _go_on = hashlib.sha256


class Key:
    """A key of a field: its number, and a secret of 32 bytes that is used for nothing else."""

    __slots__ = ("_tag", "cipher", "number", "secret")

    def __init__(self, number, secret):
        if len(secret) != 32:
            raise ValueError("a key of a field has 32 bytes")
        self.number = number
        self.secret = secret
        derive = Hmac(secret)
        self._tag = Hmac(derive(b"samara tag"))
        self.cipher = Hmac(derive(b"samara cipher"))

    def tag(self, data, to, sender):
        """The tag of a frame: `sender` where it is not in there, `to` where it is for one alone."""
        return self._tag(data + to + sender)[:TAG_BYTES]


def unseal(key, sender, to, data):
    """(epoch, counter, frame, a certificate's name or b""), or None where the tag is not true.

    For a frame that is none, the error of decoding it. Pure, so that a simulator may do it once for
    all who hear a broadcast. `sender` is of who sent it, `to` of who it is for, empty where it is
    for all.
    """
    end = len(data) - TAG_BYTES
    body = data[:end]
    expected = key.tag(body, to, b"" if data[0] & _FULL else sender)
    wrong = 0
    for at in range(TAG_BYTES):
        wrong |= expected[at] ^ data[end + at]
    if wrong:
        return None
    reader = cbor.Reader(body, 1 + _ID_BYTES if data[0] & _FULL else 1)
    epoch = counter = 0
    try:
        epoch = _number(reader)
        counter = _number(reader)
        if data[0] & _VERSION != wire.VERSION:
            raise wire.UnknownVersion(data[0] & _VERSION, True)
        array = body[reader.pos :]
        if data[0] & _HIDDEN:
            from runtime.ctr import crypt

            array = crypt(key.cipher, sender, epoch, counter, array)
        reader = cbor.Reader(array)
        frame = wire.take(reader.item(1), (sender, epoch) if data[0] & _FULL else (epoch,))
        certificate = array[reader.pos :]
        if len(certificate) not in (0, _ID_BYTES):
            raise BadFrame("bytes behind a frame that are no name of a certificate")
        return epoch, counter, frame, certificate
    except DecodeError as error:
        return epoch, counter, error, b""


def _number(reader):
    major, value = reader.head()
    if major != 0 or value > _MOST_COUNTER:
        raise BadFrame("a seal's epoch or counter is none")
    return value


class Air:
    """What a node needs to send and to hear sealed frames.

    `keys` are one or two: the first is sent with. `revoked` are ids of nodes that are not heard.
    `unseal` may be replaced by a cache of it. `certificate` is the name in the last frame opened.
    """

    __slots__ = (
        "_by_address",
        "_counter",
        "_records",
        "_time",
        "certificate",
        "encrypts",
        "epoch",
        "id",
        "keys",
        "late",
        "retired",
        "revoked",
        "unseal",
    )

    def __init__(self, node_id, epoch, keys, encrypts=False, revoked=()):
        if encrypts:
            from runtime import ctr

            ctr.check()
        self.id = node_id
        self.epoch = epoch
        self.keys = tuple(keys)
        self.encrypts = encrypts
        self.revoked = tuple(revoked)
        self.unseal = unseal
        self.certificate = b""
        self.late = False  # whether somebody was heard who has not the newest key
        self.retired = None  # a key that is known, and heard no more
        self._counter = 0
        self._time = 0
        self._records = {}
        self._by_address = {}

    def seal(self, address, frame, certificate=b"", key=None):
        """The bytes of a frame for who is at `address` (None: for all), or None.

        `certificate` is the name of that of the message in it. None where nobody was heard there,
        or the counter of this boot is used up.
        """
        to = b"" if address is None else self._by_address.get(address)
        if to is None or self._counter >= _MOST_COUNTER:
            return None
        key = key or self.keys[0]
        full = wire.names_sender(frame)
        flags = _SEALED | wire.VERSION | (_FULL if full else 0) | (_ODD if key.number & 1 else 0)
        flags |= _HIDDEN if self.encrypts else 0
        out = bytearray((flags | (_TO_ALL if address is None else 0),))
        if full:
            out.extend(self.id)
        self._counter += 1
        cbor.put(out, self.epoch)
        cbor.put(out, self._counter)
        if self.encrypts:
            from runtime.ctr import crypt

            array = bytearray()
            wire.put(array, frame, 2 if full else 1)
            array.extend(certificate)
            out.extend(crypt(key.cipher, self.id, self.epoch, self._counter, array))
        else:
            wire.put(out, frame, 2 if full else 1)
            out.extend(certificate)
        data = bytes(out)
        return data + key.tag(data, to, b"" if full else self.id)

    def open(self, source, data):
        """The frame in `data`, which came from link address `source`; NotTrue, or BadFrame."""
        if len(data) == 2 and not data[0]:
            return wire.decode(data)
        if len(data) <= TAG_BYTES + 3 or not data[0] & _SEALED:
            raise NotTrue("forged", "a frame that is not sealed")
        key = None
        for each in (self.retired,) + self.keys:
            if each is not None and each.number & 1 == (1 if data[0] & _ODD else 0):
                key = each
        sender = self._by_address.get(source)
        if data[0] & _FULL:
            sender = data[1 : 1 + _ID_BYTES]
        if key is None or sender is None:
            raise NotTrue("forged", "a frame of a key or a sender that is not known")
        opened = self.unseal(key, sender, b"" if data[0] & _TO_ALL else self.id, data)
        if opened is None:
            raise NotTrue("forged", "the tag of a frame is not true")
        if sender in self.revoked:
            raise NotTrue("revoked", "a frame of a node that was revoked")
        epoch, counter, frame, self.certificate = opened
        if sender == self.id or not self._is_new(sender, epoch, counter):
            raise NotTrue("replayed", "a frame that was heard before, or may have been")
        if data[0] & _FULL and self._by_address.get(source) != sender:
            self._forget_addresses(sender)
            self._by_address[source] = sender
        if key is not self.keys[0] and not isinstance(frame, wire.Bulletin):
            self.late = True
        if key is self.retired:
            raise NotTrue("late", "a frame under a key that is heard no more")
        if isinstance(frame, DecodeError):
            raise frame
        return frame

    def use(self, key):
        """Send with this key from now on; the one before it is heard still."""
        self.keys = (key, self.keys[0])
        self.retired = None

    def retire(self):
        """Hear no key but the newest."""
        self.retired = self.keys[-1]
        self.keys = self.keys[:1]

    def count(self):
        """How many senders are remembered."""
        return len(self._records)

    def tick(self, now_ms):
        """The time now, as far as senders are forgotten by it."""
        self._time = now_ms >> 8 & _MOST_COUNTER

    def _is_new(self, sender, epoch, counter):
        """Whether a counter comes for the first time; it has come, then."""
        record = self._records.get(sender)
        if record is None:
            if len(self._records) >= SENDERS:
                self._forget_one()
            record = self._records[sender] = bytearray(struct.calcsize(_RECORD))
            known, newest, came, _ = epoch, counter, 0, 0
        else:
            known, newest, came, _ = struct.unpack(_RECORD, record)
        if epoch > known:
            newest, came = counter, 0
        behind = newest - counter
        if epoch < known or behind >= _WINDOW or (behind >= 0 and came >> behind & 1):
            return False
        if behind < 0:
            came = came << -behind & _ALL if -behind < _WINDOW else 0
            newest = counter
            behind = 0
        struct.pack_into(_RECORD, record, 0, epoch, newest, came | 1 << behind, self._time)
        return True

    def _forget_one(self):
        """Make room for a sender; NotTrue where all were heard lately."""
        oldest = None
        least = self._time - (REMEMBER_MS >> 8)
        for sender in self._records:
            heard = struct.unpack(_RECORD, self._records[sender])[3]
            if heard <= least:
                least = heard
                oldest = sender
        if oldest is None:
            raise NotTrue("crowded", "a frame of one sender more than is remembered")
        del self._records[oldest]
        self._forget_addresses(oldest)

    def _forget_addresses(self, sender):
        for address in [a for a in self._by_address if self._by_address[a] == sender]:
            del self._by_address[address]
