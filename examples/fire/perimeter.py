"""Where the fire is: the corners of the smallest convex figure around all that burns."""

import node

import spatial


def is_left(a, b, c):
    """Whether c lies left of the way from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])


def half(places):
    """One side of the figure (Andrew, 1979)."""
    side = []
    for place in places:
        while len(side) > 1 and not is_left(side[-2], side[-1], place):
            side.pop()
        side.append(place)
    return side[:-1]


forest = spatial.region("forest")
burning = sorted([node.position() for spot in forest.each("smoke") if spot.smoke])
if len(burning) < 3:
    perimeter = burning
else:
    perimeter = half(burning) + half(burning[::-1])

spatial.report([(x / 100, y / 100) for x, y in perimeter])
