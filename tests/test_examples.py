"""The published examples beside the sprinkler, in ns-3: what they say is what the field holds."""

import csv
import math
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")

from sim.ns3 import load_field, simulate
from sim.ns3.field import Field

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def outcome_of(name: str) -> tuple[Field, Any, Any]:
    field = load_field(EXAMPLES / name / "field.toml")
    outcome = simulate(field)
    assert outcome.failures == []
    (result,) = outcome.result
    return field, outcome, result


def test_a_free_cab_is_found_booked_and_confirmed() -> None:
    _, outcome, result = outcome_of("cabs")
    assert result["state"] == "on its way"
    assert result["cab"].startswith("free-")
    writes = [event for event in outcome.events if event["kind"] == "write"]
    assert [event["fields"]["value"] for event in writes] == ["booked", "on its way"]
    assert {event["node"] for event in writes} == {result["cab"]}


def test_the_perimeter_holds_all_that_burns() -> None:
    path = pytest.importorskip("matplotlib.path", reason="matplotlib comes with the extra `sim`")
    field, _, corners = outcome_of("fire")
    burning = [(node.x_m, node.y_m) for node in field.nodes if node.name.startswith("burns-")]
    for corner in corners:
        assert min(math.dist(corner, place) for place in burning) < 0.02
    assert len(corners) >= 3
    assert path.Path(corners).contains_points(burning, radius=0.05).all()


def test_the_trail_is_where_the_intruder_was_in_that_order() -> None:
    _, _, trail = outcome_of("intruder")
    with (EXAMPLES / "intruder" / "motion.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    walked: list[str] = []
    for row in rows:
        for at in [name for name, value in row.items() if name != "time_s" and value == "1"]:
            if not walked or walked[-1] != at:
                walked.append(at)
    assert len(trail) >= 3
    steps = iter(walked)
    assert all(name in steps for name in trail), (trail, walked)
