"""The methods of bytes and bytearray: a node imports this when a program first calls one.

Those that str has too are done on text, where each byte is the character of its number.
"""

from runtime.errors import Killed
from runtime.vm import operators, text_methods
from runtime.vm.builtins import again, integer, is_iterable, needs_program, plain_items, spent
from runtime.vm.classes import class_name, fail, has
from runtime.vm.values import Instance, Slice

_BYTES = (bytes, bytearray)
_WHITE = " \t\n\r\x0b\x0c"


def _byte(value):
    """`value` as one byte."""
    if not 0 <= integer(value) < 256:
        raise fail("ValueError", "byte must be in range(0, 256)")
    return int(value)


def _latin(data):
    return "".join([chr(byte) for byte in data])


def _back(kind, value):
    """What a method of str gave, in bytes."""
    if type(value) is str:
        return kind([ord(char) for char in value])
    if type(value) is list:
        return [_back(kind, one) for one in value]
    return tuple([_back(kind, one) for one in value]) if type(value) is tuple else value


# Which arguments are bytes, by the name of the method; of the first five, or one byte as an int.
_TAKES_BYTES = {"find": 1, "rfind": 1, "index": 1, "rindex": 1, "count": 1, "partition": 1,
                "rpartition": 1, "removeprefix": 1, "removesuffix": 1, "replace": 2, "split": 1,
                "rsplit": 1, "strip": 1, "lstrip": 1, "rstrip": 1}


def _arguments(name, a):
    """The arguments for the method of str."""
    out = [_latin(a[0])] + a[1:]
    for at in range(1, 1 + min(_TAKES_BYTES.get(name, 0), len(a) - 1)):
        value = a[at]
        if type(value) in _BYTES:
            out[at] = _latin(value)
        elif name in ("find", "rfind", "index", "rindex", "count"):
            if type(value) not in (int, bool):
                raise fail("TypeError", "argument should be integer or bytes-like object, not '%s'"
                           % class_name(value))
            out[at] = chr(_byte(value))
        elif value is not None or "strip" not in name and "split" not in name:
            raise fail("TypeError", "a bytes-like object is required, not '%s'" % class_name(value))
    if name in ("ljust", "rjust", "center") and len(a) > 2:
        if type(a[2]) not in _BYTES or len(a[2]) != 1:
            raise fail("TypeError", "%s() argument 2 must be a byte string of length 1, not %s"
                       % (name, class_name(a[2])))
        out[2] = chr(a[2][0])
    elif name in ("startswith", "endswith"):
        choices = a[1] if type(a[1]) is tuple else (a[1],)
        for one in choices:
            if type(one) not in _BYTES:
                raise fail("TypeError", "a bytes-like object is required, not '%s'"
                           % class_name(one) if type(a[1]) is tuple else
                           "%s first arg must be bytes or a tuple of bytes, not %s"
                           % (name, class_name(one)))
        out[1] = tuple([_latin(one) for one in choices])
    elif "strip" in name and (len(a) < 2 or a[1] is None):
        out = [out[0], _WHITE]
    return out


def as_text(name, work):
    """The method `name` of str, done by `work`, for bytes."""
    def run(vm, a):
        vm.spend(len(a[0]) >> 3)
        vm.charge(operators.size_of(a[0]))
        given = _arguments(name, a)
        if name == "split" or name == "rsplit":
            found = work(vm, given, _WHITE)
        elif name == "splitlines":
            found = work(vm, given, "\n\r")
        elif name in ("isalpha", "isalnum", "isspace"):
            found = work(vm, given) and text_methods._isascii(vm, given)
        elif name in ("index", "rindex"):
            found = text_methods._placed(vm, given, name == "rindex")
            if found < 0:
                raise fail("ValueError", "subsection not found")
        else:
            found = work(vm, given)
        return _back(type(a[0]), found)
    return run


def work(name):
    """The function of a method that str has too."""
    return as_text(name, getattr(text_methods, "_" + name))


# --- of both


def new(vm, name, a):
    """`bytes(...)` and `bytearray(...)`."""
    value = a[0] if a else b""
    kind = type(value)
    if len(a) > 1 or kind is str:
        if kind is not str:
            raise fail("TypeError", "encoding without a string argument")
        if len(a) < 2:
            raise fail("TypeError", "string argument without an encoding")
        from runtime.vm.encodings import encoded
        made = encoded(vm, a)
    elif kind in (int, bool):
        if value < 0:
            raise fail("ValueError", "negative count")
        vm.charge(20 + value)
        if value > 1 << 31:
            raise Killed("memory: %d bytes are asked for" % value)
        made = bytes(int(value))
    elif needs_program(value):
        if has(value, "__index__") or isinstance(value, Instance) and not (
                has(value, "__iter__") or has(value, "__getitem__")):
            raise fail("TypeError", "cannot convert '%s' object to %s" % (class_name(value), name))
        return again(vm, 0)
    else:
        made = _collected(vm, value, name)
    return made if name == "bytes" else bytearray(made)


def _collected(vm, value, name):
    """The bytes of an iterable of ints."""
    if type(value) in _BYTES:
        vm.charge(20 + len(value))
        return bytes(value)
    if type(value) is str:
        raise fail("TypeError", "cannot convert 'str' object to bytes")
    if type(value) is float or value is None:
        raise fail("TypeError", "cannot convert '%s' object to %s" % (class_name(value), name))
    items = spent(vm, plain_items(vm, value))
    vm.charge(20 + 5 * len(items))
    out = []
    for item in items:
        if not 0 <= integer(item) < 256:
            raise fail("ValueError", "bytes must be in range(0, 256)" if name == "bytes"
                       else "byte must be in range(0, 256)")
        out.append(int(item))
    return bytes(out)


def _decode(vm, a):
    from runtime.vm.encodings import decoded
    return decoded(vm, a)


def _hex(vm, a):
    data = a[0]
    vm.spend(len(data) >> 2)
    vm.charge(20 + 3 * len(data))
    pairs = ["%02x" % byte for byte in data]
    if len(a) < 2:
        return "".join(pairs)
    sep = a[1]
    if type(sep) not in (str, bytes) or len(sep) != 1:
        raise fail("ValueError" if type(sep) in (str, bytes) else "TypeError",
                   "sep must be length 1." if type(sep) in (str, bytes)
                   else "sep must be str or bytes.")
    if type(sep) is bytes:
        sep = chr(sep[0])
    size = integer(a[2]) if len(a) > 2 else 1
    if size == 0:
        return "".join(pairs)
    out = []
    first = len(pairs) % size if size > 0 else 0
    size = abs(size)
    if first:
        out.append("".join(pairs[:first]))
    for at in range(first, len(pairs), size):
        out.append("".join(pairs[at:at + size]))
    return sep.join(out)


def _fromhex(vm, a):
    text = a[0]
    if type(text) is not str:
        raise fail("TypeError", "fromhex() argument must be str, not %s" % class_name(text))
    vm.spend(len(text) >> 1)
    vm.charge(20 + len(text))
    out = []
    at = 0
    while at < len(text):
        if text[at] in _WHITE:
            at += 1
            continue
        pair = [_digit(char) for char in text[at:at + 2]]
        wrong = pair.index(-1) if -1 in pair else 1 if len(pair) < 2 else -1
        if wrong >= 0:
            raise fail("ValueError", "non-hexadecimal number found in fromhex() arg at position %d"
                       % (at + wrong))
        out.append(pair[0] * 16 + pair[1])
        at += 2
    return bytes(out)


def _bytearray_fromhex(vm, a):
    return bytearray(_fromhex(vm, a))


def _digit(char):
    return "0123456789abcdef".find(char.lower())


def _join(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    items = text_methods.joined(vm, a, _BYTES, "a bytes-like object")
    return type(a[0])(bytes(a[0]).join([bytes(item) for item in items]))


def _translate(vm, a):
    table = a[1]
    gone = a[2] if len(a) > 2 else b""
    for part in (table, gone):
        if part is not None and type(part) not in _BYTES:
            raise fail("TypeError", "a bytes-like object is required, not '%s'" % class_name(part))
    if table is not None and len(table) != 256:
        raise fail("ValueError", "translation table must be 256 characters long")
    vm.spend(len(a[0]) >> 1)
    vm.charge(20 + 5 * len(a[0]))
    gone = bytes(gone)
    return type(a[0])([byte if table is None else table[byte] for byte in a[0]
                       if byte not in gone])


def _maketrans(vm, a):
    for part in a:
        if type(part) not in _BYTES:
            raise fail("TypeError", "a bytes-like object is required, not '%s'" % class_name(part))
    if len(a[0]) != len(a[1]):
        raise fail("ValueError", "maketrans arguments must have same length")
    vm.charge(1300)
    out = list(range(256))
    for at in range(len(a[0])):
        out[a[0][at]] = a[1][at]
    return bytes(out)


_bytearray_maketrans = _maketrans


# --- of bytearray


def _append(vm, a):
    vm.charge(1)
    a[0].append(_byte(a[1]))


def _extend(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    if type(a[1]) is str and a[1]:
        raise fail("TypeError", "'str' object cannot be interpreted as an integer")
    if not is_iterable(a[1]):
        raise fail("TypeError", "can't extend bytearray with " + class_name(a[1]))
    a[0].extend(_collected(vm, a[1], "bytearray"))
    return None


def _insert(vm, a):
    vm.charge(1)
    at = integer(a[1])
    size = len(a[0])
    at = max(at + size, 0) if at < 0 else min(at, size)
    a[0][at:at] = bytes([_byte(a[2])])


def _pop(vm, a):
    if not a[0]:
        raise fail("IndexError", "pop from empty bytearray")
    at = integer(a[1]) if len(a) > 1 else -1
    size = len(a[0])
    if not -size <= at < size:
        raise fail("IndexError", "pop index out of range")
    at %= size
    found = a[0][at]
    replace(vm, a[0], bytes(a[0][:at]) + bytes(a[0][at + 1:]))
    return found


def _remove(vm, a):
    at = bytes(a[0]).find(bytes([_byte(a[1])]))
    if at < 0:
        raise fail("ValueError", "value not found in bytearray")
    _pop(vm, [a[0], at])


def _reverse(vm, a):
    replace(vm, a[0], bytes(list(a[0])[::-1]))


def _clear(vm, a):
    replace(vm, a[0], b"")


def _copy(vm, a):
    vm.charge(operators.size_of(a[0]))
    return bytearray(a[0])


def replace(vm, target, data):
    """Make this the content of a bytearray; MicroPython cannot delete from its own."""
    vm.spend(len(target) >> 6)
    vm.charge(len(data))
    target[:] = data


def store(vm, target, at, value):
    """`target[at] = value`, of an index in range or a slice."""
    if type(at) is not Slice:
        target[at] = _byte(value)
        return
    start, stop, step = operators.slice_bounds(at, len(target))
    if needs_program(value) or type(value) is str or not is_iterable(value):
        raise fail("TypeError", "can assign only bytes, buffers, or iterables of ints in "
                   "range(0, 256)")
    data = _collected(vm, value, "bytearray")
    if step == 1:
        stop = max(start, stop)
        replace(vm, target, bytes(target[:start]) + data + bytes(target[stop:]))
        return
    places = list(range(start, stop, step))
    if len(places) != len(data):
        raise fail("ValueError", "attempt to assign bytes of size %d to extended slice of size %d"
                   % (len(data), len(places)))
    for place in range(len(places)):
        target[places[place]] = data[place]


def delete(vm, target, at):
    """`del target[at]`, of an index in range or a slice."""
    if type(at) is not Slice:
        _pop(vm, [target, at])
        return
    gone = {place: True for place in range(*operators.slice_bounds(at, len(target)))}
    vm.spend(len(target) >> 2)
    vm.charge(16 * len(target))
    replace(vm, target, bytes([target[place] for place in range(len(target))
                               if place not in gone]))
