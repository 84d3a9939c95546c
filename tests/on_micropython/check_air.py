"""Under MicroPython: seals are made and opened, byte for byte as on CPython."""

import sys

from runtime import wire
from runtime.air import Air, Key, NotTrue
from runtime.ctr import crypt

_ALL = b"all"

with open(sys.argv[1]) as file:
    lines = [[bytes.fromhex(word) for word in line.split(" ")] for line in file.read().splitlines()]
(secret, derived), data_and_cipher, *sealed = lines
key = Key(1, secret)
data, cipher = data_and_cipher
if key.cipher(b"derive") != derived:
    raise ValueError("an HMAC is not CPython's")
if crypt(key.cipher, b"sender..", 7, 300, data) != cipher:
    raise ValueError("a cipher is not CPython's")

here = Air(b"receiver", 2, (key,))
there = {False: Air(b"sender..", 7, (key,)), True: Air(b"sender..", 7, (key,), True)}
for hidden in there:
    there[hidden].open(
        b"R",
        here.seal(None, wire.Query(b"receiver", 2, 1, 0)),
    )
count = 0
for hidden, to, plain, frame in sealed:
    decoded = wire.decode(plain)
    made = there[hidden == b"\1"].seal(None if to == b"\0" else b"R", decoded)
    if made != frame:
        raise ValueError("a seal is not CPython's: " + repr(made))
    if here.open(b"S", frame) != decoded:
        raise ValueError("a frame came out another")
    for again in (frame, frame[:-1] + bytes((frame[-1] ^ 1,))):
        try:
            here.open(b"S", again)
            raise ValueError("a frame was taken in that should not be")
        except NotTrue:
            pass
    there[hidden != b"\1"]._counter += 1
    count += 1
print("%d frames alike" % count)
