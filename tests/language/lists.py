a = [1, 2, 3]
b = a
b.append(4)
print(a, a is b, a == [1, 2, 3, 4], a != b, [1] < [1, 2], [2] > [1, 5], [] == [])
a.extend([5, 6])
a.extend((7, 8))
a.extend("ab")
a.extend(range(2))
a.extend(x * x for x in range(3))
print(a, len(a))
a.insert(0, "first")
a.insert(-1, "near")
a.insert(100, "last")
a.insert(-100, "start")
print(a, a.pop(), a.pop(0), a.pop(-2), a)
a.remove("ab"[0])
print(a.index(3), a.count(1), 5 in a, "zz" not in a)
a.reverse()
print(a)
c = a.copy()
c.clear()
print(c, len(a), a[:3], a[-2:], a[::3], a[::-2], a[5:1:-1], a[1:-1], a[:])
d = [3, 1, 2]
d.sort()
print(d, sorted([3, 1, 2], reverse=True), sorted(["b", "A", "c"]), sorted([(2, "b"), (1, "z"), (2, "a")]))
d.sort(reverse=True)
print(d)
words = ["pear", "fig", "apple", "kiwi"]
words.sort(key=len)
print(words, sorted(words, key=lambda w: w[-1]), sorted(words, key=len, reverse=True), sorted(words, key=None))
words.sort(key=lambda w: w[0], reverse=True)
print(words)
m = [[0] * 3 for _ in range(2)]
m[0][1] = 5
print(m, [[0] * 2] * 2)
row = [[0] * 2] * 2
row[0][0] = 9
print(row)
l = [0, 1, 2, 3, 4, 5]
l[1:3] = ["a", "b", "c"]
print(l)
l[1:1] = [7]
print(l)
l[:] = l[::-1]
print(l)
l[::2] = ["x"] * len(l[::2])
print(l)
l[2:4] = []
print(l)
del l[0]
print(l)
del l[1:3]
print(l)
del l[::2]
print(l)
l[5:9] = (1, 2)
print(l)
l[-1:] = "xy"
print(l)
l += [1]
l += (2, 3)
l += "q"
l *= 2
print(l)
e = [1, 2, 3]
f = e
e += [4]
e = e + [5]
print(e, f)
nested = [1, [2, [3, [4, []]]], (5, [6]), {"k": [7]}]
print(nested, nested[1][1][0], nested[3]["k"][0])
cyc = [1, 2]
cyc.append(cyc)
print(cyc, cyc[2] is cyc, cyc[2][2][0])
print(list(range(5)), list(range(2, 10, 3)), list(range(5, 0, -2)), list("ab"), list((1, 2)), list({"a": 1}))
print([1, 2] * 2, [1] + [2], [None] * 3, [[]] == [[]], [1, 2] == (1, 2), [1.0] == [1], bool([]), bool([0]))
print(any([0, 1]), all([1, 0]), any([]), all([]), sum([[1], [2]], []), list(reversed([1, 2, 3])))
print(list(enumerate(["a", "b"])), list(enumerate("xy", 5)), list(zip([1, 2, 3], "ab")), list(zip()), list(map(str, [1, 2])))
print(list(filter(lambda x: x % 2, range(6))), list(filter(None, [0, 1, "", "a"])), list(map(lambda x, y: x + y, [1, 2], [10, 20])))
big = list(range(250))
print(sum(big), big[100:105], len([x for x in big if x % 7 == 0]))
print([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
       1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
       1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
       1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
       1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
for x in big[:3]:
    big.append(x)
print(len(big))
grow = [1]
for x in grow:
    if len(grow) < 5:
        grow.append(x + 1)
print(grow)
shrink = [1, 2, 3, 4]
for x in shrink:
    shrink.remove(x)
print(shrink)
it = iter([1, 2, 3])
print(next(it), next(it, "d"), next(it), next(it, "d"), list(it))
