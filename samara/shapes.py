"""Values that a person types for a node: positions, addresses, tags, regions."""

import json
from collections.abc import Collection
from typing import Any

from runtime.errors import TagTypeRefused
from runtime.links.udp import format_address, parse_address
from runtime.tagspace.rights import parse_io
from samara.refusal import Refused, unknown


def position_cm(text: str) -> tuple[int, int]:
    """Centimetres of "12.5,40", which is in metres."""
    x_m, y_m = _numbers("--position", text, "X,Y in metres, such as 12.5,40", 2)
    return round(x_m * 100), round(y_m * 100)


def address(option: str, text: str) -> str:
    """The address "127.0.0.1:4701" as the link writes it."""
    try:
        link_address = parse_address(text.replace("localhost", "127.0.0.1"))
        return str(format_address(link_address))
    except ValueError:
        raise Refused(
            f"{option}: {text!r} is no IPv4 address and port, such as 127.0.0.1:4701."
        ) from None


def tag(text: str) -> tuple[str, Any]:
    """Name and value of "temperature=21.5"; what is no JSON value is text."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise Refused(f"--tag: {text!r} is not NAME=VALUE, such as temperature=21.5.")
    if name[0] == ".":
        raise Refused(f"--tag: {name!r} begins with '.', which is for programs; take another name.")
    if name == "name" or name.startswith("region/"):
        raise Refused(f"--tag: every node has a tag {name!r} already; take another name.")
    try:
        known = json.loads(value)
    except json.JSONDecodeError:
        known = value
    if not isinstance(known, bool | int | float | str):
        raise Refused(f"--tag: {text!r} is neither true or false, a number nor text.")
    return name, known


def rights(text: str, tags: Collection[str]) -> tuple[str, str]:
    """Tag and rights of "valve=others:read,write"."""
    name, _, given = text.partition("=")
    if name not in tags:
        raise unknown("tag", name, tags, "--rights")
    try:
        parse_io(given)
    except TagTypeRefused as error:
        raise Refused(
            f"--rights: {error}. Write NAME=RIGHTS, such as {name}=others:read,write."
        ) from None
    return name, given


def region(text: str) -> tuple[str, list[Any]]:
    """Name and shape in centimetres of "left-hill=circle:120,150,80" or "lab=polygon:x,y,..."."""
    name, _, shape = text.partition("=")
    kind, _, numbers = shape.partition(":")
    if name and kind == "circle":
        form = f"{name}=circle:X,Y,RADIUS in metres"
        return name, ["circle", *(round(n * 100) for n in _numbers("--region", numbers, form, 3))]
    if name and kind == "polygon":
        form = f"{name}=polygon:X,Y,X,Y,X,Y,... in metres"
        corners = _numbers("--region", numbers, form)
        if len(corners) >= 6 and len(corners) % 2 == 0:
            return name, ["polygon", [round(number * 100) for number in corners]]
        raise Refused(f"--region: {text!r} has no three corners; write {form}.")
    raise Refused(
        f"--region: {text!r} is neither NAME=circle:X,Y,RADIUS nor NAME=polygon:X,Y,X,Y,X,Y,..."
    )


def _numbers(option: str, text: str, form: str, count: int | None = None) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or (count is not None and len(numbers) != count):
        raise Refused(f"{option}: cannot read {text!r}; write {form}.")
    return numbers
