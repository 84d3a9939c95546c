"""What the compiler proposes as a program's bounds."""

import ast

import pytest

from runtime.tagspace.space import TAG_OVERHEAD_BYTES
from sim.bus import VirtualBus
from spatial.compiler import compile_source, library_bricks
from spatial.compiler.proposals import propose
from tests.field import add_node, kinds

LIBRARY = tuple(library_bricks().values())

BOUNDED = [
    "x = 1\n",
    "x = 1\ny = x * 2 + 7\nif y > 3:\n    x = -y\nelse:\n    x = y // 2\n",
    "total = 0\nfor at in range(500):\n    total += at * at % 7\n",
    "for a in range(20):\n for b in range(3, 30, 2):\n  c = a * b\n  if c > 5 < b:\n   break\n",
    "x = 1\nfor at in range(60):\n    x = x * 3 ** 40\n",
    ("def f(x):\n    return x\n\ndef g():\n    y = 0\n    for at in (1, 2, 3):\n        y += 1\n"
    "        f(at)\n    return y\n\nfor at in range(50):\n    g()\n"),
    ("import node\nfor at in range(10):\n    node.sleep(10)\n    node.create('t', at, 5)\n"
    "    node.report(node.now())\n"),
    "import node\nnode.create('a', 1, 99)\nnode.write('a', 'text')\nnode.report(node.read('a'))\n",
    ("import node\nimport spatial\n\n@spatial.program(hops=3)\ndef go():\n    for at in range(9):\n"
    "        node.position()\n        node.neighbours()\n        node.id()\n"),
    "for letter in 'abcdef':\n    print(7, 'text')\n",
]  # fmt: skip


@pytest.mark.parametrize("source", BOUNDED)
def test_what_is_proposed_is_enough_and_not_much_more(source):
    proposed = propose(ast.parse(source))
    bus = VirtualBus()
    add_node(bus, "b")
    station = add_node(bus, "a", pinned=LIBRARY)
    bus.run(3000)
    node = station.live()
    bricks = compile_source(source).bricks
    bounds = {name: proposed[name] for name in ("gas_visit", "gas_total", "hops", "tag_bytes")}
    bus.inject(station, bricks, bounds)
    execution = node.messages[0].execution
    bus.run(5000)
    assert kinds(bus)["finished"] == 1, bus.events[-1]
    used = execution.gas_used
    print(used, proposed)
    assert used <= proposed["gas_visit"] <= 6 * used + 200


@pytest.mark.parametrize(
    "source",
    [
        "while True:\n    pass\n",
        "def f(n):\n    return f(n - 1)\nf(3)\n",
        "n = 9\nfor at in range(n):\n    pass\n",
        "x = 'a'\nfor at in range(9):\n    x = x + x\n",
        "class A:\n    pass\n",
        "import spatial\nspatial.region('hill')\n",
        "sorted([3, 2, 1])\n",
        "def f(x):\n    return x + x\nf(1)\n",
        "x = [at for at in range(9)]\n",
        "def f():\n    yield 1\nf()\n",
    ],
)
def test_where_there_is_no_telling_nothing_is_proposed(source):
    assert "gas_visit" not in propose(ast.parse(source))


def test_hops_and_tags_are_counted_where_they_can_be():
    source = """
import node
def go():
    for at in range(4):
        node.migrate(node.neighbours()[0][0])
        node.create("seen", 1, 5000)
go()
"""
    proposed = propose(ast.parse(source))
    assert proposed["hops"] == 4
    assert proposed["tag_bytes"] == 4 * (TAG_OVERHEAD_BYTES + 4 * 4 + 3 + 9)
    assert "air_bytes" not in proposed
    proposed = propose(ast.parse("import node\nwhile node.now() < 9000:\n    node.sleep(100)\n"))
    assert proposed == {"hops": 1, "air_bytes": 16, "tag_bytes": 16}
    proposed = propose(ast.parse(source.replace("range(4)", "node.read('ids')")))
    assert proposed == {}
