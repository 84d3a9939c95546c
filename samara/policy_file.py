"""The policy file of a node: TOML that its owner writes, refused with the line of what is wrong."""

import tomllib
from pathlib import Path
from typing import Any

from runtime.policy import ANYONE
from sim.ns3.field_error import FieldError, did_you_mean
from sim.ns3.toml_lines import TomlLines

_NUMBERS = ("messages", "memory_bytes", "tag_bytes")
_NAMES = ("read", "write")
_KEYS = ("key", "id", *_NUMBERS, *_NAMES)
_TABLE = "operators"


def load_policy(path: Path) -> dict[str, dict[str, Any]]:
    """The rules that `runtime.policy.Policy` takes; FieldError says what is wrong, and where."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        raise FieldError(path, "a policy is UTF-8 text, and this is not.") from None
    except tomllib.TOMLDecodeError as error:
        raise FieldError(path, f"this is not TOML: {error}.") from None
    lines = TomlLines(text)

    def refuse(place: tuple[str, ...], problem: str) -> FieldError:
        line = lines.of(place) or lines.of((*place, *document.get(place[0], ())))
        return FieldError(path, problem, key=".".join(place), line=line)

    for name in document:
        if name not in (_TABLE, ANYONE):
            raise refuse((name,), f"there is no such table. {did_you_mean(name, (_TABLE, ANYONE))}")
        if not isinstance(document[name], dict):
            raise refuse((name,), "must be a table of keys.")
    rules: dict[str, dict[str, Any]] = {}
    for name, rule in document.get(_TABLE, {}).items():
        place = (_TABLE, name)
        if not isinstance(rule, dict):
            raise refuse(place, "must be a table of keys, such as [operators.alice].")
        if ("key" in rule) == ("id" in rule):
            raise refuse(
                place,
                'needs the operator\'s key = "...", as `samara keygen operator` prints it '
                "(or, in a field that signs nothing, the id of a node).",
            )
        rules[name] = rule
    if ANYONE in document:
        rules[ANYONE] = document[ANYONE]
        for key in ("key", "id"):
            if key in document[ANYONE]:
                raise refuse((ANYONE, key), "anyone has none. Make a table [operators.NAME] of it.")
    for name, rule in rules.items():
        where: tuple[str, ...] = (ANYONE,) if name == ANYONE else (_TABLE, name)
        for key, value in rule.items():
            problem = _problem(key, value)
            if problem is not None:
                raise refuse((*where, key), problem)
    _check_twice(rules, refuse)
    return rules


def _problem(key: str, value: Any) -> str | None:
    if key not in _KEYS:
        return f"there is no such key. {did_you_mean(key, _KEYS)}"
    if key in _NUMBERS and (type(value) is not int or not 0 <= value < 1 << 32):
        return f"must be a whole number from 0; it is {value!r}."
    if key in _NAMES and not (
        isinstance(value, list) and all(isinstance(name, str) and name for name in value)
    ):
        return f'must be a list of names of I/O tags, such as ["temperature"]; it is {value!r}.'
    digits = {"key": 64, "id": 16}.get(key)
    if digits is not None:
        try:
            if len(bytes.fromhex(value)) * 2 == digits == len(value):
                return None
        except (TypeError, ValueError):
            pass
        return f"must be {digits} hexadecimal digits; it is {value!r}."
    return None


def _check_twice(rules: dict[str, dict[str, Any]], refuse: Any) -> None:
    owners: dict[str, str] = {}
    for name, rule in rules.items():
        identity = rule.get("key", rule.get("id"))
        if identity in owners:
            raise refuse(
                (_TABLE, name), f'is "{owners[identity]}" by its key. Make one of the two.'
            )
        if identity is not None:
            owners[identity] = name
