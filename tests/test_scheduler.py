"""Whose turn it is."""

from collections import Counter
from itertools import pairwise

from runtime.message import Bounds, Message
from runtime.scheduler import Scheduler


class _Execution:
    def __init__(self):
        self.got = []

    def resume(self, value):
        self.got.append(value)

    def throw(self, kind, text):
        self.got.append(kind)


def message(number, origin=b"o" * 8):
    new = Message((b"r" * 8, origin, 1, number), (0, 0), Bounds(), 1000, 0)
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


def turns(scheduler, count, gas):
    """Whose turn it was; each is ready again at once, and takes `gas(message)`."""
    taken = []
    for _ in range(count):
        one = scheduler.take()
        taken.append(one)
        scheduler.ran(one, gas(one))
        scheduler.enqueue(one)
    return taken


def test_of_a_hundred_that_are_ready_each_has_one_turn_in_a_hundred():
    scheduler = Scheduler()
    ready = [message(number) for number in range(100)]
    for one in ready:
        scheduler.enqueue(one)
    assert scheduler.ready() == 100
    for _ in range(5):
        assert turns(scheduler, 100, lambda one: 40) == ready


def test_an_origin_with_one_message_does_not_wait_for_the_ninety_nine_of_another():
    scheduler = Scheduler()
    for number in range(99):
        scheduler.enqueue(message(number, b"crowd..."))
    lone = message(99, b"lone....")
    scheduler.enqueue(lone)
    taken = turns(scheduler, 400, lambda one: 1000)
    at = [turn for turn, one in enumerate(taken) if one is lone]
    assert at[0] <= 1
    assert max(later - sooner for sooner, later in pairwise(at)) <= 3


def test_origins_share_gas_not_turns():
    scheduler = Scheduler()
    spent = Counter()
    for origin in (b"long....", b"short..."):
        for number in range(4):
            scheduler.enqueue(message(number, origin))

    def gas(one):
        took = 20_000 if one.account == b"long...." else 1000
        spent[one.account] += took
        return took

    taken = turns(scheduler, 2000, gas)
    assert 0.95 < spent[b"long...."] / spent[b"short..."] < 1.05
    # Within an origin it is turn and turn about.
    assert set(Counter(one for one in taken if one.account == b"short...").values()) <= {
        count // 4 + more for count in [sum(one.account == b"short..." for one in taken)]
        for more in (0, 1)
    }


def test_who_slept_has_saved_no_gas_up():
    scheduler = Scheduler()
    worker, sleeper = message(1, b"worker.."), message(2, b"sleeper.")
    scheduler.enqueue(worker)
    turns(scheduler, 1000, lambda one: 1000)
    scheduler.block(sleeper, 5)
    scheduler.fire(5)
    taken = turns(scheduler, 100, lambda one: 1000)
    assert taken.count(sleeper) in (50, 51)


def test_entries_of_those_who_were_woken_do_not_pile_up():
    scheduler = Scheduler()
    one = message(1)
    for _ in range(1000):
        scheduler.block(one, 1 << 40, "tag")
        assert scheduler.waiting("tag") == [one]
        scheduler.wake(one)
        assert scheduler.take() is one
    assert len(scheduler._due) < 20
    assert not scheduler._waiting
    assert scheduler.next_ms() is None
    for number in range(100):
        other = message(number, b"%08d" % number)
        scheduler.enqueue(other)
        assert scheduler.take() is other
        scheduler.ran(other, 40)
    assert len(scheduler._accounts) < 20
