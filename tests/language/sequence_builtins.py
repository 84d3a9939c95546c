from node import migrate


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


print(max([1, 3, 2]), max(1, 5), min("bac"), max([], default=0), max(["aa", "b"], key=len), min([3, -4], key=abs), max([(1, "a"), (1, "b")]), min(4, 2, 3, key=lambda n: -n), min((n for n in ()), default="none"))
print(sum([1, 2]), sum([1.5, 2]), sum([], 5), sum([[1], [2]], []), sum(range(5)), sum((n for n in (1, 2)), start=10), sum({1: 2, 3: 4}), any([0, 1]), all([]), any(()), all([1, 0]))
print(list(zip([1, 2], "ab")), list(zip()), list(zip([1], [2], [3])), list(zip("ab", strict=True)), list(zip([1, 2], (3, 4), strict=True)), list(enumerate("ab", 1)), list(enumerate("ab", start=5)), list(enumerate([])))
for columns in (([1], [2, 3]), ([1, 2], [3]), ([1], [2], [3, 4]), ([1, 2], [3, 4], [5])):
    failing(lambda: list(zip(*columns, strict=True)))
print(list(map(lambda x, y: x + y, [1, 2], [3, 4, 5])), list(map(str, (1, 2))), list(map(max, [1, 5], [4, 2], [3, 3])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda n: n > 1, (1, 2, 3))), list(map(int, "123")))
print(list(reversed([1, 2])), list(reversed("ab")), list(reversed(range(3))), list(reversed((1, 2))), list(reversed({1: 2, 3: 4})), list(reversed(b"ab")))
for work in (lambda: reversed({1}), lambda: reversed(5), lambda: zip(5), lambda: zip([1], 5), lambda: enumerate(5), lambda: map(len, 5), lambda: iter(5), lambda: next([1]), lambda: next(iter([])), lambda: iter(5, 1)):
    failing(work)
count = [0]


def tick():
    count[0] += 1
    return count[0]


ticks = iter(tick, 4)
print(next(ticks), next(ticks, "none"))
migrate(b"there")
print(list(ticks), next(ticks, "none"), list(iter(lambda: 1, 1)))
print(*[1, 2], sep="-", end="!\n")
print("a", "b", sep="")
print(1, None, "x", sep=None, end=None)
print()
