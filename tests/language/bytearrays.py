from node import migrate


def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


a = bytearray(b"hello")
a[0] = 72
a.append(33)
a.extend(b" you")
a.extend([1, 2])
a.extend(n for n in (3, 4))
print(a, len(a))
a[1:3] = b"EEE"
a[-2:] = b""
print(a)
a[::2] = b"." * len(a[::2])
print(a, a.pop(), a.pop(0), a)
a.insert(0, 65)
a.insert(-1, 66)
a.insert(99, 67)
a.remove(67)
print(a)
a.reverse()
del a[0]
del a[1:3]
del a[::3]
print(a, a.copy() is a, a.copy() == a)
other = a
other += b"tail"
other *= 2
print(a, a is other, a[1:-1], a.find(b"ta"), a.upper())
a.clear()
print(a, bool(a))
for work in (lambda: b"a"[5], lambda: b"a"["x"], lambda: b"a" + "a", lambda: b"a" + 1, lambda: bytes([256]), lambda: bytes([-1]), lambda: bytes(-1), lambda: bytes("a"),
             lambda: bytes(1.5), lambda: bytes(["a"]), lambda: bytearray([300]), lambda: b"a".find("a"), lambda: b"a".find(300), lambda: b"a".split("x"), lambda: b"a".split(b""),
             lambda: b"a".join(["x"]), lambda: b"a".join(1), lambda: b"a".replace("a", b""), lambda: b"a".startswith("a"), lambda: b"a".startswith((1,)), lambda: b"abc".index(b"z"),
             lambda: b"\xff".decode(), lambda: b"\xc3".decode(), lambda: b"\xe2\x28\xa1".decode(), lambda: b"a\xf0\x9f".decode(), lambda: b"\x80".decode("ascii"), lambda: b"a".decode("nope"),
             lambda: bytes.fromhex("0"), lambda: bytes.fromhex("zz"), lambda: bytes.fromhex("0 1"), lambda: bytes.fromhex(5), lambda: b"a".hex(""), lambda: b"a".hex("ab"), lambda: b"a".strip("a"),
             lambda: bytearray(b"").pop(), lambda: bytearray(b"a").pop(5), lambda: bytearray(b"a").remove(98), lambda: bytearray(b"a").append(256), lambda: bytearray(b"a").append("x"),
             lambda: bytearray(b"a").extend("x"), lambda: bytearray(b"a").extend(5), lambda: bytearray(b"a").insert(0, -1), lambda: {bytearray(b"a"): 1}, lambda: b"a".translate(b"short"),
             lambda: bytes.maketrans(b"a", b"bc"), lambda: b"a".center(3, "x"), lambda: b"a".center(3, b"xx"), lambda: b"a".casefold(), lambda: b"a".format(), lambda: b"a".append(1),
             lambda: b"a" < "a", lambda: "a" in b"a", lambda: 300 in b"a", lambda: b"a" * b"a", lambda: bytearray(b"a") + [1], lambda: b"a".partition(b"")):
    failing(work)


def change(target, at, value):
    target[at] = value


def drop(target, at):
    del target[at]


for at, value in ((0, 256), (0, "x"), (9, 1), ("a", 1), (slice(0, 2, 1), "xy"), (slice(None, None, 2), b"1234567"), (slice(0, 1), 5)):
    failing(lambda: change(bytearray(b"abc"), at, value))
failing(lambda: change(b"abc", 0, 1))
failing(lambda: drop(bytearray(b"a"), 4))
failing(lambda: drop(b"abc", 0))
c = bytearray(b"moving")
kept = [c, c]
pop = c.pop
migrate(b"there")
kept[0].append(33)
print(kept, kept[0] is kept[1], pop(0), c)
