"""A node over UDP as a process, from a JSON file; one JSON line on stdout for each event.

The events are those of `runtime.node.Node`, and "ready", "not-injected" and "stopped".

    python -m runtime.links.udp_node NODE.json
    micropython -m runtime.links.udp_node NODE.json

The file is that of `node_file`, and says besides:

    {"listen": "127.0.0.1:4701", "peers": ["127.0.0.1:4702"], "durable": "tags.log",
     "inject": {"bricks": ["root.brick", "imported.brick"], "at_ms": 2000, "seed": 0,
                "bounds": {"gas_total": 2000000}},
     "until_eof": false}

`durable` is the file where durable tags are kept; without it there are none. In a signed field
`inject` has a "certificate", which is a file too. `mtu_bytes` is for links that carry less than UDP
does. Bytes are in hex in the lines that go out.
With `until_eof` the process ends when its input does.
"""

import json
import select
import sys
import time

from runtime.errors import AdmissionRefused, BadBrick
from runtime.links.clock import Clock
from runtime.links.driver import Driver
from runtime.links.event_lines import say
from runtime.links.node_file import heard_by, make_node, read_files
from runtime.links.udp import MTU_BYTES, UdpLink
from runtime.node import Bounds

_STEP_MS = 200  # how long the end of input may go unnoticed


def start(node, now_ms, inject):
    """Inject a program; what the node will not take is an event as any other."""
    bounds = Bounds(**inject.get("bounds", {}))
    certificate = None
    if "certificate" in inject:
        [certificate] = read_files([inject["certificate"]])
    try:
        bricks = read_files(inject["bricks"])
        node.inject(now_ms, bricks, bounds, inject.get("seed", 0), certificate)
    except (AdmissionRefused, BadBrick) as error:
        say(now_ms, "not-injected", {"error": type(error).__name__, "text": str(error)})


def serve(config):
    """Run the node until its input ends (`until_eof`) or it is interrupted."""
    node = make_node(config, int(time.time()), MTU_BYTES)
    node.on_event = heard_by(say, node, config)
    link = UdpLink(config["listen"], config.get("peers", ()))
    clock = Clock()
    driver = Driver(node, link, clock)
    stdin = select.poll()
    if config.get("until_eof"):
        stdin.register(sys.stdin, select.POLLIN)
    if "durable" in config:
        from runtime.links.tag_file import TagFile

        node.keep_tags(clock.now_ms(), TagFile(config["durable"]))
    inject = config.get("inject")
    say(clock.now_ms(), "ready", {"name": config["name"], "listen": config["listen"]})
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
    say(clock.now_ms(), "stopped", {"lost": link.lost, "oversized": link.oversized})


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
