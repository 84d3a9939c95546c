"""A brick: one compiled module, content-addressed, as it is on the air and once loaded."""

import hashlib
import sys
from array import array

from runtime import cbor
from runtime.constant import const
from runtime.errors import BadBrick, DecodeError
from runtime.vm.fusion import fuse
from runtime.vm.values import INT_LIMIT, Module, spelled
from runtime.vm.verifier import arms, height_at, verify

VERSION = 1
MAX_BYTES = 4096
NAME_BYTES = 8

VARARGS = 1
VARKEYWORDS = 2
GENERATOR = 4
CLASS_BODY = 8
CLASS_CELL = 16

_NOT_PLAIN = const(255)
_BETWEEN = "\0"
_PLACES = const(4)  # of a function whose height is kept: frames from the air name any

# A tuple is read faster on CPython; an array is half its size on a board.
_fixed = tuple if sys.implementation.name == "cpython" else lambda words: words


class Code:
    """One verified function of a brick: what every call of it shares.

    `words` alternates opcode and operand; branch operands are indices into it. `handlers` are
    `(start, end, handler, height)`, innermost first. `cost` is the gas of a call. `takes` is the
    number of arguments with which a call needs nothing but a Frame, or -1 - `positional` where it
    always needs more. What is seldom set stands in the class, for the sake of a board's heap.
    """

    flags = 0
    live = None
    keyword_only = 0
    cell_sources = ()
    free_count = 0
    handlers = ()
    _arms = None
    _heights = None
    _local_names = None

    def __init__(self, brick, index):
        self.brick = brick
        self.index = index
        (_, flags, positional, keyword_only, self.local_count, _, cell_sources, free_count,
         raw) = brick.record(index)
        if flags:
            self.flags = flags
        if keyword_only:
            self.keyword_only = keyword_only
        if cell_sources:
            self.cell_sources = cell_sources
        if free_count:
            self.free_count = free_count
        plain = not (flags or keyword_only or cell_sources)
        self.takes = positional if plain else -1 - positional
        self.words, handlers, self.cost = verify(self, brick, raw)
        if handlers:
            self.handlers = handlers

    def catches(self):
        """As verifier.arms has them: seldom asked for, so found late."""
        if self._arms is None:
            self._arms = arms(self) if self.handlers else ()
        return self._arms

    def height_at(self, at):
        """As verifier.height_at has it; messages come and go at few places, which are kept."""
        known = self._heights
        if known is None or len(known) >= _PLACES and at not in known:
            known = self._heights = {}
        if at not in known:
            known[at] = height_at(self, at)
        return known[at]

    def prepare(self):
        """Make it ready to run fast."""
        if not self.flags & CLASS_BODY:
            fuse(self.words)
        self.words = _fixed(self.words)

    @property
    def positional(self):
        """How many parameters take positional arguments."""
        return self.takes if self.takes >= 0 else -1 - self.takes

    @property
    def name(self):
        """CPython's qualified name."""
        return spelled(self.brick.record(self.index)[0])

    @property
    def local_names(self):
        """The parameters' names; in a class body those of all local variables. Behind them, by
        number, those of others, then of cells, that may be read unbound; the rest are "".
        """
        names = self._local_names
        if names is None:
            names = self._local_names = self.brick.record(self.index)[5]
        return names


class _Names:
    """The names of a brick's global variables, by slot: one text, most are never asked for."""

    __slots__ = ("_text", "_count")

    def __init__(self, text, count):
        self._text = text
        self._count = count

    def __len__(self):
        return self._count

    def __getitem__(self, slot):
        return self._text.split(_BETWEEN)[slot + 1]

    def find(self, name):
        """The slot of a name, or -1."""
        at = -1 if _BETWEEN in name else self._text.find(_BETWEEN + name + _BETWEEN)
        return at if at < 0 else self._text.count(_BETWEEN, 0, at)


class Brick:
    """A verified brick. `name` is what it is called on the wire: 8 bytes of its hash.

    Its functions are unpacked when first called: a message uses few of a library's. `expected`
    has three numbers a global variable: see _expected_globals;
    `only_defines` says that its body does nothing else. `parts` are those of a brick that was
    loaded when the node's image was built.
    """

    __slots__ = ("data", "hash", "name", "prelude", "imports", "import_names", "constants",
                 "global_names", "flags", "free_counts", "expected", "only_defines", "native",
                 "_places", "_codes")

    def __init__(self, data, parts=None):
        self.data = data
        self._codes = {}
        if parts is None:
            self.hash = hashlib.sha256(data).digest()
            function_count = self._parse()
            self.expected, self.only_defines = _expected_globals(self, Code(self, 0))
            for index in range(1, function_count):
                Code(self, index)
        else:
            (self.hash, self.prelude, self.imports, self.import_names, self.constants, names,
             self.flags, self.free_counts, expected, self.only_defines, places) = parts
            self.global_names = _Names(*names)
            self.expected = array("H", expected)
            self._places = array("H", places)
        self.name = self.hash[:NAME_BYTES]

    def function(self, index):
        """The Code of a function."""
        code = self._codes.get(index)
        if code is None:
            code = self._codes[index] = Code(self, index)
            code.prepare()
        return code

    def record(self, index):
        """A function as it stands in the brick; the code is last."""
        return cbor.Reader(self.data, self._places[index]).item()

    def hashes(self):
        """Full hashes of the bricks that this one needs, without native modules."""
        needed = [item for item in self.imports if item is not None]
        if self.prelude is not None:
            needed.append(self.prelude)
        return needed

    def _parse(self):
        reader = cbor.Reader(self.data)
        _require(reader.head() == (4, 6), "a brick is an array of six")
        version = reader.item()
        _require(version == VERSION, "brick version %s; this node runs %d" % (version, VERSION))
        self.prelude = reader.item()
        _require(self.prelude is None or _is_hash(self.prelude), "prelude is not a hash")
        imports = reader.item()
        self.constants = reader.item()
        names = reader.item()
        for part in (imports, self.constants, names):
            _require(isinstance(part, tuple), "not an array")
        for item in imports:
            _require(isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)
                     and (item[1] is None or _is_hash(item[1])), "bad import")
        self.import_names = tuple([item[0] for item in imports])
        self.imports = tuple([item[1] for item in imports])
        for constant in self.constants:
            _check_constant(constant)
        for name in names:
            _require(isinstance(name, str) and _BETWEEN not in name, "a name has no NUL")
        self.global_names = _Names(_BETWEEN.join(("",) + names + ("",)), len(names))
        return self._parse_functions(reader)

    def _parse_functions(self, reader):
        major, count = reader.head()
        _require(major == 4 and 1 <= count <= MAX_BYTES, "a brick has a module body")
        places = array("H")
        flags = bytearray()
        free_counts = bytearray()
        for _ in range(count):
            places.append(reader.pos)
            record = reader.item()
            _check_record(record)
            _require(flags or not (record[1] or record[2] or record[3] or record[6] or record[7]),
                     "a module body has no flags, parameters or cells")
            flags.append(record[1])
            free_counts.append(record[7])
        _require(reader.done(), "bytes follow the brick")
        self._places = places
        self.flags = bytes(flags)
        self.free_counts = bytes(free_counts)
        return count


def load_brick(data):
    """The verified brick in `data`, or BadBrick."""
    if len(data) > MAX_BYTES:
        raise BadBrick("a brick has at most %d bytes, this one %d" % (MAX_BYTES, len(data)))
    try:
        return Brick(data if type(data) is bytes else bytes(data))
    except DecodeError as error:
        if isinstance(error, BadBrick):
            raise
        raise BadBrick(str(error))


def _check_record(record):
    _require(isinstance(record, tuple) and len(record) == 9, "a function is an array of nine")
    name, flags, positional, keyword_only, local_count, names, cells, free_count, raw = record
    _require(isinstance(name, str) and isinstance(raw, bytes), "bad function")
    for count in (flags, positional, keyword_only, local_count, free_count):
        _require(type(count) is int and 0 <= count < 256, "a count is at most 255")
    _require(isinstance(names, tuple) and isinstance(cells, tuple), "bad function")
    for item in names:
        _require(isinstance(item, str), "a name is a string")
    parameters = positional + keyword_only + (flags & VARARGS) + ((flags & VARKEYWORDS) >> 1)
    _require(parameters <= local_count, "more parameters than local variables")
    least = local_count if flags & CLASS_BODY else positional + keyword_only
    _require(least <= len(names) <= local_count + len(cells) + free_count
             and (not flags & CLASS_BODY or parameters == 0), "bad names")
    _require(len(cells) + free_count < 256, "too many cells")
    _require(not flags & CLASS_BODY or not flags & GENERATOR, "a class body that yields")
    for source in cells:
        _require(type(source) is int and 0 <= source <= local_count, "bad cell")
    _require(not flags & CLASS_CELL or (flags & CLASS_BODY and len(cells) > 0), "bad class cell")


def _is_hash(value):
    return isinstance(value, bytes) and len(value) == 32


def _check_constant(value):
    kind = type(value)
    if kind is tuple:
        for item in value:
            _check_constant(item)
    else:
        _require(value is None or kind in (bool, int, float, str, bytes), "bad constant")
        _require(kind is not int or -INT_LIMIT < value < INT_LIMIT, "an int beyond 4,096 bits")


def _require(truth, text):
    if not truth:
        raise BadBrick(text)


_FUNCTION = const(73)
_CONST = const(15)
_INT = const(16)
_CLASS = const(74)
_IMPORT = const(77)
_ATTR = const(19)
_STORE_GLOBAL = const(18)
_STORE = const(14)
_NAMESPACE = const(75)


def _definitions(code, store):
    """({slot: definition}, words taken) of what straight-line code stores as plain definitions.

    A definition is `(opcode, operand, extra)`: for a function, extra is the constant with its
    default values, or -1; for ATTR, the import that the name is taken from. Only slots stored once
    count. A captured state leaves out what equals its definition.
    """
    words = code.words
    found = {}
    taken = 0
    for at in range(2, len(words), 2):
        if words[at] != store:
            continue
        slot = words[at + 1]
        opcode = words[at - 2]
        operand = words[at - 1]
        extra = -1
        plain = opcode in (_CONST, _INT, _IMPORT) or (opcode == _CLASS and not operand & 5)
        if opcode == _FUNCTION:
            plain = not operand & 7
            if operand & 7 == 1 and at >= 4 and words[at - 4] == _CONST:
                plain = True
                extra = words[at - 3]
                taken += 2
        elif opcode == _ATTR and at >= 4 and words[at - 4] == _IMPORT:
            plain = True
            extra = words[at - 3]
            taken += 2
        taken += 4
        found[slot] = (opcode, operand, extra) if plain and slot not in found else None
    return found, taken


def _expected_globals(brick, body):
    """What each global variable holds after the module body ran; whether that is all it does.

    Three numbers a slot: opcode, operand, extra + 1; the opcode is _NOT_PLAIN where it is not plain
    to see.
    """
    found, taken = _definitions(body, _STORE_GLOBAL)
    out = array("H")
    for slot in range(len(brick.global_names)):
        definition = found.get(slot)
        if definition is None:
            out.append(_NOT_PLAIN)
            out.append(0)
            out.append(0)
        else:
            out.append(definition[0])
            out.append(definition[1])
            out.append(definition[2] + 1)
    # Beside its definitions a body has the two instructions that return None.
    only_defines = taken + 4 == len(body.words) and None not in found.values()
    return out, only_defines


def definition_of(brick, slot):
    """The plain definition of a global variable, as _definitions gives it, or None."""
    opcode = brick.expected[3 * slot]
    if opcode == _NOT_PLAIN:
        return None
    return opcode, brick.expected[3 * slot + 1], brick.expected[3 * slot + 2] - 1


def expected_namespace(code):
    """By local slot: what a class body leaves there, or None where its body does more."""
    found, taken = _definitions(code, _STORE)
    words = code.words
    if len(words) != taken + 4 or words[-4] != _NAMESPACE:
        return None
    for slot in found:
        if found[slot] is None or found[slot][0] not in (_CONST, _INT, _FUNCTION):
            return None
    return found


def closure(bricks, root):
    """The bricks that `root` (a name) reaches, itself first; BadBrick where one is missing."""
    order = []
    waiting = [root]
    while waiting:
        name = waiting.pop(0)
        brick = bricks.get(name)
        if brick is None:
            raise BadBrick("the brick is not here")
        if brick in order:
            continue
        order.append(brick)
        for wanted in brick.hashes():
            needed = bricks.get(wanted[:NAME_BYTES])
            if needed is None or needed.hash != wanted:
                raise BadBrick("a brick that %s imports is not here" % brick.record(0)[0])
            waiting.append(needed.name)
    return order


def link(bricks, root):
    """A Module for each brick that `root` reaches, in an order that is the same on every node."""
    order = closure(bricks, root)
    return [Module(order[at], at) for at in range(len(order))]
