"""Shapes in the plane, in whole cm: values, as tags and programs carry them.

("circle", x, y, radius), ("polygon", (x0, y0, x1, y1, ...)), ("around", spot, radius); and of two
shapes ("or", one, other), ("and", one, other), ("less", one, other).
"""


def holds(shape, x, y):
    """Whether (x, y), in cm, lies inside; the border of a circle does."""
    kind = shape[0]
    if kind == "around":
        return (x - shape[1]._x) ** 2 + (y - shape[1]._y) ** 2 <= shape[2] ** 2
    if kind == "circle":
        return (x - shape[1]) ** 2 + (y - shape[2]) ** 2 <= shape[3] ** 2
    if kind == "or":
        return holds(shape[1], x, y) or holds(shape[2], x, y)
    if kind == "and":
        return holds(shape[1], x, y) and holds(shape[2], x, y)
    if kind == "less":
        return holds(shape[1], x, y) and not holds(shape[2], x, y)
    corners = shape[1]
    ax, ay = corners[-2:]
    inside = False
    for at in range(0, len(corners), 2):
        bx, by = corners[at : at + 2]
        if (ay > y) != (by > y) and _is_left(x, y, ax, ay, bx, by):
            inside = not inside
        ax, ay = bx, by
    return inside


def box(shape):
    """(x0, y0, x1, y1) around it, in cm; of what holds nothing x1 or y1 may be the lesser."""
    kind = shape[0]
    if kind == "around":
        shape = ("circle", shape[1]._x, shape[1]._y, shape[2])
        kind = "circle"
    if kind == "circle":
        x, y, radius = shape[1:]
        return x - radius, y - radius, x + radius, y + radius
    if kind == "less":
        return box(shape[1])
    if kind == "polygon":
        across = shape[1][0::2]
        along = shape[1][1::2]
        return min(across), min(along), max(across), max(along)
    ax, ay, bx, by = box(shape[1])
    cx, cy, dx, dy = box(shape[2])
    if kind == "or":
        return min(ax, cx), min(ay, cy), max(bx, dx), max(by, dy)
    return max(ax, cx), max(ay, cy), min(bx, dx), min(by, dy)


def _is_left(x, y, ax, ay, bx, by):
    """Whether (x, y) is left of a side that spans y: by integers, the sign of a cross product."""
    return ((bx - ax) * (y - ay) > (x - ax) * (by - ay)) == (by > ay)
