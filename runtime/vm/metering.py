"""How much memory a message takes.

What is allocated is counted; nothing is counted back. When the count passes what the message
declared, its live objects are walked and weighed (operators.size_of), and it is killed only where
they weigh too much. So the bound holds to within a quarter, and the walk, which is paid for in gas,
costs a constant share.
"""

from runtime.constant import const
from runtime.errors import Killed
from runtime.vm.classes import Error
from runtime.vm.operators import size_of
from runtime.vm.values import (
    Cell,
    Class,
    ClassMethod,
    Dict,
    Frame,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Iterator,
    Method,
    Property,
    Set,
    Slice,
    StaticMethod,
    Super,
    View,
)

_OBJECT_BYTES = 24
_FIRST_STEP_BYTES = const(4096)


class Meter:
    """The memory account of one execution; `peak_bytes` is the most that a weighing found."""

    def __init__(self, execution):
        self.execution = execution
        self.step = self.granted = self.due = execution.room = execution.limits.memory_bytes
        self.peak_bytes = 0

    def watch(self):
        """Weigh before the bound is near, too: at 4 kB counted, then at double that, and so on."""
        self.step = self.granted = self.execution.room = min(
            _FIRST_STEP_BYTES, self.execution.room)

    def weigh(self):
        """Weigh what is alive now, for `peak_bytes`."""
        self.peak_bytes = max(self.peak_bytes, weigh(self.execution)[0])

    def charge(self, size_bytes):
        """Count `size_bytes` about to be allocated, or Killed."""
        execution = self.execution
        room = execution.room = execution.room - size_bytes
        if room < 0:
            self._weigh(size_bytes)

    def weigh_on_host(self, held):
        """Weigh while translated code runs, whose variables hold `held`; Again where it must
        not go on.
        """
        live, steps = weigh(self.execution, held)
        if live - self.execution.room > self.execution.limits.memory_bytes:
            from runtime.vm.leaving import Again
            raise Again()
        self.peak_bytes = max(self.peak_bytes, live)
        if self._grant(live):
            self.execution.gas -= steps

    def _weigh(self, size_bytes):
        if self.execution.is_native:
            # What the host's stack holds is not to be seen from here.
            from runtime.vm.leaving import Again
            raise Again()
        self.execution.freeze()
        limit = self.execution.limits.memory_bytes
        live, steps = weigh(self.execution)
        if live + size_bytes > limit:
            self.peak_bytes = max(self.peak_bytes, live)
            raise Killed("memory: %d bytes are needed, %d were declared"
                         % (live + size_bytes, limit))
        live += size_bytes
        self.peak_bytes = max(self.peak_bytes, live)
        if self._grant(live):
            self.execution.spend(steps)

    def _grant(self, live):
        """Say how much may be counted until the next weighing; whether this one costs gas."""
        limit = self.execution.limits.memory_bytes
        self.due -= self.granted - self.execution.room
        costs = self.due < 0
        if costs:
            # Where it is watched, it pays for no more weighings than where it is not.
            self.due = max(limit - live, limit // 4)
        self.step = min(2 * self.step, limit)
        self.granted = self.execution.room = min(self.step, self.due)
        return costs


def weigh(execution, held_too=()):
    """(bytes of all that an execution can reach, as a 32-bit board holds it; steps it took)

    `held_too` is what it holds beside its frames.
    """
    seen = {}
    steps = 0
    waiting = [execution.frames, [module.globals for module in execution.modules],
               [execution.identities[number] for number in execution.identities], list(held_too)]
    total = 0
    while waiting:
        value = waiting.pop()
        steps += 1
        if value is None or type(value) in (bool, float):
            continue
        if type(value) in (int, str, bytes):
            total += size_of(value)
            continue
        key = id(value)
        if key in seen:
            continue
        seen[key] = True
        total += size_of(value)
        if isinstance(value, (Frame, Function, Instance)):
            total += _OBJECT_BYTES
            if isinstance(value, Instance):
                total += 8 * len(value.attributes)
                if isinstance(value, Error) and value.trace:
                    total += 16 * len(value.trace)
        elif type(value) is Class and not value.builtin:
            total += 8 * len(value.namespace)
        waiting.extend(held(value))
    return total, steps


def held(value):
    """What a compound value refers to, as a sequence."""
    kind = type(value)
    if kind in (list, tuple):
        return value
    if kind is Dict:
        return list(value.keys()) + [value[item] for item in value.keys()]
    if kind is Set or kind is FrozenSet:
        return list(value.table.keys())
    if kind is View:
        return (value.of,)
    if kind is Frame:
        return value.local, value.stack, value.cells, value.gives, value.generator
    if isinstance(value, Instance):
        return [value.attributes[name] for name in value.attributes]
    if kind is Cell:
        return (value.value,)
    if kind is Function:
        return value.defaults, value.named_defaults, value.cells, value.attributes
    if kind is Method:
        return value.function, value.receiver
    if kind is Iterator:
        return value.items, value.watched
    if kind is Generator:
        return (value.frame,)
    if kind is Class and not value.builtin:
        return [value.namespace[name] for name in value.namespace]
    if kind is Property:
        return value.fget, value.fset, value.fdel
    if kind is StaticMethod or kind is ClassMethod:
        return (value.function,)
    if kind is Super:
        return (value.receiver,)
    if kind is Slice:
        return value.start, value.stop, value.step
    return ()
