"""The interpreter: runs a message's frames until they end, block, fail or are killed.

Nothing of the host's own call stack is part of the state: a call of the program pushes a Frame, so
an Execution can be captured wherever a native blocks, at any depth of calls.
"""

from runtime.constant import const
from runtime.errors import Killed, SamaraError
from runtime.vm import builtins, operators
from runtime.vm.brick import (
    CLASS_BODY,
    CLASS_CELL,
    GENERATOR,
    VARARGS,
    VARKEYWORDS,
    definition_of,
    link,
)
from runtime.vm.builtins import DIVERT, TAIL, construct, method_of, numbered
from runtime.vm.classes import (
    CLASSES,
    Divert,
    Error,
    Raise,
    class_name,
    class_of,
    fail,
    has,
    is_exception,
    is_exception_class,
    matches,
)
from runtime.vm.definitions import Definitions, is_plain
from runtime.vm.metering import Meter
from runtime.vm.natives import ARGUMENTS, NATIVES
from runtime.vm.randomness import Randomness
from runtime.vm.seldom import capture
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

DONE = 0
BLOCKED = 1
FAILED = 2
KILLED = 3

MAX_FRAMES = 900
_NEED_ONE = ("range", "slice", "type", "staticmethod", "classmethod")
# As many places a trace has at the most.
MAX_TOLD = 1024

# The opcodes, as runtime/vm/instructions.py numbers them (tests/test_instructions.py compares).
_LOOP = const(1)
_IF = const(2)
_JUMP = const(7)
_JUMP_IF = const(8)
_FOR = const(9)
_RETURN = const(10)
_RAISE = const(11)
_RERAISE = const(12)
_LOAD = const(13)
_STORE = const(14)
_CONST = const(15)
_INT = const(16)
_LOAD_GLOBAL = const(17)
_STORE_GLOBAL = const(18)
_ATTR = const(19)
_METHOD = const(20)
_CALL_METHOD = const(21)
_CALL = const(22)
_CALL_KW = const(23)
_CALL_EX = const(24)
_ADD = const(25)
_SUB = const(26)
_MUL = const(27)
_LT = const(28)
_LE = const(29)
_GT = const(30)
_GE = const(31)
_EQ = const(32)
_NE = const(33)
_BINARY = const(34)
_INPLACE = const(35)
_IS = const(36)
_IN = const(37)
_NOT = const(38)
_NEG = const(39)
_POS = const(40)
_INVERT = const(41)
_ITEM = const(42)
_STORE_ITEM = const(43)
_DELETE_ITEM = const(44)
_SLICE = const(45)
_STORE_ATTR = const(46)
_DELETE_ATTR = const(47)
_POP = const(48)
_DUP = const(49)
_DUP2 = const(50)
_SWAP = const(51)
_ROT3 = const(52)
_TUPLE = const(53)
_LIST = const(54)
_DICT = const(55)
_STRING = const(56)
_FORMAT = const(57)
_APPEND = const(58)
_PUT = const(59)
_EXTEND = const(60)
_MERGE = const(61)
_UNPACK = const(62)
_UNPACK_REST = const(63)
_ITER = const(64)
_YIELD = const(65)
_YIELD_FROM = const(66)
_LOAD_CELL = const(67)
_STORE_CELL = const(68)
_DELETE = const(69)
_DELETE_GLOBAL = const(70)
_DELETE_CELL = const(71)
_CELL = const(72)
_FUNCTION = const(73)
_CLASS = const(74)
_NAMESPACE = const(75)
_BUILTIN = const(76)
_IMPORT = const(77)
_MATCHES = const(78)
_LOAD_CLASS_NAME = const(79)
_SET = const(80)
_ADD_TO = const(81)
_SPREAD = const(82)

# The fused ones, as runtime/vm/fusion.py numbers them.
_FUSED = const(128)
_LOOP_FOR_STORE = const(128)
_LOAD_LOAD_ITEM = const(129)
_LOAD_INT_ITEM = const(130)
_LOAD_ITEM = const(131)
_INT_ITEM = const(132)
_LOAD_LOAD_STORE_ITEM = const(133)
_LOAD_ATTR = const(134)
_LOAD_STORE_ATTR = const(135)
_LOAD_METHOD = const(136)
_TUPLE_UNPACK = const(137)
_DUP_ATTR = const(138)
_DUP_IF_POP = const(139)
_NOTHING = const(255)
_ARITHMETIC = const(256)
_INPLACE_ON_STACK = const(512)
_STACK_AND_LOCAL = const(768)
_STACK_AND_INT = const(1024)
_STACK_AND_CONST = const(1280)
_LOCAL_AND_LOCAL = const(1536)
_LOCAL_AND_INT = const(1792)
_LOCAL_AND_CONST = const(2048)

# Between these an int takes no memory, and needs no closer look at its size.
_LEAST = const(-0x20000000)
_MOST = const(0x20000000)

_UNPACKED = (tuple, list, str, bytes, bytearray, range, Dict, Iterator, Set, FrozenSet, View)

_NAMES_OF_DEFINED = ("__name__", "__qualname__", "__doc__", "__module__")

# The methods whose second argument is a key: they are done again with the key that the dict has.
_OF_ONE_KEY = ("dict.get", "dict.pop", "dict.setdefault", "set.add", "set.remove", "set.discard")
_ASKS = ("repr", "format", "str", "pow")


def _complaints():
    """What is said of calls that do not fit: a board has no room for it until then."""
    from runtime.vm import complaints
    return complaints


def has_object(args):
    for value in args:
        if isinstance(value, Instance):
            return True
    return False


# What _enter answers when it has pushed a frame, or blocks, instead of giving a value.
_ENTERED = Ellipsis
BLOCKS = NotImplemented


_native = None


def translated():
    """What runs translated code: loaded by those only who want it."""
    global _native
    if _native is None:
        from runtime.vm import native
        _native = native
    return _native


def _from_host(error):
    """The program's exception for one of the host's, met inside an operation on plain values."""
    kind = type(error).__name__
    if kind == "RecursionError" or (kind == "RuntimeError" and "recursion" in str(error)):
        return Error(CLASSES["RecursionError"], ("maximum recursion depth exceeded",))
    return Error(CLASSES[kind if kind in CLASSES else "RuntimeError"], (str(error),))


class Limits:
    """What a message declared: gas in all is the node's to count, memory is counted here."""

    __slots__ = ("memory_bytes",)

    def __init__(self, memory_bytes=16384):
        self.memory_bytes = memory_bytes


class Execution:
    """One program in the course of running, on whatever node it is now.

    `bricks` maps the 8-byte names of all bricks that the root reaches to Brick; `root` is the
    root's name. After `run` gave BLOCKED, `request` is `(native, args)`, and `resume` or `throw`
    say what it comes to. After FAILED, `failure` is `(class, text, trace)`, and `failed_before` are
    the exceptions that it came after, the latest first.
    """

    # Whether translated code runs, and the generators that it goes over; see runtime/vm/native.py.
    is_native = False
    walking = ()

    def __init__(self, bricks, root, seed=0, limits=None, translate=False):
        self.modules = link(bricks, root)
        self.definitions = Definitions(self.modules)
        for module in self.modules[1:]:
            if is_plain(self.modules, module):
                module.started = True
                module.globals = [UNBOUND if definition_of(module.brick, slot) is None else PLAIN
                                  for slot in range(len(module.globals))]
        self.limits = limits or Limits()
        self.room = 0
        self.meter = Meter(self)
        self.seed = seed
        self.random = Randomness(seed)
        self.identities = {}
        self.host = None
        self.gas = 0
        self.gas_used = 0
        self.request = None
        self.failure = None
        self.failed_before = ()
        self.translate = translate
        self.kill_reason = None
        self.tail = None
        self.resolved = None
        self.pending = None
        self.spare = None
        self.modules[0].started = True
        self.frames = [self._root()]
        self._prelude = None
        for module in self.modules:
            if module.brick.hash == self.modules[0].brick.prelude:
                self._prelude = module

    def _root(self):
        """The frame of the module's body, at its beginning."""
        body = Function(self.modules[0], 0)
        return Frame(body, [UNBOUND] * body.unpacked().local_count, [])

    # --- what builtins ask of the machine

    def charge(self, size_bytes):
        """Count memory about to be taken; Killed beyond what the message declared."""
        self.meter.charge(size_bytes)
        self.gas -= size_bytes >> 7

    def spend(self, gas):
        """Pay for work in proportion to an operand's size, before it is done."""
        self.gas -= gas
        if self.gas < 0:
            raise Killed("gas: the bound for this visit is spent")

    def identity(self, value):
        """`id(value)`: counted within the message, in the order of asking."""
        for number in self.identities:
            if self.identities[number] is value:
                return number
        self.charge(32)
        self.spend(len(self.identities))
        number = 1000 + 16 * len(self.identities)
        self.identities[number] = value
        return number

    def iterator(self, value):
        """`iter(value)` for what needs no call back."""
        if isinstance(value, (Iterator, Generator)):
            return value
        items = builtins.plain_items(self, value)
        kind = type(value)
        self.meter.charge(24)
        if kind is Dict or kind is Set:
            return Iterator(list(items), 0, value, len(value))
        if kind is View:
            return Iterator(items, 0, value.of, len(items))
        if kind is FrozenSet:
            return Iterator(list(items))
        if items is None:
            raise fail("TypeError", "'%s' object is not iterable" % class_name(value))
        return Iterator(items)

    # --- the node's side

    def resume(self, value=None):
        """The native that blocked gives `value`."""
        self.pending = (True, value)

    def throw(self, kind, text):
        """The native that blocked raises the builtin exception `kind`."""
        if kind not in CLASSES or not is_exception_class(CLASSES[kind]):
            raise ValueError("no exception of programs is called " + kind)
        self.pending = (False, Error(CLASSES[kind], (text,)))

    def run(self, host, gas):
        """Run until the program ends, blocks, fails or has spent `gas`: one of the outcomes."""
        self.host = host
        self.gas = gas
        limit = translated().before(self) if self.translate else None
        error = None
        if self.request is not None:
            if self.pending is None:
                raise ValueError("the execution waits for %s" % self.request[0])
            self.request = None
            worked, value = self.pending
            self.pending = None
            if worked:
                self.room -= operators.deep_size_of(value)
                self.frames[-1].stack.append(value)
            else:
                error = value
        divert = None
        told = False
        try:
            if self.translate and error is None and len(self.frames) == 1 \
                    and self.frames[0].at == 0 and not self.gas_used:
                result, error = translated().begin(self)
                if result is not None:
                    return result
            while True:
                try:
                    if error is not None:
                        failure, error = error, None
                        if not self._unwind(failure, told):
                            return FAILED
                    if divert is not None:
                        met, divert = divert, None
                        self._divert(met)
                    return self._loop()
                except Raise as raised:
                    error = raised.value
                    told = raised.told
                except Divert as met:
                    divert = met
                except (Killed, MemoryError):
                    raise
                except Exception as host:
                    error = _from_host(host)
                    told = False
        except Killed as killed:
            self.kill_reason = killed.args[0]
            return KILLED
        except MemoryError:
            self.frames = self.frames[:1]
            self.kill_reason = "memory: the node ran out of it"
            return KILLED
        finally:
            self.gas_used += gas - max(self.gas, 0)
            self.host = None
            if limit:
                translated().after(limit)

    def freeze(self):
        """Make frames of the generators that translated code goes over."""
        if self.walking:
            translated().freeze_all(self)

    def capture(self):
        """The state as bytes; for an execution that is blocked, or was not yet run."""
        self.freeze()
        return capture(self)

    def trace(self):
        """Where each frame is: [(brick name, function index, at)], outermost first."""
        return [(frame.function.code.brick.name, frame.function.code.index, frame.at)
                for frame in self.frames]

    def _unwind(self, error, told):
        """Go to the handler of an exception; False where no frame has one. `told`: its trace has
        the frame on top.
        """
        if self.failure is not None:
            return False
        if error.trace is None:
            error.trace = []
            told = False
            self.put_in_context(error)
        if (self.frames and error.cls.is_a(CLASSES["StopIteration"])
                and self._exhausted(self.frames[-1], error)):
            return True
        frame = None
        while self.frames:
            frame = self.frames[-1]
            if not told:
                self._tell(error, frame)
            told = False
            for start, end, handler, height in frame.function.code.handlers:
                if start < frame.at <= end:
                    del frame.stack[height:]
                    frame.stack.append(error)
                    frame.at = handler
                    return True
            self.frames.pop()
            if type(frame.gives) is tuple and frame.gives[0] == "failed":
                # The text of what nobody caught: its own `__str__` failed.
                return _complaints().failed(self, frame.gives[1][0], frame.gives[1][1] + (None,))
            if frame.generator is not None:
                error = self._generator_failed(frame.generator, error)
            if self.frames and error.cls.is_a(CLASSES["StopIteration"]):
                if self._exhausted(self.frames[-1], error):
                    return True
        # Translated code has left none.
        self.frames.append(frame or self._root())
        return _complaints().failed(self, error)

    def _tell(self, error, frame):
        """Note that an exception comes through a frame, further out than those noted before."""
        self.spend(1)
        self.room -= 16
        if len(error.trace) < MAX_TOLD:
            code = frame.function.code
            error.trace.insert(0, (code.brick.name, code.index, frame.at))

    def put_in_context(self, error):
        """Note what was being handled where an exception was raised."""
        handled = self._handled()
        if handled is not None:
            self.came_after(error, handled)

    def came_after(self, error, handled):
        """`error` was raised where `handled` was being handled."""
        if handled is not error:
            self.room -= 16
            if "__context__" in handled.attributes:
                _complaints().cut(handled, error)
            error.attributes["__context__"] = handled

    def _handled(self):
        """The exception that the program is handling, or None."""
        for place in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[place]
            code = frame.function.code
            for first, end, caught, why in code.catches() if code.handlers else ():
                if first < frame.at <= end and (why < 0 or frame.local[why] == 1):
                    error = frame.local[caught]
                    if is_exception(error):
                        return error
        return None

    def _active(self):
        """What a `raise` alone raises where the handler is a caller's."""
        found = self._handled()
        if found is None:
            raise fail("RuntimeError", "No active exception to reraise")
        return found

    def _divert(self, divert):
        """Let the program's own code do what an operator or builtin could not."""
        result = operators.special().begin(self, divert)
        if result is not _ENTERED and result is not DROPPED:
            self.frames[-1].stack.append(result)

    def _generator_failed(self, generator, error):
        generator.frame = None
        generator.running = False
        if error.cls.is_a(CLASSES["StopIteration"]):
            # PEP 479: a StopIteration inside a generator does not end its consumer's loop.
            changed = Error(CLASSES["RuntimeError"], ("generator raised StopIteration",))
            changed.trace = error.trace[:]
            changed.attributes["__cause__"] = changed.attributes["__context__"] = error
            return changed
        return error

    def _exhausted(self, frame, stop):
        """An iterator ended under `frame`: True where its instruction takes that in its stride."""
        words = frame.function.code.words
        opcode = words[frame.at - 2]
        if opcode == _FOR:
            frame.stack.pop()
            frame.at = words[frame.at - 1]
            return True
        if opcode == _YIELD_FROM:
            frame.stack.pop()
            args = stop.attributes["args"]
            frame.stack.append(args[0] if args else None)
            return True
        return False

    # --- calls

    def _prelude_function(self, name):
        wanted = "_" + name.replace("frozenset.", "set.").replace(".", "_")
        module = self._prelude
        while module is not None:
            slot = module.brick.global_names.find(wanted)
            if slot >= 0:
                return self.definitions.value(module, slot)
            module = self._imported_by(module)
        raise fail("TypeError", "%s() cannot take these arguments here" % name)

    def _imported_by(self, module):
        """The first library that a module imports: the prelude of classes has the plain one."""
        for other in self.modules:
            if module.brick.imports and other.brick.hash == module.brick.imports[0]:
                return other
        return None

    def _call_prelude(self, name, args, named):
        """Let the prelude do what a builtin cannot."""
        function = self._prelude_function(name)
        if self.is_native:
            return translated().run(self, function, args, named, None)
        return self._call_function(function, args, named)

    def _enter(self, callee, args, named=None):
        """Call: a value, or _ENTERED where a frame was pushed, or BLOCKS."""
        kind = type(callee)
        if kind is Function:
            return self._call_function(callee, args, named)
        if kind is Builtin:
            return self._call_builtin(callee, args, named)
        if kind is Method:
            return self._enter(callee.function, [callee.receiver] + args, named)
        if kind is Class:
            return self._instantiate(callee, args, named)
        if isinstance(callee, Instance):
            method = callee.cls.find("__call__")
            if method is not UNBOUND:
                return self._enter(method, [callee] + args, named)
        raise fail("TypeError", "'%s' object is not callable" % class_name(callee))

    def _call_function(self, function, args, named, gives=None):
        code = function.code or function.unpacked()
        if self.is_native and not code.flags & GENERATOR:
            raise translated().Again()
        if len(self.frames) >= MAX_FRAMES:
            raise fail("RecursionError", "maximum recursion depth exceeded")
        self.meter.charge(48 + 4 * code.local_count)
        count = len(args)
        if (count == code.positional and not named and not code.flags & (VARARGS | VARKEYWORDS)
                and not code.keyword_only):
            local = args
        else:
            local = self._bind(function, args, named)
        self.gas -= code.cost
        if self.gas < 0:
            raise Killed("gas: the bound for this visit is spent")
        missing = code.local_count - len(local)
        if missing:
            local = local + [UNBOUND] * missing
        cells = function.cells
        if code.cell_sources:
            cells = [Cell(local[source - 1] if source else UNBOUND)
                     for source in code.cell_sources] + list(cells)
        frame = Frame(function, local, cells, gives)
        if code.flags & GENERATOR:
            generator = Generator(frame)
            frame.generator = generator
            return generator
        self.frames.append(frame)
        return _ENTERED

    def _bind(self, function, args, named):
        """The parameters' values, in the order of the local variables."""
        code = function.code
        positional = code.positional
        given = len(args)
        local = args[:positional]
        local = local + [UNBOUND] * (positional + code.keyword_only - len(local))
        rest = Dict() if code.flags & VARKEYWORDS else None
        if named:
            for name in named:
                if type(name) is not str:
                    raise fail("TypeError", "keywords must be strings")
                at = self._parameter(code, name)
                if at >= 0:
                    if local[at] is not UNBOUND:
                        raise fail("TypeError", "%s() got multiple values for argument '%s'"
                                   % (code.name, name))
                    local[at] = named[name]
                elif rest is not None:
                    rest[name] = named[name]
                elif name + "/" in code.local_names:
                    raise fail("TypeError", _complaints().only_positional(code, named))
                else:
                    raise fail("TypeError", "%s() got an unexpected keyword argument '%s'"
                               % (code.name, name))
        if given > positional and not code.flags & VARARGS:
            raise fail("TypeError", _complaints().too_many(function, given, local))
        first_default = positional - len(function.defaults)
        for at in range(positional):
            if local[at] is UNBOUND and at >= first_default:
                local[at] = function.defaults[at - first_default]
        for at in range(positional, positional + code.keyword_only):
            name = code.local_names[at]
            if local[at] is UNBOUND and function.named_defaults and name in function.named_defaults:
                local[at] = function.named_defaults[name]
        if UNBOUND in local:
            _complaints().check_bound(code, local, 0, positional, "positional")
            _complaints().check_bound(code, local, positional, len(local), "keyword-only")
        if code.flags & VARARGS:
            local.append(tuple(args[positional:]))
        if rest is not None:
            local.append(rest)
        return local

    def _parameter(self, code, name):
        for at in range(code.positional + code.keyword_only):
            if code.local_names[at] == name:
                return at
        return -1

    def _call_builtin(self, builtin, args, named):
        row = builtin.row or builtins.row_of(builtin)
        if row is None:
            return self._call_native(builtin, args, named)
        name = builtin.name
        least, most, parameters, work, receiver = row
        if receiver is not None and (not args or type(args[0]) is not receiver
                                     and not builtins.takes(receiver, args[0])):
            raise fail("TypeError", _complaints().not_receiver(name, args))
        if receiver is str or receiver is bytes:
            self.spend(len(args[0]) >> 4)
        given = args
        if most is None:
            given = [args]
            if parameters == "**":
                given = [args, named]
            elif named:
                given = self._place(name, parameters, given, named, 1)
        else:
            if named:
                given = self._place(name, parameters, args, named, 0)
            if len(given) < least or len(args) > most:
                raise fail("TypeError", _complaints().arity(name, least, most, len(given)))
        try:
            result = work(self, given)
        except Divert as divert:
            if divert.what == "key" and name in _OF_ONE_KEY:
                raise Divert("key", builtin, args[0], args[1], tuple(args[2:]))
            if name in _ASKS or divert.what == "method":
                raise
            result = DIVERT
        except Raise as raised:
            if not has_object(args):
                raise
            return operators.special().rescue(self, builtin, args, raised)
        if result is DIVERT:
            return self._call_prelude(name, args, named)
        if result is TAIL:
            return self._go_on(builtin, args, named)
        return operators.paid(self, result) if type(result) is int else result

    def _place(self, name, parameters, args, named, shift):
        """Named arguments of a builtin put at their places; None fills the gaps."""
        names = parameters.split(",")
        out = list(args)
        for key in named:
            if type(key) is not str:
                raise fail("TypeError", "keywords must be strings")
            if parameters == "-":
                raise fail("TypeError", name + "() takes no keyword arguments")
            if key not in names:
                raise fail("TypeError", "'%s' is an invalid keyword argument for %s()"
                           % (key, "sort" if name == "sorted" else name.split(".")[-1]))
            at = names.index(key) + shift
            if at < len(args):
                raise fail("TypeError", "argument for %s() given by name ('%s') and position (%d)"
                           % (name, key, at + 1))
            while len(out) <= at:
                out.append(None)
            out[at] = named[key]
        return out

    def _call_native(self, builtin, args, named):
        name = builtin.name[5:]
        row = NATIVES[name]
        least, most, blocks = row & 15, row >> 4 & 15, row >> 8
        if named and name in ARGUMENTS:
            args = self._place(name, ARGUMENTS[name], args, named, 0)
            named = None
        if named or not least <= len(args) <= most:
            raise fail("TypeError", _complaints().arity(builtin.name, least, most, len(args)))
        self.spend(5)
        if blocks:
            self.request = (name, tuple(args))
            if self.is_native:
                raise translated().Unwind(True)
            return BLOCKS
        try:
            value = self.host.call(name, tuple(args))
        except Killed:
            raise
        except SamaraError as error:
            kind = type(error).__name__
            raise fail(kind if kind in CLASSES else "RuntimeError", str(error))
        if value is not None and value is not True and value is not False:
            self.meter.charge(operators.deep_size_of(value))
        return value

    def _instantiate(self, cls, args, named):
        if cls.builtin and not is_exception_class(cls):
            if named and cls.name == "dict":
                made = Dict()
                for key in named:
                    made[key] = named[key]
                if not args:
                    return made
                named = made
            elif named:
                args = self._place(cls.name, {
                    "int": "x,base", "str": "object,encoding,errors",
                    "property": "fget,fset,fdel,doc",
                    "bytes": "source,encoding,errors", "bytearray": "source,encoding,errors",
                }.get(cls.name, "-"), args, named, 0)
            most = builtins.most_of(cls.name)
            if len(args) > most:
                raise fail("TypeError", ("%s() takes at most %d argument%s (%d given)"
                                         if cls.name in ("int", "str", "bytes", "bytearray") else
                                         "%s expected at most %d argument%s, got %d")
                           % (cls.name, most, "" if most == 1 else "s", len(args)))
            if not args and cls.name in _NEED_ONE:
                raise fail("TypeError", "%s expected %s1 argument, got 0" % (
                    cls.name, "" if cls.name[-6:] == "method" else "at least "))
            try:
                made = construct(self, cls, args)
            except Divert:
                if cls.name not in ("dict", "set", "frozenset"):
                    raise
                made = DIVERT
            except Raise as raised:
                if not has_object(args):
                    raise
                return operators.special().rescue(self, cls, args, raised)
            if made is DIVERT:
                return self._enter(self._prelude_function(cls.name), args, named)
            if made is TAIL:
                return self._go_on(cls, args, named)
            if named and cls.name == "dict":
                builtins.merge(self, made, named)
            self.meter.charge(16)
            return operators.paid(self, made)
        if self.translate:
            translated().methods_of(cls)
        self.meter.charge(48)
        if is_exception_class(cls):
            if named and cls.find("__init__") is UNBOUND:
                raise fail("TypeError", "%s() takes no keyword arguments" % cls.name)
            instance = Error(cls, tuple(args))
        else:
            instance = Instance(cls)
        init = cls.find("__init__")
        if init is UNBOUND:
            if (args or named) and not is_exception_class(cls):
                raise fail("TypeError", "%s() takes no arguments" % cls.name)
            return instance
        if type(init) is not Function:
            raise fail("TypeError", "__init__ is a function, not '%s'" % class_name(init))
        if self.is_native:
            made = translated().run(self, init, [instance] + args, named, instance)
        else:
            made = self._call_function(init, [instance] + args, named, instance)
        if made is None:
            return instance
        if made is not _ENTERED:
            raise fail("TypeError", "__init__() should return None, not '%s'" % class_name(made))
        return made

    def _go_on(self, callee, given, named):
        """Go on with what a builtin left in `tail`, called as it was."""
        what, args = self.tail
        self.tail = None
        if what == "again" or what == "mapped":
            extra = Dict()
            for name in named or ():
                extra[name] = named[name]
            return self._enter(self._prelude_function(what), [callee, args, given, extra])
        if what == "next":
            return self._next(args)
        if what == "iter":
            return self._begin_iteration(args[0])
        if what in ("send", "throw", "close"):
            return operators.special().steer(self, what, args)
        name = args[1]
        if type(name) is not str:
            raise fail("TypeError", "attribute name must be string, not '%s'" % class_name(name))
        if what == "delattr":
            try:
                return self._delete_attribute(args[0], name)
            except Divert as divert:
                return operators.special().deleted(self, divert.held[0], divert.held[1])
        if what == "setattr":
            made = self._set_attribute(args[0], name, args[2])
            if made is _ENTERED:
                self.frames[-1].gives = ("checked", ("__setattr__",))
            return made
        if isinstance(args[0], Instance) and (what == "hasattr" or len(args) > 2):
            cls = args[0].cls
            if type(cls.find(name)) is Property or cls.find("__getattr__") is not UNBOUND:
                return self._enter(self._prelude_function(what), args)
        try:
            value = self._attribute(args[0], name)
        except Raise as raised:
            if not raised.value.cls.is_a(CLASSES["AttributeError"]):
                raise
            if what == "hasattr":
                return False
            if len(args) > 2:
                return args[2]
            raise
        return True if what == "hasattr" else value

    def _next(self, args):
        iterator = args[0]
        if type(iterator) is Iterator:
            value = self._advance(iterator)
            if value is not UNBOUND:
                return value
            if len(args) > 1:
                return args[1]
            raise fail("StopIteration")
        if len(args) > 1:
            return self._enter(self._prelude_function("next"), args)
        if type(iterator) is Generator:
            if self.is_native:
                return translated().send(self, iterator, None)
            return self._wake(iterator, None)
        if isinstance(iterator, Instance):
            method = iterator.cls.find("__next__")
            if method is not UNBOUND:
                return self._enter(method, [iterator])
        raise fail("TypeError", "'%s' object is not an iterator" % class_name(iterator))

    def _wake(self, generator, value):
        """Push a generator's frame; `value` is what its `yield` gives."""
        if generator.running:
            raise fail("ValueError", "generator already executing")
        if generator.walk is not None:
            translated().freeze(self, generator)
        if generator.frame is None:
            raise fail("StopIteration")
        if len(self.frames) >= MAX_FRAMES:
            raise fail("RecursionError", "maximum recursion depth exceeded")
        if self.is_native:
            raise translated().Again()
        generator.running = True
        if generator.frame.at:
            generator.frame.stack.append(value)
        self.frames.append(generator.frame)
        return _ENTERED

    def _advance(self, iterator):
        """The next item of an Iterator, or UNBOUND at its end."""
        if iterator.watched is not None and len(iterator.watched) != iterator.size:
            raise fail("RuntimeError", "%s changed size during iteration"
                       % ("Set" if type(iterator.watched) is Set else "dictionary"))
        at = iterator.at
        if at >= len(iterator.items):
            # What comes into a list behind its end is not met any more.
            iterator.at, iterator.items, iterator.watched = 0, (), None
            return UNBOUND
        iterator.at = at + 1
        return iterator.items[at]

    # --- attributes

    def attribute(self, value, name):
        """An attribute of what is no object of the program's, for builtins."""
        return self._attribute(value, name)

    def _attribute(self, value, name):
        """`value.name`; may push a frame, for a property or `__getattr__`."""
        kind = type(value)
        if isinstance(value, Instance):
            return self._instance_attribute(value, name)
        if name == "__class__" and kind is not Super:
            return class_of(value)
        if kind is Module:
            slot = value.brick.global_names.find(name)
            if slot >= 0 and value.globals[slot] is not UNBOUND:
                return self.definitions.value(value, slot)
            raise fail("AttributeError", "module has no attribute '%s'" % name)
        if kind is NativeModule:
            found = builtins.in_module(value.name, name)
            if found is UNBOUND:
                raise fail("AttributeError", "module '%s' has no attribute '%s'"
                           % (value.name, name))
            return found
        if kind is Class:
            found = value.find(name)
            if found is not UNBOUND and not (name == "args" and value.builtin):
                if type(found) is StaticMethod:
                    return found.function
                if type(found) is ClassMethod:
                    return Method(found.function, value)
                return found
            if name in _NAMES_OF_DEFINED:
                return operators.special().name_of(value, name)
            base = value
            while base is not None:
                if base.builtin:
                    method = builtins.static_of(base.name, name)
                    if method is UNBOUND:
                        method = builtins.named(base.name + "." + name)
                    if method is not UNBOUND:
                        return method
                base = base.base
            raise fail("AttributeError", "type object '%s' has no attribute '%s'"
                       % (value.name, name))
        if kind is Super:
            found = value.start.find(name) if value.start is not None else UNBOUND
            if found is not UNBOUND:
                return self._bound(found, value.receiver)
            found = operators.special().inherited(value.receiver, name)
            if found is not UNBOUND:
                return Method(found, value.receiver)
            raise fail("AttributeError", "'super' object has no attribute '%s'" % name)
        if kind is Function:
            if value.attributes is not None and name in value.attributes:
                return value.attributes[name]
            if name in _NAMES_OF_DEFINED:
                return operators.special().name_of(value, name)
        if kind is Method and isinstance(value.function, Function):
            return self._attribute(value.function, name)
        method = method_of(value, name)
        if method is UNBOUND:
            method = builtins.plain_attribute(value, name)
            if method is not UNBOUND:
                return method
            if name == "__name__" and (kind is Builtin or kind is Method):
                shown = (value if kind is Builtin else value.function).name
                return shown[shown.find(".") + 1:]
            if name[:2] == "__":
                method = operators.special().own_method(value, name)
            if method is UNBOUND:
                raise fail("AttributeError", "'%s' object has no attribute '%s'"
                           % (class_name(value), name))
        self.meter.charge(16)
        return Method(method, value)

    def _method(self, value, name):
        """`value.name`, to be called."""
        if name == "__enter__" or name == "__exit__":
            if not isinstance(value, Instance) or value.cls.find(name) is UNBOUND:
                missed = " (missed __exit__ method)" if name == "__exit__" else ""
                raise fail("TypeError", "'%s' object does not support the context manager "
                           "protocol%s" % (class_name(value), missed))
        return self._attribute(value, name)

    def _bound(self, found, receiver):
        kind = type(found)
        self.meter.charge(16)
        if kind is Function or kind is Builtin:
            return Method(found, receiver)
        if kind is Property:
            if found.fget is None:
                raise _complaints().no_getter(found, receiver)
            return self._enter(found.fget, [receiver])
        if kind is StaticMethod:
            return found.function
        if kind is ClassMethod:
            return Method(found.function, receiver if type(receiver) is Class else
                          class_of(receiver))
        return found

    def _instance_attribute(self, value, name):
        found = value.cls.find(name)
        if type(found) is Property:
            return self._bound(found, value)
        if name in value.attributes:
            return value.attributes[name]
        if found is not UNBOUND and not (name == "args" and is_exception(value)):
            return self._bound(found, value)
        if name == "__class__":
            return value.cls
        hook = value.cls.find("__getattr__")
        if hook is not UNBOUND:
            return self._enter(hook, [value, name])
        if is_exception(value):
            if (name == "value" and value.cls.is_a(CLASSES["StopIteration"])
                    or name == "code" and value.cls.is_a(CLASSES["SystemExit"])):
                args = value.attributes["args"]
                return args[0] if len(args) < 2 and args else args or None
            if name == "__cause__" or name == "__context__":
                return None
            if name == "__suppress_context__":
                return "__cause__" in value.attributes
            if name in ("errno", "strerror") and value.cls.is_a(CLASSES["OSError"]):
                args = value.attributes["args"]
                return args[name == "strerror"] if len(args) == 2 else None
        if name[:2] == "__":
            found = operators.special().inherited(value, name)
            if found is not UNBOUND:
                return Method(found, value)
            if name in _NAMES_OF_DEFINED[2:]:
                return operators.special().name_of(value.cls, name)
        raise fail("AttributeError", "'%s' object has no attribute '%s'" % (value.cls.name, name))

    def _set_attribute(self, value, name, content):
        """`value.name = content`: None, or _ENTERED."""
        if isinstance(value, Instance):
            found = value.cls.find(name)
            if type(found) is Property:
                if found.fset is None:
                    raise fail("AttributeError", "property '%s' of '%s' object has no setter"
                               % (name, value.cls.name))
                return self._enter(found.fset, [value, content])
            hook = value.cls.find("__setattr__")
            if hook is not UNBOUND:
                return self._enter(hook, [value, name, content])
            if value.cls is CLASSES["object"]:
                raise fail("AttributeError", "'object' object has no attribute '%s'" % name)
            if value.cls.find("__slots__") is not UNBOUND:
                operators.special().check_slot(value, name)
            if name == "args" and is_exception(value):
                if type(content) not in (tuple, list):
                    raise fail("TypeError", "'%s' object is not iterable" % class_name(content))
                content = tuple(content)
            self.meter.charge(16)
            value.attributes[name] = content
            return None
        if type(value) is Class and not value.builtin:
            self.meter.charge(16)
            value.namespace[name] = content
            value.made_by = None
            if self.translate:
                translated().flatten(value)
            return None
        if type(value) is Function:
            return operators.special().put_on_function(self, value, name, content)
        if type(value) is Module:
            slot = value.brick.global_names.find(name)
            if slot >= 0:
                value.globals[slot] = content
                return None
        raise _complaints().no_place(value, name)

    def _delete_attribute(self, value, name):
        found = value.cls.find(name) if isinstance(value, Instance) else UNBOUND
        if type(found) is Property:
            if found.fdel is None:
                raise fail("AttributeError", "property '%s' of '%s' object has no deleter"
                           % (name, value.cls.name))
            raise Divert("drop", found.fdel, (value,))
        if has(value, "__delattr__"):
            raise Divert("drop", value.cls.find("__delattr__"), (value, name))
        if isinstance(value, Instance) and name in value.attributes:
            del value.attributes[name]
        elif isinstance(value, Class) and not value.builtin and name in value.namespace:
            del value.namespace[name]
            value.made_by = None
            if self.translate:
                translated().flatten(value)
        elif type(value) is Function and value.attributes and name in value.attributes:
            del value.attributes[name]
        elif isinstance(value, Class) and not value.builtin:
            raise fail("AttributeError", "type object '%s' has no attribute '%s'"
                       % (value.name, name))
        else:
            raise _complaints().no_place(value, name)

    # --- instructions that are rare or long

    def _raise(self, error, cause):
        if is_exception_class(error):
            made = self._instantiate(error, [], None)
            if made is _ENTERED:
                if cause is not UNBOUND:
                    # The place of the class is kept, so that the stack is as the code wants it.
                    self.frames[-2].stack.append(error)
                    self.frames[-1].gives = ("from", (self.frames[-1].gives, cause))
                return _ENTERED
            error = made
        if not is_exception(error):
            raise fail("TypeError", "exceptions must derive from BaseException")
        return self._caused(error, cause)

    def _caused(self, error, cause):
        """An exception as it is raised, `from` its cause where there is one."""
        if cause is not UNBOUND:
            if is_exception_class(cause):
                cause = Error(cause, ())
            if cause is not None and not is_exception(cause):
                raise fail("TypeError", "exception causes must derive from BaseException")
            error.attributes["__cause__"] = cause
        if error.trace is not None:
            self.put_in_context(error)
        return error

    def _make_function(self, module, operand, stack):
        flags = operand & 7
        cells = stack.pop() if flags & 4 else ()
        named = stack.pop() if flags & 2 else None
        defaults = stack.pop() if flags & 1 else ()
        self._check_cells(module, operand, cells)
        function = Function(module, operand >> 3)
        if (type(defaults) is not tuple or (named is not None and type(named) is not Dict)
                or defaults and len(defaults) > module.brick.record(operand >> 3)[2]):
            raise fail("TypeError", "defaults are a tuple, named ones a dict")
        self.meter.charge(32)
        if defaults:
            function.defaults = defaults
        if named:
            function.named_defaults = named
        if cells:
            function.cells = cells
        return function

    def _check_cells(self, module, operand, cells):
        """The compiler gives a closure its cells; a brick that it did not make might not."""
        if type(cells) is not tuple or len(cells) != module.brick.free_counts[operand >> 3]:
            raise fail("TypeError", "a closure of another size")
        for cell in cells:
            if type(cell) is not Cell:
                raise fail("TypeError", "a closure of what is no cell")

    def _start_class(self, module, operand, stack):
        cells = stack.pop() if operand & 4 else ()
        base = stack.pop() if operand & 1 else CLASSES["object"]
        self._check_cells(module, operand, cells)
        if not isinstance(base, Class):
            raise fail("TypeError", "a base must be a class")
        if base.builtin and base is not CLASSES["object"] and not is_exception_class(base):
            raise fail("TypeError", "type '%s' is not an acceptable base type" % base.name)
        body = Function(module, operand >> 3)
        if cells:
            body.cells = cells
        self._call_function(body, [], None, ClassMaker(body.full_name(), base))

    def _finish(self, frame, value):
        """The value that a frame's end gives its caller."""
        gives = frame.gives
        if gives is None:
            return value
        if type(gives) is ClassMaker:
            code = frame.function.code
            namespace = {}
            if type(value) is not Dict:
                raise fail("TypeError", "a class body gives its namespace")
            for key in value:
                if type(key) is not str:
                    raise fail("TypeError", "a name is a string")
                namespace[key] = value[key]
            cls = Class(gives.name, gives.base, namespace, frame.function.module, code)
            if code.flags & CLASS_CELL:
                frame.cells[0].value = cls
            self.meter.charge(64)
            return cls
        if gives is DROPPED:
            return gives
        if type(gives) is tuple:
            return operators.special().finish(self, gives, value)
        if value is not None:
            raise fail("TypeError", "__init__() should return None, not '%s'" % class_name(value))
        return gives

    def _namespace(self, frame):
        out = Dict()
        names = frame.function.code.local_names
        for at in range(len(frame.local)):
            if frame.local[at] is not UNBOUND:
                out[names[at]] = frame.local[at]
        return out

    def _unpack(self, value, operand, rest):
        """The items of an iterable taken apart, last first; `rest`: with a starred name."""
        if not isinstance(value, (Instance, Generator)) and type(value) not in _UNPACKED:
            raise fail("TypeError", "cannot unpack non-iterable %s object" % class_name(value))
        items = builtins.plain_items(self, value)
        if items is None:
            return None
        before = operand & 255 if rest else operand
        after = operand >> 8 if rest else 0
        count = len(items)
        wanted = before + after
        if count < wanted:
            raise fail("ValueError", "not enough values to unpack (expected %s%d, got %d)"
                       % ("at least " if rest else "", wanted, count))
        if count > wanted and not rest:
            raise fail("ValueError", "too many values to unpack (expected %d)" % wanted)
        self.charge(4 * count)
        items = list(items)
        if rest:
            items = items[:before] + [items[before:count - after]] + items[count - after:]
        items.reverse()
        return items

    def _global(self, module, slot):
        """A global variable that holds no object yet: its definition, or the builtin."""
        value = self.definitions.value(module, slot)
        if value is not UNBOUND:
            return value
        name = module.brick.global_names[slot]
        found = builtins.named(name)
        if found is UNBOUND or "." in name:
            raise fail("NameError", "name '%s' is not defined" % name)
        return found

    def _import(self, frame, at):
        """An imported module: the Module, or _ENTERED where its body must run first."""
        module = frame.function.module
        brick = module.brick
        wanted = brick.imports[at]
        if wanted is None:
            return NativeModule(brick.import_names[at])
        for other in self.modules:
            if other.brick.hash == wanted:
                if other.started:
                    return other
                other.started = True
                body = Function(other, 0)
                self._call_function(body, [], None)
                self.frames[-1].gives = other
                return _ENTERED
        raise fail("ImportError", "no module named '%s'" % brick.import_names[at])

    def _begin_iteration(self, value):
        """`iter(value)`: an iterator, or _ENTERED."""
        if isinstance(value, Instance):
            method = value.cls.find("__iter__")
            if method is not UNBOUND and method is not None:
                made = self._enter(method, [value])
                if made is _ENTERED:
                    self.frames[-1].gives = ("checked", ("__iter__",))
                elif type(made) is not Generator:
                    raise fail("TypeError", "iter() returned non-iterator of type '%s'"
                               % class_name(made))
                return made
            if value.cls.find("__getitem__") is not UNBOUND:
                return self._enter(self._prelude_function("sequence_iter"), [value])
        self.meter.charge(24)
        return self.iterator(value)

    def _give(self, value):
        """Yield: leave the top frame, and give `value` to whoever consumes its generator."""
        while True:
            frame = self.frames.pop()
            frame.generator.running = False
            consumer = self.frames[-1]
            if consumer.function.code.words[consumer.at - 2] != _YIELD_FROM:
                consumer.stack.append(value)
                return
            # `yield from` hands the value on, and is met again when the generator is resumed.
            consumer.at -= 2

    def _yield_from(self, frame):
        """One step of `yield from`: the stack holds the source, and what was sent on top."""
        stack = frame.stack
        sent = stack.pop()
        source = stack[-1]
        kind = type(source)
        if kind is Generator:
            if source.frame is None:
                stack[-1] = None
                return UNBOUND
            self._wake(source, sent)
            return _ENTERED
        if isinstance(source, Instance):
            if sent is None:
                return operators.special().delegate(self, source, "__next__", [])
            return operators.special().delegate(self, source, "send", [sent])
        if sent is not None:
            raise fail("AttributeError", "'%s_iterator' object has no attribute 'send'"
                       % class_name(source.items))
        value = self._advance(source)
        if value is UNBOUND:
            stack[-1] = None
            return UNBOUND
        frame.at -= 2
        self._give(value)
        return _ENTERED

    def _enter_special(self, value, name, args, otherwise):
        method = value.cls.find(name)
        if method is UNBOUND:
            raise fail("TypeError", "'%s' object %s" % (value.cls.name, otherwise))
        return self._enter(method, [value] + args)

    def _as_list_first(self, frame, value):
        """Make a list of what only the program's code can iterate; then do this again."""
        frame.at -= 2
        return self._call_function(self._prelude_function("list"), [value], None)

    def _load_class_name(self, frame, slot):
        module = frame.function.module
        name = module.brick.global_names[slot]
        names = frame.function.code.local_names if frame.function.code.flags & CLASS_BODY else ()
        for at in range(len(frame.local) if names else 0):
            if names[at] == name and frame.local[at] is not UNBOUND:
                return frame.local[at]
        return self._global(module, slot)

    def _rare(self, opcode, operand, frame):
        """The instructions from TUPLE on: what to push, UNBOUND for nothing, or _ENTERED."""
        stack = frame.stack
        pop = stack.pop
        module = frame.function.module
        if opcode == _APPEND or opcode == _PUT:
            value = pop()
            key = pop() if opcode == _PUT else None
            target = stack[-operand]
            if opcode == _PUT:
                operators.store_item(self, target, key, value)
            elif type(target) is not list:
                raise fail("TypeError", "not a list")
            else:
                self.charge(4)
                target.append(value)
            return UNBOUND
        if opcode == _TUPLE or opcode == _LIST or opcode == _STRING:
            first = len(stack) - operand
            items = stack[first:]
            del stack[first:]
            if opcode == _STRING:
                for item in items:
                    if type(item) is not str:
                        raise fail("TypeError", "a part of a string is not a string")
                self.charge(sum([len(item) for item in items]))
                return "".join(items)
            self.charge(16 + 4 * operand)
            return tuple(items) if opcode == _TUPLE else items
        if opcode == _ITER:
            return self._begin_iteration(pop())
        if opcode == _YIELD:
            value = pop()
            self._give(value)
            return _ENTERED
        if opcode == _YIELD_FROM:
            return self._yield_from(frame)
        if opcode == _STORE_CELL:
            frame.cells[operand].value = pop()
            return UNBOUND
        if opcode == _UNPACK or opcode == _UNPACK_REST:
            value = pop()
            items = self._unpack(value, operand, opcode == _UNPACK_REST)
            if items is None:
                return self._as_list_first(frame, value)
            stack.extend(items)
            return UNBOUND
        if opcode == _DICT:
            first = len(stack) - 2 * operand
            items = stack[first:]
            del stack[first:]
            made = Dict()
            self.charge(32)
            try:
                for at in range(0, 2 * operand, 2):
                    operators.store_item(self, made, items[at], items[at + 1])
            except Divert:
                return self._enter(self._prelude_function("build"), [items])
            return made
        if opcode == _FORMAT:
            spec = pop()
            value = pop()
            if operand:
                texts = builtins.texts()
                try:
                    value = (texts.text_of if operand == 1 else texts.represent)(self, value)
                except Divert as divert:
                    raise Divert("prelude", "formatted", divert.held + (spec,))
                if operand == 3:
                    value = texts.ascii_only(value)
            if type(spec) is not str:
                raise fail("TypeError", "a format specification is a string")
            return builtins.format_value(self, value, spec)
        if opcode == _EXTEND or opcode == _MERGE or opcode == _SPREAD:
            source = pop()
            target = stack[-1]
            if opcode == _MERGE or operand:
                return operators.special().merge(self, frame, target, source, operand)
            if not builtins.is_iterable(source):
                text = "Value" if opcode == _EXTEND else \
                    _complaints().called(self, stack[-2]) + " argument"
                raise fail("TypeError", "%s after * must be an iterable, not %s"
                           % (text, class_name(source)))
            items = builtins.plain_items(self, source)
            if items is None:
                return self._as_list_first(frame, source)
            if type(target) is not list:
                raise fail("TypeError", "not a list")
            self.charge(4 * len(items))
            target.extend(list(items))
            return UNBOUND
        if opcode == _DELETE:
            if frame.local[operand] is UNBOUND:
                raise _complaints().unbound(frame.function.code, operand)
            frame.local[operand] = UNBOUND
            return UNBOUND
        if opcode == _DELETE_GLOBAL:
            if module.globals[operand] is UNBOUND:
                raise fail("NameError", "name '%s' is not defined"
                           % module.brick.global_names[operand])
            module.globals[operand] = UNBOUND
            return UNBOUND
        if opcode == _DELETE_CELL:
            if frame.cells[operand].value is UNBOUND:
                raise _complaints().unbound_cell(frame.function.code, operand)
            frame.cells[operand].value = UNBOUND
            return UNBOUND
        if opcode == _CELL:
            return frame.cells[operand]
        if opcode == _FUNCTION:
            return self._make_function(module, operand, stack)
        if opcode == _CLASS:
            self._start_class(module, operand, stack)
            return _ENTERED
        if opcode == _NAMESPACE:
            return self._namespace(frame)
        if opcode == _IMPORT:
            return self._import(frame, operand)
        if opcode == _SET:
            first = len(stack) - operand
            items = stack[first:]
            del stack[first:]
            try:
                return operators.sets().display(self, items)
            except Divert:
                return self._enter(self._prelude_function("set"), [items])
        if opcode == _ADD_TO:
            value = pop()
            if type(stack[-operand]) is not Set:
                raise fail("TypeError", "not a set")
            try:
                operators.sets().add(self, stack[-operand], value)
            except Divert:
                raise Divert("key", "add", stack[-operand], value)
            return UNBOUND
        if opcode == _MATCHES:
            wanted = pop()
            error = pop()
            if not is_exception(error):
                raise fail("TypeError", "not an exception")
            return matches(error, wanted)
        return self._load_class_name(frame, operand)

    # --- the loop

    def _loop(self, int=int, float=float, type=type, unbound=UNBOUND):
        # The defaults are there because a local variable is found faster than a builtin. On
        # MicroPython the first 16 are the fastest, in the order in which they are first set.
        opcode = operand = at = 0
        frames = self.frames
        meter = self.meter
        # What might run translated is called, and its loops begun, by the way that looks for it.
        translate = self.translate
        truth = operators.truth
        methods = builtins.methods_met
        while True:
            frame = frames[-1]
            code = frame.function.code
            words = code.words
            local = frame.local
            stack = frame.stack
            push = stack.append
            pop = stack.pop
            at = frame.at
            constants = code.brick.constants
            module = frame.function.module
            try:
                while True:
                    opcode = words[at]
                    operand = words[at + 1]
                    at += 2
                    if opcode >= _ARITHMETIC:
                        # An operator on numbers: its operands, the result, what becomes of it.
                        # Whatever else it meets is left to the instructions one by one.
                        if opcode >= _LOCAL_AND_LOCAL:
                            left = local[operand]
                            right = words[at + 1]
                            if opcode < _LOCAL_AND_INT:
                                right = local[right]
                            elif opcode >= _LOCAL_AND_CONST:
                                right = constants[right]
                            at += 4
                        elif opcode >= _STACK_AND_LOCAL:
                            left = stack[-1]
                            if opcode < _STACK_AND_INT:
                                right = local[operand]
                            elif opcode < _STACK_AND_CONST:
                                right = operand
                            else:
                                right = constants[operand]
                            at += 2
                        else:
                            left = stack[-2]
                            right = stack[-1]
                        operator = opcode & 31
                        kind = type(left)
                        other = type(right)
                        if (kind is int or kind is float) if kind is other else (
                                (kind is int or kind is float) and (other is int or other is float)
                                and _LEAST < left < _MOST and _LEAST < right < _MOST):
                            if operator < 3:
                                if operator == 0:
                                    value = left + right
                                elif operator == 1:
                                    value = left - right
                                else:
                                    value = left * right
                                if not _LEAST < value < _MOST:
                                    value = unbound
                            elif operator < 9:
                                if operator < 5:
                                    value = left < right if operator == 3 else left <= right
                                elif operator < 7:
                                    value = left > right if operator == 5 else left >= right
                                else:
                                    value = left == right if operator == 7 else left != right
                            elif operator == 9:
                                if right and _LEAST < left < _MOST and _LEAST < right < _MOST:
                                    value = left / right
                                else:
                                    value = unbound
                            elif kind is not int or other is not int:
                                value = unbound
                            else:
                                if operator > 14:
                                    if operator == 15:
                                        value = left & right
                                    else:
                                        value = left | right if operator == 16 else left ^ right
                                elif not 0 < right < _MOST:
                                    value = _MOST
                                elif operator == 11:
                                    value = left % right
                                elif operator == 10:
                                    value = left // right
                                elif right < 32 and _LEAST < left < _MOST:
                                    value = left >> right if operator == 14 else left << right
                                else:
                                    value = _MOST
                                if not _LEAST < value < _MOST:
                                    value = unbound
                        elif kind is str and other is str and 6 < operator < 9:
                            value = left == right if operator == 7 else left != right
                        else:
                            value = unbound
                        if value is not unbound:
                            result = opcode & 224
                            if opcode < _LOCAL_AND_LOCAL:
                                if opcode < _STACK_AND_LOCAL:
                                    pop()
                                if result == 0:
                                    stack[-1] = value
                                    continue
                                pop()
                            if result == 0:
                                push(value)
                            elif result == 32:
                                local[words[at + 1]] = value
                                at += 2
                            elif result == 64:
                                local[words[at + 1]] = value
                                at = words[at + 3]
                            elif result == 96:
                                at = at + 2 if value else words[at + 1]
                            elif result == 128:
                                at = words[at + 1] if value else at + 2
                            else:
                                at = at + 4 if value else words[at + 3]
                            continue
                        if opcode >= _STACK_AND_LOCAL:
                            if opcode >= _LOCAL_AND_LOCAL:
                                at -= 4
                                opcode = _LOAD
                            else:
                                at -= 2
                                opcode = (_LOAD if opcode < _STACK_AND_INT
                                          else _INT if opcode < _STACK_AND_CONST else _CONST)
                        elif opcode >= _INPLACE_ON_STACK:
                            opcode = _INPLACE
                        else:
                            opcode = _ADD + operator if operator < 9 else _BINARY
                    elif opcode >= _FUSED:
                        if opcode == _LOOP_FOR_STORE:
                            if not translate:
                                gas = self.gas - operand
                                self.gas = gas
                                if gas < 0:
                                    raise Killed("gas: the bound for this visit is spent")
                                iterator = stack[-1]
                                if type(iterator) is Iterator and iterator.watched is None:
                                    items = iterator.items
                                    here = iterator.at
                                    if here < len(items):
                                        iterator.at = here + 1
                                        local[words[at + 3]] = items[here]
                                        at += 4
                                    else:
                                        iterator.at, iterator.items = 0, ()
                                        pop()
                                        at = words[at + 1]
                                continue
                            opcode = _LOOP
                        elif opcode >= _TUPLE_UNPACK:
                            if opcode == _DUP_ATTR:
                                value = stack[-1]
                                if type(value) is Instance:
                                    name = constants[words[at + 1]]
                                    if name in value.attributes:
                                        this = value.cls
                                        while this is not None and name not in this.namespace:
                                            this = this.base
                                        if this is None:
                                            push(value.attributes[name])
                                            at += 2
                                            continue
                                opcode = _DUP
                            elif opcode == _DUP_IF_POP:
                                value = stack[-1]
                                if value is True:
                                    pop()
                                    at += 4
                                    continue
                                if value is False:
                                    at = words[at + 1]
                                    continue
                                opcode = _DUP
                            elif operand == 2 and words[at + 1] == 2:
                                meter.charge(24)
                                meter.charge(8)
                                value = stack[-1]
                                stack[-1] = stack[-2]
                                stack[-2] = value
                                at += 2
                                continue
                            else:
                                opcode = _TUPLE
                        elif opcode < _LOAD_LOAD_STORE_ITEM:
                            if opcode < _LOAD_ITEM:
                                container = local[operand]
                                index = words[at + 1]
                                if opcode == _LOAD_LOAD_ITEM:
                                    index = local[index]
                            else:
                                container = stack[-1]
                                index = local[operand] if opcode == _LOAD_ITEM else operand
                            kind = type(container)
                            if kind is list or kind is tuple or kind is str or kind is bytes:
                                if type(index) is int and 0 <= index < len(container):
                                    if opcode < _LOAD_ITEM:
                                        at += 4
                                        push(container[index])
                                    else:
                                        at += 2
                                        stack[-1] = container[index]
                                    continue
                            elif (kind is Dict and (type(index) is str or type(index) is int)
                                  and index in container):
                                if opcode < _LOAD_ITEM:
                                    at += 4
                                    push(container[index])
                                else:
                                    at += 2
                                    stack[-1] = container[index]
                                continue
                            opcode = _LOAD if opcode != _INT_ITEM else _INT
                        elif opcode < _LOAD_ATTR:
                            container = local[operand]
                            index = local[words[at + 1]]
                            if (type(container) is list and type(index) is int
                                    and 0 <= index < len(container)):
                                container[index] = pop()
                                at += 4
                                continue
                            opcode = _LOAD
                        else:
                            value = local[operand]
                            if isinstance(value, Instance):
                                name = constants[words[at + 1]]
                                attributes = value.attributes
                                this = value.cls
                                if opcode == _LOAD_METHOD:
                                    if name not in attributes:
                                        while this is not None:
                                            if name in this.namespace:
                                                found = this.namespace[name]
                                                if type(found) is Function:
                                                    push(found)
                                                    push(value)
                                                    at += 2
                                                    opcode = _NOTHING
                                                break
                                            this = this.base
                                elif name in attributes:
                                    if opcode == _LOAD_ATTR:
                                        while this is not None and name not in this.namespace:
                                            this = this.base
                                        if this is None:
                                            push(attributes[name])
                                            at += 2
                                            continue
                                    else:
                                        while (this is not None and name not in this.namespace
                                               and "__setattr__" not in this.namespace):
                                            this = this.base
                                        if this is None:
                                            meter.charge(16)
                                            attributes[name] = pop()
                                            at += 2
                                            continue
                            elif opcode == _LOAD_METHOD:
                                found = methods.get(type(value))
                                if found is not None:
                                    found = found.get(constants[words[at + 1]])
                                    if found is not None:
                                        push(found)
                                        push(value)
                                        at += 2
                                        continue
                            if opcode == _NOTHING:
                                continue
                            opcode = _LOAD
                    result = unbound
                    if opcode < _LOAD:
                        if opcode == _JUMP:
                            at = operand
                            continue
                        if opcode == _IF:
                            value = pop()
                            if value is not True and (value is False or not truth(value)):
                                at = operand
                            continue
                        if opcode == _LOOP:
                            if translate:
                                result = translated().go_on(self, frame, at - 2)
                                if result is not unbound:
                                    if result is DONE or result is BLOCKS:
                                        return DONE if result is DONE else BLOCKED
                                    break
                            gas = self.gas - operand
                            self.gas = gas
                            if gas < 0:
                                raise Killed("gas: the bound for this visit is spent")
                        elif opcode == _FOR:
                            iterator = stack[-1]
                            kind = type(iterator)
                            if kind is Iterator:
                                items = iterator.items
                                here = iterator.at
                                if iterator.watched is not None:
                                    frame.at = at
                                    value = self._advance(iterator)
                                    if value is UNBOUND:
                                        pop()
                                        at = operand
                                    else:
                                        push(value)
                                elif here < len(items):
                                    iterator.at = here + 1
                                    push(items[here])
                                else:
                                    iterator.at, iterator.items = 0, ()
                                    pop()
                                    at = operand
                            else:
                                frame.at = at
                                if kind is Generator:
                                    if iterator.frame is None:
                                        pop()
                                        at = operand
                                        continue
                                    result = self._wake(iterator, None)
                                else:
                                    result = self._next([iterator])
                        elif opcode == _RETURN:
                            value = pop()
                            frames.pop()
                            generator = frame.generator
                            if generator is None and frame.gives is None and frames:
                                if stack:
                                    del stack[:]
                                frame.local = frame.cells = ()
                                self.spare = frame
                                frames[-1].stack.append(value)
                            elif generator is not None:
                                generator.frame = None
                                generator.running = False
                                stop = Error(CLASSES["StopIteration"],
                                             () if value is None else (value,))
                                if not self._exhausted(frames[-1], stop):
                                    raise Raise(stop)
                            elif not frames:
                                return DONE
                            else:
                                if frame.gives is not None:
                                    value = self._finish(frame, value)
                                if value is not DROPPED:
                                    frames[-1].stack.append(value)
                            break
                        elif opcode == _JUMP_IF:
                            value = pop()
                            if value is True or (value is not False and truth(value)):
                                at = operand
                        elif opcode == _RAISE:
                            frame.at = at
                            cause = pop() if operand else UNBOUND
                            error = self._raise(pop(), cause)
                            if error is _ENTERED:
                                # Its __init__ runs first; then this again, with the instance.
                                frame.at = at - 2
                                break
                            raise Raise(error)
                        else:
                            frame.at = at
                            error = pop()
                            raise Raise(error, True) if is_exception(error) else Raise(
                                self._active())
                    elif opcode < _ATTR:
                        if opcode == _LOAD:
                            value = local[operand]
                            if value is unbound:
                                raise _complaints().unbound(code, operand)
                            push(value)
                        elif opcode == _LOAD_GLOBAL:
                            value = module.globals[operand]
                            if value is unbound or value is PLAIN:
                                value = self._global(module, operand)
                            push(value)
                        elif opcode == _STORE:
                            local[operand] = pop()
                        elif opcode == _CONST:
                            push(constants[operand])
                        elif opcode == _INT:
                            push(operand)
                        else:
                            module.globals[operand] = pop()
                        continue
                    elif opcode < _ADD:
                        frame.at = at
                        if opcode == _CALL or opcode == _CALL_METHOD:
                            first = len(stack) - operand
                            base = first - 1
                            if opcode == _CALL_METHOD:
                                base -= 1
                                if stack[base] is not unbound:
                                    first -= 1
                                callee = stack[base]
                                if callee is unbound:
                                    callee = stack[first - 1]
                            else:
                                callee = stack[base]
                            if first == len(stack):
                                args = []
                                pop()
                                if opcode == _CALL_METHOD:
                                    pop()
                            else:
                                args = stack[first:]
                                del stack[base:]
                            kind = type(callee)
                            if (kind is Function and callee.code is not None
                                    and callee.code.takes == len(args) and not translate):
                                # As _call_function does where nothing needs a closer look.
                                if len(frames) >= MAX_FRAMES:
                                    raise fail("RecursionError",
                                               "maximum recursion depth exceeded")
                                code = callee.code
                                gas = self.gas - code.cost
                                self.gas = gas
                                if gas < 0:
                                    raise Killed("gas: the bound for this visit is spent")
                                missing = code.local_count
                                size_bytes = 48 + 4 * missing
                                room = self.room - size_bytes
                                if room < 0:
                                    meter.charge(size_bytes)
                                else:
                                    self.room = room
                                missing -= len(args)
                                if missing:
                                    args += [unbound] * missing
                                frame = self.spare
                                if frame is None:
                                    frame = Frame(callee, args, callee.cells)
                                else:
                                    self.spare = None
                                    frame.function = callee
                                    frame.at = 0
                                    frame.local = args
                                    frame.cells = callee.cells
                                frames.append(frame)
                                break
                            if kind is Builtin:
                                result = self._call_builtin(callee, args, None)
                            else:
                                result = (translated().call if translate else Execution._enter)(
                                    self, callee, args)
                        elif opcode == _METHOD:
                            value = stack[-1]
                            name = constants[operand]
                            if isinstance(value, Instance):
                                found = unbound
                                if name not in value.attributes:
                                    found = value.cls.find(name)
                                    if type(found) is not Function:
                                        found = unbound
                            else:
                                found = method_of(value, name)
                            if found is not unbound:
                                stack[-1] = found
                                push(value)
                            else:
                                pop()
                                push(unbound)
                                result = self._method(value, name)
                        elif opcode == _ATTR:
                            result = self._attribute(pop(), constants[operand])
                        elif opcode == _CALL_KW:
                            names = pop()
                            if type(names) is not tuple or len(names) > operand:
                                raise fail("TypeError", "the names of arguments are a tuple")
                            args = stack[-operand:]
                            del stack[-operand:]
                            named = {}
                            first = operand - len(names)
                            for place in range(len(names)):
                                named[names[place]] = args[first + place]
                            result = (translated().call if translate else Execution._enter)(
                                self, pop(), args[:first], named)
                        else:
                            named = pop()
                            args = pop()
                            result = (translated().call if translate else Execution._enter)(
                                self, pop(), list(args), named)
                    elif opcode < _BINARY:
                        right = pop()
                        left = stack[-1]
                        kind = type(left)
                        other = type(right)
                        if kind is other and (kind is int or kind is float):
                            if opcode < _LT:
                                if opcode == _ADD:
                                    value = left + right
                                elif opcode == _SUB:
                                    value = left - right
                                else:
                                    value = left * right
                                if not _LEAST < value < _MOST:
                                    frame.at = at
                                    operators.paid(self, value)
                                stack[-1] = value
                            elif opcode == _LT:
                                stack[-1] = left < right
                            elif opcode == _EQ:
                                stack[-1] = left == right
                            elif opcode == _GT:
                                stack[-1] = left > right
                            elif opcode == _LE:
                                stack[-1] = left <= right
                            elif opcode == _GE:
                                stack[-1] = left >= right
                            else:
                                stack[-1] = left != right
                        else:
                            frame.at = at
                            pop()
                            if opcode == _EQ:
                                push(operators.equal(self, left, right))
                            elif opcode == _NE:
                                push(not operators.equal(self, left, right))
                            elif opcode < _LT:
                                push(operators.binary(self, opcode - _ADD, left, right))
                            else:
                                push(operators.compare(self, opcode - _LT, left, right))
                    elif opcode < _POP:
                        frame.at = at
                        if opcode == _ITEM:
                            index = pop()
                            container = pop()
                            kind = type(container)
                            if kind is list or kind is tuple:
                                if type(index) is int and 0 <= index < len(container):
                                    push(container[index])
                                    continue
                            elif kind is Dict and type(index) is str and index in container:
                                push(container[index])
                                continue
                            if isinstance(container, Instance):
                                result = self._enter_special(container, "__getitem__", [index],
                                                             "is not subscriptable")
                            else:
                                push(operators.item(self, container, index))
                        elif opcode == _NOT:
                            value = stack[-1]
                            if value is False:
                                stack[-1] = True
                            elif value is True:
                                stack[-1] = False
                            else:
                                stack[-1] = not truth(value)
                            continue
                        elif opcode == _STORE_ITEM:
                            index = pop()
                            container = pop()
                            value = pop()
                            kind = type(container)
                            if kind is list:
                                if type(index) is int and 0 <= index < len(container):
                                    container[index] = value
                                    continue
                            elif kind is Dict and type(index) is str:
                                meter.charge(24)
                                container[index] = value
                                continue
                            if isinstance(container, Instance):
                                if self._enter_special(container, "__setitem__", [index, value],
                                                       "does not support item assignment"
                                                       ) is _ENTERED:
                                    frames[-1].gives = DROPPED
                                    break
                                continue
                            if type(index) is Slice and builtins.needs_program(value):
                                self._enter(self._prelude_function("store_slice"),
                                            [container, index, value])
                                frames[-1].gives = DROPPED
                                break
                            operators.store_item(self, container, index, value)
                        elif opcode == _BINARY:
                            right = pop()
                            left = pop()
                            push(operators.binary(self, operand, left, right))
                        elif opcode == _INPLACE:
                            right = pop()
                            left = pop()
                            if (type(left) is list and operand == 0
                                    and type(right) in (Generator, Iterator, Instance)):
                                result = self._enter(self._prelude_function("extended"),
                                                     [left, right])
                            else:
                                push(operators.inplace(self, operand, left, right))
                        elif opcode == _IS:
                            right = pop()
                            stack[-1] = stack[-1] is right
                        elif opcode == _IN:
                            container = pop()
                            item = pop()
                            kind = type(container)
                            if kind is Dict and type(item) is str:
                                push(item in container)
                                continue
                            if kind is Generator or kind is Iterator:
                                result = self._enter(self._prelude_function("contains"),
                                                     [container, item])
                            else:
                                push(operators.contains(self, container, item))
                        elif opcode == _NEG:
                            push(operators.paid(self, operators.negate("-", pop())))
                        elif opcode == _POS:
                            push(operators.negate("+", pop()))
                        elif opcode == _INVERT:
                            push(operators.paid(self, operators.negate("~", pop())))
                        elif opcode == _SLICE:
                            step = pop() if operand == 3 else None
                            stop = pop()
                            push(Slice(pop(), stop, step))
                        elif opcode == _STORE_ATTR:
                            target = pop()
                            value = pop()
                            if type(target) is Instance and constants[operand] in target.attributes:
                                name = constants[operand]
                                this = target.cls
                                while (this is not None and name not in this.namespace
                                       and "__setattr__" not in this.namespace):
                                    this = this.base
                                if this is None:
                                    meter.charge(16)
                                    target.attributes[name] = value
                                    continue
                            if self._set_attribute(target, constants[operand], value) is _ENTERED:
                                frames[-1].gives = DROPPED
                                break
                        elif opcode == _DELETE_ATTR:
                            self._delete_attribute(pop(), constants[operand])
                        else:
                            index = pop()
                            operators.delete_item(self, pop(), index)
                    elif opcode < _TUPLE:
                        if opcode == _POP:
                            pop()
                        elif opcode == _DUP:
                            push(stack[-1])
                        elif opcode == _SWAP:
                            value = stack[-1]
                            stack[-1] = stack[-2]
                            stack[-2] = value
                        elif opcode == _DUP2:
                            value = stack[-2]
                            right = stack[-1]
                            push(value)
                            push(right)
                        else:
                            value = pop()
                            stack.insert(len(stack) - 2, value)
                    elif opcode == _LOAD_CELL:
                        value = frame.cells[operand].value
                        if value is unbound:
                            raise _complaints().unbound_cell(code, operand)
                        push(value)
                        continue
                    elif opcode == _BUILTIN:
                        push(numbered(operand))
                        continue
                    else:
                        frame.at = at
                        result = self._rare(opcode, operand, frame)
                    if result is not UNBOUND:
                        if result is _ENTERED:
                            break
                        if result is BLOCKS:
                            return BLOCKED
                        push(result)
            except BaseException:
                frame.at = at
                raise
