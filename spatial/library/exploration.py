"""Exploration: visiting every node of a space, with no list of them to start from.

A message walks depth first over the neighbours that lie in the space, and goes back only as far as
it has heard of nodes not visited. Where nodes of the space may be reached only by way of others
outside, it looks there too: the space is sampled, and a sample well out of what the visited nodes
hear is dark. Then it goes on over nodes outside, as long as they are not far from a dark sample.
A node that cannot be reached any more from where it was heard is looked for on the way back.

What it has heard of it carries along only once it has found something: until then it notes that the
nodes on its way were not listed, and looks there again should it come back to them.
"""

import geographic
import node
from geographic import KEY_BYTES, hop, knows, neighbour, reach
from node import HopError

# The space is sampled at so many points each way.
SAMPLES = 8
# Far is beyond three times what a node hears; here is the square of that.
FAR = 9


def walk(space, tag, ends_ms):
    """Visit the nodes of a space that have a tag, depth first; yields on each, and goes on there.

    It ends when the message has no more than `ends_ms` to live. `path` has the keys of the nodes
    from the first to here, `done` of the others visited, `known` the nodes heard of but not
    visited, with how far along the path that was; `rim` the same for nodes outside. So many of the
    path are `bare`: what is heard there is not among them. `barred` has pairs of keys: from the one
    no hop to the other could be made. `dark` is a mask of samples in the space; once there is none,
    nodes outside do not matter.
    """
    geographic.travel(*_middle(space), None, space, geographic.FAR)
    path = b""
    done = b""
    barred = b""
    known = {}
    rim = {}
    dark = _all_dark(space)
    bare = 0
    found = False
    while node.lifetime() >= ends_ms:
        key = node.id()[:KEY_BYTES]
        known.pop(key, None)
        rim.pop(key, None)
        fresh = not knows(path + done, key)
        if fresh:
            path += key
        depth = len(path) // KEY_BYTES - 1
        bare = min(bare, depth)
        blank = not found and bare == depth and not known and not rim
        onward = _look(space, path + done, barred, depth, known, rim)
        x, y = node.position()
        if fresh and node.tags(tag) and space.holds(x, y):
            found = True
            then = node.lifetime()
            yield
            if node.lifetime() != then:
                onward = _look(space, path + done, barred, depth, known, rim)
        if dark:
            dark = _still_dark(space, dark)
        if not dark:
            rim.clear()
        if blank and not found and onward is not None:
            known.clear()
            rim.clear()
            bare = depth + 1
        wanted = known
        if rim and not known and not bare:
            wanted = rim
            onward = _toward_dark(space, dark, barred, rim)
        if onward is not None:
            heard = wanted.pop(onward[:KEY_BYTES], None)
            try:
                node.migrate(onward)
            except HopError:
                barred += key + onward[:KEY_BYTES]
                if heard is not None:
                    wanted[onward[:KEY_BYTES]] = heard
            continue
        back = max(bare - 1, -1, *wanted.values())
        if back < 0:
            return
        if back >= depth:
            _ask_before(wanted, depth)
        else:
            path, done = _back(path, done, back)
            if path is None:
                return


def _middle(space):
    x0, y0, x1, y1 = space.box()
    return (x0 + x1) // 2, (y0 + y1) // 2


def _all_dark(space):
    dark = 0
    for bit, x, y in _samples(space, (1 << SAMPLES * SAMPLES) - 1):
        if space.holds(x, y):
            dark |= bit
    return dark


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


def _still_dark(space, dark):
    """What stays dark after what the node here hears: that is taken as two thirds of its reach.

    So no node is overlooked that is close to a sample which is not dark.
    """
    here_x, here_y = node.position()
    x0, y0, x1, y1 = space.box()
    heard = reach() * 4
    for row in range(SAMPLES):
        y = y0 + (y1 - y0) * (2 * row + 1) // (2 * SAMPLES)
        across = heard - 9 * (y - here_y) ** 2
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
    far = FAR * reach()
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


def _back(path, done, depth):
    """Move back along the path, but not beyond `depth`: it and `done` from there, or None, None."""
    here = len(path) // KEY_BYTES - 1
    for at in list(range(depth, here)) + list(range(min(depth, here) - 1, -1, -1)):
        best = neighbour(path[at * KEY_BYTES : (at + 1) * KEY_BYTES])
        if best is not None and hop(best):
            end = (at + 1) * KEY_BYTES
            return path[:end], done + path[end:]
    return None, None
