"""AES-128 in counter mode (NIST SP 800-38A): a key for each boot of a sender, counters a frame."""

import struct

from runtime.constant import const
from runtime.errors import DecodeError

_BLOCK_BYTES = const(16)
_ECB = const(1)  # the mode that every port of MicroPython has

try:
    from cryptolib import aes

    def _encrypted(key, blocks):
        return aes(key, _ECB).encrypt(blocks)

except ImportError:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        def _encrypted(key, blocks):
            return Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(blocks)

    except ImportError:
        _encrypted = None  # type: ignore[assignment]


def check():
    """ValueError where this host has no AES."""
    if _encrypted is None:
        raise ValueError(
            "frames cannot be encrypted here: there is no cryptolib, and no `cryptography`"
        )


def crypt(derive, sender, epoch, counter, data):
    """`data` in cipher, or out of it; DecodeError where this host has no AES.

    `derive` is the field's HMAC for keys of this use.
    """
    if _encrypted is None:
        raise DecodeError("an encrypted frame, and this node has no AES")
    key = derive(sender + struct.pack(">I", epoch))[:_BLOCK_BYTES]
    count = (len(data) + _BLOCK_BYTES - 1) // _BLOCK_BYTES
    counters = bytearray(count * _BLOCK_BYTES)
    for block in range(count):
        struct.pack_into(">IQI", counters, block * _BLOCK_BYTES, counter, 0, block)
    stream = _encrypted(key, bytes(counters))
    return bytes([octet ^ stream[at] for at, octet in enumerate(data)])
