x = 10
x += 5
x -= 3
x *= 2
x //= 5
x **= 3
x %= 50
x <<= 3
x >>= 1
x |= 1
x &= 0xff
x ^= 0x0f
print(x)
y = 7
y /= 2
print(y)
l = [1, 2, 3]
l[0] += 10
l[-1] *= 2
k = l
l += [4]
l *= 2
print(l, k is l)
d = {"a": 1}
d["a"] += 1
d["b"] = d.get("b", 0) + 1
d["l"] = []
d["l"] += [1]
d["l"] += "xy"
print(d)
class C:
    n = 1
    l = [0]
c = C()
c.n += 5
c.l += [1]
print(c.n, C.n, c.l, C.l)
calls = []
def at(i):
    calls.append(i)
    return i
l[at(0)] += at(5)
print(l, calls)
t = (1,)
u = t
t += (2,)
print(t, u)
s = "a"
s += "b"
s *= 3
print(s)
def f():
    total = 0
    for i in range(5):
        total += i
        total *= 2 if i % 2 else 1
    return total
print(f())
m = [[1], [2]]
m[0] += [9]
m[1][0] -= 5
print(m)
for bad in ("+", "-", "*"):
    try:
        v = [1]
        if bad == "+":
            v += 5
        elif bad == "-":
            v -= [1]
        else:
            v *= "x"
    except TypeError as error:
        print(error)
try:
    q = "a"
    q += 1
except TypeError as error:
    print(error)
try:
    z = 1
    z += "a"
except TypeError as error:
    print(error)
try:
    z = None
    z += 1
except TypeError as error:
    print(error)
tup = ([],)
try:
    tup[0] += [1]
except TypeError as error:
    print(error, tup)
def g():
    w += 1
    w = 0
try:
    g()
except UnboundLocalError as error:
    print("unbound")
b = b"a"
b += b"c"
print(b)
f2 = 1.5
f2 += 1
f2 **= 2
f2 //= 1
print(f2)
