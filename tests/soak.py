"""`make soak`: a million mutated bricks and states, on all cores; a row of docs/results.md.

    python -m tests.soak [--cases N] [--first N] [--workers N] [--dry]
"""

import argparse
import datetime
import os
import resource
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from tests.fuzz import CASE_S, Tally, corpus, fuzz

RESULTS = Path(__file__).parent.parent / "docs" / "results.md"
SLICE = 2_000
SLICE_S = 600  # a slice that takes longer hangs where no alarm reaches it
WORKER_BYTES = 1 << 30
GROWTH_KB = 100_000

_BEGIN = "<!-- made by make soak: a row a run -->"
_END = "<!-- end -->"
_PART = f"""
## `make soak`

Bricks and states of `tests/fuzz_corpus`, mutated; what passes runs by bounds of gas and memory,
{CASE_S} s a case at most. *Broken*: an exception of the host, a hang, a bound
exceeded, or a state that the machine wrote and would not read again.

| when | commit | cases | broken | took | workers grew by | ends |
| --- | --- | --- | --- | --- | --- | --- |
{_BEGIN}
{_END}
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


def _commit() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty", "--abbrev=12"],
                          capture_output=True, text=True, check=True)
    return told.stdout.strip()


def _record(row: str) -> None:
    text = RESULTS.read_text() if RESULTS.exists() else "# Results of long runs\n"
    if _BEGIN not in text:
        text = text.rstrip("\n") + "\n" + _PART
    head, tail = text.split(_BEGIN, 1)
    rows, rest = tail.split(_END, 1)
    RESULTS.write_text(f"{head}{_BEGIN}{rows}{row}\n{_END}{rest}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dry", action="store_true", help="leave docs/results.md as it is")
    wanted = parser.parse_args()
    os.nice(10)
    commit = _commit()
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
    row = (f"| {datetime.date.today()} | {commit} | {done:,} | {len(broken)} | {took_s:.0f} s, "
           f"{wanted.workers} workers | {grown_kb:,} kB | {told} |")
    print(row)
    if not wanted.dry:
        _record(row)
    return 1 if broken or grown_kb > GROWTH_KB else 0


if __name__ == "__main__":
    sys.exit(main())
