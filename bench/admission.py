"""What it costs to admit a message, and to choose whose turn it is, under both Pythons."""

import subprocess
from pathlib import Path

from rich.table import Table

from bench.admission_on_micropython import measured
from bench.timing import as_time, empty_table
from samara.boards import unix_board
from samara.boards.mpy import BoardToolMissing

_SCRIPT = Path(__file__).resolve().parent / "admission_on_micropython.py"


def table() -> Table:
    shown = empty_table("admission and scheduling: processor time", "what")
    shown.add_column("CPython", justify="right")
    shown.add_column("MicroPython", justify="right")
    on_board: dict[str, str] = {}
    try:
        on_board = _on_micropython()
    except BoardToolMissing as missing:
        print(f"admission: MicroPython is left out: {missing}")
    for what, us in measured():
        shown.add_row(what, as_time(us / 1e6), on_board.get(what, ""))
    return shown


def _on_micropython() -> dict[str, str]:
    done = subprocess.run(
        unix_board.command(str(_SCRIPT)), capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        raise AssertionError(f"admission on MicroPython:\n{done.stdout}{done.stderr}")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {what: as_time(float(us) / 1e6) for what, us in rows}
