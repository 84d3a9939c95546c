"""The console's web server: the page, the map's deltas, journeys and exports."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from samara.console import export
from samara.console.access import Guard
from samara.console.field_model import FieldModel
from samara.console.map_feed import MapFeed
from samara.record import plain
from samara.refusal import Refused

STATIC = Path(__file__).parent / "static"
_AHEAD = 3  # deltas on their way to a page that it has not drawn
_MOST_ASKED = 4_096  # bytes that a map says at once


class Source(Protocol):
    """What feeds a model, and takes orders for the field. `can`: which orders make sense there."""

    can: frozenset[str]

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def order(self, *order: Any) -> None: ...
    def inject(self, source: str, filename: str, node: str, trace_bytes: int) -> None: ...


class NoSource:
    """Of a file: nothing happens any more."""

    can: frozenset[str] = frozenset()

    async def start(self) -> None:
        """Nothing to begin."""

    async def stop(self) -> None:
        """Nothing to end."""

    def order(self, *order: Any) -> None:
        """Nobody takes it."""

    def inject(self, source: str, filename: str, node: str, trace_bytes: int) -> None:
        raise Refused("this is a field from a file; no program runs there.")


@dataclass(frozen=True)
class Plan:
    """An image of the site, and where its corners are, in metres."""

    file: Path
    area_m: tuple[float, float, float, float]


@dataclass
class Console:
    """One field on its page."""

    model: FieldModel
    source: Source = field(default_factory=NoSource)
    plan: Plan | None = None
    origin: tuple[float, float] | None = None  # latitude and longitude of (0, 0)
    deltas_hz: float = 10.0
    programs: dict[str, str] = field(default_factory=dict)  # to begin with in the editor


def make_app(console: Console, password: str | None = None) -> FastAPI:
    """The application; NiceGUI can be run for one of them in a process."""
    from samara.console import page

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await console.source.start()
        try:
            yield
        finally:
            await console.source.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.add_middleware(Guard, password=password)
    app.mount("/console/static", _Fresh(directory=STATIC))
    _add_routes(app, console)
    page.add(app, console)
    return app


class _Fresh(StaticFiles):
    """Files that browsers ask for again, whether they have changed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"cache-control", b"no-cache"))
            await send(message)

        await super().__call__(scope, receive, told)


def _add_routes(app: FastAPI, console: Console) -> None:
    model = console.model

    @app.websocket("/console/deltas")
    async def deltas(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            await _feed(console, socket)

    @app.get("/console/journeys")
    async def journeys(most: int = 200) -> Response:
        return _json(
            [
                {
                    "number": one.number,
                    "message": one.message,
                    "program": one.program,
                    "status": one.status,
                    "hops": one.hops,
                }
                for one in model.running()[: max(0, most)]
            ]
        )

    @app.get("/console/journeys/{number}")
    async def journey(number: int, since: int = 0) -> Response:
        for one in model.journeys.values():
            if one.number == number:
                steps = [step for step in one.steps if step["n"] >= since]
                return _json({"head": one.head(), "steps": steps})
        return JSONResponse({"error": "this message is not known any more"}, status_code=404)

    @app.get("/console/export")
    async def saved(message: int | None = None) -> Response:
        chosen = next((one for one in model.journeys.values() if one.number == message), None)
        data = export.as_bytes(model, None if chosen is None else chosen.message)
        name = "journey" if chosen else "field"
        kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in model.name)
        return Response(
            data,
            media_type="application/gzip",
            headers={"content-disposition": f'attachment; filename="{kept}-{name}.samara.json.gz"'},
        )

    if console.plan is not None:
        plan = console.plan

        @app.get("/console/plan")
        async def site_plan() -> FileResponse:
            return FileResponse(plan.file)


def _json(value: Any) -> Response:
    return Response(json.dumps(value, default=plain), media_type="application/json")


async def _feed(console: Console, socket: WebSocket) -> None:
    """Sends what changes, no faster than the page draws it."""
    feed = MapFeed(console.model)
    seen = 0
    drew = asyncio.Event()

    async def listen() -> None:
        nonlocal seen
        while True:
            text = await socket.receive_text()
            words = json.loads(text) if len(text) <= _MOST_ASKED else {}
            if isinstance(words, dict):
                if isinstance(words.get("seen"), int):
                    seen = words["seen"]
                    drew.set()
                if isinstance(words.get("metric"), str):
                    feed.colour_by(words["metric"])

    listening = asyncio.create_task(listen())
    try:
        hello = json.loads(feed.hello())
        if console.plan is not None:
            hello["plan"] = {"url": "plan", "area": console.plan.area_m}
        hello["origin"] = console.origin
        await socket.send_text(json.dumps(hello))
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while not listening.done():
            next_s = max(next_s + 1 / console.deltas_hz, loop.time())
            for told in feed.take():
                await (socket.send_text(told) if isinstance(told, str) else socket.send_bytes(told))
            while feed.number - seen > _AHEAD and not listening.done():
                drew.clear()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(drew.wait(), 1.0)
            await asyncio.sleep(max(next_s - loop.time(), 0.0))
    finally:
        feed.close()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, ValueError):
            await listening


def listen_on(host: str, port: int) -> socket.socket:
    """A socket that listens there; refused where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host.strip("[]"), port))
        made.listen(128)  # who comes before all is there waits
    except OSError as error:
        made.close()
        raise Refused(
            f"--listen {host}:{port}: {error.strerror}. Give another port, or 0 for any."
        ) from None
    return made


def serve(console: Console, listening: socket.socket, password: str | None = None) -> None:
    """Serves the console until Ctrl-C."""
    config = uvicorn.Config(
        make_app(console, password),
        log_level="warning",
        access_log=False,
        ws_max_size=1 << 20,
        timeout_graceful_shutdown=1,
    )
    uvicorn.Server(config).run(sockets=[listening])
