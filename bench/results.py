"""Rows of docs/results.md: what long runs found, each with its day and commit."""

import datetime
import functools
import subprocess
from pathlib import Path

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "results.md"

_END = "<!-- end -->"


def add_row(part: str, begin: str, cells: list[str]) -> str:
    """Put a row at the end of the table whose rows come after the line `begin`.

    Where there is none, `part`, which ends with the table's head, is put at the end of the page.
    """
    row = " | ".join(["", str(datetime.date.today()), _commit(), *cells, ""]).strip()
    text = RESULTS.read_text() if RESULTS.exists() else "# Results of long runs\n"
    if begin not in text:
        text = f"{text.rstrip()}\n\n{part.strip()}\n{begin}\n{_END}\n"
    head, tail = text.split(begin, 1)
    rows, rest = tail.split(_END, 1)
    RESULTS.write_text(f"{head}{begin}{rows}{row}\n{_END}{rest}")
    return row


@functools.cache
def _commit() -> str:
    """The commit that is measured: of the first row, since each row changes the page."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()
