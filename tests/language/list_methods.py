def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


def change(target, at, value):
    target[at] = value
    return target


def drop(target, at):
    del target[at]
    return target


a = [3, 1, 2]
a.append(5)
a.extend((7, 8))
a.extend(n for n in range(2))
a.extend({9: 1})
a.extend("z")
a += {6}
a += (n for n in "q")
print(a, a.index(7), a.index(1, 2), a.count(1), a.pop(), a.pop(0), a.pop(-2), a)
a.insert(1, "in")
a.insert(-1, "late")
a.insert(99, "end")
a.insert(-99, "front")
a.remove("in")
print(a, a.copy() == a, a.copy() is a)
a.reverse()
print(a, a[::-1], a[1:4], a[-3:], a[::3], a[5:2], a[10:], a[:-100])
b = [5, 3, 9, 1]
b.sort()
print(b, sorted(b, reverse=True), sorted("bca"), sorted({3: 1, 2: 2}), sorted(["b", "A"], key=str.lower), sorted([[2, 1], [1, 9]]), sorted((2, 1)))
b.sort(key=lambda n: -n)
print(b, b.sort(reverse=True), b)
words = ["bb", "a", "cc", "d", "aa"]
print(sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=lambda w: (len(w), w)))
words.sort(key=len)
print(words)
c = list(range(10))
c[2:4] = ["x"]
c[::3] = [0] * len(c[::3])
c[5:5] = [1, 2]
c[1:1] = "ab"
c[-1:] = []
c[3:6] = (n for n in range(2))
c[100:] = range(2)
print(c)
del c[0], c[-1]
del c[1:3]
del c[::2]
print(c, drop(list(range(10)), slice(8, 2, -2)), drop(list(range(5)), slice(None)), drop([1, 2], slice(5, 1)))
print([1, 2] + [3], [0] * 3, 2 * [1], [1] * -1, [1, [2]] == [1, [2]], [1, 2] < [1, 3], [2] > [1, 9], [] < [0], 2 in [1, 2], [1] not in [[1]], [1, 2.0] == [1.0, 2])
print((1, 2) + (3,), (1,) * 3, (1, 2, 1).count(1), (1, 2).index(2), (3, 4)[::-1], (1,) < (1, 0), tuple([1, (2,)]), len(()), (1, 2) == [1, 2], hash((1, 2)) == hash((1, 2.0)))
