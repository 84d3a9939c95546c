"""The module `math` of programs: a node imports this when a program first calls one of it."""

import math

from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.builtins import again, integer, needs_program, new_int, number, plain_items, spent
from runtime.vm.classes import fail


def _real(value):
    """A finite number's float, or what CPython says of one that is too large."""
    number(value, "must be real number, not %s")
    return operators.as_float(value)


def work(name):
    """The function of a row that has the host's own of that name."""
    function = getattr(math, name, None)

    def run(vm, a):
        values = [_real(part) for part in a]
        if function is None:
            raise fail("NotImplementedError", "this node has no math." + name)
        try:
            found = function(*values)
        except (ValueError, ZeroDivisionError):
            if _is_too_large(name, values):
                raise fail("OverflowError", "math range error")
            raise fail("ValueError", "math domain error")
        except OverflowError:
            raise fail("OverflowError", "math range error")
        if type(found) is float and found in (math.inf, -math.inf):
            for value in values:
                if value in (math.inf, -math.inf):
                    return found
            # MicroPython gives an infinity where CPython fails.
            raise fail("OverflowError", "math range error")
        return found
    return run


def _is_too_large(name, values):
    """Whether a failure is that the result is beyond every float: MicroPython does not tell."""
    if name == "pow":
        return values[0] != 0 and (values[0] > 0 or values[1] == int(values[1]))
    if name in ("gamma", "lgamma"):
        return values[0] > 0 or values[0] != int(values[0])
    return name in ("exp", "expm1", "cosh", "sinh")


def _apply(name, *values):
    return work(name)(None, values)


def _rounded(vm, a, name):
    if type(a[0]) is float and (a[0] != a[0] or a[0] in (math.inf, -math.inf)):
        return new_int(vm, a)
    if type(number(a[0], "must be real number, not %s")) is not float:
        return int(a[0])
    return int(getattr(math, name)(a[0]))


def _floor(vm, a):
    return _rounded(vm, a, "floor")


def _ceil(vm, a):
    return _rounded(vm, a, "ceil")


def _trunc(vm, a):
    number(a[0], "type %s doesn't define __trunc__ method")
    return _rounded(vm, a, "trunc")


def _ldexp(vm, a):
    value = _real(a[0])
    if type(a[1]) not in (int, bool):
        raise fail("TypeError", "Expected an int as second argument to ldexp.")
    power = int(a[1])
    if value == 0 or not math.isfinite(value):
        return value
    if power > 2200:
        raise fail("OverflowError", "math range error")
    found = math.ldexp(value, max(power, -2200))
    if found in (math.inf, -math.inf):
        raise fail("OverflowError", "math range error")
    return found


def _hypot(vm, a):
    values = [abs(_real(value)) for value in a[0]]
    if math.inf in values:
        return math.inf
    most = max(values) if values else 0.0
    if most == 0 or most != most:
        return most
    # Scaled by a power of two, so that no square overflows and nothing is lost.
    power = math.frexp(most)[1]
    if power < -1000:
        return most * math.sqrt(sum([(value / most) ** 2 for value in values]))
    parts = [math.ldexp(value, -power) for value in values]
    return math.ldexp(math.sqrt(_summed([part * part for part in parts])), power)


def _dist(vm, a):
    points = []
    for point in a:
        if type(point) is not tuple:
            point = tuple(plain_items(vm, point) or ())
        points.append(point)
    if len(points[0]) != len(points[1]):
        raise fail("ValueError", "both points must have the same number of dimensions")
    vm.spend(len(points[0]))
    return _hypot(vm, [[_real(points[0][at]) - _real(points[1][at])
                        for at in range(len(points[0]))]])


def _isqrt(vm, a):
    value = integer(a[0])
    if value < 0:
        raise fail("ValueError", "isqrt() argument must be nonnegative")
    if value < 2:
        return value
    vm.spend(operators.bits(value) >> 4)
    guess = 1 << (operators.bits(value) + 1) // 2
    while True:
        better = (guess + value // guess) // 2
        if better >= guess:
            return guess
        guess = better


def _common(vm, left, right):
    vm.spend(operators.bits(left) >> 4)
    while right:
        left, right = right, left % right
    return left


def _gcd(vm, a):
    total = 0
    for part in a[0]:
        total = _common(vm, abs(integer(part)), total)
    return total


def _lcm(vm, a):
    total = 1
    for part in a[0]:
        part = abs(integer(part))
        if part == 0:
            return 0
        total = operators.bounded(total // _common(vm, total, part) * part)
    return total


def _log(vm, a):
    value = _logarithm(a[0])
    if len(a) < 2:
        return value
    base = _logarithm(a[1])
    if base == 0:
        raise fail("ZeroDivisionError", "float division by zero")
    return value / base


_LN2 = 0.6931471805599453


def _logarithm(value, name="log", of_two=_LN2):
    """The logarithm of any int too, however large."""
    number(value, "must be real number, not %s")
    if value <= 0:
        raise fail("ValueError", "math domain error")
    if type(value) is int and operators.bits(value) > 1000:
        extra = operators.bits(value) - 1000
        return getattr(math, name)(float(value >> extra)) + extra * of_two
    return getattr(math, name)(value)


def _log2(vm, a):
    value = number(a[0], "must be real number, not %s")
    if value > 0 and (type(value) is float or operators.bits(int(value)) < 1000):
        mantissa, exponent = math.frexp(float(value))
        if mantissa == 0.5:
            return float(exponent - 1)
    return _logarithm(value, "log2", 1.0)


def _log10(vm, a):
    return _logarithm(a[0], "log10", 0.3010299956639812)


def _log1p(vm, a):
    value = _real(a[0])
    if value <= -1:
        raise fail("ValueError", "math domain error")
    if hasattr(math, "log1p"):
        return math.log1p(value)
    whole = 1.0 + value
    return value if whole == 1.0 else math.log(whole) * value / (whole - 1.0)


def _exp2(vm, a):
    return _apply("pow", 2.0, a[0])


def _cbrt(vm, a):
    value = _real(a[0])
    if value == 0 or not math.isfinite(value):
        return value
    guess = math.copysign(math.pow(abs(value), 1 / 3), value)
    return guess - (guess * guess * guess - value) / (3 * guess * guess)


def _remainder(vm, a):
    left, right = _real(a[0]), _real(a[1])
    if right == 0 or left in (math.inf, -math.inf):
        if left != left:
            return left
        raise fail("ValueError", "math domain error")
    if right in (math.inf, -math.inf):
        return left
    size, unit = abs(left), abs(right)
    rest = math.fmod(size, unit)
    other = unit - rest
    if rest > other or (rest == other and math.fmod(size - rest, 2 * unit) != 0):
        rest -= unit
    return math.copysign(1, left) * rest


def _nextafter(vm, a):
    value, to = _real(a[0]), _real(a[1])
    if value != value or to != to:
        return math.nan
    if value == to:
        return to
    if value == 0:
        return math.copysign(5e-324, to)
    step = _unit(value)
    outwards = (to > value) == (value > 0)
    if not outwards and abs(math.frexp(value)[0]) == 0.5 and step > 5e-324:
        step /= 2
    if value in (math.inf, -math.inf):
        return math.copysign(math.ldexp(2.0 ** 53 - 1, 971), value)  # the largest
    return value + math.copysign(step, to - value)


def _unit(value):
    """The distance to the next float away from zero."""
    if value in (math.inf, -math.inf):
        return math.inf
    power = max(math.frexp(value)[1] - 53, -1074)
    return math.ldexp(1.0, power) if power > -1000 else math.ldexp(2.0 ** -500, power + 500)


def _ulp(vm, a):
    value = abs(_real(a[0]))
    if value != value:
        return value
    return 5e-324 if value == 0 else _unit(value)


def _natural(value, name):
    """An int that is not negative."""
    if integer(value) < 0:
        raise fail("ValueError", "%s must be a non-negative integer" % name)
    return int(value)


def _factorial(vm, a):
    if type(a[0]) is float:
        raise fail("TypeError", "'float' object cannot be interpreted as an integer")
    if integer(a[0]) < 0:
        raise fail("ValueError", "factorial() not defined for negative values")
    return _falling(vm, int(a[0]), int(a[0]))


def _falling(vm, first, count):
    """first * (first - 1) * ..., of so many factors."""
    if count > 2000:
        raise Killed("an int grew beyond %d bits" % operators.INT_BITS)
    vm.spend(count)
    total = 1
    for part in range(first, first - count, -1):
        total = operators.bounded(total * part)
    return total


def _perm(vm, a):
    first = _natural(a[0], "n")
    count = _natural(a[1], "k") if len(a) > 1 and a[1] is not None else first
    return 0 if count > first else _falling(vm, first, count)


def _comb(vm, a):
    first, count = _natural(a[0], "n"), _natural(a[1], "k")
    if count > first:
        return 0
    count = min(count, first - count)
    vm.spend(count)
    total = 1
    for at in range(count):
        total = operators.bounded(total * (first - at) // (at + 1))
    return total


def _prod(vm, a):
    if needs_program(a[0]):
        return again(vm, 0)
    total = a[1] if len(a) > 1 else 1
    for item in spent(vm, plain_items(vm, a[0])):
        total = operators.binary(vm, 2, total, item)
    return total


def _summed(values):
    """The exact sum, rounded once: Shewchuk's partial sums (as in CPython's own fsum)."""
    parts = []
    for value in values:
        kept = []
        for part in parts:
            if abs(value) < abs(part):
                value, part = part, value
            high = value + part
            low = part - (high - value)
            if low:
                kept.append(low)
            value = high
        kept.append(value)
        parts = kept
    total = 0.0
    while parts:
        part = parts.pop()
        high = total + part
        low = part - (high - total)
        total = high
        if low:
            # Halfway: the rest decides which way to round.
            if parts and (low > 0) == (parts[-1] > 0):
                twice = 2 * low
                if total + twice - total == twice:
                    total += twice
            break
    return total


def _fsum(vm, a):
    if needs_program(a[0]):
        return again(vm, 0)
    values = [_real(item) for item in spent(vm, plain_items(vm, a[0]))]
    vm.spend(4 * len(values))
    endless = [value for value in values if not math.isfinite(value)]
    if endless:
        total = 0.0
        for value in endless:
            total += value
        if total != total and not [value for value in endless if value != value]:
            raise fail("ValueError", "-inf + inf in fsum")
        return total
    total = _summed(values)
    if not math.isfinite(total):
        raise fail("OverflowError", "intermediate overflow in fsum")
    return total


def _isclose(vm, a):
    left, right = _real(a[0]), _real(a[1])
    relative = _real(a[2]) if len(a) > 2 and a[2] is not None else 1e-09
    absolute = _real(a[3]) if len(a) > 3 and a[3] is not None else 0.0
    if relative < 0 or absolute < 0:
        raise fail("ValueError", "tolerances must be non-negative")
    if left == right:
        return True
    if left in (math.inf, -math.inf) or right in (math.inf, -math.inf):
        return False
    apart = abs(left - right)
    return apart <= abs(relative * right) or apart <= abs(relative * left) or apart <= absolute


def _fabs(vm, a):
    return abs(_real(a[0]))


def _modf(vm, a):
    value = _real(a[0])
    if value in (math.inf, -math.inf):
        return (math.copysign(0.0, value), value)
    return math.modf(value)


def _frexp(vm, a):
    return tuple(math.frexp(_real(a[0])))
