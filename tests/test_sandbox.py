"""No way out: no program reaches a host object, by whatever door."""

import re

import pytest

from runtime.vm import DONE, FAILED
from spatial.compiler import CompileError, compile_source
from tests.running import Node, PlainHost

HOST_WORDS = ("runtime", "built-in method", "frame object", "module 'builtins'", "<code")


def tells_of_the_host(said):
    """Whether a text has a word of the host's, or an address; what id() counts has few digits."""
    return any(word in said for word in HOST_WORDS) or re.search("0x[0-9a-f]{5}", said)


ATTEMPTS = [
    "().__class__.__base__.__subclasses__()",
    "''.__class__.__mro__",
    "(1).__class__.__bases__[0]",
    "[].__init__.__globals__",
    "print.__self__",
    "len.__call__.__self__",
    "(lambda: 0).__globals__",
    "(lambda: 0).__code__",
    "(lambda: 0).__closure__",
    "(n for n in [1]).gi_frame",
    "(n for n in [1]).gi_code",
    "getattr((lambda: 0), '__globals__')",
    "getattr('', '__class__').__mro__",
    "getattr(getattr([], '__init__'), '__objclass__')",
    "getattr(print, 'number')",
    "getattr((lambda: 0), 'module')",
    "getattr((lambda: 0), 'unpacked')()",
    "getattr((n for n in [1]), 'frame')",
    "getattr(iter([1]), 'items')",
    "getattr([].append, 'function')",
    "setattr(print, 'name', 'x')",
    "setattr((lambda: 0), 'module', None)",
    "setattr(int, 'x', 1)",
    "hasattr((lambda: 0), 'code') or hasattr([], '__class__') and [].__class__.__base__.base",
    "'{0.__init__.__globals__}'.format(1)",
    "'{0.__class__.__base__}'.format([])",
    "'%(__class__)s' % {'a': 1}",
    "f'{[].__class__.__base__}'",
    "f'{(lambda: 0).__globals__!r}'",
    "'{:{}}'.format(1, [].__class__)",
    "format([], '__class__')",
    "__import__('os').system('true')",
    "__builtins__['eval']('1')",
    "globals()['__builtins__']",
    "type('X', (), {})",
    "type(type)('X', (object,), {})",
    "object.__reduce__(1)",
    "object.__getattribute__([], '__class__')",
    "ValueError('x').__traceback__.tb_frame",
    "ValueError('x').trace",
    "super(int, 1).__thisclass__",
    "object.__repr__.function",
    "object.__setattr__(len, 'number', 3)",
    "object.__delattr__([], 'append')",
    "object.__eq__(1, 1).number.nothing",
    "NotImplemented.name",
    "NotImplemented.number",
    "BaseException.__str__([])",
    "getattr(ValueError(), '__context__').trace",
    "(1).__class__.namespace",
    "(1).__class__.full_name",
    "memoryview(b'x').obj",
    "math.__loader__",
    "node.__dict__",
    "math.sqrt.work",
    "spatial.geographic.node.__loader__",
    "spatial._spots.code",
    "spatial.Space.namespace",
    "spatial.Space.made_by",
    "'{0.real.__class__.__mro__}'.format(1)",
    "'{0[__globals__]}'.format(lambda: 0)",
    "'{0.brick}'.format(spatial)",
    "'{0.items}'.format(iter([1]))",
    "'{a.__self__}'.format_map({'a': print})",
    "'{0.fget.__globals__}'.format(property(len))",
    "'{0.number}'.format(len)",
    "''.__pieces__.__globals__",
    "{}.keys().of",
    "getattr({1}, 'table')",
    "getattr(frozenset(), 'mixed')",
    "str.maketrans.__globals__",
    "int.from_bytes.row",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_to_escape_is_refused_or_raises_in_the_program(attempt):
    source = f"import math, node, spatial\nescaped = {attempt}\nprint('ESCAPED', escaped)\n"
    try:
        bricks = compile_source(source).bricks
    except CompileError:
        return
    host = PlainHost()
    execution = Node(bricks).start()
    assert execution.run(host, 1_000_000) == FAILED, "".join(host.said)
    assert execution.failure[0] in ("AttributeError", "NameError", "TypeError", "ValueError",
                                    "KeyError", "ImportError")
    said = "".join(host.said) + execution.failure[1]
    assert not tells_of_the_host(said), said


def test_what_programs_may_print_of_objects_tells_nothing_of_the_host():
    source = """
import math, node, spatial
class A: pass
def f(): yield 1
for thing in (A, A(), f, f(), print, int, [].append, iter([1]), math, node, spatial, math.sqrt,
              node.id, ValueError("x"), slice(1), lambda: 0, type, object(), A.__name__):
    print(thing, repr(thing), str([thing]))
"""
    host = PlainHost()
    assert Node(compile_source(source).bricks).start().run(host, 1_000_000) == DONE
    said = "".join(host.said)
    assert not tells_of_the_host(said), said


def test_a_program_s_attributes_never_shadow_the_machine_s():
    source = """
class A: pass
a = A()
a.cls = 1
a.attributes = 2
a.trace = 3
a.__class__ = 4
print(type(a) is A, a.cls, a.attributes, a.trace)
e = ValueError("x")
e.trace = [(1, 2, 3)]
e.cls = None
try:
    raise e
except ValueError as caught:
    print(caught.args)
"""
    host = PlainHost()
    assert Node(compile_source(source).bricks).start().run(host, 1_000_000) == DONE
    assert "".join(host.said) == "True 1 2 3\n('x',)\n"
