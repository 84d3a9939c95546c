"""What programs make of list and dict by deriving from them."""


class Attr(dict):
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
    def __setattr__(self, k, v): self[k] = v
    def __delattr__(self, k): del self[k]
a = Attr(x=1); a.y = 2; print(a, a.x, a.y, a["y"]); del a.x; print(a, len(a), hasattr(a, "x"))
try: a.nope
except AttributeError as e: print(e)
class Grid(list):
    @classmethod
    def of(cls, w, h): return cls([[0] * w for _ in range(h)])
    @property
    def size(self): return len(self), len(self[0])
    def __str__(self): return "\n".join("".join(map(str, row)) for row in self)
g = Grid.of(3, 2); g[1][2] = 5; print(g, g.size, repr(g)); g *= 2; print(len(g))
class Matrix(list):
    def __add__(self, o): return Matrix([a + b for a, b in zip(self, o)])
    def __eq__(self, o): return "eq"
    def __contains__(self, x): return x == "magic"
m = Matrix([1, 2]); print(m + Matrix([3, 4]), m == 1, "magic" in m, 1 in m, type(m + m).__name__)
class Queue(list):
    def put(self, x): self.insert(0, x)
    def get(self):
        if not self: raise IndexError("empty queue")
        return self.pop()
q = Queue(); q.put(1); q.put(2); print(q.get(), q.get())
try: q.get()
except IndexError as e: print(e)
class LRU(dict):
    def __init__(self, n): super().__init__(); self.n = n
    def __setitem__(self, k, v):
        if k in self: del self[k]
        super().__setitem__(k, v)
        while len(self) > self.n: del self[next(iter(self))]
c = LRU(2)
for i in range(4): c[i] = i * i
print(c, list(c), 3 in c)
def gen(l):
    for x in l: yield x
print(list(gen(Queue([1, 2]))), list(zip(Queue("ab"), Attr(k=1))), sorted(Queue([3, 1])), [x for x in Queue()], len({1: Queue()}), Queue([1, 2]) == Queue([1, 2]), Queue([1]) < Queue([2]), all(Queue()), Attr() == {}, Queue([[1]]) [0] is not None)
x = Queue([1, 2, 3]); x[:] = Queue([9]); print(x, [1, 2] + x, x + x); y = [0]; y += x; y.extend(x); y[1:1] = x; print(y); a, = x; print(a)
def f(*a, **k): return a, k
print(f(*x, **Attr(z=1)), {**Attr(b=1)}, dict(Attr(c=2)), set(x), tuple(x), str(Attr(q=x)), isinstance(x, (int, list)), isinstance(Attr(), dict), isinstance(x, dict), issubclass(LRU, dict), issubclass(LRU, list), isinstance([], Queue))
