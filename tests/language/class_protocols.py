a, b = object(), object()
class Items:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d[k] if k in self.d else ("got", k)
    def __setitem__(self, k, v): self.d[k] = v
i = Items()
i["a"] = 1
i[1, 2] = 3
i["a"] += 5
print(i["a"], i[1, 2], i[-1])
class Seq:
    def __getitem__(self, at):
        if at > 3: raise IndexError
        return at * at
print(list(Seq()), [x for x in Seq()], 4 in Seq(), 5 in Seq(), sum(Seq()), max(Seq()))
class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if not self.n: raise StopIteration
        self.n -= 1
        return self.n
print(list(Count(3)), sum(Count(4)), [*Count(2)], dict(zip("ab", Count(2))), 2 in Count(5), sorted(Count(3)), tuple(Count(1)))
p, q = Count(2)
print(p, q)
for n in Count(10):
    if n < 7: break
    print(n, end=" ")
print()
class Lazy:
    def __getattr__(self, name):
        if name.startswith("x"): return name * 2
        raise AttributeError(name)
    real = 1
z = Lazy()
print(z.xa, z.real, getattr(z, "no", "dflt"), hasattr(z, "xb"), hasattr(z, "b"))
class Logged:
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)
l = Logged()
l.a = 1
l.a += 1
print(l.a)
def make_class(n):
    class Local:
        def get(self): return n
    return Local
X, Y = make_class(1), make_class(2)
print(X().get(), Y().get(), X is Y, isinstance(X(), Y))
class Outer:
    def method(self):
        def inner(): return super(Outer, self).__init__() is None
        return inner()
print(Outer().method())
class Base:
    def run(self): return [self.step(n) for n in range(2)]
    def step(self, n): return n
class Sub(Base):
    def step(self, n):
        return (lambda: super(Sub, self).step(n) + 10)()
print(Sub().run())
class Chain:
    def __init__(self): self.log = []
    def add(self, x):
        self.log.append(x)
        return self
print(Chain().add(1).add(2).log)
class E(Exception):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b
try: raise E(1, 2)
except E as e: print(e, e.args, e.b, repr(e))
print(a == a, a == b, a != b, a is a, [a] == [a], a in [b, a])
