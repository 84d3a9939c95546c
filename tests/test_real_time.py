"""Real time: a run at the wall clock's pace, and a process that is one of the field's nodes."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import app
from samara.field_nodes import node_config

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")

from sim.ns3 import Field, FieldError, FieldNode, Injection, Outage, Radio, simulate
from spatial.compiler import compile_source

ROOT = Path(__file__).resolve().parent.parent

FIELD = """
[field]
name = "half real"
[board]
class = "pi"
[radio]
range_m = 30
[nodes]
positions = "places.csv"
beacon_ms = 500
[tags.level]
value = 7
"""
PLACES = "id,x,y\nelm,0,0\noak,20,0\nyew,40,0\n"
# From the west over the real node in the middle to the east, and home.
TOUR = """
import node
import spatial

@spatial.program(lifetime_ms=30000)
def main():
    seen = [node.read("name")]
    for step in range(2):
        x, y = node.position()
        while True:
            east = [near[0] for near in node.neighbours() if near[1] > x]
            if east:
                break
            node.sleep(200)
        node.migrate(east[0])
        seen.append(node.read("name"))
    spatial.report([seen, node.read("level")])
"""


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "field.toml").write_text(FIELD)
    (tmp_path / "places.csv").write_text(PLACES)
    (tmp_path / "tour.py").write_text(TOUR)
    return tmp_path


def test_a_program_crosses_a_real_node_between_two_simulated_ones(folder: Path) -> None:
    radio, listen = free_port(), free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "samara", "node", "--field", "field.toml", "--id", "oak"]
    real = subprocess.Popen(
        [*command, "--listen", f"127.0.0.1:{listen}", "--gateway", f"127.0.0.1:{radio}"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        done = CliRunner().invoke(
            app,
            [
                *("sim", str(folder / "field.toml"), "--program", str(folder / "tour.py")),
                *("--at", "elm", "--real", f"oak=127.0.0.1:{radio}"),
                *("--json", str(folder / "run.json")),
            ],
        )
    finally:
        real.terminate()
        said = real.communicate(timeout=20)[0]
    assert done.exit_code == 0, done.output
    record = json.loads((folder / "run.json").read_text())
    assert record["result"] == [[["elm", "oak", "yew"], 7]]
    assert f"oak=127.0.0.1:{radio}" in record["provenance"]["command"]
    assert record["behind_s"] >= 0
    assert said.count("arrived") == 2  # on the way, and on the way home
    assert "hop" in said


def test_a_run_in_real_time_takes_as_long_as_it_simulates() -> None:
    field = Field("one", (FieldNode("a", 0, 0),), Radio("802.15.4", 10))
    simulate(field, (), until_s=0.1)  # ns-3 is loaded
    began_s = time.monotonic()
    outcome = simulate(field, (), until_s=2.0, real_time=True)
    assert 2.0 <= time.monotonic() - began_s < 4.0
    assert outcome.behind_s is not None
    assert simulate(field, (), until_s=2.0).behind_s is None


def test_a_real_node_speaks_to_its_gateway_alone_in_frames_of_the_radio(folder: Path) -> None:
    config = node_config(folder / "field.toml", "oak", 4700, "127.0.0.1:9001")
    assert config["peers"] == ["127.0.0.1:9001"]
    assert config["mtu_bytes"] == 116


def test_what_no_real_node_can_be_is_refused(folder: Path) -> None:
    nodes = (FieldNode("a", 0, 0), FieldNode("b", 5, 0))
    field = Field("two", nodes, Radio("802.15.4", 10), outages=(Outage("b", 1.0),))
    at = ("127.0.0.1", 9001)
    program = compile_source("x = 1\n")
    with pytest.raises(FieldError, match='no node "c"'):
        simulate(field, (), until_s=1, real={"c": at})
    with pytest.raises(FieldError, match="is to fail, and is a process"):
        simulate(field, (), until_s=1, real={"b": at})
    with pytest.raises(FieldError, match="Start it there with `samara run`"):
        simulate(field, [Injection(program, "a")], real={"a": at})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("oak", "give a node and an address"),
        ("oak=here", "no IPv4 address and port"),
        ("oak=192.0.2.1:9", "Give an address of this machine and a free port"),
        ("ash=127.0.0.1:0", 'no node "ash"'),
    ],
)
def test_an_address_that_cannot_be_is_refused(folder: Path, given: str, says: str) -> None:
    files = [str(folder / "field.toml"), "--program", str(folder / "tour.py")]
    done = CliRunner().invoke(app, ["sim", *files, "--real", given])
    assert done.exit_code == 2
    assert says in " ".join(done.stderr.split())
