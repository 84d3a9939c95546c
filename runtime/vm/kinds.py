"""What the translator knows of a value before the program runs."""

import sys

from runtime.vm.values import Dict

CPYTHON = sys.implementation.name == "cpython"

# How many more calls may be nested, of a call: it stands for `@` in what is written. CPython counts
# its frames itself.
DEEPER = "0" if CPYTHON else "d - 1"

# An int comes as its number of bits (a bool has one), up to MOST_BITS; what comes so may be a
# float, too, of any size. The first of SUMS is an int that grew by additions of such ints only,
# each further one by additions of those before it: no message can pay for so many additions (not
# 2 ** 64) that it gets near 4,096 bits.
MOST_BITS = 512
SUMS = ("sum", "sum of sums", "sum of sums of sums", "sum of sums of sums of sums")
NUMBER = "number"
# The bits of what was looked at: native.BIG lets no larger int through.
CHECKED = 256
FLOAT = "float"
STR = "str"
LISTED = "list"
DICTED = "dict"
BYTES = "bytes"
TUPLED = "tuple"
SLICED = "slice"
RANGE = "range"
# Of what a range is made of, and gives; no message has room for anything longer.
RANGE_BITS = 30
UNSEEN = "unseen"


class Entry:
    """A value on the operand stack while the code is written.

    `place` says where a Frame finds it: a local variable (its number), a temporary (-1 - its
    number), a constant (in a tuple), the iterator of a loop (in a list); None where the text is
    still to be evaluated, from the instruction at `start` on, with the values of the places in
    `before` on the stack; `sites` are the instructions that this does. `parts` says what the text
    is made of, where the instruction that takes the value may do better than to evaluate it;
    `args` are those of a range.
    """

    __slots__ = ("text", "kind", "start", "place", "before", "parts", "args", "sites")

    def __init__(self, text, kind=None, start=0, place=None, parts=None):
        self.text = text
        self.kind = kind
        self.start = start
        self.place = place
        self.parts = parts
        self.args = None
        self.before = ()
        self.sites = ()


# By type of the host, what the parameters of a function were at its first call: how what does not
# fit is found out, and what a parameter is known as behind that.
GUARDS = {
    int: ("%s > 1073741823 or %s < -1073741823", 30),
    float: ("type(%s) is not float", FLOAT),
    list: ("type(%s) is not list", LISTED),
    str: ("type(%s) is not str", STR),
    bytes: ("type(%s) is not bytes", BYTES),
    Dict: ("type(%s) is not DICT", DICTED),
}
# How what is known of a variable is told to native.SOUND.
LETTERS = {LISTED: "l", DICTED: "d", STR: "s", TUPLED: "t", BYTES: "b"}


def is_number(kind):
    """Whether a value of this kind is an int, a float or a bool."""
    return type(kind) is int or kind in (NUMBER, FLOAT) or kind in SUMS


def level(kind):
    """0 for an int known by its bits, else the place in SUMS, counted from 1."""
    return 0 if type(kind) is int else SUMS.index(kind) + 1


def join(one, other):
    """What a variable is known to be that is sometimes the one and sometimes the other."""
    if one == other or other == UNSEEN:
        return one
    if one == UNSEEN:
        return other
    if type(one) is int and type(other) is int:
        return max(one, other)
    if (type(one) is int or one in SUMS) and (type(other) is int or other in SUMS):
        return SUMS[max(level(one), level(other)) - 1]
    if is_number(one) and is_number(other):
        return NUMBER
    return None
