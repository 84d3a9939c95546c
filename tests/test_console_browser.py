"""The console in a real browser, against a field that runs in ns-3."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")
pytest.importorskip("nicegui", reason="the extra `console` is not installed")

from tests.console_server import browser, console, proxy

FIELD = """
[field]
name = "test meadow"

[radio]
range_m = 45

[[place]]
count = 12
layout = "grid"
area = [0, 0, 90, 60]
tags = { valve = 0 }

[nodes]
beacon_ms = 500

[tags.valve]
value = 0

[regions.middle]
circle = [45, 30, 30]
"""
RIGHT = """import spatial

middle = spatial.region("middle")
seen = []
for spot in middle.each("valve"):
    seen.append(spot.name)
    spot.valve = len(seen)
spatial.report({"seen": len(seen)})
"""
WRONG = "import spatial\nspatial.report(1 +)\n"

WAIT_MS = 60_000
START_MS = 240_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as made:
        yield made


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("console") / "meadow.toml"
    file.write_text(FIELD)
    with console("sim", str(file), "--console", "--speed", "4", "--listen", "127.0.0.1:0") as url:
        yield url


@pytest.fixture
def page(chromium: Any, field: str) -> Iterator[Any]:
    with opened(chromium, field) as made:
        # Nodes know their neighbours then; ns-3 takes its time to start where a machine is busy.
        made.wait_for_function("samaraMap.field_s > 5", timeout=START_MS)
        yield made


@contextlib.contextmanager
def opened(chromium: Any, url: str, **options: Any) -> Iterator[Any]:
    """A page that has its map; whatever goes wrong in it fails the test."""
    context = chromium.new_context(**{"viewport": {"width": 1300, "height": 850}, **options})
    try:
        made = context.new_page()
        made.set_default_timeout(WAIT_MS)
        errors: list[str] = []
        hosts: set[str] = set()
        made.on("pageerror", lambda error: errors.append(str(error)))
        made.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        made.goto(url, timeout=START_MS)
        made.wait_for_function("window.samaraMap && samaraMap.stats.drawn > 0", timeout=START_MS)
        yield made
        assert errors == []
        assert {host for host in hosts if host} <= {url.split("/")[2]}, "all of it is local"
    finally:
        context.close()


def turn_to(page: Any, name: str) -> None:
    page.evaluate(f"samaraConsole.open({name!r})")
    page.wait_for_function(f"document.body.dataset.page === {name!r}")


def write(page: Any, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def run_program(page: Any, text: str, at: str = "1") -> None:
    turn_to(page, "programs")
    write(page, text)
    page.locator(".s-target input").fill(at)
    page.wait_for_selector(f".s-check[data-characters='{len(text)}'] :text('bytes of code')")
    page.locator(".s-run").click()


def open_latest_journey(page: Any) -> None:
    number = page.locator(".s-running .s-strong").first.inner_text().partition("#")[2]
    page.locator(".s-running button[aria-label='Its journey']").first.click()
    page.wait_for_function(f"""() => {{
        const head = samaraJourney.head;
        return head && head.number === {number} && head.status === 'finished'
            && samaraJourney.steps.length > 0;
    }}""")


def test_the_map_draws_every_node(page: Any) -> None:
    page.wait_for_function("samaraMap.count === 12 && samaraMap.stats.drawn === 12")
    page.wait_for_function("""() => {
        const map = samaraMap, image = map.canvas.nodes.getContext("2d");
        return [...Array(map.count).keys()].every((i) => {
            const [x, y] = map.toScreen(map.x[i], map.y[i]);
            return image.getImageData(x * map.ratio, y * map.ratio, 1, 1).data[3] > 0;
        });
    }""")
    page.wait_for_function("[...samaraMap.links.values()].some((quality) => quality > 0)")


def test_an_error_is_marked_in_the_editor_then_the_right_program_runs(page: Any) -> None:
    turn_to(page, "programs")
    write(page, WRONG)
    page.wait_for_selector(".s-editor .s-wrong")
    assert "invalid syntax" in page.locator(".s-wrong-text").inner_text()
    assert "line 2" in page.locator(".s-problems").inner_text()
    hops = page.evaluate("samaraMap.stats.hops")
    run_program(page, RIGHT)
    page.wait_for_function(f"samaraMap.stats.hops > {hops} && samaraMap.flights.length > 0")
    page.wait_for_function("document.querySelector('.s-reports').innerText.includes('seen: ')")
    page.wait_for_selector(".s-running .s-chip.finished")
    assert page.locator(".s-problems button").count() == 0


def test_a_journey_is_scrubbed_and_shows_variables_beside_the_source(page: Any) -> None:
    run_program(page, RIGHT)
    page.wait_for_selector(".s-running .s-chip.finished")
    open_latest_journey(page)
    last = page.evaluate("samaraJourney.steps.length - 1")
    assert last > 4
    slider = page.locator(".j-scrub input")
    slider.focus()
    page.keyboard.press("Home")
    assert page.evaluate("samaraJourney.at") == 0
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("samaraJourney.at") == 2
    page.keyboard.press("ArrowLeft")
    assert "2 / " in page.locator(".j-step h3").inner_text()
    page.keyboard.press("End")
    assert page.evaluate("samaraJourney.at") == last
    # At the last hop the list is full, and it stands beside the line that the program is in.
    assert "spatial.report" in page.locator(".j-line.here").inner_text()
    shown = page.locator(".j-line.here + .j-vars").inner_text()
    names = page.evaluate(
        "[...new Set(samaraJourney.steps.filter((s) => s.kind === 'write').map((s) => s.node))]"
    )
    assert names
    assert all(f"'{name}'" in shown for name in names)
    reasons = page.evaluate("samaraJourney.steps.filter((s) => s.reason).map((s) => s.reason)")
    assert {"explore"} <= set(reasons)
    assert page.evaluate("samaraMap.route.nodes.length") == last + 1


def test_a_node_that_fails_is_shown_down_and_comes_back(page: Any) -> None:
    page.evaluate("samaraMap.select(samaraMap.indexOf.get('12'))")
    page.wait_for_function("document.body.dataset.page === 'node'")
    page.wait_for_selector(".s-node .s-title:text-is('12')")
    page.locator(".s-turn").click()
    page.wait_for_function("samaraMap.status[samaraMap.indexOf.get('12')] === 2")
    page.wait_for_selector(".s-node .s-chip.down")
    turn_to(page, "events")
    page.wait_for_selector(".s-events .s-kind.error:text('down')")
    # Its neighbours notice by themselves, and no link leads there any more.
    page.wait_for_function("""() => {
        const dead = samaraMap.indexOf.get('12');
        return ![...samaraMap.links].some(([key, quality]) =>
            quality >= 0 && (Math.floor(key / 65536) === dead || key % 65536 === dead));
    }""")
    turn_to(page, "node")
    page.locator(".s-turn").click()
    page.wait_for_function("samaraMap.status[samaraMap.indexOf.get('12')] === 0")


def test_events_are_searched(page: Any) -> None:
    run_program(page, "import spatial\nspatial.report('unmistakable')\n")
    turn_to(page, "events")
    page.locator(".s-event-search input").fill("unmistakable")
    page.wait_for_function("""() => {
        const rows = [...document.querySelectorAll('.s-events tbody tr')];
        return rows.length > 0 && rows.every((row) => row.innerText.includes('unmistakable'));
    }""")


def test_a_node_is_found_by_name_and_its_tags_are_plotted(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".s-node .s-title:text-is('7')")
    page.wait_for_selector(".s-tags :text('valve')")
    page.wait_for_selector(".s-chart canvas, .s-chart svg")


def test_the_simulation_is_paused_stepped_and_goes_on(page: Any) -> None:
    page.locator(".s-pause").click()
    page.wait_for_selector(".s-time:has-text('paused')")
    before = page.evaluate("samaraMap.field_s")
    page.locator(".s-step").click()
    page.wait_for_function(f"samaraMap.field_s >= {before} + 0.09")
    assert page.evaluate("samaraMap.field_s") < before + 0.5
    page.locator(".s-pause").click()
    page.wait_for_function(f"samaraMap.field_s > {before} + 1")


def test_a_field_is_exported_and_opened_again(page: Any, chromium: Any, tmp_path: Path) -> None:
    run_program(page, RIGHT)
    page.wait_for_selector(".s-running .s-chip.finished")
    open_latest_journey(page)
    steps = page.evaluate("JSON.stringify(samaraJourney.steps)")
    with page.expect_download() as download:
        page.locator(".j-export").click()
    file = tmp_path / "saved.json.gz"
    download.value.save_as(file)
    with (
        console("console", str(file), "--listen", "127.0.0.1:0") as url,
        opened(chromium, url) as other,
    ):
        other.wait_for_function("samaraMap.count === 12")
        other.wait_for_function("samaraJourney.steps.length > 0")
        assert other.evaluate("JSON.stringify(samaraJourney.steps)") == steps
        assert not other.locator(".s-pause").is_visible()


def test_below_a_path_of_a_reverse_proxy_everything_is_there(chromium: Any, field: str) -> None:
    with proxy(field, "/meadow") as url, opened(chromium, url) as page:
        page.wait_for_function("samaraMap.count === 12 && samaraMap.stats.deltas > 3")
        turn_to(page, "programs")
        page.wait_for_selector(".s-check :text('bytes of code')")
        export = page.locator("a[aria-label='Export the field']").get_attribute("href")
        assert export == "/meadow/console/export"


def test_a_page_that_is_loaded_again_has_all_of_the_field_again(page: Any) -> None:
    page.reload()
    page.wait_for_function("window.samaraMap && samaraMap.stats.drawn === 12")
    page.wait_for_function("[...samaraMap.links.values()].some((quality) => quality > 0)")


def test_a_map_whose_connection_breaks_comes_back_by_itself(page: Any) -> None:
    page.evaluate("samaraMap.socket.close(); samaraMap.stats.deltas = 0")
    page.wait_for_function("samaraMap.stats.deltas > 2 && samaraMap.count === 12")
    assert page.evaluate("samaraMap.root.querySelector('.state').hidden")


def test_a_phone_shows_one_part_at_a_time(chromium: Any, field: str) -> None:
    phone = {"width": 390, "height": 844}
    with opened(chromium, field, viewport=phone, has_touch=True, is_mobile=True) as page:
        page.wait_for_function("document.body.dataset.page === 'map' && samaraMap.width > 300")
        for name in ("journey", "programs", "node", "events"):
            page.locator(".s-tabs .q-tab", has_text=name.capitalize()).click()
            page.wait_for_function(f"document.body.dataset.page === {name!r}")
            assert not page.locator("samara-map").is_visible()
            wide = page.evaluate("document.querySelector('.s-side').scrollWidth")
            assert wide <= 390, f"{name} is wider than the phone"


def test_dark_and_light_are_both_there(page: Any) -> None:
    def ground() -> list[int]:
        found: list[int] = page.evaluate(
            "[...samaraMap.canvas.ground.getContext('2d').getImageData(2, 200, 1, 1).data]"
        )
        return found[:3]

    page.evaluate("document.body.classList.contains('body--dark') && samaraConsole.toggleDark()")
    page.wait_for_function("!document.body.classList.contains('body--dark') && !samaraMap.dark")
    page.wait_for_function(
        "samaraMap.canvas.ground.getContext('2d').getImageData(2, 200, 1, 1).data[0] > 200"
    )
    light = ground()
    page.locator(".s-dark").click()
    page.wait_for_function("samaraMap.dark")
    page.wait_for_function(
        "samaraMap.canvas.ground.getContext('2d').getImageData(2, 200, 1, 1).data[0] < 60"
    )
    assert max(ground()) < min(light)
