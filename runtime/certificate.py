"""What an operator signs of a program: its code, who injects it, the start, and its bounds.

A certificate is the CBOR of (origin, code, start epoch, start, bounds, signature). `code` has the
first 16 bytes of the SHA-256 of each brick that the program reaches, its root's first: what the
program spawns must have its root among them. The signature is over the SHA-256 of all before it.
"""

import hashlib

from runtime import cbor
from runtime.constant import const
from runtime.errors import AdmissionRefused, DecodeError

# In the order of the certificate.
BOUNDS = (
    "gas_visit",
    "gas_total",
    "memory_bytes",
    "hops",
    "lifetime_ms",
    "state_bytes",
    "tag_bytes",
    "air_bytes",
)
MOST_BYTES = 1024
_HASH_BYTES = const(16)
_NAME_BYTES = const(8)
_MOST = const(0xFFFFFFFF)


def fingerprint(public):
    """The 8 bytes that an operator's public key is called by: the origin of what it signs."""
    return hashlib.sha256(public).digest()[:8]


def made(sign, public, hashes, start_epoch, start, bounds):
    """The bytes of a certificate; `sign` gives the signature of bytes, `hashes` has the root's
    first."""
    code = b"".join([full_hash[:_HASH_BYTES] for full_hash in hashes])
    limits = [getattr(bounds, name) for name in BOUNDS]
    fields = [fingerprint(public), code, start_epoch, start, limits]
    data = cbor.encode(fields + [sign(_signed(fields))])
    Certificate(data)
    return data


def _signed(fields):
    return b"samara program" + hashlib.sha256(cbor.encode(fields)).digest()


class Certificate:
    """A certificate that is well formed; whether it is true, who reads it finds out.

    `name` is what messages call it by: the first 8 bytes of its SHA-256.
    """

    __slots__ = ("bounds", "code", "data", "name", "origin", "signature", "start", "start_epoch")

    def __init__(self, data):
        """DecodeError where the bytes are none."""
        fields = cbor.decode(data, 2) if len(data) <= MOST_BYTES else None
        if not isinstance(fields, tuple) or len(fields) != 6:
            raise DecodeError("a certificate has six parts")
        self.origin, self.code, self.start_epoch, self.start, self.bounds, self.signature = fields
        for value, size in ((self.origin, _NAME_BYTES), (self.signature, 64)):
            if not isinstance(value, bytes) or len(value) != size:
                raise DecodeError("a certificate's origin or signature is none")
        if not isinstance(self.code, bytes) or not self.code or len(self.code) % _HASH_BYTES:
            raise DecodeError("a certificate's code is no list of hashes")
        if not isinstance(self.bounds, tuple) or len(self.bounds) != len(BOUNDS):
            raise DecodeError("a certificate's bounds are not those that are known here")
        for value in self.bounds + (self.start_epoch, self.start):
            if type(value) is not int or not 0 <= value <= _MOST:
                raise DecodeError("a number of a certificate is out of its range")
        self.data = data
        self.name = hashlib.sha256(data).digest()[:_NAME_BYTES]

    def signed(self):
        """The bytes that the signature is of."""
        return _signed((self.origin, self.code, self.start_epoch, self.start, self.bounds))

    def check(self, identity, bounds):
        """AdmissionRefused where it is not of a message of this identity, with these bounds."""
        if identity[1:4] != (self.origin, self.start_epoch, self.start):
            raise AdmissionRefused(
                "the certificate is of another origin or start", "certificate", 0, 0
            )
        if not self._reaches(identity[0]):
            raise AdmissionRefused(
                f"brick {identity[0].hex()} is not of the certified code", "certificate", 0, 0
            )
        for name, most in zip(BOUNDS, self.bounds):
            need = getattr(bounds, name)
            if need > most:
                raise AdmissionRefused(
                    f"the message declares {name} {need}, its certificate {most}", name, need, most
                )

    def reaches(self, full_hash):
        """Whether a brick of this SHA-256 is of the certified code."""
        return self._reaches(full_hash[:_HASH_BYTES])

    def _reaches(self, beginning):
        for at in range(0, len(self.code), _HASH_BYTES):
            if self.code[at : at + len(beginning)] == beginning:
                return True
        return False
