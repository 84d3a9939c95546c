"""Programs in the accepted language, drawn by hypothesis: typed enough that most run to an end."""

import ast
from random import Random

from hypothesis import strategies as st

_KINDS = ("int", "float", "str", "list", "dict", "tuple", "set")
_HEAD = """\
import node
class Store:
    kind = "store"
    def __init__(self, first):
        self.items = [first]
    def put(self, item):
        self.items.append(item)
        return len(self.items)
    def __getitem__(self, at):
        return self.items[at]
    def __iter__(self):
        for item in self.items:
            yield item
    @property
    def size(self):
        return len(self.items)
class Ledger(Store):
    def put(self, item):
        total = super().put(item)
        return total * 2
class Guard:
    def __init__(self, swallow):
        self.swallow = swallow
    def __enter__(self):
        print("enter")
        return self
    def __exit__(self, kind, value, trace):
        print("exit", value)
        return self.swallow
class Odd(ValueError):
    pass
def counter(start):
    def step(by=1):
        nonlocal start
        start += by
        return start
    return step
def upto(n):
    for at in range(n):
        got = yield at
        if got:
            print("got", got)
def twice(n):
    yield from upto(n)
    yield from [n, n]
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def spread(a, b=2, *rest, k=3, **named):
    return [a, b, rest, k, sorted(named)]
def keeper():
    kept = []
    def keep(item, *, twice=False):
        kept.append(item)
        if twice: keep(item)
        return kept
    return keep
class Cycle:
    made = 0
    def __init__(self, n):
        Cycle.made += 1
        self.n, self.me = n, self
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
    def __call__(self, *args): return len(args) + self.n
    @classmethod
    def of(cls, text): return cls(len(text))
    @staticmethod
    def double(n): return n * 2
    @property
    def half(self): return self.n // 2
    @half.setter
    def half(self, n): self.n = n * 2
class Faster(Cycle):
    def __next__(self): return super().__next__() * 10
    @classmethod
    def of(cls, text): return super().of(text[1:])
def chained(n):
    try:
        check(n)
    except KeyError as error:
        raise Odd("chained", n) from error
    finally:
        print("chained", n)
def check(n):
    if n % 3 == 1:
        raise Odd("odd", n)
    if n % 7 == 2:
        raise KeyError(n)
    return n
i0, i1, f0, s0 = 3, 10, 1.5, "abc"
l0, l1, d0, t0, u0 = [1, 2, 3], [], {"a": 1}, (1, 2), {3, 1}
keep0, cycle0 = keeper(), Faster(3)
step0, store0, store1, gen0 = counter(5), Store("x"), Ledger(2), twice(3)
"""
_PATTERNS = (
    "1 | 2", "int(m1) if m1 > 3", "'abc' | ''", "[m1, *_]", "(m1, [*m2])", "[_, m1, *m2]",
    "{'a': m1, **m2}", "{'n': [m1, *_]}", "str(m1)", "float() | None", "set() as m1",
    "Cycle(n=m1)", "[*_, (2 | str()) as m1]",
)
_START = {"int": ["i0", "i1"], "float": ["f0"], "str": ["s0"], "list": ["l0", "l1"],
          "dict": ["d0"], "tuple": ["t0"], "set": ["u0"]}


class Writer:
    """Draws statements of one program, which begins with `head`."""

    head = _HEAD
    most = 25
    last = ("print(i0, i1, f0, s0, l0, l1, d0, t0, sorted(u0, key=str), Cycle.made, step0(), "
            "list(store0), list(gen0))")

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.depth = 0
        self.names = {kind: list(names) for kind, names in _START.items()}
        self.made = 0
        self.in_loop = 0
        self.in_function = 0
        self.budget = self.most

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def value(self, kind: str, deep: int = 2) -> str:
        """An expression of a kind; it may raise."""
        if deep == 0 or self.random.random() < 0.3:
            return self.random.choice(self.names[kind])
        a = self.value("int", deep - 1)
        s = self.value("str", deep - 1)
        items = self.value("list", deep - 1)
        if kind == "int":
            b = self.value("int", deep - 1)
            return self.pick(
                str(self.random.randint(-5, 40)), f"({a} {self.pick('+', '-', '&', '|', '^')} {b})",
                f"({a} * {b} % 1009)", f"({a} {self.pick('//', '%')} {b})", f"len({items})",
                f"fib({a} % 8)", "step0()", f"step0(by={a})", f"check({a})", f"len({s})",
                f"{self.value('dict', deep - 1)}.get({s}, {a})",
                f"({a} if {self.truth()} else {b})",
                f"sum(x for x in range({a} % 9) if x % 2)", "next(gen0, -1)", f"store0.put({a})",
                f"store1.put({a})", "store1.size", f"max({a}, {b})", f"int({s})",
                f"(lambda x, y=2: x - y)({a})", f"({a} << 3 >> 1)", f"(~{a} + -{b})",
                f"(1 if 0 < {a} <= {b} != 3 else 2)", f"Cycle({a} % 4).half",
                f"cycle0(*{items}[:2], {a})", f"Cycle.of({s}).n", f"Faster.of({s})(1, 2)",
                f"Cycle.double({a})", f"len(keep0({a}, twice={self.truth()}))", f"chained({a})",
                f"len({self.value('set', deep - 1)})", f"pow({a} % 50, 3, 101)", f"ord({s}[0])",
                f"(2 ** 70 + {a}) % 10007", f"{s}.find({s}[1:2])", f"next(iter({items}), {a})",
                f"any(y > 2 for x in ({items}, [3]) for y in [len(str(x))]) + {a}",
                f"int('%d' % {a}) + round({a} / 3)", f"hash({a}) - hash({a})",
                f"[p for p in {items} if p == {a}].count({a})",
            )
        if kind == "float":
            return self.pick("0.25", f"({a} / 4)", f"float({a})", f"({a} / {self.value('int', 0)})",
                             f"abs({self.value('float', deep - 1)})", f"round({a} / 3, 2)")
        if kind == "str":
            return self.pick('"héllo"', f"({s} + 'q')[:20]", f"{s}[{a} % 4:]", f"{s}.upper()",
                             f"str({a})", f"(format({a}, '04d') + {s})[:30]", f"repr({items})[:25]",
                             f"'-'.join(str(x) for x in {items})[:20]", f"({s} * 2)[:20]",
                             f"'%s=%d' % ({s}, {a})", f"{s}[{a}]", f"{s}[::-1]",
                             self.shown("{:+}|", "int") + self.shown("{:>6}|", "int")
                             + self.shown("{!r:.7}", "str"),
                             f"'%05d|%-4s|%r' % ({a}, {s}[:2], {s}[:3])",
                             f"'%.2f' % ({a} / 7)", f"{s}.replace({s}[:1], 'z')[:25]",
                             f"{s}.center({a} % 9)",
                             f"{s}.partition('b')[2]", f"{s}.title().swapcase()",
                             f"str({self.value('set', 0)})[:0] + {s}",
                             f"' '.join({s}.split({s}[1:2] or None))", f"{s}.zfill({a} % 7)",
                             self.shown("{:#x}", "int") + self.shown("{:.3e}", "float"))
        if kind == "list":
            return self.pick(f"[{a}, {s}]", f"[x * 2 for x in range({a} % 6)]", f"{items}[:4]",
                             f"sorted([{a}, 3, 1], key=lambda v: -v)", f"list(upto({a} % 4))",
                             f"[*{items}[:3], {a}]", f"list({s}[:5])", f"{items}[::-1][:5]",
                             "[(x, y) for x in range(2) for y in 'ab']", "list(store0)[:4]",
                             f"list(zip(range(3), {s}))", f"[f(2) for f in [lambda q: q + {a}]]",
                             f"spread({a}, *{items}[:3], k={s})",
                             f"spread({a}, **{{'k': {a}, 'y': {s}}})",
                             f"sorted({self.value('set', deep - 1)}, key=str)[:4]",
                             f"keep0({s})[-3:]",
                             f"list(cycle0)[:3] + {items}[:2]", f"[*map(str, {items})][:3]",
                             f"[[y for y in range(x)] for x in range({a} % 4)]",
                             f"list(enumerate({items}[:2], 2))",
                             f"[z for z in [{a}, {s}, 2] if z if z != 2]",
                             f"{items}[{a} % 3::-1][:5]",
                             "[f() for f in [(lambda: x) for x in range(3)]]",
                             f"list(filter(None, {items}))[:5]",
                             f"sorted(set({items}[:0]) | {{{a}, 2}}, key=str)", f"{s}.split()[:3]")
        if kind == "dict":
            return self.pick(f"{{{s}: {a}}}", f"{{x: x * x for x in range({a} % 5)}}",
                             f"dict({self.value('dict', 0)}, k={a})", f"{{'n': {items}}}",
                             f"{{**{self.value('dict', 0)}, 'z': {a}}}")
        if kind == "set":
            other = self.value("set", deep - 1)
            return self.pick(f"{{{a}, 2}}", f"{{x % 3 for x in range({a} % 9)}}",
                             f"({other} | {{{a}}})",
                             f"({other} & {self.value('set', 0)})", f"({other} - {{{a}}})",
                             f"({other} ^ {{1, 2}})",
                             f"set({s}[:0])", f"set(range({a} % 4))")
        return self.pick(f"({a}, {s})", f"({items},)", f"(*{items}[:2], {a})",
                         f"divmod({a}, 7)", f"tuple({items})[:3]")

    def shown(self, field: str, kind: str) -> str:
        """An f-string of one field, begun for another to follow."""
        return "f'" + field.replace("{", "{" + self.value(kind, 0)) + "' "

    def truth(self) -> str:
        a = self.value("int", 0)
        return self.pick(f"{a} > 4", f"{a} % 2", f"not {a}", f"{a} in {self.value('list', 0)}",
                         f"0 < {a} < 9 or {self.value('str', 0)} == 'abc'", "True",
                         f"{self.value('list', 0)} and {a}", f"isinstance({a}, int)")

    def new(self, kind: str) -> str:
        self.made += 1
        return f"{kind[0]}x{self.made}"

    def block(self, least: int = 1) -> None:
        """An indented block; what it makes is not known behind it."""
        known = {kind: list(names) for kind, names in self.names.items()}
        self.depth += 1
        for _ in range(self.random.randint(least, 3)):
            self.statement()
        self.depth -= 1
        self.names = known

    def statement(self) -> None:
        self.budget -= 1
        simple = [self.assign, self.show, self.change, self.unpack]
        if self.budget <= 0 or self.depth > 3:
            self.random.choice(simple)()
            return
        self.random.choice([
            *simple, self.assign, self.show, self.change, self.branch, self.count_down, self.walk,
            self.attempt, self.function, self.generator, self.manage, self.leave, self.choose,
        ])()

    def assign(self) -> None:
        kind = self.random.choice(_KINDS)
        text = self.value(kind)
        name = self.new(kind) if self.random.random() < 0.5 else self.random.choice(
            self.names[kind])
        if name not in self.names[kind]:
            self.names[kind].append(name)
        self.line(f"{name} = {text}")

    def show(self) -> None:
        kind = self.random.choice(_KINDS)
        text = self.value(kind)
        if kind == "set":
            text = f"sorted({text}, key=str)"  # ours are ordered by insertion
        self.line(f"print({text}, {self.value('int', 1)})")

    def change(self) -> None:
        a, s = self.value("int", 1), self.value("str", 1)
        items, pairs = self.value("list", 0), self.value("dict", 0)
        number, text = self.value("float", 0), self.value("str", 0)
        choices = [
            f"{text} = f'{{{self.value('int', 0)}:04d}}-{{{text}!r}}'[:30]",
            f"{items}.append({a})", f"{pairs}[{s}] = {a}", f"{items}[{a} % 3] = {s}",
            f"{self.value('int', 0)} += {a}", f"{self.value('str', 0)} += {s}[:2]",
            f"{items} += [{a}]", f"del {items}[0]", f"{items}[1:2] = [{a}, {s}]",
            f"{pairs}['n'] = {items}[:2]", f"{items}.insert(0, {s})", f"{pairs}.pop({s}, None)",
            f"{items}.reverse()", "store0.items = store0.items[-3:]", f"{number} *= 2",
            f"print(gen0.send({a}))", f"u0.add({a} % 40)", f"u0.discard({a})",
            f"cycle0.half = {a} % 5", f"{items}[::2] = {items}[::2]",
            f"{items}[{a} % 2:] = ({s}, {a})", f"{self.value('int', 0)} -= {a}",
            f"{self.value('int', 0)} //= {a}",
            f"{pairs} |= {{{s}: {a}}}", f"del {pairs}[{s}]", f"{items}.sort(key=str, reverse=True)",
            f"print(*{items}[:3], sep='-', end='.')", f"assert {self.truth()}, {s}",
            f"store1.extra, {self.value('int', 0)} = {a}, {a}",
            f"print(getattr(store1, 'extra', None), hasattr(cycle0, {s}))",
            f"{pairs}['a'] = {pairs}.get('a', 0)"]
        if not self.in_function:  # there they would be unbound variables of its own
            choices += ["gen0 = upto(2)", f"u0 |= {{{a} % 40}}", f"cycle0 = Cycle({a} % 5)",
                        f"print(seen := {a}, seen)"]
        self.line(self.pick(*choices))

    def unpack(self) -> None:
        a, b = self.random.choice(self.names["int"]), self.random.choice(self.names["list"])
        self.line(self.pick(f"{a}, *{b} = {self.value('list')}",
                            f"({a}, {b}) = {self.value('tuple', 1)}",
                            f"{a}, {b} = {self.value('int', 1)}, []"))

    def branch(self) -> None:
        self.line(f"if {self.truth()}:")
        self.block()
        if self.random.random() < 0.5:
            self.line("else:")
            self.block()

    def choose(self) -> None:
        self.line(f"match {self.value(self.random.choice(_KINDS), 1)}:")
        self.depth += 1
        s, a = self.value("str", 0), self.value("int", 0)
        for pattern in self.random.sample(_PATTERNS, 3):
            self.line(f"case {pattern}:")
            self.depth += 1
            self.line(f"print('case', {self.pick(s, a)})")
            if "m1" in pattern:
                self.line("print(m1)" if "set" not in pattern else "print(len(m1))")
            self.depth -= 1
            self.block()
        if self.random.random() < 0.5:
            self.line("case _:")
            self.block()
        self.depth -= 1

    def count_down(self) -> None:
        self.made += 1
        name = f"w{self.made}"
        self.line(f"{name} = {self.random.randint(1, 4)}")
        self.line(f"while {name}:")
        self.depth += 1
        self.line(f"{name} -= 1")
        self.depth -= 1
        self.in_loop += 1
        self.block()
        self.in_loop -= 1

    def walk(self) -> None:
        name = self.new("int")
        source = self.pick(f"range({self.random.randint(0, 4)})", "upto(3)", "store0.items[:3]",
                           "sorted(range(3), key=lambda v: -v)", "{1: 2, 3: 4}", "[4, 5]",
                           "(y + 1 for y in (1, 2))")
        self.line(f"for {name} in {source}:")
        if source != "store0.items[:3]":
            self.names["int"].append(name)
        self.in_loop += 1
        self.block()
        self.in_loop -= 1
        if name in self.names["int"]:
            self.names["int"].remove(name)
        if self.random.random() < 0.3:
            self.line("else:")
            self.block()

    def attempt(self) -> None:
        self.line("try:")
        self.block()
        handled = self.random.random() < 0.7
        if handled:
            self.line(self.pick("except (KeyError, IndexError) as error:", "except Odd as error:",
                                "except Exception as error:", "except TypeError as error:",
                                "except (ArithmeticError, AssertionError, Odd) as error:"))
            self.depth += 1
            self.line("print(type(error).__name__, error)")
            self.depth -= 1
            self.block()
            if self.random.random() < 0.3:
                self.line("else:")
                self.block()
        if not handled or self.random.random() < 0.5:
            self.line("finally:")
            self.block()

    def function(self) -> None:
        self.made += 1
        name = f"fun{self.made}"
        self.line(f"def {name}(n, extra=({self.value('int', 0)}), *rest, **named):")
        known = {kind: list(names) for kind, names in self.names.items()}
        loops, self.in_loop = self.in_loop, 0
        # It reads and assigns its own variables only: one of the module's would be unbound.
        self.names = {"int": ["n", "extra"], **{kind: [f"{kind[0]}y{self.made}"]
                                                for kind in _KINDS[1:]}}
        self.depth += 1
        for kind, start in (("float", "0.5"), ("str", "'local'"), ("list", "[n]"),
                            ("dict", "{'a': n}"), ("tuple", "rest"), ("set", "{n}")):
            self.line(f"{self.names[kind][0]} = {start}")
        self.line(f"if n > 0 and extra > -3: return {name}(n - 2, -9) if n < 9 else n")
        self.depth -= 1
        self.in_function += 1
        self.block()
        self.in_function -= 1
        self.depth += 1
        self.line(f"return {self.value('int', 1)}")
        self.depth -= 1
        self.names, self.in_loop = known, loops
        self.line(f"print({name}({self.value('int', 0)} % 11), {name}(1, 2, 3, k=4))")

    def generator(self) -> None:
        self.made += 1
        name, item = f"gen{self.made}", f"g{self.made}"
        self.line(f"def {name}(n):")
        self.depth += 1
        self.line(f"for {item} in range(n % 4):")
        self.depth += 1
        self.line(f"try: yield {item}, n")
        self.line(f"finally: print('at', {item})")
        self.depth -= 2
        self.line(f"print(list({name}({self.value('int', 0)})), *{name}(2))")

    def manage(self) -> None:
        self.line(f"with Guard({self.pick('True', 'False')}) as guard:")
        self.block()

    def leave(self) -> None:
        if self.in_loop and self.random.random() < 0.8:
            self.line(f"if {self.truth()}: {self.pick('break', 'continue')}")
        elif self.in_function:
            self.line(f"if {self.truth()}: return {self.value('int', 1)}")
        else:
            error = self.pick("Odd(1)", "KeyError", "ValueError(2)")
            self.line(f"if {self.truth()}: raise {error}")


@st.composite
def programs(draw: st.DrawFn) -> str:
    """The source of a program that prints what it does."""
    return written(Writer(draw(st.randoms())), draw(st.integers(2, 8)))


def written(writer: Writer, count: int) -> str:
    """The source of a program of so many statements beyond its head and its end."""
    for _ in range(count):
        writer.statement()
    writer.line(writer.last)
    return writer.head + "\n".join(writer.lines) + "\n"


class _Mover(ast.NodeTransformer):
    """Puts a move before the statements whose ordinals are wanted; all where `wanted` is None."""

    def __init__(self, wanted: set[int] | None) -> None:
        self.wanted = wanted
        self.count = 0

    def body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        for statement in statements:
            if self.wanted is None or self.count in self.wanted:
                out.append(ast.Expr(ast.Call(
                    ast.Attribute(ast.Name("node", ast.Load()), "migrate", ast.Load()),
                    [ast.Constant(b"")], [])))
            self.count += 1
            out.append(self.generic_visit(statement))  # type: ignore[arg-type]
        return out

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and statements:
                setattr(node, name, self.body(statements))
        for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
            part.body = self.body(part.body)
        return node


def with_moves(source: str, wanted: set[int] | None = None) -> str:
    """The program with a move before each statement, or before those of `wanted` ordinals."""
    tree = ast.parse(source)
    mover = _Mover(wanted)
    natives = ast.Import([ast.alias("node")])
    tree.body = [natives, *mover.body(tree.body)]
    return ast.unparse(ast.fix_missing_locations(tree))


def statements(source: str) -> int:
    """How many statements with_moves counts."""
    mover = _Mover(set())
    mover.body(ast.parse(source).body)
    return mover.count
