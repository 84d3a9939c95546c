"""Hops as frames on air show them: who offers which message to whom, its state, what it takes.

Nothing is sent for it. A simulation hears every frame of its field; a node over a real radio hears
its own and its neighbours'.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from runtime import wire
from runtime.errors import DecodeError

# The node's own, so that what it says and what is heard agree.
from runtime.message import identity_of

Identity = tuple[Any, ...]

_MOST = 1024  # hops under way that are kept in mind


@dataclass
class Hop:
    """A hop under way; `state` is whole once all its pieces were heard."""

    identity: Identity
    sender: bytes
    offer: wire.Offer
    to: Hashable
    began_s: float
    frames: int = 0
    size_bytes: int = 0
    pieces: dict[int, bytes] = field(default_factory=dict)
    count: int | None = None

    def state(self) -> bytes | None:
        """The captured state, or None where a piece of it was not heard."""
        head: bytes = self.offer.head
        if len(head) == self.offer.size:
            return head
        if self.count is None or len(self.pieces) != self.count:
            return None
        whole = head + b"".join(self.pieces[index] for index in range(self.count))
        return whole if len(whole) == self.offer.size else None


class Overheard:
    """Follows the hops of all messages by their frames.

    `heard` is told each frame with who sent it, and to whom (None: to all), as link addresses of
    any kind. `take` gives the hop of a message that a node has just ended.
    """

    def __init__(self) -> None:
        self._hops: OrderedDict[tuple[Hashable, int, int], Hop] = OrderedDict()
        self._latest: dict[tuple[Identity, bytes], tuple[Hashable, int, int]] = {}
        self._spreads: dict[bytes, tuple[wire.Spread, int]] = {}

    def heard(self, now_s: float, source: Hashable, to: Hashable, frame: bytes) -> None:
        try:
            decoded = wire.decode(frame)
        except DecodeError:
            return
        if isinstance(decoded, wire.Offer):
            self._offered(now_s, source, to, decoded, len(frame))
        elif isinstance(decoded, wire.Fragment):
            hop = self._count((source, decoded.epoch, decoded.hop), len(frame))
            if hop is not None and decoded.object == 0:
                hop.pieces[decoded.index] = decoded.data
                hop.count = decoded.count
        elif isinstance(decoded, wire.Spread):
            self._spreads[decoded.sender] = (decoded, len(frame))
        elif isinstance(decoded, wire.Query):
            self._count((source, decoded.epoch, decoded.hop), len(frame))
        elif isinstance(decoded, (wire.Want, wire.Started, wire.Refused, wire.Never)):
            self._count((to, decoded.to_epoch, decoded.hop), len(frame))

    def spread(self, sender: bytes) -> tuple[wire.Spread, int] | None:
        """What this node has broadcast last, and the size of its frame; once."""
        return self._spreads.pop(sender, None)

    def take(self, identity: Identity, sender: bytes) -> Hop | None:
        """The hop of this message from this node that was offered last; once."""
        key = self._latest.pop((identity, sender), None)
        return None if key is None else self._hops.pop(key, None)

    def peek(self, identity: Identity, sender: bytes) -> Hop | None:
        """As `take`, and it is kept."""
        key = self._latest.get((identity, sender))
        return None if key is None else self._hops.get(key)

    def _offered(
        self, now_s: float, source: Hashable, to: Hashable, offer: wire.Offer, size_bytes: int
    ) -> None:
        identity = identity_of(offer)
        key = (source, offer.epoch, offer.hop)
        if key not in self._hops:
            self._hops[key] = Hop(identity, offer.sender, offer, to, now_s)
            before = self._latest.get((identity, offer.sender))
            self._latest[identity, offer.sender] = key
            if before is not None:
                self._hops.pop(before, None)
            if len(self._hops) > _MOST:
                _, old = self._hops.popitem(last=False)
                self._latest.pop((old.identity, old.sender), None)
        self._count(key, size_bytes)

    def _count(self, key: tuple[Hashable, int, int], size_bytes: int) -> Hop | None:
        hop = self._hops.get(key)
        if hop is not None:
            hop.frames += 1
            hop.size_bytes += size_bytes
        return hop
