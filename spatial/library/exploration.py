"""Exploration: visiting every node of a space, with no list of them to start from.

A message walks depth first over the neighbours that lie in the space, and goes back only as far as
it has heard of nodes not visited. Where nodes of the space may be reached only by way of others
outside, it looks there too: the space is sampled, and a sample that no visited node is near enough
to hear is dark.
"""

import geographic
import node
from geographic import KEY_BYTES, hop, knows, neighbour

# The space is sampled at so many points each way.
SAMPLES = 6


def walk(space, timeout_ms):
    """Visit the nodes of a space, depth first; yields on each, and goes on from there.

    `seen` has the keys of the nodes visited, `path` of those from the first to here, `known` the
    nodes heard of but not visited, with how far along the path that was; `rim` the same for nodes
    outside, near a part of the space that no visited node hears (`dark`, a mask of samples).
    """
    start = node.lifetime()
    x0, y0, x1, y1 = space.box()
    geographic.travel((x0 + x1) // 2, (y0 + y1) // 2, None, space)
    seen = b""
    path = b""
    known = {}
    rim = {}
    dark = 0
    for bit, x, y in _samples(space, (1 << SAMPLES * SAMPLES) - 1):
        if space.holds(x, y):
            dark |= bit
    while start - node.lifetime() <= timeout_ms:
        key = node.id()[:KEY_BYTES]
        if not knows(seen, key):
            seen += key
            dark = _look(space, seen, len(path) // KEY_BYTES, known, rim, dark)
            x, y = node.position()
            if space.holds(x, y):
                yield
        onward = _unseen(known)
        wanted = known
        if onward is None and not known and dark:
            _keep_near_dark(space, rim, dark)
            wanted = rim
            onward = _unseen(rim)
        if onward is not None:
            known.pop(onward[:KEY_BYTES], None)
            rim.pop(onward[:KEY_BYTES], None)
            if hop(onward):
                path += key
            else:
                seen += onward[:KEY_BYTES]
        elif not wanted:
            return
        elif max(wanted.values()) * KEY_BYTES >= len(path):
            # Heard on this node before, but not any more.
            _forget(wanted, len(path) // KEY_BYTES)
        else:
            path = _back(path, max(wanted.values()))
            if path is None:
                return


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


def _look(space, seen, depth, known, rim, dark):
    """Note the neighbours not seen; what remains dark after what this node hears."""
    here_x, here_y = node.position()
    reach = _reach()
    for id, x, y in node.neighbours():
        key = id[:KEY_BYTES]
        if key in known:
            known[key] = depth
        elif key in rim:
            rim[key] = depth
        elif not knows(seen, key):
            if space.holds(x, y):
                known[key] = depth
            else:
                rim[key] = depth
    left = 0
    for bit, x, y in _samples(space, dark):
        if (x - here_x) ** 2 + (y - here_y) ** 2 > reach:
            left |= bit
    known.pop(node.id()[:KEY_BYTES], None)
    rim.pop(node.id()[:KEY_BYTES], None)
    return left


def _reach():
    """The square of the distance to the farthest neighbour, in cm."""
    here_x, here_y = node.position()
    reach = 0
    for id, x, y in node.neighbours():
        reach = max(reach, (x - here_x) ** 2 + (y - here_y) ** 2)
    return reach


def _keep_near_dark(space, rim, dark):
    """Forget the neighbours on the rim that could not hear a dark part of the space either."""
    reach = _reach()
    for id, near_x, near_y in node.neighbours():
        if id[:KEY_BYTES] in rim:
            for bit, x, y in _samples(space, dark):
                if (x - near_x) ** 2 + (y - near_y) ** 2 <= reach:
                    break
            else:
                del rim[id[:KEY_BYTES]]


def _unseen(wanted):
    """The closest neighbour among those wanted, or None."""
    here_x, here_y = node.position()
    best = None
    least = 0
    for id, x, y in node.neighbours():
        if id[:KEY_BYTES] in wanted:
            distance = (x - here_x) ** 2 + (y - here_y) ** 2
            if best is None or distance < least:
                best = id
                least = distance
    return best


def _forget(wanted, depth):
    for key in [key for key in wanted if wanted[key] >= depth]:
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
