"""Field files: what they describe, and what is refused with file, key, line and advice."""

from math import dist
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ns3.field import Circle, Field, LogDistance, Outage, Polygon, Walk, Wall
from sim.ns3.field import Path as Way
from sim.ns3.field_error import FieldError
from sim.ns3.field_file import load_field
from sim.ns3.toml_lines import TomlLines

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

WHOLE = """\
[field]
name = "orchard"
[board]
class = "pi"
[radio]
kind = "802.15.4"
range_m = 15
[nodes]
positions = "positions.csv"
beacon_ms = 2000
[[place]]
count = 3
layout = "random"
area = [0, 0, 40, 30]
seed = 7
tags = { sprinkler = 0 }
[[place]]
count = 4
layout = "grid"
area = [0, 0, 40, 40]
z = 2.5
name = "walker-"
mobile = true
[tags.temperature]
unit = "C"
readings = "temperature.csv"
[tags.sprinkler]
unit = "l/s"
[tags.battery]
value = 100
[regions.left-hill]
circle = [12, 15, 8]
[regions.ridge]
polygon = [
  [0, 0],
  [10, 0],  # not a header
  [10, 10],
]
[mobility]
kind = "waypoint"
speed_m_s = 1
[[inject]]
program = "water.py"
at = "b"
time_s = 10
every_s = 600
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with all that `WHOLE` names."""
    (tmp_path / "positions.csv").write_text("id,x,y,z\n2,0,0,1\nb,5,0,\n")
    (tmp_path / "temperature.csv").write_text("time_s,2,b\n0,20.5,\n60,21,19\n")
    (tmp_path / "water.py").write_text("x = 1\n")
    (tmp_path / "field.toml").write_text(WHOLE)
    return tmp_path


def whole(files: Path) -> Field:
    return load_field(files / "field.toml")


def refused(files: Path, text: str | None = None) -> FieldError:
    if text is not None:
        (files / "field.toml").write_text(text)
    with pytest.raises(FieldError) as caught:
        load_field(files / "field.toml")
    return caught.value


def edited(files: Path, old: str, new: str) -> FieldError:
    assert old in WHOLE
    return refused(files, WHOLE.replace(old, new, 1))


# -- what a field is


def test_placed_nodes_take_numbers_that_no_listed_node_has(files: Path) -> None:
    names = [node.name for node in whole(files).nodes]
    assert names == [
        "2", "b", "1", "3", "4", "walker-1", "walker-2", "walker-3", "walker-4",
    ]  # fmt: skip


def test_positions_keep_their_height_and_an_empty_height_is_ground(files: Path) -> None:
    listed = whole(files).nodes[:2]
    assert [(node.x_m, node.y_m, node.z_m) for node in listed] == [(0, 0, 1), (5, 0, 0)]


def test_a_reading_is_that_of_the_nearest_earlier_row(files: Path) -> None:
    first, second = whole(files).nodes[:2]
    of_first = next(tag for tag in first.tags if tag.name == "temperature")
    of_second = next(tag for tag in second.tags if tag.name == "temperature")
    assert of_first.unit == "C"
    assert of_first.readings is not None
    assert [of_first.readings.at(at_s) for at_s in (-1, 0, 59.9, 60, 1e6)] == [
        None, 20.5, 20.5, 21, 21,
    ]  # fmt: skip
    assert of_second.readings is not None
    assert [of_second.readings.at(at_s) for at_s in (0, 59, 60)] == [None, None, 19]


def test_a_node_without_a_column_has_no_such_tag(files: Path) -> None:
    placed = whole(files).nodes[2]
    assert {tag.name: tag.value for tag in placed.tags} == {"battery": 100, "sprinkler": 0}


def test_a_unit_reaches_the_constants_of_a_place(files: Path) -> None:
    placed = whole(files).nodes[2]
    assert next(tag.unit for tag in placed.tags if tag.name == "sprinkler") == "l/s"


def test_actuators_are_written_by_all_where_the_file_does_not_say_otherwise(files: Path) -> None:
    placed = whole(files).nodes[2]
    assert {tag.rights for tag in placed.tags} == {"others:read,write,wait"}
    text = (files / "field.toml").read_text(encoding="utf-8")
    text = text.replace('"l/s"', '"l/s"\nrights = "others:read origin:read,write"')
    (files / "field.toml").write_text(text, encoding="utf-8")
    placed = whole(files).nodes[2]
    assert {tag.name: tag.rights for tag in placed.tags} == {
        "battery": "others:read,write,wait",
        "sprinkler": "others:read origin:read,write",
    }


def test_a_value_of_a_tag_is_that_of_every_node(files: Path) -> None:
    for node in whole(files).nodes:
        assert next(tag.value for tag in node.tags if tag.name == "battery") == 100


def test_a_grid_fills_its_area_and_a_seed_repeats_a_random_place(files: Path) -> None:
    field = whole(files)
    grid = field.nodes[5:]
    assert [(node.x_m, node.y_m, node.z_m) for node in grid] == [
        (10, 10, 2.5), (30, 10, 2.5), (10, 30, 2.5), (30, 30, 2.5),
    ]  # fmt: skip
    assert field.nodes == whole(files).nodes
    assert all(0 <= node.x_m <= 40 and 0 <= node.y_m <= 30 for node in field.nodes[2:5])


def test_mobile_nodes_walk_within_their_place(files: Path) -> None:
    field = whole(files)
    assert field.nodes[5].walk == Walk(1, 0, 0, 40, 40)
    assert field.nodes[2].walk is None


def test_regions_are_circles_and_polygons(files: Path) -> None:
    assert whole(files).regions == {
        "left-hill": Circle(12, 15, 8),
        "ridge": Polygon(((0, 0), (10, 0), (10, 10))),
    }


def test_injections_name_a_program_beside_the_file(files: Path) -> None:
    (injection,) = whole(files).injections
    assert injection.program == files / "water.py"
    assert (injection.at, injection.time_s, injection.every_s) == ("b", 10, 600)


def test_the_rest_of_the_file_is_there(files: Path) -> None:
    field = whole(files)
    assert (field.name, field.board, field.beacon_ms) == ("orchard", "pi", 2000)
    assert (field.radio.kind, field.radio.range_m) == ("802.15.4", 15)


def test_the_least_field_is_a_radio_and_a_place(tmp_path: Path) -> None:
    (tmp_path / "field.toml").write_text(
        "[radio]\nrange_m = 5\n[[place]]\ncount = 2\nlayout = 'grid'\narea = [0, 0, 8, 0]\n"
    )
    field = load_field(tmp_path / "field.toml")
    assert [(node.name, node.x_m, node.y_m) for node in field.nodes] == [("1", 2, 0), ("2", 6, 0)]
    assert field.links() == [("1", "2")]
    assert field.board == "esp32"


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not on this machine")
def test_links_are_the_pairs_within_range_in_three_dimensions(tmp_path: Path) -> None:
    positions = DATA / "iotlab-grenoble" / "positions.csv"
    (tmp_path / "field.toml").write_text(
        f'[radio]\nrange_m = 1.5\n[nodes]\npositions = "{positions}"\n'
    )
    field = load_field(tmp_path / "field.toml")
    at = {node.name: (node.x_m, node.y_m, node.z_m) for node in field.nodes}
    names = list(at)
    expected = {
        frozenset((one, two))
        for index, one in enumerate(names)
        for two in names[:index]
        if dist(at[one], at[two]) <= 1.5
    }
    links = field.links()
    assert {frozenset(pair) for pair in links} == expected
    assert len(links) == len(expected)


WAVES = """
[loss]
model = "log-distance"
exponent = 2.5
shadowing_db = 4
[[wall]]
line = [0, 0, 10, 0]
loss_db = 6
[[wall]]
rectangle = [0, 0, 10, 5]
loss_db = 3
[[failure]]
share = 0.25
seed = 5
at_s = 60
spread_s = 30
back_after_s = 10
[[failure]]
nodes = ["b"]
at_s = 5
[energy]
volts = 3
transmit_ma = 10
receive_ma = 12
listen_ma = 11
"""


def test_a_field_has_loss_walls_failures_and_batteries(files: Path) -> None:
    (files / "field.toml").write_text(WHOLE + WAVES)
    field = load_field(files / "field.toml")
    assert field.loss == LogDistance(2.5, 4.0)
    assert field.walls[0] == Wall(0, 0, 10, 0, 6)
    assert field.walls[1:] == (
        Wall(0, 0, 10, 0, 3),
        Wall(10, 0, 10, 5, 3),
        Wall(10, 5, 0, 5, 3),
        Wall(0, 5, 0, 0, 3),
    )
    *drawn, named = field.outages
    assert named == Outage("b", 5.0)
    assert len({outage.node for outage in drawn}) == 2  # of nine
    assert all(60 <= outage.from_s <= 90 for outage in drawn)
    assert all(outage.until_s == outage.from_s + 10 for outage in drawn)
    assert field.currents is not None
    assert field.currents.source == "[energy] of field.toml"


MOVES = """\
$node_(1) set X_ 5.0
$node_(1) set Y_ 5
$node_(1) set Z_ 0
$god_ set-dist 0 1 2
# BonnMotion writes comments
$ns_ at 10.0 "$node_(1) setdest 25.0 5.0 2.0"
$ns_ at 15.0 "$node_(1) setdest 15.0 25.0 1.0"
$ns_ at 18.0 "$node_(1) setdest 0 0 0"
$ns_ at 20.0 "$node_(2) setdest 10 10 1"
"""


def traced(files: Path, moves: str = MOVES, area: str = "area = [0, 0, 40, 40]") -> None:
    (files / "moves.ns2").write_text(moves)
    text = WHOLE.replace("mobile = true\n", "").replace(
        'kind = "waypoint"\nspeed_m_s = 1', f'kind = "trace"\ntrace = "moves.ns2"\n{area}'
    )
    (files / "field.toml").write_text(text)


def test_a_trace_moves_the_nodes_that_it_names(files: Path) -> None:
    traced(files)
    field = load_field(files / "field.toml")
    still, moved, late = field.nodes[:3]
    assert still.walk is None
    assert (moved.x_m, moved.y_m) == (5, 5)
    # It turns on its way to (25, 5), and stops on its way to (15, 25).
    assert moved.walk == Way(((10.0, 5.0, 5.0), (15.0, 15.0, 5.0), (18.0, 15.0, 8.0)))
    assert isinstance(late.walk, Way)
    assert late.walk.legs[0] == (20.0, late.x_m, late.y_m)
    assert late.walk.legs[1][1:] == (10, 10)


@pytest.mark.parametrize(
    ("moves", "line", "says"),
    [
        ("$node_(9) set X_ 1\n", 1, ["no node 9", "from 0 to 8"]),
        ('\n$ns_ at 1 "$node_(12) setdest 1 1 1"\n', 2, ["no node 12"]),
        ("$node_(1) set X_ 41\n", 1, ["X = 41 m", "outside the area", "0 to 40"]),
        ('$ns_ at 1 "$node_(1) setdest 1 -1 1"\n', 1, ["Y = -1 m", "outside the area"]),
        ('$ns_ at 1 "$node_(1) set X_ 3"\n', 1, ["cannot jump", "setdest"]),
        ('$ns_ at 1 "$node_(1) setdest 1 1"\n', 1, ["no line of an ns-2 movement trace"]),
        ('$ns_ at -1 "$node_(1) setdest 1 1 1"\n', 1, ["below 0"]),
        (
            '$ns_ at 5 "$node_(1) setdest 1 1 1"\n$ns_ at 4 "$node_(1) setdest 1 1 1"\n',
            2,
            ["line 1", "in order"],
        ),
        ("# nothing\n", None, ["moves no node"]),
    ],
)
def test_a_trace_is_refused_with_its_line(
    files: Path, moves: str, line: int | None, says: list[str]
) -> None:
    traced(files, moves)
    error = refused(files)
    assert (Path(error.file).name, error.line) == ("moves.ns2", line)
    for text in says:
        assert text in str(error)


def test_without_an_area_a_trace_may_not_lead_a_node_out_of_its_place(files: Path) -> None:
    traced(files, '$ns_ at 1 "$node_(2) setdest 39 31 1"\n', "")
    error = refused(files)
    assert (Path(error.file).name, error.line) == ("moves.ns2", 1)
    assert "Y = 31 m is outside the area of the trace, 0 to 30 m" in str(error)
    traced(files, '$ns_ at 1 "$node_(1) setdest 39 31 1"\n', "")  # which a CSV lists
    assert load_field(files / "field.toml").nodes[1].walk is not None


def test_a_node_of_a_trace_that_stands_outside_its_area_is_refused(files: Path) -> None:
    traced(files, '$ns_ at 1 "$node_(1) setdest 12 12 1"\n', "area = [10, 10, 40, 40]")
    error = refused(files)
    assert error.line == 1
    assert 'which is "b" of the field, stands at (5, 0), outside the area' in str(error)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"log-distance"', '"fog"', ["[loss] model", "'range' or 'log-distance'"]),
        ('"log-distance"', '"range"', ["[loss] exponent", 'is of model = "log-distance"']),
        ("exponent = 2.5", "exponent = 0.1", ["[loss] exponent", "greater than or equal to 1"]),
        ("shadowing_db = 4", "shadowing_db = -4", ["shadowing_db", "greater than or equal to 0"]),
        ("line = [0, 0, 10, 0]", "", ["[[wall]] number 1", "has neither"]),
        ("line = [0, 0, 10, 0]", "line = [1, 1, 1, 1]", ["number 1", "Give it a length"]),
        ("loss_db = 6", "loss_db = -6", ["[[wall]] number 1 loss_db", "greater than or equal"]),
        ("share = 0.25", "share = 1.25", ["[[failure]] number 1 share", "less than or equal to 1"]),
        ("share = 0.25", 'share = 0.25\nnodes = ["b"]', ["number 1", "has both"]),
        ('nodes = ["b"]', 'nodes = ["bb"]', ["number 2 nodes", 'no node "bb"', "Did you mean"]),
        ("at_s = 60", "at_s = -60", ["number 1 at_s", "greater than or equal to 0"]),
        ("volts = 3", "volts = 0", ["[energy] volts", "greater than 0"]),
    ],
)
def test_waves_and_failures_are_refused_with_key_and_line(
    files: Path, old: str, new: str, says: list[str]
) -> None:
    text = (WHOLE + WAVES).replace(old, new, 1)
    error = refused(files, text)
    assert error.line is not None
    assert error.line > WHOLE.count("\n")
    for part in says:
        assert part in str(error)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('kind = "802.15.4"\n', 'rate_mb_s = 2\n', 6, "one rate"),
        ('kind = "802.15.4"', 'kind = "802.11b"\nrate_mb_s = 3', 7, "no rate of 3 Mb/s"),
        ('kind = "waypoint"', 'trace = "moves.ns2"', 40, 'kind = "trace"'),
        ('kind = "waypoint"', 'kind = "trace"\ntrace = "none.ns2"', 23, "who moves"),
        ("[mobility]", "[[wall]]\nline = [0, 0, 1, 1]\nloss_db = 3\n[mobility]", 39, "[loss]"),
    ],
)
def test_keys_that_do_not_go_together_are_refused(
    files: Path, old: str, new: str, line: int, says: str
) -> None:
    error = edited(files, old, new)
    assert error.line == line
    assert says in str(error)


def test_a_trace_that_is_not_named_is_asked_for(files: Path) -> None:
    text = WHOLE.replace("mobile = true\n", "").replace('kind = "waypoint"', 'kind = "trace"')
    error = refused(files, text)
    assert error.line == 39
    assert 'add trace = "moves.ns2"' in str(error)


def test_a_loss_that_would_gain_on_its_first_metre_is_refused(files: Path) -> None:
    text = WHOLE.replace("range_m = 15", "range_m = 5000")
    error = refused(files, text + '[loss]\nmodel = "log-distance"\nexponent = 4\n')
    assert "have gained on its first metre" in str(error)


# -- what is refused


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert "field.toml" in str(error)
    assert "cannot be read" in str(error)


@pytest.mark.parametrize(
    ("text", "line"), [("[radio]\nrange_m = = 2\n", 2), ("[radio]\nrange_m = [1,\n", 2)]
)
def test_malformed_toml_gives_its_line(files: Path, text: str, line: int) -> None:
    error = refused(files, text)
    assert "not TOML" in str(error)
    assert error.line == line


def test_bytes_that_are_not_text_are_refused(files: Path) -> None:
    (files / "field.toml").write_bytes(b"\xff\xfe[radio]")
    assert "UTF-8" in str(refused(files))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("range_m", "rang_m", 7, ["[radio] rang_m", 'Did you mean "range_m"?']),
        ("[mobility]", "[mobilty]", 39, ["[mobilty]", 'Did you mean "mobility"?']),
        ("[[place]]\ncount", "[[place]]\ncuont", 12, ["[[place]] number 1 cuont", '"count"']),
        ("readings =", "reading =", 26, ["[tags.temperature] reading", '"readings"']),
        ("range_m = 15", "range_m = 0", 7, ["range_m", "greater than 0", "it is 0"]),
        ("range_m = 15", "range_m = -3", 7, ["range_m", "greater than 0"]),
        ("range_m = 15", "range_m = inf", 7, ["range_m", "finite"]),
        ("range_m = 15", 'range_m = "15"', 7, ["range_m", "valid number", "'15'"]),
        ("range_m = 15\n", "", 5, ["[radio] range_m", "missing"]),
        ('"802.15.4"', '"802.11z"', 6, ["kind", "802.11z", "'802.15.4' or '802.11b'"]),
        ('class = "pi"', 'class = "cray"', 4, ["[board] class", "'esp32' or 'pi'"]),
        ("count = 3", "count = 0", 12, ["[[place]] number 1 count", "greater than or equal to 1"]),
        ("count = 4", "count = 1.5", 18, ["[[place]] number 2 count", "integer"]),
        ('"grid"', '"hexagons"', 19, ["layout", "'random' or 'grid'"]),
        ("[0, 0, 40, 30]", "[0, 0, 40]", 14, ["[[place]] number 1 area", "4 numbers"]),
        ("[0, 0, 40, 30]", "[0, 0, -40, 30]", 14, ["area", "x0 <= x1"]),
        ("sprinkler = 0", "sprinkler = [1]", 16, ["tags sprinkler", "[1]"]),
        ("mobile = true", "mobile = 1", 23, ["mobile", "boolean"]),
        ('kind = "waypoint"', 'kind = "brownian"', 40, ["[mobility] kind", "'waypoint'"]),
        ("speed_m_s = 1", "speed_m_s = 0", 41, ["speed_m_s", "greater than 0"]),
        ('at = "b"', 'at = "z"', 44, ["[[inject]] number 1 at", 'no node "z"']),
        ('at = "b"', "at = 2", 44, ["at", "string, in quotes", "it is 2"]),
        ("water.py", "watr.py", 43, ["program", "no program", "relative to the field file"]),
        ("time_s = 10", "time_s = -1", 45, ["time_s", "greater than or equal to 0"]),
        ("positions.csv", "position.csv", 9, ["positions", "no file", "relative"]),
        ("temperature.csv", "t.csv", 26, ["[tags.temperature] readings", "no file"]),
        ("circle = [12, 15, 8]", "", 31, ["[regions.left-hill]", "neither"]),
        ("circle = [12, 15, 8]", "circle = [1, 2, 3]\npolygon = []", 31, ["both"]),
        ("[12, 15, 8]", "[12, 15, 0]", 32, ["circle", "radius", "greater than 0"]),
        ("  [0, 0],\n", "", 34, ["[regions.ridge] polygon", "3 different points"]),
        ("[10, 10],", "[10, 10, 1],", 34, ["polygon number 3", "2 numbers"]),
        ("tags.battery", "tags.name", 29, ["[tags.name]", "take another"]),
        ("tags.battery", "tags.'a*'", 29, ["[tags.a*]", "without '*'"]),
        ("sprinkler = 0", '"region/x" = 0', 16, ["tags region/x", "take another"]),
        ("tags.battery", "tags.'.a'", 29, ["[tags..a]", "private to a program"]),
        ('"l/s"', '"l/s"\nrights = "others:reed"', 29, ["[tags.sprinkler] rights", "rights are"]),
        ('"l/s"', '"l/s"\nrights = "code:all"', 29, ["rights", "origin and others alone"]),
        ('"l/s"', '"l/s"\nrights = 7', 29, ["rights", "string, in quotes"]),
        ("regions.ridge", f"regions.{'r' * 60}", 33, ["1 to 48 bytes"]),
        ("[12, 15, 8]", "[1e9, 15, 8]", 32, ["circle number 1", "less than or equal to"]),
        ("value = 100", 'value = 1\nreadings = "temperature.csv"', 30, ["either readings or"]),
    ],
)
def test_the_file_is_refused_with_key_and_line(
    files: Path, old: str, new: str, line: int, says: list[str]
) -> None:
    error = edited(files, old, new)
    for part in says:
        assert part in str(error)
    assert error.line == line
    assert str(error).startswith(f"{files / 'field.toml'}:{line}: ")


def test_mobile_nodes_need_a_mobility(files: Path) -> None:
    error = edited(files, '[mobility]\nkind = "waypoint"\nspeed_m_s = 1\n', "")
    assert "Add [mobility]" in str(error)
    assert error.line == 23


def test_a_field_without_nodes_is_refused(files: Path) -> None:
    assert "no nodes" in str(refused(files, "[radio]\nrange_m = 1\n"))


def test_a_place_may_not_take_the_name_of_a_listed_node(files: Path) -> None:
    (files / "positions.csv").write_text("id,x,y\nwalker-2,0,0\nb,1,1\n2,3,3\n")
    assert '"walker-2" already' in str(refused(files, WHOLE))


def test_more_nodes_than_addresses_are_refused(files: Path) -> None:
    text = "[radio]\nrange_m = 1\n" + "[[place]]\ncount = 40000\narea = [0, 0, 9, 9]\n" * 2
    assert "65534" in str(refused(files, text))


@pytest.mark.parametrize(
    ("csv", "line", "says"),
    [
        ("id,x\n1,2\n", 1, ['no column "y"', "id, x"]),
        ("id,x,y\n1,2,3\n\n1,4,5\n", 4, ['"1"', "line 2", "line 4"]),
        ("id,x,y\n1,2,3\nb,4,east\n", 3, ['column "y"', '"east"']),
        ("id,x,y\n1,2,nan\n", 2, ['"nan"', "number"]),
        ("id,x,y\n1,2,1e9\n", 2, ["off the map"]),
        ("id,x,y\n1,2\n", 2, ["2 cells", "heading has 3"]),
        ("id,x,y\n,2,3\n", 2, ["no node id"]),
        ("id,x,x\n1,2,3\n", 1, ["twice"]),
        ("id,x,y\n", 2, ["no nodes"]),
        ("", None, ["is empty"]),
    ],
)
def test_positions_are_refused_with_their_line(
    files: Path, csv: str, line: int | None, says: list[str]
) -> None:
    (files / "positions.csv").write_text(csv)
    error = refused(files)
    assert error.file.endswith("positions.csv")
    assert error.line == line
    for part in says:
        assert part in str(error)


@pytest.mark.parametrize(
    ("csv", "line", "says"),
    [
        ("time,2,b\n0,1,2\n", 1, ['no column "time_s"', "time, 2, b"]),
        ("time_s,2,c\n0,1,2\n", 1, ['"c"', "no such node"]),
        ("time_s,2,b\n0,1,warm\n", 2, ['column "b"', '"warm"']),
        ("time_s,2,b\n0,1,2\n0,3,4\n", 3, ["does not come after", "in order"]),
        ("time_s,2,b\nnoon,1,2\n", 2, ['"noon"']),
    ],
)
def test_readings_are_refused_with_their_line(
    files: Path, csv: str, line: int, says: list[str]
) -> None:
    (files / "temperature.csv").write_text(csv)
    error = refused(files)
    assert error.file.endswith("temperature.csv")
    assert error.line == line
    for part in says:
        assert part in str(error)


# -- the lines of a TOML text


def test_a_key_within_a_string_or_an_array_is_no_key() -> None:
    lines = TomlLines(
        'text = """\n[a]\nb = 1\n"""\nlist = [\n  "x = 1",\n  "]",\n]\n[a]\nb = 2 # = [\nc.d = 3\n'
    )
    assert lines.of(("list",)) == 5
    assert lines.of(("a",)) == 9
    assert lines.of(("a", "b")) == 10
    assert lines.of(("a", "c", "d")) == 11


@given(st.lists(st.sampled_from(["[[place]]", "[[inject]]", "x = 1", "", "# y = 2"]), max_size=20))
def test_the_nth_entry_of_an_array_of_tables_has_the_line_of_its_header(text: list[str]) -> None:
    lines = TomlLines("\n".join(text))
    for name in ("place", "inject"):
        headers = [number for number, line in enumerate(text, 1) if line == f"[[{name}]]"]
        for index, line in enumerate(headers):
            assert lines.of((name, index)) == line


@given(st.text(max_size=300))
def test_any_text_is_a_field_or_a_field_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(FieldError):
        load_field(file)
