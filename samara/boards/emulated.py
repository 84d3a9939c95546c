"""An emulated board: MicroPython on a Cortex-M3 under QEMU, with words of 32 bits.

    python -m samara.boards.emulated [--frozen] SCRIPT.py

The firmware is built from Debian's source package, fetched by apt with lists of its own and kept
with what is built under ~/.cache/samara (or $XDG_CACHE_HOME): the first build takes two minutes,
the next ones what changed. The frozen one holds the runtime; the plain one gets a ROMFS image of
it, laid into the machine's memory as flash is. Both have more heap than the one board: `run` takes
the rest away.
"""

import argparse
import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samara.boards import mpy, romfs
from samara.boards.mpy import BoardToolMissing

HEAP_BYTES = 110 * 1024  # the one board (docs/architecture.md)

_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "samara"
_SUITE = "trixie"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_BUILT_HEAP_BYTES = 400 * 1024
_TOOLS = {
    "arm-none-eabi-gcc": "gcc-arm-none-eabi libnewlib-arm-none-eabi",
    "qemu-system-arm": "qemu-system-arm",
    "make": "make",
    "gcc": "gcc",
}
_MANIFEST = mpy.ROOT / "firmware" / "esp32" / "manifest.py"
# 16 MB of memory from here on are free for what a board would have in its flash.
_FLASH = 0x21000000
_SCRIPT = 0x21800000
_DATA = 0x21900000
_QEMU = "qemu-system-arm -machine mps2-an385 -semihosting -display none -monitor none -serial stdio"
_END = "-- end"
_START = """
import gc, uctypes
gc.threshold(4096)
"""
_MOUNT = """
import sys, vfs
vfs.mount(vfs.VfsRom(memoryview(uctypes.bytearray_at({address:#x}, {size_bytes}))), "/rom")
sys.path[:] = ["/rom"]
"""
_LIMIT = """
gc.collect()
_taken = bytearray(gc.mem_free() - {heap_bytes})
"""


def firmware(frozen: bool) -> Path:
    """The firmware, built where it is not yet; BoardToolMissing says what there is not."""
    with _locked(_CACHE):
        source = _source(_CACHE)
        _make(source, "mpy-cross")
        if not frozen:
            return _port(source, "plain", None)
        mpy.write_sources()
        return _port(source, f"frozen-{_tree()}", _MANIFEST)


@functools.cache
def board_firmware() -> Path:
    """The firmware of `firmware/emulated`: it boots as a board does, with a board's heap."""
    with _locked(_CACHE):
        source = _source(_CACHE)
        _make(source, "mpy-cross")
        mpy.write_sources()
        folder = mpy.ROOT / "firmware" / "emulated"
        return _port(
            source,
            f"board-{_tree()}",
            folder / "manifest.py",
            f"BOARD_DIR={folder / 'board'}",
            heap_bytes=HEAP_BYTES,
        )


def _tree() -> str:
    """The cache is one for all working trees, what is frozen each one's own."""
    return hashlib.sha256(str(mpy.ROOT).encode()).hexdigest()[:8]


def _port(
    source: Path,
    name: str,
    manifest: Path | None,
    *variables: str,
    heap_bytes: int = _BUILT_HEAP_BYTES,
) -> Path:
    _make(
        source,
        "ports/qemu",
        f"BUILD=build-samara-{name}",
        f"MICROPY_HEAP_SIZE={heap_bytes}",
        f"FROZEN_MANIFEST={manifest or ''}",
        *variables,
    )
    return source / "ports" / "qemu" / f"build-samara-{name}" / "firmware.elf"


def _make(source: Path, folder: str, *variables: str) -> None:
    _run(["make", "-C", str(source / folder), f"-j{os.cpu_count()}", *variables])


def _source(cache: Path) -> Path:
    """The unpacked source package; what was fetched before stays."""
    source = cache / "micropython"
    if source.exists():
        return source
    if shutil.which("apt-get") is None:
        raise BoardToolMissing("apt-get, which fetches MicroPython's source, is not installed here")
    settings = cache / "apt.conf"
    for folder in ("lists/partial", "archives/partial", "fetched"):
        (cache / folder).mkdir(parents=True, exist_ok=True)
    archive = f"deb-src [signed-by={_KEYRING}] {_mirror()} {_SUITE} main\n"
    (cache / "sources.list").write_text(archive)
    settings.write_text(
        f'Dir::Etc::sourcelist "{cache}/sources.list";\nDir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{cache}/lists";\nDir::Cache "{cache}";\nAPT::Sandbox::User "root";\n'
    )
    apt = {**os.environ, "APT_CONFIG": str(settings)}
    _run(["apt-get", "update", "-qq"], env=apt)
    _run(
        ["apt-get", "source", "-qq", "--download-only", "micropython"],
        env=apt,
        cwd=cache / "fetched",
    )
    (package,) = (cache / "fetched").glob("micropython_*.orig.tar.*")
    unpacked = cache / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    _run(["tar", "-xf", str(package), "-C", str(unpacked)])
    (tree,) = unpacked.iterdir()
    (tree / "lib" / "micropython-lib" / "README.md").touch()  # else make wants git's submodule
    tree.rename(source)
    return source


def _mirror() -> str:
    """Where this machine gets Debian from."""
    found = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI)",
            "Created-By: Packages",
            "Origin: Debian",
            "Label: Debian",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    mirrors = found.stdout.split()
    if not mirrors:
        raise BoardToolMissing("no archive of Debian's is among apt's sources here: apt-get update")
    return mirrors[0]


def _run(command: list[str], env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=cwd)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise BoardToolMissing(f"the emulated board does not build: {' '.join(command)}\n{last}")


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    """One builder at a time, who has the tools."""
    for tool, packages in _TOOLS.items():
        if shutil.which(tool) is None:
            raise BoardToolMissing(f"{tool} is not installed here: apt-get install {packages}")
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(
    script: str,
    data: bytes = b"",
    frozen: bool = False,
    heap_bytes: int | None = HEAP_BYTES,
    timeout_s: float = 120,
) -> str:
    """What the script prints on a board that boots for it; RuntimeError where it raises.

    It imports the runtime: the frozen one, or else from the ROMFS image at /rom. `data` is there
    as DATA, memory outside of the heap. `heap_bytes` is what is left of that; None: all.
    """
    command = [*_QEMU.split(), "-kernel", str(firmware(frozen))]
    start = _START
    if not frozen:
        image = romfs.build()
        command += _laid(image, _FLASH)
        start += _MOUNT.format(address=_FLASH, size_bytes=image.stat().st_size)
    start += f"DATA = memoryview(uctypes.bytearray_at({_DATA:#x}, {len(data)}))\n"
    if heap_bytes is not None:
        start += _LIMIT.format(heap_bytes=heap_bytes)
    source = f"{start}{script}\nprint({_END!r})\n".encode()
    with tempfile.TemporaryDirectory(prefix="samara-board-") as folder:
        for name, address, content in (("script", _SCRIPT, source), ("data", _DATA, data)):
            path = Path(folder) / name
            path.write_bytes(content)
            command += _laid(path, address) if content else []
        # What is typed is short: the emulated UART takes it in at its leisure.
        typed = f"import uctypes;exec(str(uctypes.bytearray_at({_SCRIPT:#x},{len(source)}),'utf8'))"
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            patience = threading.Timer(timeout_s, process.kill)
            patience.start()
            try:
                return _typed(process, typed)
            finally:
                patience.cancel()
                process.kill()


def _typed(process: subprocess.Popen[bytes], source: str) -> str:
    """What the board's raw REPL makes of a source."""
    assert process.stdin is not None
    process.stdin.write(b"\r\x03\x01")  # ctrl-C, ctrl-A
    process.stdin.flush()
    _until(process, b"raw REPL; CTRL-B to exit\r\n>")
    process.stdin.write(source.encode() + b"\x04")
    process.stdin.flush()
    _until(process, b"OK")
    printed = _until(process, b"\x04").decode().replace("\r\n", "\n")
    raised = _until(process, b"\x04").decode().replace("\r\n", "\n")
    if raised or not printed.endswith(_END + "\n"):
        raise RuntimeError(f"on the emulated board:\n{printed}{raised}")
    return printed.removesuffix(_END + "\n")


def _until(process: subprocess.Popen[bytes], end: bytes) -> bytes:
    assert process.stdout is not None
    found = b""
    while not found.endswith(end):
        byte = process.stdout.read(1)
        if not byte:
            raise RuntimeError(f"the emulated board stopped, or took too long: {found!r}")
        found += byte
    return found.removesuffix(end)


def _laid(file: Path, address: int) -> list[str]:
    return ["-device", f"loader,file={file},addr={address:#x},force-raw=on"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Run a script on an emulated board.")
    parser.add_argument("script", type=Path)
    parser.add_argument("--frozen", action="store_true", help="with the runtime frozen in")
    asked = parser.parse_args(arguments)
    try:
        print(run(asked.script.read_text(), frozen=asked.frozen), end="")
    except (BoardToolMissing, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
