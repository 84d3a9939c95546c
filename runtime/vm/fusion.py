"""Instructions that run as one, put together when a function is first called.

Only the opcode word of a sequence's first instruction changes, to a number above the table's. All
other words stay: a place in the code means the same as before, a branch into a sequence runs the
rest of it, and where the quick way does not apply the first instruction runs alone. No brick,
state or trace has such a number in it.

Two kinds: the sequences listed below, by number from 128 on; and from 256 on an operator between
what pushes its operands and what takes its result. The number of the latter is

    256 * operands + 32 * result + operator

with the operators that have an instruction first, then the other OPERATORS. `result` numbers what
takes the result, as listed below. `operands` is 1 where both are on the stack, 2 the same for
INPLACE, from 3 on where the right one is a LOAD, INT or CONST, and from 6 on where a LOAD of the
left one stands before it.
"""

from runtime.constant import const
from runtime.vm.instructions import number

FIRST = 128
"""The number of the first of the sequences."""

SEQUENCES = (
    "LOOP FOR STORE;"
    "LOAD LOAD ITEM;"
    "LOAD INT ITEM;"
    "LOAD ITEM;"
    "INT ITEM;"
    "LOAD LOAD STORE_ITEM;"
    "LOAD ATTR;"
    "LOAD STORE_ATTR;"
    "LOAD METHOD;"
    "TUPLE UNPACK;"
    "DUP ATTR;"
    "DUP IF POP"
)
RESULTS = ";STORE;STORE JUMP;IF;JUMP_IF;NOT JUMP_IF"

_LOAD = const(13)
_CONST = const(15)
_INT = const(16)
_ADD = const(25)
_BINARY = const(34)
_INPLACE = const(35)

_LONGEST = const(3)
_NOTHING = const(255)
_OWN = const(9)  # operators with an instruction of their own
_SHARED = const(3)  # how many of them are among the OPERATORS too
_POWER = const(6)
_MATRIX = const(12)


def _patterns(sequences):
    """The opcodes of sequences, _LONGEST bytes each."""
    out = bytearray()
    for sequence in sequences.split(";"):
        opcodes = [number(name) for name in sequence.split(" ") if name]
        out.extend(bytes(opcodes + [_NOTHING] * (_LONGEST - len(opcodes))))
    return bytes(out)


_SEQUENCE_PATTERNS = _patterns(SEQUENCES)
_RESULT_PATTERNS = _patterns(RESULTS)


def fuse(words):
    """Put together what can be, in the words (an array) of a verified function."""
    # Each sequence looks only ahead, at words that are not changed yet.
    for at in range(0, len(words), 2):
        fused = _found(words, at, _SEQUENCE_PATTERNS)
        if fused >= 0:
            words[at] = FIRST + fused
        else:
            fused = _arithmetic(words, at)
            if fused:
                words[at] = fused


def single(opcode):
    """The instruction that begins what `opcode` stands for."""
    if opcode < FIRST:
        return opcode
    if opcode < 256:
        return _SEQUENCE_PATTERNS[_LONGEST * (opcode - FIRST)]
    operands = opcode >> 8
    if operands == 1:
        return _ADD + min(opcode & 31, _OWN)
    if operands == 2:
        return _INPLACE
    return _INT if operands == 4 else _CONST if operands == 5 else _LOAD


def _found(words, at, patterns):
    """The number of the last pattern that stands at `at`, or -1."""
    left = (len(words) - at) // 2
    found = -1
    for first in range(0, len(patterns), _LONGEST):
        length = 0
        while (length < _LONGEST and length < left
               and patterns[first + length] == words[at + 2 * length]):
            length += 1
        if length == _LONGEST or patterns[first + length] == _NOTHING:
            found = first // _LONGEST
    return found


def _arithmetic(words, at):
    """The fused opcode of an operator with its operands from `at` on, or 0."""
    right = _pushes(words, at)
    if right < 0:
        operands = 2 if words[at] == _INPLACE else 1
        ahead = 0
    elif words[at] == _LOAD and _pushes(words, at + 2) >= 0:
        operands = 6 + _pushes(words, at + 2)
        ahead = 4
    else:
        operands = 3 + right
        ahead = 2
    operator = _operator(words, at + ahead)
    return 256 * operands + operator if operator >= 0 else 0


def _pushes(words, at):
    """Which of LOAD, INT and CONST stands there, or -1."""
    opcode = words[at] if at < len(words) else -1
    return 0 if opcode == _LOAD else 1 if opcode == _INT else 2 if opcode == _CONST else -1


def _operator(words, at):
    """The operator whose instruction is at `at`, and 32 times what becomes of its result; or -1."""
    if at >= len(words) or not _ADD <= words[at] <= _INPLACE:
        return -1
    operator = words[at] - _ADD
    if operator >= _OWN:
        operator = words[at + 1]
        if (operator == _POWER or operator == _MATRIX
                or (words[at] == _BINARY and operator < _SHARED)):
            return -1
        if operator >= _SHARED:
            operator += _OWN - _SHARED
    return operator + 32 * _found(words, at + 2, _RESULT_PATTERNS)
