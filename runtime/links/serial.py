"""A radio at the other end of a serial line: a board in bridge mode, or an emulator's ether.

Each frame on the line (`cobs`) is a kind, a link address of 6 bytes, and what it is about:

    to the radio    SEND  destination (all ones: whoever is in reach), frame
    from the radio  HEARD source, frame
                    ABOUT the radio's own address, its MTU in two bytes, big-endian

The radio says ABOUT when it starts, and when it is sent ABOUT with nothing behind the address.
"""

from runtime.links.cobs import Deframer, framed

SEND = 1
HEARD = 2
ABOUT = 3
EVERYONE = b"\xff" * 6

_ADDRESS_END = 7  # a kind and an address lie before the frame
_READ_BYTES = 512


class SerialLink:
    """`port` has `wait(timeout_ms)`, `read(most_bytes)` giving what is there, and `write(data)`.

    `address` and `mtu_bytes` are the radio's, from when it said them. `lost` counts what the port
    would not take, `damaged` is the line's.
    """

    def __init__(self, port, mtu_bytes):
        self.address = None
        self.lost = 0
        self.mtu_bytes = mtu_bytes
        self._port = port
        self._frames = []
        self._deframer = Deframer(_ADDRESS_END + mtu_bytes)
        self._put(ABOUT, EVERYONE, b"")

    @property
    def damaged(self):
        return self._deframer.damaged

    def close(self):
        self._port.close()

    def wait(self, timeout_ms):
        """Whether a frame is there, after at most `timeout_ms`."""
        self._take()
        if not self._frames and self._port.wait(timeout_ms):
            self._take()
        return bool(self._frames)

    def receive(self, now_ms):
        """(source link address, frame), or None where nothing (more) is there."""
        self._take()
        return self._frames.pop(0) if self._frames else None

    def send(self, now_ms, destination, frame):
        """Send to a link address, or to all within reach where it is None."""
        self._put(SEND, EVERYONE if destination is None else destination, frame)

    def _put(self, kind, address, frame):
        try:
            self._port.write(framed(bytes((kind,)) + address + frame))
        except OSError:
            self.lost += 1

    def _take(self):
        try:
            data = self._port.read(_READ_BYTES)
        except OSError:
            return
        if not data:
            return
        for line in self._deframer.feed(data):
            kind = line[0] if line else 0
            address = line[1:_ADDRESS_END]
            if kind == HEARD and len(line) > _ADDRESS_END:
                self._frames.append((address, line[_ADDRESS_END:]))
            elif kind == ABOUT and len(line) == _ADDRESS_END + 2:
                self.address = address
                self.mtu_bytes = line[-2] << 8 | line[-1]


class SerialRadio:
    """The other end: serves a line with a link that has `send` and `receive` (a board's radio)."""

    def __init__(self, port, link, address):
        self.lost = 0
        self._port = port
        self._link = link
        self._said = bytes((ABOUT,)) + address + bytes((link.mtu_bytes >> 8, link.mtu_bytes & 255))
        self._deframer = Deframer(_ADDRESS_END + link.mtu_bytes)
        self._put(self._said)

    def step(self, now_ms):
        """Pass on what came from either side by now."""
        try:
            data = self._port.read(_READ_BYTES)
        except OSError:
            data = b""
        for line in self._deframer.feed(data or b""):
            kind = line[0] if line else 0
            if kind == SEND and len(line) > _ADDRESS_END:
                address = line[1:_ADDRESS_END]
                to = None if address == EVERYONE else address
                self._link.send(now_ms, to, line[_ADDRESS_END:])
            elif kind == ABOUT:
                self._put(self._said)
        received = self._link.receive(now_ms)
        while received is not None:
            source, frame = received
            self._put(bytes((HEARD,)) + source + frame)
            received = self._link.receive(now_ms)

    def _put(self, line):
        try:
            self._port.write(framed(line))
        except OSError:
            self.lost += 1
