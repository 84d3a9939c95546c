"""Texts of values are CPython's, whatever the host's own printf would write."""

import math

from hypothesis import given
from hypothesis import strategies as st

from runtime.vm import formatting
from spatial.compiler import compile_source
from tests.running import Node

_VM = Node(compile_source("").bricks).start()
_VM.gas = 10**12
_SIGNS = st.sampled_from(["", "+", " ", "-"])
_ALIGNS = st.sampled_from(["", "<", ">", "^", "=", "*<", "0=", "é^"])
_FLOATS = st.floats() | st.integers(-(10**9), 10**9).map(lambda n: n / 1000)


@given(_FLOATS, _ALIGNS, _SIGNS, st.sampled_from(["", "0", "12", "012"]),
       st.sampled_from(["", ",", "_"]), st.none() | st.integers(0, 25), st.sampled_from("efgEFG%"))
def test_a_float_is_formatted_as_by_cpython(value, align, sign, width, mark, precision, kind):
    spec = align + sign + width + mark + ("" if precision is None else f".{precision}") + kind
    assert formatting.format_value(value, spec) == format(value, spec)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-6, 18))
def test_round_is_exact_to_the_last_binary_digit(value, digits):
    assert _rounded(value, digits) == round(value, digits)
    assert math.copysign(1, _rounded(value, digits)) == math.copysign(1, value)


def _rounded(value, digits):
    from runtime.vm.builtins import named, row_of
    return row_of(named("round"))[3](_VM, [value, digits])


@given(st.integers(), _ALIGNS, _SIGNS, st.sampled_from(["", "#"]),
       st.sampled_from(["", "9", "024"]), st.sampled_from(["", "d", "x", "X", "o", "b"]))
def test_an_int_is_formatted_as_by_cpython(value, align, sign, mark, width, kind):
    spec = align + sign + mark + width + kind
    assert formatting.format_value(value, spec) == format(value, spec)


# What of Unicode is printable is a table that a board does not have: letters are, as they stand.
_TEXTS = st.text(st.characters(codec="latin-1") | st.sampled_from("€水😀ß"))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple)
    | st.dictionaries(_TEXTS | st.integers(), inner),
    max_leaves=20,
)


@given(_VALUES)
def test_the_repr_of_any_plain_value_is_cpython_s(value):
    assert formatting.represent(_VM, value) == repr(value)


@given(st.floats())
def test_the_text_of_a_float_is_the_shortest_that_is_read_as_it(value):
    formatting._REPR_IS_RIGHT = False
    try:
        assert formatting.float_text(value) == repr(value)
    finally:
        formatting._REPR_IS_RIGHT = True


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30).map(float),
       st.integers(0, 25))
def test_a_decimal_number_is_read_as_the_nearest_float(value, digits):
    from runtime.vm.number_methods import _read
    for text in (repr(value), f"{value:.{digits}e}", f"{value:f}"):
        assert _read(_VM, text) == float(text)
