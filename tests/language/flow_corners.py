for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 1: break
        print(i, j, end="; ")
    else:
        print("inner else", i, end="; ")
        continue
    print("broke", i, end="; ")
else:
    print("outer else")
n = 5
while n:
    n -= 1
    if n == 3: continue
    if n == 1: break
    print(n, end=" ")
else:
    print("never")
print("n", n)
while n > 0:
    n -= 1
else:
    print("exhausted", n)
for i in range(3):
    pass
else:
    i = "else"
print(i)
for i in []: print("no")
else: print("empty else")
def search(items, wanted):
    for at, item in enumerate(items):
        if item == wanted:
            return at
    else:
        return -1
print(search("abc", "b"), search("abc", "z"))
print(1 if 0 else 2 if 0 else 3, (1 if 1 else 2) + 5, [x if x % 2 else -x for x in range(4)])
print(not 0, not [], not "a", not None, 0 or [] or "x", 1 and 2 and 3, 1 and 0 and 3, None or 0, "" or None, [] and 1, not (1 and 0))
print(0 < 1 < 2 < 3, 0 < 1 > 0, 1 == 1 != 2, 5 > 3 in [3], "a" < "b" < "c", 1 < 2 == True, (1 < 2) == True)
class Ctx:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self):
        print("enter", self.name, end=" ")
        return self.name
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value, trace is None if kind is None else "trace", end=" ")
        return self.swallow
with Ctx("a") as a, Ctx("b") as b:
    print(a, b, end=" ")
print()
with Ctx("s", True):
    raise ValueError("gone")
print("went on")
try:
    with Ctx("outer"):
        with Ctx("inner"):
            1 // 0
except ZeroDivisionError as error:
    print("out:", error)
def returning():
    with Ctx("r"):
        return "value"
print(returning())
for i in range(3):
    with Ctx(i):
        if i == 0: continue
        if i == 1: break
print("i", i)
class BadEnter:
    def __enter__(self): raise KeyError("enter")
    def __exit__(self, *a): print("never")
try:
    with BadEnter(): print("no")
except KeyError as error:
    print(error)
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise TypeError("exit")
try:
    with BadExit(): raise ValueError("body")
except TypeError as error:
    print(error)
with (Ctx("p") as p, Ctx("q")):
    print(p)
for bad in (5, None, "x"):
    try:
        with bad: pass
    except TypeError as error:
        print(error)
def gen_with():
    with Ctx("g"):
        yield 1
        yield 2
print(list(gen_with()))
g = gen_with()
next(g)
g.close()
print()
def f(n):
    while True:
        try:
            n += 1
            if n < 3: continue
            if n == 3: break
        finally:
            print("n", n, end=" ")
    return n
print(f(0))
if (m := 10) > 5 and (k := m * 2) > 15: print(m, k)
while (line := [3, 2, 1, 0][n]) and n < 3:
    print(line, end=" "); n += 1
print()
x = 5
del x
try: x
except NameError as error: print(error)
pass; pass
lst = [1, 2, 3, 4]
del lst[0], lst[-1]
print(lst)
d = {"a": 1, "b": 2}
del d["a"]
print(d)
a = b = c = 0
a += 1
print(a, b, c)
assert True
assert 1 == 1, "no"
try: assert 0, ("tuple", 1)
except AssertionError as error: print(error.args)
try: assert not 1
except AssertionError as error: print(error.args, str(error) == "")
global_name = 1
def setter():
    global global_name
    global_name += 1
    return global_name
print(setter(), setter(), global_name)
if True: print("one line")
if 0: pass
elif 0: pass
else: print("else")
for a, b in {"x": 1, "y": 2}.items(): print(a, b, end=" ")
print()
for x in "ab", [1], (): print(x, end=" ")
print()
for d["loop"] in range(3): pass
print(d)
for lst[0] in "xyz": pass
print(lst)
