"""A node over UDP as a process of its own, under this Python or MicroPython."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from samara.boards import unix_board
from samara.boards.mpy import ROOT
from spatial.compiler import library_bricks


def follow(
    config: dict[str, Any], micropython: bool, on_event: Callable[[dict[str, Any]], None]
) -> int:
    """Runs the node until it ends or Ctrl-C, giving each event that it prints; its exit code."""
    with _files(config) as path, _started(path, micropython) as process:
        assert process.stdout is not None
        interrupted = False
        try:
            _pass_on(process.stdout, on_event)
        except KeyboardInterrupt:
            interrupted = True
            process.terminate()
            _pass_on(process.stdout, on_event)
        code = process.wait()
        return 0 if interrupted else code


def _pass_on(lines: Iterable[str], on_event: Callable[[dict[str, Any]], None]) -> None:
    for line in lines:
        on_event(_event(line))


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except json.JSONDecodeError:
        return {"event": "print", "text": line.rstrip("\n")}
    return event if isinstance(event, dict) else {"event": "print", "text": line.rstrip("\n")}


@contextmanager
def _files(config: dict[str, Any]) -> Iterator[Path]:
    """The node's JSON file, with the library's bricks beside it to be pinned."""
    with tempfile.TemporaryDirectory(prefix="samara-node-") as folder:
        bricks = []
        for name, data in library_bricks().items():
            brick = Path(folder) / f"{name}.brick"
            brick.write_bytes(data)
            bricks.append(str(brick))
        path = Path(folder) / "node.json"
        path.write_text(json.dumps({**config, "bricks": bricks}), encoding="utf-8")
        yield path


@contextmanager
def _started(config: Path, micropython: bool) -> Iterator[subprocess.Popen[str]]:
    arguments = ("-m", "runtime.links.udp_node", str(config))
    process = subprocess.Popen(
        unix_board.command(*arguments) if micropython else [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,  # Ctrl-C comes to us, and we end it once
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()

