"""What ints and floats can do beside the operators: conversions, rounding, their methods.

Also those of ranges and slices. A node imports this when a program first uses one of them.
"""

import math
import sys

from runtime.errors import Killed
from runtime.vm import builtins, operators
from runtime.vm.builtins import again, integer, needs_program, number
from runtime.vm.classes import Divert, class_name, fail, has
from runtime.vm.values import Instance


def _divmod(vm, a):
    for part in a:
        if type(part) not in (int, float, bool):
            raise operators.unsupported("divmod()", a[0], a[1])
    if a[1] == 0:
        raise fail("ZeroDivisionError", "float divmod()" if float in (type(a[0]), type(a[1]))
                   else "integer division or modulo by zero")
    return (operators.binary(vm, 4, a[0], a[1]), operators.binary(vm, 5, a[0], a[1]))


def _pow(vm, a):
    if len(a) < 3 or a[2] is None:
        return operators.binary(vm, 6, a[0], a[1])
    if has(a[0], "__pow__"):
        raise Divert("method", a[0], "__pow__", (a[1], a[2]))
    for part in a:
        if type(part) not in (int, bool):
            raise fail("TypeError", "pow() 3rd argument not allowed unless all arguments are "
                       "integers")
    base, power, modulus = a
    if modulus == 0:
        raise fail("ValueError", "pow() 3rd argument cannot be 0")
    base %= modulus
    if power < 0:
        base = _inverse(vm, base, abs(modulus))
        power = -power
    result = 1
    vm.spend(operators.bits(power) * (8 + (operators.bits(modulus) >> 5)))
    while power:
        if power & 1:
            result = result * base % modulus
        base = base * base % modulus
        power >>= 1
    return result % modulus


def _inverse(vm, value, modulus):
    """The inverse of `value`, by Euclid's algorithm."""
    vm.spend(2 * operators.bits(modulus))
    left, right = value % modulus, modulus
    one, other = 1, 0
    while right:
        times = left // right
        left, right = right, left - times * right
        one, other = other, one - times * other
    if left != 1:
        raise fail("ValueError", "base is not invertible for the given modulus")
    return one % modulus


def rounded(vm, a):
    """`round(...)`."""
    value = number(a[0], "type %s doesn't define __round__ method")
    if len(a) < 2 or a[1] is None:
        if type(value) is float and (value != value or value in (math.inf, -math.inf)):
            raise fail("ValueError" if value != value else "OverflowError",
                       "cannot convert float %s to integer"
                       % ("NaN" if value != value else "infinity"))
        return round(value)
    if type(value) is not float:
        if integer(a[1]) >= 0:
            return int(value)
        if a[1] < -1300:
            return 0
        unit = 10 ** -a[1]
        half, rest = divmod(int(value), unit)
        if 2 * rest > unit or (2 * rest == unit and half % 2):
            half += 1
        return operators.bounded(half * unit)
    if value != value or value in (math.inf, -math.inf) or integer(a[1]) > 400:
        return value
    size = abs(value)
    if a[1] >= 0:
        size = float(builtins.texts().fixed(size, a[1]))
    else:
        size = float(builtins.texts().scaled(size, a[1]) * 10 ** -a[1]) if a[1] > -400 else 0.0
    return math.copysign(size, value)


def _ord(vm, a):
    if type(a[0]) not in (str, bytes, bytearray):
        raise fail("TypeError", "ord() expected string of length 1, but %s found"
                   % class_name(a[0]))
    if len(a[0]) != 1:
        raise fail("TypeError", "ord() expected a character, but string of length %d found"
                   % len(a[0]))
    return ord(a[0]) if type(a[0]) is str else a[0][0]


def _chr(vm, a):
    integer(a[0])
    if not 0 <= a[0] < 0x110000:
        raise fail("ValueError", "chr() arg not in range(0x110000)")
    return chr(a[0])


def _ascii(vm, a):
    text = builtins.texts().ascii_only(builtins.texts().represent(vm, a[0]))
    vm.charge(operators.size_of(text))
    return text


def _in_base(vm, a, prefix):
    value = integer(a[0])
    vm.charge(20 + operators.bits(value))
    return ("-" if value < 0 else "") + prefix + builtins.texts().format_value(
        abs(value), prefix[1])


def _hex(vm, a):
    return _in_base(vm, a, "0x")


def _oct(vm, a):
    return _in_base(vm, a, "0o")


def _bin(vm, a):
    return _in_base(vm, a, "0b")


_PREFIXES = {"0x": 16, "0o": 8, "0b": 2}


def parsed_int(vm, text, base, shown):
    """The int that a text writes; `shown` is the program's own value, for the message."""
    if base != 0 and not 2 <= base <= 36:
        raise fail("ValueError", "int() base must be >= 2 and <= 36, or 0")
    vm.spend(len(text) >> 2)
    body = text.strip().lower()
    sign = -1 if body[:1] == "-" else 1
    if body[:1] in ("-", "+"):
        body = body[1:]
    wanted = base
    if body[:2] in _PREFIXES and base in (0, _PREFIXES[body[:2]]):
        base = _PREFIXES[body[:2]]
        body = body[3 if body[2:3] == "_" else 2:]
    elif base == 0:
        base = 10
        wanted = 1 if body[:1] == "0" and body.replace("_", "").strip("0") else 0
    good = bool(body) and body[-1] != "_" and body[0] != "_" and "__" not in body and wanted != 1
    digits = body.replace("_", "").lstrip("0")
    if good and len(digits) > 5000:
        raise Killed("an int grew beyond %d bits" % operators.INT_BITS)
    vm.spend(len(digits) + (len(digits) * len(digits) >> 12))
    total = 0
    for char in digits if good else "":
        digit = "0123456789abcdefghijklmnopqrstuvwxyz".find(char)
        if digit < 0 or digit >= base:
            good = False
            break
        total = total * base + digit
    if not good:
        raise fail("ValueError", "invalid literal for int() with base %d: %s"
                   % (0 if wanted == 1 else wanted, builtins.texts().represent(vm, shown)))
    return operators.bounded(sign * total)


def parsed_float(vm, text, shown):
    """The float that a text writes."""
    vm.spend(len(text) >> 2)
    body = text.strip().lower()
    plain = body[1:] if body[:1] in ("-", "+") else body
    good = plain in ("nan", "inf", "infinity") or (
        ("0" <= plain[:1] <= "9" or plain[:1] == ".") and plain[-1:] != "_"
        and not [at for at in range(len(plain)) if plain[at] == "_"
                 and not ("0" <= plain[at - 1] <= "9" and "0" <= plain[at + 1] <= "9")]
        and not [char for char in plain if char not in "0123456789.e+-_"])
    if good and len(body) < 2000:
        body = body.replace("_", "")
        try:
            value = float(body)
        except ValueError:
            good = False
        if good:
            return value if _HOST_READS_EXACTLY or plain[0] in "ni" else _read(vm, body)
    raise fail("ValueError", "could not convert string to float: "
               + builtins.texts().represent(vm, shown))


# A host that computes in binary32 reads as well as it can.
_HOST_READS_EXACTLY = sys.implementation.name == "cpython" or 1.0 + 2.0 ** -30 == 1.0


def _read(vm, body):
    """The float nearest to a decimal number: MicroPython's own reading is off by a bit."""
    head, _, power = body.lstrip("+-").partition("e")
    whole, _, part = head.partition(".")
    digits = (whole + part).lstrip("0")
    exponent = int(power or "0") - len(part)
    vm.spend(len(digits) << 2)
    if not digits or exponent + len(digits) < -400:
        value = 0.0
    elif exponent + len(digits) > 400:
        value = math.inf
    else:
        value = nearest(int(digits) * 10 ** max(exponent, 0), 10 ** max(-exponent, 0))
    return math.copysign(value, -1) if body[0] == "-" else value


def nearest(top, bottom):
    """The float nearest to top / bottom, half to even; neither is negative, `bottom` not 0."""
    if not top:
        return 0.0
    exponent = operators.bits(top) - operators.bits(bottom) - 55
    if exponent > 0:
        bottom <<= exponent
    else:
        top <<= -exponent
    whole, rest = divmod(top, bottom)
    # To 53 bits, or fewer below the smallest normal number; what is cut off decides.
    spare = max(operators.bits(whole) - 53, -1074 - exponent)
    if spare > 0:
        cut = whole & (1 << spare) - 1
        half = 1 << spare - 1
        whole >>= spare
        exponent += spare
        if cut > half or (cut == half and (rest or whole & 1)):
            whole += 1
    if exponent + operators.bits(whole) > 1024:
        return math.inf
    if exponent < -1000:
        return math.ldexp(math.ldexp(float(whole), -500), exponent + 500)
    return math.ldexp(float(whole), exponent)


# --- methods of int


def _int_bit_count(vm, a):
    value = abs(int(a[0]))
    vm.spend(operators.bits(value) >> 3)
    count = 0
    while value:
        part = value & 0xFFFF
        while part:
            part &= part - 1
            count += 1
        value >>= 16
    return count


def _int_conjugate(vm, a):
    return int(a[0])


def _int_as_integer_ratio(vm, a):
    return (int(a[0]), 1)


def _order(value):
    if type(value) is not str:
        raise fail("TypeError", "byteorder must be str, not %s" % class_name(value))
    if value not in ("big", "little"):
        raise fail("ValueError", "byteorder must be either 'little' or 'big'")
    return value


def _int_to_bytes(vm, a):
    value = int(a[0])
    size = integer(a[1]) if len(a) > 1 and a[1] is not None else 1
    order = _order(a[2]) if len(a) > 2 and a[2] is not None else "big"
    signed = len(a) > 3 and operators.truth(a[3])
    if size < 0:
        raise fail("ValueError", "length argument must be non-negative")
    vm.charge(20 + size)
    if size > 1 << 31:
        raise Killed("memory: %d bytes are asked for" % size)
    if value < 0 and not signed:
        raise fail("OverflowError", "can't convert negative int to unsigned")
    bits = operators.bits(value if value >= 0 else value + 1) + (1 if signed else 0)
    if bits > 8 * size and not (value == 0 and size == 0):
        raise fail("OverflowError", "int too big to convert")
    if value < 0:
        value += 1 << 8 * size
    vm.spend(size >> 3)
    out = []
    for _ in range(size):
        out.append(value & 255)
        value >>= 8
    if order == "big":
        out.reverse()
    return bytes(out)


def _int_from_bytes(vm, a):
    data = a[0]
    if needs_program(data):
        return again(vm, 0)
    order = _order(a[1]) if len(a) > 1 and a[1] is not None else "big"
    if type(data) not in (bytes, bytearray):
        from runtime.vm import byte_methods
        if not builtins.is_iterable(data) or type(data) is str:
            raise fail("TypeError", "cannot convert '%s' object to bytes" % class_name(data))
        data = byte_methods.new(vm, "bytes", [data])
    data = list(data)
    vm.spend(len(data))
    if order == "little":
        data.reverse()
    if len(data) > 2000:
        raise Killed("an int grew beyond %d bits" % operators.INT_BITS)
    total = 0
    for byte in data:
        total = total << 8 | byte
    if len(a) > 2 and operators.truth(a[2]) and data and data[0] & 128:
        total -= 1 << 8 * len(data)
    return operators.bounded(total)


# --- methods of float


def _is_finite(value):
    return value == value and value not in (math.inf, -math.inf)


def _float_is_integer(vm, a):
    return _is_finite(a[0]) and a[0] == int(a[0])


def _float_conjugate(vm, a):
    return a[0]


def exact(value):
    """(mantissa, exponent): the finite float is exactly mantissa * 2 ** exponent, both ints."""
    mantissa, exponent = math.frexp(value)
    whole = int(mantissa * 9007199254740992)  # 2 ** 53
    return whole, exponent - 53


def _float_as_integer_ratio(vm, a):
    if not _is_finite(a[0]):
        raise fail("ValueError" if a[0] != a[0] else "OverflowError",
                   "cannot convert %s to integer ratio" % ("NaN" if a[0] != a[0] else "Infinity"))
    whole, exponent = exact(a[0])
    while exponent < 0 and whole & 1 == 0 and whole:
        whole >>= 1
        exponent += 1
    if not whole:
        return (0, 1)
    return (whole << exponent, 1) if exponent >= 0 else (whole, 1 << -exponent)


def _float_hex(vm, a):
    value = a[0]
    if not _is_finite(value):
        return repr(value)
    sign = "-" if math.copysign(1, value) < 0 else ""
    if value == 0:
        return sign + "0x0.0p+0"
    whole, exponent = exact(abs(value))
    exponent += 52
    if exponent < -1022:  # a subnormal
        whole >>= -1022 - exponent
        exponent = -1022
    lead = whole >> 52
    digits = "%x" % (whole & 0xFFFFFFFFFFFFF)
    return "%s0x%d.%sp%s%d" % (sign, lead, "0" * (13 - len(digits)) + digits,
                               "+" if exponent >= 0 else "-", abs(exponent))


def _float_fromhex(vm, a):
    text = a[0]
    if type(text) is not str:
        raise fail("TypeError", "bad argument type for built-in operation")
    vm.spend(len(text))
    body = text.strip().lower()
    sign = -1.0 if body[:1] == "-" else 1.0
    if body[:1] in ("-", "+"):
        body = body[1:]
    if body in ("inf", "infinity", "nan"):
        return sign * float(body)
    if body[:2] == "0x":
        body = body[2:]
    digits, mark, power = body.partition("p")
    whole, point, part = digits.partition(".")
    scale = power[1:] if power[:1] in ("-", "+") else power
    if (not whole + part or [char for char in whole + part if char not in "0123456789abcdef"]
            or (mark and (not scale or [c for c in scale if c not in "0123456789"]))
            or len(body) > 1000):
        raise fail("ValueError", "invalid hexadecimal floating-point string")
    exponent = (int(power) if mark else 0) - 4 * len(part)
    mantissa = int(whole + part, 16)
    if mantissa and operators.bits(mantissa) + exponent > 1024:
        raise fail("OverflowError", "hexadecimal value too large to represent as a float")
    if exponent < -9000:
        return sign * 0.0
    return sign * nearest(mantissa << max(exponent, 0), 1 << max(-exponent, 0))


# --- methods of range and slice


def _range_index(vm, a):
    if isinstance(a[1], Instance) or not operators.contains(vm, a[0], a[1]):
        raise fail("ValueError", "%s is not in range" % builtins.texts().represent(vm, a[1]))
    return (int(a[1]) - a[0].start) // a[0].step


def _range_count(vm, a):
    return 1 if operators.contains(vm, a[0], a[1]) else 0


def _slice_indices(vm, a):
    size = integer(a[1])
    if size < 0:
        raise fail("ValueError", "length should not be negative")
    return tuple(operators.slice_bounds(a[0], size))


# --- numbers that a host may round otherwise than CPython does

_ENDLESS = float("inf")


def float_of(value):
    """`float(value)` of a large int."""
    made = _scaled(abs(value), 1)
    if made == _ENDLESS:
        raise fail("OverflowError", "int too large to convert to float")
    return made if value > 0 else -made


def divided(left, right):
    """`left / right` of large ints."""
    made = _scaled(abs(left), abs(right))
    if made == _ENDLESS:
        raise fail("OverflowError", "integer division result too large for a float")
    return made if (left < 0) is (right < 0) else -made


def _scaled(above, below):
    """`above / below`, rounded once: 56 bits of it, the last one set where more follow."""
    if not above:
        return 0.0
    shift = operators.bits(above) - operators.bits(below) - 55
    # Among the least floats fewer bits are kept.
    shift = max(shift, -1076)
    if shift > 0:
        below <<= shift
    else:
        above <<= -shift
    whole = above // below
    if whole * below != above:
        whole |= 1
    try:
        return math.ldexp(float(whole), shift)
    except OverflowError:
        return _ENDLESS


def ordered(left, right):
    """An int and a float, one of them large, as two numbers that compare as these do."""
    if type(left) is float:
        right, left = ordered(right, left)
        return left, right
    if right - right != 0:
        return 0, right  # beyond every int, or no number
    whole = -int(-right) if right < 0 else int(right)
    # Beyond 2 ** 53 no float has a fraction.
    return left - whole, right - whole if -9007199254740992.0 < right < 9007199254740992.0 else 0
