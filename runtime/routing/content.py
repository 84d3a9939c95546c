"""Content-based routing: to the nearest node that has a tag, by what messages before have learned.

A request for the tag spreads in rings that widen, each node passing it on once, and whoever has the
tag answers; the answer leaves a leased directory tag at each node on its way back. Those who come
later follow these. Each step must lead closer: an entry that does not, or that leads where there is
neither the tag nor an entry, was wrong; it is dropped, and asked for anew.
"""

import aodv
import node


def nearest(tag, most=8):
    """Move to the nearest node that has a tag, as far as is known; node.Unreachable if none.

    So many hops or entries of the directory may turn out wrong.
    """
    left = None
    while not node.tags(tag):
        found = aodv.route(tag)
        if found is None:
            if left is not None:
                most -= 1
            aodv.discover(tag, aodv.TTL_START)
            left = None
        elif left is not None and found[1] >= left:
            most -= 1
            aodv.broken(tag)
        else:
            left = found[1]
            if not aodv.hop(tag, found[0]):
                most -= 1
                left = None
        if most < 0:
            raise node.Unreachable("what was known of the tag %s was wrong too often" % tag)


def known(tag):
    """How many hops the nearest node with the tag is from here, where that is known; or None."""
    if node.tags(tag):
        return 0
    found = aodv.route(tag)
    return found[1] if found else None
