"""What the language calls by itself on objects of the program's classes: `__eq__`, `__add__`, ...

Where an operator or a builtin meets such an object it raises Divert. The call of the program's
method is then pushed like any other, and what is to be done with its result waits in its frame: a
name of _FINISH, and a tuple of what that takes. No host frame is part of a state, so a special
method may wait or move. A node imports this when a program first needs it.
"""

from runtime.constant import const
from runtime.vm import builtins, operators
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
)
from runtime.vm.fusion import single
from runtime.vm.instructions import OPERATORS
from runtime.vm.values import (
    DROPPED,
    NOT_IMPLEMENTED,
    UNBOUND,
    Builtin,
    Class,
    ClassMethod,
    Dict,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Iterator,
    Property,
    StaticMethod,
    View,
    spelled,
)

_IF = const(2)
_JUMP_IF = const(8)
_NOT = const(38)
_NE = const(33)
_YIELD_FROM = const(66)

_ENTERED = Ellipsis

_SEQUENCES = (list, tuple, str, bytes, bytearray)

_NAMES = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "and", "or",
          "xor", "matmul")
_COMPARISONS = ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__")
_MIRRORED = (2, 3, 0, 1, 4, 5)
_LESS = operators.ORDER
_NOT_EQUAL = operators.EQUAL + 1
DIVMOD = _NOT_EQUAL + 1


def begin(vm, divert):
    """Do what a Divert asks for: a value, _ENTERED or DROPPED."""
    return _BEGIN[divert.what](vm, *divert.held)


def finish(vm, then, value):
    """What becomes of a frame's result: a value for its caller, or DROPPED where none is due."""
    result = _FINISH[then[0]][1](vm, value, *then[1])
    return DROPPED if result is _ENTERED else result


def is_sound(then):
    """Whether what a frame of a state gives is something to go on with."""
    return (len(then) == 2 and type(then[0]) is str and type(then[1]) is tuple
            and then[0] in _FINISH and len(then[1]) == _FINISH[then[0]][0])


def drops(then):
    """Whether nothing is pushed when all is done."""
    return then[0] in ("dropped", "failed") or (then[0] in ("keyed", "hashed", "indexed")
                                      and then[1][0] in ("store", "delete", "add"))


def _enter(vm, function, args, what, *held):
    """Call the program's function, and go on with `what`."""
    if type(function) is not Function:
        args = [function] + args
        function = vm._prelude_function("call")
    result = vm._enter(function, args)
    if result is not _ENTERED:
        return _FINISH[what][1](vm, result, *held)
    vm.frames[-1].gives = (what, held)
    return _ENTERED


def _call(vm, value, name, args, what, *held):
    """Call the special method `name` of an object, and go on with `what`."""
    found = value.cls.find(name)
    if type(found) is Function:
        return _enter(vm, found, [value] + args, what, *held)
    if type(found) is StaticMethod or type(found) is ClassMethod or type(found) is Builtin:
        found = vm._bound(found, value)
    elif type(found) is Property:
        raise fail("TypeError", "a property stands where the method %s is called" % name)
    return _enter(vm, found, args, what, *held)


# --- one method, its result checked

def _method(vm, value, name, args):
    checked = value.cls.name + "." + name if name == "__float__" else name
    return _call(vm, value, name, list(args), "checked", checked)


_TEXTS = ("__str__", "__repr__")
_WHOLE = ("__int__", "__index__")


def _checked(vm, given, name):
    """What a special method gave, if it is what the language takes from it."""
    kind = type(given)
    if name in _TEXTS and kind is not str:
        raise fail("TypeError", "%s returned non-string (type %s)" % (name, class_name(given)))
    if name == "__format__" and kind is not str:
        raise fail("TypeError", "__format__ must return a str, not %s" % class_name(given))
    if name in _WHOLE and kind is not int:
        if kind is bool:
            return int(given)
        raise fail("TypeError", "%s returned non-int (type %s)" % (name, class_name(given)))
    if name[-9:] == "__float__" and kind is not float:
        raise fail("TypeError", "%s returned non-float (type %s)" % (name, class_name(given)))
    if name == "__len__":
        return _length(given)
    if name == "__hash__" and kind not in (int, bool):
        raise fail("TypeError", "__hash__ method should return an integer")
    if name == "__iter__" and kind not in (Iterator, Generator) and not has(given, "__next__"):
        raise fail("TypeError", "iter() returned non-iterator of type '%s'" % class_name(given))
    if name == "__setattr__" or name == "__delattr__":
        return None
    return given


def _length(given):
    if type(given) not in (int, bool):
        raise fail("TypeError", "'%s' object cannot be interpreted as an integer"
                   % class_name(given))
    if given < 0:
        raise fail("ValueError", "__len__() should return >= 0")
    return int(given)


def _drop(vm, function, args):
    """Call what gives nothing: `__delattr__`, the deleter of a property."""
    return _enter(vm, function, list(args), "dropped")


def deleted(vm, function, args):
    """The same for the builtin delattr, which gives None."""
    return _enter(vm, function, list(args), "checked", "__delattr__")


def _delete(vm, container, at):
    if not has(container, "__delitem__"):
        raise fail("TypeError", "'%s' object doesn't support item deletion" % container.cls.name)
    return _call(vm, container, "__delitem__", [at], "dropped")


# --- truth

def _truth(vm, value):
    """A branch is taken again with the truth instead of the value."""
    frame = vm.frames[-1]
    opcode = frame.function.code.words[frame.at - 2]
    if opcode == _NOT:
        frame.stack.pop()
        return _is_true(vm, value, False)
    if opcode == _IF or opcode == _JUMP_IF:
        frame.at -= 2
    return _is_true(vm, value, True)


def _is_true(vm, value, wanted):
    """Whether the truth of a value is `wanted`."""
    if has(value, "__bool__"):
        return _call(vm, value, "__bool__", [], "bool", wanted)
    if has(value, "__len__"):
        return _call(vm, value, "__len__", [], "some", wanted)
    return operators.truth(value) == wanted


def _bool(vm, given, wanted):
    if type(given) is not bool:
        raise fail("TypeError", "__bool__ should return bool, returned %s" % class_name(given))
    return given is wanted


def _some(vm, given, wanted):
    return (_length(given) > 0) is wanted


def _contains(vm, container, item):
    if has(container, "__contains__"):
        return _call(vm, container, "__contains__", [item], "true", True)
    if not has(container, "__iter__") and not has(container, "__getitem__"):
        raise fail("TypeError", "argument of type '%s' is not iterable" % container.cls.name)
    return vm._enter(vm._prelude_function("contains"), [container, item])


# --- operators of two

def _tries(which, left, right):
    """[(object, method, other operand)] in the order in which CPython asks them."""
    own = class_of(left)
    other = class_of(right)
    derived = other is not own and other.is_a(own)
    if _LESS <= which <= _NOT_EQUAL:
        name = _COMPARISONS[which - _LESS]
        mirror = _COMPARISONS[_MIRRORED[which - _LESS]]
        asked = [(left, name, right), (right, mirror, left)]
        if derived:
            asked.reverse()
        if which == _NOT_EQUAL:
            # Where `__ne__` is not the program's, it is what `__eq__` says, inverted.
            asked = [(one, name if has(one, name) else "__eq__", two) for one, name, two in asked]
    else:
        name = "divmod" if which == DIVMOD else _NAMES[which % len(OPERATORS)]
        mirror = "__r" + name + "__"
        asked = [(left, "__" + name + "__", right)]
        if other is not own:
            asked.append((right, mirror, left))
            if derived and has(right, mirror) and other.find(mirror) is not own.find(mirror):
                asked.reverse()
        if len(OPERATORS) <= which < _LESS:
            asked.insert(0, (left, "__i" + name + "__", right))
    return [one for one in asked if has(one[0], one[1])]


def binary(vm, which, left, right):
    """`left operator right`; `which` is numbered as operators.ORDER tells."""
    return _ask(vm, which, left, right, 0)


def _ask(vm, which, left, right, turn):
    tries = _tries(which, left, right)
    if turn >= len(tries):
        return _unanswered(vm, which, left, right)
    value, name, other = tries[turn]
    return _call(vm, value, name, [other], "answer", which, left, right, turn)


def _answer(vm, given, which, left, right, turn):
    if given is NOT_IMPLEMENTED:
        return _ask(vm, which, left, right, turn + 1)
    if which == _NOT_EQUAL and _tries(which, left, right)[turn][1] == "__eq__":
        return _is_true(vm, given, False)
    return given


def _unanswered(vm, which, left, right):
    if which == operators.EQUAL:
        return left is right
    if which == _NOT_EQUAL:
        return left is not right
    if which == DIVMOD:
        raise operators.unsupported("divmod()", left, right)
    if which >= _LESS:
        raise unordered(which - _LESS, left, right)
    symbol = OPERATORS[which % len(OPERATORS)]
    if symbol == "*":
        for sequence, times in ((left, right), (right, left)):
            if type(sequence) in _SEQUENCES and has(times, "__index__"):
                return _call(vm, times, "__index__", [], "indexed", "repeat", sequence, None, which)
    if which < len(OPERATORS):
        raise refused(symbol, left, right)
    if which == len(OPERATORS) and type(left) is list:
        return vm._enter(vm._prelude_function("extended"), [left, right])
    error = refused(symbol, left, right)
    if error.value.attributes["args"][0].startswith("unsupported"):
        error = operators.unsupported(symbol + "=", left, right)
    raise error


def _binary(vm, which, left, right):
    """From an instruction: NE asks for `==` first, and inverts it."""
    frame = vm.frames[-1]
    if which == operators.EQUAL and single(frame.function.code.words[frame.at - 2]) == _NE:
        which = _NOT_EQUAL
    return binary(vm, which, left, right)


def _prelude(vm, name, args):
    """The prelude's function of this name does it, in bytecode."""
    frame = vm.frames[-1]
    wanted = name != "equal" or single(frame.function.code.words[frame.at - 2]) != _NE
    result = vm._enter(vm._prelude_function(name), list(args))
    if result is _ENTERED and not wanted:
        vm.frames[-1].gives = ("true", (False,))
    return result


def refused(symbol, left, right):
    """What is raised where no operand can do it."""
    a = type(left)
    b = type(right)
    if symbol == "+" and a in (str, list, tuple):
        if a is str:
            return fail("TypeError", 'can only concatenate str (not "%s") to str'
                       % class_name(right))
        return fail("TypeError", 'can only concatenate %s (not "%s") to %s'
                   % (class_name(left), class_name(right), class_name(left)))
    if symbol == "+" and a in (bytes, bytearray):
        return fail("TypeError", "can't concat %s to %s" % (class_name(right), class_name(left)))
    if symbol == "*" and (a in _SEQUENCES or b in _SEQUENCES):
        other = right if a in _SEQUENCES else left
        return fail("TypeError", "can't multiply sequence by non-int of type '%s'"
                   % class_name(other))
    return operators.unsupported("** or pow()" if symbol == "**" else symbol, left, right)


def unordered(which, left, right):
    return fail("TypeError", "'%s' not supported between instances of '%s' and '%s'"
               % (("<", "<=", ">", ">=")[which], class_name(left), class_name(right)))


# --- texts

def _text(vm, mode, value):
    """`str(value)` or `repr(value)` where a class of the program's says it."""
    for name in _TEXTS if mode == "str" else _TEXTS[1:]:
        if has(value, name):
            return _call(vm, value, name, [], "checked", name)
    wanted = vm._prelude_function("shown")
    for frame in vm.frames:
        if frame.function is wanted and frame.local[0] is value:
            return {list: "[...]", Dict: "{...}"}.get(type(value), "(...)")
    return vm._enter(wanted, [value])


def _format(vm, value, spec):
    return _call(vm, value, "__format__", [spec], "checked", "__format__")


def _percent(vm, template, args, known, mode, value):
    """The texts that only the program can give, one after another; each time from the start."""
    vm.spend(len(template) >> 4)
    return _enter(vm, vm._prelude_function("text"), [mode, value], "percent", template, args, known)


def _percent_on(vm, given, template, args, known):
    if type(known) is not tuple:
        raise fail("TypeError", "not the texts of a format")
    return operators.percent(vm, template, args, known + (given,))


# --- keys of dicts

def is_own(key):
    """True for an object with an `__eq__` of the program's; TypeError where it has no hash."""
    if not _can_hash(key.cls):
        raise fail("TypeError", "unhashable type: '%s'" % class_name(key))
    return True


def _can_hash(cls):
    """A class that has an `__eq__` and no `__hash__` of its own has none at all."""
    while cls is not None:
        if "__hash__" in cls.namespace:
            return cls.namespace["__hash__"] is not None
        if "__eq__" in cls.namespace:
            return False
        cls = cls.base
    return True


def _key(vm, *redo):
    """Find which key of a dict an object is, by its `__hash__` and `__eq__`; then `redo`."""
    if not redo:
        raise fail("TypeError", "objects with an __eq__ of their own cannot be keys here")
    container, key = redo[1], redo[2]
    if type(key) is tuple or type(key) is FrozenSet:
        return _among(vm, _rivals(vm, container, key, None), redo)
    return _call(vm, key, "__hash__", [], "hashed", *_padded(redo))


def _padded(redo):
    return redo + (None,) * (4 - len(redo))


def _hashed(vm, given, *redo):
    given = _checked(vm, given, "__hash__")
    vm.charge(16)
    redo[2].attributes[_HASH] = given
    return _among(vm, _rivals(vm, redo[1], redo[2], given), redo)


# Where an object keeps its hash while it is a key: a name that no program can write.
_HASH = ".hash"


def _rivals(vm, container, key, number):
    """The keys that may equal `key`: objects of the same hash, or tuples of the same length."""
    if type(container) is View:
        container = container.of
    keys = container.keys() if type(container) is Dict else container.table.keys()
    vm.spend(len(container) >> 2)
    if number is None:
        return [other for other in keys if type(other) is type(key) and len(other) == len(key)]
    return [other for other in keys
            if isinstance(other, Instance) and other.attributes.get(_HASH) == number]


def _among(vm, rivals, redo):
    if not rivals:
        return _redo(vm, redo[2], redo)
    vm.charge(16 + 4 * len(rivals))
    return _enter(vm, vm._prelude_function("same_key"), [rivals, redo[2]], "keyed", *_padded(redo))


def _keyed(vm, given, *redo):
    return _redo(vm, given, redo)


def _redo(vm, key, redo):
    """The operation again, with the key that the dict has."""
    what, container, _, value = _padded(redo)
    vm.resolved = key
    try:
        if type(what) is Builtin:
            return vm._enter(what, [container, key] + list(value))
        return _operate(vm, what, container, key, value)
    finally:
        vm.resolved = None


def _operate(vm, what, container, at, value):
    if what == "item":
        return operators.item(vm, container, at)
    if what == "in":
        return operators.contains(vm, container, at)
    if what == "delete":
        operators.delete_item(vm, container, at)
    elif what == "add":
        operators.sets().add(vm, container, at)
    else:
        operators.store_item(vm, container, at, value)
    return DROPPED


# --- `__index__`

def _index(vm, *redo):
    return _call(vm, redo[2], "__index__", [], "indexed", *_padded(redo))


def _indexed(vm, given, what, container, at, value):
    given = _checked(vm, given, class_name(at) + ".__float__" if what == "float" else "__index__")
    if what == "repeat":
        return (operators.binary if value < len(OPERATORS) else operators.inplace)(
            vm, value % len(OPERATORS), container, given)
    if what == "call" or what == "float":
        return vm._enter(container, [given if one is at else one for one in value])
    return _operate(vm, what, container, given, value)


_OF_BUILTIN = {
    "len": ("__len__",), "abs": ("__abs__",), "round": ("__round__",),
    "reversed": ("__reversed__",), "int": ("__int__", "__index__"),
    "float": ("__float__", "__index__"), "hash": ("__hash__",),
}


# They ask what stands first for more than its `__index__`.
_NEVER_WHOLE = ("divmod", "round", "abs", "pow", "len", "reversed", "hash")


def rescue(vm, callee, args, raised):
    """What a builtin cannot do with an object its class may do; else raise what was raised."""
    if raised.value.cls is not CLASSES["TypeError"] or not args:
        raise raised
    value = args[0]
    for name in _OF_BUILTIN.get(callee.name, ()):
        if (has(value, name) and value.cls.find(name) is not None
                and not (name == "__index__" and callee.name == "float")):
            return _method(vm, value, name, args[1:])
    if callee.name == "divmod" and len(args) == 2 and _tries(DIVMOD, value, args[1]):
        return binary(vm, DIVMOD, value, args[1])
    real = str(raised.value.attributes["args"][0])[:20] == "must be real number,"
    for one in args:
        if real and has(one, "__float__"):
            return _call(vm, one, "__float__", [], "indexed", "float", callee, one, tuple(args))
    for at in range(len(args)):
        one = args[at]
        if has(one, "__index__") and (callee.name not in _NEVER_WHOLE
                                      or at and callee.name == "round"):
            return _call(vm, one, "__index__", [], "indexed", "call", callee, one, tuple(args))
    raise raised


# --- generators

def _delegate(vm, given):
    """What an object's `__next__` gave to a `yield from` goes to the generator's consumer."""
    vm.frames[-1].at -= 2
    vm._give(given)
    return DROPPED


def delegate(vm, source, name, args):
    """One step of `yield from` over an object."""
    if not has(source, name):
        if name == "__next__":
            raise fail("TypeError", "'%s' object is not an iterator" % source.cls.name)
        raise fail("AttributeError", "'%s' object has no attribute '%s'" % (source.cls.name, name))
    return _call(vm, source, name, args, "delegate")


def close_first(vm, generator, error):
    """Close the generator that a `yield from` reads, then raise in the one that reads it."""
    return _enter(vm, vm._prelude_function("generator_close"), [generator], "raise", error)


def _raise(vm, given, error):
    raise Raise(error)


def steer(vm, what, args):
    generator = args[0]
    if generator.walk is not None:
        if vm.is_native and what == "send":
            from runtime.vm.native import send
            return send(vm, generator, args[1])
        if vm.is_native:
            from runtime.vm.native import Again
            raise Again()
        vm.freeze()
    if what == "send":
        if generator.frame is not None and generator.frame.at == 0 and args[1] is not None:
            raise fail("TypeError", "can't send non-None value to a just-started generator")
        return vm._wake(generator, args[1])
    if what == "close":
        if generator.frame is None or generator.frame.at == 0:
            generator.frame = None
            return None
        return vm._enter(vm._prelude_function("generator_close"), [generator])
    error = args[1]
    if is_exception_class(error):
        error = Error(error, ())
    if not is_exception(error):
        raise fail("TypeError", "exceptions must be classes or instances deriving from "
                   "BaseException, not %s" % class_name(error))
    if generator.frame is None or generator.frame.at == 0:
        generator.frame = None
        raise Raise(error)
    vm._wake(generator, None)
    frame = vm.frames[-1]
    frame.stack.pop()
    if frame.function.code.words[frame.at] == _YIELD_FROM:
        # What the generator reads from is told first.
        frame.at += 2
        source = frame.stack[-1]
        if type(source) is Generator and source.frame is not None:
            if error.cls.is_a(CLASSES["GeneratorExit"]):
                return close_first(vm, source, error)
            return steer(vm, "throw", [source, error])
        if has(source, "throw"):
            return delegate(vm, source, "throw", [error])
    raise Raise(error)


# --- dict displays

def merge(vm, frame, target, source, named):
    """Update the dict on top of the stack by a mapping; `named`: with arguments for a call."""
    if type(source) is not Dict or type(target) is not Dict:
        if has(source, "keys"):
            # First a dict of it; then this again.
            frame.at -= 2
            return vm._enter(vm._prelude_function("mapping"), [source])
        if named:
            raise fail("TypeError", "%s argument after ** must be a mapping, not %s"
                       % (_called(vm, frame), class_name(source)))
        raise fail("TypeError", "'%s' object is not a mapping" % class_name(source))
    for key in source.keys() if named else ():
        if type(key) is not str:
            raise fail("TypeError", "keywords must be strings")
        if key in target:
            raise fail("TypeError", "%s got multiple values for keyword argument '%s'"
                       % (_called(vm, frame), key))
    try:
        builtins.merge(vm, target, source)
    except Divert:
        vm._enter(vm._prelude_function("dict.update"), [target, source])
        vm.frames[-1].gives = DROPPED
        return _ENTERED
    return UNBOUND


def _called(vm, frame):
    from runtime.vm.complaints import called
    return called(vm, frame.stack[-3])


# --- exceptions

def _raise_from(vm, given, error, cause):
    """`raise Class from cause` after the program's `__init__` ran."""
    if given is not None:
        raise fail("TypeError", "__init__() should return None, not '%s'" % class_name(given))
    vm.frames[-1].at += 2
    raise Raise(vm._caused(error, cause))


def _not_texts(told):
    return [one for one in told if one is not None and type(one) is not str]


def _failed(vm, given, error, told):
    """The text of an exception that nobody caught; with the last one the program has failed."""
    if not is_exception(error) or type(told) is not tuple or _not_texts(told):
        raise fail("TypeError", "not the texts of an exception")
    from runtime.vm.complaints import failed
    if failed(vm, error, told + (given if type(given) is str else None,)):
        return _ENTERED
    raise Raise(error)


# --- names

def inherited(value, name):
    """The method that every object, or every exception, has by itself; or UNBOUND."""
    found = builtins.named("BaseException." + name) if is_exception(value) else UNBOUND
    return builtins.named("object." + name) if found is UNBOUND else found


def name_of(value, name):
    """`__name__` and the like of a function or class."""
    plain = type(value) is Class
    builtin = plain and value.builtin
    if name == "__doc__":
        return None
    if name == "__module__":
        return "builtins" if builtin else "__main__"
    if name == "__qualname__":
        if builtin:
            return value.name
        return spelled(value.full_name if plain else value.full_name())
    return value.name if plain else value.name()


def put_on_function(vm, function, name, content):
    """`function.name = content`."""
    if name in ("__name__", "__qualname__") and type(content) is not str:
        raise fail("TypeError", "%s must be set to a string object" % name)
    vm.charge(32)
    if function.attributes is None:
        function.attributes = Dict()
    function.attributes[name] = content


def check_slot(value, name):
    """AttributeError where every class of an object has `__slots__`, and none has this one."""
    cls = value.cls
    while not cls.builtin:
        slots = cls.namespace.get("__slots__", UNBOUND)
        if type(slots) is str:
            slots = (slots,)
        if type(slots) not in (tuple, list) or name in slots:
            return
        cls = cls.base
    if not is_exception(value):
        raise fail("AttributeError", "'%s' object has no attribute '%s'" % (value.cls.name, name))


# The special methods of builtin values, and what does their work.
_OWN = ("__len__:len __iter__:iter __next__:next __reversed__:reversed __abs__:abs __hash__:hash "
        "__repr__:repr __format__:format __round__:round __divmod__:divmod __str__:str __int__:int "
        "__float__:float __bool__:bool __index__:int __eq__:object.__eq__ __ne__:object.__ne__ "
        "__contains__:object.__contains__ __getitem__:object.__getitem__ "
        "__setitem__:object.__setitem__ __delitem__:object.__delitem__ ")
_OF_NUMBERS = "__abs__ __round__ __divmod__ __int__ __float__ __bool__ __index__ "
_OF_ITEMS = "__getitem__ "
_OF_CHANGING = "__setitem__ __delitem__ "


def own_method(value, name):
    """The special method `name` of a builtin value, or UNBOUND."""
    kind = type(value)
    known = "__hash__ __repr__ __str__ __format__ __eq__ __ne__ "
    if kind in (int, bool, float):
        known += _OF_NUMBERS[:-10] if kind is float else _OF_NUMBERS
    elif kind is Iterator or kind is Generator:
        known += "__iter__ __next__ "
    elif builtins.is_iterable(value):
        known += "__len__ __iter__ __contains__ "
        if kind in _SEQUENCES or kind in (Dict, range):
            known += _OF_ITEMS
        if kind in (list, bytearray, Dict):
            known += _OF_CHANGING
        if kind in (list, range, Dict):
            known += "__reversed__ "
    if name + " " not in known:
        return UNBOUND
    at = _OWN.index(name + ":") + len(name) + 1
    return builtins.named(_OWN[at:_OWN.index(" ", at)])


# --- what every object has, whatever its own class makes of it

def _property_getter(vm, a):
    return Property(a[1], a[0].fset, a[0].fdel)


def _property_deleter(vm, a):
    return Property(a[0].fget, a[0].fset, a[1])


def _object___delattr__(vm, a):
    if not isinstance(a[0], Instance) or a[1] not in a[0].attributes or a[1] == "args":
        raise fail("AttributeError", "'%s' object has no attribute '%s'"
                   % (class_name(a[0]), a[1] if type(a[1]) is str else "?"))
    del a[0].attributes[a[1]]


def _object___repr__(vm, a):
    return builtins.texts().represent_own(vm, a[0])


def _object___str__(vm, a):
    if has(a[0], "__repr__"):
        raise Divert("text", "repr", a[0])
    return builtins.texts().represent_own(vm, a[0])


def _object___eq__(vm, a):
    if not isinstance(a[0], Instance) and (type(a[0]) is type(a[1]) or a[0] is a[1]):
        return operators.equal(vm, a[0], a[1])
    return True if a[0] is a[1] else NOT_IMPLEMENTED


def _object___ne__(vm, a):
    given = _object___eq__(vm, a)
    return given if given is NOT_IMPLEMENTED else not given


def _object___contains__(vm, a):
    return operators.contains(vm, *_with_items(a))


def _object___getitem__(vm, a):
    return operators.item(vm, *_with_items(a))


def _object___setitem__(vm, a):
    operators.store_item(vm, *_with_items(a))


def _object___delitem__(vm, a):
    operators.delete_item(vm, *_with_items(a))


def _with_items(a):
    if not builtins.is_iterable(a[0]) or isinstance(a[0], (Instance, Generator)):
        raise fail("TypeError", "'%s' object is not subscriptable" % class_name(a[0]))
    return a


def _object___hash__(vm, a):
    return vm.identity(a[0]) >> 4


def _object___format__(vm, a):
    if a[1] != "":
        raise fail("TypeError", "unsupported format string passed to %s.__format__"
                   % class_name(a[0]))
    return builtins.texts().text_of(vm, a[0])


def _error_text(vm, a):
    if not is_exception(a[0]):
        raise fail("TypeError", "descriptor '__str__' requires a 'BaseException' object")
    return builtins.texts().text_of_error(vm, a[0])


_BaseException___str__ = _error_text
_BaseException___repr__ = _object___repr__


_BEGIN = {
    "method": _method, "drop": _drop, "delete": _delete, "truth": _truth, "contains": _contains,
    "binary": _binary, "prelude": _prelude, "text": _text, "format": _format, "percent": _percent,
    "key": _key, "index": _index,
}

# How many things each holds, and what it does with the result.
_FINISH = {
    "checked": (1, _checked), "dropped": (0, lambda vm, given: DROPPED), "bool": (1, _bool),
    "some": (1, _some), "true": (1, _is_true), "answer": (4, _answer), "percent": (3, _percent_on),
    "hashed": (4, _hashed), "keyed": (4, _keyed), "indexed": (4, _indexed),
    "delegate": (0, _delegate), "raise": (1, _raise), "from": (2, _raise_from),
    "failed": (2, _failed),
}
