n, pi, s = 42, 3.14159265, "text"
print(f"{n} {pi} {s} {n + 1} {s!r} {s!s} {[1, s]} {n:5d}| {n:<5}| {n:^5}| {n:>5}|")
print(f"{n:05d} {n:+d} {n: d} {n:x} {n:X} {n:#x} {n:b} {n:#b} {n:o} {n:08b} {-n:05d} {n:c}")
print(f"{pi:.2f} {pi:8.3f}| {pi:<8.2f}| {pi:+.1f} {pi:e} {pi:.3e} {pi:g} {pi:.3g} {pi:%} {0.256:.1%} {pi:08.2f}")
print(f"{1234567:,} {1234567.891:,.2f} {1234567:_} {0xffff:_x} {12:,} {-1234:,} {1e10:,}")
print(f"{s:10}| {s:<10}| {s:>10}| {s:^10}| {s:*^10}| {s:.2}| {s:10.2}| {True} {None} {True:d} {1.0} {1e20} {1e-5}")
print(f"{'nested ' + s} {n if n else 0} {{literal}} {s[0]} {s.upper()} {len(s):>{3}} {pi:{8}.{2}f}| {n!r:>6}")
width = 8
print(f"{n:{width}}|{n:<{width}}|{s:{'*'}^{width}}|{pi:.{3}f}")
print(f"{1e6} {1e16} {1.5:g} {100000.0:g} {1000000.0:g} {0.0001:g} {0.00001:g} {123456789:g} {1.0:g} {2.50:.3g} {1e100:g}")
print(f"{0.5:.0f} {1.5:.0f} {2.5:.0f} {1e3:.0f} {0.1:.20f} {1 / 3:.10f} {-0.0:.1f} {-0.001:.1f}")
print(f"{float('inf')} {float('nan'):.2f} {float('-inf'):8}| {10 ** 20} {2 ** 70:,} {-5:=6d}| {5:=+6d}|")
print(f"{[1.5, 'a', None]} {(1,)} {{'a': 1}} { {'a': 1} } {b'x'}")
print(format(n, "x"), format(pi, ".1f"), format(s, ">6"), format(n), format(True), format(1.5, "10"), format(-3, "+"))
print("%s %d %r" % (s, n, s), "%5.1f|%-6s|%06.2f" % (pi, s, pi), "%x" % 255, "%%" % (), "%s" % None, "%s %s" % (1, [2]))
print("%g %g %g" % (1e10, 0.1, 100000), "%e" % 0, "%.0f" % 2.5, "%+.2f" % 1, "%10.4s|" % "abcdefgh", "%-5d|" % 3, "% d" % 7)
print("%c" % "x", "%c" % 97, "%o" % 8, "%#o" % 8, "%X" % 255, "%(k)s %(k)r" % {"k": "v"}, "%5s%%" % 50, "%.3d" % 5, "%#x" % 255)
print(str(1.0), str(100.0), str(1e22), str(1.23e-10), repr(0.1), str(123456.789), str(1e15), str(12345678901234567.0), 1.7976931348623157e308)
print(f"{'a':>3}{'b':^3}{'c':<3}|", f"{1:>3}{2:^3}{3:<3}|", f"{1:03}{-1:03}", f"{'x':03}", f"{1.5:06}")
print(1, 2, sep="", end="!\n")
print("a", "b", sep=", ")
print()
print("no newline", end="")
print()
print(None, True, 1.0, "s", [1], (1,), {"a": 1}, sep="|")
print([1, "a", 2.5, None, True, b"b", (), [], {}], ("x",), {"k": (1, [2])}, [[[]]], "it's", ["it's"], ['"'], ["\n"])
print(repr(1), repr("a"), repr(None), repr([1]), repr(2.0), repr(10 ** 20), repr(b"\x00"), repr(range(3)), repr(slice(1, 2)))
print(str(ValueError("x")), repr(KeyError("k")), [ValueError("v")], str(KeyError("k")), int, [str, ValueError])
x = 5
print(f"{x!r:>4}|{x:>{x}}|", f"""multi
{x}""", f"{x}" "tail", "head" f"{x}")
for bad in ("y", "5.2d", ".q", "=5", "+", "10.2x", ".2d"):
    for value in (1, 1.5, "s", [1]):
        try:
            print(format(value, bad))
        except (ValueError, TypeError) as error:
            print(type(error).__name__)
for template, args in (("%d", "x"), ("%s %s", (1,)), ("%s", (1, 2)), ("%d", None), ("%(a)s", {}), ("%(a)s", 5), ("%", 1), ("%x", 1.5), ("%q", 1)):
    try:
        print(template % args)
    except (TypeError, ValueError, KeyError) as error:
        print(type(error).__name__, error)
