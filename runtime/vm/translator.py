"""The translator: one verified function of a brick as the source of a host function.

What it writes does the usual thing with the usual values, and nothing else: where a value is not
what was expected, where gas or memory runs out, where a native blocks, the host function is left
(runtime/vm/native.py), its variables become a Frame, and the interpreter goes on from there. So
nothing but speed depends on what is assumed here.

Every identifier is made here (`l` local variable, `s` place on the operand stack, `c` cell, `k`
constant, `f` function, `i n q` of a loop); no text of a brick is ever pasted: names and strings go
in as values. Each line of the source has a place: where the interpreter takes up what the line
did not do, and where what the line calls comes back to.
"""

from runtime.constant import const
from runtime.vm import expressions, verifier
from runtime.vm.brick import CLASS_BODY, GENERATOR, VARARGS, VARKEYWORDS, definition_of
from runtime.vm.builtins import is_method_name, named, numbered
from runtime.vm.direct import FREE, RECEIVERS
from runtime.vm.kinds import (
    BYTES,
    CPYTHON,
    DEEPER,
    GUARDS,
    LETTERS,
    LISTED,
    RANGE,
    RANGE_BITS,
    STR,
    SUMS,
    TUPLED,
    UNSEEN,
    Entry,
    is_number,
    join,
)
from runtime.vm.values import Dict

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
_LOAD = const(13)
_STORE = const(14)
_CONST = const(15)
_INT = const(16)
_STORE_GLOBAL = const(18)
_ATTR = const(19)
_METHOD = const(20)
_CALL_METHOD = const(21)
_CALL = const(22)
_CALL_KW = const(23)
_CALL_EX = const(24)
_ADD = const(25)
_SUB = const(26)
_MUL = const(27)
_BINARY = const(34)
_INPLACE = const(35)
_NOT = const(38)
_STORE_ITEM = const(43)
_DELETE_ITEM = const(44)
_SLICE = const(45)
_STORE_ATTR = const(46)
_POP = const(48)
_TUPLE = const(53)
_LIST = const(54)
_DICT = const(55)
_APPEND = const(58)
_PUT = const(59)
_EXTEND = const(60)
_UNPACK = const(62)
_ITER = const(64)
_YIELD = const(65)
_YIELD_FROM = const(66)
_DELETE = const(69)
_DELETE_GLOBAL = const(70)
_FUNCTION = const(73)
_CLASS = const(74)
_BUILTIN = const(76)
_IMPORT = const(77)


# Sites that are no places: parameters, and loops where a host function begins, down from here.
_GUARDED = const(-2)
_AT_ENTRY = const(-1000)
_AMPLE = const(20000)
_MOST_BRICKS = const(64)
_DELETED = const(3)


# By type of the host: how it is written, what a value of it is known as, how the program calls it.
_KINDS = {list: ("list", LISTED, "list"), str: ("str", STR, "str"), Dict: ("DICT", None, "dict")}


# What a loop over a value of some kind gives; whose length is looked at in place.
_ITEMS = {RANGE: RANGE_BITS, STR: STR, BYTES: 8}
_COUNTED = (LISTED, TUPLED, STR, BYTES)


class Untranslatable(Exception):
    """A function that is left to the interpreter."""


class _Block:
    """A block of the program. `host` is "loop", "once" or "begun" (its first round, by the
    interpreter) where it is a loop of the host too.
    """

    __slots__ = ("kind", "first", "last", "second", "land", "host", "leaf", "number", "crossed",
                 "sure", "stack", "loops", "cost", "bytes", "iterates", "sequence", "arm_sure",
                 "over", "chain")

    def __init__(self, kind, first):
        self.kind = kind
        self.first = first
        self.last = 0
        self.second = 0
        self.land = 0
        self.host = "loop" if kind == _LOOP else None
        self.leaf = False
        self.number = -1
        self.crossed = []
        self.sure = None
        self.arm_sure = None
        self.stack = None
        self.loops = 0
        self.cost = 0
        self.bytes = 0
        self.iterates = False
        self.sequence = False
        # What is known of what it goes over.
        self.over = None
        # Of an IF that makes `and` or `or`: see Writer.note_chain.
        self.chain = None


class Writer:
    """Writes one function. `generic` has the places whose speculation failed before.

    Where `entry` is the place of a loop, the function begins there, with the variables of a Frame:
    what stands before the loop is left out, or, inside of loops around it, done from the second
    round on (when the variable `r` is true).
    """

    def __init__(self, code, generic, entry=None, seen=()):
        self.code = code
        self.is_generator = bool(code.flags & GENERATOR)
        self.generic = generic
        self.steps = verifier.steps(code)
        self.blocks = {}
        self.enclosing = []
        self._match()
        self.entry = -1
        self.path = ()
        if entry is not None:
            for at in range(len(self.steps)):
                if self.steps[at][0] == _LOOP and self.steps[at][2] == entry:
                    self.entry = at
                    self.path = self.enclosing[at] + (self.blocks[at],)
            for block in self.path:
                if block.kind == _TRY and self.entry > block.second:
                    # There is no way into a handler but by an exception.
                    raise Untranslatable()
        self.kinds = [UNSEEN] * code.local_count
        count = code.positional + code.keyword_only
        if code.flags & VARARGS:
            count += 1
        if code.flags & VARKEYWORDS:
            count += 1
        self.parameters = count
        self.guards = {}
        for at in range(count):
            self.kinds[at] = None
            if entry is None and at < len(seen) and not self.is_generator:
                self._guard(at, seen[at])
        self.deleted = {step[1] for step in self.steps if step[0] == _DELETE}
        self.names = {}
        self.passes = 0
        # A module's body runs while its functions are still being defined.
        self.is_settled = code.index != 0

    def _guard(self, at, kind):
        """Have the function look at a parameter when it is called, if that spares later looks."""
        if kind not in GUARDS or _GUARDED - at in self.generic:
            return
        loads = [step for step in range(len(self.steps)) if self.steps[step][:2] == (_LOAD, at)]
        repeated = [step for step in loads
                    if any(block.kind == _LOOP for block in self.enclosing[step])]
        if kind is int:
            loads = [step for step in loads if self._is_reckoned(step)]
        if repeated or len(loads) >= (1 if kind is int else 3):
            self.guards[at], self.kinds[at] = GUARDS[kind]

    def _is_reckoned(self, at):
        """Whether the variable that is loaded at `at` plainly goes into a sum or a product."""
        for step in self.steps[at + 1:at + 3]:
            if step[0] in (_ADD, _SUB, _MUL, _BINARY, _INPLACE):
                return True
            if step[0] not in (_LOAD, _INT, _CONST):
                return False
        return False

    # --- structure

    def _match(self):
        """Find the ends of the blocks, where leaving them leads, which loops are leaves."""
        stack = []
        jumps = []
        for at in range(len(self.steps)):
            opcode, operand = self.steps[at][:2]
            self.enclosing.append(tuple(stack))
            if opcode in (_BLOCK, _LOOP, _IF, _TRY):
                block = _Block(opcode, at)
                self.blocks[at] = block
                stack.append(block)
            elif opcode in (_ELSE, _CATCH):
                stack[-1].second = at
                self.blocks[at] = stack[-1]
            elif opcode == _END:
                block = stack.pop()
                block.last = at
                self.blocks[at] = block
            elif opcode in (_JUMP, _JUMP_IF, _FOR):
                jumps.append((at, stack[-1 - operand]))
        order = sorted([at for at in self.blocks if self.blocks[at].first == at])
        for at in order:
            self.blocks[at].land = self._landing(self.blocks[at].last + 1)
        for at, target in jumps:
            if target.kind != _LOOP and self._way_out(at, target) is None:
                target.host = "once"
        number = 0
        for at in order:
            block = self.blocks[at]
            if block.kind == _LOOP:
                block.number = number
                number += 1
                block.leaf = self._is_leaf(block)
                block.iterates = self.steps[at + 1][0] == _FOR
                block.cost = self.code.words[self.steps[at][2] + 1]
                block.bytes = self._bytes(block)
        self.loop_count = number

    def _landing(self, at):
        """Where control is once it comes to instruction `at`: behind all ENDs."""
        while at < len(self.steps):
            opcode = self.steps[at][0]
            if opcode == _END and self.blocks[at].kind != _LOOP:
                at += 1
            elif opcode in (_ELSE, _CATCH):
                at = self.blocks[at].last + 1
            else:
                break
        return at

    def _way_out(self, at, target):
        """The host loop around `at` that is left by `break` just where `target` is left to."""
        for block in reversed(self.enclosing[at]):
            if block.host and block.land == target.land:
                return block
            if block is target:
                return None
        return None

    def _is_leaf(self, block):
        """Whether a loop neither contains another nor calls what may take long."""
        if self.steps[block.first][2] in self.generic:
            return False
        for at in range(block.first + 1, block.last):
            opcode, operand = self.steps[at][:2]
            if opcode in (_LOOP, _CALL_KW, _CALL_EX, _YIELD, _IMPORT, _EXTEND, _ITER, _TRY):
                return False
            if opcode in (_YIELD_FROM, _CLASS):
                return False
            if opcode == _CALL_METHOD and self._method_name(at) not in FREE:
                return False
            if opcode == _CALL and not self._inlined_call(at):
                return False
            if self.steps[at][2] in self.generic:
                return False
        return True

    def _mutates(self, block):
        """Whether a loop may change the size of a list that it goes over, where that is not looked
        at when it does.
        """
        for at in range(block.first + 1, block.last):
            if self.steps[at][0] == _CALL_METHOD and self._method_name(at) == "pop":
                return True
        return self._has(block, (_DELETE_ITEM,))

    def _has(self, block, opcodes):
        """Whether one of these instructions is in a block."""
        for at in range(block.first + 1, block.last):
            if self.steps[at][0] in opcodes:
                return True
        return False

    def _bytes(self, block):
        """The most that one round of a loop (or the function outside of loops) allocates."""
        total = 0
        first, last = (0, len(self.steps)) if block is None else (block.first + 1, block.last)
        for at in range(first, last):
            loops = [outer for outer in self.enclosing[at] if outer.kind == _LOOP]
            if (loops[-1] if loops else None) is not block:
                continue
            opcode, operand = self.steps[at][:2]
            if opcode == _TUPLE and self.steps[at + 1][:2] == (_UNPACK, operand):
                # It goes by at once.
                continue
            if opcode in (_TUPLE, _LIST):
                total += 16 + 4 * operand
            elif opcode == _DICT:
                total += 32 + 24 * operand
            elif opcode in (_APPEND, _CALL_METHOD):
                total += 4
            elif opcode == _PUT:
                total += 24
            elif opcode in (_FUNCTION, _SLICE):
                total += 32
            elif opcode == _UNPACK:
                total += 4 * operand
        return total

    def _method_name(self, at):
        """The name of the method that the CALL_METHOD at `at` calls, where it is plain to see."""
        wanted = self.steps[at][4] - self.steps[at][1] - 2
        while at > 0:
            at -= 1
            if self.steps[at][0] == _METHOD and self.steps[at][4] == wanted + 1:
                return self.code.brick.constants[self.steps[at][1]]
        return None

    def _inlined_call(self, at):
        """Whether the CALL at `at` is of a builtin that is written in place."""
        wanted = self.steps[at][4] - self.steps[at][1] - 1
        while at > 0:
            at -= 1
            if self.steps[at][4] == wanted and self.steps[at][0] not in (_BLOCK, _LOOP, _TRY, _END):
                return (self.steps[at][0] == _BUILTIN
                        and (numbered(self.steps[at][1]).name in expressions.INLINED
                             or numbered(self.steps[at][1]).name in FREE))
        return False

    # --- the whole

    def source(self, name):
        """The text of the host function, the places of its lines, and the names it needs."""
        while True:
            before = list(self.kinds)
            self._write(name)
            self.passes += 1
            if self.kinds == before or self.passes > 12:
                break
        return "\n".join(self.lines) + "\n", self.places, self.names

    def note_kind(self, local, kind):
        """A local variable is sometimes of this kind."""
        old = self.kinds[local]
        new = join(old, kind)
        if self.passes and type(old) is int and type(new) is int and new > old:
            # It grows from round to round.
            new = SUMS[0]
        elif self.passes > 6 and new != old:
            new = None
        self.kinds[local] = new

    def _write(self, name):
        self.lines = []
        self.places = {}
        self.indent = 1
        self.stack = []
        self.open = []
        self.live = True
        self.sure = set(range(self.parameters))
        self.temporaries = 0
        self.unfinished = []
        self.held = set()
        self.crosses = False
        self.uses_globals = False
        self.at = 0
        self.guarded = False
        self.muted = False
        self._prologue(name)
        declared = len(self.lines) - 1
        self.lines.append(" try:")
        self.indent = 2
        start = len(self.lines)
        self.at = 0
        self._text("G = F.module.globals")
        self._cells()
        for at in self.guards:
            self._text("if %s: NONE()" % self.guards[at].replace("%s", "l%d" % at))
            self.places[len(self.lines)] = (0, (), 0, (), (), (_GUARDED - at,))
        self.position = 0
        while self.position < len(self.steps):
            self.at = self.position
            self.position += 1
            self._step(self.at)
        if not self.uses_globals or not any("G[" in line for line in self.lines):
            self.lines[start] = "  pass"
        for at in self.held:
            self.lines[start] += "; y%d = k%d" % (at, at)
        for at in range(start + 1, len(self.lines) - 1):
            # What only holds a place where nothing else does.
            if self.lines[at].lstrip() == "pass" and self._indent(at) == self._indent(at + 1):
                self.lines[at] = ""
        for at in self.unfinished:
            self.lines[at] = self.lines[at] % self._state()
        self.lines.append(" except BASE as e:")
        if CPYTHON:
            # Room on the host's stack for what is to be done, if that is what was missing.
            self.lines.append("  MORE(%d)" % _AMPLE)
        self.lines.append("  %s, e, %s, %s)" % (
            "LEFT_GENERATOR(m, F, W" if self.is_generator else "return LEFT(m, F",
            self.places_name, self._state()))
        self.lines[declared] = self._declarations()

    def _indent(self, at):
        return len(self.lines[at]) - len(self.lines[at].lstrip())

    def _prologue(self, name):
        """The head of the host function, up to the line that is filled in at the end."""
        code = self.code
        self.places_name = "p" + name[1:]
        if self.entry >= 0 or self.is_generator:
            self.lines.append("def %s(m, d, F, %s):" % (
                name, "W, L, C" if self.is_generator else "L, S, C"))
            self.lines.append("")
            return
        names = ", ".join(["m, d, F"] + ["l%d" % at for at in range(self.parameters)])
        self.lines.append("def %s(%s):" % (name, names))
        cost = code.cost
        room = self._bytes(None)
        if CPYTHON:
            self.names["R%d" % code.index] = room
            self.lines.append(" for e in T%d: break" % code.index)
            self.lines.append(" else: CALLS(m, F)")
        else:
            if room:
                self.lines.append(" m.room -= %d" % room)
            self.lines.append(" if (g := m.gas - %d) < 0%s or d < 0: SHORT(m, g)" % (
                cost, " or m.room < 0" if room else ""))
            self.lines.append(" m.gas = g")
        self.lines.append("")

    def _cells(self):
        code = self.code
        own = len(code.cell_sources)
        if self.entry >= 0 or self.is_generator:
            for at in range(own + code.free_count):
                self._text("c%d = C[%d]" % (at, at))
            height = self.steps[self.entry][4] if self.entry >= 0 else 0
            if height:
                self._text("%s, = S" % ", ".join(["s%d" % at for at in range(height)]))
                self.temporaries = height
            if code.local_count:
                self._text("%s, = L" % ", ".join(["l%d" % at for at in range(code.local_count)]))
                self._see_to_kinds()
                if CPYTHON:
                    for at in range(code.local_count):
                        self._text("if l%d is U: del l%d" % (at, at))
            return
        for at in range(own):
            source = code.cell_sources[at]
            self._text("c%d = NEW_CELL(%s)" % (at, "l%d" % (source - 1) if source else ""))
        for at in range(code.free_count):
            self._text("c%d = F.cells[%d]" % (own + at, at))

    def _see_to_kinds(self):
        """Where the interpreter left variables, see whether what is known of them holds."""
        known = [(at, "n" if is_number(self.kinds[at]) else LETTERS.get(self.kinds[at]))
                 for at in range(self.code.local_count)]
        known = [(at, letter) for at, letter in known if letter]
        if known and not self.is_generator:
            self._text("SOUND(%r, %s)" % ("".join([letter for _, letter in known]),
                                          ", ".join(["l%d" % at for at, _ in known])))
            height = self.steps[self.entry][4]
            places = tuple([-1 - at for at in range(height)])
            here = self.steps[self.entry][2]
            self.places[len(self.lines)] = (here, places, here, places, (), ())

    def _declarations(self):
        """All that the host function may find unset when it is left."""
        entered = "r = 0" if self.entry >= 0 else "pass"
        if CPYTHON:
            return " j = 0; " + entered if self.crosses else " " + entered
        code = self.code
        cells = len(code.cell_sources) + code.free_count
        first = 0 if self.entry >= 0 or self.is_generator else self.parameters
        unset = ["l%d" % at for at in range(first, code.local_count)]
        unset += ["s%d" % at for at in range(self.temporaries)]
        for at in range(self.loop_count):
            unset += ["i%d" % at, "n%d" % at, "q%d" % at]
            if not CPYTHON:
                unset.append("h%d" % at)
        unset += ["c%d" % at for at in range(cells)] + ["j"]
        return " " + " = ".join(unset) + " = U; " + entered

    def _state(self):
        """The variables of the host function, as native.py's functions take them."""
        if CPYTHON:
            return "locals()"
        code = self.code
        cells = len(code.cell_sources) + code.free_count

        def listed(letter, count):
            return "(" + "".join(["%s%d, " % (letter, at) for at in range(count)]) + ")"

        return "(%s)" % ", ".join([listed("l", code.local_count), listed("s", self.temporaries),
                                   listed("c", cells), listed("h", self.loop_count),
                                   listed("n", self.loop_count), listed("q", self.loop_count)])

    # --- lines

    def _text(self, text):
        if not self.muted:
            self.lines.append(" " * self.indent + text.replace("@", DEEPER))

    def line(self, text, operands=(), at_for=None):
        """A line that consumes `operands`, which were above what is on the stack now."""
        if self.muted:
            return
        self._text(text)
        entries = self.stack + list(operands)
        places = []
        restart = self.steps[self.at][2]
        for entry in entries:
            if entry.place is None:
                restart = entry.start
                places.extend(entry.before)
                break
            places.append(entry.place)
        after = tuple([entry.place for entry in self.stack])
        sites = self._site()
        for entry in operands:
            sites.extend(entry.sites)
        self.places[len(self.lines)] = (restart, tuple(places), self.steps[self.at][3], after,
                                        self._loops(at_for), tuple(sites))

    def _loops(self, at_for):
        """What to settle of the loops around: (number, gas a round, bytes a round, rounds more)."""
        found = []
        for block in self.open:
            if block.kind != _LOOP:
                continue
            if block.leaf:
                more = -1 if not block.iterates else 0 if block is at_for else 1
                found.append((block.number, block.cost, block.bytes, more))
            else:
                # The round that was being fetched is yet to be paid for.
                found.append((block.number, -block.cost if block is at_for else 0, 0, 0))
        return tuple(found)

    def temporary(self):
        """A temporary for the top of the stack, free to be overwritten."""
        wanted = len(self.stack)
        used = [entry.text for entry in self.stack]
        while "s%d" % wanted in used:
            wanted += 1
        self.temporaries = max(self.temporaries, wanted + 1)
        return wanted

    def flush(self, below=None):
        """Evaluate what is pending on the stack (up to the entry number `below`)."""
        for at in range(len(self.stack) if below is None else below):
            entry = self.stack[at]
            if entry.place is not None:
                continue
            whole = self.stack
            if type(entry.parts) is tuple and entry.parts[0] == "method":
                self._flush_method(whole, at)
                continue
            self.stack = whole[:at]
            number = self._free(whole)
            self.line("s%d = %s" % (number, entry.text), [entry])
            whole[at] = Entry("s%d" % number, entry.kind, place=-1 - number)
            if type(entry.parts) is int:
                whole[at].parts = entry.parts
            self.stack = whole

    def _flush_method(self, whole, at):
        """Look a method up before its arguments are known: the pair that METHOD leaves."""
        owner = whole[at - 1]
        entry = whole[at]
        self.stack = whole[:at - 1]
        number = self._free(whole)
        name = self.code.brick.constants[entry.parts[1]]
        kind = RECEIVERS.get(name)
        if self.speculates() and type(owner.place) is not tuple:
            if kind is not None:
                if owner.kind is None or owner.kind != _KINDS[kind][1]:
                    self.line("if type(%s) is not %s: NONE()" % (owner.text, _KINDS[kind][0]),
                              [owner, entry])
                found = named(_KINDS[kind][2] + "." + name)
                text = "b%d" % found.number
                self.names[text] = found
                whole[at - 1] = Entry(text, None, 0, (found,), ("direct", name))
                whole[at] = Entry(owner.text, owner.kind, 0, owner.place)
                self.stack = whole
                return
            if not self.is_builtin_method(name):
                self.line("s%d = %s.cls.methods[%s]" % (number, owner.text, entry.text),
                          [owner, entry])
                self.temporaries = max(self.temporaries, number + 1)
                whole[at - 1] = Entry("s%d" % number, None, 0, -1 - number, ("function of", name))
                whole[at] = Entry(owner.text, owner.kind, 0, owner.place)
                self.stack = whole
                return
        self.line("s%d, s%d = METHOD(m, %s, %s)"
                  % (number, number + 1, owner.text, entry.text), [owner, entry])
        self.temporaries = max(self.temporaries, number + 2)
        whole[at - 1] = Entry("s%d" % number, None, 0, -1 - number)
        whole[at] = Entry("s%d" % (number + 1), None, 0, -2 - number)
        self.stack = whole

    def _free(self, entries):
        """A temporary that none of the entries is in, nor its successor."""
        number = len(self.stack)
        used = [entry.text for entry in entries]
        while "s%d" % number in used or "s%d" % (number + 1) in used:
            number += 1
        self.temporaries = max(self.temporaries, number + 1)
        return number

    def settle_stack(self):
        """Bring every value on the stack to the temporary of its height, where paths meet."""
        targets = []
        values = []
        for at in range(len(self.stack)):
            entry = self.stack[at]
            if type(entry.place) is list:
                continue
            if entry.text != "s%d" % at:
                targets.append("s%d" % at)
                values.append(entry.text)
        if targets:
            whole = self.stack
            first = min([at for at in range(len(whole)) if "s%d" % at in targets])
            self.stack = whole[:first]
            self.line("%s = %s" % (", ".join(targets), ", ".join(values)), whole[first:])
            self.stack = whole
        for at in range(len(self.stack)):
            entry = self.stack[at]
            if type(entry.place) is not list:
                self.temporaries = max(self.temporaries, at + 1)
                self.stack[at] = Entry("s%d" % at, None, place=-1 - at)

    def push(self, text, kind=None, operands=()):
        """A value that is evaluated later, with its operands."""
        made = Entry(text, kind, self.start())
        before = []
        kept = 0
        for entry in operands:
            if entry.place is None:
                before.extend(entry.before)
                kept = len(before)
                made.start = entry.start
                break
            before.append(entry.place)
            if entry.start is None or type(entry.place) is list \
                    or type(entry.place) is int and entry.place < 0:
                # Evaluated already: what comes behind it is done again, it is not.
                kept = len(before)
                made.start = self.start()
            elif len(before) == kept + 1:
                made.start = entry.start
        made.before = tuple(before[:kept])
        sites = self._site()
        for entry in operands:
            sites.extend(entry.sites)
        made.sites = tuple(sites)
        self.stack.append(made)
        return made

    def _site(self):
        """The instruction as a site; with -1 where a KeyError of the host is none of the program's,
        as it looks an attribute up."""
        found = [self.start() if self.at != self.entry else _AT_ENTRY - self.start()]
        if self.steps[self.at][0] in (_ATTR, _METHOD, _CALL_METHOD, _STORE_ATTR):
            found.append(-1)
        return found

    def start(self):
        """Where the instruction being written is."""
        return self.steps[self.at][2]

    def call(self, text, operands, kind=None):
        """A value that is made now, since making it may call, block or change something."""
        self.flush()
        follows = self.steps[self.position] if self.position < len(self.steps) else (None, 0)
        if follows[0] == _STORE and not self.is_on_stack(follows[1]):
            self.line("l%d = %s" % (follows[1], text), operands)
            self.stored(follows[1], kind)
            self.position += 1
            return
        if follows[0] == _POP:
            self.line(text, operands)
            self.position += 1
            return
        number = self.temporary()
        self.line("s%d = %s" % (number, text), operands)
        self.stack.append(Entry("s%d" % number, kind, self.steps[self.position - 1][3],
                                 -1 - number))

    def is_on_stack(self, local):
        """Whether a value on the stack is still to be taken from this variable."""
        return any(entry.text == "l%d" % local for entry in self.stack)

    def save(self, local):
        """Take from a variable what is on the stack of it, before it changes."""
        for at in range(len(self.stack)):
            if self.stack[at].text == "l%d" % local:
                number = self._free(self.stack + [Entry("s%d" % at)])
                self._text("s%d = l%d" % (number, local))
                self.stack[at] = Entry("s%d" % number, None, 0, -1 - number)

    def stored(self, local, kind):
        self.note_kind(local, kind)
        if local not in self.deleted:
            self.sure.add(local)

    def stored_global(self, slot):
        """Nothing but the brick's own code takes a global variable away.

        One that was stored before the entry may have been left out of a state since: it is PLAIN.
        """
        if self.at >= self.entry and _stored(self.code.brick, slot) != _DELETED:
            self.sure.add(-1 - slot)

    def simple(self):
        """Pop the top of the stack as a name or a literal, evaluated now where it is not."""
        if self.stack[-1].place is None:
            self.flush()
        return self.stack.pop()

    def pop(self, count):
        """The top entries, popped."""
        first = len(self.stack) - count
        found = self.stack[first:]
        del self.stack[first:]
        return found

    def constant(self, at):
        """The name of a constant of the brick."""
        self.names["k%d" % at] = self.code.brick.constants[at]
        return "k%d" % at

    def held_constant(self, at):
        """A local name of such a constant, for loops."""
        self.held.add(at)
        return "y%d" % at

    def unwritten(self, entry):
        """The text of an entry, where the host would warn of a literal."""
        if type(entry.place) is not tuple or entry.place[0] is None or entry.place[0] is True \
                or entry.place[0] is False:
            return entry.text
        name = "v%d_%d" % (self.code.index, self.at)
        self.names[name] = entry.place[0]
        return name

    def next_opcode(self, ahead=0):
        """The instruction to be written next, or the one so many behind it."""
        at = self.position + ahead
        return self.steps[at][0] if at < len(self.steps) else _END

    def known_function(self, slot):
        """The definition of the function that a global variable holds for good; or None."""
        brick = self.code.brick
        definition = definition_of(brick, slot)
        if (definition is None or definition[0] != _FUNCTION or not self.is_settled
                or _stored(brick, slot) != 1):
            return None
        return definition

    def known_call(self, slot, args, names):
        """(number, texts of all arguments) of a call of the function that a global variable holds
        for good, the last arguments being named; None where that is not plain to see."""
        brick = self.code.brick
        definition = self.known_function(slot)
        if definition is None:
            return None
        index = definition[1] >> 3
        called = brick.function(index)
        count = called.positional
        if called.flags or called.keyword_only or len(args) > count:
            return None
        texts = [entry.text for entry in args[: len(args) - len(names)]]
        texts += [None] * (count - len(texts))
        for at in range(len(names)):
            known = called.local_names[:count]
            place = known.index(names[at]) if names[at] in known else -1
            entry = args[len(args) - len(names) + at]
            if place < 0 or texts[place] is not None or entry.place is None:
                return None
            texts[place] = entry.text
        usual = brick.constants[definition[2]] if definition[2] >= 0 else ()
        for at in range(count):
            if texts[at] is None:
                if at < count - len(usual):
                    return None
                texts[at] = "%s[%d]" % (self.constant(definition[2]), at - count + len(usual))
        return index, texts

    def function_in(self, slot, index):
        """The function object of a known function."""
        return "F" if index == self.code.index else "G[%d]" % slot

    def raw(self, index):
        """What to call to run a function that was made on the spot."""
        return "f%d" % index if not self.code.brick.flags[index] else "MAKE"

    def builtin(self, number):
        """The name of a builtin."""
        self.names["b%d" % number] = numbered(number)
        return "b%d" % number

    def is_builtin_method(self, name):
        return is_method_name(name)

    def begins_at_next(self):
        """Whether the next instruction is a loop where this begins, or one around it."""
        return self.blocks.get(self.position) in self.path

    def leaf_loops(self):
        """The numbers of the loops around whose rounds were counted beforehand."""
        return [block.number for block in self.open
                if block.kind == _LOOP and block.leaf and block.iterates and block.over != RANGE]

    def owes(self):
        """Whether gas of the loops around is to be settled before the function is left."""
        return any(block.kind == _LOOP and (block.leaf or block.iterates and not block.sequence)
                   for block in self.open)

    def pay(self):
        """Settle what all loops around owe."""
        for block in self.open:
            if block.kind == _LOOP:
                self._leave_loop(block)
                if block.leaf and not block.iterates:
                    self._pay_rounds(block)

    def speculates(self):
        """Whether the instruction may be written for the usual values only."""
        return self.steps[self.at][2] not in self.generic

    # --- instructions

    def _step(self, at):
        opcode, operand, before, after, height, live = self.steps[at]
        if at < self.entry:
            self._approach(opcode)
        if opcode in (_END, _ELSE, _CATCH):
            self._close(opcode)
        elif not live:
            return
        elif opcode <= _TRY:
            self._open(opcode)
        elif opcode <= _FOR:
            self._branch(opcode, operand)
        elif opcode in expressions.WRITERS:
            expressions.WRITERS[opcode](self, operand)
        else:
            self.leave_to_interpreter()

    def _approach(self, opcode):
        """Before the loop where the function begins: mute or guard what is written."""
        if not any(outer.kind == _LOOP for outer in self._on_path()):
            self.muted = True
        elif not self.guarded and self.blocks.get(self.at) not in self._on_path():
            if self._in_skipped_arm():
                return
            self._text("if r:")
            self.indent += 1
            self._text("pass")
            self.guarded = True

    def _on_path(self):
        """The blocks open now that lead to the loop where the function begins."""
        return [block for block in self.open if block in self.path]

    def _in_skipped_arm(self):
        """Whether this is the first arm of an IF whose second leads to the entry."""
        for block in self._on_path():
            if block.kind in (_IF, _TRY) and block.second and self.at < block.second < self.entry:
                return True
        return False

    def _unguard(self):
        """What follows is written for the first time through, too."""
        if self.guarded:
            self.indent -= 1
            self.guarded = False
        self.muted = False

    def note_chain(self, top, entry):
        """Where an `and` or `or` begins: its first value as it was and as a name, and the number of
        lines before that was evaluated.
        """
        at = self.position
        word = "or" if self.next_opcode() == _NOT else "and"
        if word == "or":
            at += 1
        if self.muted or self.steps[at][0] != _IF or self.steps[at + 1][0] != _POP:
            return
        block = self.blocks[at]
        if block.second or block.host or block in self.path:
            return
        first = Entry(top.text, top.kind, top.start)
        first.before, first.sites = top.before, top.sites
        if top.place is not None and (
                top.start is None or type(top.place) is int and top.place < 0):
            first.start = self.start()
            first.before = (top.place,)
        began = len(self.lines) - (top.place is None)
        block.chain = (first, word, began, len(self.lines) + 2)

    def _join_chain(self, block):
        """`A and B` (or `or`) as one value, if nothing had to be done between A and B."""
        first, word, began, lines = block.chain
        if len(self.lines) != lines or len(self.stack) != len(block.stack):
            return False
        for at in range(len(self.stack) - 1):
            if self.stack[at] is not block.stack[at]:
                return False
        del self.lines[began:]
        for at in range(began + 1, lines + 1):
            self.places.pop(at, None)
        second = self.stack.pop()
        made = Entry("(%s %s %s)" % (first.text, word, second.text),
                     join(first.kind, second.kind), first.start)
        made.before = first.before
        made.sites = tuple(first.sites) + tuple(second.sites)
        self.stack.append(made)
        self.open.pop()
        self.indent -= 1
        self.sure = set(block.sure)
        return True

    def leave_to_interpreter(self):
        """An instruction that only the interpreter does."""
        self.flush()
        self.line("raise AGAIN")
        if self.position < len(self.steps):
            height = self.steps[self.position][4]
            del self.stack[height:]
            while len(self.stack) < height:
                number = self.temporary()
                self.stack.append(Entry("s%d" % number, None, 0, -1 - number))

    # --- control

    def _open(self, opcode):
        block = self.blocks[self.at]
        block.loops = len([outer for outer in self.open if outer.kind == _LOOP])
        if opcode == _IF:
            self._begin_if(block)
        elif opcode == _LOOP:
            self._begin_loop(block)
        else:
            self.flush()
            if opcode == _TRY or block.host:
                self.settle_stack()
            block.sure = set(self.sure)
            block.stack = list(self.stack)
            if block in self.path:
                self._unguard()
            self.open.append(block)
            if block.host:
                self._text("while 1:")
                self.indent += 1
            if opcode == _TRY:
                self._text("try:")
                self.indent += 1
                self._text("pass")

    def _begin_if(self, block):
        if block.second:
            condition = self.stack.pop()
            self.flush()
        else:
            condition = self.condition()
        if block in self.path:
            condition = self._path_condition(block, condition)
        elif block.host:
            condition = self._hold(condition)
        if block.host:
            self._text("while 1:")
            self.indent += 1
        self.line("if %s:" % condition.text, [condition])
        block.sure = set(self.sure)
        block.stack = list(self.stack)
        self.open.append(block)
        self.indent += 1
        self._text("pass")

    def _path_condition(self, block, condition):
        """The condition of an IF around the entry: the first time through it is not asked."""
        first = not block.second or self.entry < block.second
        if self.muted:
            self._unguard()
            return Entry("1" if first else "0", None, None, (first,))
        condition = self._hold(condition)
        self._unguard()
        text = "(%s r %s %s)" % ("not" if first else "", "or" if first else "and", condition.text)
        return Entry(text, None, None, condition.place)

    def condition(self):
        """Pop a condition; the values below are brought to where paths meet."""
        condition = self.stack.pop()
        self.flush()
        for at in range(len(self.stack)):
            entry = self.stack[at]
            if type(entry.place) is not list and entry.text != "s%d" % at:
                condition = self._hold(condition)
                self.settle_stack()
                break
        return condition

    def _hold(self, condition):
        """Evaluate a condition into a temporary beyond all that are used here."""
        if type(condition.place) is tuple:
            return condition
        number = max(self.temporaries, len(self.stack))
        self.temporaries = number + 1
        self.line("s%d = %s" % (number, condition.text), [condition])
        return Entry("s%d" % number, condition.kind, condition.start, -1 - number)

    def _begin_loop(self, block):
        number = block.number
        if block in self.path and self.at != self.entry:
            self._begin_outer_loop(block)
            return
        if block.iterates:
            over = self.stack.pop()
            if (over.kind != RANGE and self._mutates(block)
                    or self.at == self.entry and self._site()[0] in self.generic):
                block.leaf = False
            counted = self._is_counted(block, over)
            self.flush()
            self.settle_stack()
            if self.at == self.entry:
                place = len(self.stack)
                self._text("s%d = %s" % (place, over.text))
                over = Entry("s%d" % place, None, None, -1 - place)
                self._unguard()
                self._text("r = 1")
            block.over = over.kind
            block.sequence = over.kind in _COUNTED or over.kind == RANGE
            if counted:
                self._count_rounds(block, over)
            else:
                self._text_over(block, over)
            if not CPYTHON:
                self._text("h%d = 0" % number)
            kind = _ITEMS.get(over.kind)
            self.stack.append(Entry("q%d" % number, None, 0, [number]))
            block.sure = set(self.sure)
            block.stack = list(self.stack)
            self.open.append(block)
            self._for(block, kind)
            return
        self.flush()
        self.settle_stack()
        if self.at == self.entry:
            self._unguard()
            self._text("r = 1")
        block.sure = set(self.sure)
        block.stack = list(self.stack)
        if block.leaf:
            if block.bytes:
                self._text("n%d = ROUNDS(m, %d, %d)" % (number, block.cost, block.bytes))
            else:
                self._text("n%d = m.gas // %d" % (number, block.cost))
            if CPYTHON:
                self._text("i%d = REPEAT(None, n%d)" % (number, number))
                self.open.append(block)
                self._text("for e in i%d:" % number)
                self.indent += 1
            else:
                self._text("h%d = 0" % number)
                self.open.append(block)
                self._text("while h%d < n%d:" % (number, number))
                self.indent += 1
                self._text("h%d += 1" % number)
        else:
            self._text("while 1:")
            self.indent += 1
            self._pay_round(block)

    def _pay_round(self, block):
        """At the head of a loop, pay for the round to come."""
        self.open.append(block)
        if block.bytes:
            self.line("if m.room < %d: SHORT(m, m.gas)" % block.bytes)
            self._text("m.room -= %d" % block.bytes)
        self.line("if (g := m.gas - %d) < 0: raise AGAIN" % block.cost)
        self._text("m.gas = g")

    def _is_counted(self, block, over):
        """Whether the rounds of a loop are counted here, and paid for beforehand."""
        if self.at == self.entry or self.steps[block.first][2] in self.generic:
            return False
        if over.kind == RANGE:
            if over.args is None:
                return False
            if not block.leaf:
                # What is called in it goes on with the gas that is left.
                block.leaf = not self.is_generator
            return block.leaf
        return block.leaf and over.kind in _COUNTED

    def _count_rounds(self, block, over):
        """Take gas and memory for all rounds; see _leave_loop for what is given back."""
        number = block.number
        text = expressions.range_of(over.args) if over.kind == RANGE else over.text
        share = 1 if self._is_leaf(block) else 4
        least = "0" if share == 1 else "n%d * %d" % (number, block.cost)
        self.line("if (g := m.gas - (n%d := len(q%d := %s)) * %d - %d) < %s: NONE()" % (
            number, number, text, block.cost, block.cost, least), [over])
        if block.bytes:
            self.line("if m.room < n%d * %d: AHEAD(m, n%d * %d)" % (
                number, block.bytes * share, number, block.bytes * share), [over])
            self._text("m.room -= n%d * %d" % (number, block.bytes))
            self._text("m.gas -= n%d * %d + %d" % (number, block.cost, block.cost))
        else:
            self._text("m.gas = g")
        self._text("i%d = iter(q%d)" % (number, number))

    def _text_over(self, block, over):
        number = block.number
        leaf = "%d, %d" % (block.cost, block.bytes) if block.leaf else "%d, None" % block.cost
        if block.leaf:
            changes = int(self._has(block, (_STORE_ITEM, _PUT)))
            if self._has(block, (_STORE_ITEM, _CALL_METHOD, _INPLACE)):
                changes += 2
            leaf += ", %d" % changes
        self.line("i%d, n%d, q%d = OVER(m, d, %s, %s)" % (number, number, number, over.text,
                                                       leaf), [over])

    def _begin_outer_loop(self, block):
        """A loop around the entry: the first round was begun by the interpreter."""
        number = block.number
        if block.iterates:
            over = self.stack.pop()
        self.flush()
        self.settle_stack()
        place = len(self.stack)
        if block.iterates:
            self._text("s%d = %s" % (place, over.text))
        block.sure = set(self.sure)
        block.stack = list(self.stack)
        self._unguard()
        if not block.iterates:
            self._text("while 1:")
            self.indent += 1
            self._text("if r:")
            self.indent += 1
            self._text("pass")
            self._pay_round(block)
            self.indent -= 1
            return
        self.line("i%d, n%d, q%d = BEGUN(m, s%d, r)" % (number, number, number, place),
                  [Entry("s%d" % place, None, None, -1 - place)])
        block.host = "begun"
        if not CPYTHON:
            self._text("h%d = 0" % number)
        self.stack.append(Entry("q%d" % number, None, 0, [number]))
        block.stack = list(self.stack)
        self.open.append(block)
        self._text("while 1:")
        self.indent += 1
        self._text("if r:")
        self.indent += 1
        self._for(block, None)
        self.indent -= 1

    def _for(self, block, kind):
        number = block.number
        self.position += 1
        follows = self.steps[self.position]
        self.at += 1
        stored = follows[0] == _STORE
        if stored:
            target = "l%d" % follows[1]
        else:
            place = self.temporary()
            target = "s%d" % place
        if block in self.path and block.first != self.entry:
            self.line("if (t := NEXT(i%d)) is U:" % number, (), block)
            self._text(" m.gas -= %d; %s; break" % (block.cost, self._spent(block)))
            self._text("%s = t" % target)
        else:
            self.line("for %s in i%d:" % (target, number), (), block)
            self.indent += 1
        if stored:
            self.note_kind(follows[1], kind)
            self.sure.add(follows[1])
            self.sure.difference_update(self.deleted)
            self.position += 1
            self.at += 1
        else:
            self.stack.append(Entry(target, kind, 0, -1 - place))
        if block.leaf:
            if not CPYTHON:
                self._text("h%d += 1" % number)
            self._text("pass")
            return
        if not CPYTHON:
            self._text("h%d += 1" % number)
        places = tuple([entry.place for entry in self.stack])
        below = places if stored else places[:-1]
        # Without gas for this round the loop ends the message.
        head = self.steps[block.first][2]
        self._text("if (g := m.gas - %d) < 0: raise AGAIN" % block.cost)
        self.places[len(self.lines)] = (head, below, head, below, self._loops(None), ())
        self._text("m.gas = g")
        if block.bytes:
            self._text("if m.room < %d: SHORT(m, 0)" % block.bytes)
            here = self.steps[self.at][3]
            self.places[len(self.lines)] = (here, places, here, places, self._loops(None), ())
            self._text("m.room -= %d" % block.bytes)

    def _branch(self, opcode, operand):
        target = self.enclosing[self.at][-1 - operand]
        if opcode == _JUMP_IF:
            condition = self.condition()
            self.line("if %s:" % condition.text, [condition])
            self.indent += 1
            self._jump(target)
            self.indent -= 1
        else:
            self._jump(target)

    def _jump(self, target):
        self.flush()
        self.settle_stack()
        hosts = [block for block in self.open if block.host]
        if target.kind == _LOOP:
            through = target
            word = "continue"
        else:
            through = self._way_out(self.at, target)
            word = "break"
        crossed = []
        while hosts[-1] is not through:
            crossed.append(hosts.pop())
        left = crossed + ([through] if word == "break" else [])
        for block in left:
            self._leave_loop(block)
        if not crossed:
            self._text(word)
            return
        self._text("j = %d" % (1 + through.first * 2 + (word == "break")))
        self._text("break")
        self.crosses = True
        for block in crossed:
            block.crossed.append((through, word))

    def _leave_loop(self, block):
        """What a loop of the host owes when it is left before its end."""
        if block.kind == _LOOP and block.iterates:
            number = block.number
            if not block.sequence:
                self._text("BACK(i%d, q%d)" % (number, number))
            if block.leaf:
                rest = "i%d.__length_hint__()" % number if CPYTHON else "(n%d - h%d)" % (
                    number, number)
                self._text("m.gas += %s * %d + %d" % (rest, block.cost, block.cost))
                if block.bytes:
                    self._text("m.room += %s * %d" % (rest, block.bytes))

    def _close(self, opcode):
        block = self.blocks[self.at]
        live = self.steps[self.at][5]
        if live and block.chain and self._join_chain(block):
            return
        if live:
            self.flush()
            self.settle_stack()
        if opcode != _END:
            self._second_arm(opcode, block, live)
            return
        self.open.pop()
        if block.kind in (_IF, _TRY):
            self.indent -= 1
        if block.kind == _LOOP:
            self._end_loop(block)
        elif block.host:
            self._text("break")
            self.indent -= 1
        if block.crossed:
            self._cross(block)
        arms = []
        if block.second:
            arms = [arm for arm in (block.arm_sure, self.sure if live else None) if arm is not None]
        if not arms:
            self.sure = set(block.sure)
        else:
            self.sure = arms[0] if len(arms) == 1 else arms[0] & arms[1]
        self._take_height(block)

    def _take_height(self, block):
        """The stack behind a block, each value in the temporary of its height."""
        if self.position >= len(self.steps) or not self.steps[self.position][5]:
            return
        height = self.steps[self.position][4]
        del self.stack[height:]
        for at in range(height):
            if at >= len(self.stack):
                # An arm that leaves a loop has dropped its iterator.
                self.stack.append(block.stack[at] if at < len(block.stack) else None)
            if self.stack[at] is None or type(self.stack[at].place) is not list:
                self.temporaries = max(self.temporaries, at + 1)
                self.stack[at] = Entry("s%d" % at, None, 0, -1 - at)

    def _second_arm(self, opcode, block, live):
        block.arm_sure = set(self.sure) if live else None
        if block in self.path:
            self._unguard()
        self.indent -= 1
        self.sure = set(block.sure)
        self.stack = list(block.stack)
        if opcode == _ELSE:
            self._text("else:")
            self.indent += 1
            self._text("pass")
            return
        self._text("except BASE as e:")
        self.indent += 1
        number = len(self.stack)
        self.temporaries = max(self.temporaries, number + 1)
        if CPYTHON:
            self._text("MORE(%d)" % _AMPLE)
        loops = any(self.steps[at][0] in (_LOOP, _TRY)
                    for at in range(block.first + 1, block.second))
        loops = loops or any(outer.kind == _TRY and self.at > outer.second for outer in self.open)
        self._text("x = CAUGHT(m, F, e, %s, %s, %d)" % (
            self.places_name, "%s" if loops else "None", block.loops))
        if loops and not self.muted:
            self.unfinished.append(len(self.lines) - 1)
        self._text("if x is U: raise")
        self._text("s%d = x" % number)
        self.stack.append(Entry("s%d" % number, None, 0, -1 - number))

    def _end_loop(self, block):
        self.indent -= 1
        if block.iterates:
            ends = [] if block.leaf else ["m.gas -= %d" % block.cost]
            if not block.sequence:
                ends.append(self._spent(block))
            if block.host != "begun" and ends:
                self._text("else: " + "; ".join(ends))
            return
        if not block.leaf:
            return
        self._text("else:")
        self.indent += 1
        self.stack = list(block.stack)
        self.open.append(block)
        at = self.at
        self.at = block.first
        self.line("raise AGAIN")
        self.at = at
        self.open.pop()
        self.indent -= 1
        self._pay_rounds(block)

    def _spent(self, block):
        """At the end of a loop over an iterator that others may hold: it gives nothing more."""
        return "SPENT(q%d)" % block.number

    def _pay_rounds(self, block):
        number = block.number
        rounds = "(n%d - i%d.__length_hint__())" % (number, number) if CPYTHON else "h%d" % number
        self._text("m.gas -= %s * %d" % (rounds, block.cost))
        if block.bytes:
            self._text("m.room -= %s * %d" % (rounds, block.bytes))

    def _cross(self, block):
        """Go on with the branches that went through a host loop to one further out."""
        hosts = [outer for outer in self.open if outer.host]
        done = []
        for through, word in block.crossed:
            number = 1 + through.first * 2 + (word == "break")
            if number in done:
                continue
            done.append(number)
            self._text("if j == %d:" % number)
            if hosts[-1] is through:
                self._text(" j = 0")
                self._text(" " + word)
            else:
                self._text(" break")
                # Passed on: the loops between were told when the branch was written.


def _stored(brick, slot):
    """How often the brick stores a global variable, up to 2; _DELETED if it ever deletes it."""
    counts = _stores.get(brick.hash)
    if counts is None:
        if len(_stores) >= _MOST_BRICKS:
            _stores.clear()
        counts = _stores[brick.hash] = bytearray(len(brick.global_names))
        for index in range(len(brick.flags)):
            for step in verifier.steps(brick.function(index)):
                if step[0] == _DELETE_GLOBAL:
                    counts[step[1]] = _DELETED
                elif step[0] == _STORE_GLOBAL and counts[step[1]] < 2:
                    counts[step[1]] += 1
    return counts[slot]


# By the brick's hash: what _stored says of each of its global variables.
_stores = {}



def translate(code, generic, entry=None, seen=()):
    """(source, places by line, names) of a function, or Untranslatable. `seen` has the types of the
    arguments of its first call.

    It is called `f` and its number, then, where it begins at a loop, `_` and the place of that.
    """
    if code.flags & CLASS_BODY or code.flags & GENERATOR and entry is not None:
        raise Untranslatable()
    name = "f%d" % code.index
    if entry is not None:
        name = "%s_%d" % (name, entry)
    return Writer(code, generic, entry, seen).source(name)
