"""Messages that leave by a hop: offered, sent in the pieces asked for, until their fate is known.

A hop ends in one of four ways. `Started`: the copy here is dropped. Provably not started: the
program goes on here, with `NoAck` or `Refused`. In doubt, everything needed to start having been
sent and no answer come: the copy is held and the neighbour asked, until one of the first two is
known or the message's lifetime ends. Lost: the neighbour started anew, or has forgotten, and
nobody can tell any more; the copy never runs again, because the message may.
"""

from runtime import costs, wire
from runtime.constant import const
from runtime.fragments import MOST, numbers, split
from runtime.message import BLOCK_BYTES

_BACKOFF = const(3)  # doublings of the time to wait for an answer, at most
_DOUBT_BACKOFF = const(6)


class _Departure:
    """One hop on its way out.

    `offers` counts the offers sent, `tries` the times nothing was heard since the last answer.
    `work` is the gas that the neighbour may spend before it answers. `exposed`: everything that the
    receiver needs to start has been sent. `burst` is what is left to send of the object asked for.
    At `ends_ms` the program is told that the hop has failed, where that is known by then; where it
    is `twice`, it would rather run twice than wait for that.
    """

    __slots__ = (
        "address",
        "answered",
        "asked",
        "burst",
        "due_ms",
        "ends_ms",
        "exposed",
        "hop",
        "in_doubt",
        "inline_bytes",
        "message",
        "object",
        "offer",
        "offers",
        "peer",
        "pieces",
        "state",
        "to",
        "tries",
        "twice",
        "work",
    )

    def __init__(self, hop, message, neighbour, state):
        self.hop = hop
        self.message = message
        self.to = neighbour.id
        self.address = neighbour.address
        self.peer = neighbour.epoch
        self.state = state
        self.inline_bytes = 0
        self.offer = None
        self.offers = 0
        self.tries = 0
        self.answered = False
        self.exposed = False
        self.in_doubt = False
        self.due_ms = 0
        self.object = None
        self.pieces = ()
        self.burst = ()
        self.asked = 0
        self.work = 0
        self.ends_ms = None
        self.twice = False


class Departures:
    """All hops on their way out.

    `node` sends, knows the gas of the step under way (`step_gas()`), and is told the end:
    `departed(now_ms, message, to)`, `stayed(now_ms, message, kind, text, to)`,
    `doubted(now_ms, message, to)`, `lost(now_ms, message, to, reason)`, `ended(now_ms, message,
    reason)`. A message pays for the frames of its hops; whose bytes on the air are spent is ended,
    where it is known not to have started, and asked for where it is in doubt.
    """

    __slots__ = ("_by_hop", "_config", "_count", "_mtu_bytes", "_node", "epoch", "node_id")

    def __init__(self, node, config, mtu_bytes):
        self._node = node
        self._config = config
        self._mtu_bytes = mtu_bytes
        self.node_id = config.id8
        self.epoch = config.boot_epoch
        self._by_hop = {}
        self._count = 0

    def begin(self, now_ms, message, neighbour, state, timeout_ms=None, twice=False):
        """Offer `message`, captured as `state`, to `neighbour`.

        The whole state goes with the offer where it fits, the neighbour has the code, and it was
        heard just now. Elsewhere the last of it is held back until it is asked for: of a neighbour
        that is dead it is known then that it did not start the message.
        """
        self._count += 1
        departure = _Departure(self._count, message, neighbour, state)
        if timeout_ms is not None:
            departure.ends_ms = now_ms + timeout_ms
        departure.twice = twice
        head = self._fitting_head(now_ms, departure)
        known = message.identity[0] in neighbour.roots
        fresh = now_ms - neighbour.heard_ms <= self._config.fresh_ms
        if len(head) == len(state) and not (known and fresh):
            head = head[:-1]
        departure.inline_bytes = len(head)
        self._by_hop[departure.hop] = departure
        departure.offer = self._offer(now_ms, departure, head)
        self._send_offer(now_ms, departure)

    def number(self):
        """(the number of a hop that another sends, the lowest of a hop under way)."""
        self._count += 1
        return self._count, min([self._count] + list(self._by_hop))

    # ---- answers

    def on_want(self, now_ms, source, want):
        departure = self._answered(now_ms, source, want)
        if departure is None or departure.in_doubt:
            return
        asked = (want.object, want.brick)
        if departure.burst and departure.object == asked:
            return
        departure.object = asked
        rest = self._object(departure, want)
        if rest is None:
            if not departure.exposed:
                text = f"node {_name(departure.to)} asked for a brick that this message has not"
                self._stay(now_ms, departure, "NoAck", text)
            return
        departure.pieces = self.split(rest, departure.hop)
        departure.burst = numbers(want.missing, len(departure.pieces))
        certificate = departure.message.certificate
        if want.object == 0:
            departure.work = costs.gas(costs.RESTORE, len(departure.state))
        elif certificate is not None and want.brick == certificate.name:
            departure.work = costs.SIGNATURE_GAS
        else:
            departure.work = costs.gas(costs.VERIFY, len(rest))
        departure.due_ms = now_ms + self._wait_ms(departure, _BACKOFF)
        self._send_burst(now_ms, departure)

    def on_started(self, now_ms, source, started):
        departure = self._answered(now_ms, source, started)
        if departure is not None:
            del self._by_hop[departure.hop]
            near = self._node.neighbours
            near.has_code(departure.to, departure.message.identity[0])
            near.loaded(departure.to, started.load)
            self._node.departed(now_ms, departure.message, departure.to)

    def on_refused(self, now_ms, source, refused):
        departure = self._answered(now_ms, source, refused)
        if departure is not None:
            again = f"retry in {refused.retry_ms} ms" if refused.retry_ms else "try another"
            self._stay(
                now_ms,
                departure,
                "Refused",
                f"node {_name(departure.to)} refuses: {refused.resource} {refused.need} is "
                f"needed, {refused.bound} can be had; {again}",
            )

    def on_never(self, now_ms, source, never):
        departure = self._answered(now_ms, source, never)
        if departure is not None:
            self._stay(
                now_ms,
                departure,
                "NoAck",
                f"node {_name(departure.to)} did not start the message, and will not by this hop",
            )

    def on_forgotten(self, now_ms, source, forgotten):
        departure = self._answered(now_ms, source, forgotten)
        if departure is not None:
            self._cannot_tell(now_ms, departure, "the neighbour has forgotten")

    def heard(self, now_ms, neighbour):
        """The neighbour is there: ask it about hops in doubt, where it is now."""
        for hop in sorted(self._by_hop):
            departure = self._by_hop[hop]
            if departure.to == neighbour.id:
                departure.address = neighbour.address
                if departure.in_doubt and now_ms - departure.asked >= self._config.answer_ms:
                    departure.due_ms = now_ms

    # ---- time

    def fire(self, now_ms):
        """Send what is due."""
        for hop in sorted(self._by_hop):
            departure = self._by_hop[hop]
            if departure.message.deadline_ms <= now_ms:
                del self._by_hop[hop]
                if departure.exposed:
                    self._node.lost(
                        now_ms, departure.message, departure.to, "the lifetime ended in doubt"
                    )
                else:
                    self._node.ended(now_ms, departure.message, "lifetime: it has ended")
            elif departure.ends_ms is not None and departure.ends_ms <= now_ms:
                self._timed_out(now_ms, departure)
            elif departure.due_ms <= now_ms:
                self._due(now_ms, departure)

    def next_ms(self):
        """When `fire` is due, or None."""
        soonest = None
        for departure in self._by_hop.values():
            due_ms = min(departure.due_ms, departure.message.deadline_ms)
            if departure.ends_ms is not None:
                due_ms = min(due_ms, departure.ends_ms)
            if soonest is None or due_ms < soonest:
                soonest = due_ms
        return soonest

    def holds(self, message):
        """Whether this message is on its way out."""
        return any(departure.message is message for departure in self._by_hop.values())

    def count(self):
        """How many are on their way out, or in doubt."""
        return len(self._by_hop)

    # ---- within

    def _due(self, now_ms, departure):
        if departure.message.air_left <= 0 and not departure.in_doubt:
            self._spent(now_ms, departure)
        elif departure.burst:
            self._send_burst(now_ms, departure)
        elif departure.in_doubt:
            self._ask(now_ms, departure, 1)
        else:
            departure.tries += 1
            if departure.tries >= self._config.tries:
                self._give_up(now_ms, departure)
            elif departure.answered:
                self._ask(now_ms, departure, 0)
            else:
                self._send_offer(now_ms, departure)

    def _timed_out(self, now_ms, departure):
        """Tell the program, where it is known that the message did not start or does not matter."""
        text = f"node {_name(departure.to)} has not taken the message in time"
        departure.ends_ms = None
        if not departure.exposed:
            self._stay(now_ms, departure, "Timeout", text)
        elif departure.twice:
            self._stay(now_ms, departure, "InDoubt", text + "; it may run there")
        elif not departure.in_doubt:
            self._doubt(now_ms, departure)

    def _give_up(self, now_ms, departure):
        if not departure.exposed:
            if not departure.answered:
                self._node.neighbours.forget(departure.to)
            self._stay(
                now_ms,
                departure,
                "NoAck",
                f"node {_name(departure.to)} did not answer "
                f"{departure.tries} times; try another, or later",
            )
            return
        self._doubt(now_ms, departure)

    def _doubt(self, now_ms, departure):
        departure.in_doubt = True
        departure.tries = 0
        self._node.doubted(now_ms, departure.message, departure.to)
        self._ask(now_ms, departure, 1)

    def _spent(self, now_ms, departure):
        departure.burst = ()
        if departure.exposed:
            self._doubt(now_ms, departure)
            return
        del self._by_hop[departure.hop]
        bound = departure.message.bounds.air_bytes
        self._node.ended(now_ms, departure.message, f"air_bytes: the bound of {bound} is spent")

    def _ask(self, now_ms, departure, abort):
        self._send(departure, wire.Query(self.node_id, self.epoch, departure.hop, abort))
        departure.asked = now_ms
        departure.due_ms = now_ms + self._wait_ms(departure, _DOUBT_BACKOFF if abort else _BACKOFF)
        if abort:
            departure.tries += 1

    def _send_offer(self, now_ms, departure):
        if departure.offers:
            head = departure.offer.head
            departure.offer = self._offer(now_ms, departure, head)
        departure.offers += 1
        state_bytes = len(departure.state)
        if departure.inline_bytes == state_bytes:
            departure.exposed = True
            departure.work = costs.gas(costs.RESTORE, state_bytes)
        self._send(departure, departure.offer, departure.message.certificate)
        departure.due_ms = now_ms + self._wait_ms(departure, _BACKOFF)

    def _send_burst(self, now_ms, departure):
        """Send the next fragment, or all where the link needs no pause between them."""
        number = departure.object[0]
        while departure.burst:
            if departure.message.air_left <= 0:
                self._spent(now_ms, departure)
                return
            index = departure.burst.pop(0)
            last = 0 if departure.burst else 1
            if last and number == 0:
                departure.exposed = True
            piece = bytes(departure.pieces[index])
            count = len(departure.pieces)
            self._send(
                departure,
                wire.Fragment(self.epoch, departure.hop, number, index, count, last, piece),
            )
            if last:
                departure.pieces = ()
                departure.due_ms = now_ms + self._wait_ms(departure, _BACKOFF)
            elif self._config.pace_ms:
                departure.due_ms = now_ms + self._config.pace_ms
                return

    def _send(self, departure, frame, certificate=None):
        departure.message.air_left -= self._node.send(departure.address, frame, certificate)

    def _answered(self, now_ms, source, answer):
        """The hop that is answered, by the boot of the neighbour that it was meant for; or None."""
        departure = self._by_hop.get(answer.hop)
        if departure is None or departure.address != source or answer.to_epoch != self.epoch:
            return None
        if answer.epoch != departure.peer:
            if answer.epoch > departure.peer:
                self._other_boot(now_ms, departure)
            return None
        departure.answered = True
        if not departure.in_doubt:
            departure.tries = 0
        return departure

    def _other_boot(self, now_ms, departure):
        """The neighbour has started anew since: its answer speaks for that boot alone.

        Had it not been sent everything, or but one frame, which this boot is just answering, the
        boot before cannot have started the message.
        """
        self._node.neighbours.forget(departure.to)
        one_frame = departure.inline_bytes == len(departure.state) and departure.offers == 1
        if departure.exposed and not (one_frame and not departure.answered):
            self._cannot_tell(now_ms, departure, "the neighbour started anew")
        else:
            self._stay(
                now_ms,
                departure,
                "NoAck",
                f"node {_name(departure.to)} started anew during the hop",
            )

    def _cannot_tell(self, now_ms, departure, reason):
        if not departure.exposed:
            self._stay(now_ms, departure, "NoAck", reason)
            return
        if departure.twice:
            self._stay(now_ms, departure, "InDoubt", f"{reason}; the message may have run there")
            return
        del self._by_hop[departure.hop]
        self._node.lost(now_ms, departure.message, departure.to, reason)

    def _stay(self, now_ms, departure, kind, text):
        del self._by_hop[departure.hop]
        self._node.stayed(now_ms, departure.message, kind, text, departure.to)

    def _object(self, departure, want):
        """The bytes asked for: the rest of the state or a brick; None where there is none."""
        if want.object == 0:
            return departure.state[departure.inline_bytes :]
        certificate = departure.message.certificate
        if certificate is not None and want.brick == certificate.name:
            return certificate.data
        if want.brick not in departure.message.bricks:
            return None
        return self._node.cache.get(want.brick).data

    def _wait_ms(self, departure, most_doublings):
        """How long an answer may take: the link's time, and that of the work before it.

        The frame leaves when this step is done, the answer when the neighbour's is.
        """
        link_ms = self._config.answer_ms << min(departure.tries, most_doublings)
        return link_ms + (self._node.step_gas() + departure.work) // self._config.gas_per_ms

    def split(self, data, hop):
        """`data` in pieces as long as frames allow; few pieces have short numbers."""
        for most in (23, 255, MOST):
            empty = wire.Fragment(self.epoch, hop, 255, most, most, 1, b"")
            pieces = split(data, self._mtu_bytes - len(wire.encode(empty)) - 2)
            if len(pieces) <= most:
                break
        return pieces

    def _fitting_head(self, now_ms, departure):
        """As much of the state's beginning as the offer's frame has room for."""
        empty = wire.encode(self._offer(now_ms, departure, b""))
        if departure.message.certificate is not None:
            empty += departure.message.certificate.name
        room_bytes = max(self._mtu_bytes - len(empty), 0)
        if room_bytes > 23:  # CBOR says longer lengths in one byte more, or two
            room_bytes = max(room_bytes - 1 if room_bytes <= 256 else room_bytes - 2, 23)
        return departure.state[:room_bytes]

    def _offer(self, now_ms, departure, head):
        message = departure.message
        root, origin, start_epoch, start, copy = message.identity
        low = departure.hop
        for hop in self._by_hop:
            if hop < low and self._by_hop[hop].to == departure.to:
                low = hop
        return wire.Offer(
            self.node_id,
            self.epoch,
            departure.hop,
            min(departure.hop - low, 0xFFFF),
            departure.peer,
            root,
            origin,
            start_epoch,
            start,
            copy,
            b"" if message.home[0] == origin else message.home[0],
            message.home[1],
            message.home[2],
            message.seed,
            message.bounds.gas_visit,
            message.gas_left,
            message.bounds.memory_bytes,
            message.hops_left - 1,
            max(message.deadline_ms - now_ms, 0),
            message.bounds.state_bytes,
            message.bounds.tag_bytes // BLOCK_BYTES,
            max(message.air_left, 0) // BLOCK_BYTES,
            len(departure.state),
            head,
        )


def _name(node_id):
    return node_id.hex()
