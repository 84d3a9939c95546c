"""Under MicroPython: what a node takes of the heap, or what bricks and a move cost it.

    heap FOLDER MODULE... -- BRICK...   bytes of a node, of a message, and of all the modules
    costs BRICK -- BRICK...             verifying the first; suspending the program of the others

FOLDER is where the modules are, or `-` for the board's flash. Lines are `NAME NUMBER`.
"""

import gc
import sys
import time

_ROUNDS = 100


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def heap(folder, modules, bricks):
    if folder != "-":
        sys.path[:] = [folder, ".frozen"]
    empty_bytes = allocated_bytes()
    from runtime.node import Node, NodeConfig
    print("started", allocated_bytes() - empty_bytes)
    data = [read(path) for path in bricks]
    before_bytes = allocated_bytes()
    node = Node(NodeConfig("bench"), 116)
    print("node", allocated_bytes() - before_bytes)
    before_bytes = allocated_bytes()
    node.inject(0, data, {"memory_bytes": 16384})
    print("admitted", allocated_bytes() - before_bytes)
    del node, data
    for name in modules:
        __import__(name)
    print("imported", allocated_bytes() - empty_bytes)


def least_us(call):
    times = []
    for _ in range(_ROUNDS):
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
    print("state_bytes", len(held[0].capture()))


end = sys.argv.index("--")
if sys.argv[1] == "heap":
    heap(sys.argv[2], sys.argv[3:end], sys.argv[end + 1 :])
else:
    costs(sys.argv[2], sys.argv[end + 1 :])
