t = (1, "a", 2.5)
print(t, t[0], t[-1], t[1:], len(t), t + (4,), t * 2, (1,), (), t == (1, "a", 2.5), (1, 2) < (1, 3), 1 in t)
a, b, c = t
print(a, b, c)
a, b = b, a
print(a, b)
(a, b), c = (1, 2), 3
[x, [y, z]] = 4, (5, 6)
print(a, b, c, x, y, z)
first, *rest = [1, 2, 3]
print(first, rest)
*init, last = "abc"
print(init, last)
p, *q, r = range(6)
print(p, q, r)
p, *q, r = (1, 2)
print(p, q, r)
x = y = z = []
x.append(1)
print(y, z is x)
def two():
    return 1, 2
m, n = two()
print(m, n, two())
for i, (j, k) in [(1, (2, 3)), (4, (5, 6))]:
    print(i + j + k)
for i, *js in [(1, 2, 3), (4,)]:
    print(i, js)
print((1, 2).index(2), (1, 2, 1).count(1), tuple([1, 2]), tuple("ab"), tuple(range(3)), tuple(x for x in (1, 2)))
print((*range(3), 9), [*"ab", *(1, 2)], (*[], ), max((1, 5), (2, 0)), sorted([(2, 1), (1, 2)]), ((1, 2), [3]))
d = {}
d["k"], d["l"] = 1, 2
l = [0, 0]
l[0], l[1] = l[1] + 5, l[0] + 6
print(d, l)
i = 0
i, l[i] = 1, "set"
print(i, l)
def swap(pair):
    left, right = pair
    return right, left
print(swap((1, 2)), swap([3, 4]), swap("ab"))
print(() == (), (1,) + (), bool(()), bool((0,)), tuple({"a": 1}))
print(1 if (1, [2]) == (1, [2]) else 0, (1, 2, 3)[::-1], (1, 2, 3)[::2], "x", tuple())
for bad in ((1,), (1, 2, 3)):
    try:
        u, v = bad
    except ValueError as error:
        print(error)
try:
    u, v, *w = (1,)
except ValueError as error:
    print(error)
try:
    u, v = 5
except TypeError as error:
    print(error)
