"""The field file: TOML that a person writes, checked and turned into a `Field`."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil, sqrt
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic import Field as Key
from pydantic_core import ErrorDetails

from runtime.errors import TagTypeRefused
from runtime.tagspace.rights import parse_io
from sim.ns3.check import MOST_M, MOST_NODES
from sim.ns3.csv_table import CsvTable, Row, read_csv
from sim.ns3.field import (
    RATES_MB_S,
    Circle,
    Currents,
    Field,
    FieldNode,
    Injection,
    IoTag,
    LogDistance,
    Outage,
    Polygon,
    Radio,
    Readings,
    Region,
    Walk,
    Wall,
)
from sim.ns3.field import Path as Way
from sim.ns3.field_error import FieldError, did_you_mean
from sim.ns3.ns2_trace import Area, read_trace
from sim.ns3.radios import loss_at_1_m_db
from sim.ns3.toml_lines import Place, TomlLines

# Nanoseconds, in which ns-3 counts, end at 292 years.
MOST_S = 1_000_000_000


def _nameable(name: str) -> str:
    """A name that can be one of a tag, or of a region in the tag "region/<name>"."""
    if not 1 <= len(name.encode()) <= 48 or "*" in name or not name.isprintable():
        raise ValueError("a name has 1 to 48 bytes of UTF-8, without '*'")
    return name


def _free(name: str) -> str:
    if name == "name" or name.startswith("region/"):
        raise ValueError("every node has a tag of that name already; take another")
    if name[0] == ".":
        raise ValueError("what begins with '.' is private to a program; take another")
    return name


def _rights(text: str) -> str:
    try:
        parse_io(text)
    except TagTypeRefused as error:
        raise ValueError(str(error)) from None
    return text


_Name = Annotated[str, AfterValidator(_nameable)]
_TagName = Annotated[_Name, AfterValidator(_free)]
_Positive = Annotated[float, Key(gt=0, allow_inf_nan=False)]
_Finite = Annotated[float, Key(allow_inf_nan=False)]
_Metres = Annotated[float, Key(ge=-MOST_M, le=MOST_M)]
_Constant = bool | int | _Finite | Annotated[str, Key(max_length=64)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Field(_Section):
    name: str = "field"


class _Radio(_Section):
    kind: Literal["802.15.4", "802.11b"] = "802.15.4"
    range_m: _Positive
    rate_mb_s: float | None = None


class _Loss(_Section):
    model: Literal["range", "log-distance"]
    exponent: Annotated[float, Key(ge=1, le=10)] | None = None
    shadowing_db: Annotated[float, Key(ge=0, le=20)] | None = None


class _Wall(_Section):
    line: Annotated[list[_Metres], Key(min_length=4, max_length=4)] | None = None
    rectangle: Annotated[list[_Metres], Key(min_length=4, max_length=4)] | None = None
    loss_db: Annotated[float, Key(ge=0, le=500)]


class _Failure(_Section):
    nodes: list[str] | None = None
    share: Annotated[float, Key(gt=0, le=1)] | None = None
    seed: int = 1
    at_s: Annotated[float, Key(ge=0, le=MOST_S)]
    spread_s: Annotated[float, Key(ge=0, le=MOST_S)] = 0.0
    back_after_s: Annotated[float, Key(gt=0, le=MOST_S)] | None = None


class _Energy(_Section):
    volts: _Positive
    transmit_ma: _Positive
    receive_ma: _Positive
    listen_ma: _Positive
    idle_ma: Annotated[float, Key(ge=0, allow_inf_nan=False)] = 0.0
    off_ma: Annotated[float, Key(ge=0, allow_inf_nan=False)] = 0.0


class _Board(_Section):
    klass: Literal["esp32", "pi"] = Key("esp32", alias="class")


class _Nodes(_Section):
    positions: str | None = None
    beacon_ms: Annotated[int, Key(ge=50, le=3_600_000)] | None = None


class _Place(_Section):
    count: Annotated[int, Key(ge=1, le=MOST_NODES)]
    layout: Literal["random", "grid"] = "random"
    area: Annotated[list[_Metres], Key(min_length=4, max_length=4)]
    z: _Metres = 0.0
    seed: int = 1
    name: Annotated[str, Key(max_length=24)] = ""
    tags: dict[_TagName, _Constant] = {}
    mobile: bool = False


class _Tag(_Section):
    unit: Annotated[str, Key(max_length=16)] = ""
    readings: str | None = None
    value: _Constant | None = None
    rights: Annotated[str, AfterValidator(_rights)] | None = None


class _Region(_Section):
    circle: Annotated[list[_Metres], Key(min_length=3, max_length=3)] | None = None
    polygon: list[Annotated[list[_Metres], Key(min_length=2, max_length=2)]] | None = None


class _Mobility(_Section):
    kind: Literal["waypoint", "trace"] = "waypoint"
    speed_m_s: Annotated[float, Key(gt=0, le=1000)] = 1.0
    pause_s: Annotated[float, Key(ge=0, le=MOST_S)] = 0.0
    trace: str | None = None
    area: Annotated[list[_Metres], Key(min_length=4, max_length=4)] | None = None


class _Security(_Section):
    mode: Literal["open", "keyed", "signed"] = "open"
    encrypt: bool = False


class _Inject(_Section):
    program: str
    at: str | None = None
    time_s: Annotated[float, Key(ge=0, le=MOST_S)] = 5.0
    every_s: Annotated[float, Key(ge=0.1, le=MOST_S)] | None = None


class _File(_Section):
    field: _Field = _Field()
    radio: _Radio
    board: _Board = Key(default_factory=lambda: _Board.model_validate({}))
    nodes: _Nodes = _Nodes()
    place: list[_Place] = []
    tags: dict[_TagName, _Tag] = {}
    regions: dict[_Name, _Region] = {}
    mobility: _Mobility | None = None
    loss: _Loss | None = None
    wall: list[_Wall] = []
    failure: list[_Failure] = []
    energy: _Energy | None = None
    security: _Security = _Security()
    inject: list[_Inject] = []


_NAMED: dict[str, type[_Section]] = {
    "tags": _Tag,
    "regions": _Region,
}  # tables of tables that the writer names
_KEYED: dict[str, type[_Section]] = {
    "field": _Field,
    "radio": _Radio,
    "board": _Board,
    "nodes": _Nodes,
    "place": _Place,
    "mobility": _Mobility,
    "loss": _Loss,
    "wall": _Wall,
    "failure": _Failure,
    "energy": _Energy,
    "security": _Security,
    "inject": _Inject,
}


def load_field(path: Path | str, changes: Mapping[str, Any] | None = None) -> Field:
    """The field of a TOML file; `FieldError` says what is wrong with it, where, and what to do.

    `changes` has values for keys, as in `{"radio.range_m": 40, "place.0.count": 100}`, in place of
    the file's; entries of lists are counted from 0.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FieldError(
            file, f"the field file cannot be read: {error.strerror}. Give the path of a TOML file."
        ) from None
    except UnicodeDecodeError:
        raise FieldError(file, "the field file is not UTF-8 text, as TOML has to be.") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _malformed(file, text, error) from None
    changed = [_change(file, document, key, value) for key, value in (changes or {}).items()]
    return _Loader(file, TomlLines(text), document, frozenset(changed)).field()


def _change(file: Path, document: dict[str, Any], key: str, value: Any) -> Place:
    """Sets one key of a document; where it is."""
    place: Place = ()
    at: Any = document
    *tables, last = key.split(".")
    for name in tables:
        if isinstance(at, list):
            if not name.isdecimal() or int(name) >= len(at):
                raise FieldError(
                    file, f"there is no entry {name}: there are {len(at)}, from 0.", key=key
                )
            place = (*place, int(name))
            at = at[int(name)]
        elif isinstance(at, dict):
            place = (*place, name)
            at = at.setdefault(name, {})
        else:
            break
    if not isinstance(at, dict):
        raise FieldError(file, "this is no table that a key could be set in.", key=key)
    at[last] = value
    return (*place, last)


def _malformed(file: Path, text: str, error: tomllib.TOMLDecodeError) -> FieldError:
    problem = str(error)
    line = None
    if "(at line " in problem:
        problem, _, where = problem.partition(" (at line ")
        line = int(where.split(",")[0])
    elif "(at end of document)" in problem:
        problem = problem.replace(" (at end of document)", " at the end of the file")
        line = max(1, len(text.splitlines()))
    return FieldError(file, f"this is not TOML: {problem}.", line=line)


class _Loader:
    """One field file on its way to a `Field`, with the lines of its keys for what is refused."""

    def __init__(
        self, file: Path, lines: TomlLines, document: dict[str, Any], changed: frozenset[Place]
    ) -> None:
        self._file = file
        self._lines = lines
        self._changed = changed  # keys whose values are not the file's
        try:
            self._model = _File.model_validate(document)
        except ValidationError as error:
            details = error.errors()
            # A key nobody knows often explains the one that is missing.
            unknown = [one for one in details if one["type"] == "extra_forbidden"]
            raise self._invalid((unknown or details)[0]) from None

    def field(self) -> Field:
        model = self._model
        radio = self._radio()
        nodes = self._traced(self._nodes())
        loss = self._loss(radio)
        return Field(
            name=model.field.name,
            nodes=tuple(nodes),
            radio=radio,
            regions={name: self._region(name) for name in model.regions},
            injections=tuple(self._injections([node.name for node in nodes])),
            board=model.board.klass,
            beacon_ms=model.nodes.beacon_ms,
            loss=loss,
            walls=tuple(self._walls(loss)),
            outages=tuple(self._outages([node.name for node in nodes])),
            currents=self._currents(),
            security=self._security(),
            encrypts=model.security.encrypt,
            file=self._file,
        )

    # -- refusals

    def _refuse(self, place: Place, problem: str) -> FieldError:
        line = None if place in self._changed else self._lines.of(place)
        return FieldError(self._file, problem, key=_shown(place), line=line)

    def _invalid(self, detail: ErrorDetails) -> FieldError:
        """What pydantic found, in the words of the file."""
        place = _in_document(detail["loc"])
        kind = detail["type"]
        if kind == "extra_forbidden":
            known = _known_keys(place)
            return self._refuse(
                place, f"there is no such key. {did_you_mean(str(place[-1]), known)}"
            )
        if kind == "missing":
            if len(place) == 1 and place[0] in _KEYED:
                needed = [
                    key
                    for key, info in _KEYED[str(place[0])].model_fields.items()
                    if info.is_required()
                ]
                return self._refuse(place, f"is missing. Add it, with {', '.join(needed)}.")
            return self._refuse(place, "is missing. Give it a value.")
        given = detail["input"]
        if kind == "literal_error":
            allowed = detail.get("ctx", {}).get("expected", "")
            return self._refuse(place, f"{given!r} is not known here: give {allowed}.")
        if kind == "model_type":
            return self._refuse(place, f"must be a table of keys; it is {given!r}.")
        if kind in ("too_short", "too_long"):
            bound = detail.get("ctx", {}).get("min_length") or detail["ctx"]["max_length"]
            return self._refuse(place, f"must have {bound} numbers; it is {given!r}.")
        if len(place) < len(detail["loc"]) and "[key]" not in detail["loc"]:
            return self._refuse(
                place, f"must be true or false, a number, or a short text; it is {given!r}."
            )
        if kind == "value_error":
            return self._refuse(place, f"{detail['msg'].removeprefix('Value error, ')}.")
        problem = detail["msg"].replace("Input should be", "must be").replace("should", "must")
        if kind.endswith("_type") and kind.startswith("string"):
            problem += ", in quotes"
        return self._refuse(place, f"{problem}; it is {given!r}.")

    # -- nodes

    def _nodes(self) -> list[FieldNode]:
        nodes = self._listed_nodes()
        taken = {node.name for node in nodes}
        number = 0
        for index, place in enumerate(self._model.place):
            x0, y0, x1, y1 = place.area
            if x0 > x1 or y0 > y1 or (x0, y0) == (x1, y1):
                raise self._refuse(
                    ("place", index, "area"),
                    f"must be [x0, y0, x1, y1] with x0 <= x1 and y0 <= y1, "
                    f"and not a point; it is {place.area}.",
                )
            walk = self._walk(index)
            tags = tuple(IoTag(name, value) for name, value in place.tags.items())
            own = 0  # numbers with a prefix start anew for each place
            for x_m, y_m in _laid_out(place):
                if place.name:
                    own += 1
                    name = f"{place.name}{own}"
                    if name in taken:
                        raise self._refuse(
                            ("place", index, "name"),
                            f'there is a node "{name}" already. Give this place another name.',
                        )
                else:
                    number += 1
                    while str(number) in taken:
                        number += 1
                    name = str(number)
                taken.add(name)
                nodes.append(FieldNode(name, x_m, y_m, place.z, tags, walk))
        if not nodes:
            raise FieldError(
                self._file,
                "the field has no nodes. Give [nodes] positions, a CSV, or a [[place]].",
                key="nodes",
            )
        if len(nodes) > MOST_NODES:
            raise FieldError(
                self._file, f"{len(nodes)} nodes are more than 802.15.4 addresses: {MOST_NODES}."
            )
        return self._with_tags(nodes)

    def _listed_nodes(self) -> list[FieldNode]:
        named = self._model.nodes.positions
        if named is None:
            return []
        table = read_csv(self._named_file(("nodes", "positions"), named))
        table.require("id", "x", "y")
        lines: dict[str, int] = {}
        nodes = []
        for row in table.rows:
            name = row.cells["id"]
            if not name or len(name) > 32:
                raise FieldError(
                    table.file,
                    f'"{name}" is no node id: give one of 1 to 32 characters.',
                    key="id",
                    line=row.line,
                )
            if name in lines:
                raise FieldError(
                    table.file,
                    f'the id "{name}" stands in line {lines[name]} and again in line {row.line}. '
                    "Give each node an id of its own.",
                    key="id",
                    line=row.line,
                )
            lines[name] = row.line
            x_m, y_m = _metres(table, row, "x"), _metres(table, row, "y")
            z_m = _metres(table, row, "z") if row.cells.get("z") else 0.0
            nodes.append(FieldNode(name, x_m, y_m, z_m))
        if not nodes:
            raise FieldError(table.file, "lists no nodes. Add a row for each.", line=2)
        return nodes

    def _walk(self, index: int) -> Walk | None:
        place = self._model.place[index]
        if not place.mobile:
            return None
        mobility = self._model.mobility
        if mobility is None:
            raise self._refuse(
                ("place", index, "mobile"),
                "these nodes move, and nothing says how. "
                'Add [mobility] with kind = "waypoint" and speed_m_s.',
            )
        if mobility.kind == "trace":
            raise self._refuse(
                ("place", index, "mobile"),
                "who moves, the trace says. Take the key away, or the trace.",
            )
        x0, y0, x1, y1 = place.area
        return Walk(mobility.speed_m_s, x0, y0, x1, y1, mobility.pause_s)

    def _traced(self, nodes: list[FieldNode]) -> list[FieldNode]:
        """The nodes, with those that a trace moves where it has them begin."""
        mobility = self._model.mobility
        if mobility is None or mobility.kind != "trace":
            if mobility is not None and mobility.trace is not None:
                raise self._refuse(
                    ("mobility", "trace"), 'a trace is followed where kind = "trace". Say so.'
                )
            return nodes
        if mobility.trace is None:
            raise self._refuse(
                ("mobility", "kind"), 'needs the trace itself: add trace = "moves.ns2".'
            )
        file = self._named_file(("mobility", "trace"), mobility.trace)
        areas = self._areas(mobility, len(nodes))
        moved = list(nodes)
        for number, movement in sorted(read_trace(file, areas).items()):
            node, area = nodes[number], areas[number]
            x_m = node.x_m if movement.x_m is None else movement.x_m
            y_m = node.y_m if movement.y_m is None else movement.y_m
            if area is not None and not (area[0] <= x_m <= area[2] and area[1] <= y_m <= area[3]):
                raise FieldError(
                    file,
                    f'node {number}, which is "{node.name}" of the field, stands at '
                    f"({x_m:g}, {y_m:g}), outside the area of the trace. "
                    "Say where it begins with set X_ and set Y_, or mend the area.",
                    line=movement.line,
                )
            moved[number] = replace(node, x_m=x_m, y_m=y_m, walk=Way(movement.legs(x_m, y_m)))
        return moved

    def _areas(self, mobility: _Mobility, nodes: int) -> list[Area | None]:
        """For each node what a trace may not lead it out of: one area for all, or its place's."""
        if mobility.area is not None:
            return [_area(mobility.area)] * nodes
        placed = [_area(place.area) for place in self._model.place for _ in range(place.count)]
        return [*[None] * (nodes - len(placed)), *placed]

    # -- waves, failures, batteries

    def _radio(self) -> Radio:
        radio = self._model.radio
        if radio.rate_mb_s is not None and radio.kind != "802.11b":
            raise self._refuse(("radio", "rate_mb_s"), "802.15.4 has one rate. Take the key away.")
        if radio.rate_mb_s is not None and radio.rate_mb_s not in RATES_MB_S:
            raise self._refuse(
                ("radio", "rate_mb_s"),
                f"802.11b has no rate of {radio.rate_mb_s:g} Mb/s. Give 1, 2, 5.5 or 11.",
            )
        return Radio(radio.kind, radio.range_m, float(radio.rate_mb_s or 2))

    def _loss(self, radio: Radio) -> LogDistance | None:
        loss = self._model.loss
        if loss is None or loss.model == "range":
            for key in ("exponent", "shadowing_db"):
                if loss is not None and getattr(loss, key) is not None:
                    raise self._refuse(
                        ("loss", key), 'is of model = "log-distance". Take it, or the key away.'
                    )
            return None
        exponent = 3.0 if loss.exponent is None else loss.exponent
        made = LogDistance(exponent, loss.shadowing_db or 0.0)
        if loss_at_1_m_db(radio, made) < 0:
            raise self._refuse(
                ("loss", "exponent"),
                f"with an exponent of {exponent:g} a signal heard at {radio.range_m:g} m would "
                "have gained on its first metre. Give a smaller exponent, or a shorter range.",
            )
        return made

    def _walls(self, loss: LogDistance | None) -> Iterator[Wall]:
        for index, wall in enumerate(self._model.wall):
            place = ("wall", index)
            if loss is None:
                raise self._refuse(
                    place,
                    "walls weaken a signal, and within the range nothing is weak here. "
                    'Add [loss] with model = "log-distance".',
                )
            if (wall.line is None) == (wall.rectangle is None):
                raise self._refuse(
                    place,
                    "a wall is either line = [x0, y0, x1, y1] or rectangle = [x0, y0, x1, y1]; "
                    f"this one has {'neither' if wall.line is None else 'both'}.",
                )
            x0, y0, x1, y1 = wall.line or wall.rectangle or []
            if (x0, y0) == (x1, y1) or (wall.rectangle and (x0 == x1 or y0 == y1)):
                raise self._refuse(place, "its ends are in one place. Give it a length.")
            if wall.line is not None:
                yield Wall(x0, y0, x1, y1, wall.loss_db)
                continue
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
            for here, there in pairwise(corners):
                yield Wall(*here, *there, wall.loss_db)

    def _outages(self, names: list[str]) -> Iterator[Outage]:
        for index, failure in enumerate(self._model.failure):
            place = ("failure", index)
            if (failure.nodes is None) == (failure.share is None):
                raise self._refuse(
                    place,
                    "who fails is either nodes = [...] or share = 0.1 of them all; "
                    f"this one has {'neither' if failure.nodes is None else 'both'}.",
                )
            chance = random.Random(failure.seed)
            if failure.share is not None:
                chosen = chance.sample(names, max(1, round(len(names) * failure.share)))
            else:
                chosen = failure.nodes or []
            for name in chosen:
                if name not in names:
                    raise self._refuse(
                        (*place, "nodes"),
                        f'the field has no node "{name}". {did_you_mean(name, names)}',
                    )
                from_s = failure.at_s + chance.uniform(0, failure.spread_s)
                back_s = failure.back_after_s
                yield Outage(name, from_s, None if back_s is None else from_s + back_s)

    def _currents(self) -> Currents | None:
        energy = self._model.energy
        if energy is None:
            return None
        return Currents(
            energy.volts,
            energy.transmit_ma,
            energy.receive_ma,
            energy.listen_ma,
            energy.idle_ma,
            energy.off_ma,
            f"[energy] of {self._file.name}",
        )

    def _security(self) -> str:
        security = self._model.security
        if security.encrypt and security.mode == "open":
            raise self._refuse(
                ("security", "encrypt"), 'an open field has no key. Add mode = "keyed".'
            )
        return security.mode

    # -- tags

    def _with_tags(self, nodes: list[FieldNode]) -> list[FieldNode]:
        tags: dict[str, dict[str, IoTag]] = {
            node.name: {tag.name: tag for tag in node.tags} for node in nodes
        }
        for name, tag in self._model.tags.items():
            if tag.readings is not None and tag.value is not None:
                raise self._refuse(
                    ("tags", name, "value"),
                    "a tag has either readings or a value for all nodes. Take one of them away.",
                )
            if tag.readings is not None:
                for node_name, readings in self._readings(name, tag.readings, tags).items():
                    tags[node_name][name] = IoTag(name, readings=readings, unit=tag.unit)
            for of_node in tags.values():
                constant = of_node.get(name)
                if constant is not None and constant.readings is None:
                    of_node[name] = IoTag(name, constant.value, unit=tag.unit)
                elif constant is None and tag.value is not None:
                    of_node[name] = IoTag(name, tag.value, unit=tag.unit)
                if tag.rights is not None and name in of_node:
                    of_node[name] = replace(of_node[name], rights=tag.rights)
        return [
            replace(node, tags=tuple(tags[node.name][name] for name in sorted(tags[node.name])))
            for node in nodes
        ]

    def _readings(
        self, tag: str, named: str, nodes: dict[str, dict[str, IoTag]]
    ) -> dict[str, Readings]:
        table = read_csv(self._named_file(("tags", tag, "readings"), named))
        table.require("time_s")
        columns = [column for column in table.columns if column != "time_s"]
        for column in columns:
            if column not in nodes:
                raise FieldError(
                    table.file,
                    f'has readings for "{column}", and the field has no such node. '
                    f"{did_you_mean(column, nodes)}",
                    key=column,
                    line=table.heading_line,
                )
        times = _ascending_times(table)
        return {
            column: Readings(
                times,
                tuple(
                    table.number(row, column) if row.cells[column] else None for row in table.rows
                ),
            )
            for column in columns
        }

    # -- regions and programs

    def _region(self, name: str) -> Region:
        region = self._model.regions[name]
        place = ("regions", name)
        if (region.circle is None) == (region.polygon is None):
            raise self._refuse(
                place,
                "a region is either circle = [x, y, radius] or polygon = [[x, y], ...]; "
                f"this one has {'neither' if region.circle is None else 'both'}.",
            )
        if region.circle is not None:
            x_m, y_m, radius_m = region.circle
            if radius_m <= 0:
                raise self._refuse(
                    (*place, "circle"), f"the radius must be greater than 0; it is {radius_m:g}."
                )
            return Circle(x_m, y_m, radius_m)
        points = [(x_m, y_m) for x_m, y_m in region.polygon or ()]
        if len(set(points)) < 3:
            raise self._refuse(
                (*place, "polygon"),
                f"a polygon has at least 3 different points; this one has {len(set(points))}.",
            )
        return Polygon(tuple(points))

    def _injections(self, names: Sequence[str]) -> list[Injection]:
        result = []
        for index, inject in enumerate(self._model.inject):
            program = self._file.parent / inject.program
            if not program.is_file():
                raise self._refuse(
                    ("inject", index, "program"),
                    f"there is no program {program}. Paths are relative to the field file.",
                )
            if inject.at is not None and inject.at not in names:
                raise self._refuse(
                    ("inject", index, "at"),
                    f'the field has no node "{inject.at}". {did_you_mean(inject.at, names)}',
                )
            at = names[0] if inject.at is None else inject.at
            result.append(Injection(program, at, inject.time_s, inject.every_s))
        return result

    def _named_file(self, place: Place, named: str) -> Path:
        path = self._file.parent / named
        if not path.is_file():
            raise self._refuse(
                place, f"there is no file {path}. Paths are relative to the field file."
            )
        return path


def _area(numbers: Sequence[float]) -> Area:
    x0, y0, x1, y1 = numbers
    return x0, y0, x1, y1


def _metres(table: CsvTable, row: Row, column: str) -> float:
    value = table.number(row, column)
    if abs(value) > MOST_M:
        raise FieldError(
            table.file,
            f"{value:g} m is off the map: positions are within {MOST_M:g} m of 0.",
            key=column,
            line=row.line,
        )
    return value


def _ascending_times(table: CsvTable) -> tuple[float, ...]:
    times: list[float] = []
    for row in table.rows:
        time_s = table.number(row, "time_s")
        if times and time_s <= times[-1]:
            raise FieldError(
                table.file,
                f"time_s {time_s:g} does not come after {times[-1]:g}. Put the rows in order.",
                key="time_s",
                line=row.line,
            )
        times.append(time_s)
    return tuple(times)


def _laid_out(place: _Place) -> list[tuple[float, float]]:
    """Where the nodes of a place stand, in metres, to the centimetre that nodes work in."""
    x0, y0, x1, y1 = place.area
    if place.layout == "random":
        generator = random.Random(place.seed)
        return [
            (round(generator.uniform(x0, x1), 2), round(generator.uniform(y0, y1), 2))
            for _ in range(place.count)
        ]
    width, height = x1 - x0, y1 - y0
    if width == 0:
        columns = 1
    elif height == 0:
        columns = place.count
    else:
        columns = min(place.count, ceil(sqrt(place.count * width / height)))
    rows = ceil(place.count / columns)
    return [
        (
            round(x0 + width * (index % columns + 0.5) / columns, 2),
            round(y0 + height * (index // columns + 0.5) / rows, 2),
        )
        for index in range(place.count)
    ]


def _known_keys(place: Place) -> list[str]:
    """The keys that may stand where the last of `place` stands."""
    section: type[_Section] = _File
    if len(place) > 1:
        head = str(place[0])
        section = {**_NAMED, **_KEYED}[head]
    return [info.alias or name for name, info in section.model_fields.items()]


def _in_document(location: tuple[int | str, ...]) -> Place:
    """Pydantic's location without what it adds for a member of a union or a dict's key."""
    end = location.index("[key]") if "[key]" in location else len(location)
    if location[:1] == ("place",) and "tags" in location:
        end = min(end, 4)
    elif location[:1] == ("tags",):
        end = min(end, 3)
    return location[:end]


def _shown(place: Place) -> str:
    """A place as a person would say it: `[[place]] number 2, count`."""
    head, *rest = place
    if head in ("place", "inject", "wall", "failure") and rest:
        number, *rest = rest
        section = f"[[{head}]] number {int(number) + 1}"
    elif head in _NAMED and rest:
        section = f"[{head}.{rest.pop(0)}]"
    else:
        section = f"[{head}]"
    keys = [f"number {part + 1}" if isinstance(part, int) else part for part in rest]
    return " ".join([section, *keys])
