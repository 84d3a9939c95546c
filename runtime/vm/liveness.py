"""Which local variables a suspended frame may still read: a captured state carries no others."""

from runtime.constant import const
from runtime.vm import instructions
from runtime.vm.brick import CLASS_BODY
from runtime.vm.fusion import single

_LOOP = const(1)
_IF = const(2)
_JUMP = const(7)
_JUMP_IF = const(8)
_FOR = const(9)
_RETURN = const(10)
_RAISE = const(11)
_RERAISE = const(12)
_STORE = const(14)

# LOOP, JUMP, RETURN, STORE, CONST, INT, POP, DUP, DUP2, SWAP, ROT3: no handler is entered by these.
_QUIET = b"\x01\x07\x0a\x0e\x0f\x10\x30\x31\x32\x33\x34"


def live(code, at, left=False):
    """A mask of the locals that may be read before they are written, by a frame that is at `at`.

    The instruction before `at` is the one that suspended: what it may yet do counts as well. That
    is to raise, to branch and to be met again; where it was a hop that was `left`, none of these.
    """
    if code.flags & CLASS_BODY:
        return (1 << code.local_count) - 1
    if code.live is None:
        code.live = {}
    key = ~at if left else at
    found = code.live.get(key)
    if found is None:
        marks = _marks(code, at)
        found = marks[at]
        if at and not left:
            found |= marks[at - 2]
        for first, end, caught, why in code.catches() if code.handlers else ():
            # What is being handled may be raised again, or be the context of what is raised.
            if first < at <= end:
                found |= 1 << caught
                if why >= 0:
                    found |= 1 << why
        code.live[key] = found
    return found


def _marks(code, at):
    """{place: mask of what is live before it} of all that is branched to, and where it is."""
    kinds = instructions.KINDS
    words = code.words
    handlers = code.handlers
    marks = {at: 0, max(at - 2, 0): 0}
    for place in range(0, len(words), 2):
        if words[place] in (_IF, _JUMP, _JUMP_IF, _FOR):
            marks[words[place + 1]] = 0
    for _, _, handler, _ in handlers:
        marks[handler] = 0
    changed = True
    while changed:
        changed = False
        mask = 0
        for place in range(len(words) - 2, -2, -2):
            opcode = single(words[place])
            operand = words[place + 1]
            if opcode == _JUMP:
                mask = marks[operand]
            elif opcode in (_IF, _JUMP_IF, _FOR):
                mask |= marks[operand]
            elif opcode in (_RETURN, _RAISE, _RERAISE):
                mask = 0
            elif opcode == _STORE:
                mask &= ~(1 << operand)
            elif kinds[opcode] == "l":
                mask |= 1 << operand
            if handlers and opcode not in _QUIET:
                for start, end, handler, _ in handlers:
                    if start <= place < end:
                        mask |= marks[handler]
            if place in marks and marks[place] != mask:
                marks[place] = mask
                # All other branches go forward, to what this round has been through already.
                changed = changed or opcode == _LOOP
    return marks
