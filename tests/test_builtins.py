"""The table of builtins."""

import pytest

from runtime.vm.builtins import COUNT, numbered, row_of
from runtime.vm.values import Builtin


@pytest.mark.parametrize("number", range(COUNT))
def test_a_builtin_has_its_number_and_a_function_that_does_its_work(number):
    found = numbered(number)
    if isinstance(found, Builtin):
        assert found.number == number
        assert row_of(found) is None or callable(row_of(found)[3])
