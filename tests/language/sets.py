from node import migrate


def shown(values):
    print(type(values).__name__, sorted(values))


def failing(work):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, error)


# Displays, constructors, comprehensions.
shown({3, 1, 2})
shown({*"abc", *[1, 2][:0], "d"})
shown(set())
shown(set("hello"))
shown({n % 4 for n in range(20) if n % 2})
shown({(a, b) for a in range(2) for b in range(2)})
shown(frozenset([2, 1, 2]))
shown(set(n * n for n in range(4)))
shown(frozenset({1: "a", 2: "b"}))
print(set(), frozenset(), {1}, frozenset([1]), {"a"}, [{1}, frozenset(["x"])], {frozenset()})
print(len({1, 1.0, True}), {1, 1.0, True}, {0.0, False, 0})
print(bool(set()), bool({0}), not frozenset())

# Methods.
s = {1, 2}
s.add(3)
s.add(1)
s.discard(9)
s.remove(2)
shown(s)
failing(lambda: s.remove("no"))
failing(lambda: set().pop())
failing(lambda: s.add([]))
failing(lambda: {1, {2}})
failing(lambda: {[]: 1})
failing(lambda: {(1, [2])})
failing(lambda: set(5))
failing(lambda: set([1], [2]))
print({7}.pop(), {1: 2} in [{1: 2}], {1} in {frozenset([1])}, {2} in {1})
t = s.copy()
t.add(50)
shown(s)
shown(t)
alias = s
alias |= {10}
shown(s)
f = frozenset([1])
g = f
g |= {2}
shown(f)
shown(g)
s.update([4], (5, 6), "z"[:0], {7: 8})
shown(s)
s.update(n for n in (100, 101))
shown(s)
s.intersection_update({1, 3, 100, 101}, [1, 100, 3])
shown(s)
s.difference_update([100], (n for n in [5]))
shown(s)
s.symmetric_difference_update({3, 4})
shown(s)
s.clear()
print(s, len(s))

a, b = {1, 2, 3}, {3, 4}
for left, right in ((a, b), (frozenset(a), b), (a, frozenset(b)), (a, a), (a, set())):
    shown(left | right)
    shown(left & right)
    shown(left - right)
    shown(left ^ right)
    print(left == right, left != right, left < right, left <= right, left > right, left >= right)
shown(a.union([9], (8,), b))
shown(a.union())
shown(a.intersection([1, 2], {2, 3}))
shown(a.difference([1], [2]))
shown(a.symmetric_difference([1, 99]))
shown(frozenset(a).union(b))
print(a.isdisjoint([7]), a.isdisjoint({1}), a.issubset([1, 2, 3, 4]), a.issuperset((1, 2)))
print({1, 2} <= {1, 2, 3}, {1, 2} < {1, 2}, {1, 2} >= {2}, {1, 2} == frozenset([2, 1]))
print({1} == [1], {1} != (1,), {1} == 1, [{1}] == [{1}], {(1, 2)} == {(1, 2)}, {1} < {2})
failing(lambda: {1} | [2])
failing(lambda: {1} < [2])
failing(lambda: {1} + {2})
failing(lambda: {1}[0])
failing(lambda: [1] | {2})
failing(lambda: frozenset([1]).add(2))
failing(lambda: {1}.nothing)
try:
    a -= [1]
except TypeError as error:
    print(error)
a -= {1}
shown(a)
a &= {2, 5}
shown(a)
a ^= {2, 6}
shown(a)
try:
    for n in a:
        a.add(n + 1)
except RuntimeError as error:
    print(error)

# As keys and elements.
table = {frozenset([1, 2]): "both", (frozenset(), 1): "pair"}
print(table[frozenset((2, 1))], table[(frozenset(), 1)])
nested = {frozenset([frozenset([1]), frozenset()])}
print(frozenset([frozenset(), frozenset([1])]) in nested)
print(sorted(map(sorted, {frozenset("ab"), frozenset("ba"), frozenset("c")})))
print(sorted(set("mississippi")), max({3, 9, 2}), sum({1, 2, 3}), list({5}), tuple({6}))
x, y = sorted({8, 7})
print(x, y, [*{1}], {**{1: 2}}, 3 in {n for n in range(5)}, 30 not in {1, 2})


class Thing:
    pass


# On the move.
thing = Thing()
thing.own = {thing, 1}
shared = {1, 2}
kept = [shared, shared, frozenset([(1, frozenset(["deep"]))]), thing]


def walk():
    for n in shared:
        yield n


steps = walk()
total = next(steps)
migrate(b"there")
kept[0].add(3)
print(kept[0] is kept[1], sorted(kept[1]), thing in thing.own, 1 in thing.own)
print((1, frozenset(["deep"])) in kept[2])
try:
    next(steps)
except RuntimeError as error:
    print(error)
