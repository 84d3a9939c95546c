"""How values are written: repr, str, and format specifications.

The text is CPython's on every node, whatever the host would write. No host object's own
formatting is ever asked for: a specification is parsed here and applied to plain numbers and
strings only. A node imports this when a program first writes a value as text.
"""

import math
import sys

from runtime.constant import const
from runtime.errors import Killed
from runtime.vm import builtins
from runtime.vm.classes import CLASSES, Divert, Error, class_name, fail, has
from runtime.vm.operators import as_float
from runtime.vm.values import (
    NOT_IMPLEMENTED,
    Builtin,
    Class,
    Dict,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Iterator,
    Method,
    Module,
    NativeModule,
    Set,
    Slice,
    View,
    spelled,
)

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}
_MAX_DEPTH = const(900)
_MAX_WIDTH = const(0xFFFF)
_MAX_CHAIN = const(8)


def quote(text):
    """CPython's repr of a str."""
    mark = '"' if "'" in text and '"' not in text else "'"
    out = [mark]
    for char in text:
        code = ord(char)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char == mark:
            out.append("\\" + char)
        elif not is_printable(code):
            out.append(_escaped(code))
        else:
            out.append(char)
    out.append(mark)
    return "".join(out)


def ascii_only(text):
    """`text` with every other character escaped."""
    out = []
    for char in text:
        code = ord(char)
        out.append(char if code < 128 else _escaped(code))
    return "".join(out)


def _escaped(code):
    return "\\x%02x" % code if code < 256 else "\\u%04x" % code if code < 65536 \
        else "\\U%08x" % code


def is_printable(code):
    """Whether repr writes a character as it stands: all but control characters, separators,
    surrogates and private ones. What is unassigned in Unicode counts as printable here.
    """
    if code < 0x1680:
        return 32 <= code < 127 or (code > 160 and code != 173)
    return not (code == 0x1680 or 0x2000 <= code < 0x2010 or 0x2028 <= code < 0x2030
                or 0x205F <= code < 0x2070 or code == 0x3000 or 0xD800 <= code < 0xF900
                or code == 0xFEFF or 0xFFF0 <= code < 0xFFFC or code >= 0xE0000)


def quote_bytes(data, escaped=""):
    """CPython's repr of bytes; `escaped`: what is written with a backslash in any case."""
    data = bytes(data)  # MicroPython cannot search a bytearray
    mark = '"' if 39 in data and 34 not in data else "'"
    out = ["b", mark]
    for byte in data:
        char = chr(byte)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char == mark or char == escaped:
            out.append("\\" + char)
        elif byte < 32 or byte >= 127:
            out.append("\\x%02x" % byte)
        else:
            out.append(char)
    out.append(mark)
    return "".join(out)


_BRACKETS = {list: ("[", "]"), tuple: ("(", ")"), Dict: ("{", "}"), Set: ("{", "}"),
             FrozenSet: ("frozenset({", "})"), View: ("([", "])")}


def represent(vm, value):
    """`repr(value)`. It is paid for piece by piece: a small value can have a long text."""
    if has(value, "__repr__"):
        raise Divert("text", "repr", value)
    return represent_own(vm, value)


def represent_own(vm, value):
    """`object.__repr__(value)`, and what it contains by its own `__repr__`."""
    if type(value) not in _BRACKETS and not isinstance(value, Error):
        return _plain(vm, value)
    whole = value
    out = []
    size = 0
    due = 1024
    around = []
    waiting = [(value, False)]
    while waiting:
        value, is_text = waiting.pop()
        if is_text:
            if value is None:
                around.pop()
                continue
        elif value is not whole and has(value, "__repr__"):
            raise Divert("text", "repr", whole)
        elif type(value) in _BRACKETS or isinstance(value, Error):
            vm.spend(1 + len(around))
            if len(around) > _MAX_DEPTH:
                raise fail("RecursionError", "maximum recursion depth exceeded while getting the "
                           "repr of an object")
            if not _is_among(value, around):
                around.append(value)
                _open(vm, value, waiting)
                continue
            left, right = _BRACKETS.get(type(value), ("(", ")"))
            if type(value) in (Set, FrozenSet, View):
                left, right = class_name(value) + "(", ")"
            value = left + "..." + right
        else:
            value = _plain(vm, value)
        out.append(value)
        size += len(value)
        if size > due:
            vm.charge(size)
            due = 2 * size
    return "".join(out)


def _is_among(value, others):
    for other in others:
        if other is value:
            return True
    return False


def _open(vm, value, waiting):
    """Put the pieces of a container on the stack of what is to be written, the last first."""
    left, right = _BRACKETS.get(type(value), ("(", ")"))
    items = value
    if isinstance(value, Error):
        left = value.cls.name + left
        items = value.attributes["args"]
    elif type(value) in (Set, FrozenSet, View):
        items = builtins.plain_items(vm, value)
        if type(value) is View:
            left = class_name(value) + left
        elif not len(items):
            left, right = class_name(value) + "(", ")"
    vm.spend(len(items))
    pieces: list = [(left, True)]
    if type(value) is Dict:
        for key in value.keys():
            pieces += [(key, False), (": ", True), (value[key], False), (", ", True)]
    else:
        for item in items:
            pieces += [(item, False), (", ", True)]
    if len(items) and not (type(value) is tuple and len(value) == 1):
        pieces.pop()
    elif len(items):
        pieces[-1] = (",", True)
    pieces += [(right, True), (None, True)]
    pieces.reverse()
    waiting.extend(pieces)


def _plain(vm, value):
    """The repr of what contains no other value."""
    kind = type(value)
    if kind is str:
        return quote(value)
    if kind is float:
        return float_text(value)
    if value is None or kind is bool or kind is int:
        return repr(value)
    if kind is bytes:
        return quote_bytes(value)
    if kind is bytearray:
        return "bytearray(" + quote_bytes(value, "'") + ")"
    if kind is range:
        step = "" if value.step == 1 else ", %d" % value.step
        return "range(%d, %d%s)" % (value.start, value.stop, step)
    if value is NOT_IMPLEMENTED:
        return "NotImplemented"
    if isinstance(value, Instance):
        path = value.cls.name if value.cls.builtin else "__main__." + spelled(value.cls.full_name)
        return "<" + path + " object" + _place(vm, value)
    if isinstance(value, Class):
        path = value.name if value.builtin else "__main__." + spelled(value.full_name)
        return "<class '" + path + "'>"
    if isinstance(value, Function):
        return "<function " + spelled(value.full_name()) + _place(vm, value)
    if isinstance(value, Builtin):
        return "<built-in function " + value.name + ">"
    if isinstance(value, Method):
        if isinstance(value.function, Function):
            return "<bound method " + spelled(value.function.full_name()) + ">"
        return "<bound method " + value.function.name + ">"
    if isinstance(value, Generator):
        name = spelled(value.frame.function.full_name()) if value.frame else ""
        return "<generator object " + name + _place(vm, value)
    if isinstance(value, (Module, NativeModule)):
        return "<module>"
    if isinstance(value, Iterator):
        return "<iterator object>"
    if isinstance(value, Slice):
        parts = [_plain(vm, part) if type(part) not in _BRACKETS else "..."
                 for part in (value.start, value.stop, value.step)]
        return "slice(" + ", ".join(parts) + ")"
    return "<object>"


def _place(vm, value):
    """How CPython ends the text of what has no better one; the place is what id() says here."""
    return " at 0x%x>" % vm.identity(value)


def text_of(vm, value):
    """`str(value)`, paid for as represent is."""
    if type(value) is str:
        return value
    if has(value, "__str__"):
        raise Divert("text", "str", value)
    if isinstance(value, Error):
        return text_of_error(vm, value)
    return represent(vm, value)


def text_of_error(vm, value):
    """`BaseException.__str__(value)`."""
    for _ in range(_MAX_DEPTH):
        args = value.attributes["args"]
        if len(args) == 2 and type(args[0]) is int and value.cls.is_a(CLASSES["OSError"]):
            told = args[1] if type(args[1]) is str else represent(vm, args[1])
            return "[Errno %d] %s" % (args[0], told)
        if len(args) != 1:
            return represent(vm, args) if args else ""
        if value.cls.is_a(CLASSES["KeyError"]):
            return represent(vm, args[0])
        value = args[0]
        if not isinstance(value, Error) or has(value, "__str__"):
            return text_of(vm, value)
    raise fail("RecursionError", "maximum recursion depth exceeded while calling a Python object")


def earlier(error):
    """An exception and those that it came after, the latest first; at most _MAX_CHAIN of these."""
    found = [error]
    while len(found) <= _MAX_CHAIN:
        attributes = error.attributes
        error = attributes.get("__cause__" if "__cause__" in attributes else "__context__")
        if not isinstance(error, Error) or _is_among(error, found):
            break
        found.append(error)
    return found


def parse_spec(spec, kind):
    """`(fill, align, sign, alternate, width, grouping, precision, type, no -0)` of a
    specification; `kind` is the name of the value's class.
    """
    at = 0
    size = len(spec)
    fill = ""
    align = ""
    if size > 1 and spec[1] in "<>=^":
        fill, align, at = spec[0], spec[1], 2
    elif size and spec[0] in "<>=^":
        align, at = spec[0], 1
    sign = ""
    if at < size and spec[at] in "+- ":
        sign = spec[at]
        at += 1
    coerced = at < size and spec[at] == "z"
    at += coerced
    alternate = at < size and spec[at] == "#"
    at += alternate
    if at < size and spec[at] == "0" and not fill:
        fill = "0"
        align = align or ("<" if kind == "str" else "=")
        at += 1
    begin = at
    while at < size and "0" <= spec[at] <= "9":
        at += 1
    width = check_width(spec[begin:at] or "0")
    grouping = ""
    while at < size and spec[at] in ",_":
        if grouping:
            raise fail("ValueError", "Cannot specify both ',' and '_'." if grouping != spec[at]
                       else "Cannot specify '%s' with '%s'." % (grouping, spec[at]))
        grouping = spec[at]
        at += 1
    precision = None
    if at < size and spec[at] == ".":
        begin = at + 1
        at = begin
        while at < size and "0" <= spec[at] <= "9":
            at += 1
        if begin == at:
            raise fail("ValueError", "Format specifier missing precision")
        precision = check_width(spec[begin:at])
    code = spec[at:]
    if len(code) > 1:
        raise fail("ValueError", "Invalid format specifier '%s' for object of type '%s'"
                   % (spec, kind))
    if grouping and code and not (code in "deEfFgG%" or (grouping == "_" and code in "boxX")):
        raise fail("ValueError", "Cannot specify '%s' with '%s'." % (grouping, code))
    return fill or " ", align, sign, alternate, width, grouping, precision, code, coerced


def check_width(digits):
    """The number of characters that a specification asks for, in decimal digits."""
    if len(digits.lstrip("0")) > 5 or int(digits) > _MAX_WIDTH:
        raise Killed("memory: a text of %s characters is asked for" % digits[:40])
    return int(digits)


def format_value(value, spec):
    """`format(value, spec)` for numbers and strings; others take no specification."""
    kind = type(value)
    if kind not in (str, bool, int, float):
        raise fail("TypeError", "unsupported format string passed to %s.__format__"
                          % class_name(value))
    fields = parse_spec(spec, class_name(value))
    if kind is str:
        return _format_str(value, fields)
    code = fields[7]
    if kind is not float and code not in ("e", "E", "f", "F", "g", "G", "%"):
        return formatted_int(int(value), fields, class_name(value))
    return formatted_float(as_float(value), fields)


def _unknown(code, kind):
    return fail("ValueError", "Unknown format code '%s' for object of type '%s'" % (code, kind))


def pad(body, fill, align, width, lead=0):
    """`body` padded to width; with '=' the padding goes behind its first `lead` characters."""
    missing = width - len(body)
    if missing <= 0:
        return body
    if align == "<":
        return body + fill * missing
    if align == "^":
        return fill * (missing // 2) + body + fill * (missing - missing // 2)
    if align == "=":
        return body[:lead] + fill * missing + body[lead:]
    return fill * missing + body


def _format_str(value, fields):
    fill, align, sign, alternate, width, grouping, precision, code, coerced = fields
    if code not in ("", "s"):
        raise _unknown(code, "str")
    if sign:
        raise fail("ValueError", "%s not allowed in string format specifier"
                   % ("Space" if sign == " " else "Sign"))
    _refuse(alternate, "Alternate form (#)", " in string format specifier")
    _refuse(coerced, "Negative zero coercion (z)", " in string format specifier")
    _refuse(align == "=", "'=' alignment", " in string format specifier")
    if grouping:
        raise fail("ValueError", "Cannot specify '%s' with 's'." % grouping)
    if precision is not None:
        value = value[:precision]
    return pad(value, fill, align or "<", width)


def _refuse(asked, what, where):
    if asked:
        raise fail("ValueError", what + " not allowed" + where)


def _group(digits, mark, size=3):
    head = len(digits) % size
    parts = [digits[:head]] if head else []
    for at in range(head, len(digits), size):
        parts.append(digits[at:at + size])
    return mark.join(parts)


def _finish(negative, prefix, digits, tail, fields):
    """Sign, prefix, digits (with thousands marked) and tail, padded."""
    fill, align, sign, alternate, width, grouping, precision, kind, _ = fields
    lead = ("-" if negative else "" if sign == "-" else sign) + prefix
    if grouping and digits:
        size = 4 if kind in ("b", "o", "x", "X") and kind else 3
        if align == "=" and fill == "0":
            while len(lead) + len(_group(digits, grouping, size)) + len(tail) < width:
                if len(lead) + len(_group("0" + digits, grouping, size)) + len(tail) > width + 1:
                    break
                digits = "0" + digits
        digits = _group(digits, grouping, size)
    return pad(lead + digits + tail, fill, align or ">", width, len(lead))


def formatted_int(value, fields, name="int"):
    """`format(value, ...)` of an int, by the fields of its specification."""
    code = fields[7]
    if code not in ("", "b", "c", "d", "n", "o", "x", "X"):
        raise _unknown(code, name)
    _refuse(fields[6] is not None, "Precision", " in integer format specifier")
    _refuse(fields[8], "Negative zero coercion (z)", " in integer format specifier")
    negative = value < 0
    value = abs(value)
    if code in ("", "d", "n"):
        return _finish(negative, "", str(value), "", fields)
    if code == "c":
        _refuse(fields[2], "Sign", " with integer format specifier 'c'")
        _refuse(fields[3], "Alternate form (#)", " with integer format specifier 'c'")
        if negative or value >= 0x110000:
            raise fail("OverflowError", "%c arg not in range(0x110000)")
        return pad(chr(value), fields[0], fields[1] or "<", fields[4])
    if code == "b":
        digits = bin(value)[2:]
    elif code == "o":
        digits = oct(value)[2:]
    else:
        digits = "%x" % value
        if code == "X":
            digits = digits.upper()
    return _finish(negative, "0" + code if fields[3] else "", digits, "", fields)


def formatted_float(value, fields):
    """`format(value, ...)` of a float, by the fields of its specification."""
    code = fields[7]
    precision = fields[6]
    negative = math.copysign(1, value) < 0 and value == value
    value = abs(value)
    if code == "%":
        value *= 100
    tail = "%" if code == "%" else ""
    if code not in ("", "e", "E", "f", "F", "g", "G", "n", "%"):
        raise _unknown(code, "float")
    if value != value or value == math.inf:
        digits = "nan" if value != value else "inf"
        if code in ("F", "E", "G"):
            digits = digits.upper()
        return _finish(negative, "", "", digits + tail, fields)
    if code == "" and precision is None:
        digits = float_text(value)
        if fields[3] and "." not in digits:
            digits = digits.replace("e", ".e")
    elif code in ("", "g", "G", "n"):
        digits = _general(value, 6 if precision is None else max(precision, 1), code == "",
                          fields[3])
    elif code in ("f", "F", "%"):
        digits = fixed(value, 6 if precision is None else precision)
        if fields[3] and precision == 0:
            digits += "."
    else:
        digits, exponent = _exponential(value, 6 if precision is None else precision)
        digits += ("." if fields[3] and precision == 0 else "") + _exponent(exponent)
    if fields[8] and negative:
        negative = bool([char for char in digits.partition("e")[0] if "1" <= char <= "9"])
    if code in ("E", "G"):
        digits = digits.upper()
    whole = 0
    while whole < len(digits) and "0" <= digits[whole] <= "9":
        whole += 1
    return _finish(negative, "", digits[:whole], digits[whole:] + tail, fields)


# CPython's own repr is right; a host with binary32 has nothing better than its own either.
_REPR_IS_RIGHT = sys.implementation.name == "cpython" or 1.0 + 2.0 ** -30 == 1.0


def float_text(value):
    """`repr` of a float: the shortest digits that are read as this float again."""
    if _REPR_IS_RIGHT or value != value or value in (math.inf, -math.inf) or value == 0:
        return repr(value)
    size = abs(value)
    for count in range(15 if size > 1e-307 else 1, 18):
        digits, exponent = _exponential(size, count - 1)
        digits = digits.replace(".", "")
        if count == 17 or _is_nearest(int(digits), exponent - count + 1, size):
            break
        # Below a power of two floats are closer: what is rounded down may miss it.
        upwards = int(digits) + 1
        if math.frexp(size)[0] == 0.5 and _is_nearest(upwards, exponent - count + 1, size):
            digits = str(upwards)
            break
    digits = digits.rstrip("0") or "0"
    if -4 <= exponent < 16:
        if exponent < 0:
            text = "0." + "0" * (-1 - exponent) + digits
        else:
            digits += "0" * (exponent + 1 - len(digits))
            text = digits[:exponent + 1] + "." + (digits[exponent + 1:] or "0")
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + _exponent(exponent)
    return ("-" if value < 0 else "") + text


def _is_nearest(whole, power, value):
    """Whether of all floats `value` is the nearest to whole * 10 ** power."""
    mantissa, exponent = math.frexp(value)
    number = int(mantissa * 9007199254740992)  # 2 ** 53
    exponent -= 53
    spare = max(0, -1074 - exponent)
    odd = number >> spare & 1
    unit = 1 << spare
    if power > 0:
        whole *= 10 ** power
    else:
        number *= 10 ** -power
        unit *= 10 ** -power
    if exponent > 0:
        number <<= exponent
        unit <<= exponent
    else:
        whole <<= -exponent
    if mantissa == 0.5 and not spare and whole < number:
        return 4 * (number - whole) <= unit
    return 2 * abs(whole - number) + odd <= unit


def scaled(value, power):
    """`value * 10 ** power` as an int, exactly rounded half to even: hosts' own printf is not."""
    mantissa, exponent = math.frexp(value)
    number = int(mantissa * 9007199254740992)  # 2 ** 53
    exponent -= 53
    unit = 1
    if power > 0:
        number *= 10 ** power
    else:
        unit = 10 ** -power
    if exponent > 0:
        number <<= exponent
    else:
        unit <<= -exponent
    whole, rest = divmod(number, unit)
    if 2 * rest > unit or (2 * rest == unit and whole & 1):
        whole += 1
    return whole


# No binary64 has more decimals than that.
_DECIMALS = const(1074)


def fixed(value, precision):
    """`%.{precision}f` of a float that is finite and not negative."""
    kept = min(precision, _DECIMALS)
    digits = str(scaled(value, kept))
    if not precision:
        return digits
    digits = "0" * (kept + 1 - len(digits)) + digits + "0" * (precision - kept)
    return digits[:-precision] + "." + digits[-precision:]


def _exponential(value, precision):
    """The digits of `%.{precision}e` before the e, and the exponent."""
    kept = min(precision, _DECIMALS)
    exponent = math.floor(math.log(value) / math.log(10)) if value else 0
    whole = scaled(value, kept - exponent)
    while value and not 10 ** kept <= whole < 10 ** (kept + 1):
        exponent += 1 if whole >= 10 ** kept else -1
        whole = scaled(value, kept - exponent)
    digits = str(whole)
    digits += "0" * (precision + 1 - len(digits))
    return digits[0] + ("." + digits[1:] if precision else ""), exponent


def _exponent(exponent):
    size = abs(exponent)
    return ("e-" if exponent < 0 else "e+") + ("0" if size < 10 else "") + str(size)


def _general(value, precision, keep_point, alternate):
    """`%.{precision}g`; `keep_point`: with a `.0` where str() of a float would have one."""
    digits, exponent = _exponential(value, precision - 1)
    tail = _exponent(exponent)
    if -4 <= exponent < precision - (1 if keep_point else 0):
        digits = fixed(value, precision - 1 - exponent)
        tail = ""
    if alternate:
        if "." not in digits:
            digits += "."
    elif "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if keep_point and "." not in digits and not tail:
        digits += ".0"
    return digits + tail
