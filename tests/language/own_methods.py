"""The special methods of builtin values called by name; iterators at their end; arities."""

print([1, 2].__len__(), "ab".__len__(), {1: 2}.__len__(), [1, 2].__contains__(2), [5, 6].__getitem__(1), {1: 2}.__getitem__(1), "abc".__getitem__(slice(1)), (5).__str__(), [1].__repr__(), (5).__eq__(5), (5).__eq__("a"), "a".__eq__("a"), "a".__ne__("a"), (5).__hash__() == hash(5), (-5).__abs__(), (5).__bool__(), (0).__bool__(), (5.7).__int__(), (5).__float__(), (5).__format__("04d"), range(3).__len__(), (2.5).__round__(), (7).__divmod__(2), (3).__index__())
it = [1, 2].__iter__(); print(it.__next__(), next(it), it.__iter__() is it)
try: it.__next__()
except StopIteration: print("stop")
g = (x for x in range(2)); print(g.__next__(), g.__iter__() is g, list(g))
l = [1, 2, 3]; l.__setitem__(0, 9); l.__delitem__(1); print(l)
d = {}; d.__setitem__("k", 1); print(d, d.__contains__("k")); d.__delitem__("k"); print(d)
for t in [lambda: (5).__len__(), lambda: "a".__setitem__(0, 1), lambda: [].__next__(), lambda: [].__getitem__(5), lambda: {}.__getitem__(5), lambda: None.__len__(), lambda: (5).__iter__(), lambda: {1}.__getitem__(0)]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
f = [3, 1, 2].__len__; print(f())
print(list(map("abc".__getitem__, [0, 2])), list(map({1: "a"}.__contains__, [1, 2])))

a = [1, 2, 3]; it = iter(a); next(it); a.append(4); print(list(it)); a.append(5); print(list(it))
b = [1]; it = iter(b)
for x in it: print(x)
print(next(it, "end")); b.append(2); print(next(it, "end"))
d = {"a": 1}; it = iter(d); print(next(it), next(it, "end")); d["b"] = 2; print(next(it, "end"))
for t in [lambda: min(), lambda: max(1, 2, default=3), lambda: map(len), lambda: map(), lambda: enumerate("a", "b"), lambda: "a".find(), lambda: "a".startswith(), lambda: "a".count(1, 2, 3, 4), lambda: [].sort(5), lambda: b"a".find(), lambda: [].index(), lambda: "a".replace("b"), lambda: "a".zfill()]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
