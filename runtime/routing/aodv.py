"""Ad hoc on-demand distance vector routing (RFC 3561), as messages do it.

Route requests, replies and errors are small messages of this brick; the routing table of a node is
leased tags, `aodv/` and the destination: (next hop, hops, sequence number, whether it is valid).
A destination is a node, by its id, or whatever node has a tag, by its name.

Times are the RFC's (s. 10). A board of 20 gas a ms takes about 50 ms over a request, so that a ring
may end before its answer is there; that counts when it comes. A node has no neighbours by links
that carry one way only, in place of the RFC's blacklist (s. 6.8); its Hello messages are beacons.
"""

import math

import node

MY_ROUTE_TIMEOUT = 6000
DELETE_PERIOD = 15000
NODE_TRAVERSAL_TIME = 40
NET_DIAMETER = 35
PATH_DISCOVERY_TIME = 5600
RREQ_RETRIES = 2
RREQ_RATELIMIT = 10
TTL_START = 1
TTL_INCREMENT = 2
TTL_THRESHOLD = 7
TIMEOUT_BUFFER = 2
# Requests wait for up to so long before they go on, so that neighbours do not speak at once.
JITTER = 20
# What a request declares of memory.
MEMORY = 4096
# A table is of all who route by it, whoever's message made an entry.
SHARED = "others:read,write,delete,wait"


def travel(x, y, wanted, space, most=8):
    """Move until this is the node `wanted`.

    (x, y), in cm, is where that is, and sets how far the first request goes; None where it is not
    known. It goes on only within a circle around `space`, where that is given; the next go
    anywhere. `most` hops may fail. Raises node.Unreachable where no request is answered.
    """
    while not is_here(wanted):
        onward = next_hop(wanted)
        if onward is None:
            discover(wanted, _ring(x, y), space)
        elif not hop(wanted, onward):
            most -= 1
            if most < 0:
                raise node.Unreachable("too many hops failed")


def is_here(wanted):
    """Whether this node is what is wanted, or has it."""
    return node.id() == wanted if type(wanted) is bytes else bool(node.tags(wanted))


def next_hop(wanted):
    """The neighbour that a valid route leads to, or that is wanted itself; or None."""
    if type(wanted) is bytes:
        for row in node.neighbours():
            if row[0] == wanted:
                return wanted
    found = route(wanted)
    return found[0] if found else None


def hop(wanted, onward):
    """Move on by a route: True there. False here where that failed: the route is broken."""
    found = route(wanted)
    if found:
        _keep(_name(wanted), found, MY_ROUTE_TIMEOUT)
    try:
        node.migrate(onward)
        return True
    except node.HopError:
        broken(wanted)
        return False


def route(wanted):
    """(next hop, hops, sequence number, True) where there is a valid route from here, or None."""
    name = _name(wanted)
    if node.tags(name):
        found = node.read(name)
        if found[3]:
            return found
    return None


def broken(wanted):
    """A route does not work: it is invalid from now on, and those who use it are told (s. 6.11)."""
    found = route(wanted)
    if found:
        number = found[2] + (type(wanted) is bytes)
        _keep(_name(wanted), (found[0], found[1], number, False), DELETE_PERIOD)
        _error(wanted, number)


def discover(wanted, ttl, space=None):
    """Ask for a route, in rings that widen (s. 6.4); node.Unreachable where nobody answers.

    The first request goes all over a space that is given, and hardly beyond.
    """
    name = _name(wanted)
    known = node.read(name)[2] if node.tags(name) else 0
    tries = 0
    area = None
    most = ttl
    if space is not None:
        x0, y0, x1, y1 = space.box()
        area = ((x0 + x1) // 2, (y0 + y1) // 2, max(x1 - x0, y1 - y0, 0) // 2)
        most = _hops(4 * area[2]) + 1
    while True:
        while _is_pressed():
            node.sleep(NODE_TRAVERSAL_TIME)
        number = _number(0) + 1
        _keep("aodv", number, 3600000)
        _request(node.id(), number, wanted, known, most, area)
        try:
            node.wait(name, 2 * NODE_TRAVERSAL_TIME * (most + TIMEOUT_BUFFER) << tries)
        except (node.Timeout, node.TagError):
            pass
        if route(wanted):
            return
        if area:
            area = None
        elif ttl < TTL_THRESHOLD:
            ttl += TTL_INCREMENT
        elif ttl < NET_DIAMETER:
            ttl = NET_DIAMETER
        elif tries < RREQ_RETRIES:
            tries += 1
        else:
            raise node.Unreachable("no route was found")
        most = ttl


def _is_pressed():
    """Whether as many requests began here within a second as may (s. 6.3)."""
    number = _number(0)
    if node.tags("rreq/since"):
        return number - node.read("rreq/since") >= RREQ_RATELIMIT
    _keep("rreq/since", number, 1000)
    return False


def _ring(x, y):
    """How many hops the first request goes: as many as the place that is known is away."""
    if x is None:
        return TTL_START
    here_x, here_y = node.position()
    return _hops(math.isqrt((x - here_x) ** 2 + (y - here_y) ** 2))


def _hops(away):
    """How many hops so many cm are at least, by the farthest neighbour; NET_DIAMETER at most."""
    here_x, here_y = node.position()
    reach = 1
    for row in node.neighbours():
        reach = max(reach, (row[1] - here_x) ** 2 + (row[2] - here_y) ** 2)
    return min(max(away // math.isqrt(reach), TTL_START - 1) + 1, NET_DIAMETER)


def _request(source, number, wanted, known, ttl, area):
    """Copies of this go from node to node, until they come to what is wanted (s. 6.5).

    Where there is an `area`, (x, y, radius), they do not go on from outside of it.
    """
    hops = 0
    while hops < ttl:
        previous = node.broadcast(MEMORY)
        if previous is None:
            return
        hops += 1
        seen = "rreq/" + source.hex()
        if node.id() == source or node.tags(seen) and node.read(seen) >= number:
            return
        if previous not in [row[0] for row in node.neighbours()]:
            return
        _keep(seen, number, PATH_DISCOVERY_TIME)
        _learn(source, previous, hops, number)
        found = route(wanted)
        if is_here(wanted):
            _reply(source, wanted, _number(known) if type(wanted) is bytes else 0, 0)
            return
        if found and found[0] != previous and found[2] >= known:
            _reply(source, wanted, found[2], found[1])
            return
        if area:
            x, y = node.position()
            if (x - area[0]) ** 2 + (y - area[1]) ** 2 > area[2] ** 2:
                return
        node.sleep((node.id()[7] * 7 + node.now()) % JITTER)


def _reply(source, wanted, number, hops):
    """Back to who asked, with the route in its wake (s. 6.7)."""
    while node.id() != source:
        back = route(source)
        if back is None:
            return
        previous = node.id()
        try:
            node.migrate(back[0])
        except node.HopError:
            return
        hops += 1
        _learn(wanted, previous, hops, number)


def _error(wanted, number):
    """Copies of this go to those whose route it was."""
    while True:
        previous = node.broadcast(MEMORY)
        if previous is None:
            return
        found = route(wanted)
        if not found or found[0] != previous:
            return
        _keep(_name(wanted), (found[0], found[1], number, False), DELETE_PERIOD)


def _learn(wanted, via, hops, number):
    """Take a route where it is newer than what is known, or as new and better (s. 6.2)."""
    name = _name(wanted)
    if node.tags(name):
        was_via, was_hops, was_number, valid = node.read(name)
        if number < was_number or number == was_number and valid and hops >= was_hops:
            return
    _keep(name, (via, hops, number, True), MY_ROUTE_TIMEOUT)


def _number(least):
    """This node's sequence number, raised to what others know of it (s. 6.1)."""
    number = node.read("aodv") if node.tags("aodv") else 0
    if number < least:
        number = least
        _keep("aodv", number, 3600000)
    return number


def _name(wanted):
    return "aodv/" + (wanted.hex() if type(wanted) is bytes else wanted)


def _keep(name, value, lease):
    """A tag of this value, whether there was one or not; nothing where there is no room."""
    try:
        if node.tags(name):
            node.write(name, value)
            node.renew(name, lease)
        else:
            node.create(name, value, lease, SHARED)
    except node.TagError:
        pass
