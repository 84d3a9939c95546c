"""ESP-NOW as its page describes it (docs.micropython.org, library/espnow).

`air` is one for all radios of a test: it loses, truncates and refuses on demand.
"""

ADDR_LEN = 6
MAX_DATA_LEN = 1470  # "250 or 1470", Constants
MAX_TOTAL_PEER_NUM = 20  # Constants
_BROADCAST = b"\xff" * 6
_OVERHEAD_BYTES = 6 + 2 + 6  # MAC, count, RSSI and time: Configuration, rxbuf


class Air:
    def __init__(self):
        self.radios = []
        self.buffers = 6  # frames that the driver holds until `carry`
        self.lose = lambda source, destination: False

    def carry(self):
        """All frames that were taken reach who is there."""
        for radio in list(self.radios):
            waiting, radio.waiting = radio.waiting, []
            for destination, frame in waiting:
                for other in self.radios:
                    if other is radio or destination not in (other.mac, _BROADCAST):
                        continue
                    if not self.lose(radio.mac, other.mac):
                        other.hear(radio.mac, frame)


air = Air()
next_mac = [1]


class ESPNow:
    def __init__(self):
        self.mac = bytes(5) + bytes((next_mac[0],))
        next_mac[0] += 1
        self.peers = []
        self.waiting = []
        self.heard = []
        self.rxbuf = 2 * (250 + _OVERHEAD_BYTES)  # "default=528": two frames
        self.dropped = 0
        self.v1 = False
        self._active = False

    def config(self, rxbuf=None):
        self.rxbuf = rxbuf

    def active(self, flag):
        self._active = flag
        if flag:
            air.radios.append(self)
        else:  # "deregister all peers", ESPNow.active
            air.radios.remove(self)
            self.peers = []

    def add_peer(self, mac):
        self._must_be_active()
        if mac in self.peers:  # ESPNow.add_peer, Raises
            raise OSError(-12395, "ESP_ERR_ESPNOW_EXIST")
        if len(self.peers) >= MAX_TOTAL_PEER_NUM:
            raise OSError(-12392, "ESP_ERR_ESPNOW_FULL")
        self.peers.append(bytes(mac))

    def del_peer(self, mac):
        if mac not in self.peers:
            raise OSError(-12393, "ESP_ERR_ESPNOW_NOT_FOUND")
        self.peers.remove(mac)

    def send(self, mac, msg, sync=True):
        assert not sync, "a synchronous send waits for answers that may never come"
        self._must_be_active()
        if mac not in self.peers:  # "The peer must be registered", ESPNow.send
            raise OSError(-12393, "ESP_ERR_ESPNOW_NOT_FOUND")
        if len(msg) > MAX_DATA_LEN:
            raise ValueError("invalid buffer length")
        if len(self.waiting) >= air.buffers:  # "internal ESP-NOW buffers are full"
            raise OSError(-12391, "ESP_ERR_ESPNOW_NO_MEM")
        self.waiting.append((bytes(mac), bytes(msg)))
        return True  # "True if sync=False": nothing about the application there

    def hear(self, source, frame):
        if self.v1:  # "v1 peers truncate longer ones"
            frame = frame[:250]
        held_bytes = sum(len(each) + _OVERHEAD_BYTES for _, each in self.heard)
        if held_bytes + len(frame) + _OVERHEAD_BYTES > self.rxbuf:
            self.dropped += 1  # "dropped when the recv buffers are full", ESPNow.stats
        else:
            self.heard.append((source, frame))

    def recvinto(self, data, timeout_ms=None):
        self._must_be_active()
        assert timeout_ms is not None, "the default waits five minutes"
        if not self.heard:
            return 0
        source, frame = self.heard.pop(0)
        if len(frame) > len(data[1]):  # ESPNow.recvinto: "too large ... will be lost"
            raise ValueError("buffer too small")
        data[0] = source  # on the ESP32 "replaced by a reference"
        data[1][: len(frame)] = frame
        return len(frame)

    def _must_be_active(self):
        if not self._active:
            raise OSError(-12389, "ESP_ERR_ESPNOW_NOT_INIT")
