"""What a fresh machine meets: make's targets, the lock, the set-up's refusals."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements.lock").read_text()


def locked() -> dict[str, str]:
    """Package to the text of its blocks in the lock."""
    blocks = re.split(r"\n(?=[a-z])", LOCK)
    return {block.split("==")[0]: block for block in blocks if "==" in block.split("\n")[0]}


@pytest.mark.parametrize("target", ["setup", "demo", "test", "bench", "lint", "lock", "clean"])
def test_make_help_lists_every_word_of_the_vocabulary(target: str) -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.search(rf"^{target}\s+\S", shown.stdout, re.M)


def test_the_lock_pins_and_hashes_every_package() -> None:
    assert len(locked()) > 30
    for package, block in locked().items():
        assert "--hash=sha256:" in block, package


def test_the_lock_names_no_index_no_host_and_no_folder() -> None:
    assert not re.search(r"://|^\s*-(i|f|-index|-find|-extra|-trusted)|/opt/|file:", LOCK, re.M)


def test_the_lock_covers_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[^\w.-]", text)[0].lower().replace("_", "-") for text in wanted}
    assert names <= locked().keys()


def test_the_core_asks_for_nothing_that_ns3_or_a_developer_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    core = {re.split(r"[^\w-]", text)[0] for text in project["dependencies"]}
    assert core == {"pydantic", "rich", "typer"}


def test_setup_refuses_an_interpreter_that_does_not_fit_and_says_which_do(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    for name in ("tools/setup.sh", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    done = subprocess.run(
        ["sh", "tools/setup.sh"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHON": "/bin/false"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert not (tmp_path / ".venv").exists()
