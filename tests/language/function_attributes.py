"""Functions with attributes of their own, docstrings, names."""

def deco(g):
    def w(*a): return g(*a)
    w.__name__ = g.__name__
    w.__doc__ = "doc of " + g.__name__
    w.__wrapped__ = g
    w.calls = 0
    return w
@deco
def h(x):
    h.calls += 1
    return x
print(h(3), h.calls, h.__name__, h.__doc__, h.__wrapped__.__name__, h.__module__, int.__module__)

def f(): pass
f.x = 1
f.x += 1
print(f.x, hasattr(f, "y"), getattr(f, "z", 7))
try: f.y
except AttributeError as e: print(e)
del f.x
try: f.x
except AttributeError as e: print(e)
try: del f.x
except AttributeError as e: print(e)
try: f.__name__ = 5
except TypeError as e: print(e)
f.__name__ = "renamed"; print(f.__name__)
def memo(n):
    if n not in memo.cache:
        memo.cache[n] = n if n < 2 else memo(n - 1) + memo(n - 2)
    return memo.cache[n]
memo.cache = {}
print(memo(30), len(memo.cache))
class A:
    def m(self): return self.m.tag
    m.tag = "t"
print(A().m(), A.m.tag)
A.m.tag = "u"; print(A().m())
try: A().m.tag = 1
except AttributeError as e: print(e)
lam = lambda: 0
lam.self = lam; print(lam.self is lam, lam.self.self.__name__)
def counter():
    counter.n = getattr(counter, "n", 0) + 1
    return counter.n
print(counter(), counter(), counter())
print([n.__name__ for n in (len, print, "".join, [].append, int, f, A, A().m, A.m)])

print([f.__qualname__ for f in (lambda: 0, (lambda: lambda: 0)(), [lambda: 0 for _ in "a"][0])])
