"""match: captures, guards, and the ways out of its cases."""

def g(cmd):
    for c in cmd:
        match c.split():
            case ["go", ("north" | "south") as d]: print("go", d)
            case ["go", d]:
                print("unknown", d)
                continue
            case ["stop"]: break
            case ["drop", *things] if things: print("drop", things)
            case ["raise", what]:
                try: raise ValueError(what)
                except ValueError as e: print(e)
                finally: print("fin")
            case []: print("nothing")
            case _ as other: print("?", other)
        print("after", c)
    else: print("never stopped")
g(["go north", "go west", "drop a b", "drop", "raise x", "", "stop", "go south"])
g(["go south"])
class Color:
    RED = 1
    GREEN = 2
def col(c):
    match c:
        case Color.RED: return "red"
        case Color.GREEN: return "green"
print(col(1), col(2), col(3))
def gen(x):
    match x:
        case [a, b]: yield a; yield b
        case int(): yield from range(x)
        case _: return
print(list(gen([1, 2])), list(gen(3)), list(gen("a")))
match 5:
    case int(x) | str(x): print("module", x)
match (1, 2), 3:
    case (a, b), c: print(a, b, c)
match {"a": 1, "b": {"c": [1, 2, 3]}}:
    case {"b": {"c": [first, *_, last]}}: print(first, last)
x = 1
match x:
    case 2: x = 3
    case y: print("captured", y)
class E:
    def __eq__(self, o): print("eq", o); return o == 7
match E():
    case 6: print("no")
    case 7: print("seven")
def unbound(v):
    match v:
        case [q, 1]: pass
    try: print(q)
    except UnboundLocalError as e: print(e)
unbound([5, 1]); unbound([5, 2])
def inner():
    match [1, 2]:
        case [a, b]:
            return (lambda: a + b)()
print(inner())
match "abc":
    case "abc" if False: print("no")
    case "abc": print("guarded")
match 3:
    case 1: print("none of these")
print("end")
match [1, [2, 3]]:
    case [1, [2, 4]] | [1, [_, 3]]: print("or nested")
match 1.0:
    case 1: print("float one")
match True:
    case 1: print("true is one")
def t(v):
    match v:
        case 1, 2, *r, 9: return r
        case *r, 5: return ("tail", r)
        case (1 | 2 as a, 3): return a
for v in [(1, 2, 9), (1, 2, 3, 4, 9), [7, 5], [2, 3], "ab5"]: print(t(v))

match = 1
case = 2
print(match, case)
def match(case): return case
print(match(3))

import math
match math.pi:
    case math.pi: print("pi")
    case _: print("no")
match 1:
    case x if (y := x + 1) > 1: print(x, y)
