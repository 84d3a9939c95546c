"""Texts with places for values: `str.format` and the operator `%`.

Attributes and items are those of the program's values; where one of its own objects is met, the
prelude does the formatting, so that what is the program's code runs as such. A node imports this
when a program first uses one.
"""

from runtime.vm import builtins, operators
from runtime.vm.builtins import DIVERT
from runtime.vm.classes import Divert, Error, class_name, fail, has
from runtime.vm.formatting import (
    ascii_only,
    check_width,
    formatted_float,
    formatted_int,
    pad,
    represent,
    text_of,
)
from runtime.vm.values import Dict, Instance, Super

# --- str.format


def _field_end(template, at):
    """Where the replacement field that begins at `at` ends: the place of its brace."""
    depth = 1
    size = len(template)
    while at < size:
        char = template[at]
        if char == "[":
            while at < size and template[at] != "]":
                at += 1
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise fail("ValueError", "expected '}' before end of string")


def _parts(field):
    """(name, conversion, specification) of a replacement field."""
    at = 0
    while at < len(field) and field[at] not in ":!":
        if field[at] == "[":
            close = field.find("]", at)
            at = close if close >= 0 else at
        elif field[at] in "{}":
            raise fail("ValueError", "unexpected '{' in field name")
        at += 1
    name = field[:at]
    if field[at:at + 1] != "!":
        return name, "", field[at + 1:]
    conversion = field[at + 1:at + 2]
    if not conversion:
        raise fail("ValueError", "unmatched '{' in format spec")
    rest = field[at + 2:]
    if rest and rest[0] != ":":
        raise fail("ValueError", "expected ':' after conversion specifier")
    return name, conversion, rest[1:]


def _path(name):
    """(first, [(key, whether it is an attribute)]) of a field's name; an int where it is one.

    What is wrong behind the first comes to light when that has been found: its key is None then.
    """
    at = 0
    while at < len(name) and name[at] not in ".[":
        at += 1
    first = name[:at]
    path: list = []
    while at < len(name):
        if name[at] == ".":
            end = at + 1
            while end < len(name) and name[end] not in ".[":
                end += 1
            key = name[at + 1:end]
            path.append((key, True))
        elif name[at] == "[":
            end = name.find("]", at)
            if end < 0:
                path.append((None, "Missing ']' in format string"))
                break
            key = name[at + 1:end]
            end += 1
            path.append((_number(key), False))
        else:
            path.append((None, "Only '.' or '[' may follow ']' in format field specifier"))
            break
        if key == "":
            path[-1] = (None, "Empty attribute in format string")
            break
        at = end
    return _number(first), path


def _number(text):
    for char in text:
        if not "0" <= char <= "9":
            return text
    if len(text) > 9:
        raise fail("ValueError", "Too many decimal digits in format string")
    return int(text) if text else text


def pieces(vm, template):
    """[(text, first, path, conversion, specification)]; `first` is None where no field follows."""
    vm.spend(len(template) >> 1)
    vm.charge(40 + 4 * len(template))
    out = []
    text = []
    at = 0
    size = len(template)
    while at < size:
        char = template[at]
        if char != "{" and char != "}":
            begin = at
            while at < size and template[at] not in "{}":
                at += 1
            text.append(template[begin:at])
        elif template[at + 1:at + 2] == char:
            text.append(char)
            at += 2
        elif char == "}" or at + 1 == size:
            raise fail("ValueError", "Single '%s' encountered in format string" % char)
        else:
            end = _field_end(template, at + 1)
            name, conversion, spec = _parts(template[at + 1:end])
            first, path = _path(name)
            out.append(("".join(text), first, path, conversion, spec))
            text = []
            at = end + 1
    out.append(("".join(text), None, (), "", ""))
    return out


class _Text:
    """A text in the making, whose length so far is paid for before it doubles."""

    def __init__(self, vm):
        self.vm = vm
        self.parts = []
        self.size = 0
        self.due = 1024

    def append(self, part):
        self.parts.append(part)
        self.size += len(part)
        if self.size > self.due:
            self.vm.charge(self.size)
            self.due = 2 * self.size

    def whole(self):
        self.vm.charge(20 + self.size)
        return "".join(self.parts)


class _Filling:
    """One call of `str.format`: its arguments, and how its fields have been numbered."""

    def __init__(self, vm, args, named):
        self.vm = vm
        self.args = args
        self.named = named
        self.next = 0

    def first(self, first):
        if type(first) is str and first:
            if self.named is None or first not in self.named:
                raise fail("KeyError", first)
            return self.named[first]
        if self.args is None:
            raise fail("ValueError", "Format string contains positional fields")
        if type(first) is int:
            if self.next > 0:
                raise fail("ValueError", "cannot switch from automatic field numbering to manual "
                           "field specification")
            self.next = -1
        else:
            if self.next < 0:
                raise fail("ValueError", "cannot switch from manual field specification to "
                           "automatic field numbering")
            first = self.next
            self.next += 1
        if first >= len(self.args):
            raise fail("IndexError", "Replacement index %d out of range for positional args tuple"
                       % first)
        return self.args[first]

    def filled(self, template, depth):
        """The text, or DIVERT where an object of the program's own is met."""
        vm = self.vm
        out = _Text(vm)
        for text, first, path, conversion, spec in pieces(vm, template):
            out.append(text)
            if first is None:
                break
            value = self.first(first)
            for key, is_name in path:
                if isinstance(value, (Instance, Super)):
                    return DIVERT
                if key is None:
                    raise fail("ValueError", is_name)
                value = vm.attribute(value, key) if is_name else operators.item(vm, value, key)
            if _is_own(value):
                return DIVERT
            if "{" in spec or "}" in spec:
                if not depth:
                    raise fail("ValueError", "Max string recursion exceeded")
                spec = self.filled(spec, depth - 1)
                if spec is DIVERT:
                    return DIVERT
            value = converted(vm, value, conversion)
            out.append(builtins.format_value(vm, value, spec))
        return out.whole()


def _is_own(value):
    return isinstance(value, Instance) and not (type(value) is Error and value.cls.builtin)


def converted(vm, value, conversion):
    """`value` after `!r`, `!s` or `!a`."""
    if conversion == "":
        return value
    if conversion == "s":
        return text_of(vm, value)
    if conversion == "r":
        return represent(vm, value)
    if conversion == "a":
        return ascii_only(represent(vm, value))
    raise fail("ValueError", "Unknown conversion specifier " + conversion)


def formatted(vm, template, args, named):
    """`template.format(*args, **named)`; `args` None: format_map."""
    return _Filling(vm, args, named).filled(template, 1)


# --- %


_BYTES = (bytes, bytearray)
_WITH_ITEMS = (Dict, list, bytes, bytearray, range)


class _Arguments:
    """The right-hand side of a `%`."""

    def __init__(self, args, of_bytes):
        # Whatever has items and is no tuple or text counts as a mapping.
        self.mapping = args if (type(args) in _WITH_ITEMS
                                and not (of_bytes and type(args) in _BYTES)) else None
        self.values = args if type(args) is tuple else (args,)
        self.used = 0

    def take(self):
        if self.used >= len(self.values):
            raise fail("TypeError", "not enough arguments for format string")
        self.used += 1
        return self.values[self.used - 1]

    def under(self, vm, key):
        # What stands under a key counts as all that there is: another % after it has nothing.
        self.values = ()
        self.used = 0
        return operators.item(vm, self.mapping, key)


def percent(vm, template, args, known):
    """`template % args`; `known` are texts that the program's own classes gave, in order.

    Divert with a value whose text is not known yet.
    """
    told = list(known)
    of_bytes = type(template) in _BYTES
    given = _Arguments(args, of_bytes)
    out = _Text(vm)
    vm.spend(len(template) >> 2)
    if of_bytes:
        whole = template
        template = _latin(whole)
    at = 0
    size = len(template)
    while at < size:
        start = template.find("%", at)
        if start < 0:
            break
        out.append(template[at:start])
        at = start + 1
        keyed = at < size and template[at] == "("
        if keyed:
            if given.mapping is None:
                raise fail("TypeError", "format requires a mapping")
            close = _close(template, at)
            key = template[at + 1:close]
            value = given.under(vm, bytes([ord(char) for char in key]) if of_bytes else key)
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
                star = given.take()
                if type(star) not in (int, bool):
                    raise fail("TypeError", "* wants int")
                numbers[part] = str(int(star))
                at += 1
            else:
                begin = at
                while at < size and "0" <= template[at] <= "9":
                    at += 1
                numbers[part] = template[begin:at] or ("0" if part else "")
        if at < size and template[at] in "hlL":
            at += 1
        if at >= size:
            raise fail("ValueError", "incomplete format")
        kind = template[at]
        at += 1
        if kind == "%" and at == start + 2:
            out.append("%")
            continue
        if not keyed:
            value = given.take()
        if kind not in ("bdiuxXoeEfFgGcrsa" if of_bytes else "diuxXoeEfFgGcrsa"):
            raise fail("ValueError", "unsupported format character '%s' (0x%x) at index %d"
                       % (kind, ord(kind), at - 1))
        if of_bytes and kind in "bsrc":
            kind, value = _of_bytes(kind, value)
        if kind in ("s", "r", "a"):
            try:
                value = converted(vm, value, kind)
            except Divert as divert:
                if not told:
                    raise Divert("percent", divert.held[0], value)
                value = told.pop(0) if kind != "a" else ascii_only(told.pop(0))
        elif isinstance(value, Instance):
            mode = _number_asked(kind, value)
            if mode:
                if not told:
                    raise Divert("percent", mode, value)
                value = told.pop(0)
        out.append(_percent_one(value, flags, numbers[0], numbers[1], kind, of_bytes))
    out.append(template[at:])
    if given.mapping is None and given.used < len(given.values):
        raise fail("TypeError", "not all arguments converted during %s formatting"
                   % ("bytes" if of_bytes else "string"))
    text = out.whole()
    return type(whole)([ord(char) for char in text]) if of_bytes else text


def _number_asked(kind, value):
    """How an object is asked for the number that a conversion writes; None: it has none."""
    if kind in "diu" and (has(value, "__int__") or has(value, "__index__")):
        return "int"
    if kind in "xXoc":
        return "index" if has(value, "__index__") else None
    return "float" if kind not in "diu" and (has(value, "__float__")
                                             or has(value, "__index__")) else None


def _latin(data):
    return "".join([chr(byte) for byte in data])


def _of_bytes(kind, value):
    """A conversion in bytes as one in text, where each byte is the character of its number."""
    if kind == "r":
        return "a", value
    if kind == "c":
        if type(value) in _BYTES and len(value) == 1:
            return "c", chr(value[0])
        if type(value) not in (int, bool):
            raise fail("TypeError", "%c requires an integer in range(256) or a single byte")
        if not 0 <= value < 256:
            raise fail("OverflowError", "%c arg not in range(256)")
        return "c", value
    if type(value) not in _BYTES:
        raise fail("TypeError", "%%b requires a bytes-like object, or an object that implements "
                   "__bytes__, not '%s'" % class_name(value))
    return "s", _latin(value)


def _close(template, at):
    """Where the key in brackets that begins at `at` ends."""
    depth = 0
    for place in range(at, len(template)):
        if template[place] == "(":
            depth += 1
        elif template[place] == ")":
            depth -= 1
            if not depth:
                return place
    raise fail("ValueError", "incomplete format key")


def _percent_one(value, flags, width, precision, kind, of_bytes):
    align = "<" if "-" in flags else ">"
    if width.startswith("-"):
        width = width[1:]
        align = "<"
    if precision.startswith("-"):
        precision = "0"
    wide = check_width(width or "0")
    if precision:
        check_width(precision)
    if kind in ("s", "r", "a"):
        return pad(value[:int(precision)] if precision else value, " ", align, wide)
    if kind == "c":
        return pad(_character(value), " ", align, wide)
    sign = "+" if "+" in flags else " " if " " in flags else ""
    fill = " "
    if "0" in flags and align != "<":
        fill, align = "0", "="
    if kind in ("d", "i", "u", "x", "X", "o"):
        return _percent_int(value, (fill, align, sign, "#" in flags, wide, "", precision, kind))
    if type(value) not in (int, float, bool):
        raise fail("TypeError", "%s, not %s" % (
            "float argument required" if of_bytes else "must be real number", class_name(value)))
    return formatted_float(operators.as_float(value), (
        fill, align, sign, "#" in flags, wide, "", int(precision) if precision else 6, kind, False))


def _character(value):
    if type(value) is str and len(value) == 1:
        return value
    if type(value) not in (int, bool):
        raise fail("TypeError", "%c requires int or char")
    if not 0 <= value < 0x110000:
        raise fail("OverflowError", "%c arg not in range(0x110000)")
    return chr(value)


def _percent_int(value, fields):
    fill, align, sign, alternate, width, grouping, precision, kind = fields
    exact = kind in ("x", "X", "o")
    if type(value) not in (int, bool) and (exact or type(value) is not float):
        raise fail("TypeError", "%%%s format: %s is required, not %s"
                   % (kind, "an integer" if exact else "a real number", class_name(value)))
    if type(value) is float:
        value = builtins.new_int(None, [value])
    value = int(value)
    kind = "d" if kind in ("i", "u") else kind
    if precision:
        digits = formatted_int(abs(value), ("", "", "", False, 0, "", None, kind, False))
        digits = "0" * (int(precision) - len(digits)) + digits
        lead = ("-" if value < 0 else sign) + (
            "0" + kind if alternate and kind != "d" else "")
        return pad(lead + digits, fill, align, width, len(lead))
    return formatted_int(value, (fill, align, sign, alternate and kind != "d", width, "", None,
                                 kind, False))


