"""What runs on every node, under CPython and MicroPython alike, from the standard library only.

Everything in here that decides is a function of what it is given: `now_ms` (integer
milliseconds since the node's boot) and bytes. It gives back what to send and when to be
called next. Clocks, sockets, pins and radios live in `runtime.links`. Modules lower in
this order import nothing higher: errors, cbor, vm, tagspace, wire, message, node, links.
"""
