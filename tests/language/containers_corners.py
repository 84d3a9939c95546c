x = list(range(10))
print(x[2:5], x[::-1], x[-3:], x[:-3], x[5:2], x[::3], x[-1:-5:-2], x[100:], x[-100:3], x[8:1:-3])
x[2:5] = "ab"; print(x)
x[1:1] = [7, 7]; print(x)
x[::2] = [0] * len(x[::2]); print(x)
del x[1::3]; print(x)
x[len(x):] = [99]; print(x)
x[-1:] = []; print(x)
for act in (lambda: x[99], lambda: x["a"], lambda: x[1.0], lambda: [].pop(), lambda: [1, 2].index(5), lambda: (1,)[3],
            lambda: "abc"[10], lambda: {}["k"], lambda: {1: 2}[[1]], lambda: {[]: 1}, lambda: x[::0], lambda: (1, 2) + [3],
            lambda: [1] * 1.5, lambda: tuple(5), lambda: list(None), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: len(5),
            lambda: iter(5), lambda: next([]), lambda: sorted([1, "a"]), lambda: min([]), lambda: sum(["a"]),
            lambda: range(1, 2, 0), lambda: range(1.5), lambda: {}.pop("x"), lambda: reversed(5), lambda: "a".join([1])):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
try:
    x[::2] = [1]
except ValueError as error:
    print(error)
try:
    (1, 2)[0] = 5
except TypeError as error:
    print(error)
try:
    "abc"[0] = "x"
except TypeError as error:
    print(error)
try:
    del (1, 2)[0]
except TypeError as error:
    print(error)
data = [("b", 2), ("a", 2), ("c", 1), ("d", 1)]
print(sorted(data, key=lambda p: p[1]), sorted(data, key=lambda p: p[1], reverse=True), sorted(data, reverse=True))
data.sort(key=lambda p: -p[1]); print(data)
print(sorted("bca", reverse=True), sorted({"b": 1, "a": 2}), sorted([3, 1.5, True]), sorted([(1, "b"), (1, "a")]), sorted([[2], [1, 5], []]))
words = ["Banana", "apple", "cherry"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), max(words, key=len))
d = {"one": 1, "two": 2}
d["three"] = 3; del d["one"]; d["one"] = 11; d["two"] = 22
print(d, list(d), list(d.items()), list(d.values()), len(d), "one" in d, 1 in d)
print(d.get("x"), d.get("x", 0), d.pop("two"), d.pop("x", None), d.setdefault("n", []), d.setdefault("one", 5))
d.update({"a": 1}); d.update(b=2); d.update([("c", 3)]); print(d)
print(d | {"a": 9}, {**d, "z": 0}["z"]); d |= {"q": 1}; print(d.popitem(), d.copy() == d, d.copy() is d)
try:
    for k in d:
        d[k + "!"] = 1
except RuntimeError as error:
    print(error)
print({1: "a", 1.0: "b", True: "c"}, {0: 1, False: 2}, {(1, 2): 3}[(1, 2)], {None: 0, "": 1})
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], (1, 2) > (1,), "a" < "b", [[1]] == [[1]], (1, [2]) == (1, [2]), [] < [1], {1: 2} == {1: 2.0})
n = [[0] * 2] * 2; n[0][0] = 1; print(n)
m = [[0] * 2 for _ in range(2)]; m[0][0] = 1; print(m)
c = [1, 2, 3]; e = c; e += [4]; print(c is e, c); e = e + [5]; print(c is e, c)
t = (1, 2); u = t; u += (3,); print(t, u)
tt = ([],)
try:
    tt[0] += [1]
except TypeError as error:
    print(error, tt)
print([1, 2, 3, 2].count(2), [1, 2, 3, 2].index(2, 2), [3] * 0, [1] * -1, 2 * [1], (1,) * 2, [1, 2].copy(), [None] * 2)
l = [1, 2, 3]; l.insert(-1, "x"); l.insert(99, "y"); l.insert(-99, "z"); l.extend("ab"); l.reverse(); print(l, l.pop(), l.pop(0), l.pop(-2), l)
l.remove("x"); l.clear(); print(l)
for i in (q := [1, 2, 3, 4]):
    if i == 2: q.remove(i)
    print(i, end=" ")
print(q)
