"""A thousand mutated bricks and states; `make soak` has a million."""

import pytest

from runtime.vm import BLOCKED, DONE, restore
from spatial.compiler import compile_source
from tests.fuzz import PROGRAMS, Tally, corpus, fuzz
from tests.running import PlainHost

SEEDS = corpus()


def test_the_corpus_is_real():
    """Where this fails after a meant change of formats: python -m tests.fuzz"""
    assert len(SEEDS) == len(PROGRAMS)
    for seed in SEEDS:
        assert seed.states
        for state in seed.states:
            execution = restore(state, seed.bricks, seed.root.name)
            for _ in range(100):
                execution.resume(None)
                if (result := execution.run(PlainHost(), 1_000_000)) != BLOCKED:
                    break
            assert result == DONE, (execution.failure, execution.kill_reason)


@pytest.mark.parametrize("first", range(0, 1000, 250))
def test_a_thousand_mutants_are_refused_or_run_within_their_bounds(first):
    tally = Tally()
    fuzz(SEEDS, first, 250, tally)
    assert not tally.broken, tally.broken  # each by its number, which is its seed
    assert sum(tally.ends.values()) == 250


def test_the_mutants_are_worth_their_while():
    """Of either kind some are refused and some run: damage that is all refused shows nothing."""
    tally = Tally()
    fuzz(SEEDS, 5000, 300, tally)
    for kind in ("brick", "state"):
        ran = sum(count for end, count in tally.ends.items()
                  if end.startswith(kind) and end != f"{kind} refused")
        assert ran > 15, tally.ends
        assert tally.ends[f"{kind} refused"] > 15, tally.ends


def test_every_program_of_the_corpus_compiles_as_it_stands():
    for source in PROGRAMS.values():
        assert compile_source(source).bricks
