"""What each guard costs: the translator without it, one at a time.

    python -m bench guards              a table
    python -m bench.guards --record     the same, and the speed of each kernel, to docs/results.md

Guards are taken out of the source of host functions (bench/unguarded.py), for measuring alone.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.table import Table

from bench import machine, results, unguarded
from bench.timing import empty_table
from runtime import vm
from samara.boards import unix_board
from samara.boards.mpy import BoardToolMissing
from spatial.compiler import compile_source

ABOUT = {
    "gas": "gas, at loops and calls",
    "ints": "the size of ints",
    "types": "what values are, and which attributes there are",
    "memory": "memory",
    "depth": "how deep calls are nested (CPython counts itself)",
    "leaving": "the places where a function can be left, suspension points among them",
    "all": "all of these",
}
_ON_MICROPYTHON = Path(__file__).resolve().parent / "guards_on_micropython.py"
_RUNS = 3

# By guard, "none" for all guards on: seconds, or None where the kernel needs the guard to end well.
Times = dict[str, float | None]


def table() -> Table:
    return _table(_measured())


def _measured() -> dict[str, dict[str, tuple[str, Times]]]:
    """By host and kernel: the kernel's kind, and its times."""
    unguarded.record()
    found: dict[str, dict[str, tuple[str, Times]]] = {"CPython": {}, "MicroPython": {}}
    for kernel in machine.kernels():
        found["CPython"][kernel.name] = kernel.kind, _on_cpython(kernel)
        try:
            found["MicroPython"][kernel.name] = kernel.kind, _on_micropython(kernel)
        except BoardToolMissing:
            found.pop("MicroPython", None)
    return found


def _table(found: dict[str, dict[str, tuple[str, Times]]]) -> Table:
    shown = empty_table("guards: the share of its time that translated code spends on each", "what")
    columns = [(host, kind) for host in found for kind in (machine.LOOPS, machine.REST)]
    for host, kind in columns:
        shown.add_column(f"{kind} / {host}", justify="right")
    for guard in unguarded.GUARDS:
        shown.add_row(ABOUT[guard], *(_share(found[host], kind, guard) for host, kind in columns))
    return shown


def _share(kernels: dict[str, tuple[str, Times]], kind: str, guard: str) -> str:
    """1 - the geometric mean of the times without it, and how many kernels need it to end well."""
    ratios = []
    needed = 0
    for of_kind, times in kernels.values():
        without, whole = times[guard], times["none"]
        if of_kind == kind and without and whole:
            ratios.append(without / whole)
        elif of_kind == kind:
            needed += 1
    text = f"{1 - statistics.geometric_mean(ratios):.0%}" if ratios else ""
    return f"{text} ({needed} need it)" if needed else text


def _on_cpython(kernel: machine.Kernel) -> Times:
    bricks = [vm.load_brick(data) for data in compile_source(kernel.source).bricks]
    by_name = {brick.name: brick for brick in bricks}
    host = machine.Printed()

    def run() -> None:
        host.text = ""
        limits = vm.Limits(machine.MEMORY_BYTES)
        execution: Any = vm.Execution(by_name, bricks[0].name, 0, limits, translate=True)
        if execution.run(host, machine.GAS) != vm.DONE:
            raise AssertionError(f"{kernel.name}: {execution.failure}")

    run()
    run()
    right = host.text
    unguarded.without(None)
    times: Times = {"none": _least_seconds(run)}
    for guard in unguarded.GUARDS:
        try:
            unguarded.without(guard)
            took_s = _least_seconds(run)
        except Exception:  # whatever comes of code whose guards are gone
            host.text = ""
        times[guard] = took_s if host.text == right else None
        unguarded.without(None)
    unguarded.forget()
    return times


def _least_seconds(call: Callable[[], None]) -> float:
    times = []
    for _ in range(_RUNS):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def _on_micropython(kernel: machine.Kernel) -> Times:
    with tempfile.TemporaryDirectory(prefix="samara-bench-") as folder:
        paths = []
        for number, data in enumerate(compile_source(kernel.source).bricks):
            paths.append(Path(folder) / f"{number}.brick")
            paths[-1].write_bytes(data)
        done = subprocess.run(
            unix_board.command(str(_ON_MICROPYTHON), *map(str, paths), heap=machine.HEAP),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    if done.returncode:
        raise AssertionError(f"{kernel.name} on MicroPython:\n{done.stdout}{done.stderr}")
    rows = [line.split() for line in done.stdout.splitlines() if line]
    return {guard: int(took_us) / 1e6 or None for guard, took_us in rows}


_BEGIN_KERNELS = "<!-- made by python -m bench.guards --record: kernels -->"
_KERNELS = """
## The machine's speed (`python -m bench.guards --record`)

As `make bench` measures it: the host's own interpreter is 1.0, metering and sandbox are on.

| when | commit | kernel | CPython: interpreter | translator | MicroPython: interpreter \
| translator |
| --- | --- | --- | --- | --- | --- | --- |
"""
_BEGIN_GUARDS = "<!-- made by python -m bench.guards --record: guards -->"
_GUARDS = """
### What each guard costs

The share of its time that translated code spends on a guard: 1 - the geometric mean over the
kernels of the time without the guard over that with all of them. Kernels that do not end well
without a guard are left out of its mean, and counted.

| when | commit | guard | loops / CPython | rest / CPython | loops / MicroPython \
| rest / MicroPython |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.guards")
    parser.add_argument("--record", action="store_true", help="add rows to docs/results.md")
    if not parser.parse_args(arguments).record:
        parser.error("say --record, or run python -m bench guards")
    measured = machine.measured()
    for name, kernel in [(kernel.name, kernel) for kernel in measured]:
        cells = [f"{kernel.speed[column]:.3f}" for column in machine.COLUMNS]
        results.add_row(_KERNELS, _BEGIN_KERNELS, [name, *cells])
    for kind in (machine.LOOPS, machine.REST, None):
        cells = [f"{machine.geometric_mean(measured, column, kind):.3f}"
                 for column in machine.COLUMNS]
        results.add_row(_KERNELS, _BEGIN_KERNELS, [f"mean: {kind or 'all'}", *cells])
    found = _measured()
    for guard in unguarded.GUARDS:
        shares = [_share(found[host], kind, guard)
                  for host in machine.HOSTS for kind in (machine.LOOPS, machine.REST)]
        results.add_row(_GUARDS, _BEGIN_GUARDS, [ABOUT[guard], *shares])


if __name__ == "__main__":
    main()
