"""`samara check` and `samara disasm`: what they say of a program."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from runtime.vm import instructions, load_brick
from samara.cli import app
from samara.inspection import inspect
from samara.tags import tags_of
from spatial.compiler import LIBRARY, compile_file, compile_source

ROOT = Path(__file__).resolve().parent.parent
SPRINKLER = ROOT / "examples" / "sprinkler" / "water_hottest.py"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def invoke(*arguments: object) -> Result:
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def checked(path: Path) -> dict[str, Any]:
    result = invoke("check", path, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_bricks_of_the_sprinkler_are_told_with_size_and_hash() -> None:
    found = checked(SPRINKLER)
    compiled = compile_file(SPRINKLER)
    for brick, data in zip(found["bricks"], compiled.bricks, strict=True):
        assert brick["bytes"] == len(data)
        assert brick["hash"] == hashlib.sha256(data).hexdigest()
        assert brick["hash"].startswith(brick["name"])
        assert len(brick["name"]) == 16
    assert next(brick["library"] for brick in found["bricks"]) is None
    libraries = {brick["library"] for brick in found["bricks"][1:]}
    needed = {"prelude", "spatial", "shapes", "exploration", "geographic"}
    assert libraries == needed <= set(LIBRARY)
    assert found["bytes"]["own"] == len(compiled.bricks[0])
    assert found["bytes"]["with_library"] == sum(map(len, compiled.bricks))
    assert found["imports"] == ["spatial"]
    assert found["regions"] == ["left-hill"]


def test_the_tags_of_the_sprinkler_are_found() -> None:
    assert checked(SPRINKLER)["tags"] == {
        "reads": ["name", "temperature"],
        "writes": ["sprinkler"],
        "computed": [],
    }


@pytest.mark.parametrize(
    ("source", "reads", "writes", "computed"),
    [
        ("import node\nnode.read('a')\nnode.write('b', 1)\nnode.tags('c')\n", "a c", "b", []),
        ("from node import read as r, create\nr('a')\ncreate('b', 1, 2)\n", "a", "b", []),
        ("import node\nnode.wait('a', 5)\nnode.delete('b')\nx = {'c': 1}['c']\n", "a", "b", []),
        ("import node\nt = 'a'\nnode.read(t)\nnode.write(t + 'b', 1)\n", "", "", [3, 4]),
        ("import spatial\ns = spatial.circle(0, 0, 1)\nx = s['a'][0]\nx.b = x.c\n", "a c", "b", []),
        ("import spatial\nspatial.here()['a'] += 1\n", "a", "a", []),
        ("import spatial as s\nh = s.here()\nh.a += h['b']\n", "a b", "a", []),
        ("from spatial import region\nfor x in region('r').each('a'): x.b = 1\n", "a", "b", []),
        (
            ("import spatial\ndef heat(spot):\n    return spot.a\n"
            "s = spatial.region('r')\nprint(max(s.each('b'), key=heat))\n"),
            "a b",
            "",
            [],
        ),
        (
            ("import spatial\nclass A:\n    def __init__(self, spot):\n        self.spot = spot\n"
            "        self.other = 1\n    def go(self):\n        return self.spot.a\n"
            "A(spatial.here()).go()\n"),
            "",
            "",
            [],
        ),
        (
            ("import spatial\ndef spots():\n    found = []\n"
            "    for x in spatial.region('r').find('a', 5):\n        found.append(x)\n"
            "    return found\nfor y in sorted(spots(), key=lambda z: z.b)[:2]:\n    y.c = 1\n"),
            "a b",
            "c",
            [],
        ),
        (
            ("import spatial\nx = spatial.here()\nfor t in ('a', 'b'):\n    x[t] = 1\n"
            "getattr(x, 'c')\nsetattr(x, 'd', 1)\n"),
            "c",
            "d",
            [4],
        ),
        ("class A:\n    pass\na = A()\na.b = 1\nprint(a.b, [1].count(1))\n", "", "", []),
    ],
)
def test_tags_are_found_by_what_names_hold(
    source: str, reads: str, writes: str, computed: list[int]
) -> None:
    compile_source(source)
    found = tags_of(source)
    assert (found.reads, found.writes, found.computed) == (reads.split(), writes.split(), computed)


def test_bounds_are_told_with_those_that_are_defaults(program: Path) -> None:
    program.write_text("import spatial\n\n@spatial.program(hops=7)\ndef main():\n    pass\n")
    bounds = checked(program)["bounds"]
    assert bounds["hops"] == {"value": 7, "declared": True, "proposed": 1}
    assert bounds["memory_bytes"] == {"value": 16_384, "declared": False}
    shown = invoke("check", program).stdout
    assert "(default)" in shown
    assert "7; no run needs more than 1" in shown


def test_the_stack_is_as_deep_as_an_expression_needs() -> None:
    found = inspect(compile_source("a = b = c = 1\nx = a + (b + (c + (a + b)))\n"))
    assert found["bricks"][0]["stack_depth"] == 5


def test_the_table_says_what_the_json_says() -> None:
    found, table = checked(SPRINKLER), invoke("check", SPRINKLER).stdout
    for text in (found["bricks"][0]["name"], "sprinkler", "left-hill", "temperature", "prelude"):
        assert text in table
    assert f"{found['bytes']['with_library']:,} where a node lacks the library" in table


@pytest.mark.parametrize("command", ["check", "disasm"])
def test_a_program_that_does_not_compile_is_told_whole_and_ends_with_2(
    program: Path, command: str
) -> None:
    program.write_text("import os\nx = eval('1')\nimport re\n")
    result = invoke(command, program)
    assert (result.exit_code, result.stdout) == (2, "")
    for line in (1, 2, 3):
        assert f"{program}:{line}:" in result.stderr


@pytest.mark.parametrize("command", ["check", "disasm"])
def test_what_is_no_program_file_is_refused(tmp_path: Path, command: str) -> None:
    assert invoke(command, tmp_path).exit_code == 2
    assert invoke(command, tmp_path / "none.py").exit_code == 2
    (tmp_path / "bad.py").write_bytes(b"\xff")
    assert "not UTF-8" in invoke(command, tmp_path / "bad.py").stderr


def test_instructions_stand_indented_by_block_beside_their_source(program: Path) -> None:
    program.write_text("def f(n):\n    while n:\n        n -= 1\n    return n\nprint(f(3))\n")
    result = invoke("disasm", program, "--function", "f")
    assert result.exit_code == 0
    assert "function 1 f(n)" in result.stdout
    lines = result.stdout.splitlines()
    loop = next(line for line in lines if " LOOP" in line)
    inner = next(line for line in lines if " INPLACE" in line or " SUB" in line)
    assert inner.index(inner.split()[1]) > loop.index("LOOP")
    assert any(line.endswith("n -= 1") for line in lines)
    assert "<module>" not in result.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "language").glob("*.py")))
def test_every_instruction_of_a_brick_is_shown(path: Path) -> None:
    result = invoke("disasm", path)
    compiled = compile_file(path)
    shown = [line.split()[1] for line in result.stdout.splitlines() if line[:5].strip().isdigit()]
    assert set(shown) <= set(instructions.names())
    brick = load_brick(compiled.bricks[0])
    heads = [line for line in result.stdout.splitlines() if line.startswith("function ")]
    assert len(heads) == len(brick.flags)


def test_a_function_that_is_not_there_is_refused_with_what_was_perhaps_meant(program: Path) -> None:
    program.write_text("def water(): pass\n")
    result = invoke("disasm", program, "--function", "watr")
    assert result.exit_code == 2
    assert 'has no function "watr". Did you mean "water"?' in result.stderr


def test_the_library_is_shown_where_it_is_asked_for() -> None:
    assert "spatial.py" not in invoke("disasm", SPRINKLER).stdout
    assert "runtime/routing/geographic.py" in invoke("disasm", SPRINKLER, "--all").stdout
