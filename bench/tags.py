"""What an operation on tags costs, against a plain dict's, under CPython and MicroPython."""

import os
import subprocess
import sys
from pathlib import Path

from rich.table import Table

from bench.timing import Ratio, ratio_table
from samara.boards import unix_board
from samara.boards.mpy import ROOT, BoardToolMissing

_SCRIPT = Path(__file__).parent / "tags_on_micropython.py"
_HEAP = "4000wK"  # a thousand tags are more than a board's


def table() -> Table:
    ratios = _measured("CPython", [sys.executable, str(_SCRIPT)])
    try:
        ratios += _measured("MicroPython", unix_board.command(str(_SCRIPT), heap=_HEAP))
    except BoardToolMissing as missing:
        print(f"tags: MicroPython is left out: {missing}")
    return ratio_table("tags", ratios)


def _measured(host: str, command: list[str]) -> list[Ratio]:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    rows = [line.split(" ", 1) for line in done.stdout.splitlines()]
    (yardstick_ns, yardstick), *others = rows
    return [
        Ratio(f"{name} ({host})", int(ns) / 1e9, yardstick, int(yardstick_ns) / 1e9)
        for ns, name in others
    ]
