"""Loss, walls, ways, outages, batteries and 802.11b: what a field may have beside distance."""

import itertools
import random
import statistics
from collections.abc import Iterator
from dataclasses import replace
from math import dist, log10
from typing import Any

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

import cppyy

from sim.ns3 import (
    Energy,
    Field,
    FieldError,
    FieldNode,
    Injection,
    LogDistance,
    Outage,
    Path,
    Radio,
    Walk,
    Wall,
    simulate,
)
from sim.ns3.energy import DATA_SHEETS
from sim.ns3.radios import BROADCAST, BUDGET_DB, Radios
from spatial.compiler import compile_source
from tests.test_sim_radios import MTU_BYTES, S, Script, line, scattered, traffic

# -- loss


def losses(field: Field, seed: int = 1) -> dict[tuple[int, int], float]:
    count = len(field.nodes)
    with Radios(field, seed, lambda now_ns, token: None) as radios:
        return {
            (one, other): radios.loss_db(one, other)
            for one in range(count)
            for other in range(count)
            if one != other
        }


def shadowed(count: int = 60) -> Field:
    return replace(scattered(count, 4), loss=LogDistance(3.0, 4.0))


def test_at_the_range_a_signal_is_as_strong_as_the_radio_needs() -> None:
    field = replace(line((0, 0, 0), (10, 0, 0), (100, 0, 0)), loss=LogDistance(3.0))
    loss = losses(field)
    assert loss[0, 1] == pytest.approx(BUDGET_DB["802.15.4"])
    assert loss[0, 2] == pytest.approx(BUDGET_DB["802.15.4"] + 30)


def test_a_shadow_is_the_same_both_ways_and_of_the_seed() -> None:
    field = shadowed()
    loss = losses(field)
    assert all(loss[pair] == loss[pair[1], pair[0]] for pair in loss)
    assert losses(field) == loss
    assert losses(field, 2) != loss


def test_shadows_have_the_deviation_that_is_asked_for_and_an_end() -> None:
    field = shadowed()
    at = [(node.x_m, node.y_m, node.z_m) for node in field.nodes]
    shadows = [
        loss - BUDGET_DB["802.15.4"] - 30 * log10(dist(at[one], at[other]) / field.radio.range_m)
        for (one, other), loss in losses(field).items()
        if one < other and dist(at[one], at[other]) > 1
    ]
    assert len(shadows) > 1500
    assert statistics.mean(shadows) == pytest.approx(0, abs=0.4)
    assert statistics.stdev(shadows) == pytest.approx(4, rel=0.06)
    assert max(map(abs, shadows)) <= 12.000001


def test_each_wall_that_the_straight_way_crosses_takes_its_share() -> None:
    open_air = replace(line((0, 0, 0), (10, 0, 0), (10, 20, 0)), loss=LogDistance())
    walls = (Wall(5, -1, 5, 1, 7.0), Wall(6, -9, 6, 9, 4.0), Wall(0, 30, 20, 30, 50.0))
    free, walled = losses(open_air), losses(replace(open_air, walls=walls))
    assert walled[0, 1] - free[0, 1] == pytest.approx(11.0)
    assert walled[1, 0] == walled[0, 1]
    assert walled[0, 2] == free[0, 2]  # beside both
    assert walled[1, 2] == free[1, 2]


def test_a_wall_keeps_from_hearing_who_would_have_heard() -> None:
    field = replace(line((0, 0, 0), (7, 0, 0)), loss=LogDistance())
    send = [(S, 0, BROADCAST, b"hello")]
    assert Script(field).run(send).who_heard() == [1]
    walled = replace(field, walls=(Wall(3, -5, 3, 5, 20.0),))
    assert Script(walled).run(send).who_heard() == []


# -- and our channel changes nothing of it

QUALITIES = """
#include "ns3/lr-wpan-phy.h"
namespace samara_test {
std::vector<double> qualities;
void Ended(int number, ns3::Ptr<const ns3::Packet>, double quality)
{
    qualities.push_back(number);
    qualities.push_back(ns3::Simulator::Now().GetNanoSeconds());
    qualities.push_back(quality);
}
void Listen()
{
    qualities.clear();
    for (int number = 0; number < static_cast<int>(samara::radios.size()); ++number)
    {
        samara::lrwpan::devices[number].device->GetPhy()->TraceConnectWithoutContext(
            "PhyRxEnd", ns3::MakeBoundCallback(&Ended, number));
    }
}
}
"""


class Measured(Script):
    """Notes the quality (of 255, from signal over interference) of all that ends at a radio."""

    def run(self, sends: list[tuple[int, int, int, bytes]]) -> "Measured":
        if not hasattr(cppyy.gbl, "samara_test"):
            cppyy.cppdef(QUALITIES)
        self.radios.fire_at = self._first(self.radios.fire_at)  # type: ignore[method-assign]
        super().run(sends)
        self.qualities: list[float] = list(cppyy.gbl.samara_test.qualities)
        return self

    @staticmethod
    def _first(fire_at: Any) -> Any:
        once = iter([cppyy.gbl.samara_test.Listen])

        def wrapped(*timer: int) -> None:
            for listen in once:
                listen()
            fire_at(*timer)

        return wrapped


@pytest.mark.parametrize("speed_m_s", [None, 25.0], ids=["standing", "moving"])
def test_every_reception_and_its_quality_are_the_same_as_with_the_stock_channel(
    speed_m_s: float | None,
) -> None:
    field = replace(scattered(100, 5, speed_m_s), loss=LogDistance(3.5, 3.0))
    sends = traffic(field, 6, 700, 8)
    ours = Measured(field, 7).run(sends)
    stock = Measured(field, 7, stock_channel=True).run(sends)
    assert len(ours.heard) > 1000
    assert ours.heard == stock.heard
    assert len(ours.qualities) > 3000
    assert len(set(ours.qualities[2::3])) > 100
    assert ours.qualities == stock.qualities
    assert ours.counts.bytes_on_air == stock.counts.bytes_on_air
    assert ours.counts.events == stock.counts.events


# -- ways


def places(field: Field, times_s: list[float]) -> list[tuple[float, float]]:
    """Where node 0 is at these times."""
    seen: list[tuple[float, float]] = []

    def look(now_ns: int, token: int) -> None:
        seen.append(radios.position_m(0))
        if token == len(times_s) - 1:
            radios.stop()

    radios = Radios(field, 1, look)
    with radios:
        for token, time_s in enumerate(times_s):
            radios.fire_at(round(time_s * S), token)
        radios.run([lambda now_ns, source, frame: None] * len(field.nodes))
    return seen


def test_a_path_leads_straight_from_turn_to_turn_and_ends() -> None:
    way = Path(((10.0, 0.0, 0.0), (20.0, 100.0, 0.0), (30.0, 100.0, 50.0)))
    node = FieldNode("a", 0, 0, walk=way)
    seen = places(Field("way", (node,), Radio("802.15.4", 10)), [5, 15, 25, 40])
    assert seen == [(0, 0), (50, 0), (100, 25), (100, 50)]


def test_a_walk_pauses_at_each_of_its_points() -> None:
    def walk(pause_s: float) -> list[tuple[float, float]]:
        node = FieldNode("a", 5, 5, walk=Walk(5.0, 0, 0, 10, 10, pause_s))
        field = Field("walk", (node,), Radio("802.15.4", 10))
        return places(field, [n / 2 for n in range(1, 200)])

    def still(seen: list[tuple[float, float]]) -> int:
        return sum(here == there for here, there in itertools.pairwise(seen))

    assert still(walk(0.0)) == 0
    assert still(walk(4.0)) > 100


# -- outages


def test_a_radio_that_is_off_neither_hears_nor_sends_nor_acknowledges() -> None:
    script = Script(line((0, 0, 0), (5, 0, 0)))
    script.turns = [(2 * S, 1, False), (4 * S, 1, True)]
    late = 3 * S + S // 2
    script.run([(S, 0, 1, b"1"), (3 * S, 0, 1, b"2"), (late, 1, 0, b"3"), (5 * S, 0, 1, b"4")])
    assert [frame for *_, frame in script.heard] == [b"1", b"4"]
    assert script.counts.unacknowledged == 1
    assert script.counts.mac_acks == 2


HOME = """
import node
import spatial
here = node.id()
for near in node.neighbours():
    node.migrate(near[0])
    break
node.sleep(4000)
spatial.report(node.read("name"))
"""


def two(outages: tuple[Outage, ...] = ()) -> Field:
    nodes = (FieldNode("a", 0, 0), FieldNode("b", 5, 0))
    return Field("two", nodes, Radio("802.15.4", 10), board="pi", outages=outages)


def test_a_program_on_a_node_that_fails_is_lost_by_name_and_the_run_ends() -> None:
    program = [Injection(compile_source(HOME), "a")]
    assert simulate(two(), program).result == ["b"]
    outcome = simulate(two((Outage("b", 7.0),)), program)
    assert outcome.result == []
    (failure,) = outcome.failures
    assert (failure.kind, failure.node) == ("lost", "b")
    assert failure.text == "node b failed with it aboard"
    assert outcome.simulated_s < 20


def test_a_node_comes_back_with_a_new_boot_and_takes_part() -> None:
    outcome = simulate(
        two((Outage("b", 1.0, 20.0),)), [Injection(compile_source(HOME), "a", 30.0)]
    )
    assert outcome.result == ["b"]
    turns = [(e["kind"], e["time_s"]) for e in outcome.events if e["kind"] in ("down", "up")]
    assert turns == [("down", 1.0), ("up", 20.0)]


def test_durable_tags_outlive_a_node_that_comes_back() -> None:
    keep = "import node\nfor durable in (True, False):\n"
    keep += "    node.create(f'durable {durable}', 1, 100_000, durable=durable)\n"
    look = "import node\nnode.report(node.tags('durable*'))\n"
    programs = [
        Injection(compile_source(keep), "b", 2.0),
        Injection(compile_source(look), "b", 3.0),
        Injection(compile_source(look), "b", 30.0),
    ]
    outcome = simulate(two((Outage("b", 10.0, 20.0),)), programs)
    assert outcome.result == [["durable False", "durable True"], ["durable True"]]


def test_a_program_for_a_node_that_is_down_is_not_admitted() -> None:
    outcome = simulate(two((Outage("a", 1.0),)), [Injection(compile_source(HOME), "a")])
    assert [(f.kind, f.text) for f in outcome.failures] == [("not admitted", "the node is down")]


# -- batteries


def test_a_radio_spends_by_the_time_in_each_state() -> None:
    frame = b"x" * MTU_BYTES
    script = Script(line((0, 0, 0), (5, 0, 0), (900, 0, 0)))
    spent: list[Energy] = []
    script.at_end = lambda: spent.extend(script.radios.energy(n) for n in range(3))
    script.run([(S, 0, BROADCAST, frame)])
    sender, hearer, far = spent
    on_air_s = (6 + 127) * 8 / 250_000
    assert sender.transmit_s == pytest.approx(on_air_s, abs=0.0005)
    assert hearer.receive_s == pytest.approx(on_air_s, abs=0.0005)
    assert (far.transmit_s, far.receive_s, far.above_idle_j) == (0, 0, 0)
    sheet = DATA_SHEETS["802.15.4"]
    assert far.joules == pytest.approx(11 * sheet.listen_ma * sheet.volts / 1000, rel=1e-3)
    above_ma = sheet.receive_ma - sheet.idle_ma
    assert hearer.above_idle_j == pytest.approx(
        hearer.receive_s * above_ma * sheet.volts / 1000, abs=1e-6
    )


def test_every_node_has_its_joules_and_a_node_that_is_off_spends_next_to_none() -> None:
    outcome = simulate(two((Outage("b", 5.0),)), (), until_s=50)
    assert outcome.energy["b"].off_s == pytest.approx(45)
    assert outcome.energy["b"].joules == pytest.approx(outcome.energy["a"].joules / 10, rel=0.01)
    assert outcome.currents is not None
    assert "data sheet" in outcome.currents.source


# -- 802.11b


def wifi(*at_m: float, rate_mb_s: float = 2.0) -> Field:
    nodes = tuple(FieldNode(str(n), x_m, 0) for n, x_m in enumerate(at_m))
    return Field("wifi", nodes, Radio("802.11b", 50, rate_mb_s))


def test_wifi_reaches_its_range_and_acknowledges_unicast_alone() -> None:
    script = Script(wifi(0, 50, 50.1)).run([(S, 0, BROADCAST, b"all"), (2 * S, 0, 1, b"x" * 1400)])
    assert [(number, len(frame)) for _, number, _, frame in script.heard] == [(1, 3), (1, 1400)]
    assert script.counts.mac_acks == 1
    lost = Script(wifi(0, 50, 50.1)).run([(S, 0, 2, b"x")])
    assert lost.heard == []
    assert lost.counts.unacknowledged == 1


@pytest.mark.parametrize(("rate_mb_s", "frame_us"), [(1.0, 11_504), (2.0, 5_848), (11.0, 1_220)])
def test_a_frame_of_wifi_takes_its_time_on_air(rate_mb_s: float, frame_us: int) -> None:
    # 192 us of preamble, and 1400 bytes with 24 of MAC header, 8 of LLC/SNAP and 4 of checksum
    script = Script(wifi(0, 5, rate_mb_s=rate_mb_s)).run([(S, 0, 1, b"x" * 1400)])
    ((now_ns, *_),) = script.heard
    us = (now_ns - S) / 1000
    assert frame_us <= us <= frame_us + 50 + 31 * 20  # a DIFS, and the backoff


@pytest.mark.parametrize("speed_m_s", [None, 25.0], ids=["standing", "moving"])
def test_every_reception_of_wifi_is_the_same_as_with_the_stock_channel(
    speed_m_s: float | None,
) -> None:
    field = replace(scattered(100, 5, speed_m_s), radio=Radio("802.11b", 10.0))
    field = replace(field, loss=LogDistance(3.5, 3.0))
    sends = [send for send in traffic(field, 6, 500, 1) if send[1] != send[2]]
    ours = Script(field, 7).run(sends)
    stock = Script(field, 7, stock_channel=True).run(sends)
    assert len(ours.heard) > 1000
    assert sorted(ours.heard) == sorted(stock.heard)
    assert ours.counts.frames == stock.counts.frames
    assert ours.counts.bytes_on_air == stock.counts.bytes_on_air


def test_a_program_walks_over_wifi_and_the_seed_repeats_it() -> None:
    field = replace(two(), radio=Radio("802.11b", 10))
    program = [Injection(compile_source(HOME), "a")]
    first = simulate(field, program, seed=4)
    assert first.result == ["b"]
    assert first.energy["a"].transmit_s > 0
    assert simulate(field, program, seed=4) == first


# -- what a field made in Python is refused for

GOOD = two()


def bad_fields() -> Iterator[tuple[Field, str]]:
    node = GOOD.nodes[0]
    yield replace(GOOD, nodes=(node, node)), 'two nodes have the id "a"'
    yield replace(GOOD, nodes=()), "it has 0 nodes"
    yield replace(GOOD, radio=Radio("802.11n", 10)), 'Did you mean "802.11b"'
    yield replace(GOOD, radio=Radio("802.15.4", 0)), "a range of 0 m"
    yield replace(GOOD, radio=Radio("802.15.4", float("nan"))), "a range of nan m"
    yield replace(GOOD, radio=Radio("802.11b", 10, 3.0)), "no rate of 3.0"
    yield replace(GOOD, board="pie"), 'Did you mean "pi"'
    yield replace(GOOD, outages=(Outage("c", 1),)), "no such node. There is a, b"
    yield replace(GOOD, outages=(Outage("a", 5, 5),)), "end after that"
    yield replace(GOOD, loss=LogDistance(0.5)), "an exponent of at least 1"
    yield replace(GOOD, walls=(Wall(0, 0, 1, 1, 3),)), "without a loss model"
    yield replace(GOOD, loss=LogDistance(), walls=(Wall(0, 0, 1, 1, -3),)), "below 0 dB"
    for walk, says in (
        (Walk(1, 10, 10, 20, 20), "outside the area that it walks in"),
        (Walk(0, -1, -1, 1, 1), "at no speed"),
        (Path(((2.0, 1, 1), (2.0, 2, 2))), "times do not rise"),
        (Path(((2.0, 1e8, 1),)), "off the map"),
    ):
        yield replace(GOOD, nodes=(replace(node, walk=walk),)), says
    yield replace(GOOD, nodes=(replace(node, x_m=float("nan")),)), "off the map"


@pytest.mark.parametrize(("field", "says"), list(bad_fields()))
def test_a_field_is_refused_before_ns3_sees_it(field: Field, says: str) -> None:
    with pytest.raises(FieldError, match=says):
        simulate(field, (), until_s=1)


def test_any_two_radios_that_random_draws_make_lose_the_same_both_ways() -> None:
    chance = random.Random(9)
    field = replace(
        line(*((chance.uniform(0, 50), chance.uniform(0, 50), 0) for _ in range(12))),
        loss=LogDistance(2.5, 6.0),
        walls=tuple(
            Wall(*(chance.uniform(0, 50) for _ in range(4)), chance.uniform(1, 9))
            for _ in range(20)
        ),
    )
    loss = losses(field)
    assert all(loss[one, other] == pytest.approx(loss[other, one]) for one, other in loss)
