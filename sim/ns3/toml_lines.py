"""At which line of a TOML text a key stands, which `tomllib` does not tell."""

import re
from collections import defaultdict
from collections.abc import Iterator

Place = tuple[str | int, ...]

_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.S
)
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([A-Za-z0-9_-]+)')
_HEADER = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"""\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_.\s-])+?)\s*=""")


class TomlLines:
    """The lines, counted from 1, of the tables and keys of a well-formed TOML text.

    A place is what indexes the parsed document, as in `("place", 0, "count")`.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        tables: dict[Place, int] = defaultdict(int)
        table: Place = ()
        for number, line in _statements(text):
            header = _HEADER.match(line)
            assignment = _ASSIGNMENT.match(line)
            if header:
                table = self._indexed(_keys(header[2]), tables)
                if header[1] == "[[":
                    tables[table] += 1
                    self._lines.setdefault(table, number)
                    table = (*table, tables[table] - 1)
                self._lines.setdefault(table, number)
            elif assignment:
                place = table
                for key in _keys(assignment[1]):
                    place = (*place, key)
                    self._lines.setdefault(place, number)

    def of(self, place: Place) -> int | None:
        """The line of the place, else of the nearest table around it."""
        while place:
            if place in self._lines:
                return self._lines[place]
            place = place[:-1]
        return None

    @staticmethod
    def _indexed(keys: list[str], tables: dict[Place, int]) -> Place:
        """The place of a header's table, with the index of the newest entry of each array."""
        place: Place = ()
        for depth, key in enumerate(keys):
            place = (*place, key)
            if depth < len(keys) - 1 and tables.get(place):
                place = (*place, tables[place] - 1)
        return place


def _keys(dotted: str) -> list[str]:
    return [double or single or bare for double, single, bare in _KEY.findall(dotted)]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line that begins a statement: not within a string or an array of several lines."""
    flat = _STRING.sub(_flattened, text)
    depth = 0
    for number, line in enumerate(flat.splitlines(), start=1):
        if depth == 0:
            yield number, line
        bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", line).split("#")[0]
        if depth or not _HEADER.match(line):
            depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def _flattened(string: re.Match[str]) -> str:
    """A string as it stands when it is on one line, else as many empty lines."""
    text = string[0]
    return text if "\n" not in text else '""' + "\n" * text.count("\n")
