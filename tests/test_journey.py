"""What frames on air and captured states say of a message's journey, in terms of its source."""

import pytest

from runtime.errors import BadState
from runtime.vm.values import Dict, Set
from samara.gateway.overheard import Hop, Overheard
from samara.journey import Reader, Snapshot, shown
from spatial.compiler import compile_source
from tests.spatial_field import RADIO_MTU_BYTES, SpatialField

# Node 3 can be reached only round the void before it: 0 1 and back over 2.
VOID = [(0, 0), (4000, 0), (0, 5000), (4000, 8000), (8500, 8000), (12000, 4500), (12000, 0)]

PROGRAM = """\
import node
import gpsr

LIMIT = 3
seen = []


def look(name, x):
    here = 7
    seen.append((name, x))
    gpsr.travel(x, 0, None, spot)
    return here


class Spot:
    def __init__(self, x):
        self.x = x

    def holds(self, x, y):
        return x == self.x and y == 0


spot = Spot({x})
best = {{"heat": 21.5}}
look("first", {x})
node.report(best)
"""


def _hops(field: SpatialField, source: str) -> list[tuple[str, Hop]]:
    """The hops that ended while the program ran, by the names of the nodes that they left."""
    field.run(source)
    field.bus.run(field.bus.now_ms + 500)  # its last hop is acknowledged after its end
    overheard = Overheard()
    frames = iter(field.bus.frames)
    frame = next(frames)
    ids = {str(n): station.live().config.id8 for n, station in enumerate(field.stations)}
    ended = []
    for now_ms, name, kind, fields in field.bus.events:
        while frame is not None and frame[0] <= now_ms:
            overheard.heard(frame[0] / 1000, *frame[1:])
            frame = next(frames, None)  # type: ignore[arg-type]
        if kind == "hop":
            hop = overheard.take(fields["message"], ids[name])
            assert hop is not None
            ended.append((name, hop))
    return ended


def _snapshots(source: str, hops: list[tuple[str, Hop]]) -> list[Snapshot]:
    reader = Reader(compile_source(source, "program.py"))
    states = [hop.state() for _, hop in hops]
    assert None not in states
    return [reader.read(state) for state in states if state is not None]


def test_a_state_on_air_shows_the_program_s_lines_and_variables() -> None:
    source = PROGRAM.format(x=10_000)
    field = SpatialField([(0, 0), (5000, 0), (10_000, 0)], range_cm=5500, mtu=RADIO_MTU_BYTES)
    hops = _hops(field, source)
    assert [name for name, _ in hops] == ["0", "1"]
    for snapshot in _snapshots(source, hops):
        assert snapshot.reason == "greedy"
        assert snapshot.text == "gpsr.travel(x, 0, None, spot)"
        assert source.splitlines()[snapshot.line - 1].strip() == snapshot.text
        own = [call for call in snapshot.calls if not call.library]
        assert [call.function for call in own] == ["<module>", "look"]
        # What the function does not need any more does not travel, so it cannot be shown.
        assert [(v.name, v.value) for v in own[1].variables] == [("here", "7")]
        assert {v.name: v.value for v in snapshot.variables} == {
            "best": "{'heat': 21.5}",
            "seen": "[('first', 10000)]",
            "spot": "Spot(x=10000)",
        }
        library = [call for call in snapshot.calls if call.library]
        assert [call.function for call in library] == ["travel"]


def test_the_hop_s_reason_tells_greedy_from_perimeter() -> None:
    source = PROGRAM.format(x=12_000)
    field = SpatialField(VOID, range_cm=6000, mtu=RADIO_MTU_BYTES)
    reasons = [snapshot.reason for snapshot in _snapshots(source, _hops(field, source))]
    assert reasons[0] == "greedy"
    assert "perimeter" in reasons
    assert reasons[-1] == "greedy"


def test_what_a_hop_takes_on_air_is_all_its_frames() -> None:
    source = PROGRAM.format(x=5000)
    field = SpatialField([(0, 0), (5000, 0)], range_cm=5500, mtu=RADIO_MTU_BYTES)
    before = len(field.bus.frames)
    ((_, hop),) = _hops(field, source)
    # Nodes 0 and 1 alone: whatever was on air and is no beacon belongs to the hop.
    frames = [frame for *_, frame in field.bus.frames[before:] if frame[2] != 1]
    assert hop.frames == len(frames)
    assert hop.size_bytes == sum(map(len, frames))


def test_a_migration_of_the_program_s_own_is_called_so() -> None:
    source = "import node\nfar = node.neighbours()[0][0]\nnode.migrate(far)\nnode.report(1)\n"
    field = SpatialField([(0, 0), (5000, 0)], range_cm=5500)
    (snapshot,) = _snapshots(source, _hops(field, source))
    assert snapshot.reason == "program"
    assert (snapshot.line, snapshot.text) == (3, "node.migrate(far)")


def test_a_state_that_is_no_state_of_the_program_is_refused() -> None:
    reader = Reader(compile_source("import node\nnode.report(1)\n", "program.py"))
    for state in (b"", b"\x80", b"\xff" * 40, b"\x82\x02\x80"):
        with pytest.raises(BadState):
            reader.read(state)
    with pytest.raises(BadState, match="another program"):
        reader.read(b"\x82\x02\x80", root=b"8 bytes.")


def test_values_are_cut_off_where_they_are_long_or_deep() -> None:
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    assert shown(deep) == "[[[[...]]]]"
    assert len(shown("x" * 10_000)) <= 200
    assert len(shown(list(range(10_000)))) <= 200
    assert shown(1 << 4000) == shown(1 << 4000)[:197] + "..."
    table = Dict()
    table["a"] = (1,)
    assert shown(table) == "{'a': (1,)}"
    assert shown(Set(table)) == "{'a'}"
    itself: list[object] = []
    itself.append(itself)
    assert shown(itself) == "[[[[...]]]]"
