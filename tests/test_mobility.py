"""Mobility is invisible: a move before any statement, at any depth, changes nothing."""

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from runtime.vm import BLOCKED
from spatial.compiler import CompileError, compile_source
from tests.engines import ENGINES, on_each_engine
from tests.generated_programs import programs, statements, with_moves
from tests.generated_protocols import protocols
from tests.running import GAS, Node, PlainHost, on_cpython, on_machine
from tests.test_language import CORPUS

_PLENTY = settings(deadline=None, max_examples=50, derandomize=True,
                   suppress_health_check=list(HealthCheck))


@_PLENTY
@given(programs() | protocols(), st.data())
def test_a_move_before_any_statement_never_changes_what_a_program_does(source, data):
    right = on_cpython(source)
    assume(len(right.printed) < 4000)
    event(right.ended.split(":")[0] or "ran to its end")
    wanted = data.draw(st.sets(st.integers(0, statements(source)), min_size=1, max_size=9))
    try:
        some = with_moves(source, wanted)
        for translate in ENGINES.values():
            assert on_machine(some, moves=True, translate=translate) == right
            assert on_machine(source, translate=translate) == right
        first, *others = [gas_at_stops(some, translate) for translate in ENGINES.values()]
        assert all(other == first for other in others)
        for moving in in_bricks(source):
            for translate in ENGINES.values():
                assert on_machine(moving, moves=True, translate=translate) == right
    except CompileError as error:
        assume("a brick holds" not in str(error))
        raise


@on_each_engine
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_moves_before_every_statement(path, translate):
    source = path.read_text()
    right = on_cpython(source)
    for moving in in_bricks(source):
        assert on_machine(moving, moves=True, translate=translate) == right


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_engines_agree_on_gas_wherever_a_program_stops(path):
    for moving in in_bricks(path.read_text()):
        first, *others = [gas_at_stops(moving, translate) for translate in ENGINES.values()]
        assert len(first) > 1
        assert all(other == first for other in others)


def gas_at_stops(source, translate):
    """The gas used at each stop of a program, and at its end."""
    execution = Node(compile_source(source).bricks, translate=translate).start()
    used = []
    while True:
        result = execution.run(PlainHost(), GAS)
        used.append(execution.gas_used)
        if result != BLOCKED:
            return used
        execution.resume(None)


def in_bricks(source):
    """The program with a move before every statement; in several versions where one is too big."""
    for parts in (1, 2, 3, 5, 8, 13, 21, 34, 55):
        every = range(statements(source))
        versions = [with_moves(source, set(every[part::parts])) for part in range(parts)]
        try:
            for version in versions:
                compile_source(version)
        except CompileError as error:
            too_big = error
            continue
        return versions
    raise too_big
