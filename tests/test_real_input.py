"""Real layouts and readings in ns-3, held against a plain look at the CSV."""

import csv
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from sim.ns3 import Injection, load_field, simulate

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
INTEL_LAB = DATA / "intel-lab"
GRENOBLE = DATA / "iotlab-grenoble" / "positions.csv"
HOTTEST = ROOT / "examples" / "hottest.py"
SEED = 20040228  # the day the Intel deployment began
STARTS = 10
# A run is over in less simulated time, and begins so long before the row in force ends: whenever
# the program reads in it, the plain look at the CSV is a look at one row.
RUN_S = 900

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data, the published layouts, is not on this machine"
)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as text:
        return list(csv.DictReader(text))


def field_file(folder: Path, positions: Path, readings: Path, range_m: float) -> Path:
    """All motes of a layout in the region "lab", with readings of their temperature."""
    places = rows(positions)
    across = [float(row["x"]) for row in places]
    along = [float(row["y"]) for row in places]
    x0, y0, x1, y1 = min(across) - 1, min(along) - 1, max(across) + 1, max(along) + 1
    file = folder / "field.toml"
    file.write_text(
        f"""
        [field]
        name = "{positions.parent.name}"
        [radio]
        kind = "802.15.4"
        range_m = {range_m}
        [nodes]
        positions = "{positions}"
        [tags.temperature]
        unit = "C"
        readings = "{readings}"
        [regions.lab]
        polygon = [[{x0}, {y0}], [{x1}, {y0}], [{x1}, {y1}], [{x0}, {y1}]]
        """
    )
    return file


def hottest_at(readings: Path, time_s: float) -> list[dict[str, Any]]:
    """What a plain look gives: the hottest motes of the row in force, several where they tie."""
    row = [row for row in rows(readings) if float(row["time_s"]) <= time_s][-1]
    values = {mote: float(cell) for mote, cell in row.items() if mote != "time_s" and cell}
    top = max(values.values())
    return [{"node": mote, "temperature": value} for mote, value in values.items() if value == top]


def starts() -> list[float]:
    """Instants at which no row begins within RUN_S."""
    generator = random.Random(SEED)
    times = [float(row["time_s"]) for row in rows(INTEL_LAB / "temperature.csv")]
    drawn: list[float] = []
    while len(drawn) < STARTS:
        time_s = generator.uniform(times[0], times[-1])
        if not any(time_s < begins_s <= time_s + RUN_S for begins_s in times):
            drawn.append(round(time_s, 3))
    return drawn


def readings_of_grenoble(folder: Path) -> Path:
    """A reading for each node, in tenths, so that some are as hot as others."""
    generator = random.Random(SEED)
    names = [row["id"] for row in rows(GRENOBLE)]
    table = [f"time_s,{','.join(names)}"]
    for time_s in (0, 1800):
        table.append(",".join([str(time_s), *(f"{generator.uniform(15, 30):.1f}" for _ in names)]))
    file = folder / "temperature.csv"
    file.write_text("\n".join(table) + "\n")
    return file


@pytest.mark.parametrize("number", range(STARTS))
def test_the_hottest_mote_of_the_intel_lab_is_that_of_the_csv(number: int, tmp_path: Path) -> None:
    readings = INTEL_LAB / "temperature.csv"
    field = load_field(field_file(tmp_path, INTEL_LAB / "positions.csv", readings, 15))
    assert len(field.nodes) == 54
    start_s = starts()[number]
    outcome = simulate(field, [Injection(HOTTEST)], start_time_s=start_s, seed=number + 1)
    print(f"{start_s} s: {outcome.hops} hops, {outcome.simulated_s} s, wall {outcome.wall_s:.1f} s")
    assert outcome.failures == []
    assert outcome.simulated_s < RUN_S
    (result,) = outcome.result
    assert result in hottest_at(readings, start_s), f"started at {start_s} s"


def test_the_instants_drawn_have_different_answers() -> None:
    answers = [hottest_at(INTEL_LAB / "temperature.csv", start_s) for start_s in starts()]
    assert len({answer[0]["temperature"] for answer in answers}) > STARTS // 2


def run_command(folder: Path, field: Path, *arguments: str) -> list[dict[str, Any]]:
    """The records of two runs of `samara sim`, side by side; each must end with 0."""
    files = [folder / "first.json", folder / "second.json"]
    command = [sys.executable, "-m", "samara", "sim", str(field), "--program", str(HOTTEST)]
    runs = [
        subprocess.Popen(
            [*command, *arguments, "--json", str(file)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for file in files
    ]
    for each in runs:
        output, _ = each.communicate(timeout=120)
        assert each.returncode == 0, output
    return [json.loads(file.read_text()) for file in files]


FIELDS = {
    "result",
    "hops",
    "frames",
    "bytes_on_air",
    "way",
    "completion_s",
    "wall_s",
    "nodes",
    "seed",
    "provenance",
}


def same_but_for_the_wall_clock(records: list[dict[str, Any]]) -> bool:
    first, second = ({**record, "wall_s": None} for record in records)
    return first == second


def test_the_command_tells_the_same_of_the_intel_lab_every_time(tmp_path: Path) -> None:
    readings = INTEL_LAB / "temperature.csv"
    field = field_file(tmp_path, INTEL_LAB / "positions.csv", readings, 15)
    start_s = starts()[0]
    records = run_command(tmp_path, field, "--start-time", str(start_s), "--at", "7", "--seed", "3")
    assert same_but_for_the_wall_clock(records)
    record = records[0]
    assert record.keys() >= FIELDS
    assert len(record["result"]) == 1
    assert record["result"][0] in hottest_at(readings, start_s)
    assert (record["nodes"], record["seed"]) == (54, 3)


def test_the_hottest_of_a_building_26_hops_across_is_found_every_time(tmp_path: Path) -> None:
    readings = readings_of_grenoble(tmp_path)
    at_one_place = Counter((row["x"], row["y"]) for row in rows(GRENOBLE))
    assert max(at_one_place.values()) > 1
    assert all("z" in row for row in rows(GRENOBLE))
    field = field_file(tmp_path, GRENOBLE, readings, 1.5)
    records = run_command(tmp_path, field)
    assert same_but_for_the_wall_clock(records)
    record = records[0]
    assert record.keys() >= FIELDS
    assert record["simulated_s"] < 1800
    assert record["nodes"] == 250
    assert record["hops"] >= 250
    assert len(record["result"]) == 1
    assert record["result"][0] in hottest_at(readings, 0)
