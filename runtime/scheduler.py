"""Whose turn it is: messages ready in order of arrival, and those that wait for time or a tag."""

from runtime.tagspace.space import spelled


class Scheduler:
    """Non-preemptive, first in first out.

    A message is in one of three places: ready, blocked here until `due_ms` (None: no end) or a
    write of the tag `waits_for`, or away from here (running, or migrating).
    """

    __slots__ = ("_blocked", "_ready")

    def __init__(self):
        self._ready = []
        self._blocked = []

    def enqueue(self, message):
        """`message` runs after those that are ready already."""
        self._ready.append(message)

    def take(self):
        """The next to run, or None."""
        return self._ready.pop(0) if self._ready else None

    def block(self, message, due_ms, tag=None):
        """`message` sleeps until `due_ms`, or until `tag` is written before that."""
        message.due_ms = due_ms
        message.waits_for = tag
        self._blocked.append(message)

    def waiting(self, tag):
        """Those who wait for a tag."""
        return [message for message in self._blocked if message.waits_for == tag]

    def wake(self, message):
        """`message` goes on before its time has come."""
        self._unblock(message)

    def fire(self, now_ms):
        """Those whose time has come go on, the earliest first."""
        due = [m for m in self._blocked if m.due_ms <= now_ms]
        while due:
            message = due[0]
            for other in due:
                if other.due_ms < message.due_ms:
                    message = other
            due.remove(message)
            tag = message.waits_for
            self._unblock(message)
            if tag is None:
                message.execution.resume(None)
            else:
                text = f"the tag {spelled(tag)!r} was not written in time"
                message.execution.throw("Timeout", text)

    def next_ms(self):
        """When `fire` is due, or None."""
        soonest = None
        for message in self._blocked:
            if soonest is None or message.due_ms < soonest:
                soonest = message.due_ms
        return soonest

    def ready(self):
        """How many are ready."""
        return len(self._ready)

    def forget(self, message):
        """`message` is gone; nothing where it was not here."""
        for queue in (self._ready, self._blocked):
            if message in queue:
                queue.remove(message)

    def _unblock(self, message):
        self._blocked.remove(message)
        message.due_ms = None
        message.waits_for = None
        self._ready.append(message)
