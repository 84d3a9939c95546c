"""The latest events of a field, to search and to filter."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

MOST = 20_000

_SEVERITY = {
    "failed": "error",
    "killed": "error",
    "lost": "error",
    "not admitted": "error",
    "down": "error",
    "silent": "error",
    "refused": "warning",
    "in-doubt": "warning",
    "stayed": "warning",
    "dropped": "warning",
    "reset": "warning",
    "up": "note",
    "forgotten": "note",
}


class EventLog:
    """At most `most` events, each a dict of `n`, `time_s`, `kind`, `severity`, `node`, `message`,
    `text`; the oldest give way. `n` counts all that there were."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: deque[dict[str, Any]] = deque(maxlen=most)
        self.count = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self._kept)

    def add(
        self, time_s: float, kind: str, node: str, message: str | None = None, text: str = ""
    ) -> None:
        self.count += 1
        self._kept.append(
            {
                "n": self.count,
                "time_s": round(time_s, 3),
                "kind": kind,
                "severity": _SEVERITY.get(kind, "news"),
                "node": node,
                "message": message or "",
                "text": text,
            }
        )

    def find(
        self,
        words: str = "",
        kinds: Iterable[str] = (),
        severity: str = "",
        node: str = "",
        most: int = 200,
    ) -> list[dict[str, Any]]:
        """The latest that hold every word and are of these kinds (none given: of any)."""
        wanted = words.casefold().split()
        chosen = set(kinds)
        return list(
            islice(
                (
                    event
                    for event in reversed(self._kept)
                    if (not chosen or event["kind"] in chosen)
                    and (not severity or event["severity"] == severity)
                    and (not node or event["node"] == node)
                    and all(word in _line(event) for word in wanted)
                ),
                most,
            )
        )

    def kinds(self) -> list[str]:
        return sorted({event["kind"] for event in self._kept})


def _line(event: dict[str, Any]) -> str:
    parts = (event["kind"], event["node"], event["message"], event["text"])
    return " ".join(parts).casefold()
