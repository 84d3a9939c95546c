"""Tags that stand for a sensor or an actuator of the node."""

from runtime.errors import NoTag, TagDenied, TagError


class IoTag:
    """A name bound to what reads and what writes it; both are given the time in ms."""

    __slots__ = ("_read", "_write", "name", "unit")

    def __init__(self, name, read, write, unit):
        self.name = name
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

    def write(self, now_ms, value):
        if self._write is None:
            raise TagDenied(f"the I/O tag {self.name!r} can only be read")
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
