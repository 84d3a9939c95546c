"""A list that a sort's key changes; numbers that math asks objects for; named arguments amiss."""
import math

items = [3, 1, 2]
seen = []


def growing(x):
    items.append(x)
    return x


def looking(x):
    seen.append(list(items))
    return -x


def failing(x):
    raise KeyError(x)


for key in (growing, looking, failing):
    try:
        items.sort(key=key)
        print(items)
    except (ValueError, KeyError) as error:
        print(type(error).__name__, error, sorted(items))
print(seen)
items.sort(key=str, reverse=True)
print(items)


class Real:
    def __float__(self):
        return 2.25


class Whole:
    def __index__(self):
        return 4


class Both:
    def __float__(self):
        return 2.25

    def __index__(self):
        return 4


class Text:
    def __float__(self):
        return "2"


for number in (Real(), Whole(), Both(), Text()):
    for ask in (math.sqrt, math.floor, math.hypot, math.gcd, math.factorial, math.isqrt, float,
                lambda x: math.pow(x, 2), lambda x: math.pow(2, x), lambda x: math.atan2(1, x) > 0):
        try:
            print(ask(number))
        except TypeError as error:
            print(error)
for wrong in (lambda: len(x=1), lambda: [].append(x=1), lambda: sorted([1], foo=1),
              lambda: [1].sort(foo=1), lambda: abs(x=1), lambda: "a".split(foo=1)):
    try:
        print(wrong())
    except TypeError as error:
        print(error)
