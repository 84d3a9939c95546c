"""Frames over a line of bytes, and a radio at the end of it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.links.cobs import Deframer, framed
from runtime.links.serial import ABOUT, EVERYONE, SerialLink, SerialRadio


class Line:
    """One end of a null-modem cable."""

    def __init__(self) -> None:
        self.incoming = bytearray()
        self.other: Line | None = None

    def wait(self, timeout_ms: int) -> bool:
        return bool(self.incoming)

    def read(self, most_bytes: int) -> bytes:
        taken = bytes(self.incoming[:most_bytes])
        del self.incoming[:most_bytes]
        return taken

    def write(self, data: bytes) -> None:
        assert self.other is not None
        self.other.incoming.extend(data)


class Air:
    """A link that keeps what it is given to send, and gives what was put into it."""

    mtu_bytes = 250

    def __init__(self) -> None:
        self.sent: list[tuple[bytes | None, bytes]] = []
        self.heard: list[tuple[bytes, bytes]] = []

    def send(self, now_ms: int, destination: bytes | None, frame: bytes) -> None:
        self.sent.append((destination, frame))

    def receive(self, now_ms: int) -> tuple[bytes, bytes] | None:
        return self.heard.pop(0) if self.heard else None


def cable() -> tuple[Line, Line]:
    here, there = Line(), Line()
    here.other, there.other = there, here
    return here, there


@given(st.lists(st.binary(max_size=600), max_size=6), st.integers(1, 97))
def test_frames_come_back_however_the_line_cuts_them(frames: list[bytes], step: int) -> None:
    line = b"".join(framed(frame) for frame in frames)
    deframer = Deframer(600)
    found = [f for at in range(0, len(line), step) for f in deframer.feed(line[at : at + step])]
    assert found == frames
    assert deframer.damaged == 0


@pytest.mark.parametrize("size", [0, 1, 253, 254, 255, 507, 508, 509])
def test_long_runs_without_a_zero_come_back(size: int) -> None:
    assert Deframer(600).feed(framed(b"\x01" * size)) == [b"\x01" * size]


def test_no_zero_lies_within_a_frame() -> None:
    assert b"\0" not in framed(bytes(300))[1:-1]


def test_a_damaged_byte_costs_at_most_its_frame() -> None:
    source = random.Random(7)
    frames = [source.randbytes(60) for _ in range(40)]
    for _ in range(300):
        line = bytearray(b"".join(framed(frame) for frame in frames))
        at = source.randrange(len(line))
        line[at] ^= 1 << source.randrange(8)
        deframer = Deframer(100)
        found = deframer.feed(bytes(line))
        assert len(set(frames) - set(found)) <= 2, f"byte {at}"
        assert set(found) <= set(frames)


def test_noise_before_the_first_frame_is_one_damaged_frame() -> None:
    deframer = Deframer(100)
    assert deframer.feed(b"ets Jun  8 2016\r\nrst:0x1" + framed(b"hello")) == [b"hello"]
    assert deframer.damaged == 1


def test_an_endless_frame_takes_no_more_memory_than_the_longest() -> None:
    deframer = Deframer(100)
    for _ in range(1000):
        assert deframer.feed(b"\x07" * 50) == []
    assert len(deframer._buffer) <= 110
    assert deframer.feed(framed(b"after")) == [b"after"]
    assert deframer.damaged == 1


def test_a_link_and_a_radio_pass_frames_both_ways() -> None:
    here, there = cable()
    air = Air()
    link = SerialLink(here, 1400)
    radio = SerialRadio(there, air, b"radio!")
    radio.step(0)
    assert not link.wait(0)
    assert (link.address, link.mtu_bytes) == (b"radio!", 250)

    link.send(0, None, b"to all")
    link.send(0, b"node 2", b"to one")
    radio.step(1)
    assert air.sent == [(None, b"to all"), (b"node 2", b"to one")]

    air.heard = [(b"node 2", b"answer"), (b"node 3", b"\0\0")]
    radio.step(2)
    assert link.wait(0)
    assert [link.receive(3), link.receive(3), link.receive(3)] == [
        (b"node 2", b"answer"),
        (b"node 3", b"\0\0"),
        None,
    ]


def test_a_radio_that_restarts_says_again_who_it_is() -> None:
    here, there = cable()
    link = SerialLink(here, 1400)
    SerialRadio(there, Air(), b"first!")
    SerialRadio(there, Air(), b"second")
    link.wait(0)
    assert link.address == b"second"


@given(st.binary(max_size=40))
def test_whatever_comes_along_the_line_is_survived(data: bytes) -> None:
    here, there = cable()
    link = SerialLink(here, 250)
    radio = SerialRadio(there, Air(), b"radio!")
    here.incoming.extend(framed(data))
    there.incoming.extend(framed(data))
    there.incoming.extend(framed(bytes((ABOUT,)) + EVERYONE))
    radio.step(0)
    link.wait(0)
    while link.receive(0) is not None:
        pass
    assert link.address == b"radio!" or data[:1] == bytes((ABOUT,))
