def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return inc, get
inc, get = counter()
inc2, get2 = counter()
print(inc(), inc(5), get(), inc2(), get2())
def adders():
    return [lambda x: x + i for i in range(3)]
print([f(10) for f in adders()])
def late():
    fs = []
    for i in range(3):
        def f():
            return i
        fs.append(f)
    i = 9
    return [f() for f in fs]
print(late())
def three(a):
    def two(b):
        def one(c):
            nonlocal a
            a += 1
            return a, b, c
        return one
    return two
f = three(1)(2)
print(f(3), f(4))
def unset():
    def f():
        return v
    try:
        f()
    except NameError as error:
        print(type(error).__name__)
    v = 1
    return f()
print(unset())
def param(x):
    def setx(v):
        nonlocal x
        x = v
    setx(x * 2)
    return x
print(param(4))
def memo(f):
    seen = {}
    def g(n):
        if n not in seen:
            seen[n] = f(n)
        return seen[n]
    return g
@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(40))
def comp(n):
    k = 10
    return [x * k + n for x in range(3)], {x: k for x in range(2)}, list(y + k for y in range(2))
print(comp(1))
def deleted():
    v = 1
    def f():
        return v
    del v
    try:
        return f()
    except NameError as error:
        return type(error).__name__
print(deleted())
def args(*a, **k):
    def show():
        return a, k
    return show
print(args(1, 2, z=3)())
def gen(n):
    def inner():
        for i in range(n):
            yield i * n
    return inner
print(list(gen(4)()))
class Box:
    def __init__(self, v):
        self.get = lambda: v
        def put(x):
            nonlocal v
            v = x
        self.put = put
b = Box(1)
b.put(7)
print(b.get())
def recursive():
    def walk(n):
        return [] if n == 0 else [n] + walk(n - 1)
    return walk(4)
print(recursive())
x = "module"
def reads():
    def inner():
        return x
    return inner
r = reads()
x = "changed"
print(r())
def walrus():
    found = [y for v in range(4) if (y := v * v) > 1]
    return found, y
print(walrus())
def acc(start=0):
    total = start
    def add(n):
        nonlocal total
        total += n
        return total
    return add
adds = [acc(10 * i) for i in range(3)]
print([add(i) for i, add in enumerate(adds)], [add(1) for add in adds])
def loopvar():
    out = []
    for i in range(3):
        out.append((lambda j: lambda: (i, j))(i))
    return [f() for f in out]
print(loopvar())
