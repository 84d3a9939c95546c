"""`python -m bench [NAME ...]`: all benchmarks, or the named ones, as one table."""

import sys
from importlib import import_module

from rich import box
from rich.console import Console
from rich.table import Table

BENCHMARKS = ("codec", "machine", "node")


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
        return 2
    table = Table(
        title="how many times the yardstick's time (less is better)",
        title_justify="left",
        box=box.SIMPLE,
        pad_edge=False,
    )
    table.add_column("benchmark")
    table.add_column("what")
    table.add_column("ours", justify="right")
    table.add_column("yardstick")
    table.add_column("its time", justify="right")
    table.add_column("ratio", justify="right", style="bold")
    for name in names or BENCHMARKS:
        for ratio in import_module(f"bench.{name}").measure():
            table.add_row(
                name,
                ratio.name,
                _time(ratio.ours_s),
                ratio.yardstick,
                _time(ratio.yardstick_s),
                f"{ratio.times:.1f}",
            )
    Console().print(table)
    return 0


def _time(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.1f} {unit}"
    return f"{seconds * 1e6:.1f} us"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
