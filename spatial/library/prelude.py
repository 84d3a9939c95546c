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


def _mapping(source):
    return {key: source[key] for key in source.keys()}


def _mapped(function, at, args, named):
    args[at] = _mapping(args[at])
    return function(*args, **named)


def _list_extend(target, items):
    for item in items:
        target.append(item)


def _store_slice(target, span, items):
    target[span] = [item for item in items]


def _extended(target, items):
    for item in items:
        target.append(item)
    return target


def _str_format(template, *args, **named):
    return _formatted(template, args, named, [0], 2)


def _str_format_map(template, mapping):
    return _formatted(template, (), mapping, [0], 2)


def _formatted(template, args, named, used, depth):
    if depth < 0:
        raise ValueError("Max string recursion exceeded")
    out = []
    for text, first, path, conversion, spec in template.__pieces__():
        out.append(text)
        if first is not None:
            if first == "":
                first = used[0]
                used[0] += 1
            value = args[first] if type(first) is int else named[first]
            for key, is_name in path:
                if key is None:
                    raise ValueError(is_name)
                value = getattr(value, key) if is_name else value[key]
            if conversion:
                value = repr(value) if conversion == "r" else \
                    str(value) if conversion == "s" else ascii(value)
            out.append(format(value, _formatted(spec, args, named, used, depth - 1)))
    return "".join(out)


def _contains(items, wanted):
    for item in items:
        if item is wanted or item == wanted:
            return True
    return False


def _sum(iterable, start=0):
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


def _max(*args, **named):
    items = args[0] if len(args) == 1 else args
    key = named.get("key")
    best = named.get("default", _MISSING)
    rank = _MISSING
    for item in items:
        own = item if key is None else key(item)
        if rank is _MISSING or own > rank:
            best = item
            rank = own
    if best is _MISSING:
        raise ValueError("max() arg is an empty sequence")
    return best


def _min(*args, **named):
    items = args[0] if len(args) == 1 else args
    key = named.get("key")
    best = named.get("default", _MISSING)
    rank = _MISSING
    for item in items:
        own = item if key is None else key(item)
        if rank is _MISSING or own < rank:
            best = item
            rank = own
    if best is _MISSING:
        raise ValueError("min() arg is an empty sequence")
    return best


def _sorted(iterable, **named):
    items = [item for item in iterable]
    _list_sort(items, **named)
    return items


def _list_sort(items, **named):
    key = named.get("key")
    reverse = named.get("reverse", False)
    own = items[:]
    items.clear()
    try:
        ranked = [(item if key is None else key(item), item) for item in own]
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
        own = [pair[1] for pair in ranked]
    finally:
        changed = len(items)
        items[:] = own
    if changed:
        raise ValueError("list modified during sort")


def _enumerate(iterable, start=0):
    for item in iterable:
        yield start, item
        start += 1


def _zip(*iterables, **named):
    sources = [iter(source) for source in iterables]
    while sources:
        row = []
        for source in sources:
            item = next(source, _MISSING)
            if item is _MISSING:
                if named.get("strict"):
                    _check_ends(sources, len(row))
                return
            row.append(item)
        yield tuple(row)


def _check_ends(sources, ended):
    at, word = ended, "shorter"
    while not ended and at + 1 < len(sources) and word == "shorter":
        at += 1
        if next(sources[at], _MISSING) is not _MISSING:
            word = "longer"
    if at and (ended or word == "longer"):
        raise ValueError("zip() argument %d is %s than argument%s" % (
            at + 1, word, " 1" if at == 1 else "s 1-%d" % at))


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


def _iter(function, sentinel):
    while True:
        item = function()
        if item == sentinel:
            return
        yield item


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
