"""`samara watch`: the events of a field, from its broker, in a terminal."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from samara.gateway import options
from samara.mqtt.address import parse
from samara.mqtt.payloads import Topics
from samara.refusal import EXIT_FAILED
from samara.table import as_text
from samara.terminal import err, out

_BAD = ("failed", "killed", "lost", "silent", "down", "in-doubt")

Line = tuple[str, str, str]  # who, what, and the rest


def watch(
    url: str = typer.Argument(metavar="URL", help="The broker: mqtt[s]://[USER@]HOST[:PORT]."),
    field: str | None = typer.Option(None, metavar="NAME", help="Only this field."),
    tags: bool = typer.Option(False, "--tags", help="Show the values of tags, too."),
    json_: bool = typer.Option(False, "--json", help="Print topics and payloads as JSON lines."),
    for_: float | None = typer.Option(
        None, "--for", min=0.1, metavar="S", help="Seconds to watch; default: until Ctrl-C."
    ),
    mqtt_password_file: Path | None = options.PASSWORD_FILE,
    mqtt_ca: Path | None = options.CA_FILE,
) -> None:
    """Print what happens in a field, as its gateways publish it."""
    options.need_paho()
    from samara.mqtt.listener import Listener

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    topics = Topics(field).base if field is not None else "samara/+"
    first = () if json_ else (f"{topics}/node/+/state",)  # the names, before what has them
    listener = Listener(parse(url, mqtt_password_file, mqtt_ca), *first, f"{topics}/#")
    teller = Teller(tags)
    ends_s = None if for_ is None else time.monotonic() + for_
    try:
        for topic, payload in listener.messages(ends_s):
            if json_:
                out.print(Text(json.dumps({"topic": topic, "payload": payload})))
                continue
            for who, what, rest in teller.lines(topic, payload):
                clock = _clock(payload)
                style = "bold red" if what in _BAD else "bold"
                out.print(Text.assemble((clock, "dim"), f"{who:12} ", (f"{what:10} ", style), rest))
    except KeyboardInterrupt:
        return
    finally:
        listener.close()
    if listener.trouble:
        err.print(Text(listener.trouble))
        raise typer.Exit(EXIT_FAILED)


def _clock(payload: Any) -> str:
    field_s = payload.get("field_s")
    if field_s is not None:
        return f"{field_s:10.3f} s  "
    return time.strftime("%H:%M:%S  ", time.localtime(payload.get("time_s", 0)))


class Teller:
    """Makes lines of payloads, with nodes by their names as soon as these are known."""

    def __init__(self, tags: bool) -> None:
        self._tags = tags
        self._names: dict[str, str] = {}
        self._status: dict[str, str] = {}

    def lines(self, topic: str, payload: Any) -> Iterator[Line]:
        if not isinstance(payload, dict):
            return
        _, _, *parts = topic.split("/")
        tell = _TELLERS.get((parts[0], parts[-1] if parts[2:3] != ["tag"] else "tag"))
        if tell is not None:
            yield from tell(self, payload)

    def _name(self, node: Any) -> str:
        return self._names.get(node, str(node)[:8])

    def _node(self, node: dict[str, Any]) -> Iterator[Line]:
        if node.get("name"):
            self._names[node["id"]] = node["name"]
        if self._status.get(node["id"]) != node["status"]:
            self._status[node["id"]] = node["status"]
            at = f"at ({node['x_m']:g}, {node['y_m']:g}) m"
            yield self._name(node["id"]), node["status"], at

    def _tag(self, tag: dict[str, Any]) -> Iterator[Line]:
        if self._tags:
            unit = f" {tag['unit']}" if tag.get("unit") else ""
            yield self._name(tag["node"]), "tag", f"{tag['name']} = {as_text(tag['value'])}{unit}"

    def _event(self, event: dict[str, Any]) -> Iterator[Line]:
        words = [_short(event.get("message"))]
        if event.get("peer"):
            words.append(f"{'from' if event['kind'] == 'arrived' else 'to'} ")
            words[-1] += self._name(event["peer"])
        words += [f"[{event['reason']}]"] if event.get("reason") else []
        words += [event["error"]] if event.get("error") else []
        words += [str(event["text"]).rstrip("\n")] if event.get("text") else []
        yield self._name(event["node"]), event["kind"], "  ".join(word for word in words if word)

    def _report(self, report: dict[str, Any]) -> Iterator[Line]:
        value = as_text(report["value"])
        yield self._name(report["node"]), "report", f"{_short(report['message'])}  {value}"

    def _trace(self, hop: dict[str, Any]) -> Iterator[Line]:
        if hop["outcome"] == "hop":
            variables = ", ".join(f"{v['name']}={v['value']}" for v in hop["variables"])
            rest = f"{hop['reason']}  line {hop['line']}: {hop['text']}  {variables}"
            yield self._name(hop["node"]), "trace", f"{_short(hop['message'])}  {rest}"

    def _gateway(self, gateway: dict[str, Any]) -> Iterator[Line]:
        status = "online" if gateway["online"] else "offline"
        if self._status.get(gateway["id"] + "g") != status:
            self._status[gateway["id"] + "g"] = status
            yield str(gateway["name"])[:12], status, f"gateway {gateway['id']}"


_TELLERS: dict[tuple[str, str], Callable[[Teller, dict[str, Any]], Iterator[Line]]] = {
    ("node", "state"): Teller._node,
    ("node", "tag"): Teller._tag,
    ("node", "event"): Teller._event,
    ("app", "event"): Teller._event,
    ("app", "report"): Teller._report,
    ("app", "trace"): Teller._trace,
    ("gateway", "state"): Teller._gateway,
}


def _short(message: Any) -> str:
    """A message's identity, as much of it as people can keep in mind."""
    if not message:
        return ""
    root, _, *numbers = str(message).split("-")
    return f"{root[:4]}-{'-'.join(numbers)}"
