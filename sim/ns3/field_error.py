"""Why a field cannot be used: file, line and key as far as they are known, and what to do."""

import difflib
from collections.abc import Collection
from pathlib import Path

from runtime.errors import SamaraError


class FieldError(SamaraError):
    """A field file, or a CSV that it names, that says something impossible."""

    def __init__(
        self, file: Path | str, problem: str, *, key: str | None = None, line: int | None = None
    ) -> None:
        self.file = str(file)
        self.key = key
        self.line = line
        where = self.file if line is None else f"{self.file}:{line}"
        super().__init__(f"{where}: {problem}" if key is None else f"{where}: {key}: {problem}")


def did_you_mean(asked: str, known: Collection[str]) -> str:
    """The end of a sentence that refuses `asked`: a close match, or what there is."""
    close = difflib.get_close_matches(asked, known, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    shown = list(known)[:12]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"There is {', '.join(shown)}{more}." if shown else "There is none."
