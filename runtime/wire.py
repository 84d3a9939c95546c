"""Frames: one table of their types and fields, and the encoder and decoder made from it.

A frame is one byte of version, then a CBOR array: the type's number and its fields in the
order of the table. Decoding is pure and gives a named tuple of the type, so that a simulator
may decode a broadcast once for all who heard it.

A frame whose first byte is 0 is the same in every version: the byte after it is the version
that its sender speaks. It answers a frame of a version that the sender does not know, and is
never answered.
"""

from collections import namedtuple

from runtime import cbor
from runtime.errors import BadFrame, DecodeError

VERSION = 1
MTU_BYTES = 100  # the least that a link must carry: an offer's header at its usual size

_SPEAKS = 0  # first byte of the frame that tells a version

# What a field may hold: (type, least, most), in length for bytes and text.
KINDS = {
    "id": (bytes, 8, 8),
    "name": (bytes, 8, 8),
    "name?": (bytes, 0, 8),
    "bytes": (bytes, 0, 1500),
    "text": (str, 1, 24),
    "flag": (int, 0, 1),
    "u8": (int, 0, 0xFF),
    "u16": (int, 0, 0xFFFF),
    "u32": (int, 0, 0xFFFFFFFF),
    "epoch": (int, 0, 0xFFFFFFFF),
    "cm": (int, -0x80000000, 0x7FFFFFFF),
}

# A row: type, number, fields as `name:kind`. The comment below a row describes it, and the
# comments below that its fields; docs/wire.md is made from both.
TABLE = (
    ("Beacon", 1, "id:id epoch:epoch x_cm:cm y_cm:cm period_ms:u32"),
    # I am here; broadcast.
    #   epoch       the sender's boot epoch
    #   period_ms   when the next is due, about
    (
        "Offer",
        2,
        (
            "sender:id epoch:epoch hop:u32 back:u16 peer:epoch root:name origin:id "
            "origin_x_cm:cm origin_y_cm:cm start_epoch:epoch start:u32 seed:u32 gas_visit:u32 "
            "gas_left:u32 memory_bytes:u32 hops_left:u16 lifetime_ms:u32 state_bound:u16 "
            "size:u16 head:bytes"
        ),
    ),
    # Will you take this message? One frame is the whole hop where the state fits.
    #   hop         number of this hop at the sender, never used again in its boot
    #   back        hops below `hop` minus this are settled between the two: they may be forgotten
    #   peer        the boot of the receiver that this is for; any other answers Never
    #   root        first 8 bytes of the root brick's SHA-256
    #   origin      with start_epoch and start: the message's identity
    #   seed        of the program's random numbers
    #   gas_left    of the message's total
    #   lifetime_ms what is left of it
    #   state_bound the state's declared bound in bytes
    #   size        of the state in bytes
    #   head        the state's beginning, as much as fits
    ("Want", 3, "epoch:epoch to_epoch:epoch hop:u32 object:u8 brick:name? missing:bytes"),
    # Accepted so far: send the fragments of this object.
    #   epoch       the answerer's boot, as in all answers
    #   to_epoch    the asker's boot, whose hop it is
    #   object      0: the rest of the state; else a number for `brick`
    #   brick       name of the brick, empty for the state
    #   missing     bit i (least first): fragment i is missing; empty: all are
    ("Fragment", 4, "epoch:epoch hop:u32 object:u8 index:u16 count:u16 push:flag data:bytes"),
    # A piece of what was wanted; all but the last of an object have one length.
    #   push        1: the last of a burst, please answer
    ("Started", 5, "epoch:epoch to_epoch:epoch hop:u32"),
    # The message runs here; the sender drops its copy.
    (
        "Refused",
        6,
        "epoch:epoch to_epoch:epoch hop:u32 resource:text need:u32 bound:u32 retry_ms:u32",
    ),
    # The message was not started by this hop and never will be, and why.
    #   resource    what is short; `need` and `bound` are in its unit
    #   retry_ms    when a new hop may succeed; 0: never with these bounds
    ("Never", 7, "epoch:epoch to_epoch:epoch hop:u32"),
    # This boot did not start the message by this hop, and promises that it never will.
    ("Forgotten", 8, "epoch:epoch to_epoch:epoch hop:u32"),
    # This boot cannot tell any more.
    ("Query", 9, "sender:id epoch:epoch hop:u32 abort:flag"),
    # What became of this hop?
    #   abort       1: if it has not started by now, never start it
)


class UnknownVersion(BadFrame):
    """A frame of another version; `version` is what its sender speaks.

    `answer` is false where that is all that the frame says.
    """

    def __init__(self, version, answer):
        super().__init__(f"a frame of version {version}; this node speaks {VERSION}")
        self.version = version
        self.answer = answer


def _checks(fields):
    checks = []
    for field in fields.split(" "):
        name, kind = field.split(":")
        kind_type, least, most = KINDS[kind]
        checks.append((name, kind_type, least, most))
    return tuple(checks)


def _compile():
    by_number = {}
    by_type = {}
    for name, number, fields in TABLE:
        checks = _checks(fields)
        field_names = tuple([check[0] for check in checks])
        frame_type = namedtuple(name, field_names)  # type: ignore[misc]
        by_number[number] = (name, frame_type, checks)
        by_type[frame_type] = (name, number, checks)
    return by_number, by_type


_BY_NUMBER, _BY_TYPE = _compile()

Beacon = _BY_NUMBER[1][1]
Offer = _BY_NUMBER[2][1]
Want = _BY_NUMBER[3][1]
Fragment = _BY_NUMBER[4][1]
Started = _BY_NUMBER[5][1]
Refused = _BY_NUMBER[6][1]
Never = _BY_NUMBER[7][1]
Forgotten = _BY_NUMBER[8][1]
Query = _BY_NUMBER[9][1]


def encode(frame):
    """The bytes of a frame of the table; BadFrame where a field is out of its bounds."""
    name, number, checks = _BY_TYPE[type(frame)]
    _check(name, checks, frame)
    out = bytearray((VERSION,))
    cbor.put_head(out, cbor.ARRAY, len(checks) + 1)
    cbor.put(out, number)
    for value in frame:
        cbor.put(out, value)
    return bytes(out)


def decode(data):
    """The frame in `data`; BadFrame, or UnknownVersion, where it is not exactly one."""
    if not data:
        raise BadFrame("an empty frame")
    if data[0] != VERSION:
        if data[0] == _SPEAKS and len(data) == 2:
            raise UnknownVersion(data[1], False)
        raise UnknownVersion(data[0], data[0] != _SPEAKS)
    try:
        array = cbor.decode(data[1:], 1)
    except DecodeError as error:
        raise BadFrame(f"a frame of {len(data)} bytes: {error}")
    if not isinstance(array, tuple) or not array or type(array[0]) is not int:
        raise BadFrame("a frame is an array that begins with its type")
    row = _BY_NUMBER.get(array[0])
    if row is None:
        raise BadFrame(f"no frame has type {array[0]}")
    name, frame_type, checks = row
    _check(name, checks, array[1:])
    return frame_type(*array[1:])


def speaks():
    """The frame that tells which version is spoken here."""
    return bytes((_SPEAKS, VERSION))


def _check(name, checks, values):
    if len(values) != len(checks):
        raise BadFrame(f"{name} has {len(checks)} fields, not {len(values)}")
    for at, (field, kind, least, most) in enumerate(checks):
        value = values[at]
        if type(value) is not kind:
            raise BadFrame(f"{name}.{field} is a {type(value).__name__}")
        size = value if kind is int else len(value)
        if size < least or size > most:
            raise BadFrame(f"{name}.{field} is {size}, of {least} to {most}")
