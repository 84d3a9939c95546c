"""Under MicroPython: what sealed frames and signatures take. Prints lines of `name us`."""

import gc
import time

from runtime import ed25519, wire
from runtime.air import Air, Key

_FRAMES = 400
_ROUNDS = 7
_PUBLIC = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)  # RFC 8032, 7.1, of b"\xaf\x82"


def sender_and_receiver():
    """Two ends that know each other, and a fragment of 100 bytes from one to the other."""
    key = Key(1, bytes(32))
    here, there = Air(b"sender..", 1, (key,)), Air(b"receiver", 1, (key,))
    for one, other, source in ((here, there, b"S"), (there, here, b"R")):
        known = wire.Query(one.id, 1, 1, 0)
        other.open(source, one.seal(None, known))
    return here, there, wire.Fragment(1, 1, 0, 1, 2, 0, bytes(100))


def least_us(call, count):
    """The least time of a call, over some rounds of so many."""
    least = None
    for _ in range(_ROUNDS):
        gc.collect()
        start = time.ticks_us()
        for _ in range(count):
            call()
        took = time.ticks_diff(time.ticks_us(), start) / count
        least = took if least is None else min(least, took)
    return least


def open_us(here, there, frame):
    """As `least_us`, of opening frames that each come once."""
    least = None
    for _ in range(_ROUNDS):
        gc.collect()
        frames = [here.seal(b"R", frame) for _ in range(50)]
        start = time.ticks_us()
        for data in frames:
            there.open(b"S", data)
        took = time.ticks_diff(time.ticks_us(), start) / len(frames)
        least = took if least is None else min(least, took)
    return least


def signature_us():
    """(of one verification, of its longest slice): the least of some rounds."""
    public, signature = bytes.fromhex(_PUBLIC), bytes.fromhex(_SIGNATURE)
    least = None
    for _ in range(_ROUNDS):
        gc.collect()
        steps = ed25519.verifying(public, signature, b"\xaf\x82")
        slices = []
        answer = None
        while answer is None:
            start = time.ticks_us()
            try:
                next(steps)
            except StopIteration as end:
                answer = end.value
            slices.append(time.ticks_diff(time.ticks_us(), start))
        if not answer:
            raise ValueError("a vector of RFC 8032 is not true")
        least = slices if least is None else [min(us, slices[at]) for at, us in enumerate(least)]
    return sum(least), max(least)


def measure():
    here, there, frame = sender_and_receiver()
    plain = wire.encode(frame)
    forged = here.seal(b"R", frame)[:-1] + b"x"

    def drop():
        try:
            there.open(b"S", forged)
        except ValueError:
            pass
        except Exception as error:
            if not hasattr(error, "counter"):
                raise

    print("encode", least_us(lambda: wire.encode(frame), _FRAMES))
    print("seal", least_us(lambda: here.seal(b"R", frame), _FRAMES))
    print("decode", least_us(lambda: wire.decode(plain), _FRAMES))
    print("open", open_us(here, there, frame))
    print("drop", least_us(drop, _FRAMES))
    total, longest = signature_us()
    print("verify", total)
    print("slice", longest)


if __name__ == "security_on_micropython":
    measure()
