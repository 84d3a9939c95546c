def failing(work):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, error)


class Thing:
    pass


# Numbers, and what is made of them, have CPython's own.
for value in (0, 1, -1, -2, 2**61 - 1, 2**61, -(2**70), 10**40, 1.5, -1.5, 0.1, 1e300, -2.5e-300,
              float("inf"), 2.0**61, True, (), (1,), (1, 2, 3), ((1, 2), (3,), -1), range(5),
              frozenset(), frozenset([1, 2, 3]), frozenset([(1, 2)]), "", b""):
    print(hash(value), end=" ")
print()
print(hash(1) == hash(1.0) == hash(True), hash(2**70) == hash(2.0**70), hash(-0.0) == hash(0))
print(hash("abc") == hash("ab" + "c"), hash("abc") == hash("abd"), hash(b"x") == hash(b"xy"[:1]))
print(hash(("a", 1)) == hash(("a", 1.0)), hash((1, 2)) == hash((2, 1)))
print(hash(frozenset("ab")) == hash(frozenset("ba")), hash(range(0)) == hash(range(3, 3, 2)))
one, other = Thing(), Thing()
print(hash(one) == hash(one), hash(one) == hash(other), hash(Thing) == hash(Thing), hash(len) == hash(len))
print(hash(None) == hash(None), type(hash("text")))
failing(lambda: hash([]))
failing(lambda: hash({}))
failing(lambda: hash({1}))
failing(lambda: hash(bytearray()))
failing(lambda: hash((1, [])))
failing(lambda: hash({}.keys()))
failing(lambda: hash())
failing(lambda: {slice(1): 2})
print({len: 1, None: 2, Thing: 3}[len])
