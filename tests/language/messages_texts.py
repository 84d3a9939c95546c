def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


for work in (lambda: "abc".index("z"), lambda: "a".split(""), lambda: "a".center(5, "ab"), lambda: "a".join([1]), lambda: "a".join(5),
             lambda: "a".find(1), lambda: "a".replace(1, "b"), lambda: "a".startswith(1), lambda: "a".startswith((1,)), lambda: "a".strip(1),
             lambda: "a" + 1, lambda: "a" * "b", lambda: 1 + "a", lambda: "a" < 1, lambda: "a"["b"], lambda: "abc"[5], lambda: "a".nothing,
             lambda: "a".upper(1), lambda: "a".zfill("x"), lambda: "a".split(1), lambda: "a".partition(""), lambda: "a".encode("nope"),
             lambda: "\xe9".encode("ascii"), lambda: 1 in "a", lambda: str.upper(1), lambda: "a".translate(5), lambda: str.maketrans("a", "bc"),
             lambda: str.maketrans("a"), lambda: "abc".removeprefix(1), lambda: "ab"[1:2:0], lambda: "a".ljust(), lambda: str(b"x", "ascii", "x", 1),
             lambda: "a".expandtabs("x"), lambda: "x".rindex("q"), lambda: ord("ab"), lambda: ord(5), lambda: chr(-1), lambda: chr("a"), lambda: "a" - "b", lambda: "ab".foo()):
    failing(work)
print(str(), str(5), str(None), str(1.5), str([1, "a"]), str(b"x"), str(b"\xc3\xa9", "utf-8"), str(object=3), repr("a'b"), repr('a"b'), repr("a'\"b"), repr("\x00\n\t\\\x7f\xad"))
print(ascii("h\xe9\u20ac\U0001f600"), ascii(["\xe9"]), chr(0x20ac), ord("\u20ac"), f"{'x':>3}{'y':<3}|{'z':^3}|", "%s" % "t", list(map(str.upper, "ab")), sorted("bA", key=str.lower))
