"""Signatures and SHA-512: against the RFC's vectors, and against what hosts have."""

import hashlib
import random

import pytest

from runtime import ed25519
from runtime.sha512 import sha512

# RFC 8032, 7.1: seed, public key, message, signature. The one of 1,023 bytes is left out.
VECTORS = [
    tuple(bytes.fromhex(part) for part in row)
    for row in (
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            (
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            ),
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            hashlib.sha512(b"abc").hexdigest(),
            (
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
            ),
        ),
    )
]
ORDER = (1 << 252) + 27742317777372353535851937790883648493


def is_true(public, signature, message):
    return ed25519.finish(ed25519.verifying(public, signature, message))


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors_of_the_rfc(vector):
    seed, public, message, signature = vector
    assert ed25519.public_key(seed) == public
    assert ed25519.sign(seed, message) == signature
    assert is_true(public, signature, message)
    assert not is_true(public, signature, message + b"\0")


@pytest.mark.parametrize("size", [0, 1, 55, 111, 112, 127, 128, 239, 240, 300])
def test_digests_are_those_of_hashlib(size):
    data = random.Random(size).randbytes(size)
    assert ed25519.finish(sha512(data)) == hashlib.sha512(data).digest()


def test_every_answer_is_that_of_cryptography():
    """Signatures that are true, changed in one bit, of another key, or out of range."""
    keys = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    exceptions = pytest.importorskip("cryptography.exceptions")
    chance = random.Random(8032)

    def answer(public, signature, message):
        try:
            keys.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except exceptions.InvalidSignature:
            return False
        return True

    answers = []
    for number in range(40):
        seed, message = chance.randbytes(32), chance.randbytes(chance.randrange(200))
        private = keys.Ed25519PrivateKey.from_private_bytes(seed)
        public = private.public_key().public_bytes_raw()
        assert ed25519.public_key(seed) == public
        signature = ed25519.sign(seed, message)
        assert signature == private.sign(message)
        if number % 4 == 1:
            at = chance.randrange(64)
            signature = (
                signature[:at]
                + bytes([signature[at] ^ 1 << chance.randrange(8)])
                + (signature[at + 1 :])
            )
        elif number % 4 == 2:
            s = int.from_bytes(signature[32:], "little") + ORDER
            signature = signature[:32] + s.to_bytes(32, "little")
        elif number % 4 == 3:
            public = keys.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        answers.append(is_true(public, signature, message))
        assert answers[-1] == answer(public, signature, message), number
    assert answers.count(True) == 10


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (bytes(31), bytes(64)),
        (bytes(32), bytes(63)),
        (b"\xff" * 32, VECTORS[0][3]),  # y is not below the prime
        ((2).to_bytes(32, "little"), VECTORS[0][3]),  # no point of the curve
        ((1).to_bytes(31, "little") + b"\x80", VECTORS[0][3]),  # x is 0, and said to be odd
    ],
)
def test_what_is_no_key_or_no_signature_is_false(public, signature):
    assert not is_true(public, signature, b"")


def test_it_is_done_in_slices():
    _, public, message, signature = VECTORS[2]
    assert sum(1 for _ in ed25519.verifying(public, signature, message)) >= 40


def test_a_board_gives_the_same_answers_each_slice_in_time(micropython, tmp_path):
    lines = []
    for _, public, message, signature in VECTORS:
        lines.append(f"{public.hex()} {signature.hex()} {message.hex()} 1\n")
        lines.append(f"{public.hex()} {signature.hex()} {message.hex()}00 0\n")
    path = tmp_path / "signatures"
    path.write_text("".join(lines))
    from tests.test_on_micropython import SCRIPTS

    printed = micropython.run(SCRIPTS / "check_ed25519.py", str(path))
    assert "8 judged alike" in printed, printed
