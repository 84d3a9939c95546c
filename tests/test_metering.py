"""What a message may use is bounded: each excess ends in a kill with its reason, and quickly."""

import pytest

from runtime.vm import DONE, FAILED, KILLED, Limits
from spatial.compiler import compile_source
from tests.running import Node, PlainHost

GAS = 2_000_000
MEMORY_BYTES = 100_000


def ran(source, gas=GAS, memory_bytes=MEMORY_BYTES):
    """(outcome, what was printed, why it was killed or failed)."""
    host = PlainHost()
    execution = Node(compile_source(source).bricks, memory_bytes).start()
    outcome = execution.run(host, gas)
    why = execution.kill_reason if outcome == KILLED else execution.failure
    return outcome, "".join(host.said), why


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("while True: pass", "gas"),
        ("def f():\n    while True:\n        yield 1\nfor x in f(): pass", "gas"),
        ("def f(n):\n    return f(n) if n else 0\nfor i in range(10 ** 8): f(0)", "gas"),
        ("for i in range(10 ** 9): pass", "gas"),
        ("sum(range(10 ** 9))", "gas"),
        ("sorted(range(10 ** 9))", "gas"),
        ("list(range(10 ** 9))", "gas"),
        ("max(range(10 ** 9))", "gas"),
        ("x = [0] * 10 ** 9", "memory"),
        ("x = 'a' * 10 ** 9", "memory"),
        ("x = b'a' * 10 ** 9", "memory"),
        ("x = bytes(10 ** 9)", "memory"),
        ("x = 'a'.ljust(10 ** 9)", "memory"),
        ("x = []\nwhile True: x.append(1)", "memory"),
        ("x = {}\nwhile True: x[len(x)] = 1", "memory"),
        ("x = 'a'\nwhile True: x += x", "memory"),
        ("x = [1]\nwhile True: x += x", "memory"),
        ("x = []\nwhile True: x = [x, x]", "memory"),
        ("x = ()\nwhile True: x = (x,) * 4", "memory"),
        ("class A: pass\nx = A()\nx.n = x\nwhile True:\n    y = A()\n    y.n = x\n    x = y",
         "memory"),
        ("x = 'a' * 9000\nx.replace('a', x)", "memory"),
        ("x = 'a' * 9000\nx.join([x] * 9000)", "memory"),
        ("10 ** 10 ** 9", "4096 bits"),
        ("1 << 10 ** 9", "4096 bits"),
        ("x = 2\nwhile True: x *= x", "4096 bits"),
        ("x = 1\nwhile True: x += x", "4096 bits"),
        ("int('9' * 2000)", "4096 bits"),
    ],
)
def test_an_excess_is_killed_with_its_reason(source, reason):
    outcome, _, why = ran(source)
    assert outcome == KILLED
    assert reason in why


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
    outcome, _, why = ran(source, memory_bytes=10_000_000)
    assert outcome == FAILED
    assert why[0] == error


def test_a_list_that_contains_itself_is_printed():
    outcome, printed, _ = ran("x = [1]\nx.append(x)\nd = {'x': x}\nd['d'] = d\nprint(x, d)")
    assert outcome == DONE
    assert printed == "[1, [...]] {'x': [1, [...]], 'd': {...}}\n"


def test_no_handler_and_no_finally_of_the_program_sees_a_kill():
    outcome, printed, why = ran(
        "try:\n    while True: pass\nexcept BaseException:\n    print('caught')\n"
        "finally:\n    print('finally')\n"
    )
    assert (outcome, printed) == (KILLED, "")
    assert "gas" in why


def test_gas_is_the_same_whenever_a_program_is_run():
    bricks = compile_source("print(sum(n * n for n in range(100)))").bricks
    used = []
    for _ in range(2):
        execution = Node(bricks).start()
        assert execution.run(PlainHost(), GAS) == DONE
        used.append(execution.gas_used)
    assert used[0] == used[1] > 100


def test_garbage_does_not_count_against_the_memory_bound():
    outcome, _, _ = ran("for n in range(2000): x = [0] * 100", memory_bytes=10_000)
    assert outcome == DONE


def test_a_larger_bound_lets_the_same_program_end():
    source = "x = list(range(3000))\nprint(len(x))"
    assert ran(source, memory_bytes=8_000)[0] == KILLED
    assert ran(source, memory_bytes=80_000)[0] == DONE
    assert Limits().memory_bytes == 16_384
