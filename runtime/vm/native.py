"""What translated functions run with: what they call, and how they are left.

A translated function is entered from the interpreter (`enter`), calls other translated functions on
the host's own stack, and gives a value or raises. Whatever it cannot do makes the whole chain of
host calls turn into Frames, outermost first, and the interpreter goes on: `Again`, where the
instruction at hand is to be done anew; `Unwind`, once a callee has become a Frame, or blocks. So
translated code never runs above interpreted code, and all frames are data before anything else
looks at them.
"""

import sys

from runtime.constant import const
from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.brick import CLASS_BODY, GENERATOR, VARARGS, VARKEYWORDS
from runtime.vm.builtins import DIVERT, TAIL, format_value, method_of
from runtime.vm.classes import (
    CLASSES,
    Divert,
    Error,
    Raise,
    class_name,
    fail,
    is_exception,
    matches,
)
from runtime.vm.direct import FUNCTIONS, METHODS, formatted, percent
from runtime.vm.interpreter import (
    BLOCKED,
    BLOCKS,
    DONE,
    MAX_FRAMES,
    MAX_TOLD,
    Execution,
    has_object,
)
from runtime.vm.kinds import CHECKED, CPYTHON
from runtime.vm.leaving import Again, Freeze, Unwind
from runtime.vm.translator import Untranslatable, translate
from runtime.vm.values import (
    DROPPED,
    PLAIN,
    UNBOUND,
    Builtin,
    Cell,
    Class,
    Dict,
    Frame,
    Function,
    Generator,
    Instance,
    Iterator,
    Method,
    Slice,
    Super,
    View,
)

_FUNCTION = const(73)
_YIELD_FROM = const(66)
_FOR = const(9)
_MODULO = const(5)

# How many host calls deep translated code may get; beyond, frames move to the heap.
_MAX_DEPTH = MAX_FRAMES if CPYTHON else 25
# What a frame weighs at the least. CPython counts what runs below translated code, too.
_FRAME_BYTES = 64
_LEAST_DEPTH = 40

# How often a function is written anew for what it met; then it is left to the interpreter.
_MOST_VERSIONS = 12
_MOST_BRICKS = 64

if CPYTHON:
    from itertools import repeat
    _TOO_DEEP = RecursionError
else:
    repeat = None
    _TOO_DEEP = RuntimeError



def _strongly(value):
    return lambda: value


_weakly = __import__("weakref").ref if CPYTHON else _strongly

# As the interpreter says that a frame was pushed.
ENTERED = Ellipsis

# Names of attributes that only one of the hosts, or translated code, knows.
_HOST = "host"
_PRINT = "print_exception"

_SEQUENCES = (list, tuple, range, str, bytes, bytearray)


class Native:
    """The translated functions of a brick, by the name of their host function."""

    def __init__(self, brick):
        self.brick = brick
        # What is named in no host function is left out: MicroPython gets slow at finding names
        # among many.
        self.names = {name: _NAMES[name] for name in _ALWAYS}
        # Those that handle exceptions.
        self.handles = self.names["HANDLES"] = set()
        # The types of the arguments of each function's first call.
        self.seen = {}
        self.generic = {}
        self.failed = {}
        self.versions = {}
        self.loops = {}
        self.left = {}

    def function(self, index, args=()):
        """The host function, or None where there is not to be one; `args` is what it is about to be
        called with.
        """
        if index in self.versions:
            return self.names["f%d" % index] if self.versions[index] else None
        self.seen[index] = [type(value) for value in args]
        return self._write(index)

    def _write(self, index):
        code = self.brick.function(index)
        version = self.versions.get(index, 0) + 1
        self.versions[index] = version
        name = "f%d" % index
        try:
            if version > _MOST_VERSIONS:
                raise Untranslatable()
            source, places, names = translate(code, self.generic.get(index, ()), None,
                                              self.seen[index])
            self._take(name, source, places, names)
        except (Untranslatable, SyntaxError, RecursionError):
            # The host nests blocks twenty deep, and expressions not without end.
            self.versions[index] = 0
            self.names[name] = _left_out
            return None
        if code.handlers:
            self.handles.add(name)
        return self.names[name]

    def _take(self, key, source, places, names):
        """Make a host function of its source, with what that names."""
        compiled = compile(source, key, "exec")
        self.names.update(names)
        self.names["p" + key[1:]] = places
        for name in _NAMES:
            if name in source:
                self.names[name] = _NAMES[name]
        for index in range(len(self.brick.flags)):
            name = "f%d" % index
            if name not in self.names and name + "(" in source:
                self.names[name] = self._first_call(index)
        self.names.setdefault("T" + key[1:], ())
        exec(compiled, self.names)

    def loop(self, index, at):
        """The host function that begins at a loop, or None where there is not to be one."""
        key = "f%d_%d" % (index, at)
        if key in self.names:
            return self.names[key]
        code = self.brick.function(index)
        host = None
        if self.versions.get(index, 1):
            try:
                source, places, names = translate(code, self.generic.get(index, ()), at)
                self._take(key, source, places, names)
                if code.handlers:
                    self.handles.add(key)
                host = self.names[key]
            except (Untranslatable, SyntaxError, RecursionError):
                pass
        self.names[key] = host
        self.loops.setdefault(index, []).append(key)
        return host

    def _first_call(self, index):
        def call(m, d, F, *args):
            function = self.function(index, args)
            if function is None:
                raise Again()
            return function(m, d, F, *args)
        return call

    def met(self, function, index, sites):
        """Speculation failed at one of these places: where it does so twice, it is given up."""
        generic = self.generic.setdefault(index, set())
        fresh = False
        for at in sites:
            key = (index, at)
            self.failed[key] = self.failed.get(key, 0) + 1
            if self.failed[key] >= 2 and at not in generic:
                generic.add(at)
                fresh = True
        if fresh:
            if self.versions.get(index):
                self._write(index)
            for name in self.loops.pop(index, ()):
                del self.names[name]
            setattr(function, _HOST, LINK)


def _left_out(m, d, F, *args):
    raise Again()


_bricks = {}


def native(brick):
    """The Native of a brick, shared by all executions on this host."""
    try:
        return brick.native
    except AttributeError:
        # Kept there from the first time on.
        pass
    found = _bricks.get(brick.hash)
    if found is None:
        if len(_bricks) >= _MOST_BRICKS:
            _bricks.clear()
        found = _bricks[brick.hash] = Native(brick)
    brick.native = found
    return found


def is_ready(m, module):
    """Whether all functions that the module plainly defines are there to be called."""
    try:
        return module.ready
    except AttributeError:
        # Kept there as soon as it is so.
        pass
    for slot in range(len(module.globals)):
        if module.brick.expected[3 * slot] == _FUNCTION:
            if m.definitions.value(module, slot) is UNBOUND:
                return False
    module.ready = True
    return True


def begin(m):
    """Run the module's body translated: (outcome or None, exception or None)."""
    body = m.frames.pop()
    cost = body.function.unpacked().cost
    m.gas += cost
    try:
        enter(m, body.function, [])
    except Again:
        m.gas -= cost
        m.frames.append(body)
        return None, None
    except Unwind as left:
        return BLOCKED if left.blocked else None, None
    except Raise as raised:
        return None, raised.value
    return DONE, None


def go_on(m, frame, at):
    """Go on translated from a loop: UNBOUND where that cannot be, DONE, BLOCKS or ENTERED."""
    try:
        value = enter_loop(m, frame, at)
    except Again:
        return UNBOUND
    except Unwind as left:
        return BLOCKS if left.blocked else ENTERED
    if not m.frames:
        return DONE
    value = m._finish(frame, value)
    if value is not DROPPED:
        m.frames[-1].stack.append(value)
    return ENTERED


def call(m, callee, args, named=None):
    """As _enter, for an instruction that calls: a function runs translated where it can."""
    if type(callee) is not Function or not m.translate:
        return m._enter(callee, args, named)
    try:
        return enter(m, callee, bound(m, callee, args, named))
    except Again:
        return m._call_function(callee, args, named)
    except Unwind as left:
        return BLOCKS if left.blocked else ENTERED


def bound(m, function, args, named):
    """The parameters' values for a call, in the order of the local variables."""
    code = function.code or function.unpacked()
    if (len(args) == code.positional and not named and not code.keyword_only
            and not code.flags & (VARARGS | VARKEYWORDS)):
        return args
    return m._bind(function, args, named)


def plain_method(m, value, name):
    """What METHOD finds where that is a function to be called with the value before the
    arguments; UNBOUND where it is something else."""
    if not isinstance(value, Instance):
        return method_of(value, name)
    if name in value.attributes:
        return UNBOUND
    found = value.cls.find(name)
    return found if type(found) is Function else UNBOUND


def _begin(m):
    """Note where translated code begins: how deep its calls may be nested."""
    m.base = len(m.frames)
    depth = min(_MAX_DEPTH, MAX_FRAMES - m.base - 1, m.room // _FRAME_BYTES)
    if CPYTHON:
        if depth < _LEAST_DEPTH:
            raise Again()
        m.host_limit = m.host_depth + depth
        sys.setrecursionlimit(m.host_limit)
    m.is_native = True
    _running[0] = True
    return depth


def _end(m):
    m.is_native = False
    _running[0] = False
    if _prepaid:
        _take_back(m)


# Of calls, by brick and function: what was paid for more of them; see CALLS.
_prepaid = {}
# So many calls are paid for at once, of at most this share of the gas and the memory at hand.
_MOST_CALLS = 1000
_SHARE = 16


def CALLS(m, F):
    """Pay for a call of a function, and for some more."""
    code = F.code or F.unpacked()
    names = native(code.brick).names
    key = "T%d" % code.index
    cost = code.cost
    size = names["R%d" % code.index]
    if m.gas < cost:
        raise Again()
    if m.room < size:
        SHORT(m, m.gas)
    more = min(_MOST_CALLS, m.gas // _SHARE // cost)
    if size:
        more = min(more, m.room // _SHARE // size)
    more = max(more, 0)
    m.gas -= cost + more * cost
    m.room -= size + more * size
    names[key] = repeat(None, more)
    _prepaid[id(names), key] = names, key, cost, size


def _take_back(m):
    """What was paid for calls that did not come."""
    for names, key, cost, size in _prepaid.values():
        more = names[key].__length_hint__()
        m.gas += more * cost
        m.room += more * size
        names[key] = ()
    _prepaid.clear()


def before(m):
    """Before an execution runs: what to give to `after`."""
    if not CPYTHON:
        return None
    frame = sys._getframe()
    m.host_depth = 0
    while frame is not None:
        m.host_depth += 1
        frame = frame.f_back
    return sys.getrecursionlimit()


def after(limit):
    """After an execution ran: the host is as it was."""
    sys.setrecursionlimit(limit)


def enter(m, function, local):
    """Run a function from the interpreter, its parameters bound: its value, or Again is raised.

    Unwind: its frames are on top of the execution's now.
    """
    host = host_of(m, function, False, local)
    if host is None:
        raise Again()
    depth = _begin(m)
    try:
        return host(m, depth, function, *local)
    except Raise as raised:
        settle_trace(m, raised)
        raise
    finally:
        _end(m)


# So often a loop is entered for less than it takes to get there; then it stays interpreted.
_MOST_LEFT = 40
_WORTHWHILE_GAS = 300


def enter_loop(m, frame, at):
    """Go on with the frame on top, which is at a loop: its value, or Again is raised."""
    function = frame.function
    host = None
    if frame.generator is None and host_of(m, function) is not None:
        known = native(function.code.brick)
        key = (function.code.index, at)
        if known.left.get(key, 0) < _MOST_LEFT:
            host = known.loop(function.code.index, at)
    if host is None:
        raise Again()
    outer = len(frame.stack) - (function.code.words[at + 2] == _FOR)
    for value in frame.stack[:outer]:
        # Of the loops around only an Iterator can be gone on with.
        if type(value) is not Iterator and isinstance(value, (Generator, Instance)):
            raise Again()
    frame.at = at
    m.frames.pop()
    try:
        depth = _begin(m)
    except Again:
        m.frames.append(frame)
        raise
    before = m.gas
    try:
        return host(m, depth, function, frame.local, frame.stack, frame.cells)
    except Unwind as left:
        m.frames[m.base].gives = frame.gives
        _take_back(m)
        if not left.blocked:
            if before - m.gas < _WORTHWHILE_GAS:
                known.left[key] = known.left.get(key, 0) + 1
            else:
                known.left[key] = 0
        raise
    except Raise as raised:
        settle_trace(m, raised)
        raise
    finally:
        _end(m)


def settle_trace(m, raised):
    """What leaves translated code has met what was handled there; the frames below are to come."""
    error = raised.value
    raised.told = False
    if error.trace is None:
        error.trace = []
    if not raised.in_context:
        m.put_in_context(error)


def _tell(m, F, at, raised):
    """As the interpreter notes that an exception comes through a frame."""
    if raised.told:
        raised.told = False
        return
    error = raised.value
    if error.trace is None:
        error.trace = []
    m.gas -= 1
    m.room -= 16
    if len(error.trace) < MAX_TOLD:
        error.trace.insert(0, _where(F, at))


def methods_of(cls):
    """The functions of a class and its bases, by name."""
    try:
        return cls.methods
    except AttributeError:
        flatten(cls)
        return cls.methods


def flatten(cls):
    """Find the methods of a class anew, after it or a base has changed."""
    base = cls.base
    top = cls
    while top is not None and top.name != "BaseException":
        top = top.base
    cls.is_error = top is not None and top.builtin
    if not hasattr(cls, "derived"):
        cls.derived = ()
    if base is None or base.builtin:
        cls.methods = {}
    else:
        inherited = methods_of(base)
        if cls not in base.derived:
            base.derived += (cls,)
        cls.methods = dict(inherited)
    for name in cls.namespace:
        if type(cls.namespace[name]) is Function:
            cls.methods[name] = cls.namespace[name]
        else:
            cls.methods.pop(name, None)
    cls.fields = {}
    for derived in cls.derived:
        flatten(derived)


def _is_plain_field(cls, name):
    """Whether storing the attribute `name` does so in the instance, and hides no function."""
    found = cls.find(name)
    return (not cls.builtin and cls.find("__setattr__") is UNBOUND
            and (found is UNBOUND or type(found) in (int, float, str, bool, tuple, list)
                 or found is None))


def host_of(m, function, generates=False, args=()):
    """The host function of a function; None where there is not to be one (now)."""
    code = function.code or function.unpacked()
    if (code.flags & CLASS_BODY or bool(code.flags & GENERATOR) != generates
            or code.index and not is_ready(m, function.module)):
        return None
    return native(code.brick).function(code.index, args)


# --- how host functions are left


def _line(error):
    """The line of the host function that caught `error` which failed."""
    return error.__traceback__.tb_lineno


def _printed_line(error):
    import io
    out = io.StringIO()
    getattr(sys, _PRINT)(error, out)
    text = out.getvalue()
    at = text.index(", line ") + 7
    end = at
    while text[end].isdigit():
        end += 1
    return int(text[at:end])


if not CPYTHON:
    _line = _printed_line


def LEFT(m, F, error, places, state):
    """A host function is left by an exception: it becomes a Frame, unless the program raised."""
    restart, restarted, after, resumed, loops, sites = _place(error, places)
    kind = type(error)
    if kind is Raise:
        if loops:
            _settle(m, loops, _state(F, state))
        _put_in_context(m, F, after, error, state)
        _tell(m, F, after, error)
        raise error
    state = _state(F, state)
    _settle(m, loops, state)
    if kind is Unwind:
        _insert(m, F, after, resumed, state)
        raise error
    _note(m, F, error, kind, sites)
    _insert(m, F, restart, restarted, state)
    raise Unwind()


class _Locals:
    """The variables of a host function, by their letter and number."""

    def __init__(self, F, found):
        code = F.unpacked()
        self.found = found
        self.local = [found.get("l%d" % at, UNBOUND) for at in range(code.local_count)]
        self.cells = tuple([found.get("c%d" % at, UNBOUND)
                            for at in range(len(code.cell_sources) + code.free_count)])

    def temporary(self, number):
        return self.found.get("s%d" % number, UNBOUND)

    def rounds(self, number):
        """How many rounds of a loop were begun."""
        return self.found["n%d" % number] - self.found["i%d" % number].__length_hint__()

    def rest(self, number):
        """How many rounds of a loop were not begun."""
        return self.found["i%d" % number].__length_hint__()

    def walk(self, number):
        return self.found["i%d" % number]

    def over(self, number):
        return self.found["q%d" % number]

    def size(self, number):
        return self.found.get("n%d" % number, 0)


class _Listed:
    """The same where the host does not tell: they come as tuples."""

    def __init__(self, F, found):
        F.unpacked()
        self.local, self.temporaries, self.cells, self.counted, self.sizes, self.overs = found
        self.local = list(self.local)

    def temporary(self, number):
        return self.temporaries[number]

    def rounds(self, number):
        return self.counted[number]

    def rest(self, number):
        return self.sizes[number] - self.counted[number]

    def walk(self, number):
        return self.counted[number]

    def over(self, number):
        return self.overs[number]

    def size(self, number):
        return self.sizes[number]


_state = _Locals if CPYTHON else _Listed


def _put_in_context(m, F, at, raised, state):
    """Note what this function was handling, if it is the first on the way out that did."""
    code = F.unpacked()
    if raised.in_context or not code.handlers:
        return
    for first, end, caught, why in code.catches():
        if first < at <= end:
            local = _state(F, state).local
            if (why < 0 or local[why] == 1) and is_exception(local[caught]):
                raised.in_context = True
                m.came_after(raised.value, local[caught])
                return


def _put_in_outer_context(m, error):
    """Note what a caller was handling where an exception was raised that did not get there."""
    frame = sys._getframe(2).f_back if CPYTHON else None
    while frame is not None and frame.f_code not in _ENTRIES:
        if frame.f_code.co_name in frame.f_globals.get("HANDLES", ()):
            handled = _handled_at(frame.f_locals["F"], frame.f_globals, frame)
            if handled is not None:
                m.came_after(error, handled)
                return
        frame = frame.f_back
    m.put_in_context(error)


def _handled_at(F, names, frame):
    """The exception that a host function is handling where its call stands."""
    place = names["p" + frame.f_code.co_name[1:]].get(frame.f_lineno)
    if place is None:
        return None
    at = place[2]
    for first, end, caught, why in F.code.catches():
        if first < at <= end:
            local = _state(F, frame.f_locals).local
            if (why < 0 or local[why] == 1) and is_exception(local[caught]):
                return local[caught]
    return None


def _where(F, at):
    code = F.unpacked()
    return code.brick.name, code.index, at


def LEFT_GENERATOR(m, F, W, error, places, state):
    """As LEFT, for the function of the generator W, which is over or becomes a Frame."""
    restart, restarted, after, resumed, loops, sites = _place(error, places)
    W.walk = None
    found = state
    state = _state(F, state)
    _settle(m, loops, state)
    kind = type(error)
    if kind is Raise:
        _put_in_context(m, F, after, error, found)
        _tell(m, F, after, error)
        error.value = m._generator_failed(W, error.value)
        raise error
    if kind is Freeze:
        if F.code.words[after - 2] == _YIELD_FROM:
            # It asks its source again when it goes on.
            after -= 2
        W.frame = _frame(F, after, resumed, state)
        W.frame.generator = W
        raise error
    if kind is Unwind:
        frame = _insert(m, F, after, resumed, state)
    else:
        _note(m, F, error, kind, sites)
        frame = _insert(m, F, restart, restarted, state)
    W.frame = frame
    W.running = True
    frame.generator = W
    raise error if kind is Unwind else Unwind()


def ENDED(W):
    """A generator has come to its end."""
    W.frame = None
    W.walk = None


def freeze(m, generator):
    """Make a Frame of a generator that translated code goes over."""
    walk = generator.walk
    try:
        walk.throw(Freeze())
    except Freeze:
        # Out of one that was not begun it comes as it went in: its frame is still true.
        generator.walk = None
    except ValueError:
        raise fail("ValueError", "generator already executing")


def freeze_all(m):
    """Before anything looks at the frames of generators."""
    for known in m.walking:
        generator = known()
        if generator is not None and generator.walk is not None:
            freeze(m, generator)
    m.walking = []


def walk_of(m, d, generator):
    """The generator of the host for one of the program; Again where there is not to be one."""
    if generator.walk is None:
        frame = generator.frame
        if frame is None or frame.at or generator.running:
            raise Again()
        host = host_of(m, frame.function, True)
        if host is None:
            raise Again()
        generator.walk = host(m, d, frame.function, generator, frame.local, frame.cells)
        _note_walk(m, generator)
    return generator.walk


def _note_walk(m, generator):
    """Remember which generators translated code goes over; forget, now and then, those it left."""
    walking = m.walking
    count = len(walking)
    if not count:
        walking = m.walking = []
    elif count >= 32 and not count & (count - 1):
        walking = m.walking = [known for known in walking
                               if known() is not None and known().walk is not None]
    walking.append(_weakly(generator))


def SOURCE(m, d, source, sent):
    """What `yield from` goes over, on the host."""
    if sent is not None:
        raise Again()
    if type(source) is Generator:
        return walk_of(m, d, source) if source.frame is not None else ()
    if type(source) is Iterator:
        return _Walk(m, d, source, 0)
    raise Again()


def send(m, generator, value):
    """The next value of a generator from within translated code."""
    if generator.frame is None:
        raise fail("StopIteration")
    walk = walk_of(m, m.d, generator)
    try:
        return walk.send(value)
    except StopIteration as stop:
        raise fail("StopIteration", *(() if stop.value is None else (stop.value,)))


# Out of the machine's own functions; the interpreter does all of it again.
_LEAVING = (Divert, Again, Killed)


def _whole(m, work, *args):
    """`work(*args)`: all of it, or no gas for it where the interpreter is to do it again."""
    gas = m.gas
    try:
        return work(*args)
    except _LEAVING:
        m.gas = gas
        raise



_NOT_OURS = (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit)


def _place(error, places):
    if isinstance(error, _NOT_OURS):
        raise error
    place = places.get(_line(error))
    if place is None:
        raise error
    return place


def _note(m, F, error, kind, sites):
    if kind is KeyError and type(error.args[0]) is tuple:
        # Given back what KEY took.
        m.gas += len(error.args[0])
    if kind not in (Again, Divert, Killed, _TOO_DEEP):
        code = F.unpacked()
        native(code.brick).met(F, code.index, sites)


def CAUGHT(m, F, error, places, state, kept):
    """The program's exception that a guarded block met; U where it is none to be handled here."""
    restart, restarted, after, resumed, loops, sites = _place(error, places)
    kind = type(error)
    if kind is Raise:
        raised = error
    else:
        # On CPython the host's own exception says what the program's says.
        cls = _SAME.get(kind) if CPYTHON and -1 not in sites else None
        if cls is None:
            return UNBOUND
        raised = Raise(Error(cls, error.args))
    if state is not None:
        _put_in_context(m, F, after, raised, state)
    value = raised.value
    if not raised.in_context and value.trace is None:
        _put_in_outer_context(m, value)
    _tell(m, F, after, raised)
    if len(loops) > kept:
        _settle(m, loops[kept:], _state(F, state))
    if CPYTHON:
        sys.setrecursionlimit(m.host_limit)
    return value


_SAME = {KeyError: CLASSES["KeyError"], IndexError: CLASSES["IndexError"]}


def _settle(m, loops, state):
    """Pay for the rounds of the loops that are left, or take back what was paid for more."""
    for number, cost, size, more in loops:
        if cost < 0:
            m.gas += cost
        elif more < 0:
            rounds = state.rounds(number)
            m.gas -= rounds * cost
            m.room -= rounds * size
        elif cost:
            rounds = state.rest(number)
            m.gas += (rounds + more) * cost
            m.room += rounds * size


def _insert(m, F, at, places, state):
    frame = _frame(F, at, places, state)
    m.frames.insert(m.base, frame)
    return frame


def _frame(F, at, places, state):
    frame = Frame(F, state.local, state.cells)
    frame.at = at
    for place in places:
        kind = type(place)
        if kind is tuple:
            value = place[0]
        elif kind is list:
            number = place[0]
            value = _iterator(state.over(number), state.walk(number), state.size(number))
        else:
            value = state.local[place] if place >= 0 else state.temporary(-1 - place)
        frame.stack.append(value)
    return frame


def _iterator(over, counted, size):
    """The program's iterator for one of the host's."""
    kind = type(over)
    if kind is Iterator:
        BACK(counted, over)
        return over
    if kind in _SEQUENCES:
        at = len(over) - counted.__length_hint__() if CPYTHON else counted
        return Iterator(over, at)
    if kind is Dict:
        return Iterator(list(over), size - counted.__length_hint__(), over, size)
    if kind is View:
        items = over.of.items() if over.which == 2 else over.of.values()
        return Iterator(list(items), size - counted.__length_hint__(), over.of, size)
    return over


# --- loops


class _Walk:
    """The program's iterator as one of the host's. In a loop whose rounds are counted beforehand
    (`cost`), it pays for them itself."""

    def __init__(self, m, d, over, cost):
        self.m = m
        self.d = d
        self.over = over
        self.cost = cost

    def __iter__(self):
        return self

    def __length_hint__(self):
        return 0

    def __next__(self):
        m = self.m
        if self.cost:
            if m.gas < self.cost:
                raise Again()
            m.gas -= self.cost
        over = self.over
        if type(over) is not Iterator:
            raise Again()
        try:
            value = m._advance(over)
        except BaseException:
            m.gas += self.cost
            raise
        if value is UNBOUND:
            m.gas += self.cost
            raise StopIteration
        return value


def OVER(m, d, value, cost, size, changes=0):
    """(iterator of the host, rounds, what it goes over) for a loop. `size` is None for a loop that
    pays for each round, else that many bytes a round, and the gas, are taken beforehand; then
    `changes` says whether it may store to a dict (1) or make a list longer (2).
    """
    kind = type(value)
    over = value
    gas = copied = 0
    if kind in _SEQUENCES:
        rounds = len(value)
        walk = iter(value)
    elif kind is Iterator and value.watched is None and type(value.items) in _SEQUENCES:
        rounds = len(value.items) - value.at
        if changes & 2 and type(value.items) is list:
            raise TypeError()
        walk = _from(value.items, value.at)
    elif kind is Dict and CPYTHON:
        if changes & 1:
            raise TypeError()
        rounds = len(value)
        copied = 48 + 4 * rounds
        gas = rounds >> 5
        walk = iter(value)
    elif kind is View and CPYTHON and value.which:
        if changes & 1:
            raise TypeError()
        rounds = len(value.of)
        held = 16 if value.which == 2 else 4
        copied = 48 + held * rounds
        gas = held * rounds >> 7
        walk = iter(value.of.items() if value.which == 2 else value.of.values())
    elif kind is Iterator:
        walk = _Walk(m, d, value, 0 if size is None else cost)
        rounds = 0
    elif kind is Generator:
        if size is not None:
            # From here on the loop pays for each round by itself.
            raise TypeError()
        rounds = 0
        walk = walk_of(m, d, value)
    else:
        raise Again()
    if size is not None:
        gas += (rounds + 1) * cost
        copied += rounds * size
        if gas > m.gas:
            raise Again()
    if copied:
        _take_room(m, copied)
    m.gas -= gas
    return walk, rounds, over


def _take_room(m, size):
    if size > m.limits.memory_bytes >> 2:
        # Let the loop pay round by round.
        raise TypeError()
    m.room -= size
    if m.room < 0:
        try:
            SHORT(m, 0)
        except Again:
            m.room += size
            raise
        if size > m.room:
            raise TypeError()
        m.room -= size


def AHEAD(m, size):
    """The room for all rounds of a loop is there once it is weighed, or a TypeError."""
    _take_room(m, size)
    m.room += size


def _from(items, at):
    if not at:
        return iter(items)
    if CPYTHON:
        walk = iter(items)
        walk.__setstate__(at)
        return walk
    return _rest(items, at)


def _rest(items, at):
    for place in range(at, len(items)):
        yield items[place]


def BEGUN(m, over, again):
    """As OVER, for a loop whose first round was begun by the interpreter."""
    if again:
        return OVER(m, 0, over, 0, None)
    if type(over) is not Iterator:
        raise Again()
    if over.watched is None and type(over.items) in _SEQUENCES:
        return _from(over.items, over.at), len(over.items) - over.at, over
    return _Walk(m, 0, over, 0), 0, over


def NEXT(walk):
    return next(walk, UNBOUND)


def BACK(counted, over):
    """A loop over an iterator that others may hold is left: it stands where the loop got to."""
    if type(over) is Iterator and type(counted) is not _Walk:
        if CPYTHON:
            over.at = len(over.items) - counted.__length_hint__()
        else:
            over.at += counted


def SHORT(m, gas):
    """Gas or memory ran out. On CPython what is alive can be weighed where it stands."""
    if gas < 0 or not CPYTHON:
        raise Again()
    m.meter.weigh_on_host(_alive(m))


def _alive(m):
    """What the variables of host functions hold, of those that run and of generators."""
    found = []
    frame = sys._getframe(1)
    while frame is not None:
        _variables(frame, found)
        frame = frame.f_back
    for known in m.walking:
        generator = known()
        if generator is not None and generator.walk is not None:
            _variables(generator.walk.gi_frame, found)
    return found


def _variables(frame, found):
    if frame is None or frame.f_globals.get("SHORT") is not SHORT or "U" not in frame.f_globals:
        return
    held = frame.f_locals
    for name in held:
        if name[0] in _HELD and name[1:].isdigit():
            found.append(held[name])


# What the names of variables begin with that hold values of the program.
_HELD = "lscq"


def SPENT(over):
    """A loop came to the end of what it goes over."""
    if type(over) is Iterator:
        over.at, over.items, over.watched = 0, (), None


_TYPES = {"l": list, "d": Dict, "s": str, "t": tuple, "b": bytes}


def SOUND(letters, *values):
    """What is known of variables holds for those that the interpreter left, too; or Again."""
    for at in range(len(values)):
        value = values[at]
        kind = type(value)
        if letters[at] == "n":
            if not (kind is int and -_CHECKED < value < _CHECKED or kind is float or kind is bool
                    or value is UNBOUND):
                raise Again()
        elif kind is not _TYPES[letters[at]] and value is not UNBOUND:
            raise Again()


def ROUNDS(m, cost, size):
    """How many rounds of a loop the gas and the memory at hand allow."""
    rounds = m.gas // cost
    if size:
        if m.room < size:
            SHORT(m, m.gas)
        rounds = min(rounds, m.room // size)
    return rounds if rounds > 0 else 0


def RANGE(m, *args):
    for part in args:
        if type(part) is not int or not -0x3FFFFFFF <= part <= 0x3FFFFFFF:
            raise Again()
    m.room -= 16
    if len(args) == 3 and args[2] == 0 or m.room < 0:
        raise Again()
    return range(*args)


# --- values


def BIG(m, value):
    """A result that is no small int: let through if it is a number of no more bits than CHECKED."""
    kind = type(value)
    if kind is float:
        return value
    if kind is not int or not -_CHECKED < value < _CHECKED:
        # Text or a list was joined to another, or the int is no usual one: a fault of the
        # speculation, not of the program.
        raise TypeError()
    if -0x4000000000000000 < value < 0x4000000000000000:
        if m.room < 24:
            SHORT(m, m.gas)
        m.room -= 24
        return value
    return operators.paid(m, value)


_CHECKED = 1 << CHECKED


def NONE():
    """What is not there, or not what was expected."""
    raise TypeError()


def KEY(m, key):
    """A key that is neither an int nor a text, where the host may take it as it is."""
    for part in key if type(key) is tuple else (key,):
        if type(part) not in _KEYS and not (
                isinstance(part, Instance) and not _is_special(part, _AS_KEY)):
            raise Again()
    if type(key) is tuple:
        m.gas -= len(key)
    return key


_KEYS = (int, str, float, bool, bytes, type(None), Class, Function)
_AS_KEY = ("__eq__", "__hash__")
_AS_TRUTH = ("__bool__", "__len__")

# Whether translated code runs: then the host must not take an object for what it is not.
_running = [False]


def _is_special(value, names):
    for name in names:
        if value.cls.find(name) is not UNBOUND:
            return True
    return False


def _truth(self):
    if _running[0] and _is_special(self, _AS_TRUTH):
        raise Again()
    return True


def _equal(self, other):
    if _running[0] and _is_special(self, _AS_KEY):
        raise Again()
    return self is other


def _hash(self):
    return id(self) >> 4


for _name, _way in (("__bool__", _truth), ("__eq__", _equal), ("__hash__", _hash)):
    setattr(Instance, _name, _way)


def ROOM(m, container):
    """Only a dict, a list or a bytearray takes an item here."""
    kind = type(container)
    if kind is Dict:
        if m.room < 24:
            SHORT(m, m.gas)
        m.room -= 24
    elif kind is not bytearray:
        raise TypeError()


def GLOBAL(m, F, slot):
    try:
        return m._global(F.module, slot)
    except Raise:
        # The interpreter knows the place within the expression.
        raise Again()


def BINARY(m, d, which, left, right):
    if which == 0 and type(left) is str and type(right) is str:
        size = len(left) + len(right) + 40
        m.room -= size
        if m.room < 0:
            raise Again()
        m.gas -= size >> 7
        return left + right
    if which == _MODULO and type(left) is str and CPYTHON:
        text = percent(m, left, right)
        if text is not None:
            return text
    if isinstance(left, Instance) or isinstance(right, Instance):
        raise Again()
    return _whole(m, operators.binary, m, which, left, right)


def INPLACE(m, d, which, left, right):
    if type(left) is str:
        return BINARY(m, d, which, left, right)
    if isinstance(left, Instance) or isinstance(right, (Instance, Generator, Iterator)):
        raise Again()
    return _whole(m, operators.inplace, m, which, left, right)


def UNARY(m, d, symbol, value):
    if isinstance(value, Instance):
        raise Again()
    return _whole(m, operators.paid, m, operators.negate(symbol, value))


def COMPARE(m, d, which, left, right):
    if isinstance(left, Instance) or isinstance(right, Instance):
        raise Again()
    if which == 4:
        return _whole(m, operators.equal, m, left, right)
    if which == 5:
        return not _whole(m, operators.equal, m, left, right)
    return _whole(m, operators.compare, m, which, left, right)


def CONTAINS(m, d, container, item):
    if isinstance(container, (Instance, Generator, Iterator)) or isinstance(item, Instance):
        raise Again()
    return _whole(m, operators.contains, m, container, item)


def ITEM(m, d, container, index):
    if isinstance(container, Instance):
        raise Again()
    return _whole(m, operators.item, m, container, index)


def SET_ITEM(m, d, container, index, value):
    if isinstance(container, Instance) or isinstance(value, (Instance, Generator, Iterator)) \
            and type(index) is Slice:
        raise Again()
    _whole(m, operators.store_item, m, container, index, value)


def ATTRIBUTE(m, d, owner, name):
    m.d = d
    return m._attribute(owner, name)


def SET_ATTRIBUTE(m, d, owner, name, value):
    m.d = d
    if isinstance(owner, Instance):
        cls = owner.cls
        methods_of(cls)
        if name not in cls.fields and _is_plain_field(cls, name):
            cls.fields[name] = True
    try:
        m._set_attribute(owner, name, value)
    except Unwind:
        m.frames[m.base].gives = DROPPED
        raise


def NEW_DICT(m, parts):
    made = Dict()
    for at in range(0, len(parts), 2):
        operators.store_item(m, made, parts[at], parts[at + 1])
    return made


def JOIN(m, parts):
    text = "".join(parts)
    m.charge(len(text))
    return text


def FORMAT(m, d, value, spec, conversion):
    if isinstance(value, Instance) or conversion == 3:
        raise Again()
    if not conversion and not spec:
        kind = type(value)
        if kind is str:
            return value
        if kind is int and -1000000000 < value < 1000000000:
            return str(value)
    elif not conversion and CPYTHON:
        text = formatted(m, value, spec)
        if text is not None:
            return text
    return _whole(m, _formatted, m, value, spec, conversion)


def _formatted(m, value, spec, conversion):
    from runtime.vm import formatting
    if conversion:
        value = (formatting.text_of if conversion == 1 else formatting.represent)(m, value)
    return format_value(m, value, spec)


def FUNCTION(m, F, operand, defaults, named, cells):
    stack = [part for part in (defaults, named, cells) if part is not None]
    return m._make_function(F.module, operand, stack)


def EXTEND(m, d, target, source):
    if type(target) is not list or type(source) not in _SEQUENCES:
        raise Again()
    m.charge(4 * len(source))
    target.extend(source)


def ITER(m, d, value):
    if isinstance(value, Instance):
        raise Again()
    if type(value) is Generator:
        if m.room < 24:
            raise Again()
        m.room -= 24
        return value
    m.d = d
    return _whole(m, m._begin_iteration, value)


def IMPORT(m, F, at):
    module = F.module
    wanted = module.brick.imports[at]
    if wanted is not None:
        for other in m.modules:
            if other.brick.hash == wanted and not other.started:
                raise Again()
    return m.definitions.imported(module.at, at)


def MATCHES(error, wanted):
    if type(wanted) is Class:
        methods_of(wanted)
        if wanted.is_error:
            return error.cls.is_a(wanted)
    return matches(error, wanted)


# --- calls


def CALL(m, d, callee, *args):
    """Call anything."""
    kind = type(callee)
    if kind is Function:
        return callee.host(m, d, callee, *args)
    m.d = d
    if kind is Builtin:
        row = callee.row
        if row is not None and row[1] is not None and row[0] <= len(args) <= row[1] and (
                row[4] is None or type(args[0]) is row[4]):
            if row[4] is str or row[4] is bytes:
                m.spend(len(args[0]) >> 4)
            gas = m.gas
            try:
                result = row[3](m, list(args))
            except Raise as raised:
                if not has_object(args):
                    raise
                return operators.special().rescue(m, callee, list(args), raised)
            except _LEAVING:
                m.gas = gas
                raise
            if result is not DIVERT and result is not TAIL:
                return operators.paid(m, result) if type(result) is int else result
            m.tail = None
    return _enter(m, d, callee, list(args), None)


def _enter(m, d, callee, args, named):
    """Call anything, which may be a function behind something else."""
    kind = type(callee)
    if kind is Method:
        return _enter(m, d, callee.function, [callee.receiver] + args, named)
    m.d = d
    if kind is Function:
        return run(m, callee, args, named, None)
    if isinstance(callee, Instance):
        method = callee.cls.find("__call__")
        if type(method) is Function:
            return run(m, method, [callee] + args, named, None)
    return _whole(m, m._enter, callee, args, named)


def CALL_NAMED(m, d, callee, args, names):
    m.d = d
    named = {}
    first = len(args) - len(names)
    for place in range(len(names)):
        named[names[place]] = args[first + place]
    return _enter(m, d, callee, args[:first], named)


def CALL_SPREAD(m, d, callee, args, named):
    return _enter(m, d, callee, list(args), named)


def BUILTIN(m, d, callee, args):
    return CALL(m, d, callee, *args)


def METHOD(m, owner, name):
    """The pair that METHOD leaves: what to call and its first argument; or U and what to call."""
    found = plain_method(m, owner, name)
    if found is UNBOUND:
        raise Again()
    return found, owner


def CALL_METHOD(m, d, found, owner, *args):
    if found is UNBOUND:
        return CALL(m, d, owner, *args)
    return CALL(m, d, found, owner, *args)


def INVOKE(m, d, owner, name, *args):
    """`owner.name(*args)`"""
    found = plain_method(m, owner, name)
    if found is UNBOUND:
        m.d = d
        return _enter(m, d, m._method(owner, name), list(args), None)
    return CALL(m, d, found, owner, *args)


def SUPER(cls, receiver):
    if type(cls) is not Class:
        raise TypeError()
    return Super(cls.base, receiver)


def SUPER_METHOD(cls, name):
    """The function that `super().name` calls."""
    if type(cls) is not Class or cls.base.builtin:
        raise TypeError()
    return methods_of(cls.base)[name]


def run(m, function, args, named, gives):
    """Call a function of the program from what translated code called."""
    if function.unpacked().flags & GENERATOR:
        return m._call_function(function, args, named)
    local = bound(m, function, args, named)
    host = host_of(m, function)
    if host is None:
        raise Again()
    d = m.d
    try:
        value = host(m, d - 1, function, *local)
    except Unwind:
        m.frames[m.base].gives = gives
        raise
    m.d = d
    return value


def _generator(m, d, F, *args):
    """Call the function of a generator that takes positional arguments."""
    code = F.code
    room = m.room - 48 - 4 * code.local_count
    gas = m.gas - code.cost
    if len(args) != code.positional or gas < 0 or room < 0:
        m.d = d
        return m._call_function(F, list(args), None)
    m.room = room
    m.gas = gas
    cells = F.cells
    if code.cell_sources:
        cells = [Cell(args[source - 1] if source else UNBOUND)
                 for source in code.cell_sources] + list(cells)
    frame = Frame(F, list(args) + [UNBOUND] * (code.local_count - len(args)), cells)
    frame.generator = made = Generator(frame)
    return made


def _any_generator(m, d, F, *args):
    m.d = d
    return m._call_function(F, list(args), None)


def LINK(m, d, F, *args):
    """The first call of a function object: find its host function, and call it."""
    code = F.code or F.unpacked()
    if code.flags & GENERATOR:
        plain = code.flags == GENERATOR and not code.keyword_only
        setattr(F, _HOST, _generator if plain else _any_generator)
        return getattr(F, _HOST)(m, d, F, *args)
    host = host_of(m, F, False, args)
    if host is None:
        raise Again()
    if F.defaults or code.flags or code.keyword_only:
        host = _BOUND
    setattr(F, _HOST, host)
    return host(m, d, F, *args)


def _BOUND(m, d, F, *args):
    local = bound(m, F, list(args), None)
    host = host_of(m, F)
    if host is None:
        raise Again()
    return host(m, d, F, *local)


def _call_class(m, d, cls, *args):
    init = methods_of(cls).get("__init__")
    if cls.builtin or cls.is_error:
        if init is None and cls.is_error and cls.find("__init__") is UNBOUND:
            m.meter.charge(48)
            return Error(cls, args)
        return _instance(m, d, cls, args)
    if init is None:
        return _instance(m, d, cls, args)
    m.room -= 128
    if m.room < 0:
        raise Again()
    instance = Instance(cls)
    try:
        value = getattr(init, _HOST)(m, d, init, instance, *args)
    except Unwind:
        m.frames[m.base].gives = instance
        raise
    if value is not None:
        raise fail("TypeError", "__init__() should return None, not '%s'" % class_name(value))
    return instance


def _instance(m, d, cls, args):
    m.d = d
    return _whole(m, m._instantiate, cls, list(args), None)


def _call_builtin(m, d, builtin, *args):
    straight = FUNCTIONS.get(builtin.name)
    if straight is not None:
        try:
            return straight(m, *args)
        except TypeError:
            # Of unusual arguments, which it looks at before it does anything.
            pass
    m.d = d
    return _whole(m, m._call_builtin, builtin, list(args), None)


def _call_bound(m, d, method, *args):
    function = method.function
    return function.host(m, d, function, method.receiver, *args)


def _call_instance(m, d, instance, *args):
    return _enter(m, d, instance, list(args), None)


def RAISE(m, d, error, cause):
    """What to raise on the host for an exception of the program."""
    m.d = d
    return Raise(m._raise(error, cause))


def AGAIN_RAISED(error):
    """What to raise on the host for an exception raised before."""
    if not is_exception(error):
        # Whoever called this handles it.
        raise Again()
    raised = Raise(error)
    raised.told = error.trace is not None
    raised.in_context = True
    return raised


# How each kind of callable is called by translated code: `callee.host(m, d, callee, *args)`.
for _kind, _way in ((Function, LINK), (Class, _call_class), (Builtin, _call_builtin),
                    (Method, _call_bound), (Instance, _call_instance)):
    setattr(_kind, _HOST, staticmethod(_way))

# Where translated code is entered from the interpreter.
_ENTRIES = (enter.__code__, enter_loop.__code__) if CPYTHON else ()

# What translated code alone keeps: of what is raised, whether it is known what was being handled
# there. Of a class (see flatten): whether it is an exception's, the attributes that are known to be
# stored in an instance and nowhere else, the classes made from it.
for _kind, _name, _first in (
        (Raise, "in_context", False),
        (Execution, "base", 0), (Execution, "d", 0), (Execution, "host_depth", 0),
        (Execution, "host_limit", 0)):
    setattr(_kind, _name, _first)

_NAMES = {
    "U": UNBOUND, "P": PLAIN, "AGAIN": Again, "BASE": BaseException, "DICT": Dict,
    "NEW_CELL": Cell, "SLICE": Slice, "REPEAT": repeat, "LEFT": LEFT, "CAUGHT": CAUGHT,
    "LEFT_GENERATOR": LEFT_GENERATOR, "ENDED": ENDED, "SOURCE": SOURCE, "SUPER": SUPER,
    "SUPER_METHOD": SUPER_METHOD,
    "OVER": OVER, "BACK": BACK, "ROUNDS": ROUNDS, "RANGE": RANGE, "BIG": BIG, "NONE": NONE,
    "KEY": KEY, "ROOM": ROOM, "GLOBAL": GLOBAL, "BINARY": BINARY, "INPLACE": INPLACE,
    "UNARY": UNARY, "COMPARE": COMPARE, "CONTAINS": CONTAINS, "ITEM": ITEM, "SET_ITEM": SET_ITEM,
    "ATTRIBUTE": ATTRIBUTE, "SET_ATTRIBUTE": SET_ATTRIBUTE, "NEW_DICT": NEW_DICT, "JOIN": JOIN,
    "FORMAT": FORMAT, "FUNCTION": FUNCTION, "EXTEND": EXTEND, "ITER": ITER, "IMPORT": IMPORT,
    "MATCHES": MATCHES, "CALL": CALL, "CALL_NAMED": CALL_NAMED,
    "CALL_SPREAD": CALL_SPREAD, "BUILTIN": BUILTIN, "METHOD": METHOD,
    "CALL_METHOD": CALL_METHOD, "INVOKE": INVOKE, "RAISE": RAISE, "AGAIN_RAISED": AGAIN_RAISED,
    "SHORT": SHORT, "AHEAD": AHEAD, "CALLS": CALLS, "SOUND": SOUND, "SPENT": SPENT, "MAKE": CALL,
    "BEGUN": BEGUN,
    "MORE": getattr(sys, "setrecursionlimit", None),
    "NEXT": NEXT,
}
"""What every host function can name. Builtins of the host that it uses (len, abs, ...) are found
behind these, as in any module."""
# Those by which a host function is known; see _variables.
_ALWAYS = ("SHORT", "U")
_NAMES.update({"D_" + name: FUNCTIONS[name] for name in FUNCTIONS})
_NAMES.update({"V_" + name: METHODS[name] for name in METHODS})
