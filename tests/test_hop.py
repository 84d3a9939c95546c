"""Messages that hop between nodes over a virtual bus: none runs twice, none is lost."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtime import wire
from runtime.message import Bounds
from sim.bus import VirtualBus
from tests import script_vm
from tests.field import (
    add_node,
    assert_nothing_is_held,
    id8,
    kinds,
    of,
    pair,
    reports,
    scripted,
)
from tests.script_vm import script

ROOMY = {"memory_bytes": 1 << 20, "messages": 64}


@pytest.fixture(autouse=True)
def _scripts(monkeypatch):
    scripted(monkeypatch)


def hash_of(data):
    return hashlib.sha256(data).digest()


def frame_types(bus):
    return [type(wire.decode(frame)).__name__ for _, _, _, frame in bus.frames]


def test_a_message_whose_code_is_known_hops_in_one_frame_and_one_answer():
    bus, a, b = pair()
    program = script(("go", id8(b)), ("report", "here"))
    bus.inject(a, [program])
    bus.run(3500)
    bus.frames.clear()
    bus.inject(a, [program])
    bus.run(3550)
    assert frame_types(bus) == ["Offer", "Started"]
    assert reports(bus) == ["here", "here"]
    assert_nothing_is_held(a)
    assert_nothing_is_held(b)


def test_code_is_asked_for_once_and_then_cached():
    bus, a, b = pair()
    program = script(("go", id8(b)), ("pad", 1000), ("report", "here"))
    for _ in range(3):
        bus.inject(a, [program])
        bus.run(bus.now_ms + 1000)
    assert len(of(bus, "brick")) == 1
    assert reports(bus) == ["here"] * 3


def test_imports_come_with_the_root_but_for_those_that_are_there():
    bus, a, b = pair()
    low = script(("report", "low"))
    middle = script(("report", "middle"), imports=[hash_of(low)])
    root = script(("go", id8(b)), ("report", 1), imports=[hash_of(low), hash_of(middle)])
    bus.inject(b, [low])
    bus.inject(a, [root, middle, low])
    bus.run(bus.now_ms + 1000)
    assert reports(bus) == ["low", 1]
    names = [fields["name"] for fields in of(bus, "brick")]
    assert names == [hash_of(root)[:8], hash_of(middle)[:8]]


@pytest.mark.parametrize("mtu_bytes", [100, 116, 127, 250, 1400, 1470])
def test_two_kilobytes_of_state_fit_any_link(mtu_bytes):
    bus, a, b = pair(mtu_bytes=mtu_bytes)
    bus.inject(a, [script(("pad", 2048), ("go", id8(b)), ("count", "runs"))])
    bus.run(bus.now_ms + 3000)
    assert b.runs.value == 1
    assert kinds(bus)["finished"] == 1
    assert_nothing_is_held(a)


@pytest.mark.parametrize("loss", [0.0, 0.1, 0.2, 0.3, 0.4])
def test_under_loss_no_message_runs_twice_and_none_is_lost(loss):
    bus, a, b = pair(config=ROOMY, seed=int(loss * 10), loss=loss, double=0.2, delay_ms=(1, 40))
    there_and_back = script(
        ("pad", 200), ("go", id8(b)), ("count", "runs"), ("go", id8(a)), ("count", "runs")
    )
    short = script(("go", id8(b)), ("count", "runs"), ("go", id8(a)), ("count", "runs"))
    rounds = 60
    for n in range(rounds):
        bus.inject(a, [there_and_back if n % 3 else short])
        bus.run(bus.now_ms + 900)
    bus.run(bus.now_ms + 120000)
    assert (a.runs.value, b.runs.value) == (rounds, rounds)
    assert kinds(bus)["finished"] == rounds
    assert kinds(bus)["lost"] == 0
    assert kinds(bus)["killed"] == 0
    assert_nothing_is_held(a)
    assert_nothing_is_held(b)


@pytest.mark.parametrize("seed", range(3))
def test_a_chain_of_hops_under_loss_runs_each_step_once(seed):
    bus = VirtualBus(seed=seed, delay_ms=(1, 30))
    stations = [add_node(bus, str(n), **ROOMY) for n in range(5)]
    bus.run(3000)
    bus.loss = 0.3
    steps = [("pad", 150)]
    for turn in range(6):
        for station in stations[1:] if turn % 2 == 0 else stations[-2::-1]:
            steps += [("go", id8(station)), ("count", "runs")]
    count = 8
    for _ in range(count):
        bus.inject(stations[0], [script(*steps)])
    bus.run(bus.now_ms + 400000)
    assert kinds(bus)["finished"] == count
    assert [station.runs.value for station in stations] == [3 * count, *[6 * count] * 3, 3 * count]
    for station in stations:
        assert_nothing_is_held(station)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 1 << 30),
    off_ms=st.integers(0, 400),
    down_ms=st.integers(0, 6000),
    sender=st.booleans(),
    pad=st.sampled_from([0, 120, 600]),
    loss=st.sampled_from([0.0, 0.3]),
)
def test_with_a_reboot_at_any_step_none_runs_twice_and_each_has_a_named_fate(
    seed, off_ms, down_ms, sender, pad, loss
):
    bus, a, b = pair(seed=seed, loss=loss)
    rebooted = a if sender else b
    bus.inject(a, [script(("pad", pad), ("go", id8(b)), ("count", "runs"), ("report", "ran"))])
    start_ms = bus.now_ms
    bus.at(start_ms + off_ms, lambda: bus.kill(rebooted))
    bus.at(start_ms + off_ms + down_ms, lambda: bus.boot(rebooted))
    bus.run(start_ms + 700000)
    seen = kinds(bus)
    assert b.runs.value <= 1
    assert seen["finished"] == b.runs.value
    if b.runs.value == 0 and not sender:
        assert seen["lost"] == 1
    if b.runs.value == 0 and sender:
        assert seen["hop"] == 0
    assert_nothing_is_held(a)
    assert_nothing_is_held(b)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("sender", [True, False])
@pytest.mark.parametrize(("pad", "loss", "down_ms"), [(0, 0.0, 30), (0, 0.3, 9000), (200, 0.0, 30)])
def test_with_a_reboot_after_every_frame_none_runs_twice_and_none_stays(
    known, sender, pad, loss, down_ms
):
    program = script(("pad", pad), ("go", id8_of("b")), ("count", "runs"), ("report", "ran"))
    step = 0
    while True:
        bus, a, b = pair(seed=step)
        if known:
            a.live().neighbours.has_code(id8(b), hash_of(program)[:8])
            b.live().cache.put(script_vm.load_brick(program), True)
        bus.loss = loss
        bus.frames.clear()
        bus.inject(a, [program])
        bus.run(bus.now_ms + 20000, lambda bus=bus, step=step: hop_frames(bus) > step)
        if hop_frames(bus) <= step:
            break
        rebooted = a if sender else b
        bus.kill(rebooted)
        bus.at(bus.now_ms + down_ms, lambda bus=bus, rebooted=rebooted: bus.boot(rebooted))
        bus.run(bus.now_ms + 700000)
        seen = kinds(bus)
        assert b.runs.value <= 1, step
        if b.runs.value == 0 and not sender:
            # Nobody can tell, or it was there and went down with its node.
            assert seen["lost"] + seen["hop"] == 1, step
        if b.runs.value == 0 and sender:
            assert seen["hop"] == 0, step
        assert_nothing_is_held(a)
        assert_nothing_is_held(b)
        step += 1
    assert step >= 2


def id8_of(name):
    return hash_of(name.encode())[:8]


def hop_frames(bus):
    return sum(name != "Beacon" for name in frame_types(bus))


def test_a_dead_next_hop_raises_at_the_sender():
    bus, a, b = pair()
    bus.inject(a, [script(("pad", 400), ("try", id8(b)))])
    bus.kill(b)
    bus.run(bus.now_ms + 10000)
    [(kind, text)] = reports(bus)
    assert kind == "NoAck"
    assert "did not answer 6 times" in text
    assert kinds(bus)["finished"] == 1


@pytest.mark.parametrize("mtu_bytes", [127, 250, 1400, 1470])
def test_a_dead_next_hop_raises_though_its_link_takes_the_whole_state(mtu_bytes):
    bus, a, b = pair(mtu_bytes=mtu_bytes)
    bus.inject(a, [script(("try", id8(b)))])
    bus.kill(b)
    bus.run(bus.now_ms + 10000)
    assert [kind for kind, _ in reports(bus)] == ["NoAck"]
    assert_nothing_is_held(a)


def test_what_is_no_neighbour_raises_at_once():
    bus, a, _ = pair()
    bus.inject(a, [script(("try", b"nobody.."))])
    bus.run(bus.now_ms + 10)
    [(kind, text)] = reports(bus)
    assert kind == "NoAck"
    assert "no neighbour of a" in text


def test_a_hop_to_oneself_is_no_hop():
    bus, a, _ = pair()
    bus.frames.clear()
    bus.inject(a, [script(("go", id8(a)), ("count", "runs"))])
    bus.run(bus.now_ms + 10)
    assert a.runs.value == 1
    assert bus.frames == []


def test_a_refusal_reaches_the_program_with_resource_need_and_bound():
    bus = VirtualBus()
    a = add_node(bus, "a")
    b = add_node(bus, "b", memory_bytes=8000)
    bus.run(3000)
    bus.inject(a, [script(("try", id8(b)))])
    bus.run(bus.now_ms + 100)
    [(kind, text)] = reports(bus)
    assert kind == "Refused"
    assert "memory_bytes 16384 is needed, 8000 can be had; try another" in text
    [fields] = of(bus, "refused")
    assert (fields["resource"], fields["need"], fields["bound"]) == ("memory_bytes", 16384, 8000)
    assert_nothing_is_held(b)


def test_a_refusal_is_final_for_its_hop_however_late_its_offer_comes_again():
    bus, a, b = pair(config={"messages": 1})
    bus.inject(b, [script(("sleep", 1000))])
    bus.inject(a, [script(("try", id8(b)), ("sleep", 60000))])
    bus.run(bus.now_ms + 100)
    offers = [frame for _, source, _, frame in bus.frames if type(wire.decode(frame)) is wire.Offer]
    bus.run(bus.now_ms + 2000)
    assert b.live().messages == []
    b.live().receive(bus.now_ms, a.address, offers[0])
    assert b.live().messages == []
    [(_, answer)] = b.live().take_sends()
    assert isinstance(wire.decode(answer), wire.Refused)


def test_a_lost_last_acknowledgement_leaves_the_hop_in_doubt_until_the_neighbour_is_heard():
    bus, a, b = pair()
    bus.cut = lambda source, to, frame: source == b.address
    bus.inject(a, [script(("go", id8(b)), ("count", "runs"), ("report", "ran"))])
    program_known(a, bus, b, [script(("go", id8(b)), ("count", "runs"), ("report", "ran"))])
    bus.run(bus.now_ms + 30000)
    assert kinds(bus)["in-doubt"] == 1
    assert (b.runs.value, len(a.live().messages)) == (2, 1)
    bus.cut = None
    bus.run(bus.now_ms + 8000)
    assert kinds(bus)["hop"] == 1
    assert b.runs.value == 2
    assert_nothing_is_held(a)


def program_known(knowing, bus, station, program):
    """The node has the code of `program`, from having run it, and the other knows that."""
    bus.inject(station, program)
    knowing.live().neighbours.has_code(id8(station), hash_of(program[0])[:8])


def test_a_hop_in_doubt_that_never_arrived_goes_on_at_the_sender():
    bus, a, b = pair()
    program = [script(("try", id8(b)), ("report", "here"))]
    program_known(a, bus, b, program)
    bus.run(bus.now_ms + 100)
    bus.events.clear()
    bus.cut = lambda source, to, frame: True
    bus.inject(a, program)
    bus.run(bus.now_ms + 30000)
    assert kinds(bus)["in-doubt"] == 1
    assert reports(bus) == []
    bus.cut = None
    bus.run(bus.now_ms + 70000)
    (kind, text), here = reports(bus)
    assert (kind, here) == ("NoAck", "here")
    assert "will not by this hop" in text
    late = [f for _, _, _, f in bus.frames if type(wire.decode(f)) is wire.Offer][-1]
    b.live().receive(bus.now_ms, a.address, late)
    assert b.live().messages == []


def test_a_doubt_ends_with_the_lifetime():
    bus, a, b = pair()
    program = [script(("go", id8(b)))]
    program_known(a, bus, b, program)
    bus.run(bus.now_ms + 100)
    bus.kill(b)
    bus.inject(a, program, Bounds(lifetime_ms=60000))
    start_ms = bus.now_ms
    bus.run(start_ms + 59999)
    assert len(a.live().messages) == 1
    bus.run(start_ms + 60000)
    assert of(bus, "lost")[0]["reason"] == "the lifetime ended in doubt"
    assert_nothing_is_held(a)


def test_a_neighbour_that_started_anew_unnoticed_costs_no_message():
    bus, a, b = pair()
    program = [script(("go", id8(b)), ("count", "runs"))]
    program_known(a, bus, b, program)
    bus.run(bus.now_ms + 100)
    bus.cut = lambda source, to, frame: type(wire.decode(frame)) is wire.Beacon
    bus.kill(b)
    bus.boot(b)
    bus.inject(a, program)
    bus.run(bus.now_ms + 1500)
    assert "started anew" in of(bus, "stayed")[0]["text"]
    bus.cut = None
    bus.run(bus.now_ms + 5000)
    assert b.runs.value == 2
    assert_nothing_is_held(a)


def test_a_brick_that_comes_with_other_bytes_is_never_cached():
    bus, a, b = pair()
    program = script(("pad", 300), ("try", id8(b)), ("report", "end"))
    bus.inject(a, [program])
    held = a.live().cache._entries[hash_of(program)[:8]].brick
    held.data = held.data[:-1] + b"!"
    bus.run(bus.now_ms + 3000)
    (kind, text), end = reports(bus)
    assert (kind, end) == ("Refused", "end")
    assert "code" in text
    assert b.live().cache.get(hash_of(program)[:8]) is None
    assert_nothing_is_held(b)


def test_two_runs_send_the_same_bytes():
    def run():
        bus, a, b = pair(seed=5, loss=0.3, double=0.1, gas_per_ms=20)
        for n in range(5):
            bus.inject(a, [script(("pad", 60 * n), ("go", id8(b)), ("count", "runs"))])
            bus.run(bus.now_ms + 700)
        bus.run(bus.now_ms + 20000)
        return bus.frames, bus.events

    assert run() == run()
