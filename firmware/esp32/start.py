"""An ESP32 as a node: ESP-NOW, pins, a watchdog, and what it says after a crash."""

import gc
import io
import json
import sys

import machine

from firmware.board import files, life
from firmware.esp32.espnow_link import EspNowLink
from firmware.esp32.pins import io_tag
from runtime.links.clock import Clock

_PATIENCE_MS = 30_000  # a step of the node is far below that
_CAUSES = {
    machine.PWRON_RESET: "power-on",
    machine.HARD_RESET: "reset button",
    machine.WDT_RESET: "watchdog",
    machine.DEEPSLEEP_RESET: "deep sleep",
    machine.SOFT_RESET: "soft reset",
}


def start(slot):
    """Run the node; after an exception keep its words and reset. Ctrl-C leads to the prompt."""
    gc.threshold(8192)
    config = json.loads(files.text("/" + slot + "/board.json"))
    cause = _CAUSES.get(machine.reset_cause(), "unknown")
    try:
        link = EspNowLink(config["radio"]["channel"])
        watchdog = machine.WDT(timeout=_PATIENCE_MS)
        life.live("", slot, link, Clock(), io_tag, watchdog.feed, cause)
    except KeyboardInterrupt:
        print("interrupted; the watchdog resets the board in half a minute")
    except Exception as error:
        words = io.StringIO()
        sys.print_exception(error, words)
        print(words.getvalue())
        life.died("", words.getvalue())
        machine.reset()
