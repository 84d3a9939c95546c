"""The tag space of one node: create, read, write, delete, list; leases; a bound in bytes."""

from runtime import cbor
from runtime.constant import const
from runtime.errors import NoTag, TagDenied, TagExists, TagSpaceFull, TagTypeRefused
from runtime.tagspace.io_tags import IoTag
from runtime.tagspace.leases import Leases

# Rights that `may` is asked for.
READ = "read"
WRITE = "write"
DELETE = "delete"

CAPACITY_BYTES = 8192
_VALUE_BYTES = const(1024)
_NAME_BYTES = const(64)
_VALUE_DEPTH = const(8)
LEASE_MS = 7 * 24 * 3600 * 1000
TAG_OVERHEAD_BYTES = 64  # what a tag costs beside its name and value, on a 32-bit board


class _Tag:
    __slots__ = ("encoded", "owner", "size_bytes")

    def __init__(self, encoded, owner, size_bytes):
        self.encoded = encoded
        self.owner = owner
        self.size_bytes = size_bytes


class TagSpace:
    """Named values, each of None, bool, int, float, str, bytes, and tuples of these.

    A value is kept as its CBOR: what it takes is known to the byte, and nothing that a message
    holds is ever shared with the node or another message. A list is taken and read as a tuple.

    Tags that messages create end with their lease, at `now_ms >= ends_ms`, and count against
    `capacity_bytes`; a tag that does not fit is refused, and no live one is evicted for it.
    I/O tags, bound by the node's owner, are permanent, and no message deletes or creates over
    them. Every call is atomic.

    `on_write(now_ms, name, value)`, where set, is told of each creation and write: it wakes
    those who wait. `may(right, who, name, owner)`, where set, decides who has the rights READ,
    WRITE and DELETE on a tag that a message created (`owner` is what `create` was given, and
    None for I/O tags); with none, everyone has. `who` of None is the node itself, which may
    all that the tag allows. `account(owner, more_bytes)`, where set, is told of all bytes that the
    tags of an owner take or give back, before they take them: what it raises refuses them.
    """

    __slots__ = (
        "_io",
        "_leases",
        "_tags",
        "account",
        "capacity_bytes",
        "lease_ms",
        "may",
        "on_write",
        "used_bytes",
        "value_bytes",
    )

    def __init__(self, capacity_bytes=CAPACITY_BYTES, value_bytes=_VALUE_BYTES, lease_ms=LEASE_MS):
        self.capacity_bytes = capacity_bytes
        self.value_bytes = value_bytes
        self.lease_ms = lease_ms
        self.used_bytes = 0
        self.on_write = None
        self.may = None
        self.account = None
        self._tags = {}
        self._io = {}
        self._leases = Leases()

    # ---- for the node's owner

    def bind(self, name, read, write=None, unit=None):
        """Make `name` an I/O tag, in place of any tag of that name.

        `read(now_ms)` gives the value, or None for "no reading now" (the reader gets NoTag);
        `write(now_ms, value)` acts, and may raise TagTypeRefused for a value that makes no
        sense to it; without it the tag can only be read. An OSError of either is an answer to
        the message, never the end of the node.
        """
        _check_name(name)
        self._drop(name)
        self._io[name] = IoTag(name, read, write, unit)

    def unit(self, name):
        """The unit that an I/O tag was bound with, or None."""
        io = self._io.get(name)
        return io.unit if io else None

    # ---- for messages

    def create(self, now_ms, name, value, lease_ms, owner=None):
        """A tag of this name and value, until `now_ms + lease_ms`."""
        self.expire(now_ms)
        name_bytes = _check_name(name)
        if name in self._io or name in self._tags:
            raise TagExists(f"the tag {name!r} exists here; write it, or choose another name")
        if isinstance(lease_ms, bool) or not isinstance(lease_ms, int) or lease_ms < 1:
            raise TagTypeRefused(
                f"the lease of {name!r} is {lease_ms!r}; give milliseconds, a whole number from 1"
            )
        if lease_ms > self.lease_ms:
            raise TagDenied(
                f"the lease of {name!r} is {lease_ms} ms; the longest here is {self.lease_ms} ms"
            )
        encoded = self._encoded(name, value)
        size_bytes = TAG_OVERHEAD_BYTES + name_bytes + len(encoded)
        self._must_fit(name, size_bytes)
        self._count(owner, size_bytes)
        self._tags[name] = _Tag(encoded, owner, size_bytes)
        self._leases.take(name, now_ms + lease_ms)
        self._written(now_ms, name, encoded)

    def read(self, now_ms, name, who=None):
        """The value of a tag; the reading of an I/O tag at `now_ms`."""
        self.expire(now_ms)
        io = self._io_tag(name)
        if io is not None:
            self._must_allow(READ, who, name, None)
            return self._frozen(name, io.read(now_ms))
        tag = self._live(name)
        self._must_allow(READ, who, name, tag.owner)
        return cbor.decode(tag.encoded, _VALUE_DEPTH)

    def write(self, now_ms, name, value, who=None):
        """Give a tag that exists a value; its lease stays. An I/O tag acts."""
        self.expire(now_ms)
        io = self._io_tag(name)
        if io is not None:
            self._must_allow(WRITE, who, name, None)
            encoded = self._encoded(name, value)
            io.write(now_ms, cbor.decode(encoded, _VALUE_DEPTH))
        else:
            tag = self._live(name)
            self._must_allow(WRITE, who, name, tag.owner)
            encoded = self._encoded(name, value)
            more_bytes = len(encoded) - len(tag.encoded)
            self._must_fit(name, more_bytes)
            self._count(tag.owner, more_bytes)
            tag.encoded = encoded
            tag.size_bytes += more_bytes
        self._written(now_ms, name, encoded)

    def delete(self, now_ms, name, who=None):
        """End a tag before its lease does."""
        self.expire(now_ms)
        if self._io_tag(name) is not None:
            raise TagDenied(f"the I/O tag {name!r} is permanent")
        self._must_allow(DELETE, who, name, self._live(name).owner)
        self._drop(name)

    def names(self, now_ms, pattern="*"):
        """The names that fit `pattern`, sorted: a whole name, or a beginning and a '*'.

        An I/O tag is listed whether or not it has a reading now.
        """
        self.expire(now_ms)
        if not isinstance(pattern, str):
            raise TagTypeRefused(f"a pattern is a string, not {pattern!r}")
        if "*" not in pattern:
            return [pattern] if pattern in self._tags or pattern in self._io else []
        beginning = pattern[:-1]
        if "*" in beginning or not pattern.endswith("*"):
            raise TagTypeRefused(f"the pattern {pattern!r} has a '*' that is not at its end")
        found = []
        for names in (self._io, self._tags):
            for name in names:
                if name.startswith(beginning):
                    found.append(name)
        found.sort()
        return found

    # ---- for the node

    def release(self, owner):
        """End all that an owner has here."""
        for name in [name for name in self._tags if self._tags[name].owner == owner]:
            self._drop(name)

    # ---- for the node's timers

    def next_expiry_ms(self):
        """When the next lease ends, or None; `expire` is due then."""
        return self._leases.next_ms()

    def expire(self, now_ms):
        """Drop the tags whose leases have ended by `now_ms`; every call above does it first."""
        for name in self._leases.ended(now_ms):
            tag = self._tags.pop(name)
            self._count(tag.owner, -tag.size_bytes)

    # ---- within

    def _io_tag(self, name):
        if not isinstance(name, str):
            raise TagTypeRefused(f"the name of a tag is a string, not {name!r}")
        return self._io.get(name)

    def _live(self, name):
        tag = self._tags.get(name)
        if tag is None:
            raise NoTag(f"no tag {name!r} here; it was never created, or its lease has ended")
        return tag

    def _drop(self, name):
        tag = self._tags.pop(name, None)
        if tag is not None:
            self._count(tag.owner, -tag.size_bytes)
            self._leases.let_go(name)

    def _count(self, owner, more_bytes):
        if self.account is not None:
            self.account(owner, more_bytes)
        self.used_bytes += more_bytes

    def _must_allow(self, right, who, name, owner):
        if who is not None and self.may is not None and not self.may(right, who, name, owner):
            raise TagDenied(f"the rights of the tag {name!r} do not let this message {right} it")

    def _must_fit(self, name, more_bytes):
        left_bytes = self.capacity_bytes - self.used_bytes
        if more_bytes > left_bytes:
            raise TagSpaceFull(
                f"the tag {name!r} needs {more_bytes} bytes, {left_bytes} of "
                f"{self.capacity_bytes} are left here. Delete tags, store less, or retry when "
                "a lease has ended"
            )

    def _encoded(self, name, value):
        _check_plain(name, value, _VALUE_DEPTH)
        try:
            encoded = cbor.encode(value)
        except ValueError as error:
            raise TagTypeRefused(f"the tag {name!r} cannot hold this value: {error}")
        if len(encoded) > self.value_bytes:
            raise TagTypeRefused(
                f"the value for the tag {name!r} is {len(encoded)} bytes of CBOR; "
                f"a tag here holds {self.value_bytes}. Store less, or spread it over tags"
            )
        return encoded

    def _frozen(self, name, value):
        """What an I/O tag reads, sharing nothing that can change with the driver."""
        if isinstance(value, (tuple, list)):
            return cbor.decode(self._encoded(name, value), _VALUE_DEPTH)
        _check_plain(name, value, _VALUE_DEPTH)
        return value

    def _written(self, now_ms, name, encoded):
        if self.on_write is not None:
            self.on_write(now_ms, name, cbor.decode(encoded, _VALUE_DEPTH))


def _check_name(name):
    """The bytes of a name that a tag may have, counted; TagTypeRefused otherwise."""
    if not isinstance(name, str):
        raise TagTypeRefused(f"the name of a tag is a string, not {name!r}")
    try:
        size_bytes = len(cbor.encode(name))
    except ValueError as error:
        raise TagTypeRefused(f"a tag cannot have this name: {error}")
    if not name or "*" in name or size_bytes > _NAME_BYTES:
        raise TagTypeRefused(
            f"{name!r} is no name for a tag: 1 to {_NAME_BYTES - 2} bytes of UTF-8, without '*'"
        )
    return size_bytes


def _check_plain(name, value, depth):
    if isinstance(value, (tuple, list)):
        if depth == 0:
            raise TagTypeRefused(
                f"the value for the tag {name!r} is nested deeper than {_VALUE_DEPTH}"
            )
        for item in value:
            _check_plain(name, item, depth - 1)
    elif value is not None and not isinstance(value, (bool, int, float, str, bytes)):
        raise TagTypeRefused(
            f"the tag {name!r} cannot hold a {type(value).__name__}; it holds None, bool, int, "
            "float, str, bytes, and tuples of these"
        )
