"""What tags were, over time: a bounded table on disk, from which `samara export` reads."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HISTORY = "history.sqlite"
MOST_POINTS = 1_000_000

_TRIM = 1000  # points that may be too many before they are let go

_SCHEMA = """
create table if not exists point (
    number integer primary key, time_s real not null, field_s real, node text not null,
    name text not null, tag text not null, value text not null, unit text
);
"""

COLUMNS = ("time_s", "field_s", "node", "name", "tag", "value", "unit")


class History:
    """Values of tags as they changed; `path` None: nothing is kept on disk."""

    def __init__(self, path: Path | None, most_points: int = MOST_POINTS) -> None:
        self._most = most_points
        self._lock = threading.Lock()
        self._waiting: list[tuple[Any, ...]] = []
        self._database = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False
        )
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        self.flush()
        self._database.close()

    def add(
        self,
        time_s: float,
        field_s: float | None,
        node: str,
        name: str | None,
        tag: str,
        value: Any,
        unit: str | None,
    ) -> None:
        """A tag has a value; it is on disk after the next `flush`."""
        with self._lock:
            self._waiting.append((time_s, field_s, node, name or "", tag, json.dumps(value), unit))

    def flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if not waiting:
                return
            self._database.executemany(
                "insert into point (time_s, field_s, node, name, tag, value, unit) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                waiting,
            )
            last, first = self._database.execute(
                "select max(number), min(number) from point"
            ).fetchone()
            if last - first + 1 > self._most + _TRIM:
                self._database.execute("delete from point where number <= ?", (last - self._most,))
            self._database.commit()


def read(
    path: Path, node: str | None = None, tag: str | None = None, since_s: float | None = None
) -> Iterator[tuple[Any, ...]]:
    """Rows of COLUMNS, the oldest first; `node` is an id or a name."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = database.execute(
            f"select {', '.join(COLUMNS)} from point where (? is null or ? in (node, name)) "
            "and (? is null or tag = ?) and (? is null or time_s >= ?) order by number",
            (node, node, tag, tag, since_s, since_s),
        )
        for row in rows:
            yield (*row[:5], json.loads(row[5]), row[6])
    finally:
        database.close()
