"""Under MicroPython: `BRICK...`, the program's bricks with the root first.

Prints `GUARD US` for each guard of bench/unguarded.py, and for `none`: microseconds of processor
time of a run without it, or 0 where the program does not end as it should without it.
"""

import gc
import sys
import time

import unguarded

from runtime import vm

_GAS = 1000000000
_MEMORY_BYTES = 1 << 22
_RUNS = 2


class _Host:
    said = ""

    def write(self, text):
        self.said += text


def _least_us(call):
    times = []
    for _ in range(_RUNS):
        gc.collect()
        start = time.clock()
        call()
        times.append(int((time.clock() - start) * 1000000))
    return min(times)


def main(paths):
    gc.threshold(-1)  # the board's habit of collecting often would be most of what is measured
    unguarded.record()
    bricks = {}
    root = None
    for path in paths:
        with open(path, "rb") as file:
            brick = vm.load_brick(file.read())
        bricks[brick.name] = brick
        root = root or brick.name
    host = _Host()

    def run():
        host.said = ""
        execution = vm.Execution(bricks, root, 0, vm.Limits(_MEMORY_BYTES), translate=True)
        assert execution.run(host, _GAS) == vm.DONE

    run()
    run()
    right = host.said
    unguarded.without(None)
    print("none", _least_us(run))
    for guard in unguarded.GUARDS:
        try:
            unguarded.without(guard)
            took_us = _least_us(run)
        except Exception:
            took_us = 0
        print(guard, took_us if host.said == right else 0)
        unguarded.without(None)


main(sys.argv[1:])
