print([x * x for x in range(5)], [x for x in range(10) if x % 2 if x > 3], [x + y for x in "ab" for y in "cd"])
print([[j for j in range(i)] for i in range(4)], [(x, y) for x in range(3) for y in range(x)], {x: x ** 2 for x in range(4)})
print({k: v for k, v in {"a": 1}.items()}, {v: k for k, v in zip("ab", (1, 2))}, [x if x else "zero" for x in (0, 1)])
x = "kept"
print([x for x in range(3)], x)
print([y for row in [[1, 2], [3]] for y in row], [a + b for a, b in [(1, 2), (3, 4)]], [h for h, *t in ["abc", "de"]])
print(sum(x for x in [1, 2]), list(x for x in "ab"), [f(2) for f in [lambda v: v + 1, lambda v: v * 10]])
print([(lambda: i)() for i in range(3)], [g() for g in [lambda i=i: i for i in range(3)]], [g() for g in [lambda: i for i in range(3)]])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [sum(row) for row in matrix], [n for n in [1, 2, 3] if n in [2, 3]])
def f(n):
    return [n + k for k in range(n) if k != n // 2]
print(f(4), [f(i) for i in range(4)])
print([z for z in (q * 2 for q in range(3))], [[[i, j] for j in "xy"] for i in (1,)], {i: [j for j in range(i)] for i in range(3)})
names = ["bob", "Al"]
print([n.upper() for n in names], {n: len(n) for n in names}, [c for n in names for c in n if c != "b"], [len(n) > 2 and n for n in names])
print([last := v for v in range(3)], last)
class C:
    base = [1, 2]
    derived = [b * 2 for b in base]
print(C.derived)
try:
    [1 // v for v in (1, 0)]
except ZeroDivisionError as error:
    print(error)
print([*range(3), *[x for x in "ab"]], dict(a=1, **{k: 2 for k in "bc"}), [i for i in range(3)][-1], [x for x in {"k": 1}])
print(all(x < 5 for x in range(5)), any([x == 3 for x in range(3)]), min(len(w) for w in ["aa", "b"]), [[]for _ in range(2)])
