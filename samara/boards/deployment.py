"""What a deploy puts on a board: into the slot that does not run, then the word to try it.

A board that loses power, or its cable, at any byte of it boots what it ran before: the slot that
is written to is not named in `/slot` until all of it is there and its hashes are right.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.board import slots
from samara.boards import mpy
from samara.boards.board_file import KEY_PATH, BoardFile
from samara.boards.mpy import ROOT
from samara.boards.prompt import Prompt
from samara.refusal import Refused

# On the board: (sha256 of each file of a slot), and what fills one slot from the other.
_HASHES = """
import os, hashlib
def _hashes(folder, prefix=""):
    for entry in os.ilistdir(folder):
        path = folder + "/" + entry[0]
        if entry[1] == 0x4000:
            _hashes(path, prefix + entry[0] + "/")
        else:
            seen = hashlib.sha256()
            with open(path, "rb") as file:
                while True:
                    data = file.read(512)
                    if not data:
                        break
                    seen.update(data)
            print(prefix + entry[0], "".join("%02x" % octet for octet in seen.digest()))
try:
    _hashes({folder!r})
except OSError:
    pass
"""
_HASH = """
import hashlib
try:
    with open({path!r}, "rb") as file:
        print("".join("%02x" % octet for octet in hashlib.sha256(file.read()).digest()))
except OSError:
    pass
"""
_COPY = """
with open({source!r}, "rb") as source:
    with open({target!r}, "wb") as target:
        while True:
            data = source.read(512)
            if not data:
                break
            target.write(data)
"""
_STATVFS = "import os; s = os.statvfs('/'); print(s[0] * s[3])"

_MAIN = {"emulated": ROOT / "firmware/emulated/main.py"}
_ESP32_MAIN = ROOT / "firmware/esp32/main.py"
# What main.py needs before it knows the slot, where the image has none of it.
_BOOT = ("firmware/__init__", "firmware/board/__init__", "firmware/board/files",
         "firmware/board/slots")  # fmt: skip
_IS_FROZEN = """
try:
    import runtime.node, firmware.board.slots
    print(1)
except ImportError:
    print(0)
"""


@dataclass(frozen=True)
class Deployed:
    """`slot` is "" where nothing had to change; `sent_bytes` went over the line."""

    slot: str
    sent: tuple[str, ...]
    sent_bytes: int
    copied: tuple[str, ...]


def contents(board: BoardFile, is_frozen: bool) -> dict[str, bytes]:
    """The files of a slot, by their paths in it; the runtime is among them unless it is frozen."""
    config = json.dumps(board.config, indent=1, sort_keys=True)
    found = {"board.json": config.encode()}
    if not is_frozen:
        found |= _tree(mpy.build_firmware())
        kept = {str(source.with_suffix(".mpy")) for source in mpy.TRANSLATOR}
        found |= {path: data for path, data in _tree(mpy.build()).items() if path not in kept}
    return found


def root_files(board: BoardFile, is_frozen: bool) -> dict[str, bytes]:
    """What stands beside the slots: it starts one of them, and is the same for both."""
    found = {"main.py": _MAIN.get(board.chip, _ESP32_MAIN).read_bytes()}
    if board.key:
        found[KEY_PATH.removeprefix("/")] = board.key.encode()
    if not is_frozen:
        built = mpy.build_firmware()
        found |= {f"boot/{name}.mpy": (built / f"{name}.mpy").read_bytes() for name in _BOOT}
    return found


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.mpy"))
    }


def deploy(
    prompt: Prompt, board: BoardFile, progress: Callable[[str], None] = lambda text: None
) -> Deployed:
    """Brings a board to what `board` says; Refused where the board is another or has no room."""
    if prompt.chip != board.chip:
        raise Refused(
            f"{prompt.device} is an {prompt.chip}; the board file says {board.chip}. "
            "Name another port, or mend [board] chip."
        )
    is_frozen = prompt.run(_IS_FROZEN).strip() == "1"
    wanted = contents(board, is_frozen)
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in wanted.items()}
    good, trial, _tried = slots.parse(prompt.text("/slot"))
    running = trial or good
    there = _hashes(prompt, running) if running else {}
    root = root_files(board, is_frozen)
    sent = [name for name, data in root.items() if _put_root(prompt, name, data)]
    sent_bytes = sum(len(root[name]) for name in sent)
    if there == digests:
        return Deployed("", tuple(sent), sent_bytes, ())

    target = slots.other(good)
    held = _hashes(prompt, target)
    for path in sorted(set(held) - set(wanted)):
        prompt.remove(f"/{target}/{path}")
    missing = [path for path in sorted(wanted) if held.get(path) != digests[path]]
    _must_fit(prompt, sum(len(wanted[path]) for path in missing))
    copied = []
    for path in missing:
        prompt.make_folders(f"/{target}/{path}")
        if there.get(path) == digests[path]:
            prompt.run(_COPY.format(source=f"/{running}/{path}", target=f"/{target}/{path}"))
            copied.append(path)
        else:
            progress(path)
            prompt.write(f"/{target}/{path}", wanted[path])
            sent.append(path)
            sent_bytes += len(wanted[path])
    if _hashes(prompt, target) != digests:
        raise Refused(
            f"{prompt.device}: what arrived is not what was sent; the board still runs what it "
            "ran. Try again, with a shorter cable or another port."
        )
    prompt.replace("/slot", slots.offered(good, target).encode())
    return Deployed(target, tuple(sent), sent_bytes, tuple(copied))


def _put_root(prompt: Prompt, name: str, data: bytes) -> bool:
    """Whether a file of the root had to be sent."""
    if prompt.run(_HASH.format(path=f"/{name}")).strip() == hashlib.sha256(data).hexdigest():
        return False
    prompt.make_folders(f"/{name}")
    prompt.replace(f"/{name}", data)
    return True


def _hashes(prompt: Prompt, slot: str) -> dict[str, str]:
    lines = prompt.run(_HASHES.format(folder=f"/{slot}")).splitlines()
    return dict(line.split(" ", 1) for line in lines)


def _must_fit(prompt: Prompt, needed_bytes: int) -> None:
    free_bytes = int(prompt.run(_STATVFS))
    if needed_bytes > free_bytes:
        raise Refused(
            f"{prompt.device}: {needed_bytes} bytes are to go on a flash with {free_bytes} free. "
            "Remove files from the board, or freeze the runtime into its firmware."
        )
