"""Translated code means what interpreted code means: results, exceptions, gas, states to move."""

from pathlib import Path

import pytest

from runtime.vm import BLOCKED, native
from spatial.compiler import compile_source
from tests.running import Node, PlainHost, on_machine, outcome

CORPUS = sorted((Path(__file__).parent / "language").glob("*.py"))


def _ends(source: str, translate: bool) -> tuple[str, str, list[int]]:
    """What was printed, how it ended, and the gas that was used at each stop."""
    node = Node(compile_source(source).bricks, translate=translate)
    execution = node.start()
    host = PlainHost()
    gas = []
    while (result := execution.run(host, 50_000_000)) == BLOCKED:
        gas.append(execution.gas_used)
        execution.resume(None)
    gas.append(execution.gas_used)
    return "".join(host.said), outcome(execution, result), gas


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_both_engines_print_the_same_and_end_the_same(path):
    source = path.read_text()
    assert _ends(source, True)[:2] == _ends(source, False)[:2]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_program_moves_translated_as_it_does_interpreted(path):
    source = path.read_text()
    assert on_machine(source, moves=True, translate=True) == on_machine(source, moves=True)


LOOPS = '''
import node
def total(n):
    sum = 0
    for i in range(n):
        if i % 7 == 3:
            continue
        if i > 90:
            break
        sum += i * 3
    else:
        sum = -1
    return sum
def nested(rows):
    out = []
    for row in rows:
        k = 0
        while k < len(row):
            if row[k] < 0:
                return out
            out.append(row[k] * 2)
            k += 1
        node.sleep(1)
    return out
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(total(50), total(200), nested([[1, 2], [3], [4, -1, 5]]), fib(12))
try:
    print(nested([[1], None]))
except TypeError as error:
    print(error)
'''


def test_gas_is_the_same_wherever_a_program_stops():
    assert _ends(LOOPS, True) == _ends(LOOPS, False)


def test_translated_functions_run_on_the_host():
    node = Node(compile_source("def f(n):\n    return n + 1\nprint(f(1))").bricks, translate=True)
    node.start().run(PlainHost(), 1000)
    assert node.bricks[node.root].native.function(1) is not None
    assert native.Native is type(node.bricks[node.root].native)
