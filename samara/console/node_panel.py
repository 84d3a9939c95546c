"""One node: its tags and what they were, code, messages, neighbours, resets."""

from collections.abc import Callable, Iterable
from typing import Any

from nicegui import ui

from samara.console.field_model import Node, when
from samara.console.server import Console

_POINTS = 600
_ROWS = 30
_NEAR = 12
_INK = "#8296a5"

_FIGURES = {
    "load": "load {} %",
    "battery": "battery {} %",
    "messages": "{} messages aboard",
    "quality": "links {} %",
    "spent_j": "{} J spent",
    "boot": "boot {}",
}


class NodePanel:
    """The node that was picked last."""

    def __init__(self, console: Console, show_node: Callable[[str], None]) -> None:
        self._console = console
        self._model = console.model
        self._show_node = show_node
        self._key = ""
        self._plotted = ""
        self._drawn: object = None
        self._empty = ui.label("Pick a node on the map, or find one by its name ( / ).").classes(
            "s-soft s-pad"
        )
        with ui.element("div").classes("s-node") as self._body:
            with ui.element("div").classes("s-bar"):
                self._title = ui.label().classes("s-title")
                self._status = ui.label().classes("s-chip")
                if "turn" in console.source.can:
                    self._turn = (
                        ui.button("Turn off", on_click=self._turned)
                        .props('outline dense no-caps aria-label="Turn the node off or on"')
                        .classes("s-turn")
                    )
            self._facts = ui.element("div").classes("s-facts")
            self._tags = _table("tag", "value", "since").classes("s-tags")
            self._tags.on(
                "rowClick", lambda event: self._plot(event.args["tag"]), js_handler=_ROW_CLICK
            )
            self._chart = ui.echart(_chart("", "", [])).classes("s-chart")
            self._near = _table("hears", "link quality", "")
            self._near.on(
                "rowClick", lambda event: show_node(event.args["key"]), js_handler=_ROW_CLICK
            )
            with ui.expansion("Messages admitted", value=False).props("dense") as self._taken_head:
                self._taken = _table("s", "message", "how")
            with ui.expansion("Messages refused", value=False).props("dense") as self._not_head:
                self._not = _table("s", "message", "why")
            with ui.expansion("Code cache", value=False).props("dense") as self._code_head:
                self._code = _table("program", "brick", "")
            with ui.expansion("Resets", value=False).props("dense") as self._reset_head:
                self._resets = _table("s", "what", "")

    def pick(self, key: str) -> None:
        self._key = key
        self._drawn = None
        node = self._model.nodes.get(key)
        tags = {} if node is None else {n: tag for n, tag in node.tags.items() if tag.history}
        if self._plotted not in tags:
            # What is measured, in a unit, before what is only set.
            self._plotted = next((n for n, tag in tags.items() if tag.unit), next(iter(tags), ""))
        self.refresh()

    def _plot(self, tag: str) -> None:
        self._plotted = tag
        self._drawn = None
        self.refresh()

    def _turned(self) -> None:
        node = self._model.nodes[self._key]
        self._console.source.order("turn", node.key, node.status == "down")

    def refresh(self) -> None:
        """Shows the node as it is now."""
        node = self._model.nodes.get(self._key)
        self._empty.set_visibility(node is None)
        self._body.set_visibility(node is not None)
        if node is None:
            return
        tags = [(name, tag.value, tag.time_s) for name, tag in sorted(node.tags.items())]
        drawn = (
            self._key,
            self._plotted,
            node.status,
            tags,
            sorted(node.near.items()),
            {name: node.figures.get(name) for name in (*_FIGURES, "code", "counters")},
            node.taken,
            node.turned_away,
        )
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._draw(node)

    def _draw(self, node: Node) -> None:
        self._title.text = node.label
        cause = f": {node.cause}" if node.cause else ""
        self._status.text = f"{node.status} since {when(node.since_s)}{cause}"
        self._status.classes(replace=f"s-chip {node.status}")
        if "turn" in self._console.source.can:
            self._turn.text = "Turn on" if node.status == "down" else "Turn off"
        shown = [f"{node.x_m:g}, {node.y_m:g} m"]
        shown += [
            text.format(node.figures[name])
            for name, text in _FIGURES.items()
            if node.figures.get(name) is not None
        ]
        counters = node.figures.get("counters") or {}
        shown += [f"{name.replace('_', ' ')} {count:,}" for name, count in counters.items()]
        self._facts.clear()
        with self._facts:
            for text in shown:
                ui.label(text).classes("s-fact")
        self._tags.rows = [
            _row(number, f"{name}", f"{_short(tag.value)} {tag.unit}", when(tag.time_s))
            | {"tag": name}
            for number, (name, tag) in enumerate(sorted(node.tags.items()))
        ]
        plotted = node.tags.get(self._plotted)
        history = None if plotted is None else plotted.history
        points = [] if history is None else history.points(_POINTS)
        self._chart.set_visibility(bool(points))
        if plotted is not None and points:
            now = max(self._model.now_s, points[-1][0])
            until_now = [*points, (now, points[-1][1])]
            self._chart.options.clear()
            self._chart.options.update(_chart(self._plotted, plotted.unit, until_now))
            self._chart.update()
        near = sorted(node.near.items(), key=lambda pair: -(pair[1] or 0.0))
        self._near.rows = [
            _row(
                number,
                self._label(key),
                "inferred" if quality is None else f"{100 * quality:.0f} %  {_bar(quality)}",
                "both ways" if node.key in self._hears(key) else "",
            )
            | {"key": key}
            for number, (key, quality) in enumerate(near[:_NEAR])
        ]
        more = len(near) - _NEAR
        if more > 0:
            self._near.rows.append(_row(_NEAR, f"and {more} more", "", "") | {"key": node.key})
        self._taken_head.text = f"Messages admitted ({node.taken:,})"
        self._taken.rows = _lines(node.admitted)
        self._not_head.text = f"Messages refused ({node.turned_away:,})"
        self._not.rows = _lines(node.refused)
        code = node.figures.get("code") or []
        self._code_head.text = f"Code cache ({len(code)})"
        self._code.rows = [
            _row(number, self._program(brick), brick, "") for number, brick in enumerate(code)
        ]
        self._reset_head.text = f"Resets ({len(node.resets)})"
        self._resets.rows = _lines((time_s, text, "") for time_s, text in node.resets)

    def _label(self, key: str) -> str:
        node = self._model.nodes.get(key)
        return key if node is None else node.label

    def _hears(self, key: str) -> Iterable[str]:
        node = self._model.nodes.get(key)
        return () if node is None else node.near

    def _program(self, brick: str) -> str:
        for journey in self._model.journeys.values():
            if journey.message.startswith(brick):
                return journey.program.rpartition("/")[2]
        return "?"


_ROW_CLICK = "(event, row) => emit(row)"


def _table(*headings: str) -> ui.table:
    columns = [
        {"name": str(at), "label": heading, "field": str(at), "align": "left"}
        for at, heading in enumerate(headings)
    ]
    table = ui.table(columns=columns, rows=[], row_key="id")
    table.props('dense flat hide-bottom :pagination="{rowsPerPage: 0}"').classes("s-table")
    return table


def _row(number: int, *cells: str) -> dict[str, Any]:
    return {"id": number, **{str(at): cell for at, cell in enumerate(cells)}}


def _lines(lines: Iterable[tuple[float, str, str]]) -> list[dict[str, Any]]:
    latest = list(lines)[::-1][:_ROWS]
    return [
        _row(number, when(time_s, 2), one, other)
        for number, (time_s, one, other) in enumerate(latest)
    ]


def _short(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _bar(share: float) -> str:
    return "▮" * round(share * 5) + "▯" * (5 - round(share * 5))


def _chart(name: str, unit: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    is_world = bool(points) and not when(points[-1][0]).endswith(" s")
    factor = 1000 if is_world else 1  # the chart's times are in ms
    label = {} if is_world else {"formatter": "{value} s"}
    return {
        "animation": False,
        "grid": {"left": 46, "right": 14, "top": 26, "bottom": 26},
        "title": {
            "text": f"{name} ({unit})" if unit else name,
            "textStyle": {"fontSize": 12, "color": _INK},
        },
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time" if is_world else "value",
            "min": "dataMin",
            "max": "dataMax",
            "axisLabel": {**label, "color": _INK, "hideOverlap": True},
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": {"color": _INK},
            "splitLine": {"lineStyle": {"color": _INK, "opacity": 0.25}},
        },
        "series": [
            {
                "type": "line",
                "step": "end",
                "showSymbol": len(points) < 3,
                "data": [[round(time_s * factor, 3), value] for time_s, value in points],
                "lineStyle": {"color": "#1c7ed6", "width": 2},
                "itemStyle": {"color": "#1c7ed6"},
            }
        ],
    }
