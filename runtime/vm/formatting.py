"""How values are written: repr, str, format specifications, `%` and `str.format`.

The text is CPython's on every node, whatever the host would write. No host object's own
formatting is ever asked for: a specification is parsed here and applied to plain numbers and
strings only. A node imports this when a program first writes a value as text.
"""

import math

from runtime.constant import const
from runtime.errors import Killed
from runtime.vm import builtins
from runtime.vm.classes import Error, class_name, fail
from runtime.vm.values import (
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
        elif code < 32 or 127 <= code < 161 or code == 173:
            out.append("\\x%02x" % code)
        else:
            out.append(char)
    out.append(mark)
    return "".join(out)


def quote_bytes(data):
    """CPython's repr of bytes."""
    data = bytes(data)  # MicroPython cannot search a bytearray
    mark = '"' if 39 in data and 34 not in data else "'"
    out = ["b", mark]
    for byte in data:
        char = chr(byte)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif char == mark:
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
    if type(value) not in _BRACKETS and not isinstance(value, Error):
        return _plain(value)
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
            value = _plain(value)
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


def _plain(value):
    """The repr of what contains no other value."""
    kind = type(value)
    if kind is str:
        return quote(value)
    if value is None or kind is bool or kind is int or kind is float:
        return repr(value)
    if kind is bytes:
        return quote_bytes(value)
    if kind is bytearray:
        return "bytearray(" + quote_bytes(value) + ")"
    if kind is range:
        step = "" if value.step == 1 else ", %d" % value.step
        return "range(%d, %d%s)" % (value.start, value.stop, step)
    if isinstance(value, Instance):
        return "<" + value.cls.name + " object>"
    if isinstance(value, Class):
        return "<class '" + ("" if value.builtin else "__main__.") + value.name + "'>"
    if isinstance(value, Function):
        return "<function " + value.name() + ">"
    if isinstance(value, Builtin):
        return "<built-in function " + value.name + ">"
    if isinstance(value, Method):
        return "<bound method>"
    if isinstance(value, Generator):
        return "<generator object " + (value.frame.function.name() if value.frame else "") + ">"
    if isinstance(value, (Module, NativeModule)):
        return "<module>"
    if isinstance(value, Iterator):
        return "<iterator object>"
    if isinstance(value, Slice):
        parts = [_plain(part) if type(part) not in _BRACKETS else "..."
                 for part in (value.start, value.stop, value.step)]
        return "slice(" + ", ".join(parts) + ")"
    return "<object>"


def text_of(vm, value):
    """`str(value)`, paid for as represent is."""
    if type(value) is str:
        return value
    if isinstance(value, Error):
        args = value.attributes["args"]
        if len(args) != 1:
            return represent(vm, args) if args else ""
        if value.cls.name == "KeyError" or type(args[0]) is not str:
            return represent(vm, args[0])
        return args[0]
    return represent(vm, value)


def earlier(vm, error):
    """What an exception that nobody caught came after: ((link, class, text, trace) ...).

    The latest first; `link` is "cause" or "context". At most _MAX_CHAIN of them.
    """
    found = []
    met = [error]
    while len(found) < _MAX_CHAIN:
        attributes = error.attributes
        link = "cause" if "__cause__" in attributes else "context"
        error = attributes.get("__%s__" % link)
        if not isinstance(error, Error) or _is_among(error, met):
            break
        met.append(error)
        found.append((link, error.cls.name, text_of(vm, error), error.trace))
    return tuple(found)


def parse_spec(spec):
    """`(fill, align, sign, alternate, width, grouping, precision, type)` of a specification."""
    at = 0
    size = len(spec)
    fill = ""
    align = ""
    if size > 1 and spec[1] in "<>=^":
        fill, align, at = spec[0], spec[1], 2
    elif size and spec[0] in "<>=^":
        align, at = spec[0], 1
    sign = "-"
    if at < size and spec[at] in "+- ":
        sign = spec[at]
        at += 1
    alternate = at < size and spec[at] == "#"
    at += alternate
    if at < size and spec[at] == "0":
        fill = fill or "0"
        align = align or "="
        at += 1
    begin = at
    while at < size and "0" <= spec[at] <= "9":
        at += 1
    width = int(spec[begin:at] or "0")
    grouping = ""
    if at < size and spec[at] in ",_":
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
        precision = int(spec[begin:at])
    _check_width(width, precision or 0)
    kind = spec[at:]
    if len(kind) > 1:
        raise fail("ValueError", "Invalid format specifier")
    return fill or " ", align, sign, alternate, width, grouping, precision, kind


def _check_width(width, precision):
    if width > _MAX_WIDTH or precision > _MAX_WIDTH:
        raise Killed("memory: a text of %d characters is asked for" % max(width, precision))


def format_value(value, spec):
    """`format(value, spec)` for numbers and strings; others take no specification."""
    kind = type(value)
    if kind not in (str, bool, int, float):
        raise fail("TypeError", "unsupported format string passed to %s.__format__"
                          % class_name(value))
    fields = parse_spec(spec)
    if kind is str:
        return _format_str(value, fields)
    if kind is bool or kind is int:
        if fields[7] in ("e", "E", "f", "F", "g", "G", "%"):
            return _format_float(float(value), fields)
        return _format_int(int(value), fields)
    return _format_float(value, fields)


def _unknown(code, kind):
    return fail("ValueError",
                       "Unknown format code '%s' for object of type '%s'" % (code, kind))


def _pad(body, fill, align, width, lead=0):
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
    fill, align, sign, alternate, width, grouping, precision, kind = fields
    if kind not in ("", "s"):
        raise _unknown(kind, "str")
    if align == "=" and fill != "0":
        raise fail("ValueError", "'=' alignment not allowed in string format specifier")
    if sign != "-":
        raise fail("ValueError", "Sign not allowed in string format specifier")
    if precision is not None:
        value = value[:precision]
    return _pad(value, fill, "<" if align in ("", "=") else align, width)


def _group(digits, mark, size=3):
    head = len(digits) % size
    parts = [digits[:head]] if head else []
    for at in range(head, len(digits), size):
        parts.append(digits[at:at + size])
    return mark.join(parts)


def _finish(negative, prefix, digits, tail, fields):
    """Sign, prefix, digits (with thousands marked) and tail, padded."""
    fill, align, sign, alternate, width, grouping, precision, kind = fields
    lead = ("-" if negative else "" if sign == "-" else sign) + prefix
    if grouping:
        size = 4 if kind in ("b", "o", "x", "X") and kind else 3
        if align == "=" and fill == "0":
            while len(lead) + len(_group(digits, grouping, size)) + len(tail) < width:
                if len(lead) + len(_group("0" + digits, grouping, size)) + len(tail) > width + 1:
                    break
                digits = "0" + digits
        digits = _group(digits, grouping, size)
    return _pad(lead + digits + tail, fill, align or ">", width, len(lead))


def _format_int(value, fields):
    kind = fields[7]
    if fields[6] is not None:
        raise fail("ValueError", "Precision not allowed in integer format specifier")
    negative = value < 0
    value = abs(value)
    if kind in ("", "d", "n"):
        return _finish(negative, "", str(value), "", fields)
    if kind == "c":
        return _pad(chr(value), fields[0], fields[1] or "<", fields[4])
    if kind not in ("b", "o", "x", "X"):
        raise _unknown(kind, "int")
    if kind == "b":
        digits = bin(value)[2:]
    elif kind == "o":
        digits = oct(value)[2:]
    else:
        digits = "%x" % value
        if kind == "X":
            digits = digits.upper()
    return _finish(negative, "0" + kind if fields[3] else "", digits, "", fields)


def _format_float(value, fields):
    kind = fields[7]
    precision = fields[6]
    negative = value < 0 or (value == 0 and str(value)[0] == "-")
    value = abs(value) * 100 if kind == "%" else abs(value)
    tail = ""
    if value != value or value == float("inf"):
        digits = "nan" if value != value else "inf"
        if kind in ("F", "E", "G"):
            digits = digits.upper()
        return _finish(negative, "", digits, "%" if kind == "%" else "", fields)
    if kind == "" and precision is None:
        digits = repr(value)
    elif kind in ("", "g", "G", "n"):
        digits = _general(value, 6 if precision is None else max(precision, 1), kind == "")
    elif kind in ("f", "F"):
        digits = fixed(value, 6 if precision is None else precision)
    elif kind in ("e", "E"):
        digits, exponent = _exponential(value, 6 if precision is None else precision)
        digits += _exponent(exponent)
    elif kind == "%":
        digits = fixed(value, 6 if precision is None else precision)
        tail = "%"
    else:
        raise _unknown(kind, "float")
    if kind in ("E", "G"):
        digits = digits.upper()
    whole = 0
    while whole < len(digits) and "0" <= digits[whole] <= "9":
        whole += 1
    return _finish(negative, "", digits[:whole], digits[whole:] + tail, fields)


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


def _general(value, precision, keep_point):
    """`%.{precision}g`, and with a `.0` where str() of a float would have one."""
    digits, exponent = _exponential(value, precision - 1)
    tail = _exponent(exponent)
    if -4 <= exponent < precision - (1 if keep_point else 0):
        digits = fixed(value, precision - 1 - exponent)
        tail = ""
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if keep_point and "." not in digits and not tail:
        digits += ".0"
    return digits + tail


def percent(vm, template, args):
    """`template % args`."""
    mapping = args if type(args) is Dict else None
    values = args if type(args) is tuple else (args,)
    used = 0
    out = []
    at = 0
    size = len(template)
    while at < size:
        start = template.find("%", at)
        if start < 0:
            break
        out.append(template[at:start])
        at = start + 1
        key = None
        if at < size and template[at] == "(":
            close = template.find(")", at)
            if close < 0:
                raise fail("ValueError", "incomplete format key")
            if mapping is None:
                raise fail("TypeError", "format requires a mapping")
            key = template[at + 1:close]
            at = close + 1
        flags = ""
        while at < size and template[at] in "-+ #0":
            flags += template[at]
            at += 1
        numbers = ["", ""]
        for part in (0, 1):
            if part and not (at < size and template[at] == "."):
                continue
            at += part
            if at < size and template[at] == "*":
                if used >= len(values):
                    raise fail("TypeError", "not enough arguments for format string")
                if type(values[used]) is not int:
                    raise fail("TypeError", "* wants int")
                numbers[part] = str(values[used])
                used += 1
                at += 1
            else:
                begin = at
                while at < size and "0" <= template[at] <= "9":
                    at += 1
                numbers[part] = template[begin:at] or ("0" if part else "")
        if at >= size:
            raise fail("ValueError", "incomplete format")
        kind = template[at]
        if kind not in "diuxXoeEfFgGcrsa%":
            raise fail("ValueError", "unsupported format character '%s' (0x%x) at index %d"
                              % (kind, ord(kind), at))
        at += 1
        if kind == "%":
            out.append("%")
            continue
        if key is not None:
            if key not in mapping:
                raise fail("KeyError", key)
            value = mapping[key]
        else:
            if used >= len(values):
                raise fail("TypeError", "not enough arguments for format string")
            value = values[used]
            used += 1
        out.append(_percent_one(vm, value, flags, numbers[0], numbers[1], kind))
    out.append(template[at:])
    if mapping is None and used < len(values):
        raise fail("TypeError", "not all arguments converted during string formatting")
    return "".join(out)


def _percent_one(vm, value, flags, width, precision, kind):
    align = "<" if "-" in flags else ">"
    if width.startswith("-"):
        width = width[1:]
        align = "<"
    _check_width(int(width or "0"), int(precision or "0"))
    if kind in ("s", "r", "a"):
        text = text_of(vm, value) if kind == "s" else represent(vm, value)
        return _pad(text[:int(precision)] if precision else text, " ", align, int(width or "0"))
    if kind == "c":
        return _pad(value if type(value) is str else chr(value), " ", align, int(width or "0"))
    if type(value) not in (int, float, bool):
        raise fail("TypeError", "%%%s format: a %s is required, not %s"
                          % (kind, "real number" if kind in "dfFeEgGiu" else "integer",
                             class_name(value)))
    sign = "+" if "+" in flags else " " if " " in flags else "-"
    fill = " "
    if "0" in flags and align != "<":
        fill, align = "0", "="
    if kind in ("d", "i", "u", "x", "X", "o"):
        kind = "d" if kind in ("i", "u") else kind
        if type(value) is float and kind != "d":
            raise fail("TypeError", "%%%s format: an integer is required, not float" % kind)
        value = int(value)
        if precision:
            digits = _format_int(abs(value), (" ", "", "-", False, 0, "", None, kind))
            lead = "-" if value < 0 else "" if sign == "-" else sign
            return _pad(lead + "0" * (int(precision) - len(digits)) + digits, " ",
                        "<" if "-" in flags else ">", int(width or "0"))
        return _format_int(value, (fill, align, sign, "#" in flags, int(width or "0"), "", None,
                                   kind))
    return _format_float(float(value), (fill, align, sign, False, int(width or "0"), "",
                                        int(precision) if precision else 6, kind))
