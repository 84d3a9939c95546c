"""Certificates, bulletins and sealed frames, damaged: refused as they should be, or not damaged."""

import random

import pytest

from runtime import wire
from runtime.air import Air, Key, NotTrue, unseal
from runtime.certificate import Certificate
from runtime.errors import BadFrame, DecodeError
from runtime.message import Bounds
from runtime.rotation import Rotation, made
from spatial.signing import certify, public_of, signer
from tests.damage import damaged
from tests.field import beacon
from tests.test_attacks_air import filled

CASES = 2000
PRIVATE = bytes(range(32))
KEY = Key(2, bytes(32))
SENDER = b"sender.."


def cases(data):
    for number in range(CASES):
        yield damaged(data, random.Random(number))


def test_a_damaged_certificate_is_none_or_a_false_one():
    data = certify(PRIVATE, [b"root", b"library"], Bounds(), 1)
    taken = 0
    for mutant in cases(data):
        try:
            certificate = Certificate(mutant)
        except DecodeError:
            continue
        taken += 1
        true = Certificate(data)
        assert mutant == data or (certificate.signed(), certificate.signature) != (
            true.signed(),
            true.signature,
        )
    assert 0 < taken < CASES


def test_a_damaged_bulletin_changes_no_key():
    data = made(signer(PRIVATE), 3, bytes(32), 60, [b"12345678"], [(SENDER, b"o" * 32)])
    begun = 0
    for mutant in cases(data):
        if mutant == data:
            continue
        air = Air(SENDER, 1, (KEY,))
        rotation = Rotation(air, b"o" * 32, public_of(PRIVATE), 100)
        try:
            rotation.begin(mutant)
        except BadFrame:
            continue
        begun += 1
        while rotation.busy():
            assert rotation.step(0) is None
        assert air.keys == (KEY,)
    assert begun > 0


@pytest.mark.parametrize("hidden", [False, True])
def test_a_damaged_frame_is_dropped(hidden):
    if hidden:
        pytest.importorskip("cryptography")
    there = Air(SENDER, 1, (KEY,), hidden)
    for frame in (beacon(SENDER), filled("Offer", sender=SENDER, epoch=1, head=b"state")):
        data = there.seal(None, frame)
        for mutant in cases(data):
            here = Air(b"receiver", 1, (KEY,))
            if mutant != data:
                with pytest.raises(NotTrue):
                    here.open(b"S", mutant)


def test_what_an_insider_seals_is_a_frame_or_an_error_of_decoding():
    """Damage under a true tag: it gets as far as the decoder, and no farther."""
    there = Air(SENDER, 1, (KEY,))
    frame = filled("Offer", sender=SENDER, epoch=1, head=b"state")
    data = there.seal(None, frame, b"12345678")[:-8]
    errors = frames = 0
    for mutant in cases(data[9:]):
        body = data[:9] + mutant
        opened = unseal(KEY, SENDER, b"", body + KEY.tag(body, b"", b""))
        assert opened is not None
        _, _, decoded, certificate = opened
        if isinstance(decoded, DecodeError):
            errors += 1
        else:
            frames += 1
            assert wire.decode(wire.encode(decoded)) == decoded
            assert len(certificate) in (0, 8)
    assert errors > 100
    assert frames > 100
