"""Whose turn it is: messages that are ready, and those that wait for time or a tag.

Origins share the processor by the gas that their messages spend, whatever their number (start-time
fair queueing: Goyal, Vin, Cheng, SIGCOMM 1996). Nothing is preempted, so a turn costs what it
costs; the origin pays for it by waiting longer for the next.
"""

from heapq import heapify, heappop, heappush

from runtime.constant import const
from runtime.tagspace.space import spelled

_GAS_BITS = const(5)  # of a tick, in which shares are counted
_STALE_FLOOR = const(16)
_ACCOUNTS = const(16)


class _Account:
    """What an origin has had, and its messages that are ready: a heap of (serial, message)."""

    __slots__ = ("ready", "ticks")

    def __init__(self):
        self.ticks = 0
        self.ready = []

class Scheduler:
    """Non-preemptive; fair between origins, first in first out among the messages of each.

    A message is in one of three places: ready, blocked here until `due_ms` (None: no end) or a
    write of the tag `waits_for`, or away from here (running, or migrating). `turn` of a message
    is its entry in one of the heaps, which is stale where the message has another.
    """

    __slots__ = (
        "_accounts",
        "_blocked",
        "_due",
        "_queue",
        "_ready",
        "_serial",
        "_ticks",
        "_waiting",
    )

    def __init__(self):
        self._accounts = {}
        self._queue = []  # (ticks, serial, account) of those with messages that are ready
        self._ready = 0
        self._due = []
        self._blocked = 0
        self._waiting = {}
        self._serial = 0
        self._ticks = 0  # what whoever ran last had had by then

    def enqueue(self, message):
        """`message` runs when its origin has its turn, after those of the origin that are ready."""
        account = self._accounts.get(message.account)
        if account is None:
            account = self._accounts[message.account] = _Account()
        self._serial += 1
        message.turn = (self._serial, message)
        heappush(account.ready, message.turn)
        self._ready += 1
        if len(account.ready) == 1:
            account.ticks = max(account.ticks, self._ticks)
            self._put(account)

    def take(self):
        """The next to run, or None."""
        while self._queue:
            ticks, _, account = heappop(self._queue)
            if account.ready and ticks < account.ticks:
                self._put(account)  # it has run since
            elif account.ready:
                self._ticks = ticks
                message = heappop(account.ready)[1]
                message.turn = None
                self._ready -= 1
                if account.ready:
                    self._put(account)
                return message
        return None

    def ran(self, message, gas):
        """The turn of `message` has taken so much."""
        account = self._accounts[message.account]
        account.ticks += 1 + (gas >> _GAS_BITS)
        if not self._ready:
            self._ticks = max(self._ticks, account.ticks)
        if len(self._accounts) > _ACCOUNTS:
            for origin in list(self._accounts):
                account = self._accounts[origin]
                if not account.ready and account.ticks <= self._ticks:
                    del self._accounts[origin]

    def block(self, message, due_ms, tag=None):
        """`message` sleeps until `due_ms`, or until `tag` is written before that."""
        message.due_ms = due_ms
        message.waits_for = tag
        self._serial += 1
        message.turn = (due_ms, self._serial, message)
        heappush(self._due, message.turn)
        self._blocked += 1
        if tag is not None:
            self._waiting.setdefault(tag, []).append(message)

    def waiting(self, tag):
        """Those who wait for a tag."""
        return list(self._waiting.get(tag, ()))

    def wake(self, message):
        """`message` goes on before its time has come."""
        self._unblock(message)
        self.enqueue(message)

    def fire(self, now_ms):
        """Those whose time has come go on, the earliest first."""
        due_ms = self.next_ms()
        while due_ms is not None and due_ms <= now_ms:
            message = heappop(self._due)[2]
            tag = message.waits_for
            self._unblock(message)
            self.enqueue(message)
            if tag is None:
                message.execution.resume(None)
            else:
                text = f"the tag {spelled(tag)!r} was not written in time"
                message.execution.throw("Timeout", text)
            due_ms = self.next_ms()

    def next_ms(self):
        """When `fire` is due, or None."""
        due = self._due
        while due and due[0][2].turn is not due[0]:
            heappop(due)
        return due[0][0] if due else None

    def ready(self):
        """How many are ready."""
        return self._ready

    def forget(self, message):
        """`message` is gone; nothing where it was not here."""
        if message.turn is None:
            return
        if message.due_ms is None:
            ready = self._accounts[message.account].ready
            ready.remove(message.turn)
            heapify(ready)
            self._ready -= 1
            message.turn = None
        else:
            self._unblock(message)

    def _put(self, account):
        self._serial += 1
        heappush(self._queue, (account.ticks, self._serial, account))

    def _unblock(self, message):
        if message.waits_for is not None:
            waiting = self._waiting[message.waits_for]
            waiting.remove(message)
            if not waiting:
                del self._waiting[message.waits_for]
        self._leave(message)

    def _leave(self, message):
        """It blocks no more; its entry is thrown away when such are the most."""
        message.due_ms = None
        message.waits_for = None
        message.turn = None
        self._blocked -= 1
        if len(self._due) > 2 * self._blocked + _STALE_FLOOR:
            self._due = [entry for entry in self._due if entry[2].turn is entry]
            heapify(self._due)
