"""A simulated board: one step at a time, each as long as its gas takes."""

from typing import Any

from runtime import wire
from runtime.errors import BadFrame
from sim.ns3.radios import BROADCAST
from sim.ns3.station import NS_PER_MS, RX_FRAMES, Station
from tests.field import beacon

WAKE, DONE = 7, 8
FIVE, SIX = b"\x00\x05", b"\x00\x06"
BEACON = wire.encode(beacon(b"12345678", 1, 2, 3, 2000))


class Air:
    """Radios that only note what they are told."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, int, bytes]] = []
        self.timers: list[tuple[int, int]] = []

    def send(self, number: int, destination: int, frame: bytes) -> None:
        self.sent.append((number, destination, frame))

    def fire_at(self, time_ns: int, token: int) -> None:
        self.timers.append((time_ns, token))


class Core:
    """A node core that costs 100 gas a step and notes the steps."""

    def __init__(self) -> None:
        self.steps: list[Any] = []
        self.due_ms: int | None = None
        self.sends: list[tuple[bytes | None, bytes]] = []
        self.gas = 100
        self.on_event: Any = None
        self.air = None

    def receive_decoded(self, now_ms: int, source: bytes, decoded: Any, size_bytes: int) -> None:
        self.steps.append(("frame", now_ms, source, decoded, size_bytes))

    def advance(self, now_ms: int) -> None:
        self.steps.append(("advance", now_ms))
        self.on_event(now_ms, "advanced", {})

    def next_ms(self) -> int | None:
        return self.due_ms

    def take_sends(self) -> list[tuple[bytes | None, bytes]]:
        sends, self.sends = self.sends, []
        return sends

    def take_gas(self) -> int:
        return self.gas


class Bench:
    """A station on the bench, at 20 gas a millisecond."""

    def __init__(self) -> None:
        self.air = Air()
        self.core = Core()
        self.events: list[tuple[int, int, str]] = []
        self.counted: list[bytes] = []
        self.station = Station(
            3,
            self.core,  # type: ignore[arg-type]
            self.air,  # type: ignore[arg-type]
            20,
            lambda now_ns, number, kind, fields: self.events.append((now_ns, number, kind)),
            lambda now_ns, number, destination, frame: self.counted.append(frame),
            WAKE,
            DONE,
        )

    def run(self, until_ns: int) -> None:
        """Lets the timers fire that are due by then."""
        while self.air.timers and min(self.air.timers)[0] <= until_ns:
            timer = min(self.air.timers)
            self.air.timers.remove(timer)
            {WAKE: self.station.woke, DONE: self.station.step_done}[timer[1]](timer[0])

    def boot(self, due_ms: int | None = None) -> None:
        self.core.due_ms = due_ms
        self.station.boot(0)

    def kinds(self) -> list[str]:
        return [step[0] for step in self.core.steps]


def test_what_comes_of_a_step_leaves_when_its_gas_is_spent() -> None:
    bench = Bench()
    bench.core.sends = [(None, b"all"), (b"\x01\x02", b"one")]
    bench.boot(2)
    bench.run(2 * NS_PER_MS)
    assert bench.core.steps == [("advance", 2)]
    assert bench.air.timers == [(7 * NS_PER_MS, DONE)]
    assert (bench.air.sent, bench.events) == ([], [])
    bench.core.due_ms = None
    bench.station.step_done(7 * NS_PER_MS)
    assert bench.air.sent == [(3, BROADCAST, b"all"), (3, 0x0102, b"one")]
    assert bench.counted == [b"all", b"one"]
    assert bench.events == [(7 * NS_PER_MS, 3, "advanced")]


def test_a_frame_waits_for_the_step_under_way() -> None:
    bench = Bench()
    bench.boot()
    bench.station.heard(0, FIVE, BEACON)
    bench.station.heard(1, SIX, BEACON)
    assert [step[2] for step in bench.core.steps] == [FIVE]
    bench.run(5 * NS_PER_MS)
    assert [step[1:3] for step in bench.core.steps] == [(0, FIVE), (5, SIX)]
    assert bench.core.steps[1][4] == len(BEACON)


def test_a_step_of_which_nothing_comes_needs_no_timer() -> None:
    bench = Bench()
    bench.boot()
    for at_ms in (0, 5, 10):
        bench.station.heard(at_ms * NS_PER_MS, FIVE, BEACON)
    assert [step[1] for step in bench.core.steps] == [0, 5, 10]
    assert bench.air.timers == []


def test_a_timer_that_comes_due_in_a_step_fires_after_it() -> None:
    bench = Bench()
    bench.boot(3)
    bench.station.heard(0, FIVE, BEACON)
    bench.run(4 * NS_PER_MS)
    assert bench.kinds() == ["frame"]
    bench.run(5 * NS_PER_MS)
    assert bench.core.steps[1] == ("advance", 5)


def test_a_broadcast_is_decoded_once_for_all_who_hear_it() -> None:
    one, two = Bench(), Bench()
    one.station.heard(0, FIVE, BEACON)
    two.station.heard(0, FIVE, bytes(bytearray(BEACON)))
    assert isinstance(one.core.steps[0][3], wire.Beacon)
    assert one.core.steps[0][3] is two.core.steps[0][3]


def test_a_bad_frame_comes_as_its_error_without_a_traceback() -> None:
    bench = Bench()
    bench.station.heard(0, FIVE, b"\x01nonsense")
    error = bench.core.steps[0][3]
    assert isinstance(error, BadFrame)
    assert error.__traceback__ is None


def test_frames_and_timers_that_wait_together_take_turns() -> None:
    bench = Bench()
    bench.boot(1)
    for _ in range(3):
        bench.station.heard(0, FIVE, BEACON)
    bench.run(25 * NS_PER_MS)
    assert bench.kinds() == ["frame", "advance", "frame", "advance", "frame", "advance"]


def test_frames_beyond_the_buffer_are_lost_and_counted() -> None:
    bench = Bench()
    bench.boot()
    for _ in range(RX_FRAMES + 3):  # the first is taken in at once
        bench.station.heard(0, FIVE, BEACON)
    assert bench.station.overruns == 2


def test_it_is_woken_once_for_a_time_and_earlier_if_need_be() -> None:
    bench = Bench()
    bench.boot(50)
    for now_ms, due_ms in ((5, 50), (10, 90), (15, 20)):
        bench.core.due_ms = due_ms
        bench.station.heard(now_ms * NS_PER_MS, FIVE, BEACON)
    assert bench.air.timers == [(50 * NS_PER_MS, WAKE), (20 * NS_PER_MS, WAKE)]


def test_an_order_comes_before_frames_and_takes_time() -> None:
    bench = Bench()
    bench.boot()
    bench.station.heard(0, FIVE, BEACON)
    bench.station.heard(0, FIVE, BEACON)
    bench.station.order(0, lambda now_ms: bench.core.steps.append(("order", now_ms)))
    bench.run(5 * NS_PER_MS)
    assert bench.kinds() == ["frame", "order"]


def test_no_step_is_free() -> None:
    bench = Bench()
    bench.core.gas = 0
    bench.boot(0)
    assert bench.air.timers == [(NS_PER_MS // 20, DONE)]
