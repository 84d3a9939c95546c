"""The example that chooses the least loaded neighbour."""

from pathlib import Path

from sim.bus import VirtualBus
from spatial.compiler import compile_file, compile_source, library_bricks
from tests.field import add_node, of, reports

LIBRARY = tuple(library_bricks().values())
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "least_loaded.py"
SITS = "import node\nnode.sleep(600000)\n"


def found_at(busy, full=()):
    """Where the work was done, some of the neighbours having programs, or room for none."""
    bus = VirtualBus(seed=1)
    bricks = compile_source(SITS).bricks
    stations = {}
    for name in ("home", "one", "two", "three"):
        places = {"messages": 1} if name in full else {}
        stations[name] = add_node(bus, name, 250, pinned=LIBRARY, **places)
    bus.run(5000)
    for name, memory_bytes in busy.items():
        bus.inject(stations[name], bricks, {"memory_bytes": memory_bytes})
    bus.run(30_000)
    program = compile_file(EXAMPLE)
    bus.inject(stations["home"], program.bricks, program.bounds)
    bus.run(60_000)
    assert not of(bus, "failed")
    assert not of(bus, "killed")
    (result,) = reports(bus)
    assert result["primes below 500"] == 95
    return result["found at"]


def test_the_work_goes_where_there_is_the_most_room():
    assert found_at({"one": 30_000, "two": 12_000, "three": 24_000}) == "two"
    assert found_at({"one": 12_000, "two": 30_000, "three": 24_000}) == "one"


def test_where_it_is_refused_the_next_takes_it():
    busy = {"one": 30_000, "two": 20_000, "three": 100}
    assert found_at(busy, full=("three",)) == "two"
