def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


print("-5".zfill(4), "+x".zfill(4), "--".zfill(5), "abc".zfill(2), "ab".center(5), "abc".center(6, "-"), "".center(3, "x"))
print("xxhixx".strip("x"), "abcba".strip("ab"), "\xa0\u2003wide\u3000".strip(), "a\x1cb\x85c".split(), "caf\xe9\xe9".rstrip("\xe9"))
print("a,b,,c".split(","), "a,b,,c".split(",", 1), "a,b,,c".rsplit(",", 2), "".split(","), "".split(), "aXXbXX".split("XX"))
print("  a  b  c ".split(maxsplit=1), "  a  b  c ".rsplit(maxsplit=1), "a b c".split(" ", maxsplit=-1), "abc".split("abc"))
print("one\ntwo\r\nthree\rfour\n".splitlines(), "one\ntwo\r\n\nx".splitlines(True), "a\x0bb\x0cc\x1cd\x85e\u2028f".splitlines(keepends=True), "".splitlines())
print("a=b=c".partition("="), "a=b=c".rpartition("="), "abc".partition("x"), "abc".rpartition("x"))
print("abcabc".find("c"), "abcabc".find("c", 3), "abcabc".find("c", -2, -1), "abc".find(""), "abc".find("", 3), "abc".find("", 4), "abc".find("", 2, 1))
print("abcabc".rfind("c"), "abcabc".rfind("c", 0, 5), "abc".rfind(""), "abc".rfind("", 1, 2), "abcabc".index("b", 2), "abcabc".rindex("b"))
print("banana".count("a"), "banana".count("ana"), "banana".count(""), "banana".count("a", 2, -1), "abc".count("", 2), "abc".count("", 5), "abc".count("z"))
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".startswith("b", 1), "abc".startswith("", 4), "abc".startswith("", 3), "abc".startswith(()), "abc".endswith("c", 0, 2), "abc".endswith(("b", "bc")), "abc".endswith("abcd"))
print("aaa".replace("a", "b"), "aaa".replace("a", "b", 2), "abc".replace("", "-"), "abc".replace("", "-", 2), "".replace("", "x"), "".replace("a", "x"), "abc".replace("b", ""), "aaa".replace("aa", "b"), "abc".replace("", "-", 0))
print("prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "x".removesuffix(""), "ab".removeprefix("b"), "a".removesuffix("aaa"))
table = str.maketrans("abc", "xyz", "d")
print("abcd abcd".translate(table), sorted(table.items()), "hello".translate({104: "J", 108: None, "o": 1, 111: 48}), "ab".translate({97: "long"}), "".maketrans({"a": 1, 98: "q"}))
print(",".join("abc"), "".join([]), "-".join(("x",)), ", ".join(str(n) for n in range(3)), "+".join({"k": 1}), "ab" "cd" * 2)
print("abc" < "abd", "a" < "B", "" < "a", "abc" * 0, "ab" in "cabd", "" in "", "x" not in "abc", min("hello"), max("hello"), sorted("hello"), list("ab"), len("\u6c34"))
print("h\xe9".encode(), "h\xe9".encode("latin-1"), "h\xe9\u20ac".encode("ascii", "ignore"), "h\xe9".encode("ascii", errors="replace"), "x".encode("utf8"), "x".encode(encoding="UTF-8"))
