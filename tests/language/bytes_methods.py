from node import migrate


def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


for data in (b"", b"ab Cd", bytearray(b" \tx\n"), b"A1\xff\x80", b"12", bytearray(b"Title Case"), b"a\x85b\x1cc\xa0"):
    print(data, data.upper(), data.lower(), data.swapcase(), data.title(), data.capitalize(), data.hex(), len(data))
    print(data.isascii(), data.isdigit(), data.isalpha(), data.isalnum(), data.isspace(), data.isupper(), data.islower(), data.istitle())
    print(data.strip(), data.lstrip(), data.rstrip(), data.split(), data.rsplit(None, 1), data.splitlines(), data.expandtabs(2))
    print(data.center(8, b"*"), data.ljust(8, b"."), data.rjust(8), data.zfill(8), data[::-1], data[1::2], data * 2, data + b"z")
    print(list(data), data == bytes(data), bytes(data) in {bytes(data): 1}, data[:2], b"" in data, bool(data), sum(data), sorted(data)[:2])
b = b"banana"
print(b.find(b"na"), b.find(97), b.rfind(b"a"), b.index(b"n", 3), b.rindex(110), b.count(b"a"), b.count(97, 2), b.find(b"x"), b.startswith(b"ba"), b.endswith((b"x", b"na")), b.startswith(bytearray(b"b"), 0))
print(b.replace(b"a", b"oo"), b.replace(b"a", b"", 1), b.replace(b"", b"-"), b.split(b"n"), b.split(b"n", 1), b.rsplit(b"n", maxsplit=1), b.partition(b"n"), b.rpartition(b"n"), b.removeprefix(b"ba"), b.removesuffix(b"na"), b.strip(b"ba"))
print(b", ".join([b"x", bytearray(b"y")]), bytearray(b"-").join((b"1", b"2")), b.translate(bytes.maketrans(b"an", b"xy")), b.translate(None, b"a"), bytes.fromhex("01 ff 7F"), bytearray.fromhex("00ab"), b"\x01\x02\x03\x04".hex("-"), b"\x01\x02\x03".hex(":", 2), b"\x01\x02\x03".hex(" ", -2))
print(bytes(3), bytes([1, 2]), bytes((n for n in (3, 4))), bytes("h\xe9", "utf-8"), bytes("x", encoding="ascii"), bytes(bytearray(b"q")), bytes(range(3)), bytes({5}), bytearray(2), bytearray("a", "utf8"), bytes(b"s"), bytearray())
print(b"ab" < b"b", b"ab" + bytearray(b"c"), bytearray(b"c") + b"ab", b"a" == bytearray(b"a"), b"a" == "a", 97 in b"a", b"an" in b, b[0], b[-1], b[1:3], hash(b"x") == hash(b"x"), min(b), bytes(b) is not None)
print(b"caf\xc3\xa9".decode(), b"\xe9".decode("latin-1"), b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode(errors="ignore"), b"\xe2\x82\xac".decode("utf8"), repr(b"'"), repr(b'"\''), b"\t\\\x00")
print(str(b"x"), repr(bytearray(b"a'b")), [b"x", bytearray(b"y")], "%s" % b"z", f"{b'q'}", {b"k": 1})
