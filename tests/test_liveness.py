"""A state carries no local variable that nobody can read any more, and each that somebody can."""

import pytest

from runtime.vm import BLOCKED, load_brick
from runtime.vm.instructions import KINDS, number
from runtime.vm.liveness import live
from spatial.compiler import compile_source
from tests.running import Node, PlainHost, on_machine

# A cargo in the local variable `x` of a function that goes somewhere.
DEAD = {
    "never read": "    move()",
    "read before alone": "    print(len(x))\n    move()",
    "written before it is read": "    move()\n    x = 1\n    print(x)",
    "written on both ways": "    if move():\n        x = 1\n    else:\n        x = 2\n    print(x)",
    "written again each round": "    for x in ['', '']:\n        move()",
    "read behind a return": "    move()\n    return\n    print(x)",
    "read where only the hop's failure leads": """
    try:
        node.migrate(b"12345678")
    except OSError:
        print(x)
""",
    "written before a try that may read it": """
    move()
    x = ""
    try:
        move()
    except KeyError:
        print(x)
""",
    "deleted": "    del x\n    move()",
}
ALIVE = {
    "read": "    move()\n    print(len(x))",
    "read on one way": "    if move():\n        x = 1\n    print(len(x))",
    "read in the next round": """
    for _ in range(2):
        print(len(x))
        move()
        y = x
        x = y
""",
    "read where an exception leads": """
    try:
        move()
    except KeyError:
        print(x)
""",
    "written in a try that fails before": """
    try:
        move()
        x = move()
    except KeyError:
        pass
    print(len(x))
""",
    "read in a finally": "    try:\n        move()\n    finally:\n        print(len(x))",
    "augmented": "    move()\n    x += ''\n    print(len(x))",
    "to be deleted": "    move()\n    del x",
    "of a generator to be read": """
    def each(x):
        yield 1
        print(len(x))
    each = each(x)
    x = 0
    next(each)
    move()
    next(each, None)
""",
}


def source(body, length):
    return f"""
import node
def move():
    node.migrate(b"12345678")
def carry(x):
{body}
carry("q" * int("{length}"))
"""


def sizes(body, length):
    """The bytes of each state."""
    execution = Node(compile_source(source(body, length)).bricks).start()
    found = []
    while execution.run(PlainHost(), 100_000) == BLOCKED:
        found.append(len(execution.capture()))
        execution.resume(None)
    return found


@pytest.mark.parametrize("body", DEAD.values(), ids=DEAD)
def test_a_dead_variable_takes_no_byte(body):
    assert sizes(body, 100) == sizes(body, 200)


@pytest.mark.parametrize("body", ALIVE.values(), ids=ALIVE)
def test_a_variable_that_may_be_read_travels(body):
    assert sizes(body, 100)[0] + 100 == sizes(body, 200)[0]
    stays, moves = (on_machine(source(body, 100), moves=moves) for moves in (False, True))
    assert moves == stays


def test_what_an_engine_puts_together_is_looked_at_one_by_one():
    brick = load_brick(compile_source("def f(x, y):\n    g()\n    return x + y").bricks[0])
    code = brick.function(1)
    assert max(code.words[::2]) >= len(KINDS)
    assert live(code, code.words.index(number("CALL")) + 2) == 0b11


def test_a_class_body_keeps_what_it_has_defined():
    text = """
import node
class Box:
    first = [1]
    node.migrate(b"12345678")
    second = 2
print(Box.first, Box.second)
"""
    assert on_machine(text, moves=True).printed == "[1] 2\n"
