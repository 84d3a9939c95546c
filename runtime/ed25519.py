"""Ed25519 (RFC 8032, 5.1) in Python: a node without `cryptography` checks an operator's signature.

`verifying` is a generator that does a little at a time and returns the answer, so that a board may
do other things between. Nothing here takes the same time for all secrets: `sign` is for hosts
that nobody measures.
"""

from runtime.constant import const
from runtime.sha512 import sha512

_P = (1 << 255) - 19
_L = (1 << 252) + 27742317777372353535851937790883648493  # order of the base point
_D = 37095705934669439343138083508754565189542113879843219016388785533085940283555
_ROOT = 19681161376707505956807079304988542015446066515923890162744021073123829784752  # of -1
_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202
_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960
_SLICE = const(8)  # doublings
_ODD = const(4)  # multiples of a point that are kept: 1, 3, 5 and 7 times


def verifying(public, signature, message):
    """Whether the signature of 64 bytes is of this message, under a public key of 32 bytes."""
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or len(public) != 32 or s >= _L:
        return False
    point = yield from _decoded(public)
    if point is None:
        return False
    digest = yield from sha512(signature[:32] + public + message)
    k = int.from_bytes(digest, "little") % _L
    x, y = point
    sum = yield from _sum(s, (_X, _Y), k, (_P - x, y))
    encoded = yield from _encoded(sum)
    return encoded == signature[:32]


def finish(steps):
    """What a generator of this module returns."""
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value


def public_key(seed):
    """The public key of a private one, both of 32 bytes."""
    return _public(_secret(seed)[0])


def sign(seed, message):
    """The signature of a message by a private key of 32 bytes."""
    scalar, prefix = _secret(seed)
    public = _public(scalar)
    r = int.from_bytes(finish(sha512(prefix + message)), "little") % _L
    point = _public(r)
    k = int.from_bytes(finish(sha512(point + public + message)), "little") % _L
    return point + ((r + k * scalar) % _L).to_bytes(32, "little")


def _secret(seed):
    digest = finish(sha512(seed))
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def _public(scalar):
    return finish(_encoded(finish(_sum(scalar, (_X, _Y), 0, (_X, _Y)))))


# ---- points of the curve: (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z


def _decoded(data):
    """(x, y), or None where the bytes are no point (RFC 8032, 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= _P:
        return None
    u = (y * y - 1) % _P
    v = (_D * y * y + 1) % _P
    v3 = v * v * v % _P
    core, _ = yield from _power(u * v3 % _P * v3 % _P * v)
    x = u * v3 % _P * _squared(core, 2) % _P * (u * v3 % _P * v3 % _P * v % _P) % _P
    if (v * x * x - u) % _P:
        x = x * _ROOT % _P
        if (v * x * x - u) % _P:
            return None
    if not x and sign:
        return None
    return (_P - x if x & 1 != sign else x), y


def _encoded(point):
    x, y, z, _ = point
    core, eleven = yield from _power(z)
    inverse = _squared(core, 5) * eleven % _P
    x = x * inverse % _P
    return (y * inverse % _P | (x & 1) << 255).to_bytes(32, "little")


def _power(x):
    """x to 2**250 - 1, and to 11: of these the root and the inverse are made."""
    x %= _P
    two = x * x % _P
    nine = _squared(two, 2) * x % _P
    eleven = nine * two % _P
    a5 = eleven * eleven % _P * nine % _P
    a10 = _squared(a5, 5) * a5 % _P
    a20 = _squared(a10, 10) * a10 % _P
    a40 = _squared(a20, 20) * a20 % _P
    a50 = _squared(a40, 10) * a10 % _P
    yield
    a100 = _squared(a50, 50) * a50 % _P
    yield
    a200 = _squared(a100, 50)
    yield
    a200 = _squared(a200, 50) * a100 % _P
    yield
    return _squared(a200, 50) * a50 % _P, eleven


def _squared(x, times):
    for _ in range(times):
        x = x * x % _P
    return x


def _sum(s, one, k, other):
    """s times one point and k times another, together (Straus)."""
    s_digits = yield from _digits(s)
    k_digits = yield from _digits(k)
    ones = yield from _odd_multiples(one)
    others = yield from _odd_multiples(other)
    sum = (0, 1, 1, 0)
    for at in range(255, -1, -1):
        sum = _doubled(sum)
        if s_digits[at]:
            sum = _added(sum, ones, s_digits[at])
        if k_digits[at]:
            sum = _added(sum, others, k_digits[at])
        if at % _SLICE == 0:
            yield
    return sum


def _digits(k):
    """k in digits of +-1, 3, 5, 7 and at least 3 zeroes between: as 8 + digit, or 0."""
    digits = bytearray(256)
    at = 0
    while k:
        if k & 1:
            digit = k & 15
            if digit > 8:
                digit -= 16
            k -= digit
            digits[at] = 8 + digit
            k >>= 4
            at += 4
        else:
            k >>= 1
            at += 1
            if at & 63 == 0:
                yield
    yield
    return digits


def _odd_multiples(point):
    """1, 3, 5 and 7 times a point, each as (Y - X, Y + X, 2dT, 2Z)."""
    x, y = point
    point = (x, y, 1, x * y % _P)
    twice = [_ready(_doubled(point))]
    multiples = []
    for n in range(_ODD):
        multiples.append(_ready(point))
        if n < _ODD - 1:
            point = _added(point, twice, 9)
    yield
    return multiples


def _ready(point):
    x, y, z, t = point
    return (y - x) % _P, (y + x) % _P, 2 * _D * t % _P, 2 * z % _P


def _added(point, multiples, digit):
    """A point and 8 - digit times another (RFC 8032, 5.1.4)."""
    x, y, z, t = point
    if digit > 8:
        minus, plus, t2, z2 = multiples[digit - 8 >> 1]
        c = t * t2 % _P
    else:
        plus, minus, t2, z2 = multiples[8 - digit >> 1]
        c = -t * t2 % _P
    a = (y - x) * minus % _P
    b = (y + x) * plus % _P
    d = z * z2 % _P
    e = b - a
    f = d - c
    g = d + c
    h = b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _doubled(point):
    x, y, z, _ = point
    a = x * x % _P
    b = y * y % _P
    h = a + b
    e = h - (x + y) * (x + y) % _P
    g = a - b
    f = 2 * z * z % _P + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P
