"""`make soak`: a million mutated bricks and states, on all cores; a row of docs/results.md.

    python -m tests.soak [--cases N] [--first N] [--workers N] [--dry]
"""

import argparse
import os
import resource
import sys
import time
from multiprocessing import get_context

from bench.results import add_row
from tests.fuzz import CASE_S, Tally, corpus, fuzz

SLICE = 2_000
SLICE_S = 600  # a slice that takes longer hangs where no alarm reaches it
WORKER_BYTES = 1 << 30
GROWTH_KB = 100_000

_BEGIN = "<!-- made by make soak: a row a run -->"
_PART = f"""
## `make soak`

Bricks and states of `tests/fuzz_corpus`, mutated; what passes runs by bounds of gas and memory,
{CASE_S} s a case at most. *Broken*: an exception of the host, a hang, a bound
exceeded, or a state that the machine wrote and would not read again.

| when | commit | cases | broken | took | workers grew by | ends |
| --- | --- | --- | --- | --- | --- | --- |
"""


def _work(first: int) -> tuple[Tally, int]:
    """One slice: its tally, and how many kB the process's peak grew meanwhile."""
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))
    tally = Tally()
    seeds = corpus()
    fuzz(seeds, first, 10, Tally())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fuzz(seeds, first, SLICE, tally)
    return tally, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dry", action="store_true", help="leave docs/results.md as it is")
    wanted = parser.parse_args()
    os.nice(10)
    began_s = time.monotonic()
    ends: dict[str, int] = {}
    broken: list[tuple[str, str]] = []
    grown_kb = done = 0
    firsts = range(wanted.first, wanted.first + wanted.cases, SLICE)
    with get_context("spawn").Pool(wanted.workers) as pool:
        slices = pool.imap_unordered(_work, firsts)
        for _ in firsts:
            tally, growth_kb = slices.next(timeout=SLICE_S)
            done += SLICE
            grown_kb = max(grown_kb, growth_kb)
            broken += tally.broken
            for end, count in tally.ends.items():
                ends[end] = ends.get(end, 0) + count
            for where, what in tally.broken:
                print(f"\n{where}: {what}")
            took_s = time.monotonic() - began_s
            print(f"\r{done:,} of {wanted.cases:,} cases, {len(broken)} broken, {took_s:.0f} s",
                  end="", flush=True)
    print()
    told = ", ".join(f"{end} {ends[end]:,}" for end in sorted(ends))
    cells = [f"{done:,}", str(len(broken)), f"{took_s:.0f} s, {wanted.workers} workers",
             f"{grown_kb:,} kB", told]
    print(", ".join(cells))
    if not wanted.dry:
        add_row(_PART, _BEGIN, cells)
    return 1 if broken or grown_kb > GROWTH_KB else 0


if __name__ == "__main__":
    sys.exit(main())
