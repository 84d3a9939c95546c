def raised(work):
    try:
        print('no error:', work())
    except Exception as error:
        print(type(error).__name__ + ':', error)

class C:
    pass

class R:

    def __delattr__(self, n):
        print('del', n)

    def __setattr__(self, n, v):
        print('set', n, v)
        object.__setattr__(self, n, v)

    def __getattr__(self, n):
        return n
r = R()
r.a = 1
del r.a
delattr(r, 'b')
print(r.zz, setattr(r, 'q', 2))
raised(lambda: C(1))
raised(lambda: Exception(x=1))

class E(Exception):
    pass
raised(lambda: E(x=1))

def y():
    r = (yield from It())
    print('r', r)

class It:

    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration('end')
        return self.n
print(list(y()))

def sub():
    try:
        yield 1
    except ValueError as e:
        print('sub', e)
        yield 2
    finally:
        print('closed')

def top():
    yield from sub()
t = top()
print(next(t), t.throw(ValueError('v')))
t.close()
raised(lambda: [1, 2][C()])

class I:

    def __index__(self):
        return 1
print([1, 2][I()], 'ab'[I()], list(range(I())), hex(I()))

class A(object):
    __slots__ = ('q',)
a = A()
a.q = 1
print(a.q)
print(callable(C), callable(raised), callable(r), callable(1))
raised(lambda: type('a')('x'))
raised(lambda: {}.nope)
raised(lambda: C.nope)
raised(lambda: raised.nope)
raised(lambda: iter(C()))
raised(lambda: next(C()))
raised(lambda: len(C()))

class W:

    def __exit__(self, *a):
        pass

def w():
    with W():
        pass
raised(w)
