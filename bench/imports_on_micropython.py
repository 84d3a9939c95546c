"""Under MicroPython: what the runtime takes of the heap once imported. As a script:

    FOLDER MODULE...     FOLDER is where the modules are, or `-` for the board's flash

Prints `started N`, the bytes of what a node starts with, and `imported N`, those of all the
modules, but for links of a kind that this board has not.
"""

import gc
import sys


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


def measure(modules):
    empty_bytes = allocated_bytes()
    __import__("runtime.node")
    print("started", allocated_bytes() - empty_bytes)
    for name in modules:
        try:
            __import__(name)
        except ImportError:
            if not name.startswith("runtime.links"):
                raise
    print("imported", allocated_bytes() - empty_bytes)


if len(sys.argv) > 1:
    if sys.argv[1] != "-":
        sys.path[:] = [sys.argv[1], ".frozen"]
    measure(sys.argv[2:])
