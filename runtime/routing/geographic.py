"""Geographic forwarding: a message moves itself toward a position, hop by hop.

Where a neighbour is closer to the position than any node so far, it goes there and remembers
nothing. At a local minimum it searches depth first, the closest neighbour first, and carries the
ids it has seen and the way back until it is closer than ever again (Finn, 1987; Stojmenovic and
Lin, 2001): so it arrives wherever a path of two-way links exists, on any graph.
"""

import node

# So much of an id tells nodes apart on a trail.
KEY_BYTES = 4


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


def _closest(x, y, wanted, seen, barred):
    """The neighbour to go to: the wanted one, or of those not seen the closest to (x, y)."""
    here = node.id()[:KEY_BYTES]
    best = None
    least = 0
    for id, near_x, near_y in node.neighbours():
        key = id[:KEY_BYTES]
        if barred and knows(barred, here + key):
            continue
        if id == wanted:
            return id
        if knows(seen, key):
            continue
        distance = (near_x - x) ** 2 + (near_y - y) ** 2
        if best is None or distance < least:
            best = id
            least = distance
    return best


def travel(x, y, wanted, space):
    """Move until this is the node `wanted`, or, where that is None, a node in `space`.

    (x, y), in cm, is where to head for. Raises node.Unreachable on the node where the search
    has come back to, when there is none left to try.
    """
    # The way from the closest node so far to here, and the nodes given up since.
    path = b""
    gone = b""
    barred = b""
    least = None
    while True:
        here_x, here_y = node.position()
        if wanted is None:
            if space.holds(here_x, here_y):
                return
        elif node.id() == wanted:
            return
        distance = (here_x - x) ** 2 + (here_y - y) ** 2
        key = node.id()[:KEY_BYTES]
        if least is None or distance < least:
            least = distance
            path = key
            gone = b""
        elif not knows(path + gone, key):
            path += key
        onward = _closest(x, y, wanted, path + gone, barred)
        if onward is not None:
            try:
                node.migrate(onward)
            except node.HopError:
                barred += key + onward[:KEY_BYTES]
            continue
        gone += path[-KEY_BYTES:]
        path = path[:-KEY_BYTES]
        if not path:
            raise node.Unreachable("no way from here to (%d, %d) m" % (x // 100, y // 100))
        back = neighbour(path[-KEY_BYTES:])
        if back is not None:
            hop(back)
