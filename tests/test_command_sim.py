"""`samara sim` on small fields in ns-3: what it writes, prints and exits with."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from samara.cli import app

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")

ROOT = Path(__file__).resolve().parent.parent

FIELD = """
[field]
name = "line"
[radio]
range_m = 30
[[place]]
count = 6
layout = "grid"
area = [0, 0, 120, 1]
tags = { sprinkler = 0 }
[tags.temperature]
unit = "C"
readings = "temperature.csv"
[regions.end]
circle = [110, 0, 15]
"""
READINGS = "time_s,5,6\n0,20.5,21.5\n100,30.5,29.5\n"
WATER = """\
import spatial
end = spatial.region("end")
for spot in end.each("temperature"):
    spot.sprinkler = 1
    spatial.report({"node": spot.name, "temperature": spot.temperature})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "field.toml").write_text(FIELD)
    (tmp_path / "temperature.csv").write_text(READINGS)
    (tmp_path / "water.py").write_text(WATER)
    return tmp_path


def sim(folder: Path, *arguments: str, program: str = "water.py") -> Result:
    result = CliRunner().invoke(
        app,
        ["sim", str(folder / "field.toml"), "--program", str(folder / program), *arguments],
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def record_of(folder: Path, *arguments: str) -> dict[str, Any]:
    path = folder / "run.json"
    result = sim(folder, "--json", str(path), *arguments)
    assert result.exit_code == 0, result.output
    record: dict[str, Any] = json.loads(path.read_text())
    return record


def test_a_run_leaves_its_result_its_cost_and_its_provenance(folder: Path) -> None:
    record = record_of(folder, "--at", "2")
    # The grid's last node stands at 110 m; the one before it is out of the region.
    assert record["result"] == [{"node": "6", "temperature": 21.5}]
    assert record["hops"] >= 4
    assert record["frames"] > record["hops"]
    assert record["bytes_on_air"] > record["frames"]
    assert 0 < record["completion_s"] < 600
    assert record["wall_s"] > 0
    assert (record["nodes"], record["seed"]) == (6, 1)
    provenance = record["provenance"]
    assert provenance["command"][-2:] == ["--start-time", "0"]
    assert {"samara", "ns3", "python"} <= provenance["versions"].keys()
    assert len(provenance["field"]["sha256"]) == 64
    assert len(provenance["programs"][0]["sha256"]) == 64


def test_two_runs_with_one_seed_differ_in_wall_time_alone(folder: Path) -> None:
    one, two = record_of(folder, "--seed", "3"), record_of(folder, "--seed", "3")
    del one["wall_s"], two["wall_s"]
    assert one == two


def test_readings_begin_at_the_start_time(folder: Path) -> None:
    assert record_of(folder, "--start-time", "100")["result"][0]["temperature"] == 29.5


def test_a_run_prints_a_table_and_draws_its_picture(folder: Path) -> None:
    result = sim(folder, "--plot", str(folder / "run.png"))
    assert result.exit_code == 0
    for row in ("result", "hops", "frames", "bytes on air", "completed in", "wall time"):
        assert row in result.stdout
    assert (folder / "run.png").stat().st_size > 10_000


def test_an_uncaught_exception_is_shown_in_source_lines_and_ends_with_1(folder: Path) -> None:
    (folder / "divide.py").write_text("zero = 0\nx = 1 // zero\n")
    result = sim(folder, program="divide.py")
    assert result.exit_code == 1
    assert "divide.py" in result.stderr
    assert "line 2" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    assert "simulation.py" not in result.stderr


def test_a_killed_program_ends_with_1_and_its_reason(folder: Path) -> None:
    (folder / "spin.py").write_text("while True:\n    pass\n")
    result = sim(folder, program="spin.py")
    assert result.exit_code == 1
    assert 'spin.py", line 1, in <module>\n    while True:\nKilled: gas' in result.stderr
    assert "(at node 1, after " in result.stderr


def test_the_origin_of_a_program_that_is_killed_elsewhere_is_told(folder: Path) -> None:
    (folder / "spin.py").write_text(
        'import spatial\nend = spatial.region("end")\nfor spot in end.each("temperature"):\n'
        "    while True:\n        pass\n"
    )
    result = sim(folder, "--json", str(folder / "run.json"), program="spin.py")
    assert result.exit_code == 1
    assert "Killed: gas" in result.stderr
    assert "; 1, its origin, was told after " in " ".join(result.stderr.split())
    record = json.loads((folder / "run.json").read_text())
    assert record["result"] == []
    assert len(record["failures"]) == 1


def test_a_start_that_is_cut_off_from_the_region_ends_with_2_and_says_so(folder: Path) -> None:
    cut = FIELD.replace("area = [0, 0, 120, 1]", "area = [0, 0, 60, 1]") + (
        '[[place]]\nname = "far-"\ncount = 2\nlayout = "grid"\narea = [105, 0, 115, 1]\n'
    )
    (folder / "field.toml").write_text(cut)
    result = sim(folder)
    assert result.exit_code == 2, result.output
    assert "no way leads" in " ".join(result.stderr.split())


def test_what_readings_do_not_cover_is_noted(folder: Path) -> None:
    late = sim(folder, "--start-time", "500")
    assert "note: the run begins at 500 s, after the last readings of temperature" in late.stderr
    early = sim(folder, "--start-time", "-50")
    assert "before the first readings of temperature (0 s)" in early.stderr


def test_a_program_that_has_not_ended_when_time_is_up_is_shown_as_such(folder: Path) -> None:
    result = sim(folder, "--until", "5.5")
    assert result.exit_code == 0
    assert "not by 5.500 s" in result.stdout


def test_ctrl_c_ends_a_run_with_one_line_and_130(folder: Path) -> None:
    command = [sys.executable, "-m", "samara", "sim", "field.toml", "--program", "water.py"]
    running = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with pytest.raises(subprocess.TimeoutExpired):
        running.communicate(timeout=1)  # within what it takes to start ns-3
    os.killpg(running.pid, signal.SIGINT)
    assert running.communicate(timeout=20) == ("", "interrupted\n")
    assert running.returncode == 130


def test_a_name_is_not_markup(folder: Path) -> None:
    (folder / "field.toml").write_text(FIELD.replace('"line"', '"[/bold] $x_{"'))
    result = sim(folder, "--plot", str(folder / "run.png"))
    assert result.exit_code == 0
    assert "[/bold] $x_{: 6 nodes" in result.stdout
