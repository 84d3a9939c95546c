"""A node as a JSON file describes it.

Only `name` must be there:

    {"name": "31", "id": "hex of 8 bytes", "boot_epoch": 7, "position_cm": [120, 80],
     "regions": {"left-hill": ["circle", 12000, 15000, 8000],
                 "lab": ["polygon", [0, 0, 100, 0, 100, 100]]},
     "tags": {"sprinkler": 0}, "rights": {"sprinkler": "others:read,write"},
     "readings": {"temperature": {"unit": "C", "offset_ms": 0, "rows": [[0, 21.5]]}},
     "bricks": ["pinned.brick"], "notice": ["root.brick", "imported.brick"],
     "limits": {"memory_bytes": 20000},
     "key": "31.key", "encrypts": false, "policy": {"alice": {"key": "hex of 32 bytes"}}}

`tags` are held in memory; programs may read them, and write those that `rights` of
runtime/tagspace/rights.py let them. `limits` are more of NodeConfig's fields. `notice` is
the program that takes word of a kill home, read when it is needed. With `key`,
a file as `samara keygen node` makes it, the field is keyed, and the boot epoch is counted in a file
beside it; with `policy`, the rules of runtime/policy.py, it is signed.
"""

import gc
import hashlib

from runtime.node import Node, NodeConfig
from runtime.tagspace import Held, Readings

_LOW_BYTES = 8192  # of heap, below which what is garbage is counted


def make_node(config, boot_epoch, mtu_bytes):
    """The node; `boot_epoch` and `mtu_bytes` are what it has where the file does not say."""
    known = dict(config.get("limits", {}))
    if hasattr(gc, "mem_free"):
        known["free_bytes"] = _free_bytes
    if "id" in config:
        known["id8"] = bytes.fromhex(config["id"])
    if "notice" in config:
        files = config["notice"]
        root = hashlib.sha256(read_files(files[:1])[0]).digest()[:8]
        known["notice"] = (root, lambda: read_files(files))
    known.update(_security(config, boot_epoch))
    regions = {}
    for name, shape in config.get("regions", {}).items():
        regions[name] = tuple(tuple(n) if isinstance(n, list) else n for n in shape)
    node = Node(
        NodeConfig(
            config["name"],
            position_cm=tuple(config.get("position_cm", (0, 0))),
            regions=regions,
            **known,
        ),
        config.get("mtu_bytes", mtu_bytes),
        read_files(config.get("bricks", ())),
    )
    rights = config.get("rights", {})
    for name, value in config.get("tags", {}).items():
        held = Held(value)
        node.tags.bind(name, held.read, held.write, rights=rights.get(name))
    for name, sensor in config.get("readings", {}).items():
        recorded = Readings(sensor["rows"], sensor.get("offset_ms", 0))
        node.tags.bind(name, recorded.read, None, sensor.get("unit"), rights.get(name))
    return node


def heard_by(tell, node, config):
    """What is to be the node's `on_event`: `tell`, and new keys are written to the key file."""
    if "key" not in config:
        return tell

    def keep_and_tell(now_ms, kind, fields):
        if kind == "rekeyed":
            from runtime.links.key_file import keep

            keep(config["key"], node.air)
        tell(now_ms, kind, fields)

    return keep_and_tell


def _free_bytes():
    """What is left of a board's heap."""
    left_bytes = gc.mem_free()  # type: ignore[attr-defined]
    if left_bytes < _LOW_BYTES:
        gc.collect()
        left_bytes = gc.mem_free()  # type: ignore[attr-defined]
    return left_bytes


def _security(config, boot_epoch):
    """The fields of NodeConfig that a configuration's keys, policy and boots give."""
    if "key" not in config:
        return {"boot_epoch": config.get("boot_epoch", boot_epoch)}
    from runtime.links.key_file import started

    known = started(config["key"])
    known["encrypts"] = config.get("encrypts", False)
    if "policy" in config:
        from runtime.policy import Policy

        known["policy"] = Policy(config["policy"])
        known["signed"] = True
    return known


def read_files(paths):
    contents = []
    for path in paths:
        with open(path, "rb") as file:
            contents.append(file.read())
    return contents
