"""The node under the real MicroPython, with a board's heap: every module, the same vectors."""

import random
import re
from pathlib import Path

import pytest

from runtime import cbor
from runtime.errors import DecodeError
from samara.boards import mpy

SCRIPTS = Path(__file__).parent / "on_micropython"
# What must be left for messages, on this host's 64-bit words: half of it on a 32-bit board.
FREE_BYTES = 40_000
SEED = 20261121


def damaged_encodings(count, seed):
    """(bytes, "taken" or "refused") of damaged and undamaged encodings, as CPython judges."""
    chance = random.Random(seed)

    def value(depth):
        kind = chance.randrange(9 if depth else 7)
        if kind == 0:
            return chance.choice([None, True, False, cbor.UNDEFINED])
        if kind == 1:
            return chance.randrange(-(2**12), 2**12)
        if kind == 2:
            return chance.randrange(-(2**80), 2**80)
        if kind == 3:
            return chance.choice([0.0, -0.0, 1.5, 1e300, 2.0**-149, 2.0**-24, 3.1, float("inf")])
        if kind == 4:
            return "".join(chr(chance.choice([65, 0xFC, 0x6C34, 0x10151])) for _ in range(4))
        if kind in (5, 6):
            return chance.randbytes(chance.randrange(30))
        return [value(depth - 1) for _ in range(chance.randrange(6))]

    for _ in range(count):
        raw = bytearray(cbor.encode(value(3)))
        for _ in range(chance.randrange(4)):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            cbor.decode(raw)
            yield bytes(raw), "taken"
        except DecodeError:
            yield bytes(raw), "refused"


def test_cbor_judges_every_byte_as_cpython_does(micropython, tmp_path):
    verdicts = list(damaged_encodings(3000, SEED))
    assert {verdict for _, verdict in verdicts} == {"taken", "refused"}
    lines = tmp_path / "verdicts"
    lines.write_text("".join(f"{raw.hex()} {verdict}\n" for raw, verdict in verdicts))
    output = micropython.run(SCRIPTS / "check_cbor.py", str(lines))
    assert output.strip() == "3000 judged alike"


def test_the_tag_space_behaves_as_on_cpython(micropython):
    assert "holds" in micropython.run(SCRIPTS / "check_tagspace.py")


def test_every_module_of_the_node_imports_within_a_board_s_heap(micropython):
    names = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in mpy.modules()
    ]
    output = micropython.run(SCRIPTS / "check_imports.py", *names)
    print(output)
    assert int(re.search(r"(\d+) free", output)[1]) > FREE_BYTES, output


def test_a_source_that_does_not_compile_is_refused_with_its_line(tmp_path, monkeypatch):
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "bad.py").write_text("def f(:\n")
    monkeypatch.setattr(mpy, "ROOT", tmp_path)
    with pytest.raises(mpy.SamaraError, match=r"bad\.py does not compile"):
        mpy.build(tmp_path / "out")


def test_only_what_changed_is_compiled_and_orphans_go(tmp_path, monkeypatch):
    source = tmp_path / "runtime" / "one.py"
    source.parent.mkdir()
    source.write_text("one = 1\n")
    monkeypatch.setattr(mpy, "ROOT", tmp_path)
    out = mpy.build(tmp_path / "out")
    compiled = out / "runtime" / "one.mpy"
    first_ns = compiled.stat().st_mtime_ns
    (out / "runtime" / "gone.mpy").write_bytes(b"")
    mpy.build(out)
    assert compiled.stat().st_mtime_ns == first_ns
    assert list(out.rglob("*.mpy")) == [compiled]


def test_the_udp_link_carries_frames(micropython):
    assert "carries" in micropython.run(SCRIPTS / "check_udp.py")
