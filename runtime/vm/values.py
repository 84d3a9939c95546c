"""What a program's values are made of, beyond the host's own None, numbers, strings, lists, tuples.

No value here has a method that a program can reach: attribute access goes by class and by the
tables of runtime/vm/builtins.py, never by the host's getattr.
"""

import sys

INT_BITS = 4096
INT_LIMIT = 1 << INT_BITS
"""No int of a program has more bits than that; see docs/architecture.md."""


class Mark:
    """What stands where a program has no value; and its NotImplemented, numbered as a builtin."""

    __slots__ = ("name", "number")

    def __init__(self, name):
        self.name = name
        self.number = -1

    def __repr__(self):
        return self.name


UNBOUND = Mark("<unbound>")
"""The content of a variable that has none."""

PLAIN = Mark("<plain>")
"""The content of a global variable that is as its module plainly defines it, not made yet."""

DROPPED = Mark("<dropped>")
"""What a frame gives whose result nobody takes."""

NOT_IMPLEMENTED = Mark("NotImplemented")


class OrderedDict:
    """A dict that keeps insertion order, for hosts whose own does not (MicroPython)."""

    __slots__ = ("_at", "_keys", "_values", "_holes")

    def __init__(self):
        self._at = {}
        self._keys = []
        self._values = []
        self._holes = 0

    def __len__(self):
        return len(self._at)

    def __contains__(self, key):
        return key in self._at

    def __getitem__(self, key):
        return self._values[self._at[key]]

    def get(self, key, default=None):
        at = self._at.get(key)
        return default if at is None else self._values[at]

    def __setitem__(self, key, value):
        at = self._at.get(key)
        if at is None:
            self._at[key] = len(self._keys)
            self._keys.append(key)
            self._values.append(value)
        else:
            self._values[at] = value

    def __delitem__(self, key):
        at = self._at.pop(key)
        self._keys[at] = UNBOUND
        self._values[at] = None
        self._holes += 1
        if self._holes > 8 and self._holes * 2 > len(self._keys):
            self._close_holes()

    def _close_holes(self):
        pairs = self.items()
        self.clear()
        for key, value in pairs:
            self[key] = value

    def __iter__(self):
        return iter(self.keys())

    def first(self):
        """The key that came first."""
        at = 0
        while self._keys[at] is UNBOUND:
            at += 1
        return self._keys[at]

    def popitem(self):
        while self._keys[-1] is UNBOUND:
            self._keys.pop()
            self._values.pop()
            self._holes -= 1
        key = self._keys.pop()
        del self._at[key]
        return key, self._values.pop()

    def __eq__(self, other):
        if not isinstance(other, OrderedDict) or len(self) != len(other):
            return False
        for key, value in self.items():
            if key not in other or not other[key] == value:
                return False
        return True

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        raise TypeError("unhashable type: 'dict'")

    def keys(self):
        return [key for key in self._keys if key is not UNBOUND]

    def values(self):
        return [self._values[at] for at in range(len(self._keys)) if self._keys[at] is not UNBOUND]

    def items(self):
        return [(self._keys[at], self._values[at]) for at in range(len(self._keys))
                if self._keys[at] is not UNBOUND]

    def clear(self):
        self._at = {}
        self._keys = []
        self._values = []
        self._holes = 0


# CPython's dict keeps the order by itself.
Dict = dict if sys.implementation.name == "cpython" else OrderedDict


class Set:
    """A set of a program: its elements are the keys of an ordered dict."""

    __slots__ = ("table",)

    def __init__(self, table=None):
        self.table = Dict() if table is None else table

    def __len__(self):
        return len(self.table)


class FrozenSet:
    """A set that can be an element or a key itself.

    `depth` is how deep tuples and frozensets are nested in it, and `weight` how many elements that
    makes in all: what hashing and comparing it takes of the host. `mixed` is the host's hash;
    `own`: among the elements are objects with an `__eq__` of the program's.
    """

    __slots__ = ("table", "depth", "weight", "mixed", "own")

    def __init__(self, table, depth, weight):
        self.table = table
        self.depth = depth
        self.weight = weight
        self.own = False
        mixed = len(table)
        for key in table.keys():
            mixed ^= hash(key) * 2654435761
        self.mixed = mixed & 0x3FFFFFFF

    def __len__(self):
        return len(self.table)

    def __hash__(self):
        return self.mixed

    def __eq__(self, other):
        if type(other) is not FrozenSet or len(self.table) != len(other.table):
            return False
        for key in self.table.keys():
            if key not in other.table:
                return False
        return True

    def __ne__(self, other):
        return not self == other


class View:
    """What `keys()`, `values()` and `items()` of a dict give: `which` is 0, 1, 2."""

    __slots__ = ("of", "which")

    def __init__(self, of, which):
        self.of = of
        self.which = which

    def __len__(self):
        return len(self.of)


def short(path):
    """The last part of a qualified name; a brick writes `f.<locals>.g` as `f..g`."""
    return path[path.rfind(".") + 1:]


def spelled(path):
    """A qualified name as CPython has it."""
    return path.replace("..", ".<locals>.")


class Cell:
    """A variable that closures share."""

    __slots__ = ("value",)

    def __init__(self, value=UNBOUND):
        self.value = value


class Module:
    """A brick in the course of one execution: its global variables. `at` is its place there."""

    __slots__ = ("brick", "at", "globals", "started", "ready")

    def __init__(self, brick, at):
        self.brick = brick
        self.at = at
        self.globals = [UNBOUND] * len(brick.global_names)
        self.started = False


class NativeModule:
    """A module that the node provides: math, random, node."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class Function:
    """A function of the program: its number in a module's brick, and what its definition bound.

    `code` is None until it is first called. What is seldom bound stands in the class, so that the
    many functions of a library take little of a board's heap.
    """

    code = None
    defaults = ()
    named_defaults = None
    cells = ()
    attributes = None

    def __init__(self, module, index):
        self.module = module
        self.index = index

    def unpacked(self):
        """The Code, from its brick where this is the first call."""
        code = self.code
        if code is None:
            code = self.code = self.module.brick.function(self.index)
        return code

    def full_name(self):
        return self.module.brick.record(self.index)[0]

    def name(self):
        return short(self.full_name())


class Method:
    """A function or builtin method together with the object that it was taken from."""

    __slots__ = ("function", "receiver")

    def __init__(self, function, receiver):
        self.function = function
        self.receiver = receiver


class Builtin:
    """A builtin function or method, or a native of the node. `row` is builtins.row_of's."""

    __slots__ = ("number", "name", "row")

    def __init__(self, number, name):
        self.number = number
        self.name = name
        self.row = None


class Class:
    """A class, the program's or a builtin one. `made_by` is the Code of a program class's body.

    `full_name` is as a brick has it; see short(). `methods` has the functions of the class and its
    bases once translated code looked for them, and so have the rest: see runtime/vm/native.py.
    """

    __slots__ = ("name", "full_name", "base", "namespace", "module", "made_by", "builtin",
                 "methods", "fields", "derived", "is_error")
    is_error: bool

    def __init__(self, full_name, base, namespace, module=None, made_by=None, builtin=False):
        self.name = short(full_name)
        if not builtin:
            self.full_name = full_name
        self.base = base
        self.namespace = namespace
        self.module = module
        self.made_by = made_by
        self.builtin = builtin

    def find(self, name):
        """The attribute `name` of the class or of a base; UNBOUND where there is none."""
        this = self
        while this is not None:
            if name in this.namespace:
                return this.namespace[name]
            this = this.base
        return UNBOUND

    def is_a(self, other):
        this = self
        while this is not None:
            if this is other:
                return True
            this = this.base
        return False


class Instance:
    """An object of a program class, or an exception. `cls` is its class."""

    __slots__ = ("cls", "attributes")

    def __init__(self, cls):
        self.cls = cls
        self.attributes = {}


class Super:
    """What `super()` gives: attributes are looked up from `start` on, and bound to `receiver`."""

    __slots__ = ("start", "receiver")

    def __init__(self, start, receiver):
        self.start = start
        self.receiver = receiver


class Property:
    """A computed attribute: the functions that get, set and delete it."""

    __slots__ = ("fget", "fset", "fdel")

    def __init__(self, fget=None, fset=None, fdel=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel


class StaticMethod:
    """A function that is not bound when it is taken from an instance."""

    __slots__ = ("function",)

    def __init__(self, function):
        self.function = function


class ClassMethod:
    """A function that is bound to the class that it is taken from."""

    __slots__ = ("function",)

    def __init__(self, function):
        self.function = function


class Iterator:
    """A position in a sequence. Over a dict or set: in a copy of its keys, with it to watch."""

    __slots__ = ("items", "at", "watched", "size")

    def __init__(self, items, at=0, watched=None, size=0):
        self.items = items
        self.at = at
        self.watched = watched
        self.size = size


class Generator:
    """A suspended frame that gives values. `frame` is None once it has ended.

    `walk` is the host's generator while translated code goes over it: the frame is out of date.
    """

    walk = None

    def __init__(self, frame):
        self.frame = frame
        self.running = False


class Slice:
    """start:stop:step as a value."""

    __slots__ = ("start", "stop", "step")

    def __init__(self, start, stop, step=None):
        self.start = start
        self.stop = stop
        self.step = step


class Frame:
    """One call under way. `gives` is what takes the place of its result: the instance that an
    `__init__` fills, the ClassMaker of a class body, or what is done with it next, as
    runtime/vm/special.py has it; `generator` is whose frame it is.
    """

    __slots__ = ("function", "at", "local", "stack", "cells", "gives", "generator")

    def __init__(self, function, local, cells, gives=None):
        self.function = function
        self.at = 0
        self.local = local
        self.stack = []
        self.cells = cells
        self.gives = gives
        self.generator = None


class ClassMaker:
    """What a class body's frame gives: the class, once its namespace is known."""

    __slots__ = ("name", "base")

    def __init__(self, name, base):
        self.name = name
        self.base = base
