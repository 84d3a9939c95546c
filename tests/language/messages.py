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
    lambda: "a".join([1]), lambda: "a".split(""), lambda: "a".startswith(1), lambda: "a".find(1), lambda: "a".zfill("b"), lambda: "a".center("b"),
    lambda: f(), lambda: f(1, 2), lambda: f(b=1), lambda: f(1, a=1), lambda: C(1), lambda: C(x=1),
    lambda: isinstance(1, 5), lambda: issubclass(1, int), lambda: range("a"), lambda: range(1.5), lambda: range(1, 2, 0), lambda: range(3)[5], lambda: list(1), lambda: dict(5), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: tuple(5),
    lambda: next(5), lambda: next([]), lambda: next(iter([])), lambda: enumerate(5), lambda: list(zip(5)), lambda: list(map(5, [1])), lambda: list(filter(5, [1])), lambda: reversed(5), lambda: hex("a"), lambda: hex(1.5), lambda: bin(None),
    lambda: "%d" % "a", lambda: "%s" % (), lambda: "%d %d" % (1,), lambda: "%d" % (1, 2), lambda: f"{'a':d}", lambda: f"{1:s}", lambda: f"{[]:5}",
    lambda: bytes([256]), lambda: bytes(-1), lambda: bytes("a"), lambda: b"a" + "a", lambda: "a" + b"a", lambda: bytearray(b"a")[5], 
    lambda: getattr(5, "x"), lambda: getattr(C(), 5), lambda: setattr(5, "x", 1), lambda: print(1, foo=2), lambda: [].append(), lambda: [].append(1, 2), lambda: {}.get(), lambda: "a".upper(1), lambda: len(), lambda: len(1, 2), lambda: abs(),
    lambda: nowhere, lambda: [x for x in 5], lambda: {**5}, lambda: (lambda: unknown_too)(), lambda: "abc" "def"[10], lambda: 10 ** 400 * 1.0, lambda: 10 ** 400 / 3, lambda: float(10 ** 400), lambda: int(float("inf")), lambda: int(float("nan")), lambda: round(float("inf")), lambda: 2.0 ** 10000,
    lambda: list.append(5, 1), lambda: str.upper(5), lambda: dict.get([], 1), lambda: ValueError(x=1), lambda: [].index(), lambda: "abc".nope(), lambda: None.upper(), lambda: (1).append(2),
):
    raised(work)
def nomethods():
    with 5:
        pass
raised(nomethods)
def badraise():
    raise 5
raised(badraise)
def badraise2():
    raise "text"
raised(badraise2)
def badexcept():
    try:
        1 // 0
    except 5:
        pass
raised(badexcept)
def badfor():
    for x in None:
        pass
raised(badfor)
def badunpack():
    a, b = 1
raised(badunpack)
def badunpack2():
    a, b = [1]
raised(badunpack2)
def badunpack3():
    a, b = "abc"
raised(badunpack3)
def badset():
    (5).x = 1
raised(badset)
def badset2():
    "a".x = 1
raised(badset2)
def badset3():
    5[0] = 1
raised(badset3)
def baddel():
    d = {}
    del d["k"]
raised(baddel)
def baddel2():
    c = C()
    del c.x
raised(baddel2)
def baddel3():
    global x
    x = 1
    del x
    return x
raised(baddel3)
raised(lambda: C().method())
raised(lambda: undefined_function(1))
del C
raised(lambda: C)
