"""The lines of boards, each with its name and colour."""

import json
import queue
import threading

import serial
from rich.text import Text

from samara.boards import ports
from samara.boards.serial_port import SerialPort
from samara.terminal import out

_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")
_STEP_MS = 200
_READ_BYTES = 4096


def follow(named: list[str], every: bool, as_json: bool) -> None:
    """Prints what the boards at these ports say, until all are unplugged."""
    found = ports.chosen(named, every)
    lines: queue.Queue[tuple[str, str | None]] = queue.Queue()
    opened = [SerialPort(each) for each in found]
    for where, line in zip(found, opened, strict=True):
        threading.Thread(target=_listen, args=(where, line, lines), daemon=True).start()
    colours = {where: _COLOURS[at % len(_COLOURS)] for at, where in enumerate(found)}
    names = {where: where.rpartition("/")[2] for where in found}
    silent: set[str] = set()
    while len(silent) < len(found):
        where, text = lines.get()
        if text is None:
            silent.add(where)
            text = "the board was unplugged"
        event = _event(text)
        if event and event.get("event") == "ready":
            names[where] = str(event.get("name"))
        if as_json:
            print(json.dumps({"port": where, **(event or {"text": text})}), flush=True)
        else:
            out.print(_shown(names[where], colours[where], text, event))


def _listen(where: str, port: SerialPort, lines: queue.Queue[tuple[str, str | None]]) -> None:
    heard = b""
    try:
        while True:
            port.wait(_STEP_MS)
            heard += port.read(_READ_BYTES)
            *whole, heard = heard.split(b"\n")
            for line in whole:
                lines.put((where, line.decode(errors="replace").rstrip("\r")))
    except (OSError, serial.SerialException):
        lines.put((where, None))


def _event(text: str) -> dict[str, object] | None:
    try:
        event = json.loads(text)
    except json.JSONDecodeError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def _shown(name: str, colour: str, text: str, event: dict[str, object] | None) -> Text:
    line = Text(f"{name:<12.12} ", style=colour)
    if event is None:
        return line.append(text, style="red" if "Error" in text else "")
    kind = event.pop("event")
    now_ms = event.pop("now_ms", None)
    if isinstance(now_ms, int):
        line.append(f"{now_ms / 1000:10.3f} s  ", style="dim")
    fields = "  ".join(f"{key}={value}" for key, value in sorted(event.items()))
    return line.append(str(kind), style="bold").append(f"  {fields}")
