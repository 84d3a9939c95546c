"""The module `math` of programs: a node imports this when a program first calls one of it."""

import math

from runtime.vm import operators
from runtime.vm.builtins import integer, new_int, number
from runtime.vm.classes import fail


def _math(name):
    work = getattr(math, name)

    def run(vm, a):
        for part in a:
            number(part, "must be real number, not %s")
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
            return new_int(vm, a)
        return int(work(vm, a))
    return run


def _hypot(vm, a):
    return _math("sqrt")(vm, [a[0] * a[0] + a[1] * a[1]])


def _isqrt(vm, a):
    value = integer(a[0])
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
    left, right = abs(integer(a[0])), abs(integer(a[1]))
    while right:
        left, right = right, left % right
    return left


def _log(vm, a):
    value = _math("log")(vm, a[:1])
    return value / _math("log")(vm, a[1:]) if len(a) > 1 else value


_floor = _whole("floor")
_ceil = _whole("ceil")
_trunc = _whole("trunc")


def work(name):
    """The function of a row that has the host's own of that name."""
    return _math(name)
