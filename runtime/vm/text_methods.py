"""The methods of str: a node imports this when a program first calls one.

Those that bytes share work on bytes by way of byte_methods.py. Letters beyond ASCII have no case
here, on any host; what CPython does natively it is left to do where that comes to the same.
"""

import sys

from runtime.errors import Killed
from runtime.vm import operators
from runtime.vm.builtins import (
    again,
    integer,
    is_iterable,
    needs_program,
    plain_items,
    spent,
    texts,
)
from runtime.vm.classes import class_name, fail
from runtime.vm.values import Dict, Slice

_ON_CPYTHON = sys.implementation.name == "cpython"

_WHITE = " \t\n\r\x0b\x0c"
# What CPython takes for white space beside that: MicroPython does not.
_ODD_WHITE = ("\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
              "\u2009\u200a\u2028\u2029\u202f\u205f\u3000")
_LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def _text(value, text="must be str, not %s"):
    if type(value) is not str:
        raise fail("TypeError", text % class_name(value) if "%" in text else text)
    return value


def _native(text):
    """Whether CPython's own method does what every node must do with this text."""
    return _ON_CPYTHON and text.isascii()


# --- case and kinds of characters


def _lowered(text):
    return "".join([chr(ord(char) + 32) if "A" <= char <= "Z" else char for char in text])


def _raised(text):
    return "".join([chr(ord(char) - 32) if "a" <= char <= "z" else char for char in text])


def _is_letter(char):
    return "a" <= char <= "z" or "A" <= char <= "Z"


def _lower(vm, a):
    vm.charge(operators.size_of(a[0]))
    return a[0].lower() if _native(a[0]) else _lowered(a[0])


_casefold = _lower


def _upper(vm, a):
    vm.charge(operators.size_of(a[0]))
    return a[0].upper() if _native(a[0]) else _raised(a[0])


def _capitalize(vm, a):
    vm.charge(operators.size_of(a[0]))
    return _raised(a[0][:1]) + _lowered(a[0][1:])


def _swapcase(vm, a):
    vm.charge(operators.size_of(a[0]))
    return "".join([_lowered(char) if "A" <= char <= "Z" else _raised(char) for char in a[0]])


def _title(vm, a):
    vm.charge(operators.size_of(a[0]))
    out = []
    inside = False
    for char in a[0]:
        out.append(_lowered(char) if inside else _raised(char))
        inside = _is_letter(char)
    return "".join(out)


def _digit(char):
    return "0" <= char <= "9"


def _alpha(char):
    """Beyond ASCII whatever is no sign of Latin-1 and no punctuation counts as a letter."""
    return _is_letter(char) or (char > "\xbf" and char not in "\xd7\xf7"
                                and not "\u2000" <= char < "\u2c00")


def _all_are(a, test):
    for char in a[0]:
        if not test(char):
            return False
    return len(a[0]) > 0


def _isdigit(vm, a):
    vm.spend(len(a[0]) >> 3)
    return _all_are(a, _digit)


_isdecimal = _isnumeric = _isdigit


def _isalpha(vm, a):
    vm.spend(len(a[0]) >> 3)
    return _all_are(a, _alpha)


def _isalnum(vm, a):
    vm.spend(len(a[0]) >> 3)
    return _all_are(a, lambda char: _digit(char) or _alpha(char))


def _isspace(vm, a):
    vm.spend(len(a[0]) >> 3)
    return _all_are(a, lambda char: char in _WHITE or char in _ODD_WHITE)


def _isascii(vm, a):
    vm.spend(len(a[0]) >> 3)
    return not a[0] or _all_are(a, lambda char: char < "\x80")


def _isprintable(vm, a):
    vm.spend(len(a[0]) >> 3)
    is_printable = texts().is_printable
    return not a[0] or _all_are(a, lambda char: is_printable(ord(char)))


def _isidentifier(vm, a):
    vm.spend(len(a[0]) >> 3)
    return not _digit(a[0][:1]) and _all_are(
        a, lambda char: _digit(char) or _alpha(char) or char == "_")


def _cased(vm, a, wanted, other):
    vm.spend(len(a[0]) >> 3)
    seen = False
    for char in a[0]:
        if other[0] <= char <= other[1]:
            return False
        seen = seen or wanted[0] <= char <= wanted[1]
    return seen


def _isupper(vm, a):
    return _cased(vm, a, "AZ", "az")


def _islower(vm, a):
    return _cased(vm, a, "az", "AZ")


def _istitle(vm, a):
    vm.spend(len(a[0]) >> 3)
    seen = inside = False
    for char in a[0]:
        if _is_letter(char):
            if inside == ("A" <= char <= "Z"):
                return False
            seen = True
        inside = _is_letter(char)
    return seen


# --- taking apart


def _trimmed(vm, a, left, right, name):
    text = a[0]
    vm.spend(len(text) >> 6)
    if len(a) > 1 and a[1] is not None:
        chars = _text(a[1], name + " arg must be None or str")
    else:
        chars = _WHITE + _ODD_WHITE
    start = 0
    end = len(text)
    while left and start < end and text[start] in chars:
        start += 1
    while right and end > start and text[end - 1] in chars:
        end -= 1
    vm.spend(len(text) - (end - start) >> 2)
    return text[start:end]


def _strip(vm, a):
    return _trimmed(vm, a, True, True, "strip")


def _lstrip(vm, a):
    return _trimmed(vm, a, True, False, "lstrip")


def _rstrip(vm, a):
    return _trimmed(vm, a, False, True, "rstrip")


def _has_odd_white(text):
    if _ON_CPYTHON:
        return False
    for char in _ODD_WHITE:
        if char in text:
            return True
    return False


def _split_at(a):
    """(separator or None, at most so many splits or -1)."""
    sep = a[1] if len(a) > 1 else None
    if sep is not None:
        _text(sep, "must be str or None, not %s")
        if not sep:
            raise fail("ValueError", "empty separator")
    return sep, integer(a[2]) if len(a) > 2 and a[2] is not None else -1


def _words(text, most, white, backwards):
    """The parts between white space, cut one by one from either end."""
    out = []
    low = 0
    high = len(text)
    while True:
        while not backwards and low < high and text[low] in white:
            low += 1
        while backwards and low < high and text[high - 1] in white:
            high -= 1
        if low == high:
            break
        if most == 0:
            out.append(text[low:high])
            break
        most -= 1
        if backwards:
            at = high
            while at > low and text[at - 1] not in white:
                at -= 1
            out.append(text[at:high])
            high = at
        else:
            at = low
            while at < high and text[at] not in white:
                at += 1
            out.append(text[low:at])
            low = at
    if backwards:
        out.reverse()
    return out


def _split(vm, a, white=None):
    sep, most = _split_at(a)
    text = a[0]
    operators.search(vm, text, sep or "")
    vm.charge(16 + 24 * (min(len(text), most) if most >= 0 else len(text) >> (0 if sep else 1)))
    if sep is None and (white or _has_odd_white(text)):
        vm.spend(len(text) >> 2)
        return _words(text, most, white or _WHITE + _ODD_WHITE, False)
    return text.split(sep, most)


def _rsplit(vm, a, white=None):
    sep, most = _split_at(a)
    if most < 0:
        return _split(vm, a, white)
    text = a[0]
    operators.search(vm, text, sep or "")
    vm.charge(16 + 24 * min(len(text), most))
    if sep is None:
        vm.spend(len(text) >> 2)
        return _words(text, most, white or _WHITE + _ODD_WHITE, True)
    return text.rsplit(sep, most)


def _splitlines(vm, a, ends=_LINE_ENDS):
    keep = len(a) > 1 and operators.truth(a[1])
    text = a[0]
    vm.spend(len(text) >> 2)
    vm.charge(24 * len(text))
    out = []
    at = begin = 0
    while at < len(text):
        if text[at] in ends:
            end = at + (2 if text[at:at + 2] == "\r\n" else 1)
            out.append(text[begin:end if keep else at])
            at = begin = end
        else:
            at += 1
    if begin < len(text):
        out.append(text[begin:])
    return out


def _parted(vm, a, backwards):
    sep = _text(a[1])
    if not sep:
        raise fail("ValueError", "empty separator")
    operators.search(vm, a[0], sep)
    vm.charge(2 * operators.size_of(a[0]))
    at = a[0].rfind(sep) if backwards else a[0].find(sep)
    if at < 0:
        return ("", "", a[0]) if backwards else (a[0], "", "")
    return (a[0][:at], sep, a[0][at + len(sep):])


def _partition(vm, a):
    return _parted(vm, a, False)


def _rpartition(vm, a):
    return _parted(vm, a, True)


def _removeprefix(vm, a):
    part = _text(a[1], "removeprefix() argument must be str, not %s")
    return a[0][len(part):] if a[0][:len(part)] == part else a[0]


def _removesuffix(vm, a):
    part = _text(a[1], "removesuffix() argument must be str, not %s")
    end = len(a[0]) - len(part)
    return a[0][:end] if part and end >= 0 and a[0][end:] == part else a[0]


# --- searching


def _bounds(a):
    """(start, stop) of what the third and fourth argument select, or None where it is nothing,
    not even an empty text.
    """
    size = len(a[0])
    start, stop, _ = operators.slice_bounds(
        Slice(a[2] if len(a) > 2 else None, a[3] if len(a) > 3 else None), size)
    if start > stop or (len(a) > 2 and a[2] is not None and a[2] > size):
        return None
    return start, stop


def _placed(vm, a, backwards):
    part = _text(a[1])
    bounds = _bounds(a)
    if bounds is None:
        return -1
    start, stop = bounds
    if not part:
        return stop if backwards else start
    operators.search(vm, a[0], part)
    text = a[0] if len(a) == 2 else a[0][start:stop]
    at = text.rfind(part) if backwards else text.find(part)
    return at + start if at >= 0 else -1


def _find(vm, a):
    return _placed(vm, a, False)


def _rfind(vm, a):
    return _placed(vm, a, True)


def _found(vm, a, backwards):
    at = _placed(vm, a, backwards)
    if at < 0:
        raise fail("ValueError", "substring not found")
    return at


def _index(vm, a):
    return _found(vm, a, False)


def _rindex(vm, a):
    return _found(vm, a, True)


def _count(vm, a):
    part = _text(a[1])
    bounds = _bounds(a)
    if bounds is None:
        return 0
    start, stop = bounds
    if not part:
        return stop - start + 1
    operators.search(vm, a[0], part)
    return a[0][start:stop].count(part)


def _matches(vm, a, name):
    choices = a[1] if type(a[1]) is tuple else (a[1],)
    vm.spend(len(choices))
    bounds = _bounds(a)
    for one in choices:
        if type(one) is not str:
            raise fail("TypeError", ("tuple for %s must only contain str, not %s"
                                     if type(a[1]) is tuple else
                                     "%s first arg must be str or a tuple of str, not %s")
                       % (name, class_name(one)))
        if bounds is None or len(one) > bounds[1] - bounds[0]:
            continue
        start = bounds[1] - len(one) if name == "endswith" else bounds[0]
        vm.spend(len(one) >> 6)
        if a[0][start:start + len(one)] == one:
            return True
    return False


def _startswith(vm, a):
    return _matches(vm, a, "startswith")


def _endswith(vm, a):
    return _matches(vm, a, "endswith")


# --- putting together


def _join(vm, a):
    if needs_program(a[1]):
        return again(vm, 1)
    return a[0].join(joined(vm, a, (str,), "str instance"))


def joined(vm, a, kinds, wanted):
    """The items that a join puts together, paid for with what stands between them."""
    if not is_iterable(a[1]):
        raise fail("TypeError", "can only join an iterable")
    items = list(spent(vm, plain_items(vm, a[1])))
    size = 0
    for at in range(len(items)):
        if type(items[at]) not in kinds:
            raise fail("TypeError", "sequence item %d: expected %s, %s found"
                       % (at, wanted, class_name(items[at])))
        size += len(items[at]) + len(a[0])
    vm.charge(20 + size)
    return items


def _replace(vm, a):
    text = a[0]
    old = _text(a[1], "replace() argument 1 must be str, not %s")
    new = _text(a[2], "replace() argument 2 must be str, not %s")
    most = integer(a[3]) if len(a) > 3 else -1
    operators.search(vm, text, old)
    times = text.count(old) if old else len(text) + 1
    if most < 0 or most > times:
        most = times
    vm.charge(20 + len(text) + most * len(new))
    if old:
        return text.replace(old, new, most)
    vm.spend(len(text) >> 3)
    out = []
    for at in range(most):
        out.append(new + text[at:at + 1])
    return "".join(out) + text[most:]


def _padding(vm, a):
    missing = max(integer(a[1]) - len(a[0]), 0)
    vm.charge(operators.size_of(a[0]) + missing)
    if missing > 1 << 31:
        raise Killed("memory: a text of %d characters is asked for" % missing)
    return missing


def _justified(vm, a, align):
    fill = a[2] if len(a) > 2 else " "
    if type(fill) is not str:
        raise fail("TypeError", "The fill character must be a unicode character, not %s"
                   % class_name(fill))
    if len(fill) != 1:
        raise fail("TypeError", "The fill character must be exactly one character long")
    missing = _padding(vm, a)
    left = missing if align == ">" else 0
    if align == "^":
        left = missing // 2 + (missing & a[1] & 1)
    return fill * left + a[0] + fill * (missing - left)


def _ljust(vm, a):
    return _justified(vm, a, "<")


def _rjust(vm, a):
    return _justified(vm, a, ">")


def _center(vm, a):
    return _justified(vm, a, "^")


def _zfill(vm, a):
    missing = _padding(vm, a)
    lead = a[0][:1] if a[0][:1] in ("-", "+") else ""
    return lead + "0" * missing + a[0][len(lead):]


def _expandtabs(vm, a):
    size = integer(a[1]) if len(a) > 1 else 8
    vm.charge(len(a[0]) + a[0].count("\t") * max(size, 0))
    if size > 1 << 20:
        raise Killed("memory: a tab of %d characters is asked for" % size)
    out = []
    column = 0
    for char in a[0]:
        if char == "\t":
            missing = size - column % size if size > 0 else 0
            out.append(" " * missing)
            column += missing
        else:
            out.append(char)
            column = 0 if char in "\n\r" else column + 1
    return "".join(out)


def _translate(vm, a):
    table = a[1]
    kind = type(table)
    if kind not in (Dict, list, tuple, str, bytes, bytearray):
        raise fail("TypeError", "'%s' object is not subscriptable" % class_name(table))
    vm.spend(len(a[0]))
    out = []
    size = 0
    due = 1024
    for char in a[0]:
        code = ord(char)
        if kind is Dict:
            found = table.get(code, char)
        else:
            found = table[code] if code < len(table) else char
        if type(found) in (int, bool):
            if not 0 <= found < 0x110000:
                raise fail("ValueError", "character mapping must be in range(0x110000)")
            found = chr(found)
        if type(found) is str:
            out.append(found)
            size += len(found)
            if size > due:
                vm.charge(size)
                due = 2 * size
        elif found is not None:
            raise fail("TypeError", "character mapping must return integer, None or str")
    vm.charge(20 + size)
    return "".join(out)


def _maketrans(vm, a):
    out = Dict()
    if len(a) == 1:
        if type(a[0]) is not Dict:
            raise fail("TypeError", "if you give only one argument to maketrans it must be a dict")
        vm.charge(24 * len(a[0]))
        for key in a[0].keys():
            if type(key) is str:
                if len(key) != 1:
                    raise fail("ValueError", "string keys in translate table must be of length 1")
                out[ord(key)] = a[0][key]
            elif type(key) is int:
                out[key] = a[0][key]
            else:
                raise fail("TypeError", "keys in translate table must be strings or integers")
        return out
    if type(a[0]) is not str:
        raise fail("TypeError", "first maketrans argument must be a string if there is a second "
                   "argument")
    for at in range(1, len(a)):
        _text(a[at], "maketrans() argument %d must be str, not %%s" % (at + 1))
    if len(a[0]) != len(a[1]):
        raise fail("ValueError", "the first two maketrans arguments must have equal length")
    vm.charge(24 * (len(a[0]) + (len(a[2]) if len(a) > 2 else 0)))
    for at in range(len(a[0])):
        out[ord(a[0][at])] = ord(a[1][at])
    for char in a[2] if len(a) > 2 else "":
        out[ord(char)] = None
    return out


def _encode(vm, a):
    from runtime.vm.encodings import encoded
    return encoded(vm, a)


def _format(vm, a):
    from runtime.vm.templates import formatted
    return formatted(vm, a[0][0], a[0][1:], a[1])


def _format_map(vm, a):
    from runtime.vm.templates import formatted
    return formatted(vm, a[0], None, a[1])


def work(name):
    """The function of `__pieces__`, by which the prelude takes a format string apart."""
    from runtime.vm.templates import pieces
    return lambda vm, a: pieces(vm, a[0])
