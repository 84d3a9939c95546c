"""Thin drivers between a node and the world: they read the clock, the socket or the radio.

Nothing here decides anything. `clock` counts milliseconds since the node's boot, `udp` carries
frames in datagrams, `driver` turns a node's wishes into calls, and `udp_node` is the process.
"""
