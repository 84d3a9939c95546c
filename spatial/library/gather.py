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
MEMORY = 6000


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
    x0, y0, x1, y1 = space.box()
    if not space.holds(*node.position()):
        geographic.travel((x0 + x1) // 2, (y0 + y1) // 2, None, space)
    here_x, here_y = node.position()
    reach = 1
    for id, x, y in node.neighbours():
        reach = max(reach, (x - here_x) ** 2 + (y - here_y) ** 2)
    most = 2 * math.isqrt(((x1 - x0) ** 2 + (y1 - y0) ** 2) // reach) + 2
    key = node.id()[:3] + bytes([node.now() & 255])
    node.create("join/" + key.hex(), (None, None), (most + 2) * SLOT)
    return Joined(_spread(space.shape, tag, every, key, 0, most))


def _spread(shape, tag, every, key, hops, most):
    """Copies of this go over the space, and back; what was joined, where it began."""
    while True:
        previous = node.broadcast(MEMORY)
        name = "join/" + key.hex()
        if previous is None:
            break
        if hops >= most or node.tags(name) or not shapes.holds(shape, *node.position()):
            return
        hops += 1
        node.create(name, (previous, None), (most + 2) * SLOT)
        node.sleep((node.id()[7] * 7 + node.now()) % JITTER)
    node.sleep((most - hops) * SLOT)
    parent, partial = node.read(name)
    partial = _joined(partial, _reading(tag, every))
    if parent is None or partial is None:
        return partial
    for tries in range(3):
        try:
            node.migrate(parent)
            break
        except node.HopError:
            node.sleep(SLOT // 4)
    if node.id() == parent and node.tags(name):
        above, before = node.read(name)
        node.write(name, (above, _joined(before, partial)))


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
