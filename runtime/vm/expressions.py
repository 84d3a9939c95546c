"""How the translator writes each instruction: `WRITERS[opcode](writer, operand)`.

What is written for the usual values only can fail in two ways, and both lead back to the
interpreter: the host raises (an Instance has no host operators, an unbound name is no object), or
the check beside it calls a function of runtime/vm/native.py that gives up. A site that failed
before is written in full: a call of native.py that serves every value.
"""

from runtime.constant import const
from runtime.vm import instructions
from runtime.vm.builtins import numbered
from runtime.vm.direct import FUNCTIONS, METHODS
from runtime.vm.kinds import (
    BYTES,
    CHECKED,
    CPYTHON,
    DICTED,
    FLOAT,
    LISTED,
    MOST_BITS,
    NUMBER,
    RANGE,
    RANGE_BITS,
    SLICED,
    STR,
    SUMS,
    TUPLED,
    Entry,
    is_number,
    level,
)

# Beyond this an int is looked at again: see native.BIG.
_CHECK = "(t if (t := %s) < 1073741823 and t > -1073741823 else BIG(m, t))"
_CHECK_ABOVE = "(t if (t := %s) < 1073741823 else BIG(m, t))"
_CHECK_BELOW = "(t if (t := %s) > -1073741823 else BIG(m, t))"

_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_OPERATORS = instructions.OPERATORS
_ADD = const(0)
_SUB = const(1)
_MUL = const(2)
_DIVIDE = const(3)
_FLOOR = const(4)
_MODULO = const(5)
_POWER = const(6)
_LEFT = const(7)
_RIGHT = const(8)
_AND = const(9)
_OR = const(10)

_STORE = const(14)
_FOR = const(9)
_LOOP = const(1)
_FIRST_ADD = const(25)
_FIRST_LT = const(28)
_EQUAL = const(4)


# --- variables


def _load(writer, operand):
    text = "l%d" % operand
    if operand in writer.sure:
        writer.stack.append(Entry(text, writer.kinds[operand], writer.start(), operand))
    elif CPYTHON:
        # An unbound variable of ours is one of CPython's, too.
        writer.push(text, writer.kinds[operand])
    else:
        writer.push("(%s if %s is not U else NONE())" % (text, text), writer.kinds[operand])


def _store(writer, operand):
    entry = writer.stack.pop()
    writer.flush()
    if entry.place is None and writer.is_on_stack(operand):
        writer.stack.append(entry)
        entry = writer.simple()
    writer.save(operand)
    if entry.text != "l%d" % operand:
        writer.line("l%d = %s" % (operand, entry.text), [entry])
    writer.stored(operand, entry.kind)


def _delete(writer, operand):
    writer.flush()
    writer.save(operand)
    if CPYTHON:
        writer.line("del l%d" % operand)
        return
    if operand not in writer.sure:
        writer.line("l%d is U and NONE()" % operand)
    writer.line("l%d = U" % operand)


def _delete_global(writer, operand):
    writer.uses_globals = True
    writer.flush()
    writer.line("G[%d] is U and NONE()" % operand)
    writer.line("G[%d] = U" % operand)


def _bits(value):
    return len(bin(abs(value))) - 2


def _literal(writer, value):
    """(text, kind) of a constant that may stand in the source; None where it may not."""
    kind = type(value)
    if value is None or kind is bool:
        return repr(value), 1 if kind is bool else None
    if kind is int:
        text = str(value)
        return "(%s)" % text if value < 0 else text, min(_bits(value), MOST_BITS + 1)
    if kind is float and CPYTHON and value == value and abs(value) < 1e300:
        return "(%r)" % value if value < 0 else repr(value), FLOAT
    return None


def _const(writer, operand):
    value = writer.code.brick.constants[operand]
    found = _literal(writer, value)
    if found is None:
        kind = FLOAT if type(value) is float else STR if type(value) is str else None
        found = writer.constant(operand), kind
        if kind == FLOAT and writer.loop_count:
            found = writer.held_constant(operand), kind
    text, kind = found
    if type(kind) is int and kind > MOST_BITS:
        kind = NUMBER
    writer.stack.append(Entry(text, kind, writer.start(), (value,)))


def _int(writer, operand):
    writer.stack.append(Entry(str(operand), _bits(operand), writer.start(), (operand,)))


def _load_global(writer, operand):
    writer.uses_globals = True
    if -1 - operand in writer.sure or writer.known_function(operand) is not None:
        writer.push("G[%d]" % operand).parts = operand
        return
    made = writer.push("(t if (t := G[%d]) is not U and t is not P else GLOBAL(m, F, %d))"
                       % (operand, operand))
    made.parts = operand


def _store_global(writer, operand):
    writer.uses_globals = True
    entry = writer.stack.pop()
    writer.flush()
    writer.line("G[%d] = %s" % (operand, entry.text), [entry])
    writer.stored_global(operand)


def _load_cell(writer, operand):
    writer.push("(t if (t := c%d.value) is not U else NONE())" % operand)


def _store_cell(writer, operand):
    entry = writer.stack.pop()
    writer.flush()
    writer.line("c%d.value = %s" % (operand, entry.text), [entry])


def _cell(writer, operand):
    writer.push("c%d" % operand)


# --- the operand stack


def _discard(writer, operand):
    entry = writer.stack.pop()
    if entry.place is None and type(entry.parts) is not tuple:
        writer.flush()
        writer.line(entry.text, [entry])


def _moved(entry):
    """An entry that is no longer where its own instruction put it."""
    return Entry(entry.text, entry.kind, None, entry.place)


def _dup(writer, operand):
    top = writer.stack[-1]
    entry = writer.simple()
    writer.note_chain(top, entry)
    writer.stack.append(entry)
    writer.stack.append(_moved(entry))


def _dup2(writer, operand):
    writer.flush()
    writer.stack.extend([_moved(entry) for entry in writer.stack[-2:]])


def _move_top(places):
    def write(writer, operand):
        writer.flush()
        entries = [_moved(entry) for entry in writer.pop(places + 1)]
        writer.stack.append(entries.pop())
        writer.stack.extend(entries)
    return write


# --- operators

_SEQUENCES = (LISTED, TUPLED, STR, BYTES)


def _arithmetic(writer, which, left, right, inplace):
    """Push `left which right` for numbers, or for anything where that failed before."""
    one = left.kind
    other = right.kind
    both = is_number(one) and is_number(other)
    if one in _SEQUENCES or other in _SEQUENCES:
        known = LISTED if LISTED in (one, other) and which in (_ADD, _MUL) else None
        if one == STR and (other == STR or which == _MODULO):
            known = STR
        if inplace:
            left, right = _none_of_loops(writer, left, right)
        writer.call("%s(m, @, %d, %s, %s)" % ("INPLACE" if inplace else "BINARY", which,
                                              left.text, right.text), [left, right], known)
        return
    text = None
    if both or writer.speculates():
        text, kind = _result(which, left, right, one, other)
        if not writer.speculates() and text is not None and text.endswith("BIG(m, t))"):
            text = None
    if text is None:
        if inplace and not both:
            left, right = _none_of_loops(writer, left, right)
        writer.call("%s(m, @, %d, %s, %s)" % ("INPLACE" if inplace and not both else "BINARY",
                                              which, left.text, right.text), [left, right],
                    NUMBER if both else None)
    else:
        writer.push(text, kind, [left, right])


def _result(which, left, right, one, other):
    """(text, kind) of an operation on numbers; (None, None) where native.py is to do it."""
    plain = "(%s %s %s)" % (left.text, _OPERATORS[which], right.text)
    ints = type(one) is int and type(other) is int
    if which == _DIVIDE:
        return plain, FLOAT
    if which in (_FLOOR, _MODULO):
        if which == _MODULO and not is_number(one):
            plain = "(+%s %% %s)" % (left.text, right.text)
        if FLOAT in (one, other):
            return plain, FLOAT
        kind = other if which == _MODULO else one
        if type(kind) is int and (ints or which == _MODULO):
            return plain, kind
        return _CHECK % plain, CHECKED
    if which == _POWER:
        small = type(right.place) is tuple and type(right.place[0]) is int \
            and 0 <= right.place[0] <= 4
        if small and one == FLOAT:
            return plain, FLOAT
        if small and type(one) is int and one * 4 <= MOST_BITS:
            return plain, one * right.place[0] + 1
        return None, None
    if which == _LEFT:
        if type(right.place) is tuple and type(one) is int and type(right.place[0]) is int \
                and 0 <= right.place[0] <= MOST_BITS - one:
            return plain, one + right.place[0]
        if type(right.place) is tuple and type(right.place[0]) is int and 0 <= right.place[0] <= 64:
            return _CHECK % plain, CHECKED
        return None, None
    if which == _RIGHT:
        return (plain, one) if type(one) is int else (_CHECK % plain, CHECKED)
    if which >= _AND:
        if which == _OR and not is_number(one):
            if left.place is None:
                return None, None
            return _CHECK % ("(%s | %s if type(%s) is not DICT else NONE())" % (
                left.text, right.text, left.text)), CHECKED
        known = _masked(which, left, right, one, other)
        return (_CHECK % plain, CHECKED) if known == NUMBER else (plain, known)
    if FLOAT in (one, other):
        if which == _MUL and not (is_number(one) and is_number(other)):
            return plain, FLOAT
        return plain, FLOAT
    if which == _MUL:
        if ints and one + other <= MOST_BITS:
            return plain, one + other
        guarded = "%s%s * %s%s" % ("" if is_number(one) else "+", left.text,
                                   "" if is_number(other) else "+", right.text)
        return _CHECK % guarded, CHECKED
    if ints:
        bits = max(one, other) + 1
        return plain, bits if bits <= MOST_BITS else SUMS[0]
    if (one in SUMS or type(one) is int) and (other in SUMS or type(other) is int):
        high = max(level(one), level(other))
        if level(one) != level(other):
            return plain, SUMS[high - 1]
        if high < len(SUMS):
            return plain, SUMS[high]
    if right.place is None or type(right.place) is not tuple:
        # What is not known is looked at, and not what it is added to, which grows.
        if not is_number(other) and (type(one) is int or one in SUMS):
            return "(%s %s %s)" % (left.text, _OPERATORS[which], _CHECK % right.text), \
                SUMS[0] if type(one) is int else one
        if not is_number(one) and (type(other) is int or other in SUMS):
            return "(%s %s %s)" % (_CHECK % left.text, _OPERATORS[which], right.text), \
                SUMS[0] if type(other) is int else other
    if type(right.place) is tuple and type(other) is int:
        # A small constant leads out of bounds on one side only.
        up = (right.place[0] >= 0) == (which == _ADD)
        return (_CHECK_ABOVE if up else _CHECK_BELOW) % plain[1:-1], CHECKED
    return _CHECK % plain[1:-1], CHECKED


def _masked(which, left, right, one, other):
    if which == _AND:
        for entry in (left, right):
            if type(entry.place) is tuple and type(entry.kind) is int and entry.place[0] >= 0:
                return entry.kind
    if type(one) is int and type(other) is int:
        return max(one, other) + 1 if max(one, other) < MOST_BITS else NUMBER
    return NUMBER


def _add_sub_mul(opcode):
    def write(writer, operand):
        left, right = writer.pop(2)
        _arithmetic(writer, opcode - _FIRST_ADD, left, right, False)
    return write


def _binary(writer, operand):
    left, right = writer.pop(2)
    _arithmetic(writer, operand, left, right, False)


def _inplace(writer, operand):
    left, right = writer.pop(2)
    _arithmetic(writer, operand, left, right, True)


def _none_of_loops(writer, left, right):
    """Make sure that what is changed in place is nothing that a loop around goes over, whose rounds
    are paid for.
    """
    if not writer.leaf_loops():
        return left, right
    writer.stack.append(left)
    writer.stack.append(right)
    writer.flush()
    left, right = writer.pop(2)
    writer.line("if %s: NONE()" % " or ".join(["%s is q%d" % (left.text, number)
                                              for number in writer.leaf_loops()]), [left, right])
    return left, right


def _is_scalar(entry):
    return type(entry.place) is tuple or is_number(entry.kind) or entry.kind == STR


def _comparison(opcode):
    which = opcode - _FIRST_LT

    def write(writer, operand):
        left, right = writer.pop(2)
        symbol = _COMPARISONS[which]
        if _is_scalar(left) or _is_scalar(right):
            writer.push("(%s %s %s)" % (left.text, symbol, right.text), 1, [left, right])
        elif writer.speculates() and which < _EQUAL:
            writer.push("(+%s %s %s)" % (left.text, symbol, right.text), 1, [left, right])
        else:
            writer.stack.append(left)
            writer.stack.append(right)
            writer.flush()
            left, right = writer.pop(2)
            left_text, right_text = left.text, right.text
            writer.call("%s %s %s if (t := type(%s)) is str or t is int else "
                        "COMPARE(m, @, %d, %s, %s)" % (left_text, symbol, right_text, left_text,
                                                       which, left_text, right_text),
                        [left, right], 1)
    return write


def _is(writer, operand):
    left, right = writer.pop(2)
    texts = [writer.unwritten(entry) for entry in (left, right)]
    writer.push("(%s is %s)" % tuple(texts), 1, [left, right])


def _in(writer, operand):
    writer.flush()
    item, container = operands = writer.pop(2)
    item, container = item.text, container.text
    writer.call("%s in %s if type(%s) is DICT and ((t := type(%s)) is str or t is int) else "
                "CONTAINS(m, @, %s, %s)" % (item, container, container, item, container, item),
                operands, 1)


def _unary(symbol):
    def write(writer, operand):
        entry = writer.stack.pop()
        if not writer.speculates():
            writer.call("UNARY(m, @, %r, %s)" % (symbol, entry.text), [entry])
            return
        text = "(%s%s)" % (symbol, entry.text)
        if is_number(entry.kind) and entry.kind != NUMBER:
            writer.push(text, entry.kind, [entry])
        else:
            writer.push(_CHECK % text, CHECKED, [entry])
    return write


def _not(writer, operand):
    entry = writer.stack.pop()
    writer.push("(not %s)" % entry.text, 1, [entry])


# --- items and attributes


def _key(writer, entry):
    """A key as text: one that may be something else than text or a number is looked at."""
    if is_number(entry.kind) or entry.kind == STR:
        return entry.text
    if type(entry.place) is tuple and type(entry.place[0]) in (int, str, bool):
        return entry.text
    return "t if (u := type(t := %s)) is int or u is str else KEY(m, t)" % entry.text


_ITEM = {STR: STR, BYTES: 8}


def _item(writer, operand):
    container, index = writer.pop(2)
    if writer.speculates() and index.kind != SLICED and type(container.place) is not tuple:
        writer.push("%s[%s]" % (container.text, _key(writer, index)), _ITEM.get(container.kind),
                    [container, index])
    else:
        writer.call("ITEM(m, @, %s, %s)" % (container.text, index.text), [container, index])


def _store_item(writer, operand):
    value, container, index = writer.pop(3)
    writer.flush()
    operands = [value, container, index]
    if not writer.speculates() or index.kind == SLICED or type(container.place) is tuple:
        writer.stack.extend(operands[:1])
        container, index = _none_of_loops(writer, container, index)
        writer.stack.extend([container, index])
        writer.flush()
        operands = writer.pop(3)
        value, container, index = [entry.text for entry in operands]
        writer.line("SET_ITEM(m, @, %s, %s, %s)" % (container, index, value), operands)
        return
    writer.stack.extend(operands)
    if container.place is None or (index.place is None and not is_number(index.kind)):
        writer.flush()
    value, container, index = operands = writer.pop(3)
    if container.kind == DICTED:
        writer.line("if m.room < 24: SHORT(m, m.gas)", operands)
        writer.line("m.room -= 24", operands)
    elif container.kind != LISTED:
        writer.line("if type(%s) is not list: ROOM(m, %s)" % (container.text, container.text),
                    operands)
    writer.line("%s[%s] = %s" % (container.text, _key(writer, index), value.text), operands)


def _slice(writer, operand):
    parts = writer.pop(operand)
    writer.push("SLICE(%s)" % ", ".join([entry.text for entry in parts]), SLICED, parts)


def _owner(entry):
    """A value whose attribute of the host is taken."""
    return "(%s)" % entry.text if type(entry.place) is tuple else entry.text


def _attr(writer, operand):
    owner = writer.stack.pop()
    name = writer.constant(operand)
    if writer.speculates():
        writer.push("%s.attributes[%s]" % (_owner(owner), name), None, [owner])
    else:
        writer.call("ATTRIBUTE(m, @, %s, %s)" % (owner.text, name), [owner])


def _store_attr(writer, operand):
    writer.flush()
    value, owner = operands = writer.pop(2)
    name = writer.constant(operand)
    if writer.speculates() and type(owner.place) is not tuple:
        writer.line("if %s in %s.cls.fields: %s.attributes[%s] = %s" % (
            name, owner.text, owner.text, name, value.text), operands)
        writer.line("else: SET_ATTRIBUTE(m, @, %s, %s, %s)" % (owner.text, name, value.text),
                    operands)
    else:
        writer.line("SET_ATTRIBUTE(m, @, %s, %s, %s)" % (owner.text, name, value.text), operands)


# --- making values


def _tuple(writer, operand):
    parts = writer.pop(operand)
    texts = [entry.text for entry in parts]
    made = writer.push("(%s%s)" % (", ".join(texts), "," if operand == 1 else ""), TUPLED, parts)
    made.parts = parts


def _list(writer, operand):
    parts = writer.pop(operand)
    writer.push("[%s]" % ", ".join([entry.text for entry in parts]), LISTED, parts)


def _dict(writer, operand):
    parts = writer.pop(2 * operand)
    texts = [entry.text for entry in parts]
    if not operand:
        writer.push("DICT()", DICTED, parts)
    else:
        writer.call("NEW_DICT(m, (%s,))" % ", ".join(texts), parts)


def _string(writer, operand):
    parts = writer.pop(operand)
    if operand:
        writer.call("JOIN(m, (%s,))" % ", ".join([entry.text for entry in parts]), parts, STR)
    else:
        writer.push("''", STR)


def _format(writer, operand):
    value, spec = operands = writer.pop(2)
    writer.call("FORMAT(m, @, %s, %s, %d)" % (value.text, spec.text, operand), operands, STR)


def _append(writer, operand):
    value = writer.stack.pop()
    writer.flush()
    target = writer.stack[len(writer.stack) - operand]
    if type(target.place) is list:
        writer.stack.append(value)
        writer.leave_to_interpreter()
        return
    writer.line("%s.append(%s)" % (target.text, value.text), [value])


def _put(writer, operand):
    writer.flush()
    operands = writer.pop(2)
    target = writer.stack[len(writer.stack) - operand]
    if writer.speculates():
        writer.line("%s[%s] = %s" % (target.text, _key(writer, operands[0]), operands[1].text),
                    operands)
    else:
        writer.line("SET_ITEM(m, @, %s, %s, %s)" % (target.text, operands[0].text,
                                                    operands[1].text), operands)


def _extend(writer, operand):
    writer.flush()
    source = writer.stack.pop()
    writer.line("EXTEND(m, @, %s, %s)" % (writer.stack[-1].text, source.text), [source])


def _unpack(writer, operand):
    entry = writer.stack.pop()
    stores = []
    while len(stores) < operand and writer.next_opcode(len(stores)) == _STORE:
        stores.append(writer.steps[writer.position + len(stores)][1])
    if entry.parts is not None and entry.kind == TUPLED and len(entry.parts) == operand:
        kinds = [part.kind for part in entry.parts]
    else:
        kinds = [None] * operand
    writer.flush()
    if len(stores) == operand and operand > 0 and len(set(stores)) == operand:
        for local in stores:
            if writer.is_on_stack(local):
                writer.save(local)
        writer.line("%s = %s" % (_targets(["l%d" % local for local in stores]), entry.text),
                    [entry])
        writer.position += operand
        for at in range(operand):
            writer.stored(stores[at], kinds[at])
        return
    numbers = []
    for at in range(operand):
        numbers.append(max(writer.temporaries, len(writer.stack)) + at)
    writer.temporaries = max([writer.temporaries] + [number + 1 for number in numbers])
    if operand:
        writer.line("%s = %s" % (_targets(["s%d" % number for number in numbers]), entry.text),
                    [entry])
    else:
        writer.stack.append(entry)
        writer.leave_to_interpreter()
        return
    numbers.reverse()
    kinds.reverse()
    for at in range(operand):
        writer.stack.append(Entry("s%d" % numbers[at], kinds[at], 0, -1 - numbers[at]))


def _targets(names):
    return ", ".join(names) + ("," if len(names) == 1 else "")


def _function(writer, operand):
    flags = operand & 7
    parts = writer.pop((flags & 1) + (flags >> 1 & 1) + (flags >> 2))
    texts = ["None"] * 3
    at = 0
    for flag in range(3):
        if flags >> flag & 1:
            texts[flag] = parts[at].text
            at += 1
    made = writer.push("FUNCTION(m, F, %d, %s)" % (operand, ", ".join(texts)), None, parts)
    made.parts = ("function", operand >> 3)


# --- iteration


def _iter(writer, operand):
    if (writer.next_opcode() == _LOOP and writer.next_opcode(1) == _FOR
            and not writer.begins_at_next()):
        entry = writer.stack.pop()
        made = writer.push(entry.text, entry.kind, [entry])
        made.parts = "iter"
        made.args = entry.args
        return
    entry = writer.stack.pop()
    writer.call("ITER(m, @, %s)" % entry.text, [entry])


# --- calls


def _builtin(writer, operand):
    made = Entry(writer.builtin(operand), None, writer.start(), (numbered(operand),))
    made.parts = ("builtin", operand)
    writer.stack.append(made)


def _import(writer, operand):
    writer.call("IMPORT(m, F, %d)" % operand, [])


def _call(writer, operand):
    args = writer.pop(operand)
    callee = writer.stack.pop()
    parts = callee.parts
    if type(parts) is tuple and parts[0] == "builtin":
        _call_builtin(writer, callee, args, numbered(parts[1]).name)
        return
    texts = "".join([", " + entry.text for entry in args])
    if type(parts) is int:
        if _call_known(writer, parts, callee, args, ()):
            return
    if type(parts) is tuple and parts[0] == "function":
        writer.call("%s(m, @, %s%s)" % (writer.raw(parts[1]), callee.text, texts),
                    [callee] + args)
        return
    _call_any(writer, callee, args, texts)


def _call_known(writer, slot, callee, args, names):
    known = writer.known_call(slot, args, names)
    if known is None:
        return False
    index, texts = known
    function = writer.function_in(slot, index)
    writer.call("f%d(%s)" % (index, ", ".join(["m, @, " + function] + texts)), [callee] + args)
    return True


def _call_any(writer, callee, args, texts):
    if not writer.speculates() or type(callee.place) is tuple:
        writer.call("CALL(m, @, %s%s)" % (callee.text, texts), [callee] + args)
    elif callee.place is not None:
        writer.call("(h := %s.host)(m, @, %s%s)" % (callee.text, callee.text, texts),
                    [callee] + args)
    else:
        writer.call("(h := (f := %s).host)(m, @, f%s)" % (callee.text, texts), [callee] + args)


def _call_builtin(writer, callee, args, name):
    texts = [entry.text for entry in args]
    inline = INLINED.get(name)
    if inline is not None and writer.speculates():
        text, kind = inline(args, texts)
        if text is not None:
            made = writer.push(text, kind, [callee] + args)
            if name == "super":
                made.parts = ("super", texts)
            elif name == "range":
                made.args = args
            return
    if name in FUNCTIONS and writer.speculates():
        writer.call("D_%s(%s)" % (name, ", ".join(["m"] + texts)), [callee] + args,
                    _GIVES.get(name))
        return
    writer.call("BUILTIN(m, @, %s, [%s])" % (callee.text, ", ".join(texts)), [callee] + args)


def _inline_len(args, texts):
    return ("len(%s)" % texts[0], RANGE_BITS) if len(args) == 1 else (None, None)


def _inline_abs(args, texts):
    if len(args) != 1:
        return None, None
    return "abs(%s)" % texts[0], args[0].kind if is_number(args[0].kind) else NUMBER


def _inline_ord(args, texts):
    return ("ord(%s)" % texts[0], 21) if len(args) == 1 else (None, None)


def _inline_int(args, texts):
    if len(args) == 1 and type(args[0].kind) is int:
        # What is known by its bits may be a float, and that of any size.
        return _CHECK % ("int(%s)" % texts[0]), CHECKED
    return None, None


def _inline_float(args, texts):
    if len(args) == 1 and (type(args[0].kind) is int or args[0].kind == FLOAT):
        return "float(%s)" % texts[0], FLOAT
    return None, None


def _inline_range(args, texts):
    if not 1 <= len(args) <= 3:
        return None, None
    return "RANGE(m, %s)" % ", ".join(texts), RANGE


def range_of(args):
    """The text of a range of the host over such arguments, for a loop that counts its rounds."""
    texts = []
    for entry in args:
        if type(entry.kind) is int and entry.kind <= RANGE_BITS:
            texts.append(entry.text)
        else:
            texts.append("(t if (t := %s) < 1073741823 and t > -1073741823 else NONE())"
                         % entry.text)
    return "range(%s)" % ", ".join(texts)


def _inline_super(args, texts):
    simple = len(args) == 2 and args[1].place is not None
    return ("SUPER(%s)" % ", ".join(texts), None) if simple else (None, None)


def _inline_extreme(symbol):
    def inline(args, texts):
        if len(args) == 2 and is_number(args[0].kind) and is_number(args[1].kind) \
                and args[0].place is not None and args[1].place is not None:
            kind = args[0].kind if args[0].kind == args[1].kind else NUMBER
            return "(%s if %s %s %s else %s)" % (texts[1], texts[1], symbol, texts[0],
                                                 texts[0]), kind
        return None, None
    return inline


# What a call gives that is made straight.
_GIVES = {
    "strip": STR, "join": STR, "replace": STR, "lower": STR, "upper": STR, "chr": STR, "str": STR,
    "split": LISTED, "list": LISTED, "sorted": LISTED, "tuple": TUPLED, "isalpha": 1, "isdigit": 1,
    "isalnum": 1, "startswith": 1, "endswith": 1, "isinstance": 1, "find": 31, "count": 31,
    "int": NUMBER,
}

INLINED = {
    "len": _inline_len, "abs": _inline_abs, "ord": _inline_ord, "int": _inline_int,
    "float": _inline_float, "range": _inline_range, "super": _inline_super,
    "min": _inline_extreme("<"), "max": _inline_extreme(">"),
}
"""The builtins that are written in place, where their arguments are what they usually are."""


def _method(writer, operand):
    """The object stays where it is; what is found in it is looked up when it is called."""
    parts = writer.stack[-1].parts
    if type(parts) is tuple and parts[0] == "super":
        writer.flush(len(writer.stack) - 1)
    else:
        writer.flush()
    made = Entry(writer.constant(operand), None, writer.start())
    made.parts = ("method", operand)
    writer.stack.append(made)


def _call_method(writer, operand):
    args = writer.pop(operand)
    owner, entry = writer.pop(2)
    texts = "".join([", " + arg.text for arg in args])
    operands = [owner, entry] + args
    if owner.place is None and writer.speculates():
        cls, receiver = owner.parts[1]
        writer.call("(h := (f := SUPER_METHOD(%s, %s)).host)(m, @, f, %s%s)" % (
            cls, entry.text, receiver, texts), operands)
        return
    if owner.place is None:
        writer.stack.extend(operands)
        writer.flush()
        operands = writer.pop(len(operands))
        owner, entry = operands[:2]
        texts = "".join([", " + arg.text for arg in operands[2:]])
    if entry.place is not None and type(owner.parts) is tuple and owner.parts[0] == "direct":
        name = owner.parts[1]
        if name == "append" and operand == 1:
            _call_append(writer, entry, args, operands)
            return
        if writer.speculates() and name in METHODS:
            writer.call("V_%s(m, %s%s)" % (name, entry.text, texts), operands, _GIVES.get(name))
            return
    if (entry.place is not None and type(owner.parts) is tuple
            and owner.parts[0] == "function of"):
        writer.call("(h := %s.host)(m, @, %s, %s%s)" % (
            owner.text, owner.text, entry.text, texts), operands)
        return
    if entry.place is not None:
        writer.call("CALL_METHOD(m, @, %s, %s%s)" % (owner.text, entry.text, texts), operands)
        return
    name = writer.code.brick.constants[entry.parts[1]]
    if name == "append" and operand == 1 and writer.speculates():
        _call_append(writer, owner, args, operands)
    elif name in METHODS and writer.speculates() and type(owner.place) is not tuple:
        writer.call("V_%s(m, %s%s)" % (name, owner.text, texts), operands, _GIVES.get(name))
    elif (writer.speculates() and not writer.is_builtin_method(name)
          and type(owner.place) is not tuple):
        writer.call("(h := (f := %s.cls.methods[%s]).host)(m, @, f, %s%s)" % (
            owner.text, entry.text, owner.text, texts), operands)
    else:
        writer.call("INVOKE(m, @, %s, %s%s)" % (owner.text, entry.text, texts), operands)


def _call_append(writer, owner, args, operands):
    """`list.append`: in a loop over a list not the list itself, whose end would go away."""
    writer.flush()
    check = "type(%s) is not list" % owner.text if owner.kind != LISTED else ""
    for number in writer.leaf_loops():
        check += "%s%s is q%d" % (" or " if check else "", owner.text, number)
    if check:
        writer.line("if %s: NONE()" % check, operands)
    writer.call("%s.append(%s)" % (owner.text, args[0].text), operands)


def _call_kw(writer, operand):
    names = writer.stack.pop()
    args = writer.pop(operand)
    callee = writer.stack.pop()
    operands = [callee] + args + [names]
    if (type(callee.parts) is int and type(names.place) is tuple
            and type(names.place[0]) is tuple
            and _call_known(writer, callee.parts, callee, args, names.place[0])):
        return
    writer.call("CALL_NAMED(m, @, %s, [%s], %s)" % (
        callee.text, ", ".join([entry.text for entry in args]), names.text), operands)


def _call_ex(writer, operand):
    callee, args, named = operands = writer.pop(3)
    writer.call("CALL_SPREAD(m, @, %s, %s, %s)" % (callee.text, args.text, named.text), operands)


# --- leaving


def _return(writer, operand):
    entry = writer.stack.pop()
    if not writer.owes() and not writer.is_generator:
        writer.line("return " + entry.text, [entry])
        return
    if type(entry.place) is not tuple:
        writer.line("e = %s" % entry.text, [entry])
        entry = Entry("e")
    writer.pay()
    if writer.is_generator:
        writer.line("ENDED(W)")
    writer.line("return " + entry.text)


def _yield(writer, operand):
    entry = writer.stack.pop()
    writer.call("(yield %s)" % entry.text, [entry])


def _raise(writer, operand):
    operands = writer.pop(1 + operand)
    writer.flush()
    cause = operands[1].text if operand else "U"
    writer.line("raise RAISE(m, @, %s, %s)" % (operands[0].text, cause), operands)


def _reraise(writer, operand):
    entry = writer.stack.pop()
    writer.flush()
    writer.line("raise AGAIN_RAISED(%s)" % entry.text, [entry])


def _matches(writer, operand):
    error, wanted = operands = writer.pop(2)
    writer.call("MATCHES(%s, %s)" % (error.text, wanted.text), operands, 1)


def _yield_from(writer, operand):
    writer.flush()
    sent = writer.stack.pop()
    source = writer.stack[-1]
    number = writer.temporary()
    writer.line("s%d = yield from SOURCE(m, @, %s, %s)" % (number, source.text, sent.text), [sent])
    writer.stack.pop()
    writer.stack.append(Entry("s%d" % number, None, None, -1 - number))


def _table():
    return {
        10: _return, 11: _raise, 12: _reraise, 13: _load, 14: _store, 15: _const, 16: _int,
        17: _load_global, 18: _store_global, 19: _attr, 20: _method, 21: _call_method, 22: _call,
        23: _call_kw, 24: _call_ex, 25: _add_sub_mul(25), 26: _add_sub_mul(26),
        27: _add_sub_mul(27), 28: _comparison(28), 29: _comparison(29), 30: _comparison(30),
        31: _comparison(31), 32: _comparison(32), 33: _comparison(33), 34: _binary, 35: _inplace,
        36: _is, 37: _in, 38: _not, 39: _unary("-"), 40: _unary("+"), 41: _unary("~"), 42: _item,
        43: _store_item, 45: _slice, 46: _store_attr, 48: _discard, 49: _dup, 50: _dup2,
        51: _move_top(1), 52: _move_top(2), 53: _tuple, 54: _list, 55: _dict, 56: _string,
        57: _format, 58: _append, 59: _put, 60: _extend, 62: _unpack, 64: _iter,
        65: _yield, 66: _yield_from, 67: _load_cell,
        68: _store_cell, 69: _delete, 70: _delete_global, 72: _cell,
        73: _function, 76: _builtin, 77: _import, 78: _matches,
    }


WRITERS = _table()
"""By opcode, as runtime/vm/instructions.py numbers them; others are left to the interpreter."""
