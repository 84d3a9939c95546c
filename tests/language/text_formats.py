print("%d %5d|%-5d|%05d|%+d|% d|%x|%X|%o|%#x|%c|%c|%%" % (42, 42, 42, 42, 42, 42, 255, 255, 8, 255, "A", 66))
print("%s %r %10s|%-10s|%.2s|%5.1s|" % ("é", "é", "x", "y", "abc", "xyz"), "%s" % [1], "%s %s" % ((1,), {}), "%(a)s %(b)03d" % {"a": 1, "b": 2}, "%s" % None, "%s" % (5,), "%5s%%" % 3)
print("%.3f %e %g %g %g %10.2f|%-10.1f|%+.1f %G" % (3.14159, 12345.678, 0.0001, 1e10, 1.5, 2.675, 2.5, 3.0, 1e-10))
for act in (lambda: "%d" % "x", lambda: "%s %s" % 1, lambda: "%s" % (1, 2), lambda: "%z" % 1, lambda: "%", lambda: "% " % 1, lambda: "%(a)s" % 1, lambda: "%(a)s" % {}, lambda: "%c" % "ab", lambda: "%x" % 1.5, lambda: "%d" % None,
            lambda: "abc".index("x"), lambda: "a".split(""), lambda: "x".center(5, "ab"), lambda: "x" + 1, lambda: "a" * "b", lambda: ord(""), lambda: chr(0x110000), lambda: "abc"["a"], lambda: "a".join(5), lambda: f"{1:d}{'a':d}", lambda: f"{1:q}", lambda: f"{'x':+}", lambda: f"{1.5:d}", lambda: f"{'x':=5}"):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
n, x, t = 42, 3.14159, "text"
print(f"{n}|{n:5}|{n:<5}|{n:^5}|{n:05}|{n:+}|{n:,}|{1234567:,}|{1234567:_}|{n:b}|{n:#b}|{n:o}|{n:x}|{n:#X}|{n:c}|{-n:05}|{n:*^9}|{n: }|{n:.1f}|{n:e}|{n:%}")
print(f"{x}|{x:.2f}|{x:8.3f}|{x:<8.1f}|{x:+.1e}|{x:g}|{x:.3g}|{x:010.2f}|{x:%}|{x:.1%}|{1e10:g}|{0.00001:g}|{100000.0:g}|{1e6:,}|{1234.5:,.2f}|{float('inf'):5}|{float('nan')}|{-0.0:.1f}|{x:}|{3.0:g}|{3.0}")
print(f"{t}|{t:10}|{t:>10}|{t:^10}|{t:.2}|{t:-<8.3}|{t!r}|{t!s:>6}|{t!r:>8}|{'é'!a}|{t[0]}|{t.upper()}|{len(t) + 1}|{ {'a': 1}['a'] }|{'nested ' + f'{n}'}|{n:{5}}|{x:{8}.{2}f}|{{}}|{n=}|{x = :.2f}|{None}|{True:5}|{[1, 2]}|{(lambda q: q * 2)(4)}")
