"""What of a board's heap a node and the sprinkler take: bounds that growth breaks.

A node of a field on a virtual bus is played again on a board, which sends the same frames: no clock
and no radio, so the least heap in which that works is the same on every run.
"""

from pathlib import Path

import pytest

from bench import sprinkler_trace
from samara.boards import emulated, library, mpy

BENCH = mpy.ROOT / "bench"
# The heap, in kB on words of 32 bits, in which a node plays its part under the unix port. The one
# board has 110; what is between is for what is still to come, and for programs that need more.
SPRINKLER_HEAP_KB = 100
FROZEN_BYTES = 46_000
# Beyond 1,240 names MicroPython's table of them doubles, which takes 8 kB at once.
FLASH_BYTES = 80_000


@pytest.fixture(scope="module")
def parts():
    return sprinkler_trace.traces()


@pytest.mark.parametrize("name", sorted(sprinkler_trace.TEMPERATURES))
def test_the_sprinkler_passes_with_room_to_spare(micropython, parts, tmp_path, name):
    told, digest = parts[name]
    file = tmp_path / "told"
    file.write_bytes(told)
    script = BENCH / "replay_on_micropython.py"
    print(micropython.run(script, str(file), "weigh", heap="400wK"))
    assert digest in micropython.run(script, str(file), heap=f"{SPRINKLER_HEAP_KB}wK")


def on_board(script, **options):
    try:
        return emulated.run(script, **options)
    except mpy.BoardToolMissing as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(("frozen", "most_bytes"), [(True, FROZEN_BYTES), (False, FLASH_BYTES)])
def test_the_runtime_takes_no_more_of_a_32_bit_board_than_it_did(frozen, most_bytes):
    imports = (BENCH / "imports_on_micropython.py").read_text() + f"measure({mpy.names()})"
    printed = on_board(imports, frozen=frozen, heap_bytes=None)
    assert int(printed.split()[1]) <= most_bytes, printed


@pytest.mark.parametrize("name", ["a", "c"])
def test_a_frozen_32_bit_board_plays_its_part_in_the_sprinkler(parts, name):
    told, digest = parts[name]
    script = (BENCH / "replay_on_micropython.py").read_text()
    script += "import io\nplay(io.BytesIO(DATA).read)\n"
    assert digest in on_board(script, data=told, frozen=True)


def test_what_a_board_raises_is_told():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        on_board("1 // 0")


def test_a_missing_tool_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(emulated.shutil, "which", lambda tool: None)
    with pytest.raises(mpy.BoardToolMissing, match="apt-get install gcc-arm-none-eabi"):
        emulated.firmware(frozen=True)


def test_what_does_not_build_is_said_with_its_last_words(monkeypatch, tmp_path):
    monkeypatch.setattr(emulated, "_CACHE", tmp_path)
    folder = tmp_path / "micropython" / "mpy-cross"
    folder.mkdir(parents=True)
    (folder / "Makefile").write_text("all:\n\techo no such compiler; false\n")
    monkeypatch.setattr(emulated.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    with pytest.raises(mpy.BoardToolMissing, match=r"(?s)does not build.*no such compiler"):
        emulated.firmware(frozen=False)


def test_every_source_that_is_frozen_is_one_of_the_runtime_s(tmp_path):
    (tmp_path / "gone.py").write_text("")
    out = mpy.write_sources(tmp_path)
    there = {path.relative_to(out) for path in out.rglob("*.py")}
    assert {path for path in there if path.parent != library.FOLDER} == {
        path for path in mpy.frozen() if path.parent != library.FOLDER
    }
    assert "__slots__" not in Path(out / "runtime" / "config.py").read_text()
