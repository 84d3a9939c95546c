"""A node over UDP as a process, from a JSON file; one JSON line on stdout for each event.

The events are those of `runtime.node.Node`, and "ready", "not-injected" and "stopped".

    python -m runtime.links.udp_node NODE.json
    micropython -m runtime.links.udp_node NODE.json

The file (only `name` and `listen` must be there):

    {"name": "31", "id": "hex of 8 bytes", "boot_epoch": 7, "position_cm": [120, 80],
     "listen": "127.0.0.1:4701", "peers": ["127.0.0.1:4702"],
     "regions": {"left-hill": ["circle", 12000, 15000, 8000],
                 "lab": ["polygon", [0, 0, 100, 0, 100, 100]]},
     "tags": {"sprinkler": 0},
     "readings": {"temperature": {"unit": "C", "offset_ms": 0, "rows": [[0, 21.5]]}},
     "bricks": ["pinned.brick"], "notice": ["root.brick", "imported.brick"],
     "limits": {"memory_bytes": 20000},
     "inject": {"bricks": ["root.brick", "imported.brick"], "at_ms": 2000, "seed": 0,
                "bounds": {"gas_total": 2000000}},
     "until_eof": false}

`tags` are held in memory and may be written. `mtu_bytes` is for links that carry less than UDP
does. `limits` are more of NodeConfig's fields. `notice` is the program that takes word of a kill
home, read when it is needed. Bytes are in hex in the lines that go out. With `until_eof` the
process ends when its input does.
"""

import gc
import hashlib
import json
import select
import sys
import time

from runtime.errors import AdmissionRefused, BadBrick
from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.udp import MTU_BYTES, UdpLink
from runtime.node import Bounds, Node, NodeConfig
from runtime.tagspace import Held, Readings

_LOW_BYTES = 8192  # of heap, below which what is garbage is counted
_STEP_MS = 200  # how long the end of input may go unnoticed


def plain(value):
    """`value` in what JSON has: bytes in hex, keys and floats beyond it as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, (bytes, bytearray)):
        return "".join([f"{octet:02x}" for octet in value])
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if hasattr(value, "items"):
        mapping = {}
        for key, item in value.items():
            mapping[key if isinstance(key, str) else str(plain(key))] = plain(item)
        return mapping
    return str(value)


def say(kind, now_ms, fields):
    """Print an event; `event` and `now_ms` are its kind and time."""
    line = plain(fields)
    line["event"] = kind
    line["now_ms"] = now_ms
    print(json.dumps(line))
    sys.stdout.flush()


def make_node(config):
    """The `Node` that a configuration (the JSON file's content) describes."""
    known = dict(config.get("limits", {}))
    if hasattr(gc, "mem_free"):
        known["free_bytes"] = free_bytes
    if "id" in config:
        known["id8"] = bytes.fromhex(config["id"])
    if "notice" in config:
        files = config["notice"]
        root = hashlib.sha256(read_files(files[:1])[0]).digest()[:8]
        known["notice"] = (root, lambda: read_files(files))
    regions = {}
    for name, shape in config.get("regions", {}).items():
        regions[name] = tuple(tuple(n) if isinstance(n, list) else n for n in shape)
    node = Node(
        NodeConfig(
            config["name"],
            position_cm=tuple(config.get("position_cm", (0, 0))),
            boot_epoch=config.get("boot_epoch", int(time.time())),
            regions=regions,
            **known,
        ),
        config.get("mtu_bytes", MTU_BYTES),
        read_files(config.get("bricks", ())),
    )
    for name, value in config.get("tags", {}).items():
        held = Held(value)
        node.tags.bind(name, read=held.read, write=held.write)
    for name, sensor in config.get("readings", {}).items():
        recorded = Readings(sensor["rows"], sensor.get("offset_ms", 0))
        node.tags.bind(name, read=recorded.read, unit=sensor.get("unit"))
    return node


def free_bytes():
    """What is left of a board's heap."""
    left_bytes = gc.mem_free()  # type: ignore[attr-defined]
    if left_bytes < _LOW_BYTES:
        gc.collect()
        left_bytes = gc.mem_free()  # type: ignore[attr-defined]
    return left_bytes


def read_files(paths):
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    return contents


def start(node, now_ms, inject):
    """Inject a program; what the node will not take is an event as any other."""
    bounds = Bounds(**inject.get("bounds", {}))
    try:
        node.inject(now_ms, read_files(inject["bricks"]), bounds, inject.get("seed", 0))
    except (AdmissionRefused, BadBrick) as error:
        say("not-injected", now_ms, {"error": type(error).__name__, "text": str(error)})


def serve(config):
    """Run the node until its input ends (`until_eof`) or it is interrupted."""
    node = make_node(config)
    node.on_event = lambda now_ms, kind, fields: say(kind, now_ms, fields)
    link = UdpLink(config["listen"], config.get("peers", ()))
    clock = Clock()
    driver = Driver(node, link, clock)
    stdin = select.poll()
    if config.get("until_eof"):
        stdin.register(sys.stdin, select.POLLIN)
    inject = config.get("inject")
    say("ready", clock.now_ms(), {"name": config["name"], "listen": config["listen"]})
    try:
        while not (stdin.poll(0) and sys.stdin.read(1) == ""):
            if inject is not None and clock.now_ms() >= inject["at_ms"]:
                start(node, clock.now_ms(), inject)
                inject = None
            driver.step(_STEP_MS)
    except KeyboardInterrupt:
        pass
    finally:
        link.close()
    say("stopped", clock.now_ms(), {"lost": link.lost, "oversized": link.oversized})


def main(arguments):
    if len(arguments) != 1:
        print("usage: python -m runtime.links.udp_node NODE.json", file=sys.stderr)
        return 2
    with open(arguments[0]) as file:
        config = json.load(file)
    try:
        import signal

        signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ImportError:
        pass  # MicroPython has no signals; SIGTERM ends it at once, and it has nothing to save
    serve(config)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
