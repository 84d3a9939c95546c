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
    """A running board. `port` is the device of its prompt, `radio` that of its radio's line."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="samara-board-")
        folder = Path(self._folder.name)
        self._control = folder / "control"
        self._process = subprocess.Popen(
            [
                *_QEMU,
                *("-serial", "pty"),
                *("-serial", "pty"),
                *("-qmp", f"unix:{self._control},server=on,wait=off"),
                *("-kernel", str(emulated.board_firmware())),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.port, self.radio = self._said_ports()

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

    def _said_ports(self) -> tuple[str, str]:
        assert self._process.stdout is not None
        patience = threading.Timer(20, self._process.kill)
        patience.start()
        ports: list[str] = []
        try:
            for line in self._process.stdout:
                ports += [os.fsdecode(port) for port in _PTY.findall(line)]
                if len(ports) == 2:
                    return ports[0], ports[1]
        finally:
            patience.cancel()
        raise RuntimeError("QEMU ended before it told the board's serial lines")
