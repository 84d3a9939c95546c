"""Which serial ports are meant, and what is at each."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from serial.tools import list_ports

from firmware.board import slots
from samara.boards.prompt import BoardError, open_prompt
from samara.refusal import Refused

# What list_ports tells of lines that are no board: a PC's own, which answer nothing.
_NO_BOARD = ("ttyS",)


@dataclass(frozen=True)
class Device:
    """`problem` is why the rest is not known, or ""."""

    port: str
    chip: str = ""
    micropython: str = ""
    name: str = ""
    slot: str = ""
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def plugged_in() -> list[str]:
    found = [port.device for port in list_ports.comports()]
    return sorted(port for port in found if not any(word in port for word in _NO_BOARD))


def chosen(ports: list[str], every: bool) -> list[str]:
    """The ports of `--port` and `--all`; Refused where none or too many could be meant."""
    if ports and every:
        raise Refused("give either --port or --all.")
    if ports:
        return ports
    found = plugged_in()
    if not found:
        raise Refused(
            "no board is plugged in: no serial port was found. Is the cable one for data, and is "
            "the board's USB driver there? Or name the port with --port."
        )
    if len(found) > 1 and not every:
        raise Refused(f"there are {len(found)} ports: {', '.join(found)}. Take --port, or --all.")
    return found


def ask(port: str) -> Device:
    """What is at a port. Its program is stopped for that, and started anew."""
    try:
        with open_prompt(port) as prompt:
            good, trial, _tried = slots.parse(prompt.text("/slot"))
            slot = trial or good
            config = prompt.text(f"/{slot}/board.json") if slot else ""
            name = str(json.loads(config).get("name", "")) if config else ""
            return Device(port, prompt.chip, prompt.version, name, slot)
    except (BoardError, ValueError) as error:
        return Device(port, problem=str(error))


def ask_all(ports: list[str]) -> list[Device]:
    with ThreadPoolExecutor(max_workers=max(1, len(ports))) as pool:
        return list(pool.map(ask, ports))
