"""`/metrics` for Prometheus: figures of the field and the gateway, in its text format 0.0.4."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from samara.gateway.gateway import Gateway

_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_Sample = tuple[dict[str, str], Any]


def page(gateway: Gateway) -> str:
    """The page."""
    with gateway.lock:
        return "".join(_lines(gateway))


def _lines(gateway: Gateway) -> Iterator[str]:
    view, uplink = gateway.view, gateway.uplink
    outbox = uplink.outbox
    statuses = dict.fromkeys(("up", "silent", "down", "unknown"), 0)
    for node in view.nodes.values():
        statuses[node.status] += 1
    by_status: list[_Sample] = [({"status": status}, count) for status, count in statuses.items()]
    by_kind: list[_Sample] = [
        ({"kind": kind}, count) for kind, count in sorted(view.counts.items())
    ]
    figures: tuple[tuple[str, str, str, list[_Sample]], ...] = (
        ("broker_connected", "gauge", "1: there is a broker", [({}, int(uplink.connected))]),
        ("waiting_payloads", "gauge", "on disk, for the broker", [({}, outbox.count)]),
        ("discarded_payloads_total", "counter", "no room on disk", [({}, outbox.discarded)]),
        ("nodes", "gauge", "by what is known of them", by_status),
        ("events_total", "counter", "that nodes told, by kind", by_kind),
    )
    for name, kind, text, samples in figures:
        yield from _metric(f"samara_{name}", kind, text, samples)
    running = sum(1 for app in view.apps.values() if app.ended_s is None)
    yield from _metric("samara_messages", "gauge", "under way", [({}, running)])
    nodes = [({"node": n.name or n.id.hex()}, n.facts) for n in view.nodes.values() if n.facts]
    for name, text, of in (
        ("messages", "running on the node", "messages"),
        ("memory_free_bytes", "for messages", "memory_free_bytes"),
        ("code_bytes", "in the code cache", "code_bytes"),
    ):
        samples = [(label, getattr(facts, of)) for label, facts in nodes]
        yield from _metric(f"samara_node_{name}", "gauge", text, samples)
    near = [(label, len(facts.near)) for label, facts in nodes]
    yield from _metric("samara_node_neighbours", "gauge", "that the node hears", near)
    heard = [(label, facts.frames) for label, facts in nodes]
    yield from _metric("samara_node_frames_total", "counter", "heard", heard)
    tags = [
        ({"node": n.name or n.id.hex(), "tag": tag, "unit": told[1] or ""}, told[0])
        for n in view.nodes.values()
        for tag, told in n.tags.items()
        if isinstance(told[0], (bool, int, float))
    ]
    yield from _metric("samara_tag", "gauge", "value of a tag that is a number", tags)


def _metric(name: str, kind: str, text: str, samples: list[_Sample]) -> Iterator[str]:
    yield f"# HELP {name} {text}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
        yield f"{name}{'{' + inner + '}' if inner else ''} {float(value):.17g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


class MetricsServer:
    """Serves `page` at /metrics; a context manager."""

    def __init__(self, host: str, port: int, page: Callable[[], str]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = self.path.partition("?")[0] == "/metrics"
                body = (page() if found else "see /metrics\n").encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", _TYPE if found else "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name there
                pass

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="metrics", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
