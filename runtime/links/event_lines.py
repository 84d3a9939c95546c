"""A node's events as lines of JSON, on whatever is standard output."""

import json
import sys


def plain(value):
    """`value` in what JSON has: bytes in hex, keys and floats beyond it as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, (bytes, bytearray)):
        return "".join([f"{octet:02x}" for octet in value])
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if hasattr(value, "items"):
        mapping = {}
        for key, item in value.items():
            mapping[key if isinstance(key, str) else str(plain(key))] = plain(item)
        return mapping
    return str(value)


def say(now_ms, kind, fields):
    """Print an event; `event` and `now_ms` are its kind and time."""
    line = plain(fields)
    line["event"] = kind
    line["now_ms"] = now_ms
    print(json.dumps(line))
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
