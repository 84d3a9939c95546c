def raised(work):
    try:
        print('no error:', work())
    except Exception as error:
        print(type(error).__name__ + ':', error)

def f(a, /, b, *, c=1):
    return (a, b, c)
raised(lambda: f(a=1, b=2))
raised(lambda: f(1))
raised(lambda: f(1, 2, 3))
raised(lambda: f(1, 2, d=3))
raised(lambda: f(1, b=2, c=3))

def g(a, /, **kw):
    return (a, kw)
raised(lambda: g(1, a=2))

class C:

    def m(self, x):
        return x

    class D:

        def n(self):
            pass
raised(lambda: C().m())
raised(lambda: C.D().n(1))
print(C.D, C.m.__qualname__, C.D.__qualname__, C.__name__, f.__name__)

def outer():

    def inner(z):
        return z

    class L:
        pass
    return (inner, L)
raised(lambda: outer()[0]())
print(outer()[1].__qualname__)

class P:

    def __init__(self):
        self._x = 1

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, v):
        self._x = v

    @x.deleter
    def x(self):
        del self._x

    @staticmethod
    def s(a):
        return a

    @classmethod
    def c(cls):
        return cls.__name__
p = P()
p.x = 5
print(p.x)
del p.x
raised(lambda: p.x)
print(P.s(1), p.s(2), P.c(), p.c())

class Q(P):

    def __init__(self):
        super(Q, self).__init__()
        P.__init__(self)
print(Q().x, isinstance(Q(), P), issubclass(Q, P), type(Q()).__name__, Q().__class__ is Q)
raised(lambda: setattr(P, 'y', 3))
print(P.y)
delattr(P, 'y')
raised(lambda: P.y)
