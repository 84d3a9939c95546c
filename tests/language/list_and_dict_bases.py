"""Classes derived from list and dict."""


class Stack(list):
    def push(self, x): self.append(x); return self
    def peek(self): return self[-1]
    def __repr__(self): return "Stack" + super().__repr__()
s = Stack([1, 2])
s.push(3).append(4)
print(s, len(s), s[0], s[-1], s[1:3], type(s[1:3]).__name__, s.peek(), s == [1, 2, 3, 4], [1, 2, 3, 4] == s, s != [1], s + [5], [0] + s, type(s + s).__name__, 3 in s, list(s), isinstance(s, list), isinstance(s, Stack), issubclass(Stack, list), type(s).__name__, bool(Stack()), s * 2, s.index(2), s.count(1), s < [2], s > [0], max(s), sum(s), sorted(s, reverse=True), list(reversed(s)), [*s], tuple(s), s.pop(), s.copy(), type(s.copy()).__name__)
s += [9]; s.extend((7, 8)); s.insert(0, "x"); s.remove(9); s[0] = "y"; del s[1]; s[1:2] = [5, 5]; print(s, type(s).__name__)
s.reverse(); s.sort(key=str); print(s); a, *b = s; print(a, b); s.clear(); print(s, s == [], not s)
for x in Stack("ab"): print(x)
print("-".join(Stack("xyz")), dict(enumerate(Stack("a"))), Stack(x for x in range(2)), Stack(Stack([1])), [Stack([1]), {"k": Stack()}], f"{Stack([1])}", str(Stack()), "%s" % Stack([2]))
class NoInit(list):
    def __init__(self, n): self.n = n
n = NoInit(5); print(n, n.n, len(n)); n.append(1); print(n, n.n)
class Sup(list):
    def __init__(self, *a): super().__init__(a); self.tag = "t"
    def append(self, x): super().append(x * 2)
    def __getitem__(self, i): return ("item", super().__getitem__(i))
    def __len__(self): return super().__len__() + 100
u = Sup(1, 2); u.append(5); print(u, u[0], len(u), u.tag, [x for x in u])
for t in [lambda: s[5], lambda: s.nope, lambda: Stack(5), lambda: hash(s), lambda: {s: 1}, lambda: s + 1, lambda: s.pop(), lambda: s.remove(1), lambda: Stack(1, 2), lambda: s < 5]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)


class D(dict):
    def __missing__(self, k): return k * 2
d = D(a=1)
print(d["a"], d["zz"], d, d.get("q"), "zz" in d, len(d), isinstance(d, dict), d == {"a": 1}, {"a": 1} == d, dict(d), {**d}, list(d), list(d.items()), d.keys() == {"a"}, d | {"b": 2}, type(d | {}).__name__, {"z": 0} | d)
d["b"] = 2; d.update(c=3); d.update({"d": 4}); d |= {"e": 5}; del d["a"]; print(d, d.pop("b"), d.setdefault("f", 6), d.popitem(), sorted(d.values()), bool(D()), d.copy())
def f(**k): return k
print(f(**d), [k for k in d], {k: v for k, v in d.items()}, max(d), type(d).__name__)
class Count(dict):
    def __init__(self, items=()):
        super().__init__()
        for i in items: self[i] = self.get(i, 0) + 1
    def most(self): return sorted(self.items(), key=lambda kv: -kv[1])
print(Count("abca"), Count("aab").most())
class Default(dict):
    def __init__(self, make): self.make = make
    def __missing__(self, k):
        self[k] = v = self.make()
        return v
g = Default(list); g["x"].append(1); g["x"].append(2); g["y"]; print(g, g.make is list)
class Attr(dict):
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
    def __setattr__(self, k, v): self[k] = v
for t in [lambda: {}["a"], lambda: Count()["x"], lambda: d.nope, lambda: D(5), lambda: hash(d), lambda: d.pop("zzz")]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
class E(D):
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
e = E(); e["a"] = 1; print(e, e["q"])
