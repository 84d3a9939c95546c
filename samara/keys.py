"""Key files: made once, readable by their owner alone, and never shown."""

import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.air import Hmac
from runtime.certificate import fingerprint
from runtime.links import key_file
from runtime.links.boots import next_epoch, replace_file
from runtime.message import Bounds
from runtime.rotation import MOST_BYTES, made
from samara.record import check_writable
from samara.refusal import Refused, unknown
from spatial.signing import certify, public_of, signer

_OPERATOR, _FIELD, _NODE = "operator key", "field key", "node key"


@dataclass(frozen=True)
class Operator:
    """Who signs programs."""

    path: Path
    private: bytes

    @property
    def public(self) -> bytes:
        return public_of(self.private)

    def certificate(self, bricks: Sequence[bytes], bounds: Bounds) -> bytes:
        """The certificate of one start of a program; the next start takes another."""
        try:
            start_epoch = next_epoch(f"{self.path}.starts")
        except ValueError as error:
            raise Refused(str(error)) from None
        return certify(self.private, bricks, bounds, start_epoch)


def make_operator(path: Path) -> bytes:
    """Makes an operator's key; the public half of it."""
    private = secrets.token_bytes(32)
    public = public_of(private)
    _write(path, _OPERATOR, {"private": private.hex(), "public": public.hex()})
    return public


def make_field(path: Path) -> None:
    """Makes the keys of a field: its network key, and what those of its nodes are derived from."""
    parts = {name: secrets.token_hex(32) for name in ("master", "private", "secret")}
    _write(path, _FIELD, {"number": 1, **parts, "nodes": [], "revoked": []})


def make_node(field: Path, name: str, path: Path) -> bytes:
    """Makes the key file of one node of a field, by its name; the node's id."""
    keys = _read(field, _FIELD)
    node_id = id_of(name)
    _write(
        path,
        _NODE,
        {
            "name": name,
            "id": node_id.hex(),
            "keys": [[keys["number"], keys["secret"]]],
            "own": own_key(bytes.fromhex(keys["master"]), node_id).hex(),
            "rotates": public_of(bytes.fromhex(keys["private"])).hex(),
            "revoked": [id_of(other).hex() for other in keys["revoked"] if other != name],
        },
    )
    keys["nodes"] = sorted({*keys["nodes"], name})
    keys["revoked"] = [other for other in keys["revoked"] if other != name]
    replace_file(str(field), json.dumps(keys, indent=1) + "\n")
    return node_id


def own_key(master: bytes, node_id: bytes) -> bytes:
    """What a node alone has of its field: the keys to come are told to it under this."""
    return bytes(Hmac(master)(b"samara node" + node_id))


def load_operator(path: Path) -> Operator:
    return Operator(path, bytes.fromhex(_read(path, _OPERATOR)["private"]))


def load_node(path: Path) -> dict[str, Any]:
    """What the file of a node's keys says."""
    return _read(path, _NODE)


def started(path: Path) -> dict[str, Any]:
    """What the keys in `path` give to one more boot of their node."""
    _read(path, _NODE)
    try:
        return dict(key_file.started(str(path)))
    except ValueError as error:
        raise Refused(str(error)) from None


def rotate(field: Path, revoked: Sequence[str], heard_s: int, out: Path) -> int:
    """Makes a field's next key, and the bulletin that tells it to all nodes but those revoked.

    The number of the key. The one before is heard for `heard_s` seconds more.
    """
    keys = _read(field, _FIELD)
    nodes, gone = keys["nodes"], keys.get("revoked", [])
    for name in revoked:
        if name not in nodes:
            raise unknown("node", name, nodes, str(field))
    gone = sorted({*gone, *revoked})
    number, secret = keys["number"] + 1, secrets.token_bytes(32)
    master = bytes.fromhex(keys["master"])
    bulletin = made(
        signer(bytes.fromhex(keys["private"])),
        number,
        secret,
        heard_s,
        [id_of(name) for name in gone],
        [(id_of(name), own_key(master, id_of(name))) for name in nodes if name not in gone],
    )
    if len(bulletin) > MOST_BYTES:
        raise Refused(f"{field}: a bulletin for {len(nodes)} nodes is longer than one may be.")
    check_writable(out)
    keys.update(number=number, secret=secret.hex(), revoked=gone)
    replace_file(str(field), json.dumps(keys, indent=1) + "\n")
    out.write_bytes(bulletin)
    return int(number)


def id_of(name: str) -> bytes:
    """The id of the node of this name."""
    return hashlib.sha256(name.encode()).digest()[:8]


def told(public: bytes) -> str:
    """A public key as people pass it on."""
    return f"public key {public.hex()}, origin {fingerprint(public).hex()}"


def _write(path: Path, kind: str, content: dict[str, Any]) -> None:
    text = json.dumps({"samara": kind, **content}, indent=1) + "\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(
            f"{path} is there already, and a key that is lost is lost for good. Name another file, "
            "or move that one away."
        ) from None
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _read(path: Path, kind: str) -> dict[str, Any]:
    if path.stat().st_mode & 0o077:
        raise Refused(
            f"{path}: others than its owner may read this key. Change that: chmod 600 {path}"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = content["samara"]
    except (ValueError, TypeError, KeyError):
        raise Refused(f"{path} is no key file. Make one with: samara keygen") from None
    if found != kind:
        raise Refused(f"{path} is {_a(found)}, and {_a(kind)} is needed here: samara keygen")
    return dict(content)


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
