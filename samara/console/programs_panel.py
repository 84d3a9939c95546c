"""Programs: written, checked and run here; what runs, and what it reports."""

from typing import Any

from nicegui import run, ui

from runtime.errors import SamaraError
from samara.console.field_model import when
from samara.console.journey import Journey
from samara.console.server import Console
from samara.inspection import inspect
from spatial.compiler import CompileError, Program, compile_source
from spatial.compiler.problems import Problem

_CHECK_S = 0.4  # after the last key
_ROWS = 40
_TRACE_BYTES = 200_000
_INK = "#8296a5"

_FIRST = '''"""Who is here, and what do its neighbours look like?"""

import node
import spatial

spatial.report({"node": node.read("name"), "neighbours": len(node.neighbours())})
'''


class ProgramsPanel:
    """The editor, the programs under way and their reports."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._model = console.model
        self._shown: object = None
        self._checked: str | None = None
        self._program: Program | None = None
        self._reported = 0
        programs = console.programs or {"program.py": _FIRST}
        self._programs = programs
        first = next(iter(programs))
        with ui.element("div").classes("s-bar"):
            self._name = (
                ui.select(list(programs), value=first, with_input=True, on_change=self._opened)
                .props('dense outlined options-dense label="program"')
                .classes("s-grow s-program-name")
            )
            self._name.props("new-value-mode=add-unique")
            self._target = (
                ui.input("at node", placeholder="pick on the map")
                .props('dense outlined aria-label="Node to start at"')
                .classes("s-target")
            )
            self._run = (
                ui.button("Run", icon="play_arrow", on_click=self._start)
                .props('unelevated no-caps aria-label="Run the program (Ctrl-Enter)"')
                .classes("s-run")
            )
        self._trace = (
            ui.number("Trace its journey, bytes at most", value=_TRACE_BYTES, min=0, step=10_000)
            .props('dense outlined hint="0: no trace. What it costs on air is shown with it."')
            .classes("s-trace")
        )
        self._trace.set_visibility("trace" in console.source.can)
        self._run.set_enabled("inject" in console.source.can)
        self._editor = (
            ui.codemirror(
                programs[first],
                language="Python",
                line_wrapping=True,
                on_change=self._typed,
                keymap={"Mod-Enter": lambda: self._start()},
            )
            .classes("s-editor")
            .mark("editor")
        )
        self._problems = ui.element("div").classes("s-problems").props('role="alert"')
        self._figures = ui.element("div").classes("s-facts s-check")
        ui.label("Under way").classes("s-heading")
        self._under_way = ui.element("div").classes("s-running")
        ui.label("Reports").classes("s-heading")
        self._chart = ui.echart(_chart([])).classes("s-chart s-report-chart")
        self._chart.set_visibility(False)
        self._reports = (
            ui.table(
                columns=[
                    {"name": name, "label": name, "field": name, "align": "left"}
                    for name in ("s", "node", "value")
                ],
                rows=[],
                row_key="n",
            )
            .props('dense flat hide-bottom :pagination="{rowsPerPage: 0}"')
            .classes("s-table s-reports")
        )
        nodes = self._model.by_index
        self._target.value = nodes[0].label if nodes else ""
        self._timer = ui.timer(_CHECK_S, self._check, once=True)

    # -- the editor

    def picked(self, key: str) -> None:
        """A node was picked on the map."""
        if key in self._model.nodes:
            self._target.value = self._model.nodes[key].label

    def _opened(self) -> None:
        name = str(self._name.value or "")
        if name in self._programs:
            self._editor.value = self._programs[name]

    def _typed(self) -> None:
        self._timer.cancel()
        self._timer = ui.timer(_CHECK_S, self._check, once=True)

    async def _check(self) -> bool:
        """Compiles what is written, and says what it is or what is wrong; whether it is right."""
        text, name = self._editor.value or "", str(self._name.value or "program.py")
        problems: list[Problem] = []
        found: dict[str, Any] = {}
        try:
            program = await run.io_bound(compile_source, text, name)
            assert program is not None
            self._program = program
            found = inspect(program)
        except CompileError as error:
            problems = error.problems
        self._programs[name] = text
        self._complain(text, problems)
        self._figures.props(f"data-characters={len(text)}")
        self._figures.clear()
        with self._figures:
            for fact in _facts(found) if found else ():
                ui.label(fact).classes("s-fact")
        missing = [
            region for region in found.get("regions", ()) if region not in self._model.regions
        ]
        if missing and self._model.regions:
            known = ", ".join(self._model.regions)
            with self._figures:
                ui.label(f"no region here is called {missing[0]}; there are: {known}").classes(
                    "s-fact warning"
                )
        return not problems

    def _complain(self, text: str, problems: list[Problem]) -> None:
        lines = text.splitlines(keepends=True) or [""]
        decorations: list[dict[str, Any]] = []
        tips: dict[int, str] = {}
        for problem in problems:
            number = min(max(problem.line, 1), len(lines))
            begin = sum(map(len, lines[: number - 1]))
            width = len(lines[number - 1].rstrip("\n"))
            at = min(problem.column, max(width - 1, 0))
            decorations.append({"kind": "line", "line": number, "class": "s-wrong-line"})
            if width:
                decorations.append(
                    {
                        "kind": "mark",
                        "from": begin + at,
                        "to": begin + width,
                        "class": "s-wrong",
                    }
                )
            decorations.append(
                {
                    "kind": "widget",
                    "position": begin + width,
                    "text": f"  ✖ {problem.text}",
                    "class": "s-wrong-text",
                }
            )
            tips[number] = problem.text
        self._editor.decorations = decorations
        self._editor.line_tooltips = tips
        self._problems.clear()
        with self._problems:
            for problem in problems:
                ui.button(
                    f"✖ line {problem.line}, column {problem.column + 1}: {problem.text}",
                    on_click=lambda line=problem.line: self._editor.reveal_line(line),
                ).props("flat no-caps dense align=left color=negative")

    async def _start(self) -> None:
        if not await self._check():
            ui.notify("The program does not compile; see the marked lines.", type="negative")
            return
        wanted = str(self._target.value or "")
        node = next(
            (one for one in self._model.by_index if wanted in (one.key, one.label)),
            None,
        )
        if node is None:
            ui.notify(f"No node is called {wanted!r}. Pick one on the map.", type="negative")
            return
        name = str(self._name.value or "program.py")
        try:
            trace_bytes = int(self._trace.value or 0)
            self._console.source.inject(self._editor.value or "", name, node.key, trace_bytes)
        except SamaraError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            return
        ui.notify(f"{name} starts at {node.label}.", type="positive")

    # -- what runs

    def refresh(self) -> None:
        """Shows what runs and what was reported."""
        running = self._model.running()[:12]
        shown = [(one.number, one.status, one.hops, one.node) for one in running]
        if shown != self._shown:
            self._shown = shown
            self._under_way.clear()
            with self._under_way:
                for journey in running:
                    self._draw_running(journey)
        if self._model.report_count != self._reported:
            self._reported = self._model.report_count
            self._draw_reports()

    def _draw_running(self, journey: Journey) -> None:
        def show() -> None:
            ui.run_javascript(f"samaraConsole.journey({journey.number})")

        def end() -> None:
            self._console.source.order("end", journey.message)

        with ui.element("div").classes("s-bar"):
            ui.label(f"{journey.program.rpartition('/')[2]} #{journey.number}").classes("s-strong")
            ui.label(journey.status).classes(f"s-chip {journey.status.split()[0]}")
            ui.label(f"{journey.hops} hops, at {journey.node}").classes("s-soft s-grow")
            look = 'flat dense round size=sm aria-label="{}" title="{}"'
            ui.button(icon="route", on_click=show).props(look.format("Its journey", "Its journey"))
            if not journey.ended and "end" in self._console.source.can:
                stop = ui.button(icon="stop", on_click=end).classes("s-kill")
                stop.props(look.format("Kill it", "Kill it"))

    def _draw_reports(self) -> None:
        latest = list(self._model.reports)
        self._reports.rows = [
            {
                "n": report["n"],
                "s": when(report["time_s"], 2).removesuffix(" s"),
                "node": report["node"],
                "value": _text(report["value"]),
            }
            for report in latest[::-1][:_ROWS]
        ]
        series = _series(latest)
        self._chart.set_visibility(bool(series))
        self._chart.options.clear()
        self._chart.options.update(_chart(series))
        self._chart.update()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        text = ", ".join(f"{name}: {_text(part)}" for name, part in value.items())
    else:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 300 else text[:299] + "…"


def _facts(found: dict[str, Any]) -> list[str]:
    """What `samara check` has, in a line or two."""
    own, every = found["bytes"]["own"], found["bytes"]["with_library"]
    tags = found["tags"]
    facts = [
        f"{own:,} bytes of code, {every:,} with the library",
        f"stack {found['stack_depth']}",
        f"reads {', '.join(tags['reads']) or 'no tag'}",
        f"writes {', '.join(tags['writes']) or 'no tag'}",
    ]
    if found["regions"]:
        facts.append(f"regions {', '.join(found['regions'])}")
    declared = [
        f"{name} {bound['value']:,}" for name, bound in found["bounds"].items() if bound["declared"]
    ]
    return facts + declared


def _series(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The numbers in reports over time: one line for each name that a report gives them."""
    lines: dict[str, list[list[float]]] = {}
    for report in reports:
        value = report["value"]
        for name, part in value.items() if isinstance(value, dict) else [("value", value)]:
            if isinstance(part, (int, float)) and not isinstance(part, bool):
                time_s = report["time_s"]
                is_world = not when(time_s).endswith(" s")  # the chart's times are in ms
                point = [time_s * 1000 if is_world else time_s, part]
                lines.setdefault(str(name), []).append(point)
    return [
        {"type": "line", "name": name, "data": points, "showSymbol": True, "symbolSize": 6}
        for name, points in list(lines.items())[:8]
    ]


def _chart(series: list[dict[str, Any]]) -> dict[str, Any]:
    is_world = any(not when(line["data"][-1][0] / 1000).endswith(" s") for line in series)
    label = {} if is_world else {"formatter": "{value} s"}
    return {
        "animation": False,
        "grid": {"left": 46, "right": 14, "top": 30, "bottom": 26},
        "legend": {"top": 0, "textStyle": {"color": _INK}},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time" if is_world else "value",
            "scale": True,
            "axisLabel": {**label, "color": _INK, "hideOverlap": True},
            "splitLine": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": {"color": _INK},
            "splitLine": {"lineStyle": {"color": _INK, "opacity": 0.25}},
        },
        "series": series,
    }
