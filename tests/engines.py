"""The engines that this machine has, and the mark of a test that holds for each."""

import inspect

import pytest

from runtime.vm import restore

TRANSLATES = "translate" in inspect.signature(restore).parameters

ENGINES = {"interpreter": False, **({"translator": True} if TRANSLATES else {})}
"""By name: whether bricks are translated."""

on_each_engine = pytest.mark.parametrize("translate", ENGINES.values(), ids=ENGINES.keys())
