"""Frames on a line of bytes: stuffed so that none holds a zero, checked, and ended by a zero.

Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999) around the frame and its CRC-32, least
byte first. Whoever starts to listen in the midst of a frame is in step again after the next zero.
"""

from binascii import crc32

from runtime.constant import const

_CHECK_BYTES = const(4)


class Deframer:
    """Takes bytes as they come and gives the frames in them.

    What is longer than `most_bytes` or fails its check is dropped and counted in `damaged`.
    """

    __slots__ = ("_buffer", "_most", "_skipping", "damaged")

    def __init__(self, most_bytes):
        self.damaged = 0
        checked_bytes = most_bytes + _CHECK_BYTES
        self._most = checked_bytes + checked_bytes // 254 + 1
        self._buffer = bytearray()
        self._skipping = False

    def feed(self, data):
        """The frames that end within `data`, in order."""
        frames = []
        start = 0
        while start < len(data):
            end = data.find(b"\0", start)
            piece = data[start:] if end < 0 else data[start:end]
            if len(self._buffer) + len(piece) > self._most:
                self._skipping = True
                self._buffer = bytearray()
            elif not self._skipping:
                self._buffer.extend(piece)
            if end < 0:
                break
            frame = None if self._skipping else _unstuffed(self._buffer)
            if frame is not None:
                frames.append(frame)
            elif self._buffer or self._skipping:
                self.damaged += 1
            self._buffer = bytearray()
            self._skipping = False
            start = end + 1
        return frames


def framed(frame):
    """What goes on the line for a frame. A zero before it ends what noise there was."""
    data = frame + crc32(frame).to_bytes(_CHECK_BYTES, "little")
    out = bytearray(2)  # the zero, and the first count
    count_at = 1
    for octet in data:
        if octet:
            out.append(octet)
            if len(out) - count_at < 255:
                continue
            out[count_at] = 255
        else:
            out[count_at] = len(out) - count_at
        count_at = len(out)
        out.append(0)
    out[count_at] = len(out) - count_at
    out.append(0)
    return bytes(out)


def _unstuffed(data):
    """The frame whose stuffed bytes these are, or None where they are no such thing."""
    out = bytearray()
    at = 0
    while at < len(data):
        count = data[at]
        block = data[at + 1 : at + count]
        if len(block) != count - 1:
            return None
        out.extend(block)
        at += count
        if count < 255 and at < len(data):
            out.append(0)
    frame = bytes(out[:-_CHECK_BYTES])
    check = int.from_bytes(out[-_CHECK_BYTES:], "little")
    return frame if len(out) >= _CHECK_BYTES and crc32(frame) == check else None
