"""What sets do, and the set operations of dict views: a node imports this when one is first used.

The elements keep the order in which they came. Every element is checked and its hash paid for by
operators.check_key before the host hashes it.
"""

import sys

from runtime.vm import operators
from runtime.vm.builtins import again, is_iterable, needs_program, plain_items
from runtime.vm.classes import Divert, fail
from runtime.vm.values import UNBOUND, Dict, FrozenSet, Set, View

_SETS = (Set, FrozenSet)
_ON_CPYTHON = sys.implementation.name == "cpython"
_SYMBOLS = {"intersection": "&", "difference": "-", "symmetric_difference": "^", "union": "|"}


def _filled(vm, items):
    """A new table of the items."""
    vm.spend(len(items))
    vm.charge(32 + 24 * len(items))
    out = Dict()
    for item in items:
        out[operators.check_key(vm, item)] = True
    return out


def table_of(vm, value):
    """A dict whose keys are the elements of an iterable; it may be the value's own."""
    kind = type(value)
    if kind in _SETS:
        return value.table
    if kind is Dict:
        return value
    if kind is View and value.which == 0:
        return value.of
    return _filled(vm, plain_items(vm, value))


def _copied(vm, table):
    vm.spend(len(table) >> 2)
    vm.charge(32 + 24 * len(table))
    out = Dict()
    for key in table.keys():
        out[key] = True
    return out


def frozen(vm, table):
    """The frozenset of a table that is nobody else's."""
    depth = weight = 0
    own = False
    for key in table.keys():
        own = own or operators.keeps_own(vm, key)
        key_depth, key_weight = operators.measured(vm, key)
        depth = max(depth, key_depth)
        weight += 1 + key_weight
    if depth >= 100:
        raise fail("RecursionError", "a key is nested deeper than 100")
    made = FrozenSet(table, depth + 1, weight)
    made.own = own
    return made


def _made(vm, kind, table):
    return frozen(vm, table) if kind is FrozenSet else Set(table)


def new(vm, kind, a):
    """`set(...)` and `frozenset(...)`."""
    if not a:
        return _made(vm, kind, Dict())
    if needs_program(a[0]):
        return again(vm, 0)
    if type(a[0]) is kind is FrozenSet:
        return a[0]
    table = table_of(vm, a[0])
    return _made(vm, kind, _copied(vm, table))


def display(vm, items):
    """`{a, b, c}`."""
    return Set(_filled(vm, items))


def _element(vm, value):
    """`value` as an element to look for: a set stands for its frozenset."""
    if type(value) is Set:
        return frozen(vm, _copied(vm, value.table))
    return operators.check_key(vm, value)


def add(vm, target, value):
    """`target.add(value)`."""
    operators.check_key(vm, value)
    vm.charge(24)
    target.table[value] = True


def _add(vm, a):
    add(vm, a[0], a[1])


def _discard(vm, a):
    item = _element(vm, a[1])
    if item in a[0].table:
        del a[0].table[item]


def _remove(vm, a):
    item = _element(vm, a[1])
    if item not in a[0].table:
        raise fail("KeyError", a[1])
    del a[0].table[item]


def _pop(vm, a):
    table = a[0].table
    if not len(table):
        raise fail("KeyError", "pop from an empty set")
    # The host looks for the first one past all that were taken before it.
    vm.spend(len(table) >> 9)
    key = next(iter(table)) if _ON_CPYTHON else table.first()
    del table[key]
    if not len(table) & 63:
        a[0].table = _copied(vm, table)
    return key


def _clear(vm, a):
    a[0].table = Dict()


def _copy(vm, a):
    return a[0] if type(a[0]) is FrozenSet else Set(_copied(vm, a[0].table))


def _in(vm, key, table):
    """Whether a table has a key; Divert where the program's own `__eq__` must say so."""
    if key in table:
        return True
    if len(table) and operators.keeps_own(vm, key):
        raise Divert("sets")
    return False


def combined(vm, symbol, left, right):
    """A new table: left | & - ^ right."""
    vm.spend(len(left) + len(right))
    vm.charge(32 + 24 * (len(left) + (len(right) if symbol in "|^" else 0)))
    out = Dict()
    for key in left.keys():
        if symbol == "|" or _in(vm, key, right) == (symbol == "&"):
            out[key] = True
    if symbol == "|" or symbol == "^":
        for key in right.keys():
            if not _in(vm, key, left):
                out[key] = True
    return out


def _every(vm, a, symbol, update):
    """The method of this operator, over all its arguments; `update`: in place."""
    target = a[0][0]
    for at in range(1, len(a[0])):
        if needs_program(a[0][at]):
            return again(vm, at)
    if update:
        for other in a[0][1:]:
            _change(vm, target, symbol, table_of(vm, other))
        return None
    table = target.table
    for other in a[0][1:]:
        table = combined(vm, symbol, table, table_of(vm, other))
    return _copy(vm, [target]) if table is target.table else _made(vm, type(target), table)


def _change(vm, target, symbol, other):
    """`target symbol= other`, in proportion to what changes where that is possible."""
    table = target.table
    if symbol not in "|-" or other is table:
        target.table = combined(vm, symbol, table, other)
        return
    vm.spend(len(other))
    if symbol == "|":
        vm.charge(24 * len(other))
    for key in other.keys():
        known = _in(vm, key, table)
        if symbol == "|":
            table[key] = True
        elif known:
            del table[key]


def work(name):
    """The function of a method that is an operator with another name."""
    update = name.endswith("update")
    symbol = "|" if name == "update" else _SYMBOLS[name.replace("_update", "")]

    def run(vm, a):
        return _every(vm, [a] if symbol == "^" else a, symbol, update)
    return run


def _isdisjoint(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    left, right = table_of(vm, a[0]), table_of(vm, a[1])
    vm.spend(len(left))
    for key in left.keys():
        if _in(vm, key, right):
            return False
    return True


def _within(vm, left, right):
    if len(left) > len(right):
        return False
    vm.spend(len(left))
    for key in left.keys():
        if not _in(vm, key, right):
            return False
    return True


def _issubset(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    return _within(vm, a[0].table, table_of(vm, a[1]))


def _issuperset(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    return _within(vm, table_of(vm, a[1]), a[0].table)


# --- operators


def _is_set(value):
    return type(value) in _SETS or (type(value) is View and value.which != 1)


def binary(vm, symbol, left, right):
    """`left symbol right`, or UNBOUND where sets have no such operator."""
    if symbol not in "|&-^":
        return UNBOUND
    if not (_is_set(left) and _is_set(right)):
        # A view takes any iterable on its other side.
        if not (type(left) is View and _is_set(left) or type(right) is View and _is_set(right)):
            return UNBOUND
        other = right if type(left) is View else left
        if needs_program(other) or not is_iterable(other):
            return UNBOUND
    return _made(vm, type(left), combined(vm, symbol, table_of(vm, left), table_of(vm, right)))


def inplace(vm, symbol, left, right):
    """`left symbol= right` of a set, or UNBOUND."""
    if symbol not in "|&-^" or not _is_set(right):
        return UNBOUND
    _change(vm, left, symbol, table_of(vm, right))
    return left


def equal(vm, left, right):
    """`left == right`, where one is a set or a view."""
    if not _is_set(left) or not _is_set(right):
        return left is right
    left, right = table_of(vm, left), table_of(vm, right)
    if len(left) != len(right):
        return False
    for key in left.keys():
        operators.measured(vm, key)
    return _within(vm, left, right)


def compare(vm, which, left, right):
    """`left < right` and its like (`which` indexes < <= > >=), or UNBOUND."""
    if not _is_set(left) or not _is_set(right):
        return UNBOUND
    left, right = table_of(vm, left), table_of(vm, right)
    if which > 1:
        left, right = right, left
    return _within(vm, left, right) and (which & 1 == 1 or len(left) < len(right))


def contains(vm, container, item):
    """`item in container`, of a set or view."""
    kind = type(container)
    if kind is not View:
        return _element(vm, item) in container.table
    if container.which == 0:
        return operators.check_key(vm, item) in container.of
    if container.which == 1:
        return operators.contains(vm, plain_items(vm, container), item)
    if type(item) is not tuple or len(item) != 2:
        return False
    return (operators.check_key(vm, item[0]) in container.of
            and operators.equal(vm, container.of[item[0]], item[1]))


