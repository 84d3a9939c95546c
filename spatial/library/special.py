"""The prelude of programs whose classes have special methods: what the plain one has, and this.

A container that holds such objects is compared, searched and written here, since each step may
call the program. Every global is a plain definition.
"""

import prelude


def _call(function, *args):
    return function(*args)


def _text(mode, value):
    if mode == "int":
        return int(value)
    if mode == "float":
        return float(value)
    if mode == "index":
        return value.__index__()
    return str(value) if mode == "str" else repr(value)


def _formatted(mode, value, spec):
    return format(str(value) if mode == "str" else repr(value), spec)


def _print(*values, **named):
    print(*[str(value) for value in values], **named)


def _shown(value):
    # To its end `value` is a plain variable in use: the machine sees by it what is being written.
    parts = []
    for item in value.args if isinstance(value, BaseException) else value:
        parts.append(repr(item))
        if isinstance(value, dict):
            parts[-1] += ": " + repr(value[item])
    inside = ", ".join(parts)
    if isinstance(value, list):
        return "[" + inside + "]"
    if isinstance(value, tuple):
        return "(" + inside + (",)" if len(value) == 1 else ")")
    if isinstance(value, (set, dict)):
        return "{" + inside + "}"
    left, right = "([", "])"
    if isinstance(value, frozenset):
        left, right = "({", "})"
    elif isinstance(value, BaseException):
        left, right = "(", ")"
    return type(value).__name__ + left + inside + right


def _equal(left, right):
    if len(left) != len(right):
        return False
    if isinstance(left, dict):
        for key in left:
            if key not in right:
                return False
            one = left[key]
            other = right[key]
            if not (one is other or one == other):
                return False
        return True
    for one, other in zip(left, right):
        if not (one is other or one == other):
            return False
    return True


def _compare(which, left, right):
    for one, other in zip(left, right):
        if not (one is other or one == other):
            return _ordered(which, one, other)
    return _ordered(which, len(left), len(right))


def _ordered(which, left, right):
    if which == 0:
        return left < right
    if which == 1:
        return left <= right
    return left > right if which == 2 else left >= right


def _list_index(items, wanted, *bounds):
    for at in range(*slice(*(bounds or (None,))[:2], None).indices(len(items))):
        if items[at] is wanted or items[at] == wanted:
            return at
    raise ValueError(repr(wanted) + " is not in list")


def _tuple_index(items, wanted, *bounds):
    try:
        return _list_index(items, wanted, *bounds)
    except ValueError:
        raise ValueError("tuple.index(x): x not in tuple") from None


def _list_count(items, wanted):
    count = 0
    for item in items:
        if item is wanted or item == wanted:
            count += 1
    return count


def _tuple_count(items, wanted):
    return _list_count(items, wanted)


def _list_remove(items, wanted):
    for at in range(len(items)):
        if items[at] is wanted or items[at] == wanted:
            del items[at]
            return
    raise ValueError("list.remove(x): x not in list")
