"""Messages that come by a hop: offered, asked for in pieces, started once, and remembered.

Who receives leads the hop: it asks for one object after the other, the bricks that it lacks and
then the state, and who sends repeats until it is answered. Once everything is here the message
starts, and `Started` is answered to this hop for as long as its sender may ask.

That no message runs twice rests on what is remembered of each sender: the fate of each of its
hops that is not settled at its end. Every answer but `Want` is such a fate, and final: a frame
that comes late can change none.
"""

import hashlib

from runtime import wire
from runtime.constant import const
from runtime.errors import AdmissionRefused, BadBrick, BadFrame, BadState
from runtime.fragments import Assembly
from runtime.message import copy_number, identity_of

_MOST = const(0xFFFFFFFF)
SENDERS = 32  # remembered at a time
FATES = 64  # remembered of one sender
REMEMBER_MS = 600000  # a sender is remembered at least so long after its last offer or query
_BRICK_BYTES = const(4096)
_BRICK_TRIES = const(3)


class _Sender:
    """What is known of one sender's hops in one of its boots.

    Hops below `low` are settled at the sender. Of hops below `since` this node may have
    forgotten the fate, with an earlier record of the same sender.
    """

    __slots__ = ("arrivals", "epoch", "fates", "heard_ms", "low", "since")

    def __init__(self, epoch, since):
        self.epoch = epoch
        self.since = since
        self.low = 0
        self.heard_ms = 0
        self.fates = {}
        self.arrivals = {}


class _Arrival:
    """One hop on its way in; `air_bytes` is what its frames have taken, as far as is known here."""

    __slots__ = (
        "address",
        "air_bytes",
        "bounds",
        "brick",
        "brick_hash",
        "certificate",
        "code",
        "ends_ms",
        "held",
        "number",
        "offer",
        "state",
        "tries",
    )

    def __init__(self, address, offer, bounds):
        self.address = address
        self.offer = offer
        self.bounds = bounds
        self.air_bytes = 0
        self.state = Assembly(offer.size - len(offer.head))
        self.held = []
        self.number = 0  # of the brick asked for, as the fragments name it
        self.brick = None
        self.brick_hash = None
        self.certificate = b""
        self.code = None
        self.tries = 0
        self.ends_ms = 0

    def state_is_here(self):
        return len(self.offer.head) == self.offer.size or self.state.complete()


class Arrivals:
    """All hops on their way in, and the fates of those before.

    `node` admits (`admit(offer)`, `unadmit(offer, bounds)`), loads code (`load(data, source)`),
    starts (`start(now_ms, offer, bounds, state, air_bytes)`), and sends (`send(address, frame)`,
    which gives the frame's bytes); `heard_bytes` is the size of the frame that it is at, `level()`
    what it tells of its load. An arrival that hears nothing for `idle_ms` is given up: nothing of
    it ran, and its sender may offer it again.
    """

    __slots__ = ("_all", "_by_link", "_forgot", "_node", "_senders", "epoch", "idle_ms")

    def __init__(self, node, epoch, idle_ms):
        self._node = node
        self.epoch = epoch
        self.idle_ms = idle_ms
        self._senders = {}
        self._all = []
        self._by_link = {}
        self._forgot = False

    # ---- frames

    def on_offer(self, now_ms, source, offer):
        if offer.peer != self.epoch and offer.peer != wire.ANYONE:
            self._answer(source, wire.Never(self.epoch, offer.epoch, offer.hop))
            return
        if len(offer.origin) != 8 or len(offer.home) not in (0, 8):
            raise BadFrame("an origin or a home that is no id")
        if len(offer.head) > offer.size:
            raise BadFrame(f"an offer of {offer.size} bytes of state begins with more")
        sender = self._sender(now_ms, offer, offer.hop)
        if sender is None:
            return
        self._settle(sender, offer.hop - offer.back)
        if offer.hop < sender.low:
            return
        if offer.peer == wire.ANYONE:
            if offer.hop in sender.fates or len(offer.head) < offer.size:
                return
        elif self._answered(source, sender, offer):
            return
        arrival = sender.arrivals.get(offer.hop)
        if arrival is None:
            if len(sender.fates) + len(sender.arrivals) >= FATES:
                return
            try:
                arrival = _Arrival(source, offer, self._node.admit(offer))
            except AdmissionRefused as refusal:
                self._refuse(source, sender, offer, refusal)
                return
            arrival.certificate = self._node.heard_certificate()
            sender.arrivals[offer.hop] = arrival
            self._all.append(arrival)
        arrival.air_bytes += self._node.heard_bytes
        self._move(arrival, source)
        self._proceed(now_ms, sender, arrival)

    def on_spread(self, now_ms, source, spread):
        """A broadcast is an offer that is whole in its frame, and for anyone."""
        self.on_offer(
            now_ms,
            source,
            wire.Offer(
                spread.sender,
                spread.epoch,
                spread.hop,
                spread.back,
                wire.ANYONE,
                spread.root,
                spread.origin or spread.sender,
                spread.start_epoch,
                spread.start,
                copy_number(spread.sender, spread.epoch, spread.hop),
                spread.sender if spread.origin else b"",
                spread.x_cm,
                spread.y_cm,
                spread.seed,
                min(spread.visit_blocks << 8, _MOST),
                min(spread.gas_blocks << 8, _MOST),
                min(spread.memory_blocks << 8, _MOST),
                spread.hops_left,
                min(spread.life_blocks << 6, _MOST),
                spread.state_blocks << 8,
                spread.tag_blocks,
                spread.air_left,
                len(spread.state),
                spread.state,
            ),
        )

    def on_fragment(self, now_ms, source, fragment):
        """Whether the fragment was of a hop on its way in."""
        found = self._by_link.get((source, fragment.epoch, fragment.hop))
        if found is None:
            return False
        sender = self._senders[found.offer.sender]
        sender.heard_ms = now_ms
        found.air_bytes += self._node.heard_bytes
        if fragment.object == 0:
            objects = found.state
        elif fragment.object == found.number and found.code is not None:
            objects = found.code
        else:
            objects = None
        if objects is not None:
            news = objects.add(fragment.index, fragment.count, fragment.data)
            if news and objects.complete():
                if objects is found.code and not self._brick_came(sender, found):
                    return True
                self._proceed(now_ms, sender, found)
                return True
        if fragment.push:
            self._proceed(now_ms, sender, found)
        return True

    def on_query(self, now_ms, source, query):
        sender = self._sender(now_ms, query, query.hop + 1)
        if sender is None:
            return
        if query.hop < sender.low:
            self._answer(source, wire.Forgotten(self.epoch, query.epoch, query.hop))
            return
        if self._answered(source, sender, query):
            return
        arrival = sender.arrivals.get(query.hop)
        if arrival is not None and not query.abort:
            self._move(arrival, source)
            self._proceed(now_ms, sender, arrival)
            return
        if arrival is not None:
            self._give_up(sender, arrival)
        if len(sender.fates) >= FATES:
            return
        self._settled(source, sender, query, wire.Never(self.epoch, query.epoch, query.hop))

    # ---- time

    def fire(self, now_ms):
        """Give up the arrivals that have gone silent."""
        for arrival in [arrival for arrival in self._all if arrival.ends_ms <= now_ms]:
            self._give_up(self._senders[arrival.offer.sender], arrival)

    def certified(self, now_ms, name):
        """It is known now whether this certificate is true: go on with those that wait for it."""
        for arrival in [arrival for arrival in self._all if arrival.certificate == name]:
            self._proceed(now_ms, self._senders[arrival.offer.sender], arrival)

    def next_ms(self):
        """When `fire` is due, or None."""
        soonest = None
        for arrival in self._all:
            if soonest is None or arrival.ends_ms < soonest:
                soonest = arrival.ends_ms
        return soonest

    def count(self):
        """How many are on their way in."""
        return len(self._all)

    # ---- within

    def _sender(self, now_ms, frame, since):
        """The record of a sender, made where there is none; None where it cannot be heard."""
        sender = self._senders.get(frame.sender)
        if sender is not None and frame.epoch < sender.epoch:
            return None
        if sender is None or frame.epoch > sender.epoch:
            forgot = self._forgot and sender is None
            if sender is not None:
                for arrival in list(sender.arrivals.values()):
                    self._give_up(sender, arrival)
            elif len(self._senders) >= SENDERS and not self._forget_one(now_ms):
                return None
            sender = _Sender(frame.epoch, since if forgot else 0)
            self._senders[frame.sender] = sender
        sender.heard_ms = now_ms
        return sender

    def _forget_one(self, now_ms):
        oldest = None
        for node_id in sorted(self._senders):
            sender = self._senders[node_id]
            if not sender.arrivals and sender.heard_ms + REMEMBER_MS <= now_ms:
                if oldest is None or sender.heard_ms < self._senders[oldest].heard_ms:
                    oldest = node_id
        if oldest is None:
            return False
        del self._senders[oldest]
        self._forgot = True
        return True

    def _settle(self, sender, low):
        """Forget what the sender no longer asks about."""
        if low <= sender.low:
            return
        sender.low = low
        for hop in [hop for hop in sender.fates if hop < low]:
            del sender.fates[hop]
        for hop in [hop for hop in sender.arrivals if hop < low]:
            self._give_up(sender, sender.arrivals[hop])

    def _answered(self, source, sender, frame):
        """Whether this hop's fate is sealed, or past telling; it has been answered then."""
        fate = sender.fates.get(frame.hop)
        if fate is None and frame.hop < sender.since and frame.hop not in sender.arrivals:
            fate = wire.Forgotten(self.epoch, frame.epoch, frame.hop)
        if fate is not None:
            self._answer(source, fate)
        return fate is not None

    def _proceed(self, now_ms, sender, arrival):
        """Ask for what is lacking next; start when nothing is."""
        arrival.ends_ms = now_ms + self.idle_ms
        offer = arrival.offer
        cache = self._node.cache
        certificate = None
        try:
            if arrival.certificate:
                certificate = self._certificate(arrival)
                if certificate is None:
                    return
            lacks = cache.lacking(offer.root)
            if lacks is not None:
                self._want_brick(arrival, lacks)
                return
            if not arrival.state_is_here():
                self._want(arrival, 0, b"", arrival.state)
                return
            state = offer.head
            if len(state) < offer.size:
                state += arrival.state.data()
            if len(state) != offer.size:
                raise BadState(f"{len(state)} bytes of state, {offer.size} were offered")
            self._node.start(now_ms, offer, arrival.bounds, state, certificate, arrival.air_bytes)
        except (BadState, BadBrick) as error:
            resource = "state" if isinstance(error, BadState) else "code"
            self._fail(sender, arrival, AdmissionRefused(str(error), resource, 0, 0))
            return
        except AdmissionRefused as refusal:
            self._fail(sender, arrival, refusal)
            return
        self._drop(sender, arrival)
        self._settled(
            arrival.address,
            sender,
            offer,
            wire.Started(self.epoch, offer.epoch, offer.hop, self._node.level()),
        )

    def _certificate(self, arrival):
        """A true certificate of what arrives, or None as long as it is not known to be."""
        origins = self._node.origins
        name = arrival.certificate
        certificate = origins.get(name)
        if certificate is not None:
            origins.check(certificate, identity_of(arrival.offer), arrival.bounds)
        elif not origins.checks(name):
            self._want_brick(arrival, (name, None))
        elif arrival.offer.peer != wire.ANYONE:  # it is here, and nothing of it is wanted: wait
            self._want(arrival, max(arrival.number, 1), name, None)
        return certificate

    def _want_brick(self, arrival, lacks):
        name, full_hash = lacks
        if arrival.brick != name:
            self._hold(arrival)
            arrival.brick = name
            arrival.brick_hash = full_hash
            arrival.number = arrival.number % 255 + 1
            arrival.code = Assembly(_BRICK_BYTES)
            arrival.tries = 0
        self._want(arrival, arrival.number, name, arrival.code)

    def _want(self, arrival, number, brick, assembly):
        offer = arrival.offer
        missing = b"\0" if assembly is None else assembly.missing()
        frame = wire.Want(self.epoch, offer.epoch, offer.hop, number, brick, missing)
        arrival.air_bytes += self._node.send(arrival.address, frame)
        if assembly is not None:
            arrival.air_bytes += assembly.lost_bytes()

    def _brick_came(self, sender, arrival):
        """Whether to go on: the brick is in the cache, or is to be sent again."""
        data = arrival.code.data()
        full_hash = hashlib.sha256(data).digest()
        wanted = arrival.brick_hash
        if full_hash[:8] != arrival.brick or (wanted is not None and full_hash != wanted):
            arrival.tries += 1
            arrival.code = Assembly(_BRICK_BYTES)
            if arrival.tries < _BRICK_TRIES:
                return True
            text = f"brick {arrival.brick.hex()} came with another hash"
            self._fail(sender, arrival, AdmissionRefused(text, "code", 0, 0))
            return False
        try:
            if arrival.brick == arrival.certificate:
                self._node.origins.begin(data)
            else:
                self._node.load(data, arrival.offer.sender)
        except BadBrick as error:
            self._fail(sender, arrival, AdmissionRefused(str(error), "code", 0, 0))
            return False
        except AdmissionRefused as refusal:
            self._fail(sender, arrival, refusal)
            return False
        arrival.brick = None
        arrival.code = None
        self._hold(arrival)
        return True

    def _hold(self, arrival):
        """Keep in the cache what of its code is there."""
        cache = self._node.cache
        held = cache.hold(cache.closure(arrival.offer.root))
        cache.release(arrival.held)
        arrival.held = held

    def _move(self, arrival, address):
        """The sender is at this address now."""
        self._unlink(arrival)
        arrival.address = address
        self._by_link[self._link(arrival)] = arrival

    def _link(self, arrival):
        """What its fragments are known by; the last to claim it has it."""
        return (arrival.address, arrival.offer.epoch, arrival.offer.hop)

    def _unlink(self, arrival):
        if self._by_link.get(self._link(arrival)) is arrival:
            del self._by_link[self._link(arrival)]

    def _drop(self, sender, arrival):
        del sender.arrivals[arrival.offer.hop]
        self._all.remove(arrival)
        self._unlink(arrival)
        self._node.cache.release(arrival.held)
        arrival.held = []

    def _give_up(self, sender, arrival):
        self._drop(sender, arrival)
        self._node.unadmit(arrival.offer, arrival.bounds)

    def _fail(self, sender, arrival, refusal):
        self._give_up(sender, arrival)
        self._refuse(arrival.address, sender, arrival.offer, refusal)

    def _refuse(self, address, sender, offer, refusal):
        self._node.refused(offer, refusal)
        most = 0xFFFFFFFF
        frame = wire.Refused(
            self.epoch,
            offer.epoch,
            offer.hop,
            refusal.resource,
            min(refusal.need, most),
            min(max(refusal.bound, 0), most),
            refusal.retry_ms,
        )
        self._settled(address, sender, offer, frame)

    def _settled(self, address, sender, asked, fate):
        """The fate of a hop, by its offer or query; who broadcast it is not told."""
        sender.fates[asked.hop] = fate
        if not isinstance(asked, wire.Offer) or asked.peer != wire.ANYONE:
            self._answer(address, fate)

    def _answer(self, address, frame):
        self._node.send(address, frame)
