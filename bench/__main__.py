"""`python -m bench [NAME ...]`: all benchmarks, or the named ones, as tables."""

import sys
from importlib import import_module

from rich.console import Console

BENCHMARKS = (
    "codec",
    "node",
    "machine",
    "footprint",
    "field_size",
    "trouble",
    "hop",
    "routing",
    "console",
)


def main(names: list[str]) -> int:
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
        return 2
    console = Console()
    for name in names or BENCHMARKS:
        console.print(import_module(f"bench.{name}").table())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
