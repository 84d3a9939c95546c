"""The check that a function passes before it may run: one pass over its bytes.

What passes can neither corrupt the machine nor make it fail: every opcode and operand is known and
in range, every branch goes to an enclosing block, and at every instruction the height of the
operand stack is one number, whatever path led there.
"""

from array import array

from runtime.constant import const
from runtime.errors import BadBrick
from runtime.vm import instructions
from runtime.vm.builtins import COUNT

_MAX_HEIGHT = const(250)
_MAX_DEPTH = const(20)

_BLOCK = const(0)
_LOOP = const(1)
_IF = const(2)
_ELSE = const(3)
_TRY = const(4)
_CATCH = const(5)
_END = const(6)
_JUMP = const(7)
_JUMP_IF = const(8)
_FOR = const(9)
_RETURN = const(10)
_RAISE = const(11)
_RERAISE = const(12)
_LOAD = const(13)
_STORE = const(14)
_INT = const(16)
_UNPACK_REST = const(63)
_CELL = const(72)
_FUNCTION = const(73)
_CLASS = const(74)
_TUPLE = const(53)
_FORMAT = const(57)
_SLICE = const(45)
_POP = const(48)
_APPEND = const(58)
_PUT = const(59)
_YIELD = const(65)
_YIELD_FROM = const(66)
_NAMESPACE = const(75)
_ADD_TO = const(81)
_SPREAD = const(82)

_GENERATOR = const(4)
_CLASS_BODY = const(8)


class _Block:
    """An open block: its kind, the height at its start, the height behind it, who branches out."""

    def __init__(self, kind, start, height, floor):
        self.kind = kind
        self.start = start
        self.height = height
        self.floor = floor
        self.exit = None
        self.branches = []
        self.cost = 0


class _Pass:
    """The state of the one pass over a function."""

    def __init__(self, code, brick):
        self.code = code
        self.brick = brick
        self.words = array("H")
        self.handlers = []
        self.arms = None
        self.unsettled = None
        self.height = 0
        self.live = True
        self.opcode = 0
        self.leaving = False
        self.cells = 0
        self.tupled = False
        self.blocks = [_Block(_BLOCK, 0, 0, 0)]

    def fail(self, text):
        raise BadBrick("function %s, instruction %d: %s"
                       % (self.code.name, len(self.words) // 2, text))

    def emit(self, opcode, operand):
        self.words.append(opcode)
        self.words.append(operand)

    def pop(self, count):
        self.height -= count
        if self.height < self.blocks[-1].floor:
            # On the way out of a guarded block, what lies below it may go: nothing can fail there.
            if self.opcode != _POP or self.height < 0:
                self.fail("takes more from the stack than there is")
            self.leaving = True

    def push(self, count):
        self.height += count
        if self.height > _MAX_HEIGHT:
            self.fail("stack higher than %d" % _MAX_HEIGHT)

    def leave(self, block):
        """A path leaves `block` for what stands behind it, at this height."""
        if self.height < block.floor:
            self.fail("leaves a block with too little on the stack")
        if block.exit is None:
            block.exit = self.height
        elif block.exit != self.height:
            self.fail("two paths meet at different stack heights")

    def branch(self, depth):
        """The operand of a branch `depth` blocks out, to be filled in where it is not known."""
        if depth >= len(self.blocks) - 1:
            self.fail("branches out of the function")
        block = self.blocks[-1 - depth]
        if block.kind == _LOOP:
            if self.height != block.height:
                self.fail("goes round a loop at another stack height")
            return block.start
        self.leave(block)
        block.branches.append(len(self.words) + 1)
        return 0

    def open(self, kind):
        if len(self.blocks) > _MAX_DEPTH:
            self.fail("blocks nested deeper than %d" % _MAX_DEPTH)
        floor = self.height if kind == _TRY else self.blocks[-1].floor
        self.blocks.append(_Block(kind, len(self.words), self.height, floor))

    def close(self):
        """Close the innermost block: fill in the branches out of it."""
        block = self.blocks.pop()
        if self.live:
            self.leave(block)
        here = len(self.words)
        for at in block.branches:
            self.words[at] = here
        self.live = block.exit is not None
        if self.live:
            self.height = block.exit
        if block.kind == _LOOP:
            self.words[block.start + 1] = min(block.cost, 65535)
        elif block.kind == _CATCH and self.arms is not None:
            self.arm(block.start, here)
        self.settle(block)

    def arm(self, start, here):
        """Note a CATCH; where it only stores what it caught and why, also the finally behind it."""
        words = self.words
        if words[start] != _STORE:
            return
        caught = words[start + 1]
        self.arms.append([start, here, caught, -1])
        if here - start == 6 and words[start + 2] == _INT and words[start + 4] == _STORE:
            self.arms.append([here, -1, caught, words[start + 5]])
            self.unsettled.append((self.blocks[-1], self.arms[-1]))

    def settle(self, block):
        """Each finally in an arm that ends here ends here as well, if not by raising it again."""
        for around, final in self.unsettled or ():
            if around is block and final[1] < 0:
                final[1] = len(self.words)
                for at in range(final[0], final[1] - 2, 2):
                    if (self.words[at] == _LOAD and self.words[at + 1] == final[2]
                            and self.words[at + 2] == _RERAISE):
                        final[1] = at
                        break

    def other_arm(self, opener, closer):
        """ELSE and _CATCH: end the first arm, begin the second."""
        block = self.blocks[-1]
        if block.kind != opener:
            self.fail("ELSE or _CATCH out of place")
        first = block.start
        self.settle(block)
        if self.live:
            self.leave(block)
            block.branches.append(len(self.words) + 1)
            self.emit(_JUMP, 0)
        if opener == _IF:
            self.words[first + 1] = len(self.words)
        else:
            self.handlers.append((first, len(self.words), len(self.words), block.height))
            block.start = len(self.words)
        block.kind = closer
        block.floor = self.blocks[-2].floor
        self.height = block.height
        self.live = True
        if opener == _TRY:
            self.push(1)

    def limit(self, kind):
        """One past the highest operand of this kind."""
        if kind == "k" or kind == "s":
            return len(self.brick.constants)
        if kind == "l":
            return self.code.local_count
        if kind == "c":
            return len(self.code.cell_sources) + self.code.free_count
        if kind == "g":
            return len(self.brick.global_names)
        if kind == "f":
            return 8 * len(self.brick.flags)
        if kind == "b":
            return COUNT
        if kind == "i":
            return len(self.brick.imports)
        if kind == "o":
            return len(instructions.OPERATORS)
        return 65536

    def step(self, opcode, operand):
        kind = instructions.KINDS[opcode]
        if not self.live and opcode not in (_END, _ELSE, _CATCH):
            self.fail("can never run")
        if operand >= self.limit(kind):
            self.fail("operand %d is out of range" % operand)
        if kind == "s" and not isinstance(self.brick.constants[operand], str):
            self.fail("a name is not a string")
        self.opcode = opcode
        if self.leaving:
            if opcode != _POP and opcode != _JUMP:
                self.fail("goes on in a guarded block with too little on the stack")
            self.leaving = opcode == _POP
        self.blocks[self.loop()].cost += 1
        self.closure(opcode, operand)
        if opcode <= _FOR or opcode == _RETURN or opcode == _RAISE or opcode == _RERAISE:
            self.control(opcode, operand)
            return
        times, plus, push_times, push_plus = instructions.EFFECTS[4 * opcode : 4 * opcode + 4]
        if kind == "f":
            plus = self.function_operands(opcode, operand)
        elif opcode == _UNPACK_REST:
            push_plus = (operand & 255) + (operand >> 8) + 1
        elif opcode in (_APPEND, _PUT, _ADD_TO):
            self.pop(plus)
            if operand < 1 or self.height - operand < self.blocks[-1].floor:
                self.fail("reaches below the stack")
            self.emit(opcode, operand)
            return
        elif (opcode == _FORMAT and operand > 3 or opcode == _SLICE and operand not in (2, 3)
              or opcode == _SPREAD and operand > 1):
            self.fail("operand %d is out of range" % operand)
        elif opcode in (_YIELD, _YIELD_FROM) and not self.code.flags & _GENERATOR:
            self.fail("yields outside a generator")
        elif opcode == _NAMESPACE and not self.code.flags & _CLASS_BODY:
            self.fail("a namespace outside a class body")
        self.pop(times * operand + plus)
        self.push(push_times * operand + push_plus)
        self.emit(opcode, operand)

    def closure(self, opcode, operand):
        """Cells are pushed for a closure alone: some CELL, their TUPLE, then what is built."""
        builds = opcode in (_FUNCTION, _CLASS) and operand & 4
        if opcode == _CELL and not self.tupled:
            self.cells += 1
        elif self.cells and not self.tupled and opcode == _TUPLE and operand == self.cells:
            self.tupled = True
        elif self.tupled and builds and self.cells == self.brick.free_counts[operand >> 3]:
            self.cells = 0
            self.tupled = False
        elif self.cells or builds:
            self.fail("cells that are not of a closure")

    def function_operands(self, opcode, operand):
        target = operand >> 3
        flags = operand & 7
        if (opcode == _CLASS) != bool(self.brick.flags[target] & _CLASS_BODY) or target == 0:
            self.fail("not a function that can be built here")
        if bool(flags & 4) != bool(self.brick.free_counts[target]):
            self.fail("a closure of another size")
        if opcode == _CLASS:
            return (flags & 1) + (flags >> 2)
        return (flags & 1) + (flags >> 1 & 1) + (flags >> 2)

    def loop(self):
        """The index of the innermost open loop's block, or 0: who pays for this instruction."""
        at = len(self.blocks) - 1
        while at > 0 and self.blocks[at].kind != _LOOP:
            at -= 1
        return at

    def control(self, opcode, operand):
        if opcode == _BLOCK:
            self.open(_BLOCK)
        elif opcode == _LOOP:
            self.open(_LOOP)
            self.emit(_LOOP, 0)
        elif opcode == _IF:
            self.pop(1)
            self.open(_IF)
            self.emit(_IF, 0)
        elif opcode == _TRY:
            self.open(_TRY)
        elif opcode == _ELSE:
            self.other_arm(_IF, _ELSE)
        elif opcode == _CATCH:
            self.other_arm(_TRY, _CATCH)
        elif opcode == _END:
            self.end()
        elif opcode == _JUMP:
            self.emit(_JUMP, self.branch(operand))
            self.live = False
        elif opcode == _JUMP_IF:
            self.pop(1)
            self.emit(_JUMP_IF, self.branch(operand))
        elif opcode == _FOR:
            self.pop(1)
            self.emit(_FOR, self.branch(operand))
            self.push(2)
        else:
            self.pop(1 + operand if opcode == _RAISE else 1)
            if opcode == _RAISE and operand > 1:
                self.fail("operand %d is out of range" % operand)
            self.emit(opcode, operand)
            self.live = False

    def end(self):
        block = self.blocks[-1]
        if len(self.blocks) == 1 or block.kind == _TRY:
            self.fail("END out of place")
        if block.kind == _IF:
            # With no _ELSE the false path comes here at the height of the start.
            block.branches.append(block.start + 1)
            if block.exit is None:
                block.exit = block.height
            elif block.exit != block.height:
                self.fail("two paths meet at different stack heights")
        elif block.kind == _LOOP and self.live:
            self.fail("falls out of a loop")
        self.close()


def heights(code):
    """The height of the operand stack before each instruction of a verified function, by place."""
    found = {}
    _walk(_Pass(code, code.brick), code.brick.record(code.index)[-1], None, found)
    return found


def arms(code):
    """Where a verified function handles exceptions, inner places first: (first, end, variable with
    the exception, variable that is 1 while there is one). The last is -1 in a CATCH, where there
    always is; a finally, or the call of an `__exit__`, has it.
    """
    check = _Pass(code, code.brick)
    check.arms = []
    check.unsettled = []
    _walk(check, code.brick.record(code.index)[-1], None, None)
    check.settle(check.blocks[0])
    return tuple(sorted([tuple(arm) for arm in check.arms], key=lambda arm: -arm[0]))


def height_at(code, at):
    """The same before the instruction at `at`; -1 where none begins."""
    return heights(code).get(at, -1)


def verify(code, brick, raw, positions=None):
    """`(words, handlers, cost)` of a function, or BadBrick.

    `positions` gets, for each loaded instruction, its ordinal in the brick: for line tables.
    """
    check = _Pass(code, brick)
    _walk(check, raw, positions, None)
    if len(check.blocks) != 1:
        check.fail("ends inside a block")
    if check.live:
        check.fail("falls off its end")
    return check.words, tuple(check.handlers), 1 + check.blocks[0].cost


def steps(code):
    """The instructions of a verified function, each as (opcode, operand, place, place behind it,
    height of the stack before it, whether it can be reached); what only marks blocks takes none.
    """
    found = []
    check = _Pass(code, code.brick)
    _walk(check, code.brick.record(code.index)[-1], None, None, found)
    return found


def _walk(check, raw, positions, heights, steps=None):
    at = 0
    size = len(raw)
    ordinal = 0
    kinds = instructions.KINDS
    while at < size:
        opcode = raw[at]
        at += 1
        if opcode >= len(kinds):
            check.fail("opcode %d is unknown" % opcode)
        operand = 0
        if kinds[opcode] != "-":
            shift = 0
            while True:
                if at >= size or shift > 14:
                    check.fail("operand cut short or too large")
                byte = raw[at]
                at += 1
                operand |= (byte & 127) << shift
                if byte < 128:
                    break
                shift += 7
            if operand > 65535:
                check.fail("operand cut short or too large")
        before = len(check.words)
        if heights is not None and check.live:
            heights[before] = check.height
        if steps is not None:
            height, live = check.height, check.live
        check.step(opcode, operand)
        if steps is not None:
            steps.append((opcode, operand, before, len(check.words), height, live))
        if positions is not None and len(check.words) > before:
            positions.append(ordinal)
        ordinal += 1
