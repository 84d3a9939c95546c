"""The radios in ns-3: what is heard, by whom, and that our channel changes nothing."""

import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sim.ns3.field import Field, FieldNode, Radio, Walk

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from sim.ns3.radios import BROADCAST, AirCounts, Heard, Radios, Rng
from sim.ns3.radios import MTU_BYTES as BY_RADIO

MS = 1_000_000
MTU_BYTES = BY_RADIO["802.15.4"]
S = 1000 * MS


class Script:
    """Sends what it is told when it is told, and notes what is heard."""

    def __init__(
        self,
        field: Field,
        seed: int = 1,
        *,
        rng: Rng | None = None,
        stock_channel: bool = False,
    ) -> None:
        self.heard: list[tuple[int, int, int, bytes]] = []
        self.sends: list[tuple[int, int, bytes]] = []
        self.turns: list[tuple[int, int, bool]] = []  # time_ns, number, whether it is on then
        self.at_end: Callable[[], object] = lambda: None
        self.counts: AirCounts
        self.field = field
        self.radios = Radios(field, seed, self._fire, rng=rng, stock_channel=stock_channel)

    def _ear(self, number: int) -> Heard:
        def hear(now_ns: int, source: bytes, frame: bytes) -> None:
            self.heard.append((now_ns, number, int.from_bytes(source, "big"), frame))

        return hear

    def _fire(self, now_ns: int, token: int) -> None:
        if token < 0:
            _, number, on = self.turns[token]
            self.radios.turn(number, on)
        elif token == len(self.sends):
            self.at_end()
            self.radios.stop()
        else:
            self.radios.send(*self.sends[token])

    def run(self, sends: list[tuple[int, int, int, bytes]]) -> "Script":
        """`sends` are (time_ns, from, to, frame)."""
        with self.radios:
            for time_ns, *send in sends:
                self.sends.append(tuple(send))  # type: ignore[arg-type]
                self.radios.fire_at(time_ns, len(self.sends) - 1)
            for token, (time_ns, *_) in enumerate(self.turns, start=-len(self.turns)):
                self.radios.fire_at(time_ns, token)
            # Nodes that walk would go on for ever.
            self.radios.fire_at(max(time_ns for time_ns, *_ in sends) + 10 * S, len(self.sends))
            self.radios.run([self._ear(number) for number in range(len(self.field.nodes))])
            self.counts = self.radios.counts()
        return self

    def who_heard(self) -> list[int]:
        return [number for _, number, _, _ in self.heard]


def line(*places: tuple[float, float, float], range_m: float = 10) -> Field:
    nodes = tuple(FieldNode(str(n), *at) for n, at in enumerate(places))
    return Field("line", nodes, Radio("802.15.4", range_m))


def scattered(count: int, seed: int, speed_m_s: float | None = None) -> Field:
    """Nodes in a square, three storeys high, each with about eight in range."""
    generator = random.Random(seed)
    side = 10 * (count * 3.14 / 8) ** 0.5
    walk = Walk(speed_m_s, 0, 0, side, side) if speed_m_s else None
    return Field(
        "scattered",
        tuple(
            FieldNode(
                str(n),
                generator.uniform(-side / 3, side * 2 / 3)
                if not walk
                else generator.uniform(0, side),
                generator.uniform(0, side),
                generator.choice((0.0, 3.0, 6.0)),
                walk=walk if n % 2 else None,
            )
            for n in range(count)
        ),
        Radio("802.15.4", 10),
    )


def traffic(field: Field, seed: int, frames: int, over_s: int) -> list[tuple[int, int, int, bytes]]:
    """Broadcasts and unicasts at random, dense enough to collide."""
    generator = random.Random(seed)
    count = len(field.nodes)
    return [
        (
            generator.randrange(over_s * S),
            generator.randrange(count),
            generator.choice((BROADCAST, generator.randrange(count))),
            generator.randbytes(generator.randrange(1, MTU_BYTES + 1)),
        )
        for _ in range(frames)
    ]


def test_a_broadcast_reaches_exactly_those_within_range_in_three_dimensions() -> None:
    field = line((0, 0, 0), (10, 0, 0), (10.01, 0, 0), (0, 8, 5.9), (0, 8, 6.1), (-9, 0, 0))
    script = Script(field).run([(S, 0, BROADCAST, b"hello")])
    assert sorted(script.who_heard()) == [1, 3, 5]
    assert {(source, frame) for _, _, source, frame in script.heard} == {(0, b"hello")}


def test_a_unicast_frame_reaches_its_receiver_alone_and_is_acknowledged() -> None:
    script = Script(line((0, 0, 0), (5, 0, 0), (0, 5, 0))).run([(S, 0, 2, b"x" * MTU_BYTES)])
    assert script.who_heard() == [2]
    assert script.counts.frames == 2
    assert script.counts.mac_acks == 1
    # 127 bytes and an acknowledgement of 5, each after 6 of synchronisation
    assert script.counts.bytes_on_air == 133 + 11


def test_a_unicast_frame_to_nobody_is_repeated_by_the_mac_and_given_up() -> None:
    script = Script(line((0, 0, 0), (50, 0, 0))).run([(S, 0, 1, b"x")])
    assert script.heard == []
    assert script.counts.frames == 4  # macMaxFrameRetries is 3
    assert script.counts.unacknowledged == 1


def test_a_burst_is_queued_and_loses_nothing() -> None:
    frames = [bytes((n,)) * MTU_BYTES for n in range(100)]
    script = Script(line((0, 0, 0), (5, 0, 0))).run([(S, 0, 1, frame) for frame in frames])
    assert [frame for _, _, _, frame in script.heard] == frames


def test_a_frame_that_is_too_long_is_refused_before_ns3_sees_it() -> None:
    with pytest.raises(ValueError, match="the link carries 116"):
        Script(line((0, 0, 0), (5, 0, 0))).run([(S, 0, 1, b"x" * 117)])
    assert Script(line((0, 0, 0), (5, 0, 0))).run([(S, 0, 1, b"y")]).who_heard() == [1]


@pytest.mark.parametrize("speed_m_s", [None, 25.0], ids=["standing", "moving"])
def test_every_reception_is_the_same_as_with_the_stock_channel(speed_m_s: float | None) -> None:
    field = scattered(100, 5, speed_m_s)
    # 25 m/s through cells of 10 m: a stale binning would miss most
    sends = traffic(field, 6, 1800, 8)
    ours = Script(field, 7).run(sends)
    stock = Script(field, 7, stock_channel=True).run(sends)
    assert len(ours.heard) > 3000
    assert ours.heard == stock.heard
    assert ours.counts.frames == stock.counts.frames
    assert ours.counts.bytes_on_air == stock.counts.bytes_on_air


def test_a_seed_repeats_every_reception_and_another_does_not() -> None:
    field = scattered(20, 1, 2.0)
    sends = traffic(field, 2, 200, 2)
    first = Script(field, 3).run(sends).heard
    assert Script(field, 3).run(sends).heard == first
    assert Script(field, 4).run(sends).heard != first


def test_streams_of_a_node_are_its_own_whatever_nodes_come_after_it() -> None:
    field = scattered(20, 1)
    sends = traffic(field, 2, 300, 1)  # dense, so that backoffs decide
    first = Script(field, 3).run(sends).heard
    beyond = FieldNode("beyond", 9000, 9000)
    assert Script(replace(field, nodes=(*field.nodes, beyond)), 3).run(sends).heard == first
    before = replace(field, nodes=(beyond, *field.nodes[1:]))
    assert Script(before, 3).run(sends).heard != first
    for rng in (Rng(seed=2), Rng(first_stream=10_000)):
        assert Script(field, 3, rng=rng).run(sends).heard != first


@pytest.mark.parametrize("seed", [0, -1, 2**31, 2**64 + 1])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    assert Script(line((0, 0, 0), (5, 0, 0)), seed).run([(S, 0, 1, b"y")]).who_heard() == [1]


@pytest.fixture
def second_ns3(tmp_path: Path) -> Path:
    """A folder in which ns-3's own Python package would find another ns-3, and give up."""
    below = tmp_path / ".venv" / "lib"
    below.mkdir(parents=True)
    for name in ("core", "lr-wpan"):
        (below / f"libns3.44-{name}-debug.so").write_bytes(b"")
    return tmp_path


def test_ns3_loads_without_a_word_wherever_another_lies_about(second_ns3: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from sim.ns3 import library; library.load(); library.load('802.15.4')",
        ],
        cwd=second_ns3,
        env={"PYTHONPATH": str(root), "PATH": f"{second_ns3}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
