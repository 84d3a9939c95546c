"""What `samara sim` refuses, and that it says what to do: exit code 2, never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import app

FIELD = """
[radio]
range_m = 30
[[place]]
count = 3
layout = "grid"
area = [0, 0, 60, 20]
[regions.left-hill]
circle = [10, 10, 20]
"""
PROGRAM = """\
import spatial
hill = spatial.region("left-hill")
spatial.report(1)
"""


@pytest.fixture
def field(tmp_path: Path) -> Path:
    path = tmp_path / "field.toml"
    path.write_text(FIELD)
    return path


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def refusal(*arguments: object) -> str:
    """What the command says on standard error, where its exit code is 2."""
    result = CliRunner().invoke(app, ["sim", *map(str, arguments)])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return " ".join(result.stderr.split())


def test_a_field_file_that_is_not_there(tmp_path: Path) -> None:
    said = refusal(tmp_path / "none.toml")
    assert "none.toml" in said
    assert "Give the path of a TOML file" in said


def test_a_field_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "field.toml"
    path.write_text("[radio]\nrange_m = = 3\n")
    assert "field.toml:2:" in refusal(path)


def test_a_field_with_no_program_asks_for_one(field: Path) -> None:
    said = refusal(field)
    assert "--program" in said
    assert "[[inject]]" in said


def test_an_unknown_node_is_told_with_what_was_perhaps_meant(field: Path, program: Path) -> None:
    assert 'has no node "11". Did you mean "1"?' in refusal(
        field, "--program", program, "--at", "11"
    )


def test_an_unknown_region_is_told_with_what_was_perhaps_meant(
    field: Path, program: Path
) -> None:
    program.write_text(PROGRAM.replace("left-hill", "left-hil"))
    said = refusal(field, "--program", program)
    assert "program.py" in said
    assert 'has no region "left-hil". Did you mean "left-hill"?' in said


def test_an_unknown_region_of_a_field_without_regions(tmp_path: Path, program: Path) -> None:
    bare = tmp_path / "bare.toml"
    bare.write_text(FIELD.partition("[regions")[0])
    assert 'has no region "left-hill". There is none.' in refusal(bare, "--program", program)


def test_a_program_that_is_not_there(field: Path, tmp_path: Path) -> None:
    assert "none.py: there is no such program file" in refusal(
        field, "--program", tmp_path / "none.py"
    )


def test_a_program_that_does_not_compile_is_told_with_a_caret(
    field: Path, program: Path
) -> None:
    program.write_text("import spatial\nwith open('x') as y:\n    pass\n")
    said = refusal(field, "--program", program)
    assert "program.py:2:6" in said
    assert "^" in said


def test_an_output_folder_that_is_not_there_is_told_before_the_run(
    field: Path, program: Path, tmp_path: Path
) -> None:
    said = refusal(field, "--program", program, "--json", tmp_path / "no" / "run.json")
    assert "there is no folder" in said


def test_a_run_that_ends_before_its_program_starts(field: Path, program: Path) -> None:
    said = refusal(field, "--program", program, "--until", "5")
    assert "the first program starts at 5 s" in said


def test_a_picture_that_is_not_called_a_png(field: Path, program: Path, tmp_path: Path) -> None:
    assert "is not called .png" in refusal(
        field, "--program", program, "--plot", tmp_path / "run.pdf"
    )


def test_a_field_without_a_radio_is_told_what_the_table_needs(
    tmp_path: Path, program: Path
) -> None:
    path = tmp_path / "field.toml"
    path.write_text("[[place]]\ncount = 1\narea = [0, 0, 1, 1]\n")
    assert "[radio]: is missing. Add it, with range_m." in refusal(path, "--program", program)


@pytest.mark.parametrize("table", ["id,x\n1,2\n", "id;x;y\n1;2;3\n", "name,x,y\n1,2,3\n"])
def test_positions_without_a_column(tmp_path: Path, program: Path, table: str) -> None:
    (tmp_path / "positions.csv").write_text(table)
    path = tmp_path / "field.toml"
    path.write_text('[radio]\nrange_m = 3\n[nodes]\npositions = "positions.csv"\n')
    said = refusal(path, "--program", program)
    assert "positions.csv:1: there is no column" in said


def test_positions_with_a_repeated_id(tmp_path: Path, program: Path) -> None:
    (tmp_path / "positions.csv").write_text("id,x,y\n1,0,0\n2,1,0\n1,2,0\n")
    path = tmp_path / "field.toml"
    path.write_text('[radio]\nrange_m = 3\n[nodes]\npositions = "positions.csv"\n')
    said = refusal(path, "--program", program)
    assert 'positions.csv:4: id: the id "1" stands in line 2 and again in line 4' in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("--until", "0"),
        ("--until", "inf"),
        ("--until", "nan"),
        ("--start-time", "nan"),
        ("--start-time", "-inf"),
        ("--seed", "-1"),
        ("--seed", "x"),
        ("--bogus",),
    ],
)
def test_options_out_of_range_are_refused(
    field: Path, program: Path, arguments: tuple[str, ...]
) -> None:
    refusal(field, "--program", program, *arguments)
