"""The page: the map, and beside it journey, programs, node and events."""

import html
from collections.abc import Callable

from fastapi import FastAPI
from nicegui import ui

from samara.console.access import base_path
from samara.console.events_panel import EventsPanel
from samara.console.field_model import when
from samara.console.node_panel import NodePanel
from samara.console.programs_panel import ProgramsPanel
from samara.console.server import Console

_REFRESH_S = 0.5

# Name, label, icon, key.
_TABS = (
    ("map", "Map", "map", "1"),
    ("journey", "Journey", "route", "2"),
    ("programs", "Programs", "code", "3"),
    ("node", "Node", "sensors", "4"),
    ("events", "Events", "list", "5"),
)
_SPEEDS = {0.25: "¼x", 1: "1x", 2: "2x", 5: "5x", 10: "10x", 50: "50x", 0: "max"}
_STATUS_SIGNS = {"up": "●", "silent": "✕", "down": "✕", "unknown": "◌", "forgotten": "-"}

_HEAD = """
<link rel="stylesheet" href="{base}/console/static/console.css">
<script type="module" src="{base}/console/static/field_map.js"></script>
<script type="module" src="{base}/console/static/journey.js"></script>
<script type="module" src="{base}/console/static/console.js"></script>
"""


def add(app: FastAPI, console: Console) -> None:
    """Puts the page at the root of the application."""

    @ui.page("/", title="Samara")
    def page() -> None:
        _Page(console)

    ui.run_with(app, title="Samara", dark=None, tailwind=False, show_welcome_message=False)


class _Page:
    """One browser's view of the console."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.base = html.escape(base_path(ui.context.client.request))
        ui.add_head_html(_HEAD.format(base=self.base))
        ui.dark_mode(None)
        ui.colors(primary="#1971c2", positive="#2b8a3e", negative="#c62828")
        with ui.header().classes("s-header"):
            self._header()
        with ui.element("main").classes("s-main"):
            shown = ui.element("samara-map").classes("s-map").mark("map")
            shown.on("samara-node", self._picked, args=["detail"])
            side = ui.element("section").classes("s-side")
            with side, ui.tab_panels(self.tabs, animated=False).props("keep-alive"):
                ui.tab_panel("map")
                with ui.tab_panel("journey"):
                    ui.element("samara-journey")
                with ui.tab_panel("programs"):
                    self.programs = ProgramsPanel(console)
                with ui.tab_panel("node"):
                    self.node = NodePanel(console, self._show_node)
                with ui.tab_panel("events"):
                    self.events = EventsPanel(console, self._show_node)
        self.tabs.value = "journey"
        self.tabs.on_value_change(self._turned)
        self._refresh()
        ui.timer(_REFRESH_S, self._refresh)

    def _header(self) -> None:
        model = self.console.model
        with ui.element("h1").classes("s-name"):
            self.name = ui.label(model.name or "Samara")
        self.counts = ui.label().classes("s-counts")
        self.time = ui.label().classes("s-time").props("role=timer")
        self._steering()
        if model.from_file:
            ui.label("from a file").classes("s-file")
        self.tabs = ui.tabs().classes("s-tabs")
        with self.tabs:
            for name, label, icon, key in _TABS:
                ui.tab(name, label, icon).props(f'aria-label="{label}" title="{label} ({key})"')
        with ui.element("span").classes("s-tools"):
            with ui.link(target="/console/export").props(
                'download aria-label="Export the field" title="Save the field as a file"'
            ):
                ui.icon("download")
            ui.button(icon="contrast", on_click=self._toggle_dark).props(
                'flat dense round aria-label="Dark or light" title="Dark or light (d)"'
            ).classes("s-dark")

    def _steering(self) -> None:
        source, model = self.console.source, self.console.model
        self.steering = ui.element("span").classes("s-steering")
        with self.steering.props('role=group aria-label="Simulation"'):
            self.pause = ui.button(icon="pause", on_click=self._pause).props(
                'flat dense round aria-label="Pause or go on" title="Pause or go on (k)"'
            )
            self.pause.classes("s-pause")
            ui.button(icon="skip_next", on_click=lambda: source.order("step", 0.1)).props(
                'flat dense round aria-label="Step 0.1 s" title="Step 0.1 s (.)"'
            ).classes("s-step")
            to_hop = (
                ui.button(icon="redo", on_click=lambda: source.order("step", None))
                .props('flat dense round aria-label="To the next hop" title="To the next hop (h)"')
                .classes("s-next-hop")
            )
            to_hop.set_visibility("next hop" in source.can)
            ui.select(
                _SPEEDS,
                value=min(_SPEEDS, key=lambda speed: abs(speed - model.speed)),
                on_change=lambda event: source.order("speed", event.value),
            ).props('dense borderless options-dense aria-label="Speed"').classes("s-speed")

    # -- what a person does

    def _toggle_dark(self) -> None:
        ui.run_javascript("samaraConsole.toggleDark()")

    def _pause(self) -> None:
        self.console.source.order("resume" if self.console.model.paused else "pause")

    def _turned(self) -> None:
        name = self.tabs.value
        ui.run_javascript(f"samaraConsole.turned({name!r})")
        self._refresh()

    def _picked(self, event: object) -> None:
        key = str(getattr(event, "args", {}).get("detail") or "")
        self.programs.picked(key)
        self.node.pick(key)
        if key and self.tabs.value not in ("programs", "node"):
            self.tabs.value = "node"

    def _show_node(self, key: str) -> None:
        self.node.pick(key)
        self.programs.picked(key)
        ui.run_javascript(f"samaraMap.selectKey({key!r})")
        self.tabs.value = "node"

    # -- what is told

    def _refresh(self) -> None:
        model = self.console.model
        self.name.text = model.name or "Samara"
        self.counts.text = "  ".join(
            f"{_STATUS_SIGNS.get(status, '')} {count:,} {status}"
            for status, count in sorted(model.counts().items(), key=lambda pair: -pair[1])
        )
        rate = f"  {model.rate:.1f}x" if model.simulated and not model.paused else ""
        paused = "  paused" if model.paused and not model.from_file else ""
        starting = "starting ns-3" if model.simulated else ""
        self.time.text = f"{when(model.now_s)}{rate}{paused}" if model.now_s else starting
        self.steering.set_visibility("pause" in self.console.source.can)
        self.pause.props(f"icon={'play_arrow' if model.paused else 'pause'}")
        shown: dict[str, Callable[[], None]] = {
            "programs": self.programs.refresh,
            "node": self.node.refresh,
            "events": self.events.refresh,
        }
        shown.get(str(self.tabs.value), lambda: None)()
