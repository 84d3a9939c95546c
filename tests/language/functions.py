def f(a, b=2, *rest, c=3, d, **named):
    return a, b, rest, c, d, named
print(f(1, d=4), f(1, 5, 6, 7, d=8, c=9, e=10), f(d=1, a=2), f(*[1, 2], **{"d": 3}), f(*"ab", *"cd", d=0, **{"x": 1}, **{"y": 2}))
def g(x, y=[]):
    y.append(x)
    return y
print(g(1), g(2), g(3, []), g(4))
def h(a, b):
    return a - b
print(h(5, 3), h(b=1, a=2), h(*(9, 4)), h(**{"b": 1, "a": 10}))
def only(*, key):
    return key
def none():
    pass
def early(x):
    if x:
        return "early"
print(only(key=1), none(), early(1), early(0))
for call in (lambda: h(1), lambda: h(1, 2, 3), lambda: h(1, a=1), lambda: h(1, 2, c=3), lambda: only(1), lambda: only(),
             lambda: f(), lambda: f(1), lambda: none(1), lambda: h(), lambda: g(), lambda: none(x=1), lambda: g(1, 2, 3)):
    try:
        print(call())
    except TypeError as error:
        print(error)
def fact(n):
    return 1 if n < 2 else n * fact(n - 1)
print(fact(20), fact(50))
def even(n):
    return True if n == 0 else odd(n - 1)
def odd(n):
    return False if n == 0 else even(n - 1)
print(even(10), odd(7))
def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))
print(ack(2, 3))
def hanoi(n, a, b, c):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)
print(" ".join(hanoi(3, "A", "B", "C")))
double = lambda x, k=2: x * k
print(double(4), double("a", 3), (lambda *a, **k: (a, k))(1, 2, z=3), list(map(lambda x: x + 1, [1, 2])))
x = "global"
def outer():
    x = "outer"
    def inner():
        return x
    return inner()
def uses_global():
    global x, made
    x = x + "!"
    made = 1
print(outer(), x)
uses_global()
print(x, made)
def compose(*functions):
    def composed(value):
        for function in reversed(functions):
            value = function(value)
        return value
    return composed
print(compose(str, abs, int)("-5"), compose()(3))
def deco(function):
    def wrapper(*args, **named):
        print("call", function.__name__, args, named)
        return function(*args, **named)
    return wrapper
@deco
def added(a, b=1):
    return a + b
print(added(1), added(1, b=5))
def twice(n):
    def deco(function):
        return lambda *a: [function(*a)] * n
    return deco
@twice(2)
def one():
    return 1
print(one(), callable(one), callable(1), one.__name__)
def defaults(a=1, b="x", c=(1, 2), d=None, e=-1, f=2 ** 3):
    return a, b, c, d, e, f
print(defaults(), defaults(0, e=5))
def shadow(list):
    len = list
    return len
print(shadow(3), len([1]))
def kwonly(*args, sep=",", **kw):
    return sep.join([str(a) for a in args]) + str(sorted(kw.items()))
print(kwonly(1, 2), kwonly(1, 2, sep="-", b=1, a=2))
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [f(9) for f in fs])
def mutate(l, d):
    l[0] = "m"
    d["m"] = l
    l = []
    return l
ll, dd = [1], {}
print(mutate(ll, dd), ll, dd)
def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)
print(deep(150))
print(max(*[1, 2], key=lambda v: -v), print("nested"), sorted([[2], [1]], key=lambda v: v[0]))
def annotated(a: int, b: "str" = "q") -> list:
    c: int = a
    d: str
    return [c, b]
print(annotated(1))
def doc():
    "A docstring."
    return "doc"
print(doc())
