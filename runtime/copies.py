"""Copies of messages: clones that begin here, and broadcasts that begin at all who hear a frame."""

from runtime import costs, vm, wire
from runtime.constant import const
from runtime.errors import AdmissionRefused
from runtime.fragments import numbers
from runtime.message import BLOCK_BYTES, Bounds, Message, copy_number
from runtime.vm.fork import fork

_SERVE_MS = const(3000)  # code of what was broadcast can be had for so long
_PIECES = const(4)  # of a brick, in answer to a Want


class Refusal(Exception):
    """Why there is no copy: the class of what the program is told, and the text."""


class Copies:
    """What `node` does of `clone` and `broadcast`; made when first asked for."""

    __slots__ = ("_departures", "_node", "_sent")

    def __init__(self, node, departures):
        self._node = node
        self._departures = departures
        self._sent = {}

    def clone(self, now_ms, message, memory_bytes, admission):
        """A message that goes on here with the function of this one; Refusal."""
        node = self._node
        copy, state = self._copied(message, memory_bytes, self._departures.number()[0])
        try:
            admission.take(now_ms, copy.bounds, message.account, len(state))
        except AdmissionRefused as refusal:
            raise Refusal("Refused", str(refusal))
        root = copy.identity[0]
        node.charge(costs.gas(costs.RESTORE, len(state)))
        found = node.cache.closure(root)
        copy.execution = vm.restore(state, found, root, copy.seed, copy.bounds)
        copy.execution.resume(True)
        copy.bricks = node.cache.hold(found)
        return copy

    def broadcast(self, now_ms, message, memory_bytes):
        """The identity of the copies that one frame has sent off; Refusal.

        Who lacks the code can ask for it for a while; the cache holds it as long.
        """
        node = self._node
        hop, lowest = self._departures.number()
        copy, state = self._copied(message, memory_bytes, hop)
        bounds = copy.bounds
        root, origin, start_epoch, start, _ = copy.identity
        spread = wire.Spread(
            node.config.id8,
            node.config.boot_epoch,
            hop,
            min(hop - lowest, 0xFFFF),
            root,
            node.position_cm[0],
            node.position_cm[1],
            b"" if origin == node.config.id8 else origin,
            start_epoch,
            start,
            copy.seed,
            bounds.gas_visit >> 8,
            copy.gas_left >> 8,
            bounds.memory_bytes >> 8,
            copy.hops_left - 1,
            max(copy.deadline_ms - now_ms, 0) >> 6,
            max(bounds.state_bytes >> 8, 1),
            bounds.tag_bytes // BLOCK_BYTES,
            max(copy.air_left, 0) // BLOCK_BYTES,
            state,
        )
        certificate = message.certificate
        over_bytes = len(wire.encode(spread)) - node.frame_bytes
        if certificate is not None:
            over_bytes += len(certificate.name)
        if over_bytes > 0:
            text = f"broadcast: the state is {len(state)} bytes, {over_bytes} more than fit a frame"
            raise Refusal("ValueError", text)
        held = node.cache.hold(node.cache.closure(root))
        self._sent[hop] = (now_ms + _SERVE_MS, held, message)
        message.air_left -= node.send(None, spread, certificate)
        return copy.identity

    def serve(self, source, want):
        """Send some of a brick to who lacks it; it asks for the others. Whether this was for us.

        The message that sent its copies pays for it, as long as it can.
        """
        if want.hop not in self._sent:
            return False
        _, held, message = self._sent[want.hop]
        if message.air_left <= 0:
            return True
        node = self._node
        certificate = message.certificate
        if certificate is not None and want.brick == certificate.name:
            data = certificate.data
        elif want.object != 0 and want.brick in held:
            data = node.cache.get(want.brick).data
        else:
            return True
        pieces = self._departures.split(data, want.hop)
        burst = numbers(want.missing, len(pieces))[:_PIECES]
        for index in burst:
            push = 1 if index == burst[-1] else 0
            piece = bytes(pieces[index])
            message.air_left -= node.send(
                source,
                wire.Fragment(
                    want.to_epoch, want.hop, want.object, index, len(pieces), push, piece
                ),
            )
        return True

    def fire(self, now_ms):
        """Let go of the code of what was broadcast a while ago."""
        for hop in [hop for hop in self._sent if self._sent[hop][0] <= now_ms]:
            self._node.cache.release(self._sent.pop(hop)[1])

    def next_ms(self):
        """When `fire` is due, or None."""
        return min([sent[0] for sent in self._sent.values()]) if self._sent else None

    def _copied(self, message, memory_bytes, hop):
        """A message that goes on with the function of this one, and its state; Refusal.

        It declares what is left to this one, and `memory_bytes` where that is given.
        """
        node = self._node
        bounds = message.bounds
        if memory_bytes is None:
            memory_bytes = bounds.memory_bytes
        if type(memory_bytes) is not int or not 0 <= memory_bytes <= bounds.memory_bytes:
            text = f"a copy declares memory_bytes of 0 to {bounds.memory_bytes}"
            raise Refusal("ValueError", text)
        try:
            root, state = fork(message.execution)
        except ValueError as error:
            raise Refusal("ValueError", str(error))
        except MemoryError:
            raise Refusal("Refused", "the node ran out of memory, copying the program")
        node.charge(costs.gas(costs.CAPTURE, len(state)))
        number = copy_number(node.config.id8, node.config.boot_epoch, hop)
        copy = Message(
            (root,) + message.identity[1:4] + (number,),
            (node.config.id8,) + node.position_cm,
            Bounds(
                bounds.gas_visit,
                message.gas_left,
                memory_bytes,
                message.hops_left,
                bounds.lifetime_ms,
                bounds.state_bytes,
                bounds.tag_bytes,
                max(message.air_left, 0),
            ),
            message.deadline_ms,
            message.seed,
        )
        copy.certificate = message.certificate
        return copy, state
