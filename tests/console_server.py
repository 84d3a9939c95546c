"""A console as a process of its own, and a browser to look at it, for tests and pictures."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextlib.contextmanager
def console(*words: str, env: dict[str, str] | None = None) -> Iterator[str]:
    """Runs `samara` with these words and a free port; the page's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "samara", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            if found:
                break
        else:
            pytest.fail("the console did not start:\n" + "".join(said))
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextlib.contextmanager
def proxy(url: str, base: str) -> Iterator[str]:
    """A reverse proxy that serves the page below a path, which it cuts off; its address."""
    port = int(url.rstrip("/").rpartition(":")[2])
    listening = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def pass_on(client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            head = b""
            while b"\r\n\r\n" not in head:
                data = client.recv(65_536)
                if not data:
                    return
                head += data
            line, _, rest = head.partition(b"\r\n")
            method, path, version = line.split()
            if not path.startswith(base.encode() + b"/"):
                client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                return
            path = path[len(base) :]
            more = f"X-Forwarded-Prefix: {base}\r\n".encode()
            if b"upgrade: websocket" not in rest.lower():  # one request a connection
                rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
            server.sendall(b" ".join([method, path, version]) + b"\r\n" + more + rest)
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=pass_on, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{base}/"
    finally:
        listening.close()


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Debian's Chromium, by Playwright."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `dev` is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()
