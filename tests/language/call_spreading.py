"""f(*items, **mapping): what is taken, and what is said of what is not."""

def f(a=1, b=2, c=3, *args, **kw): print(a, b, c, args, kw)
for a in [lambda: f(c=3, **{"c": 4}), lambda: f(*5), lambda: f(**5), lambda: f(*None), lambda: f(1, *5), lambda: f(a=1, *[1]), lambda: f(1, **{"a": 2}), lambda: f(**{"x": 1}, **{"x": 2}), lambda: f(**{1: 2}), lambda: f(*[1], *(2, 3), x=4, **{"y": 5}), lambda: print(*5), lambda: [].append(*5), lambda: len(*5), lambda: f(**[1]), lambda: f(x=1, **{"x": 2}), lambda: print(**5), lambda: dict(a=1, **{"a": 2}), lambda: "".join(*5), lambda: f(**None), lambda: int(*5), lambda: f(*[1], **5)]:
    try: a()
    except Exception as e: print(type(e).__name__, e)

class A:
    def m(self, a): print(a)
    def __call__(self, x): print(x)
    def keys(self): return ["a", "b"]
    def __getitem__(self, k): return k.upper()
def f(**kw): print(kw)
f(**A())
for a in [lambda: A().m(*5), lambda: A(*5), lambda: A().m(**5), lambda: A().m(a=1, **{"a": 2}), lambda: A().m(), lambda: A().m(1,2), lambda: A.m(), lambda: A()(1,2), lambda: A().m(b=1), lambda: f(1), lambda: {**A()}, lambda: dict(A()), lambda: print({**A(), "c": 1})]:
    try: print(a())
    except Exception as e: print(type(e).__name__, e)

def order(*args, **named):
    return args, list(named.items())


print(order(*[1], 2, *(3,), a=1, **{"b": 2}, c=3, **{}))
print(order(*"ab", *range(2), *{"k": 1}, **dict(z=1)))
try:
    order(a=1, **{"b": 2}, b=3)
except TypeError as error:
    print(error)
try:
    print(*[1], **{"sep": "-"}, sep="+")
except TypeError as error:
    print(error)
print([*"ab", *[1]], (*"ab",), {*"a", *"a"}, {**{"a": 1}, "b": 2, **{"a": 3}})
for make in (lambda: [*5], lambda: (*None,), lambda: {**[1]}, lambda: {**A(), **5}):
    try:
        print(make())
    except TypeError as error:
        print(error)
target = {}
target.update(A())
print(target, dict(A(), c=1), dict([("x", 1)], y=2))
