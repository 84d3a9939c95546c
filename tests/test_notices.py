"""Whoever began a message that is killed elsewhere is told why, and where in its source."""

import hashlib

from runtime import wire
from sim.bus import VirtualBus
from spatial.compiler import (
    compile_source,
    in_source_lines,
    is_notice,
    library_bricks,
    notice_bricks,
)
from tests.field import add_node, assert_nothing_is_held, id8, of

LIBRARY = tuple(library_bricks().values())
NOTICE = (hashlib.sha256(notice_bricks()[0]).digest()[:8], notice_bricks)

# To the end of a line of nodes, and there too much of everything.
WASTEFUL = """
import node

def waste():
    while True:
        pass

def go():
    for at in range({hops}):
        here = node.position()[0]
        node.migrate([id for id, x, y in node.neighbours() if x > here][0])
    waste()

go()
"""


def line(count, pinned=LIBRARY, **config):
    bus = VirtualBus(range_cm=1500)
    config = {"notice": NOTICE, "memory_bytes": 1 << 20, "messages": 99, **config}
    stations = [
        add_node(bus, f"n{at}", position_cm=(1000 * at, 0), pinned=pinned, **config)
        for at in range(count)
    ]
    bus.run(5000)
    return bus, stations


def told(bus):
    """Who was told what: (name of the node, the word)."""
    return [
        (name, fields["value"])
        for _, name, kind, fields in bus.events
        if kind == "report" and is_notice(fields["message"][0])
    ]


def test_the_origin_is_told_the_reason_and_the_line():
    bus, stations = line(5)
    program = compile_source(WASTEFUL.format(hops=4), "wasteful.py")
    identity = bus.inject(stations[0], program.bricks, {"gas_visit": 5000})
    bus.run(bus.now_ms + 20_000)
    (killed,) = of(bus, "killed")
    ((name, (whose, reason, trace, at)),) = told(bus)
    assert (name, whose, at) == ("n0", identity, id8(stations[4]))
    assert reason == killed["reason"] == "gas: the bound for this visit is spent"
    assert in_source_lines(trace, program.maps).splitlines()[-2:] == [
        '  File "wasteful.py", line 5, in waste',
        "    while True:",
    ]
    for station in stations:
        assert_nothing_is_held(station)


def test_whose_nodes_lack_the_code_of_it_fetch_it_from_the_sender():
    bus, stations = line(3, pinned=[library_bricks()["prelude"]])
    program = compile_source(WASTEFUL.format(hops=2))
    bus.inject(stations[0], program.bricks, {"gas_visit": 5000})
    bus.run(bus.now_ms + 20_000)
    assert [name for name, _ in told(bus)] == ["n0"]


def test_a_deep_trace_is_cut_in_its_middle():
    source = WASTEFUL.format(hops=1).replace("    waste()", "    deep(30)")
    source = source.replace("def go", "def deep(n):\n    deep(n - 1) if n else waste()\n\ndef go")
    bus, stations = line(2)
    bus.inject(stations[0], compile_source(source).bricks, {"gas_visit": 5000})
    bus.run(bus.now_ms + 20_000)
    ((_, (_, _, trace, _)),) = told(bus)
    (killed,) = of(bus, "killed")
    assert list(trace) == killed["trace"][:1] + killed["trace"][-5:]


def test_many_kills_make_few_words():
    bus, stations = line(2)
    program = compile_source(WASTEFUL.format(hops=1))
    for _ in range(40):
        bus.inject(stations[0], program.bricks, {"gas_visit": 3000, "memory_bytes": 4000})
        bus.run(bus.now_ms + 500)
    bus.run(bus.now_ms + 20_000)
    kills = len(of(bus, "killed"))
    assert kills == 40
    assert 2 <= len(told(bus)) <= 3  # 20 s, one in ten


def test_word_of_a_kill_is_sent_of_no_word_and_to_nobody_here():
    bus, stations = line(1)
    bus.inject(stations[0], compile_source("while True:\n    pass\n").bricks, {"gas_visit": 999})
    bus.run(bus.now_ms + 1000)
    assert len(of(bus, "killed")) == 1
    assert told(bus) == []
    # The origin is gone: word of the kill finds it nowhere, is ended, and that is that.
    bus, stations = line(3)
    program = compile_source(WASTEFUL.format(hops=2))
    bus.inject(stations[0], program.bricks, {"gas_visit": 30_000})
    bus.run(bus.now_ms + 20_000, lambda: bool(of(bus, "killed")))
    bus.kill(stations[0])
    bus.run(bus.now_ms + 200_000)
    assert len(of(bus, "killed")) == 1
    assert told(bus) == []
    for station in stations[1:]:
        assert_nothing_is_held(station)


def test_a_node_that_would_not_admit_it_tells_nobody():
    bus, stations = line(2, gas_visit=100_000)
    program = compile_source(WASTEFUL.format(hops=1))
    bus.inject(stations[0], program.bricks, {"gas_visit": 30_000})
    bus.run(bus.now_ms + 20_000)
    assert len(of(bus, "killed")) == 1
    assert told(bus) == []


def test_a_word_is_small():
    bus, stations = line(6)
    program = compile_source(WASTEFUL.format(hops=5))
    bus.inject(stations[0], program.bricks, {"gas_visit": 5000})
    bus.run(bus.now_ms + 20_000, lambda: bool(of(bus, "killed")))
    began = len(bus.frames)
    bus.run(bus.now_ms + 20_000)
    assert len(told(bus)) == 1
    frames = [frame for _, _, _, frame in bus.frames[began:]]
    spent = sum(len(frame) for frame in frames if not isinstance(wire.decode(frame), wire.Beacon))
    print(f"{spent / 5:.0f} bytes a hop")
    assert spent / 5 < 900
