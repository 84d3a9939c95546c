"""No way out: no program reaches a host object, by whatever door."""

import re
import sys

import pytest

from runtime import cbor
from runtime.errors import BadBrick, BadState
from runtime.vm import (
    BLOCKED,
    DONE,
    FAILED,
    KILLED,
    Execution,
    Limits,
    builtins,
    load_brick,
    values,
)
from runtime.vm.classes import Error
from runtime.vm.instructions import number
from spatial.compiler import CompileError, compile_source
from tests.engines import on_each_engine
from tests.running import Node, PlainHost, Ran, on_machine
from tests.test_verifier import brick_of

HOST_WORDS = ("runtime", "built-in method", "frame object", "module 'builtins'", "<code")


def tells_of_the_host(said):
    """Whether a text has a word of the host's, or an address; what id() counts has few digits."""
    return any(word in said for word in HOST_WORDS) or re.search("0x[0-9a-f]{5}", said)


VALUES = {type(None), bool, int, float, str, bytes, bytearray, list, tuple, dict, range}
for _name in ("Builtin", "Class", "ClassMethod", "FrozenSet", "Function", "Generator", "Instance",
              "Iterator", "Method", "Module", "NativeModule", "Property", "Set", "Slice",
              "StaticMethod", "Super", "View"):
    VALUES.add(getattr(values, _name))
VALUES.add(Error)


class Watched(PlainHost):
    """Looks at every value that the program hands out."""

    def write(self, text):
        assert type(text) is str
        assert not tells_of_the_host(text), text
        super().write(text)

    def call(self, name, args):
        for value in args:
            assert type(value) in VALUES, value
        return super().call(name, args)


def only_values(execution):
    """Everything that the program can name is one of its values."""
    seen = {}
    waiting = [value for module in execution.modules for value in module.globals]
    for frame in execution.frames:
        waiting += frame.local
    while waiting:
        value = waiting.pop()
        if value is values.UNBOUND or value is values.PLAIN or id(value) in seen:
            continue
        seen[id(value)] = value
        assert type(value) in VALUES, value
        if isinstance(value, (list, tuple)):
            waiting += value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, values.Instance):
            waiting += value.attributes.values()


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
    "setattr((lambda: 0), '__name__', None)",
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
    "getattr(ValueError('x'), '__traceback__').tb_frame",
    "ValueError('x').with_traceback(None)",
    "ValueError('x').__context__.__traceback__.tb_next",
    "getattr(ValueError('x'), 'trace')",
    "(n for n in [1]).gi_frame.f_back.f_globals",
    "getattr((n for n in [1]), 'gi_frame')",
    "getattr((n for n in [1]), 'gi_yieldfrom')",
    "getattr(lambda: 0, '__closure__')[0].cell_contents",
    "getattr(lambda: 0, '__defaults__')",
    "getattr(lambda: 0, '__code__').co_consts",
    "(lambda: 0).__get__(1)",
    "[].append.__self__",
    "[].append.__func__",
    "getattr([].append, '__self__')",
    "getattr([].append, 'receiver')",
    "getattr('a'.upper, '__self__')",
    "getattr(math.sqrt, '__module__')",
    "getattr(math, '__dict__')",
    "getattr(math, 'name')",
    "getattr(spatial, 'brick')",
    "getattr(spatial, 'globals')",
    "getattr(property(len), 'fget')(())",
    "getattr(range(3), '__reduce__')()",
    "getattr('{0.__class__.__mro__}', 'format_map')({})",
    "getattr('{0.__class__.__mro__}', 'format')(1)",
    "getattr('{0.append.__self__}', 'format')([])",
    "getattr('{a.__init__}', 'format')(a=1)",
    "getattr('{0[__class__]}', 'format')({})",
    "str.format('{0.__globals__}', lambda: 0)",
    "getattr(str, 'format')('{0.code}', lambda: 0)",
    "getattr(object(), '__reduce_ex__')(2)",
    "getattr(object, '__subclasses__')()",
    "getattr(type, 'mro')(int)",
    "getattr(int, '__base__')",
    "getattr(int, 'namespace')",
    "getattr(ValueError, 'base')",
    "getattr(int, 'from_bytes')(b'a', 'big').__class__.__base__",
    "setattr(object(), '__class__', int)",
    "setattr([], 'append', 1)",
    "setattr(math, 'sqrt', 1)",
    "setattr(ValueError, '__init__', print)",
    "setattr(spatial, '__builtins__', 1)",
    "type('X', (object,), {'__init__': print})",
    "getattr(type(1), '__call__')('1')",
    "vars(spatial)",
    "dir(1)[0]",
    "locals()['math']",
    "getattr(print, '__globals__')",
    "getattr(sorted, 'row')",
    "getattr(next, 'work')",
    "'%(x.__class__)s' % {'x': 1}",
    "'%s' % (lambda: 0).__code__",
    "exec('import os')",
    "eval('().__class__')",
    "compile('1', '', 'eval')",
    "open('/etc/passwd').read()",
    "breakpoint()",
    "super(object, 1).__init__.__self__",
]


@on_each_engine
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_to_escape_is_refused_or_raises_in_the_program(attempt, translate):
    source = f"import math, node, spatial\nescaped = {attempt}\nprint('ESCAPED', escaped)\n"
    try:
        bricks = compile_source(source).bricks
    except CompileError:
        return
    host = Watched()
    execution = Node(bricks, translate=translate).start()
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


HARMLESS = """
import math, node, random, spatial
class A:
    def f(self): return 1
    @property
    def p(self): return self
    def __getattr__(self, name): return name
class B:
    def f(self): yield 1
def g(a, *b, c=1, **d):
    yield lambda: (a, b, c, d)
found = []
things = [A, A(), B, B(), B().f, B.f, g, g(1), next(g(2)), print, len, int, [].append, iter([1]),
          math, node, random, spatial, math.sqrt, node.id, ValueError("x"), ValueError, slice(1),
          lambda: 0, type, object(), 1, 1.5, "s", b"b", [], (), {}, {1: 2}.items(), range(3), None,
          True, property(len), staticmethod(len), classmethod(len), bytearray(b"x"), set(),
          frozenset(), enumerate("ab"), zip("ab"), map(len, ["a"]), reversed([1])]
for name in NAMES:
    for thing in things:
        try:
            value = getattr(thing, name)
        except (AttributeError, TypeError):
            continue
        found.append(value)
        node.report(value)
print(len(found) > 20)
"""


@on_each_engine
def test_no_name_that_hosts_use_gives_more_than_a_value(translate):
    """Every name of the host's own objects and of the machine's, asked of every kind of value."""
    kinds = (type, object, str, dict, list, type(sys._getframe()), type(lambda: 0),
             type(n for n in ""), type(len), BaseException, values.Frame, values.Class,
             values.Function, values.Module, values.Builtin, values.Generator, values.Iterator,
             values.Method, values.Instance, values.Property, values.Super, Execution)
    names = sorted({name for kind in kinds for name in dir(kind)} | {"tb_frame", "__builtins__"})
    for at in range(0, len(names), 40):
        source = HARMLESS.replace("NAMES", repr(names[at : at + 40]))
        source = source.replace("print(len(found) > 20)", "")
        execution = Node(compile_source(source).bricks, translate=translate).start()
        host = Watched()
        assert execution.run(host, 20_000_000) == DONE, (execution.failure, names[at : at + 40])
        only_values(execution)


EVIL_NAMES = ["x\nimport os", "x');import os;('", "\\", "__import__", "None", "lambda", "x:=1",
              "", "é\u2028", "a" * 200, "vm", "frame", "stack", "self", "globals", "__builtins__",
              "gas"]


@on_each_engine
@pytest.mark.parametrize("name", EVIL_NAMES, ids=range(len(EVIL_NAMES)))
def test_names_in_a_brick_are_never_read_as_code(name, translate):
    """Names of functions, parameters, globals and attributes of another's making."""
    called = [name, 0, 1, 0, 2, [name], [], 0, bytes([
        number("LOAD"), 0, number("STORE"), 1, number("LOAD"), 1, number("STORE_GLOBAL"), 0,
        number("LOAD_GLOBAL"), 0, number("RETURN")])]
    body = ["body", 0, 0, 0, 0, [], [], 0, bytes([
        number("LOOP"), number("FUNCTION"), 8, number("CONST"), 0, number("CALL"), 1, number("POP"),
        number("CONST"), 0, number("ATTR"), 0, number("RETURN"), number("END")])]
    brick = load_brick(cbor.encode([1, None, [], [name], [name], [body, called]]))
    engine = {"translate": True} if translate else {}
    execution = Execution({brick.name: brick}, brick.name, 1, Limits(10_000), **engine)
    assert execution.run(Watched(), 10_000) == FAILED
    assert execution.failure[0] == "AttributeError"
    assert execution.failure[1] == f"'str' object has no attribute '{name}'"
    assert execution.modules[0].globals == [name]


@pytest.mark.parametrize("constant", [
    cbor.Tagged(7, (0, 0)), cbor.Tagged(21, (1, "node")), cbor.Tagged(20, (1,)),
    cbor.Tagged(28, ()), {"a": 1}, [{"a": 1}], 1 << 4097, -(1 << 4097),
], ids=str)
def test_constants_are_plain(constant):
    body = ["body", 0, 0, 0, 0, [], [], 0, bytes([number("CONST"), 0, number("RETURN")])]
    with pytest.raises((BadBrick, TypeError, ValueError)):
        load_brick(cbor.encode([1, None, [], [constant], [], [body]]))


HANDMADE = {
    "an attribute of the machine's": [("CONST", 0), ("ATTR", 1)],
    "an attribute of a function": [("FUNCTION", 8), ("ATTR", 2)],
    "the frame of a generator": [("FUNCTION", 16), ("CALL", 0), ("ATTR", 3)],
    "a cell as a value": [("CELL", 0)],
    "a method of a class": [("BUILTIN", 0), ("ATTR", 4)],
    "the namespace outside a class": ["NAMESPACE"],
    "what METHOD leaves for a call": [("CONST", 0), ("METHOD", 1), "POP"],
    "a store into a builtin": [("CONST", 0), ("BUILTIN", 0), ("STORE_ATTR", 1), ("CONST", 0)],
    "a class of a number": [("INT", 1), ("CLASS", 9)],
    "a function with texts for defaults": [("CONST", 0), ("FUNCTION", 9)],
    "a call with a text for names": [("CONST", 0), ("CONST", 0), ("CONST", 0), ("CALL_KW", 1)],
    "a call with numbers for arguments": [("CONST", 0), ("INT", 1), ("INT", 2), "CALL_EX"],
    "a class matched with a number": [("INT", 1), ("INT", 2), "MATCHES"],
    "a number raised": [("INT", 1), ("RAISE", 0)],
    "a text raised again": [("CONST", 0), "RERAISE"],
    "strings joined of numbers": [("INT", 1), ("INT", 2), ("STRING", 2)],
    "a format of a number": [("INT", 1), ("INT", 2), ("FORMAT", 1)],
    "an append to a text": [("CONST", 0), ("INT", 2), ("APPEND", 1)],
    "yielding from a number": [("INT", 1), ("INT", 2), "YIELD_FROM"],
    "a missing import": [("IMPORT", 0)],
}


@on_each_engine
@pytest.mark.parametrize("code", HANDMADE.values(), ids=HANDMADE)
def test_code_that_no_compiler_makes_is_refused_or_gives_no_host_object(code, translate):
    simple = ["f", 0, 0, 0, 0, [], [], 0, bytes([number("CONST"), 0, number("RETURN")])]
    generator = ["g", 4, 0, 0, 0, [], [], 0, bytes(
        [number("CONST"), 0, number("YIELD"), number("RETURN")])]
    texts = ["text", "attributes", "module", "frame", "namespace"]
    ends = code[-1] in ("RERAISE", ("RAISE", 0))
    whole = [*code] if ends else [*code, ("STORE_GLOBAL", 0), ("CONST", 0), "RETURN"]
    try:
        brick = load_brick(brick_of(whole, texts, [simple, generator]))
    except BadBrick:
        return
    engine = {"translate": True} if translate else {}
    execution = Execution({brick.name: brick}, brick.name, 1, Limits(10_000), **engine)
    host = Watched()
    result = execution.run(host, 10_000)
    assert result in (DONE, FAILED, KILLED)
    only_values(execution)
    if result == FAILED:
        assert execution.failure[0] in ("AttributeError", "TypeError", "RuntimeError", "NameError")
        assert not tells_of_the_host(execution.failure[1])


@on_each_engine
def test_every_builtin_called_with_every_value_gives_values_alone(translate):
    """By hand-made code, so that no compiler is in the way."""
    made = [("CONST", at) for at in range(9)] + [("LIST", 0), ("DICT", 0), ("FUNCTION", 8)]
    simple = ["f", 0, 0, 0, 0, [], [], 0, bytes([number("CONST"), 0, number("RETURN")])]
    constants = [None, True, 7, -1, 1.5, "text", b"bytes", (), ("a", 1)]
    engine = {"translate": True} if translate else {}
    for at in range(builtins.COUNT):
        for first in made:
            operands = [at & 127 | 128, at >> 7]
            code = [("BUILTIN", *operands), first, ("CALL", 1), ("STORE_GLOBAL", 0), ("CONST", 0),
                    "RETURN"]
            brick = load_brick(brick_of(code, constants, [simple]))
            execution = Execution({brick.name: brick}, brick.name, 1, Limits(10_000), **engine)
            result = execution.run(Watched(), 10_000)
            assert result in (BLOCKED, DONE, FAILED, KILLED)
            only_values(execution)
            if result == FAILED:
                told = execution.failure[1].replace("range(0x110000)", "")
                assert not tells_of_the_host(told), (at, first, told)


def test_a_state_names_no_attribute_of_the_machine_s():
    """Attributes of forged names are the program's: they shadow nothing of the host's."""
    source = """
import node
class A: pass
a = A()
a.KEPT = [1]
node.migrate(b"")
print(type(a) is A, a.KEPT if hasattr(a, "KEPT") else None)
"""
    node = Node(compile_source(source).bricks)
    execution = node.start()
    assert execution.run(Watched(), 100_000) == BLOCKED
    state = execution.capture()
    for name in ("cls", "__class__", "attributes", "trace", "code", "args"):
        forged = state.replace(b"\x64KEPT", bytes([0x60 + len(name)]) + name.encode())
        try:
            execution = node.arrive(forged)
        except BadState:
            continue
        execution.resume(None)
        assert execution.run(Watched(), 100_000) == DONE
        only_values(execution)


@on_each_engine
def test_what_a_program_puts_on_a_function_is_not_what_the_machine_keeps_there(translate):
    source = """
def f(n=1):
    return n + 1
names = ("module", "index", "code", "cells", "defaults", "named_defaults", "attributes", "name",
         "unpacked", "full_name")
for name in names:
    setattr(f, name, name)
print(f(), f(5), [getattr(f, name) for name in names] == list(names), f.__name__)
"""
    assert on_machine(source, translate=translate) == Ran("2 6 True f\n", "")
