x = "global"
def read():
    return x
def shadow():
    x = "local"
    def inner():
        return x
    return inner()
print(read(), shadow(), x)
def unbound():
    try:
        print(y_local)
    except NameError as error:
        print(type(error).__name__)
    y_local = 1
    return y_local
print(unbound())
def write():
    global x, fresh
    x, fresh = "changed", "made"
write()
print(x, fresh)
def outer():
    a, b = 1, 2
    def middle():
        nonlocal a
        a += 10
        c = 3
        def inner():
            nonlocal b, c
            b += a
            c += 1
            return a, b, c
        return inner
    m = middle()
    return m(), m(), a, b
print(outer())
class C:
    x = "class"
    y = [x for _ in range(1)]
    z = x + "!"
    def method(self):
        return x
    w = (lambda: x)()
    try:
        items = [q for q in [x]]
    except NameError:
        items = None
print(C.x, C.y, C.z, C().method(), C.w, C.items)
class D:
    n = 1
    n += 1
    if n == 2:
        def f(self): return "two"
    else:
        def f(self): return "other"
    for i in range(3): pass
    del n
print(D().f(), D.i, hasattr(D, "n"))
def loops():
    out = []
    for i in range(3):
        out.append(lambda: i)
    return [f() for f in out]
print(loops())
print([f() for f in [lambda: i for i in range(3)]])
print([f() for f in [lambda i=i: i for i in range(3)]])
i = "kept"
[i for i in range(5)]
print(i)
print([w := 5, w ** 2], w)
def walrus():
    if any((found := n) > 2 for n in [1, 3, 5]):
        return found
print(walrus())
print([last := n for n in range(4)], last)
def deleted():
    v = 1
    del v
    try:
        v
    except UnboundLocalError as error:
        return "unbound"
print(deleted())
def cell():
    v = 1
    def f(): return v
    del v
    try:
        f()
    except NameError as error:
        print(type(error).__name__)
    v = 2
    return f()
print(cell())
try:
    del never
except NameError as error:
    print(error)
def args(a, b=x, *c, d=x, **e):
    a = c
    return a, b, d, e
x = "later"
print(args(1, 3), args(1, 2, 3, d=4, f=5))
def recursion(n):
    return 1 if n == 0 else n * recursion(n - 1)
print(recursion(20))
def make():
    def f(): return g()
    def g(): return "late"
    return f()
print(make())
for k in range(2):
    pass
print(k)
for k in []:
    pass
print(k)
try:
    raise ValueError("e")
except ValueError as k:
    pass
try:
    k
except NameError as error:
    print(error)
print((lambda *a, k=1, **n: (a, k, n))(1, 2, z=3))
print((lambda: (yield))().send(None))
def counter():
    n = 0
    def up():
        nonlocal n
        n += 1
        return n
    def down():
        nonlocal n
        n -= 1
        return n
    return up, down
u, d = counter()
print(u(), u(), d(), counter()[0]())
