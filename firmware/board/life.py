"""A board's life as a node, from its configuration to the exception that ends it."""

import json

from firmware.board import files, slots
from runtime.links.boots import next_epoch
from runtime.links.driver import Driver
from runtime.links.event_lines import say
from runtime.links.node_file import heard_by, make_node
from runtime.links.tag_file import TagFile
from runtime.tagspace import Held

_STEP_MS = 1000
_CONFIRM_MS = 10_000  # a slot that has beaconed for so long is good
_CRASH_BYTES = 1000


def live(root, slot, link, clock, io_tag, feed, cause):
    """Be the node of `slot`'s board.json until something raises.

    `io_tag(pin)` gives what reads and what writes a pin of the configuration; `feed` is called at
    least every few seconds (a watchdog); `cause` says why the board was reset.
    """
    config = json.loads(files.text(root + "/" + slot + "/board.json"))
    node = make_node(config, next_epoch(root + "/epoch"), link.mtu_bytes)
    last_words = files.text(root + "/crash")
    node.tags.bind("reset", lambda now_ms: (cause, last_words))
    for pin in config.get("pins", ()):
        read, write = _held(pin) if pin["kind"] == "held" else io_tag(pin)
        node.tags.bind(pin["name"], read, write, pin["unit"], pin.get("rights"))
    node.keep_tags(clock.now_ms(), TagFile(root + "/tags.log"))
    node.on_event = heard_by(say, node, config)
    driver = Driver(node, link, clock)
    say(clock.now_ms(), "ready", {"name": config["name"], "reset": cause, "slot": slot})
    unsure = True
    while True:
        driver.step(_STEP_MS)
        feed()
        if unsure and clock.now_ms() > _CONFIRM_MS:
            unsure = False
            if slots.confirm(root):
                say(clock.now_ms(), "confirmed", {"slot": slot})


def _held(pin):
    held = Held(pin["value"])
    return held.read, held.write


def died(root, text):
    """Keep what an exception said, for the next boot to tell."""
    files.replace(root + "/crash", text[-_CRASH_BYTES:])
