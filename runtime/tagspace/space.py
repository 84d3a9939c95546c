"""The tag space of one node: what messages may do with tags; leases; bounds in bytes."""

from runtime import cbor
from runtime.constant import const
from runtime.errors import NoTag, TagDenied, TagExists, TagSpaceFull, TagTypeRefused
from runtime.tagspace.io_tags import IoTag
from runtime.tagspace.leases import Leases
from runtime.tagspace.rights import (
    DEFAULT,
    DELETE,
    GRANT,
    PRINCIPAL_BYTES,
    READ,
    RIGHTS,
    WAIT,
    WRITE,
    domain,
    parse,
    parse_io,
    principal,
    spell,
)

CAPACITY_BYTES = 8192
_VALUE_BYTES = const(1024)
_NAME_BYTES = const(64)
_VALUE_DEPTH = const(8)
LEASE_MS = 7 * 24 * 3600 * 1000
TAG_OVERHEAD_BYTES = 160  # what a tag costs beside its name and value, on a 32-bit board
_SHOWN = const(64)
# A tag is a list of these: its owner, as a principal of rights.py, and the CBOR of its value; the
# origin against whose bytes it counts, or None: the owner's; its rights, and whether it is durable.
_DATA = const(0)
_PAYER = const(1)
_BITS = const(2)
_KEPT = const(1 << 25)
_DURABLE = b"durable"  # the account of all durable tags: no origin is so short
_PREFIX = const(17)  # of the name of a private tag: "." and the code's hash, in front of its "."


class TagSpace:
    """Named values, each of None, bool, int, float, str, bytes, and tuples of these.

    A value is kept as its CBOR: what it takes is known to the byte, and nothing that a message
    holds is ever shared with the node or another message. A list is taken and read as a tuple.

    Tags that messages create end with their lease, at `now_ms >= ends_ms`, and count against
    `capacity_bytes`; a tag that does not fit is refused, and no live one is evicted for it.
    I/O tags, bound by the node's owner, are permanent, and no message deletes or creates over
    them. Every call is atomic.

    `who` is the identity of the message that acts, or None: the node itself, which may all that
    the tag allows. A name that a message begins with "." is private to its code: the tag is kept
    under "." and the code's hash before that. So a name with a "." in front is no other code's,
    whatever it spells.

    What a tag takes counts against an origin: that of the message which created it, and then of
    whoever renews it or makes it longer. `quota(origin, durable)`, where set, says how many bytes
    of (durable) tags it may have. `on_write(now_ms, name, value)` is told of each creation and
    write: it wakes those who wait. `account(owner, more_bytes)`, where set, is told of what the
    tags of a principal take or give back, before they do: what it raises refuses them.

    I/O tags have the rights that they were bound with; those of `origin` are for messages from
    the origin `home`. `may(who, right, name)`, where set, is asked first: True or False, or None
    where the tag's own rights are to decide. `keeper`, where set, keeps durable tags.
    Those take no more than `durable_bytes` together.
    """

    __slots__ = (
        "_io",
        "_leases",
        "_tags",
        "_used",
        "account",
        "capacity_bytes",
        "durable_bytes",
        "home",
        "keeper",
        "lease_ms",
        "may",
        "on_write",
        "quota",
        "used_bytes",
        "value_bytes",
    )

    def __init__(self, capacity_bytes=CAPACITY_BYTES, value_bytes=_VALUE_BYTES, lease_ms=LEASE_MS):
        self.capacity_bytes = capacity_bytes
        self.value_bytes = value_bytes
        self.lease_ms = lease_ms
        self.used_bytes = 0
        self.home = None
        self.quota = None
        self.on_write = None
        self.may = None
        self.keeper = None
        self.durable_bytes = 0
        self.account = None
        self._tags = {}
        self._io = {}
        self._used = {}
        self._leases = Leases()

    # ---- for the node's owner

    def bind(self, name, read, write=None, unit=None, rights=None):
        """Make `name` an I/O tag, in place of any tag of that name.

        `read(now_ms)` gives the value, or None for "no reading now" (the reader gets NoTag);
        `write(now_ms, value)` acts, and may raise TagTypeRefused for a value that makes no
        sense to it; without it the tag can only be read. An OSError of either is an answer to
        the message, never the end of the node. Everybody may read it and wait for it, and nobody
        write it, where `rights` ("others:read,write origin:all") do not say otherwise.
        """
        _check_name(name)
        if name[0] == ".":
            raise TagTypeRefused(f"{name!r}: a name that begins with '.' is private to a code")
        bits = parse_io(rights)
        self._drop(name)
        self._io[name] = IoTag(name, read, write, unit, bits)

    def unit(self, name):
        """The unit that an I/O tag was bound with, or None."""
        io = self._io.get(name)
        return io.unit if io else None

    # ---- for messages

    def create(self, now_ms, name, value, lease_ms, who=None, rights=None, durable=False):
        """A tag of this name and value, until `now_ms + lease_ms`."""
        self.expire(now_ms)
        _check_name(name)
        key = _key(name, who)
        if key in self._io or key in self._tags:
            raise TagExists(f"the tag {name!r} exists here; write it, or choose another name")
        self._check_lease(name, lease_ms)
        bits = DEFAULT if rights is None else parse(rights, DEFAULT)
        if durable is not True and durable is not False:
            raise TagTypeRefused(f"whether {name!r} is durable is {shown(durable)}; True or False")
        if durable and self.keeper is None:
            raise TagDenied(f"{name!r}: this node keeps no tags over a reboot")
        encoded = self._encoded(name, value)
        tag = [principal(who) + encoded, None, bits | _KEPT if durable else bits]
        size_bytes = _size_of(key, tag)
        self._must_fit(name, size_bytes, None if who is None else who[1], size_bytes, durable)
        self._count(tag, size_bytes)
        self._tags[key] = tag
        self._leases.take(key, now_ms + lease_ms)
        self._kept(key, tag)
        self._told(now_ms, key, encoded)

    def read(self, now_ms, name, who=None):
        """The value of a tag; the reading of an I/O tag at `now_ms`."""
        tag = self._may(now_ms, READ, name, who)
        if isinstance(tag, IoTag):
            return self._frozen(name, tag.read(now_ms))
        return cbor.decode(tag[_DATA][PRINCIPAL_BYTES:], _VALUE_DEPTH)

    def write(self, now_ms, name, value, who=None):
        """Give a tag that exists a value; its lease stays. An I/O tag acts."""
        tag = self._may(now_ms, WRITE, name, who)
        encoded = self._encoded(name, value)
        self._put(now_ms, name, tag, encoded, who)

    def compare_and_set(self, now_ms, name, expected, value, who=None):
        """Write a tag where it holds `expected`, kind and all; whether it did."""
        tag = self._may(now_ms, READ, name, who)
        self._may(now_ms, WRITE, name, who)
        if isinstance(tag, IoTag):
            held = self._encoded(name, tag.read(now_ms))
        else:
            held = tag[_DATA][PRINCIPAL_BYTES:]
        wanted = self._encoded(name, expected)
        encoded = self._encoded(name, value)
        if held != wanted:
            return False
        self._put(now_ms, name, tag, encoded, who)
        return True

    def delete(self, now_ms, name, who=None):
        """End a tag before its lease does."""
        self._may(now_ms, DELETE, name, who)
        self._drop(_key(name, who))

    def renew(self, now_ms, name, lease_ms, who=None):
        """The lease ends `lease_ms` from now; 0: let go of the tag.

        It takes the right to write, and where it ends sooner than it would, that to delete.
        """
        if type(lease_ms) is int and lease_ms == 0:
            self.delete(now_ms, name, who)
            return
        tag = self._may(now_ms, WRITE, name, who)
        if isinstance(tag, IoTag):
            raise _permanent(name)
        self._check_lease(name, lease_ms)
        key = _key(name, who)
        if now_ms + lease_ms < self._leases.ends_ms(key):
            self._must_allow(tag, DELETE, name, key, who)
        self._pay(name, tag, 0, who)
        self._leases.take(key, now_ms + lease_ms)
        self._kept(key, tag)

    def grant(self, now_ms, name, rights, who=None):
        """Other rights for a tag, in the domains that `rights` names."""
        tag = self._may(now_ms, GRANT, name, who)
        tag[_BITS] = parse(rights, tag[_BITS])
        self._kept(_key(name, who), tag)

    def about(self, now_ms, name, who=None):
        """(code, origin and start of the owner, ms left, rights, whether it is durable).

        The first four are None for an I/O tag, or one of the node itself.
        """
        tag = self._may(now_ms, READ, name, who)
        if isinstance(tag, IoTag):
            return None, None, None, None, spell(tag.rights), False
        left_ms = self._leases.ends_ms(_key(name, who)) - now_ms
        owner = tag[_DATA][:PRINCIPAL_BYTES]
        durable = tag[_BITS] & _KEPT != 0
        if owner == principal(None):
            return None, None, None, left_ms, spell(tag[_BITS]), durable
        return owner[:8], owner[8:16], owner[16:], left_ms, spell(tag[_BITS]), durable

    def names(self, now_ms, pattern="*", who=None):
        """The names that fit `pattern`, sorted: a whole name, or a beginning and a '*'.

        Those are listed that `who` may read, an I/O tag whether or not it has a reading now, and of
        the private ones only its own code's.
        """
        self.expire(now_ms)
        if not isinstance(pattern, str):
            raise TagTypeRefused(f"a pattern is a string, not {shown(pattern)}")
        if "*" not in pattern:
            key = _key(pattern, who)
            tag = self._io.get(key) or self._tags.get(key)
            return [pattern] if tag and self._allows(tag, READ, key, who) else []
        beginning = pattern[:-1]
        if "*" in beginning or not pattern.endswith("*"):
            raise TagTypeRefused(f"the pattern {shown(pattern)} has a '*' that is not at its end")
        private = _key(".", who)
        found = []
        for tags in (self._io, self._tags):
            for key in tags:
                name = key
                if key[0] == "." and who is not None:
                    if not key.startswith(private):
                        continue
                    name = key[_PREFIX:]
                if name.startswith(beginning) and self._allows(tags[key], READ, key, who):
                    found.append(name)
        found.sort()
        return found

    def wait(self, now_ms, name, who=None):
        """What `on_write` calls the tag; TagDenied where there is one, and `who` may not wait."""
        self.expire(now_ms)
        _check_name(name)
        key = _key(name, who)
        tag = self._io.get(key) or self._tags.get(key)
        if tag is not None:
            self._must_allow(tag, WAIT, name, key, who)
        return key

    def allows(self, right, key, who):
        """Whether `who` has a right on the tag that is known by this key."""
        tag = self._io.get(key) or self._tags.get(key)
        return tag is not None and self._allows(tag, right, key, who)

    def weigh(self, name, value):
        """At least so many bytes has this value; TagTypeRefused where no tag holds it."""
        size_bytes = _least_bytes(name, value, _VALUE_DEPTH, self.value_bytes)
        if size_bytes > self.value_bytes:
            raise _too_long(name, self.value_bytes)
        return size_bytes

    def count(self):
        """How many tags there are."""
        return len(self._tags) + len(self._io)

    # ---- for durable.py

    def durable_keys(self):
        """What the durable tags are known by."""
        return [key for key in self._tags if self._tags[key][_BITS] & _KEPT]

    def kept(self, now_ms, key):
        """(owner and CBOR of the value, payer, rights, ms left) of a tag; () where it is gone."""
        tag = self._tags.get(key)
        if tag is None or not tag[_BITS] & _KEPT:
            return ()
        return tuple(tag) + (self._leases.ends_ms(key) - now_ms,)

    def restore(self, now_ms, key, data, payer, bits, left_ms):
        """Have a tag again that was kept; whether there was room for it, and its name was free."""
        tag = [data, payer, bits]
        size_bytes = _size_of(key, tag)
        if key in self._io or self.used_bytes + size_bytes > self.capacity_bytes:
            return False
        self._count(tag, size_bytes)
        self._tags[key] = tag
        self._leases.take(key, now_ms + left_ms)
        return True

    # ---- for the node

    def release(self, owner):
        """End all that a principal has here."""
        for key in [key for key in self._tags if self._tags[key][_DATA].startswith(owner)]:
            self._drop(key)

    # ---- for the node's timers

    def next_expiry_ms(self):
        """When the next lease ends, or None; `expire` is due then."""
        return self._leases.next_ms()

    def expire(self, now_ms):
        """Drop the tags whose leases have ended by `now_ms`; every call above does it first."""
        ends_ms = self._leases.next_ms()
        if ends_ms is not None and ends_ms <= now_ms:
            for key in self._leases.ended(now_ms):
                self._drop(key)

    # ---- within

    def _may(self, now_ms, right, name, who):
        """The tag, where `who` has this right on it; TagDenied or NoTag."""
        self.expire(now_ms)
        if not isinstance(name, str):
            raise TagTypeRefused(f"the name of a tag is a string, not {shown(name)}")
        key = _key(name, who)
        tag = self._io.get(key) or self._tags.get(key)
        if tag is None:
            raise NoTag(f"no tag {shown(name)} here; it was never created, or its lease has ended")
        self._must_allow(tag, right, name, key, who)
        return tag

    def _allows(self, tag, right, key, who):
        if who is None:
            return True
        if isinstance(tag, IoTag):
            said = None if self.may is None else self.may(who, RIGHTS[right], key)
            if said is not None:
                return said
            at = 2 if who[1] == self.home else 4
            rights = tag.rights
        else:
            at = domain(tag[_DATA], who)
            rights = tag[_BITS]
        return rights >> 5 * at + right & 1 == 1

    def _must_allow(self, tag, right, name, key, who):
        if isinstance(tag, IoTag):
            if right == DELETE or right == GRANT:
                raise _permanent(name)
            if right == WRITE:
                tag.must_be_writable()
        if not self._allows(tag, right, key, who):
            raise TagDenied(
                f"the rights of the tag {name!r} do not let this message {RIGHTS[right]} it"
            )

    def _put(self, now_ms, name, tag, encoded, who):
        """What `write` does once it may."""
        key = _key(name, who)
        if isinstance(tag, IoTag):
            tag.write(now_ms, cbor.decode(encoded, _VALUE_DEPTH))
        elif encoded != tag[_DATA][PRINCIPAL_BYTES:]:
            more_bytes = len(encoded) + PRINCIPAL_BYTES - len(tag[_DATA])
            if more_bytes > 0:
                self._pay(name, tag, more_bytes, who)
            self._count(tag, more_bytes)
            tag[_DATA] = tag[_DATA][:PRINCIPAL_BYTES] + encoded
            self._kept(key, tag)
        self._told(now_ms, key, encoded)

    def _pay(self, name, tag, more_bytes, who):
        """The tag counts against the origin of `who` from now on, and has room for so much more."""
        payer = _payer(tag) if who is None else who[1]
        moved_bytes = 0 if payer == _payer(tag) else _size_of(_key(name, who), tag)
        durable = tag[_BITS] & _KEPT != 0
        self._must_fit(name, more_bytes, payer, moved_bytes + more_bytes, durable)
        if moved_bytes:
            self._count(tag, -moved_bytes)
            tag[_PAYER] = payer
            self._count(tag, moved_bytes)

    def _count(self, tag, more_bytes):
        if self.account is not None:
            self.account(tag[_DATA][:PRINCIPAL_BYTES], more_bytes)
        self.used_bytes += more_bytes
        payer = _payer(tag)
        for account in (payer, payer + b"+", _DURABLE) if tag[_BITS] & _KEPT else (payer,):
            used_bytes = self._used.get(account, 0) + more_bytes
            if used_bytes:
                self._used[account] = used_bytes
            else:
                del self._used[account]

    def _must_fit(self, name, more_bytes, payer, its_bytes, durable):
        """TagSpaceFull where the space has no room for so much more, or its payer may not."""
        self._must_be_left(name, "here", more_bytes, self.capacity_bytes, self.used_bytes)
        if durable:
            used_bytes = self._used.get(_DURABLE, 0)
            self._must_be_left(
                name, "for durable tags here", more_bytes, self.durable_bytes, used_bytes
            )
        if self.quota is not None and payer:
            used_bytes = self._used.get(payer, 0)
            bound = self.quota(payer, False)
            self._must_be_left(name, "for this origin here", its_bytes, bound, used_bytes)
            if durable:
                used_bytes = self._used.get(payer + b"+", 0)
                bound = self.quota(payer, True)
                where = "for durable tags of this origin here"
                self._must_be_left(name, where, its_bytes, bound, used_bytes)

    def _must_be_left(self, name, where, need_bytes, bound_bytes, used_bytes):
        left_bytes = max(bound_bytes - used_bytes, 0)
        if need_bytes > left_bytes:
            raise TagSpaceFull(
                f"the tag {name!r} needs {need_bytes} bytes, {left_bytes} of "
                f"{bound_bytes} are left {where}. Delete tags, store less, or retry when "
                "a lease has ended"
            )

    def _drop(self, key):
        tag = self._tags.pop(key, None)
        if tag is not None:
            self._count(tag, -_size_of(key, tag))
            self._leases.let_go(key)
            self._kept(key, tag)

    def _check_lease(self, name, lease_ms):
        if isinstance(lease_ms, bool) or not isinstance(lease_ms, int) or lease_ms < 1:
            raise TagTypeRefused(
                f"the lease of {name!r} is {shown(lease_ms)}; give milliseconds, a whole number "
                "from 1"
            )
        if lease_ms > self.lease_ms:
            raise TagDenied(
                f"the lease of {name!r} is {lease_ms} ms; the longest here is {self.lease_ms} ms"
            )

    def _encoded(self, name, value):
        self.weigh(name, value)
        try:
            encoded = cbor.encode(value)
        except ValueError as error:
            raise TagTypeRefused(f"the tag {shown(name)} cannot hold this value: {error}")
        if len(encoded) > self.value_bytes:
            raise _too_long(name, self.value_bytes)
        return encoded

    def _frozen(self, name, value):
        """What an I/O tag reads, sharing nothing that can change with the driver."""
        if isinstance(value, (tuple, list)):
            return cbor.decode(self._encoded(name, value), _VALUE_DEPTH)
        self.weigh(name, value)
        return value

    def _kept(self, key, tag):
        if tag[_BITS] & _KEPT:
            self.keeper.changed(key)

    def _told(self, now_ms, key, encoded):
        if self.on_write is not None:
            self.on_write(now_ms, key, cbor.decode(encoded, _VALUE_DEPTH))


def _size_of(key, tag):
    return TAG_OVERHEAD_BYTES + len(cbor.encode(key)) + len(tag[_DATA]) - PRINCIPAL_BYTES


def _payer(tag):
    return tag[_PAYER] or tag[_DATA][8:16]


def spelled(key):
    """A tag's name as a message writes it, of what it is known by."""
    return key[_PREFIX:] if key[0] == "." else key


def shown(value):
    """What a program gave, in few characters: there may be no end to it."""
    if isinstance(value, str):
        return repr(value[:_SHOWN])
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    return "a " + type(value).__name__


def _key(name, who):
    """What a tag is known by that `who` calls so."""
    return "." + who[0].hex() + name if who is not None and name[:1] == "." else name


def _check_name(name):
    """TagTypeRefused where no tag may have this name."""
    if not isinstance(name, str):
        raise TagTypeRefused(f"the name of a tag is a string, not {shown(name)}")
    try:
        size_bytes = len(cbor.encode(name))
    except ValueError as error:
        raise TagTypeRefused(f"a tag cannot have this name: {error}")
    if not name or "*" in name or size_bytes > _NAME_BYTES:
        raise TagTypeRefused(
            f"{shown(name)} is no name for a tag: 1 to {_NAME_BYTES - 2} bytes of UTF-8, "
            "without '*'"
        )


def _permanent(name):
    return TagDenied(f"the I/O tag {name!r} is permanent, and its owner says who may what")


def _too_long(name, most_bytes):
    return TagTypeRefused(
        f"the value for the tag {shown(name)} is more than {most_bytes} bytes of CBOR. "
        "Store less, or spread it over tags"
    )


def _least_bytes(name, value, depth, most_bytes):
    """A bound from below; no more work than `most_bytes`, however often a list is in itself."""
    size_bytes = 1
    if isinstance(value, (tuple, list)):
        if depth == 0:
            raise TagTypeRefused(
                f"the value for the tag {shown(name)} is nested deeper than {_VALUE_DEPTH}"
            )
        for item in value:
            if size_bytes >= most_bytes:
                return size_bytes + 1
            size_bytes += _least_bytes(name, item, depth - 1, most_bytes - size_bytes)
    elif isinstance(value, (str, bytes)):
        size_bytes += len(value)
    elif value is not None and not isinstance(value, (bool, int, float)):
        raise TagTypeRefused(
            f"the tag {shown(name)} cannot hold a {type(value).__name__}; it holds None, bool, "
            "int, float, str, bytes, and tuples of these"
        )
    return size_bytes
