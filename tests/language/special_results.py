"""Special methods that give what they should not."""

class A:
    def __init__(self): return 5
try: A()
except TypeError as e: print(e)
class B:
    def __bool__(self): return 1
    def __len__(self): return -1
    def __str__(self): return 1
    def __repr__(self): return None
    def __hash__(self): return "a"
    def __iter__(self): return 5
    def __contains__(self, x): return [x]
    def __index__(self): return "i"
    def __int__(self): return 1.5
    def __float__(self): return 1
    def __format__(self, s): return 5
    def __eq__(self, o): return "eq"
    def __lt__(self, o): return []
    def __call__(self): return self
    def __next__(self): return 1
b = B()
for f in [lambda: bool(b), lambda: len(b), lambda: str(b), lambda: repr(b), lambda: hash(b), lambda: iter(b), lambda: 1 in b, lambda: 0 not in b, lambda: [1][b], lambda: int(b), lambda: float(b), lambda: format(b), lambda: f"{b}", lambda: b == 1, lambda: b != 1, lambda: b < 1, lambda: not b, lambda: 1 if b else 2, lambda: b and 1, lambda: list(b), lambda: [x for x in b], lambda: {b: 1}, lambda: print(b), lambda: "%s" % b, lambda: range(b), lambda: next(b), lambda: sorted([b, b]) and 1, lambda: max([b, b]) is b, lambda: [b].index(1), lambda: (b,) == (1,), lambda: {1: b} == {1: 1}, lambda: 1 == b, lambda: [b].count(5), lambda: b in [1]]:
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
