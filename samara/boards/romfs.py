"""A ROMFS image of the compiled runtime: what a board's flash holds, and runs in place.

    python -m samara.boards.romfs [--out build/runtime.romfs]

MicroPython (1.25 and later) mounts such an image from memory-mapped flash and runs the bytecode
in it where it lies, so that code costs no heap but its names and function objects. The format is
that of `mpremote romfs`, which also puts an image on a board: a header, then records of a kind,
a length and a payload, with numbers in groups of 7 bits.
"""

import argparse
import os
import sys
from pathlib import Path

from samara.boards import mpy

IMAGE = mpy.ROOT / "build" / "runtime.romfs"

_HEADER = b"\xd2\xcd\x31"
_DATA_VERBATIM = 2
_DIRECTORY = 4
_FILE = 5


def image(folder: Path) -> bytes:
    """The image of what `folder` holds."""
    records = _records(folder)
    length = _number(len(records))
    if (len(_HEADER) + len(length) + len(records)) % 2:
        length = b"\x80" + length  # a leading zero group: images are of even length
    return _HEADER + length + records


def build(out: Path = IMAGE) -> Path:
    """Bring the compiled runtime and its image up to date."""
    data = image(mpy.build())
    if not out.exists() or out.read_bytes() != data:
        unfinished = out.with_suffix(f".{os.getpid()}.part")
        unfinished.write_bytes(data)
        unfinished.replace(out)
    return out


def _records(folder: Path) -> bytes:
    records = b""
    for path in sorted(folder.iterdir()):
        name = _number(len(path.name.encode())) + path.name.encode()
        if path.is_dir():
            records += _record(_DIRECTORY, name + _records(path))
        elif path.suffix == ".mpy":
            records += _record(_FILE, name + _record(_DATA_VERBATIM, path.read_bytes()))
    return records


def _record(kind: int, payload: bytes) -> bytes:
    return _number(kind) + _number(len(payload)) + payload


def _number(value: int) -> bytes:
    groups = [value & 0x7F]
    value >>= 7
    while value:
        groups.insert(0, 0x80 | value & 0x7F)
        value >>= 7
    return bytes(groups)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make a ROMFS image of the runtime.")
    parser.add_argument("--out", type=Path, default=IMAGE, help="default: build/runtime.romfs")
    out = build(parser.parse_args(arguments).out)
    print(f"{out}: {out.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
