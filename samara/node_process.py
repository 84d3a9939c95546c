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
from spatial.compiler import library_bricks, notice_bricks


def follow(
    config: dict[str, Any], heap_kb: int | None, on_event: Callable[[dict[str, Any]], None]
) -> int:
    """Runs the node until it ends or Ctrl-C, giving each event that it prints; its exit code.

    With `heap_kb` it runs under MicroPython with that much heap, as a 32-bit board counts it.
    """
    # A board's image has the library itself.
    pinned = library_bricks() if heap_kb is None else {}
    with _files(config, pinned) as path, _started(path, heap_kb) as process:
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
def _files(config: dict[str, Any], pinned: dict[str, bytes]) -> Iterator[Path]:
    """The node's JSON file; beside it the bricks that it keeps, and those that tell of kills."""
    with tempfile.TemporaryDirectory(prefix="samara-node-") as folder:
        bricks = []
        for name, data in pinned.items():
            brick = Path(folder) / f"{name}.brick"
            brick.write_bytes(data)
            bricks.append(str(brick))
        notice = []
        for number, data in enumerate(notice_bricks()):
            brick = Path(folder) / f"notice-{number}.brick"
            brick.write_bytes(data)
            notice.append(str(brick))
        path = Path(folder) / "node.json"
        told = {**config, "bricks": bricks, "notice": notice}
        path.write_text(json.dumps(told), encoding="utf-8")
        yield path


@contextmanager
def _started(config: Path, heap_kb: int | None) -> Iterator[subprocess.Popen[str]]:
    arguments = ("-m", "runtime.links.udp_node", str(config))
    process = subprocess.Popen(
        [sys.executable, *arguments]
        if heap_kb is None
        else unix_board.command(*arguments, heap=f"{heap_kb}wK"),
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
