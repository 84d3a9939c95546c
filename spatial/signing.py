"""Ed25519 on hosts: by `cryptography`, or slower by our own where that is not installed."""

import hashlib
from collections.abc import Callable, Sequence

from runtime import ed25519
from runtime.certificate import made
from runtime.message import Bounds

Sign = Callable[[bytes], bytes]

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def public_of(private: bytes) -> bytes:
        """The public key of a private one."""
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def signer(private: bytes) -> Sign:
        """What signs with a private key."""
        return Ed25519PrivateKey.from_private_bytes(private).sign

except ImportError:

    def public_of(private: bytes) -> bytes:
        return bytes(ed25519.public_key(private))

    def signer(private: bytes) -> Sign:
        return lambda message: ed25519.sign(private, message)


def certify(
    private: bytes, bricks: Sequence[bytes], bounds: Bounds, start_epoch: int, start: int = 1
) -> bytes:
    """The certificate of a program, its root first, by the operator who has this private key.

    No two programs of an operator may have one start.
    """
    hashes = [hashlib.sha256(data).digest() for data in bricks]
    return bytes(made(signer(private), public_of(private), hashes, start_epoch, start, bounds))
