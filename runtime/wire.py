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
from runtime.constant import const
from runtime.errors import BadFrame, DecodeError

VERSION = 1
MTU_BYTES = 100  # the least that a link must carry: an offer's header at its usual size

ANYONE = 0  # no node is in this boot: what a broadcast is for
_OFFERS = (2, 10)
_LONG_ARRAY = const(0x98)  # of 24 items or more
_SPEAKS = const(0)  # first byte of the frame that tells a version

# What a field may hold: (type, least, most), in length for bytes and text.
KINDS = {
    "id": (bytes, 8, 8),
    "name": (bytes, 8, 8),
    "name?": (bytes, 0, 8),
    "id?": (bytes, 0, 8),
    "short": (bytes, 2, 2),
    "bytes": (bytes, 0, 1500),
    "text": (str, 1, 24),
    "flag": (int, 0, 1),
    "u8": (int, 0, 0xFF),
    "u16": (int, 0, 0xFFFF),
    "u32": (int, 0, 0xFFFFFFFF),
    "u48": (int, 0, 0xFFFFFFFFFFFF),
    "epoch": (int, 0, 0xFFFFFFFF),
    "cm": (int, -0x80000000, 0x7FFFFFFF),
}

# A row: type, number, fields as `name:kind`. The comment below a row describes it, and the
# comments below that its fields; docs/wire.md is made from both.
TABLE = (
    (
        "Beacon",
        1,
        (
            "id:id epoch:epoch x_cm:cm y_cm:cm period_ms:u32 serial:u8 short:short clash:name? "
            "clock_age_s:u16 clock_ms:u48 load:u8 degree:u8 heard:bytes"
        ),
    ),
    # I am here, and these I hear; broadcast.
    #   epoch       the sender's boot epoch
    #   period_ms   when the next is due, about
    #   serial      counts the sender's beacons: gaps are those that were lost
    #   short       what the sender is called in lists of who is heard
    #   clash       the id of a node that is to take another short id, two having one; or empty
    #   clock_age_s since a gateway told the field's time; 65,535: it is not known
    #   clock_ms    the field's time when this was sent
    #   load        what a usual message would cost there: two steps are twice the price; at most 23
    #   degree      how many nodes the sender hears well
    #   heard       their short ids, as many as fit; the next beacon goes on with the others
    (
        "Offer",
        2,
        (
            "sender:id epoch:epoch hop:u32 back:u16 peer:epoch root:name origin:id "
            "start_epoch:epoch start:u32 copy:u32 home:id? home_x_cm:cm home_y_cm:cm seed:u32 "
            "gas_visit:u32 gas_left:u32 memory_bytes:u32 hops_left:u16 lifetime_ms:u32 "
            "state_bound:u16 tag_blocks:u16 air_left:u16 size:u16 head:bytes"
        ),
    ),
    # Will you take this message? One frame is the whole hop where the state fits.
    #   hop         number of this hop at the sender, never used again in its boot
    #   back        hops below `hop` minus this are settled between the two: they may be forgotten
    #   peer        the boot of the receiver that this is for; any other answers Never
    #   root        first 8 bytes of the root brick's SHA-256
    #   origin      with start_epoch and start: the application that was injected
    #   copy        of it; 0: what was injected itself
    #   home        the node where the message began; empty: the origin
    #   seed        of the program's random numbers
    #   gas_left    of the message's total
    #   lifetime_ms what is left of it
    #   state_bound the state's declared bound in bytes
    #   tag_blocks  its declared bound of tags, in blocks of 16 bytes
    #   air_left    of its bytes on the air, in blocks of 16 bytes
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
    ("Started", 5, "epoch:epoch to_epoch:epoch hop:u32 load:u8"),
    # The message runs here; the sender drops its copy.
    #   load        as in Beacon, with this message
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
    (
        "Spread",
        10,
        (
            "sender:id epoch:epoch hop:u32 back:u16 root:name x_cm:cm y_cm:cm origin:id? "
            "start_epoch:epoch start:u32 seed:u32 visit_blocks:u32 gas_blocks:u32 "
            "memory_blocks:u32 hops_left:u16 life_blocks:u32 state_blocks:u8 tag_blocks:u16 "
            "air_left:u16 state:bytes"
        ),
    ),
    # Copies of this message begin at all who hear this; broadcast, and answered by Want alone.
    #   x_cm        where the sender is, which is home to the copies
    #   origin      of the application; empty: the sender
    #   visit_blocks, gas_blocks   gas of a visit and in all, in blocks of 256
    #   memory_blocks, state_blocks   the same of bytes
    #   life_blocks what is left of the lifetime, in blocks of 64 ms
    ("Bulletin", 11, "sender:id epoch:epoch number:u32 index:u8 count:u8 data:bytes"),
    # A piece of what the operator of a keyed field says of its keys; broadcast.
    #   number      of the key that it brings
)


class UnknownVersion(BadFrame):
    """A frame of another version; `version` is what its sender speaks.

    `answer` is false where that is all that the frame says.
    """

    def __init__(self, version, answer):
        super().__init__(f"a frame of version {version}; this node speaks {VERSION}")
        self.version = version
        self.answer = answer


def _compile():
    """Rows (name, number, the frames' type, the bounds of its fields), by number and by type."""
    by_number = {}
    by_type = {}
    for name, number, fields in TABLE:
        pairs = [field.split(":") for field in fields.split(" ")]
        frame_type = namedtuple(name, [pair[0] for pair in pairs])  # type: ignore[misc]
        row = (name, number, frame_type, tuple([KINDS[pair[1]] for pair in pairs]))
        by_number[number] = by_type[frame_type] = row
    return by_number, by_type


_BY_NUMBER, _BY_TYPE = _compile()

Beacon = _BY_NUMBER[1][2]
Offer = _BY_NUMBER[2][2]
Want = _BY_NUMBER[3][2]
Fragment = _BY_NUMBER[4][2]
Started = _BY_NUMBER[5][2]
Refused = _BY_NUMBER[6][2]
Never = _BY_NUMBER[7][2]
Forgotten = _BY_NUMBER[8][2]
Query = _BY_NUMBER[9][2]
Spread = _BY_NUMBER[10][2]
Bulletin = _BY_NUMBER[11][2]


def encode(frame):
    """The bytes of a frame of the table; BadFrame where a field is out of its bounds."""
    out = bytearray((VERSION,))
    put(out, frame)
    return bytes(out)


def put(out, frame, skip=0):
    """Append the array of a frame, without the first `skip` of its fields."""
    row = _BY_TYPE[type(frame)]
    _check(row, frame)
    cbor.put_head(out, cbor.ARRAY, len(frame) + 1 - skip)
    cbor.put(out, row[1])
    for value in frame[skip:]:
        cbor.put(out, value)


def names_sender(frame):
    """Whether the sender's id is the first field of such a frame; the epoch is the next then."""
    return _BY_TYPE[type(frame)][3][0][0] is bytes


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
    return take(array)


def take(array, before=()):
    """The frame of an array, but for its first fields, which are `before`; BadFrame."""
    if not isinstance(array, tuple) or not array or type(array[0]) is not int:
        raise BadFrame("a frame is an array that begins with its type")
    row = _BY_NUMBER.get(array[0])
    if row is None:
        raise BadFrame(f"no frame has type {array[0]}")
    values = before + array[1:]
    _check(row, values)
    return row[2](*values)


def is_offer(data):
    """Whether the bytes of a frame say that it brings a message; they may be no frame at all."""
    if len(data) < 4 or data[0] != VERSION:
        return False
    return data[3 if data[1] == _LONG_ARRAY else 2] in _OFFERS


def speaks():
    """The frame that tells which version is spoken here."""
    return bytes((_SPEAKS, VERSION))


def _check(row, values):
    bounds = row[3]
    if len(values) != len(bounds):
        raise BadFrame(f"{row[0]} has {len(bounds)} fields, not {len(values)}")
    for at, (kind, least, most) in enumerate(bounds):
        value = values[at]
        if type(value) is not kind:
            raise BadFrame(f"{_field(row, at)} is a {type(value).__name__}")
        size = value if kind is int else len(value)
        if size < least or size > most:
            raise BadFrame(f"{_field(row, at)} is {size}, of {least} to {most}")


def _field(row, at):
    for name, number, fields in TABLE:
        if number == row[1]:
            return name + "." + fields.split(" ")[at].split(":")[0]
    return row[0]
