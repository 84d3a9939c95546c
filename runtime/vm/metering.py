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
        self.spent = 0
        self.step = self.allowance = self.due = execution.limits.memory_bytes
        self.peak_bytes = 0

    def watch(self):
        """Weigh before the bound is near, too: at 4 kB counted, then at double that, and so on."""
        self.step = self.allowance = min(_FIRST_STEP_BYTES, self.allowance)

    def weigh(self):
        """Weigh what is alive now, for `peak_bytes`."""
        self.peak_bytes = max(self.peak_bytes, weigh(self.execution)[0])

    def charge(self, size_bytes):
        """Count `size_bytes` about to be allocated, or Killed."""
        self.spent += size_bytes
        if self.spent > self.allowance:
            self._weigh(size_bytes)

    def _weigh(self, size_bytes):
        limit = self.execution.limits.memory_bytes
        live, steps = weigh(self.execution)
        live += size_bytes
        self.peak_bytes = max(self.peak_bytes, live)
        if live > limit:
            raise Killed("memory: %d bytes are needed, %d were declared" % (live, limit))
        self.due -= self.spent
        self.spent = 0
        if self.due < 0:
            # Where it is watched, it pays for no more weighings than where it is not.
            self.due = max(limit - live, limit // 4)
            self.execution.spend(steps)
        self.step = min(2 * self.step, limit)
        self.allowance = min(self.step, self.due)


def weigh(execution):
    """(bytes of all that an execution can reach, as a 32-bit board holds it; steps it took)"""
    seen = {}
    steps = 0
    waiting = [execution.frames, [module.globals for module in execution.modules],
               [execution.identities[number] for number in execution.identities]]
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
