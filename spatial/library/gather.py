"""Collective reads: copies spread over a space, and what they read is joined on its way back.

A copy goes on at each node of the space that hears it, once. It waits, the less the farther it is
from where the program is, and by then those behind it have left with it what they read. So one
message a node goes back, and where the program is all is known: how many read the tag, least,
greatest, sum, mean, and the list if that is wanted.
"""

import math

import geographic
import node
import shapes

# From one ring of nodes to the next: a broadcast and a hop, with what neighbours do meanwhile.
SLOT = 400
JITTER = 60
# What a copy declares of memory.
MEMORY = 6144


class Joined:
    """What was read: `count`, `sum`, `min`, `max`, `mean`; the places (id, x, y) `min_at` and
    `max_at`; and `list`, None where it was not wanted. Of no reading at all only count and sum."""

    def __init__(self, partial):
        self.count, self.sum, least, most, self.list = partial or (0, 0, None, None, None)
        if self.count:
            self.min, self.min_at = least
            self.max, self.max_at = most
            self.mean = self.sum / self.count


def read(space, tag, every=False):
    """A tag of all nodes of a space that have it, as they are reached from here; a Joined.

    The program moves into the space first, and waits there. `every`: keep the list of readings too.
    ValueError where the space and the tag do not fit a frame.
    """
    key, most = _begun(space)
    return Joined(_spread(space.shape, tag, every, key, 0, most))


def greatest(space, tag):
    """(reading, (id, x, y)) of the node of a space that reads the most; None where none reads.

    As `read`, but who reads no more than a node on the way there says nothing (after TAG, Madden et
    al., OSDI 2002, s. 4.3).
    """
    key, most = _begun(space)
    return _seek(space.shape, tag, key, 0, most, None)


def _begun(space):
    """(key, most hops) of copies that go out from here, which is in the space then."""
    x0, y0, x1, y1 = space.box()
    if not space.holds(*node.position()):
        geographic.travel((x0 + x1) // 2, (y0 + y1) // 2, None, space, geographic.FAR)
    most = 2 * math.isqrt(((x1 - x0) ** 2 + (y1 - y0) ** 2) // max(geographic.reach(), 1)) + 2
    key = node.id()[:3] + bytes([node.now() & 255])
    node.create("join/" + key.hex(), (None, None), (most + 2) * SLOT)
    return key, most


def _spread(shape, tag, every, key, hops, most):
    """Copies of this go over the space, and back; what was joined, where it began."""
    while True:
        previous = node.broadcast(MEMORY)
        if previous is None:
            break
        if not _is_new(shape, key, hops, most, previous):
            return
        hops += 1
    node.sleep((most - hops) * SLOT)
    parent, partial = node.read("join/" + key.hex())
    partial = _joined(partial, _reading(tag, every))
    if parent is None or partial is None:
        return partial
    if _is_up(parent, key):
        above, before = node.read("join/" + key.hex())
        node.write("join/" + key.hex(), (above, _joined(before, partial)))


def _seek(shape, tag, key, hops, most, best):
    """As `_spread`, for the greatest; `best` is that of the nodes on the way here."""
    while True:
        value = node.read(tag) if node.tags(tag) else None
        if value is not None and (best is None or value > best):
            best = value
        previous = node.broadcast(MEMORY)
        if previous is None:
            break
        if not _is_new(shape, key, hops, most, previous):
            return
        hops += 1
    node.sleep((most - hops) * SLOT)
    parent, found = node.read("join/" + key.hex())
    value = node.read(tag) if node.tags(tag) else None
    if value is not None and value >= best and (found is None or value > found[0]):
        found = value, (node.id(),) + node.position()
    if parent is None or found is None:
        return found
    if _is_up(parent, key):
        above, before = node.read("join/" + key.hex())
        if before is None or found[0] > before[0]:
            node.write("join/" + key.hex(), (above, found))


def _is_new(shape, key, hops, most, previous):
    """Whether a copy goes on from here, where none has been; noted, with where it came from."""
    name = "join/" + key.hex()
    if hops >= most or node.tags(name) or not shapes.holds(shape, *node.position()):
        return False
    node.create(name, (previous, None), (most + 2) * SLOT)
    node.sleep((node.id()[7] * 7 + node.now()) % JITTER)
    return True


def _is_up(parent, key):
    """Whether this is where the copy came from now, and what it found is waited for."""
    for tries in range(3):
        try:
            node.migrate(parent)
            return bool(node.tags("join/" + key.hex()))
        except node.HopError:
            node.sleep(SLOT // 4)
    return False


def _reading(tag, every):
    if not node.tags(tag):
        return None
    value = node.read(tag)
    at = value, (node.id(),) + node.position()
    return 1, value, at, at, (value,) if every else None


def _joined(one, other):
    if one is None or other is None:
        return other if one is None else one
    least = other[2] if other[2][0] < one[2][0] else one[2]
    most = other[3] if other[3][0] > one[3][0] else one[3]
    both = None if one[4] is None else one[4] + other[4]
    return one[0] + other[0], one[1] + other[1], least, most, both
