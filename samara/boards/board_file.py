"""`board.toml`: what a board is, where it stands and what its pins are."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic import Field as Key

from runtime.errors import TagTypeRefused
from runtime.tagspace.rights import parse_io
from samara import keys
from samara.boards.chips import CHIPS, Chip
from samara.policy_file import load_policy
from sim.ns3.field_error import FieldError, did_you_mean
from sim.ns3.toml_lines import Place, TomlLines

KEY_PATH = "/board.key"  # on the board, beside its slots: the count of its boots is kept there

_MOST_M = 20_000_000.0

_Finite = Annotated[float, Key(allow_inf_nan=False)]
_Metres = Annotated[float, Key(ge=-_MOST_M, le=_MOST_M)]
_Pin = Annotated[int, Key(ge=0, le=48)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Gps(_Section):
    """A receiver that speaks NMEA 0183 on a UART."""

    rx: _Pin
    tx: _Pin | None = None
    baud: Annotated[int, Key(ge=1200, le=921_600)] = 9600
    origin: Annotated[list[_Finite], Key(min_length=2, max_length=2)]


class _Board(_Section):
    name: Annotated[str, Key(min_length=1, max_length=24)]
    chip: Literal["esp32", "esp32s3", "esp32c3", "pi", "emulated"]
    position_m: Annotated[list[_Metres], Key(min_length=2, max_length=2)] | None = None
    gps: _Gps | None = None
    gateway: bool = False


class _Radio(_Section):
    channel: Annotated[int, Key(ge=1, le=13)] = 1
    long_frames: bool = True


class _Security(_Section):
    """Paths relative to this file: what samara keygen made, and a policy."""

    key: str | None = None
    policy: str | None = None
    encrypts: bool = False


class _Region(_Section):
    circle: Annotated[list[_Metres], Key(min_length=3, max_length=3)] | None = None
    polygon: (
        Annotated[
            list[Annotated[list[_Metres], Key(min_length=2, max_length=2)]], Key(min_length=3)
        ]
        | None
    ) = None


def _rights(text: str) -> str:
    try:
        parse_io(text)
    except TagTypeRefused as error:
        raise ValueError(str(error)) from None
    return text


class _Tag(_Section):
    """Programs may read it, and write it only where `rights` or the policy let them."""

    unit: Annotated[str, Key(max_length=16)] = ""
    rights: Annotated[str, AfterValidator(_rights)] | None = None


class _Dht22(_Tag):
    kind: Literal["dht22"]
    pin: _Pin
    measures: Literal["temperature", "humidity"] = "temperature"


class _Ds18b20(_Tag):
    kind: Literal["ds18b20"]
    pin: _Pin
    address: Annotated[str, Key(pattern="^[0-9a-fA-F]{16}$")] | None = None


class _Analog(_Tag):
    kind: Literal["analog"]
    pin: _Pin
    scale: _Finite = 1.0
    offset: _Finite = 0.0


class _Digital(_Tag):
    kind: Literal["digital"]
    pin: _Pin
    pull: Literal["up", "down", "none"] = "none"
    inverted: bool = False
    debounce_ms: Annotated[int, Key(ge=0, le=10_000)] = 20


class _Output(_Tag):
    kind: Literal["relay", "led"]
    pin: _Pin
    inverted: bool = False
    start: bool = False


class _Pwm(_Tag):
    kind: Literal["pwm"]
    pin: _Pin
    hz: Annotated[int, Key(ge=1, le=40_000)] = 1000


class _I2cThermometer(_Tag):
    kind: Literal["lm75"]
    sda: _Pin
    scl: _Pin
    address: Annotated[int, Key(ge=0x08, le=0x77)] = 0x48


class _Held(_Tag):
    """A value in memory, for trying things out with no sensor at hand."""

    kind: Literal["held"]
    value: bool | int | _Finite | Annotated[str, Key(max_length=64)]


_TAGS: dict[str, type[_Tag]] = {
    "dht22": _Dht22,
    "ds18b20": _Ds18b20,
    "analog": _Analog,
    "digital": _Digital,
    "relay": _Output,
    "led": _Output,
    "pwm": _Pwm,
    "lm75": _I2cThermometer,
    "held": _Held,
}
_UNITS = {"ds18b20": "C", "lm75": "C", "pwm": "1"}
_DRIVEN = ("relay", "led", "pwm", "lm75", "dht22", "ds18b20")


class _File(_Section):
    board: _Board
    radio: _Radio = _Radio()
    security: _Security = _Security()
    tags: dict[str, dict[str, Any]] = {}
    regions: dict[str, _Region] = {}
    limits: dict[str, Annotated[int, Key(ge=0)]] = {}


_LIMITS = ("memory_bytes", "messages", "gas_visit", "state_bytes", "code_bytes", "tag_bytes",
           "beacon_ms")  # fmt: skip


@dataclass(frozen=True)
class BoardFile:
    """What a board.toml says. `config` is what goes on the board, as JSON; `key` the board's key
    file, or ""; `warnings` are for its writer; `chip` is a key of CHIPS."""

    name: str
    chip: str
    config: dict[str, Any]
    key: str
    warnings: tuple[str, ...]


def load_board(path: Path) -> BoardFile:
    """The checked content; FieldError says what is wrong, in which line, and what to do."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FieldError(
            path, f"the board file cannot be read: {error.strerror}. Give a board.toml."
        ) from None
    except UnicodeDecodeError:
        raise FieldError(path, "the board file is not UTF-8 text, as TOML has to be.") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FieldError(path, f"this is not TOML: {error}.") from None
    return _Loader(path, TomlLines(text), document).board()


_Model = TypeVar("_Model", bound=BaseModel)


class _Loader:
    def __init__(self, path: Path, lines: TomlLines, document: dict[str, Any]) -> None:
        self._path = path
        self._lines = lines
        self._warnings: list[str] = []
        self._file = self._checked(_File, document, ())
        self._chip: Chip = CHIPS[self._file.board.chip]
        self._taken: dict[int, str] = {}

    def board(self) -> BoardFile:
        board = self._file.board
        if (board.position_m is None) == (board.gps is None):
            raise self._refuse(
                ("board",), "give either position_m = [X, Y] or gps = { ... }: one, not both."
            )
        config: dict[str, Any] = {
            "name": board.name,
            "chip": board.chip,
            "gateway": board.gateway,
            "radio": self._file.radio.model_dump(),
            "regions": {name: self._region(name) for name in self._file.regions},
            "pins": list(self._pins()),
            "limits": dict(self._limits()),
        }
        if board.position_m is not None:
            config["position_cm"] = [round(metres * 100) for metres in board.position_m]
        if board.gps is not None:
            for key in ("rx", "tx"):
                pin = getattr(board.gps, key)
                if pin is not None:
                    self._take(pin, ("board", "gps", key), "the GPS", drives=key == "tx")
            config["gps"] = board.gps.model_dump()
        key = self._secure(config)
        return BoardFile(board.name, board.chip, config, key, tuple(self._warnings))

    # -- parts

    def _secure(self, config: dict[str, Any]) -> str:
        """Makes the configuration that of a keyed or a signed field; the text of the key file."""
        security = self._file.security
        if security.key is None:
            if security.policy is not None or security.encrypts:
                raise self._refuse(
                    ("security",), "a policy and encryption need a key: samara keygen node."
                )
            self._warnings.append(
                f"{self._path}: no [security] key: whoever has a radio may run code on this board."
            )
            return ""
        path = self._path.parent / security.key
        try:
            keys.load_node(path)
        except OSError as error:
            raise self._refuse(("security", "key"), f"{path}: {error.strerror}.") from None
        config["key"] = KEY_PATH
        config["encrypts"] = security.encrypts
        if security.policy is not None:
            config["policy"] = load_policy(self._path.parent / security.policy)
        return path.read_text(encoding="utf-8")

    def _pins(self) -> Iterator[dict[str, Any]]:
        for name, given in self._file.tags.items():
            place: Place = ("tags", name)
            self._check_name(place, name)
            kind = given.get("kind")
            if kind not in _TAGS:
                raise self._refuse(
                    (*place, "kind"),
                    f"there is no kind {kind!r} of tag. {did_you_mean(str(kind), _TAGS)}",
                )
            tag = self._checked(_TAGS[kind], given, place)
            for key in ("pin", "sda", "scl"):
                pin = getattr(tag, key, None)
                if pin is not None:
                    self._take(pin, (*place, key), name, kind in _DRIVEN, kind == "analog")
            pins = tag.model_dump()
            pins["unit"] = pins["unit"] or _UNITS.get(kind, "")
            yield {"name": name, **pins}

    def _check_name(self, place: Place, name: str) -> None:
        if name in ("name", "neighbours", "clock", "reset") or name.startswith("region/"):
            raise self._refuse(place, "every node has a tag of that name already; take another.")
        if not 1 <= len(name.encode()) <= 48 or "*" in name or not name.isprintable():
            raise self._refuse(place, "a tag's name has 1 to 48 bytes of UTF-8, without '*'.")

    def _take(
        self, pin: int, place: Place, user: str, drives: bool, measures: bool = False
    ) -> None:
        chip = self._chip
        if pin not in chip.pins:
            raise self._refuse(place, f"the {chip.name} has no pin {pin}.")
        if pin in chip.why_not:
            raise self._refuse(place, f"pin {pin} is not free: {chip.why_not[pin]}. Take another.")
        if pin in self._taken:
            raise self._refuse(place, f"pin {pin} is {self._taken[pin]}'s already. Take another.")
        if drives and pin in chip.inputs:
            raise self._refuse(place, f"pin {pin} of the {chip.name} is an input only.")
        if measures and pin not in chip.analog:
            free = ", ".join(str(each) for each in sorted(chip.analog)) or "none"
            raise self._refuse(
                place, f"pin {pin} cannot measure while the radio is on. These can: {free}."
            )
        if pin in chip.shared:
            line = self._lines.of(place)
            self._warnings.append(f"{self._path}:{line}: pin {pin}: {chip.shared[pin]}.")
        self._taken[pin] = user

    def _region(self, name: str) -> list[Any]:
        region = self._file.regions[name]
        if (region.circle is None) == (region.polygon is None):
            raise self._refuse(
                ("regions", name), "give either circle = [X, Y, RADIUS] or polygon = [[X, Y], ...]."
            )
        if region.circle is not None:
            return ["circle", *(round(metres * 100) for metres in region.circle)]
        assert region.polygon is not None
        return ["polygon", [round(metres * 100) for corner in region.polygon for metres in corner]]

    def _limits(self) -> Iterator[tuple[str, int]]:
        for name, value in self._file.limits.items():
            if name not in _LIMITS:
                raise self._refuse(
                    ("limits", name), f"there is no such limit. {did_you_mean(name, _LIMITS)}"
                )
            yield name, value

    # -- refusals

    def _checked(self, model: type[_Model], given: Any, place: Place) -> _Model:
        try:
            return TypeAdapter(model).validate_python(given)
        except ValidationError as error:
            details = error.errors()
            unknown = [one for one in details if one["type"] == "extra_forbidden"]
            detail = (unknown or details)[0]
        at = (*place, *[part for part in detail["loc"] if part != "[key]"])
        if detail["type"] == "extra_forbidden":
            known = list(model.model_fields)
            raise self._refuse(at, f"there is no such key. {did_you_mean(str(at[-1]), known)}")
        if detail["type"] == "missing":
            raise self._refuse(at, "is missing. Give it a value.")
        problem = detail["msg"].replace("Input should be", "must be").replace("should", "must")
        raise self._refuse(at, f"{problem}; it is {detail['input']!r}.")

    def _refuse(self, place: Place, problem: str) -> FieldError:
        key = ".".join(str(part) for part in place)
        return FieldError(self._path, problem, key=key, line=self._lines.of(place))
