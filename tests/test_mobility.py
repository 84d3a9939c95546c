"""Mobility is invisible: a move before any statement, at any depth, changes nothing."""

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from spatial.compiler import CompileError, compile_source
from tests.generated_programs import programs, statements, with_moves
from tests.running import on_cpython, on_machine
from tests.test_language import CORPUS

_PLENTY = settings(deadline=None, max_examples=50, derandomize=True,
                   suppress_health_check=list(HealthCheck))


@_PLENTY
@given(programs(), st.data())
def test_a_move_before_any_statement_never_changes_what_a_program_does(source, data):
    right = on_cpython(source)
    assume(len(right.printed) < 4000)
    event(right.ended.split(":")[0] or "ran to its end")
    wanted = data.draw(st.sets(st.integers(0, statements(source)), min_size=1, max_size=9))
    try:
        some = with_moves(source, wanted)
        assert on_machine(some, moves=True) == right
        assert on_machine(source) == right
    except CompileError as error:
        assume("a brick holds" not in str(error))
        raise
    for moving in in_bricks(source):
        assert on_machine(moving, moves=True) == right


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_moves_before_every_statement(path):
    source = path.read_text()
    right = on_cpython(source)
    for moving in in_bricks(source):
        assert on_machine(moving, moves=True) == right


def in_bricks(source):
    """The program with a move before every statement; in several versions where one is too big."""
    for parts in range(1, 8):
        every = range(statements(source))
        versions = [with_moves(source, set(every[part::parts])) for part in range(parts)]
        try:
            for version in versions:
                compile_source(version)
        except CompileError:
            continue
        return versions
    raise AssertionError("no room for a move")
