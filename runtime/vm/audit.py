"""Whether a state that came in holds a program's values where a program can reach, and no others.

Cells, frames and the marks of the machine have their places; in a list of the program's they would
be tools to break it. So would a list of its own that is the stack of a frame too.
"""

from runtime.errors import BadState
from runtime.vm.metering import held
from runtime.vm.values import (
    DROPPED,
    PLAIN,
    UNBOUND,
    Cell,
    Class,
    ClassMaker,
    Frame,
    Function,
    Generator,
)

_INNER = (Cell, ClassMaker, Frame)
_LEAVES = (bool, int, float, str, bytes)


class _Audit:
    def __init__(self):
        self.seen = {}
        self.inner = {}
        self.waiting = []

    def values(self, items, unbound=False):
        """`items` are values of a program; or unbound variables, where these may be."""
        for item in items:
            kind = type(item)
            if item is None or kind in _LEAVES or item is UNBOUND and unbound:
                continue
            if kind in _INNER or item is UNBOUND or item is PLAIN or item is DROPPED:
                raise BadState("the state holds what is no value")
            self.waiting.append(item)

    def own(self, items):
        """A list of the machine's."""
        if id(items) in self.inner:
            raise BadState("two frames have one stack")
        self.inner[id(items)] = items

    def frame(self, frame):
        for items in (frame.local, frame.stack):
            self.own(items)
            self.values(items, True)
        self.waiting.extend(frame.cells)
        self.waiting.append(frame.function)
        gives = frame.gives
        if type(gives) is ClassMaker:
            self.values([gives.base])
        elif gives is not None and gives is not DROPPED:
            self.values([gives])
        if frame.generator is not None:
            self.waiting.append(frame.generator)

    def walk(self):
        while self.waiting:
            value = self.waiting.pop()
            if id(value) in self.seen:
                continue
            self.seen[id(value)] = value
            kind = type(value)
            if kind is Frame:
                self.frame(value)
            elif kind is Cell:
                self.values([value.value], True)
            elif kind is Generator:
                if value.frame is not None:
                    self.waiting.append(value.frame)
            elif kind is Function:
                self.waiting.extend(value.cells)
                self.values([value.defaults, value.named_defaults, value.attributes])
            else:
                self.values(held(value))
                if kind is Class and value.base is not None:
                    self.waiting.append(value.base)
        for key in self.inner:
            if key in self.seen:
                raise BadState("a program's list is one of the machine's")


def audit(execution):
    """BadState where a program could reach what is no value of its own."""
    found = _Audit()
    found.own(execution.frames)
    found.waiting.extend(execution.frames)
    for module in execution.modules:
        found.own(module.globals)
        found.values([value for value in module.globals if value is not PLAIN], True)
    found.values([execution.identities[number] for number in execution.identities])
    found.walk()
