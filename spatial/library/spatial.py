"""The spatial layer: resources named by where they are and what they offer.

A Space is a part of the plane; `|`, `&` and `-` make others of two. `space["tag"][i]` is the i-th
node in it that has the tag, bound at first use and the same from then on; `space.each("tag")` finds
one after another and keeps none. A Spot is such a node: `spot.tag` reads a tag and
`spot.tag = value` writes it, wherever the program is, for that takes it there;
`within(spot, 5).tag` does so in 5 s, or raises Timeout.
"""

import exploration
import geographic
import node
import shapes
from node import (
    HopError,
    InDoubt,
    NoAck,
    NoTag,
    Refused,
    TagDenied,
    TagError,
    Timeout,
    Unreachable,
)


class Spot:
    """A node that the program has found."""

    def __init__(self, id, x, y):
        object.__setattr__(self, "_id", id)
        object.__setattr__(self, "_x", x)
        object.__setattr__(self, "_y", y)

    def __getitem__(self, tag):
        go(self)
        return node.read(tag)

    def __setitem__(self, tag, value):
        go(self)
        node.write(tag, value)

    def __getattr__(self, tag):
        go(self)
        return node.read(tag)

    def __setattr__(self, tag, value):
        go(self)
        node.write(tag, value)


class Within:
    """A node that the program has found, to be reached by a time."""

    def __init__(self, spot, ends_ms):
        object.__setattr__(self, "_spot", spot)
        object.__setattr__(self, "_ends_ms", ends_ms)

    def __getitem__(self, tag):
        go(self._spot, self._ends_ms)
        return node.read(tag)

    def __setitem__(self, tag, value):
        go(self._spot, self._ends_ms)
        node.write(tag, value)

    def __getattr__(self, tag):
        return self[tag]

    def __setattr__(self, tag, value):
        self[tag] = value


class References:
    """The nodes of a space that have a tag, by index: the mapping table."""

    def __init__(self, space, tag, timeout_s):
        self.space = space
        self.spots = []
        self.walk = _spots(space, tag, timeout_s)
        self.within = None

    def __getitem__(self, index):
        while len(self.spots) <= index:
            self.spots.append(self._another(index))
        spot = self.spots[index]
        if self.within:
            go(spot)
            if not self.within.holds(*node.position()):
                raise Unreachable("number %d has left the space" % index)
        return spot

    def __iter__(self):
        index = 0
        while True:
            try:
                spot = self[index]
            except Timeout:
                return
            yield spot
            index += 1

    def rebind(self, index):
        """Let an index be another node, which none was before; Timeout where there is none."""
        self[index]
        self.spots[index] = self._another(index)
        return self.spots[index]

    def cast(self, space):
        """The same nodes, in this space: who is elsewhere when it is asked for is Unreachable."""
        same = References(space, "", 0)
        same.spots = self.spots
        same.walk = self.walk
        same.within = space
        return same

    def _another(self, index):
        spot = next(self.walk, None)
        if spot is None:
            raise Timeout("found %d, asked for number %d" % (len(self.spots), index))
        return spot


class Space:
    """A part of the plane: a shape, of which the brick `shapes` knows what it holds."""

    def __init__(self, shape):
        self.shape = shape

    def __getitem__(self, tag):
        return References(self, tag, 3600)

    def __or__(self, other):
        return Space(("or", self.shape, other.shape))

    def __and__(self, other):
        return Space(("and", self.shape, other.shape))

    def __sub__(self, other):
        return Space(("less", self.shape, other.shape))

    def find(self, tag, timeout_s):
        """As `space[tag]`; an index not found by the end of the timeout raises Timeout."""
        return References(self, tag, timeout_s)

    def each(self, tag, timeout_s=3600):
        """The nodes here that have the tag, one after another, until the timeout ends."""
        return _spots(self, tag, timeout_s)

    def holds(self, x, y):
        """Whether (x, y), in cm, lies inside; the border of a circle does."""
        return shapes.holds(self.shape, x, y)

    def box(self):
        """(x0, y0, x1, y1) around it, in cm."""
        return shapes.box(self.shape)


def region(name):
    """A named region of the field, as this node knows it, or else a neighbour."""
    home = node.read("name")
    for id in [None] + [near[0] for near in node.neighbours()]:
        if id is None or geographic.hop(id):
            if node.tags("region/" + name):
                return Space(node.read("region/" + name))
    raise LookupError("neither node %s nor a neighbour knows a region %s" % (home, name))


def circle(x_m, y_m, radius_m):
    """A circle, in metres."""
    return Space(("circle", round(x_m * 100), round(y_m * 100), round(radius_m * 100)))


def polygon(corners_m):
    """A polygon by its corners (x, y), in metres."""
    flat = []
    for x, y in corners_m:
        flat.append(round(x * 100))
        flat.append(round(y * 100))
    return Space(("polygon", tuple(flat)))


def rectangle(x0_m, y0_m, x1_m, y1_m):
    """A rectangle between two corners, in metres."""
    return polygon([(x0_m, y0_m), (x1_m, y0_m), (x1_m, y1_m), (x0_m, y1_m)])


def around(spot, radius_m):
    """A circle of so many metres around a node that was found, wherever it was met last."""
    return Space(("around", spot, round(radius_m * 100)))


def here():
    """The node where the program is."""
    x, y = node.position()
    return Spot(node.id(), x, y)


def within(spot, seconds):
    """The same node, whose tags are read and written so soon, or Timeout: where the program is."""
    return Within(spot, node.lifetime() - int(seconds * 1000))


def go(spot, ends_ms=0):
    """Move to a node that was found; Unreachable where it is nowhere near where it was.

    Timeout where the program is when it has no more than `ends_ms` to live.
    """
    if node.id() != spot._id:
        geographic.travel(spot._x, spot._y, spot._id, None, geographic.FAR, ends_ms)
        x, y = node.position()
        object.__setattr__(spot, "_x", x)
        object.__setattr__(spot, "_y", y)


def report(value):
    """Carry a value home, and hand it to who started the program."""
    id, x, y = node.origin()
    if node.id() != id:
        try:
            geographic.travel(x, y, id, None, geographic.FAR)
        except Unreachable:
            geographic.travel(x, y, id, None)
    node.report(value)


def sleep(seconds):
    """Wait where the program is."""
    node.sleep(int(seconds * 1000))


def _spots(space, tag, timeout_s):
    """The nodes of a space that have a tag. Each is given on the node itself."""
    if space.shape[0] == "or":
        ends_ms = node.lifetime() - timeout_s * 1000
        kind, one, other = space.shape
        for shape in (one, ("less", other, one)):
            try:
                yield from _spots(Space(shape), tag, (node.lifetime() - ends_ms) // 1000)
            except Unreachable:
                pass
        return
    for _ in exploration.walk(space, tag, node.lifetime() - timeout_s * 1000):
        spot = here()
        yield spot
        go(spot)
