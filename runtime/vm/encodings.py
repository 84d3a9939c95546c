"""Text to bytes and back: UTF-8, ASCII and Latin-1, whatever a host's own codecs know."""

import sys

from runtime.vm.classes import class_name, fail

_NAMES = {"utf-8": 0, "utf8": 0, "ascii": 128, "us-ascii": 128, "latin-1": 256, "latin1": 256,
          "iso-8859-1": 256}
_SHOWN = {0: "utf-8", 128: "ascii", 256: "latin-1"}


def _how(a):
    """(bound of the codes that the encoding has, 0 for UTF-8; what to do with others)."""
    for at in (1, 2):
        if len(a) > at and a[at] is not None and type(a[at]) is not str:
            raise fail("TypeError", "argument '%s' must be str, not %s"
                       % (("encoding", "errors")[at - 1], class_name(a[at])))
    name = a[1] if len(a) > 1 and a[1] is not None else "utf-8"
    errors = a[2] if len(a) > 2 and a[2] is not None else "strict"
    found = _NAMES.get(name.lower().replace("_", "-"))
    if found is None:
        raise fail("LookupError", "unknown encoding: " + name)
    if errors not in ("strict", "ignore", "replace"):
        raise fail("LookupError", "unknown error handler name '%s'" % errors)
    return found, errors


def encoded(vm, a):
    """`text.encode(encoding, errors)`."""
    bound, errors = _how(a)
    text = a[0]
    vm.charge(20 + 4 * len(text))
    if not bound:
        return text.encode()
    out = bytearray()
    vm.spend(len(text) >> 3)
    for at in range(len(text)):
        code = ord(text[at])
        if code < bound:
            out.append(code)
        elif errors == "replace":
            out.append(63)
        elif errors == "strict":
            from runtime.vm.formatting import ascii_only, quote
            raise fail("UnicodeEncodeError", "'%s' codec can't encode character %s in position "
                       "%d: ordinal not in range(%d)"
                       % (_SHOWN[bound], ascii_only(quote(text[at])), at, bound))
    return bytes(out)


def _sequence(data, at):
    """How many bytes from `at` on are one character, and what is wrong where they are not."""
    first = data[at]
    size = 1 if first < 0x80 else 2 if 0xC2 <= first < 0xE0 else 3 if 0xE0 <= first < 0xF0 \
        else 4 if 0xF0 <= first < 0xF5 else 0
    if not size:
        return 1, "invalid start byte"
    low = {0xE0: 0xA0, 0xF0: 0x90}.get(first, 0x80)
    high = {0xED: 0x9F, 0xF4: 0x8F}.get(first, 0xBF)
    for next_at in range(at + 1, at + size):
        if next_at >= len(data):
            return next_at - at, "unexpected end of data"
        if not low <= data[next_at] <= high:
            return next_at - at, "invalid continuation byte"
        low, high = 0x80, 0xBF
    return size, None


def decoded(vm, a):
    """`data.decode(encoding, errors)`."""
    bound, errors = _how(a)
    data = bytes(a[0])
    vm.charge(20 + len(data))
    if not bound and (not data or sys.implementation.name == "cpython" or max(data) < 128):
        try:
            return str(data, "utf-8")
        except UnicodeError:
            pass
    out = []
    at = begin = 0
    vm.spend(len(data) >> 2)
    while at < len(data):
        if bound:
            size, wrong = 1, None if data[at] < bound else "ordinal not in range(128)"
        else:
            size, wrong = _sequence(data, at)
        if wrong is not None:
            if errors == "strict":
                raise fail("UnicodeDecodeError", "'%s' codec can't decode byte%s in position %s: %s"
                           % (_SHOWN[bound], " 0x%02x" % data[at] if size == 1 else "s",
                              at if size == 1 else "%d-%d" % (at, at + size - 1), wrong))
            out.append(_plain(data[begin:at], bound))
            if errors == "replace":
                out.append("\ufffd")
            begin = at + size
        at += size
    out.append(_plain(data[begin:], bound))
    return "".join(out)


def _plain(data, bound):
    return "".join([chr(byte) for byte in data]) if bound else str(data, "utf-8")
