"""Word of a kill to where the message began: one small message, or none."""

from runtime.constant import const
from runtime.errors import AdmissionRefused, BadBrick
from runtime.message import Bounds

_EVERY_MS = const(10000)  # of one origin
_ORIGINS = const(4)  # told in that time
_REASON = const(96)
_FRAMES = const(6)  # of a trace: the outermost and the innermost ones


class Notices:
    """What `node` tells of kills; made at the first.

    What it may cost does not depend on who was killed or why: a message of these bounds for each
    origin in ten seconds, for four origins at most, each admitted as any other. A word is (identity
    of the killed, reason, trace, id of this node); a trace has pairs of a brick's name and of where
    in it, which the origin has the lines for.
    """

    __slots__ = ("_node", "_told", "_words")

    def __init__(self, node):
        self._node = node
        self._told = {}
        self._words = {}
        node.tags.bind("notice", self._read)

    def tell(self, now_ms, message, reason, trace):
        """Start word of `message` on its way, where that may be."""
        for account in list(self._told):
            if self._told[account] + _EVERY_MS <= now_ms:
                del self._told[account]
        if message.account in self._told or len(self._told) >= _ORIGINS:
            return
        self._told[message.account] = now_ms
        node = self._node
        here = [one.identity for one in node.messages]
        for identity in list(self._words):
            if identity not in here:
                del self._words[identity]
        if len(trace) > _FRAMES:
            trace = trace[:1] + trace[1 - _FRAMES :]
        word = (message.identity, reason[:_REASON], tuple(trace), node.config.id8)
        bounds = Bounds(200000, 1000000, 6000, 128, 60000, 1024, 16, 32768)
        try:
            identity = node.inject(now_ms, node.config.notice[1](), bounds)
        except (AdmissionRefused, BadBrick, MemoryError):
            return
        self._words[identity] = message.home + (word,)

    def _read(self, now_ms):
        """The word that the message which runs is to carry."""
        return self._words.pop(self._node.running(), None)
