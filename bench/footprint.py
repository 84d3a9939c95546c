"""What a node spends on code and moves: time, and heap on words of 64 and of 32 bits.

    python -m bench footprint            a table of all
    python -m bench.footprint --record   what the board of 32 bits takes: a row of docs/results.md

Those of 64 are the unix port's, those of 32 an emulated Cortex-M3's: what is pointers takes half
there, what is bytecode as much.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table

from bench import results, sprinkler_trace
from bench.timing import as_time, empty_table, least_seconds, seconds_a_call
from runtime import vm
from runtime.vm import native
from samara.boards import emulated, mpy, unix_board
from samara.boards.mpy import BoardToolMissing
from spatial.compiler import compile_file, compile_source

FROZEN, FLASH, FILES = "frozen", "out of flash", "from .mpy files"
_STARTED = "runtime as a node starts with it"
_IMPORTED = "all modules, late ones too"
_NODE = "a node, beside it"
_ADMITTED = "with a sprinkler admitted"
_ALIVE = "the most that is alive while it passes"
_LEAST = "the least heap in which it passes, runtime and all"

_HERE = Path(__file__).resolve().parent
_BRICK = mpy.ROOT / "runtime" / "routing" / "geographic.py"
_SUSPENDED = """
import node
def inner(n, text):
    while True:
        node.sleep(n)
def outer(items):
    inner(len(items), "spot")
outer([1, 2, 3])
"""
_HEAP = "400wK"  # not a board's: what is measured here is how much of one it would take
_INJECTOR = "a"
_BEGIN = "<!-- made by python -m bench.footprint --record -->"
_PART = """
## `python -m bench.footprint --record`

Heap in kB (1,024 bytes) on the emulated board, a Cortex-M3. *Node*: the runtime as a node starts
with it. *All*: with every module that is otherwise imported late. *Files*: from .mpy files, which
are copied to the heap. *Flash*: the same files in a ROMFS image, run where they lie. *Sprinkler*:
the most that is alive, beside the runtime, while the sprinkler passes the node that injects it.
*Least heap*: the smallest in which that works, runtime and all, collecting garbage every 4 kB.

| when | commit | node: frozen | flash | files | all: frozen | flash | files | sprinkler \
| least heap: frozen | flash |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

# On the emulated board: the files of /rom as those of a file system that is not mapped to memory.
_COPYING = """
import io, os, sys, vfs
class Copying:
    def mount(self, readonly, mkfs):
        pass
    def chdir(self, path):
        pass
    def stat(self, path):
        return os.stat("/rom" + path)
    def open(self, path, mode):
        with open("/rom" + path, "rb") as file:
            return io.BytesIO(file.read())
vfs.mount(Copying(), "/files")
sys.path[:] = ["/files"]
"""
_PLAY = """
_at = 0
def read(size_bytes):
    global _at
    _at += size_bytes
    return bytes(DATA[_at - size_bytes : _at])
play(read, """


def table() -> Table:
    shown = empty_table("footprint: what code and moves cost a node", "what")
    for host in ("CPython", "MicroPython", "32-bit board"):
        shown.add_column(host, justify="right")
    brick = compile_file(_BRICK).bricks[0]
    program = list(compile_source(_SUSPENDED).bricks)
    on_cpython = _costs(brick, program)
    on_unix = _or_nothing(partial(_unix_port, brick, program))
    on_board = _or_nothing(_emulated_board)
    for name, key in (
        (f"verify a brick of {len(brick):,} bytes ({_BRICK.name})", "verified_us"),
        ("translate it, all its functions", "translated_us"),
        ("suspend, capture, restore, resume: 3 frames", "suspended_us"),
    ):
        board = as_time(on_unix[key] / 1e6) if on_unix else ""
        shown.add_row(name, as_time(on_cpython[key] / 1e6), board, "")
    for key in {**on_unix, **on_board}:
        if not key.endswith("_us"):
            shown.add_row(f"heap: {key}", "", _bytes(on_unix.get(key)), _bytes(on_board.get(key)))
    return shown


def _bytes(number: int | None) -> str:
    return "" if number is None else f"{number:,} bytes"


def _or_nothing(measure: Callable[[], dict[str, int]]) -> dict[str, int]:
    try:
        return measure()
    except BoardToolMissing as missing:
        print(f"footprint: left out: {missing}")
        return {}


def _costs(brick: bytes, program: list[bytes]) -> dict[str, float]:
    loaded = [vm.load_brick(data) for data in program]
    bricks = {one.name: one for one in loaded}
    root = loaded[0].name
    limits = vm.Limits(65536)
    execution = vm.Execution(bricks, root, 0, limits)

    def suspend() -> None:
        nonlocal execution
        execution = vm.restore(execution.capture(), bricks, root, 0, limits)
        execution.resume(None)
        if execution.run(None, 100_000) != vm.BLOCKED:
            raise AssertionError("the program did not sleep again")

    if execution.run(None, 100_000) != vm.BLOCKED:
        raise AssertionError("the program did not sleep")
    return {
        "verified_us": seconds_a_call(partial(vm.load_brick, brick)) * 1e6,
        "translated_us": least_seconds(partial(_translate, vm.load_brick(brick))) * 1e6,
        "suspended_us": seconds_a_call(suspend) * 1e6,
    }


def _translate(brick: Any) -> None:
    known = native.Native(brick)
    for index in range(len(brick.flags)):
        known.function(index)


def _unix_port(brick: bytes, program: list[bytes]) -> dict[str, int]:
    with tempfile.TemporaryDirectory(prefix="samara-bench-") as folder:

        def run(script: str, *arguments: str | bytes, heap: str = _HEAP) -> str:
            paths = []
            for at, each in enumerate(arguments):
                if isinstance(each, bytes):
                    (Path(folder) / f"{at}").write_bytes(each)
                paths.append(each if isinstance(each, str) else str(Path(folder) / f"{at}"))
            done = subprocess.run(
                unix_board.command(str(_HERE / script), *paths, heap=heap),
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )
            if done.returncode:
                raise RuntimeError(f"{script} on MicroPython:\n{done.stdout}{done.stderr}")
            return done.stdout

        found = _numbers(run("footprint_on_micropython.py", brick, *program))
        found["that brick, loaded"] = found.pop("verified_bytes")
        found["what its translation takes, beside the translator"] = found.pop("translated_bytes")
        for kind, where in ((FLASH, "-"), (FILES, str(mpy.OUT))):
            found |= _imported(kind, run("imports_on_micropython.py", where, *mpy.names()))
        replay = partial(run, "replay_on_micropython.py")
        return found | _played(
            FLASH,
            lambda told: replay(told, "weigh"),
            lambda told, heap_kb: replay(told, heap=f"{heap_kb}K"),
            range(150, 300),
        )


def _emulated_board() -> dict[str, int]:
    found: dict[str, int] = {}
    imports = (_HERE / "imports_on_micropython.py").read_text() + f"measure({mpy.names()})"
    for kind in (FROZEN, FLASH, FILES):
        script = _COPYING + imports if kind == FILES else imports
        found |= _imported(kind, emulated.run(script, b"", kind == FROZEN, None))
    for kind in (FROZEN, FLASH):
        replay = partial(_replay_on_board, kind == FROZEN)
        found |= _played(kind, replay, replay, range(60, 160))
    return found


def _replay_on_board(frozen: bool, told: bytes, heap_kb: int | None = None) -> str:
    script = (_HERE / "replay_on_micropython.py").read_text()
    heap_bytes = None if heap_kb is None else heap_kb * 1024
    return emulated.run(f"{script}{_PLAY}{heap_kb is None})", told, frozen, heap_bytes)


def _played(
    kind: str,
    weigh: Callable[[bytes], str],
    play: Callable[[bytes, int], str],
    heaps_kb: range,
) -> dict[str, int]:
    """What the part of the node that injects the sprinkler takes; AssertionError if it errs."""
    told, digest = sprinkler_trace.traces()[_INJECTOR]
    words = weigh(told).replace(f"sent {digest}", "")
    assert "sent" not in words, f"the node sent other frames than on CPython: {words}"
    numbers = _numbers(words)
    least_kb, most_kb = heaps_kb.start, heaps_kb.stop
    while least_kb < most_kb:
        heap_kb = (least_kb + most_kb) // 2
        try:
            works = digest in play(told, heap_kb)
        except RuntimeError:
            works = False
        least_kb, most_kb = (least_kb, heap_kb) if works else (heap_kb + 1, most_kb)
    return {
        f"{_NODE}, {kind}": numbers["node"],
        f"{_ADMITTED}, {kind}": numbers["admitted"],
        f"{_ALIVE}, {kind}": numbers["alive"],
        f"{_LEAST}, {kind}": least_kb * 1024,
    }


def _imported(kind: str, words: str) -> dict[str, int]:
    numbers = _numbers(words)
    return {
        f"{_STARTED}, {kind}": numbers["started"],
        f"{_IMPORTED}, {kind}": numbers["imported"],
    }


def _numbers(lines: str) -> dict[str, int]:
    words = [line.split() for line in lines.splitlines() if line]
    return {name: int(number) for name, number in words}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.footprint")
    parser.add_argument("--record", action="store_true", help="add a row to docs/results.md")
    asked = parser.parse_args(arguments)
    try:
        found = _emulated_board()
    except BoardToolMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    keys = [
        *(f"{what}, {kind}" for what in (_STARTED, _IMPORTED) for kind in (FROZEN, FLASH, FILES)),
        f"{_ALIVE}, {FROZEN}",
        *(f"{_LEAST}, {kind}" for kind in (FROZEN, FLASH)),
    ]
    cells = [f"{found[key] / 1024:.1f}" for key in keys]
    print(*(f"{found[key]:9,} {key}" for key in keys), sep="\n")
    if asked.record:
        results.add_row(_PART, _BEGIN, cells)
    return 0


if __name__ == "__main__":
    sys.exit(main())
