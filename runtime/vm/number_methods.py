"""What ints and floats can do beside the operators: conversions, rounding, their methods.

A node imports this when a program first uses one of them.
"""

import math

from runtime.errors import Killed
from runtime.vm import builtins, operators
from runtime.vm.builtins import integer, number
from runtime.vm.classes import fail


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
    vm.spend(operators.bits(power) * (8 + (operators.bits(a[2]) >> 5)))
    while power:
        if power & 1:
            result = result * base % a[2]
        base = base * base % a[2]
        power >>= 1
    return result % a[2]


def _round(vm, a):
    value = number(a[0], "type %s doesn't define __round__ method")
    if len(a) < 2 or a[1] is None:
        if type(value) is float and (value != value or value in (math.inf, -math.inf)):
            raise fail("ValueError" if value != value else "OverflowError",
                       "cannot convert float %s to integer"
                       % ("NaN" if value != value else "infinity"))
        return round(value)
    if type(value) is not float:
        if integer(a[1]) >= 0:
            return int(value)
        if a[1] < -1300:
            return 0
        unit = 10 ** -a[1]
        half, rest = divmod(int(value), unit)
        if 2 * rest > unit or (2 * rest == unit and half % 2):
            half += 1
        return half * unit
    if value != value or value in (math.inf, -math.inf) or integer(a[1]) > 400:
        return value
    size = abs(value)
    if a[1] >= 0:
        size = float(builtins.texts().fixed(size, a[1]))
    else:
        size = float(builtins.texts().scaled(size, a[1]) * 10 ** -a[1]) if a[1] > -400 else 0.0
    return math.copysign(size, value)


def _hex(vm, a):
    return _in_base(vm, a, "0x")


def _oct(vm, a):
    return _in_base(vm, a, "0o")


def _bin(vm, a):
    return _in_base(vm, a, "0b")


def _in_base(vm, a, prefix):
    value = integer(a[0])
    kind = prefix[1]
    return ("-" if value < 0 else "") + prefix + builtins.texts().format_value(abs(value), kind)


def parsed_int(text, base):
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
                   % (base, builtins.texts().quote(text)))
    return operators.bounded(sign * total)


def _int_bit_length(vm, a):
    return operators.bits(int(a[0]))


def _float_is_integer(vm, a):
    return a[0] == a[0] and a[0] not in (math.inf, -math.inf) and a[0] == int(a[0])
