d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "a" in d, "z" not in d, list(d))
d["a"] = 10
del d["b"]
d["b"] = 20
print(d, list(d.keys()), list(d.values()), list(d.items()), sorted(d))
print(d.pop("a"), d.pop("zz", None), d.popitem(), d, d.setdefault("n", []), d.setdefault("n", 5), d)
d["n"].append(1)
d.update({"x": 1, "c": 4})
d.update([("y", 2)])
d.update(z=9)
print(d)
for k in d:
    print(k, end=" ")
for k, v in d.items():
    print(k, v, end=";")
print()
e = dict(a=1, b=2)
f = dict([("q", 1), ("r", 2)])
g = dict(e, c=3)
h = {**e, **f, "a": 7}
print(e, f, g, h, e | f, e == {"b": 2, "a": 1}, e != f)
e |= {"z": 0}
print(e, e.copy(), {} == {}, bool({}), bool({0: 0}))
print({1: "int", "1": "str", (1, 2): "tuple", None: "none", 2.5: "float", True: "bool", b"x": "bytes"})
print({1: "a", 1.0: "b", True: "c"}, {x: x * x for x in range(4)}, {k: v for k, v in zip("ab", [1, 2])})
c = {}
for w in "the cat the dog the end".split():
    c[w] = c.get(w, 0) + 1
print(c, sorted(c.items(), key=lambda kv: (-kv[1], kv[0])), max(c, key=c.get))
nested = {"a": {"b": {"c": [1, 2]}}}
nested["a"]["b"]["c"].append(3)
nested["a"]["d"] = nested["a"]["b"]
print(nested, nested["a"]["d"] is nested["a"]["b"])
self_ = {}
self_["me"] = self_
print(self_, self_["me"] is self_)
d.clear()
print(d, sum({1: 2, 3: 4}), list(reversed({"a": 1, "b": 2})), min({"b": 1, "a": 2}), sorted({3: 0, 1: 0}))
many = {}
for i in range(60):
    many[i * 7 % 61] = i
for i in range(0, 60, 2):
    many.pop(i, None)
many[4] = "again"
print(many, len(many))
counts = {}
for ch in "mississippi":
    counts.setdefault(ch, []).append(len(counts))
print(counts)
keys = list(counts)
for k in keys:
    if k != "s":
        del counts[k]
print(counts, list(counts.items())[0], dict(counts) == counts)
t = {}
t[0, 1] = "corner"
t[(2, 3)] = "other"
print(t, t[0, 1], (2, 3) in t, (9, 9) in t)
a, b = {"x": 1, "y": 2}
print(a, b, *{"p": 1, "q": 2})
for i, (k, v) in enumerate({"a": 1, "b": 2}.items()):
    print(i, k, v)
try:
    for k in many:
        many[k + 1000] = 1
except RuntimeError as error:
    print(error)
