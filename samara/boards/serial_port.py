"""A serial line of this machine, as `runtime.links.serial` wants one."""

import select

import serial

from runtime.errors import SamaraError

_BAUD = 921_600


class PortRefused(SamaraError):
    """A serial line that cannot be opened."""


class SerialPort:
    """An open line. Its methods raise OSError where it is gone."""

    def __init__(self, device: str) -> None:
        try:
            self._serial = serial.serial_for_url(
                device, baudrate=_BAUD, timeout=0, write_timeout=1, exclusive=True
            )
        except (serial.SerialException, ValueError) as error:
            raise PortRefused(
                f"{device}: the port cannot be opened ({error}). Is it plugged in, is another "
                "program using it, may you read it (group dialout)?"
            ) from None

    def fileno(self) -> int:
        return int(self._serial.fileno())

    def close(self) -> None:
        self._serial.close()

    def wait(self, timeout_ms: int) -> bool:
        ready, _, _ = select.select([self._serial], [], [], timeout_ms / 1000)
        return bool(ready)

    def read(self, most_bytes: int) -> bytes:
        return bytes(self._serial.read(most_bytes))

    def write(self, data: bytes) -> None:
        self._serial.write(data)
