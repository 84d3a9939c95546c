"""Tags that stand for a sensor or an actuator of the node."""

from runtime.errors import NoTag, TagDenied, TagError


class IoTag:
    """A name bound to what reads and what writes it; both are given the time in ms."""

    __slots__ = ("_read", "_write", "name", "rights", "unit")

    def __init__(self, name, read, write, unit, rights):
        self.name = name
        self.rights = rights
        self.unit = unit
        self._read = read
        self._write = write

    def read(self, now_ms):
        try:
            value = self._read(now_ms)
        except OSError as error:
            raise NoTag(f"the I/O tag {self.name!r} did not answer: {error}")
        if value is None:
            raise NoTag(f"the I/O tag {self.name!r} has no reading at this time; try later")
        return value

    def must_be_writable(self):
        if self._write is None:
            raise TagDenied(f"the I/O tag {self.name!r} can only be read")

    def write(self, now_ms, value):
        try:
            self._write(now_ms, value)
        except OSError as error:
            raise TagError(f"the I/O tag {self.name!r} did not answer: {error}")


class Held:
    """A value in memory to bind as an I/O tag: `space.bind(name, held.read, held.write)`."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def read(self, now_ms):
        return self.value

    def write(self, now_ms, value):
        self.value = value


class Readings:
    """A sensor that was recorded: rows of (since_ms, value), each true until the next.

    `offset_ms` is the time of the recording at the node's boot. Before the first row, and where
    a value is None, there is no reading.
    """

    __slots__ = ("_offset_ms", "_rows")

    def __init__(self, rows, offset_ms=0):
        self._rows = rows
        self._offset_ms = offset_ms

    def read(self, now_ms):
        at_ms = now_ms + self._offset_ms
        low = 0
        high = len(self._rows)
        while low < high:
            middle = (low + high) // 2
            if self._rows[middle][0] <= at_ms:
                low = middle + 1
            else:
                high = middle
        return self._rows[low - 1][1] if low else None
