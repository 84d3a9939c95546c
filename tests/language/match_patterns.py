"""match: patterns of values, sequences, mappings and classes."""

def f(x):
    match x:
        case 0: return "zero"
        case 1 | 2: return "one or two"
        case -5 | 2.5: return "num"
        case True: return "true?"
        case [a, b]: return f"pair {a} {b}"
        case [a, *rest]: return f"seq {a} {rest}"
        case {"k": v, **rest}: return f"map {v} {rest}"
        case {"q": [x, {"z": y}]}: return f"deep {x} {y}"
        case str() as s if len(s) > 3: return f"long {s}"
        case str(s): return f"str {s}"
        case None: return "none"
        case float(): return "float"
        case bytes(b) | bytearray(b): return f"bytes {b}"
        case int(n) if n > 100: return "big"
        case {}: return "a dict"
        case []: return "empty"
        case _: return "other"
for x in [0, 1, 2, True, False, [1, 2], (1, 2, 3), range(3), {"k": 1, "z": 2}, {"q": [1, {"z": 2}]}, {"q": 1}, {}, "hello", "hi", None, 1.5, 2.5, -5, object, b"ab", bytearray(b"c"), [], 101, 50, {1, 2}, "", iter([1, 2])]:
    print(f(x))

class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x = x; self.y = y
class Q(P):
    def __init__(self, x, y, z): super().__init__(x, y); self.z = z
class R:
    @property
    def x(self): return 5
def f(p):
    match p:
        case P(0, 0): return "origin"
        case P(x=0, y=y): return f"y {y}"
        case Q(x, 0, z=z): return f"q {x} {z}"
        case P(x, 0): return f"x {x}"
        case P(P(a, b), _): return f"nested {a} {b}"
        case P(w=1): return "has w"
        case P() as it: return f"P {it.x}"
        case R(x=5) | R(x=6): return "R"
        case (P(x=a) | R(x=a)), *_: return f"first {a}"
    return "no"
w = P(9, 9); w.w = 1
for p in [P(0,0), P(0,2), P(3,0), P(1,1), 4, Q(7, 0, 8), P(P(1, 2), 3), w, R(), [P(5, 6), 1], [R()], []]: print(f(p))
