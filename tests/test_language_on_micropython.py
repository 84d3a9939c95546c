"""The language on the real MicroPython, and messages on the way between the two hosts."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from runtime.vm import BLOCKED
from samara.boards import mpy
from spatial.compiler import CompileError, compile_source
from tests.generated_programs import Writer, statements, with_moves, written
from tests.generated_protocols import Protocols
from tests.running import Ran, on_cpython
from tests.test_language import CORPUS
from tests.test_mobility import in_bricks

GENERATED = 16
LEGS = Path(__file__).parent / "on_micropython" / "run_legs.py"
HEAP = "400wK"  # recursion to the language's bound takes more than a board has
STOPS = 40


class _OnCPython:
    def run(self, script, *arguments, **_):
        return subprocess.run(
            [sys.executable, str(script), *arguments],
            env={**os.environ, "PYTHONPATH": str(mpy.ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout


def journey(folder, programs, hosts, stops):
    """What programs (by name) print and how they end, their legs run by the hosts in turn."""
    said = dict.fromkeys(programs, "")
    ended = {}
    for name, source in programs.items():
        bricks = compile_source(source).bricks
        data = b"".join(len(brick).to_bytes(2, "big") + brick for brick in bricks)
        folder.joinpath(f"{name}.bricks").write_bytes(data)
        folder.joinpath(f"{name}.state").write_bytes(b"")
    for leg in range(200):
        going = [name for name in programs if name not in ended]
        if not going:
            break
        host = hosts[leg % len(hosts)]
        output = host.run(LEGS, str(folder), str(stops), *going, heap=HEAP, timeout_s=120)
        for line in output.splitlines():
            name, outcome, *fields = line.split(" ")
            text, state, end = (b"" if field == "-" else bytes.fromhex(field) for field in fields)
            said[name] += text.decode()
            folder.joinpath(f"{name}.state").write_bytes(state)
            if int(outcome) != BLOCKED:
                ended[name] = end.decode()
    return {name: Ran(said[name], ended.get(name, "still going")) for name in programs}


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_the_corpus_prints_and_ends_there_as_under_cpython(micropython, tmp_path):
    programs = {path.stem: path.read_text() for path in CORPUS}
    ran = journey(tmp_path, programs, [micropython], 1)
    for name, source in programs.items():
        assert ran[name] == on_cpython(source), name


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_messages_go_to_and_fro_between_the_hosts(micropython, tmp_path):
    programs = {path.stem: in_bricks(path.read_text())[0] for path in CORPUS}
    ran = journey(tmp_path, programs, [micropython, _OnCPython()], STOPS)
    for path in CORPUS:
        assert ran[path.stem] == on_cpython(path.read_text()), path.stem


def generated():
    """Programs by name, as they stand and with moves at random: as many as fit into a brick."""
    found = {}
    seed = 0
    while len(found) < GENERATED:
        seed += 1
        random = Random(seed)
        source = written((Writer, Protocols)[seed % 2](random), random.randint(2, 6))
        count = statements(source)
        moving = with_moves(source, set(random.sample(range(count), 6)))
        try:
            compile_source(moving)
        except CompileError as error:
            if "a brick holds" in str(error):
                continue
            raise
        found[f"seed{seed}"] = source, moving
    return found


def test_generated_programs_do_there_and_on_the_way_what_they_do_under_cpython(
    micropython, tmp_path
):
    programs = generated()
    still = journey(tmp_path, {name: pair[0] for name, pair in programs.items()}, [micropython], 1)
    moving = journey(tmp_path, {name: pair[1] for name, pair in programs.items()},
                     [micropython, _OnCPython()], STOPS)
    for name, (source, _) in programs.items():
        assert still[name] == moving[name] == on_cpython(source), name
