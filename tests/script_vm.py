"""A machine that runs lists of steps in place of bytecode, to try the node core by itself.

A brick is CBOR: ["script", [hashes it imports], [step, ...]]. Steps:

    ("go", id8)        migrate, and again after 300 ms whenever that raises
    ("try", id8, ...)  migrate once, with what else is given; what it raises is reported
    ("count", tag)     one more in the I/O tag
    ("pad", n)         n bytes more of state
    ("report", value)  ("sleep", ms)  ("wait", tag, ms)  ("spin", gas)  ("call", name, *args)
"""

import hashlib

from runtime import cbor
from runtime.errors import BadBrick, BadState, DecodeError, TagError

DONE, BLOCKED, FAILED, KILLED = range(4)


class ScriptBrick:
    def __init__(self, data):
        try:
            kind, self.imports, self.steps = cbor.decode(data)
        except (DecodeError, TypeError, ValueError) as error:
            raise BadBrick(f"no script: {error}") from error
        if kind != "script":
            raise BadBrick("no script")
        self.data = bytes(data)
        self.hash = hashlib.sha256(data).digest()
        self.name = self.hash[:8]

    def hashes(self):
        return self.imports


def script(*steps, imports=()):
    return cbor.encode(["script", list(imports), list(steps)])


load_brick = ScriptBrick


class Execution:
    def __init__(self, bricks, root, seed=0, limits=None):
        self.steps = bricks[root].steps
        self.at = 0
        self.pad = b""
        self.gas_used = 0
        self.request = None
        self.pending = None
        self.failure = None
        self.kill_reason = None

    def spend(self, gas):
        pass

    def trace(self):
        return []

    def capture(self):
        return cbor.encode([self.at, self.pad])

    def resume(self, value=None):
        self.pending = ("value", value)

    def throw(self, kind, text):
        self.pending = (kind, text)

    def run(self, host, gas):
        if self.request is not None:
            kind, value = self.pending
            self.request = self.pending = None
            step = self.steps[self.at]
            if kind == "value":
                self.at += 1
                if step[0] == "wait":
                    host.call("report", (value,))
            elif step[0] == "go":
                self.request = ("sleep", (300,))
                self.at -= 1  # the sleep ends one step before
                return BLOCKED
            elif step[0] == "try":
                host.call("report", ((kind, value),))
                self.at += 1
            else:
                self.failure = (kind, value, [])
                return FAILED
        while self.at < len(self.steps):
            kind, *args = self.steps[self.at]
            self.gas_used += 1
            if kind in ("go", "try"):
                self.request = ("migrate", tuple(args))
                return BLOCKED
            if kind in ("sleep", "wait"):
                self.request = (kind, tuple(args))
                return BLOCKED
            self.at += 1
            try:
                if kind == "count":
                    host.call("write", (args[0], host.call("read", (args[0],)) + 1))
                elif kind == "pad":
                    self.pad += bytes(i * 7 & 255 for i in range(args[0]))
                elif kind == "report":
                    host.call("report", (args[0],))
                elif kind == "call":
                    host.call("report", (host.call(args[0], tuple(args[1:])),))
                elif kind == "spin":
                    self.gas_used += min(args[0], gas)
                    if args[0] > gas:
                        self.kill_reason = "gas: the bound for this visit is spent"
                        return KILLED
            except TagError as error:
                self.failure = (type(error).__name__, str(error), [])
                return FAILED
        return DONE


def restore(data, bricks, root, seed=0, limits=None):
    execution = Execution(bricks, root, seed, limits)
    try:
        execution.at, execution.pad = cbor.decode(data)
        if not 0 <= execution.at < len(execution.steps):
            raise BadState("no such step")
    except (DecodeError, TypeError, ValueError) as error:
        raise BadState(str(error)) from error
    execution.request = ("restored", ())
    return execution
