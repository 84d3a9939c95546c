"""What does not compile is told with file, line, column and a caret; what does, with its bounds."""

import pytest

from runtime.vm import FAILED, load_brick
from runtime.vm.brick import MAX_BYTES
from spatial.compiler import CompileError, compile_file, compile_source
from tests.running import Node, PlainHost


def refusal(source, filename="field.py"):
    with pytest.raises(CompileError) as refused:
        compile_source(source, filename)
    return refused.value


def test_a_problem_has_its_file_line_column_and_a_caret():
    error = refusal("x = 1\nif x:\n    y = [1, 2j]\n")
    assert [(problem.line, problem.column) for problem in error.problems] == [(3, 12)]
    first, source, caret = str(error).splitlines()
    assert first.startswith("field.py:3:13: complex numbers are not part of the language")
    assert source.strip() == "y = [1, 2j]"
    assert caret.index("^") == source.index("2j")


def test_a_caret_counts_characters_not_bytes():
    _, source, caret = str(refusal('x = "äöü水"; y = 1j')).splitlines()
    assert caret.index("^") == source.index("1j")


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    error = refusal("import os\nx = 1j\nasync def f(): pass\ny = eval('1')\nbreak\n")
    assert [problem.line for problem in error.problems] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("x = (1,\ny = 2\n", 1, "never closed"),
        ("def f(:\n    pass\n", 1, "invalid syntax"),
        ("if True:\nx = 1\n", 2, "indent"),
        ("x = 'open\n", 1, "unterminated"),
        ("x = 1 +\n", 1, "invalid syntax"),
        ("1 = x\n", 1, "cannot assign"),
        ("def f(a, a): pass\n", 1, "duplicate argument"),
        ("def f():\n    nonlocal x\n", 2, "nonlocal"),
        ("x = 1\ndef f():\n    x = 2\n    global x\n", 4, "global"),
        ("return 1\n", 1, "'return' outside function"),
        ("yield 1\n", 1, "'yield' outside function"),
        ("break\n", 1, "'break' outside loop"),
        ("def f():\n    continue\n", 2, "'continue' outside loop"),
        ("while 1:\n    def f(): break\n", 2, "'break' outside loop"),
        ("for x in y:\n    pass\nelse:\n    break\n", 4, "'break' outside loop"),
        ("a, *b, *c = x\n", 1, "starred"),
        ("super().x\n", 1, "super"),
        ("f(x=1, x=2)\n", 1, "keyword argument repeated"),
        ("x = \x00\n", 1, "null bytes"),
        ("x = " + "(" * 300 + ")" * 300, 1, "parentheses"),
        ("x = " + "-" * 5000 + "1", 1, "nested too deeply"),
    ],
)
def test_what_cpython_would_not_compile_is_refused_where_it_stands(source, line, words):
    error = refusal(source)
    assert words in str(error)
    assert error.problems[0].line == line
    assert str(error).startswith(f"field.py:{line}:")


def test_an_import_is_refused_with_what_can_be_imported():
    text = str(refusal("import socket"))
    assert "import socket" in text
    for name in ("math", "random", "node", "spatial"):
        assert name in text


def test_a_file_that_cannot_be_read_is_a_problem_of_that_file(tmp_path):
    with pytest.raises(CompileError, match=r"missing\.py:1:1: cannot be read: No such file"):
        compile_file(tmp_path / "missing.py")
    (tmp_path / "bad.py").write_bytes(b"x = '\xff'")
    with pytest.raises(CompileError, match="not UTF-8"):
        compile_file(tmp_path / "bad.py")


def test_a_program_that_is_too_big_is_told_its_size():
    source = "\n".join(f"x{n} = 'text number {n}'" for n in range(400))
    text = str(refusal(source))
    assert "make the program smaller" in text
    assert str(MAX_BYTES) in text


def test_bounds_are_what_the_program_declares():
    program = compile_source(
        "import spatial\n@spatial.program(gas_visit=5000, hops=12, lifetime_ms=60_000)\n"
        "def main(): pass\n"
    )
    assert program.bounds == {"gas_visit": 5000, "hops": 12, "lifetime_ms": 60000}
    assert compile_source("x = 1").bounds == {}


@pytest.mark.parametrize("word", ["speed=1", "hops=0", "hops=-1", "hops='many'", "hops=1.5",
                                  "hops=n"])
def test_a_bound_that_is_none_is_refused_with_those_that_are(word):
    text = str(refusal(f"import spatial\nn = 1\n@spatial.program({word})\ndef main(): pass\n"))
    assert "field.py:3:" in text
    assert "gas_visit" in text


def test_the_regions_that_a_program_names_are_found():
    program = compile_source(
        "import spatial\nfrom spatial import region\nhill = spatial.region('left-hill')\n"
        "def f(): return region('lab')\nspatial.region('left-hill')\n"
    )
    assert program.regions == ("left-hill", "lab")


def test_the_same_source_gives_the_same_bricks():
    source = "import spatial\ndef f(a, b=(1, 2.5)): return [a, b, {'k': a}]\nprint(f(1))\n"
    assert compile_source(source).bricks == compile_source(source, "other.py").bricks


def test_the_root_comes_first_and_every_brick_that_it_reaches_follows():
    program = compile_source("import spatial\nx = 1\n")
    bricks = [load_brick(data) for data in program.bricks]
    wanted = {name for brick in bricks for name in brick.hashes()}
    assert {brick.hash for brick in bricks[1:]} == wanted


def test_a_trace_is_told_in_source_lines():
    program = compile_source("def f(n):\n    return 1 // n\nx = 1\nf(0)\n", "field.py")
    execution = Node(program.bricks).start()
    assert execution.run(PlainHost(), 10_000) == FAILED
    assert program.traceback(execution.failure[2]) == (
        '  File "field.py", line 4, in <module>\n    f(0)\n'
        '  File "field.py", line 2, in f\n    return 1 // n\n           ~~^^~~'
    )
