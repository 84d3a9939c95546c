"""Campaigns: a grid of parameters times seeds, a process a run, and what came of them together.

What is done is done: each run has a file of its own, by the hash of all that makes it, and a
campaign that begins again takes up those that are there.
"""

import hashlib
import itertools
import json
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samara import record, simulation
from samara.confidence import mean_and_half_width
from samara.refusal import Refused
from sim.ns3.field_error import FieldError, did_you_mean
from sim.ns3.outcome import Outcome
from sim.ns3.process import Ns3Process, SimulationRaised
from sim.ns3.simulate import prepare
from sim.ns3.simulation import Job
from sim.ns3.toml_lines import TomlLines

# What is taken of each run; the mean of those that have it.
MEASURES = (
    "completion_s",
    "hops",
    "frames",
    "bytes_on_air",
    "joules",
    "above_idle_j",
    "completed",
    "wall_s",
)

_KEYS = ("field", "program", "at", "seeds", "until_s", "start_time_s", "out")
_MOST_RUNS = 1_000_000

Values = dict[str, Any]


@dataclass(frozen=True)
class Sweep:
    """A sweep file, read and checked as far as it goes without the field."""

    file: Path
    lines: TomlLines
    field: Path
    program: Path | None
    at: str | None
    seeds: tuple[int, ...]
    until_s: float | None
    start_time_s: float
    out: Path
    grid: dict[str, list[Any]]

    def points(self) -> Iterator[Values]:
        """Every combination of the grid's values."""
        for values in itertools.product(*self.grid.values()):
            yield dict(zip(self.grid, values, strict=True))


@dataclass(frozen=True)
class Point:
    """One run: the values of its parameters, its seed, and all that it takes to run it."""

    values: Values
    seed: int
    key: str
    command: str
    job: Job


@dataclass(frozen=True)
class Done:
    """What came of one run; `error` where nothing did."""

    values: Values
    seed: int
    command: str
    measures: dict[str, float | None]
    result: str | None = None
    error: str | None = None


def read_sweep(file: Path) -> Sweep:
    """The sweep of a TOML file; refused with its line where it cannot be."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file}: cannot be read: {error.strerror}. Give a TOML file.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file}: is not UTF-8 text, as TOML has to be.") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{file}: this is not TOML: {error}.") from None
    return _Reader(file, TomlLines(text), document).sweep()


class _Reader:
    """A sweep file on its way to a `Sweep`."""

    def __init__(self, file: Path, lines: TomlLines, document: dict[str, Any]) -> None:
        self._file = file
        self._lines = lines
        self._document = document

    def sweep(self) -> Sweep:
        for name in self._document:
            if name not in ("sweep", "grid"):
                raise self._refuse(
                    (name,), f"there is no such table. {did_you_mean(name, ('sweep', 'grid'))}"
                )
        table = self._table("sweep")
        for name in table:
            if name not in _KEYS:
                raise self._refuse(
                    ("sweep", name), f"there is no such key. {did_you_mean(name, _KEYS)}"
                )
        grid = self._table("grid")
        for name, values in grid.items():
            if not isinstance(values, list) or not values:
                raise self._refuse(
                    ("grid", name),
                    f"is a list of the values to try, as in \"radio.range_m\" = [40, 50]; "
                    f"it is {values!r}.",
                )
        seeds = self._seeds(table.get("seeds", 10))
        sweep = Sweep(
            self._file,
            self._lines,
            self._path(table, "field"),
            self._path(table, "program") if "program" in table else None,
            self._text(table, "at") if "at" in table else None,
            seeds,
            self._number(table, "until_s"),
            self._number(table, "start_time_s") or 0.0,
            self._file.parent / str(table.get("out", f"{self._file.stem}.out")),
            grid,
        )
        runs = len(seeds)
        for values in grid.values():
            runs *= len(values)
        if runs > _MOST_RUNS:
            raise self._refuse(("grid",), f"{runs:,} runs are more than {_MOST_RUNS:,}.")
        return sweep

    def _refuse(self, place: tuple[str, ...], problem: str) -> Refused:
        line = self._lines.of(place)
        where = f"{self._file}:{line}" if line else str(self._file)
        return Refused(f"{where}: [{place[0]}] {' '.join(place[1:])}: {problem}".replace(" :", ":"))

    def _table(self, name: str) -> dict[str, Any]:
        table = self._document.get(name, {} if name == "grid" else None)
        if not isinstance(table, dict):
            raise self._refuse((name,), "is missing. Add it, with field = \"field.toml\".")
        return table

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        if not isinstance(table.get(key), str):
            raise self._refuse(("sweep", key), "is missing, or no text in quotes. Give it one.")
        return str(table[key])

    def _path(self, table: Mapping[str, Any], key: str) -> Path:
        path = self._file.parent / self._text(table, key)
        if not path.is_file():
            raise self._refuse(
                ("sweep", key), f"there is no file {path}. Paths are relative to the sweep file."
            )
        return path

    def _number(self, table: Mapping[str, Any], key: str) -> float | None:
        value = table.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise self._refuse(("sweep", key), f"is a number of seconds; it is {value!r}.")
        return None if value is None else float(value)

    def _seeds(self, given: Any) -> tuple[int, ...]:
        if isinstance(given, int) and not isinstance(given, bool) and given >= 1:
            return tuple(range(1, given + 1))
        if (
            isinstance(given, list)
            and given
            and all(type(seed) is int and seed >= 0 for seed in given)
            and len(set(given)) == len(given)
        ):
            return tuple(given)
        raise self._refuse(
            ("sweep", "seeds"),
            f"is how many, or a list of different whole numbers; it is {given!r}.",
        )


def points(sweep: Sweep) -> list[Point]:
    """Every run of the sweep, checked: what ns-3 would not take is refused before any runs."""
    made = []
    for values in sweep.points():
        request = _request(sweep, values, sweep.seeds[0])
        try:
            prepared = simulation.prepare(request)
        except FieldError as error:
            line = next((sweep.lines.of(("grid", key)) for key in values), None)
            shown = ", ".join(f"{key} = {value!r}" for key, value in values.items())
            raise Refused(f"{sweep.file}:{line}: with {shown}: {error}") from None
        parts = [
            record.sha256_of(sweep.field),
            *(record.sha256_of(path) for path in sorted(prepared.programs)),
            repr(prepared.field),
            repr((request.until_s, request.start_time_s, prepared.at, record.versions())),
        ]
        for seed in sweep.seeds:
            words = simulation.command(_request(sweep, values, seed), prepared.at)
            made.append(
                Point(
                    values,
                    seed,
                    hashlib.sha256("\0".join([*parts, str(seed)]).encode()).hexdigest()[:32],
                    shlex.join(words),
                    prepare(
                        prepared.field,
                        prepared.injections,
                        seed=seed,
                        until_s=request.until_s,
                        start_time_s=request.start_time_s,
                    ),
                )
            )
    return made


def _request(sweep: Sweep, values: Values, seed: int) -> simulation.Request:
    return simulation.Request(
        sweep.field,
        sweep.program,
        sweep.at,
        seed,
        sweep.until_s,
        sweep.start_time_s,
        changes=values,
    )


def run_point(job: Job) -> Outcome:
    """Runs on a worker: one run in a process of its own. Raises where that process dies."""
    child = Ns3Process()
    try:
        return child.run(job, None)
    except SimulationRaised as raised:
        raise raised.error from None
    finally:
        child.end()


def done(point: Point, outcome: Outcome) -> Done:
    """What is kept of an outcome."""
    spent = outcome.energy.values()
    return Done(
        point.values,
        point.seed,
        point.command,
        {
            "completion_s": outcome.completion_s,
            "hops": outcome.hops,
            "frames": outcome.frames,
            "bytes_on_air": outcome.bytes_on_air,
            "joules": sum(one.joules for one in spent),
            "above_idle_j": sum(one.above_idle_j for one in spent),
            "completed": float(outcome.completion_s is not None and not outcome.failures),
            "wall_s": round(outcome.wall_s, 3),
        },
        json.dumps(outcome.result, ensure_ascii=False, default=str),
        "; ".join(f"{f.kind}: {f.text}" for f in outcome.failures) or None,
    )


class Store:
    """The folder of a campaign: a file a run that is done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._runs = folder / "runs"
        try:
            self._runs.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"{self._runs}: cannot be made: {error.strerror}.") from None

    def get(self, point: Point) -> Done | None:
        """What came of the point in an earlier campaign, if it has run to its end."""
        try:
            kept = json.loads((self._runs / f"{point.key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Done(point.values, point.seed, point.command, **kept)

    def put(self, point: Point, done: Done) -> None:
        kept = {"measures": done.measures, "result": done.result, "error": done.error}
        record.write_json(self._runs / f"{point.key}.json", kept)

    def write_tables(self, runs: Sequence[Done]) -> None:
        """`results.parquet`, a row a run, and `summary.parquet`, a row a point of the grid."""
        self._write("results.parquet", [_row(run) for run in runs])
        self._write("summary.parquet", summary(runs))

    def _write(self, name: str, rows: list[dict[str, Any]]) -> None:
        import pyarrow
        from pyarrow import parquet

        partial = self.folder / f".{name}.partial"
        parquet.write_table(pyarrow.Table.from_pylist(_one_type_a_column(rows)), partial)
        partial.replace(self.folder / name)


def summary(runs: Sequence[Done]) -> list[dict[str, Any]]:
    """For each point: how many runs, and of each measure the mean and half its 95 % interval."""
    rows = []
    grouped: dict[str, list[Done]] = {}
    for run in runs:
        grouped.setdefault(json.dumps(run.values, default=str), []).append(run)
    for of_point in grouped.values():
        whole = [run for run in of_point if run.measures]
        row: dict[str, Any] = {**of_point[0].values, "runs": len(whole)}
        row["lost"] = len(of_point) - len(whole)
        for measure in MEASURES:
            values = [value for run in whole if (value := run.measures[measure]) is not None]
            mean, half = mean_and_half_width(values) if values else (None, None)
            row[f"{measure}_mean"], row[f"{measure}_ci95"] = mean, half
        rows.append(row)
    return rows


def _row(run: Done) -> dict[str, Any]:
    measures = {measure: run.measures.get(measure) for measure in MEASURES}
    return {
        **run.values,
        "seed": run.seed,
        **measures,
        "result": run.result,
        "error": run.error,
        "command": run.command,
    }


def _one_type_a_column(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Values of a column that differ in type, or are lists or tables, become texts of JSON."""
    columns = {
        name: {type(row[name]) for row in rows if row[name] is not None}
        for name in (rows[0] if rows else ())
    }
    mixed = {
        name
        for name, types in columns.items()
        if (len(types) > 1 and not types <= {int, float}) or types & {list, dict}
    }
    floats = {name for name, types in columns.items() if types == {int, float}}
    return [
        {
            name: json.dumps(value)
            if name in mixed
            else float(value)
            if name in floats and value is not None
            else value
            for name, value in row.items()
        }
        for row in rows
    ]
