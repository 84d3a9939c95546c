"""States on the move: what must survive, and what must not get in."""

import random

import pytest

from runtime import cbor
from runtime.errors import BadBrick, BadState
from runtime.vm import BLOCKED, DONE, FAILED, KILLED
from spatial.compiler import compile_source
from tests.damage import damaged
from tests.running import Node, PlainHost, on_machine

MANY_KINDS = """
import node

class Box:
    def __init__(self, content):
        self.content = content
    def get(self):
        node.migrate(b"12345678")
        return self.content

def numbers(n):
    for i in range(n):
        try:
            node.migrate(b"12345678")
            yield i
        finally:
            node.sleep(1)

def outer(a, b=2, *c, k=1, **d):
    def inner():
        nonlocal a
        a += 1
        node.migrate(b"12345678")
        return a
    return inner() + b

xs = [1, 2]
d = {"a": xs, "b": (1, 2.5, b"x"), 3: None}
for v in numbers(3):
    try:
        print(outer(v), Box(v).get(), sorted([3, 1], key=lambda q: -q))
        raise KeyError(v)
    except KeyError as error:
        node.migrate(b"12345678")
        print(error, [x for x in numbers(2)], max(numbers(3)), f"{v:>3}", xs, d)
"""


def states():
    """A node that has the code, and the states of a program that holds many kinds of object."""
    node = Node(compile_source(MANY_KINDS).bricks)
    execution = node.start()
    found = []
    while execution.run(PlainHost(), 1_000_000) == BLOCKED:
        found.append(execution.capture())
        execution.resume(None)
    return node, found


def after_a_move(setup, look):
    """What `print(look)` prints behind a move made behind `setup`."""
    text = f"import node\n{setup}\nnode.migrate(b'12345678')\nprint({look})\n"
    return on_machine(text, moves=True).printed.strip()


@pytest.mark.parametrize(
    ("setup", "look", "printed"),
    [
        ("a = {}\nb = a", "a is b", "True"),
        ("a = [1]\nb = (a, a)", "b[0] is b[1] is a", "True"),
        ("a = [1]\na.append(a)", "a[1] is a", "True"),
        ("a = {}\na['a'] = a", "a['a'] is a", "True"),
        ("a = ([], 5)\na[0].append(a)", "a[0][0] is a", "True"),
        ("g = (n * n for n in range(5))\nnext(g), next(g)", "list(g)", "[4, 9, 16]"),
        ("i = iter([1, 2, 3])\nj = i\nnext(i)", "next(j), next(i), i is j", "2 3 True"),
        ("class A: pass\na = A()\na.me = a", "a.me is a, type(a) is A", "True True"),
        ("def f():\n    n = [0]\n    return lambda: n, lambda: n\ng, h = f()",
         "g() is h()", "True"),
        ("e = ValueError('x', 1)\nl = [e]", "l[0] is e, e.args", "True ('x', 1)"),
        ("x = [0.1, -0.0, 1e300, 2 ** 200, -1, None, True]", "x",
         f"[0.1, -0.0, 1e+300, {2**200}, -1, None, True]"),
        ("d = {}\nd['z'] = 1\nd['a'] = 2\ndel d['z']\nd['z'] = 3", "list(d)", "['a', 'z']"),
        ("def f(x=[]):\n    x.append(1)\n    return x\nf()", "f()", "[1, 1]"),
        ("f = [].append\ng = 'a'.upper", "g()", "A"),
        ("s = super\nt = int\nr = range(2, 9, 3)\nb = bytearray(b'ab')", "t('4'), list(r), b",
         "4 [2, 5, 8] bytearray(b'ab')"),
    ],
)
def test_what_a_message_holds_survives_a_move(setup, look, printed):
    assert after_a_move(setup, look) == printed


def test_two_captures_of_one_state_are_the_same_bytes():
    node, found = states()
    assert len(found) > 30
    for state in found:
        assert node.arrive(state).capture() == state


def test_a_library_that_is_not_used_takes_no_byte():
    plain = Node(compile_source("import node\nnode.migrate(b'12345678')").bricks).start()
    spatial = Node(
        compile_source("import node\nimport spatial\nnode.migrate(b'12345678')").bricks
    ).start()
    for execution in (plain, spatial):
        assert execution.run(PlainHost(), 100_000) == BLOCKED
    assert len(spatial.capture()) == len(plain.capture())


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_state_is_refused_or_runs_within_its_bounds(seed):
    node, found = states()
    drawn = random.Random(seed)
    ran = 0
    for _ in range(1000):
        try:
            execution = node.arrive(damaged(drawn.choice(found), drawn))
        except (BadState, BadBrick):
            continue
        ran += 1
        execution.resume(None)
        for _ in range(4):
            outcome = execution.run(PlainHost(), 20_000)
            assert outcome in (BLOCKED, DONE, FAILED, KILLED)
            if outcome != BLOCKED:
                break
            execution.capture()
            execution.resume(None)
    assert ran > 10, "the damage is too great to say anything"


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"\x00",
        b"\xff" * 20,
        cbor.encode([2, []]),
        cbor.encode([2, [], [], [], None]),
        cbor.encode([2, [[0, 0]], [], [], None, 0]),
        cbor.encode([1, [[0, 0]]]),
        b"\x86\x01\xf6" + b"\x81" * 5000,
        b"\x9a\xff\xff\xff\xff",
        b"\xd8\x1c" * 5000,
    ],
)
def test_bytes_that_are_no_state_are_refused(state):
    node = Node(compile_source("x = 1").bricks)
    with pytest.raises(BadState):
        node.arrive(state)


def test_a_class_may_hold_instances_of_its_own():
    setup = """
class A:
    def __init__(self, n): self.n = n
A.one = A(5)
A.one.extra = [A.one]
class E(ValueError): pass
E.default = E("d")
E.default.code = 7"""
    assert after_a_move(setup, "A.one.n, A.one.extra[0] is A.one, type(A.one) is A, E.default.code,"
                        "isinstance(E.default, ValueError)") == "5 True True 7 True"


def forged(value):
    """A state of a program that holds one list, whose only item is `value` as CBOR."""
    source = "import node\nheld = [271828]\nnode.migrate(b'')\nfor x in held: print([x])\n"
    node = Node(compile_source(source).bricks)
    execution = node.start()
    assert execution.run(PlainHost(), 1_000_000) == BLOCKED
    return node, execution.capture().replace(cbor.encode(271828), value)


@pytest.mark.parametrize(
    "value",
    [
        b"\xf7",  # an unbound variable
        b"\xd0\x81\x0a",  # the mark of a frame that gives nothing
        b"\xcb\x81\x01",  # a cell
        b"\xd0\x83\x06\x61x\xd6\x00",  # a class that is being made
    ],
    ids=["unbound", "dropped", "cell", "maker"],
)
def test_what_is_no_value_of_a_program_is_refused_where_one_stands(value):
    node, state = forged(b"\x01")
    execution = node.arrive(state)
    execution.resume(None)
    host = PlainHost()
    assert execution.run(host, 1_000_000) == DONE
    assert host.said == ["[1]\n"]
    node, state = forged(value)
    with pytest.raises(BadState):
        node.arrive(state)
