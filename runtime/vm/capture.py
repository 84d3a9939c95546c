"""The state of a blocked execution as bytes, and back: strong mobility.

One CBOR array; docs/wire.md has its form, made from the tags below. What bricks say already is left
out: a global variable that still holds what its module's body defined takes no byte, a string among
their constants goes by its number, and so do functions and classes. So is what nobody can read any
more: the local variables that are dead where a frame is suspended (liveness.py).

Neither direction recurses, so no depth of data can overflow a node's stack, and nothing that comes
in is believed: a frame's place and the height of its stack are checked against its verified code.
"""

from runtime import cbor
from runtime.constant import const
from runtime.errors import BadBrick, BadState, DecodeError
from runtime.vm import builtins, instructions, operators
from runtime.vm.audit import audit
from runtime.vm.brick import CLASS_BODY, GENERATOR, definition_of
from runtime.vm.classes import (
    CLASS_COUNT,
    CLASSES,
    Error,
    Raise,
    class_numbered,
    is_exception_class,
    number_of,
)
from runtime.vm.definitions import unchanged
from runtime.vm.interpreter import Execution
from runtime.vm.liveness import live
from runtime.vm.randomness import Randomness
from runtime.vm.values import (
    DROPPED,
    NOT_IMPLEMENTED,
    PLAIN,
    UNBOUND,
    Builtin,
    Cell,
    Class,
    ClassMaker,
    ClassMethod,
    Dict,
    Frame,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Iterator,
    Method,
    Module,
    NativeModule,
    Property,
    Set,
    Slice,
    StaticMethod,
    Super,
    View,
    short,
)

VERSION = 2
_YIELD_FROM = instructions.number("YIELD_FROM")

# The tags; the text beside each is for docs/wire.md.
_TUPLE = const(6)  # array: the items
# Named defaults with the function's own attributes: a tuple of both.
_FUNCTION = const(7)  # array: number, defaults, named defaults, cells ...; less where at the usual
_INSTANCE = const(8)  # array: class, then name and value of each attribute
_CLASS = const(9)  # array: number of its module, name, base, then name and value of what it has
_ERROR = const(10)  # array: class, trace, then name and value of each attribute
_CELL = const(11)  # array: the value
_ITERATOR = const(12)  # array: what is iterated over, place; for a dict also the dict and its size
_GENERATOR = const(13)  # array: its frame, empty where it has ended
_METHOD = const(14)  # array: function, receiver
_SET = const(15)  # array: the elements
_OTHER = const(16)  # array: number of the kind, and what that has
_SHARED = const(17)  # a value that is referred to later on: the first such is number 0
_SEEN = const(18)  # number of a shared value, from 20 on; below that it is the simple value
_DEFINED = const(19)  # number of a function that a module plainly defines
_DEFINED_CLASS = const(20)  # number of the body of a class that a module plainly defines
_BUILTIN = const(21)  # number of a builtin
_BUILTIN_CLASS = const(22)  # number of a builtin class
_CONSTANT = const(23)  # number of a constant: a string

# What _OTHER arrays begin with, and how long they are: 0 for any length.
_MODULE = const(0)  # a module: its number
_NATIVE = const(1)  # a module of the node: its name
_SLICE = const(2)  # start, stop, step
_RANGE = const(3)  # start, stop, step
_BYTES = const(4)  # a bytearray: the bytes
_SUPER = const(5)  # what super() gives: the class where it begins, receiver
_MAKER = const(6)  # a class whose body runs: name, base
_PROPERTY = const(7)  # fget, fset, fdel
_STATIC = const(8)  # a static method: the function
_CLASSED = const(9)  # a class method: the function
_DROP = const(10)  # what a call gives whose result nobody takes
_FROZEN = const(11)  # a frozenset: the elements
_VIEW = const(12)  # a view of a dict: the dict, 0 keys, 1 values or 2 items
_ABSENT = const(13)  # NotImplemented
_OTHER_SIZES = b"\x02\x02\x04\x04\x02\x03\x03\x04\x02\x02\x01\x00\x03\x01"

# What the sets of a state may take to hash, frozensets within them counted again and again.
_MOST_HASHED = const(100000)

# A reference to a shared value takes one byte, CBOR's simple values, as long as there are any.
_FIRST_SIMPLE = const(0xE0)
_SIMPLE = const(20)

_SCALARS = (bool, int, float, str, bytes)


class _Raw:
    """Bytes to put out as they are, among values to be encoded."""

    def __init__(self, data):
        self.data = data


def _array(count, tag=None):
    out = bytearray()
    if tag is not None:
        cbor.put_head(out, 6, tag)
    cbor.put_head(out, 4, count)
    return _Raw(out)


def _named(tag, number):
    out = bytearray()
    cbor.put_head(out, 6, tag)
    cbor.put_head(out, 0, number)
    return _Raw(out)


def _without(values, usual):
    """`values` without those at the end that are as `usual` has them."""
    size = len(values)
    while size and size <= len(usual) and values[size - 1] == usual[size - 1]:
        size -= 1
    return values[:size]


class _Numbers:
    """One number for each function, constant or global variable of all modules, in their order."""

    def __init__(self, modules, part):
        self.first = [0]
        for module in modules:
            self.first.append(self.first[-1] + len(getattr(module.brick, part)))

    def of(self, at, index):
        return self.first[at] + index

    def place(self, number):
        """(number of the module, index there)."""
        _need(type(number) is int and 0 <= number < self.first[-1])
        at = 0
        while number >= self.first[at + 1]:
            at += 1
        return at, number - self.first[at]


def _find_statics(execution):
    """{id of object: (module number, function index)} of functions and classes in their place."""
    found = {}
    body = execution.frames[0].function
    if body.index == 0 and body.module is execution.modules[0]:
        found[id(body)] = (0, 0)
    for module in execution.modules:
        for slot in range(len(module.globals)):
            value = execution.definitions.made(module, slot)
            kind = type(value)
            if kind is not Function and (kind is not Class or value.builtin):
                continue
            if value.module is not module or not unchanged(execution.modules, module, slot, value):
                continue
            if kind is Function:
                found[id(value)] = (module.at, value.index)
            else:
                found[id(value)] = (module.at, value.made_by.index)
                for name in value.namespace:
                    item = value.namespace[name]
                    if type(item) is Function:
                        found[id(item)] = (module.at, item.index)
    return found


class _Encoder:
    def __init__(self, execution):
        self.statics = _find_statics(execution)
        self.execution = execution
        self.functions = _Numbers(execution.modules, "flags")
        self.constants = _Numbers(execution.modules, "constants")
        self.texts = {}

    def parts(self, value):
        """What to put out for a compound value, in order."""
        kind = type(value)
        if kind is list:
            return [_array(len(value))] + value
        if kind is tuple:
            return [_array(len(value), _TUPLE)] + list(value)
        if kind is Dict:
            head = bytearray()
            cbor.put_head(head, 5, len(value))
            out = [_Raw(head)]
            for key in value.keys():
                out.append(key)
                out.append(value[key])
            return out
        if kind is Set:
            return [_array(len(value), _SET)] + list(value.table.keys())
        if kind is Error or kind is Instance:
            return self._instance(value, kind)
        if kind is Function or kind is Class:
            return self._defined(value, kind)
        if kind is Cell:
            return [_array(1, _CELL), value.value]
        if kind is Iterator:
            if value.watched is None:
                return [_array(2, _ITERATOR), value.items, value.at]
            return [_array(4, _ITERATOR), value.items, value.at, value.watched, value.size]
        if kind is Generator:
            parts = [] if value.frame is None else self.frame(value.frame)
            return [_array(len(parts), _GENERATOR)] + parts
        if kind is Method:
            return [_array(2, _METHOD), value.function, value.receiver]
        if kind is Builtin:
            return [_named(_BUILTIN, value.number)]
        return self.other(value, kind)

    def other(self, value, kind):
        if kind is Module:
            return [_array(2, _OTHER), _MODULE, value.at]
        if kind is NativeModule:
            return [_array(2, _OTHER), _NATIVE, value.name]
        if kind is Slice:
            return [_array(4, _OTHER), _SLICE, value.start, value.stop, value.step]
        if kind is range:
            return [_array(4, _OTHER), _RANGE, value.start, value.stop, value.step]
        if kind is bytearray:
            return [_array(2, _OTHER), _BYTES, bytes(value)]
        if kind is Super:
            return [_array(3, _OTHER), _SUPER, value.start, value.receiver]
        if kind is ClassMaker:
            return [_array(3, _OTHER), _MAKER, value.name, value.base]
        if kind is Property:
            return [_array(4, _OTHER), _PROPERTY, value.fget, value.fset, value.fdel]
        if kind is StaticMethod:
            return [_array(2, _OTHER), _STATIC, value.function]
        if kind is ClassMethod:
            return [_array(2, _OTHER), _CLASSED, value.function]
        if kind is FrozenSet:
            return [_array(1 + len(value), _OTHER), _FROZEN] + list(value.table.keys())
        if kind is View:
            return [_array(3, _OTHER), _VIEW, value.of, value.which]
        if value is DROPPED:
            return [_array(1, _OTHER), _DROP]
        if value is NOT_IMPLEMENTED:
            return [_array(1, _OTHER), _ABSENT]
        raise ValueError("not a value of a program: %r" % (value,))

    def _instance(self, value, kind):
        """Attribute names go as numbers of the class's constants where they are there."""
        names = sorted([name for name in value.attributes])
        module = value.cls.module
        constants = module.brick.constants if module is not None else ()
        if kind is Error:
            out = [_array(2 + 2 * len(names), _ERROR), value.cls]
            if value.trace is None:
                out.append(None)
            else:
                out.append(_array(2 * len(value.trace)))
                for name, index, at in value.trace:
                    out.append(self.functions.of(self._module_named(name), index))
                    out.append(at >> 1)
        else:
            out = [_array(1 + 2 * len(names), _INSTANCE), value.cls]
        for name in names:
            out.append(constants.index(name) if name in constants else name)
            out.append(value.attributes[name])
        return out

    def _module_named(self, name):
        for module in self.execution.modules:
            if module.brick.name == name:
                return module.at
        raise ValueError("no brick of this program")

    def _defined(self, value, kind):
        where = self.statics.get(id(value))
        if where is not None:
            return [_named(_DEFINED if kind is Function else _DEFINED_CLASS,
                           self.functions.of(where[0], where[1]))]
        if kind is Function:
            number = self.functions.of(value.module.at, value.index)
            if value.attributes:
                return [_array(3 + len(value.cells), _FUNCTION), number, value.defaults,
                        _array(2, _TUPLE), value.named_defaults, value.attributes
                        ] + list(value.cells)
            out = _without([number, value.defaults, value.named_defaults] + list(value.cells),
                           (-1, (), None))
            return [_array(len(out), _FUNCTION)] + out
        if value.builtin:
            return [_named(_BUILTIN_CLASS, number_of(value))]
        names = sorted([name for name in value.namespace])
        out = [_array(3 + 2 * len(names), _CLASS), value.module.at, value.full_name, value.base]
        for name in names:
            out.append(name)
            out.append(value.namespace[name])
        return out

    def frame(self, frame):
        """Function, place, mask of the locals that follow; cells; what it gives; the stack."""
        execution = self.execution
        # Where a hop works, it goes on elsewhere: there it has worked.
        left = (frame is execution.frames[-1] and execution.request is not None
                and execution.request[0] == "migrate")
        code = frame.function.unpacked()
        needed = live(code, frame.at, left)
        mask = 0
        local = []
        for at in range(code.local_count):
            if needed >> at & 1 and frame.local[at] is not UNBOUND:
                mask |= 2 << at
                local.append(frame.local[at])
        if frame.gives is not None:
            mask |= 1
        where = self.statics.get(id(frame.function))
        function = frame.function if where is None else self.functions.of(where[0], where[1])
        out = [function, frame.at >> 1, mask] + local + list(frame.cells)
        if mask & 1:
            out.append(frame.gives)
        return out + frame.stack if frame.stack or len(out) > 3 or mask else out[:2]

    def roots(self):
        execution = self.execution
        state = execution.random.state
        identities = execution.identities
        frames = [_array(len(execution.frames))]
        for frame in execution.frames:
            if frame.generator is not None:
                frames.append(frame.generator)
                continue
            parts = self.frame(frame)
            frames.append(_array(len(parts)))
            frames.extend(parts)
        parts = [
            frames,
            self._changes(),
            [identities[key] for key in sorted([key for key in identities])],
            None if state == Randomness(execution.seed).state else state,
        ]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        out = [_array(1 + len(parts)), VERSION] + frames
        if len(parts) > 1:
            out += [_array(len(parts[1]))] + parts[1]
        if len(parts) > 2:
            out += [_array(len(parts[2]))] + parts[2]
        return out + parts[3:]

    def _changes(self):
        """Numbers of global variables and what they hold, where that is not what bricks say.

        A module that was not begun counts as one more variable, behind all.
        """
        execution = self.execution
        numbers = _Numbers(execution.modules, "global_names")
        out = []
        for module in execution.modules:
            if not module.started:
                continue
            for slot in range(len(module.globals)):
                value = execution.definitions.made(module, slot)
                if value is PLAIN:
                    continue
                usual = definition_of(module.brick, slot) is not None
                if not (unchanged(execution.modules, module, slot, value) if usual
                        else value is UNBOUND):
                    out.append(numbers.of(module.at, slot))
                    out.append(value)
        for module in execution.modules:
            if not module.started:
                out.append(numbers.first[-1] + module.at)
                out.append(None)
        return out

    def shared(self, roots):
        """{id: whether it is met more than once} of the compound values."""
        met = {}
        waiting = list(roots)
        while waiting:
            value = waiting.pop()
            if _is_scalar(value) or type(value) is _Raw:
                continue
            key = id(value)
            if key in met:
                met[key] = True
            else:
                met[key] = False
                waiting.extend(self.parts(value))
        return met

    def encode(self):
        waiting = self.roots()
        met = self.shared(waiting)
        numbers = {}
        out = bytearray()
        waiting.reverse()
        while waiting:
            value = waiting.pop()
            if type(value) is _Raw:
                out.extend(value.data)
            elif value is UNBOUND:
                out.append(0xF7)
            elif type(value) is str:
                self.text(out, value)
            elif type(value) is tuple and not value:
                out.extend(b"\xc6\x80")
            elif _is_scalar(value):
                cbor.put(out, value)
            else:
                key = id(value)
                if key in numbers:
                    if numbers[key] < _SIMPLE:
                        out.append(_FIRST_SIMPLE + numbers[key])
                    else:
                        cbor.put_head(out, 6, _SEEN)
                        cbor.put_head(out, 0, numbers[key])
                    continue
                if met[key] and not self._is_named(value):
                    numbers[key] = len(numbers)
                    cbor.put_head(out, 6, _SHARED)
                parts = self.parts(value)
                parts.reverse()
                waiting.extend(parts)
        return bytes(out)

    def text(self, out, value):
        number = self.texts.get(value)
        if number is None:
            number = self.texts[value] = self._constant(value)
        if number >= 0:
            cbor.put_head(out, 6, _CONSTANT)
            cbor.put_head(out, 0, number)
        else:
            cbor.put(out, value)

    def _constant(self, value):
        """The number of a string among the constants; -1 where it is none, or shorter itself."""
        if len(value) < 3:
            return -1
        for module in self.execution.modules:
            constants = module.brick.constants
            for index in range(len(constants)):
                if type(constants[index]) is str and constants[index] == value:
                    return self.constants.of(module.at, index)
        return -1

    def _is_named(self, value):
        """Whether what is put out names the one object by itself."""
        return (id(value) in self.statics or type(value) in (Module, Builtin, NativeModule)
                or (type(value) is Class and value.builtin) or value is DROPPED
                or value is NOT_IMPLEMENTED)


def _is_scalar(value):
    return (value is None or value is UNBOUND or type(value) in _SCALARS
            or type(value) is tuple and not value)


def capture(execution):
    """The state of an execution that is blocked, or was not yet run."""
    return _Encoder(execution).encode()


# --- the way back

class _Later:
    """Stands for a tuple that is not complete yet, inside what it contains."""

    def __init__(self):
        self.value = None


class _Open:
    """A container under construction: `tag` None for a plain array, -1 for a map."""

    __slots__ = ("tag", "count", "items", "number", "shell")

    def __init__(self, tag, count, number, shell):
        self.tag = tag
        self.count = count
        self.items = []
        self.number = number
        self.shell = shell


def _shell(tag):
    """An empty object to refer to before its content is known; None for what cannot wait."""
    if tag is None:
        return []
    if tag == -1:
        return Dict()
    if tag == _FUNCTION:
        return Function(None, 0)
    if tag == _INSTANCE:
        return Instance(None)
    if tag == _CLASS:
        return Class("", None, {})
    if tag == _ERROR:
        return Error(None, ())
    if tag == _CELL:
        return Cell()
    if tag == _ITERATOR:
        return Iterator(())
    if tag == _GENERATOR:
        return Generator(None)
    if tag == _SET:
        return Set()
    return None


def _need(truth):
    if not truth:
        raise BadState("the state is malformed")


def _whole(value, bound=0x7FFFFFFF):
    _need(type(value) is int and 0 <= value < bound)
    return value


class _Decoder:
    def __init__(self, data, execution):
        self.reader = cbor.Reader(data)
        self.execution = execution
        self.statics = execution.definitions
        self.functions = _Numbers(execution.modules, "flags")
        self.constants = _Numbers(execution.modules, "constants")
        self.shared = []
        self.patches = []
        self.generators = []
        self.hashed = 0

    def decode(self):
        """The whole item; plain arrays come as lists, to be taken apart by the caller."""
        opened = []
        while True:
            value = self.begin(opened)
            while opened:
                if value is not _Open:
                    opened[-1].items.append(value)
                top = opened[-1]
                if top.tag == _CLASS and len(top.items) == 3 and value is not _Open:
                    self.class_head(top.shell, top.items)
                if len(top.items) < top.count:
                    break
                opened.pop()
                value = self.close(top)
            else:
                if value is not _Open:
                    return value

    def begin(self, opened):
        """Read one head: a scalar, or _Open after pushing a container."""
        number = None
        reader = self.reader
        if not reader.done() and 0 <= reader.data[reader.pos] - _FIRST_SIMPLE < _SIMPLE:
            reader.pos += 1
            return self._seen(reader.data[reader.pos - 1] - _FIRST_SIMPLE)
        major, argument = reader.head()
        if major == 6 and argument == _SHARED:
            number = len(self.shared)
            self.shared.append(_Later())
            major, argument = reader.head()
            _need(major in (4, 5) or major == 6 and _TUPLE <= argument <= _OTHER)
        if major == 0:
            return argument
        if major == 1:
            return -1 - argument
        if major == 2:
            return self.reader.take(argument)
        if major == 3:
            return cbor.text(self.reader.take(argument))
        if major == 7:
            return UNBOUND if argument is cbor.UNDEFINED else argument
        tag = None
        if major == 6:
            if argument in (2, 3):
                return self._big(argument)
            tag = argument
            major, argument = reader.head()
            if tag > _SHARED:
                _need(major == 0)
                return self.numbered(tag, argument)
            _need(_TUPLE <= tag <= _OTHER and major == 4)
        count = argument
        if major == 5:
            tag = -1
            count = 2 * argument
        _need(count <= len(self.reader.data) - self.reader.pos)
        shell = _shell(tag)
        if number is not None and shell is not None:
            self.shared[number] = shell
        opened.append(_Open(tag, count, number, shell))
        return _Open

    def _seen(self, number):
        _need(number < len(self.shared))
        return self.shared[number]

    def numbered(self, tag, number):
        if tag == _SEEN:
            _need(number >= _SIMPLE)
            return self._seen(number)
        if tag == _BUILTIN:
            return builtins.numbered(_whole(number, builtins.COUNT))
        if tag == _BUILTIN_CLASS:
            return class_numbered(_whole(number, CLASS_COUNT))
        if tag == _CONSTANT:
            at, index = self.constants.place(number)
            value = self.execution.modules[at].brick.constants[index]
            _need(type(value) is str)
            return value
        _need(tag == _DEFINED or tag == _DEFINED_CLASS)
        at, index = self.functions.place(number)
        if tag == _DEFINED_CLASS:
            return self.statics.make_class(at, index)
        return self._defined(at, index)

    def _defined(self, at, index):
        _need(not self.execution.modules[at].brick.free_counts[index])
        return self.statics.named(at, index)

    def _big(self, tag):
        major, size = self.reader.head()
        _need(major == 2 and 0 < size <= 513)
        value = int.from_bytes(self.reader.take(size), "big")
        return value if tag == 2 else -1 - value

    def close(self, opened):
        items = opened.items
        tag = opened.tag
        shell = opened.shell
        if tag is None:
            shell.extend(items)
        elif tag == -1:
            for at in range(0, len(items), 2):
                _need(type(items[at]) is not _Later)
                shell[items[at]] = items[at + 1]
        elif tag == _TUPLE:
            shell = tuple(items)
        elif tag == _OTHER:
            shell = self.other(items)
        elif tag == _SET:
            pass
        elif tag == _METHOD:
            _need(len(items) == 2)
            shell = Method(items[0], items[1])
        else:
            self._fill(tag, shell, items)
        if opened.number is not None and type(self.shared[opened.number]) is _Later:
            self.shared[opened.number].value = shell
            self.shared[opened.number] = shell
        for item in items:
            if type(item) is _Later:
                # Only what can still be changed may hold what is not complete.
                _need(tag is None or tag in (-1, _INSTANCE, _ERROR, _CELL, _GENERATOR, _SET))
                self.patches.append(items if tag == _GENERATOR
                                    else (shell, items) if tag == _SET else shell)
                break
        else:
            if tag == _SET:
                self._put(shell.table, items)
        return shell

    def spend(self, gas):
        """What operators.measure_key asks to be paid."""
        self.hashed += gas
        _need(self.hashed < _MOST_HASHED)

    def charge(self, size_bytes):
        """What operators ask for memory is bounded by the state's own size."""

    def _put(self, table, items):
        """Elements into the table of a set."""
        for item in items:
            operators.measure_key(self, item)
            table[item] = True

    def _fill(self, tag, shell, items):
        if tag == _FUNCTION:
            self.function(shell, items)
        elif tag == _CLASS:
            self._class(shell, items)
        elif tag == _INSTANCE or tag == _ERROR:
            self._instance(tag, shell, items)
        elif tag == _CELL:
            _need(len(items) == 1)
            shell.value = items[0]
        elif tag == _ITERATOR:
            _need(len(items) in (2, 4) and type(items[0]) in (list, tuple, str, bytes, bytearray,
                                                              range))
            shell.items = items[0]
            shell.at = _whole(items[1])
            if len(items) == 4:
                _need(type(items[2]) in (Dict, Set))
                shell.watched = items[2]
                shell.size = _whole(items[3])
        elif items:
            # Its frame may hold tuples that are complete only later.
            self.generators.append((shell, items))

    def module(self, at):
        return self.execution.modules[_whole(at, len(self.execution.modules))]

    def function(self, shell, items):
        _need(len(items) >= 1)
        at, index = self.functions.place(items[0])
        module = self.execution.modules[at]
        code = module.brick.function(index)
        defaults = items[1] if len(items) > 1 else ()
        named = items[2] if len(items) > 2 else None
        cells = items[3:]
        if type(named) is tuple:
            _need(len(named) == 2 and type(named[1]) is Dict)
            shell.attributes = named[1]
            named = named[0]
        _need(type(defaults) is tuple and len(defaults) <= code.positional)
        _need(named is None or type(named) is Dict)
        _need(len(cells) == code.free_count)
        for cell in cells:
            _need(type(cell) is Cell)
        shell.module = module
        shell.index = index
        shell.defaults = defaults
        shell.named_defaults = named
        shell.cells = tuple(cells)

    def class_head(self, shell, items):
        """What a class is, known before what it has: that may be an instance of its own."""
        _need(type(items[1]) is str and type(items[2]) is Class)
        this = items[2]
        for _ in range(100):
            if this is None:
                break
            _need(this is not shell)
            this = this.base
        _need(this is None)
        shell.module = self.module(items[0])
        shell.name = short(items[1])
        shell.full_name = items[1]
        shell.base = items[2]

    def _class(self, shell, items):
        _need(len(items) >= 3 and len(items) % 2 == 1)
        for at in range(3, len(items), 2):
            _need(type(items[at]) is str)
            shell.namespace[items[at]] = items[at + 1]

    def _instance(self, tag, shell, items):
        first = 2 if tag == _ERROR else 1
        _need(len(items) >= first and (len(items) - first) % 2 == 0 and type(items[0]) is Class)
        cls = items[0]
        shell.cls = cls
        _need(is_exception_class(cls) == (tag == _ERROR))
        _need(not cls.builtin or tag == _ERROR or cls is CLASSES["object"])
        constants = cls.module.brick.constants if cls.module is not None else ()
        for at in range(first, len(items), 2):
            name = items[at]
            if type(name) is int:
                name = constants[_whole(name, len(constants))]
            _need(type(name) is str)
            shell.attributes[name] = items[at + 1]
        if tag == _ERROR:
            _need(type(shell.attributes.get("args")) is tuple)
            shell.trace = self.trace(items[1])

    def trace(self, parts):
        if parts is None:
            return None
        _need(type(parts) is list and len(parts) % 2 == 0)
        out = []
        for at in range(0, len(parts), 2):
            module, index = self.functions.place(parts[at])
            out.append((self.execution.modules[module].brick.name, index,
                        2 * _whole(parts[at + 1], 0x8000)))
        return out

    def other(self, items):
        _need(len(items) >= 1)
        kind = items[0]
        size = _OTHER_SIZES[_whole(kind, len(_OTHER_SIZES))]
        _need(size == 0 or len(items) == size)
        if kind == _MODULE:
            return self.module(items[1])
        if kind == _NATIVE:
            _need(items[1] in builtins.MODULES)
            return NativeModule(items[1])
        if kind == _SLICE:
            return Slice(items[1], items[2], items[3])
        if kind == _RANGE:
            for part in items:
                _need(type(part) is int and -0x40000000 <= part <= 0x40000000)
            _need(items[3] != 0)
            return range(items[1], items[2], items[3])
        if kind == _BYTES:
            _need(type(items[1]) is bytes)
            return bytearray(items[1])
        if kind == _SUPER:
            _need(items[1] is None or type(items[1]) is Class)
            return Super(items[1], items[2])
        if kind == _MAKER:
            _need(type(items[1]) is str and type(items[2]) is Class)
            return ClassMaker(items[1], items[2])
        if kind == _PROPERTY:
            return Property(items[1], items[2], items[3])
        if kind == _STATIC:
            return StaticMethod(items[1])
        if kind == _CLASSED:
            return ClassMethod(items[1])
        if kind == _FROZEN:
            table = Dict()
            self._put(table, items[1:])
            return operators.sets().frozen(self, table)
        if kind == _VIEW:
            _need(type(items[1]) is Dict)
            return View(items[1], _whole(items[2], 3))
        return DROPPED if kind == _DROP else NOT_IMPLEMENTED

    def frame(self, items, generator=None):
        _need(type(items) is list and len(items) >= 2)
        function = items[0]
        if type(function) is int:
            at, index = self.functions.place(function)
            function = self._defined(at, index)
        _need(type(function) is Function and function.module is not None)
        code = function.unpacked()
        mask = _whole(items[2], 2 << code.local_count) if len(items) > 2 else 0
        local = [UNBOUND] * code.local_count
        at = 3
        for slot in range(code.local_count):
            if mask >> slot & 2:
                local[slot] = items[at]
                at += 1
        end = at + len(code.cell_sources) + code.free_count
        frame = Frame(function, local, items[at:end])
        frame.at = 2 * _whole(items[1], len(code.words) >> 1)
        if mask & 1:
            frame.gives = items[end]
            _need(frame.gives is DROPPED or type(frame.gives) in (Module, ClassMaker)
                  or (type(frame.gives) is tuple and operators.special().is_sound(frame.gives))
                  or isinstance(frame.gives, Instance))
            end += 1
        frame.stack = items[end:]
        frame.generator = generator
        _need(len(frame.cells) == len(code.cell_sources) + code.free_count)
        for cell in frame.cells:
            _need(type(cell) is Cell)
        _need((generator is not None) == bool(code.flags & GENERATOR))
        _need((type(frame.gives) is ClassMaker) == bool(code.flags & CLASS_BODY))
        return frame

    def finish(self, top):
        """Check what only the whole shows, and put it into the execution."""
        execution = self.execution
        _need(type(top) is list and 2 <= len(top) <= 5 and top[0] == VERSION)
        frames, changes, identities, random = (top + [[], [], None][len(top) - 2:])[1:]
        for part in (frames, changes, identities):
            _need(type(part) is list)
        for holder in self.patches:
            self._patch(holder)
        if random is not None:
            execution.random.state = _whole(random, 1 << 32) or 1
        self.globals(changes)
        execution.frames = self.frames(frames)
        for at in range(len(identities)):
            execution.identities[1000 + 16 * at] = identities[at]

    def globals(self, changes):
        modules = self.execution.modules
        numbers = _Numbers(modules, "global_names")
        _need(len(changes) % 2 == 0)
        seen = {}
        for module in modules:
            module.started = True
        for at in range(0, len(changes), 2):
            number = _whole(changes[at])
            seen[number] = True
            if number < numbers.first[-1]:
                where, slot = numbers.place(number)
                modules[where].globals[slot] = changes[at + 1]
            else:
                number -= numbers.first[-1]
                _need(number < len(modules) and changes[at + 1] is None)
                modules[number].started = False
        for module in modules:
            for slot in range(len(module.globals)):
                usual = definition_of(module.brick, slot) is not None
                if numbers.of(module.at, slot) in seen:
                    _need(module.started)
                elif module.started and usual:
                    module.globals[slot] = PLAIN
                else:
                    module.globals[slot] = UNBOUND

    def frames(self, values):
        """The frames that run, from the first, mostly the module's body, to the suspended one."""
        for generator, items in self.generators:
            generator.frame = self.frame(items, generator)
        frames = []
        for item in values:
            if type(item) is Generator:
                frame = item.frame
                _need(frame is not None and not item.running and frames)
                item.running = True
            else:
                frame = self.frame(item)
            frames.append(frame)
        _need(len(frames) and frames[0].gives is None)
        for at in range(len(frames)):
            above = frames[at + 1] if at + 1 < len(frames) else None
            self._check_height(frames[at], above)
        for generator, _ in self.generators:
            if not generator.running:
                self._check_height(generator.frame, None)
        return frames

    def _check_height(self, frame, above):
        """Whether the stack is as high as the verified code has it where the frame is."""
        code = frame.function.code
        if frame.at == 0:
            _need(not frame.stack)
            return
        height = code.height_at(frame.at)
        # What is above gives nothing, or gives for a `yield from` that keeps its source.
        kept = above is not None and (above.gives is DROPPED
                                      or (type(above.gives) is tuple
                                          and operators.special().drops(above.gives))
                                      or code.words[frame.at - 2] == _YIELD_FROM)
        _need(len(frame.stack) == (height if kept else height - 1))

    def _patch(self, holder):
        """Put complete tuples where `_Later` stands: a tuple inside itself, by way of an object."""
        if type(holder) is tuple:
            self._put(holder[0].table, [_complete(item) for item in holder[1]])
        elif type(holder) is Cell:
            holder.value = _complete(holder.value)
        elif type(holder) is list:
            for at in range(len(holder)):
                holder[at] = _complete(holder[at])
        else:
            within = holder if type(holder) is Dict else holder.attributes
            for key in list(within):
                within[key] = _complete(within[key])


def _complete(value):
    if type(value) is not _Later:
        return value
    _need(value.value is not None)
    return value.value


def restore(data, bricks, root, seed=0, limits=None, translate=False):
    """The execution in `data`, blocked as it was; BadState where anything is wrong.

    `bricks` and `root` as for Execution: state names code by its place among them.
    """
    try:
        execution = Execution(bricks, root, seed, limits, translate)
        decoder = _Decoder(data, execution)
        top = decoder.decode()
        _need(decoder.reader.done())
        decoder.finish(top)
        audit(execution)
    except BadState:
        raise
    except DecodeError as error:
        if isinstance(error, BadBrick):
            raise
        raise BadState(str(error))
    except (Raise, TypeError, ValueError, IndexError, KeyError, AttributeError):
        raise BadState("the state is malformed")
    if execution.frames[-1].at:
        execution.request = ("restored", ())
    return execution
