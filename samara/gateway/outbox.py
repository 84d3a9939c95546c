"""What waits on disk for the broker: in order, within a bound, and over any restart."""

import sqlite3
import threading
from pathlib import Path

MOST_BYTES = 64_000_000

_SCHEMA = """
create table if not exists waiting (
    number integer primary key autoincrement, topic text not null, payload blob not null
);
create table if not exists kept (name text primary key, value blob not null);
"""


class Outbox:
    """Payloads in the order of `put`, until `done`; a file, or memory where `path` is None.

    What does not fit into `most_bytes` pushes out the oldest, which `discarded` counts. It may be
    used from any thread, and a process that is killed loses nothing that was put.
    """

    def __init__(self, path: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, isolation_level=None
        )
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_SCHEMA)
        row = self._database.execute(
            "select count(*), coalesce(sum(length(topic) + length(payload)), 0) from waiting"
        ).fetchone()
        self.count: int = row[0]
        self.size_bytes: int = row[1]
        self.discarded = int(self._kept("discarded") or b"0")

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def put(self, topic: str, payload: bytes) -> None:
        size_bytes = len(topic) + len(payload)
        with self._lock:
            self._make_room(size_bytes)
            self._database.execute(
                "insert into waiting (topic, payload) values (?, ?)", (topic, payload)
            )
            self.count += 1
            self.size_bytes += size_bytes

    def after(self, number: int, most: int) -> list[tuple[int, str, bytes]]:
        """(number, topic, payload) of what waits behind `number`, the oldest first."""
        with self._lock:
            return self._database.execute(
                "select number, topic, payload from waiting where number > ? "
                "order by number limit ?",
                (number, most),
            ).fetchall()

    def done(self, number: int) -> None:
        """The broker has it."""
        with self._lock:
            self._delete(number)

    def _make_room(self, size_bytes: int) -> None:
        while self.count and self.size_bytes + size_bytes > self.most_bytes:
            oldest = self._database.execute("select min(number) from waiting").fetchone()[0]
            self._delete(oldest)
            self.discarded += 1
            self._database.execute(
                "insert or replace into kept values ('discarded', ?)",
                (str(self.discarded).encode(),),
            )

    def _delete(self, number: int) -> None:
        row = self._database.execute(
            "delete from waiting where number = ? returning length(topic) + length(payload)",
            (number,),
        ).fetchone()
        if row is not None:
            self.count -= 1
            self.size_bytes -= row[0]

    def _kept(self, name: str) -> bytes | None:
        row = self._database.execute("select value from kept where name = ?", (name,)).fetchone()
        return None if row is None else row[0]
