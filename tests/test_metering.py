"""A program that takes too much is killed with its reason, soon, and the node goes on."""

import time

import pytest

from runtime.vm import DONE, FAILED, KILLED, Limits
from spatial.compiler import compile_source
from tests.running import Node, PlainHost, outcome

GAS = 600_000
MEMORY_BYTES = 120_000
SOON_S = 20  # on a busy machine; each takes well under a second alone

_TOWER = "x = [1]\nfor i in range(60): x = [x, x]\n"
_TWINS = "a, b = [1], [1]\nfor i in range(60): a, b = [a, a], [b, b]\n"
_KEPT_ERRORS = """
x = []
def f(n):
    if n: f(n - 1)
    else: 1 // 0
while True:
    try: f(200)
    except ZeroDivisionError as error: x.append(error)
"""
_KEYS = "t = ()\nfor i in range(60): t = (t, t)\n"

_FROZEN = "f = frozenset()\nwhile True: f = frozenset([(f, 1), (f, 2)])\n"


def ended(source: str, gas: int = GAS, memory_bytes: int = MEMORY_BYTES) -> str:
    """How the program ended; and it was soon."""
    node = Node(compile_source(source).bricks, memory_bytes)
    execution = node.start()
    began_s = time.monotonic()
    result = execution.run(PlainHost(), gas)
    assert time.monotonic() - began_s < SOON_S
    assert result in (DONE, FAILED, KILLED)
    assert execution.gas_used <= gas + 100
    return outcome(execution, result)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "gas"),
        ("def f(): return f()\nwhile True:\n    try: f()\n    except RecursionError: pass", "gas"),
        ("x = [3, 1]\nx.sort(key=lambda v: x.append(v))", ""),
        ("[0] * 10**9", "memory"),
        ("x = [0]\nwhile True: x = x * 2", "memory"),
        ("x = [0]\nwhile True: x *= 2", "memory"),
        ("'a' * 10**9", "memory"),
        ("b'a' * 10**9", "memory"),
        ("(0,) * 10**9", "memory"),
        ("'a'.ljust(10**9)", "memory"),
        ("'a'.zfill(10**9)", "memory"),
        ("bytes(10**9)", "memory"),
        ("bytearray(10**9)", "memory"),
        ("f'{1:1000000000}'", "memory"),
        ("'%1000000000d' % 1", "memory"),
        ("'%.*f' % (10**9, 1.5)", "memory"),
        ("f'{1.5:.1000000000f}'", "memory"),
        ("10 ** 10 ** 9", "4096 bits"),
        ("1 << 10**9", "4096 bits"),
        ("x = 3\nwhile True: x *= x", "4096 bits"),
        ("int('9' * 1900)", "4096 bits"),
        ("x = ''\nwhile True: x += 'abcdefgh' * 50", "memory"),
        ("x = []\nwhile True: x.append(0)", "memory"),
        ("x = []\nwhile True: x.insert(0, x)", "memory"),
        ("x = []\nwhile True: x = [x]", "memory"),
        ("x = {}\ni = 0\nwhile True:\n    i += 1\n    x[i] = i", "memory"),
        ("class C: pass\nc, i = C(), 0\nwhile True: i += 1; setattr(c, str(i), i)", "memory"),
        ("class A: pass\nx = A()\nwhile True:\n    y = A()\n    y.n = x\n    x = y", "memory"),
        ("x = 'a' * 9000\nx.replace('a', x)", "memory"),
        ("x = 'a' * 9000\nx.join([x] * 9000)", "memory"),
        ("x = ()\nwhile True: x = (x,) * 4", "memory"),
        ("x = None\ndef f(y): return lambda: y\nwhile True: x = f(x)", "memory"),
        ("def g():\n    while True: yield 1\nfor x in g(): pass", "gas"),
        ("def g():\n    while True: yield 1\nlist(g())", "memory"),
        ("def g():\n    while True: yield 1\nsum(g())", "gas"),
        ("g = []\nwhile True:\n    g.append((i for i in range(9)))", "memory"),
        ("list(range(10**9))", "gas"),
        ("list(range(10**5))", "memory"),
        ("[].extend(range(10**5))", "memory"),
        ("x = []\nx += range(10**9)", "memory"),
        ("x = [1]\nx[0:1] = range(10**9)", "memory"),
        ("a, *b = range(10**9)", "memory"),
        ("print(*range(10**9))", "memory"),
        ("sorted(range(10**9))", "gas"),
        ("sum(range(10**9))", "gas"),
        ("max(range(10**9))", "gas"),
        ("any(range(0, 10**9))", "gas"),
        ("'x'.join(range(10**9))", "gas"),
        ("reversed(range(10**9))", "memory"),
        (_TOWER + "print(x)", ""),
        (_TOWER + "str(x)", ""),
        (_TOWER + "f'{x}'", ""),
        (_TOWER + "'%s' % x", ""),
        (_TOWER + "raise ValueError(x)", ""),
        (_TWINS + "a == b", "gas"),
        (_TWINS + "a < b", "gas"),
        (_TWINS + "a in [b]", "gas"),
        (_TWINS + "[b].index(a)", "gas"),
        (_KEYS + "{t: 1}", "gas"),
        (_KEYS + "t in {}", "gas"),
        (_KEYS + "hash(t)", "gas"),
        (_FROZEN, "gas"),
        ("x = set()\nwhile True: x.add(len(x))", "memory"),
        ("x = set(range(1000))\nwhile True: x | x", "gas"),
        ("set(range(10**9))", "gas"),
        ("{*range(10**9)}", "memory"),
        ("x = set(range(2000))\nwhile True: x == {*x}", ""),
        ("x = []\nwhile True: x.append(id([]))", ""),
        (_KEPT_ERRORS, ""),
        ("x = 'ab' * 6000\nwhile True: x.count('b' * 3000 + 'a')", "gas"),
        ("x = [0] * 9000\nwhile True: x = x[:]", "gas"),
        ("while True: 'a'.upper()", "gas"),
        ("try:\n    while True: pass\nfinally: print('never')", "gas"),
        ("while True:\n    try:\n        while True: pass\n    except BaseException: pass", "gas"),
    ],
)
def test_what_takes_too_much_is_killed_with_its_reason(source, reason):
    text = ended(source)
    assert text.startswith("Killed: "), text
    assert reason in text


@pytest.mark.parametrize(
    ("source", "end"),
    [
        ("def f(): return f()\nf()", "RecursionError: maximum recursion depth exceeded"),
        ("x = [1]\nx.append(x)\nprint(x, str(x), f'{x}')", ""),
        ("x = {}\nx['x'] = x\nprint(x)", ""),
        ("e = ValueError(1)\ne.args = (e, e)\nprint(repr(e))", ""),
        ("x = []\nfor i in range(400): x = [x]\nprint(x == x, len(repr(x)))", ""),
        ("range(10**9)[10**8]\nlen(range(10**9))\n10**8 in range(10**9)", ""),
        ("f = 1\nfor i in range(200): f = frozenset([f])",
         "RecursionError: a key is nested deeper than 100"),
        ("round(5, -10**9)\nround(1.5, 10**9)\nround(1.5, -10**9)", ""),
        ("pow(3, 10**1000, 10**9 + 7)", ""),
        ("sorted([1, 'a', None, [2]])", "TypeError"),
        ("a, b = range(10**9)", "ValueError: too many values to unpack (expected 2)"),
        ("'a' * -10**9\n[0] * -1", ""),
        ("x = [1, 2, 3]\ndel x[::1]\nx.clear()", ""),
    ],
)
def test_what_stays_within_bounds_ends_as_a_program_s_own(source, end):
    assert ended(source, 2_000_000).startswith(end)
    assert "Killed" not in ended(source, 2_000_000)


def test_a_host_without_memory_kills_the_message_alone():
    class Poor(PlainHost):
        def write(self, text):
            raise MemoryError

    node = Node(compile_source("print(1)").bricks)
    execution = node.start()
    assert execution.run(Poor(), GAS) == KILLED
    assert execution.kill_reason == "memory: the node ran out of it"
    assert node.start().run(PlainHost(), GAS) == DONE


def test_garbage_is_not_counted_against_a_message():
    assert ended("for i in range(3000): x = [i] * 100", 2_000_000) == ""


def test_a_bound_holds_to_within_a_quarter():
    source = "x = []\nfor i in range({}): x.append(i)"
    assert ended(source.format(MEMORY_BYTES // 4 * 5 // 4 + 500)).startswith("Killed: memory")
    assert ended(source.format(MEMORY_BYTES // 4 // 2)) == ""


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def f():\n    return f() + 1\nf()", "RecursionError"),
        ("def g():\n    yield from g()\nlist(g())", "RecursionError"),
        ("x = []\nfor i in range(5000): x = [x]\nprint(x)", "RecursionError"),
        ("x = []\ny = []\nfor i in range(5000): x, y = [x], [y]\nprint(x == y)", "RecursionError"),
    ],
)
def test_too_deep_is_a_recursion_error_as_in_cpython(source, error):
    assert ended(source, 2_000_000, 10_000_000).startswith(error)


def test_a_list_that_contains_itself_is_printed():
    host = PlainHost()
    source = "x = [1]\nx.append(x)\nd = {'x': x}\nd['d'] = d\nprint(x, d)"
    assert Node(compile_source(source).bricks).start().run(host, GAS) == DONE
    assert "".join(host.said) == "[1, [...]] {'x': [1, [...]], 'd': {...}}\n"


def test_no_handler_and_no_finally_of_the_program_sees_a_kill():
    source = (
        "try:\n    while True: pass\nexcept BaseException:\n    print('caught')\n"
        "finally:\n    print('finally')\n"
    )
    host = PlainHost()
    assert Node(compile_source(source).bricks).start().run(host, GAS) == KILLED
    assert host.said == []


def test_gas_is_the_same_whenever_a_program_is_run():
    bricks = compile_source("print(sum(n * n for n in range(100)))").bricks
    used = []
    for _ in range(2):
        execution = Node(bricks).start()
        assert execution.run(PlainHost(), GAS) == DONE
        used.append(execution.gas_used)
    assert used[0] == used[1] > 100


def test_a_larger_bound_lets_the_same_program_end():
    source = "x = list(range(3000))\nprint(len(x))"
    assert ended(source, GAS, 8_000).startswith("Killed: memory")
    assert ended(source, GAS, 80_000) == ""
    assert Limits().memory_bytes == 16_384
