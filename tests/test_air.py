"""Seals and ciphers against what hosts have, and the same on a board, byte for byte."""

import hmac
import random
import struct

import pytest

from runtime import ctr, wire
from runtime.air import Air, Hmac, Key
from runtime.ctr import crypt
from runtime.errors import DecodeError
from tests.field import beacon
from tests.test_on_micropython import SCRIPTS, frame_encodings

SECRET = bytes(range(32))


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 1000])
def test_an_hmac_is_the_standard_library_s(size):
    chance = random.Random(size)
    key, data = chance.randbytes(chance.randrange(65)), chance.randbytes(size)
    assert Hmac(key)(data) == hmac.digest(key, data, "sha256")


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 250])
def test_a_cipher_is_aes_in_counter_mode(size):
    ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers")
    data = random.Random(size).randbytes(size)
    derive = Hmac(SECRET)
    made = crypt(derive, b"sender..", 7, 300, data)
    key = hmac.digest(SECRET, b"sender.." + struct.pack(">I", 7), "sha256")[:16]
    first = struct.pack(">IQI", 300, 0, 0)
    mode = ciphers.modes.CTR(first)
    theirs = ciphers.Cipher(ciphers.algorithms.AES(key), mode).encryptor().update(data)
    assert made == theirs
    assert crypt(derive, b"sender..", 7, 300, made) == data


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_key_has_32_bytes(secret):
    with pytest.raises(ValueError, match="has 32 bytes"):
        Key(1, secret)


def test_a_board_seals_as_this_machine_does(micropython, tmp_path):
    pytest.importorskip("cryptography")
    key = Key(1, SECRET)
    lines = [
        [SECRET, key.cipher(b"derive")],
        [b"some data of a frame", crypt(key.cipher, b"sender..", 7, 300, b"some data of a frame")],
    ]
    airs = [Air(b"sender..", 7, (key,), hidden) for hidden in (False, True)]
    receiver = Air(b"receiver", 2, (key,))
    for air in airs:
        air.open(b"R", receiver.seal(None, beacon(b"receiver", 2)))
    told = {"sender": b"sender..", "id": b"sender..", "epoch": 7}
    frames = [beacon(b"sender..", 7)]  # from which the receiver learns the sender's address
    for encoded in frame_encodings(60, random.Random(4)):
        frame = wire.decode(encoded)
        own = {name: told[name] for name in frame._fields[:2] if name in told}
        frames.append(frame._replace(**own))
    for number, frame in enumerate(frames):
        hidden, to_all = number % 3 == 1, number % 2 == 0
        sealed = airs[hidden].seal(None if to_all else b"R", frame)
        airs[not hidden]._counter += 1  # they are one sender
        lines.append([bytes([hidden]), bytes([not to_all]), wire.encode(frame), sealed])
    path = tmp_path / "frames"
    path.write_text("\n".join(" ".join(part.hex() for part in line) for line in lines))
    printed = micropython.run(SCRIPTS / "check_air.py", str(path), heap="400wK")
    assert printed.strip() == f"{len(lines) - 2} frames alike"


def test_a_node_without_aes_drops_what_it_cannot_read(monkeypatch):
    pytest.importorskip("cryptography")
    hidden, plain = (
        Air(b"sender..", 7, (Key(1, SECRET),), True),
        Air(b"other...", 1, (Key(1, SECRET),)),
    )
    sealed = hidden.seal(None, beacon(b"sender..", 7))
    monkeypatch.setattr(ctr, "_encrypted", None)
    with pytest.raises(DecodeError, match="has no AES"):
        plain.open(b"S", sealed)
    with pytest.raises(ValueError, match="cannot be encrypted here"):
        Air(b"other...", 1, (Key(1, SECRET),), True)
