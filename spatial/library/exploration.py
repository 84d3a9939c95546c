"""Exploration: visiting every node of a space, with no list of them to start from.

A message walks depth first over the neighbours that lie in the space, and goes back only as far as
it has heard of nodes not visited. Where nodes of the space may be reached only by way of others
outside, it looks there too: the space is sampled, and a sample well out of what the visited nodes
hear is dark. Then it goes on over nodes outside, as long as they are not far from a dark sample.
A node that cannot be reached any more from where it was heard is looked for on the way back.
"""

import geographic
import node
from geographic import KEY_BYTES, hop, knows, neighbour

# The space is sampled at so many points each way.
SAMPLES = 8
# Far is beyond three times what a node hears; here is the square of that.
FAR = 9


def walk(space, timeout_ms):
    """Visit the nodes of a space, depth first; yields on each, and goes on from there.

    `seen` has the keys of the nodes visited, `path` of those from the first to here, `known` the
    nodes heard of but not visited, with how far along the path that was; `rim` the same for nodes
    outside. `barred` has pairs of keys: from the one no hop to the other could be made. `dark` is
    a mask of samples.
    """
    start = node.lifetime()
    _enter(space)
    seen = b""
    path = b""
    barred = b""
    known = {}
    rim = {}
    dark = (1 << SAMPLES * SAMPLES) - 1
    while start - node.lifetime() <= timeout_ms:
        key = node.id()[:KEY_BYTES]
        known.pop(key, None)
        rim.pop(key, None)
        fresh = not knows(seen, key)
        if fresh:
            seen += key
        depth = len(path) // KEY_BYTES
        onward = _look(space, seen, barred, depth, known, rim)
        x, y = node.position()
        if fresh and space.holds(x, y):
            then = node.lifetime()
            yield
            if node.lifetime() != then:
                onward = _look(space, seen, barred, depth, known, rim)
        if dark:
            dark = _still_dark(space, dark)
        wanted = known
        if not known and rim:
            for bit, x, y in _samples(space, dark):
                if not space.holds(x, y):
                    dark ^= bit
            if dark:
                wanted = rim
                onward = _toward_dark(space, dark, barred, rim)
        if onward is not None:
            heard = wanted.pop(onward[:KEY_BYTES])
            if hop(onward):
                path += key
            else:
                wanted[onward[:KEY_BYTES]] = heard
                barred += key + onward[:KEY_BYTES]
        elif not wanted:
            return
        elif max(wanted.values()) >= depth:
            _ask_before(wanted, depth)
        else:
            path = _back(path, max(wanted.values()))
            if path is None:
                return


def _enter(space):
    x0, y0, x1, y1 = space.box()
    geographic.travel((x0 + x1) // 2, (y0 + y1) // 2, None, space)


def _look(space, seen, barred, depth, known, rim):
    """Note the neighbours not seen: the closest of those known to hop to, or None."""
    unseen = [
        near
        for near in node.neighbours()
        if near[0][:KEY_BYTES] in known or not knows(seen, near[0][:KEY_BYTES])
    ]
    here = node.id()[:KEY_BYTES]
    here_x, here_y = node.position()
    best = None
    least = 0
    for id, x, y in unseen:
        key = id[:KEY_BYTES]
        if barred and knows(barred, here + key):
            continue
        if key not in known and not space.holds(x, y):
            rim[key] = depth
            continue
        known[key] = depth
        distance = (x - here_x) ** 2 + (y - here_y) ** 2
        if best is None or distance < least:
            best = id
            least = distance
    return best


def _reach():
    """The square of the distance to the farthest neighbour, in cm."""
    here_x, here_y = node.position()
    reach = 0
    for id, x, y in node.neighbours():
        distance = (x - here_x) ** 2 + (y - here_y) ** 2
        if distance > reach:
            reach = distance
    return reach


def _still_dark(space, dark):
    """What stays dark after what the node here hears: that is taken as two thirds of its reach.

    So no node is overlooked that is close to a sample which is not dark.
    """
    here_x, here_y = node.position()
    x0, y0, x1, y1 = space.box()
    reach = _reach() * 4
    for row in range(SAMPLES):
        y = y0 + (y1 - y0) * (2 * row + 1) // (2 * SAMPLES)
        across = reach - 9 * (y - here_y) ** 2
        if across >= 0:
            dark = _lit(space, dark, row, here_x, across)
    return dark


def _lit(space, dark, row, here_x, across):
    """`dark` without the samples of a row whose distance along it, squared, is at most a ninth."""
    for bit, x, y in _samples(space, dark & ((1 << SAMPLES) - 1) << row * SAMPLES):
        if 9 * (x - here_x) ** 2 <= across:
            dark ^= bit
    return dark


def _samples(space, mask):
    """(bit, x, y) of the sample points whose bit is in `mask`."""
    x0, y0, x1, y1 = space.box()
    while mask:
        bit = mask & -mask
        mask ^= bit
        at = bit.bit_length() - 1
        x = x0 + (x1 - x0) * (2 * (at % SAMPLES) + 1) // (2 * SAMPLES)
        y = y0 + (y1 - y0) * (2 * (at // SAMPLES) + 1) // (2 * SAMPLES)
        yield bit, x, y


def _toward_dark(space, dark, barred, rim):
    """The neighbour on the rim closest to a dark sample; those far from all are forgotten."""
    here = node.id()[:KEY_BYTES]
    far = FAR * _reach()
    best = None
    closest = 0
    for id, near_x, near_y in node.neighbours():
        key = id[:KEY_BYTES]
        if key in rim and not knows(barred, here + key):
            least = min(_distances(space, dark, near_x, near_y))
            if least > far:
                del rim[key]
            elif best is None or least < closest:
                best = id
                closest = least
    return best


def _distances(space, dark, near_x, near_y):
    return [(x - near_x) ** 2 + (y - near_y) ** 2 for bit, x, y in _samples(space, dark)]


def _ask_before(wanted, depth):
    """Nodes wanted that cannot be reached from here may be heard on the way back, or are gone."""
    for key in [key for key in wanted if wanted[key] >= depth]:
        if depth:
            wanted[key] = depth - 1
        else:
            del wanted[key]


def _back(path, depth):
    """Move back along the path, but not beyond `depth`: the path from there, or None."""
    best = None
    for at in range(depth, len(path) // KEY_BYTES):
        best = neighbour(path[at * KEY_BYTES : (at + 1) * KEY_BYTES])
        if best is not None and hop(best):
            return path[: at * KEY_BYTES]
    for at in range(min(depth, len(path) // KEY_BYTES) - 1, -1, -1):
        best = neighbour(path[at * KEY_BYTES : (at + 1) * KEY_BYTES])
        if best is not None and hop(best):
            return path[: at * KEY_BYTES]
    return None
