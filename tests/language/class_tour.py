"""Classes: super, shadowing, patching, decorators, types."""

class A:
    def f(self): return "A.f"
    @classmethod
    def c(cls): return "A.c " + cls.__name__
    @staticmethod
    def s(): return "A.s"
    @property
    def p(self): return "A.p"
class B(A):
    def f(self): return "B>" + super().f()
    @classmethod
    def c(cls): return "B>" + super().c()
    @staticmethod
    def s(): return "B>" + A.s()
    @property
    def p(self): return "B>" + super().p
    def g(self):
        def inner(): return super(B, self).f()
        return inner(), [super(B, self).f() for _ in range(1)]
    def h(self):
        s = super()
        return s.f(), s.c(), s.s(), s.p
class C(B): pass
c = C()
print(c.f(), c.c(), C.c(), c.s(), c.p, c.g(), c.h())
try: [].nope
except (RuntimeError, AttributeError) as e: print(e)
try: c.p = 1
except AttributeError as e: print(e)
class D:
    def __init__(self, *a, **k): super().__init__()
    def m(self): return super().nothing
try: D(1, x=2).m()
except AttributeError as e: print(e)
class E:
    def __init__(self, a): super().__init__(a)
try: E(1)
except TypeError as e: print(e)
class F:
    x = 1
    def get(self): return self.x
f = F(); f.get = lambda: "shadow"; print(f.get()); del f.get; print(f.get())
F.get = lambda self: "patched"; print(f.get())
m = f.get; F.get = None; print(m())
print(F().x, F.x); F.x += 1; print(f.x); f.x += 1; print(f.x, F.x)
def deco(cls): cls.tag = cls.__name__ + "!"; return cls
@deco
class G: pass
print(G.tag, G().tag)
def make(name):
    class T:
        label = name
        def __repr__(self): return "T:" + self.label
    T.__name__ = name
    return T
print(make("one")(), make("two").__name__, [make("x")(), make("y")()])
class H:
    def __eq__(self, o): return isinstance(o, H)
print(H() == H(), H() != H(), H() == 1, H() in [1, H()])
try: {H(): 1}
except TypeError as e: print(e)
class I(H):
    __hash__ = None
try: hash(I())
except TypeError as e: print(e)
class J:
    def __init__(self): self.log = []
    def __getattr__(self, n): self.log.append(n); return len(self.log)
    def __setattr__(self, n, v): object.__setattr__(self, n, v)
j = J(); print(j.a, j.b, j.log); j.a = 10; print(j.a, j.c)
print(isinstance(A, type), isinstance(type, type), type(A).__name__, type(type).__name__, isinstance(A(), object), issubclass(A, object), type(A()) is A, A.__class__ is type, isinstance(5, object), type(5) is int, type(None).__name__, type(A().f).__name__, type(A.f).__name__)
x = A()
x.f2 = lambda: "inst"; print(x.f2())
A.f3 = lambda self: "cls"; print(x.f3(), hasattr(x, "f3"), callable(x.f3), callable(x), callable(A))
print(object() == object(), object() is None, type(object()).__name__)
class K:
    a = b = 1
    c, d = 2, 3
    for e in range(2): pass
    def __getitem__(self, k): return k
    if a: f = "yes"
k = K(); print(k.a, k.b, k.c, k.d, k.e, k.f, k[1], k[1, 2], k[:], k[1:2, ::3], k["a"], k[()], k[-1])
