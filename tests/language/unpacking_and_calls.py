a, (b, [c, *d]), *e = 1, (2, [3, 4, 5]), 6, 7
print(a, b, c, d, e)
*a, b = "xyz"
print(a, b)
a, *b, c = 1, 2
print(a, b, c)
[p, q], r = (1, 2), 3
print(p, q, r)
for i, (j, k) in enumerate([(1, 2), (3, 4)]):
    print(i, j, k, end="; ")
print()
x, y = y, x = 1, 2
print(x, y)
(z), = [9]
print(z)
for text in ("a, b = 1, 2, 3", "a, b = 1,", "a, b = []", "a, *b, c = 1,", "a, b = 5", "a, b = None", "[a] = 'xy'", "(a, b), c = 1, 2"):
    try:
        if text == "a, b = 1, 2, 3": a, b = 1, 2, 3
        elif text == "a, b = 1,": a, b = 1,
        elif text == "a, b = []": a, b = []
        elif text == "a, *b, c = 1,": a, *b, c = 1,
        elif text == "a, b = 5": a, b = 5
        elif text == "a, b = None": a, b = None
        elif text == "[a] = 'xy'": [a] = "xy"
        else: (a, b), c = 1, 2
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
calls = [
    lambda: f(1, c=3), lambda: f(1, 2, 3, 4, c=5, z=6), lambda: f(*[1, 2], **{"c": 3}), lambda: f(c=1, a=2),
    lambda: f(1), lambda: f(), lambda: f(c=1), lambda: f(1, a=2, c=3), lambda: f(1, c=2, **{1: 2}),
    lambda: f(1, *(), *[2, 3], c=0, **{}, **{"y": 1}), lambda: f(*"ab", c=1, *"cd"),
]
for call in calls:
    try:
        print(call())
    except TypeError as error:
        print(str(error).replace("__main__.", "").replace("<lambda>.", ""))
def g(a, b): return a, b
for call in (lambda: g(1), lambda: g(1, 2, 3), lambda: g(1, b=2, c=3), lambda: g(b=1, a=2), lambda: g(1, 2, b=3), lambda: g()):
    try:
        print(call())
    except TypeError as error:
        print(error)
def mutable(x, acc=[]):
    acc.append(x)
    return acc
print(mutable(1), mutable(2), mutable(3, []), mutable(4))
def kwonly(*, a, b=2): return a, b
for call in (lambda: kwonly(a=1), lambda: kwonly(1), lambda: kwonly(), lambda: kwonly(a=1, b=3)):
    try:
        print(call())
    except TypeError as error:
        print(error)
def collects(**kw): return list(kw.items())
print(collects(b=1, a=2, **{"z": 3}), collects(**dict(q=1)))
print([*range(3), *"ab"], (*[1], 2), {**{"a": 1}, "b": 2, **{"a": 3}}, [*{}, *()])
print((lambda a, *b: (a, b))(*[1, 2, 3]), (lambda **k: k)(**{"x": 1}))
def pos(a, b): return a - b
print(pos(b=1, a=5), pos(*(3, 4)), pos(*[9], **{"b": 4}))
def change(args): args.append(1)
held = []
change(held)
print(held)
def star(*args):
    return args
same = [1, 2]
print(star(*same) == tuple(same), star(same) is not same, star(*[]), star(*{"k": 1}), star(*(n for n in range(2))))
def early(n):
    if n:
        return
    return n
print(early(1), early(0))
def many(a, b, c, d, e, f, g, h): return a + b + c + d + e + f + g + h
print(many(1, 2, 3, 4, h=8, g=7, f=6, e=5))
print(max(*[1, 5, 3]), min(4, *[2, 9]), print.__name__ if False else "name")
compose = lambda *fs: (lambda x: compose(*fs[1:])(fs[0](x)) if fs else x)
print(compose(lambda x: x + 1, lambda x: x * 2, str)(3))
def first(*, key=None, **rest): return key, rest
print(first(key=len, other=1)[1], first(**{"key": 2}))
del a, b
try:
    a
except NameError as error:
    print(error)
