"""`samara node` and `samara run` over loopback: real processes, real sockets."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMARA = [sys.executable, "-m", "samara"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}

Start = Callable[..., subprocess.Popen[str]]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `samara node` and waits until it is ready; every one is ended afterwards."""
    running: list[subprocess.Popen[str]] = []

    def started(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*SAMARA, "node", *arguments], stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
        running.append(process)
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        return process

    yield started
    for process in running:
        process.send_signal(signal.SIGTERM)
    for process in running:
        process.communicate(timeout=20)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SAMARA, "run", *arguments],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
    )


def program(path: Path, text: str) -> str:
    path.write_text(text)
    return str(path)


VISIT = """
import node
here = node.id()
for near, x, y in node.neighbours():
    node.migrate(near)
    found = node.read("temperature")
    node.write("sprinkler", 1)
    node.migrate(here)
    node.report({"temperature": found})
"""


SPIN = """
import node, spatial

@spatial.program(gas_visit=5000)
def spin():
    node.migrate(node.neighbours()[0][0])
    while True:
        pass
"""


@pytest.mark.parametrize("kind", [[], ["--micropython"]])
def test_a_program_visits_a_node_and_brings_its_reading_home(
    start: Start, tmp_path: Path, kind: list[str]
) -> None:
    address = f"127.0.0.1:{free_port()}"
    node = start(
        *("--name", "spot", "--listen", address, "--position", "3,4"),
        *("--tag", "temperature=21.5", "--tag", "sprinkler=0", *kind),
        *("--rights", "sprinkler=others:read,write"),
    )
    done = run(program(tmp_path / "visit.py", VISIT), "--via", address)
    assert done.returncode == 0, done.stderr
    assert done.stdout == '{"temperature": 21.5}\n'
    assert "hop to" in done.stderr
    node.send_signal(signal.SIGTERM)
    said, _ = node.communicate(timeout=20)
    assert "sprinkler" in said
    assert "Traceback" not in said
    assert node.returncode == 0


def test_an_uncaught_exception_is_shown_in_source_lines_and_ends_with_1(
    start: Start, tmp_path: Path
) -> None:
    address = f"127.0.0.1:{free_port()}"
    start("--name", "spot", "--listen", address)
    path = program(tmp_path / "divide.py", "zero = 0\nx = 1 // zero\n")
    done = run(path, "--via", address)
    assert done.returncode == 1
    assert f'File "{path}", line 2' in done.stderr
    assert "x = 1 // zero" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "samara/" not in done.stderr  # the program's traceback, none of ours


@pytest.mark.parametrize("kind", [[], ["--micropython"]])
def test_a_kill_on_another_node_is_told_in_source_lines_and_ends_with_1(
    start: Start, tmp_path: Path, kind: list[str]
) -> None:
    address = f"127.0.0.1:{free_port()}"
    start("--name", "spot", "--listen", address, *kind)
    path = program(tmp_path / "spin.py", SPIN)
    done = run(path, "--via", address)
    assert done.returncode == 1
    assert f'File "{path}", line 7, in spin' in done.stderr
    assert "Killed: gas: the bound for this visit is spent" in done.stderr
    assert "word came from node" in done.stderr


def test_a_program_that_does_not_end_in_time_is_said_to_be_out_and_ends_with_1(
    start: Start, tmp_path: Path
) -> None:
    address = f"127.0.0.1:{free_port()}"
    start("--name", "spot", "--listen", address)
    path = program(tmp_path / "sleep.py", "import node\nnode.sleep(30000)\n")
    done = run(path, "--via", address, "--timeout", "1")
    assert done.returncode == 1
    assert "no word of its end in 1 s" in done.stderr


def test_an_address_where_no_node_is_heard_is_refused(tmp_path: Path) -> None:
    path = program(tmp_path / "nothing.py", "x = 1\n")
    done = run(path, "--via", f"127.0.0.1:{free_port()}")
    assert done.returncode == 2
    assert "no node was heard there" in done.stderr


def test_a_node_of_a_field_hears_those_in_range(start: Start, tmp_path: Path) -> None:
    field = tmp_path / "field.toml"
    field.write_text(
        "[radio]\nrange_m = 25\n"
        '[[place]]\ncount = 3\nlayout = "grid"\narea = [0, 0, 60, 1]\ntags = { sprinkler = 0 }\n'
    )
    base = 20_000 + os.getpid() % 20_000
    nodes = [start("--field", str(field), "--id", name, "--base-port", str(base)) for name in "123"]
    path = program(tmp_path / "count.py", "import node\nnode.report(len(node.neighbours()))\n")
    assert run(path, "--via", f"127.0.0.1:{base + 1}").returncode == 0
    middle = nodes[1]
    middle.send_signal(signal.SIGTERM)
    said, _ = middle.communicate(timeout=20)
    assert said.count("news=new") == 3  # both ends, and the visitor


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        done = subprocess.run(
            [*SAMARA, "node", "--name", "a", "--listen", f"127.0.0.1:{taken.getsockname()[1]}"],
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
        )
    assert done.returncode == 2
    assert "a port that is free" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "--name and --listen"),
        (("--field", "x.toml"), "--id NODE"),
        (("--field", "x.toml", "--id", "1"), "x.toml"),
        (("--name", "a", "--listen", "here"), "127.0.0.1:4701"),
    ],
)
def test_a_node_that_is_not_described_is_refused(arguments: tuple[str, ...], what: str) -> None:
    done = subprocess.run(
        [*SAMARA, "node", *arguments], capture_output=True, text=True, env=ENVIRONMENT
    )
    assert done.returncode == 2
    assert what in done.stderr
    assert "Traceback" not in done.stderr
