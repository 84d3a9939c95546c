"""The state of a blocked execution as bytes, and back: strong mobility.

One CBOR array `[version, random, modules, frames, identities]`. The graph of objects keeps its
aliases and cycles by the value-sharing tags 28 and 29 (registered with IANA for that purpose); the
machine's own kinds of object have tags of their own, below. What bricks say already is left out: a
global variable that still holds what its module's body defined takes no byte.

Neither direction recurses, so no depth of data can overflow a node's stack, and nothing that comes
in is believed: a frame's place and the height of its stack are checked against its verified code.
"""

from runtime import cbor
from runtime.constant import const
from runtime.errors import BadBrick, BadState, DecodeError
from runtime.vm import builtins, instructions, operators
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
from runtime.vm.randomness import Randomness
from runtime.vm.values import (
    DROPPED,
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
)
from runtime.vm.verifier import height_at

_VERSION = const(1)
_YIELD_FROM = instructions.number("YIELD_FROM")

_TUPLE = const(6)
_FUNCTION = const(7)
_INSTANCE = const(8)
_CLASS = const(9)
_ERROR = const(10)
_CELL = const(11)
_ITERATOR = const(12)
_GENERATED = const(13)
_FRAME = const(14)
_METHOD = const(15)
_SET = const(16)
_BUILTIN = const(20)
_OTHER = const(21)
_SHARED = const(28)
_SEEN = const(29)

# What _OTHER arrays begin with.
_MODULE = const(0)
_NATIVE = const(1)
_SLICE = const(2)
_RANGE = const(3)
_BYTES = const(4)
_SUPER = const(5)
_MAKER = const(6)
_PROPERTY = const(7)
_STATIC = const(8)
_CLASSED = const(9)
_DROP = const(10)
_FROZEN = const(11)
_VIEW = const(12)

# What the sets of a state may take to hash, frozensets within them counted again and again.
_MOST_HASHED = const(100000)

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


def _find_statics(execution):
    """{id of object: (module number, function index)} of functions and classes in their place."""
    found = {id(execution.frames[0].function): (0, 0)}
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

    def parts(self, value):
        """What to put out for a compound value, in order; None for a scalar."""
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
            return [_array(2, _GENERATED), value.frame, value.running]
        if kind is Frame:
            return self._frame(value)
        if kind is Method:
            return [_array(2, _METHOD), value.function, value.receiver]
        if kind is Builtin:
            return [_array(1, _BUILTIN), value.number]
        return self._other(value, kind)

    def _other(self, value, kind):
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
                out.append(_array(3 * len(value.trace), _TUPLE))
                for place in value.trace:
                    out.extend(place)
        else:
            out = [_array(1 + 2 * len(names), _INSTANCE), value.cls]
        for name in names:
            out.append(constants.index(name) if name in constants else name)
            out.append(value.attributes[name])
        return out

    def _defined(self, value, kind):
        where = self.statics.get(id(value))
        if kind is Function:
            if where is not None:
                return [_array(2, _FUNCTION), where[0], where[1]]
            return [_array(5, _FUNCTION), value.module.at, value.index, value.defaults,
                    value.named_defaults, _array(len(value.cells))] + list(value.cells)
        if value.builtin:
            return [_array(1, _CLASS), number_of(value)]
        if where is not None:
            return [_array(2, _CLASS), where[0], where[1]]
        names = sorted([name for name in value.namespace])
        out = [_array(3 + 2 * len(names), _CLASS), value.module.at, value.name, value.base]
        for name in names:
            out.append(name)
            out.append(value.namespace[name])
        return out

    def _frame(self, frame):
        local = list(frame.local)
        while local and local[-1] is UNBOUND:
            local.pop()
        more = frame.cells or frame.gives is not None or frame.generator
        out = [_array(7 if more else 4, _FRAME), frame.function, frame.at,
               _array(len(local))] + local
        out.append(_array(len(frame.stack)))
        out.extend(frame.stack)
        if more:
            out.append(_array(len(frame.cells)))
            out.extend(frame.cells)
            out.append(frame.gives)
            out.append(frame.generator)
        return out

    def roots(self):
        execution = self.execution
        state = execution.random.state
        fresh = Randomness(execution.seed).state
        identities = execution.identities
        out = [_array(6), _VERSION, None if state == fresh else state,
               _array(len(execution.modules))]
        for module in execution.modules:
            if not module.started:
                out.append(None)
                continue
            changed = []
            for slot in range(len(module.globals)):
                value = execution.definitions.made(module, slot)
                usual = definition_of(module.brick, slot) is not None
                if not (unchanged(execution.modules, module, slot, value) if usual
                        else value is UNBOUND):
                    changed.append(slot)
                    changed.append(value)
            out.append(_array(len(changed)))
            out.extend(changed)
        out.append(_array(len(execution.frames)))
        out.extend(execution.frames)
        numbers = sorted([key for key in identities])
        out.append(_array(len(numbers)))
        out.extend([identities[key] for key in numbers])
        out.append(execution.meter.peak_bytes)
        return out

    def shared(self):
        """{id: [times met, number]} of the compound values that are met more than once."""
        met = {}
        waiting = self.roots()
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
        met = self.shared()
        numbers = {}
        out = bytearray()
        waiting = self.roots()
        waiting.reverse()
        while waiting:
            value = waiting.pop()
            if type(value) is _Raw:
                out.extend(value.data)
            elif value is UNBOUND:
                out.append(0xF7)
            elif _is_scalar(value):
                cbor.put(out, value)
            else:
                key = id(value)
                if key in numbers:
                    cbor.put_head(out, 6, _SEEN)
                    cbor.put_head(out, 0, numbers[key])
                    continue
                if met[key] and not self._named(value):
                    numbers[key] = len(numbers)
                    cbor.put_head(out, 6, _SHARED)
                parts = self.parts(value)
                parts.reverse()
                waiting.extend(parts)
        return bytes(out)

    def _named(self, value):
        """Whether what is put out names the one object by itself."""
        return (id(value) in self.statics or type(value) in (Module, Builtin, NativeModule)
                or (type(value) is Class and value.builtin) or value is DROPPED)


def _is_scalar(value):
    return value is None or value is UNBOUND or type(value) in _SCALARS


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
    if tag == _GENERATED:
        return Generator(None)
    if tag == _FRAME:
        return Frame(None, [], [])
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
        self.shared = []
        self.patches = []
        self.frames = []
        self.hashed = 0

    def decode(self):
        """The whole item; plain arrays come as lists, to be taken apart by the caller."""
        opened = []
        while True:
            value = self._begin(opened)
            while opened:
                if value is not _Open:
                    opened[-1].items.append(value)
                top = opened[-1]
                if len(top.items) < top.count:
                    break
                opened.pop()
                value = self._close(top)
            else:
                if value is not _Open:
                    return value

    def _begin(self, opened):
        """Read one head: a scalar, or _Open after pushing a container."""
        number = None
        major, argument = self.reader.head()
        if major == 6 and argument == _SHARED:
            number = len(self.shared)
            self.shared.append(_Later())
            major, argument = self.reader.head()
            _need(major in (4, 5, 6))
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
            if argument == _SEEN:
                major, at = self.reader.head()
                _need(major == 0 and at < len(self.shared))
                return self.shared[at]
            if argument in (2, 3):
                return self._big(argument)
            tag = argument
            _need(_TUPLE <= tag <= _SET or tag in (_BUILTIN, _OTHER))
            major, argument = self.reader.head()
            _need(major == 4)
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

    def _big(self, tag):
        major, size = self.reader.head()
        _need(major == 2 and 0 < size <= 513)
        value = int.from_bytes(self.reader.take(size), "big")
        return value if tag == 2 else -1 - value

    def _close(self, opened):
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
            shell = self._other(items)
        elif tag == _SET:
            pass
        elif tag == _METHOD:
            _need(len(items) == 2)
            shell = Method(items[0], items[1])
        elif tag == _BUILTIN:
            _need(len(items) == 1)
            shell = builtins.numbered(_whole(items[0], builtins.COUNT))
        else:
            filled = self._fill(tag, shell, items)
            if filled is not shell:
                _need(opened.number is None)
            shell = filled
        if opened.number is not None and type(self.shared[opened.number]) is _Later:
            self.shared[opened.number].value = shell
            self.shared[opened.number] = shell
        for item in items:
            if type(item) is _Later:
                # Only what can still be changed may hold what is not complete.
                _need(tag is None or tag in (-1, _INSTANCE, _ERROR, _CELL, _SET))
                self.patches.append((shell, items) if tag == _SET else shell)
                break
        else:
            if tag == _SET:
                self._put(shell.table, items)
        return shell

    def spend(self, gas):
        """What operators.check_key asks to be paid."""
        self.hashed += gas
        _need(self.hashed < _MOST_HASHED)

    def charge(self, size_bytes):
        """What operators ask for memory is bounded by the state's own size."""

    def _put(self, table, items):
        """Elements into the table of a set."""
        for item in items:
            table[operators.check_key(self, item)] = True

    def _fill(self, tag, shell, items):
        if tag == _FUNCTION:
            return self._function(shell, items)
        if tag == _CLASS:
            return self._class(shell, items)
        if tag == _INSTANCE or tag == _ERROR:
            return self._instance(tag, shell, items)
        if tag == _CELL:
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
        elif tag == _GENERATED:
            _need(len(items) == 2 and type(items[1]) is bool)
            _need(items[0] is None or type(items[0]) is Frame)
            shell.frame = items[0]
            shell.running = items[1]
        else:
            self._frame(shell, items)
        return shell

    def _module(self, at):
        return self.execution.modules[_whole(at, len(self.execution.modules))]

    def _code(self, module, index):
        return module.brick.function(_whole(index, len(module.brick.flags)))

    def _function(self, shell, items):
        _need(len(items) in (2, 5))
        module = self._module(items[0])
        code = self._code(module, items[1])
        if len(items) == 2:
            return self.statics.named(module.at, code.index)
        defaults, named, cells = items[2:]
        _need(type(defaults) is tuple and len(defaults) <= code.positional)
        _need(named is None or type(named) is Dict)
        _need(type(cells) is list and len(cells) == code.free_count)
        for cell in cells:
            _need(type(cell) is Cell)
        shell.module = module
        shell.index = code.index
        shell.defaults = defaults
        shell.named_defaults = named
        shell.cells = tuple(cells)
        return shell

    def _class(self, shell, items):
        if len(items) == 1:
            return class_numbered(_whole(items[0], CLASS_COUNT))
        if len(items) == 2:
            module = self._module(items[0])
            return self.statics.make_class(module.at, self._code(module, items[1]).index)
        _need(len(items) >= 3 and len(items) % 2 == 1)
        _need(type(items[1]) is str and type(items[2]) is Class)
        this = items[2]
        for _ in range(100):
            if this is None:
                break
            _need(this is not shell)
            this = this.base
        _need(this is None)
        shell.module = self._module(items[0])
        shell.name = items[1]
        shell.base = items[2]
        for at in range(3, len(items), 2):
            _need(type(items[at]) is str)
            shell.namespace[items[at]] = items[at + 1]
        return shell

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
            shell.trace = _trace(items[1])
        return shell

    def _other(self, items):
        _need(len(items) >= 1)
        kind = items[0]
        size = (2, 2, 4, 4, 2, 3, 3, 4, 2, 2, 1, len(items), 3)[_whole(kind, 13)]
        _need(len(items) == size)
        if kind == _MODULE:
            return self._module(items[1])
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
        return DROPPED

    def _frame(self, frame, items):
        _need(len(items) in (4, 7) and type(items[0]) is Function)
        _need(items[0].module is not None)
        code = items[0].unpacked()
        _need(type(items[2]) is list and type(items[3]) is list)
        _need(len(items[2]) <= code.local_count)
        frame.function = items[0]
        frame.at = _whole(items[1], len(code.words))
        frame.local = items[2] + [UNBOUND] * (code.local_count - len(items[2]))
        frame.stack = items[3]
        self.patches.append(frame.local)
        cells = []
        if len(items) == 7:
            cells, frame.gives, frame.generator = items[4:]
            _need(type(cells) is list)
            _need(frame.generator is None or type(frame.generator) is Generator)
            _need(frame.gives is None or frame.gives is DROPPED
                  or type(frame.gives) in (Module, ClassMaker) or isinstance(frame.gives, Instance))
        frame.cells = cells
        _need(len(cells) == len(code.cell_sources) + code.free_count)
        for cell in cells:
            _need(type(cell) is Cell)
        _need((frame.generator is not None) == bool(code.flags & GENERATOR))
        _need((type(frame.gives) is ClassMaker) == bool(code.flags & CLASS_BODY))
        self.frames.append(frame)

    def finish(self, top):
        """Check what only the whole shows, and put it into the execution."""
        execution = self.execution
        _need(type(top) is list and len(top) == 6 and top[0] == _VERSION)
        random, modules, frames, identities, peak = top[1:]
        for part in (modules, frames, identities):
            _need(type(part) is list)
        _need(len(modules) == len(execution.modules) and len(frames) >= 1)
        for holder in self.patches:
            self._patch(holder)
        if random is not None:
            execution.random.state = _whole(random, 1 << 32) or 1
        for module in execution.modules:
            self._globals(module, modules[module.at])
        self._check_frames(frames)
        execution.frames = frames
        execution.meter.peak_bytes = _whole(peak)
        for at in range(len(identities)):
            execution.identities[1000 + 16 * at] = identities[at]

    def _globals(self, module, changed):
        module.started = changed is not None
        if not module.started:
            return
        _need(type(changed) is list and len(changed) % 2 == 0)
        seen = {}
        for at in range(0, len(changed), 2):
            slot = _whole(changed[at], len(module.globals))
            seen[slot] = True
            module.globals[slot] = changed[at + 1]
        for slot in range(len(module.globals)):
            if slot not in seen and definition_of(module.brick, slot) is not None:
                module.globals[slot] = PLAIN

    def _check_frames(self, frames):
        for at in range(len(frames)):
            frame = frames[at]
            _need(type(frame) is Frame)
            generator = frame.generator
            _need(generator is None or (at > 0 and generator.frame is frame and generator.running))
            _need(frame not in frames[:at])
        _need(frames[0].function.code is self.execution.modules[0].brick.function(0)
              and frames[0].gives is None)
        heights = {}
        for frame in self.frames:
            _need(frame.generator is None or frame.generator.frame is frame)
            _need(frame in frames or frame.generator is not None and not frame.generator.running)
            if frame.at == 0:
                _need(not frame.stack)
                continue
            place = (frame.function.code, frame.at)
            if place not in heights:
                heights[place] = height_at(frame.function.code, frame.at)
            height = heights[place]
            above = frames.index(frame) + 1 if frame in frames else 0
            if 0 < above < len(frames):
                # What is above gives nothing, or gives for a `yield from` that keeps its source.
                kept = (frames[above].gives is DROPPED
                        or frame.function.code.words[frame.at - 2] == _YIELD_FROM)
            else:
                kept = False
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


def _trace(flat):
    if flat is None:
        return None
    _need(type(flat) is tuple and len(flat) % 3 == 0)
    out = []
    for at in range(0, len(flat), 3):
        _need(type(flat[at]) is bytes)
        out.append((flat[at], _whole(flat[at + 1]), _whole(flat[at + 2])))
    return out


def restore(data, bricks, root, seed=0, limits=None):
    """The execution in `data`, blocked as it was; BadState where anything is wrong.

    `bricks` and `root` as for Execution: state names code by its place among them.
    """
    try:
        execution = Execution(bricks, root, seed, limits)
        decoder = _Decoder(data, execution)
        top = decoder.decode()
        _need(decoder.reader.done())
        decoder.finish(top)
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
