"""The keys of a simulated field: made from its seed, so that no secret is in a simulation."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from typing import Any

from runtime import air, cbor
from runtime.errors import DecodeError
from runtime.message import Bounds
from runtime.policy import Policy
from runtime.wire import TABLE
from spatial.signing import certify, public_of

_KINDS = {number: name for name, number, _ in TABLE}
_FULL, _HIDDEN, _SEALED = 0x20, 0x40, 0x80  # as in runtime/air.py

unsealed = functools.lru_cache(maxsize=1024)(air.unseal)
"""What `air.unseal` gives: once for all who hear a broadcast."""


# Its nodes' owners let the one operator of a simulated field do anything.
_ALL = {"messages": 1 << 16, "memory_bytes": 1 << 30, "tag_bytes": 1 << 30, "write": ["*"]}


def network_key(seed: int) -> air.Key:
    """The key of a field that is simulated with this seed."""
    return air.Key(1, _secret(b"network", seed))


def settings(mode: str, seed: int, encrypts: bool) -> dict[str, Any]:
    """What `NodeConfig` needs in a field of this security, one of `field.SECURITY`."""
    if mode == "open":
        return {}
    keyed = {"keys": (network_key(seed),), "encrypts": encrypts}
    if mode == "keyed":
        return keyed
    operator = public_of(_secret(b"operator", seed)).hex()
    return {**keyed, "signed": True, "policy": Policy({"operator": {"key": operator, **_ALL}})}


def certificate(seed: int, bricks: Sequence[bytes], bounds: Bounds, start: int) -> bytes:
    """What the operator of a simulated field signs of a program."""
    return certify(_secret(b"operator", seed), bricks, bounds, 1, start)


def _secret(use: bytes, seed: int) -> bytes:
    return hashlib.sha256(b"a simulated field's %s key %d" % (use, seed)).digest()


def kind_of(frame: bytes) -> str:
    """The name of a frame's type, which encrypted ones do not tell."""
    if len(frame) < 3:
        return "version"
    sealed = frame[0] & _SEALED
    if sealed and frame[0] & _HIDDEN:
        return "encrypted"
    reader = cbor.Reader(frame, 9 if sealed and frame[0] & _FULL else 1)
    try:
        for _ in ("epoch", "counter", "array") if sealed else ("array",):
            reader.head()
        return _KINDS.get(reader.head()[1], "?")
    except DecodeError:
        return "?"
