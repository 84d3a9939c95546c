"""Whether a node takes a message: the bounds that it declares against what the node has.

What a message costs here is the sum, over the resources, of what it adds to an exponential of how
far each is used: so the last of anything is dear, and the scarcest decides (Amir, Awerbuch, Barak,
Borgstrom, Keren: An opportunity cost approach for job assignment in a scalable computing cluster,
IEEE TPDS 11(7), 2000). Shares are whole numbers of 4,096.
"""

from runtime.constant import const
from runtime.errors import AdmissionRefused

_RETRY_MS = const(1000)  # after which a message here may have left
_MOST_RETRY_MS = const(60000)
_FULL = const(4096)
_OCTAVE = const(512)  # of a share: what doubles the price; a full resource costs 256 times more
_MOST_SHARE = const(8191)
_WINDOW_MS = const(4096)
_HORIZON = const(5)  # a processor with 2 ** 17 ms of declared work ahead of it is full
_HEAP_BYTES = const(4096)  # that a board needs beside its messages
_STATE_GROWS = const(4)  # what a state takes when it is restored, at least, by its bytes

# The message by whose price nodes are compared, and how that is told in a byte or less.
_GAS = const(100000)
_MEMORY_BYTES = const(4096)
_AIR_BYTES = const(256)
MOST_LEVEL = 23  # CBOR has a byte for 0 to 23
_LEAST_LOG = const(8)


class Rate:
    """What comes in about four seconds: the part of the last window that is not over yet counts."""

    __slots__ = ("_amount", "_before", "_since_ms")

    def __init__(self):
        self._since_ms = 0
        self._before = 0
        self._amount = 0

    def add(self, now_ms, amount):
        self._turn(now_ms)
        self._amount += amount

    def of(self, now_ms):
        self._turn(now_ms)
        return self._amount + self._before * (self._since_ms + _WINDOW_MS - now_ms) // _WINDOW_MS

    def _turn(self, now_ms):
        late_ms = now_ms - self._since_ms
        if late_ms >= _WINDOW_MS:
            self._before = self._amount if late_ms < 2 * _WINDOW_MS else 0
            self._amount = 0
            self._since_ms = now_ms - late_ms % _WINDOW_MS


class Admission:
    """Counts what the messages here declared; `take` before one comes, `give_back` when it went.

    Memory and places are shared by all messages here, and each origin has a quota of them. Gas and
    state are bounds on each message. `busy` is the gas of what the node does beside its messages,
    `air` the bytes that it sends and hears. No processor is too busy: that only makes it dear.
    """

    __slots__ = ("_config", "_origins", "air", "busy", "gas", "used_bytes", "used_messages")

    def __init__(self, config):
        self._config = config
        self._origins = {}
        self.used_bytes = 0
        self.used_messages = 0
        self.gas = 0  # declared for this visit by those here, and not spent yet
        self.busy = Rate()
        self.air = Rate()

    def take(self, now_ms, bounds, origin, state_bytes=0):
        """Set aside what a message of `origin` declares, or AdmissionRefused."""
        config = self._config
        for name in ("gas_visit", "state_bytes", "memory_bytes", "tag_bytes"):
            bound = getattr(config, name)
            if getattr(bounds, name) > bound:
                advice = f"Declare less with @program({name}=...)"
                self._refuse(name, getattr(bounds, name), bound, 0, advice)
        used = self._origins.get(origin, (0, 0))
        quota = self.quota(origin)
        if quota is None:
            self._refuse("policy", 1, 0, 0, "Its owner lets no code of this origin run")
        left = config.memory_bytes - self.used_bytes
        if bounds.memory_bytes > left:
            self._refuse(
                "memory_bytes",
                bounds.memory_bytes,
                left,
                _RETRY_MS,
                "Declare less with @program(memory_bytes=...), or retry later",
            )
        if self.used_messages >= config.messages:
            self._refuse("messages", 1, 0, _RETRY_MS, "Retry later")
        if used[0] + 1 > quota[0]:
            self._refuse_now("origin_messages", 1, quota[0] - used[0], quota[0])
        if used[1] + bounds.memory_bytes > quota[1] and (used[0] or config.quota):
            left = quota[1] - used[1]
            self._refuse_now("origin_memory_bytes", bounds.memory_bytes, left, quota[1])
        if config.free_bytes is not None:
            need_bytes = _HEAP_BYTES + _STATE_GROWS * state_bytes
            free_bytes = config.free_bytes()
            if free_bytes < need_bytes:
                self._refuse("heap_bytes", need_bytes, free_bytes, _RETRY_MS, "Retry later")
        cost = self.price(now_ms, bounds.gas_visit, bounds.memory_bytes, state_bytes)
        if cost > config.worth:
            retry_ms = min(max(self.gas // config.speed // 4, _RETRY_MS), _MOST_RETRY_MS)
            self._refuse("cost", cost, config.worth, retry_ms, "Declare less, or retry later")
        self.used_bytes += bounds.memory_bytes
        self.used_messages += 1
        self.gas += bounds.gas_visit
        self._origins[origin] = (used[0] + 1, used[1] + bounds.memory_bytes)

    def give_back(self, bounds, origin, visit_gas=0):
        """A message of `origin` is gone, which has used `visit_gas` here."""
        self.used_bytes -= bounds.memory_bytes
        self.used_messages -= 1
        self.gas -= max(bounds.gas_visit - visit_gas, 0)
        messages, memory_bytes = self._origins.pop(origin)
        if messages > 1:
            self._origins[origin] = (messages - 1, memory_bytes - bounds.memory_bytes)

    def quota(self, origin):
        """(messages, bytes of memory, bytes of tags) that an origin may have here; None: nothing.

        Where the owner says nothing: three quarters, which one message alone may exceed, all for
        what begins here; and the bytes of tags that the configuration gives an origin.
        """
        config = self._config
        if config.quota is not None:
            return config.quota(origin)
        messages, memory_bytes = config.messages, config.memory_bytes
        if origin != config.id8:
            messages -= messages // 4
            memory_bytes -= memory_bytes // 4
        return messages, memory_bytes, config.origin_tag_bytes

    def price(self, now_ms, gas, memory_bytes, air_bytes):
        """What a message that needs so much would cost here."""
        config = self._config
        cpu = (self.gas // config.speed >> _HORIZON) + self.busy.of(now_ms) // config.speed
        cpu = min(cpu, _FULL)
        more = gas // config.speed >> _HORIZON
        cost = _rise(cpu, min(more, _FULL - cpu))
        if config.energy is not None:
            cost += _rise(config.energy(), more)
        whole = max(config.memory_bytes, 1)
        cost += _rise(self.used_bytes * _FULL // whole, memory_bytes * _FULL // whole)
        rate = config.air_bytes_s
        return cost + _rise(self.air.of(now_ms) * 1000 // rate, air_bytes * 1000 // rate)

    def load(self, now_ms):
        """The price of one usual message here: nodes that are alike in all else compare by it."""
        return self.price(now_ms, _GAS, _MEMORY_BYTES, _AIR_BYTES)

    def level(self, now_ms):
        """The load as beacons tell it, from 0 to 23: two steps are twice the price."""
        if self.used_messages >= self._config.messages:
            return MOST_LEVEL
        load = self.load(now_ms)
        steps = -_LEAST_LOG
        while load > 3:
            load >>= 1
            steps += 2
        return min(max(steps + load - 2, 0), MOST_LEVEL)

    def _refuse_now(self, resource, need, left, quota):
        left = max(left, 0)
        self._refuse(resource, need, left, _RETRY_MS, f"Its quota is {quota}. Retry later")

    def _refuse(self, resource, need, bound, retry_ms, advice):
        raise AdmissionRefused(
            f"node {self._config.name}: the message needs {resource} {need}, {bound} can be had "
            f"here. {advice}",
            resource,
            need,
            bound,
            retry_ms,
        )


def _rise(used, more):
    """By how much the exponential of a share grows."""
    return _exponential(used + more) - _exponential(used)


def _exponential(share):
    """2 ** (share / 512) in 512ths, straight from one power of two to the next."""
    share = min(max(share, 0), _MOST_SHARE)
    return (_OCTAVE + share % _OCTAVE) << share // _OCTAVE
