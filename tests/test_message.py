"""What a message declares."""

import pytest

from runtime.message import Bounds


@pytest.mark.parametrize(
    ("name", "value"),
    [("hops", -1), ("hops", 0x10000), ("gas_visit", True), ("lifetime_ms", 1.5), ("hops", "9")],
)
def test_a_bound_is_a_whole_number_that_frames_can_carry(name, value):
    with pytest.raises(ValueError, match=f"the bound {name} is {value!r}"):
        Bounds(**{name: value})


def test_what_is_not_declared_has_a_default():
    assert Bounds(hops=3).hops == 3
    assert Bounds(hops=3).gas_visit == Bounds().gas_visit > 0
