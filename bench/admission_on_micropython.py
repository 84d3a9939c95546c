"""What admission and scheduling cost, under whichever Python: lines of a name and microseconds.

As a script, under MicroPython; `measured()` under CPython.
"""

import sys
import time

from runtime.admission import Admission
from runtime.config import NodeConfig
from runtime.message import Bounds, Message
from runtime.scheduler import Scheduler

_ENOUGH_S = 0.2
_CALLS = 20000
_READY = 100


class _Nothing:
    """An execution of which only time passes."""

    def resume(self, value):
        pass


def measured():
    """(what, microseconds a call) of each."""
    node = Admission(NodeConfig("n", memory_bytes=1 << 20, messages=99))
    bounds = Bounds(memory_bytes=4096)
    for number in range(8):
        node.take(0, bounds, b"origin" + bytes([number]))

    def admit():
        node.take(1000, bounds, b"stranger", 200)
        node.give_back(bounds, b"stranger", 300000)

    yield "admission of a message, and its end", _least_us(admit)
    yield "the level that a beacon tells", _least_us(lambda: node.level(1000))
    scheduler = Scheduler()
    for number in range(_READY):
        scheduler.enqueue(_message(number))

    def step():
        message = scheduler.take()
        scheduler.ran(message, 400)
        scheduler.enqueue(message)

    yield f"a scheduling step, {_READY} ready", _least_us(step)
    scheduler = Scheduler()
    blocked = [_message(number) for number in range(_READY)]
    for number in range(1, _READY):
        scheduler.block(blocked[number], 1 << 29, f"tag{number}")

    def wake():
        scheduler.block(blocked[0], 1 << 28, "tag")
        for message in scheduler.waiting("tag"):
            scheduler.wake(message)
        message = scheduler.take()
        scheduler.ran(message, 400)

    yield f"a wait and a write, {_READY} blocked", _least_us(wake)


def _message(number):
    identity = (b"root....", b"origin-" + bytes([number % 10]), 1, number)
    message = Message(identity, (0, 0), Bounds(), 1 << 29, 0)
    message.execution = _Nothing()
    return message


def _least_us(call):
    least = spent = 0
    while spent < _ENOUGH_S:
        began = _clock()
        for _ in range(_CALLS):
            call()
        took = _clock() - began
        spent += took
        least = min(least, took) if least else took
    return least * 1000000 / _CALLS


def _clock():
    return time.clock() if sys.implementation.name == "micropython" else time.process_time()


if sys.implementation.name == "micropython":
    for what, us in measured():
        print(what, us, sep="\t")
