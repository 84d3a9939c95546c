"""The README's own field and program, as a stranger would type them."""

import json
import re
import sys
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import app

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_program_that_needs_no_field_gives_what_stands_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = re.search(r"`count.py`:\n\n```python\n(.*?)```", README, re.S)
    shown = re.search(r"\$ samara exec count.py\n((?:    .*\n)+)", README)
    assert source is not None
    assert shown is not None
    Path("count.py").write_text(source[1])
    done = CliRunner().invoke(app, ["exec", "count.py"])
    assert done.exit_code == 1
    given = done.stdout + done.stderr
    if sys.version_info[:2] == (3, 11):  # other versions draw other carets
        assert given == textwrap.dedent(shown[1])
    assert given.startswith(textwrap.dedent(shown[1]).splitlines()[0])


def test_the_field_and_the_program_of_the_readme_give_what_stands_below_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")
    monkeypatch.chdir(tmp_path)
    files = re.findall(r"`([\w.]+)`[^`\n]*:\n\n```\w+\n(.*?)```", README, re.S)
    assert [name for name, _ in files] == [
        "orchard.toml",
        "motes.csv",
        "moisture.csv",
        "driest.py",
        "count.py",
    ]
    for name, text in files:
        Path(name).write_text(text)
    typed = re.search(r"\$ samara (sim orchard.*)\n((?:    .*\n)+)", README)
    assert typed is not None
    done = CliRunner().invoke(app, typed[1].split())
    assert done.exit_code == 0, done.output
    result = json.loads(Path("run.json").read_text())["result"]
    shown = re.search(r"│ result +│ (\S.*?) +│", typed[2])
    assert shown is not None
    assert result == [json.loads(shown[1])]
    assert Path("run.png").is_file()
