"""The module `random` of programs: a node imports this when a program first calls one of it."""

from runtime.vm import operators
from runtime.vm.builtins import integer, new_range
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
    vm.random.state = (integer(a[0]) ^ 0x9E3779B9) & 0xFFFFFFFF or 1
