"""% on bytes and bytearrays."""

for a in [lambda: print(b"%d %s %x" % (5, b"abc", 255)), lambda: print(b"%5.1f|%-4d|%04d|%%" % (1.25, 3, 7)), lambda: print(b"%r %a" % ("x", "é")), lambda: print(b"%b" % b"q"), lambda: print(b"%c%c" % (65, b"B")), lambda: print(b"%s" % 5), lambda: print(b"%(a)d" % {b"a": 3}), lambda: print(bytearray(b"%d") % 4), lambda: b"%d" % "x", lambda: b"%d %d" % 1, lambda: b"%d" % (1,2), lambda:b"%c" % 300, lambda: b"%c" % b"ab", lambda: b"%y" % 1, lambda: b"x" % 1, lambda: b"x" % (), lambda: b"%" % ()]:
    try: a()
    except Exception as e: print(type(e).__name__, e)

class Index:
    def __getitem__(self, key):
        return key


for make in (lambda: b"%s|%5s|%-5s|%.2s" % (b"abc", b"d", bytearray(b"e"), b"fgh"),
             lambda: b"%+d % d %#x %#o %05.1f %e %G" % (3, 4, 255, 8, 2.25, 1.5, 1e-10),
             lambda: b"%*d|%.*f" % (5, 3, 2, 1.2345), lambda: b"%(a)s %(b)r" % {b"a": b"x", b"b": "y"},
             lambda: bytearray(b"%d-%d") % (1, 2), lambda: b"%s" % [1], lambda: b"%r" % ([1, "a"],),
             lambda: b"%(a)s" % {"a": b"x"}, lambda: b"%d" % 1.9, lambda: b"%x" % 1.5,
             lambda: b"%f" % "x", lambda: b"%s" % None, lambda: b"%c" % -1, lambda: b"%" % (),
             lambda: b"plain" % (), lambda: b"%%", lambda: b"%%" % (), lambda: b"\xff%d" % 1):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)
data = bytearray(b"%d")
kept = data
data %= 7
print(data, kept)
