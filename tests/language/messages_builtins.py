def raised(work):
    try:
        print("no error:", work())
    except Exception as error:
        print(type(error).__name__ + ":", error)
class C:
    pass
def f(a):
    return a
for work in (
    lambda: [].pop(), lambda: [1].pop(5), lambda: [].remove(1), lambda: [1].index(2), lambda: "a".index("b"), lambda: (1,).index(2), lambda: {}.pop("k"), lambda: {}.popitem(),
    lambda: 1 < "a", lambda: "a" < 1, lambda: [1] < [None], lambda: None < None, lambda: {} < {}, lambda: (1, "a") < (1, 2), lambda: C() < C(),
    lambda: 1 in 5, lambda: 1 in "a", lambda: "a" in 5, lambda: [] in {}, lambda: {[]: 1}, lambda: {{}: 1}, lambda: {(1, []): 1},
    lambda: chr(-1), lambda: chr(0x110000), lambda: ord("ab"), lambda: ord(5), lambda: ord(""), lambda: chr("a"), lambda: abs("x"), lambda: round("x"), lambda: pow("a", 2),
):
    raised(work)
def badinit():
    class D:
        def __init__(self):
            return 5
    D()
raised(badinit)
def badcause():
    raise ValueError from 5
raised(badcause)
def badyield():
    def g():
        yield from 5
    list(g())
raised(badyield)
