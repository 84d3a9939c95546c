"""A board's prompt over its serial line, by mpremote's transport."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport
from serial import SerialException

from runtime.errors import SamaraError

_PATIENCE_S = 10
_ABOUT = (
    "import sys; print((sys.platform, '.'.join(str(n) for n in sys.implementation[1][:3]),"
    " sys.implementation[2] if len(sys.implementation) > 2 else ''))"
)


class BoardError(SamaraError):
    """A board that does not answer, or answers with an exception."""


class Prompt:
    """The raw prompt of a board whose program was stopped for it."""

    def __init__(self, device: str, transport: SerialTransport) -> None:
        self.device = device
        self._transport = transport
        self.platform, self.version, self.machine = ast.literal_eval(self.run(_ABOUT))

    @property
    def chip(self) -> str:
        """A key of CHIPS, or what the board calls itself."""
        if self.platform == "qemu":
            return "emulated"
        machine = str(self.machine).lower()
        for chip in ("esp32s3", "esp32c3", "esp32"):
            if chip in machine.replace("-", ""):
                return chip
        return str(self.platform)

    def run(self, source: str) -> str:
        """What a source prints there; BoardError where it raises or the board falls silent."""
        try:
            out = self._transport.exec(source)
        except TransportExecError as error:
            words = error.error_output.strip().splitlines()
            last = words[-1] if words else "it did not say why"
            raise BoardError(f"{self.device}: the board says {last}") from None
        except (TransportError, SerialException, OSError) as error:
            raise _silent(self.device, error) from None
        return bytes(out).decode().replace("\r\n", "\n")

    def text(self, path: str) -> str:
        """What a file holds, "" where there is none."""
        source = f"try:\n print(repr(open({path!r}).read()))\nexcept OSError:\n print(repr(''))"
        return str(ast.literal_eval(self.run(source)))

    def write(self, path: str, data: bytes) -> None:
        try:
            self._transport.fs_writefile(path, data)
        except (TransportError, SerialException, OSError) as error:
            raise _silent(self.device, error) from None

    def replace(self, path: str, data: bytes) -> None:
        """A file that is old or new, whatever happens in between."""
        self.write(path + ".new", data)
        self.run(f"import os; os.rename({path + '.new'!r}, {path!r})")

    def remove(self, path: str) -> None:
        self.run(f"import os; os.remove({path!r})")

    def make_folders(self, path: str) -> None:
        """Those that a file at `path` lies in."""
        folder = ""
        for part in path.split("/")[1:-1]:
            folder += "/" + part
            self.run(f"import os\ntry:\n os.mkdir({folder!r})\nexcept OSError:\n pass")


@contextmanager
def open_prompt(device: str) -> Iterator[Prompt]:
    """Stops what runs on the board at `device`; afterwards the board is started anew."""
    try:
        transport = SerialTransport(device)
    except (TransportError, SerialException, OSError) as error:
        raise BoardError(
            f"{device}: the port cannot be opened ({error}). "
            "Is it plugged in, is another program using it, may you read it (group dialout)?"
        ) from None
    try:
        try:
            transport.enter_raw_repl(soft_reset=False, timeout_overall=_PATIENCE_S)
        except (TransportError, SerialException, OSError) as error:
            raise _silent(device, error) from None
        yield Prompt(device, transport)
        transport.exit_raw_repl()
        transport.serial.write(b"\x04")
    finally:
        transport.close()


def _silent(device: str, error: Exception) -> BoardError:
    return BoardError(
        f"{device}: no MicroPython prompt answers ({error}). Press the board's reset button and "
        "try again; a board without MicroPython wants samara flash."
    )
