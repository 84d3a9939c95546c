"""Fused and single instructions: one outcome, one gas, and the same state wherever it stops."""

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, assume, given, settings

from runtime.vm import BLOCKED, FAILED, brick
from runtime.vm.fusion import single as single_of
from spatial.compiler import CompileError, compile_source
from tests.generated_programs import programs
from tests.running import GAS, Node, PlainHost, outcome
from tests.test_language import CORPUS
from tests.test_mobility import in_bricks

STOPS = 300


@contextmanager
def no_fusion():
    """Functions that are first called in here are run one instruction at a time."""
    fuse_found, brick.fuse = brick.fuse, lambda words: None
    try:
        yield
    finally:
        brick.fuse = fuse_found


def seen(bricks, gas=GAS):
    """All that a journey shows: each stop's gas, request and state; how it ended, and where."""
    here, there = Node(bricks), Node(bricks)
    host = PlainHost()
    execution = here.start()
    shown = []
    while (result := execution.run(host, gas)) == BLOCKED and len(shown) < STOPS:
        state = execution.capture()
        shown.append((execution.gas_used, execution.request, state))
        execution = there.arrive(state)
        here, there = there, here
        execution.resume(None)
    where = execution.failure[2] if result == FAILED else execution.trace()
    spent = execution.gas_used, execution.room
    return shown, host.said, spent, outcome(execution, result), where


def agree(source, gas=GAS):
    bricks = compile_source(source).bricks
    with no_fusion():
        single = seen(bricks, gas)
    assert seen(bricks, gas) == single, source


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_goes_the_same_way_at_every_statement(path):
    agree(in_bricks(path.read_text())[0])


@settings(deadline=None, max_examples=40, derandomize=True,
          suppress_health_check=list(HealthCheck))
@given(programs())
def test_any_program_goes_the_same_way(source):
    try:
        agree(source)
    except CompileError as error:
        assume("a brick holds" not in str(error))
        raise


@pytest.mark.parametrize("gas", [*range(20, 700, 17), 5_000, 9_973])
def test_a_kill_meets_both_at_the_same_place(gas):
    agree(
        """
def work(items, limit):
    total = 0
    for item in items:
        while item > 0 and total < limit:
            total = total + item * 2 - 1
            item -= 1
            if item % 3 == 0 or not item & 4:
                items[item % 5] = total // 2
    return total
class Sum:
    def __init__(self):
        self.total = 0
    def add(self, n):
        self.total += n
        return self.total
box = Sum()
for n in range(40):
    box.add(work([n, 2, 3, 4, 5], 60))
print(box.total)
""",
        gas,
    )


@pytest.mark.parametrize(
    ("operands", "expression"),
    [
        ("'a', 1", "a + b"),
        ("[1], [2]", "a + b"),
        ("2, 'ab'", "a * b"),
        ("True, False", "a - b"),
        ("1 << 4000, 1 << 4000", "a * b"),
        ("1 << 2000, 0.5", "a + b"),
        ("7, 0", "a % b"),
        ("7, -2", "a // b"),
        ("7.5, 2", "a // b"),
        ("1 << 40, 7", "a * b // 3 % (1 << 35)"),
        ("3, 30", "(a << b) ^ b"),
        ("1 << 40, (1 << 40) - 1", "a | b"),
        ("0x1fffffff, 1", "a + b - (b << 30) * 2"),
        ("1, 4097", "a << b"),
        ("-1, 4097", "a >> b"),
        ("1, -1", "a << b"),
        ("0.0, -0.0", "a == b"),
        ("(1,), (1, 2)", "a < b"),
        ("'a', 'b'", "a < b"),
        ("None, 1", "a < b"),
        ("[1, 2], 5", "a[b]"),
        ("[1, 2], -1", "a[b]"),
        ("[1, 2], True", "a[b]"),
        ("{1: 2}, 1.0", "a[b]"),
        ("{}, 'x'", "a[b]"),
        ("'abc', 2", "a[b]"),
        ("5, 2", "a[b]"),
        ("range(5), 2", "a[b]"),
    ],
)
def test_what_is_not_quick_is_as_slow_instructions_have_it(operands, expression):
    agree(
        f"""
def f(a, b):
    try:
        c = {expression}
        print(c)
        if {expression}:
            print("true")
        while not ({expression}):
            print("false")
            break
    except ArithmeticError as error:
        print("arithmetic", error)
    return {expression}
print(f({operands}))
"""
    )


def test_only_the_first_word_of_a_sequence_changes():
    body = "for i in a:\n        b += i - 1\n        a[b] = b % a.c\n    return b < 2.5"
    bricks = compile_source(f"def f(a, b):\n    {body}").bricks
    with no_fusion():
        single = list(Node(bricks).bricks[Node(bricks).root].function(1).words)
    node = Node(bricks)
    fused = list(node.bricks[node.root].function(1).words)
    changed = [at for at in range(len(fused)) if fused[at] != single[at]]
    assert changed
    assert all(at % 2 == 0 and fused[at] >= 128 for at in changed)
    assert [single_of(opcode) for opcode in fused[::2]] == single[::2]
