"""The sprinkler: what `samara demo` waters is what a plain look at the readings says."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from samara.cli import app
from sim.ns3 import Circle, load_field

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "sprinkler"


# Of state: while no spot has been found, and at the end of a tour.
EMPTY_TABLE_BYTES = 120
MOST_BYTES = 500


def first_readings() -> dict[str, float]:
    with (EXAMPLE / "temperature.csv").open() as stream:
        row = next(csv.DictReader(stream))
    return {name: float(value) for name, value in row.items() if name != "time_s"}


def hottest_of(region: str) -> tuple[str, float]:
    """Among the fixed nodes of the region, by the field file and the CSV alone."""
    field = load_field(EXAMPLE / "field.toml")
    hill = field.regions[region]
    assert isinstance(hill, Circle)
    readings = first_readings()
    spots = [
        (readings[node.name], node.name)
        for node in field.nodes
        if node.name in readings
        and node.walk is None
        and math.dist((node.x_m, node.y_m), (hill.x_m, hill.y_m)) <= hill.radius_m
    ]
    celsius, name = max(spots)
    return name, celsius


def hops_until_found(record: dict[str, Any]) -> int:
    """The hops up to the one that leads to the first node of the left hill with a thermometer."""
    field = load_field(EXAMPLE / "field.toml")
    hill = field.regions["left-hill"]
    assert isinstance(hill, Circle)
    middle = (hill.x_m, hill.y_m)
    return 1 + min(
        number
        for number, hop in enumerate(record["way"])
        if hop["node"] in first_readings() and math.dist(hop["at_m"], middle) <= hill.radius_m
    )


def test_the_demo_waters_the_hottest_spot_of_the_left_hill_and_only_that(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["demo", "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "out" / "sprinkler.json").read_text())
    name, celsius = hottest_of("left-hill")
    assert record["result"] == [{"node": name, "temperature": celsius}]
    assert record["nodes"] == 200
    sizes = [hop["state_bytes"] for hop in record["way"]]
    assert len(sizes) == record["hops"]
    assert max(sizes) <= MOST_BYTES
    empty = sizes[: hops_until_found(record)]
    assert len(empty) > 5
    assert max(empty) <= EMPTY_TABLE_BYTES
    assert record["written"] == [{"node": name, "tag": "sprinkler", "value": 1}]
    assert (tmp_path / "out" / "sprinkler.png").stat().st_size > 100_000


def test_the_right_hill_is_hotter_so_that_meaning_the_left_one_shows() -> None:
    assert hottest_of("right-hill")[1] > hottest_of("left-hill")[1] + 1
