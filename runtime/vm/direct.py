"""Builtins that translated code calls straight, on the host, where their arguments are plain.

Each does what the builtin of the same name does, at the same price in gas. Anything else is
TypeError, or Again where gas or memory is short: the caller leaves it to the builtin itself. So
nothing but speed depends on this module.
"""

from runtime.vm.builtins import sort
from runtime.vm.classes import class_of
from runtime.vm.kinds import CPYTHON
from runtime.vm.leaving import Again
from runtime.vm.values import Class, Dict, View

# An int of no more bits is let through; beyond, the builtin itself sees to it.
_SMALL = 1 << 500
_SIMPLE = (int, float)
_OF_NUMBERS = ({int}, {float}, {int, float})
_OF_ONE_KIND = ({int}, {str})


def _pay(m, gas, size):
    """Take both, if both are there."""
    gas = m.gas - gas
    room = m.room - size
    if gas < 0 or room < 0:
        raise Again()
    m.gas = gas
    m.room = room


# --- methods


def get(m, owner, key, default=None):
    if type(owner) is not Dict or not (type(key) is str or type(key) is int):
        raise TypeError()
    return owner.get(key, default)


def setdefault(m, owner, key, default):
    if type(owner) is not Dict or not (type(key) is str or type(key) is int):
        raise TypeError()
    if key in owner:
        return owner[key]
    _pay(m, 0, 24)
    owner[key] = default
    return default


def _seen(which):
    def see(m, owner):
        if type(owner) is not Dict:
            raise TypeError()
        _pay(m, 0, 16)
        return View(owner, which)
    return see


def pop(m, owner, at=-1):
    if type(owner) is not list or type(at) is not int or not -len(owner) <= at < len(owner):
        raise TypeError()
    return owner.pop(at)


def strip(m, owner):
    if type(owner) is not str:
        raise TypeError()
    size = len(owner)
    text = owner.strip()
    _pay(m, (size >> 4) + (size >> 6) + (size - len(text) >> 2), 0)
    return text


def _cased(work):
    def change(m, owner):
        if type(owner) is not str or not owner.isascii():
            raise TypeError()
        size = len(owner)
        _pay(m, (size >> 4) + (size + 20 >> 7), size + 20)
        return work(owner)
    return change


def _tested(work):
    def test(m, owner):
        if type(owner) is not str or not owner.isascii():
            raise TypeError()
        size = len(owner)
        if size > 7:
            _pay(m, (size >> 4) + (size >> 3), 0)
        return work(owner)
    return test


def split(m, owner, sep=None):
    if type(owner) is not str or sep is not None and (type(sep) is not str or not sep):
        raise TypeError()
    size = len(owner)
    if sep is None:
        searched = size >> 10
        allowed = 16 + 24 * (size >> 1)
    else:
        searched = size * (1 + len(sep)) >> 10
        allowed = 16 + 24 * size
    _pay(m, (size >> 4) + searched + (allowed >> 7), allowed)
    return owner.split(sep)


def join(m, owner, items):
    if type(owner) is not str or type(items) is not list:
        raise TypeError()
    size = sum(map(len, items)) + len(items) * len(owner) + 20
    gas = (len(owner) >> 4) + len(items) + (size >> 7)
    if gas > m.gas or size > m.room:
        raise Again()
    text = owner.join(items)
    m.gas -= gas
    m.room -= size
    return text


def _ended(work):
    def test(m, owner, part):
        if type(owner) is not str or type(part) is not str:
            raise TypeError()
        _pay(m, (len(owner) >> 4) + 1 + (len(part) >> 6 if len(part) <= len(owner) else 0), 0)
        return work(owner, part)
    return test


def _searched(work):
    def search(m, owner, part):
        if type(owner) is not str or type(part) is not str or not part:
            raise TypeError()
        size = len(owner)
        _pay(m, (size >> 4) + (size * (1 + len(part)) >> 10), 0)
        return work(owner, part)
    return search


def replace(m, owner, old, new):
    if type(owner) is not str or type(old) is not str or not old or type(new) is not str:
        raise TypeError()
    size = len(owner)
    searched = (size >> 4) + (size * (1 + len(old)) >> 10)
    if searched > m.gas:
        raise Again()
    made = 20 + size + owner.count(old) * len(new)
    _pay(m, searched + (made >> 7), made)
    return owner.replace(old, new)


METHODS = {"get": get, "setdefault": setdefault, "pop": pop, "keys": _seen(0), "values": _seen(1),
           "items": _seen(2)}
"""By name, for a receiver of any class: `method(m, receiver, ...)`."""

if CPYTHON:
    # MicroPython's own treat some characters otherwise.
    METHODS.update({
        "strip": strip, "split": split, "join": join, "replace": replace,
        "lower": _cased(str.lower), "upper": _cased(str.upper), "isalpha": _tested(str.isalpha),
        "isdigit": _tested(str.isdigit), "isalnum": _tested(str.isalnum),
        "startswith": _ended(str.startswith), "endswith": _ended(str.endswith),
        "find": _searched(str.find), "count": _searched(str.count),
    })


RECEIVERS: dict = {name: str for name in METHODS}
RECEIVERS.update({"append": list, "pop": list})
for _name in ("get", "setdefault", "keys", "values", "items"):
    RECEIVERS[_name] = Dict
"""By name: the type whose method it usually is."""

FREE = ("append", "get", "pop", "isinstance", "chr", "abs")
"""What costs neither gas nor memory beyond the call's own."""

# --- functions


def _sum(m, items):
    if type(items) is list or type(items) is tuple:
        if items and (set(map(type, items)) != {int} or max(items) > _SMALL
                      or min(items) < -_SMALL):
            raise TypeError()
    elif type(items) is not range:
        raise TypeError()
    _pay(m, len(items), 0)
    return sum(items)


def _extreme(work):
    def most(m, items, *others):
        given = (items,) + others if others else items
        if (type(given) is not tuple and type(given) is not list
                or set(map(type, given)) not in _OF_NUMBERS):
            raise TypeError()
        if not others:
            _pay(m, len(given), 0)
        return work(given)
    return most


def _abs(m, value):
    if type(value) not in _SIMPLE or not -_SMALL < value < _SMALL:
        raise TypeError()
    return abs(value)


def _chr(m, value):
    if type(value) is not int or not 0 <= value < 0x110000:
        raise TypeError()
    return chr(value)


def _str(m, value):
    if type(value) is int and -_SMALL < value < _SMALL:
        value = str(value)
    elif type(value) is not str:
        raise TypeError()
    _pay(m, len(value) + 20 >> 7, len(value) + 20)
    return value


def _int(m, value):
    kind = type(value)
    if kind is str:
        size = len(value)
        if size > 9 or not value.isdigit() or not value.isascii():
            raise TypeError()
        _pay(m, (size >> 2) + len(value.lstrip("0")), 0)
        return int(value)
    if kind is float and -1e9 < value < 1e9 or kind is int and -_SMALL < value < _SMALL:
        return int(value)
    raise TypeError()


def _made(work):
    def make(m, items):
        if type(items) not in (list, range, str):
            raise TypeError()
        size = 16 + 4 * len(items)
        _pay(m, len(items) + (size >> 7), size)
        return work(items)
    return make


def _isinstance(m, value, wanted):
    if not isinstance(wanted, Class):
        raise TypeError()
    return class_of(value).is_a(wanted)


def _sorted(m, items):
    if type(items) is not list or set(map(type, items)) not in _OF_ONE_KIND:
        raise TypeError()
    _pay(m, len(items), 0)
    return sort(m, items)


FUNCTIONS = {
    "sum": _sum, "min": _extreme(min), "max": _extreme(max), "abs": _abs, "chr": _chr,
    "isinstance": _isinstance, "sorted": _sorted, "list": _made(list), "tuple": _made(tuple),
}
"""By name: `function(m, ...)`."""

if CPYTHON:
    FUNCTIONS.update({"str": _str, "int": _int})


# --- texts with values in them, where the host's own way comes to the same

_MOST_KNOWN = 256
_LONGEST = 200


def percent(m, template, args):
    """`template % args` of %d and %s alone for ints and texts; None where it is more than that."""
    wanted = _wanted.get(template)
    if wanted is None:
        if len(_wanted) >= _MOST_KNOWN:
            _wanted.clear()
        wanted = _wanted[template] = _wants(template)
    values = args if type(args) is tuple else (args,)
    if len(values) != len(wanted):
        return None
    size = len(template)
    for at in range(len(values)):
        kind = type(values[at])
        if kind is str and wanted[at] == "s":
            size += len(values[at])
        elif kind is not int or not -_SMALL < values[at] < _SMALL:
            return None
    if size > _LONGEST:
        return None
    text = template % args
    _pay(m, len(template) >> 2, len(text) + 20)
    m.gas -= len(text) + 20 >> 7
    return text


def _wants(template):
    """The letters behind its percent signs; "-" where it asks for anything but %d and %s."""
    parts = template.split("%")
    letters = "".join([part[:1] for part in parts[1:]])
    if len(template) > _LONGEST or len(letters) < len(parts) - 1 or letters.strip("ds"):
        return "-" * _LONGEST
    return letters


# By template: what _wants says of it.
_wanted = {}


def formatted(m, value, spec):
    """`format(value, spec)` for a plain width or precision; None where it is more than that."""
    if type(spec) is not str or len(spec) > 4:
        return None
    kind = type(value)
    if kind is float:
        whole, _, rest = spec.partition(".")
        if rest not in ("1f", "2f", "3f") or whole and not whole.isdigit():
            return None
        if not -1e15 < value < 1e15:
            return None
    elif kind is int:
        if not spec.rstrip("d").isdigit() or not -_SMALL < value < _SMALL:
            return None
    elif kind is not str or spec[0] not in "<>^" or not spec[1:].isdigit() or spec[1] == "0" \
            or len(value) > _LONGEST:
        return None
    try:
        text = format(value, spec)
    except ValueError:
        return None
    _pay(m, len(text) + 20 >> 7, len(text) + 20)
    return text
