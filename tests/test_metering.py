"""A program that takes too much is killed with its reason, soon, and the node goes on."""

import time
import tracemalloc

import pytest

from runtime.vm import DONE, FAILED, KILLED, Limits
from spatial.compiler import compile_source
from tests.engines import on_each_engine
from tests.hostile import GAS, MEMORY_BYTES, TOO_MUCH, WITHIN
from tests.running import Node, PlainHost, outcome

SOON_S = 20  # on a busy machine; each takes well under a second alone
HOST_BYTES = 1_000_000
HOST_SHARE = 16  # CPython takes more for a value than a board, and garbage waits to be weighed
HUNGRY = [hostile for hostile in TOO_MUCH if hostile.end == "Killed: memory"]


def ended(source: str, gas: int = GAS, memory_bytes: int = MEMORY_BYTES,
          translate: bool = False) -> str:
    """How the program ended; and it was soon."""
    node = Node(compile_source(source).bricks, memory_bytes, translate)
    execution = node.start()
    began_s = time.monotonic()
    result = execution.run(PlainHost(), gas)
    assert time.monotonic() - began_s < SOON_S
    assert result in (DONE, FAILED, KILLED)
    assert execution.gas_used <= gas + 100
    return outcome(execution, result)


@on_each_engine
@pytest.mark.parametrize("hostile", TOO_MUCH, ids=lambda hostile: hostile.name)
def test_what_takes_too_much_is_killed_with_its_reason(hostile, translate):
    assert hostile.end.startswith("Killed: ")
    text = ended(hostile.source, translate=translate)
    assert text.startswith(hostile.end), text


@on_each_engine
@pytest.mark.parametrize("hostile", WITHIN, ids=lambda hostile: hostile.name)
def test_what_stays_within_bounds_ends_as_a_program_s_own(hostile, translate):
    text = ended(hostile.source, 2_000_000, translate=translate)
    assert text.startswith(hostile.end) if hostile.end else text == ""


@on_each_engine
@pytest.mark.parametrize("hostile", HUNGRY, ids=lambda hostile: hostile.name)
def test_the_host_s_memory_stays_in_proportion_to_what_was_declared(hostile, translate):
    node = Node(compile_source(hostile.source).bricks, MEMORY_BYTES, translate)
    execution = node.start()
    tracemalloc.start()
    try:
        execution.run(PlainHost(), GAS)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < HOST_BYTES + HOST_SHARE * MEMORY_BYTES


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


def test_a_walk_of_what_is_alive_is_paid_for_whether_it_is_watched_or_not():
    source = "kept = list(range(2000))\nfor _ in range(500):\n    copied = kept[:]\n"
    bricks = compile_source(source).bricks
    used = []
    for watched in (False, True):
        execution = Node(bricks, memory_bytes=40_000).start()
        if watched:
            execution.meter.watch()
        assert execution.run(PlainHost(), 10_000_000) == DONE
        used.append(execution.gas_used)
    assert used[0] == used[1] > 500 * 2000 // 4
