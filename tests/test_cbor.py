"""The CBOR codec against cbor2, RFC 8949's own vectors, and bytes that mean harm."""

import math
import struct
import tracemalloc

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime import cbor
from runtime.errors import DecodeError
from tests.on_micropython.cbor_vectors import REFUSED, RFC_VECTORS

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.integers(-(2**4096), 2**4096)
    | st.floats()
    | st.floats(width=32)
    | st.floats(width=16)
    | st.text()
    | st.binary()
)


def depth(value):
    if isinstance(value, (list, tuple)):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.lists(inner, max_size=30).map(tuple),
    max_leaves=40,
).filter(lambda value: depth(value) <= cbor.MAX_DEPTH)


def as_tuples(value):
    """cbor2's answer in this codec's shape, with NaN made comparable."""
    if isinstance(value, (list, tuple)):
        return tuple(as_tuples(item) for item in value)
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack(">d", value)
    return (type(value).__name__, value)


@pytest.mark.parametrize(("hexadecimal", "value"), RFC_VECTORS)
def test_the_vectors_of_the_rfc_hold_both_ways(hexadecimal, value):
    raw = bytes.fromhex(hexadecimal)
    assert cbor.encode(value) == raw
    decoded = cbor.decode(raw)
    assert decoded == value
    assert type(decoded) is type(value)
    if isinstance(value, float):
        assert math.copysign(1.0, decoded) == math.copysign(1.0, value)


@pytest.mark.parametrize("hexadecimal", REFUSED, ids=lambda h: REFUSED[h].replace(" ", "-"))
def test_what_is_not_deterministic_is_refused(hexadecimal):
    with pytest.raises(DecodeError):
        cbor.decode(bytes.fromhex(hexadecimal))


@given(values)
def test_the_bytes_are_those_of_cbor2(value):
    assert cbor.encode(value) == cbor2.dumps(value, canonical=True)


@given(values)
def test_every_value_comes_back(value):
    decoded = cbor.decode(cbor.encode(value))
    assert as_tuples(decoded) == as_tuples(value)


@given(st.dictionaries(st.integers(0, 23) | st.text(max_size=4), scalars, max_size=8))
def test_a_map_does_not_depend_on_the_order_of_the_dict(entries):
    backwards = dict(reversed(list(entries.items())))
    raw = cbor.encode(entries)
    assert raw == cbor.encode(backwards)
    pairs = cbor.decode(raw)
    assert {key: as_tuples(item) for key, item in pairs.items} == {
        key: as_tuples(item) for key, item in entries.items()
    }
    assert cbor.encode(pairs) == raw


@given(st.integers(0, 0xFFFF))
def test_halves_decode_as_cbor2_decodes_them(bits):
    raw = b"\xf9" + bits.to_bytes(2, "big")
    try:
        ours = cbor.decode(raw)
    except DecodeError:
        assert math.isnan(cbor2.loads(raw))
    else:
        assert as_tuples(ours) == as_tuples(cbor2.loads(raw))


@given(st.binary(max_size=200))
@example(b"\x82\xf9\x7e\x00")
def test_bytes_off_the_air_give_a_value_or_a_decode_error(raw):
    try:
        value = cbor.decode(raw)
    except DecodeError:
        return
    assert cbor.encode(value) == raw, "the decoder took a second encoding of one value"


@given(values, st.data())
def test_a_damaged_encoding_gives_a_value_or_a_decode_error(value, data):
    raw = bytearray(cbor.encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(raw) - 1))
        damage = data.draw(st.sampled_from(["flip", "cut", "insert"]))
        if damage == "flip":
            raw[position] ^= 1 << data.draw(st.integers(0, 7))
        elif damage == "insert":
            raw.insert(position, data.draw(st.integers(0, 255)))
        elif len(raw) > 1:
            del raw[position:]
        if not raw:
            break
    try:
        decoded = cbor.decode(bytes(raw))
    except DecodeError:
        return
    out = bytearray()
    cbor.put(out, decoded)
    assert out == raw


@pytest.mark.parametrize("major", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("claimed", [10**6, 2**31, 2**62, 2**64 - 1])
def test_a_claimed_length_allocates_nothing(major, claimed):
    raw = bytearray()
    cbor.put_head(raw, major, claimed)
    raw = bytes(raw)
    tracemalloc.start()
    try:
        with pytest.raises(DecodeError):
            cbor.decode(raw)
        assert tracemalloc.get_traced_memory()[1] < 20_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("opening", [b"\x81", b"\xa1\x00", b"\xa1", b"\xc6", b"\x82\x00"])
def test_a_depth_bomb_is_refused(opening):
    with pytest.raises(DecodeError, match="nested"):
        cbor.decode(opening * 100_000 + b"\x00")


def test_the_depth_bound_is_exact():
    assert cbor.decode(b"\x81" * 16 + b"\x00") is not None
    with pytest.raises(DecodeError):
        cbor.decode(b"\x81" * 17 + b"\x00")
    nested = 0
    for _ in range(16):
        nested = [nested]
    cbor.encode(nested)
    with pytest.raises(ValueError, match="nested"):
        cbor.encode([nested])


def test_a_list_within_itself_is_refused_and_not_followed():
    loop = []
    loop.append(loop)
    with pytest.raises(ValueError, match="within itself"):
        cbor.encode(loop)


@pytest.mark.parametrize("value", [object(), 1j, {1, 2}, range(3)])
def test_a_kind_with_no_encoding_is_a_type_error(value):
    with pytest.raises(TypeError, match="has no encoding"):
        cbor.encode([value])


def test_a_surrogate_has_no_encoding():
    with pytest.raises(ValueError, match=r"surrogate"):
        cbor.encode("\ud800")


def test_a_reader_walks_a_stream_of_items():
    out = bytearray()
    cbor.put_head(out, cbor.ARRAY, 2)
    cbor.put(out, 1.5)
    cbor.put(out, b"xyz")
    cbor.put(out, -70000)
    reader = cbor.Reader(bytes(out))
    assert reader.head() == (4, 2)
    assert reader.head() == (7, 1.5)
    assert reader.head() == (2, 3)
    assert reader.take(3) == b"xyz"
    assert not reader.done()
    assert reader.head() == (1, 69999)
    assert reader.done()
    with pytest.raises(DecodeError):
        reader.head()
    with pytest.raises(DecodeError):
        reader.take(1)


@given(st.binary(max_size=12))
@example(b"\xf4\x8f\xbf\xbf")
@example(b"\xf4\x90\x80\x80")
@example(b"\xed\x9f\xbf")
@example(b"\xe0\x80\x80")
def test_the_check_of_utf8_for_micropython_is_that_of_cpython(raw):
    try:
        raw.decode("utf-8")
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert cbor._is_utf8(raw) is valid
