"""A node, without its clock and its radio: bytes and the time go in, frames to send come out."""

import hashlib

from runtime import costs, vm, wire
from runtime.admission import Admission
from runtime.arrivals import Arrivals
from runtime.beacons import Beacons
from runtime.code_cache import CodeCache
from runtime.config import NodeConfig
from runtime.constant import const
from runtime.departures import Departures
from runtime.errors import AdmissionRefused, BadBrick, BadFrame, DecodeError, Killed, TagError
from runtime.field_clock import FieldClock
from runtime.host import Host
from runtime.message import BLOCK_BYTES, Bounds, Message, identity_of
from runtime.neighbours import KNOWN, NEW, NO_ROOM, Neighbours
from runtime.scheduler import Scheduler
from runtime.tagspace import TagSpace
from runtime.tagspace.rights import READ, WAIT, principal
from runtime.tagspace.space import shown

__all__ = ("Bounds", "Node", "NodeConfig")

_VERSION_ANSWER_MS = const(1000)  # between two answers to frames of versions not spoken here
_FOREVER_MS = const(1 << 48)
_LOOK_MS = const(1000)  # that a load stays before the neighbours are told of it early
_LEVELS = const(2)
_AHEAD_GAS = const(2000)  # that receptions may have taken, beyond their third, from work that waits
_ANSWERS = const(4)  # times as much before the frames of hops under way are shed too
_HEARD_BYTES = const(3)  # that the two last fields of a beacon grow by, beside the list

# What a program raises that ends as it means to.
_EXITS = (("SystemExit", ""), ("SystemExit", "None"), ("SystemExit", "0"))


class Node:
    """The node core. Drivers call, in any order and as often as they like:

    `receive` for each frame heard, `advance` at `next_ms()` or at any other time, and after
    either `take_sends`, `take_gas` and `next_ms`. The same calls give the same frames, byte for
    byte. Nothing that comes off the air makes it raise.

    `tags` is the tag space, for the driver to bind sensors and actuators. `on_event`, where set,
    is called with (now_ms, kind, fields):

        injected arrived finished        message
        hop                              message, to
        stayed                           message, to, error, text: a hop failed, the program knows
        cloned broadcast                 message, of: a copy began here, or at all who hear it
        in-doubt                         message, to
        lost                             message, to, reason: nobody can tell whether it runs
        killed                           message, reason, trace
        failed                           message, error, text, trace, earlier
        refused                          message, resource, need, bound: it was offered here
        report                           message, value, hops_left
        print                            message, text
        write                            message or None, name, value
        brick                            name, size_bytes, source: code came over the air
        neighbour                        id, news: "new", "rebooted", "no-room"
        dropped                          source, reason: bytes that were no good
        rekeyed                          number: of the key that is sent with now

    `message` is the identity: (root's name, origin's id, its boot epoch, number, copy). Tags that a
    message created outlive it until their leases end; where it is killed it has none any more.
    """

    def __init__(self, config, mtu_bytes, pinned_bricks=()):
        seal_bytes = 0
        self.air = None
        if config.keys:
            from runtime import air

            self.air = air.Air(
                config.id8, config.boot_epoch, config.keys, config.encrypts, config.revoked
            )
            seal_bytes = air.MOST_BYTES
        self.origins = None
        if config.signed:
            from runtime.origins import Origins

            self.origins = Origins(config.policy)
        if mtu_bytes < wire.MTU_BYTES + seal_bytes:
            raise ValueError(
                f"an MTU of {mtu_bytes} bytes; a hop needs {wire.MTU_BYTES + seal_bytes}"
            )
        self.config = config
        self.position_cm = config.position_cm
        self.mtu_bytes = mtu_bytes
        self.frame_bytes = mtu_bytes - seal_bytes
        self.on_event = None
        self.counters = {
            "frames": 0,
            "bad_frames": 0,
            "stray_frames": 0,
            "other_versions": 0,
            "shed_frames": 0,
        }
        self.neighbours = Neighbours(node_id=config.id8)
        self.clock = FieldClock()
        self.cache = CodeCache(config.code_bytes, self._price)
        self.messages = []
        self.tags = TagSpace(config.tag_bytes)
        self.tags.home = config.id8
        self.tags.quota = self._tag_quota
        self.tags.on_write = self._tag_written
        self.tags.account = self._account_tags
        if config.policy is not None:
            self.tags.may = self._may
        self._tag_bytes: dict = {}
        self._admission = Admission(config)
        self._bind_permanent_tags()
        self._scheduler = Scheduler()
        self._departures = Departures(self, config, self.frame_bytes)
        self._arrivals = Arrivals(self, config.boot_epoch, config.idle_ms)
        seed = config.id8 + (config.boot_epoch & 0xFFFFFFFF).to_bytes(4, "big")
        self._beacons = Beacons(config.beacon_ms, seed)
        self._serial = 0
        self._told_load = 0
        self._look_ms = None
        self._deadline_ms = _FOREVER_MS
        self._ahead = 0
        self._running = None
        self._copies = None
        self._notices = None
        self._rotation = None
        self._injected = 0
        self._sends = []
        self._gas = 0
        self._gas_before = 0
        self._now_ms = 0
        self.heard_bytes = 0
        self._version_told_ms = -_VERSION_ANSWER_MS
        for data in pinned_bricks:
            self.cache.put(vm.load_brick(data), True)
        self._handlers = {
            wire.Beacon: self._on_beacon,
            wire.Offer: self._arrivals.on_offer,
            wire.Spread: self._on_spread,
            wire.Fragment: self._on_fragment,
            wire.Query: self._arrivals.on_query,
            wire.Want: self._on_want,
            wire.Started: self._departures.on_started,
            wire.Refused: self._departures.on_refused,
            wire.Never: self._departures.on_never,
            wire.Forgotten: self._departures.on_forgotten,
            wire.Bulletin: self._on_bulletin,
        }
        self._requests: dict = {
            "sleep": self._sleep,
            "wait": self._wait,
            "migrate": self._migrate,
            "clone": self._copy,
            "broadcast": self._copy,
        }

    # ---- for the node's user

    def inject(self, now_ms, bricks, bounds=None, seed=0, certificate=None):
        """Start a program here: its bricks as bytes, root first. Its identity.

        `bounds` is a Bounds, or a dict of those that are not the default. Pinned bricks need not
        be given. In a signed field the bytes of a certificate must be. AdmissionRefused, BadBrick
        and ValueError (of a bound) say what is wrong.
        """
        self._now_ms = now_ms
        if bounds is None or isinstance(bounds, dict):
            bounds = Bounds(**(bounds or {}))
        loaded = [vm.load_brick(data) for data in bricks]
        if not loaded:
            raise BadBrick("a program has at least one brick")
        root = loaded[0].name
        self._injected += 1
        identity = (root, self.config.id8, self.config.boot_epoch, self._injected, 0)
        certified = None
        if self.origins is not None:
            certified = self._certified(certificate)
            identity = (root, certified.origin, certified.start_epoch, certified.start, 0)
            self.origins.check(certified, identity, bounds)
            self._check_code(certified, loaded[0])
        self._admission.take(now_ms, bounds, identity[1])
        held = []
        try:
            for brick in loaded:
                self.cache.put(brick)
                held.extend(self.cache.hold([brick.name]))
            lacks = self.cache.lacking(root)
            if lacks is not None:
                raise BadBrick(f"the program imports brick {lacks[0].hex()}, which is not given")
            found = self.cache.closure(root)
            execution = vm.Execution(found, root, seed, bounds)
        except (AdmissionRefused, BadBrick):
            self.cache.release(held)
            self._admission.give_back(bounds, identity[1])
            raise
        deadline_ms = now_ms + bounds.lifetime_ms
        home = (self.config.id8,) + self.position_cm
        message = Message(identity, home, bounds, deadline_ms, seed)
        message.certificate = certified
        message.execution = execution
        message.bricks = self.cache.hold(found)
        self.cache.release(held)
        self._begin(now_ms, message)
        self.event(now_ms, "injected", message=identity)
        return identity

    def keep_tags(self, now_ms, store):
        """Keep durable tags in a store (runtime/tagspace/durable.py); what it has is here again."""
        from runtime.tagspace.durable import Durable

        self.tags.durable_bytes = self.config.durable_tag_bytes
        self.tags.keeper = Durable(self.tags, store, now_ms)

    def announce(self, now_ms, bulletin):
        """Take the keys of a bulletin (runtime/rotation.py) and pass it on; BadFrame."""
        self._now_ms = now_ms
        self._rotate().begin(bulletin)

    def moved(self, now_ms, x_cm, y_cm):
        """The node is here now; the next beacon says so."""
        self._now_ms = now_ms
        if self.position_cm != (x_cm, y_cm):
            self.position_cm = (x_cm, y_cm)
            self.neighbours.news += 1
            self._beacons.hurry(now_ms)

    def end(self, now_ms, identity, reason):
        """Kill a message. False where it is not here, or on its way out and may run elsewhere."""
        for message in self.messages:
            if message.identity == identity and not self._departures.holds(message):
                self._kill(now_ms, message, reason)
                return True
        return False

    # ---- for the driver

    def receive(self, now_ms, source, frame):
        """A frame came from link address `source` (opaque bytes)."""
        self._now_ms = now_ms
        self._gas_before = self._gas
        sealed = self.air is not None
        if self._sheds(now_ms, not sealed and wire.is_offer(frame)):
            return
        size_bytes = len(frame)
        try:
            if sealed:
                self._gas += costs.SEAL_GAS + costs.gas(costs.SEAL, size_bytes)
                self.air.tick(now_ms)
                decoded = self._opened(now_ms, source, frame)
            else:
                decoded = wire.decode(frame)
        except DecodeError as error:
            decoded = error
            if hasattr(error, "counter"):
                size_bytes = 0  # nobody has read it
        except MemoryError:
            decoded = DecodeError("no memory to decode it")
        if not (sealed and self._sheds(now_ms, isinstance(decoded, (wire.Offer, wire.Spread)))):
            self._take_in(now_ms, source, decoded, size_bytes)

    def receive_decoded(self, now_ms, source, decoded, size_bytes=0):
        """As `receive` in an open field, with what `wire.decode` gave, or the error it raised."""
        self._now_ms = now_ms
        self._gas_before = self._gas
        if not self._sheds(now_ms, isinstance(decoded, (wire.Offer, wire.Spread))):
            self._take_in(now_ms, source, decoded, size_bytes)

    def _sheds(self, now_ms, is_offer):
        """Whether a frame is dropped at the door, because work waits that was admitted before.

        While any does, receptions get a third of the processor. What brings new messages goes
        first, long before the frames of hops that are under way.
        """
        most = _AHEAD_GAS if is_offer else _AHEAD_GAS * _ANSWERS
        if self._ahead <= most:
            return False
        due_ms = self.next_ms()
        if due_ms is None or due_ms > now_ms:
            self._ahead = 0
            return False
        self._gas += costs.SHED
        self.counters["shed_frames"] += 1
        return True

    def _take_in(self, now_ms, source, decoded, size_bytes):
        try:
            self._handle(now_ms, source, decoded, size_bytes)
        finally:
            self._ahead += self._gas - self._gas_before

    def _handle(self, now_ms, source, decoded, size_bytes):
        self.heard_bytes = size_bytes
        self.counters["frames"] += 1
        self._admission.air.add(now_ms, size_bytes)
        self._gas += costs.gas(costs.DECODE, size_bytes)
        if isinstance(decoded, DecodeError):
            self._bad(now_ms, source, decoded)
            return
        neighbour = self.neighbours.touch(now_ms, source)
        if neighbour is not None:
            self._departures.heard(now_ms, neighbour)
        try:
            self._handlers[type(decoded)](now_ms, source, decoded)
        except (DecodeError, MemoryError) as error:
            self._bad(now_ms, source, error)

    def advance(self, now_ms):
        """Do what is due, then run at most one slice of one message."""
        self._now_ms = now_ms
        self._gas_before = self._gas
        if self._beacons.fire(now_ms, self.neighbours.news):
            self._send_beacon(now_ms)
        if self._look_ms is not None and self._look_ms <= now_ms:
            self._look_at_load(now_ms)
        self._departures.fire(now_ms)
        if self._copies is not None:
            self._copies.fire(now_ms)
        self._arrivals.fire(now_ms)
        if self._deadline_ms <= now_ms:
            for message in [m for m in self.messages if m.deadline_ms <= now_ms]:
                if not self._departures.holds(message):
                    self._kill(now_ms, message, "lifetime: it has ended")
        if self.origins is not None and self.origins.busy():
            self._gas += costs.SLICE_GAS
            name = self.origins.step()
            if name is not None:
                self._arrivals.certified(now_ms, name)
        self.tags.expire(now_ms)
        if self._rotation is not None:
            self._keys_due(now_ms)
        self._scheduler.fire(now_ms)
        message = self._scheduler.take()
        if message is not None:
            self._run(now_ms, message)
        if self.tags.keeper is not None:
            self._gas += costs.gas(costs.KEEP, self.tags.keeper.fire(now_ms))
        self._ahead = max(self._ahead - self.step_gas() // 2, 0)

    def next_ms(self):
        """When `advance` is due: now, where a message is ready; None: only after more input."""
        if self._scheduler.ready() or (self.origins is not None and self.origins.busy()):
            return self._now_ms
        if self._rotation is not None and self._rotation.busy():
            return self._now_ms
        soonest = self._deadline_ms
        for due_ms in (
            self._beacons.due_ms,
            self._look_ms,
            self._scheduler.next_ms(),
            self._departures.next_ms(),
            self._arrivals.next_ms(),
            None if self._copies is None else self._copies.next_ms(),
            None if self.tags.keeper is None else self.tags.keeper.next_ms(),
            None if self._rotation is None else self._rotation.next_ms(),
        ):
            if due_ms is not None and due_ms < soonest:
                soonest = due_ms
        return None if soonest == _FOREVER_MS else soonest

    def take_sends(self):
        """[(link address or None for all in reach, frame)] to send, in order; once."""
        sends = self._sends
        self._sends = []
        return sends

    def take_gas(self):
        """What has been spent since the last call, on bytecode and on all that costs.py lists."""
        gas = self._gas
        self._gas = 0
        self._admission.busy.add(self._now_ms, gas)
        return gas

    # ---- for the parts of the node

    def running(self):
        """The identity of the message that runs, or None."""
        return None if self._running is None else self._running.identity

    def charge(self, gas):
        """The step under way has cost so much more."""
        self._gas += gas

    def step_gas(self):
        """What the step under way has cost so far: its frames leave after that."""
        return self._gas - self._gas_before

    def event(self, now_ms, kind, **fields):
        if self.on_event is not None:
            self.on_event(now_ms, kind, fields)

    def send(self, address, frame, certificate=None, key=None):
        """Have a frame sent, sealed with `key` where it is given; the bytes that it takes.

        `certificate` is that of the message in it.
        """
        if self.air is None:
            data = wire.encode(frame)
        else:
            name = b"" if certificate is None else certificate.name
            data = self.air.seal(address, frame, name, key)
            if data is None:
                self.counters["unsealed"] = self.counters.get("unsealed", 0) + 1
                return 0
            self._gas += costs.SEAL_GAS + costs.gas(costs.SEAL, len(data))
        self._gas += costs.gas(costs.ENCODE, len(data))
        self._sends.append((address, data))
        self._admission.air.add(self._now_ms, len(data))
        return len(data)

    # ---- arrivals: what they ask of the node

    def level(self):
        """The load of this node, as neighbours are told it."""
        return self._admission.level(self._now_ms)

    def admit(self, offer):
        """The bounds of an offered message, set aside; or AdmissionRefused."""
        bounds = Bounds(
            offer.gas_visit,
            offer.gas_left,
            offer.memory_bytes,
            offer.hops_left,
            offer.lifetime_ms,
            offer.state_bound,
            offer.tag_blocks * BLOCK_BYTES,
            offer.air_left * BLOCK_BYTES,
        )
        if offer.size > bounds.state_bytes:
            raise AdmissionRefused(
                f"the state is {offer.size} bytes, {bounds.state_bytes} were declared",
                "state_bytes",
                offer.size,
                bounds.state_bytes,
            )
        if self.origins is not None and not self.air.certificate:
            raise AdmissionRefused(
                "this field takes no message without a certificate", "certificate", 0, 0
            )
        self._admission.take(self._now_ms, bounds, offer.origin, offer.size)
        return bounds

    def heard_certificate(self):
        """The name of the certificate that came with the frame at hand, or b""."""
        return b"" if self.origins is None else self.air.certificate

    def unadmit(self, offer, bounds):
        self._admission.give_back(bounds, offer.origin)

    def refused(self, offer, refusal):
        self.event(
            self._now_ms,
            "refused",
            message=identity_of(offer),
            resource=refusal.resource,
            need=refusal.need,
            bound=refusal.bound,
        )

    def load(self, data, source):
        """Verify and keep a brick that came whole from node `source`."""
        self._gas += costs.gas(costs.VERIFY, len(data))
        brick = vm.load_brick(data)
        self.cache.put(brick)
        self.event(self._now_ms, "brick", name=brick.name, size_bytes=len(data), source=source)

    def start(self, now_ms, offer, bounds, state, certificate, air_bytes):
        """Go on with a message that is all here; BadState or BadBrick where it cannot."""
        self._gas += costs.gas(costs.RESTORE, len(state))
        found = self.cache.closure(offer.root)
        if certificate is not None:
            self._check_code(certificate, found[offer.root])
        execution = vm.restore(state, found, offer.root, offer.seed, bounds)
        execution.resume(offer.sender if offer.peer == wire.ANYONE else None)
        message = Message(
            identity_of(offer),
            (offer.home or offer.origin, offer.home_x_cm, offer.home_y_cm),
            bounds,
            now_ms + offer.lifetime_ms,
            offer.seed,
        )
        message.certificate = certificate
        message.execution = execution
        message.bricks = self.cache.hold(found)
        message.air_left -= air_bytes
        self._begin(now_ms, message)
        self.neighbours.has_code(offer.sender, offer.root)
        self.event(
            now_ms,
            "arrived",
            message=message.identity,
            source=offer.sender,
            state_bytes=len(state),
        )

    # ---- departures: what they tell the node

    def departed(self, now_ms, message, to):
        self._drop(message)
        self.event(now_ms, "hop", message=message.identity, to=to)

    def stayed(self, now_ms, message, error, text, to):
        message.execution.throw(error, text)
        self._scheduler.enqueue(message)
        self.event(now_ms, "stayed", message=message.identity, to=to, error=error, text=text)

    def doubted(self, now_ms, message, to):
        self.event(now_ms, "in-doubt", message=message.identity, to=to)

    def lost(self, now_ms, message, to, reason):
        self._drop(message)
        self.event(now_ms, "lost", message=message.identity, to=to, reason=reason)

    # ---- within

    def _certified(self, data):
        """The certificate that a program is injected with; AdmissionRefused where it is none."""
        if data is None:
            raise AdmissionRefused(
                f"node {self.config.name} is in a signed field: sign the program (--key)",
                "certificate",
                0,
                0,
            )
        name = hashlib.sha256(data).digest()[:8]
        self.origins.begin(data)
        while self.origins.checks(name):
            self._gas += costs.SLICE_GAS
            self.origins.step()
        return self.origins.get(name)

    def _check_code(self, certificate, root):
        if not certificate.reaches(root.hash):
            raise AdmissionRefused(
                f"brick {root.name.hex()} is not of the certified code", "certificate", 0, 0
            )

    def _bind_permanent_tags(self):
        self.tags.bind("name", _constant(self.config.name))
        self.tags.bind("neighbours", self._neighbour_rows)
        self.tags.bind("clock", self.clock.read)
        self.tags.bind("load", self._admission.load)
        self.tags.bind("loads", self._load_rows)
        for name in sorted(self.config.regions):
            self.tags.bind("region/" + name, _constant(self.config.regions[name]))

    def _neighbour_rows(self, now_ms):
        return [(n.id, n.x_cm, n.y_cm, n.quality) for n in self.neighbours.both_ways(now_ms)]

    def _load_changed(self, now_ms):
        if self._look_ms is None and self._beacons.due_ms is not None:
            self._look_ms = now_ms + _LOOK_MS

    def _look_at_load(self, now_ms):
        """Tell the neighbours soon where the load has become another than they know."""
        self._look_ms = None
        if abs(self._admission.level(now_ms) - self._told_load) >= _LEVELS:
            self.neighbours.news += 1
            self._beacons.hurry(now_ms)

    def _load_rows(self, now_ms):
        return [(n.id, n.load) for n in self.neighbours.both_ways(now_ms)]

    def _price(self, gas, air_bytes):
        return self._admission.price(self._now_ms, gas, 0, air_bytes)

    def _send_beacon(self, now_ms):
        near = self.neighbours
        room_bytes = (
            self.frame_bytes - len(wire.encode(self._beacon(now_ms, 0, b""))) - _HEARD_BYTES
        )
        self.send(None, self._beacon(now_ms, *near.heard_well(now_ms, max(room_bytes, 0) // 2)))
        near.clash = b""
        self._serial = (self._serial + 1) & 0xFF
        self._told_load = self._admission.level(now_ms)

    def _beacon(self, now_ms, degree, heard):
        near = self.neighbours
        return wire.Beacon(
            self.config.id8,
            self.config.boot_epoch,
            self.position_cm[0],
            self.position_cm[1],
            self._beacons.period_ms,
            self._serial,
            near.short,
            near.clash,
            self.clock.age_s(now_ms),
            self.clock.read(now_ms) or 0,
            self._admission.level(now_ms),
            degree,
            heard,
        )

    def _on_beacon(self, now_ms, source, beacon):
        if beacon.id == self.config.id8:
            return
        news = self.neighbours.hear(now_ms, source, beacon)
        if news != NO_ROOM:
            self.clock.hear(now_ms, beacon.clock_age_s, beacon.clock_ms)
        if news == KNOWN:
            return
        if news != NO_ROOM:
            self._beacons.draw(now_ms)
            self._departures.heard(now_ms, self.neighbours.get(now_ms, beacon.id))
        text = "no-room" if news == NO_ROOM else "new" if news == NEW else "rebooted"
        self.event(now_ms, "neighbour", id=beacon.id, news=text)

    def _on_spread(self, now_ms, source, spread):
        near = self.neighbours.get(now_ms, spread.sender)
        if near is not None and near.epoch == spread.epoch:
            near.x_cm = spread.x_cm
            near.y_cm = spread.y_cm
        self._arrivals.on_spread(now_ms, source, spread)

    def _opened(self, now_ms, source, frame):
        try:
            return self.air.open(source, frame)
        finally:
            if self.air.late and self._rotation is not None:
                self._rotation.someone_is_late(now_ms)
            self.air.late = False

    def _rotate(self):
        if self._rotation is None:
            from runtime.rotation import Rotation

            if self.config.own is None:
                raise BadFrame("a bulletin, and this node has no key of its own")
            self._rotation = Rotation(
                self.air, self.config.own, self.config.rotates, self.frame_bytes
            )
        return self._rotation

    def _on_bulletin(self, now_ms, source, bulletin):
        if self.air is not None:
            self._rotate().on_piece(now_ms, bulletin)

    def _keys_due(self, now_ms):
        rotation = self._rotation
        if rotation.busy():
            self._gas += costs.SLICE_GAS
            number = rotation.step(now_ms)
            if number is not None:
                self.event(now_ms, "rekeyed", number=number)
        told = rotation.fire(now_ms)
        if told is not None:
            self.send(None, told[0], None, told[1])

    def _on_want(self, now_ms, source, want):
        if self._copies is None or not self._copies.serve(source, want):
            self._departures.on_want(now_ms, source, want)

    def _on_fragment(self, now_ms, source, fragment):
        if not self._arrivals.on_fragment(now_ms, source, fragment):
            self.counters["stray_frames"] += 1

    def _bad(self, now_ms, source, error):
        if isinstance(error, wire.UnknownVersion):
            self.counters["other_versions"] += 1
            if error.answer and now_ms - self._version_told_ms >= _VERSION_ANSWER_MS:
                self._version_told_ms = now_ms
                self._sends.append((source, wire.speaks()))
        else:
            counter = getattr(error, "counter", "bad_frames")
            self.counters[counter] = self.counters.get(counter, 0) + 1
        self.event(now_ms, "dropped", source=source, reason=str(error))

    def _tag_written(self, now_ms, name, value):
        for message in self._scheduler.waiting(name):
            if self.tags.allows(WAIT, name, message.identity):
                self._scheduler.wake(message)
                seen = self.tags.allows(READ, name, message.identity)
                message.execution.resume(value if seen else None)
        self.event(now_ms, "write", message=self.running(), name=name, value=value)

    def _account_tags(self, owner, more_bytes):
        """Bytes of the tags of a message; Killed where it takes more than it declared."""
        held_bytes = self._tag_bytes.get(owner, 0) + more_bytes
        by = self._running
        if more_bytes > 0 and by is not None and principal(by.identity) == owner:
            bound = by.bounds.tag_bytes
            if held_bytes > bound:
                raise Killed(f"tag_bytes: {held_bytes} are needed, {bound} were declared")
        if held_bytes:
            self._tag_bytes[owner] = held_bytes
        else:
            self._tag_bytes.pop(owner, None)

    def _may(self, who, right, name):
        """Whether this node's owner lets the origin of a message use an I/O tag so."""
        return self.config.policy.may(who[1], "read" if right == "wait" else right, name)

    def _tag_quota(self, origin, durable):
        """The bytes of (durable) tags that one origin may have here."""
        quota = self._admission.quota(origin)
        bound = 0 if quota is None else quota[2]
        return min(bound, self.config.durable_tag_bytes // 2) if durable else bound

    def _run(self, now_ms, message):
        execution = message.execution
        bounds = message.bounds
        gas = max(min(bounds.gas_visit - message.visit_gas, message.gas_left), 0)
        used = execution.gas_used
        self._running = message
        outcome = execution.run(Host(self, now_ms, message), gas)
        self._running = None
        used = execution.gas_used - used
        self._admission.gas -= min(used, max(bounds.gas_visit - message.visit_gas, 0))
        message.visit_gas += used
        message.gas_left -= used
        self._gas += used
        self._admission.busy.add(now_ms, -used)
        self._scheduler.ran(message, used)
        if outcome == vm.BLOCKED:
            name, args = execution.request
            self._requests[name](now_ms, message, *args)
        elif outcome == vm.KILLED:
            reason = execution.kill_reason
            if reason.startswith("gas") and message.gas_left <= 0:
                reason = "gas: the bound in all is spent"
            self._kill(now_ms, message, reason)
        else:
            self._drop(message)
            if outcome == vm.DONE or execution.failure[:2] in _EXITS:
                self.event(now_ms, "finished", message=message.identity)
            else:
                error, text, trace = execution.failure
                self.event(
                    now_ms,
                    "failed",
                    message=message.identity,
                    error=error,
                    text=text,
                    trace=trace,
                    earlier=execution.failed_before,
                )

    def _sleep(self, now_ms, message, ms):
        if self._is_time(message, ms):
            self._scheduler.block(message, now_ms + ms)

    def _wait(self, now_ms, message, tag, timeout_ms):
        if not isinstance(tag, str):
            self._raise(message, "TypeError", "wait: the name of a tag is a string")
            return
        if not self._is_time(message, timeout_ms):
            return
        try:
            key = self.tags.wait(now_ms, tag, message.identity)
        except TagError as error:
            self._raise(message, type(error).__name__, str(error))
            return
        self._scheduler.block(message, now_ms + timeout_ms, key)

    def _migrate(self, now_ms, message, to, timeout_ms=None, twice=False):
        if not isinstance(to, bytes) or len(to) != 8:
            self._raise(message, "TypeError", "migrate: the id of a node is 8 bytes")
            return
        if timeout_ms is not None and not self._is_time(message, timeout_ms):
            return
        if to == self.config.id8:
            message.execution.resume(None)
            self._scheduler.enqueue(message)
            return
        neighbour = self.neighbours.get(now_ms, to)
        if neighbour is None:
            self._raise(
                message,
                "NoAck",
                f"node {to.hex()} is no neighbour of {self.config.name}; see node.neighbours()",
            )
            return
        if message.hops_left <= 0:
            self._kill(now_ms, message, f"hops: the bound of {message.bounds.hops} is spent")
            return
        if message.air_left <= 0:
            self._no_air(now_ms, message)
            return
        try:
            state = message.execution.capture()
        except MemoryError:
            self._kill(now_ms, message, "memory: the node ran out of it, capturing the state")
            return
        self._gas += costs.gas(costs.CAPTURE, len(state))
        if len(state) > message.bounds.state_bytes:
            self._kill(
                now_ms,
                message,
                f"state_bytes: the state is {len(state)} bytes, {message.bounds.state_bytes} "
                "were declared",
            )
            return
        self._departures.begin(now_ms, message, neighbour, state, timeout_ms, twice is True)

    def _copy(self, now_ms, message, memory_bytes=None):
        from runtime.copies import Copies, Refusal

        if self._copies is None:
            self._copies = Copies(self, self._departures)
        try:
            if message.execution.request[0] == "clone":
                copy = self._copies.clone(now_ms, message, memory_bytes, self._admission)
                self._begin(now_ms, copy)
                self.event(now_ms, "cloned", message=copy.identity, of=message.identity)
                message.execution.resume(False)
            elif message.hops_left <= 0:
                self._kill(now_ms, message, f"hops: the bound of {message.bounds.hops} is spent")
                return
            elif message.air_left <= 0:
                self._no_air(now_ms, message)
                return
            else:
                sent = self._copies.broadcast(now_ms, message, memory_bytes)
                self.event(now_ms, "broadcast", message=sent, of=message.identity)
                message.execution.resume(None)
            self._scheduler.enqueue(message)
        except Refusal as refusal:
            self._raise(message, *refusal.args)

    def _is_time(self, message, ms):
        if type(ms) is int and 0 <= ms <= 0xFFFFFFFF:
            return True
        text = f"a time is a whole number of ms from 0, not {shown(ms)}"
        self._raise(message, "TypeError", text)
        return False

    def _raise(self, message, error, text):
        message.execution.throw(error, text)
        self._scheduler.enqueue(message)

    def ended(self, now_ms, message, reason):
        """A bound of a message was reached on its way out, before it could start elsewhere."""
        self._kill(now_ms, message, reason)

    def _no_air(self, now_ms, message):
        bound = message.bounds.air_bytes
        self._kill(now_ms, message, f"air_bytes: the bound of {bound} is spent")

    def _kill(self, now_ms, message, reason):
        self._drop(message)
        owner = principal(message.identity)
        if owner in self._tag_bytes:
            self.tags.release(owner)
        try:
            trace = message.execution.trace()
        except MemoryError:  # deep calls, and no room left even to list them
            trace = []
        notice = self.config.notice
        if notice is not None and message.identity[0] != notice[0]:
            self._tell_origin(now_ms, message, reason, trace)
        self.event(now_ms, "killed", message=message.identity, reason=reason, trace=trace)

    def _tell_origin(self, now_ms, message, reason, trace):
        if message.home[0] == self.config.id8:
            return
        from runtime.notices import Notices

        if self._notices is None:
            self._notices = Notices(self)
        self._notices.tell(now_ms, message, reason, trace)

    def _begin(self, now_ms, message):
        self.messages.append(message)
        self._scheduler.enqueue(message)
        self._deadline_ms = min(self._deadline_ms, message.deadline_ms)
        self._load_changed(now_ms)

    def _drop(self, message):
        self._load_changed(self._now_ms)
        self._scheduler.forget(message)
        self.messages.remove(message)
        if message.deadline_ms == self._deadline_ms:
            self._deadline_ms = min([m.deadline_ms for m in self.messages] or [_FOREVER_MS])
        self.cache.release(message.bricks)
        self._admission.give_back(message.bounds, message.account, message.visit_gas)


def _constant(value):
    return lambda now_ms: value
