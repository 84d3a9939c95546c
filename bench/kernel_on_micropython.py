"""Under MicroPython: `SOURCE.py BRICK...`; prints microseconds a run, by our machine and its own.

The bricks are the program's, the root first.
"""

import gc
import sys
import time

from runtime import vm

_GAS = 100000000
_ROUNDS = 5


class _Host:
    def write(self, text):
        pass


def _least_us(call):
    least = None
    for _ in range(_ROUNDS):
        gc.collect()
        start = time.ticks_us()
        call()
        took = time.ticks_diff(time.ticks_us(), start)
        if least is None or took < least:
            least = took
    return least


def main(source_path, brick_paths):
    with open(source_path) as file:
        code = compile(file.read(), source_path, "exec")
    bricks = {}
    root = None
    for path in brick_paths:
        with open(path, "rb") as file:
            brick = vm.load_brick(file.read())
        bricks[brick.name] = brick
        root = root or brick.name

    def ours():
        execution = vm.Execution(bricks, root, 0, vm.Limits(1 << 20))
        assert execution.run(_Host(), _GAS) == vm.DONE

    print(_least_us(ours), _least_us(lambda: exec(code, {})))


main(sys.argv[1], sys.argv[2:])
