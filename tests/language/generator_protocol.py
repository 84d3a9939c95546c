def echo():
    got = None
    while True:
        try:
            got = yield got
            print("got", got)
        except KeyError as error:
            print("caught", error)
            got = "after"
        finally:
            print("round")
g = echo()
print(next(g))
print(g.send(1))
print(g.throw(KeyError("k")))
print(g.send(None))
g.close()
try:
    next(g)
except StopIteration as stop:
    print("stopped", stop.value)
def returns():
    yield 1
    return "result"
def outer():
    got = yield from returns()
    print("inner gave", got)
    got = yield from [10, 20]
    print("list gave", got)
    return "outer"
def consume(gen):
    while True:
        try:
            print("->", next(gen))
        except StopIteration as stop:
            return stop.value
print(consume(outer()))
def closing():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("closed")
        raise
    finally:
        print("cleanup")
g = closing()
next(g)
g.close()
g.close()
def boom():
    yield 1
    raise StopIteration("inside")
g = boom()
next(g)
try:
    next(g)
except RuntimeError as error:
    print(error, type(error.__cause__).__name__)
def fails():
    yield 1
    1 // 0
try:
    for v in fails():
        print(v)
except ZeroDivisionError as error:
    print(error)
g = fails()
try:
    g.send(5)
except TypeError as error:
    print(error)
g = (n for n in range(3))
print(next(g), list(g), list(g), next(g, "end"))
try:
    def recursive():
        yield next(me)
    me = recursive()
    next(me)
except ValueError as error:
    print(error)
print(iter(g) is g, sum(n for n in range(5)), max((n * n for n in (-3, 2)), default=0))
def tree(branch):
    if branch:
        left, value, right = branch
        yield from tree(left)
        yield value
        yield from tree(right)
print(list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
for n in fib():
    if n > 50: break
    print(n, end=" ")
print()
def lazy():
    print("started")
    yield
g = lazy()
print("made")
next(g)
def pipeline():
    squares = (n * n for n in range(10))
    odd = (n for n in squares if n % 2)
    return [n + 1 for n in odd]
print(pipeline())
n = 5
late = (n for _ in range(2))
n = 6
print(list(late))
bound = (x for x in [n, n])
n = 7
print(list(bound))
def with_finally():
    try:
        yield 1
        return 2
    finally:
        print("finally")
print(list(with_finally()))
a, *b = (c for c in "xyz")
print(a, b)
def both():
    x = yield
    y = yield x
    return x, y
g = both()
next(g)
print(g.send(1))
try:
    g.send(2)
except StopIteration as stop:
    print(stop.value, stop.args)
print(dict((k, v) for k, v in zip("ab", (1, 2))), "".join(c.upper() for c in "abc"))
