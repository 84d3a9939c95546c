"""What a node takes of the heap: each module that it starts with by itself, then all together."""

import builtins
import gc
import sys

_import = builtins.__import__
_inner_bytes = [0]
_found = []


def allocated_bytes():
    gc.collect()
    return gc.mem_alloc()


def measured(name, *rest):
    """`__import__`, which notes what a module took without those that it imports."""
    if name in sys.modules or not name.startswith("runtime"):
        return _import(name, *rest)
    before_bytes = allocated_bytes()
    _inner_bytes.append(0)
    module = _import(name, *rest)
    taken_bytes = allocated_bytes() - before_bytes
    _found.append((taken_bytes - _inner_bytes.pop(), name))
    _inner_bytes[-1] += taken_bytes
    return module


builtins.__import__ = measured
__import__("runtime.node")
builtins.__import__ = _import
for own_bytes, name in sorted(_found, reverse=True):
    print(f"{own_bytes:7d} {name}")
print(f"{_inner_bytes[0]:7d} in all")
