"""The JSON record of a run: its outcome and everything that is needed to run it again."""

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from samara import __version__
from samara.refusal import Refused


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def versions() -> dict[str, str]:
    """The versions that a result may depend on."""
    found = {"samara": __version__, "python": platform.python_version()}
    for package in ("ns3", "cppyy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def provenance(command: list[str], field: Path, programs: list[Path]) -> dict[str, Any]:
    """What ran: the command, the versions, and the hashes of the field and its programs."""
    return {
        "command": command,
        "versions": versions(),
        "field": {"file": str(field), "sha256": sha256_of(field)},
        "programs": [{"file": str(path), "sha256": sha256_of(path)} for path in programs],
    }


def check_writable(path: Path) -> None:
    """Refuses a path that no file can be written to, before a long run and not after it."""
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file to write.")
    if not path.parent.is_dir():
        raise Refused(f"{path}: there is no folder {path.parent}; make it, or name another.")
    if path.exists() and not path.is_file():
        return
    if not os.access(path.parent, os.W_OK):
        raise Refused(f"{path}: the folder {path.parent} may not be written to.")


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Writes `record` whole or not at all: a reader never sees half a file."""
    text = json.dumps(record, indent=2, ensure_ascii=False, default=plain) + "\n"
    try:
        if path.exists() and not path.is_file():  # /dev/stdout and its like are not replaced
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}.") from None


def _replace(path: Path, text: str) -> None:
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def plain(value: object) -> object:
    """JSON's form of what a program may report and JSON lacks."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
