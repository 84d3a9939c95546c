"""Under MicroPython: a node is told what bench/sprinkler_trace.py kept of one.

`play` prints `sent` and the digest of the frames that the node sends and, where it is to weigh,
bytes of the heap, without what there was before: `node`, of a node alone; `admitted`, with a
message that was injected; `alive`, the most after any step. As a script:

    FILE [weigh]
"""

import gc
import hashlib
import json
import sys

from runtime.node import Node, NodeConfig
from runtime.tagspace import Held, Readings


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


def made(place):
    regions = {"left-hill": tuple(place["region"])}
    config = NodeConfig(place["name"], position_cm=tuple(place["position_cm"]), regions=regions)
    node = Node(config, place["mtu_bytes"])
    held = Held(0)
    node.tags.bind("sprinkler", held.read, held.write, rights="others:read,write")
    node.tags.bind("temperature", Readings(place["temperature"]).read, unit="C")
    return node


def number(read, size_bytes):
    return int.from_bytes(read(size_bytes), "little")


def step(node, what, read):
    now_ms = number(read, 4)
    arguments = [read(number(read, 2)) for _ in range(number(read, 1))]
    if what == b"i":
        node.inject(now_ms, arguments)
    elif what == b"r":
        node.receive(now_ms, arguments[0], arguments[1])
    else:
        node.advance(now_ms)


def play(read, weigh=False):
    """`read(n)` gives the next n bytes of what was kept."""
    empty_bytes = allocated_bytes()
    node = made(json.loads(read(number(read, 2))))
    sent = hashlib.sha256()
    most_bytes = 0
    if weigh:
        print("node", allocated_bytes() - empty_bytes)
    while True:
        what = read(1)
        if what == b"e":
            break
        step(node, what, read)
        for destination, frame in node.take_sends():
            sent.update((destination or b"") + frame)
        if weigh:
            alive_bytes = allocated_bytes() - empty_bytes
            most_bytes = max(most_bytes, alive_bytes)
            if what == b"i":
                print("admitted", alive_bytes)
    print("sent", "".join([f"{byte:02x}" for byte in sent.digest()]))
    if weigh:
        print("alive", most_bytes)


if len(sys.argv) > 1:
    with open(sys.argv[1], "rb") as file:
        play(file.read, sys.argv[2:] == ["weigh"])
