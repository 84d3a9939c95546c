"""Whose turn it is."""

from runtime.message import Bounds, Message
from runtime.scheduler import Scheduler


class _Execution:
    def __init__(self):
        self.got = []

    def resume(self, value):
        self.got.append(value)

    def throw(self, kind, text):
        self.got.append(kind)


def message(number):
    new = Message((b"r" * 8, b"o" * 8, 1, number), (0, 0), Bounds(), 1000, 0)
    new.execution = _Execution()
    return new


def test_first_in_first_out():
    scheduler = Scheduler()
    one, two = message(1), message(2)
    scheduler.enqueue(one)
    scheduler.enqueue(two)
    assert (scheduler.take(), scheduler.take(), scheduler.take()) == (one, two, None)


def test_sleepers_wake_in_the_order_of_their_times():
    scheduler = Scheduler()
    late, early = message(1), message(2)
    scheduler.block(late, 20)
    scheduler.block(early, 10)
    assert scheduler.next_ms() == 10
    scheduler.fire(9)
    assert scheduler.take() is None
    scheduler.fire(30)
    assert (scheduler.take(), scheduler.take()) == (early, late)
    assert early.execution.got == [None]
    assert scheduler.next_ms() is None


def test_those_who_wait_for_a_tag_can_be_woken():
    scheduler = Scheduler()
    one, two, other = message(1), message(2), message(3)
    scheduler.block(one, 100, "door")
    scheduler.block(other, 100, "window")
    scheduler.block(two, 100, "door")
    assert scheduler.waiting("door") == [one, two]
    for each in scheduler.waiting("door"):
        scheduler.wake(each)
    assert (scheduler.take(), scheduler.take(), scheduler.take()) == (one, two, None)
    assert scheduler.waiting("door") == []
    scheduler.fire(100)
    assert scheduler.take() is other
    assert other.execution.got == ["Timeout"]


def test_who_is_forgotten_never_comes_back():
    scheduler = Scheduler()
    ready, blocked = message(1), message(2)
    scheduler.enqueue(ready)
    scheduler.block(blocked, 10)
    scheduler.forget(ready)
    scheduler.forget(blocked)
    scheduler.fire(10)
    assert scheduler.take() is None
