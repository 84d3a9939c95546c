"""Pictures of the console for the documents, of the sprinkler as it runs: docs/console/*.png.

    python tools/console_pictures.py
"""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.console_server import browser, console  # noqa: E402

OUT = ROOT / "docs" / "console"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HOPS = 34  # when the hill is half explored
WRONG = """import spatial

left_hill = spatial.region("left-hill")
hottest = max(left_hill.each("temperature"), key=lambda spot: spot.temperature)
hottest.sprinkler = 1
spatial.report({"node": hottest.name, "temperature" hottest.temperature})
"""


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        browser() as chromium,
        console("demo", "--console", "--speed", "2", "--listen", "127.0.0.1:0") as url,
    ):
        page = chromium.new_page(viewport=DESK)
        page.set_default_timeout(120_000)
        page.goto(url)
        page.wait_for_function("window.samaraMap && samaraMap.metric === 'tag:temperature'")
        page.wait_for_function(f"samaraMap.stats.hops >= {HOPS} && samaraMap.flights.length > 0")
        open_tab(page, "map")
        page.wait_for_function("samaraMap.flights.length > 0 && samaraMap.width > 1000")
        page.screenshot(path=OUT / "map.png")
        open_tab(page, "journey")
        page.wait_for_function("samaraJourney.head && samaraJourney.head.status === 'finished'")
        page.wait_for_function("samaraMap.stats.drawn === 200")
        page.locator(".j-scrub input").focus()
        for _ in range(2 * HOPS):
            if page.evaluate(f"samaraJourney.at > {HOPS}"):
                page.keyboard.press("ArrowLeft")
        page.locator(".j-library").evaluate("(box) => { box.open = true; }")
        page.screenshot(path=OUT / "journey.png")
        open_tab(page, "programs")
        page.wait_for_selector(".s-reports :text('left-20')")
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(WRONG)
        page.wait_for_selector(".s-editor .s-wrong")
        page.screenshot(path=OUT / "programs.png")
        page.evaluate("samaraMap.select(samaraMap.indexOf.get('left-20'))")
        open_tab(page, "node")
        page.locator(".s-tags :text('sprinkler')").click()
        page.wait_for_selector(".s-chart canvas, .s-chart svg")
        page.wait_for_timeout(800)
        page.screenshot(path=OUT / "node.png")
        for name in ("37", "110"):
            page.evaluate(f"samaraMap.select(samaraMap.indexOf.get('{name}'))")
            page.wait_for_selector(f".s-node .s-title:text-is('{name}')")
            page.locator(".s-turn").click()
            page.wait_for_selector(".s-node .s-chip.down")
        open_tab(page, "events")
        page.evaluate("samaraConsole.toggleDark()")
        page.wait_for_selector(".s-events .s-kind.error")
        page.wait_for_timeout(1500)
        page.screenshot(path=OUT / "events-dark.png")
        phone = chromium.new_page(viewport=PHONE, device_scale_factor=2, has_touch=True)
        phone.set_default_timeout(60_000)
        phone.goto(url)
        phone.wait_for_function("window.samaraMap && samaraMap.stats.drawn === 200")
        phone.wait_for_function("samaraMap.metric === 'tag:temperature'")
        phone.wait_for_timeout(1500)
        phone.screenshot(path=OUT / "phone-map.png")
        open_tab(phone, "journey")
        phone.wait_for_function("samaraJourney.steps.length > 50")
        phone.screenshot(path=OUT / "phone-journey.png")


def open_tab(page: Any, name: str) -> None:
    page.evaluate(f"samaraConsole.open({name!r})")
    page.wait_for_function(f"document.body.dataset.page === {name!r}")


if __name__ == "__main__":
    main()
