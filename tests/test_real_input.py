"""Real layouts and readings in ns-3, held against a plain look at the CSV."""

import csv
import random
from pathlib import Path

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from sim.ns3 import Field, Injection, load_field, simulate
from spatial.compiler import compile_file

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
HOTTEST = ROOT / "examples" / "hottest.py"
SEED = 20040228  # the day the Intel deployment began

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="../shared/data, the published layouts, is not on this machine"
)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as text:
        return list(csv.DictReader(text))


def field_of(folder: Path, positions: Path, readings: Path, range_m: float) -> Field:
    """All motes of a layout in the region "lab", with readings of their temperature."""
    places = rows(positions)
    across = [float(row["x"]) for row in places]
    along = [float(row["y"]) for row in places]
    x0, y0, x1, y1 = min(across) - 1, min(along) - 1, max(across) + 1, max(along) + 1
    file = folder / "field.toml"
    file.write_text(
        f"""
        [radio]
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
    return load_field(file)


def hottest_between(readings: Path, begin_s: float, end_s: float) -> set[tuple[str, float]]:
    """(mote, reading) of all that were hottest in some row true between the two times."""
    table = rows(readings)
    hottest = set()
    for row, following in zip(table, [*table[1:], None], strict=True):
        ends_s = float(following["time_s"]) if following else float("inf")
        if float(row["time_s"]) <= end_s and ends_s > begin_s:
            values = {mote: float(cell) for mote, cell in row.items() if mote != "time_s" and cell}
            top = max(values.values())
            hottest |= {(mote, value) for mote, value in values.items() if value == top}
    return hottest


def starts() -> list[float]:
    """Ten instants, each a quarter of an hour or more before the next row of readings."""
    generator = random.Random(SEED)
    times = [float(row["time_s"]) for row in rows(DATA / "intel-lab" / "temperature.csv")]
    return [generator.choice(times[:-1]) + generator.randrange(0, 900) for _ in range(10)]


@pytest.mark.parametrize("number", range(10))
def test_the_hottest_mote_of_the_intel_lab_is_that_of_the_csv(number: int, tmp_path: Path) -> None:
    readings = DATA / "intel-lab" / "temperature.csv"
    field = field_of(tmp_path, DATA / "intel-lab" / "positions.csv", readings, 15)
    start_s = starts()[number]
    outcome = simulate(field, [Injection(HOTTEST)], start_time_s=start_s, seed=number + 1)
    assert outcome.failures == []
    (result,) = outcome.result
    assert set(result) == {"node", "temperature"}
    expected = hottest_between(readings, start_s, start_s + outcome.simulated_s)
    assert (result["node"], result["temperature"]) in expected, f"started at {start_s} s"


def test_the_hottest_of_a_building_26_hops_across_is_found(tmp_path: Path) -> None:
    positions = DATA / "iotlab-grenoble" / "positions.csv"
    names = [row["id"] for row in rows(positions)]
    generator = random.Random(SEED)
    readings = tmp_path / "temperature.csv"
    values = [f"{generator.uniform(15, 30):.2f}" for _ in names]
    readings.write_text(f"time_s,{','.join(names)}\n0,{','.join(values)}\n")
    outcome = simulate(
        field_of(tmp_path, positions, readings, 1.5), [Injection(compile_file(HOTTEST))]
    )
    assert outcome.failures == []
    (result,) = outcome.result
    assert (result["node"], result["temperature"]) in hottest_between(readings, 0, 1)
    assert outcome.hops >= len(names)
