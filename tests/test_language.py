"""The language is Python: what our machine makes of a program is what CPython makes of it.

tests/language/ has a program a theme; tests/test_mobility.py runs them again, moving.
"""

import json
import sys
from pathlib import Path

import pytest

from spatial.compiler import CompileError, compile_source
from tests.engines import on_each_engine
from tests.running import RECORDED, on_cpython, on_machine, record_corpus

CORPUS = sorted(Path(__file__).parent.joinpath("language").glob("*.py"))


@on_each_engine
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_program_prints_and_ends_as_under_cpython(path, translate):
    source = path.read_text()
    right = on_cpython(source)
    assert right.printed
    assert on_machine(source, translate=translate) == right


def test_what_is_recorded_of_the_corpus_is_of_these_programs_and_of_cpython_3_11():
    recorded = json.loads(RECORDED.read_text())
    now = record_corpus()
    assert set(recorded) == set(now), "renew it by CPython 3.11: python -m tests.running"
    if sys.version_info[:2] == (3, 11):
        assert recorded == now, "renew it by CPython 3.11: python -m tests.running"


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("async def f(): pass", "spatial.sleep"),
        ("match 1:\n    case int(a, b): pass", "1 positional sub-pattern"),
        ("try:\n    pass\nexcept* ValueError:\n    pass", "use except"),
        ("eval('1')", "code moves as bricks"),
        ("exec('1')", "code moves as bricks"),
        ("open('f')", "tags"),
        ("input()", "tag"),
        ("import os", "math, node, random"),
        ("from os import path", "math, node, random"),
        ("from math import *", "the names that are used"),
        ("from math import nothing", "math.nothing"),
        ("import math\nmath.nothing", "math.nothing"),
        ("import node\nnode.reboot()", "node.reboot"),
        ("1j", "complex"),
        ("x = ...", "pass"),
        ("class A(int): pass", "keep one in an attribute"),
        ("class A(B, C): pass", "one base"),
        ("class A(metaclass=M): pass", "metaclasses"),
        ("class A:\n    def __new__(cls): pass", "use __init__"),
        ("class A:\n    def __del__(self): pass", "use with"),
        ("class A:\n    def __init_subclass__(cls): pass", "class decorator"),
        ("class A:\n    def __class_getitem__(cls, item): pass", "leave [...] off"),
        ("class A:\n    def __get__(self, owner): pass", "property"),
        ("class A:\n    def __getattribute__(self, name): pass", "__getattr__"),
        ("class A:\n    def __complex__(self): pass", "not called by the language"),
        ("class A: pass\nA.__mro__", "__mro__"),
        ("class A: pass\nA().__dict__", "__dict__"),
        ("try:\n    pass\nexcept E as e:\n    e.with_traceback(None)", "with_traceback"),
        ("try:\n    pass\nexcept E as e:\n    e.add_note('x')", "add_note"),
        ("[].__class__.__bases__", "__bases__"),
        ("def f(): pass\nf.__globals__", "__globals__"),
        ("globals()", "globals()"),
        ("memoryview(b'')", "slice bytes"),
        ("help(1)", "help"),
        ("x = 2 ** 5\ny = 1" + "0" * 1300, "4,096"),
    ],
)
def test_what_the_language_lacks_is_refused_with_what_to_use_instead(source, advice):
    with pytest.raises(CompileError) as refusal:
        compile_source(source)
    assert advice in str(refusal.value)


def test_a_name_of_the_program_s_own_is_never_taken_for_a_builtin():
    source = """
def open(name, set=3): return name * set
class Format:
    def format(self): return "own"
hash = open("ab")
vars = [Format().format(), hash]
print(vars)
"""
    assert on_machine(source) == on_cpython(source)


def test_docstrings_are_there_for_a_program_that_asks_for_them_and_in_no_other_brick():
    plain = '''"of the module"
def f():
    "of f"
class C:
    "of C"
    def m(self):
        """of m,
        in two lines"""
class D(C):
    def n(self): pass
print(1)
'''
    asking = plain + '''
print([thing.__doc__ for thing in (f, C, C(), C().m, D, D(), D.m, D.n, lambda: 0)], __doc__)
f.__doc__ = "another"
print(f.__doc__, D.__module__, f.__module__)
'''
    assert on_machine(asking) == on_cpython(asking)
    assert b"of f" not in compile_source(plain).bricks[0]
