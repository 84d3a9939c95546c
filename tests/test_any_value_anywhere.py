"""Every builtin, operator and method meets every kind of value: never a failure of the host."""

import pytest

from runtime.vm import DONE, interpreter
from spatial.compiler import compile_source
from spatial.compiler.known import method_names
from tests.running import Node, PlainHost

THINGS = """
class C:
    def method(self): return 1
    @property
    def prop(self): return 2
def f(a=1): return a
def g(): yield 1
c, gen = C(), g()
try: 1 // 0
except ZeroDivisionError as caught: error = caught
things = [1, 1.5, "s", b"b", [1], (1,), {1: 2}, None, True, c, C, c.method, f, gen, error, len,
          print, iter([1]), range(3), type, ValueError, C.prop, "x".upper, slice(1), Exception,
          {1}, frozenset([(1, 2)]), {1: 2}.keys(), {1: 2}.values(), {1: 2}.items(),
          bytearray(b"x"), 300, float("nan"), float("inf"), object(), -1, ""]
"""
# The host exceptions that the machine's own code may lean on: what they say is CPython's too.
_PLAIN = (TypeError, ValueError, OverflowError, KeyError, IndexError, ZeroDivisionError,
          RecursionError)


@pytest.fixture
def met(monkeypatch):
    """The host exceptions that the machine had to turn into the program's."""
    found = []
    turn = interpreter._from_host

    def noted(error):
        found.append(error)
        return turn(error)

    monkeypatch.setattr(interpreter, "_from_host", noted)
    return found


def ran(source):
    host = PlainHost()
    execution = Node(compile_source(THINGS + source).bricks).start()
    outcome = execution.run(host, 20_000_000)
    assert outcome == DONE, execution.failure or execution.kill_reason
    return "".join(host.said)


def test_every_builtin_and_operator_takes_any_value(met):
    ran("""
works = (len, abs, repr, str, int, float, bool, list, tuple, dict, bytes, bytearray, sum, any, all,
         min, max, sorted, reversed, enumerate, zip, iter, next, type, callable, id, ord, chr, hex,
         bin, oct, round, range, slice, isinstance, issubclass, format, hasattr, getattr, divmod,
         pow, map, filter, property, staticmethod, super, setattr, lambda x: -x, lambda x: not x,
         lambda x: ~x, lambda x: x[0], lambda x: x[1:], lambda x: [*x], lambda x: {**x},
         lambda x: x.y, lambda x: f(*x), lambda x: f(**x), lambda x: "%d" % x,
         lambda x: "%5.1f" % x, lambda x: "%c" % x, lambda x: "%*d" % (x, 1),
         lambda x: [y for y in x], lambda x: f"{x:5}", lambda x: f"{x:{x}}", lambda x: {x: 1},
         lambda x: x in [x], lambda x, y: x + y, lambda x, y: x * y, lambda x, y: x < y,
         lambda x, y: x == y, lambda x, y: x in y, lambda x, y: x[y], lambda x, y: x % y,
         lambda x, y: x ** y, lambda x, y: x / y,
         lambda x, y: x // y, lambda x, y: x >> y, lambda x, y: x & y, lambda x, y: x - y,
         set, frozenset, hash, lambda x: {x}, lambda x: {*x}, dict.fromkeys,
         lambda x, y: x | y, lambda x, y: x ^ y, lambda x, y: x <= y, lambda x, y: x[y:])
for a in things:
    for work in works:
        try: work(a)
        except Exception: pass
        for b in things:
            try: work(a, b)
            except Exception: pass
""")
    assert {type(error) for error in met} <= set(_PLAIN), met


def test_every_method_takes_any_value(met):
    names = sorted(method_names())
    ran(f"""
for a in things:
    for name in {names[:60]} + {names[60:]}:
        method = getattr(a, name, None)
        if method is not None:
            for b in things:
                for args in ((), (b,), (b, b), (b, 1, b)):
                    try: method(*args)
                    except Exception: pass
""")
    assert {type(error) for error in met} <= set(_PLAIN), met


def test_no_attribute_of_any_value_is_the_host_s():
    printed = ran("""
modules = [("__module__", "__main__"), ("__module__", "builtins")]
names = ["__dict__", "__globals__", "__code__", "__bases__", "__mro__", "__subclasses__", "frame",
         "__builtins__", "__closure__", "__func__", "__self__", "__module__", "__traceback__",
         "__context__", "gi_frame", "gi_code", "f_globals", "__reduce__", "__getattribute__",
         "__doc__", "__slots__", "cls", "attributes", "code", "brick", "module", "cells",
         "receiver", "namespace", "watched", "trace", "fget", "function", "made_by", "base",
         "builtin", "defaults", "row", "globals", "gives", "number"]
for thing in things:
    for name in names:
        try: setattr(thing, name, 1)
        except (AttributeError, TypeError): pass
        value = getattr(thing, name, None)
        if value is not None and value != 1 and (name, value) not in modules:
            print(name, value)
print(len([1]), int("5"), "a".upper(), str(1), isinstance(1, int), [1, 2].pop(), f(2))
""")
    assert printed == "1 5 A 1 True 2 2\n"
