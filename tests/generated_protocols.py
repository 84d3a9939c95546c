"""Generated programs about what objects, generators, exceptions and formats are asked to do."""

from hypothesis import strategies as st

from tests.generated_programs import Writer, written

_HEAD = """\
import node
class Odd(ValueError):
    pass
class Num:
    def __init__(self, v, tag="n"):
        self.v, self.tag = v % 997, tag
    def __add__(self, o):
        if type(o) is int: return Num(self.v + o)
        return Num(self.v + o.v, "sum") if isinstance(o, Num) else NotImplemented
    def __radd__(self, o):
        return Num(o + self.v, "r") if type(o) is int else NotImplemented
    def __sub__(self, o): return Num(self.v - int(o), "-")
    def __mul__(self, k): return type(self)(self.v * k)
    __rmul__ = __mul__
    def __iadd__(self, o):
        self.v += int(o)
        return self
    def __mod__(self, o): return self.v % int(o)
    def __neg__(self): return Num(-self.v, "neg")
    def __abs__(self): return abs(self.v)
    def __int__(self): return self.v
    def __float__(self): return self.v / 2
    def __index__(self): return self.v % 4
    def __bool__(self): return self.v % 3 != 0
    def __len__(self): return self.v % 6
    def __contains__(self, x): return x == self.v
    def __getitem__(self, at):
        if at > 3: raise IndexError(at)
        return self.v + at
    def __setitem__(self, at, x): self.v = x + at
    def __eq__(self, o): return isinstance(o, Num) and self.v == o.v
    def __hash__(self): return self.v % 5
    def __lt__(self, o): return self.v < int(o)
    def __str__(self): return f"<{self.v}>"
    def __repr__(self): return "Num(%d, %r)" % (self.v, self.tag)
    def __format__(self, spec): return "F" + format(self.v, spec)
    def __call__(self, *a, **k): return [self.tag, *a, *sorted(k)]
    def __getattr__(self, name):
        if name[0] == "x": return name + self.tag
        raise AttributeError("no " + name)
class Sub(Num):
    def __add__(self, o): return super().__add__(o) if o else self
    def __str__(self): return "sub" + super().__str__()
    def __lt__(self, o): return NotImplemented
    def __enter__(self): return self
    def __exit__(self, kind, error, trace):
        if self.v % 5 == 1: raise KeyError("exit", self.v)
        return self.v % 2
def talk(n):
    got = None
    try:
        while n:
            try:
                got = yield n, got
            except Odd as error:
                print("odd", error)
                got = "thrown"
            n -= 1
    finally:
        print("over", n, got)
    return "ret%d" % n
def relay(n):
    ret = yield from talk(n)
    print(ret)
    return (yield from talk(1))
def spoil(n):
    try:
        if n % 2: raise Odd("in", n)
        return n
    finally:
        if n % 3 == 0: raise KeyError("fin", n)
        if n % 5 == 0: return -n
def chain(error):
    for _ in range(4):
        if error is None: break
        print(type(error).__name__, error, end="; ")
        error = error.__cause__ or error.__context__
    print()
def step(make, *args):
    try: return make(*args)
    except (StopIteration, ValueError, TypeError, LookupError, RuntimeError) as error:
        return repr(error)
class Store:
    items = [7, 8]
def upto(n): yield from range(n)
store0 = Store()
i0, i1, f0, s0 = 3, 10, 2.5, "abc"
l0, l1, d0, t0, u0 = [1, Num(4), 3], [], {"a": 1, Num(1): 2}, (1, 2), {3, 1}
n0, n1, gen0 = Num(5), Sub(8), relay(2)
"""


class Protocols(Writer):
    """What it draws asks objects by operators and builtins, and generators by their methods."""

    head = _HEAD
    most = 16
    last = (
        "print(i0, f0, s0, l0, d0, t0, len(u0), n0, repr(n1), step(gen0.send, 1), "
        "step(next, gen0), step(gen0.close))"
    )

    def number(self, deep: int) -> str:
        """An expression whose value is an object of the head's classes, if it has one."""
        a = self.value("int", deep)
        return self.pick(
            "n0",
            "n1",
            f"Num({a})",
            f"Sub({a}, {self.value('str', 0)})",
            f"(n0 + {a})",
            f"({a} + n1)",
            "(n0 + n1)",
            f"(n1 * ({a} % 4))",
            "(-n0)",
            f"(2 * {self.pick('n0', 'n1')})",
            f"max(n0, Num({a}))",
            "min(n1, n0)",
            f"sorted([n0, Num({a}), Num(2)])[0]",
            f"sum([n0, n1], Num({a}))",
        )

    def spec(self) -> str:
        """A format specification, which need not fit."""
        return (
            self.pick("", "", "<", ">", "^", "=", "*<", "0>", "é^")
            + self.pick("", "", "+", "-", " ")
            + self.pick("", "", "#")
            + self.pick("", "", "0")
            + self.pick("", "3", "9", "12")
            + self.pick("", "", ",", "_")
            + self.pick("", "", ".0", ".2", ".5")
            + self.pick("", "d", "x", "b", "o", "X", "e", "f", "g", "G", "%", "s", "c", "n")
        )

    def value(self, kind: str, deep: int = 2) -> str:
        if deep == 0 or self.random.random() < 0.6:
            plain = super().value(kind, 0)
            if deep == 0 or self.random.random() < 0.3:
                return plain
        a, n = self.value("int", 0), self.number(0)
        if kind == "int":
            return self.pick(
                str(self.random.randint(-9, 99)),
                f"({a} + {self.value('int', deep - 1)})",
                f"int({n})",
                f"len({n})",
                f"({n} % 7)",
                f"abs({n})",
                f"[5, 6, 7, 8][{n}]",
                f"({n} == Num({a})) + 0",
                f"({a} in {n}) + 0",
                f"{n}[{a}]",
                f"(1 if {n} else 2)",
                f"(n0 < {a}) + 0",
                f"len({{n0, Num({a}), n1}})",
                f"{{n0: {a}}}[Num({a})]",
                f"hash({n})",
                f"round({n})",
                f"spoil({a})",
                f"(n0 is not n1) + (n1 != Num({a}))",
                f"[n0, n1].index({n})",
                f"d0.get({n}, {a})",
                f"all([n0, n1, {n}]) + 0",
                f"divmod({a}, {n})[0]",
            )
        if kind == "float":
            return self.pick(
                f"float({n})", f"({a} / 7)", f"({a} * 1.5)", f"({a} * 1e30)", "-0.0", f"({a} / 1e7)"
            )
        if kind == "str":
            f = self.value("float", 0)
            return self.pick(
                f"str({n})",
                f"repr({n})",
                f"f'{{{n}:{self.spec()}}}'",
                f"format({a}, {self.spec()!r})",
                f"format({f}, {self.spec()!r})",
                f"'{{:{self.spec()}}}'.format({self.value('str', 0)})",
                f"'{{0:{self.spec()}}}|{{1!r:>9}}'.format({f}, {n})",
                f"'%s %r' % ({n}, {n})",
                f"'%{self.pick('+', '-', '0', ' ', '#')}{self.pick('', '7', '9.3')}"
                f"{self.pick(*'dxefgsrcio')}' % {self.pick(a, f, n)}",
                f"f'{{{a}!r:{self.spec()}}} {{{f}:{self.spec()}}}'",
                f"{n}.xy",
                f"getattr({n}, {self.value('str', 0)}, 'none')",
                f"'{{0.v}} {{1[0]}}'.format({n}, l0)",
                f"b'%d|%5x' % ({a}, {a})",
                f"ascii({self.value('str', 0)})",
            )
        if kind == "list":
            return self.pick(
                f"[{n}, {a}]",
                f"list({n})[:4]",
                f"{n}({a}, k={a})[:4]",
                f"[*{n}, 1][:3]",
                f"[x for x in {n} if x % 2]",
                "[n0, n1][::-1]",
                "list(map(int, [n0, n1]))",
                f"sorted([n0, Num({a})], key=lambda n: -n.v)",
                f"[step(spoil, {a})]",
                f"list(zip({n}, 'abc'))",
                f"[{n}] * ({a} % 3)",
            )
        if kind == "dict":
            return self.pick(f"{{{n}: {a}}}", "{**d0, n0: 1}", f"dict([({n}, {a})])", "dict(d0)")
        if kind == "tuple":
            return self.pick(f"({n}, {a})", f"tuple({n})[:3]", "(n0, n1)", f"divmod({a}, 4)")
        return self.pick(f"{{{a}}}", f"{{len({n}), {a}}}", "set(range(3))")

    def change(self) -> None:
        a, n = self.value("int", 1), self.number(1)
        choices = [
            f"n0[{a} % 3] = {a}",
            f"n0.v = {a} % 50",
            f"print({n}, f'{{{n}:>5}}')",
            f"d0[{n}] = {a}",
            f"print(step(gen0.send, {a}))",
            f"print(step(gen0.throw, Odd({a})))",
            "print(step(next, gen0))",
            "print(step(gen0.close))",
            f"print(step(gen0.throw, KeyError({a})))",
            f"print(step(list, talk({a} % 3)))",
            f"print(step({n}.nope))",
            f"print({n} == {self.number(1)})",
            f"print([{n}, ({n},), {{'k': {n}}}])",
            f"l0[{a} % 3:] = {n}, {a}",
            f"print(step(lambda: {n} + 'x'), step(lambda: [] < {n}), step(lambda: {n} < n1))",
        ]
        if not self.in_function:
            choices += [
                f"n0 += {a}",
                f"n1 = Sub({a})",
                f"gen0 = [step(gen0.close), {self.pick('relay', 'talk')}({a} % 4)][1]",
                f"n0 = {n}",
            ]
        self.line(self.pick(*choices))

    def manage(self) -> None:
        self.line(
            f"with Sub({self.value('int', 0)} % 7) as {self.pick('n0', 'n2')}:"
            if not self.in_function
            else "with Sub(i1):"
        )
        self.block()

    def attempt(self) -> None:
        self.line("try:")
        self.depth += 1
        self.line(f"print(spoil({self.value('int', 0)}), {self.value('str')})")
        self.depth -= 1
        self.block()
        caught = self.pick("Exception", "(Odd, LookupError)", "TypeError", "KeyError")
        self.line(f"except {caught} as error:")
        self.depth += 1
        self.line("chain(error)")
        self.line(
            self.pick(
                "pass", "raise", "raise Odd('again') from error", "raise KeyError(n0)", "pass"
            )
        )
        self.depth -= 1
        if self.random.random() < 0.4:
            self.line("finally:")
            self.block()

    def leave(self) -> None:
        if self.in_loop and self.random.random() < 0.8:
            self.line(f"if {self.truth()}: {self.pick('break', 'continue')}")
        elif self.in_function:
            self.line(f"if {self.truth()}: return {self.value('int', 1)}")
        else:
            self.line(
                f"if {self.truth()}: raise {self.pick('Odd(n0)', 'KeyError', 'Odd(1) from Odd(2)')}"
            )


@st.composite
def protocols(draw: st.DrawFn) -> str:
    """The source of a program that prints what its objects are asked."""
    return written(Protocols(draw(st.randoms())), draw(st.integers(2, 6)))
