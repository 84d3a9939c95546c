"""Imports every module named on the command line; prints what each and all take of the heap."""

import gc
import sys


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


before_bytes = last_bytes = allocated_bytes()
for name in sys.argv[1:]:
    __import__(name)
    now_bytes = allocated_bytes()
    print(f"{now_bytes - last_bytes:7d} {name}")
    last_bytes = now_bytes
print(f"{last_bytes - before_bytes:7d} in all, {gc.mem_free()} free")
