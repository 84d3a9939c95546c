"""One run of a field in ns-3, from checked inputs to its record."""

import json as json_text
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from samara import failures, programs, record, table
from samara.mqtt.address import Address
from samara.picture import picture_of
from samara.plot import check_drawable, draw
from samara.refusal import Refused, unknown
from samara.terminal import err
from sim.ns3 import Field, Injection, Outcome, load_field, simulate
from sim.ns3.live import Pace
from spatial.compiler import Program


@dataclass(frozen=True)
class Request:
    """What a person asked to have run."""

    field: Path
    program: Path | None
    at: str | None = None
    seed: int = 1
    until_s: float | None = None
    start_time_s: float = 0.0
    trace: Path | None = None
    pcap: Path | None = None
    netanim: Path | None = None
    changes: Mapping[str, Any] = dataclass_field(default_factory=dict)
    real_time: bool = False
    real: Mapping[str, tuple[str, int]] = dataclass_field(default_factory=dict)
    is_live: bool = False  # programs may come while it runs


@dataclass(frozen=True)
class Run:
    """What came of it."""

    field: Field
    outcome: Outcome
    programs: list[Program]
    record: dict[str, Any]


def run_and_tell(request: Request, json: Path | None, plot: Path | None) -> int:
    """Runs the request, writes and prints what came of it, and gives the exit code."""
    for path in (json, plot, request.trace, request.pcap, request.netanim):
        if path is not None:
            record.check_writable(path)
    if plot is not None:
        check_drawable(plot)
    run = run_checked(request)
    table.show(f"{run.field.name}: {_nodes(run.field)}", run.record)
    if json is not None:
        record.write_json(json, run.record)
    if plot is not None:
        draw(picture_of(run.field, run.outcome), plot)
    return failures.tell(run.outcome, run.programs)


@dataclass(frozen=True)
class Prepared:
    """A request that can run: its field, what is started in it, and the programs by their files."""

    field: Field
    injections: list[Injection]
    programs: dict[Path, Program]
    at: str | None


def prepare(request: Request) -> Prepared:
    """Loads and compiles what is asked for; refuses what cannot run."""
    field = load_field(request.field, request.changes)
    injections, at = _injections(field, request)
    sources = [Path(str(injection.program)) for injection in injections]
    _check_end(request, injections)
    compiled = {
        path: programs.load(path, field.regions, where=str(request.field)) for path in sources
    }
    started = [
        replace(injection, program=compiled[path])
        for injection, path in zip(injections, sources, strict=True)
    ]
    return Prepared(field, started, compiled, at)


@dataclass(frozen=True)
class Published:
    """How a live run is published; without `folder` nothing outlives it."""

    broker: Address
    home_assistant: bool = False
    metrics: str | None = None
    folder: Path | None = None
    speed: float = 1.0


def publish(request: Request, published: Published) -> int:
    """Runs the request live, publishes it, and takes commands until it ends, or Ctrl-C."""
    from samara.gateway import options
    from samara.gateway.simulation_host import SimulationHost

    prepared = prepare(replace(request, is_live=True))
    folder = published.folder
    host = SimulationHost(
        prepared.field,
        prepared.injections,
        published.broker,
        options.say,
        pace=Pace(published.speed),
        seed=request.seed,
        until_s=request.until_s,
        start_time_s=request.start_time_s,
        folder=None if folder is None else options.folder(folder, prepared.field.name),
        home_assistant=published.home_assistant,
        trace=request.trace,
        pcap=request.pcap,
        animation=request.netanim,
        real=request.real,
    )
    with options.metrics(published.metrics, host.gateway):
        host.run()
    return 0


def show_live(request: Request, speed: float, listen: str, password_file: Path | None) -> None:
    """Runs the request on the console's page, until Ctrl-C; refuses what cannot run."""
    from samara.commands.console import need_console, show

    need_console()
    from samara.console.field_model import FieldModel
    from samara.console.server import Console
    from samara.console.simulated import SimulatedField

    prepared = prepare(replace(request, is_live=True))
    model = FieldModel()
    source = SimulatedField(
        model,
        prepared.field,
        prepared.injections,
        seed=request.seed,
        start_time_s=request.start_time_s,
        speed=speed,
    )
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in prepared.programs}
    show(Console(model, source, programs=texts), listen, password_file)


def run_checked(request: Request) -> Run:
    """Runs the request, with progress on the terminal; refuses what cannot run before it starts."""
    started = time.perf_counter()
    prepared = prepare(request)
    field = prepared.field
    for note in _notes(field, request):
        err.print(Text(f"note: {note}", style="yellow"))
    with _progress() as progress:
        task = progress.add_task("starting ns-3", total=request.until_s, rate="")
        told = _Told(progress, task, field)
        outcome = simulate(
            field,
            prepared.injections,
            seed=request.seed,
            until_s=request.until_s,
            start_time_s=request.start_time_s,
            on_progress=told,
            trace=request.trace,
            pcap=request.pcap,
            animation=request.netanim,
            real_time=request.real_time,
            real=request.real,
        )
    return Run(
        field,
        outcome,
        list(prepared.programs.values()),
        {
            "result": outcome.result,
            "hops": outcome.hops,
            "frames": outcome.frames,
            "bytes_on_air": outcome.bytes_on_air,
            "way": [
                {
                    "node": event["node"],
                    "at_m": event["at_m"],
                    "state_bytes": event["fields"]["state_bytes"],
                }
                for event in outcome.events
                if event["kind"] == "arrived"
            ],
            "frames_by_kind": outcome.frames_by_kind,
            "unacknowledged": outcome.unacknowledged,
            "unsent": outcome.unsent,
            "overruns": outcome.overruns,
            "energy": _energy(outcome),
            "completion_s": outcome.completion_s,
            "simulated_s": outcome.simulated_s,
            "wall_s": round(time.perf_counter() - started, 3),
            **({} if outcome.behind_s is None else {"behind_s": outcome.behind_s}),
            "nodes": outcome.nodes,
            "seed": outcome.seed,
            "start_time_s": request.start_time_s,
            "written": [
                {
                    "node": event["node"],
                    "tag": event["fields"]["name"],
                    "value": event["fields"]["value"],
                }
                for event in outcome.events
                if event["kind"] == "write" and event["fields"]["message"] is not None
            ],
            "failures": [
                {"time_s": f.time_s, "node": f.node, "kind": f.kind, "text": f.text}
                for f in outcome.failures
            ],
            "provenance": record.provenance(
                command(request, prepared.at),
                request.field,
                sorted(prepared.programs),
            ),
        },
    )


def _injections(field: Field, request: Request) -> tuple[list[Injection], str | None]:
    """What is to be started, and where the request's own program is."""
    injections = list(field.injections)
    at = request.at
    if request.program is not None:
        names = [node.name for node in field.nodes]
        if at is None:
            at = names[0]
        elif at not in names:
            raise unknown("node", at, names, f"--at: {request.field}")
        injections.append(Injection(request.program, at))
    elif at is not None:
        raise Refused("--at says where --program starts; give a --program too.")
    idle = request.is_live or (request.real and request.until_s is not None)
    if not injections and not idle:
        raise Refused(
            f"{request.field}: no program to run. "
            "Give one with --program PROG.py, or put an [[inject]] into the field file."
        )
    return injections, at


def _check_end(request: Request, injections: list[Injection]) -> None:
    """Refuses a run that is over before anything begins."""
    first_s = min((injection.time_s for injection in injections), default=0.0)
    if request.until_s is not None and request.until_s <= first_s:
        raise Refused(
            f"--until {request.until_s:g}: the first program starts at {first_s:g} s, "
            "when the nodes know their neighbours. Give a later time, or none."
        )


def _notes(field: Field, request: Request) -> Iterator[str]:
    """What a person may not expect of readings that do not cover the run's beginning."""
    covers: dict[str, tuple[float, float]] = {}
    for node in field.nodes:
        for tag in node.tags:
            if tag.readings is not None and tag.readings.times_s:
                covers[tag.name] = (tag.readings.times_s[0], tag.readings.times_s[-1])
            elif tag.readings is not None:
                yield f"the readings of {tag.name} have no rows; no node has any."
                return
    for name, (first_s, last_s) in sorted(covers.items()):
        if request.start_time_s > last_s:
            yield (
                f"the run begins at {request.start_time_s:g} s, after the last readings of "
                f"{name} ({last_s:g} s); they stay in force."
            )
        elif request.start_time_s < first_s:
            yield (
                f"the run begins at {request.start_time_s:g} s, before the first readings of "
                f"{name} ({first_s:g} s); until then no node has any."
            )


def _nodes(field: Field) -> str:
    return f"{len(field.nodes):,} node{'' if len(field.nodes) == 1 else 's'}"


def command(request: Request, at: str | None) -> list[str]:
    """The command that repeats the run, with what was left to defaults spelled out."""
    words = ["samara", "sim", str(request.field)]
    if request.program is not None and at is not None:
        words += ["--program", str(request.program), "--at", at]
    words += ["--seed", str(request.seed)]
    if request.until_s is not None:
        words += ["--until", f"{request.until_s:g}"]
    words += ["--start-time", f"{request.start_time_s:g}"]
    if request.real_time:
        words += ["--real-time"]
    for name, (host, port) in request.real.items():
        words += ["--real", f"{name}={host}:{port}"]
    for key, value in request.changes.items():
        words += ["--set", f"{key}={toml_value(value)}"]
    return words


def toml_value(value: object) -> str:
    """A value of a key as TOML writes it; JSON writes all that a grid may hold the same way."""
    return json_text.dumps(value, ensure_ascii=False)


class _Told:
    """Brings what a run tells of itself to the terminal."""

    def __init__(self, progress: Progress, task: TaskID, field: Field) -> None:
        self._progress = progress
        self._task = task
        self._nodes = _nodes(field)
        self._began_s: float | None = None
        self._began_events = 0

    def __call__(self, simulated_s: float, events: int) -> None:
        now_s = time.perf_counter()
        if self._began_s is None:
            self._began_s, self._began_events = now_s, events
        took_s = now_s - self._began_s
        rate = f"{(events - self._began_events) / took_s:,.0f} events/s" if took_s else ""
        self._progress.update(
            self._task, completed=simulated_s, description=self._nodes, rate=rate
        )


def _energy(outcome: Outcome) -> dict[str, Any]:
    """What the radios spent, together and by node."""
    spent = outcome.energy.values()
    return {
        "joules": round(sum(one.joules for one in spent), 6),
        "above_idle_j": round(sum(one.above_idle_j for one in spent), 6),
        "currents": None if outcome.currents is None else asdict(outcome.currents),
        "nodes": {name: asdict(one) for name, one in outcome.energy.items()},
    }


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.1f} s simulated, {task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("to go:"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
