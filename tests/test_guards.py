"""What bench/unguarded.py takes out of translated code, for `make bench` to say what it costs."""

import pytest

from bench import unguarded
from runtime import vm
from runtime.vm import native
from spatial.compiler import compile_source
from tests.running import Node, PlainHost

SOURCE = """
class Counter:
    def __init__(self):
        self.count = 0

    def add(self, value):
        self.count += value * 3

def total(items, most):
    counter = Counter()
    at = 0
    while at < most:
        for item in items:
            counter.add(item + at)
        at += 1
    pairs = [(item, item * 2) for item in items]
    return counter.count, pairs[-1]

print(%r, total([1, 2, 3], 5), total(list(range(20)), 9))
"""


@pytest.mark.parametrize("guard", unguarded.GUARDS)
def test_a_program_that_needs_no_guard_prints_the_same_without_it(guard, monkeypatch):
    monkeypatch.setattr(native, "translate", native.translate)
    unguarded.record()
    node = Node(compile_source(SOURCE % guard).bricks, 1 << 20, True)

    def printed():
        host = PlainHost()
        assert node.start().run(host, 1 << 20) == vm.DONE
        return "".join(host.said)

    right = printed()
    whole = dict(unguarded._sources)
    assert any(unguarded.stripped(source, guard) != source for source in whole.values())
    unguarded.without(guard)
    assert printed() == right
    unguarded.without(None)
    unguarded.forget()
