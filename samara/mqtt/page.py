"""docs/mqtt.md, made from the topics and the models of their payloads."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from samara.mqtt.payloads import COMMANDS, TOPICS, Command, Payload, Standing

_HEAD = """\
# A field over MQTT

Made by `make docs` from `samara/mqtt/payloads.py`. Do not edit.

A gateway (`samara node --mqtt URL`, `samara sim ... --mqtt URL`) publishes what it knows of its
field, in JSON, and takes commands. `<field>` is the field's name; what is not a
letter, a digit or one of `-_.~` is %XX in a level of a topic, as in a URL. Ids of nodes are 16 hex
digits. A running program is named `<root>-<origin>-<boot epoch>-<number>`, and one that it spawned
may have one number more. Sizes are in bytes (`_bytes`), lengths in metres (`_m`), times in seconds
(`_s`): of 1970, UTC, or where it says so.

Events, reports and traces go with QoS 1, and wait on disk, in order and within a bound, while there
is no broker. Of retained topics the latest counts: they go with QoS 0, and again when the broker is
back. Answers go with QoS 1, and do not wait.

A command that names no gateway is taken by the one with the least id of those that are there; all
take `rebirth`.

"""

_COMMANDS = """\

## Commands

A command is a JSON object that goes to `samara/<field>/cmd/<name>`, and every one is answered on
`samara/<field>/answer`, or below it where it names a client, with `ok` and a reason. What is no
JSON, is no object, has a field that is not listed here, or is longer than 512 kB is answered too.
"""


def page() -> str:
    """docs/mqtt.md."""
    lines = [_HEAD, "| topic | payload | retained |\n| --- | --- | --- |\n"]
    for topic in TOPICS.values():
        name = topic.model.__name__
        retained = "yes" if topic.retained else ""
        lines.append(f"| `{topic.form}` | [{name}](#{name.lower()}) | {retained} |\n")
    lines.append(_model(Payload, "\n## Every payload", {}))
    common = Payload.model_fields
    for model in dict.fromkeys(topic.model for topic in TOPICS.values()):
        lines.append(_model(model, f"\n## {model.__name__}", common))
        lines.append(_schema(model))
    lines.append(_COMMANDS)
    lines.append(_model(Command, "\n### Every command", {}))
    for name, command in COMMANDS.items():
        lines.append(_model(command, f"\n### {name}", Command.model_fields))
        lines.append(_schema(command))
    lines.append(_model(Standing, "\n### Standing", {}))
    return "".join(lines)


def _model(model: type[BaseModel], heading: str, without: Any) -> str:
    rows = "".join(
        f"| `{name}` | {kind} | {description} |\n"
        for name, kind, description in _fields(model)
        if name not in without
    )
    table = f"\n| field | type | |\n| --- | --- | --- |\n{rows}" if rows else ""
    return f"{heading}\n\n{inspect.getdoc(model)}\n{table}"


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    schema = model.model_json_schema()
    for name, field in schema.get("properties", {}).items():
        yield name, _type(field), field.get("description", "")


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return "one of " + ", ".join(f'"{one}"' for one in field["enum"])
    if "const" in field:
        return f'"{field["const"]}"'
    if field.get("type") == "array":
        if "prefixItems" in field:
            return "[" + ", ".join(_type(one) for one in field["prefixItems"]) + "]"
        return f"list of {_type(field.get('items', {}))}"
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}"
    return str(field.get("type", "any"))


def _schema(model: type[BaseModel]) -> str:
    text = json.dumps(model.model_json_schema(), ensure_ascii=False)
    return f"\n<details><summary>JSON Schema</summary>\n\n```json\n{text}\n```\n\n</details>\n"
