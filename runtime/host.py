"""What a running message may ask of the node that it is on.

The natives that do not block, by their names in runtime/vm/natives.py. A refusal is a TagError,
which the VM raises in the program under its name.
"""

from runtime.constant import const
from runtime.errors import TagTypeRefused
from runtime.vm.operators import size_of

_TAG_GAS = const(15)  # an operation on a tag, beside what all calls of the node cost
_BYTES_A_GAS = const(8)  # of a value that is checked and encoded
_REPORT_DEPTH = const(8)


class Host:
    """The node, as a message sees it for one slice."""

    __slots__ = ("_node", "_room_bytes", "message", "now_ms")

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
        self._spend(_TAG_GAS)
        return self._node.tags.read(self.now_ms, tag, self.message.identity)

    def _write(self, tag, value):
        self._spend_on(tag, value)
        self._node.tags.write(self.now_ms, tag, value, self.message.identity)

    def _compare_and_set(self, tag, expected, value):
        self._spend_on(tag, expected)
        self._spend_on(tag, value)
        return self._node.tags.compare_and_set(
            self.now_ms, tag, expected, value, self.message.identity
        )

    def _create(self, tag, value, lease_ms, rights=None, durable=None):
        self._spend_on(tag, value)
        self._node.tags.create(
            self.now_ms,
            tag,
            value,
            lease_ms,
            self.message.identity,
            rights,
            False if durable is None else durable,
        )

    def _delete(self, tag):
        self._spend(_TAG_GAS)
        self._node.tags.delete(self.now_ms, tag, self.message.identity)

    def _renew(self, tag, lease_ms):
        self._spend(_TAG_GAS)
        self._node.tags.renew(self.now_ms, tag, lease_ms, self.message.identity)

    def _give_rights(self, tag, rights):
        self._spend(_TAG_GAS)
        self._node.tags.grant(self.now_ms, tag, rights, self.message.identity)

    def _about(self, tag):
        self._spend(_TAG_GAS)
        return self._node.tags.about(self.now_ms, tag, self.message.identity)

    def _tags(self, pattern):
        tags = self._node.tags
        self._spend(_TAG_GAS + (tags.count() if isinstance(pattern, str) else 0))
        return tags.names(self.now_ms, pattern, self.message.identity)

    def _spend_on(self, tag, value):
        """Pay for a value that a tag is to hold."""
        self._spend(_TAG_GAS + self._node.tags.weigh(tag, value) // _BYTES_A_GAS)

    def _spend(self, gas):
        self.message.execution.spend(gas)

    def _report(self, value):
        self._room_bytes = self.message.bounds.memory_bytes
        plain = self._plain(value, _REPORT_DEPTH)
        message = self.message
        self._node.event(
            self.now_ms,
            "report",
            value=plain,
            message=message.identity,
            hops_left=message.hops_left,
        )

    def _plain(self, value, depth):
        """`value` with nothing in it that the message can still change, for the node's user."""
        self._spend(1)
        self._room_bytes -= size_of(value)
        if self._room_bytes < 0:
            raise TagTypeRefused(
                "a report is no more than the message may hold: one list in many places counts "
                "each time"
            )
        if value is None or isinstance(value, (bool, int, float, str, bytes)):
            return value
        if depth:
            if isinstance(value, (list, tuple)):
                return tuple([self._plain(item, depth - 1) for item in value])
            if hasattr(value, "items"):
                pairs = {}
                for key, item in value.items():
                    pairs[self._plain(key, depth - 1)] = self._plain(item, depth - 1)
                return pairs
        raise TagTypeRefused(
            f"a {type(value).__name__} cannot be reported; report None, bool, int, float, str, "
            "bytes, and lists, tuples and dicts of these, nested at most 8 deep"
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
    "compare_and_set": Host._compare_and_set,
    "renew": Host._renew,
    "grant": Host._give_rights,
    "about": Host._about,
    "tags": Host._tags,
    "report": Host._report,
}
