"""The UDP link and its driver, over loopback, with a node that only records."""

import pytest

from runtime.links.driver import Driver
from runtime.links.udp import (
    HEARD_MOST,
    HEARD_MS,
    MTU_BYTES,
    UdpLink,
    format_address,
    parse_address,
)

ANY_PORT = "127.0.0.1:0"


@pytest.fixture
def links():
    made = []

    def make(peers=()):
        link = UdpLink(ANY_PORT, peers)
        made.append(link)
        return link, address_of(link)

    yield make
    for link in made:
        link.close()


def address_of(link):
    host, port = link._socket.getsockname()
    return f"{host}:{port}"


def received(link, now_ms=0):
    frames = []
    while link.wait(50):
        frames.append(link.receive(now_ms))
    return frames


def test_an_address_is_six_bytes():
    assert parse_address("127.0.0.1:4701") == bytes((127, 0, 0, 1, 0x12, 0x5D))
    assert format_address(parse_address("10.0.254.3:65535")) == "10.0.254.3:65535"


@pytest.mark.parametrize(
    "text", ["", "127.0.0.1", "1.2.3:4", "1.2.3.256:4", "1.2.3.4:65536", "::1:80", "a.b.c.d:1"]
)
def test_what_is_no_address_is_said(text):
    with pytest.raises(ValueError, match="no IPv4 address"):
        parse_address(text)


def test_a_frame_arrives_with_the_address_of_its_sender(links):
    one, one_at = links()
    two, two_at = links()
    one.send(0, parse_address(two_at), b"frame")
    assert received(two) == [(parse_address(one_at), b"frame")]
    assert two.receive(0) is None


def test_a_broadcast_reaches_peers_and_whoever_was_heard_lately(links):
    peer, peer_at = links()
    speaker, speaker_at = links([peer_at])
    stranger, _ = links([speaker_at])
    speaker.send(0, None, b"first")
    assert [frame for _, frame in received(peer)] == [b"first"]
    assert received(stranger) == []

    stranger.send(0, None, b"hello")
    assert [frame for _, frame in received(speaker, now_ms=10)] == [b"hello"]
    speaker.send(20, None, b"second")
    assert [frame for _, frame in received(peer)] == [b"second"]
    assert [frame for _, frame in received(stranger)] == [b"second"]

    speaker.send(10 + HEARD_MS + 1, None, b"third")
    assert [frame for _, frame in received(peer)] == [b"third"]
    assert received(stranger) == []


def test_forged_sources_do_not_multiply_what_is_sent(links):
    link, _ = links()
    for port in range(1, 1000):
        link._hear(port, parse_address(f"127.0.0.1:{port}"))
    assert len(link._heard_ms) == HEARD_MOST
    assert parse_address("127.0.0.1:999") in link._heard_ms


def test_a_datagram_beyond_the_mtu_is_dropped_and_counted(links):
    one, _ = links()
    two, two_at = links()
    one.send(0, parse_address(two_at), b"x" * (MTU_BYTES + 1))
    one.send(0, parse_address(two_at), b"x" * MTU_BYTES)
    assert [len(frame) for _, frame in received(two)] == [MTU_BYTES]
    assert two.oversized == 1


def test_what_the_host_will_not_send_is_counted_as_lost(links):
    link, _ = links()
    link.send(0, parse_address("127.0.0.1:0"), b"to port 0")
    assert link.lost == 1


class RecordingNode:
    """Asks to be called at `due_ms`, answers each frame, and remembers what was called."""

    def __init__(self, due_ms):
        self.due_ms = due_ms
        self.calls = []
        self.sends = []

    def next_ms(self):
        return self.due_ms

    def receive(self, now_ms, source, frame):
        self.calls.append(("receive", now_ms, source, frame))
        self.sends.append((source, b"ack"))

    def advance(self, now_ms):
        self.calls.append(("advance", now_ms))

    def take_sends(self):
        taken, self.sends = self.sends, []
        return taken


class RecordingLink:
    def __init__(self, frames):
        self.frames = frames
        self.waits_ms = []
        self.sent = []

    def wait(self, timeout_ms):
        self.waits_ms.append(timeout_ms)
        return bool(self.frames)

    def receive(self, now_ms):
        return self.frames.pop(0) if self.frames else None

    def send(self, now_ms, destination, frame):
        self.sent.append((destination, frame))


class StoppedClock:
    def now_ms(self):
        return 100


@pytest.mark.parametrize(
    ("due_ms", "waits_ms"), [(None, 50), (130, 30), (100, 0), (20, 0), (900, 50)]
)
def test_the_driver_waits_no_longer_than_the_node_wishes(due_ms, waits_ms):
    link = RecordingLink([])
    node = RecordingNode(due_ms)
    Driver(node, link, StoppedClock()).step(50)
    assert link.waits_ms == [waits_ms]
    assert node.calls == [("advance", 100)]


def test_the_driver_sends_what_a_frame_caused_and_lets_the_node_run_under_a_flood():
    link = RecordingLink([(b"from", b"frame")] * 1000)
    node = RecordingNode(None)
    Driver(node, link, StoppedClock()).step(50)
    taken_in = 1000 - len(link.frames)
    assert link.sent == [(b"from", b"ack")] * taken_in
    assert taken_in < 20
    assert node.calls[-1] == ("advance", 100)


def test_a_step_that_runs_out_of_memory_is_counted_and_the_next_one_goes_on():
    class NodeShortOnce(RecordingNode):
        def receive(self, now_ms, source, frame):
            if frame == b"large":
                raise MemoryError
            super().receive(now_ms, source, frame)

    link = RecordingLink([(b"from", b"large"), (b"from", b"frame")])
    node = NodeShortOnce(None)
    driver = Driver(node, link, StoppedClock())
    driver.step(50)
    driver.step(50)
    assert driver.shortages == 1
    assert node.calls == [("receive", 100, b"from", b"frame"), ("advance", 100)]
