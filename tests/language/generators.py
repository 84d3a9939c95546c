def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return "done"
g = count(3)
print(next(g), next(g), next(g), next(g, "end"), next(g, "end"), list(g))
try:
    next(count(0))
except StopIteration as stop:
    print("stop", stop.value, stop.args)
def echo():
    got = yield "first"
    while got is not None:
        got = yield ["got", got]
    return "bye"
e = echo()
print(next(e), e.send(1), e.send("x"))
try:
    e.send(None)
except StopIteration as stop:
    print(stop.value, stop)
def outer():
    result = yield from count(2)
    print("result", result)
    yield from [10, 20]
    yield from "ab"
    yield from {"k": 1}
    yield from (x * x for x in range(3))
print(list(outer()))
def fin():
    try:
        yield 1
        yield 2
    finally:
        print("cleanup")
f = fin()
print(next(f))
f.close()
print(list(f))
for v in fin():
    print(v)
def catches():
    while True:
        try:
            v = yield
            print("v", v)
        except ValueError as error:
            print("caught", error)
            yield "handled"
c = catches()
next(c)
c.send(1)
print(c.throw(ValueError("boo")))
try:
    count(1).throw(KeyError("k"))
except KeyError as error:
    print("thrown", error)
def evens():
    n = 0
    while True:
        yield n
        n += 2
def take(n, it):
    out = []
    for x in it:
        if len(out) == n:
            break
        out.append(x)
    return out
print(take(4, evens()), sum(x for x in range(5)), max(x % 3 for x in range(5)), sorted(-x for x in range(3)))
print(list(x + y for x in "ab" for y in "cd"), dict((k, 1) for k in "xy"), tuple(i for i in range(3) if i), "-".join(c for c in "abc"))
def chain(*its):
    for it in its:
        yield from it
print(list(chain([1], (2, 3), "x", count(2))))
def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
def delegating():
    try:
        yield from echo()
    except StopIteration:
        print("never")
d = delegating()
print(next(d), d.send(5), next(d, "over"))
a, b, *c = count(5)
print(a, b, c, 3 in count(5), 9 in count(5), any(x > 2 for x in count(5)), all(x < 3 for x in count(5)))
print(list(zip(count(3), evens())), list(enumerate(count(2))), list(map(lambda x: x * 2, count(3))), list(filter(None, count(3))))
def stopper():
    yield 1
    raise StopIteration("inside")
try:
    list(stopper())
except RuntimeError as error:
    print(error)
def selfish():
    yield next(me)
me = selfish()
try:
    next(me)
except ValueError as error:
    print(error)
g = count(2)
try:
    g.send(5)
except TypeError as error:
    print(error)
print(iter(g) is g, next(iter(g)))
m = map(str, [1, 2, 3])
print(next(m), list(m), list(m))
z = zip([1, 2], [3, 4])
print(next(z), list(z))
def with_return_in_loop():
    for i in range(5):
        if i == 2:
            return
        yield i
print(list(with_return_in_loop()))
def pipeline(source):
    for x in source:
        if x % 2:
            yield x * x
print(sum(pipeline(pipeline(range(20)))))
def nested_finally():
    try:
        try:
            yield "in"
        finally:
            yield "inner"
    finally:
        yield "outer"
print(list(nested_finally()))
lazy = (print("side", i) or i for i in range(3))
print("made")
print(next(lazy), next(lazy))
def raising():
    yield 1
    raise KeyError("gone")
try:
    for x in raising():
        print(x)
except KeyError as error:
    print("out", error)
def conv(it):
    it = iter(it)
    for a in it:
        b = next(it, None)
        yield a, b
print(list(conv(range(5))), list(conv(count(4))))
l = [0]
l += count(3)
l.extend(count(2))
l[1:2] = [9]
print(l, [*count(2), *count(1)], (lambda *a: a)(*count(3)))
def over_a_list():
    yield from [1, 2]
g = over_a_list()
next(g)
try:
    g.send(5)
except AttributeError as error:
    print(error)
