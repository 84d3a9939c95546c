"""Greedy perimeter stateless routing (Karp and Kung, MobiCom 2000): GPSR, as a message does it.

A message goes to the neighbour closest to where it heads (s. 2.1, greedy). At a node that is closer
than all its neighbours it walks round the face of the planar graph that it stands before, by the
right-hand rule (s. 2.2, 2.3, perimeter), until it is closer than where it began to. Whoever is
as close is told apart by id. Nodes keep nothing.

The planar graph is Gabriel's (s. 2.2), but that an edge goes only where both of its ends hear the
witness: on radios that are no unit disks others would cut the graph. Edges may cross there, and a
walk come back to an edge for nothing: then it leaves that out, a few times. All is decided in
integers. Who shares a place with another is joined to the one of them with the least id.
"""

import node

# So many times a walk leaves out the edge that it has come back to.
LEFT_OUT = 3


def travel(x, y, wanted, space, most=1000):
    """Move until this is the node `wanted`, or, where that is None, a node in `space`.

    (x, y), in cm, is where to head for. Raises node.Unreachable where the walk round a face comes
    back to its first edge, or to another that it keeps in mind, or where `most` hops in perimeter
    mode have brought it no closer, as nodes that move can make it. The other is the last whose
    number is a power of two (Brent, 1980): edges that only one end keeps can lead in a circle
    without the first.
    """
    entry = None
    while True:
        here = node.id()
        here_x, here_y = node.position()
        if here == wanted or wanted is None and space.holds(here_x, here_y):
            return
        here_rank = ((here_x - x) ** 2 + (here_y - y) ** 2, here)
        if entry is not None and here_rank < entry[0]:
            entry = None
        near = node.neighbours()
        while True:
            onward = None
            if entry is None:
                onward = _closest(near, x, y, wanted, here_rank)
            if onward is None:
                entry = entry or _entered(here_rank, here_x, here_y, x, y)
                onward, edge, behind = _edge_of(near, here, here_x, here_y, x, y, entry, most)
            try:
                node.migrate(onward)
                break
            except node.HopError:
                near = [row for row in near if row[0] != onward]
                if entry is not None:
                    entry[6:] = behind
                    if entry[5] == edge:
                        entry[5] = None


def _entered(rank, here_x, here_y, x, y):
    """What a walk round a face knows, that begins here.

    The rank and the place of here; how far along the line from there to (x, y) it has crossed that;
    the face's first edge; where it comes from; hops; the edge in mind; edges left out.
    """
    return [rank, here_x, here_y, 0, 1, None, x, y, 0, None, 0]


def _edge_of(near, here, here_x, here_y, x, y, entry, most):
    """The next edge of the walk: the neighbour, the edge, and what to put back should it not be."""
    onward = _round(near, here, here_x, here_y, x, y, entry)
    edge = here[:4] + onward[:4] if onward else None
    if edge and edge in (entry[5], entry[9]) and entry[10] < LEFT_OUT:
        entry[5] = entry[9] = None
        entry[10] += 1
        near = [row for row in near if row[0] != onward]
        return _edge_of(near, here, here_x, here_y, x, y, entry, most)
    if onward is None or edge in (entry[5], entry[9]) or entry[8] >= most:
        raise node.Unreachable("no way found to (%d, %d) m" % (x // 100, y // 100))
    if entry[5] is None:
        entry[5] = edge
    if not entry[8] & (entry[8] - 1):
        entry[9] = edge
    behind = entry[6:]
    entry[6:9] = here_x, here_y, entry[8] + 1
    return onward, edge, behind


def _closest(near, x, y, wanted, rank):
    """The neighbour that is wanted, or is closest to (x, y), and closer than `rank`; or None.

    Neighbours come sorted by id: of those as close the first is the one.
    """
    best = None
    least = rank[0] + 1
    for id, at_x, at_y in near:
        if id == wanted:
            return id
        distance = (at_x - x) ** 2 + (at_y - y) ** 2
        if distance < least:
            best = id
            least = distance
    return None if least == rank[0] and best > rank[1] else best


def _round(near, here, here_x, here_y, x, y, entry):
    """The neighbour that follows in the walk round the face; None where there is none at all.

    Where the edge to it crosses the line from the entry to (x, y), closer than any before, the
    walk goes on in the face behind it (s. 2.3), and the next edge is a first one.
    """
    ahead_x = entry[6] - here_x
    ahead_y = entry[7] - here_y
    while True:
        found = _next_edge(near, here, here_x, here_y, ahead_x, ahead_y)
        if found is None:
            return None
        id, at_x, at_y = found
        if not _crosses(here_x, here_y, at_x, at_y, x, y, entry):
            return id
        entry[5] = entry[9] = None
        ahead_x = at_x - here_x
        ahead_y = at_y - here_y


def _next_edge(near, here, here_x, here_y, ahead_x, ahead_y):
    """The first edge of the planar graph counterclockwise from a direction, itself the last."""
    if not ahead_x and not ahead_y:
        ahead_x = 1
    left = list(near)
    while left:
        best = None
        best_late = best_x = best_y = 0
        for row in left:
            dx = row[1] - here_x
            dy = row[2] - here_y
            if not dx and not dy:
                dx = 1
            side = ahead_x * dy - ahead_y * dx
            late = side < 0 or side == 0 and ahead_x * dx + ahead_y * dy > 0
            if best is None or late < best_late or late == best_late and best_x * dy < best_y * dx:
                best = row
                best_late = late
                best_x = dx
                best_y = dy
        if _is_edge(near, here, here_x, here_y, best):
            return best
        left.remove(best)
    return None


def _is_edge(near, here, here_x, here_y, other):
    """Whether the edge to `other` is in the Gabriel graph of those who hear the witness."""
    id, at_x, at_y = other
    for row in near:
        witness, x, y = row
        if (here_x - x) * (at_x - x) + (here_y - y) * (at_y - y) > 0 or witness == id:
            continue
        at_here = x == here_x and y == here_y
        at_other = x == at_x and y == at_y
        if at_here or at_other:
            ends = [end for end, there in ((here, at_here), (id, at_other)) if there]
            if witness > min(ends):
                continue
        if node.hears(id, witness):
            return False
    return True


def _crosses(here_x, here_y, at_x, at_y, x, y, entry):
    """Whether an edge crosses the line from the entry to (x, y) farther along than any; noted.

    How far is a fraction of whole numbers: the line's own length, squared, is the whole way.
    """
    line_x = x - entry[1]
    line_y = y - entry[2]
    from_x = here_x - entry[1]
    from_y = here_y - entry[2]
    to_x = at_x - entry[1]
    to_y = at_y - entry[2]
    one = line_x * from_y - line_y * from_x
    two = line_x * to_y - line_y * to_x
    if (one > 0) == (two > 0):
        return False
    apart = one - two
    along = (line_x * from_x + line_y * from_y) * apart
    along += (line_x * (at_x - here_x) + line_y * (at_y - here_y)) * one
    if apart < 0:
        apart = -apart
        along = -along
    if along * entry[4] <= entry[3] * apart or along > (line_x**2 + line_y**2) * apart:
        return False
    entry[3] = along
    entry[4] = apart
    return True
