"""An object in pieces that fit frames: which are missing, and the object from its pieces."""

from runtime.errors import BadFrame

MOST = 512  # pieces of one object


def split(data, piece_bytes):
    """`data` in pieces of one length, but for the last: views of it, not copies."""
    data = memoryview(data)
    return [data[at : at + piece_bytes] for at in range(0, len(data), piece_bytes)]


def numbers(bitmap, count):
    """The numbers below `count` that are set in a bitmap, least bit first; empty: all."""
    if not bitmap:
        return list(range(count))
    return [n for n in range(min(count, 8 * len(bitmap))) if bitmap[n >> 3] >> (n & 7) & 1]


class Assembly:
    """The pieces of one object of at most `most_bytes`, as they come."""

    __slots__ = ("_left", "_most_bytes", "_pieces", "_used_bytes")

    def __init__(self, most_bytes):
        self._most_bytes = most_bytes
        self._pieces = None
        self._used_bytes = 0
        self._left = -1

    def add(self, index, count, data):
        """Whether piece `index` of `count` was new; BadFrame where it cannot belong."""
        if index >= count or count > MOST:
            raise BadFrame(f"fragment {index} of {count}, of at most {MOST}")
        if self._pieces is not None and len(self._pieces) != count:
            raise BadFrame(f"fragment of {count}, after some of {len(self._pieces)}")
        if self._pieces is not None and self._pieces[index] is not None:
            return False
        if self._used_bytes + len(data) > self._most_bytes:
            raise BadFrame(f"fragments of more than {self._most_bytes} bytes")
        if self._pieces is None:
            self._pieces = [None] * count
            self._left = count
        self._pieces[index] = data
        self._used_bytes += len(data)
        self._left -= 1
        return True

    def complete(self):
        return self._left == 0

    def lost_bytes(self):
        """About how much was sent in vain, where all that is missing was sent."""
        if self._pieces is None:
            return 0
        return self._left * self._used_bytes // (len(self._pieces) - self._left)

    def missing(self):
        """A bitmap of what has not come, least bit first; empty where nothing has."""
        if self._pieces is None:
            return b""
        bitmap = bytearray((len(self._pieces) + 7) // 8)
        for n in range(len(self._pieces)):
            if self._pieces[n] is None:
                bitmap[n >> 3] |= 1 << (n & 7)
        return bytes(bitmap)

    def data(self):
        """The object; all its pieces are here."""
        return b"".join(self._pieces or ())
