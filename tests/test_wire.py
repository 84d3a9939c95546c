"""Frames: what the table says goes there and back, and nothing else comes in."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import wire
from runtime.errors import BadFrame, DecodeError


def _values(kind):
    kind_type, least, most = wire.KINDS[kind]
    if kind_type is int:
        return st.integers(least, most)
    if kind_type is str:
        return st.text(min_size=least, max_size=most)
    return st.binary(min_size=least, max_size=min(most, 200))


@st.composite
def frames(draw):
    name, _, fields = draw(st.sampled_from(wire.TABLE))
    kinds = [field.split(":")[1] for field in fields.split(" ")]
    return getattr(wire, name)(*[draw(_values(kind)) for kind in kinds])


@given(frames())
def test_a_frame_comes_back_as_it_was(frame):
    assert wire.decode(wire.encode(frame)) == frame


@given(frames())
def test_a_frame_is_a_version_and_a_cbor_array(frame):
    raw = wire.encode(frame)
    number = {name: number for name, number, _ in wire.TABLE}[type(frame).__name__]
    assert raw[0] == wire.VERSION
    assert cbor2.loads(raw[1:]) == [number, *frame]


@given(st.binary(max_size=150))
def test_bytes_are_a_frame_or_a_bad_frame(raw):
    for data in (raw, bytes((wire.VERSION,)) + raw):
        try:
            frame = wire.decode(data)
        except BadFrame:
            continue
        assert wire.encode(frame) == data


@given(frames(), st.data())
def test_every_field_has_its_kind_and_bounds(frame, data):
    at = data.draw(st.integers(0, len(frame) - 1))
    wrong = data.draw(st.sampled_from([None, True, 1.5, [], -(1 << 40), 1 << 40, "x" * 30]))
    damaged = type(frame)(*frame[:at], wrong, *frame[at + 1 :])
    number = {name: number for name, number, _ in wire.TABLE}[type(frame).__name__]
    with pytest.raises(DecodeError, match=f"{type(frame).__name__}\\.|nested"):
        wire.decode(bytes((wire.VERSION,)) + cbor2.dumps([number, *damaged], canonical=True))
    with pytest.raises(BadFrame):
        wire.encode(damaged)


@pytest.mark.parametrize("raw", [b"", b"\x01", b"\x01\x80", b"\x01\x81\x00", b"\x01\x01\x02"])
def test_what_is_no_frame_at_all_is_bad(raw):
    with pytest.raises(BadFrame):
        wire.decode(raw)


def test_a_frame_of_another_version_says_which_and_whether_to_answer():
    with pytest.raises(wire.UnknownVersion) as caught:
        wire.decode(b"\x07\xff\xff")
    assert (caught.value.version, caught.value.answer) == (7, True)
    with pytest.raises(wire.UnknownVersion) as caught:
        wire.decode(wire.speaks())
    assert (caught.value.version, caught.value.answer) == (wire.VERSION, False)


def test_numbers_and_names_of_frames_are_used_once():
    numbers = [number for _, number, _ in wire.TABLE]
    names = [name for name, _, _ in wire.TABLE]
    assert len(set(numbers)) == len(set(names)) == len(wire.TABLE)
    for name, _, _ in wire.TABLE:
        assert getattr(wire, name).__name__ == name


def test_an_offer_of_usual_size_leaves_room_in_the_narrowest_link():
    offer = wire.Offer(
        b"s" * 8, 300, 70000, 0, 300, b"r" * 8, b"o" * 8, 300, 200, 0, b"", 60000, 60000, 0,
        500000, 10000000, 16384, 1000, 600000, 4096, 128, 16384, 2000, b"",
    )  # fmt: skip
    assert len(wire.encode(offer)) < wire.MTU_BYTES
