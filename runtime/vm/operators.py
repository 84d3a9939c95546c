"""What the operators do to values that are not objects of the program's classes.

Every result is charged before it is built, an int is never larger than 4,096 bits, and the
messages of the exceptions are CPython's on every host.
"""

import sys

from runtime.constant import const
from runtime.errors import Killed
from runtime.vm.classes import Divert, Raise, class_name, fail, has
from runtime.vm.instructions import OPERATORS
from runtime.vm.values import (
    INT_BITS,
    INT_LIMIT,
    UNBOUND,
    Dict,
    FrozenSet,
    Instance,
    Set,
    Slice,
    View,
)

_NUMBERS = (int, float, bool)
_OF_INTS = ("<<", ">>", "&", "|", "^", "@")
_SETS = (Set, FrozenSet, View)
_SEQUENCES = (list, tuple, str, bytes, bytearray)


def special():
    """What calls the special methods of program classes: a board has no room for it until then."""
    from runtime.vm import special
    return special


def bounded(value):
    """`value`, or Killed where it is an int beyond 4,096 bits."""
    if type(value) is int and not -INT_LIMIT < value < INT_LIMIT:
        raise Killed("an int grew beyond %d bits" % INT_BITS)
    return value


def paid(vm, value):
    """As bounded; and the memory of an int that takes any is charged."""
    if type(value) is int and not -0x20000000 < value < 0x20000000:
        vm.meter.charge(size_of(bounded(value)))
    return value


def bits(value):
    """How many bits an int has, without its sign."""
    value = abs(value)
    count = 0
    while value >> 256:
        value >>= 256
        count += 256
    while value > 0xFFFF:
        value >>= 16
        count += 16
    while value:
        value >>= 1
        count += 1
    return count


if sys.implementation.name == "cpython":
    bits = int.bit_length


def size_of(value):
    """What a value weighs on a 32-bit board, in bytes: itself, not what it refers to."""
    kind = type(value)
    if kind is str or kind is bytes or kind is bytearray:
        return 20 + len(value)
    if kind is list or kind is tuple:
        return 16 + 4 * len(value)
    if kind is Dict or kind is Set or kind is FrozenSet:
        return 32 + 24 * len(value)
    if kind is int:
        return 0 if -0x20000000 < value < 0x20000000 else 16 + bits(value) // 8
    return 16


def deep_size_of(value):
    """What a value of the node weighs, with all that it refers to."""
    total = size_of(value)
    if type(value) is tuple or type(value) is list:
        for item in value:
            total += deep_size_of(item)
    return total


def sets():
    """What sets and views do: a board has no room for it until a program uses one."""
    from runtime.vm import sets
    return sets


def unsupported(symbol, left, right):
    return fail("TypeError", "unsupported operand type(s) for %s: '%s' and '%s'"
                % (symbol, class_name(left), class_name(right)))


def binary(vm, operator, left, right):
    """`left operator right`; `operator` is an index into OPERATORS."""
    symbol = OPERATORS[operator]
    a = type(left)
    b = type(right)
    if a in _NUMBERS and b in _NUMBERS:
        return paid(vm, _numeric(symbol, left, right))
    if symbol == "+" and (a is b or (a in (bytes, bytearray) and b in (bytes, bytearray))):
        if a in _SEQUENCES:
            vm.charge(size_of(left) + size_of(right))
            return left + right
    elif symbol == "*":
        if a in _SEQUENCES and b in (int, bool):
            return _repeat(vm, left, right)
        if b in _SEQUENCES and a in (int, bool):
            return _repeat(vm, right, left)
    elif symbol == "%" and a in (str, bytes, bytearray):
        return _percent(vm, left, right)
    elif symbol == "|" and a is Dict and b is Dict:
        from runtime.vm.builtins import merge
        out = Dict()
        try:
            merge(vm, out, left)
            merge(vm, out, right)
        except Divert:
            raise Divert("prelude", "merged", (left, right))
        return out
    if a in _SETS or b in _SETS:
        try:
            out = sets().binary(vm, symbol, left, right)
        except Divert:
            raise Divert("prelude", "set_binary", (symbol, left, right))
        if out is not UNBOUND:
            return out
    if isinstance(left, Instance) or isinstance(right, Instance):
        raise Divert("binary", operator, left, right)
    raise special().refused(symbol, left, right)


def inplace(vm, operator, left, right):
    """`left operator= right` for what changes in place; others as `binary`."""
    if type(left) is list and operator == 0:
        from runtime.vm.builtins import plain_items
        items = plain_items(vm, right)
        if items is None:
            raise fail("TypeError", "'%s' object is not iterable" % class_name(right))
        vm.charge(4 * len(items))
        left.extend(list(items))
        return left
    if type(left) is list and operator == 2 and type(right) in (int, bool):
        left[:] = _repeat(vm, left, right)
        return left
    if isinstance(left, Instance) or isinstance(right, Instance):
        raise Divert("binary", operator + len(OPERATORS), left, right)
    if type(left) is Dict and OPERATORS[operator] == "|":
        from runtime.vm.builtins import merge
        try:
            merge(vm, left, right)
        except Divert:
            raise Divert("prelude", "merged_into", (left, right))
        return left
    if type(left) is bytearray and operator in (0, 2):
        return _grow(vm, operator, left, right)
    if type(left) is Set:
        try:
            out = sets().inplace(vm, OPERATORS[operator], left, right)
        except Divert:
            raise Divert("prelude", "set_inplace", (OPERATORS[operator], left, right))
        if out is not UNBOUND:
            return out
    try:
        return binary(vm, operator, left, right)
    except Raise as error:
        symbol = OPERATORS[operator]
        text = error.value.attributes["args"][0]
        if type(text) is str and text.startswith("unsupported operand type(s) for "):
            shown = "**" if symbol == "**" else symbol
            raise unsupported(shown + "=", left, right)
        raise


def _grow(vm, operator, left, right):
    """`left += right` and `left *= right` of a bytearray, which stays the one that it is."""
    out = binary(vm, operator, left, right)
    left[:] = bytes(out)
    return left


def _repeat(vm, sequence, times):
    size = 20 + (size_of(sequence) - size_of(sequence[:0])) * max(int(times), 0)
    vm.charge(size)
    if size > 1 << 31:
        raise Killed("memory: a sequence of %d bytes is asked for" % size)
    if type(sequence) is bytearray:  # which MicroPython cannot multiply
        return bytearray(bytes(sequence) * int(times))
    return sequence * int(times)


def _percent(vm, template, args):
    return percent(vm, template, args, ())


def percent(vm, template, args, known):
    """`template % args`; `known` are the texts that the program's own classes gave."""
    from runtime.vm import templates
    try:
        return templates.percent(vm, template, args, known)
    except Divert as divert:
        raise Divert("percent", template, args, known, *divert.held)


def _numeric(symbol, left, right):
    real = type(left) is float or type(right) is float
    if real:
        if symbol in _OF_INTS:
            raise unsupported(symbol, left, right)
        left = as_float(left)
        right = as_float(right)
    if symbol == "+":
        return bounded(left + right)
    if symbol == "-":
        return bounded(left - right)
    if symbol == "*":
        return bounded(left * right)
    if symbol == "**":
        return _power(left, right)
    if symbol in ("/", "//", "%"):
        if right == 0:
            raise fail("ZeroDivisionError", _ZERO[symbol][real])
        if symbol == "/":
            return left / right if real else _divided(left, right)
        if symbol == "//":
            return left // right
        return left % right
    if symbol in ("<<", ">>"):
        if right < 0:
            raise fail("ValueError", "negative shift count")
        if symbol == ">>":
            return left >> right if right <= INT_BITS else (-1 if left < 0 else 0)
        if left and right > INT_BITS:
            raise Killed("an int grew beyond %d bits" % INT_BITS)
        return bounded(left << right) if left else 0
    if symbol == "&":
        value = left & right
    elif symbol == "|":
        value = left | right
    elif symbol == "^":
        value = left ^ right
    else:
        raise unsupported(symbol, left, right)
    return bool(value) if type(left) is bool and type(right) is bool else value


# Between these every float is exact, and so is every host's arithmetic with ints and floats.
_LEAST = const(-0x1000000)
_MOST = const(0x1000000)


def _wide():
    """Numbers that a host may round otherwise than CPython does."""
    from runtime.vm import number_methods
    return number_methods


def as_float(value):
    """The float of a number; OverflowError where an int is beyond every float."""
    if type(value) is int and not _LEAST < value < _MOST:
        return _wide().float_of(value)
    return float(value)


def _divided(left, right):
    if _LEAST < left < _MOST and _LEAST < right < _MOST:
        return left / right
    return _wide().divided(left, right)


def _ordered(left, right):
    """Two numbers as they compare exactly on every host."""
    if type(left) is type(right) or (_LEAST < left < _MOST and _LEAST < right < _MOST):
        return left, right
    return _wide().ordered(left, right)


_ZERO = {
    "/": ("division by zero", "float division by zero"),
    "//": ("integer division or modulo by zero", "float floor division by zero"),
    "%": ("integer modulo by zero", "float modulo"),
}


def _power(left, right):
    if type(left) is not float and type(right) is not float:
        if right >= 0:
            if left not in (0, 1, -1) and (bits(left) - 1) * right >= INT_BITS:
                raise Killed("an int grew beyond %d bits" % INT_BITS)
            return bounded(left ** right)
        left = as_float(left)
    if left == 0 and right < 0:
        raise fail("ZeroDivisionError", "0.0 cannot be raised to a negative power")
    if left < 0 and right != int(right):
        raise fail("ValueError", "a negative number to a fractional power is complex, "
                   "which programs do not have")
    try:
        value = float(left) ** right
    except OverflowError:
        value = float("inf")
    if value in (float("inf"), -float("inf")) and not _is_endless(left) and not _is_endless(right):
        raise fail("OverflowError", "(34, 'Numerical result out of range')")
    return value


def _is_endless(value):
    return value in (float("inf"), -float("inf"))


_COMPOUND = (list, tuple, Dict)
_MAX_DEPTH = const(900)


def equal(vm, left, right):
    """`left == right` by value; objects of program classes by identity or by their `__eq__`.

    Containers are compared here, and paid for: the host's own comparison of two small lists that
    contain themselves twice at each of fifty levels would never end.
    """
    if isinstance(left, Instance) or isinstance(right, Instance):
        if has(left, "__eq__") or has(right, "__eq__"):
            raise Divert("binary", EQUAL, left, right)
        return left is right
    if left is right:
        return True
    whole = left, right
    if type(left) is not type(right) or type(left) not in _COMPOUND:
        try:
            return _same(vm, left, right)
        except Divert:
            raise Divert("prelude", "equal", whole)
    waiting = [(left, right, 0)]
    while waiting:
        left, right, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            raise fail("RecursionError", "maximum recursion depth exceeded in comparison")
        if len(left) != len(right):
            return False
        vm.spend(1 + (len(left) >> 2))
        keyed = type(left) is Dict
        for at in left.keys() if keyed else range(len(left)):
            if keyed and at not in right:
                if keeps_own(vm, at):
                    raise Divert("prelude", "equal", whole)
                return False
            one = left[at]
            other = right[at]
            if one is not other:
                if type(one) is type(other) and type(one) in _COMPOUND:
                    waiting.append((one, other, depth + 1))
                elif has(one, "__eq__") or has(other, "__eq__"):
                    raise Divert("prelude", "equal", whole)
                else:
                    try:
                        if not _same(vm, one, other):
                            return False
                    except Divert:
                        raise Divert("prelude", "equal", whole)
    return True


def _same(vm, left, right):
    if type(left) in _SETS:
        return sets().equal(vm, left, right)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return False
    if type(left) is range and type(right) is range:
        size = len(left)
        return size == len(right) and (
            size == 0 or (left[0] == right[0] and (size == 1 or left.step == right.step)))
    if type(left) is Slice and type(right) is Slice:
        left = (left.start, left.stop, left.step)
        right = (right.start, right.stop, right.step)
        for part in left + right:
            if part is not None and type(part) not in _NUMBERS:
                return False  # nothing that the host would have to recurse into
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        left, right = _ordered(left, right)
    return left == right


ORDER = 2 * len(OPERATORS)
"""Where the comparisons < <= > >= == != stand behind the operators and their in-place forms."""

EQUAL = ORDER + 4


def compare(vm, which, left, right):
    """An ordering comparison; `which` indexes < <= > >=."""
    a = type(left)
    b = type(right)
    whole = left, right
    while a is b and (a is list or a is tuple):
        size = min(len(left), len(right))
        at = 0
        try:
            while at < size and (left[at] is right[at] or equal(vm, left[at], right[at])):
                at += 1
        except Divert:
            raise Divert("prelude", "compare", (which,) + whole)
        vm.spend(1 + (at >> 2))
        if at == size:
            left, right = len(left), len(right)
        else:
            left, right = left[at], right[at]
        a = type(left)
        b = type(right)
    numbers = a in _NUMBERS and b in _NUMBERS
    if numbers:
        left, right = _ordered(left, right)
    if numbers or (a is b and a is str):
        if which == 0:
            return left < right
        if which == 1:
            return left <= right
        if which == 2:
            return left > right
        return left >= right
    if a in (bytes, bytearray) and b in (bytes, bytearray):
        return compare(vm, which, list(left), list(right))
    if a in _SETS:
        try:
            out = sets().compare(vm, which, left, right)
        except Divert:
            raise Divert("prelude", "set_compare", (which, left, right))
        if out is not UNBOUND:
            return out
    if isinstance(left, Instance) or isinstance(right, Instance):
        raise Divert("binary", ORDER + which, left, right)
    raise special().unordered(which, left, right)


_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def negate(symbol, value):
    """The unary operators - + ~."""
    kind = type(value)
    if has(value, _UNARY[symbol]):
        raise Divert("method", value, _UNARY[symbol], ())
    if kind in (int, bool) or (kind is float and symbol != "~"):
        if symbol == "-":
            return -value
        return +value if symbol == "+" else ~int(value)
    raise fail("TypeError", "bad operand type for unary %s: '%s'" % (symbol, class_name(value)))


def contains(vm, container, item):
    """`item in container`."""
    kind = type(container)
    if kind is Dict:
        try:
            return check_key(vm, item) in container
        except Divert:
            raise Divert("key", "in", container, item)
    if kind is str:
        if type(item) is not str:
            raise fail("TypeError", "'in <string>' requires string as left operand, not %s"
                       % class_name(item))
        search(vm, container, item)
        return item in container
    if kind is bytes or kind is bytearray:
        if type(item) in (int, bool):
            if not 0 <= item < 256:
                raise fail("ValueError", "byte must be in range(0, 256)")
            item = bytes([item])
        elif type(item) not in (bytes, bytearray):
            raise fail("TypeError", "a bytes-like object is required, not '%s'" % class_name(item))
        search(vm, container, item)
        return bytes(container).find(bytes(item)) >= 0
    if kind in (list, tuple):
        vm.spend(len(container) >> 4)
        try:
            for one in container:
                if one is item or equal(vm, one, item):
                    return True
        except Divert:
            raise Divert("prelude", "contains", (container, item))
        return False
    if kind is range:
        return type(item) in _NUMBERS and item == int(item) and _in_range(container, int(item))
    if kind in _SETS:
        try:
            return sets().contains(vm, container, item)
        except Divert as divert:
            if divert.what != "key":
                raise
            if kind is View and container.which:
                raise Divert("prelude", "contains", (container, item))
            raise Divert("key", "in", container, item)
    if isinstance(container, Instance):
        raise Divert("contains", container, item)
    raise fail("TypeError", "argument of type '%s' is not iterable" % class_name(container))


def _in_range(span, item):
    if span.step > 0:
        return span.start <= item < span.stop and (item - span.start) % span.step == 0
    return span.stop < item <= span.start and (span.start - item) % -span.step == 0


def search(vm, text, part):
    """Pay for a search, which on some hosts tries every place."""
    vm.spend(len(text) * (1 + len(part)) >> 10)


def check_key(vm, key):
    """`key`, if a dict can hold it. What its hash takes is paid for.

    Divert where the program's own `__eq__` must say which key of the dict it is.
    """
    if type(key) is not tuple:
        measure_key(vm, key)
    if keeps_own(vm, key) and key is not vm.resolved:
        raise Divert("key")
    return key


def measure_key(vm, key):
    """Pay for a key's hash; TypeError where it has none, whatever its class."""
    if type(key) is tuple:
        measured(vm, key)
    elif type(key) is FrozenSet:
        vm.spend(key.weight)
    else:
        _check_plain(key)


def _check_plain(key):
    kind = type(key)
    if kind in _UNHASHABLE or (kind is View and key.which != 1):
        raise fail("TypeError", "unhashable type: '%s'" % class_name(key))


_UNHASHABLE = (list, Dict, Set, bytearray, Slice)


def keeps_own(vm, key):
    """Whether a key is an object with an `__eq__` of the program's, or holds such."""
    if type(key) is tuple:
        return _walked(vm, key, True)[2]
    if type(key) is FrozenSet:
        return key.own
    return has(key, "__eq__") and special().is_own(key)


def measured(vm, key):
    """(depth, weight) of a key: how deep tuples and frozensets are nested in it, and how many
    values that makes; (0, 0) for others.
    """
    if type(key) is not tuple:
        return (key.depth, key.weight) if type(key) is FrozenSet else (0, 0)
    return _walked(vm, key, False)[:2]


def _walked(vm, key, asking):
    """(depth, weight, whether it keeps_own, where one is `asking`) of a tuple."""
    own = False
    depth = weight = deepest = 0
    waiting = key
    while waiting:
        deeper = []
        vm.spend(len(waiting))
        weight += len(waiting)
        for item in waiting:
            if type(item) is tuple:
                deeper.extend(item)
            elif type(item) is FrozenSet:
                vm.spend(item.weight)
                weight += item.weight
                deepest = max(deepest, depth + 1 + item.depth)
                own = own or item.own
            else:
                _check_plain(item)
                if asking and has(item, "__eq__") and special().is_own(item):
                    own = True
        depth += 1
        if max(depth, deepest) > 100:
            raise fail("RecursionError", "a key is nested deeper than 100")
        waiting = deeper
    return max(depth, deepest), weight, own


_NAMES = {str: "string", list: "list", tuple: "tuple", bytes: "index", bytearray: "bytearray",
          range: "range object"}


def _index(container, at, kind):
    if type(at) is not int and type(at) is not bool:
        if kind is str:
            raise fail("TypeError", "string indices must be integers, not '%s'" % class_name(at))
        raise fail("TypeError", "%s indices must be integers or slices, not %s"
                   % ("byte" if kind is bytes else class_name(container), class_name(at)))
    size = len(container)
    if not -size <= at < size:
        raise fail("IndexError", _NAMES[kind]
                   + (" out of range" if kind is bytes else " index out of range"))
    return at


def item(vm, container, at):
    """`container[at]`."""
    kind = type(container)
    if kind is Dict:
        try:
            check_key(vm, at)
        except Divert:
            raise Divert("key", "item", container, at)
        if at not in container:
            raise fail("KeyError", at)
        return container[at]
    if has(at, "__index__"):
        raise Divert("index", "item", container, at)
    if kind in _NAMES:
        if type(at) is Slice:
            return _sliced(vm, container, at)
        return container[_index(container, at, kind)]
    raise fail("TypeError", "'%s' object is not subscriptable" % class_name(container))


def slice_bounds(span, size):
    """(start, stop, step) as CPython's slice.indices gives them."""
    for part in (span.start, span.stop, span.step):
        if part is not None and type(part) not in (int, bool):
            raise fail("TypeError", "slice indices must be integers or None or have an "
                       "__index__ method")
    step = 1 if span.step is None else int(span.step)
    if step == 0:
        raise fail("ValueError", "slice step cannot be zero")
    low, high = (0, size) if step > 0 else (-1, size - 1)
    bounds = []
    for part, default in ((span.start, low if step > 0 else high),
                          (span.stop, high if step > 0 else low)):
        if part is None:
            part = default
        else:
            part = int(part)
            if part < 0:
                part = max(part + size, low)
            else:
                part = min(part, high)
        bounds.append(part)
    return bounds[0], bounds[1], step


def _sliced(vm, container, span):
    start, stop, step = slice_bounds(span, len(container))
    vm.charge(20 + 4 * max(0, (stop - start) // step))
    if step == 1:
        if type(container) is range:
            return range(container.start + start * container.step,
                         container.start + stop * container.step, container.step)
        return container[start:max(stop, start)]
    kind = type(container)
    if kind is range:
        return range(container.start + start * container.step,
                     container.start + stop * container.step, container.step * step)
    picked = [container[at] for at in range(start, stop, step)]
    if kind is str:
        return "".join(picked)
    return picked if kind is list else kind(picked)


def store_item(vm, container, at, value):
    """`container[at] = value`."""
    kind = type(container)
    if kind is Dict:
        try:
            check_key(vm, at)
        except Divert:
            raise Divert("key", "store", container, at, value)
        vm.charge(24)
        container[at] = value
    elif has(at, "__index__"):
        raise Divert("index", "store", container, at, value)
    elif kind is list:
        if type(at) is Slice:
            _store_slice(vm, container, at, value)
        elif type(at) in (int, bool) and not -len(container) <= at < len(container):
            raise fail("IndexError", "list assignment index out of range")
        else:
            container[_index(container, at, kind)] = value
    elif kind is bytearray:
        from runtime.vm.byte_methods import store
        store(vm, container, at if type(at) is Slice else _index(container, at, kind), value)
    else:
        raise fail("TypeError", "'%s' object does not support item assignment"
                   % class_name(container))


def _store_slice(vm, container, span, value):
    start, stop, step = slice_bounds(span, len(container))
    if type(value) not in _SEQUENCES + (range, Dict):
        raise fail("TypeError", "can only assign an iterable")
    vm.charge(4 * (len(value) + len(container)))
    items = list(value)
    if step == 1:
        container[start:max(stop, start)] = items
        return
    places = list(range(start, stop, step))
    if len(places) != len(items):
        raise fail("ValueError", "attempt to assign sequence of size %d to extended slice of "
                   "size %d" % (len(items), len(places)))
    for at in range(len(places)):
        container[places[at]] = items[at]


def delete_item(vm, container, at):
    """`del container[at]`."""
    kind = type(container)
    if kind is Dict:
        try:
            check_key(vm, at)
        except Divert:
            raise Divert("key", "delete", container, at)
        if at not in container:
            raise fail("KeyError", at)
        del container[at]
    elif isinstance(container, Instance):
        raise Divert("delete", container, at)
    elif has(at, "__index__"):
        raise Divert("index", "delete", container, at)
    elif kind is list:
        if type(at) is Slice:
            start, stop, step = slice_bounds(at, len(container))
            vm.charge(16 * len(container))
            gone = {place: True for place in range(start, stop, step)}
            container[:] = [container[place] for place in range(len(container))
                            if place not in gone]
        elif type(at) in (int, bool) and not -len(container) <= at < len(container):
            raise fail("IndexError", "list assignment index out of range")
        else:
            container.pop(_index(container, at, kind))
    elif kind is bytearray:
        from runtime.vm.byte_methods import delete
        delete(vm, container, at if type(at) is Slice else _index(container, at, kind))
    else:
        raise fail("TypeError", "'%s' object doesn't support item deletion" % class_name(container))


_OF_THE_HOST = (int, bool, float, str, bytes, bytearray, list, tuple, range)


def truth(value):
    """`bool(value)`; Divert where a program's class says it."""
    kind = type(value)
    if kind in _OF_THE_HOST:
        return bool(value)
    if kind is Dict or kind in _SETS:
        return len(value) > 0
    if has(value, "__bool__") or has(value, "__len__"):
        raise Divert("truth", value)
    return value is not None


