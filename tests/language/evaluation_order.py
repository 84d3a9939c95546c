def say(tag, value=None):
    print(tag, end=" ")
    return tag if value is None else value

def done():
    print()

say("a") + say("b") * say("c" , 2); done()
d = {}
d[say("k", 1)] = say("v", 2); done()
x = [0, 1, 2]
x[say("i", 0)], x[say("j", 1)] = say("p", 7), say("q", 8); done()
print(x)
{say("k1", 1): say("v1", 2), say("k2", 3): say("v2", 4)}; done()
[say("e1"), *[say("e2")], say("e3")]; done()
def f(*args, **named):
    print(args, named, end=" ")
f(say("x1", 1), *say("x2", [2, 3]), say("x3", 4), k=say("x4", 5), **say("x5", {"z": 6})); done()
say("left", 1) if say("test", 0) else say("right", 2); done()
say("1st", 1) < say("2nd", 3) < say("3rd", 2) < say("4th", 9); done()
print(say("no", 0) and say("never") or say("yes", 5), end=" "); done()
a = b = say("once", [1]); done()
print(a is b)
i = 0
def nxt():
    global i
    i += 1
    return i
print([nxt(), nxt()], (nxt(), nxt()), {nxt(): nxt()}, nxt() - nxt(), f"{nxt()}{nxt()}")
class T:
    def __init__(self): self.n = 10
    def __getattr__(self, name):
        print("get", name, end=" ")
        return 1
    def __setattr__(self, name, value):
        print("set", name, value, end=" ")
t = [1, 2, 3]
def at():
    print("at", end=" ")
    return 1
t[at()] += say("rhs", 5); done()
print(t)
def default(n=say("default", 3)):
    return n
done()
print(default(), default(4))
def deco(tag):
    say("make-" + tag)
    def wrap(f):
        say("apply-" + tag)
        return f
    return wrap
@deco("outer")
@deco("inner")
def decorated(a=say("arg", 1)): pass
done()
lst = [1, 2, 3]
lst[0], lst[lst[0]] = 2, 9
print(lst)
n = 0
n, q = 5, n
print(n, q)
k = [1, 2]
j = 0
j, k[j] = 1, 9
print(j, k)
try:
    say("before", [])[say("index", 3)]
except IndexError as error:
    print(error)
assert say("ok", 1), say("message")
done()
try:
    assert say("bad", 0), say("message")
except AssertionError as error:
    print("failed:", error)
print(*[say(c) for c in "xyz" if say("f" + c)])
def g():
    yield say("y1")
    yield say("y2")
print(list(zip(g(), g())))
print([x for y in (say("outer", [1, 2]),) for x in say("inner", y)])
