class A:
    count = 0
    shared = []
    def __init__(self, name="a"):
        self.name = name
        A.count += 1
        self.shared.append(name)
    def who(self): return "A:" + self.name
    def call(self): return self.who()
    @classmethod
    def make(cls, *args): return cls(*args)
    @staticmethod
    def twice(n): return n * 2
    @property
    def upper(self): return self.name.upper()
    @upper.setter
    def upper(self, value): self.name = value.lower()
class B(A):
    def __init__(self, name, extra):
        super().__init__(name)
        self.extra = extra
    def who(self): return "B>" + super().who()
    @property
    def upper(self): return super().upper + "!"
class C(B):
    def who(self): return "C>" + super().who()
    @classmethod
    def make(cls, *args): return super().make(*args, "made")
a, b, c = A(), B("b", 1), C.make("c")
print(a.who(), b.who(), c.who(), c.call(), c.extra, A.count, A.shared, b.shared is A.shared)
a.upper = "NEW"
print(a.upper, a.name, b.upper, A.twice(2), b.twice(3), type(A.make()).__name__, type(B.make("x", 2)) is B)
try:
    b.upper = "x"
except AttributeError as error:
    print("no setter")
a.count = 5
print(A.count, a.count, b.count)
del a.count
print(a.count == A.count)
try:
    del a.count
except AttributeError as error:
    print("cannot", type(error).__name__)
print(isinstance(c, A), isinstance(a, B), issubclass(C, A), issubclass(A, (int, A)), isinstance(1, (str, int)), type(c) is C, C.__name__, c.__class__ is C, type(c).__name__)
for act in (lambda: a.missing, lambda: A.missing, lambda: A.who(), lambda: a.who(1), lambda: A(1, 2), lambda: b.extra.x, lambda: B("q"), lambda: None.x, lambda: (5).real_ if False else [].nope, lambda: A.count(), lambda: a(), lambda: "s".foo()):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, str(error).split(".")[-1].split("()")[-1])
method = b.who
b.name = "changed"
print(method(), A.who(b), list(map(A.who, [a, b])))
class D:
    x = 1
    y = x + 1
    def get(self, z=y): return z
    class Inner:
        x = 2
        def f(self): return D.x + self.x
    alias = get
print(D.y, D().get(), D.Inner().f(), D().alias(7), D.Inner.__name__)
D.x = 10
D.added = lambda self: self.x
d = D()
print(D.Inner().f(), d.added(), getattr(d, "x"), getattr(d, "nope", "default"), hasattr(d, "get"), hasattr(d, "nope"))
setattr(d, "dyn", 5)
d.f = lambda: "instance function"
print(d.dyn, d.f())
class Callable:
    def __init__(self, n): self.n = n
    def __call__(self, x, *rest, k=0): return self.n + x + len(rest) + k
print(Callable(1)(2), Callable(1)(2, 3, 4, k=10), list(map(Callable(5), [1, 2])))
