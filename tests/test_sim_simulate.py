"""Programs in a field in ns-3: results, time, failures, and that a seed repeats everything."""

import itertools
import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from sim.ns3 import (
    Circle,
    Field,
    FieldError,
    FieldNode,
    Injection,
    IoTag,
    Outcome,
    Radio,
    Readings,
    SimulationDied,
    Walk,
    process,
    simulate,
)
from spatial.compiler import CompileError, Program, compile_source

ROOT = Path(__file__).resolve().parent.parent

TOUR = """
import node
import spatial

seen = []
for name in ("b", "c", "d"):
    seen.append((node.read("name"), node.read("level")))
    x, y = node.position()
    for near in node.neighbours():
        if near[1] > x:
            node.migrate(near[0])
            break
seen.append((node.read("name"), node.read("level")))
node.write("lamp", len(seen))
spatial.report({"seen": seen, "id": node.id()})
"""


def row(**changes: object) -> Field:
    """Four nodes in a row, each in reach of the next alone; the last is in the region."""
    nodes = tuple(
        FieldNode(
            name,
            9.0 * n,
            0,
            tags=(
                IoTag("lamp", value=0),
                IoTag("level", readings=Readings((0.0, 1000.0), (n + 0.5, 10.0 + n))),
            ),
        )
        for n, name in enumerate("abcd")
    )
    field = Field("row", nodes, Radio("802.15.4", 10), {"end": Circle(27, 0, 3)}, board="pi")
    return replace(field, **changes)  # type: ignore[arg-type]


def program(text: str) -> Program:
    return compile_source(text)


def run(text: str, field: Field | None = None, **options: object) -> Outcome:
    return simulate(field or row(), [Injection(program(text))], **options)  # type: ignore[arg-type]


def kinds(outcome: Outcome, kind: str) -> list[dict[str, object]]:
    return [event for event in outcome.events if event["kind"] == kind]


def test_a_program_goes_from_node_to_node_and_reports_at_home() -> None:
    outcome = run(TOUR)
    assert outcome.result == [
        {
            "seen": [["a", 0.5], ["b", 1.5], ["c", 2.5], ["d", 3.5]],
            "id": "18ac3e7343f01689",  # the first 8 bytes of the SHA-256 of "d"
        }
    ]
    assert outcome.hops == 6  # and home, where it reports
    assert [event["node"] for event in kinds(outcome, "arrived")] == [*"bcdcba"]
    assert [event["fields"]["to"] for event in kinds(outcome, "hop")] == [*"bcdcb"]  # type: ignore[index]
    assert kinds(outcome, "write")[0]["node"] == "d"
    assert outcome.failures == []
    assert outcome.nodes == 4
    assert outcome.completion_s is not None
    assert 0 < outcome.completion_s < 2
    # It ends by itself with its program, which is injected after 5 s.
    assert outcome.simulated_s == pytest.approx(5 + outcome.completion_s, abs=0.01)
    # The MAC repeats some; one may wait for the channel when the simulation ends.
    assert outcome.frames >= sum(outcome.frames_by_kind.values()) - 1
    assert outcome.ns3_version.startswith("3.44")
    json.dumps([outcome.result, outcome.events])


def test_readings_begin_at_the_start_time() -> None:
    (result,) = run(TOUR, start_time_s=994.0).result
    assert [level for _, level in result["seen"]] == [0.5, 1.5, 2.5, 3.5]
    (result,) = run(TOUR, start_time_s=995.5).result
    assert [level for _, level in result["seen"]] == [10.0, 11.0, 12.0, 13.0]


def test_a_slow_board_takes_longer_by_the_gas_that_it_spends() -> None:
    loop = "import spatial\nn = 0\nwhile n < 20000:\n    n += 1\nspatial.report(n)\n"
    fast = run(loop, row(board="pi"))
    slow = run(loop, row(board="esp32"))
    assert fast.result == slow.result == [20000]
    assert fast.completion_s is not None
    assert slow.completion_s is not None
    assert slow.completion_s > 20000 / 20 / 1000  # a gas for each time round, at the least
    assert slow.completion_s == pytest.approx(20 * fast.completion_s, rel=0.05)


def test_one_seed_gives_one_outcome_first_or_second_in_a_process_and_in_another() -> None:
    field = row(
        nodes=(
            *row().nodes,
            *(FieldNode(f"w{n}", 5, 500, walk=Walk(2, 0, 490, 27, 510)) for n in "12"),
        )
    )
    first = run(TOUR, field, seed=5)
    run(TOUR, row(), seed=9)
    assert run(TOUR, field, seed=5) == first
    other = process.Ns3Process()
    process._kept[os.getpid()], kept = other, process._kept[os.getpid()]
    try:
        assert run(TOUR, field, seed=5) == first
    finally:
        process._kept[os.getpid()] = kept
        other.end()
    assert run(TOUR, field, seed=6).events != first.events


def test_an_uncaught_exception_is_a_failure_with_the_lines_of_the_program() -> None:
    outcome = run("def deep(x):\n    return 1 // x\n\ndeep(0)\n")
    (failure,) = outcome.failures
    assert (failure.node, failure.kind) == ("a", "ZeroDivisionError")
    assert "return 1 // x" in failure.traceback
    assert "deep(0)" in failure.traceback
    assert "on node a" in failure.traceback
    assert outcome.completion_s is not None


def test_a_program_without_end_is_killed_and_the_simulation_ends() -> None:
    outcome = run("while True:\n    pass\n")
    (failure,) = outcome.failures
    assert failure.kind == "killed"
    assert "gas" in failure.text
    assert "line 1, in <module>" in failure.traceback


def test_a_program_that_waits_beyond_its_lifetime_is_killed() -> None:
    text = (
        "import node\nimport spatial\n\n@spatial.program(lifetime_ms=3000)\n"
        "def main():\n    node.sleep(60000)\n"
    )
    outcome = run(text)
    assert [failure.kind for failure in outcome.failures] == ["killed"]
    assert "lifetime" in outcome.failures[0].text
    assert outcome.simulated_s < 10


def test_a_region_out_of_reach_is_told_to_the_program() -> None:
    nodes = row().nodes
    cut = row(nodes=(*nodes[:2], replace(nodes[3], x_m=500)), regions={"end": Circle(500, 0, 9)})
    outcome = run(
        'import spatial\nfor spot in spatial.region("end").each("level"):\n'
        "    spatial.report(spot.name)\n",
        cut,
    )
    assert outcome.result == []
    assert [failure.kind for failure in outcome.failures] == ["Unreachable"]
    assert outcome.simulated_s < 60


def test_an_injection_repeats_until_time_is_up() -> None:
    one = program("import spatial\nimport node\nspatial.report(node.now() // 1000)\n")
    often = Injection(one, "b", 2.0, 3.0)
    assert simulate(row(), [often], until_s=9).result == [2, 5, 8]
    assert simulate(row(), [often]).result == [2]


def test_two_programs_run_side_by_side_and_the_last_ends_it() -> None:
    text = "import spatial\nimport node\nnode.sleep({})\nspatial.report(node.read('name'))\n"
    outcome = simulate(
        row(),
        [
            Injection(program(text.format(4000)), "a", 1.0),
            Injection(program(text.format(10)), "c", 2.0),
        ],
    )
    assert outcome.result == ["c", "a"]
    assert outcome.completion_s == pytest.approx(4, abs=0.2)


def test_time_up_leaves_the_completion_open() -> None:
    outcome = run("import node\nnode.sleep(60000)\n", until_s=7.0)
    assert outcome.simulated_s == 7
    assert outcome.completion_s is None
    assert outcome.failures == []


def test_a_walking_node_is_told_where_it_is() -> None:
    text = (
        "import node\nimport spatial\nwhere = []\nfor n in range(4):\n"
        "    where.append(node.position())\n    node.sleep(2000)\nspatial.report(where)\n"
    )
    walker = FieldNode("w", 50, 50, walk=Walk(3, 0, 0, 100, 100))
    (where,) = run(text, Field("walk", (walker,), Radio("802.15.4", 10))).result
    assert len({tuple(at) for at in where}) == 4
    for (x0, y0), (x1, y1) in itertools.pairwise(where):
        assert 0 <= x1 <= 10_000
        assert 0 <= y1 <= 10_000
        assert ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 <= 3.1 * 2 * 100


def test_progress_is_told_in_simulated_seconds_and_events() -> None:
    told: list[tuple[float, int]] = []
    simulate(row(), (), until_s=20, on_progress=lambda *news: told.append(news))
    assert told
    assert told == sorted(told)
    assert all(0 < at_s <= 20 and events > 0 for at_s, events in told)


def test_what_cannot_run_is_refused_before_ns3_starts(tmp_path: Path) -> None:
    one = program("x = 1\n")
    with pytest.raises(FieldError, match='no node "z"'):
        simulate(row(), [Injection(one, "z")])
    with pytest.raises(FieldError, match="nothing is injected"):
        simulate(row())
    (tmp_path / "bad.py").write_text("while\n")
    with pytest.raises(CompileError, match=r"bad\.py"):
        simulate(row(), [Injection(tmp_path / "bad.py")])


def test_a_brick_that_no_node_takes_is_a_failure_and_the_simulation_ends() -> None:
    good = program("x = 1\n")
    bad = replace(good, bricks=[b"nonsense", *good.bricks[1:]])
    (failure,) = simulate(row(), [Injection(bad)]).failures
    assert failure.kind == "not admitted"


def test_a_death_of_the_ns3_process_is_explained_and_the_next_run_has_a_new_one() -> None:
    child = process.Ns3Process()
    process._kept[os.getpid()], kept = child, process._kept.get(os.getpid())
    if kept is not None:
        kept.end()
    os.kill(child._child.pid, signal.SIGKILL)
    child._child.wait()
    child.alive = lambda: True  # type: ignore[method-assign]
    with pytest.raises(SimulationDied, match="ended with code -9"):
        run(TOUR)
    assert run(TOUR).hops == 6
