"""board.toml: what is taken, and what is refused with which words."""

from pathlib import Path

import pytest

from runtime.errors import SamaraError
from samara import keys
from samara.boards.board_file import load_board
from sim.ns3.field_error import FieldError

GOOD = """\
[board]
name = "left-20"
chip = "esp32"
position_m = [12.5, 40]

[radio]
channel = 6

[tags.temperature]
kind = "ds18b20"
pin = 4

[tags.soil]
kind = "analog"
pin = 34
scale = 2.5
unit = "%"

[tags.sprinkler]
kind = "relay"
pin = 26
inverted = true

[regions.left-hill]
circle = [115, 155, 65]

[limits]
beacon_ms = 5000
"""


@pytest.fixture
def board(tmp_path: Path):
    def load(text: str):
        path = tmp_path / "board.toml"
        path.write_text(text)
        return load_board(path)

    return load


def test_a_board_file_becomes_what_goes_on_the_board(board) -> None:
    made = board(GOOD)
    assert (made.name, made.chip, made.key) == ("left-20", "esp32", "")
    assert ["no [security] key" in warning for warning in made.warnings] == [True]
    assert made.config["position_cm"] == [1250, 4000]
    assert made.config["regions"] == {"left-hill": ["circle", 11500, 15500, 6500]}
    assert made.config["limits"] == {"beacon_ms": 5000}
    assert made.config["radio"]["channel"] == 6
    pins = {pin["name"]: pin for pin in made.config["pins"]}
    assert pins["temperature"] == {
        "name": "temperature",
        "kind": "ds18b20",
        "pin": 4,
        "address": None,
        "unit": "C",
        "rights": None,
    }
    assert pins["sprinkler"]["inverted"] is True


def test_a_pin_with_a_duty_at_start_up_is_a_warning_with_its_line(board) -> None:
    warning, _ = board(GOOD.replace("pin = 26", "pin = 12")).warnings
    assert ":21: pin 12: the chip reads it at start-up" in warning


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("pin = 4\n", "pin = 9\n", 11, "pin 9 is not free: the flash chip is wired to it"),
        ("pin = 4\n", "pin = 24\n", 11, "the ESP32 has no pin 24"),
        ("pin = 26", "pin = 4", 21, "pin 4 is temperature's already"),
        ("pin = 26", "pin = 35", 21, "pin 35 of the ESP32 is an input only"),
        ("pin = 34", "pin = 25", 15, "cannot measure while the radio is on. These can: 32, 33"),
        ("pin = 26", "pin = -1", 21, "greater than or equal to 0; it is -1"),
        ("pin = 26\n", "", 19, "is missing"),
        ('kind = "relay"', 'kind = "realy"', 20, 'Did you mean "relay"?'),
        ("inverted = true", "inverse = true", 22, 'no such key. Did you mean "inverted"?'),
        ("channel = 6", "channel = 14", 7, "less than or equal to 13"),
        ('chip = "esp32"', 'chip = "esp8266"', 3, "'esp32'"),
        ("position_m = [12.5, 40]", "", 1, "give either position_m"),
        ("beacon_ms = 5000", "becaon_ms = 5000", 28, 'Did you mean "beacon_ms"?'),
        ("circle = [115, 155, 65]", "", 24, "give either circle"),
        ("inverted = true", 'rights = "all"', 22, "rights"),
        ("[limits]", "[security]\nencrypts = true\n[limits]", 27, "need a key"),
        ("[tags.soil]", "[tags.name]", 13, "every node has a tag of that name"),
        ("[tags.soil]", '[tags."so*l"]', 13, "without '*'"),
        ("[board]", "[bord]", 1, 'Did you mean "board"?'),
        ("[board]", "[board", None, "this is not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(board, old, new, line, words) -> None:
    assert old in GOOD
    with pytest.raises(FieldError) as refused:
        board(GOOD.replace(old, new, 1))
    assert words in str(refused.value)
    assert refused.value.line == line


def test_keys_and_policy_go_on_the_board_and_the_boots_are_counted_beside_the_key(
    board, tmp_path
) -> None:
    keys.make_field(tmp_path / "field.key")
    keys.make_node(tmp_path / "field.key", "left-20", tmp_path / "left-20.key")
    (tmp_path / "policy.toml").write_text('[anyone]\nwrite = ["sprinkler"]\n')
    secured = '[security]\nkey = "left-20.key"\npolicy = "policy.toml"\n[limits]'
    made = board(GOOD.replace("[limits]", secured))
    assert made.config["key"] == "/board.key"
    assert made.config["policy"]["anyone"]["write"] == ["sprinkler"]
    assert made.key == (tmp_path / "left-20.key").read_text()
    assert made.warnings == ()
    with pytest.raises(SamaraError, match=r"none\.key"):
        board(GOOD.replace("[limits]", '[security]\nkey = "none.key"\n[limits]'))


def test_other_chips_have_other_pins(board) -> None:
    with pytest.raises(FieldError, match="the ESP32-C3 has no pin 26"):
        board(GOOD.replace('"esp32"', '"esp32c3"').replace("pin = 34", "pin = 3"))
    assert board(
        GOOD.replace('"esp32"', '"esp32s3"').replace("pin = 34", "pin = 3").replace("26", "16")
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FieldError, match=r"none\.toml: the board file cannot be read"):
        load_board(tmp_path / "none.toml")
