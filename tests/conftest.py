"""Fixtures that more than one test module needs: a real MicroPython with a board's heap."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # whichever way pytest was started

from samara.boards import unix_board  # noqa: E402


class MicroPython:
    """Runs scripts under the unix port: a board's heap, the compiled runtime in a board's flash."""

    def run(
        self, script: Path, *arguments: str, heap: str = unix_board.HEAP, timeout_s: float = 60
    ) -> str:
        """What the script prints; the test fails with its traceback where it raises."""
        done = subprocess.run(
            unix_board.command(str(script), *arguments, heap=heap),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, f"{script.name} under MicroPython:\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="session")
def micropython() -> MicroPython:
    pytest.importorskip("micropython_unix", reason="no wheel of MicroPython for this machine")
    return MicroPython()
