"""A simulated node cannot learn anything of another except by received bytes."""

import gc
import types
from typing import Any

import pytest

from runtime import wire
from runtime.node import Node, NodeConfig
from runtime.tagspace import TagSpace
from sim.ns3.field import Circle, Field, FieldNode, IoTag, Radio, Readings
from sim.ns3.node_of import node_of

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from sim.ns3.simulation import Job, Simulation, Start
from spatial.compiler import compile_source, library_bricks
from tests.field import beacon

# What a process shares among all its objects: code, and modules with their tables.
_SHARED = (
    types.ModuleType,
    types.BuiltinFunctionType,
    types.CodeType,
    types.MethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    type,
)


def reachable(start: object) -> list[object]:
    """All that can be reached from an object by following references.

    Of a function only its closure and defaults are followed: its globals are its module's, and
    `test_modules_hold_nothing_of_any_node` looks at those.
    """
    seen: dict[int, object] = {}
    waiting: list[object] = [start]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, _SHARED):
            continue
        seen[id(item)] = item
        if isinstance(item, types.FunctionType):
            waiting += [item.__closure__, item.__defaults__, item.__kwdefaults__, item.__dict__]
        else:
            waiting += gc.get_referents(item)
    return list(seen.values())


def crowd(range_m: float) -> Field:
    """Four nodes two metres apart; each has a secret that only its readings and tags hold."""
    nodes = tuple(
        FieldNode(
            f"node-{n}",
            1000 + 2 * n,
            5000 + n,
            tags=(
                IoTag("secret", value=f"constant of {n}"),
                IoTag("level", readings=Readings((0.0,), (1234.5 + n,))),
            ),
        )
        for n in range(4)
    )
    return Field("crowd", nodes, Radio("802.15.4", range_m), {"hill": Circle(1, 2, 3)})


WALK = """
import node
import spatial

met = []
for near in node.neighbours():
    met.append(node.read("name"))
    node.migrate(near[0])
met.append(node.read("name"))
spatial.report(met)
"""


def after_a_run(range_m: float, program: str | None = None) -> tuple[Simulation, Any]:
    field = crowd(range_m)
    starts = (Start(compile_source(program), "node-0", 5.0, None),) if program else ()
    bricks = tuple(library_bricks().values())
    simulation = Simulation(Job(field, starts, bricks, until_s=30.0))
    return simulation, simulation.run()


def owned(node: Node) -> list[object]:
    """The parts of a node that no other may reach."""
    return [node, node.config, node.tags, node.neighbours, node.messages, node.cache]


@pytest.mark.parametrize("program", [None, WALK], ids=["beacons", "a message"])
def test_no_part_of_one_node_can_be_reached_from_another(program: str | None) -> None:
    simulation, _ = after_a_run(10, program)
    nodes = [station.node for station in simulation.stations]
    for node in nodes:
        found = reachable(node)
        ids = {id(item) for item in found}
        for other in nodes:
            if other is not node:
                assert not [part for part in owned(other) if id(part) in ids]
        for kind in (Node, NodeConfig, TagSpace):
            assert sum(isinstance(item, kind) for item in found) == 1


@pytest.mark.parametrize("program", [None, WALK], ids=["beacons", "a message"])
def test_a_node_holds_no_driver_no_radio_and_no_field(program: str | None) -> None:
    simulation, _ = after_a_run(10, program)
    for station in simulation.stations:
        for item in reachable(station.node):
            module = type(item).__module__
            if module.startswith(("sim.", "cppyy")):
                assert type(item).__qualname__ == "Events"


def test_the_search_would_find_a_leak() -> None:
    simulation, _ = after_a_run(10)
    one, two = simulation.stations[0].node, simulation.stations[1].node
    peek = two.tags
    one.tags.bind("peek", lambda now_ms: peek.read(now_ms, "secret"))
    assert any(item is two.tags for item in reachable(one))


def test_the_secrets_of_a_node_are_nowhere_in_another() -> None:
    simulation, _ = after_a_run(10)
    for station in simulation.stations:
        found = reachable(station.node)
        for n in range(4):
            mine = n == station.number
            assert (f"constant of {n}" in [x for x in found if isinstance(x, str)]) == mine
            assert (1234.5 + n in [x for x in found if isinstance(x, float)]) == mine


def test_what_a_node_knows_of_its_neighbours_is_what_their_beacons_said() -> None:
    simulation, _ = after_a_run(10)
    for station in simulation.stations:
        near = station.node.neighbours.all(30_000)
        assert [(one.id, one.x_cm, one.y_cm) for one in near] == sorted(
            (other.node.config.id8, *other.node.position_cm)
            for other in simulation.stations
            if other is not station
        )


def test_without_radio_contact_nothing_is_known_of_anyone() -> None:
    simulation, outcome = after_a_run(1)
    assert outcome.frames > 0
    for station in simulation.stations:
        assert station.node.neighbours.all(30_000) == []
        assert station.node.counters["frames"] == 0
        for other in simulation.stations:
            if other is not station:
                found = reachable(station.node)
                assert other.node.config.id8 not in [x for x in found if isinstance(x, bytes)]
                assert other.node.config.name not in [x for x in found if isinstance(x, str)]


def test_a_lone_program_reports_its_own_node_and_no_other() -> None:
    _, outcome = after_a_run(1, WALK)
    assert outcome.result == [["node-0"]]


def test_a_node_is_built_from_its_own_place_and_the_named_regions() -> None:
    field = crowd(10)
    one = node_of(field.nodes[0], field.regions)
    two = node_of(field.nodes[1], field.regions)
    ids = {id(part) for part in owned(one)} | {id(one.config.regions)}
    assert not [item for item in reachable(two) if id(item) in ids]


def test_frames_are_shared_only_as_values_that_cannot_change() -> None:
    heard = wire.decode(wire.encode(beacon(b"12345678", 1, 2, 3, 2000)))
    assert isinstance(heard, tuple)
    assert all(isinstance(value, (int, bytes, str)) for value in heard)
    for name, number, _ in wire.TABLE:
        assert number > 0
        assert issubclass(getattr(wire, name), tuple)


def test_modules_hold_nothing_of_any_node() -> None:
    """The globals of `runtime` are the same before and after nodes have lived."""
    import sys

    def state() -> dict[str, str]:
        return {
            f"{name}.{key}": repr(value)
            for name, module in sorted(sys.modules.items())
            if name.partition(".")[0] == "runtime"
            for key, value in vars(module).items()
            if isinstance(value, (list, dict, set, tuple, bytearray)) and not key.startswith("__")
        }

    after_a_run(10, WALK)
    before = state()
    after_a_run(10, WALK.replace("met", "seen"))
    assert state() == before
