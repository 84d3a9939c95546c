"""The pins of the library bricks: the SHA-256 that each compiles to, kept in the repository.

    python -m samara.pins

writes them anew. A brick is what nodes name and keep, so a change of the compiler or of a library
source that makes another brick of it shows as a change of spatial/library/pins.json.
"""

import hashlib
import json
from pathlib import Path

from spatial.compiler import library_bricks

PINS = Path(__file__).resolve().parents[1] / "spatial" / "library" / "pins.json"


def compiled() -> dict[str, str]:
    """The SHA-256 of each library brick as it compiles now, by name."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in library_bricks().items()}


def pinned() -> dict[str, str]:
    """The SHA-256 of each library brick as it is pinned."""
    pins: dict[str, str] = json.loads(PINS.read_text())
    return pins


def main() -> None:
    PINS.write_text(json.dumps(compiled(), indent=2, sort_keys=True) + "\n")
    print(f"{PINS}: {len(compiled())} bricks")


if __name__ == "__main__":
    main()
