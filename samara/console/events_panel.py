"""What happened in the field: to search and to filter."""

from collections.abc import Callable

from nicegui import ui

from samara.console.field_model import when
from samara.console.server import Console

_SHOWN = 200
_SIGNS = {"error": "✖", "warning": "▲", "note": "◆", "news": "·"}
_LEVELS = {"": "all", "error": "✖ faults", "warning": "▲ warnings", "note": "◆ notes"}


class EventsPanel:
    """The latest events that are asked for."""

    def __init__(self, console: Console, show_node: Callable[[str], None]) -> None:
        self._events = console.model.events
        self._model = console.model
        self._shown: object = None
        with ui.element("div").classes("s-bar"):
            self._words = (
                ui.input(placeholder="Search events", on_change=self.refresh)
                .props('dense outlined clearable debounce=200 aria-label="Search events"')
                .classes("s-grow s-event-search")
            )
            self._level = (
                ui.select(_LEVELS, value="", on_change=self.refresh)
                .props('dense outlined options-dense aria-label="Level"')
                .classes("s-event-level")
            )
            self._kinds = (
                ui.select([], multiple=True, label="kinds", on_change=self.refresh)
                .props('dense outlined options-dense aria-label="Kinds"')
                .classes("s-event-kinds")
            )
        self._count = ui.label().classes("s-soft")
        self._table = (
            ui.table(
                columns=[
                    _column("time_s", "s", "right"),
                    _column("kind", "what"),
                    _column("node", "node"),
                    _column("text", ""),
                ],
                rows=[],
                row_key="n",
            )
            .props('dense flat hide-bottom :pagination="{rowsPerPage: 0}"')
            .classes("s-events s-table")
        )
        self._table.on(
            "rowClick", lambda event: show_node(event.args["node"]), js_handler=_ROW_CLICK
        )
        self._table.add_slot("body-cell-kind", _KIND_CELL)

    def refresh(self) -> None:
        """Shows what there is now, where that is not shown yet."""
        words, level = self._words.value or "", self._level.value or ""
        kinds = tuple(self._kinds.value or ())
        asked = (self._events.count, words, level, kinds)
        if asked == self._shown:
            return
        self._shown = asked
        found = self._events.find(words, kinds, level, most=_SHOWN)
        self._table.rows = [
            {
                **event,
                "time_s": when(event["time_s"], 2).removesuffix(" s"),
                "sign": _SIGNS[event["severity"]],
            }
            for event in found
        ]
        options = self._events.kinds()
        if options != self._kinds.options:
            self._kinds.set_options(options)
        more = f", the latest {_SHOWN} that fit are shown" if len(found) == _SHOWN else ""
        self._count.text = f"{self._events.count:,} events, {len(self._events):,} kept{more}"


_ROW_CLICK = "(event, row) => emit({node: row.node})"

_KIND_CELL = """
<q-td :props="props"><span :class="'s-kind ' + props.row.severity">
<b aria-hidden="true">{{ props.row.sign }}</b> {{ props.row.kind }}</span></q-td>
"""


def _column(name: str, label: str, align: str = "left") -> dict[str, object]:
    return {"name": name, "label": label, "field": name, "align": align}
