"""`samara exec`: what it prints, leaves and exits with, however a program ends."""

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

ROOT = Path(__file__).resolve().parent.parent
SAMARA = [sys.executable, "-m", "samara"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def execute(program: Path, source: str | None, *arguments: str) -> Result:
    if source is not None:
        program.write_text(source, encoding="utf-8")
    result = CliRunner().invoke(app, ["exec", str(program), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def record_of(program: Path, source: str, *arguments: str) -> dict[str, Any]:
    path = program.parent / "run.json"
    execute(program, source, "--json", str(path), *arguments)
    record: dict[str, Any] = json.loads(path.read_text())
    return record


@pytest.mark.parametrize("engine", ["interpreter", "translator"])
def test_a_program_prints_to_standard_output_and_ends_with_0(program: Path, engine: str) -> None:
    result = execute(program, "print('a', end='-')\nprint('ö', 2)\n", "--engine", engine)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "a-ö 2\n", "")


def test_what_is_printed_before_a_failure_stands_before_it(program: Path) -> None:
    result = execute(program, "print(1)\nx = [][0]\n")
    assert (result.exit_code, result.stdout) == (1, "1\n")
    assert result.stderr == (
        f'Traceback (most recent call last):\n  File "{program}", line 2, in <module>\n'
        "    x = [][0]\n        ~~^^^\nIndexError: list index out of range\n"
    )


def test_every_complaint_of_the_compiler_is_told_at_once_and_ends_with_2(program: Path) -> None:
    source = (
        "import os\nimport spatial\nx = eval('1')\n\n@spatial.program(speed=1)\n"
        "def main():\n    async def f():\n        pass\n"
    )
    result = execute(program, source)
    assert (result.exit_code, result.stdout) == (2, "")
    places = [line for line in result.stderr.splitlines() if line.startswith(str(program))]
    assert [line.split(":")[1] for line in places] == ["1", "3", "5", "7"]
    assert result.stderr.count("^\n") == 4
    assert "import os: a program can import" in result.stderr


def test_complaints_of_the_last_stage_are_all_told_too(program: Path) -> None:
    source = "def f():\n    return super().f\n\nclass A:\n    x = super().y\n    y = ...\n"
    result = execute(program, source)
    assert result.exit_code == 2
    places = [line for line in result.stderr.splitlines() if line.startswith(str(program))]
    assert [line.split(":")[1] for line in places] == ["2", "5", "6"]


def test_a_kill_is_told_with_its_reason_and_line_and_ends_with_3(program: Path) -> None:
    source = "def spin():\n    while True:\n        pass\n\nspin()\n"
    result = execute(program, source, "--gas", "10000")
    assert result.exit_code == 3
    assert result.stderr == (
        f'Traceback (most recent call last):\n  File "{program}", line 5, in <module>\n'
        f'    spin()\n  File "{program}", line 2, in spin\n    while True:\n'
        "Killed: gas: the bound in all is spent\n"
    )


def test_memory_is_bounded_as_asked(program: Path) -> None:
    source = "x = [0] * 50000\nprint(len(x))\n"
    assert execute(program, source, "--memory", "100000").exit_code == 3
    assert execute(program, source, "--memory", "300000").exit_code == 0
    assert execute(program, source).exit_code == 0


def test_bounds_that_a_program_declares_hold_unless_others_are_asked_for(program: Path) -> None:
    source = (
        "import spatial\n\n@spatial.program(gas_visit=5000, memory_bytes=9000)\n"
        "def main():\n    x = [i for i in range(1500)]\n"
    )
    assert execute(program, source).exit_code == 3
    assert execute(program, source, "--gas", "50000").exit_code == 0
    assert execute(program, source, "--gas", "50000", "--memory", "4000").exit_code == 3


def test_the_record_says_what_the_run_took(program: Path) -> None:
    record = record_of(program, "x = []\nfor i in range(2000): x.append(i)\n", "--seed", "3")
    assert record["outcome"] == "finished"
    assert record["exit_code"] == 0
    assert 0 < record["wall_s"] < 60
    assert 2000 < record["gas"] < 200_000
    assert 8_000 <= record["peak_bytes"] < 40_000
    assert record["seed"] == 3
    assert record["engine"] == "translator"
    assert record["bounds"]["gas_visit"] == 1_000_000_000
    assert len(record["program"]["brick_sha256"]) == 64


def test_the_peak_counts_what_is_gone_at_the_end(program: Path) -> None:
    source = "def f():\n    x = [0] * 100000\n    return len(x)\n\nprint(f())\n"
    assert 400_000 <= record_of(program, source)["peak_bytes"] < 600_000


def test_the_peak_is_of_what_was_there_not_of_what_was_refused(program: Path) -> None:
    record = record_of(program, "x = [0] * 1000\nx = [0] * 10**9\n")
    assert record["outcome"] == "killed"
    assert 4_000 <= record["peak_bytes"] < 6_000


@pytest.mark.parametrize(
    ("source", "outcome", "code"),
    [("x = 1 // 0\n", "failed", 1), ("while True: pass\n", "killed", 3)],
)
def test_the_record_is_written_whatever_the_end(
    program: Path, source: str, outcome: str, code: int
) -> None:
    record = record_of(program, source, "--gas", "10000")
    assert (record["outcome"], record["exit_code"]) == (outcome, code)
    said = record["reason"] if outcome == "killed" else record["error"] + record["text"]
    assert said in ("gas: the bound in all is spent",
                    "ZeroDivisionErrorinteger division or modulo by zero")


def test_two_runs_differ_in_wall_time_alone(program: Path) -> None:
    source = "import random\nprint(random.random())\nx = list(range(500))\n"
    one, two = record_of(program, source), record_of(program, source)
    del one["wall_s"], two["wall_s"]
    assert one == two
    assert execute(program, source).stdout == execute(program, source).stdout
    assert execute(program, source).stdout != execute(program, source, "--seed", "1").stdout


def test_the_clock_jumps_where_a_program_sleeps(program: Path) -> None:
    source = (
        "import node, spatial\nspatial.sleep(3600)\nprint(node.now())\n"
        "try:\n    node.wait('door', 5000)\nexcept node.Timeout:\n    print(node.now())\n"
    )
    result = execute(program, source)
    assert (result.exit_code, result.stdout) == (0, "3600000\n3605000\n")


def test_a_space_holds_just_this_node(program: Path) -> None:
    source = (
        "import node, spatial\nnode.create('lamp', 7, 9000)\n"
        "for spot in spatial.circle(0, 0, 5).each('lamp'):\n    print(spot.lamp)\n"
        "spatial.report([1, 2])\n"
        "try:\n    node.migrate(b'12345678')\nexcept node.NoAck:\n    print('alone')\n"
    )
    result = execute(program, source)
    assert (result.exit_code, result.stdout) == (0, "7\n[1, 2]\nalone\n")


def test_an_exception_in_a_library_shows_the_way_to_it(program: Path) -> None:
    result = execute(program, "import spatial\nspatial.region('nowhere')\n")
    assert result.exit_code == 1
    assert f'  File "{program}", line 2, in <module>\n' in result.stderr
    assert '  File "spatial/library/spatial.py", line ' in result.stderr
    assert result.stderr.splitlines()[-1].startswith("LookupError: neither node local nor ")


def test_a_program_may_come_on_standard_input() -> None:
    result = CliRunner().invoke(app, ["exec", "-"], input="print(1)\nx = 1 // 0\n")
    assert (result.exit_code, result.stdout) == (1, "1\n")
    assert 'File "<stdin>", line 2' in result.stderr


def test_standard_input_that_is_not_utf_8_is_refused() -> None:
    result = CliRunner().invoke(app, ["exec", "-"], input=b"x = '\xff'\n")
    assert result.exit_code == 2
    assert "standard input is not UTF-8 text" in result.stderr


def test_a_byte_order_mark_is_no_part_of_a_program(program: Path) -> None:
    program.write_bytes(b"\xef\xbb\xbfprint(1)\r\n")
    assert execute(program, None).stdout == "1\n"


def test_what_cannot_be_read_or_written_is_refused(program: Path, tmp_path: Path) -> None:
    assert "there is no such program file" in execute(program, None).stderr
    assert "is a folder" in execute(tmp_path, None).stderr
    program.write_bytes(b"x = '\xff'\n")
    assert "not UTF-8 text" in execute(program, None).stderr
    program.write_bytes(b"x = 1\0\n")
    assert str(program) in execute(program, None).stderr
    said = execute(program, "print(1)", "--json", str(tmp_path / "no" / "run.json"))
    assert said.stdout == ""
    assert "there is no folder" in said.stderr
    for refused in (said, execute(tmp_path, None), execute(tmp_path / "none.py", None)):
        assert refused.exit_code == 2
        assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--gas", "0"),
        ("--gas", "-1"),
        ("--gas", "x"),
        ("--memory", "0"),
        ("--memory", "99999999999"),
        ("--seed", "-1"),
        ("--engine", "jit"),
        ("--bogus",),
    ],
)
def test_options_out_of_range_are_refused(program: Path, arguments: tuple[str, ...]) -> None:
    assert execute(program, "print(1)", *arguments).exit_code == 2


def test_ctrl_c_ends_a_program_with_one_line_and_130(program: Path) -> None:
    program.write_text("print('begun')\nwhile True: pass\n")
    running = subprocess.Popen(
        [*SAMARA, "exec", str(program)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    running.send_signal(signal.SIGINT)
    assert running.communicate(timeout=20) == ("", "interrupted\n")
    assert running.returncode == 130


def test_a_reader_who_leaves_ends_the_program(program: Path) -> None:
    program.write_text("while True: print('more')\n")
    running = subprocess.Popen(
        [*SAMARA, "exec", str(program)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline() == "more\n"
    running.stdout.close()
    assert "Traceback" not in running.stderr.read()
    assert running.wait(timeout=20) == 1
    running.stderr.close()


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [("SystemExit", 0, ""), ("SystemExit(0)", 0, ""), ("SystemExit(3)", 3, ""),
     ("SystemExit('why')", 1, "why\n")],
)
def test_a_program_that_exits_has_its_own_exit_code(
    program: Path, raised: str, code: int, said: str
) -> None:
    result = execute(program, f"print(1)\nraise {raised}\n")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "1\n", said)


def test_a_failure_says_its_own_text_or_that_it_has_none(program: Path) -> None:
    source = (
        "class Odd(Exception):\n    def __str__(self): return 'odd %s' % self.args\n"
        "class Mute(Exception):\n    def __str__(self): return self.lacking\n"
        "try:\n    raise Odd(1)\nexcept Odd:\n    raise Mute(2)\n"
    )
    result = execute(program, source)
    assert result.exit_code == 1
    assert "\nOdd: odd 1\n\nDuring handling" in result.stderr
    assert result.stderr.endswith("\nMute: <exception str() failed>\n")
