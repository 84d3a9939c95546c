"""Under MicroPython: `OPTIONS SOURCE.py BRICK...`, the program's bricks with the root first.

OPTIONS are arguments of Execution to be set, between commas. The last four lines printed are
microseconds of processor time a run, by MicroPython itself and by our machine, and what each said.
"""

import gc
import sys
import time

from runtime import vm

_GAS = 1000000000
_MEMORY_BYTES = 1 << 22
_ENOUGH_US = 1000000
_MOST_CALLS = 20


class _Host:
    said = ""

    def write(self, text):
        self.said += text


def _least_us(call):
    times = []
    while len(times) < 2 or (len(times) < _MOST_CALLS and sum(times) < _ENOUGH_US):
        gc.collect()
        start = time.clock()
        call()
        times.append(int((time.clock() - start) * 1000000))
    return min(times)


def main(options, source_path, brick_paths):
    gc.threshold(-1)  # the board's habit of collecting often would be most of what is measured
    chosen = {name: True for name in options.split(",") if name}
    bricks = {}
    root = None
    for path in brick_paths:
        with open(path, "rb") as file:
            brick = vm.load_brick(file.read())
        bricks[brick.name] = brick
        root = root or brick.name
    host = _Host()
    native = _Host()

    def ours():
        host.said = ""
        execution = vm.Execution(bricks, root, 0, vm.Limits(_MEMORY_BYTES), **chosen)
        outcome = execution.run(host, _GAS)
        assert outcome == vm.DONE, (outcome, execution.failure, execution.kill_reason)

    ours_us = _least_us(ours)
    with open(source_path) as file:
        code = compile(file.read(), source_path, "exec")

    def own():
        native.said = ""
        exec(code, {"print": _print})

    def _print(*values):
        native.said += " ".join([str(value) for value in values]) + "\n"

    native_us = _least_us(own)
    print(native_us)
    print(ours_us)
    print(native.said.strip())
    print(host.said.strip())


main(sys.argv[1], sys.argv[2], sys.argv[3:])
