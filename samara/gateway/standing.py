"""Programs that are to run again and again: kept on disk, and due at times or when nodes join."""

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.errors import SamaraError
from samara.mqtt.payloads import Standing

_RETRY_S = 30.0
_MOST = 256
_YEARS = 5  # a time that does not come in so many never comes

# minute, hour, day of the month, month, day of the week (0 and 7 are Sunday)
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES = ("minute", "hour", "day", "month", "weekday")

_SCHEMA = """
create table if not exists standing (
    name text primary key, program text not null, runs integer not null default 0,
    last_s real, next_s real, last_error text
);
create table if not exists joined (
    name text not null, node blob not null, boot integer not null, primary key (name, node)
);
"""


class BadStanding(SamaraError):
    """A standing program that cannot be kept; the message says why."""


class Times:
    """Times as cron has them, in UTC: "0 6 * * *" is every morning at six."""

    def __init__(self, text: str) -> None:
        parts = text.split()
        if len(parts) != len(_RANGES):
            raise BadStanding(
                f'at "{text}": give minute, hour, day, month and weekday, as in "0 6 * * *"'
            )
        self._allowed = [
            _numbers(part, name, *bounds)
            for part, name, bounds in zip(parts, _NAMES, _RANGES, strict=True)
        ]
        self._any_day = parts[2] == "*" or parts[4] == "*"
        if next(self._days(0.0), None) is None:
            raise BadStanding(f'at "{text}": there is no such day')

    def after(self, time_s: float) -> float:
        """The first such time after `time_s`."""
        for day_s in self._days(time_s):
            for hour in sorted(self._allowed[1]):
                for minute in sorted(self._allowed[0]):
                    due_s = day_s + hour * 3600 + minute * 60
                    if due_s > time_s:
                        return float(due_s)
        raise BadStanding("there is no such time")

    def _days(self, time_s: float) -> Iterator[int]:
        """The beginnings of the days that are meant, from that of `time_s` on."""
        first = int(time_s // 86_400)
        for number in range(first, first + _YEARS * 366):
            day = time.gmtime(number * 86_400)
            weekday = (day.tm_wday + 1) % 7
            of_month = day.tm_mday in self._allowed[2]
            of_week = weekday in self._allowed[4] or (weekday == 0 and 7 in self._allowed[4])
            # Where both are given either will do, as crontab(5) has it.
            fits = of_month and of_week if self._any_day else of_month or of_week
            if fits and day.tm_mon in self._allowed[3]:
                yield number * 86_400


def _numbers(text: str, name: str, least: int, most: int) -> set[int]:
    """What "*", "5", "1-5", "*/15" and lists of these stand for."""
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        try:
            begin = least if span == "*" else int(first)
            end = most if span == "*" or (step and not last) else int(last or first)
            stride = int(step or "1")
        except ValueError:
            begin, end, stride = 1, 0, 0
        if not (least <= begin <= end <= most and stride > 0):
            raise BadStanding(f'"{part}" is no {name}: give numbers from {least} to {most}, or *')
        found.update(range(begin, end + 1, stride))
    return found


@dataclass
class Due:
    """A program to start now; `node` is where, None: wherever the gateway likes."""

    standing: Standing
    node: str | None


class Standings:
    """The standing programs of a gateway, in a file (`path`), or in memory.

    A time that passed while the gateway was away is made up for once. A node joins once in each
    of its boots.
    """

    def __init__(self, path: Path | None) -> None:
        self._database = sqlite3.connect(
            ":memory:" if path is None else path, check_same_thread=False, isolation_level=None
        )
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        self._database.close()

    def add(self, now_s: float, standing: Standing) -> None:
        """Keep it; one of its name is replaced."""
        if (standing.at is None) == (standing.joins is None):
            raise BadStanding('give either "at", a time, or "joins", a region')
        next_s = None if standing.at is None else Times(standing.at).after(now_s)
        count = self._database.execute("select count(*) from standing").fetchone()[0]
        if count >= _MOST and self.get(standing.name) is None:
            raise BadStanding(f"{_MOST} programs stand already; remove one")
        self._database.execute(
            "insert or replace into standing (name, program, next_s) values (?, ?, ?)",
            (standing.name, standing.model_dump_json(), next_s),
        )
        self._database.execute("delete from joined where name = ?", (standing.name,))

    def remove(self, name: str) -> bool:
        """Whether there was one."""
        self._database.execute("delete from joined where name = ?", (name,))
        gone = self._database.execute("delete from standing where name = ?", (name,)).rowcount
        return gone > 0

    def get(self, name: str) -> Standing | None:
        row = self._database.execute(
            "select program from standing where name = ?", (name,)
        ).fetchone()
        return None if row is None else Standing.model_validate_json(row[0])

    def all(self) -> list[dict[str, Any]]:
        """Each as `StandingState` has it."""
        rows = self._database.execute(
            "select program, runs, last_s, next_s, last_error from standing order by name"
        )
        names = ("runs", "last_s", "next_s", "last_error")
        return [{**json.loads(row[0]), **dict(zip(names, row[1:], strict=True))} for row in rows]

    def due(self, now_s: float) -> list[Due]:
        """What is to start by now."""
        rows = self._database.execute(
            "select program from standing where next_s <= ? order by next_s, name", (now_s,)
        ).fetchall()
        found = [Standing.model_validate_json(row[0]) for row in rows]
        return [Due(one, one.node) for one in found]

    def joined(self, node: bytes, boot_epoch: int, regions: list[str]) -> list[Due]:
        """What is to start since a node is there; once for each of its boots."""
        found = []
        for row in self._database.execute("select program from standing order by name").fetchall():
            one = Standing.model_validate_json(row[0])
            if one.joins is None or one.joins not in regions:
                continue
            known = self._database.execute(
                "select boot from joined where name = ? and node = ?", (one.name, node)
            ).fetchone()
            if known is None or known[0] != boot_epoch:
                self._database.execute(
                    "insert or replace into joined values (?, ?, ?)", (one.name, node, boot_epoch)
                )
                found.append(Due(one, one.node))
        return found

    def ran(self, now_s: float, name: str, error: str | None) -> None:
        """It was started, or could not be: then it is tried again soon, if it goes by times."""
        one = self.get(name)
        if one is None:
            return
        next_s = None if one.at is None else Times(one.at).after(now_s)
        if error is not None and next_s is not None:
            next_s = min(next_s, now_s + _RETRY_S)
        self._database.execute(
            "update standing set runs = runs + ?, last_s = ?, next_s = ?, last_error = ? "
            "where name = ?",
            (error is None, now_s, next_s, error, name),
        )
