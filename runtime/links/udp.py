"""Frames in UDP datagrams, one socket a node.

A link address is 6 bytes: an IPv4 address and a port, both big-endian. A broadcast goes to each
configured peer, any of which may be the broadcast address of a LAN, and to every address that
was heard lately: so a node that knows only one other (`samara run`) is heard by it, and answers
find their way back. What a node can reach is thus what its peers say, as with radios.
"""

import select
import socket

MTU_BYTES = 1400
HEARD_MS = 60_000  # an address that was silent this long is no longer sent broadcasts
HEARD_MOST = 16  # strangers that are sent broadcasts; a bound on what forged sources can cause


def parse_address(text):
    """The link address of "127.0.0.1:4701" (IPv4); ValueError where it is not one."""
    octets = []
    try:
        host, port = text.split(":")
        for part in host.split("."):
            octets.append(int(part))
        octets.extend((int(port) >> 8, int(port) & 0xFF))
    except ValueError:
        octets = []
    if len(octets) != 6 or min(octets) < 0 or max(octets) > 255:
        raise ValueError(f"{text!r} is no IPv4 address and port, such as 127.0.0.1:4701")
    return bytes(octets)


def format_address(address):
    """What `parse_address` reads."""
    host = ".".join([str(octet) for octet in address[:4]])
    return f"{host}:{address[4] << 8 | address[5]}"


class UdpLink:
    """A socket bound to `listen`; addresses are texts as `parse_address` reads them.

    `lost` counts datagrams that this host would not send, `oversized` those longer than the
    MTU, which are dropped.
    """

    mtu_bytes = MTU_BYTES

    def __init__(self, listen, peers=()):
        self.lost = 0
        self.oversized = 0
        self._peers = [parse_address(peer) for peer in peers]
        self._heard_ms = {}
        self._socket_addresses = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self._socket.bind(_socket_address(parse_address(listen)))
        self._socket.setblocking(False)
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)

    def close(self):
        self._socket.close()

    def fileno(self):
        return self._socket.fileno()

    def wait(self, timeout_ms):
        """Whether a datagram is there, after at most `timeout_ms`."""
        return bool(self._poll.poll(timeout_ms))

    def receive(self, now_ms):
        """(source link address, frame), or None where nothing (more) is there."""
        while True:
            try:
                frame, sender = self._socket.recvfrom(MTU_BYTES + 1)
            except OSError:
                return None
            if len(frame) > MTU_BYTES:
                self.oversized += 1
                continue
            source = _link_address(sender)
            self._hear(now_ms, source)
            return source, frame

    def send(self, now_ms, destination, frame):
        """Send to a link address, or to all within reach where it is None."""
        if destination is not None:
            self._send_to(destination, frame)
            return
        for peer in self._peers:
            self._send_to(peer, frame)
        for source in sorted(self._heard_ms):
            if now_ms - self._heard_ms[source] > HEARD_MS:
                self._forget(source)
            else:
                self._send_to(source, frame)

    def _hear(self, now_ms, source):
        if source in self._peers:
            return
        if source not in self._heard_ms and len(self._heard_ms) >= HEARD_MOST:
            self._forget(min(self._heard_ms, key=lambda address: self._heard_ms[address]))
        self._heard_ms[source] = now_ms

    def _forget(self, source):
        del self._heard_ms[source]
        self._socket_addresses.pop(source, None)

    def _send_to(self, destination, frame):
        try:
            address = self._socket_addresses.get(destination)
            if address is None:
                address = _socket_address(destination)
                if destination in self._peers or destination in self._heard_ms:
                    self._socket_addresses[destination] = address
            self._socket.sendto(frame, address)
        except OSError:
            self.lost += 1


def _socket_address(address):
    """What this port's sockets take: a sockaddr on unix MicroPython, else (host, port)."""
    host, port = format_address(address).split(":")
    return socket.getaddrinfo(host, int(port))[0][-1]


def _link_address(sender):
    """The link address that `recvfrom` gave: a sockaddr on unix MicroPython, else a tuple."""
    if hasattr(socket, "sockaddr"):
        _family, octets, port = socket.sockaddr(sender)
        return bytes(octets) + bytes((port >> 8, port & 0xFF))
    return parse_address(f"{sender[0]}:{sender[1]}")
