"""An emulated board that stays on: the prompt at one serial line, the radio at another.

The machine is QEMU's mps2-an385 with the image that `firmware/emulated` describes. Its files lie in
memory that lasts through a reset, and is gone when the board is closed.
"""

import json
import os
import re
import socket
import subprocess
import tempfile
import threading
from pathlib import Path
from types import TracebackType

from samara.boards import emulated

_QEMU = (
    "qemu-system-arm",
    *("-machine", "mps2-an385"),
    "-semihosting",
    *("-display", "none"),
    *("-monitor", "none"),
)
_PTY = re.compile(rb"char device redirected to (\S+) ")


class EmulatedBoard:
    """A running board. `port` is its prompt's device, `radio` the path of its radio's socket."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="samara-board-")
        folder = Path(self._folder.name)
        self.radio = folder / "radio"
        self._control = folder / "control"
        self._process = subprocess.Popen(
            [
                *_QEMU,
                *("-serial", "pty"),
                *("-serial", f"unix:{self.radio},server=on,wait=off"),
                *("-qmp", f"unix:{self._control},server=on,wait=off"),
                *("-kernel", str(emulated.board_firmware())),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.port = self._said_port()

    def reset(self) -> None:
        """As its reset button, or a short loss of power: what is in flash stays."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.connect(str(self._control))
            with control.makefile("rw") as lines:
                lines.readline()
                for command in ("qmp_capabilities", "system_reset"):
                    lines.write(json.dumps({"execute": command}) + "\n")
                    lines.flush()
                    while "return" not in json.loads(lines.readline()):
                        pass

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> "EmulatedBoard":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _said_port(self) -> str:
        assert self._process.stdout is not None
        patience = threading.Timer(20, self._process.kill)
        patience.start()
        try:
            for line in self._process.stdout:
                found = _PTY.search(line)
                if found:
                    return os.fsdecode(found.group(1))
        finally:
            patience.cancel()
        raise RuntimeError("QEMU ended before it told the board's serial line")
