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
    lambda: 1 + "a", lambda: "a" + 1, lambda: [1] + (2,), lambda: (1,) + [2], lambda: 1 - "a", lambda: "a" - 1, lambda: "a" * "b", lambda: [1] * 1.5,
    lambda: None + 1, lambda: 1 / 0, lambda: 1 // 0, lambda: 1 % 0, lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1, 0),
    lambda: 0 ** -1, lambda: 0.0 ** -1, lambda: 1 << -1, lambda: 1 >> -1, lambda: 1.5 << 1, lambda: ~1.5, lambda: -"a", lambda: +[], lambda: 1 & 1.0,
    lambda: [1][1], lambda: (1,)[5], lambda: "a"[3], lambda: [][0], lambda: {}["k"], lambda: {}[1], lambda: {1: 2}[(1, 2)], lambda: b"a"[4],
    lambda: None.x, lambda: (5).x, lambda: "s".nothing, lambda: [].push, lambda: C().x, lambda: C.x, lambda: f.x, lambda: {}.has,
    lambda: 5(), lambda: "a"(), lambda: None(), lambda: [](1), lambda: C()(),
    lambda: int("z"), lambda: int(""), lambda: int("1.5"), lambda: int(None), lambda: int([]), lambda: int("9", 8), lambda: float("x"), lambda: float(None), lambda: float(""),
    lambda: len(5), lambda: len(None), lambda: iter(5), lambda: list(5), lambda: sum(5), lambda: sum(["a"]), lambda: sum([1, "a"]), lambda: max([]), lambda: min(()), lambda: max(5), lambda: sorted(5), lambda: sorted([1, "a"]),
):
    raised(work)
