"""Geographic forwarding: a message moves itself toward a position, hop by hop.

Where a neighbour is closer to the position than any node so far, it goes there and remembers
nothing. At a local minimum it searches depth first, the closest neighbour first, and carries the
ids it has seen and the way back until it is closer than ever again (Finn, 1987; Stojmenovic and
Lin, 2001): so it arrives wherever a path of two-way links exists, on any graph.
"""

import math

import node

# So much of an id tells nodes apart on a trail.
KEY_BYTES = 4
# Who is not where it was is looked for no farther from there than so many times what a node hears.
FAR = 3


def knows(trail, key):
    """Whether a trail of keys, or of pairs of keys, contains `key`."""
    at = trail.find(key)
    while at >= 0 and at % len(key):
        at = trail.find(key, at + 1)
    return at >= 0


def neighbour(key):
    """The id of the neighbour with this key, or None."""
    for id, x, y in node.neighbours():
        if id[:KEY_BYTES] == key:
            return id
    return None


def hop(id):
    """Move to a neighbour: True there; False here, if it could not be."""
    try:
        node.migrate(id)
        return True
    except node.HopError:
        return False


def reach():
    """The square of the distance to the farthest neighbour, in cm."""
    here_x, here_y = node.position()
    most = 0
    for id, x, y in node.neighbours():
        most = max(most, (x - here_x) ** 2 + (y - here_y) ** 2)
    return most


def latest(path):
    """(the last of a path that is a neighbour, the path up to there), or (None, b"")."""
    near = {}
    for id, x, y in node.neighbours():
        near[id[:KEY_BYTES]] = id
    for end in range(len(path), 0, -KEY_BYTES):
        key = path[end - KEY_BYTES : end]
        if key in near:
            return near[key], path[:end]
    return None, b""


def _closest(x, y, wanted, seen, barred, within):
    """The neighbour to go to: the wanted one, or of those not seen the closest to (x, y).

    `within`: what the square of its distance from (x, y) is less than; None: anywhere.
    """
    here = node.id()[:KEY_BYTES]
    best = None
    least = within
    for id, near_x, near_y in node.neighbours():
        key = id[:KEY_BYTES]
        if barred and knows(barred, here + key):
            continue
        if id == wanted:
            return id
        distance = (near_x - x) ** 2 + (near_y - y) ** 2
        if (least is None or distance < least) and not knows(seen, key):
            best = id
            least = distance
    return best


def travel(x, y, wanted, space, far=0, ends_ms=0):
    """Move until this is the node `wanted`, or, where that is None, a node in `space`.

    (x, y), in cm, is where to head for. `far`: once (x, y) is in the reach of a node, which yet
    does not hear what is wanted, search no farther from there than so many times its reach, or 0:
    everywhere. Raises node.Unreachable on the node where the search has come back to, when
    there is none left to try, and node.Timeout where it is when the program has no more than
    `ends_ms` to live.
    """
    # The way from the closest node so far to here, and the nodes given up since.
    path = b""
    gone = b""
    barred = b""
    least = None
    within = None
    while True:
        here_x, here_y = node.position()
        if wanted is None:
            if space.holds(here_x, here_y):
                return
        elif node.id() == wanted:
            return
        if node.lifetime() <= ends_ms:
            raise node.Timeout("still on the way to (%d, %d) m" % (x // 100, y // 100))
        distance = (here_x - x) ** 2 + (here_y - y) ** 2
        key = node.id()[:KEY_BYTES]
        if least is None or distance < least:
            least = distance
            path = key
            gone = b""
        elif not knows(path + gone, key):
            path += key
        if far:
            heard = reach()
            if distance <= heard:
                within = max(within or 0, (far * math.isqrt(heard) + _radius(space)) ** 2 + 1)
        onward = _closest(x, y, wanted, path + gone, barred, within)
        if onward is not None:
            try:
                node.migrate(onward, node.lifetime() - ends_ms)
            except node.HopError:
                barred += key + onward[:KEY_BYTES]
            continue
        gone += path[-KEY_BYTES:]
        back, left = latest(path[:-KEY_BYTES])
        if back is None:
            raise node.Unreachable("no way from here to (%d, %d) m" % (x // 100, y // 100))
        gone += path[len(left) : -KEY_BYTES]
        path = left
        hop(back)


def _radius(space):
    """How far a space goes from the middle of its box at most, in cm."""
    if space is None:
        return 0
    x0, y0, x1, y1 = space.box()
    return math.isqrt((x1 - x0) ** 2 + (y1 - y0) ** 2) // 2 + 1
