"""What tags cost, under CPython and MicroPython alike: a line each, nanoseconds and what it is.

The first is what the others are held to: to write an entry of a plain dict that has 1,000.
"""

import gc
import time

from runtime.tagspace import TagSpace
from runtime.tagspace.rights import domain, principal

_clock_us = getattr(time, "ticks_us", None) or (lambda: time.process_time_ns() / 1000)
_CALLS = 500
_BATCHES = 7
_TAGS = 1000
_DAY_MS = 86400000

_ME = (b"code....", b"origin..", 7, 1, 0)
_OTHER = (b"another.", b"faraway.", 9, 2, 0)


def _say(what, call, prepare=None):
    """The least mean of several batches: noise only ever adds."""
    least = None
    for _ in range(_BATCHES):
        if prepare is not None:
            prepare()
        gc.collect()
        gc.disable()
        start = _clock_us()
        for number in range(_CALLS):
            call(number)
        took = _clock_us() - start
        gc.enable()
        if least is None or took < least:
            least = took
    print(int(least * 1000 / _CALLS), what)


def main():
    if hasattr(gc, "threshold"):
        gc.threshold(-1)  # the board's habit of collecting often would be most of what is measured
    names = [f"tag/{number}" for number in range(_TAGS)]
    plain = {}
    space = TagSpace(capacity_bytes=1 << 20)
    for name in names:
        plain[name] = 0
        space.create(0, name, 0, _DAY_MS, _ME, "others:write")
    owner = principal(_ME)

    def put(number):
        plain[names[number]] = number

    _say("a dict's entry written", put)
    _say("a domain check: the owner", lambda _: domain(owner, _ME))
    _say("a domain check: others", lambda _: domain(owner, _OTHER))
    _say("a tag read", lambda number: space.read(0, names[number], _ME))
    _say("a tag written, by others", lambda number: space.write(0, names[number], number, _OTHER))
    _say(
        "a tag compared and set",
        lambda number: space.compare_and_set(0, names[number], number, number, _ME),
    )
    _say("a lease renewed", lambda number: space.renew(0, names[number], _DAY_MS, _ME))
    _say("the end of a lease, none due", lambda _: space.expire(1))
    short = [f"short/{number}" for number in range(_CALLS)]
    now = [0]

    def prepare():
        now[0] += _CALLS
        for number in range(_CALLS):
            space.create(now[0], short[number], 0, number + 1, _ME)

    _say(
        "the end of a lease, of 1,000 and more",
        lambda number: space.expire(now[0] + number + 1),
        prepare,
    )
    assert space.count() == _TAGS

    def made(number):
        space.create(now[0], short[number], 0, _DAY_MS, _ME)
        space.delete(now[0], short[number], _ME)

    _say("a tag created and deleted", made)


main()
