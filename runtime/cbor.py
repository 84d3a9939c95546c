"""Deterministic CBOR (RFC 8949 s.4.2.1): one value has one encoding, the decoder takes no other.

Values: None, bool, int of any size (tags 2 and 3 beyond 64 bits), float, str, bytes,
list or tuple (array), dict or `Pairs` (map), `Tagged`, `UNDEFINED`. Arrays decode to tuples.

Maps are sorted by the bytes of their encoded keys, which makes them independent of the
order that a dict happens to have (a MicroPython dict has none), and they decode to `Pairs`.
Where the order of entries means something, use an array. Frames use arrays only.

Floats take the shortest of binary16, 32 and 64 that keeps the value; the one NaN is f97e00.
On a host that computes in binary32 (`BINARY32`) a binary64 is rounded as it is decoded.

Indefinite lengths, heads or floats that have a shorter form, bignums that fit a head,
unsorted or repeated keys, text that is not UTF-8 and trailing bytes are `DecodeError`.
Lengths are checked against the bytes that are left before anything is allocated, and
nesting beyond `max_depth` is refused both ways.
"""

import math
import struct

from runtime.constant import const
from runtime.errors import DecodeError

MAX_DEPTH = 16

# Major types, RFC 8949 s.3.1
_UINT = const(0)
_NEGINT = const(1)
_BYTES = const(2)
_TEXT = const(3)
ARRAY = 4
_MAP = const(5)
_TAG = const(6)
_SIMPLE = const(7)

_POSITIVE_BIGNUM = const(2)
_NEGATIVE_BIGNUM = const(3)

BINARY32 = 1.0 + 2.0**-30 == 1.0  # whether this host's floats are binary32


def _accepts_surrogates():
    try:
        b"\xed\xa0\x80".decode()
        return True
    except UnicodeError:
        return False


_LAX_UTF8 = _accepts_surrogates()  # MicroPython checks the shape of UTF-8, not its meaning


class _Undefined:
    def __repr__(self):
        return "UNDEFINED"


UNDEFINED = _Undefined()


class Tagged:
    """A value with a tag number; bignums never appear as one."""

    __slots__ = ("number", "value")

    def __init__(self, number, value):
        self.number = number
        self.value = value

    def __eq__(self, other):
        return (
            isinstance(other, Tagged) and self.number == other.number and self.value == other.value
        )

    def __hash__(self):
        return hash((self.number, self.value))

    def __repr__(self):
        return f"Tagged({self.number!r}, {self.value!r})"


class Pairs:
    """A decoded map: `.items` is a tuple of (key, value), in the order of the encoded keys."""

    __slots__ = ("items",)

    def __init__(self, items):
        self.items = tuple(items)

    def __eq__(self, other):
        return isinstance(other, Pairs) and self.items == other.items

    def __hash__(self):
        return hash(self.items)

    def __repr__(self):
        return f"Pairs({self.items!r})"


# ---- writing


def encode(value):
    """The encoding of `value`; TypeError for a kind, ValueError for a value, that has none."""
    out = bytearray()
    put(out, value)
    return bytes(out)


def put_head(out, major, argument):
    """Append the shortest head of a major type 0-6 with its argument (below 2**64)."""
    major <<= 5
    if argument < 24:
        out.append(major | argument)
    elif argument < 0x100:
        out.append(major | 24)
        out.append(argument)
    elif argument < 0x10000:
        out.append(major | 25)
        out.extend(argument.to_bytes(2, "big"))
    elif argument < 0x100000000:
        out.append(major | 26)
        out.extend(argument.to_bytes(4, "big"))
    elif argument < 0x10000000000000000:
        out.append(major | 27)
        out.extend(argument.to_bytes(8, "big"))
    else:
        raise ValueError("CBOR: the argument of a head is below 2**64")


def put(out, value, max_depth=MAX_DEPTH):
    """Append the encoding of `value`. On an exception `out` may hold a part of it."""
    if value is None:
        out.append(0xF6)
    elif value is True:
        out.append(0xF5)
    elif value is False:
        out.append(0xF4)
    elif isinstance(value, int):
        _put_int(out, value)
    elif isinstance(value, str):
        raw = value.encode("utf-8")
        if _LAX_UTF8 and not _is_utf8(raw):
            raise ValueError("CBOR: the text holds a surrogate, which UTF-8 has no form for")
        put_head(out, _TEXT, len(raw))
        out.extend(raw)
    elif isinstance(value, (bytes, bytearray)):
        put_head(out, _BYTES, len(value))
        out.extend(value)
    elif isinstance(value, float):
        _put_float(out, value)
    elif value is UNDEFINED:
        out.append(0xF7)
    elif isinstance(value, (list, tuple, dict, Pairs, Tagged)):
        if max_depth <= 0:
            raise ValueError("CBOR: nested deeper than the bound, or within itself")
        _put_nested(out, value, max_depth - 1)
    else:
        raise TypeError(f"CBOR: a {type(value).__name__} has no encoding")


def _put_nested(out, value, max_depth):
    if isinstance(value, (list, tuple)):
        put_head(out, ARRAY, len(value))
        for item in value:
            put(out, item, max_depth)
    elif isinstance(value, Tagged):
        if value.number in (_POSITIVE_BIGNUM, _NEGATIVE_BIGNUM):
            raise ValueError("CBOR: tags 2 and 3 are written from an int")
        put_head(out, _TAG, value.number)
        put(out, value.value, max_depth)
    else:
        entries = []
        for key, item in value.items if isinstance(value, Pairs) else value.items():
            key_out = bytearray()
            put(key_out, key, max_depth)
            entries.append((bytes(key_out), item))
        entries.sort(key=lambda entry: entry[0])
        put_head(out, _MAP, len(entries))
        last = None
        for key_bytes, item in entries:
            if key_bytes == last:
                raise ValueError("CBOR: a map has one key twice")
            last = key_bytes
            out.extend(key_bytes)
            put(out, item, max_depth)


def _put_int(out, value):
    major = _UINT
    if value < 0:
        major = _NEGINT
        value = -1 - value
    if value < 0x10000000000000000:
        put_head(out, major, value)
        return
    put_head(out, _TAG, _NEGATIVE_BIGNUM if major else _POSITIVE_BIGNUM)
    size_bytes = (len(f"{value:x}") + 1) // 2
    put_head(out, _BYTES, size_bytes)
    out.extend(value.to_bytes(size_bytes, "big"))


def _put_float(out, value):
    if math.isnan(value):
        out.extend(b"\xf9\x7e\x00")
        return
    raw = struct.pack(">d", value)
    single = _narrow(int.from_bytes(raw, "big"), 11, 52, 8, 23)
    if single < 0:
        out.append(0xFB)
        out.extend(raw)
        return
    half = _narrow(single, 8, 23, 5, 10)
    if half < 0:
        out.append(0xFA)
        out.extend(single.to_bytes(4, "big"))
    else:
        out.append(0xF9)
        out.extend(half.to_bytes(2, "big"))


def _narrow(bits, exponent_bits, fraction_bits, to_exponent_bits, to_fraction_bits):
    """The same number in a narrower IEEE 754 format, as bits; -1 where it has no exact form.

    Not for NaN. A subnormal of the wider format is below every number of the narrower.
    """
    top = (1 << exponent_bits) - 1
    exponent = (bits >> fraction_bits) & top
    fraction = bits & ((1 << fraction_bits) - 1)
    sign = (bits >> (exponent_bits + fraction_bits)) << (to_exponent_bits + to_fraction_bits)
    if exponent == top:
        return sign | ((1 << to_exponent_bits) - 1) << to_fraction_bits
    if exponent == 0:
        return sign if fraction == 0 else -1
    to_bias = (1 << (to_exponent_bits - 1)) - 1
    exponent += to_bias - (top >> 1)
    dropped = fraction_bits - to_fraction_bits
    if exponent > 2 * to_bias:
        return -1
    if exponent <= 0:
        fraction |= 1 << fraction_bits
        dropped += 1 - exponent
        exponent = 0
    if fraction & ((1 << dropped) - 1):
        return -1
    return sign | exponent << to_fraction_bits | fraction >> dropped


# ---- reading


def decode(data, max_depth=MAX_DEPTH):
    """The one value that `data` encodes; DecodeError where it is not exactly that."""
    reader = Reader(data)
    value = reader.item(max_depth)
    if not reader.done():
        raise DecodeError(f"CBOR: {len(reader.data) - reader.pos} bytes follow the value")
    return value


class Reader:
    """Reads heads, bytes and whole items from `data`, from `pos` on; DecodeError past the end."""

    __slots__ = ("data", "pos")

    def __init__(self, data, pos=0):
        self.data = data if isinstance(data, bytes) else bytes(data)
        self.pos = pos

    def done(self):
        return self.pos >= len(self.data)

    def take(self, size_bytes):
        """The next `size_bytes` bytes."""
        end = self.pos + size_bytes
        if end > len(self.data):
            raise DecodeError(
                f"CBOR: {size_bytes} bytes are claimed at byte {self.pos}, "
                f"{len(self.data) - self.pos} are left"
            )
        raw = self.data[self.pos : end]
        self.pos = end
        return raw

    def head(self):
        """(major, argument); for major 7 (7, value): False, True, None, UNDEFINED or a float."""
        start = self.pos
        if start >= len(self.data):
            raise DecodeError(f"CBOR: the bytes end where a value should begin, at {start}")
        first = self.data[start]
        self.pos = start + 1
        major = first >> 5
        argument = first & 31
        if argument < 24:
            if major != _SIMPLE:
                return major, argument
            if argument < 20:
                raise DecodeError(f"CBOR: simple value {argument} at byte {start}")
            return _SIMPLE, (False, True, None, UNDEFINED)[argument - 20]
        if argument > 27:
            raise DecodeError(f"CBOR: head {first:02x} at byte {start} is not deterministic")
        if major == _SIMPLE:
            return _SIMPLE, self._float(argument)
        size_bytes = 1 << (argument - 24)
        argument = int.from_bytes(self.take(size_bytes), "big")
        if argument < (24 if size_bytes == 1 else 1 << (4 * size_bytes)):
            raise DecodeError(f"CBOR: the head at byte {start} has a shorter form")
        return major, argument

    def _float(self, width):
        start = self.pos - 1
        if width == 24:
            raise DecodeError(f"CBOR: simple value in two bytes at byte {start}")
        raw = self.take(1 << (width - 24))
        bits = int.from_bytes(raw, "big")
        if width == 25:
            return _half(bits, start)
        if width == 26:
            is_nan = bits & 0x7FFFFFFF > 0x7F800000
            shorter = is_nan or _narrow(bits, 8, 23, 5, 10) >= 0
        else:
            is_nan = bits & 0x7FFFFFFFFFFFFFFF > 0x7FF0000000000000
            shorter = is_nan or _narrow(bits, 11, 52, 8, 23) >= 0
        if shorter:
            raise DecodeError(f"CBOR: the float at byte {start} has a shorter form")
        return struct.unpack(">f" if width == 26 else ">d", raw)[0]

    def item(self, max_depth=MAX_DEPTH):
        """The next whole value."""
        start = self.pos
        major, argument = self.head()
        if major in (_UINT, _SIMPLE):
            return argument
        if major == _NEGINT:
            return -1 - argument
        if major == _BYTES:
            return self.take(argument)
        if major == _TEXT:
            return text(self.take(argument))
        if max_depth <= 0:
            raise DecodeError(f"CBOR: nested deeper than the bound at byte {start}")
        if major == ARRAY:
            self._must_hold(argument, start)
            items = []
            for _ in range(argument):
                items.append(self.item(max_depth - 1))
            return tuple(items)
        if major == _MAP:
            self._must_hold(2 * argument, start)
            return self._pairs(argument, max_depth - 1)
        if argument in (_POSITIVE_BIGNUM, _NEGATIVE_BIGNUM):
            magnitude = self._bignum(start)
            return magnitude if argument == _POSITIVE_BIGNUM else -1 - magnitude
        return Tagged(argument, self.item(max_depth - 1))

    def _must_hold(self, items, start):
        if items > len(self.data) - self.pos:
            raise DecodeError(
                f"CBOR: {items} items are claimed at byte {start}, "
                f"{len(self.data) - self.pos} bytes are left"
            )

    def _bignum(self, start):
        major, size_bytes = self.head()
        if major != _BYTES:
            raise DecodeError(f"CBOR: the bignum at byte {start} holds no bytes")
        raw = self.take(size_bytes)
        if size_bytes <= 8 or raw[0] == 0:
            raise DecodeError(f"CBOR: the bignum at byte {start} has a shorter form")
        return int.from_bytes(raw, "big")

    def _pairs(self, count, max_depth):
        entries = []
        last = b""
        for _ in range(count):
            start = self.pos
            key = self.item(max_depth)
            key_bytes = self.data[start : self.pos]
            if key_bytes <= last:
                raise DecodeError(f"CBOR: the key at byte {start} is repeated or out of order")
            last = key_bytes
            entries.append((key, self.item(max_depth)))
        return Pairs(entries)


def text(raw):
    """The string that UTF-8 bytes stand for, or DecodeError; as strict on every host."""
    try:
        if not _LAX_UTF8 or _is_utf8(raw):
            return str(raw, "utf-8")
    except UnicodeError:
        pass
    raise DecodeError("CBOR: text that is not UTF-8")


def _half(bits, start):
    """The float of a binary16 (RFC 8949, appendix D, without struct's 'e')."""
    exponent = (bits >> 10) & 31
    if exponent == 31 and bits & 1023:
        if bits != 0x7E00:
            raise DecodeError(f"CBOR: the NaN at byte {start} is not f97e00")
        return float("nan")
    if exponent == 0:
        magnitude = (bits & 1023) / 16777216.0
        return -magnitude if bits & 0x8000 else magnitude
    exponent = 255 if exponent == 31 else exponent + 112
    wide = (bits & 0x8000) << 16 | exponent << 23 | (bits & 1023) << 13
    return struct.unpack(">f", wide.to_bytes(4, "big"))[0]


def _is_utf8(raw):
    """Whether bytes are well-formed UTF-8 (Unicode 15, table 3-7)."""
    pos = 0
    size = len(raw)
    while pos < size:
        lead = raw[pos]
        pos += 1
        if lead < 0x80:
            continue
        if lead < 0xC2 or lead > 0xF4:
            return False
        more = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
        if pos + more > size:
            return False
        low, high = 0x80, 0xBF
        if lead == 0xE0:
            low = 0xA0
        elif lead == 0xED:
            high = 0x9F
        elif lead == 0xF0:
            low = 0x90
        elif lead == 0xF4:
            high = 0x8F
        for _ in range(more):
            if not low <= raw[pos] <= high:
                return False
            low, high = 0x80, 0xBF
            pos += 1
    return True
