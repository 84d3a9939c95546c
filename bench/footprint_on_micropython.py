"""Under MicroPython: what a brick and a move cost a node, as lines `NAME NUMBER`. As a script:

BRICK BRICK...      verifying and translating the first; suspending the program of the others
"""

import gc
import sys
import time

_ROUNDS = 100
_TRANSLATIONS = 5


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def least_us(call, rounds=_ROUNDS):
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.ticks_us()
        call()
        times.append(time.ticks_diff(time.ticks_us(), start))
    return min(times)


def costs(brick, program):
    from runtime import vm

    data = read(brick)
    vm.load_brick(data)
    before_bytes = allocated_bytes()
    kept = vm.load_brick(data)
    print("verified_bytes", allocated_bytes() - before_bytes)
    print("verified_us", least_us(lambda: vm.load_brick(data)))
    from runtime.vm import native

    def translate():
        known = native.Native(kept)
        for index in range(len(kept.flags)):
            known.function(index)
        return known

    translate()
    before_bytes = allocated_bytes()
    known = translate()
    print("translated_bytes", allocated_bytes() - before_bytes)
    print("translated_us", least_us(translate, _TRANSLATIONS))
    del known
    bricks = {}
    root = None
    for path in program:
        kept = vm.load_brick(read(path))
        bricks[kept.name] = kept
        root = root or kept.name
    limits = vm.Limits(65536)
    held = [vm.Execution(bricks, root, 0, limits)]
    assert held[0].run(None, 100000) == vm.BLOCKED

    def suspend():
        state = held[0].capture()
        held[0] = vm.restore(state, bricks, root, 0, limits)
        held[0].resume(None)
        assert held[0].run(None, 100000) == vm.BLOCKED

    print("suspended_us", least_us(suspend))


costs(sys.argv[1], sys.argv[2:])
