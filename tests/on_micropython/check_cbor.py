"""The vectors of the RFC, and the verdicts of CPython on damaged bytes (a file, in argv[1])."""

import sys

from cbor_vectors import REFUSED, RFC_VECTORS

from runtime import cbor
from runtime.errors import DecodeError

for hexadecimal, value in RFC_VECTORS:
    raw = bytes.fromhex(hexadecimal)
    assert cbor.encode(value) == raw, hexadecimal
    assert cbor.decode(raw) == value, hexadecimal

for hexadecimal in REFUSED:
    try:
        cbor.decode(bytes.fromhex(hexadecimal))
    except DecodeError:
        continue
    raise AssertionError(f"{hexadecimal} was taken")

for opening in (b"\x81", b"\xa1\x00", b"\xa1", b"\xc6"):
    try:
        cbor.decode(opening * 1000 + b"\x00")
    except DecodeError:
        continue
    raise AssertionError("a depth bomb was taken")

judged = 0
with open(sys.argv[1]) as lines:
    for line in lines:
        hexadecimal, verdict = line.split()
        raw = bytes.fromhex(hexadecimal)
        try:
            again = cbor.encode(cbor.decode(raw))
            assert again == raw, hexadecimal
            ours = "taken"
        except DecodeError:
            ours = "refused"
        assert ours == verdict, line
        judged += 1
print(judged, "judged alike")
