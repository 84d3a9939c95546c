"""A smart message as a node holds it: who it is, what it may use, and where it stands."""

import hashlib

from runtime.constant import const

_GAS_VISIT = const(500000)
_GAS_TOTAL = const(10000000)
_MEMORY_BYTES = const(16384)
_HOPS = const(1000)
_LIFETIME_MS = const(3600000)
_STATE_BYTES = const(4096)
_TAG_BYTES = const(2048)
_AIR_BYTES = const(1048560)  # 1000 hops of 1 kB each; the most that an offer tells

BLOCK_BYTES = 16  # tag and air bytes are told in blocks on the air

_MOST = const(0xFFFFFFFF)


class Bounds:
    """What a message declares that it will not exceed; a node admits or refuses it by these.

    `gas_visit` and `gas_total` count bytecode instructions, on one node and in all; `memory_bytes`
    is for its objects while it runs, `state_bytes` for its captured state on the air; `hops` and
    `lifetime_ms` count from where it was injected. `tag_bytes` is for the tags that it has on one
    node at a time, `air_bytes` for the frames of all its hops; both are rounded up to whole blocks.
    """

    __slots__ = (
        "air_bytes",
        "gas_total",
        "gas_visit",
        "hops",
        "lifetime_ms",
        "memory_bytes",
        "state_bytes",
        "tag_bytes",
    )

    def __init__(
        self,
        gas_visit=_GAS_VISIT,
        gas_total=_GAS_TOTAL,
        memory_bytes=_MEMORY_BYTES,
        hops=_HOPS,
        lifetime_ms=_LIFETIME_MS,
        state_bytes=_STATE_BYTES,
        tag_bytes=_TAG_BYTES,
        air_bytes=_AIR_BYTES,
    ):
        self.gas_visit = _whole("gas_visit", gas_visit, _MOST)
        self.gas_total = _whole("gas_total", gas_total, _MOST)
        self.memory_bytes = _whole("memory_bytes", memory_bytes, _MOST)
        self.hops = _whole("hops", hops, 0xFFFF)
        self.lifetime_ms = _whole("lifetime_ms", lifetime_ms, _MOST)
        self.state_bytes = _whole("state_bytes", state_bytes, 0xFFFF)
        self.tag_bytes = _blocks("tag_bytes", tag_bytes)
        self.air_bytes = _blocks("air_bytes", air_bytes)


def _whole(name, value, most):
    if type(value) is not int or value < 0 or value > most:
        raise ValueError(f"the bound {name} is {value!r}; give a whole number from 0 to {most}")
    return value


def _blocks(name, value):
    value = _whole(name, value, 0xFFFF * BLOCK_BYTES)
    return value + -value % BLOCK_BYTES


class Message:
    """One resident message.

    `identity` is (name of the root brick: 8 bytes, id of the origin: 8 bytes, the origin's boot
    epoch, its count of injections, number of the copy). All but the first and the last are the
    application's, and the same in whatever it spawns; what was injected is copy 0. `home` is
    (id, x_cm, y_cm) of the node where this message began. `gas_left`, `hops_left` and `air_left`
    are of the totals, `visit_gas` is what this visit has used. `account` is the origin whose quota
    it takes here, `turn` the scheduler's. `bricks` are the names that it keeps in the code cache.
    `certificate` is what its operator signed, in a signed field.
    """

    __slots__ = (
        "account",
        "air_left",
        "bounds",
        "bricks",
        "certificate",
        "deadline_ms",
        "due_ms",
        "execution",
        "gas_left",
        "home",
        "hops_left",
        "identity",
        "seed",
        "turn",
        "visit_gas",
        "waits_for",
    )

    def __init__(self, identity, home, bounds, deadline_ms, seed):
        self.identity = identity
        self.account = identity[1]
        self.home = home
        self.bounds = bounds
        self.deadline_ms = deadline_ms
        self.seed = seed
        self.gas_left = bounds.gas_total
        self.hops_left = bounds.hops
        self.air_left = bounds.air_bytes
        self.visit_gas = 0
        self.bricks = ()
        self.certificate = None
        self.execution = None
        self.turn = None
        self.due_ms = None
        self.waits_for = None


def copy_number(node_id, epoch, hop):
    """The number of the copy that `hop` of a node in one of its boots was, or is known by."""
    told = node_id + (epoch << 32 | hop).to_bytes(8, "big")
    return int.from_bytes(hashlib.sha256(told).digest()[:4], "big") or 1


def identity_of(offer):
    return (offer.root, offer.origin, offer.start_epoch, offer.start, offer.copy)
