"""The methods of str, bytes and bytearray: a node imports this when a program first calls one."""

from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.builtins import (
    TAIL,
    again,
    integer,
    needs_program,
    plain_items,
    spent,
)
from runtime.vm.classes import class_name, fail
from runtime.vm.values import Slice


def _alike(a, *places):
    """The arguments at these places must be what the receiver is: str, or bytes."""
    for at in places:
        if len(a) > at and type(a[at]) is not type(a[0]) \
                and (type(a[0]) is str or type(a[at]) not in (bytes, bytearray)):
            raise fail("TypeError", "must be str, not %s" % class_name(a[at])
                       if type(a[0]) is str else
                       "a bytes-like object is required, not '%s'" % class_name(a[at]))


def _map_case(low, high, shift):
    def run(vm, a):
        vm.charge(operators.size_of(a[0]))
        return "".join([chr(ord(char) + shift) if low <= char <= high else char for char in a[0]])
    return run


def _chars(a):
    """The characters to strip, or None for white space."""
    if len(a) < 2 or a[1] is None:
        return None
    _alike(a, 1)
    return a[1]


def _strip(vm, a):
    chars = _chars(a)
    return a[0].strip() if chars is None else a[0].strip(chars)


def _lstrip(vm, a):
    chars = _chars(a)
    return a[0].lstrip() if chars is None else a[0].lstrip(chars)


def _rstrip(vm, a):
    chars = _chars(a)
    return a[0].rstrip() if chars is None else a[0].rstrip(chars)


def _split(vm, a):
    sep = _chars(a)
    most = a[2] if len(a) > 2 and a[2] is not None else -1
    if sep is not None and len(sep) == 0:
        raise fail("ValueError", "empty separator")
    operators.search(vm, a[0], sep or "")
    vm.charge(20 * len(a[0]))
    return a[0].split(sep, most)


def _rsplit(vm, a):
    sep = _chars(a)
    most = a[2] if len(a) > 2 and a[2] is not None else -1
    vm.charge(20 * len(a[0]))
    if most < 0:
        return a[0].split(sep)
    if sep is None:
        words = a[0].split()
        if len(words) <= most:
            return words
        rest = a[0].rstrip()
        tail = []
        for _ in range(most):
            word = rest.split()[-1]
            tail.insert(0, word)
            rest = rest[:len(rest) - len(word)].rstrip()
        return [rest] + tail
    return a[0].rsplit(sep, most)


def _join(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    items = list(spent(vm, plain_items(vm, a[1])))
    vm.charge(4 * len(items))
    kind = type(a[0])
    for at in range(len(items)):
        if type(items[at]) is not kind:
            raise fail("TypeError", "sequence item %d: expected %s instance, %s found"
                       % (at, "str" if kind is str else "a bytes-like object",
                          class_name(items[at])))
    vm.charge(sum([len(item) + len(a[0]) for item in items]))
    return a[0].join(items)


def _replace(vm, a):
    _alike(a, 1, 2)
    most = integer(a[3]) if len(a) > 3 else -1
    operators.search(vm, a[0], a[1])
    grown = (a[0].count(a[1]) if len(a[1]) else len(a[0]) + 1) * len(a[2])
    vm.charge(len(a[0]) + grown)
    if not len(a[1]):
        chars = [a[0][at:at + 1] for at in range(len(a[0]))]
        if most < 0 or most > len(chars):
            return a[2] + a[2].join(chars) + (a[2] if chars else a[0])
        return a[2].join([a[0][:0]] + chars[:most - 1] + [a[0][most - 1:]]) if most else a[0]
    return a[0].replace(a[1], a[2], most) if most >= 0 else a[0].replace(a[1], a[2])


def _needle(a):
    if type(a[1]) is int and type(a[0]) is not str:
        return bytes([a[1]])
    _alike(a, 1)
    return a[1]


def _placed(vm, a, backwards):
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    if len(a) > 2 and type(a[2]) is int and a[2] > len(a[0]):
        return -1
    needle = _needle(a)
    operators.search(vm, a[0], needle)
    part = a[0][start:max(start, stop)]
    at = part.rfind(needle) if backwards else part.find(needle)
    return at + start if at >= 0 else -1


def _str_index(vm, a, backwards):
    at = _placed(vm, a, backwards)
    if at < 0:
        raise fail("ValueError", "substring not found" if type(a[0]) is str
                   else "subsection not found")
    return at


def _str_count(vm, a):
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    part = a[0][start:max(start, stop)]
    needle = _needle(a)
    operators.search(vm, a[0], needle)
    return len(part) + 1 if not len(needle) else part.count(needle)


def _starts(vm, a, at_end):
    choices = a[1] if type(a[1]) is tuple else (a[1],)
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), len(a[0]))
    part = a[0][start:max(start, stop)]
    for one in choices:
        if type(one) is not type(a[0]):
            raise fail("TypeError", "%s first arg must be %s or a tuple of %s, not %s"
                       % ("endswith" if at_end else "startswith", class_name(a[0]),
                          class_name(a[0]), class_name(one)))
        size = len(one)
        if size <= len(part) and (part[len(part) - size:] if at_end else part[:size]) == one:
            return True
    return False


def _is_made_of(test):
    def run(vm, a):
        for char in a[0]:
            if not test(char):
                return False
        return len(a[0]) > 0
    return run


def _digit(char):
    return "0" <= char <= "9"


def _alpha(char):
    return "a" <= char <= "z" or "A" <= char <= "Z" or char > "\xbf"


def _cased(wanted, other):
    def run(vm, a):
        seen = False
        for char in a[0]:
            if other[0] <= char <= other[1]:
                return False
            seen = seen or wanted[0] <= char <= wanted[1]
        return seen
    return run


def _title(vm, a):
    out = []
    inside = False
    for char in a[0]:
        letter = "a" <= char <= "z" or "A" <= char <= "Z"
        if letter:
            lower = ord(char) | 32
            out.append(chr(lower if inside else lower - 32))
        else:
            out.append(char)
        inside = letter
    return "".join(out)


_lower = _map_case("A", "Z", 32)
_upper = _map_case("a", "z", -32)


def _capitalize(vm, a):
    return _upper(vm, [a[0][:1]]) + _lower(vm, [a[0][1:]])


def _swapcase(vm, a):
    return "".join([_lower(vm, [char]) if "A" <= char <= "Z" else _upper(vm, [char])
                    for char in a[0]])


def _zfill(vm, a):
    lead = a[0][:1] if a[0][:1] in ("-", "+") else ""
    return lead + "0" * _padding(vm, a) + a[0][len(lead):]


def _padding(vm, a):
    missing = max(integer(a[1]) - len(a[0]), 0)
    vm.charge(missing)
    if missing > 1 << 31:
        raise Killed("a string of %d characters" % missing)
    return missing


def _just(align):
    def run(vm, a):
        missing = _padding(vm, a)
        fill = a[2] if len(a) > 2 else " "
        if align == "<":
            return a[0] + fill * missing
        if align == ">":
            return fill * missing + a[0]
        left = missing // 2 + (missing & integer(a[1]) & 1)
        return fill * left + a[0] + fill * (missing - left)
    return run


def _partition(vm, a):
    _alike(a, 1)
    at = a[0].find(a[1])
    if at < 0:
        return (a[0], a[0][:0], a[0][:0])
    return (a[0][:at], a[1], a[0][at + len(a[1]):])


def _rpartition(vm, a):
    _alike(a, 1)
    at = a[0].rfind(a[1])
    if at < 0:
        return (a[0][:0], a[0][:0], a[0])
    return (a[0][:at], a[1], a[0][at + len(a[1]):])


def _splitlines(vm, a):
    keep = len(a) > 1 and a[1]
    vm.charge(20 * len(a[0]))
    out = []
    text = a[0]
    at = begin = 0
    while at < len(text):
        if text[at] in "\r\n":
            end = at + (2 if text[at:at + 2] == "\r\n" else 1)
            out.append(text[begin:end if keep else at])
            at = begin = end
        else:
            at += 1
    if begin < len(text):
        out.append(text[begin:])
    return out


def _encode(vm, a):
    vm.charge(4 * len(a[0]))
    return a[0].encode()


def _decode(vm, a):
    vm.charge(len(a[0]))
    try:
        return str(bytes(a[0]), "utf-8")
    except (UnicodeError, ValueError):
        raise fail("UnicodeDecodeError", "invalid utf-8")


def _hex(vm, a):
    vm.charge(2 * len(a[0]))
    return "".join(["%02x" % byte for byte in a[0]])


def _remove_prefix(vm, a):
    _alike(a, 1)
    return a[0][len(a[1]):] if a[1] and a[0].startswith(a[1]) else a[0]


def _remove_suffix(vm, a):
    _alike(a, 1)
    return a[0][:len(a[0]) - len(a[1])] if a[1] and a[0].endswith(a[1]) else a[0]


def new(vm, name, a):
    """`bytes(...)` and `bytearray(...)`."""
    made = _new_bytes(vm, a)
    return bytearray(made) if name == "bytearray" and made is not TAIL else made


def _new_bytes(vm, a):
    value = a[0] if a else b""
    kind = type(value)
    if kind is str:
        if len(a) < 2:
            raise fail("TypeError", "string argument without an encoding")
        return _encode(vm, a)
    if kind in (int, bool):
        if value < 0:
            raise fail("ValueError", "negative count")
        vm.charge(value)
        if value > 1 << 31:
            raise Killed("bytes of %d" % value)
        return bytes(value)
    if kind in (bytes, bytearray):
        vm.charge(len(value))
        return bytes(value)
    if needs_program(value):
        return again(vm, 0)
    items = spent(vm, plain_items(vm, value))
    for item in items:
        if not 0 <= integer(item) < 256:
            raise fail("ValueError", "bytes must be in range(0, 256)")
    vm.charge(len(items))
    return bytes(list(items))


def _bytearray_append(vm, a):
    vm.charge(1)
    a[0].append(integer(a[1]))


def _bytearray_extend(vm, a):
    vm.charge(len(a[1]))
    a[0].extend(bytes(a[1]))




def _find(vm, a):
    return _placed(vm, a, False)


def _rfind(vm, a):
    return _placed(vm, a, True)


def _index(vm, a):
    return _str_index(vm, a, False)


def _rindex(vm, a):
    return _str_index(vm, a, True)


def _startswith(vm, a):
    return _starts(vm, a, False)


def _endswith(vm, a):
    return _starts(vm, a, True)


_count = _str_count
_removeprefix = _remove_prefix
_removesuffix = _remove_suffix
_append = _bytearray_append
_extend = _bytearray_extend
_ljust = _just("<")
_rjust = _just(">")
_center = _just("^")
_isdigit = _is_made_of(_digit)
_isalpha = _is_made_of(_alpha)
_isalnum = _is_made_of(lambda char: _digit(char) or _alpha(char))
_isspace = _is_made_of(lambda char: char in " \t\n\r\x0b\x0c")
_isupper = _cased("AZ", "az")
_islower = _cased("az", "AZ")
