"""Type-checks firmware/ against the API of the ESP32 port, as micropython-esp32-stubs has it.

The stubs stand in for CPython's own standard library, so this is a run of mypy apart.
"""

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUBS = ROOT / "build" / "esp32-stubs"
SETTINGS = """
[mypy]
python_version = 3.11
mypy_path = {stubs}
custom_typeshed_dir = {typeshed}
check_untyped_defs = True
warn_unreachable = True
cache_dir = {stubs}/cache
ignore_errors = True

[mypy-firmware.*]
ignore_errors = False
"""


def main() -> int:
    STUBS.mkdir(parents=True, exist_ok=True)
    package = distribution("micropython-esp32-stubs")
    site = Path(str(package.locate_file("")))
    for file in package.files or ():
        name = file.parts[0]
        if name.endswith(".pyi") or (len(file.parts) > 1 and file.suffix == ".pyi"):
            _link(STUBS / name, site / name)
    _link(STUBS / "_mpy_shed", site / "_mpy_shed")
    settings = STUBS / "mypy.ini"
    settings.write_text(SETTINGS.format(stubs=STUBS, typeshed=site))
    sources = [*(ROOT / "firmware/board").glob("*.py"), *(ROOT / "firmware/esp32").glob("*.py")]
    checked = [str(path) for path in sorted(sources) if path.name != "manifest.py"]
    command = [sys.executable, "-m", "mypy", "--config-file", str(settings), *checked]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _link(link: Path, target: Path) -> None:
    if not link.exists() and target.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(target)


if __name__ == "__main__":
    sys.exit(main())
