"""The node under the real MicroPython, with a board's heap: every module, the same vectors."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runtime import cbor, wire
from runtime.errors import DecodeError
from runtime.vm import load_brick
from samara.boards import mpy
from spatial.compiler import compile_file, library_bricks
from tests.test_udp_field import free_ports

SCRIPTS = Path(__file__).parent / "on_micropython"
PROGRAMS = Path(__file__).parent / "programs"
PROGRAM_HEAP = "110wK"  # the one board
# What importing these must leave of the heap, in bytes; a 64-bit word here is 32 on a board. All of
# a signed field and all that any program may ask for do not fit it at once.
SIGNED_FREE_BYTES = 35_000
OPEN_FREE_BYTES = 15_000
SERIAL = {"links.cobs", "links.serial"}  # not on a board that has a socket
OF_A_SIGNED_FIELD = {
    "air", "certificate", "ctr", "ed25519", "links.key_file", "origins", "policy", "rotation",
    "sha512", "signature",
}  # fmt: skip
OF_PROGRAMS = {
    "vm.byte_methods", "vm.encodings", "vm.formatting", "vm.math_functions", "vm.random_functions",
    "vm.sets", "vm.special", "vm.templates", "vm.text_methods",
}  # fmt: skip
# What the node takes of the heap once imported out of flash, 14 kB of it where the table of names
# doubles, beyond 1,240. A bound that is broken: look at what
# the test prints, and import late what a node seldom needs.
NODE_BYTES = 134_000
SEED = 20261121


def judged(encodings, decode, chance, damages):
    """Lines of hex and "taken" or "refused": what CPython makes of encodings that were damaged."""
    for encoding in encodings:
        raw = bytearray(encoding)
        for _ in range(chance.choice(damages)):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        try:
            decode(bytes(raw))
            yield f"{raw.hex()} taken\n"
        except DecodeError:
            yield f"{raw.hex()} refused\n"


def cbor_encodings(count, chance):
    """Encodings of values of every kind."""

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
        yield cbor.encode(value(3))


def frame_encodings(count, chance):
    """Encodings of frames of every type, their fields at and within their bounds."""

    def field(kind):
        holds, least, most = wire.KINDS[kind]
        size = chance.choice([least, most, chance.randint(least, most)])
        if holds is int:
            return size
        size = min(size, 40)
        return chance.randbytes(size) if holds is bytes else "x" * size

    for _ in range(count):
        name, _number, fields = chance.choice(wire.TABLE)
        kinds = [row.split(":")[1] for row in fields.split(" ")]
        yield wire.encode(getattr(wire, name)(*map(field, kinds)))


@pytest.mark.parametrize(
    ("script", "encodings", "decode"),
    [
        ("check_cbor.py", cbor_encodings, cbor.decode),
        ("check_wire.py", frame_encodings, wire.decode),
    ],
)
def test_every_byte_is_judged_as_on_cpython(micropython, tmp_path, script, encodings, decode):
    chance = random.Random(SEED)
    lines = list(judged(encodings(3000, chance), decode, chance, damages=[0, 1, 1, 2]))
    assert {line.split()[1] for line in lines} == {"taken", "refused"}
    verdicts = tmp_path / "verdicts"
    verdicts.write_text("".join(lines))
    output = micropython.run(SCRIPTS / script, str(verdicts))
    assert output.strip() == "3000 judged alike"


def test_the_tag_space_behaves_as_on_cpython(micropython):
    assert "holds" in micropython.run(SCRIPTS / "check_tagspace.py")


@pytest.mark.parametrize(
    ("left_out", "free_bytes"),
    [(SERIAL | OF_PROGRAMS, SIGNED_FREE_BYTES), (SERIAL | OF_A_SIGNED_FIELD, OPEN_FREE_BYTES)],
    ids=["signed field", "open field, any program"],
)
def test_what_a_node_may_come_to_import_leaves_room_in_a_board_s_heap(
    micropython, left_out, free_bytes
):
    known = {name.removeprefix("runtime.") for name in mpy.names()}
    assert left_out <= known, "a module has another name now"
    names = [name for name in mpy.names() if name.removeprefix("runtime.") not in left_out]
    output = micropython.run(SCRIPTS / "check_imports.py", *names)
    print(output)
    assert int(re.search(r"(\d+) free", output)[1]) > free_bytes, output


def test_the_node_takes_no_more_of_the_heap_than_it_did(micropython):
    output = micropython.run(SCRIPTS / "measure_node.py")
    print("own bytes of each module (and of the table of names, where it grew there):\n" + output)
    assert int(output.split()[-3]) <= NODE_BYTES


def test_a_board_s_image_has_the_library_and_all_that_it_imports(micropython, tmp_path):
    script = tmp_path / "library_here.py"
    script.write_text(
        "from runtime import library\n"
        "for at in range(len(library.HASHES) // 32):\n"
        "    data, parts = library.parts(at)\n"
        "    print(data.hex(), parts[0].hex())\n"
        "print(library.HASHES.hex())\n"
    )
    *lines, hashes = micropython.run(script).split("\n")[:-1]
    bricks = [load_brick(data) for data in library_bricks().values()]
    assert lines == [f"{brick.data.hex()} {brick.hash.hex()}" for brick in bricks]
    assert all(each.hex() in hashes for brick in bricks for each in brick.hashes())


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
    addresses = [f"127.0.0.1:{port}" for port in free_ports(2)]
    assert "carries" in micropython.run(SCRIPTS / "check_udp.py", *addresses)


def test_a_program_runs_and_stops_as_on_cpython(micropython, tmp_path):
    paths = []
    for at, brick in enumerate(compile_file(PROGRAMS / "suspended_everywhere.py").bricks):
        path = tmp_path / f"{at}.brick"
        path.write_bytes(brick)
        paths.append(str(path))
    here = subprocess.run(
        [sys.executable, str(SCRIPTS / "run_program.py"), *paths],
        env={"PYTHONPATH": str(mpy.ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert here.stdout.count("state ") > 8
    assert "outcome 0" in here.stdout
    assert micropython.run(SCRIPTS / "run_program.py", *paths, heap=PROGRAM_HEAP) == here.stdout
