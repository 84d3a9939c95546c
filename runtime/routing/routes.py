"""Routing that the application controls: ways in one form, tried in turn, switched and replaced.

A way is a function way(x, y, wanted, space): it moves the program until this is the node `wanted`,
or, where that is None, a node in `space`, and raises node.Unreachable where it cannot. (x, y) is
where to head for, in cm. gpsr.travel, geographic.travel and aodv.travel are such, and so may
be a program's own function.
"""

import aodv
import geographic
import gpsr
import node


def travel(x, y, wanted, space):
    """By GPSR; where that finds no way, on demand, or by a search where no node is named."""
    either(x, y, wanted, space, (gpsr.travel, aodv.travel if wanted else geographic.travel))


def either(x, y, wanted, space, ways):
    """By the first of these ways that gets there, each from where the one before has ended."""
    failure = None
    for way in ways:
        try:
            way(x, y, wanted, space)
            return
        except node.Unreachable as error:
            failure = error
    raise failure


def into(x, y, wanted, space):
    """Geographic to the space, and on demand inside it, to the node that is wanted.

    That is an id, or the name of a tag; x and y may be None, for the middle of the space.
    """
    if x is None:
        x0, y0, x1, y1 = space.box()
        x = (x0 + x1) // 2
        y = (y0 + y1) // 2
    if not space.holds(*node.position()):
        try:
            gpsr.travel(x, y, None, space)
        except node.Unreachable:
            geographic.travel(x, y, None, space)
    aodv.travel(x, y, wanted, space)
