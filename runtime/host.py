"""What a running message may ask of the node that it is on.

The natives that do not block, by their names in runtime/vm/natives.py. A refusal is a TagError,
which the VM raises in the program under its name.
"""

from runtime.errors import TagTypeRefused


class Host:
    """The node, as a message sees it for one slice."""

    __slots__ = ("_node", "message", "now_ms")

    def __init__(self, node, now_ms, message):
        self._node = node
        self.now_ms = now_ms
        self.message = message

    def call(self, name, args):
        """The value of the native `name`."""
        return _NATIVES[name](self, *args)

    def write(self, text):
        """What the program prints."""
        self._node.event(self.now_ms, "print", text=text, message=self.message.identity)

    def _id(self):
        return self._node.config.id8

    def _position(self):
        return self._node.position_cm

    def _lifetime(self):
        return self.message.deadline_ms - self.now_ms

    def _now(self):
        return self.now_ms

    def _neighbours(self):
        return [(n.id, n.x_cm, n.y_cm) for n in self._node.neighbours.both_ways(self.now_ms)]

    def _hears(self, node_id, to):
        if type(node_id) is not bytes or type(to) is not bytes:
            return False
        return self._node.neighbours.hears(self.now_ms, node_id, to)

    def _origin(self):
        return self.message.home

    def _read(self, tag):
        return self._node.tags.read(self.now_ms, tag, self.message.identity)

    def _write(self, tag, value):
        self._node.tags.write(self.now_ms, tag, value, self.message.identity)

    def _create(self, tag, value, lease_ms):
        self._node.tags.create(self.now_ms, tag, value, lease_ms, self.message.identity)

    def _delete(self, tag):
        self._node.tags.delete(self.now_ms, tag, self.message.identity)

    def _tags(self, pattern):
        return self._node.tags.names(self.now_ms, pattern)

    def _report(self, value):
        self._node.event(
            self.now_ms, "report", value=_plain(value, 8), message=self.message.identity
        )


_NATIVES: dict = {
    "id": Host._id,
    "position": Host._position,
    "lifetime": Host._lifetime,
    "now": Host._now,
    "neighbours": Host._neighbours,
    "hears": Host._hears,
    "origin": Host._origin,
    "read": Host._read,
    "write": Host._write,
    "create": Host._create,
    "delete": Host._delete,
    "tags": Host._tags,
    "report": Host._report,
}


def _plain(value, depth):
    """`value` with nothing in it that the message can still change, for the node's user."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    if depth:
        if isinstance(value, (list, tuple)):
            return tuple([_plain(item, depth - 1) for item in value])
        if hasattr(value, "items"):
            pairs = {}
            for key, item in value.items():
                pairs[_plain(key, depth - 1)] = _plain(item, depth - 1)
            return pairs
    raise TagTypeRefused(
        f"a {type(value).__name__} cannot be reported; report None, bool, int, float, str, bytes, "
        "and lists, tuples and dicts of these, nested at most 8 deep"
    )
