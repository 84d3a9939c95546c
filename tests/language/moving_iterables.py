import math
from node import migrate


def walk(items):
    for item in items:
        migrate(b"there")
        yield item


class Route:
    def __init__(self, stops):
        self.stops = stops

    @property
    def length(self):
        migrate(b"there")
        return len(self.stops)

    def __iter__(self):
        return walk(self.stops)


# What takes any iterable takes one that moves while it is taken.
print("-".join(walk("abc")), b"+".join(walk([b"1", b"2"])), sorted(set(walk([3, 1, 3]))), frozenset(walk("a")))
print(dict(walk([("k", 1), ("l", 2)]), m=3), dict.fromkeys(walk("xy"), 0), bytes(walk([1, 2])), bytearray(walk([3])), tuple(walk("t")))
table = {"a": 1}
table.update(walk([("b", 2)]), c=3)
print(table)
items = [1, 2, 3]
items[1:2] = walk("zz")
items.extend(walk([9]))
items += Route([7])
print(items, {*walk([1])}, [*walk([2])], [n for n in Route([4, 5])])
few = {1, 2, 3}
few.update(walk([4]), walk([5]))
few.difference_update(walk([1]))
print(sorted(few), sorted(few.union(walk([8]))), sorted(few & {2, 3}), few.isdisjoint(walk([2])), few.issuperset(walk([3])), {2}.issubset(walk([1, 2])))
print(sum(walk([1, 2]), start=10), max(walk([3, 5, 4]), key=lambda n: -n), min(walk("ba")), sorted(walk([2, 1]), reverse=True), any(walk([0, 2])), all(walk([1, 0])), math.prod(walk([2, 3])), math.fsum(walk([0.5, 0.25])))
print(list(zip(walk([1, 2]), walk("ab"), strict=True)), list(map(lambda a, b: a * b, walk([2]), walk([3]))), list(filter(None, walk([0, 1]))), list(enumerate(walk("q"), start=3)), int.from_bytes(walk([1, 0]), "big"))
left = [3, 2, 1, 0]


def draw():
    migrate(b"there")
    return left.pop()


print(list(iter(draw, 2)), left)
route = Route("abc")
print("{0.length} {r.length:>3} {0.stops[1]!r} {1:{0.length}}|".format(route, 5, r=route), "{a.length}".format_map({"a": route}))
text = bytearray()
text.extend(walk([104, 105]))
print(text, list(reversed(list(walk([1, 2])))))
