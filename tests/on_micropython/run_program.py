"""Run a program's bricks (files, the root first) and print all that can be seen of it.

The same script runs under CPython and MicroPython, and must print the same: outcome, gas, what
was asked of the node, and the hash of the state at each suspension, out of which it goes on.
"""

import gc
import hashlib
import sys

from runtime.errors import NoTag
from runtime.vm import BLOCKED, FAILED, KILLED, Execution, Limits, load_brick, restore

GAS = 200000
STOPS = 400


def in_hex(raw):
    return "".join([f"{octet:02x}" for octet in raw])


class Host:
    """A node with two neighbours and a tag; it prints what it is asked."""

    def __init__(self):
        self.tags = {"temperature": 21.5, "name": "n"}
        self.calls = 0

    def write(self, text):
        print("print", repr(text))

    def call(self, name, args):
        self.calls += 1
        if name == "id":
            return b"\x00" * 7 + b"\x01"
        if name == "position":
            return (100, 200)
        if name == "now":
            return self.calls * 10
        if name == "neighbours":
            return [(b"\x00" * 7 + b"\x02", 300, 200), (b"\x00" * 7 + b"\x03", 100, 400)]
        if name == "origin":
            return (b"\x00" * 7 + b"\x01", 100, 200)
        if name == "read":
            if args[0] not in self.tags:
                raise NoTag("no tag")
            return self.tags[args[0]]
        if name == "tags":
            return sorted(self.tags)
        if name in ("write", "create"):
            self.tags[args[0]] = args[1]
        if name == "report" and hasattr(args[0], "items"):
            args = tuple(args[0].items())
        print(name, args)
        return None


def main(paths):
    bricks = {}
    root = None
    for path in paths:
        with open(path, "rb") as file:
            brick = load_brick(file.read())
        bricks[brick.name] = brick
        root = root or brick.name
    host = Host()
    limits = Limits(65536)
    execution = Execution(bricks, root, 1, limits)
    outcome = BLOCKED
    for _ in range(STOPS):
        outcome = execution.run(host, GAS)
        print("outcome", outcome, execution.gas_used)
        if outcome != BLOCKED:
            break
        print("request", execution.request)
        state = execution.capture()
        print("state", len(state), in_hex(hashlib.sha256(state).digest()))
        asked = execution.request[0]
        execution = restore(state, bricks, root, 1, limits)
        assert execution.capture() == state
        gc.collect()
        if asked == "wait":
            execution.throw("Timeout", "the tag was not written")
        else:
            execution.resume(None)
    if outcome == FAILED:
        print("failure", execution.failure)
    elif outcome == KILLED:
        print("killed", execution.kill_reason)


main(sys.argv[1:])
