"""`hash()` of programs: the same on every node, for values that are equal, within a message.

Numbers, tuples and frozensets have CPython's hashes; those of texts depend on the message's seed.
A node imports this when a program first asks for a hash.
"""

import math

from runtime.constant import const
from runtime.vm import operators
from runtime.vm.values import FrozenSet

_PRIME = (1 << 61) - 1
_WORD = (1 << 64) - 1
_NONE = const(1009)


def _signed(value):
    value &= _WORD
    return value - _WORD - 1 if value >> 63 else value


def _of_int(value):
    found = abs(value) % _PRIME
    if value < 0:
        found = -found
    return -2 if found == -1 else found


def _of_float(value):
    """As _Py_HashDouble: the residue of the exact fraction."""
    if value != value:
        return 0
    if value in (math.inf, -math.inf):
        return 314159 if value > 0 else -314159
    mantissa, exponent = math.frexp(abs(value))
    whole = int(mantissa * 9007199254740992)  # 2 ** 53
    found = whole * pow(2, (exponent - 53) % 61) % _PRIME
    if value < 0:
        found = -found
    return -2 if found == -1 else found


def _of_bytes(vm, data):
    """FNV-1a, begun with the seed (Fowler, Noll and Vo)."""
    vm.spend(len(data) >> 1)
    found = (14695981039346656037 ^ vm.seed * 2654435761) & _WORD if data else 0
    for byte in data:
        found = (found ^ byte) * 1099511628211 & _WORD
    return _signed(found)


def _of_tuple(parts):
    """As tuplehash of CPython 3.8 on, a variant of xxHash."""
    found = 2870177450012600261
    for part in parts:
        found = (found + part * 14029467366897019727) & _WORD
        found = ((found << 31 | found >> 33) * 11400714785074694791) & _WORD
    found = (found + (len(parts) ^ 2870177450012600261 ^ 3527539)) & _WORD
    return 1546275796 if found == _WORD else _signed(found)


def _of_set(parts):
    """As frozenset_hash of CPython: whatever the order."""
    found = 0
    for part in parts:
        found ^= ((part ^ 89869747 ^ (part << 16)) * 3644798167) & _WORD
    found ^= ((len(parts) + 1) * 1927868237) & _WORD
    found ^= (found >> 11) ^ (found >> 25)
    found = (found * 69069 + 907133923) & _WORD
    return 590923713 if found == _WORD else _signed(found)


def _of_plain(vm, value):
    kind = type(value)
    if kind is int or kind is bool:
        return _of_int(int(value))
    if kind is float:
        return _of_float(value)
    if kind is str:
        return _of_bytes(vm, value.encode())
    if kind is bytes:
        return _of_bytes(vm, value)
    return _NONE if value is None else vm.identity(value) >> 4


def hash_of(vm, value):
    """`hash(value)`, or TypeError."""
    operators.check_key(vm, value)
    done = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind is list:  # no key is one: how the last of the hashes are to be combined
            parts = done[len(done) - one[1]:]
            del done[len(done) - one[1]:]
            done.append(_of_set(parts) if one[0] else _of_tuple(parts))
        elif kind is tuple or kind is FrozenSet:
            items = list(one.table.keys() if kind is FrozenSet else one)
            waiting.append([kind is FrozenSet, len(items)])
            items.reverse()
            waiting.extend(items)
        elif kind is range:
            size = len(one)
            waiting.append((size, one.start if size else None, one.step if size > 1 else None))
        else:
            done.append(_of_plain(vm, one))
    return done[0]
