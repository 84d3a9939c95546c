"""What the owner of a node decides about it."""

import hashlib

from runtime import code_cache
from runtime.constant import const
from runtime.tagspace.space import CAPACITY_BYTES as TAG_BYTES

_BEACON_MS = const(2000)
_DURABLE_TAG_BYTES = const(2048)
_MESSAGES = const(16)
_MEMORY_BYTES = const(49152)
_GAS_VISIT = const(2000000)
_STATE_BYTES = const(8192)
_ANSWER_MS = const(100)  # 802.15.4: an exchange of full frames with its backoffs takes 10 to 30 ms
_TRIES = const(6)  # with the defaults above, silence is NoAck after 3 s
_GAS_PER_MS = const(20)  # an ESP32-class board
_PACE_MS = const(5)  # 802.15.4: a full frame is 4.3 ms of air
_IDLE_MS = const(10000)
_FRESH_MS = const(4000)
_AIR_BYTES_S = const(15000)  # 802.15.4 with its backoffs: about half of its 250 kb/s
_WORTH = const(391680)  # three resources, each from unused to full: an idle node takes all


class NodeConfig:
    """`name` is for people, `id8` is 8 bytes (default: from the name's SHA-256).

    `boot_epoch` counts the node's boots and is durable before the first frame is sent. `regions`
    maps names to ("circle", x_cm, y_cm, r_cm) or ("polygon", (x0_cm, y0_cm, x1_cm, ...)).
    `memory_bytes` is for all messages together, `messages` how many at once; `gas_visit` and
    `state_bytes` bound each. `tag_bytes` is for all tags, `origin_tag_bytes` (default: half of
    that) for those of one origin, `durable_tag_bytes` for those kept over a reboot, of which one
    origin may have half. `answer_ms` is when a frame is taken for lost, doubled up to three times
    while nothing is heard; `gas_per_ms` is the speed of the slowest neighbour, which is
    given the time to check a brick or to restore a state before it answers. `tries` frames
    unanswered end a hop; `pace_ms` lies between fragments; after `idle_ms` of silence a
    half-received message is dropped. A neighbour heard within `fresh_ms` is taken to be in reach: a
    hop to it may take one frame, and be in doubt where it is not. `beacon_ms` of 0: no beacons.

    `keys` are those of the field (`runtime.air.Key`), the one to send with first: with them every
    frame is sealed, and `encrypts` says whether its content is hidden as well. `revoked` are the
    ids of nodes that are not heard. With `own`, a key that no other node has, it takes new keys
    that are signed with the private half of `rotates`. `policy` (`runtime.policy.Policy`) says
    which operators may run programs and what they may do; a field that is `signed` takes no
    message without a certificate of one of them.
    What a message may cost here (runtime/admission.py) is at most `worth`. `speed` is this node's
    gas in a ms, `air_bytes_s` what its channel carries. `quota(origin)`, where set, gives the
    (messages, memory bytes, tag bytes) that an origin may have here, or None: none of its code
    runs. A board gives `free_bytes()` of its heap, so that a message is refused before anything
    fails, and `energy()`: how much of its energy is spent, of 4,096. `notice` is (name of a root
    brick, what gives it and all that it imports as bytes): the program that takes word of a kill
    home, spatial/library/notice.py.
    """

    __slots__ = (
        "air_bytes_s",
        "answer_ms",
        "beacon_ms",
        "boot_epoch",
        "code_bytes",
        "durable_tag_bytes",
        "encrypts",
        "energy",
        "free_bytes",
        "fresh_ms",
        "gas_per_ms",
        "gas_visit",
        "id8",
        "idle_ms",
        "keys",
        "memory_bytes",
        "messages",
        "name",
        "notice",
        "origin_tag_bytes",
        "own",
        "pace_ms",
        "policy",
        "position_cm",
        "quota",
        "regions",
        "revoked",
        "rotates",
        "signed",
        "speed",
        "state_bytes",
        "tag_bytes",
        "tries",
        "worth",
    )

    def __init__(
        self,
        name,
        id8=None,
        position_cm=(0, 0),
        boot_epoch=1,
        regions=None,
        memory_bytes=_MEMORY_BYTES,
        messages=_MESSAGES,
        gas_visit=_GAS_VISIT,
        state_bytes=_STATE_BYTES,
        code_bytes=code_cache.CAPACITY_BYTES,
        tag_bytes=TAG_BYTES,
        origin_tag_bytes=None,
        durable_tag_bytes=_DURABLE_TAG_BYTES,
        beacon_ms=_BEACON_MS,
        answer_ms=_ANSWER_MS,
        gas_per_ms=_GAS_PER_MS,
        tries=_TRIES,
        pace_ms=_PACE_MS,
        idle_ms=_IDLE_MS,
        fresh_ms=_FRESH_MS,
        keys=(),
        encrypts=False,
        revoked=(),
        own=None,
        rotates=None,
        policy=None,
        signed=False,
        worth=_WORTH,
        speed=None,
        air_bytes_s=_AIR_BYTES_S,
        quota=None,
        free_bytes=None,
        energy=None,
        notice=None,
    ):
        self.name = name
        self.id8 = hashlib.sha256(name.encode()).digest()[:8] if id8 is None else id8
        if not isinstance(self.id8, bytes) or len(self.id8) != 8:
            raise ValueError(f"the id of node {name!r} is {self.id8!r}; give 8 bytes")
        self.position_cm = tuple(position_cm)
        self.boot_epoch = boot_epoch
        self.regions = regions or {}
        self.memory_bytes = memory_bytes
        self.messages = messages
        self.gas_visit = gas_visit
        self.state_bytes = state_bytes
        self.code_bytes = code_bytes
        self.tag_bytes = tag_bytes
        self.origin_tag_bytes = tag_bytes // 2 if origin_tag_bytes is None else origin_tag_bytes
        self.durable_tag_bytes = durable_tag_bytes
        self.beacon_ms = beacon_ms
        self.answer_ms = answer_ms
        self.gas_per_ms = gas_per_ms
        self.tries = tries
        self.pace_ms = pace_ms
        self.idle_ms = idle_ms
        self.fresh_ms = fresh_ms
        self.keys = keys
        self.encrypts = encrypts
        self.revoked = revoked
        self.own = own
        self.rotates = rotates
        self.policy = policy
        self.signed = signed
        if signed and (not keys or policy is None):
            raise ValueError(f"node {name!r} of a signed field needs the field's key and a policy")
        self.worth = worth
        self.speed = speed or gas_per_ms
        self.air_bytes_s = air_bytes_s
        self.quota = policy.quota if quota is None and policy is not None else quota
        self.free_bytes = free_bytes
        self.energy = energy
        self.notice = notice
