"""Frames over ESP-NOW. A link address is a MAC, 6 bytes.

The driver knows 20 peers and sends to no other; this keeps those that were sent to last, beside the
broadcast address. Its queue takes a few frames; what it refuses waits here, and is tried again.
"""

import espnow
import network

MTU_BYTES = 250
_BROADCAST = b"\xff\xff\xff\xff\xff\xff"
_PEERS = espnow.MAX_TOTAL_PEER_NUM - 1
_QUEUE = 8
_RX_FRAMES = 8
_RX_OVERHEAD_BYTES = 14
_RETRY_MS = 3  # a full frame at 1 Mb/s is 2.5 ms of air


class EspNowLink:
    """`lost` counts frames that found no place, `oversized` those longer than the MTU.

    `channel` is fixed; with None it follows what the station is connected to.
    """

    mtu_bytes = MTU_BYTES

    def __init__(self, channel=1):
        self.lost = 0
        self.oversized = 0
        station = network.WLAN(network.WLAN.IF_STA)
        station.active(True)
        # Asleep the radio hears next to nothing; a station that looks for its access point
        # changes channels.
        station.config(pm=station.PM_NONE)
        if channel is not None:
            station.config(reconnects=0, channel=channel)
        self.address = bytes(station.config("mac"))
        self._radio = espnow.ESPNow()
        self._radio.config(rxbuf=_RX_FRAMES * (MTU_BYTES + _RX_OVERHEAD_BYTES))
        self._radio.active(True)
        self._radio.add_peer(_BROADCAST)
        self._peers = []
        self._queue = []
        self._data = bytearray(espnow.MAX_DATA_LEN)
        self._buffer: list = [None, self._data]
        self._frame = None

    def close(self):
        self._radio.active(False)

    def wait(self, timeout_ms):
        """Whether a frame is there, after at most `timeout_ms`, less while some wait to be sent."""
        self._flush()
        if self._frame is None:
            self._frame = self._taken(min(timeout_ms, _RETRY_MS) if self._queue else timeout_ms)
        return self._frame is not None

    def receive(self, now_ms):
        """(source, frame), or None where nothing (more) is there."""
        frame = self._frame
        self._frame = None
        return self._taken(0) if frame is None else frame

    def send(self, now_ms, destination, frame):
        """Send to a MAC, or to all within reach where it is None."""
        if len(frame) > MTU_BYTES:
            self.oversized += 1
            return
        if len(self._queue) >= _QUEUE:
            self._queue.pop(0)
            self.lost += 1
        self._queue.append((_BROADCAST if destination is None else destination, frame))
        self._flush()

    def _flush(self):
        while self._queue:
            destination, frame = self._queue[0]
            try:
                if destination != _BROADCAST:
                    self._meet(destination)
                self._radio.send(destination, frame, False)
            except OSError as error:
                if _says(error, "NO_MEM"):
                    return
                self.lost += 1
            self._queue.pop(0)

    def _meet(self, mac):
        """`mac` is among the peers, and the last to be forgotten."""
        if mac in self._peers:
            self._peers.remove(mac)
        else:
            if len(self._peers) >= _PEERS:
                self._radio.del_peer(self._peers.pop(0))
            try:
                self._radio.add_peer(mac)
            except OSError as error:
                if not _says(error, "EXIST"):
                    raise
        self._peers.append(mac)

    def _taken(self, timeout_ms):
        while True:
            try:
                size_bytes = self._radio.recvinto(self._buffer, timeout_ms)
            except ValueError:
                self.oversized += 1
                continue
            if not size_bytes:
                return None
            if size_bytes <= MTU_BYTES:
                return bytes(self._buffer[0]), bytes(memoryview(self._data)[:size_bytes])
            self.oversized += 1


def _says(error, what):
    return len(error.args) > 1 and what in str(error.args[1])
