"""Five nodes, each a process on loopback, under CPython and MicroPython; and the same in ns-3."""

import json
import queue
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from samara.boards import unix_board
from spatial.compiler import compile_file

PROGRAMS = Path(__file__).parent / "programs"
TEMPERATURES = {"a": 19.5, "b": 21.0, "c": 24.75, "d": 22.0, "e": 18.0}
HOTTEST = "c"
SPRINKLER = PROGRAMS.parent.parent / "examples" / "sprinkler" / "water_hottest.py"
DEADLINE_S = 30
HEAP = "110wK"  # the one board
# The same five nodes in a row, with the numbers that a grid gives for names.
NS3_FIELD = """
[radio]
range_m = 25
[[place]]
count = 5
layout = "grid"
area = [-5, -5, 45, 5]
tags = { sprinkler = 0 }
[tags.temperature]
unit = "C"
readings = "temperature.csv"
[regions.left-hill]
circle = [20, 0, 25]
"""


def free_ports(count):
    """UDP ports that nobody has on loopback now."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class FieldOfProcesses:
    """Five nodes in a row, a step of 10 m apart, each in reach of the next two on either side."""

    def __init__(self, start, folder, program):
        self.events = queue.Queue()
        self.processes = {}
        names = sorted(TEMPERATURES)
        bricks = []
        for at, brick in enumerate(compile_file(program).bricks):
            path = folder / f"{at}.brick"
            path.write_bytes(brick)
            bricks.append(str(path))
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        for at, name in enumerate(names):
            near = [names[i] for i in range(at - 2, at + 3) if 0 <= i < len(names) and i != at]
            config = {
                "name": name,
                "boot_epoch": 1,
                "position_cm": [1000 * at, 0],
                "listen": f"127.0.0.1:{ports[name]}",
                "peers": [f"127.0.0.1:{ports[other]}" for other in near],
                "regions": {"left-hill": ["circle", 2000, 0, 2500]},
                "tags": {"sprinkler": 0},
                "rights": {"sprinkler": "others:read,write"},
                "readings": {"temperature": {"unit": "C", "rows": [[0, TEMPERATURES[name]]]}},
                "limits": {"beacon_ms": 300},
                "until_eof": True,
            }
            if name == names[0]:
                config["inject"] = {"bricks": bricks, "at_ms": 4000}
            path = folder / f"{name}.json"
            path.write_text(json.dumps(config))
            self.processes[name] = start(path)
            threading.Thread(target=self._listen, args=(name,), daemon=True).start()

    def _listen(self, name):
        for line in self.processes[name].stdout:
            if line.startswith("{"):
                self.events.put((name, json.loads(line)))
            else:
                self.events.put((name, {"event": "crashed", "line": line}))

    def until(self, *kinds):
        """Everything that happens up to the first event of these kinds: [(node, event)]."""
        seen = []
        deadline = time.monotonic() + DEADLINE_S
        while not seen or seen[-1][1]["event"] not in kinds:
            try:
                seen.append(self.events.get(timeout=max(0.1, deadline - time.monotonic())))
            except queue.Empty:
                errors = [p.stderr.read() for p in self.processes.values() if p.poll()]
                pytest.fail(f"no event {kinds} in {DEADLINE_S} s: {seen} {errors}")
        return seen

    def close(self):
        """The end of their input ends them; the exit code of each."""
        for process in self.processes.values():
            process.stdin.close()
        return {name: process.wait(10) for name, process in self.processes.items()}

    def kill(self):
        for process in self.processes.values():
            process.kill()
            process.wait()


def on_cpython(path):
    return _piped([sys.executable, "-m", "runtime.links.udp_node", str(path)])


def on_micropython(path):
    return _piped(unix_board.command("-m", "runtime.links.udp_node", str(path), heap=HEAP))


def _piped(command):
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )


ENDS = ("finished", "failed", "killed", "lost", "not-injected", "crashed")


@pytest.fixture
def field(tmp_path):
    """field(start, program): a field, ended with the test."""
    made = []

    def make(start, program):
        made.append(FieldOfProcesses(start, tmp_path, program))
        return made[-1]

    yield make
    for each in made:
        each.kill()


def reports(seen):
    return [event["value"] for _, event in seen if event["event"] == "report"]


def test_the_same_field_in_ns3_gives_the_same_answer(tmp_path):
    pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")
    from sim.ns3 import Injection, load_field, simulate

    celsius = [str(TEMPERATURES[name]) for name in sorted(TEMPERATURES)]
    (tmp_path / "temperature.csv").write_text(f"time_s,1,2,3,4,5\n0,{','.join(celsius)}\n")
    file = tmp_path / "field.toml"
    file.write_text(NS3_FIELD)
    field = load_field(file)
    assert [(place.x_m, place.y_m) for place in field.nodes] == [(10 * at, 0) for at in range(5)]
    outcome = simulate(field, [Injection(SPRINKLER)])
    hottest = str(sorted(TEMPERATURES).index(HOTTEST) + 1)
    assert outcome.failures == []
    assert outcome.result == [{"node": hottest, "temperature": TEMPERATURES[HOTTEST]}]
    writes = [event["node"] for event in outcome.events if event["kind"] == "write"]
    assert writes == [hottest]


def watered(seen):
    return [name for name, event in seen if event["event"] == "write"]


@pytest.mark.parametrize("start", [on_cpython, on_micropython])
def test_a_message_walks_the_field_and_waters_the_hottest_node(field, start):
    five = field(start, PROGRAMS / "walk_and_water.py")
    seen = five.until(*ENDS)
    assert reports(seen) == [{"node": HOTTEST, "temperature": TEMPERATURES[HOTTEST]}], seen
    assert watered(seen) == [HOTTEST]
    assert set(five.close().values()) == {0}


@pytest.mark.parametrize("start", [on_cpython, on_micropython])
def test_the_sprinkler_waters_the_hottest_of_the_left_hill(field, start):
    seen = field(start, SPRINKLER).until(*ENDS)
    assert reports(seen) == [{"node": HOTTEST, "temperature": TEMPERATURES[HOTTEST]}], seen
    assert watered(seen) == [HOTTEST]
