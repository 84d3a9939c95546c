"""A field as a file that another console opens: JSON, with all that the pages show."""

import gzip
import json
from pathlib import Path
from typing import Any

from samara.console.field_model import FieldModel
from samara.console.journey import Journey
from samara.record import plain
from samara.refusal import Refused

VERSION = 1
_KIND = "samara console"
_POINTS = 500  # of each history
_MOST_BYTES = 512_000_000


def exported(model: FieldModel, message: str | None = None) -> dict[str, Any]:
    """The field, with all journeys or that of one message."""
    journeys = [
        {**journey.head(), "steps": journey.steps}
        for journey in model.journeys.values()
        if message is None or journey.message == message
    ]
    return {
        "file": _KIND,
        "version": VERSION,
        "field": model.name,
        "now_s": model.now_s,
        "regions": model.regions,
        "nodes": [
            {
                "key": node.key,
                "label": node.label,
                "x_m": node.x_m,
                "y_m": node.y_m,
                "status": node.status,
                "since_s": node.since_s,
                "cause": node.cause,
                "figures": node.figures,
                "near": node.near,
                "tags": {
                    name: {
                        "value": tag.value,
                        "unit": tag.unit,
                        "time_s": tag.time_s,
                        "history": [] if tag.history is None else tag.history.points(_POINTS),
                    }
                    for name, tag in node.tags.items()
                },
                "admitted": list(node.admitted),
                "refused": list(node.refused),
                "resets": list(node.resets),
            }
            for node in model.by_index
        ],
        "inferred": model.inferred,
        "journeys": journeys,
        "events": list(model.events),
        "reports": [report for report in model.reports if message in (None, report["message"])],
    }


def as_bytes(model: FieldModel, message: str | None = None) -> bytes:
    """The file's bytes."""
    return gzip.compress(json.dumps(exported(model, message), default=plain).encode())


def opened(path: Path) -> FieldModel:
    """The field of an exported file; refused where it is none."""
    try:
        data = path.read_bytes()
        if data[:2] == b"\x1f\x8b":
            with gzip.open(path) as stream:
                data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise Refused(f"{path}: it holds more than {_MOST_BYTES:,} bytes.")
        read = json.loads(data)
    except (ValueError, EOFError, gzip.BadGzipFile):
        read = None
    if not isinstance(read, dict) or read.get("file") != _KIND:
        raise Refused(f"{path} is no export of a console. Give one that its page has saved.")
    if read.get("version") != VERSION:
        raise Refused(
            f"{path}: its version is {read.get('version')}, this console reads {VERSION}. "
            "Open it with the Samara that made it."
        )
    try:
        return _model_of(read)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"{path}: it is damaged: {type(error).__name__}: {error}.") from None


def _model_of(read: dict[str, Any]) -> FieldModel:
    model = FieldModel(read["field"])
    model.from_file = True
    model.regions = read["regions"]
    for known in read["nodes"]:
        model.node(known["key"], known["x_m"], known["y_m"], known["label"])
    for known in read["nodes"]:
        key = known["key"]
        node = model.node(key)
        for name, tag in known["tags"].items():
            for time_s, value in tag["history"][:-1]:
                model.tag(key, name, value, tag["unit"], time_s)
            model.tag(key, name, tag["value"], tag["unit"], tag["time_s"])
        model.measured(key, known["figures"])
        model.hears(key, known["near"].items(), known["since_s"])
        node.status, node.since_s, node.cause = known["status"], known["since_s"], known["cause"]
        node.admitted.extend(map(tuple, known["admitted"]))
        node.refused.extend(map(tuple, known["refused"]))
        node.resets.extend(map(tuple, known["resets"]))
        node.taken, node.turned_away = len(node.admitted), len(node.refused)
    model.inferred = [tuple(pair) for pair in read["inferred"]]
    for known in read["journeys"]:
        steps = known.pop("steps")
        model.put(Journey(**known, steps=steps))
    for event in read["events"]:
        event.pop("n")
        event.pop("severity")
        model.events.add(**event)
    model.reports.extend(read["reports"])
    model.report_count = len(model.reports)
    model.now_s = read["now_s"]
    model.paused = True
    return model
