"""The bricks that a node holds, bounded in bytes."""

from runtime import costs, library
from runtime.constant import const
from runtime.errors import AdmissionRefused, BadBrick
from runtime.vm.brick import Brick

CAPACITY_BYTES = 24576


_FETCH_BYTES = const(300)  # of frames, beside the brick: what asks for it, and their heads
_CREDIT_BITS = const(8)


class _Entry:
    __slots__ = ("brick", "credit", "holders", "imaged", "pinned", "used")

    def __init__(self, brick, pinned, imaged=False):
        self.brick = brick
        self.pinned = pinned
        self.imaged = imaged
        self.holders = 0
        self.credit = 0
        self.used = 0


class CodeCache:
    """Bricks by their name of 8 bytes; what is cheap to have again, by the byte, goes first.

    `price(gas, air_bytes)` says what it costs now to fetch a brick and to verify it. A brick is
    worth that by the byte when it is used, and the less the more has been evicted since (Cao and
    Irani, Cost-aware WWW proxy caching algorithms, USITS 1997: GreedyDual-Size); of those worth the
    same the least recently used goes. Pinned bricks stay, and do not count. Those of the node's
    image are loaded out of it when they are asked for, and given up when nobody holds them any
    more. Bricks that a message here, or one that is arriving, holds stay too.
    """

    __slots__ = (
        "_clock",
        "_entries",
        "_evicted",
        "_image",
        "_price",
        "capacity_bytes",
        "used_bytes",
    )

    def __init__(self, capacity_bytes=CAPACITY_BYTES, price=None, image=library):
        self.capacity_bytes = capacity_bytes
        self._price = price
        self._evicted = 0  # what the last brick that was evicted was worth
        self.used_bytes = 0
        self._entries = {}
        self._image = image
        self._clock = 0

    def __contains__(self, name):
        return name in self._entries or self._place(name) >= 0

    def _place(self, name):
        """Which of the image's bricks has this name, or -1."""
        for at in range(len(self._image.HASHES) // 32):
            if self._image.HASHES.startswith(name, 32 * at):
                return at
        return -1

    def _entry(self, name):
        entry = self._entries.get(name)
        if entry is None:
            at = self._place(name)
            if at >= 0:
                entry = _Entry(Brick(*self._image.parts(at)), True, True)
                self._entries[name] = entry
        return entry

    def _hash(self, name):
        """The SHA-256 of the brick of this name, or None."""
        entry = self._entries.get(name)
        if entry is not None:
            return entry.brick.hash
        at = self._place(name)
        return None if at < 0 else self._image.HASHES[32 * at : 32 * at + 32]

    def get(self, name):
        """The brick of this name, or None."""
        entry = self._entry(name)
        if entry is None:
            return None
        self._clock += 1
        entry.used = self._clock
        if not entry.pinned:
            entry.credit = self._evicted + self._worth(len(entry.brick.data))
        return entry.brick

    def put(self, brick, pinned=False):
        """Keep a verified brick; AdmissionRefused where what must stay leaves no room."""
        known = self._hash(brick.name)
        if known is None:
            if not pinned:
                self._make_room(len(brick.data))
                self.used_bytes += len(brick.data)
            self._entries[brick.name] = _Entry(brick, pinned)
        elif known != brick.hash:
            raise BadBrick(
                f"brick {brick.name.hex()} is here with another SHA-256 of the same first 8 bytes"
            )
        if brick.name in self._entries:
            self.get(brick.name)

    def lacking(self, root):
        """The first brick that `root` needs and is not here: (name, SHA-256 or None); or None.

        None for the SHA-256 where only the name is known, which is so of the root alone.
        """
        if root not in self:
            return root, None
        todo = [root]
        seen = {root}
        while todo:
            entry = self._entries.get(todo.pop())
            if entry is None:
                continue  # the image has what its bricks import
            for full_hash in entry.brick.hashes():
                name = full_hash[:8]
                if name in seen:
                    continue
                known = self._hash(name)
                if known is None:
                    return name, full_hash
                if known != full_hash:
                    raise BadBrick(f"brick {name.hex()} here is not the one that is imported")
                seen.add(name)
                todo.append(name)
        return None

    def closure(self, root):
        """All bricks that `root` needs, itself included, by name; those not here are left out."""
        found = {}
        todo = [root]
        while todo:
            name = todo.pop()
            if name in found or name not in self:
                continue
            found[name] = self.get(name)
            for full_hash in found[name].hashes():
                todo.append(full_hash[:8])
        return found

    def hold(self, names):
        """Keep these until `release`; names that are not here are passed over: what is held."""
        held = [name for name in names if name in self]
        for name in held:
            self._entry(name).holders += 1
        return held

    def release(self, names):
        for name in names:
            entry = self._entries[name]
            entry.holders -= 1
            if entry.imaged and entry.holders == 0:
                del self._entries[name]

    def _worth(self, size_bytes):
        """What a byte of a brick costs to have again."""
        air_bytes = size_bytes + _FETCH_BYTES
        cost = air_bytes
        if self._price is not None:
            cost = self._price(costs.gas(costs.VERIFY, size_bytes), air_bytes)
        return (cost << _CREDIT_BITS) // size_bytes

    def _make_room(self, size_bytes):
        victims = []
        free_bytes = self.capacity_bytes - self.used_bytes
        if free_bytes < size_bytes:
            loose = []
            for name in self._entries:
                entry = self._entries[name]
                if not entry.pinned and entry.holders == 0:
                    loose.append((entry.credit, entry.used, name))
            loose.sort()
            for _, _, name in loose:
                victims.append(name)
                free_bytes += len(self._entries[name].brick.data)
                if free_bytes >= size_bytes:
                    break
        if free_bytes < size_bytes:
            raise AdmissionRefused(
                f"a brick of {size_bytes} bytes does not fit: {free_bytes} of "
                f"{self.capacity_bytes} bytes for code can be freed. Retry when messages have "
                "left",
                "code",
                size_bytes,
                free_bytes,
                1000 if size_bytes <= self.capacity_bytes else 0,
            )
        for name in victims:
            entry = self._entries.pop(name)
            self.used_bytes -= len(entry.brick.data)
            self._evicted = max(self._evicted, entry.credit)
