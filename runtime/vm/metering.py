"""How much memory a message takes.

What is allocated is counted; nothing is counted back. When the count passes what the message
declared, its live objects are walked and weighed (operators.size_of), and it is killed only where
they weigh too much. So the bound holds to within a quarter, and the walk costs a constant share.
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
        self.step = self.allowance = execution.limits.memory_bytes
        self.peak_bytes = 0

    def watch(self):
        """Weigh before the bound is near, too: at 4 kB counted, then at double that, and so on."""
        self.step = self.allowance = min(_FIRST_STEP_BYTES, self.allowance)

    def weigh(self):
        """Weigh what is alive now, for `peak_bytes`."""
        self.peak_bytes = max(self.peak_bytes, weigh(self.execution))

    def charge(self, size_bytes):
        """Count `size_bytes` about to be allocated, or Killed."""
        self.spent += size_bytes
        if self.spent > self.allowance:
            self._weigh(size_bytes)

    def _weigh(self, size_bytes):
        limit = self.execution.limits.memory_bytes
        live = size_bytes + weigh(self.execution)
        self.peak_bytes = max(self.peak_bytes, live)
        if live > limit:
            raise Killed("memory: %d bytes are needed, %d were declared" % (live, limit))
        self.spent = 0
        self.step = min(2 * self.step, limit)
        self.allowance = min(self.step, max(limit - live, limit // 4))


def weigh(execution):
    """The bytes of all that an execution can reach, as a 32-bit board holds it."""
    seen = {}
    waiting = [execution.frames, [module.globals for module in execution.modules],
               [execution.identities[number] for number in execution.identities]]
    total = 0
    while waiting:
        value = waiting.pop()
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
        kind = type(value)
        if kind in (list, tuple):
            waiting.extend(value)
        elif kind is Dict:
            waiting.extend(value.keys())
            waiting.extend([value[item] for item in value.keys()])
        elif kind is Set or kind is FrozenSet:
            waiting.extend(value.table.keys())
        elif kind is View:
            waiting.append(value.of)
        elif kind is Frame:
            total += _OBJECT_BYTES
            waiting.extend((value.local, value.stack, value.cells, value.gives, value.generator))
        elif isinstance(value, Instance):
            total += _OBJECT_BYTES
            for name in value.attributes:
                total += 8
                waiting.append(value.attributes[name])
            if isinstance(value, Error) and value.trace:
                total += 16 * len(value.trace)
        elif kind is Cell:
            waiting.append(value.value)
        elif kind is Function:
            total += _OBJECT_BYTES
            waiting.extend((value.defaults, value.named_defaults, value.cells))
        elif kind is Method:
            waiting.extend((value.function, value.receiver))
        elif kind is Iterator:
            waiting.extend((value.items, value.watched))
        elif kind is Generator:
            waiting.append(value.frame)
        elif kind is Class and not value.builtin:
            for name in value.namespace:
                total += 8
                waiting.append(value.namespace[name])
        elif kind is Property:
            waiting.extend((value.fget, value.fset, value.fdel))
        elif kind is StaticMethod or kind is ClassMethod:
            waiting.append(value.function)
        elif kind is Super:
            waiting.append(value.receiver)
        elif kind is Slice:
            waiting.extend((value.start, value.stop, value.step))
    return total
