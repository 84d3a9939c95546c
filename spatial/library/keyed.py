"""The prelude of programs whose objects may be keys by their own `__hash__` and `__eq__`.

What looks for a key among such objects may call the program at each step. Beyond this it has what
the prelude of special methods has. Every global is a plain definition.
"""

import special


def _equal(left, right):
    if isinstance(left, (list, tuple, dict)):
        return special._equal(left, right)
    return len(left) == len(right) and _set_compare(1, left, right)


def _same_key(others, key):
    for other in others:
        if other is key or other == key:
            return other
    return key


def _build(items):
    made = {}
    for at in range(0, len(items), 2):
        made[items[at]] = items[at + 1]
    return made


def _dict(pairs):
    made = {}
    for key, value in pairs:
        made[key] = value
    return made


def _dict_update(target, *sources, **named):
    for source in sources:
        if isinstance(source, dict):
            source = source.items()
        for key, value in source:
            target[key] = value
    for key in named:
        target[key] = named[key]


def _merged(left, right):
    made = dict(left)
    _dict_update(made, right)
    return made


def _merged_into(left, right):
    _dict_update(left, right)
    return left


def _hash(value):
    parts = [hash(item) for item in value]
    return hash(frozenset(parts) if isinstance(value, frozenset) else tuple(parts))


def _set(items):
    made = set()
    for item in items:
        made.add(item)
    return made


def _frozenset(items):
    return frozenset(_set(items))


def _set_binary(symbol, left, right):
    if symbol == "&":
        made = [item for item in left if item in right]
    else:
        made = [item for item in left if symbol == "|" or item not in right]
        if symbol != "-":
            made += [item for item in right if item not in left]
    return frozenset(made) if isinstance(left, frozenset) else set(made)


def _set_inplace(symbol, left, *others):
    for other in others:
        made = _set_binary(symbol, left, set(other))
        left.clear()
        for item in made:
            left.add(item)
    return left


def _set_compare(which, left, right):
    if which > 1:
        left, right = right, left
    for item in left:
        if item not in right:
            return False
    return which % 2 == 1 or len(left) < len(right)


def _set_union(target, *others):
    for other in others:
        target = _set_binary("|", target, set(other))
    return target


def _set_intersection(target, *others):
    for other in others:
        target = _set_binary("&", target, set(other))
    return target


def _set_difference(target, *others):
    for other in others:
        target = _set_binary("-", target, set(other))
    return target


def _set_symmetric_difference(target, other):
    return _set_binary("^", target, set(other))


def _set_update(target, *others):
    _set_inplace("|", target, *others)


def _set_intersection_update(target, *others):
    _set_inplace("&", target, *others)


def _set_difference_update(target, *others):
    _set_inplace("-", target, *others)


def _set_symmetric_difference_update(target, other):
    _set_inplace("^", target, other)


def _set_isdisjoint(target, other):
    return not _set_binary("&", target, set(other))


def _set_issubset(target, other):
    return _set_compare(1, target, set(other))


def _set_issuperset(target, other):
    return _set_compare(3, target, set(other))
