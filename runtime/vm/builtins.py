"""The builtin functions and methods: one table, by number.

A row is `name least most parameters`. A name with a dot is a method (`list.append`, its receiver
first) or a function of a native module (`math.sqrt`). The function that does a row's work,
`function(vm, args)` with a list, is found by its name when it is first called: here, or in the
module of its theme, which a node has no room for before. Two answers are not values: DIVERT, that
the prelude's function of this name must do it, since it calls back into the program; and TAIL, that
the machine goes on with `vm.tail`.
"""

import math

from runtime.vm import operators
from runtime.vm.classes import (
    CLASS_COUNT,
    CLASSES,
    Divert,
    class_name,
    class_numbered,
    class_of,
    fail,
    has,
    host_type,
    is_exception_class,
)
from runtime.vm.classes import number_of as class_number
from runtime.vm.natives import NATIVES
from runtime.vm.values import (
    NOT_IMPLEMENTED,
    UNBOUND,
    Builtin,
    Class,
    ClassMethod,
    Dict,
    FrozenSet,
    Generator,
    Instance,
    Iterator,
    Property,
    Set,
    Slice,
    StaticMethod,
    Super,
    View,
)

DIVERT = UNBOUND
TAIL = Ellipsis

_ITERABLE = (list, tuple, str, bytes, bytearray, range, Dict, Set, FrozenSet, View)


def texts():
    """What writes values as text: a board has no room for it until a program asks."""
    from runtime.vm import formatting
    return formatting


def needs_program(value):
    """Whether only the program's own code can iterate the value."""
    return isinstance(value, (Instance, Generator))


def is_iterable(value):
    return type(value) in _ITERABLE or isinstance(value, (Instance, Generator, Iterator))


def again(vm, at):
    """Do the call again, after the prelude has made a list of its argument number `at`."""
    vm.tail = ("again", at)
    return TAIL


def pairs_again(vm, a, at):
    """The same where a mapping is taken as well: a dict is made of that."""
    vm.tail = ("mapped" if has(a[at], "keys") else "again", at)
    return TAIL


def plain_items(vm, value):
    """The items of an iterable that needs no call back into the program, else None."""
    kind = type(value)
    if kind is Dict:
        vm.charge(4 * len(value))
        return value.keys()
    if kind is Set or kind is FrozenSet:
        vm.charge(4 * len(value))
        return value.table.keys()
    if kind is View:
        return _seen(vm, value)
    if kind in _ITERABLE:
        return value
    if kind is Iterator:
        rest = value.items[value.at:]
        value.at, value.items = 0, ()
        return rest
    if needs_program(value):
        return None
    raise fail("TypeError", "'%s' object is not iterable" % class_name(value))


def _seen(vm, view):
    """The items of a view, as they are now."""
    of = view.of
    vm.charge((4, 4, 16)[view.which] * len(of))
    if view.which == 0:
        return list(of.keys())
    return list(of.values() if view.which == 1 else of.items())


def spent(vm, items):
    """`items`, after its walk is paid for."""
    if items is not None:
        vm.spend(len(items))
    return items


def _diverted(value, items):
    """DIVERT, after an iterator is put back to where it was before its items were taken."""
    if type(value) is Iterator:
        value.items = items
    return DIVERT


def _all_plain(items):
    for item in items:
        if isinstance(item, Instance):
            return False
    return True


# --- functions


def _len(vm, a):
    value = a[0]
    if type(value) in _ITERABLE:
        return len(value)
    raise fail("TypeError", "object of type '%s' has no len()" % class_name(value))


def _print(vm, a):
    sep = a[1] if len(a) > 1 and a[1] is not None else " "
    end = a[2] if len(a) > 2 and a[2] is not None else "\n"
    for name, part in (("sep", sep), ("end", end)):
        if type(part) is not str:
            raise fail("TypeError", "%s must be None or a string, not %s"
                       % (name, class_name(part)))
    text_of = texts().text_of
    text = sep.join([text_of(vm, item) for item in a[0]]) + end
    vm.charge(len(text))
    vm.host.write(text)


def _abs(vm, a):
    number(a[0], "bad operand type for abs(): '%s'")
    return abs(a[0])


def number(value, text):
    if type(value) not in (int, float, bool):
        raise fail("TypeError", text % class_name(value))
    return value


def _extreme(vm, a, better):
    source = items = a[0]
    name = "min" if better == 0 else "max"
    if not items:
        raise fail("TypeError", name + " expected at least 1 argument, got 0")
    if len(items) > 1 and len(a) > 2:
        raise fail("TypeError", "Cannot specify a default for %s() with multiple positional "
                   "arguments" % name)
    if len(items) == 1:
        source = items[0]
        items = spent(vm, plain_items(vm, source))
    if items is None:
        return DIVERT
    if len(a) > 1 or not _all_plain(items):
        return _diverted(source, items)
    if not items:
        raise fail("ValueError", name + "() arg is an empty sequence")
    best = None
    first = True
    try:
        for item in items:
            if first or operators.compare(vm, better, item, best):
                best = item
                first = False
    except Divert:
        return _diverted(source, items)
    return best


def _min(vm, a):
    return _extreme(vm, a, 0)


def _max(vm, a):
    return _extreme(vm, a, 2)


def _sum(vm, a):
    items = spent(vm, plain_items(vm, a[0]))
    if items is None:
        return DIVERT
    total = a[1] if len(a) > 1 else 0
    if type(total) is str:
        raise fail("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
    try:
        for item in items:
            total = operators.binary(vm, 0, total, item)
    except Divert:
        return _diverted(a[0], items)
    return total


def _any_all(vm, a, wanted):
    items = spent(vm, plain_items(vm, a[0]))
    if items is None:
        return DIVERT
    if not _all_plain(items):
        return _diverted(a[0], items)
    for item in items:
        if operators.truth(item) == wanted:
            return wanted
    return not wanted


def _any(vm, a):
    return _any_all(vm, a, True)


def _all(vm, a):
    return _any_all(vm, a, False)


# What the library's own bricks ask of bytes and numbers, so that they load no more than this.


def _bytes_find(vm, a):
    if len(a) > 2 or type(a[1]) is not bytes:
        return _home("bytes").work("find")(vm, a)
    operators.search(vm, a[0], a[1])
    return bytes(a[0]).find(a[1])


def _int_bit_length(vm, a):
    return operators.bits(int(a[0]))


def _round(vm, a):
    if len(a) > 1 or type(a[0]) is not float or a[0] - a[0] != 0:
        return _home("int").rounded(vm, a)
    return round(a[0])


def integer(value):
    if type(value) not in (int, bool):
        raise fail("TypeError", "'%s' object cannot be interpreted as an integer"
                   % class_name(value))
    return int(value)


def _isinstance(vm, a):
    wanted = a[1]
    if type(wanted) is tuple:
        for one in wanted:
            if _isinstance(vm, [a[0], one]):
                return True
        return False
    if not isinstance(wanted, Class):
        raise fail("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
    return _derives(class_of(a[0]), wanted)


def _derives(cls, wanted):
    """Whether a class is derived from another, or stands for a builtin one (library/bases.py)."""
    return cls.is_a(wanted) or (wanted.builtin and not cls.builtin
                                and cls.find("builtin_base") == wanted.name)


def _issubclass(vm, a):
    wanted = a[1] if type(a[1]) is tuple else (a[1],)
    if not isinstance(a[0], Class):
        raise fail("TypeError", "issubclass() arg 1 must be a class")
    for one in wanted:
        if type(one) is not Class:
            raise fail(
                "TypeError", "issubclass() arg 2 must be a class, a tuple of classes, or a union"
            )
        if _derives(a[0], one):
            return True
    return False


def _callable(vm, a):
    return has(a[0], "__call__") or class_of(a[0]).name in (
        "type", "function", "method", "builtin_function_or_method")


def _repr(vm, a):
    text = texts().represent(vm, a[0])
    vm.charge(len(text))
    return text


def _format(vm, a):
    return format_value(vm, a[0], a[1] if len(a) > 1 else "")


def format_value(vm, value, spec):
    """`format(value, spec)` with the failures that the program sees."""
    if type(spec) is not str:
        raise fail("TypeError", "format() argument 2 must be str, not %s" % class_name(spec))
    if has(value, "__format__"):
        raise Divert("format", value, spec)
    if not spec:
        return texts().text_of(vm, value)
    text = texts().format_value(value, spec)
    vm.charge(operators.size_of(text))
    return text


def _iter(vm, a):
    if len(a) > 1:
        if not _callable(vm, a):
            raise fail("TypeError", "iter(v, w): v must be callable")
        return DIVERT
    vm.tail = ("iter", a)
    return TAIL


def _next(vm, a):
    vm.tail = ("next", a)
    return TAIL


def _attribute(kind):
    def run(vm, a):
        vm.tail = (kind, a)
        return TAIL
    return run


_getattr = _attribute("getattr")
_hasattr = _attribute("hasattr")
_setattr = _attribute("setattr")
_delattr = _attribute("delattr")
_generator_send = _attribute("send")
_generator_throw = _attribute("throw")
_generator_close = _attribute("close")


def _hash(vm, a):
    from runtime.vm.hashing import hash_of
    operators.keeps_own(vm, a[0])
    if has(a[0], "__hash__"):
        raise Divert("method", a[0], "__hash__", ())
    return hash_of(vm, a[0])


def _id(vm, a):
    return vm.identity(a[0])


# --- constructors of the builtin classes


def construct(vm, cls, a):
    """Call a builtin class: its value, or TAIL."""
    name = cls.name
    maker = globals().get("new_" + name)
    if maker is not None:
        return maker(vm, a)
    if name == "set" or name == "frozenset":
        return operators.sets().new(vm, host_type(name), a)
    if name == "bytes" or name == "bytearray":
        return _home(name).new(vm, name, a)
    raise fail("TypeError", "cannot create '%s' instances" % name)


def most_of(name):
    """How many arguments a builtin class takes at the most."""
    if name in ("range", "slice", "str", "bytes", "bytearray"):
        return 3
    if name == "property":
        return 4
    return 2 if name in ("int", "super") else 1


def new_int(vm, a):
    if not a:
        return 0
    value = a[0]
    base = integer(a[1]) if len(a) > 1 else None
    if type(value) in (str, bytes, bytearray):
        text = value if type(value) is str else "".join([chr(byte) for byte in value])
        return _home("int").parsed_int(vm, text, 10 if base is None else base, value)
    if base is not None:
        raise fail("TypeError", "int() can't convert non-string with explicit base")
    if type(value) is float:
        if value != value:
            raise fail("ValueError", "cannot convert float NaN to integer")
        if value in (math.inf, -math.inf):
            raise fail("OverflowError", "cannot convert float infinity to integer")
    elif type(value) not in (int, bool):
        raise fail("TypeError", "int() argument must be a string, a bytes-like object or a real "
                   "number, not '%s'" % class_name(value))
    # MicroPython's int() of a large negative float has no sign.
    return operators.bounded(-int(-value) if value < 0 else int(value))


def new_float(vm, a):
    if not a:
        return 0.0
    value = a[0]
    if type(value) in (str, bytes, bytearray):
        text = value if type(value) is str else "".join([chr(byte) for byte in value])
        return _home("float").parsed_float(vm, text, value)
    if type(value) not in (int, float, bool):
        raise fail("TypeError", "float() argument must be a string or a real number, not '%s'"
                   % class_name(value))
    return operators.as_float(value)


def new_bool(vm, a):
    return bool(a) and operators.truth(a[0])


def new_str(vm, a):
    if not a:
        return ""
    if len(a) > 1:
        if type(a[0]) not in (bytes, bytearray):
            raise fail("TypeError", "decoding to str: need a bytes-like object, %s found"
                       % class_name(a[0]) if type(a[0]) is not str else
                       "decoding str is not supported")
        return _home("bytes")._decode(vm, a)
    text = texts().text_of(vm, a[0])
    vm.charge(operators.size_of(text))
    return text


def new_list(vm, a):
    if not a:
        return []
    if needs_program(a[0]):
        return DIVERT
    items = spent(vm, plain_items(vm, a[0]))
    vm.charge(16 + 4 * len(items))
    return list(items)


def new_tuple(vm, a):
    if a and type(a[0]) is tuple:
        return a[0]
    if a and needs_program(a[0]):
        return again(vm, 0)
    return tuple(new_list(vm, a))


def new_dict(vm, a):
    out = Dict()
    if a:
        if needs_program(a[0]):
            return pairs_again(vm, a, 0)
        merge(vm, out, a[0])
    return out


def merge(vm, target, source):
    """Update a dict by a dict or by pairs."""
    if type(source) is Dict:
        vm.charge(24 * len(source))
        vm.spend(len(source) >> 2)
        checked = len(target) > 0
        for key in source.keys():
            if checked and operators.keeps_own(vm, key):
                raise Divert("key")
            target[key] = source[key]
        return
    items = list(spent(vm, plain_items(vm, source)))
    for at in range(len(items)):
        pair = items[at]
        if type(pair) not in _ITERABLE:
            raise fail("TypeError", "cannot convert dictionary update sequence element #%d to a "
                       "sequence" % at)
        pair = list(plain_items(vm, pair))
        if len(pair) != 2:
            raise fail("ValueError", "dictionary update sequence element #%d has length %d; "
                       "2 is required" % (at, len(pair)))
        operators.store_item(vm, target, pair[0], pair[1])


def new_range(vm, a):
    parts = [integer(part) for part in a]
    if len(parts) == 3 and parts[2] == 0:
        raise fail("ValueError", "range() arg 3 must not be zero")
    for part in parts:
        if not -0x3FFFFFFF <= part <= 0x3FFFFFFF:
            raise fail("OverflowError", "a range of programs stays within 30 bits")
    return range(*parts)


def new_slice(vm, a):
    return Slice(None, a[0], None) if len(a) == 1 else Slice(*a)


def new_type(vm, a):
    if len(a) != 1:
        raise fail("TypeError", "classes are made by class statements only")
    return class_of(a[0])


def new_object(vm, a):
    return Instance(CLASSES["object"])


def new_super(vm, a):
    if len(a) != 2 or not isinstance(a[0], Class):
        raise fail("TypeError", "super() takes a class and an object")
    return Super(a[0].base, a[1])


def new_property(vm, a):
    return Property(*a[:3])


def new_staticmethod(vm, a):
    return StaticMethod(a[0])


def new_classmethod(vm, a):
    return ClassMethod(a[0])


# --- methods of list, dict, tuple


def _list_append(vm, a):
    vm.meter.charge(4)
    a[0].append(a[1])


def _list_extend(vm, a):
    items = spent(vm, plain_items(vm, a[1]))
    if items is None:
        return DIVERT
    vm.charge(4 * len(items))
    a[0].extend(list(items))
    return None


def _list_insert(vm, a):
    vm.charge(4)
    at = integer(a[1])
    a[0].insert(max(at + len(a[0]), 0) if at < 0 else at, a[2])


def _list_pop(vm, a):
    if not a[0]:
        raise fail("IndexError", "pop from empty list")
    at = integer(a[1]) if len(a) > 1 else -1
    if not -len(a[0]) <= at < len(a[0]):
        raise fail("IndexError", "pop index out of range")
    return a[0].pop(at)


def _find(vm, sequence, item):
    vm.spend(len(sequence) >> 4)
    for at in range(len(sequence)):
        if operators.equal(vm, sequence[at], item):
            return at
    return -1


def _list_remove(vm, a):
    at = _find(vm, a[0], a[1])
    if at < 0:
        raise fail("ValueError", "list.remove(x): x not in list")
    a[0].pop(at)


def _list_index(vm, a):
    sequence = a[0]
    vm.spend(len(sequence) >> 4)
    start = a[2] if len(a) > 2 else 0
    stop = a[3] if len(a) > 3 else len(sequence)
    start, stop, _ = operators.slice_bounds(Slice(start, stop), len(sequence))
    for at in range(start, stop):
        if operators.equal(vm, sequence[at], a[1]):
            return at
    raise fail("ValueError", "%s is not in list" % texts().represent(vm, a[1])
               if type(sequence) is list else "tuple.index(x): x not in tuple")


def _list_count(vm, a):
    vm.spend(len(a[0]) >> 4)
    return sum([1 for item in a[0] if operators.equal(vm, item, a[1])])


_tuple_index = _list_index
_tuple_count = _list_count


def _list_sort(vm, a):
    if len(a) > 1 or not _all_plain(a[0]):
        return DIVERT
    a[0][:] = sort(vm, a[0])
    return None


def sort(vm, items):
    """A stable merge sort, the same on every host: MicroPython's own sort is not stable."""
    vm.spend(len(items) * 4)
    vm.charge(4 * len(items))
    items = list(items)
    if _is_of_one_kind(items):
        vm.spend(len(items) * operators.bits(len(items)) >> 3)
        # Which of two equal ints, texts or tuples of ints comes first is not to be seen.
        return sorted(items)
    runs = [[item] for item in items]
    while len(runs) > 1:
        runs = [_merged(vm, runs[at], runs[at + 1] if at + 1 < len(runs) else [])
                for at in range(0, len(runs), 2)]
    return runs[0] if runs else []


def _is_of_one_kind(items):
    """Whether the items are all ints, all texts, or all tuples of ints."""
    kind = type(items[0]) if items else None
    if kind is not int and kind is not str and kind is not tuple:
        return False
    for item in items:
        if type(item) is not kind:
            return False
        if kind is tuple:
            for part in item:
                if type(part) is not int:
                    return False
    return True


def _merged(vm, left, right):
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if operators.compare(vm, 0, right[j], left[i]):
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    out.extend(left[i:])
    out.extend(right[j:])
    return out


def _sorted(vm, a):
    items = spent(vm, plain_items(vm, a[0]))
    if items is None:
        return DIVERT
    try:
        return sort(vm, items) if len(a) == 1 and _all_plain(items) else _diverted(a[0], items)
    except Divert:
        return _diverted(a[0], items)


def _list_reverse(vm, a):
    a[0].reverse()


def _list_clear(vm, a):
    a[0].clear()


def _list_copy(vm, a):
    vm.charge(operators.size_of(a[0]))
    return a[0][:]


def _reversed(vm, a):
    if isinstance(a[0], Instance) and has(a[0], "__getitem__") and not has(a[0], "__reversed__"):
        return DIVERT
    if type(a[0]) not in _ITERABLE or type(a[0]) in (Set, FrozenSet):
        raise fail("TypeError", "'%s' object is not reversible" % class_name(a[0]))
    vm.charge(4 * len(a[0]))
    items = list(plain_items(vm, a[0]))
    items.reverse()
    of = a[0].of if type(a[0]) is View else a[0]
    return Iterator(items, 0, of, len(of)) if type(of) is Dict else Iterator(items)


def _lazy(sources):
    """The prelude's generators say too late that a source cannot be iterated."""
    for value in sources:
        if not is_iterable(value):
            raise fail("TypeError", "'%s' object is not iterable" % class_name(value))
    return DIVERT


def _enumerate(vm, a):
    if len(a) > 1:
        integer(a[1])
    return _lazy(a[:1])


def _zip(vm, a):
    return _lazy(a[0])


def _map(vm, a):
    if len(a[0]) < 2:
        raise fail("TypeError", "map() must have at least two arguments.")
    return _lazy(a[0][1:])


def _filter(vm, a):
    return _lazy(a[1:])


def _dict_get(vm, a):
    operators.check_key(vm, a[1])
    return a[0].get(a[1], a[2] if len(a) > 2 else None)


def _dict_keys(vm, a):
    vm.charge(16)
    return View(a[0], 0)


def _dict_values(vm, a):
    vm.charge(16)
    return View(a[0], 1)


def _dict_items(vm, a):
    vm.charge(16)
    return View(a[0], 2)


def _dict_copy(vm, a):
    out = Dict()
    merge(vm, out, a[0])
    return out


def _dict_clear(vm, a):
    a[0].clear()


def _dict_fromkeys(vm, a):
    if needs_program(a[0]):
        return again(vm, 0)
    out = Dict()
    for key in spent(vm, plain_items(vm, a[0])):
        operators.store_item(vm, out, key, a[1] if len(a) > 1 else None)
    return out


def _dict_pop(vm, a):
    operators.check_key(vm, a[1])
    if a[1] not in a[0]:
        if len(a) > 2:
            return a[2]
        raise fail("KeyError", a[1])
    value = a[0][a[1]]
    del a[0][a[1]]
    return value


def _dict_popitem(vm, a):
    if not len(a[0]):
        raise fail("KeyError", "popitem(): dictionary is empty")
    vm.charge(24)
    return a[0].popitem()


def _dict_setdefault(vm, a):
    operators.check_key(vm, a[1])
    if a[1] not in a[0]:
        operators.store_item(vm, a[0], a[1], a[2] if len(a) > 2 else None)
    return a[0][a[1]]


def _dict_update(vm, a):
    args, named = a
    if len(args) > 2:
        raise fail("TypeError", "update expected at most 1 argument, got %d" % (len(args) - 1))
    if len(args) > 1:
        if needs_program(args[1]):
            return pairs_again(vm, args, 1)
        merge(vm, args[0], args[1])
    for name in named or ():
        operators.store_item(vm, args[0], name, named[name])
    return None


def _property_setter(vm, a):
    return Property(a[0].fget, a[1], a[0].fdel)


def _object___init__(vm, a):
    return None


def _object___setattr__(vm, a):
    """`super().__setattr__`: the attribute itself, past the class's own `__setattr__`."""
    if not isinstance(a[0], Instance) or type(a[1]) is not str:
        raise fail("TypeError", "__setattr__ takes an object and a name")
    if a[1] == "args" and type(a[2]) is not tuple:
        raise fail("TypeError", "args are a tuple")
    vm.charge(16)
    a[0].attributes[a[1]] = a[2]


_BaseException___setattr__ = _object___setattr__


def _set_args(vm, a):
    a[0][0].attributes["args"] = tuple(a[0][1:])


_BaseException___init__ = _set_args


_ROWS = (
    "len 1 1 -;"
    "print 0 * sep,end,flush;"
    "abs 1 1 -;"
    "min 1 * key,default;"
    "max 1 * key,default;"
    "sum 1 2 iterable,start;"
    "any 1 1 -;"
    "all 1 1 -;"
    "divmod 2 2 -;"
    "pow 2 3 base,exp,mod;"
    "round 1 2 number,ndigits;"
    "ord 1 1 -;"
    "chr 1 1 -;"
    "hex 1 1 -;"
    "oct 1 1 -;"
    "bin 1 1 -;"
    "isinstance 2 2 -;"
    "issubclass 2 2 -;"
    "callable 1 1 -;"
    "repr 1 1 -;"
    "format 1 2 -;"
    "iter 1 2 -;"
    "next 1 2 -;"
    "getattr 2 3 -;"
    "hasattr 2 2 -;"
    "setattr 3 3 -;"
    "id 1 1 -;"
    "sorted 1 1 iterable,key,reverse;"
    "reversed 1 1 -;"
    "enumerate 1 2 iterable,start;"
    "zip 0 * strict;"
    "map 2 * -;"
    "filter 2 2 -;"
    "list.append 2 2 -;"
    "list.extend 2 2 -;"
    "list.insert 3 3 -;"
    "list.pop 1 2 -;"
    "list.remove 2 2 -;"
    "list.index 2 4 -;"
    "list.count 2 2 -;"
    "list.sort 1 1 self,key,reverse;"
    "list.reverse 1 1 -;"
    "list.clear 1 1 -;"
    "list.copy 1 1 -;"
    "tuple.index 2 4 -;"
    "tuple.count 2 2 -;"
    "dict.get 2 3 -;"
    "dict.keys 1 1 -;"
    "dict.values 1 1 -;"
    "dict.items 1 1 -;"
    "dict.pop 2 3 -;"
    "dict.popitem 1 1 -;"
    "dict.setdefault 2 3 -;"
    "dict.update 1 * **;"
    "dict.clear 1 1 -;"
    "dict.copy 1 1 -;"
    "str.upper 1 1 -;"
    "str.lower 1 1 -;"
    "str.title 1 1 -;"
    "str.capitalize 1 1 -;"
    "str.swapcase 1 1 -;"
    "str.strip 1 2 -;"
    "str.lstrip 1 2 -;"
    "str.rstrip 1 2 -;"
    "str.split 1 3 self,sep,maxsplit;"
    "str.rsplit 1 3 self,sep,maxsplit;"
    "str.splitlines 1 2 self,keepends;"
    "str.partition 2 2 -;"
    "str.rpartition 2 2 -;"
    "str.join 2 2 -;"
    "str.replace 3 4 -;"
    "str.find 2 4 -;"
    "str.rfind 2 4 -;"
    "str.index 2 4 -;"
    "str.rindex 2 4 -;"
    "str.count 2 4 -;"
    "str.startswith 2 4 -;"
    "str.endswith 2 4 -;"
    "str.removeprefix 2 2 -;"
    "str.removesuffix 2 2 -;"
    "str.isdigit 1 1 -;"
    "str.isalpha 1 1 -;"
    "str.isalnum 1 1 -;"
    "str.isspace 1 1 -;"
    "str.isupper 1 1 -;"
    "str.islower 1 1 -;"
    "str.zfill 2 2 -;"
    "str.ljust 2 3 -;"
    "str.rjust 2 3 -;"
    "str.center 2 3 -;"
    "str.encode 1 3 self,encoding,errors;"
    "bytes.decode 1 3 self,encoding,errors;"
    "bytes.hex 1 3 self,sep,bytes_per_sep;"
    "bytes.join 2 2 -;"
    "bytes.find 2 4 -;"
    "bytes.rfind 2 4 -;"
    "bytes.index 2 4 -;"
    "bytes.count 2 4 -;"
    "bytes.replace 3 4 -;"
    "bytes.split 1 3 self,sep,maxsplit;"
    "bytes.strip 1 2 -;"
    "bytes.startswith 2 4 -;"
    "bytes.endswith 2 4 -;"
    "bytearray.append 2 2 -;"
    "bytearray.extend 2 2 -;"
    "bytearray.decode 1 3 self,encoding,errors;"
    "bytearray.hex 1 3 self,sep,bytes_per_sep;"
    "int.bit_length 1 1 -;"
    "float.is_integer 1 1 -;"
    "property.setter 2 2 -;"
    "object.__init__ 1 1 -;"
    "object.__setattr__ 3 3 -;"
    "BaseException.__setattr__ 3 3 -;"
    "BaseException.__init__ 1 * -;"
    "generator.send 2 2 -;"
    "generator.throw 2 2 -;"
    "generator.close 1 1 -;"
    "math.sqrt 1 1 -;"
    "math.sin 1 1 -;"
    "math.cos 1 1 -;"
    "math.tan 1 1 -;"
    "math.asin 1 1 -;"
    "math.acos 1 1 -;"
    "math.atan 1 1 -;"
    "math.atan2 2 2 -;"
    "math.exp 1 1 -;"
    "math.log 1 2 -;"
    "math.pow 2 2 -;"
    "math.fabs 1 1 -;"
    "math.fmod 2 2 -;"
    "math.floor 1 1 -;"
    "math.ceil 1 1 -;"
    "math.trunc 1 1 -;"
    "math.hypot 0 * -;"
    "math.degrees 1 1 -;"
    "math.radians 1 1 -;"
    "math.isnan 1 1 -;"
    "math.isinf 1 1 -;"
    "math.isfinite 1 1 -;"
    "math.copysign 2 2 -;"
    "math.isqrt 1 1 -;"
    "math.gcd 0 * -;"
    "random.random 0 0 -;"
    "random.randrange 1 3 -;"
    "random.randint 2 2 -;"
    "random.choice 1 1 -;"
    "random.uniform 2 2 -;"
    "random.shuffle 1 1 -;"
    "random.seed 1 1 -;"
    "hash 1 1 -;"
    "of_dict.fromkeys 1 2 -;"
    "set.add 2 2 -;"
    "set.remove 2 2 -;"
    "set.discard 2 2 -;"
    "set.pop 1 1 -;"
    "set.clear 1 1 -;"
    "set.copy 1 1 -;"
    "set.update 1 * -;"
    "set.union 1 * -;"
    "set.intersection 1 * -;"
    "set.difference 1 * -;"
    "set.symmetric_difference 2 2 -;"
    "set.intersection_update 1 * -;"
    "set.difference_update 1 * -;"
    "set.symmetric_difference_update 2 2 -;"
    "set.isdisjoint 2 2 -;"
    "set.issubset 2 2 -;"
    "set.issuperset 2 2 -;"
    "frozenset.copy 1 1 -;"
    "frozenset.union 1 * -;"
    "frozenset.intersection 1 * -;"
    "frozenset.difference 1 * -;"
    "frozenset.symmetric_difference 2 2 -;"
    "frozenset.isdisjoint 2 2 -;"
    "frozenset.issubset 2 2 -;"
    "frozenset.issuperset 2 2 -;"
    "dict_keys.isdisjoint 2 2 -;"
    "dict_items.isdisjoint 2 2 -;"
    "str.casefold 1 1 -;"
    "str.isascii 1 1 -;"
    "str.isdecimal 1 1 -;"
    "str.isnumeric 1 1 -;"
    "str.isidentifier 1 1 -;"
    "str.isprintable 1 1 -;"
    "str.istitle 1 1 -;"
    "str.expandtabs 1 2 self,tabsize;"
    "str.translate 2 2 -;"
    "str.format 1 * **;"
    "str.format_map 2 2 -;"
    "str.__pieces__ 1 1 -;"
    "of_str.maketrans 1 3 -;"
    "bytes.capitalize 1 1 -;"
    "bytes.isalnum 1 1 -;"
    "bytes.isalpha 1 1 -;"
    "bytes.isascii 1 1 -;"
    "bytes.isdigit 1 1 -;"
    "bytes.islower 1 1 -;"
    "bytes.isspace 1 1 -;"
    "bytes.istitle 1 1 -;"
    "bytes.isupper 1 1 -;"
    "bytes.lower 1 1 -;"
    "bytes.swapcase 1 1 -;"
    "bytes.title 1 1 -;"
    "bytes.upper 1 1 -;"
    "bytes.lstrip 1 2 -;"
    "bytes.rstrip 1 2 -;"
    "bytes.ljust 2 3 -;"
    "bytes.rjust 2 3 -;"
    "bytes.center 2 3 -;"
    "bytes.partition 2 2 -;"
    "bytes.rpartition 2 2 -;"
    "bytes.removeprefix 2 2 -;"
    "bytes.removesuffix 2 2 -;"
    "bytes.zfill 2 2 -;"
    "bytes.expandtabs 1 2 self,tabsize;"
    "bytes.rindex 2 4 -;"
    "bytes.rsplit 1 3 self,sep,maxsplit;"
    "bytes.splitlines 1 2 self,keepends;"
    "bytes.translate 2 3 self,table,delete;"
    "of_bytes.fromhex 1 1 -;"
    "of_bytes.maketrans 2 2 -;"
    "of_bytearray.fromhex 1 1 -;"
    "of_bytearray.maketrans 2 2 -;"
    "bytearray.insert 3 3 -;"
    "bytearray.pop 1 2 -;"
    "bytearray.remove 2 2 -;"
    "bytearray.reverse 1 1 -;"
    "bytearray.clear 1 1 -;"
    "bytearray.copy 1 1 -;"
    "int.bit_count 1 1 -;"
    "int.conjugate 1 1 -;"
    "int.as_integer_ratio 1 1 -;"
    "int.to_bytes 1 3 self,length,byteorder,signed;"
    "of_int.from_bytes 1 2 bytes,byteorder,signed;"
    "float.hex 1 1 -;"
    "float.conjugate 1 1 -;"
    "float.as_integer_ratio 1 1 -;"
    "of_float.fromhex 1 1 -;"
    "range.index 2 2 -;"
    "range.count 2 2 -;"
    "slice.indices 2 2 -;"
    "ascii 1 1 -;"
    "math.sinh 1 1 -;"
    "math.cosh 1 1 -;"
    "math.tanh 1 1 -;"
    "math.asinh 1 1 -;"
    "math.acosh 1 1 -;"
    "math.atanh 1 1 -;"
    "math.log2 1 1 -;"
    "math.log10 1 1 -;"
    "math.log1p 1 1 -;"
    "math.expm1 1 1 -;"
    "math.exp2 1 1 -;"
    "math.cbrt 1 1 -;"
    "math.frexp 1 1 -;"
    "math.modf 1 1 -;"
    "math.factorial 1 1 -;"
    "math.erf 1 1 -;"
    "math.erfc 1 1 -;"
    "math.gamma 1 1 -;"
    "math.lgamma 1 1 -;"
    "math.fsum 1 1 -;"
    "math.ulp 1 1 -;"
    "math.ldexp 2 2 -;"
    "math.comb 2 2 -;"
    "math.dist 2 2 -;"
    "math.remainder 2 2 -;"
    "math.nextafter 2 2 -;"
    "math.perm 1 2 -;"
    "math.lcm 0 * -;"
    "math.prod 1 1 iterable,start;"
    "math.isclose 2 2 a,b,rel_tol,abs_tol;"
    "random.choices 1 2 population,weights,cum_weights,k;"
    "random.sample 2 2 population,k;"
    "random.gauss 0 2 mu,sigma;"
    "random.getrandbits 1 1 -;"
    "random.expovariate 1 1 -;"
    "random.triangular 0 3 low,high,mode;"
    "NotImplemented 0 0 -;"
    "delattr 2 2 -;"
    "property.getter 2 2 -;"
    "property.deleter 2 2 -;"
    "object.__delattr__ 2 2 -;"
    "object.__repr__ 1 1 -;"
    "object.__str__ 1 1 -;"
    "object.__eq__ 2 2 -;"
    "object.__ne__ 2 2 -;"
    "object.__hash__ 1 1 -;"
    "object.__format__ 2 2 -;"
    "BaseException.__str__ 1 1 -;"
    "BaseException.__repr__ 1 1 -;"
    "object.__contains__ 2 2 -;"
    "object.__getitem__ 2 2 -;"
    "object.__setitem__ 3 3 -;"
    "object.__delitem__ 2 2 -;"
)

# What begins the owner of a method that is taken from its class and is bound to nothing.
_STATIC = "of_"
_RARE = " divmod pow hex oct bin ascii ord chr "


def _home(owner):
    """The module with the work of these methods, or of this module's functions; None: here."""
    if owner == "str":
        from runtime.vm import text_methods
        return text_methods
    if owner in ("bytes", "bytearray"):
        from runtime.vm import byte_methods
        return byte_methods
    if owner in ("set", "frozenset", "dict_keys", "dict_items"):
        return operators.sets()
    if owner in ("int", "float", "range", "slice"):
        from runtime.vm import number_methods
        return number_methods
    if owner in ("object", "BaseException", "property"):
        return operators.special()
    if owner == "math":
        from runtime.vm import math_functions
        return math_functions
    if owner == "random":
        from runtime.vm import random_functions
        return random_functions
    return None


def _work(name):
    """The function that does the work of a row."""
    owner, method = name.split(".") if "." in name else ("", name)
    static = owner.startswith(_STATIC)
    if static:
        owner = owner[len(_STATIC):]
    here = globals().get("_" + (owner + "_" if owner else "") + method)
    if here is not None:
        return here
    home = _home("int" if " " + name + " " in _RARE else owner)
    if owner in ("int", "float", "range", "slice", "object", "BaseException", "property"):
        method = owner + "_" + method
    if static and owner == "bytearray":
        method = "bytearray_" + method
    found = getattr(home, "_" + method, None)
    return home.work(method) if found is None else found


CONSTANTS = {"math.pi": math.pi, "math.e": math.e, "math.tau": 2 * math.pi, "math.inf": math.inf,
             "math.nan": math.nan}
MODULES = ("math", "random", "node")

_NATIVE_NAMES = sorted(NATIVES)
_FIRST_NATIVE = CLASS_COUNT + _ROWS.count(";")
COUNT = _FIRST_NATIVE + len(_NATIVE_NAMES)
"""How many builtins there are: classes, then functions and methods, then natives."""

# Made when first asked for, so that a board holds those only that its programs use.
_made = {}
_by_number = {}
methods_met = {}
"""By host type: the methods by name that were looked up on values of it."""


def named(name):
    """A builtin by its name (methods and module functions with their dot), or UNBOUND."""
    found = _made.get(name)
    if found is None:
        if name in CLASSES:
            return CLASSES[name]
        at = (";" + _ROWS).find(";" + name + " ")
        if at >= 0:
            number = CLASS_COUNT + _ROWS.count(";", 0, at)
            if name == "NotImplemented":
                found = NOT_IMPLEMENTED
                found.number = number
            else:
                found = Builtin(number, name)
        elif name[:5] == "node." and name[5:] in NATIVES:
            found = Builtin(_FIRST_NATIVE + _NATIVE_NAMES.index(name[5:]), name)
        else:
            return UNBOUND
        _made[name] = found
    return found


def numbered(number):
    """A builtin by its number in the bytecode."""
    found = _by_number.get(number)
    if found is None:
        if number < CLASS_COUNT:
            found = class_numbered(number)
        elif number < _FIRST_NATIVE:
            at = 0  # all rows apart would be more than a board has
            for _ in range(number - CLASS_COUNT):
                at = _ROWS.index(";", at) + 1
            found = named(_ROWS[at : _ROWS.index(" ", at)])
        else:
            found = named("node." + _NATIVE_NAMES[number - _FIRST_NATIVE])
        _by_number[number] = found
    return found


def number_of(builtin):
    """The number of a builtin class or function in the bytecode."""
    return class_number(builtin) if isinstance(builtin, Class) else builtin.number


def row_of(builtin):
    """(least arguments, most, parameter names, function, host type of a method's receiver or
    None), or None for a native of the node.
    """
    if builtin.number >= _FIRST_NATIVE:
        return None
    if builtin.row is None:
        at = (";" + _ROWS).index(";" + builtin.name + " ")
        name, least, most, parameters = _ROWS[at : _ROWS.index(";", at)].split(" ")
        builtin.row = (int(least), None if most == "*" else int(most), parameters,
                       _work(name), host_type(name.split(".")[0])
                       if "." in name else None)
    return builtin.row


def method_of(value, name):
    """The builtin method `name` of a value, or UNBOUND."""
    kind = type(value)
    methods = methods_met.get(kind)
    if methods is None:
        if isinstance(value, Instance):
            return named(value.cls.name + "." + name)
        methods = methods_met[kind] = {}
    found = methods.get(name)
    if found is None:
        found = named(class_of(value).name + "." + name)
        if found is UNBOUND and kind is bool:
            found = named("int." + name)
        if found is UNBOUND and kind is bytearray:
            found = named("bytes." + name)
        if found is not UNBOUND:
            methods[name] = found
    return found


def static_of(name, method):
    """The method of the builtin class `name` that is bound to nothing, or UNBOUND."""
    return named(_STATIC + ("int" if name == "bool" else name) + "." + method)


def takes(receiver, value):
    """Whether the methods of this host type are those of the value too."""
    kind = type(value)
    return kind is receiver or (kind is bool and receiver is int) \
        or (kind is bytearray and receiver is bytes)


def plain_attribute(value, name):
    """What a builtin value has beside methods, or UNBOUND."""
    kind = type(value)
    if (kind is Slice or kind is range) and name in ("start", "stop", "step"):
        return getattr(value, name)
    if kind in (int, bool, float):
        if name == "real" or (name == "numerator" and kind is not float):
            return +value
        if name == "imag":
            return 0.0 if kind is float else 0
        if name == "denominator" and kind is not float:
            return 1
    return static_of(class_of(value).name, name)


def is_method_name(name):
    """Whether a builtin class has a method of this name."""
    return _ROWS.find("." + name + " ") >= 0


def in_module(module, name):
    """A function or constant of a native module, or UNBOUND."""
    if module == "node" and name in CLASSES and is_exception_class(CLASSES[name]):
        return CLASSES[name]
    return CONSTANTS.get(module + "." + name, named(module + "." + name))
