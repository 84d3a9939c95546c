"""Bricks and states changed by what they are made of: items of CBOR, instructions of bytecode."""

import copy

from runtime import cbor
from runtime.vm import instructions
from tests.damage import damaged

_INTS = (0, 1, 2, 3, 5, 7, 10, 23, 24, 31, 127, 128, 255, 256, 1000, 65535, 65536, 1 << 31,
         (1 << 32) - 1, 1 << 62, (1 << 64) - 1)
_TEXTS = ("", "x", "cls", "attributes", "args", "trace", "frame", "__class__", "__init__",
          "__iter__", "__next__", "__enter__", "__exit__", "__getattr__", "__setattr__",
          "__getitem__", "__eq__", "__hash__", "__len__", "__call__", "__str__", "x\nimport os",
          "'\"\\", "é", "node", "math")
_TAGS = (2, 3, *range(6, 31), 258)
_SIMPLE = (b"\xf4", b"\xf5", b"\xf6", b"\xf7", b"\xf9\x7e\x00",
           b"\xfb\x7f\xf0\0\0\0\0\0\0", b"\x80", b"\xa0", b"\x40", b"\x60", b"\xc6\x80",
           b"\xd2\x14", b"\xe0", b"\xe1", b"\xd0\x81\x0a",
           b"\xd0\x83\x05\xf6\xf6", b"\xd1\x80", b"\xd3\x00", b"\xd5\x01", b"\xd6\x02", b"\xd7\x00",
           b"\xf8\xff", b"\xc2\x41\xff")


class _Item:
    """One data item: its head, and the items or the raw bytes in it."""

    def __init__(self, major, argument, inside):
        self.major = major
        self.argument = argument
        self.inside = inside

    def encode(self, out):
        if self.major == 7:
            out += self.inside
            return
        cbor.put_head(out, self.major, self.argument)
        if isinstance(self.inside, bytes):
            out += self.inside
        else:
            for item in self.inside:
                item.encode(out)


def _parse(data, at):
    first = data[at]
    major, short = first >> 5, first & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(short, 0)
    argument = int.from_bytes(data[at + 1 : at + 1 + size], "big") if size else short
    start, at = at, at + 1 + size
    if major == 7:
        return _Item(7, 0, data[start:at]), at
    if major in (2, 3):
        return _Item(major, argument, data[at : at + argument]), at + argument
    inside = []
    for _ in range({4: argument, 5: 2 * argument, 6: 1}.get(major, 0)):
        item, at = _parse(data, at)
        inside.append(item)
    return _Item(major, argument, inside), at


def _all(item, found):
    found.append(item)
    if not isinstance(item.inside, bytes):
        for below in item.inside:
            _all(below, found)
    return found


def items_changed(data, drawn):
    """CBOR with a few of its items replaced, swapped, copied, cut, or given another head."""
    top = _parse(data, 0)[0]
    for _ in range(drawn.choice((1, 1, 1, 2, 2, 4))):
        found = _all(top, [])
        item, other = drawn.choice(found), drawn.choice(found)
        if item is top:
            continue
        _change(item, other, drawn)
    out = bytearray()
    try:
        top.encode(out)
    except RecursionError:  # an item was put into itself
        return damaged(data, drawn)
    return bytes(out)


def _become(item, other):
    item.major, item.argument = other.major, other.argument
    item.inside = other.inside if isinstance(other.inside, bytes) else list(other.inside)


def _change(item, other, drawn):
    kind = drawn.randrange(8)
    holds = item.major in (4, 5) and item.inside
    if kind == 0:
        _become(item, _parse(drawn.choice(_SIMPLE), 0)[0])
    elif kind == 1:
        _become(item, _Item(drawn.randrange(2), drawn.choice(_INTS), []))
    elif kind == 2 and other.major in (0, 1, 2, 3, 7):
        _become(item, other)
    elif kind == 3 and holds:
        item.inside.pop(drawn.randrange(len(item.inside)))
        _recount(item, drawn)
    elif kind == 4 and holds:
        item.inside.insert(drawn.randrange(len(item.inside) + 1), drawn.choice(item.inside))
        _recount(item, drawn)
    elif kind == 5 and holds:
        at, to = drawn.randrange(len(item.inside)), drawn.randrange(len(item.inside))
        item.inside[at], item.inside[to] = item.inside[to], item.inside[at]
    elif item.major in (0, 1):
        item.argument = min(max(0, item.argument + drawn.choice((-2, -1, 1, 2, 3, 8))), _INTS[-1])
    elif item.major == 6:
        item.argument = drawn.choice(_TAGS)
    elif item.major == 3:
        raw = drawn.choice(_TEXTS).encode()
        item.argument, item.inside = len(raw), raw
    elif item.major == 2 and item.inside:
        item.inside = damaged(item.inside, drawn)
        item.argument = len(item.inside)
    elif other.major in (4, 5, 6):
        _become(item, copy.deepcopy(other))


def _recount(item, drawn):
    if drawn.random() < 0.1:
        return  # a head that lies
    if item.major == 5 and len(item.inside) % 2:
        item.inside.append(item.inside[-1])
    item.argument = len(item.inside) // (2 if item.major == 5 else 1)


# --- bytecode

_NAMES = instructions.names()
_KINDS = instructions.KINDS
_BY_EFFECT = {}
for _number in range(len(_NAMES)):
    _effect = instructions.EFFECTS[4 * _number : 4 * _number + 4]
    if _effect[0] == _effect[2] == 0 and _KINDS[_number] != "d":
        _BY_EFFECT.setdefault((_effect[1], _effect[3]), []).append(_number)
_BLOCKED = tuple(instructions.number(name) for name in
                 ("BLOCK", "LOOP", "IF", "ELSE", "TRY", "CATCH", "END", "RETURN", "RERAISE"))
_CONSTANTS = (None, True, 0, -1, 1 << 61, 1 << 4000, 0.0, float("nan"), float("inf"), "", "x",
              "x\nimport os", "'", b"", b"x", (), ("k",), ((1, "a"), None),
              "{0.__class__}", "%s%s%(a)s")


def _operations(raw):
    """[[opcode, operand]] of a function's bytes."""
    out, at = [], 0
    while at < len(raw):
        opcode, operand, shift = raw[at], 0, 0
        at += 1
        if opcode < len(_KINDS) and _KINDS[opcode] != "-":
            while True:
                operand |= (raw[at] & 127) << shift
                shift += 7
                at += 1
                if raw[at - 1] < 128:
                    break
        out.append([opcode, operand])
    return out


def _assembled(operations):
    out = bytearray()
    for opcode, operand in operations:
        out.append(opcode)
        if _KINDS[opcode] != "-":
            while operand > 127:
                out.append(operand & 127 | 128)
                operand >>= 7
            out.append(operand)
    return bytes(out)


def _any_operation(opcode, drawn):
    return [opcode, drawn.choice((0, 0, 1, 1, 2, 3, 4, drawn.randrange(12), drawn.randrange(130)))]


def _straight(drawn, length):
    """Instructions without branches that leave the stack as high as it was."""
    out, height = [], 0
    for _ in range(length):
        pops = drawn.choice([pops for pops in (0, 0, 1, 1, 2, 3) if pops <= height])
        choices = [(effect, found) for effect, found in _BY_EFFECT.items() if effect[0] == pops]
        effect, found = drawn.choice(choices)
        opcode = drawn.choice(found)
        if opcode not in _BLOCKED:
            out.append(_any_operation(opcode, drawn))
            height += effect[1] - effect[0]
    return out + [[_NAMES.index("POP"), 0]] * height


def code_changed(data, drawn):
    """A brick with some of its instructions, operands, constants, names or counts changed."""
    version, prelude, imports, constants, names, *rest = _thawed(cbor.decode(data))
    (functions,) = rest
    for _ in range(drawn.choice((1, 1, 2, 3))):
        function = drawn.choice(functions)
        kind = drawn.randrange(12)
        if kind == 0:
            at = drawn.randrange(len(constants) + 1)
            constants[at : at + 1] = [drawn.choice(_CONSTANTS)]
        elif kind == 1:
            drawn.shuffle(constants)
        elif kind == 2:
            at = drawn.randrange(1, 5)
            function[at] = max(0, function[at] + drawn.choice((-1, 1, 2, 4, 8)))
        elif kind == 3:
            function[drawn.choice((0, 0, 7))] = drawn.choice((*_TEXTS, 0, 1, 2))
        elif kind == 4:
            target = drawn.choice((names, function[5], imports))
            if target:
                text = drawn.choice(_TEXTS)
                at = drawn.randrange(len(target))
                target[at] = [text, None] if target is imports else text
        elif kind == 5:
            function[6] = [drawn.randrange(4) for _ in range(drawn.randrange(3))]
        else:
            operations = _operations(function[8])
            if operations:
                _reprogram(operations, functions, drawn)
            function[8] = _assembled(operations)
    return cbor.encode([version, prelude, imports, constants, names, functions])


def _reprogram(operations, functions, drawn):
    at = drawn.randrange(len(operations))
    opcode, operand = operations[at]
    kind = drawn.randrange(8)
    effect = tuple(instructions.EFFECTS[4 * opcode : 4 * opcode + 4][1::2])
    if kind < 2 and opcode in _BY_EFFECT.get(effect, ()):
        operations[at] = _any_operation(drawn.choice(_BY_EFFECT[effect]), drawn)
    elif kind == 2:
        operations[at] = [opcode, max(0, operand + drawn.choice((-2, -1, 1, 2)))]
    elif kind == 3:
        operations[at] = [opcode, _any_operation(0, drawn)[1]]
    elif kind == 4:
        other = drawn.randrange(len(operations))
        operations[at], operations[other] = operations[other], operations[at]
    elif kind == 5:
        source = _operations(drawn.choice(functions)[8])
        start = drawn.randrange(len(source) + 1)
        operations[at:at] = source[start : start + drawn.randrange(1, 9)]
    elif kind == 6:
        del operations[at : at + drawn.randrange(1, 4)]
    else:
        operations[at:at] = _straight(drawn, drawn.randrange(2, 12))


def _thawed(value):
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value
