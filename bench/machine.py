"""The speed of the machine on each kernel, where the host's own interpreter on it is 1.0.

Metering and sandbox are on. A kernel is a program under bench/kernels, whose first line says its
kind; it prints what it found, and both sides must print the same.
"""

import contextlib
import io
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.timing import as_time, empty_table, least_seconds
from runtime import vm
from samara.boards import unix_board
from samara.boards.mpy import BoardToolMissing
from spatial.compiler import compile_source

KERNELS = sorted((Path(__file__).resolve().parent / "kernels").glob("*.py"))
LOOPS, REST = "loops and arithmetic", "the rest"

# Each engine, and what the Execution is told for it; the order is that of the columns.
ENGINES: dict[str, dict[str, bool]] = {"interpreter": {}, "translator": {"translate": True}}
HOSTS = ("CPython", "MicroPython")

# The bars of issue 3: engine, host, kind of kernel (None: all), geometric mean.
BARS = {
    ("translator", "CPython", LOOPS): 0.8,
    ("translator", "CPython", REST): 0.4,
    ("translator", "CPython", None): 0.6,
    ("translator", "MicroPython", LOOPS): 0.7,
    ("translator", "MicroPython", REST): 0.3,
    ("translator", "MicroPython", None): 0.5,
    ("interpreter", "CPython", None): 0.04,
    ("interpreter", "MicroPython", None): 0.03,
}

_ON_MICROPYTHON = Path(__file__).resolve().parent / "kernel_on_micropython.py"
HEAP = "2048wK"  # kernels are sized for time, not for a board
GAS = 1_000_000_000
MEMORY_BYTES = 1 << 22

COLUMNS = tuple((engine, host) for host in HOSTS for engine in ENGINES)

@dataclass
class Kernel:
    """A program, and how fast it ran: by host natively, by engine and host as a ratio."""

    name: str
    kind: str
    about: str
    source: str
    native_s: dict[str, float] = field(default_factory=dict)
    speed: dict[tuple[str, str], float] = field(default_factory=dict)


def kernels() -> list[Kernel]:
    """All kernels, loops and arithmetic first."""
    found = []
    for path in KERNELS:
        source = path.read_text()
        kind, about = source.splitlines()[0].removeprefix("# ").split(": ")
        found.append(Kernel(path.stem, kind, about, source))
    return sorted(found, key=lambda kernel: (kernel.kind != LOOPS, kernel.name))


def measured(hosts: list[str] | None = None) -> list[Kernel]:
    """All kernels, run on both hosts; a host that is not here is taken from `hosts`."""
    found = kernels()
    for kernel in found:
        _on_cpython(kernel)
    try:
        for kernel in found:
            _on_micropython(kernel)
    except BoardToolMissing as missing:
        if hosts is None:
            raise
        print(f"machine: MicroPython is left out: {missing}")
        hosts.remove("MicroPython")
    return found


def table() -> Table:
    shown = empty_table("machine: speed, where the host itself is 1.0 (more is better)", "kernel")
    shown.add_column("")
    hosts = list(HOSTS)
    found = measured(hosts)
    columns = [(engine, host) for host in hosts for engine in ENGINES]
    for host in hosts:
        shown.add_column(f"{host} itself", justify="right")
        for engine in ENGINES:
            shown.add_column(f"{engine} / {host}", justify="right", style="bold")
    for kernel in found:
        cells = []
        for host in hosts:
            cells.append(as_time(kernel.native_s[host]))
            cells += [f"{kernel.speed[engine, host]:.3f}" for engine in ENGINES]
        shown.add_row(kernel.name, kernel.about, *cells)
    shown.add_section()
    for kind in (LOOPS, REST, None):
        means = {column: geometric_mean(found, column, kind) for column in columns}
        cells = []
        for host in hosts:
            cells.append("")
            cells += [_held(means[engine, host], engine, host, kind) for engine in ENGINES]
        shown.add_row("geometric mean", kind or "all", *cells)
    return shown


def geometric_mean(measured: list[Kernel], column: tuple[str, str], kind: str | None) -> float:
    return statistics.geometric_mean(
        kernel.speed[column] for kernel in measured if kind in (None, kernel.kind)
    )


def _held(mean: float, engine: str, host: str, kind: str | None) -> str:
    bar = BARS.get((engine, host, kind))
    if bar is None:
        return f"{mean:.3f}"
    return f"{mean:.3f} {'>=' if mean >= bar else '[red]<[/red]'} {bar:g}"


class Printed:
    """A node of which the program asks nothing but to print."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text


def _on_cpython(kernel: Kernel) -> None:
    code = compile(kernel.source, kernel.name, "exec")
    said = io.StringIO()

    def native() -> None:
        said.seek(0)
        said.truncate()
        with contextlib.redirect_stdout(said):
            exec(code, {"__name__": "__main__"})

    kernel.native_s["CPython"] = least_seconds(native)
    bricks = [vm.load_brick(data) for data in compile_source(kernel.source).bricks]
    by_name = {brick.name: brick for brick in bricks}
    for engine, options in ENGINES.items():
        host = Printed()

        def ours(host: Printed = host, options: dict[str, bool] = options) -> None:
            host.text = ""
            limits = vm.Limits(MEMORY_BYTES)
            execution: Any = vm.Execution(by_name, bricks[0].name, 0, limits, **options)
            outcome = execution.run(host, GAS)
            if outcome != vm.DONE:
                raise AssertionError(f"{kernel.name} ended with {outcome}: {execution.failure}")

        took_s = least_seconds(ours)
        _same(kernel, host.text, said.getvalue())
        kernel.speed[engine, "CPython"] = kernel.native_s["CPython"] / took_s


def _on_micropython(kernel: Kernel) -> None:
    with tempfile.TemporaryDirectory(prefix="samara-bench-") as folder:
        source = Path(folder) / f"{kernel.name}.py"
        source.write_text(kernel.source)
        bricks = []
        for number, data in enumerate(compile_source(kernel.source).bricks):
            brick = Path(folder) / f"{number}.brick"
            brick.write_bytes(data)
            bricks.append(str(brick))
        for engine, options in ENGINES.items():
            done = subprocess.run(
                unix_board.command(
                    str(_ON_MICROPYTHON), ",".join(options), str(source), *bricks, heap=HEAP
                ),
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
            if done.returncode:
                raise AssertionError(f"{kernel.name} on MicroPython:\n{done.stdout}{done.stderr}")
            *_, native_us, ours_us, native_said, ours_said = done.stdout.splitlines()
            _same(kernel, ours_said, native_said)
            kernel.native_s["MicroPython"] = int(native_us) / 1e6
            kernel.speed[engine, "MicroPython"] = int(native_us) / int(ours_us)


def _same(kernel: Kernel, ours: str, native: str) -> None:
    if ours.strip() != native.strip():
        raise AssertionError(f"{kernel.name} printed {ours!r}, the host {native!r}")
