"""A broker of our own on loopback: Mosquitto as a child where it is installed, else amqtt."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from runtime.errors import SamaraError
from samara.mqtt.address import Address

LOOPBACK = "127.0.0.1"
KINDS = ("mosquitto", "amqtt")

_START_S = 15.0
_RESTART_S = 1.0
_SHOWN_LINES = 5

_MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
persistence false
max_queued_messages 0
max_inflight_messages 1000
"""


class NoBroker(SamaraError):
    """There is no broker, and none can be started."""


def installed() -> str:
    """The better kind that is there."""
    return "mosquitto" if _mosquitto() else "amqtt"


def _mosquitto() -> str | None:
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class LoopbackBroker:
    """A broker for this machine alone, as a child process; a context manager.

    One that ends by itself is started again on the same port, until it is left.
    """

    def __init__(self, kind: str | None = None, port: int | None = None) -> None:
        self.kind = installed() if kind is None else kind
        if self.kind == "mosquitto" and _mosquitto() is None:
            raise NoBroker("Mosquitto is not installed: apt-get install mosquitto.")
        self.address = Address(LOOPBACK, port or _free_port())
        self._ends = threading.Event()
        self._folder = tempfile.TemporaryDirectory(prefix="samara-broker-")
        self._noise: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as we
        self._child: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="broker", daemon=True)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._close()
            raise
        self._keeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends.set()
        self._keeper.join()
        self._close()

    def kill(self) -> None:
        """Ends the child at once, as a fault would; it is started again."""
        if self._child is not None:
            self._child.kill()

    def _close(self) -> None:
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        self._noise.close()
        self._folder.cleanup()

    def _start(self) -> None:
        self._child = subprocess.Popen(
            self._command(),
            stdin=subprocess.DEVNULL,
            stdout=self._noise,
            stderr=self._noise,
            start_new_session=True,  # Ctrl-C comes to us, and we end it
        )
        until_s = time.monotonic() + _START_S
        while time.monotonic() < until_s:
            if self._child.poll() is not None:
                break
            try:
                socket.create_connection((LOOPBACK, self.address.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.02)
        self._noise.seek(0)
        said = self._noise.read().decode(errors="replace").splitlines()[-_SHOWN_LINES:]
        raise NoBroker("\n".join([f"{self.kind} does not start on {self.address}:", *said]))

    def _command(self) -> list[str]:
        if self.kind == "amqtt":
            command = [sys.executable, "-m", "samara.mqtt.amqtt_broker", str(self.address.port)]
        else:
            path = Path(self._folder.name) / "mosquitto.conf"
            path.write_text(_MOSQUITTO.format(port=self.address.port, host=LOOPBACK))
            command = [_mosquitto() or "mosquitto", "-c", str(path)]
        # A parent that is killed leaves no broker behind.
        setpriv = shutil.which("setpriv")
        return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else command

    def _keep(self) -> None:
        while not self._ends.wait(0.2):
            if self._child is not None and self._child.poll() is not None:
                if self._ends.wait(_RESTART_S):
                    return
                try:
                    self._start()
                except NoBroker:
                    continue


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
