"""The emulated board as a node. Its second line is its radio; it has no pins."""

import gc
import io
import sys

from firmware.board import life
from firmware.emulated import mps2
from runtime.links.serial import SerialLink

_MTU_BYTES = 250  # ESP-NOW's, so that it behaves as a board with that radio


def start(slot):
    """Run the node; after an exception keep its words and reset. Ctrl-C leads to the prompt."""
    gc.threshold(4096)
    clock = mps2.Clock()
    link = SerialLink(mps2.Port(clock), _MTU_BYTES)
    try:
        life.live("", slot, link, clock, None, _no_watchdog, "power-on")
    except KeyboardInterrupt:
        print("interrupted")
    except Exception as error:
        words = io.StringIO()
        sys.print_exception(error, words)
        print(words.getvalue())
        life.died("", words.getvalue())
        mps2.reset()


def _no_watchdog():
    pass
