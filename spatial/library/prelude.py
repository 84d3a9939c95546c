"""Builtins that call back into the program, in the program's own language.

The machine comes here where its own builtin meets a generator, an object or a key function. A
builtin `f` is `_f` here, a method `str.join` is `_str_join`. Every global is a plain definition, so
that a captured state has no byte of them.
"""


def _MISSING():
    pass


def _list(items):
    return [item for item in items]


def _again(function, at, args, named):
    args[at] = [item for item in args[at]]
    return function(*args, **named)


def _list_extend(target, items):
    for item in items:
        target.append(item)


def _extended(target, items):
    for item in items:
        target.append(item)
    return target


def _contains(items, wanted):
    for item in items:
        if item is wanted or item == wanted:
            return True
    return False


def _sum(iterable, *start):
    start = start[0] if start else 0
    for item in iterable:
        start = start + item
    return start


def _any(items):
    for item in items:
        if item:
            return True
    return False


def _all(items):
    for item in items:
        if not item:
            return False
    return True


def _extreme(name, better, args, named):
    items = args[0] if len(args) == 1 else args
    key = named.get("key")
    best = _MISSING
    rank = None
    for item in items:
        own = item if key is None else key(item)
        if best is _MISSING or better(own, rank):
            best = item
            rank = own
    if best is not _MISSING:
        return best
    if "default" not in named:
        raise ValueError(name + "() arg is an empty sequence")
    return named["default"]


def _max(*args, **named):
    return _extreme("max", lambda a, b: a > b, args, named)


def _min(*args, **named):
    return _extreme("min", lambda a, b: a < b, args, named)


def _sorted(iterable, **named):
    items = [item for item in iterable]
    _list_sort(items, **named)
    return items


def _list_sort(items, **named):
    key = named.get("key")
    reverse = named.get("reverse", False)
    ranked = [(item if key is None else key(item), item) for item in items]
    if reverse:
        ranked.reverse()
    width = 1
    while width < len(ranked):
        merged = []
        for start in range(0, len(ranked), 2 * width):
            i = start
            middle = min(start + width, len(ranked))
            j = middle
            end = min(start + 2 * width, len(ranked))
            while i < middle and j < end:
                if ranked[j][0] < ranked[i][0]:
                    merged.append(ranked[j])
                    j += 1
                else:
                    merged.append(ranked[i])
                    i += 1
            merged.extend(ranked[i:middle])
            merged.extend(ranked[j:end])
        ranked = merged
        width *= 2
    if reverse:
        ranked.reverse()
    items[:] = [pair[1] for pair in ranked]


def _enumerate(iterable, *start):
    start = start[0] if start else 0
    for item in iterable:
        yield start, item
        start += 1


def _zip(*iterables):
    sources = [iter(source) for source in iterables]
    while sources:
        row = []
        for source in sources:
            item = next(source, _MISSING)
            if item is _MISSING:
                return
            row.append(item)
        yield tuple(row)


def _map(function, *iterables):
    if len(iterables) == 1:
        for item in iterables[0]:
            yield function(item)
    else:
        for row in _zip(*iterables):
            yield function(*row)


def _filter(function, items):
    for item in items:
        if item if function is None else function(item):
            yield item


def _reversed(sequence):
    at = len(sequence)
    while at:
        at -= 1
        yield sequence[at]


def _sequence_iter(sequence):
    at = 0
    while True:
        try:
            item = sequence[at]
        except IndexError:
            return
        yield item
        at += 1


def _hasattr(value, name):
    try:
        getattr(value, name)
    except AttributeError:
        return False
    return True


def _getattr(value, name, default):
    try:
        return getattr(value, name)
    except AttributeError:
        return default


def _next(iterator, default):
    try:
        return next(iterator)
    except StopIteration:
        return default


def _generator_close(generator):
    try:
        generator.throw(GeneratorExit)
    except (GeneratorExit, StopIteration):
        return
    raise RuntimeError("generator ignored GeneratorExit")
