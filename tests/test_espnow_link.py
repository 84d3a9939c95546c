"""The ESP-NOW link, against a radio that behaves as the documents say."""

import sys

import pytest

from runtime.node import Node, NodeConfig
from spatial.compiler import compile_source
from tests.fakes import espnow, network


@pytest.fixture
def link(monkeypatch):
    """link(): a new radio on the test's air."""
    monkeypatch.setitem(sys.modules, "espnow", espnow)
    monkeypatch.setitem(sys.modules, "network", network)
    monkeypatch.delitem(sys.modules, "firmware.esp32.espnow_link", raising=False)
    monkeypatch.setattr(espnow, "air", espnow.Air())
    from firmware.esp32.espnow_link import EspNowLink

    return EspNowLink


def radio(link):
    return link._radio


def received(link):
    frames = []
    while True:
        found = link.receive(0)
        if found is None:
            return frames
        frames.append(found[1])


def test_the_radio_stays_awake_on_its_channel(link):
    link(6)
    settings = {"active": True, "pm": network.WLAN.PM_NONE, "reconnects": 0, "channel": 6}
    assert network.WLAN.settings == settings


def test_a_station_that_is_connected_keeps_its_own_channel(link):
    link(None)
    assert "channel" not in network.WLAN.settings
    assert network.WLAN.settings["reconnects"] == -1


def test_frames_go_to_one_or_to_all(link):
    a, b, c = link(), link(), link()
    a.send(0, None, b"all")
    a.send(0, radio(b).mac, b"one")
    espnow.air.carry()
    assert received(b) == [b"all", b"one"]
    assert received(c) == [b"all"]
    assert received(a) == []


def test_a_burst_that_exhausts_the_buffers_is_sent_in_order_later(link):
    espnow.air.buffers = 2
    a, b = link(), link()
    frames = [bytes((n,)) * 100 for n in range(8)]
    for frame in frames:
        a.send(0, radio(b).mac, frame)
    got = []
    for _ in range(6):
        espnow.air.carry()
        got += received(b)
        a.wait(0)
    assert got == frames
    assert a.lost == 0


def test_a_radio_that_takes_nothing_costs_the_oldest_frames(link):
    espnow.air.buffers = 0
    a, b = link(), link()
    for n in range(20):
        a.send(0, radio(b).mac, bytes((n,)))
    assert a.lost == 12
    espnow.air.buffers = 20
    a.wait(0)
    espnow.air.carry()
    assert received(b) == [bytes((n,)) for n in range(12, 20)]


def test_more_neighbours_than_the_radio_knows_are_all_reached(link):
    a = link()
    others = [link() for _ in range(30)]
    for _ in range(2):
        for other in others:
            a.send(0, radio(other).mac, b"hello")
            espnow.air.carry()
    assert all(received(other) == [b"hello", b"hello"] for other in others)
    assert len(radio(a).peers) == espnow.MAX_TOTAL_PEER_NUM
    assert espnow._BROADCAST in radio(a).peers


def test_the_neighbour_spoken_to_most_lately_is_kept(link):
    a = link()
    others = [link() for _ in range(20)]
    for other in others[:19]:
        a.send(0, radio(other).mac, b"x")
    espnow.air.buffers = 100
    a.send(0, radio(others[0]).mac, b"x")
    a.send(0, radio(others[19]).mac, b"x")
    assert radio(others[0]).mac in radio(a).peers
    assert radio(others[1]).mac not in radio(a).peers


def test_a_peer_that_the_radio_knows_already_is_no_error(link):
    a, b = link(), link()
    radio(a).add_peer(radio(b).mac)
    a.send(0, radio(b).mac, b"hello")
    espnow.air.carry()
    assert received(b) == [b"hello"]
    assert a.lost == 0


def test_longer_frames_than_every_peer_takes_are_not_sent(link):
    a, b = link(), link()
    a.send(0, radio(b).mac, bytes(251))
    espnow.air.carry()
    assert received(b) == []
    assert a.oversized == 1


def test_longer_frames_of_others_are_dropped(link):
    a, b = link(), link()
    radio(b).rxbuf = 10_000
    radio(a).send(espnow._BROADCAST, bytes(1470), False)
    radio(a).send(espnow._BROADCAST, b"short", False)
    espnow.air.carry()
    assert received(b) == [b"short"]
    assert b.oversized == 1


def test_the_buffer_holds_a_burst_of_eight(link):
    espnow.air.buffers = 100
    a, b = link(), link()
    for n in range(9):
        a.send(0, None, bytes((n,)) * 250)
    espnow.air.carry()
    assert len(received(b)) == 8
    assert radio(b).dropped == 1


def test_a_message_hops_over_lossy_radios(link):
    """Two nodes, three frames of ten lost, the driver's buffers small."""
    espnow.air.buffers = 2
    count = [0]

    def lose(source, destination):
        count[0] += 1
        return count[0] % 10 in (2, 5, 6)

    espnow.air.lose = lose
    program = compile_source(
        "import node\n"
        "there = [n for n in node.neighbours()][0][0]\n"
        "values = [n * n for n in range(200)]\n"
        "node.migrate(there)\n"
        "node.report((node.id(), sum(values)))\n",
        "hop.py",
    )
    links = {name: link() for name in "ab"}
    nodes = {name: Node(NodeConfig(name), 250) for name in "ab"}
    told = []
    for name in nodes:
        nodes[name].on_event = lambda now_ms, kind, fields, at=name: told.append((at, kind, fields))
    now_ms = 0
    injected = False
    while now_ms < 60_000 and not any(kind == "report" for _, kind, _ in told):
        if now_ms > 6_000 and not injected and nodes["a"].neighbours.both_ways(now_ms):
            nodes["a"].inject(now_ms, program.bricks)
            injected = True
        for name, each in nodes.items():
            if links[name].wait(0):
                each.receive(now_ms, *links[name].receive(now_ms))
            each.advance(now_ms)
            for destination, frame in each.take_sends():
                links[name].send(now_ms, destination, frame)
        espnow.air.carry()
        now_ms += 5
    reported = [(at, fields["value"]) for at, kind, fields in told if kind == "report"]
    assert reported == [("b", (nodes["b"].config.id8, sum(n * n for n in range(200))))]
