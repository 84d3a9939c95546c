"""The console under load: 10,000 nodes, 2,000 tag updates a second, a page in Chromium.

`python -m bench console` runs 20 s; `python -m bench.console --minutes 5` the whole bar, and puts a
row into docs/results.md.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console as Terminal
from rich.table import Table

from bench.results import add_row
from bench.timing import empty_table

NODES = 10_000
UPDATES_HZ = 2_000
DELTAS_HZ = 40.0  # of the bar's 30 drawn; a console's own rate is 10
POINTS = 1_000_000

_BATCHES_HZ = 50
_SIDE = 100
_SETTLE_S = 5.0
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-precise-memory-info",
]

_PART = """
## The console under load (`python -m bench.console --minutes 5`)

10,000 nodes, 2,000 tag updates a second, 1,000,000 points of history kept; the page in Debian's Chromium without a
GPU, at 1280 x 800, server and browser on one machine. *Drawn*: frames a second in which a delta was
drawn that had not been, counted in the browser. *Seen*: from a tag's change in the server to its being drawn;
each delta counts as old as the oldest change in it. *Grew*: from 5 s after the start to the end.

| when | commit | for | drawn, mean | drawn, worst second | seen, p50 | seen, p99 | server | server grew | page grew | points kept |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""  # noqa: E501
_BEGIN = "<!-- made by bench.console: a row a run -->"


class Storm:
    """A field that is nothing but tag updates."""

    can: frozenset[str] = frozenset()

    def __init__(self, model: Any) -> None:
        self._model = model
        self._chance = random.Random(7)
        self._running: asyncio.Task[None] | None = None
        self._keys = [f"n{number}" for number in range(NODES)]
        for number, key in enumerate(self._keys):
            x_m = number % _SIDE * 10 + self._chance.uniform(-3, 3)
            y_m = number // _SIDE * 10 + self._chance.uniform(-3, 3)
            model.node(key, x_m, y_m)
        for round_ in range(POINTS // NODES):
            for key in self._keys:
                model.tag(key, "temperature", self._chance.gauss(20, 4), "C", round_ - 1e3)

    async def start(self) -> None:
        self._running = asyncio.create_task(self._blow())

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def order(self, *order: Any) -> None:
        """Nobody takes it."""

    def inject(self, source: str, filename: str, node: str, trace_bytes: int) -> None:
        """No program runs here."""

    async def _blow(self) -> None:
        began_s = time.monotonic()
        sent = 0
        while True:
            passed_s = time.monotonic() - began_s
            while sent < passed_s * UPDATES_HZ:
                key = self._chance.choice(self._keys)
                value = self._chance.gauss(20, 4)
                self._model.tag(key, "temperature", value, "C", passed_s)
                sent += 1
            self._model.now_s = passed_s
            await asyncio.sleep(1 / _BATCHES_HZ)


def serve() -> None:
    """The server's process."""
    from samara.console.field_model import FieldModel
    from samara.console.server import Console, listen_on
    from samara.console.server import serve as serve_console

    model = FieldModel("storm", most_points=POINTS)
    console = Console(model, Storm(model), deltas_hz=DELTAS_HZ)
    listening = listen_on("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    serve_console(console, listening)


def measured(seconds: float) -> dict[str, Any]:
    """What a page sees in so many seconds, and what that took."""
    from playwright.sync_api import sync_playwright

    server = subprocess.Popen(
        [sys.executable, "-m", "bench.console", "--serve"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        port = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"http://127.0.0.1:{port}/#map")
            page.wait_for_function(f"window.samaraMap && samaraMap.stats.drawn === {NODES}")
            page.wait_for_function("samaraMap.metric === 'tag:temperature'")
            page.wait_for_timeout(_SETTLE_S * 1000)
            return _watched(page, server.pid, seconds)
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()


def _watched(page: Any, pid: int, seconds: float) -> dict[str, Any]:
    begin_kb, heap = _rss_kb(pid), _heap(page)
    page.evaluate("samaraMap.stats.latencies = []; samaraMap.stats.deltaFrames = 0")
    drawn: list[float] = []
    latencies: list[float] = []
    began_s = last_s = time.monotonic()
    while (now_s := time.monotonic()) - began_s < seconds:
        page.wait_for_timeout(1000)
        frames, seen = page.evaluate(
            "(() => { const s = samaraMap.stats, told = [s.deltaFrames, s.latencies];"
            " s.deltaFrames = 0; s.latencies = []; return told; })()"
        )
        now_s = time.monotonic()
        drawn.append(frames / (now_s - last_s))
        last_s = now_s
        latencies += seen
    latencies.sort()
    return {
        "seconds": seconds,
        "drawn": sum(drawn) / len(drawn),
        "drawn_worst": min(drawn),
        "p50_ms": latencies[len(latencies) // 2],
        "p99_ms": latencies[len(latencies) * 99 // 100],
        "server_mb": _rss_kb(pid) / 1024,
        "server_grew_mb": (_rss_kb(pid) - begin_kb) / 1024,
        "page_grew_mb": (_heap(page) - heap) / 1e6,
        "points": POINTS,
    }


def _rss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def _heap(page: Any) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    return float(page.evaluate("performance.memory.usedJSHeapSize"))


def _cells(found: dict[str, Any]) -> list[str]:
    return [
        f"{found['seconds']:g} s",
        f"{found['drawn']:.1f} /s",
        f"{found['drawn_worst']:.1f} /s",
        f"{found['p50_ms']:.0f} ms",
        f"{found['p99_ms']:.0f} ms",
        f"{found['server_mb']:.0f} MB",
        f"{found['server_grew_mb']:+.1f} MB",
        f"{found['page_grew_mb']:+.1f} MB",
        f"{found['points']:,}",
    ]


_HEADINGS = (
    "drawn, mean",
    "drawn, worst second",
    "seen, p50",
    "seen, p99",
    "server",
    "server grew",
    "page grew",
    "points kept",
)
_BARS = ("30 /s", "", "", "500 ms", "", "flat", "flat", "1,000,000")


def table(seconds: float = 20.0, found: dict[str, Any] | None = None) -> Table:
    """The figures beside their bars."""
    shown = empty_table(f"console: {NODES:,} nodes, {UPDATES_HZ:,} updates/s", "for")
    for heading in _HEADINGS:
        shown.add_column(heading, justify="right")
    shown.add_row(*_cells(found or measured(seconds)))
    shown.add_row("the bar", *_BARS, style="dim")
    return shown


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--serve", action="store_true")
    words = parser.parse_args()
    if words.serve:
        serve()
    else:
        figures = measured(words.minutes * 60 or 20.0)
        Terminal().print(table(found=figures))
        if words.minutes:
            add_row(_PART, _BEGIN, _cells(figures))
