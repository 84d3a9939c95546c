"""Ids and values as payloads have them."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

_DEPTH = 16  # what a report or a tag may be nested, and some


def message_id(identity: Sequence[Any]) -> str:
    """A message's identity as one level of a topic."""
    root, origin, *numbers = identity
    if len(numbers) == 3 and numbers[2] == 0:
        numbers.pop()  # of copies alone
    return "-".join([root.hex(), origin.hex(), *map(str, numbers)])


def plain(value: Any, depth: int = _DEPTH) -> Any:
    """`value` as JSON has it: bytes are hex, keys text, and so is what is no finite number."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if depth == 0:
        return "..."
    if isinstance(value, (list, tuple)):
        return [plain(item, depth - 1) for item in value]
    if hasattr(value, "items"):
        return {
            key if isinstance(key, str) else str(plain(key, depth - 1)): plain(item, depth - 1)
            for key, item in value.items()
        }
    return str(value)
