"""What a run writes beside its record: a trace, a capture with its dissector, an animation."""

import json
import shutil
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")
pytest.importorskip("pyarrow", reason="the extra `sweep` is not installed")

from pyarrow import parquet
from typer.testing import CliRunner

from runtime import wire
from samara.cli import app
from samara.dissector import dissector
from sim.ns3 import Field, FieldNode, Injection, Outcome, Radio, simulate
from spatial.compiler import compile_source

WALK = """
import node
import spatial
for near in node.neighbours():
    node.migrate(near[0])
    break
spatial.report(node.read("name"))
"""
FIELD = Field(
    "row",
    tuple(FieldNode(name, 9.0 * n, 0) for n, name in enumerate("abcd")),
    Radio("802.15.4", 10),
    board="pi",
)


def run(field: Field = FIELD, **files: Path) -> Outcome:
    return simulate(field, [Injection(compile_source(WALK), "a")], seed=3, **files)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    return run(
        trace=folder / "run.parquet", pcap=folder / "run.pcap", animation=folder / "run.xml"
    )


def captured(path: Path, link_type: int) -> Iterator[tuple[float, bytes]]:
    """(time_s, frame) of a pcap file, by its own specification."""
    data = path.read_bytes()
    magic, major, minor, _, _, _, link = struct.unpack_from("=IHHiIII", data)
    assert (magic, major, minor, link) == (0xA1B2C3D4, 2, 4, link_type)
    at = 24
    while at < len(data):
        seconds, us, length, whole = struct.unpack_from("=IIII", data, at)
        assert length == whole
        yield seconds + us / 1e6, data[at + 16 : at + 16 + length]
        at += 16 + length


def test_files_change_nothing_of_the_run(outcome: Outcome) -> None:
    assert outcome.result
    assert run() == outcome


def test_a_trace_has_a_row_for_each_frame_and_event(folder: Path, outcome: Outcome) -> None:
    rows = parquet.read_table(folder / "run.parquet").to_pylist()
    assert [row["time_s"] for row in rows] == sorted(row["time_s"] for row in rows)
    sent = Counter(row["frame"] for row in rows if row["event"] == "sent")
    assert sent == {
        kind: count for kind, count in outcome.frames_by_kind.items() if kind != "MAC ack"
    }
    heard = [row for row in rows if row["event"] == "heard" and row["frame"] == "Beacon"]
    assert {(row["node"], row["peer"]) for row in heard} == {
        (one, other) for one, other in ("ab", "ba", "bc", "cb", "cd", "dc")
    }
    events = [row for row in rows if row["event"] not in ("sent", "heard", "neighbour")]
    assert [row["event"] for row in events] == [event["kind"] for event in outcome.events]
    (arrived, *_) = [row for row in events if row["event"] == "arrived"]
    assert (arrived["node"], arrived["peer"], arrived["x_m"]) == ("b", "a", 9.0)
    assert json.loads(arrived["more"])["state_bytes"] > 0
    assert arrived["message"] == outcome.events[0]["fields"]["message"]


def test_a_capture_has_every_frame_on_air_without_its_empty_checksum(
    folder: Path, outcome: Outcome
) -> None:
    frames = list(captured(folder / "run.pcap", 230))
    assert len(frames) == outcome.frames
    assert sum(len(frame) + 2 + 6 for _, frame in frames) == outcome.bytes_on_air
    data = [frame for _, frame in frames if frame[0] & 7 == 1]
    kinds = Counter(type(wire.decode(frame[9:])).__name__ for frame in data)
    assert set(kinds) == set(outcome.frames_by_kind) - {"MAC ack"}


def test_a_capture_of_wifi_has_its_own_link_type(folder: Path) -> None:
    path = folder / "wifi.pcap"
    outcome = run(replace(FIELD, radio=Radio("802.11b", 10)), pcap=path)
    frames = list(captured(path, 105))
    assert len(frames) == outcome.frames
    beacons = [frame for _, frame in frames if frame[24:32] == bytes.fromhex("aaaa0300000088b5")]
    assert any(isinstance(wire.decode(frame[32:-4]), wire.Beacon) for frame in beacons)


def test_an_animation_is_netanims_and_names_the_nodes(folder: Path, outcome: Outcome) -> None:
    root = ElementTree.parse(folder / "run.xml").getroot()
    assert root.attrib["ver"].startswith("netanim-3.1")
    places = {node.attrib["id"]: float(node.attrib["locX"]) for node in root.iter("node")}
    assert places == {"0": 0, "1": 9, "2": 18, "3": 27}
    names = [update.attrib["descr"] for update in root.iter("nu") if "descr" in update.attrib]
    assert names == [*"abcd"]
    packets = list(root.iter("pr"))
    assert len(packets) == outcome.frames - outcome.frames_by_kind["MAC ack"]


# -- the dissector


def test_a_dissector_knows_every_frame_and_field_of_the_table() -> None:
    script = dissector()
    for name, number, fields in wire.TABLE:
        assert f'[{number}] = {{ name = "{name}", fields = {{' in script
        begins = script.index(f'[{number}] = {{ name = "{name}"')
        row = script[begins : script.index("} },", begins)]
        named = [pair.split(":")[0] for pair in fields.split(" ")]
        shown = [line.split('"')[1] for line in row.splitlines()[1:] if '"' in line]
        assert shown == [f"{name.lower()}.{field}" for field in named]
    assert f"local VERSION = {wire.VERSION}\n" in script


def test_tshark_reads_what_the_table_says(folder: Path, outcome: Outcome) -> None:
    """Where tshark is: every field of every frame of a run, as our own decoder has them."""
    script = folder / "samara.lua"
    assert CliRunner().invoke(app, ["dissector", str(script)]).exit_code == 0
    tshark = shutil.which("tshark")
    if tshark is None:
        assert script.read_text() == dissector()
        return
    expected = []
    for _, frame in captured(folder / "run.pcap", 230):
        if frame[0] & 7 == 1:
            decoded = wire.decode(frame[9:])
            name = type(decoded).__name__
            values = decoded._asdict().items()
            expected.append((name, {f"samara.{name.lower()}.{k}": v for k, v in values}))
    done = subprocess.run(
        [tshark, "-X", f"lua_script:{script}", "-r", str(folder / "run.pcap"), "-T", "json"],
        capture_output=True,
        text=True,
        check=True,
    )
    shown = [
        packet["_source"]["layers"]["samara"]
        for packet in json.loads(done.stdout)
        if "samara" in packet["_source"]["layers"]
    ]
    assert [frame["samara.type"] for frame in shown] == [name for name, _ in expected]
    for frame, (_, values) in zip(shown, expected, strict=True):
        for key, value in values.items():
            if isinstance(value, bytes):
                assert frame.get(key, "").replace(":", "") == value.hex()
            elif isinstance(value, str):
                assert frame[key] == value
            else:
                assert float(frame[key]) == value
