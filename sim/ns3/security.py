"""The keys of a simulated field: made from its seed, so that no secret is in a simulation."""

import functools
import hashlib

from runtime import air, cbor
from runtime.errors import DecodeError
from runtime.wire import TABLE

_KINDS = {number: name for name, number, _ in TABLE}
_FULL, _HIDDEN, _SEALED = 0x20, 0x40, 0x80  # as in runtime/air.py

unsealed = functools.lru_cache(maxsize=1024)(air.unseal)
"""What `air.unseal` gives: once for all who hear a broadcast."""


def network_key(seed: int) -> air.Key:
    """The key of a field that is simulated with this seed."""
    return air.Key(1, hashlib.sha256(b"a simulated field's network key %d" % seed).digest())


def kind_of(frame: bytes) -> str:
    """The name of a frame's type, which encrypted ones do not tell."""
    if len(frame) < 3:
        return "version"
    if not frame[0] & _SEALED:
        return _KINDS.get(frame[2], "?")
    if frame[0] & _HIDDEN:
        return "encrypted"
    reader = cbor.Reader(frame, 9 if frame[0] & _FULL else 1)
    try:
        for _ in ("epoch", "counter", "array"):
            reader.head()
        return _KINDS.get(reader.head()[1], "?")
    except DecodeError:
        return "?"
