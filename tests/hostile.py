"""Programs that take too much, or look as if they would: what the machine is held to.

Each runs within GAS and MEMORY_BYTES. tests/test_metering.py runs them on every engine.
"""

from typing import NamedTuple

GAS = 600_000
MEMORY_BYTES = 120_000


class Hostile(NamedTuple):
    """`end` begins how it ends, as `Killed: REASON` or `Class: message`; "" is quietly."""

    name: str
    source: str
    end: str


_GAS = "Killed: gas"
_MEMORY = "Killed: memory"
_BITS = "Killed: an int grew beyond 4096 bits"
_EITHER = "Killed: "

_TOWER = "x = [1]\nfor i in range(60): x = [x, x]\n"
_TWINS = "a, b = [1], [1]\nfor i in range(60): a, b = [a, a], [b, b]\n"
_KEYS = "t = ()\nfor i in range(60): t = (t, t)\n"
_ENDLESS = "def g():\n    while True: yield 1\n"
_FROZEN = "f = frozenset()\nwhile True: f = frozenset([(f, 1), (f, 2)])\n"
_KEPT_ERRORS = """
x = []
def f(n):
    if n: f(n - 1)
    else: 1 // 0
while True:
    try: f(200)
    except ZeroDivisionError as error: x.append(error)
"""
_TRIED_FOREVER = """
def f():
    try: return f()
    finally: f()
while True:
    try: f()
    except RecursionError: pass
"""
_FINALLY_FOREVER = """
def f():
    while True:
        try: return 1
        finally: continue
f()
"""
_PINNED = """
class A:
    def __init__(self):
        self.me = self
x = []
while True: x.append(A())
"""

TOO_MUCH = [
    # Time.
    Hostile("an endless loop", "while True: pass", _GAS),
    Hostile("an endless loop in a try", "try:\n    while True: pass\nfinally: print('never')",
            _GAS),
    Hostile("an endless loop in endless handlers",
            "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
            _GAS),
    Hostile("a return overruled for ever", _FINALLY_FOREVER, _GAS),
    Hostile("endless recursions, each caught",
            "def f(): return f()\nwhile True:\n    try: f()\n    except RecursionError: pass",
            _GAS),
    Hostile("a recursion that recurses again on its way out", _TRIED_FOREVER, _EITHER),
    Hostile("raising for ever", "while True:\n    try: raise ValueError(1)\n    except ValueError: "
            "pass", _GAS),
    Hostile("a generator that never ends", _ENDLESS + "for x in g(): pass", _GAS),
    Hostile("its sum", _ENDLESS + "sum(g())", _GAS),
    Hostile("its longest", _ENDLESS + "max(g())", _GAS),
    Hostile("a search in it", _ENDLESS + "2 in g()", _GAS),
    Hostile("its zip with itself", _ENDLESS + "for x in zip(g(), g()): pass", _GAS),
    Hostile("a filter that lets nothing through", _ENDLESS + "next(filter(lambda x: x > 1, g()))",
            _GAS),
    Hostile("the list of a long range", "list(range(10**9))", _GAS),
    Hostile("a long range sorted", "sorted(range(10**9))", _GAS),
    Hostile("a long range summed", "sum(range(10**9))", _GAS),
    Hostile("the largest of a long range", "max(range(10**9))", _GAS),
    Hostile("any of a long range", "any(range(0, 10**9))", _GAS),
    Hostile("a text joined from a long range", "'x'.join(range(10**9))", _GAS),
    Hostile("two towers of lists compared", _TWINS + "a == b", _GAS),
    Hostile("two towers of lists ordered", _TWINS + "a < b", _GAS),
    Hostile("a tower looked for", _TWINS + "a in [b]", _GAS),
    Hostile("the index of a tower", _TWINS + "[b].index(a)", _GAS),
    Hostile("towers counted", _TWINS + "[b].count(a)", _GAS),
    Hostile("a tower of tuples as a key", _KEYS + "{t: 1}", _GAS),
    Hostile("a tower of tuples looked up", _KEYS + "t in {}", _GAS),
    Hostile("a tower of tuples hashed", _KEYS + "hash(t)", _GAS),
    Hostile("a tower of frozensets", _FROZEN, _GAS),
    Hostile("large sets united for ever", "x = set(range(1000))\nwhile True: x | x", _GAS),
    Hostile("large sets compared for ever",
            "x = set(range(2000))\nwhile True: x == {*x}", _EITHER),
    Hostile("the set of a long range", "set(range(10**9))", _GAS),
    Hostile("a search that almost matches, for ever",
            "x = 'ab' * 6000\nwhile True: x.count('b' * 3000 + 'a')", _GAS),
    Hostile("a long list copied for ever", "x = [0] * 9000\nwhile True: x = x[:]", _GAS),
    Hostile("a long list reversed for ever", "x = [0] * 9000\nwhile True: x.reverse()", _GAS),
    Hostile("a long list emptied at its head, for ever",
            "while True:\n    x = [0] * 9000\n    while x: x.pop(0)", _GAS),
    Hostile("a long list compared for ever",
            "x, y = [0] * 9000, [0] * 9000\nwhile True: x == y", _GAS),
    Hostile("a long text compared for ever",
            "x, y = 'a' * 9000, 'a' * 9000\nwhile True: x < y", _GAS),
    Hostile("long texts as keys, for ever",
            "d = {}\nwhile True: d.get('a' * 9000)", _GAS),
    Hostile("a long text capitalised for ever", "x = 'a' * 9000\nwhile True: x.upper()", _GAS),
    Hostile("a long text split for ever", "x = 'a ' * 900\nwhile True: x.split()", _GAS),
    Hostile("big powers for ever", "x = 3 ** 2000\nwhile True: pow(x, x, x + 2)", _GAS),
    Hostile("big divisions for ever", "x = 3 ** 2000\nwhile True: x // (x >> 900)", _GAS),
    Hostile("big ints as text for ever", "x = 3 ** 2000\nwhile True: str(x)", _GAS),
    Hostile("a cheap method for ever", "while True: 'a'.upper()", _GAS),
    Hostile("ids for ever", "x = []\nwhile True: x.append(id([]))", _EITHER),
    # Memory.
    Hostile("a list of a billion", "[0] * 10**9", _MEMORY),
    Hostile("a text of a billion", "'a' * 10**9", _MEMORY),
    Hostile("bytes of a billion", "b'a' * 10**9", _MEMORY),
    Hostile("a tuple of a billion", "(0,) * 10**9", _MEMORY),
    Hostile("bytes(a billion)", "bytes(10**9)", _MEMORY),
    Hostile("bytearray(a billion)", "bytearray(10**9)", _MEMORY),
    Hostile("a text padded to a billion", "'a'.ljust(10**9)", _MEMORY),
    Hostile("a text centred in a billion", "'a'.center(10**9)", _MEMORY),
    Hostile("zeros to a billion", "'a'.zfill(10**9)", _MEMORY),
    Hostile("a field a billion wide", "f'{1:1000000000}'", _MEMORY),
    Hostile("a field as wide as the program says", "f'{1:{10**9}}'", _MEMORY),
    Hostile("a billion wide by %", "'%1000000000d' % 1", _MEMORY),
    Hostile("a billion decimals by %", "'%.*f' % (10**9, 1.5)", _MEMORY),
    Hostile("a billion decimals", "f'{1.5:.1000000000f}'", _MEMORY),
    Hostile("a list doubled for ever", "x = [0]\nwhile True: x = x * 2", _MEMORY),
    Hostile("a list doubled in place", "x = [0]\nwhile True: x *= 2", _MEMORY),
    Hostile("a list that extends itself", "x = [0]\nwhile True: x.extend(x)", _MEMORY),
    Hostile("a list that grows as it is walked", "x = [0]\nfor i in x: x.append(i)", _MEMORY),
    Hostile("a list appended to for ever", "x = []\nwhile True: x.append(0)", _MEMORY),
    Hostile("a list inserted into itself for ever", "x = []\nwhile True: x.insert(0, x)", _MEMORY),
    Hostile("a list nested for ever", "x = []\nwhile True: x = [x]", _MEMORY),
    Hostile("a tuple nested for ever", "x = ()\nwhile True: x = (x,) * 4", _MEMORY),
    Hostile("a text grown for ever", "x = ''\nwhile True: x += 'abcdefgh' * 50", _MEMORY),
    Hostile("a dict grown for ever",
            "x = {}\ni = 0\nwhile True:\n    i += 1\n    x[i] = i", _MEMORY),
    Hostile("a set grown for ever", "x = set()\nwhile True: x.add(len(x))", _MEMORY),
    Hostile("a long range in a set display", "{*range(10**9)}", _MEMORY),
    Hostile("attributes for ever",
            "class C: pass\nc, i = C(), 0\nwhile True: i += 1; setattr(c, str(i), i)", _MEMORY),
    Hostile("a chain of objects for ever",
            "class A: pass\nx = A()\nwhile True:\n    y = A()\n    y.n = x\n    x = y", _MEMORY),
    Hostile("objects that hold themselves", _PINNED, _MEMORY),
    Hostile("closures for ever",
            "x = None\ndef f(y): return lambda: y\nwhile True: x = f(x)", _MEMORY),
    Hostile("generators for ever",
            "g = []\nwhile True:\n    g.append((i for i in range(9)))", _MEMORY),
    Hostile("classes for ever",
            "x = []\nwhile True:\n    class A: pass\n    x.append(A)", _MEMORY),
    Hostile("bound methods for ever", "x = []\nwhile True: x.append(x.append)", _MEMORY),
    Hostile("methods of its own for ever",
            "class A:\n    def f(self): pass\na, x = A(), []\nwhile True: x.append(a.f)", _MEMORY),
    Hostile("big ints for ever", "i, x = 3 ** 2000, []\nwhile True: x.append(i + len(x))", _MEMORY),
    Hostile("big ints with a sign for ever", "i, x = 3 ** 2000, []\nwhile True: x.append(-i)",
            _MEMORY),
    Hostile("big ints out of texts for ever",
            "t, x = '9' * 1000, []\nwhile True: x.append(int(t))", _MEMORY),
    Hostile("iterators for ever", "x = []\nwhile True: x.append(iter('a'))", _MEMORY),
    Hostile("ranges for ever", "x = []\nwhile True: x.append(range(len(x)))", _MEMORY),
    Hostile("slices for ever", "x = []\nwhile True: x.append(slice(1))", _MEMORY),
    Hostile("properties for ever", "x = []\nwhile True: x.append(property(len))", _MEMORY),
    Hostile("texts of one number for ever", "x = []\nwhile True: x.append(str(len(x)))", _MEMORY),
    Hostile("errors kept with their tracebacks", _KEPT_ERRORS, _EITHER),
    Hostile("the list of a generator that never ends", _ENDLESS + "list(g())", _MEMORY),
    Hostile("a list longer than the memory", "list(range(10**5))", _MEMORY),
    Hostile("a list extended beyond the memory", "[].extend(range(10**5))", _MEMORY),
    Hostile("a list += a long range", "x = []\nx += range(10**9)", _MEMORY),
    Hostile("a slice = a long range", "x = [1]\nx[0:1] = range(10**9)", _MEMORY),
    Hostile("a starred name for a long range", "a, *b = range(10**9)", _MEMORY),
    Hostile("a long range as arguments", "print(*range(10**9))", _MEMORY),
    Hostile("a long range reversed", "reversed(range(10**9))", _MEMORY),
    Hostile("a text in itself, replaced", "x = 'a' * 9000\nx.replace('a', x)", _MEMORY),
    Hostile("a text replaced between all letters",
            "x = 'a' * 9000\nx.replace('', x)", _MEMORY),
    Hostile("a text joined to a square", "x = 'a' * 9000\nx.join([x] * 9000)", _MEMORY),
    Hostile("a text split to letters for ever",
            "x = []\nwhile True: x.append('a,a,a,a,a'.split(','))", _MEMORY),
    Hostile("a field of a billion characters", "'{:{}}'.format(1, 10**9)", _MEMORY),
    Hostile("wide fields without number", "('{0:>60000}' * 900).format(1)", _MEMORY),
    Hostile("wide fields without number by %", "('%60000d' * 900) % ((1,) * 900)", _MEMORY),
    Hostile("a tower of lists by format", _TOWER + "'{}'.format(x)", _EITHER),
    Hostile("tabs as wide as a page", "x = '\\t' * 9000\nx.expandtabs(10**5)", _EITHER),
    Hostile("a letter translated to a page",
            "t = {97: 'b' * 9000}\nx = 'a' * 9000\nx.translate(t)", _MEMORY),
    Hostile("an int in a billion bytes", "(1).to_bytes(10**9, 'big')", _MEMORY),
    Hostile("bytes in hex for ever", "x = b'x' * 9000\nwhile True: x.hex(':')", _GAS),
    Hostile("a bytearray that grows in itself",
            "x = bytearray(b'ab')\nwhile True: x[1:1] = x", _EITHER),
    Hostile("a bytearray doubled for ever", "x = bytearray(b'ab')\nwhile True: x += x", _MEMORY),
    Hostile("views for ever", "x, d = [], {}\nwhile True: x.append(d.items())", _MEMORY),
    Hostile("a billion choices", "import random\nrandom.choices('ab', k=10**9)", _EITHER),
    Hostile("a dict of a billion keys", "dict.fromkeys(range(10**9))", _EITHER),
    Hostile("a set that grows in itself",
            "x = {0}\nwhile True: x |= {n + len(x) for n in x}", _EITHER),
    Hostile("texts hashed for ever", "x = 'a' * 9000\nwhile True: hash(x)", _GAS),
    Hostile("a sum of floats for ever", "import math\nmath.fsum(range(10**9))", _GAS),
    Hostile("a tower of lists printed", _TOWER + "print(x)", _EITHER),
    Hostile("a tower of lists as text", _TOWER + "str(x)", _EITHER),
    Hostile("a tower of lists in an f-string", _TOWER + "f'{x}'", _EITHER),
    Hostile("a tower of lists by %", _TOWER + "'%s' % x", _EITHER),
    Hostile("a tower of lists in an error", _TOWER + "raise ValueError(x)", _EITHER),
    # Size of ints.
    Hostile("a power of a power", "10 ** 10 ** 9", _BITS),
    Hostile("a shift by a billion", "1 << 10**9", _BITS),
    Hostile("a square of a square for ever", "x = 3\nwhile True: x *= x", _BITS),
    Hostile("a sum doubled for ever", "x = 3\nwhile True: x += x", _BITS),
    Hostile("a long factorial", "import math\nmath.factorial(10**6)", _BITS),
    Hostile("permutations of a billion", "import math\nmath.perm(10**9, 10**9)", _BITS),
    Hostile("combinations of a million", "import math\nmath.comb(10**6, 10**5)", _BITS),
    Hostile("a common multiple of many", "import math\nmath.lcm(*range(1, 9000))", _BITS),
    Hostile("an int of a million random bits", "import random\nrandom.getrandbits(10**6)", _BITS),
    Hostile("an int out of many bytes", "int.from_bytes(b'x' * 9000, 'big')", _BITS),
    Hostile("a text of 1,900 nines as an int", "int('9' * 1900)", _BITS),
]

WITHIN = [
    Hostile("an endless recursion", "def f(): return f()\nf()",
            "RecursionError: maximum recursion depth exceeded"),
    Hostile("a list in itself, printed", "x = [1]\nx.append(x)\nprint(x, str(x), f'{x}')", ""),
    Hostile("a dict in itself, printed", "x = {}\nx['x'] = x\nprint(x)", ""),
    Hostile("an error in itself, printed",
            "e = ValueError(1)\ne.args = (e, e)\nprint(repr(e))", ""),
    Hostile("a deep list printed",
            "x = []\nfor i in range(400): x = [x]\nprint(x == x, len(repr(x)))", ""),
    Hostile("looks into a long range",
            "range(10**9)[10**8]\nlen(range(10**9))\n10**8 in range(10**9)", ""),
    Hostile("frozensets nested deep", "f = 1\nfor i in range(200): f = frozenset([f])",
            "RecursionError: a key is nested deeper than 100"),
    Hostile("rounding far beyond the digits",
            "round(5, -10**9)\nround(1.5, 10**9)\nround(1.5, -10**9)", ""),
    Hostile("a big power modulo a small one", "pow(3, 10**1000, 10**9 + 7)", ""),
    Hostile("a list changed by the key of its sort",
            "x = [3, 1]\nx.sort(key=lambda v: x.append(v))", "TypeError"),
    Hostile("what cannot be ordered, sorted", "sorted([1, 'a', None, [2]])", "TypeError"),
    Hostile("two names for a long range", "a, b = range(10**9)",
            "ValueError: too many values to unpack (expected 2)"),
    Hostile("a text a negative billion times", "'a' * -10**9\n[0] * -1", ""),
    Hostile("a list deleted while it is held", "x = [1, 2, 3]\ndel x[::1]\nx.clear()", ""),
]
