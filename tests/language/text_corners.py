s = "Hello, World"
print(s[0], s[-1], s[7:], s[::-1], s[::2], s[3:3], s[-5:-2], len(s), s * 2, "lo" in s, "" in s, "z" not in s)
print(s.upper(), s.lower(), s.swapcase(), s.title(), "hELLO wORLD".capitalize(), "they're bill's".title(), "a1b2".title())
print(s.find("o"), s.find("o", 5), s.find("zz"), s.rfind("o"), s.index("l"), s.count("l"), s.count(""), "aaaa".count("aa"), s.find(""), s.find("", 99), s.rfind("", 0, 3))
print(s.replace("l", "L"), s.replace("l", "L", 1), s.replace("", "-"), "aaa".replace("aa", "b"), "abc".replace("x", "y"), "abc".replace("b", ""))
print("a,b,,c".split(","), "a,b,,c".split(",", 1), " a  b ".split(), " a  b ".split(" "), "".split(), "".split(","), "a,b,c".rsplit(",", 1), "  x y z ".split(None, 1), "abc".split("abc"))
print("a\nb\r\nc\n".splitlines(), "a\nb".splitlines(True), "".splitlines(), "k=v=w".partition("="), "k=v=w".rpartition("="), "kv".partition("="), "kv".rpartition("="))
print(" x ".strip() + "|", "xxaxx".strip("x"), "abcab".lstrip("ab"), "abcab".rstrip("ab"), "\t\n x".strip(), "".strip(), "aXbX".strip("Xa"))
print("-".join(["a", "b"]), "".join([]), "-".join("abc"), ", ".join(str(n) for n in range(3)), "x".join(["only"]))
print("abc".startswith("ab"), "abc".startswith(("x", "a")), "abc".endswith("bc"), "abc".startswith("b", 1), "abc".endswith("b", 0, 2), "abc".startswith(""), "prefix-x".removeprefix("prefix-"), "x.py".removesuffix(".py"), "x".removesuffix("y"))
print("12".isdigit(), "".isdigit(), "a1".isalnum(), "ab".isalpha(), " ".isspace(), "AB".isupper(), "Ab".isupper(), "ab1".islower(), "1".isupper(), "".isspace())
print("7".zfill(3), "-7".zfill(4), "+7".zfill(4), "abc".zfill(2), "x".ljust(4, ".") + "|", "x".rjust(4) + "|", "x".center(4, "*"), "xy".center(5, "*"), "abc".center(2), "x".center(6, "-"), "ab".center(7))
print("a" "b" 'c', 'it''s', "tab\there", "\x41\u00e9\U0001F600", r"raw\n", "a\
b", """tri
ple""", '\'', "\"", '"', "'", len("\0"))
print(repr("it's"), repr('a"b'), repr("a'b\"c"), repr("\n\r\t\\\x00\x1f\x7f"), repr("é"), repr(""), str(b"x'y"), repr(b'\xff"'))
print("abc" < "abd", "Z" < "a", "" < "a", "abc" == "abc", "a" != "b", max("hello"), min("hello"), sorted("hello"), list("hi"), tuple("hi"), "b" in "abc", "ac" in "abc")
print(str(1.0), str(True), str(None), str([1, "a"]), str((1,)), str({"a": 'b'}), repr(1e100), str(1e16), str(123456789.123), str(0.1 + 0.2), str(1 / 3))
print("é".upper() if False else "e", "straße"[4], len("日本"), "日本"[1], "日本語".find("語"), "x😀y"[1], len("😀"), ord("😀"), chr(128512), "😀" in "x😀", "日本".encode(), "ab".encode("utf-8"))
text = "the quick brown fox"
print({w: len(w) for w in text.split()}, [w[::-1] for w in text.split()], " ".join(w.capitalize() for w in text.split()), max(text.split(), key=len), sorted(text.split(), key=lambda w: (len(w), w)))
c = "x"; c += "y"; c *= 2; print(c, c is "never" if False else "")
print("a%sb" % "", "%s" % "", "%5.2f|%-8s|%08.3f" % (1.005, "ab", -3.14159), "%i %u" % (3, 4), "%3d%3d" % (1, 22), "%-3d|" % 5, "%+5d" % -3, "%.0f %.0f %.0f" % (0.5, 1.5, 2.5), "%#o" % 8, "%s" % 1e5, "%r" % "a", "%*d" % (5, 3))
