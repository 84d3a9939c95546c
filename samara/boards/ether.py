"""The radio of an emulated board: its serial line on one side, UDP on the other.

    python -m samara.boards.ether DEVICE 127.0.0.1:4701 127.0.0.1:4702 ...

The board is then a node at the first address, in reach of the others, like any node over UDP.
"""

import argparse
import select
import sys
from collections.abc import Sequence

from runtime.errors import SamaraError
from runtime.links.clock import Clock
from runtime.links.serial import SerialRadio
from runtime.links.udp import UdpLink, parse_address
from samara.boards.serial_port import SerialPort

_STEP_S = 0.2


class Ether:
    """Serves the line `device`: what its board sends goes to `peers`, what `listen` hears to it."""

    def __init__(self, device: str, listen: str, peers: Sequence[str], mtu_bytes: int) -> None:
        self._link = UdpLink(listen, peers)
        self._link.mtu_bytes = mtu_bytes
        self._port = SerialPort(device)
        self._radio = SerialRadio(self._port, self._link, parse_address(listen))
        self._clock = Clock()

    def step(self) -> None:
        """Wait a little for either side, and pass on what there is."""
        select.select([self._port.fileno(), self._link.fileno()], [], [], _STEP_S)
        self._radio.step(self._clock.now_ms())

    def close(self) -> None:
        self._port.close()
        self._link.close()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The radio of an emulated board.")
    parser.add_argument("device")
    parser.add_argument("listen")
    parser.add_argument("peers", nargs="*")
    parser.add_argument("--mtu-bytes", type=int, default=250)
    asked = parser.parse_args(arguments)
    try:
        ether = Ether(asked.device, asked.listen, asked.peers, asked.mtu_bytes)
    except (SamaraError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        while True:
            ether.step()
    except KeyboardInterrupt:
        return 0
    finally:
        ether.close()


if __name__ == "__main__":
    sys.exit(main())
