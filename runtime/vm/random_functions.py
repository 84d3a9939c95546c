"""The module `random` of programs: a node imports this when a program first calls one of it."""

import math

from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.builtins import integer, new_range, number, plain_items
from runtime.vm.classes import class_name, fail


def _random(vm, a):
    return vm.random.bits(24) / 16777216


def _randrange(vm, a):
    span = new_range(vm, a)
    if not len(span):
        raise fail("ValueError", "empty range for randrange()")
    return span[vm.random.below(len(span))]


def _randint(vm, a):
    return _randrange(vm, [a[0], integer(a[1]) + 1])


def _choice(vm, a):
    if type(a[0]) not in (list, tuple, str, range, bytes, bytearray):
        raise fail("TypeError", "'%s' object is not subscriptable" % class_name(a[0]))
    if not len(a[0]):
        raise fail("IndexError", "Cannot choose from an empty sequence")
    return operators.item(vm, a[0], vm.random.below(len(a[0])))


def _uniform(vm, a):
    for part in a:
        number(part, "must be real number, not %s")
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
    vm.random.state = (integer(a[0]) ^ 0x9E3779B9) & 0xFFFFFFFF or 1


def _getrandbits(vm, a):
    count = integer(a[0])
    if count < 0:
        raise fail("ValueError", "number of bits must be non-negative")
    if count > operators.INT_BITS:
        raise Killed("an int grew beyond %d bits" % operators.INT_BITS)
    vm.spend(count >> 5)
    value = 0
    while count:
        part = min(count, 32)
        value = value << part | vm.random.bits(part)
        count -= part
    return value


def _choices(vm, a):
    population = a[0]
    if type(population) not in (list, tuple, str, range, bytes, bytearray):
        raise fail("TypeError", "'%s' object is not subscriptable" % class_name(population))
    weights = a[1] if len(a) > 1 else None
    summed = a[2] if len(a) > 2 else None
    times = integer(a[3]) if len(a) > 3 and a[3] is not None else 1
    size = len(population)
    vm.spend(size + max(times, 0))
    vm.charge(8 * max(times, 0) + 8 * size)
    if weights is None and summed is None:
        if not size:
            raise fail("IndexError", "list index out of range")
        return [operators.item(vm, population, vm.random.below(size)) for _ in range(times)]
    if weights is not None and summed is not None:
        raise fail("TypeError", "Cannot specify both weights and cumulative weights")
    if summed is None:
        total = 0
        summed = []
        for weight in plain_items(vm, weights) or ():
            total += number(weight, "unsupported weight: '%s'")
            summed.append(total)
    else:
        summed = [number(weight, "unsupported weight: '%s'")
                  for weight in plain_items(vm, summed) or ()]
    if len(summed) != size:
        raise fail("ValueError", "The number of weights does not match the population")
    if not size or summed[-1] <= 0:
        raise fail("ValueError", "Total of weights must be greater than zero")
    out = []
    for _ in range(times):
        drawn = _random(vm, None) * summed[-1]
        low, high = 0, size - 1
        while low < high:
            middle = (low + high) // 2
            if drawn < summed[middle]:
                high = middle
            else:
                low = middle + 1
        out.append(operators.item(vm, population, low))
    return out


def _sample(vm, a):
    population, count = a[0], integer(a[1])
    if type(population) not in (list, tuple, str, range, bytes, bytearray):
        raise fail("TypeError", "Population must be a sequence.  For dicts or sets, use "
                   "sorted(d).")
    if not 0 <= count <= len(population):
        raise fail("ValueError", "Sample larger than population or is negative")
    vm.spend(len(population))
    vm.charge(8 * len(population))
    rest = list(population)
    out = []
    for _ in range(count):
        at = vm.random.below(len(rest))
        out.append(rest[at])
        rest[at] = rest[-1]
        rest.pop()
    return out


def _gauss(vm, a):
    middle = number(a[0], "must be real number, not %s") if a and a[0] is not None else 0.0
    spread = number(a[1], "must be real number, not %s") if len(a) > 1 else 1.0
    far = math.sqrt(-2.0 * math.log(1.0 - _random(vm, None)))
    return middle + math.cos(2.0 * math.pi * _random(vm, None)) * far * spread


def _expovariate(vm, a):
    rate = number(a[0], "must be real number, not %s")
    if not rate:
        raise fail("ZeroDivisionError", "float division by zero")
    return -math.log(1.0 - _random(vm, None)) / rate


def _triangular(vm, a):
    low = number(a[0], "must be real number, not %s") if a and a[0] is not None else 0.0
    high = number(a[1], "must be real number, not %s") if len(a) > 1 and a[1] is not None else 1.0
    at = _random(vm, None)
    peak = 0.5
    if len(a) > 2 and a[2] is not None:
        if high == low:
            return low
        peak = (number(a[2], "must be real number, not %s") - low) / (high - low)
    if at > peak:
        at, peak, low, high = 1.0 - at, 1.0 - peak, high, low
    return low + (high - low) * math.sqrt(at * peak)
