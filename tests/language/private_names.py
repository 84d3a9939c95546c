"""Private names of classes: __name is _Class__name."""

class A:
    __count = 5
    def __init__(self): self.__x = 1; self.__y__ = 2; self._z = 3
    def __priv(self): return self.__x + A.__count
    def get(self): return self.__priv()
    def local(self):
        __v = 3
        return __v
class B(A):
    def __init__(self): super().__init__(); self.__x = 10
    def both(self): return self.__x, self._A__x, self.get()
print(A().get(), B().both(), hasattr(A(), "_A__x"), hasattr(A(), "__x"), A()._A__priv(), A._A__count, A().local(), A().__y__)
try: A().__x
except AttributeError as e: print(e)
class C_:
    def __f(self, __a=1, *, __k=2): return __a, __k
    def g(self): return self.__f(), self.__f(5)
print(C_().g())
class _D:
    def __init__(self): self.__q = 1
print(_D()._D__q)

class A:
    import math as __m
    try: 1/0
    except ZeroDivisionError as __e: pass
    class __In:
        def n(self): return __q
    def f(self, **k): return k
    def g(self): return self.f(__x=1)
    def h(self, __y=3): return (lambda: __y)(), [__z for __z in [__y]]
    def i(self):
        global __glob
        __glob = 1
    def j(self):
        __n = 1
        def k():
            nonlocal __n
            __n += 1
            return __n
        return k(), __n
    @property
    def __p(self): return "p"
    def l(self): return self.__p, self.__class__.__name__
    def m(self, x):
        match x:
            case [__a, *__b]: return __a, __b
            case {"k": __v, **__r}: return __v, __r
print(A().g(), A().h(), A._A__In.__name__, A._A__In.__qualname__, A._A__m.floor(2.5), A().j(), A().l(), A().m([1, 2]), A().m({"k": 1, "z": 2}))
try: A().h(__y=1)
except TypeError as e: print(e)
A().i(); print(_A__glob)
try: A._A__In().n()
except NameError as e: print(e)
def outside(__z): return __z
print(outside(__z=1))
class __Odd__:
    def __init__(self): self.__v = 2
print([n for n in ("_Odd____v", "__v", "_Odd__v") if hasattr(__Odd__(), n)])
class ___:
    def __init__(self): self.__v = 2
print(hasattr(___(), "__v"))
class Counter:
    __made = 0
    def __init__(self): Counter.__made += 1; self.__id = Counter.__made
    def same(self, other): return self.__id == other.__id
    @staticmethod
    def made(): return Counter.__made
    @classmethod
    def reset(cls): cls.__made = 0
x, y = Counter(), Counter()
print(Counter.made(), x.same(y), x.same(x)); Counter.reset(); print(Counter.made(), x._Counter__id)
