"""Objects in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import BadFrame
from runtime.fragments import MOST, Assembly, numbers, split


@given(st.binary(min_size=1, max_size=2000), st.integers(5, 100), st.randoms())
def test_pieces_in_any_order_and_number_make_the_object(data, piece_bytes, random):
    pieces = split(data, piece_bytes)
    assembly = Assembly(2000)
    if len(pieces) > MOST:
        return
    while not assembly.complete():
        asked = numbers(assembly.missing(), len(pieces))
        sent = random.sample(asked, random.randint(1, len(asked)))
        for index in sent:
            assert assembly.add(index, len(pieces), pieces[index])
            assert not assembly.add(index, len(pieces), pieces[index])
        assert not set(sent) & set(numbers(assembly.missing(), len(pieces))) or assembly.complete()
    assert assembly.data() == data


@pytest.mark.parametrize(("index", "count", "size"), [(2, 2, 1), (0, MOST + 1, 1), (0, 2, 11)])
def test_a_piece_that_cannot_belong_is_refused(index, count, size):
    with pytest.raises(BadFrame):
        Assembly(10).add(index, count, b"x" * size)


def test_a_piece_of_another_division_is_refused():
    assembly = Assembly(10)
    assembly.add(0, 2, b"x")
    with pytest.raises(BadFrame, match="after some of 2"):
        assembly.add(1, 3, b"y")
    assert not assembly.complete()


def test_nothing_come_and_all_come_are_told_apart():
    assembly = Assembly(10)
    assert assembly.missing() == b""
    assembly.add(0, 1, b"x")
    assert assembly.missing() == b"\0"
    assert numbers(b"", 3) == [0, 1, 2]
    assert numbers(b"\0", 3) == []
