"""The operator @, __slots__, and attributes that cannot be."""

class V:
    def __init__(self, v): self.v = v
    def __matmul__(self, o): return ("mm", o)
    def __rmatmul__(self, o): return ("rmm", o)
    def __imatmul__(self, o): self.v += 1; return self
v = V(1)
print(v @ 2, 3 @ v)
v @= 5; print(v.v)
for t in [lambda: 1 @ 2, lambda: [1] @ [2], lambda: "a" @ 1]:
    try: t()
    except TypeError as e: print(e)
a, b = 3, 4
try: a @ b
except TypeError as e: print(e)
try: a @= b
except TypeError as e: print(e)

class A:
    __slots__ = ("x", "y")
    def __init__(self): self.x = 1
a = A()
print(a.x)
try: a.z = 1
except AttributeError as e: print(e)
try: a.y
except AttributeError as e: print(e)
a.y = 2; print(a.y); a.x += 5; print(a.x); del a.x
try: a.x
except AttributeError as e: print(e)
class B(A): pass
b = B(); b.z = 1; print(b.z)
class C(A):
    __slots__ = ["w"]
c = C(); c.w = c.y = 3
try: c.q = 1
except AttributeError as e: print(e)
class D:
    __slots__ = "only"
d = D(); d.only = 1
try: d.o = 1
except AttributeError as e: print(e)

class A: pass
for t in [lambda: setattr(1, "x", 1), lambda: setattr(object(), "x", 1), lambda: setattr(int, "x", 1), lambda: setattr([], "append", 1), lambda: setattr(len, "x", 1), lambda: delattr(1, "x"), lambda: delattr(A(), "x"), lambda: delattr(A, "x"), lambda: delattr(int, "x"), lambda: getattr(A, "x"), lambda: setattr([], "x", 1)]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
