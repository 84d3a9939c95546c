"""What a node of a keyed field keeps in a file: its field's keys, its own, and who is revoked.

    {"samara": "node key", "name": "31", "id": "hex of 8 bytes", "keys": [[1, "hex of 32 bytes"]],
     "own": "hex of 32 bytes", "rotates": "hex of 32 bytes", "revoked": ["hex of 8 bytes"]}

Its boots are counted in a file beside it, whose name ends in `.boots`.
"""

import json

from runtime.air import Key
from runtime.links.boots import next_epoch, replace_file


def started(path):
    """The fields of NodeConfig that a key file gives to one more boot of its node."""
    told = read(path)
    return {
        "id8": bytes.fromhex(told["id"]),
        "boot_epoch": next_epoch(path + ".boots"),
        "keys": [Key(number, bytes.fromhex(secret)) for number, secret in told["keys"]],
        "own": bytes.fromhex(told["own"]),
        "rotates": bytes.fromhex(told["rotates"]),
        "revoked": [bytes.fromhex(node_id) for node_id in told.get("revoked", ())],
    }


def keep(path, air):
    """Write down the keys that a node has now."""
    told = read(path)
    told["keys"] = [[key.number, _hex(key.secret)] for key in air.keys]
    told["revoked"] = [_hex(node_id) for node_id in air.revoked]
    replace_file(path, json.dumps(told))


def read(path):
    with open(path) as file:
        return json.load(file)


def _hex(data):
    return "".join([f"{octet:02x}" for octet in data])
