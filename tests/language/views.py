from node import migrate


def failing(work):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, error)


d = {"a": 1, "b": 2}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), len(values), len(items))
d["c"] = 3
print(keys, values, items, len(items))
print("a" in keys, "z" in keys, 2 in values, ("a", 1) in items, ("a", 2) in items, "a" in items)
print(list(keys), tuple(values), dict(items), sorted(items, reverse=True), [*keys], {**d})
print(list(reversed(d)), list(reversed(keys)), list(reversed(values)), list(reversed(items)))
print(sorted(keys & {"a", "z"}), sorted(keys | ["q"]), sorted(keys - {"a"}), sorted(keys ^ {"a", "n"}))
print(sorted(items & {("a", 1)}), sorted({"a"} | keys), keys == {"a", "b", "c"}, keys <= {"a", "b", "c", "d"})
print(keys == d.keys(), items == {"a": 1, "b": 2, "c": 3}.items(), values == d.values(), values == values)
print(keys.isdisjoint(["z"]), items.isdisjoint([("a", 1)]), type(keys).__name__, type(items).__name__)
failing(lambda: keys[0])
failing(lambda: values | {1})
failing(lambda: keys.append(1))
failing(lambda: next(keys))
failing(lambda: {keys: 1})
try:
    for key in keys:
        d[key + key] = 0
except RuntimeError as error:
    print(error)
try:
    for key, value in d.items():
        del d[key]
except RuntimeError as error:
    print(error)
for key, value in items:
    print(key, value, end=";")
print()
print({}.keys(), {}.values(), {}.items(), {1: [2]}.items(), bool({}.keys()), bool(keys))

print({"a": 1} | {"b": 2}, {"a": 1} | {"a": 2})
e = {"a": 1}
f = e
e |= {"z": 26}
e |= [("y", 25)]
print(f)
failing(lambda: {"a": 1} | [("b", 2)])
print(dict(a=1), dict([("a", 1)], b=2), dict({"x": 1}, x=3), dict((("p", 1), ["q", 2])), dict("ab cd".split()))
print(dict((c, ord(c)) for c in "xyz"), dict([(n, n) for n in range(2)], last=9))
print(dict.fromkeys("ab"), dict.fromkeys([1, 2], 0), dict.fromkeys((n for n in (3, 4)), "v"), {}.fromkeys("q"))
failing(lambda: dict([1]))
failing(lambda: dict([(1, 2, 3)]))
failing(lambda: dict(5))
failing(lambda: {}.popitem())
failing(lambda: {}.pop("k"))
failing(lambda: {1: 2}.update([3]))
g = {"one": 1, "two": 2, "three": 3}
print(g.popitem(), g.pop("one"), g.pop("none", "dflt"), g, g.setdefault("two", 9), g.setdefault("new"), g)
del g["two"]
g["two"] = "again"
print(g.popitem(), g)
g.update({"u": 1}, v=2)
g.update(w=3)
g.update((k, k) for k in "xy")
print(g)

it = iter(g.items())
print(next(it))
view, same = g.keys(), g.keys()
pair = [view, view]
migrate(b"there")
g["moved"] = True
print(list(view)[-1], pair[0] is pair[1], len(same))
failing(lambda: next(it))
backwards = reversed({1: 2, 3: 4})
print(next(backwards))
migrate(b"there")
print(next(backwards), list(backwards))
