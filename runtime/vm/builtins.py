"""The builtin functions and methods: one table, by number.

A row is `name least most parameters`, and `_WORK` has its function, `function(vm, args)` with a
list. A name with a dot is a method (`list.append`, its receiver first) or a function of a native
module (`math.sqrt`). Two answers are not values: DIVERT, that the prelude's function of this name
must do it, since it calls back into the program; and TAIL, that the machine goes on with `vm.tail`.
"""

import math

from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.classes import (
    CLASS_COUNT,
    CLASSES,
    class_name,
    class_numbered,
    class_of,
    fail,
    host_type,
    is_exception_class,
)
from runtime.vm.classes import number_of as class_number
from runtime.vm.natives import NATIVES
from runtime.vm.values import (
    UNBOUND,
    Builtin,
    Class,
    ClassMethod,
    Dict,
    Generator,
    Instance,
    Iterator,
    Property,
    Slice,
    StaticMethod,
    Super,
)

DIVERT = UNBOUND
TAIL = Ellipsis

_ITERABLE = (list, tuple, str, bytes, bytearray, range, Dict)


def texts():
    """What writes values as text: a board has no room for it until a program asks."""
    from runtime.vm import formatting
    return formatting


def plain_items(vm, value):
    """The items of an iterable that needs no call back into the program, else None."""
    kind = type(value)
    if kind is Dict:
        vm.charge(4 * len(value))
        return value.keys()
    if kind in _ITERABLE:
        return value
    if kind is Iterator:
        rest = value.items[value.at:]
        value.at = len(value.items)
        return rest
    if isinstance(value, (Instance, Generator)):
        return None
    raise fail("TypeError", "'%s' object is not iterable" % class_name(value))


def _spent(vm, items):
    """`items`, after its walk is paid for."""
    if items is not None:
        vm.spend(len(items))
    return items


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
    text_of = texts().text_of
    text = sep.join([text_of(vm, item) for item in a[0]]) + end
    vm.charge(len(text))
    vm.host.write(text)


def _abs(vm, a):
    _number(a[0], "bad operand type for abs(): '%s'")
    return abs(a[0])


def _number(value, text):
    if type(value) not in (int, float, bool):
        raise fail("TypeError", text % class_name(value))
    return value


def _extreme(vm, a, better):
    items = a[0]
    if len(items) == 1:
        items = _spent(vm, plain_items(vm, items[0]))
    if items is None or len(a) > 1 or not _all_plain(items):
        return DIVERT
    if not items:
        raise fail("ValueError", "%s() arg is an empty sequence"
                   % ("min" if better == 0 else "max"))
    best = None
    first = True
    for item in items:
        if first or operators.compare(vm, better, item, best):
            best = item
            first = False
    return best


def _sum(vm, a):
    items = _spent(vm, plain_items(vm, a[0]))
    if items is None:
        return DIVERT
    total = a[1] if len(a) > 1 else 0
    if type(total) is str:
        raise fail("TypeError", "sum() can't sum strings [use ''.join(seq) instead]")
    for item in items:
        total = operators.binary(vm, 0, total, item)
    return total


def _any_all(vm, a, wanted):
    items = _spent(vm, plain_items(vm, a[0]))
    if items is None or not _all_plain(items):
        return DIVERT
    for item in items:
        if operators.truth(item) == wanted:
            return wanted
    return not wanted


def _divmod(vm, a):
    for part in a:
        if type(part) not in (int, float, bool):
            raise operators.unsupported("divmod()", a[0], a[1])
    return (operators.binary(vm, 4, a[0], a[1]), operators.binary(vm, 5, a[0], a[1]))


def _pow(vm, a):
    if len(a) < 3 or a[2] is None:
        return operators.binary(vm, 6, a[0], a[1])
    for part in a:
        if type(part) not in (int, bool):
            raise fail("TypeError", "pow() 3rd argument not allowed unless all arguments are "
                       "integers")
    if a[2] == 0:
        raise fail("ValueError", "pow() 3rd argument cannot be 0")
    if a[1] < 0:
        raise fail("ValueError", "base is not invertible for the given modulus")
    result = 1
    base = a[0] % a[2]
    power = a[1]
    vm.spend(8 * operators.bits(power))
    while power:
        if power & 1:
            result = result * base % a[2]
        base = base * base % a[2]
        power >>= 1
    return result % a[2]


def _round(vm, a):
    value = _number(a[0], "type %s doesn't define __round__ method")
    if len(a) < 2 or a[1] is None:
        if type(value) is float and (value != value or value in (math.inf, -math.inf)):
            raise fail("ValueError" if value != value else "OverflowError",
                       "cannot convert float %s to integer"
                       % ("NaN" if value != value else "infinity"))
        return round(value)
    if type(value) is not float:
        if _integer(a[1]) >= 0:
            return int(value)
        if a[1] < -1300:
            return 0
        unit = 10 ** -a[1]
        half, rest = divmod(int(value), unit)
        if 2 * rest > unit or (2 * rest == unit and half % 2):
            half += 1
        return half * unit
    if value != value or value in (math.inf, -math.inf) or _integer(a[1]) > 400:
        return value
    size = abs(value)
    if a[1] >= 0:
        size = float(texts().fixed(size, a[1]))
    else:
        size = float(texts().scaled(size, a[1]) * 10 ** -a[1]) if a[1] > -400 else 0.0
    return math.copysign(size, value)


def _ord(vm, a):
    if type(a[0]) not in (str, bytes):
        raise fail("TypeError", "ord() expected string of length 1, but %s found"
                   % class_name(a[0]))
    if len(a[0]) != 1:
        raise fail("TypeError", "ord() expected a character, but string of length %d found"
                   % len(a[0]))
    return ord(a[0]) if type(a[0]) is str else a[0][0]


def _chr(vm, a):
    _integer(a[0])
    if not 0 <= a[0] < 0x110000:
        raise fail("ValueError", "chr() arg not in range(0x110000)")
    return chr(a[0])


def _integer(value):
    if type(value) not in (int, bool):
        raise fail("TypeError", "'%s' object cannot be interpreted as an integer"
                   % class_name(value))
    return int(value)


def _in_base(vm, a, prefix):
    value = _integer(a[0])
    kind = prefix[1]
    return ("-" if value < 0 else "") + prefix + texts().format_value(abs(value), kind)


def _isinstance(vm, a):
    wanted = a[1]
    if type(wanted) is tuple:
        for one in wanted:
            if _isinstance(vm, [a[0], one]):
                return True
        return False
    if not isinstance(wanted, Class):
        raise fail("TypeError", "isinstance() arg 2 must be a type, a tuple of types, or a union")
    return class_of(a[0]).is_a(wanted)


def _issubclass(vm, a):
    wanted = a[1] if type(a[1]) is tuple else (a[1],)
    if not isinstance(a[0], Class):
        raise fail("TypeError", "issubclass() arg 1 must be a class")
    for one in wanted:
        if a[0].is_a(one):
            return True
    return False


def _callable(vm, a):
    return class_of(a[0]).name in ("type", "function", "method", "builtin_function_or_method")


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
    if not spec:
        return texts().text_of(vm, value)
    text = texts().format_value(value, spec)
    vm.charge(operators.size_of(text))
    return text


def _iter(vm, a):
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


def _id(vm, a):
    return vm.identity(a[0])


# --- constructors of the builtin classes


def construct(vm, cls, a):
    """Call a builtin class. DIVERT where an argument must be iterated by the program's code."""
    maker = _CONSTRUCTORS.get(cls.name)
    if maker is None:
        raise fail("TypeError", "cannot create '%s' instances" % cls.name)
    return maker(vm, a)


def _new_int(vm, a):
    if not a:
        return 0
    value = a[0]
    base = _integer(a[1]) if len(a) > 1 else None
    if type(value) in (str, bytes):
        return _parse_int(value if type(value) is str else str(value, "ascii"),
                          10 if base is None else base)
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
    return operators.bounded(int(value))


def _parse_int(text, base):
    body = text.strip().lower()
    sign = -1 if body[:1] == "-" else 1
    if body[:1] in ("-", "+"):
        body = body[1:]
    prefixes = {"0x": 16, "0o": 8, "0b": 2}
    if body[:2] in prefixes and base in (0, prefixes[body[:2]]):
        base = prefixes[body[:2]]
        body = body[2:]
    elif base == 0:
        base = 10
    if len(body) > 2000:
        raise Killed("an int grew beyond %d bits" % operators.INT_BITS)
    total = 0
    good = bool(body) and body[-1] != "_" and body[0] != "_" and "__" not in body
    for char in body:
        if char == "_":
            continue
        digit = "0123456789abcdefghijklmnopqrstuvwxyz".find(char)
        if digit < 0 or digit >= base:
            good = False
            break
        total = total * base + digit
    if not good:
        raise fail("ValueError", "invalid literal for int() with base %d: %s"
                   % (base, texts().quote(text)))
    return operators.bounded(sign * total)


def _new_float(vm, a):
    if not a:
        return 0.0
    value = a[0]
    if type(value) is str:
        try:
            return float(value.strip())
        except ValueError:
            raise fail("ValueError", "could not convert string to float: "
                       + texts().quote(value))
    if type(value) not in (int, float, bool):
        raise fail("TypeError", "float() argument must be a string or a real number, not '%s'"
                   % class_name(value))
    operators.fits_float(value)
    return float(value)


def _new_bool(vm, a):
    return bool(a) and operators.truth(a[0])


def _new_str(vm, a):
    if not a:
        return ""
    if len(a) > 1:
        return _decode(vm, a)
    text = texts().text_of(vm, a[0])
    vm.charge(operators.size_of(text))
    return text


def _new_bytes(vm, a):
    value = a[0] if a else b""
    kind = type(value)
    if kind is str:
        if len(a) < 2:
            raise fail("TypeError", "string argument without an encoding")
        return _encode(vm, a)
    if kind in (int, bool):
        if value < 0:
            raise fail("ValueError", "negative count")
        vm.charge(value)
        if value > 1 << 31:
            raise Killed("bytes of %d" % value)
        return bytes(value)
    if kind in (bytes, bytearray):
        vm.charge(len(value))
        return bytes(value)
    items = _spent(vm, plain_items(vm, value))
    if items is None:
        return DIVERT
    for item in items:
        if not 0 <= _integer(item) < 256:
            raise fail("ValueError", "bytes must be in range(0, 256)")
    vm.charge(len(items))
    return bytes(list(items))


def _new_bytearray(vm, a):
    made = _new_bytes(vm, a)
    return DIVERT if made is DIVERT else bytearray(made)


def _new_list(vm, a):
    if not a:
        return []
    items = _spent(vm, plain_items(vm, a[0]))
    if items is None:
        return DIVERT
    vm.charge(16 + 4 * len(items))
    return list(items)


def _new_tuple(vm, a):
    if a and type(a[0]) is tuple:
        return a[0]
    made = _new_list(vm, a)
    return DIVERT if made is DIVERT else tuple(made)


def _new_dict(vm, a):
    out = Dict()
    if a and not merge(vm, out, a[0]):
        return DIVERT
    return out


def merge(vm, target, source):
    """Update a dict by a dict or by pairs; False where the program's code must iterate."""
    if type(source) is Dict:
        vm.charge(24 * len(source))
        for key in source.keys():
            target[key] = source[key]
        return True
    items = _spent(vm, plain_items(vm, source))
    if items is None:
        return False
    for at in range(len(items)):
        pair = items[at]
        if type(pair) not in _ITERABLE:
            raise fail("TypeError", "cannot convert dictionary update sequence element #%d to a "
                       "sequence" % at)
        pair = list(pair)
        if len(pair) != 2:
            raise fail("ValueError", "dictionary update sequence element #%d has length %d; "
                       "2 is required" % (at, len(pair)))
        operators.store_item(vm, target, pair[0], pair[1])
    return True


def _new_range(vm, a):
    parts = [_integer(part) for part in a]
    if len(parts) == 3 and parts[2] == 0:
        raise fail("ValueError", "range() arg 3 must not be zero")
    for part in parts:
        if not -0x3FFFFFFF <= part <= 0x3FFFFFFF:
            raise fail("OverflowError", "a range of programs stays within 30 bits")
    return range(*parts)


def _new_slice(vm, a):
    return Slice(None, a[0], None) if len(a) == 1 else Slice(*a)


def _new_type(vm, a):
    if len(a) != 1:
        raise fail("TypeError", "classes are made by class statements only")
    return class_of(a[0])


def _new_object(vm, a):
    return Instance(CLASSES["object"])


def _new_super(vm, a):
    if len(a) != 2 or not isinstance(a[0], Class):
        raise fail("TypeError", "super() takes a class and an object")
    return Super(a[0].base, a[1])


_CONSTRUCTORS = {
    "super": _new_super, "property": lambda vm, a: Property(*a),
    "staticmethod": lambda vm, a: StaticMethod(a[0]),
    "classmethod": lambda vm, a: ClassMethod(a[0]),
    "int": _new_int, "float": _new_float, "bool": _new_bool, "str": _new_str,
    "bytes": _new_bytes, "bytearray": _new_bytearray, "list": _new_list, "tuple": _new_tuple,
    "dict": _new_dict, "range": _new_range, "slice": _new_slice, "type": _new_type,
    "object": _new_object,
}


# --- methods of list, dict, tuple


def _list_append(vm, a):
    vm.charge(4)
    a[0].append(a[1])


def _list_extend(vm, a):
    items = _spent(vm, plain_items(vm, a[1]))
    if items is None:
        return DIVERT
    vm.charge(4 * len(items))
    a[0].extend(list(items))
    return None


def _list_insert(vm, a):
    vm.charge(4)
    at = _integer(a[1])
    a[0].insert(max(at + len(a[0]), 0) if at < 0 else at, a[2])


def _list_pop(vm, a):
    if not a[0]:
        raise fail("IndexError", "pop from empty list")
    at = _integer(a[1]) if len(a) > 1 else -1
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


def _index(vm, a):
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


def _count(vm, a):
    vm.spend(len(a[0]) >> 4)
    return sum([1 for item in a[0] if operators.equal(vm, item, a[1])])


def _list_sort(vm, a):
    if len(a) > 1 or not _all_plain(a[0]):
        return DIVERT
    a[0][:] = sort(vm, a[0])
    return None


def sort(vm, items):
    """A stable merge sort, the same on every host: MicroPython's own sort is not stable."""
    vm.spend(len(items) * 4)
    vm.charge(4 * len(items))
    runs = [[item] for item in items]
    while len(runs) > 1:
        runs = [_merged(vm, runs[at], runs[at + 1] if at + 1 < len(runs) else [])
                for at in range(0, len(runs), 2)]
    return runs[0] if runs else []


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
    items = _spent(vm, plain_items(vm, a[0]))
    if items is None or len(a) > 1 or not _all_plain(items):
        return DIVERT
    return sort(vm, items)


def _list_reverse(vm, a):
    a[0].reverse()


def _clear(vm, a):
    a[0].clear()


def _copy(vm, a):
    vm.charge(operators.size_of(a[0]))
    if type(a[0]) is Dict:
        out = Dict()
        merge(vm, out, a[0])
        return out
    return a[0][:]


def _reversed(vm, a):
    if isinstance(a[0], Instance):
        return DIVERT
    if type(a[0]) not in _ITERABLE:
        raise fail("TypeError", "'%s' object is not reversible" % class_name(a[0]))
    vm.charge(4 * len(a[0]))
    items = list(a[0].keys() if type(a[0]) is Dict else a[0])
    items.reverse()
    return Iterator(items)


def _lazy(sources):
    """The prelude's generators say too late that a source cannot be iterated."""
    for value in sources:
        if not (type(value) in _ITERABLE or isinstance(value, (Instance, Iterator, Generator))):
            raise fail("TypeError", "'%s' object is not iterable" % class_name(value))
    return DIVERT


def _dict_get(vm, a):
    operators.check_key(vm, a[1])
    return a[0].get(a[1], a[2] if len(a) > 2 else None)


def _dict_keys(vm, a):
    vm.charge(4 * len(a[0]))
    return list(a[0].keys())


def _dict_values(vm, a):
    vm.charge(4 * len(a[0]))
    return [a[0][key] for key in a[0].keys()]


def _dict_items(vm, a):
    vm.charge(16 * len(a[0]))
    return [(key, a[0][key]) for key in a[0].keys()]


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
    keys = list(a[0].keys())
    if not keys:
        raise fail("KeyError", "popitem(): dictionary is empty")
    return (keys[-1], _dict_pop(vm, [a[0], keys[-1]]))


def _dict_setdefault(vm, a):
    operators.check_key(vm, a[1])
    if a[1] not in a[0]:
        operators.store_item(vm, a[0], a[1], a[2] if len(a) > 2 else None)
    return a[0][a[1]]


def _dict_update(vm, a):
    args = a[0]
    if len(args) > 2:
        raise fail("TypeError", "update expected at most 1 argument, got %d" % (len(args) - 1))
    if len(args) > 1 and not merge(vm, args[0], args[1]):
        return DIVERT
    return None


# --- methods of str and bytes


def _alike(a, *places):
    """The arguments at these places must be what the receiver is: str, or bytes."""
    for at in places:
        if len(a) > at and type(a[at]) is not type(a[0]) \
                and (type(a[0]) is str or type(a[at]) not in (bytes, bytearray)):
            raise fail("TypeError", "must be str, not %s" % class_name(a[at])
                       if type(a[0]) is str else
                       "a bytes-like object is required, not '%s'" % class_name(a[at]))


def _map_case(low, high, shift):
    def run(vm, a):
        vm.charge(operators.size_of(a[0]))
        return "".join([chr(ord(char) + shift) if low <= char <= high else char for char in a[0]])
    return run


def _stripped(a):
    """The characters to strip, or None for white space."""
    if len(a) < 2 or a[1] is None:
        return None
    _alike(a, 1)
    return a[1]


def _strip(vm, a):
    chars = _stripped(a)
    return a[0].strip() if chars is None else a[0].strip(chars)


def _lstrip(vm, a):
    chars = _stripped(a)
    return a[0].lstrip() if chars is None else a[0].lstrip(chars)


def _rstrip(vm, a):
    chars = _stripped(a)
    return a[0].rstrip() if chars is None else a[0].rstrip(chars)


def _split(vm, a):
    sep = _stripped(a)
    most = a[2] if len(a) > 2 and a[2] is not None else -1
    if sep is not None and len(sep) == 0:
        raise fail("ValueError", "empty separator")
    operators.search(vm, a[0], sep or "")
    vm.charge(20 * len(a[0]))
    return a[0].split(sep, most)


def _rsplit(vm, a):
    sep = _stripped(a)
    most = a[2] if len(a) > 2 and a[2] is not None else -1
    vm.charge(20 * len(a[0]))
    if most < 0:
        return a[0].split(sep)
    if sep is None:
        words = a[0].split()
        if len(words) <= most:
            return words
        rest = a[0].rstrip()
        tail = []
        for _ in range(most):
            word = rest.split()[-1]
            tail.insert(0, word)
            rest = rest[:len(rest) - len(word)].rstrip()
        return [rest] + tail
    return a[0].rsplit(sep, most)


def _join(vm, a):
    items = _spent(vm, plain_items(vm, a[1]))
    if items is None:
        return DIVERT
    vm.charge(4 * len(items))
    items = list(items)
    kind = type(a[0])
    for at in range(len(items)):
        if type(items[at]) is not kind:
            raise fail("TypeError", "sequence item %d: expected %s instance, %s found"
                       % (at, "str" if kind is str else "a bytes-like object",
                          class_name(items[at])))
    vm.charge(sum([len(item) + len(a[0]) for item in items]))
    return a[0].join(items)


def _replace(vm, a):
    _alike(a, 1, 2)
    most = _integer(a[3]) if len(a) > 3 else -1
    operators.search(vm, a[0], a[1])
    grown = (a[0].count(a[1]) if len(a[1]) else len(a[0]) + 1) * len(a[2])
    vm.charge(len(a[0]) + grown)
    if not len(a[1]):
        chars = [a[0][at:at + 1] for at in range(len(a[0]))]
        if most < 0 or most > len(chars):
            return a[2] + a[2].join(chars) + (a[2] if chars else a[0])
        return a[2].join([a[0][:0]] + chars[:most - 1] + [a[0][most - 1:]]) if most else a[0]
    return a[0].replace(a[1], a[2], most) if most >= 0 else a[0].replace(a[1], a[2])


def _needle(a):
    if type(a[1]) is int and type(a[0]) is not str:
        return bytes([a[1]])
    _alike(a, 1)
    return a[1]


def _within(vm, a, backwards):
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    if len(a) > 2 and type(a[2]) is int and a[2] > len(a[0]):
        return -1
    needle = _needle(a)
    operators.search(vm, a[0], needle)
    part = a[0][start:max(start, stop)]
    at = part.rfind(needle) if backwards else part.find(needle)
    return at + start if at >= 0 else -1


def _str_index(vm, a, backwards):
    at = _within(vm, a, backwards)
    if at < 0:
        raise fail("ValueError", "substring not found" if type(a[0]) is str
                   else "subsection not found")
    return at


def _str_count(vm, a):
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    part = a[0][start:max(start, stop)]
    needle = _needle(a)
    operators.search(vm, a[0], needle)
    return len(part) + 1 if not len(needle) else part.count(needle)


def _starts(vm, a, at_end):
    choices = a[1] if type(a[1]) is tuple else (a[1],)
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    part = a[0][start:max(start, stop)]
    for one in choices:
        if type(one) is not type(a[0]):
            raise fail("TypeError", "%s first arg must be %s or a tuple of %s, not %s"
                       % ("endswith" if at_end else "startswith", class_name(a[0]),
                          class_name(a[0]), class_name(one)))
        size = len(one)
        if size <= len(part) and (part[len(part) - size:] if at_end else part[:size]) == one:
            return True
    return False


def _is_made_of(test):
    def run(vm, a):
        for char in a[0]:
            if not test(char):
                return False
        return len(a[0]) > 0
    return run


def _digit(char):
    return "0" <= char <= "9"


def _alpha(char):
    return "a" <= char <= "z" or "A" <= char <= "Z" or char > "\xbf"


def _cased(wanted, other):
    def run(vm, a):
        seen = False
        for char in a[0]:
            if other[0] <= char <= other[1]:
                return False
            seen = seen or wanted[0] <= char <= wanted[1]
        return seen
    return run


def _title(vm, a):
    out = []
    inside = False
    for char in a[0]:
        letter = "a" <= char <= "z" or "A" <= char <= "Z"
        if letter:
            lower = ord(char) | 32
            out.append(chr(lower if inside else lower - 32))
        else:
            out.append(char)
        inside = letter
    return "".join(out)


_lower = _map_case("A", "Z", 32)
_upper = _map_case("a", "z", -32)


def _capitalize(vm, a):
    return _upper(vm, [a[0][:1]]) + _lower(vm, [a[0][1:]])


def _swapcase(vm, a):
    return "".join([_lower(vm, [char]) if "A" <= char <= "Z" else _upper(vm, [char])
                    for char in a[0]])


def _zfill(vm, a):
    lead = a[0][:1] if a[0][:1] in ("-", "+") else ""
    return lead + "0" * _padding(vm, a) + a[0][len(lead):]


def _padding(vm, a):
    missing = max(_integer(a[1]) - len(a[0]), 0)
    vm.charge(missing)
    if missing > 1 << 31:
        raise Killed("a string of %d characters" % missing)
    return missing


def _just(align):
    def run(vm, a):
        missing = _padding(vm, a)
        fill = a[2] if len(a) > 2 else " "
        if align == "<":
            return a[0] + fill * missing
        if align == ">":
            return fill * missing + a[0]
        left = missing // 2 + (missing & _integer(a[1]) & 1)
        return fill * left + a[0] + fill * (missing - left)
    return run


def _partition(vm, a):
    _alike(a, 1)
    at = a[0].find(a[1])
    if at < 0:
        return (a[0], a[0][:0], a[0][:0])
    return (a[0][:at], a[1], a[0][at + len(a[1]):])


def _rpartition(vm, a):
    _alike(a, 1)
    at = a[0].rfind(a[1])
    if at < 0:
        return (a[0][:0], a[0][:0], a[0])
    return (a[0][:at], a[1], a[0][at + len(a[1]):])


def _splitlines(vm, a):
    keep = len(a) > 1 and a[1]
    vm.charge(20 * len(a[0]))
    out = []
    text = a[0]
    at = begin = 0
    while at < len(text):
        if text[at] in "\r\n":
            end = at + (2 if text[at:at + 2] == "\r\n" else 1)
            out.append(text[begin:end if keep else at])
            at = begin = end
        else:
            at += 1
    if begin < len(text):
        out.append(text[begin:])
    return out


def _encode(vm, a):
    vm.charge(4 * len(a[0]))
    return a[0].encode()


def _decode(vm, a):
    vm.charge(len(a[0]))
    try:
        return str(bytes(a[0]), "utf-8")
    except (UnicodeError, ValueError):
        raise fail("UnicodeDecodeError", "invalid utf-8")


def _hex(vm, a):
    vm.charge(2 * len(a[0]))
    return "".join(["%02x" % byte for byte in a[0]])


def _remove_prefix(vm, a):
    _alike(a, 1)
    return a[0][len(a[1]):] if a[1] and a[0].startswith(a[1]) else a[0]


def _remove_suffix(vm, a):
    _alike(a, 1)
    return a[0][:len(a[0]) - len(a[1])] if a[1] and a[0].endswith(a[1]) else a[0]


def _bit_length(vm, a):
    return operators.bits(int(a[0]))


def _is_integer(vm, a):
    return a[0] == a[0] and a[0] not in (math.inf, -math.inf) and a[0] == int(a[0])


def _set_own(vm, a):
    """`super().__setattr__`: the attribute itself, past the class's own `__setattr__`."""
    if not isinstance(a[0], Instance) or type(a[1]) is not str:
        raise fail("TypeError", "__setattr__ takes an object and a name")
    vm.charge(16)
    a[0].attributes[a[1]] = a[2]


def _set_args(vm, a):
    a[0][0].attributes["args"] = tuple(a[0][1:])


def _bytearray_append(vm, a):
    vm.charge(1)
    a[0].append(_integer(a[1]))


def _bytearray_extend(vm, a):
    vm.charge(len(a[1]))
    a[0].extend(bytes(a[1]))


# --- modules


def _math(name):
    work = getattr(math, name)

    def run(vm, a):
        for part in a:
            _number(part, "must be real number, not %s")
        try:
            return work(*a)
        except ValueError:
            raise fail("ValueError", "math domain error")
        except OverflowError:
            raise fail("OverflowError", "math range error")
    return run


def _whole(rounding):
    work = _math(rounding)

    def run(vm, a):
        if type(a[0]) is float and (a[0] != a[0] or a[0] in (math.inf, -math.inf)):
            return _new_int(vm, a)
        return int(work(vm, a))
    return run


def _hypot(vm, a):
    return _math("sqrt")(vm, [a[0] * a[0] + a[1] * a[1]])


def _isqrt(vm, a):
    value = _integer(a[0])
    if value < 0:
        raise fail("ValueError", "isqrt() argument must be nonnegative")
    if value < 2:
        return value
    guess = 1 << (operators.bits(value) + 1) // 2
    while True:
        better = (guess + value // guess) // 2
        if better >= guess:
            return guess
        guess = better


def _gcd(vm, a):
    left, right = abs(_integer(a[0])), abs(_integer(a[1]))
    while right:
        left, right = right, left % right
    return left


def _log(vm, a):
    value = _math("log")(vm, a[:1])
    return value / _math("log")(vm, a[1:]) if len(a) > 1 else value


def _random(vm, a):
    return vm.random.bits(24) / 16777216


def _randrange(vm, a):
    span = _new_range(vm, a)
    if not len(span):
        raise fail("ValueError", "empty range for randrange()")
    return span[vm.random.below(len(span))]


def _randint(vm, a):
    return _randrange(vm, [a[0], _integer(a[1]) + 1])


def _choice(vm, a):
    if not len(a[0]):
        raise fail("IndexError", "Cannot choose from an empty sequence")
    return operators.item(vm, a[0], vm.random.below(len(a[0])))


def _uniform(vm, a):
    return a[0] + (a[1] - a[0]) * _random(vm, a)


def _shuffle(vm, a):
    items = a[0]
    if type(items) is not list:
        raise fail("TypeError", "'%s' object does not support item assignment" % class_name(items))
    vm.spend(len(items))
    for at in range(len(items) - 1, 0, -1):
        other = vm.random.below(at + 1)
        items[at], items[other] = items[other], items[at]


def _seed(vm, a):
    vm.random.state = (_integer(a[0]) ^ 0x9E3779B9) & 0xFFFFFFFF or 1


_ROWS = (
    "len 1 1 -;"
    "print 0 * sep,end;"
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
    "iter 1 1 -;"
    "next 1 2 -;"
    "getattr 2 3 -;"
    "hasattr 2 2 -;"
    "setattr 3 3 -;"
    "id 1 1 -;"
    "sorted 1 3 iterable,key,reverse;"
    "reversed 1 1 -;"
    "enumerate 1 2 iterable,start;"
    "zip 0 8 -;"
    "map 2 4 -;"
    "filter 2 2 -;"
    "list.append 2 2 -;"
    "list.extend 2 2 -;"
    "list.insert 3 3 -;"
    "list.pop 1 2 -;"
    "list.remove 2 2 -;"
    "list.index 2 4 -;"
    "list.count 2 2 -;"
    "list.sort 1 3 self,key,reverse;"
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
    "str.encode 1 2 -;"
    "bytes.decode 1 2 -;"
    "bytes.hex 1 1 -;"
    "bytes.join 2 2 -;"
    "bytes.find 2 4 -;"
    "bytes.rfind 2 4 -;"
    "bytes.index 2 4 -;"
    "bytes.count 2 4 -;"
    "bytes.replace 3 4 -;"
    "bytes.split 1 3 -;"
    "bytes.strip 1 2 -;"
    "bytes.startswith 2 4 -;"
    "bytes.endswith 2 4 -;"
    "bytearray.append 2 2 -;"
    "bytearray.extend 2 2 -;"
    "bytearray.decode 1 2 -;"
    "bytearray.hex 1 1 -;"
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
    "math.hypot 2 2 -;"
    "math.degrees 1 1 -;"
    "math.radians 1 1 -;"
    "math.isnan 1 1 -;"
    "math.isinf 1 1 -;"
    "math.isfinite 1 1 -;"
    "math.copysign 2 2 -;"
    "math.isqrt 1 1 -;"
    "math.gcd 2 2 -;"
    "random.random 0 0 -;"
    "random.randrange 1 3 -;"
    "random.randint 2 2 -;"
    "random.choice 1 1 -;"
    "random.uniform 2 2 -;"
    "random.shuffle 1 1 -;"
    "random.seed 1 1 -;"
)

# What does the work of each row, in the same order.
_WORK = (
    _len,  # len
    _print,  # print
    _abs,  # abs
    lambda vm, a: _extreme(vm, a, 0),  # min
    lambda vm, a: _extreme(vm, a, 2),  # max
    _sum,  # sum
    lambda vm, a: _any_all(vm, a, True),  # any
    lambda vm, a: _any_all(vm, a, False),  # all
    _divmod,  # divmod
    _pow,  # pow
    _round,  # round
    _ord,  # ord
    _chr,  # chr
    lambda vm, a: _in_base(vm, a, "0x"),  # hex
    lambda vm, a: _in_base(vm, a, "0o"),  # oct
    lambda vm, a: _in_base(vm, a, "0b"),  # bin
    _isinstance,  # isinstance
    _issubclass,  # issubclass
    _callable,  # callable
    _repr,  # repr
    _format,  # format
    _iter,  # iter
    _next,  # next
    _attribute("getattr"),  # getattr
    _attribute("hasattr"),  # hasattr
    _attribute("setattr"),  # setattr
    _id,  # id
    _sorted,  # sorted
    _reversed,  # reversed
    lambda vm, a: _lazy(a[:1]),  # enumerate
    lambda vm, a: _lazy(a),  # zip
    lambda vm, a: _lazy(a[1:]),  # map
    lambda vm, a: _lazy(a[1:]),  # filter
    _list_append,  # list.append
    _list_extend,  # list.extend
    _list_insert,  # list.insert
    _list_pop,  # list.pop
    _list_remove,  # list.remove
    _index,  # list.index
    _count,  # list.count
    _list_sort,  # list.sort
    _list_reverse,  # list.reverse
    _clear,  # list.clear
    _copy,  # list.copy
    _index,  # tuple.index
    _count,  # tuple.count
    _dict_get,  # dict.get
    _dict_keys,  # dict.keys
    _dict_values,  # dict.values
    _dict_items,  # dict.items
    _dict_pop,  # dict.pop
    _dict_popitem,  # dict.popitem
    _dict_setdefault,  # dict.setdefault
    _dict_update,  # dict.update
    _clear,  # dict.clear
    _copy,  # dict.copy
    _upper,  # str.upper
    _lower,  # str.lower
    _title,  # str.title
    _capitalize,  # str.capitalize
    _swapcase,  # str.swapcase
    _strip,  # str.strip
    _lstrip,  # str.lstrip
    _rstrip,  # str.rstrip
    _split,  # str.split
    _rsplit,  # str.rsplit
    _splitlines,  # str.splitlines
    _partition,  # str.partition
    _rpartition,  # str.rpartition
    _join,  # str.join
    _replace,  # str.replace
    lambda vm, a: _within(vm, a, False),  # str.find
    lambda vm, a: _within(vm, a, True),  # str.rfind
    lambda vm, a: _str_index(vm, a, False),  # str.index
    lambda vm, a: _str_index(vm, a, True),  # str.rindex
    _str_count,  # str.count
    lambda vm, a: _starts(vm, a, False),  # str.startswith
    lambda vm, a: _starts(vm, a, True),  # str.endswith
    _remove_prefix,  # str.removeprefix
    _remove_suffix,  # str.removesuffix
    _is_made_of(_digit),  # str.isdigit
    _is_made_of(_alpha),  # str.isalpha
    _is_made_of(lambda char: _digit(char) or _alpha(char)),  # str.isalnum
    _is_made_of(lambda char: char in " \t\n\r\x0b\x0c"),  # str.isspace
    _cased("AZ", "az"),  # str.isupper
    _cased("az", "AZ"),  # str.islower
    _zfill,  # str.zfill
    _just("<"),  # str.ljust
    _just(">"),  # str.rjust
    _just("^"),  # str.center
    _encode,  # str.encode
    _decode,  # bytes.decode
    _hex,  # bytes.hex
    _join,  # bytes.join
    lambda vm, a: _within(vm, a, False),  # bytes.find
    lambda vm, a: _within(vm, a, True),  # bytes.rfind
    lambda vm, a: _str_index(vm, a, False),  # bytes.index
    _str_count,  # bytes.count
    _replace,  # bytes.replace
    _split,  # bytes.split
    _strip,  # bytes.strip
    lambda vm, a: _starts(vm, a, False),  # bytes.startswith
    lambda vm, a: _starts(vm, a, True),  # bytes.endswith
    _bytearray_append,  # bytearray.append
    _bytearray_extend,  # bytearray.extend
    _decode,  # bytearray.decode
    _hex,  # bytearray.hex
    _bit_length,  # int.bit_length
    _is_integer,  # float.is_integer
    lambda vm, a: Property(a[0].fget, a[1], a[0].fdel),  # property.setter
    lambda vm, a: None,  # object.__init__
    _set_own,  # object.__setattr__
    _set_own,  # BaseException.__setattr__
    _set_args,  # BaseException.__init__
    _attribute("send"),  # generator.send
    _attribute("throw"),  # generator.throw
    _attribute("close"),  # generator.close
    _math("sqrt"),  # math.sqrt
    _math("sin"),  # math.sin
    _math("cos"),  # math.cos
    _math("tan"),  # math.tan
    _math("asin"),  # math.asin
    _math("acos"),  # math.acos
    _math("atan"),  # math.atan
    _math("atan2"),  # math.atan2
    _math("exp"),  # math.exp
    _log,  # math.log
    _math("pow"),  # math.pow
    _math("fabs"),  # math.fabs
    _math("fmod"),  # math.fmod
    _whole("floor"),  # math.floor
    _whole("ceil"),  # math.ceil
    _whole("trunc"),  # math.trunc
    _hypot,  # math.hypot
    _math("degrees"),  # math.degrees
    _math("radians"),  # math.radians
    _math("isnan"),  # math.isnan
    _math("isinf"),  # math.isinf
    _math("isfinite"),  # math.isfinite
    _math("copysign"),  # math.copysign
    _isqrt,  # math.isqrt
    _gcd,  # math.gcd
    _random,  # random.random
    _randrange,  # random.randrange
    _randint,  # random.randint
    _choice,  # random.choice
    _uniform,  # random.uniform
    _shuffle,  # random.shuffle
    _seed,  # random.seed
)

CONSTANTS = {"math.pi": math.pi, "math.e": math.e, "math.inf": math.inf, "math.nan": math.nan}
MODULES = ("math", "random", "node")

_NATIVE_NAMES = sorted(NATIVES)
_FIRST_NATIVE = CLASS_COUNT + len(_WORK)
COUNT = _FIRST_NATIVE + len(_NATIVE_NAMES)
"""How many builtins there are: classes, then functions and methods, then natives."""

# Made when first asked for, so that a board holds those only that its programs use.
_made = {}


def named(name):
    """A builtin by its name (methods and module functions with their dot), or UNBOUND."""
    if name in CLASSES:
        return CLASSES[name]
    found = _made.get(name)
    if found is None:
        at = (";" + _ROWS).find(";" + name + " ")
        if at >= 0:
            found = Builtin(CLASS_COUNT + _ROWS.count(";", 0, at), name)
        elif name[:5] == "node." and name[5:] in NATIVES:
            found = Builtin(_FIRST_NATIVE + _NATIVE_NAMES.index(name[5:]), name)
        else:
            return UNBOUND
        _made[name] = found
    return found


def numbered(number):
    """A builtin by its number in the bytecode."""
    if number < CLASS_COUNT:
        return class_numbered(number)
    if number < _FIRST_NATIVE:
        return named(_ROWS.split(";")[number - CLASS_COUNT].split(" ")[0])
    return named("node." + _NATIVE_NAMES[number - _FIRST_NATIVE])


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
                       _WORK[builtin.number - CLASS_COUNT], host_type(name.split(".")[0])
                       if "." in name else None)
    return builtin.row


def method_of(value, name):
    """The builtin method `name` of a value, or UNBOUND."""
    return named(class_of(value).name + "." + name)


def in_module(module, name):
    """A function or constant of a native module, or UNBOUND."""
    if module == "node" and name in CLASSES and is_exception_class(CLASSES[name]):
        return CLASSES[name]
    return CONSTANTS.get(module + "." + name, named(module + "." + name))
