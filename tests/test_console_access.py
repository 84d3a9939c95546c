"""Who may see the page."""

import json
from pathlib import Path

import pytest

pytest.importorskip("nicegui", reason="the extra `console` is not installed")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from samara.commands.console import site_plan
from samara.console.access import Guard, is_loopback, password_from
from samara.console.export import as_bytes, opened
from samara.console.field_model import FieldModel
from samara.refusal import Refused

PASSWORD = "grape seed oil"


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("the field")


async def deltas(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("delta")
    await socket.close()


def client(password: str | None, host: str = "http://127.0.0.1:8060") -> TestClient:
    app = Starlette(routes=[Route("/", page), WebSocketRoute("/deltas", deltas)])
    return TestClient(Guard(app, password), base_url=host, follow_redirects=False)


def test_without_a_password_this_machine_alone_is_answered() -> None:
    assert client(None).get("/").text == "the field"
    assert client(None, "http://[::1]:8060").get("/").status_code == 200
    refused = client(None, "http://rebound.example:8060").get("/")
    assert refused.status_code == 403
    assert "--password-file" in refused.text


def test_with_a_password_nothing_is_shown_before_it_is_given() -> None:
    at = client(PASSWORD, "http://field.example")
    assert at.get("/").status_code == 401
    asked = at.get("/", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/login")
    with pytest.raises(WebSocketDisconnect), at.websocket_connect("/deltas"):
        pass
    assert PASSWORD not in at.get("/login").text


def test_the_right_password_opens_page_and_socket_and_a_wrong_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("samara.console.access._WRONG_S", 0.0)
    at = client(PASSWORD, "http://field.example")
    assert at.post("/login", data={"password": "grape seed"}).status_code == 401
    assert at.get("/").status_code == 401
    answer = at.post("/login", data={"password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert at.get("/").text == "the field"
    cookies = {"cookie": answer.headers["set-cookie"].partition(";")[0]}
    with at.websocket_connect("/deltas", headers=cookies) as socket:
        assert socket.receive_text() == "delta"


def test_a_page_of_another_site_opens_no_socket() -> None:
    at, host = client(None), "127.0.0.1:8060"
    ours = {"host": host, "origin": f"http://{host}"}
    with at.websocket_connect("/deltas", headers=ours) as socket:
        assert socket.receive_text() == "delta"
    theirs = {"host": host, "origin": "http://evil.example"}
    with pytest.raises(WebSocketDisconnect), at.websocket_connect("/deltas", headers=theirs):
        pass


def test_behind_a_proxy_that_cuts_a_base_path_the_way_to_the_login_has_it() -> None:
    at = client(PASSWORD, "http://field.example")
    headers = {"x-forwarded-prefix": "/meadow", "accept": "text/html"}
    assert at.get("/", headers=headers).headers["location"] == "/meadow/login"
    at.headers["x-forwarded-prefix"] = "/meadow"
    answer = at.post("/login", data={"password": PASSWORD})
    assert answer.headers["location"] == "/meadow/"
    assert "path=/meadow;" in answer.headers["set-cookie"].lower()


def test_a_form_that_is_too_long_is_not_read_to_its_end() -> None:
    assert client(PASSWORD).post("/login", content=b"x" * 100_000).status_code == 413


def test_others_may_listen_only_with_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMARA_CONSOLE_PASSWORD", raising=False)
    assert password_from(None, "127.0.0.1") is None
    with pytest.raises(Refused, match="password"):
        password_from(None, "0.0.0.0")
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    assert password_from(file, "0.0.0.0") == PASSWORD
    monkeypatch.setenv("SAMARA_CONSOLE_PASSWORD", "other")
    assert password_from(None, "0.0.0.0") == "other"


@pytest.mark.parametrize(
    ("host", "whether"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.8.8", True)]
    + [("0.0.0.0", False), ("192.168.1.4", False), ("field.example", False), ("", False)],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, whether: bool) -> None:
    assert is_loopback(host) is whether


def test_a_field_comes_back_from_its_file(tmp_path: Path) -> None:
    model = FieldModel("meadow")
    model.node("a", 1.0, 2.0, "Ash")
    model.tag("a", "level", 3, "m", 1.0)
    model.tag("a", "level", 4, "m", 2.0)
    model.hears("b", [("a", 0.5)], 1.0)
    model.event(3.0, "a", "injected", {"message": "m"}, {"program": "p.py", "source": ["x = 1"]})
    model.event(4.0, "a", "report", {"message": "m", "value": {"n": 1}})
    model.stands("b", "down", 5.0, "it lost its power")
    file = tmp_path / "meadow.json.gz"
    file.write_bytes(as_bytes(model))
    again = opened(file)
    assert (again.nodes["a"].label, again.nodes["b"].status) == ("Ash", "down")
    history = again.nodes["a"].tags["level"].history
    assert history is not None
    assert history.points() == [(1.0, 3.0), (2.0, 4.0)]
    assert again.journeys["m"].steps == model.journeys["m"].steps
    assert again.journeys["m"].source == ["x = 1"]
    assert list(again.reports) == list(model.reports)
    assert [event["text"] for event in again.events] == [event["text"] for event in model.events]


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"file": "samara console", "version": 99}', "\x1f\x8bbad"]
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "some.json"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(Refused, match=r"some\.json"):
        opened(file)


def test_a_damaged_export_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.json"
    file.write_text(json.dumps({"file": "samara console", "version": 1, "nodes": 3}))
    with pytest.raises(Refused, match="damaged"):
        opened(file)


@pytest.mark.parametrize("text", ["plan.png", "plan.png:0,0,10", "plan.png:10,0,0,10"])
def test_a_plan_without_its_corners_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="--plan"):
        site_plan(text)
