"""Measured points that long benchmarks keep, a line of JSON each: a run goes on where one ended.

What is kept under out/ rests on the bricks that were measured: other bricks have other figures.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spatial.compiler import library_bricks

_FOLDER = Path(__file__).resolve().parent.parent / "out"


class Points:
    """The points of one benchmark; `bricks` of the library, and `ground`, are what they rest on."""

    def __init__(self, name: str, bricks: Iterable[str], ground: str = "") -> None:
        self._file = _FOLDER / f"{name}.jsonl"
        digest = hashlib.sha256(ground.encode())
        for brick in bricks:
            digest.update(library_bricks()[brick])
        self._ground = digest.hexdigest()[:16]
        self._kept: dict[str, Any] = {}
        if self._file.exists():
            for line in self._file.read_text().splitlines():
                point = json.loads(line)
                if point["ground"] == self._ground:
                    self._kept[point["key"]] = point["found"]

    def lacks(self, *key: object) -> bool:
        return _name(key) not in self._kept

    def get(self, *key: object) -> Any:
        return self._kept[_name(key)]

    def put(self, found: Any, *key: object) -> Any:
        """Keep what JSON can hold."""
        self._kept[_name(key)] = found
        _FOLDER.mkdir(exist_ok=True)
        with self._file.open("a") as file:
            line = {"ground": self._ground, "key": _name(key), "found": found}
            file.write(json.dumps(line) + "\n")
        return found

    def measured(self, measure: Callable[[], Any], *key: object) -> Any:
        """What is kept of this point, or what `measure` finds."""
        return self.put(measure(), *key) if self.lacks(*key) else self.get(*key)


def _name(key: tuple[object, ...]) -> str:
    return " ".join(str(part) for part in key)
