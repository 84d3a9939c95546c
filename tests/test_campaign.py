"""Sweeps: what they refuse, what they run, what they keep of it, and what death does to them."""

import json
import os
import shlex
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")
pytest.importorskip("distributed", reason="the extra `sweep` is not installed")

from pyarrow import parquet
from typer.testing import CliRunner

from samara import campaign
from samara.campaign import Done, Point, Store, read_sweep, summary
from samara.campaign_runner import cluster_of, run_all
from samara.cli import app
from samara.confidence import mean_and_half_width, student_t
from samara.refusal import Refused
from tests import dying

ROOT = Path(__file__).resolve().parent.parent

FIELD = """
[field]
name = "line"
[radio]
range_m = 30
[[place]]
count = 4
layout = "grid"
area = [0, 0, 80, 1]
"""
PROGRAM = 'import node\nimport spatial\nspatial.report(node.read("name"))\n'
SWEEP = """\
[sweep]
field = "field.toml"
program = "name.py"
at = "2"
seeds = 2

[grid]
"radio.range_m" = [25, 30]
"place.0.count" = [4, 5, 6]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "field.toml").write_text(FIELD)
    (tmp_path / "name.py").write_text(PROGRAM)
    (tmp_path / "sweep.toml").write_text(SWEEP)
    return tmp_path


def refusal(folder: Path, text: str) -> str:
    (folder / "sweep.toml").write_text(text)
    with pytest.raises(Refused) as refused:
        campaign.points(read_sweep(folder / "sweep.toml"))
    return str(refused.value)


# -- the file


def test_a_sweep_is_every_combination_times_every_seed(folder: Path) -> None:
    points = campaign.points(read_sweep(folder / "sweep.toml"))
    assert len(points) == 2 * 3 * 2
    assert len({point.key for point in points}) == 12
    assert points[0].values == {"radio.range_m": 25, "place.0.count": 4}
    assert [point.seed for point in points[:3]] == [1, 2, 1]
    field = points[-1].job.field
    assert (field.radio.range_m, len(field.nodes)) == (30, 6)


def test_the_command_of_a_point_repeats_it(folder: Path) -> None:
    point = campaign.points(read_sweep(folder / "sweep.toml"))[4]
    words = shlex.split(point.command)
    assert words[:2] == ["samara", "sim"]
    record = folder / "run.json"
    done = CliRunner().invoke(app, [*words[1:], "--json", str(record)])
    assert done.exit_code == 0, done.output
    written = json.loads(record.read_text())
    assert written["nodes"] == len(point.job.field.nodes) == 6
    assert written["result"] == ["2"]
    ours = campaign.run_point(point.job)
    assert (ours.frames, ours.bytes_on_air) == (written["frames"], written["bytes_on_air"])
    assert shlex.join(written["provenance"]["command"]) == point.command


def test_a_change_of_anything_makes_another_run(folder: Path) -> None:
    before = {point.key for point in campaign.points(read_sweep(folder / "sweep.toml"))}
    assert {point.key for point in campaign.points(read_sweep(folder / "sweep.toml"))} == before
    (folder / "name.py").write_text(PROGRAM + "x = 1\n")
    after = {point.key for point in campaign.points(read_sweep(folder / "sweep.toml"))}
    assert not before & after


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[sweep]", "[swep]", ["sweep.toml:1:", "[swep]", 'Did you mean "sweep"?']),
        ("seeds = 2", "seed = 2", [":5:", "seed: there is no such key", "seeds"]),
        ("seeds = 2", "seeds = 0", [":5:", "how many, or a list"]),
        ("seeds = 2", "seeds = [1, 1]", [":5:", "different"]),
        ("field.toml", "feld.toml", [":2:", "there is no file", "relative to the sweep file"]),
        ("name.py", "nam.py", [":3:", "there is no file"]),
        ('at = "2"', "at = 2", [":4:", "no text in quotes"]),
        ("[25, 30]", "25", [":8:", "a list of the values to try", "it is 25"]),
        ("[25, 30]", "[25, 0]", [":8:", "radio.range_m = 0", "must be greater than 0"]),
        ("radio.range_m", "radio.range", [":8:", 'Did you mean "range_m"?']),
        ("place.0.count", "place.7.count", ["there is no entry 7: there are 1, from 0"]),
        ("[4, 5, 6]", "[4, 99999]", [":8:", "count = 99999", "less than or equal to 65534"]),
        ("seeds = 2", "seeds = 2\nuntil_s = true", [":6:", "a number of seconds"]),
    ],
)
def test_a_sweep_is_refused_with_its_line_before_anything_runs(
    folder: Path, old: str, new: str, says: list[str]
) -> None:
    said = refusal(folder, SWEEP.replace(old, new, 1))
    for part in says:
        assert part in said


def test_what_is_not_there_or_not_toml_is_refused(folder: Path) -> None:
    assert "not TOML" in refusal(folder, "[sweep\n")
    with pytest.raises(Refused, match="cannot be read"):
        read_sweep(folder / "none.toml")


def test_a_value_beside_the_field_file_is_refused_as_its_key(folder: Path) -> None:
    command = ["sim", str(folder / "field.toml"), "--program", str(folder / "name.py")]
    done = CliRunner().invoke(app, [*command, "--set", "radio.range_m=-3"])
    assert done.exit_code == 2
    assert "[radio] range_m: must be greater than 0" in " ".join(done.stderr.split())
    done = CliRunner().invoke(app, [*command, "--set", "radio.range_m"])
    assert done.exit_code == 2
    assert "give a key of the field file and a value" in " ".join(done.stderr.split())


# -- the figures


def test_the_interval_is_students() -> None:
    values = [4.1, 3.9, 4.4, 4.0, 4.6]
    mean, half = mean_and_half_width(values)
    assert mean == pytest.approx(4.2)
    assert half == pytest.approx(2.776 * statistics.stdev(values) / 5**0.5)
    assert mean_and_half_width([3.0]) == (3.0, None)
    # NIST, Engineering Statistics Handbook, 1.3.6.7.2
    for degrees, t in ((1, 12.706), (10, 2.228), (40, 2.021), (100, 1.984), (1000, 1.962)):
        assert student_t(degrees) == pytest.approx(t, abs=0.001)


def of(values: dict[str, Any], seed: int, completion_s: float | None) -> Done:
    measures: dict[str, float | None] = dict.fromkeys(campaign.MEASURES, 1.0)
    measures["completion_s"] = completion_s
    return Done(values, seed, "samara sim", measures, "[]")


def test_a_summary_is_of_what_has_a_figure_and_counts_the_lost() -> None:
    runs = [of({"a": 1}, 1, 2.0), of({"a": 1}, 2, 4.0), of({"a": 1}, 3, None)]
    lost = Done({"a": 2}, 1, "samara sim", {}, error="it died")
    one, two = summary([*runs, lost])
    assert (one["a"], one["runs"], one["lost"], one["completion_s_mean"]) == (1, 3, 0, 3.0)
    assert one["completion_s_ci95"] == pytest.approx(12.706, abs=0.001)
    assert (two["runs"], two["lost"], two["frames_mean"]) == (0, 1, None)


def test_tables_are_parquet_whatever_the_values(tmp_path: Path) -> None:
    store = Store(tmp_path / "out")
    store.write_tables([of({"a": 1, "b": {"x": 1}}, 1, 2.0), of({"a": 2.5, "b": [1]}, 1, None)])
    rows = parquet.read_table(tmp_path / "out" / "results.parquet").to_pylist()
    assert [row["a"] for row in rows] == [1.0, 2.5]
    assert [json.loads(row["b"]) for row in rows] == [{"x": 1}, [1]]
    assert [row["completion_s"] for row in rows] == [2.0, None]
    assert parquet.read_table(tmp_path / "out" / "summary.parquet").num_rows == 2


# -- the cluster


def test_a_point_whose_worker_dies_runs_once_more_and_is_reported_and_the_rest_kept(
    tmp_path: Path,
) -> None:
    whats = ["runs", "dies once", "dies", "ns-3 dies", "runs"]
    points = []
    for number, what in enumerate(whats):
        job: Any = (what, str(tmp_path / str(number)))
        points.append(Point({"what": what}, number, f"key{number}", "samara sim", job))
    with cluster_of(None, 2) as client:
        ends = {point.seed: done for point, done in run_all(client, points, dying.act)}
    assert [bool(ends[number].measures) for number in range(5)] == [True, True, False, False, True]
    tries = [len((tmp_path / str(number)).read_text()) for number in range(5)]
    assert tries[1:4] == [2, 2, 2]
    assert "KilledWorker" in str(ends[2].error)
    assert "SimulationDied: the ns-3 process ended" in str(ends[3].error)


def test_a_scheduler_that_is_not_there_is_refused(folder: Path) -> None:
    command = ["sweep", str(folder / "sweep.toml"), "--scheduler", "nonsense://1"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert "no Dask scheduler answers there" in " ".join(done.stderr.split())


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(folder: Path) -> None:
    (folder / "sweep.toml").write_text(SWEEP.replace("[4, 5, 6]", "[4]"))
    command = [sys.executable, "-m", "samara", "sweep", "sweep.toml", "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    running = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    runs = folder / "sweep.out" / "runs"
    deadline_s = time.monotonic() + 120
    while time.monotonic() < deadline_s and not (runs.is_dir() and list(runs.glob("*.json"))):
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "Traceback" not in said[1]
    assert "of 4 runs are kept in" in said[1]
    kept = parquet.read_table(folder / "sweep.out" / "results.parquet").num_rows
    assert 1 <= kept < 4
    again = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=200
    )
    assert again.returncode == 0, again.stderr
    assert "of 4 runs are done already" in again.stderr
    rows = parquet.read_table(folder / "sweep.out" / "results.parquet").to_pylist()
    assert [row["result"] for row in rows] == ['["2"]'] * 4
    assert [(row["radio.range_m"], row["seed"]) for row in rows] == [
        (25, 1), (25, 2), (30, 1), (30, 2),
    ]  # fmt: skip
    assert (folder / "sweep.out" / "completion_s.png").stat().st_size > 5_000
