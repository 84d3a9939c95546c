"""Who may see the page: everybody on this machine, or whoever knows the password."""

import asyncio
import hmac
import html
import ipaddress
import os
import secrets
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from samara.refusal import Refused

COOKIE = "samara-console"
_MOST_SESSIONS = 1_000
_MOST_FORM_BYTES = 4_096
_WRONG_S = 1.0  # before a wrong password is answered, one at a time

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Samara</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>:root {{ color-scheme: light dark }} form {{ display: grid; gap: 12px; width: 280px }}
body {{ font: 16px system-ui, sans-serif; display: grid; place-items: center; min-height: 90vh }}
input, button {{ font: inherit; padding: 10px 12px; border-radius: 8px; border: 1px solid #888 }}
button {{ background: #1971c2; color: #fff }} p {{ margin: 0; min-height: 1.3em }}</style>
<form method="post" action="{action}"><h1>Samara</h1><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" autofocus>
<button>Open the console</button><p role="alert">{said}</p></form></html>"""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`."""
    name = host.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def password_from(file: Path | None, host: str) -> str | None:
    """The password asked for; refused where others could listen and there is none."""
    password = os.environ.get("SAMARA_CONSOLE_PASSWORD") or None
    if file is not None:
        password = file.read_text(encoding="utf-8").strip() or None
        if password is None:
            raise Refused(f"--password-file: {file} is empty; put a password into it.")
    if password is None and not is_loopback(host):
        raise Refused(
            f"--listen {host}: others than this machine would see the field and run programs. "
            "Give a password by --password-file FILE or SAMARA_CONSOLE_PASSWORD, or listen on "
            "127.0.0.1."
        )
    return password


class Guard:
    """Lets through, of HTTP and WebSockets, whoever has shown the password.

    Without a password, requests must name this machine: no page of another site may reach the
    console by a name that its owner lets point here.
    """

    def __init__(self, app: ASGIApp, password: str | None) -> None:
        self._app = app
        self._password = password
        self._sessions: deque[str] = deque(maxlen=_MOST_SESSIONS)
        self._wrong = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        if scope["type"] == "websocket":
            if self._may(asked) and self._same_site(asked):
                await self._app(scope, receive, send)
            else:
                await WebSocket(scope, receive, send).close(code=4403)
            return
        answer = await self._answer(Request(scope, receive))
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        if self._password is not None and request.url.path.endswith("/login"):
            return await self._login(request)
        if self._may(request):
            return None
        if self._password is None:
            return Response(
                "This console has no password, and answers this machine alone: open it as "
                "http://127.0.0.1 there, or start it with --password-file.",
                status_code=403,
                media_type="text/plain",
            )
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(base_path(request) + "/login", status_code=303)
        return Response("log in first", status_code=401, media_type="text/plain")

    async def _login(self, request: Request) -> Response:
        action = html.escape(base_path(request) + "/login")
        if request.method != "POST":
            return HTMLResponse(_PAGE.format(action=action, said=""))
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MOST_FORM_BYTES:
                return Response("too long", status_code=413)
        given = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        if not hmac.compare_digest(given.encode(), (self._password or "").encode()):
            async with self._wrong:
                await asyncio.sleep(_WRONG_S)
            said = "That is not the password."
            return HTMLResponse(_PAGE.format(action=action, said=said), status_code=401)
        session = secrets.token_urlsafe(32)
        self._sessions.append(session)
        answer = RedirectResponse(base_path(request) + "/", status_code=303)
        secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
        path = base_path(request) or "/"
        answer.set_cookie(
            COOKIE, session, httponly=True, samesite="strict", secure=secure, path=path
        )
        return answer

    def _may(self, asked: HTTPConnection) -> bool:
        if self._password is None:
            return is_loopback(_host(asked.headers.get("host", "")))
        given = asked.cookies.get(COOKIE, "").encode()
        return any(hmac.compare_digest(given, known.encode()) for known in self._sessions)

    def _same_site(self, asked: HTTPConnection) -> bool:
        """Browsers say which page opens a socket; ours alone may."""
        origin = asked.headers.get("origin")
        if origin is None:
            return True
        served = {asked.headers.get("host"), asked.headers.get("x-forwarded-host")}
        return urlsplit(origin).netloc in served


def _host(header: str) -> str:
    return urlsplit(f"//{header}").hostname or ""


def base_path(request: HTTPConnection) -> str:
    """What a reverse proxy says it has cut off from the beginning of paths."""
    given = request.headers.get("x-forwarded-prefix", "").rstrip("/")
    return given if given.startswith("/") and not given.startswith("//") else ""
