def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


for work in (lambda: int("x"), lambda: int("1.5"), lambda: int(""), lambda: int("1__0"), lambda: int("_1"), lambda: int("12", 2), lambda: int("5", 1), lambda: int("5", 37), lambda: int([]), lambda: int(None), lambda: int("z", 10),
             lambda: int(5, 2), lambda: int("0x", 16), lambda: int("01", 0), lambda: int(float("nan")), lambda: int(float("inf")), lambda: int("1", "2"), lambda: int(1, 2, 3), lambda: int(b"q"), lambda: int("  "), lambda: int("- 1"),
             lambda: float("x"), lambda: float(""), lambda: float("1e"), lambda: float("0x10"), lambda: float("1_"), lambda: float("--1"), lambda: float([]), lambda: float("infx"), lambda: float(10**400), lambda: float("1.2.3"), lambda: float(None),
             lambda: (256).to_bytes(1, "big"), lambda: (-1).to_bytes(1, "big"), lambda: (1).to_bytes(-1, "big"), lambda: (1).to_bytes(1, "middle"), lambda: (128).to_bytes(1, "big", signed=True), lambda: int.from_bytes("a", "big"), lambda: int.from_bytes(b"a", "x"),
             lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1, 0), lambda: divmod(1.0, 0), lambda: 0 ** -1, lambda: 0.0 ** -1, lambda: pow(2, -1, 4), lambda: pow(2, 3, 0), lambda: pow(2.0, 3, 5),
             lambda: 1 << -1, lambda: 1 >> -1, lambda: 1.5 << 1, lambda: 1 & 1.5, lambda: "a" ** 2, lambda: ~1.5, lambda: -"a", lambda: +[], lambda: abs("a"), lambda: round("a"), lambda: round(1.5, "a"), lambda: round(float("nan")), lambda: round(float("inf")), lambda: round(1.5, 1.5),
             lambda: 1 + "a", lambda: 1 - None, lambda: 1.5 + [], lambda: 1 < "a", lambda: 1.0 > None, lambda: 10.0 ** 400, lambda: 1e308 * 10, lambda: 10**400 * 1.0, lambda: 10**400 / 1, lambda: divmod("a", 1), lambda: hex(1.5), lambda: bin("a"), lambda: oct(None),
             lambda: range(1.5), lambda: range("a"), lambda: range(1, 2, 0), lambda: range(), lambda: range(1, 2, 3, 4), lambda: range(3)[5], lambda: range(3)["a"], lambda: range(3).index(7), lambda: range(3)[::0], lambda: slice(), lambda: slice(1).indices("a"), lambda: slice("a").indices(3), lambda: slice(1, 2, 0).indices(3),
             lambda: (1).nothing, lambda: (1.5).bit_length(), lambda: 5(), lambda: 5[0], lambda: len(5), lambda: [x for x in 5], lambda: (0.5).as_integer_ratio(1), lambda: float("nan").as_integer_ratio(), lambda: float("inf").as_integer_ratio(), lambda: float.fromhex("xyz"), lambda: float.fromhex("0x1p5000"), lambda: int.bit_length("a")):
    failing(work)
