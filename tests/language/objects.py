class Empty:
    pass
class Dynamic:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name
        raise AttributeError("no " + name)
    def __setattr__(self, name, value):
        super().__setattr__(name, value * 2)
y = Dynamic()
y.real_one = 4
print(y.xyz, y.real_one, hasattr(y, "z"), getattr(y, "z", 0))
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next
chain = None
for i in range(4):
    chain = Node(i, chain)
out = []
while chain:
    out.append(chain.value)
    chain = chain.next
print(out)
class Stack:
    """A class with a docstring."""
    limit = 3
    names = [n for n in "ab"]
    size = limit * 2
    def __init__(self):
        self._items = []
    def push(self, x):
        if len(self._items) >= self.limit:
            raise OverflowError("full")
        self._items.append(x)
        return self
    @property
    def top(self):
        return self._items[-1] if self._items else None
s = Stack()
print(s.push(1).push(2).top, s.size, Stack.names, s.limit)
try:
    s.push(3).push(4)
except OverflowError as error:
    print(error)
try:
    s.top = 5
except AttributeError as error:
    print("no setter")
def make(base):
    class Local(base):
        tag = base.__name__
        def who(self):
            return self.tag, base.__name__, __class__.__name__
    return Local
print(make(Stack)().who(), make(Empty).__name__)
class Outer:
    class Inner:
        value = 5
    def get(self):
        return self.Inner.value
print(Outer().get(), Outer.Inner.value)
e = Empty()
e.a = e.b = 1
print(e.a + e.b, e == e, e == Empty(), e != Empty(), e in [e], [e].index(e), e is not None, bool(e))
lookup = {e: "instance", Empty: "class", make: "function"}
print(lookup[e], lookup[Empty], lookup[make])
class Base:
    def template(self):
        return [self.step(i) for i in range(3)]
    def step(self, i):
        raise NotImplementedError
class Impl(Base):
    def step(self, i):
        return i + 1
print(Impl().template())
try:
    Base().template()
except NotImplementedError as error:
    print(repr(error))
class Acc:
    total = 0
    def add(self, n):
        self.total += n
        return self
print(Acc().add(1).add(2).total, Acc.total)
class Counter:
    def __init__(self):
        self.counts = {}
    def hit(self, key):
        self.counts[key] = self.counts.get(key, 0) + 1
c = Counter()
for w in "a b a".split():
    c.hit(w)
print(c.counts)
print(type(1).__name__, type("s") is str, type([]) is list, type(None).__name__, type(e) is Empty, isinstance(1, (str, int)), isinstance(True, int))
if __name__ == "__main__":
    print("main", __name__)
