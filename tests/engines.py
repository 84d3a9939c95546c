"""The engines that this machine has, and the mark of a test that holds for each."""

import pytest

ENGINES = {"interpreter": False, "translator": True}
"""By name: whether bricks are translated."""

on_each_engine = pytest.mark.parametrize("translate", ENGINES.values(), ids=ENGINES.keys())
