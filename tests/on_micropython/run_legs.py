"""Take programs a leg further: run_legs.py FOLDER STOPS NAME...

For each NAME there is FOLDER/NAME.bricks (each brick behind its length in two bytes, the root
first) and FOLDER/NAME.state, empty at the start. Prints a line for each program: its name, the
outcome after at most STOPS suspensions, and in hex what it said, its state, and how it ended.
"""

import binascii
import gc
import sys

from runtime.vm import BLOCKED, DONE, FAILED, Execution, Limits, load_brick, restore

GAS = 20000000
MEMORY_BYTES = 4000000


class Host:
    def __init__(self):
        self.said = []

    def write(self, text):
        self.said.append(text)

    def call(self, name, args):
        return {"id": b"12345678", "position": (1, 2), "now": 5, "neighbours": []}.get(name)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def in_hex(data):
    return binascii.hexlify(data).decode() or "-"


def loaded(data):
    bricks = {}
    root = None
    at = 0
    while at < len(data):
        size = data[at] * 256 + data[at + 1]
        brick = load_brick(data[at + 2 : at + 2 + size])
        bricks[brick.name] = brick
        root = root or brick.name
        at += 2 + size
    return bricks, root


def leg(folder, name, stops):
    bricks, root = loaded(read(folder + "/" + name + ".bricks"))
    state = read(folder + "/" + name + ".state")
    limits = Limits(MEMORY_BYTES)
    if state:
        execution = restore(state, bricks, root, 1, limits)
        execution.resume(None)
    else:
        execution = Execution(bricks, root, 1, limits)
    state = b""
    host = Host()
    outcome = execution.run(host, GAS)
    while outcome == BLOCKED and stops > 1:
        execution.resume(None)
        outcome = execution.run(host, GAS)
        stops -= 1
    ended = ""
    if outcome == BLOCKED:
        state = execution.capture()
    elif outcome == FAILED:
        ended = execution.failure[0] + ": " + execution.failure[1]
    elif outcome != DONE:
        ended = "Killed: " + execution.kill_reason
    said = "".join(host.said)
    print(name, outcome, in_hex(said.encode()), in_hex(state), in_hex(ended.encode()))


def main(folder, stops, names):
    for name in names:
        gc.collect()
        leg(folder, name, int(stops))


main(sys.argv[1], sys.argv[2], sys.argv[3:])
