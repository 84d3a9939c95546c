def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)
class P:
    def __init__(self): self.x = [1, {"k": 2}]
    @property
    def y(self): return 7
print("{} {}".format(1, "a"), "{0}{1}{0}".format("x", "y"), "{a}-{b!r}".format(a=1, b="q"), "{:>{w}}|{:^5}".format(1, "m", w=4))
print("{0.x[1][k]} {0.y:03d}".format(P()), "{p.y}".format(p=P()), "{[0]}{[k]}".format([5], {"k": 6}), "{{}} {{{}}}".format(1))
print("{0.real} {0.imag} {0.start}".format(3, 4) if 0 else "{0.real}".format(3))
for t in ("{", "}", "{0}{}", "{}{0}", "{}", "{a}", "{0.x}", "{0[a]}", "{0!x}", "{0!}", "{0[}", "{0.}", "{:{}}", "{:{:{}}}", "a{0]}", "{0[a]b}", "{:d}", "{0x}", "{ 0 }", "{:5}", "{!r:>5}", "{0:{0}}"):
    failing(lambda: t.format("s"))
    failing(lambda: t.format(1.5, 2))
    failing(lambda: t.format([1], 3))
    failing(lambda: t.format())
failing(lambda: "{a}".format_map({"a": 1}))
failing(lambda: "{}".format_map({"a": 1}))
for f in ("%d","%x","%c","%y","%","%(a","%s %s","%(a)s","%5%|","%.3%","%*d","%i","%f","%s","%r","%a","%+s","% d","%.2s","%#x","%#.3g","%-5d|","%ld","%.5d","%+.5d","%#.5x","%08.3d","%.0f","%#.0f","%05s","%e","%G","%u","%o","%X", "%.*f"):
    for v in (1, 1.5, "a", 65, (1, 2), {"a": 1}, (), [1], None, True, 1e300, (3, "x"), (2, 1.555), "é", -17.256):
        failing(lambda: f % v)
print("%(x)d %(x)s %(y)r %%" % {"x": 1, "y": "q"})
for spec in ("abc", "+", " ", "#", ",_", ",x", ".2d", "d", "5", "+c", "#c", "c", ",n", "x", "=5", ",", "5.", ".1", "05", "^07", "012,", "015,.2f", "#_x", "z", "z.1f", "x<#010b", "e", "n", "s", "*^15", "<8", ">+8", "=+8", " d", "_b", "%", ".1%", "G", "#g", ".3", "#.0f", "#.0e", "0=8", "_d", "_", ",.3f", "10.3s", "é>4", ",d", "+x", "X", "#X", "o", "#o", "08.2f", "-5", "{<5", "020_.3e","08,d","#010,.1f", "01", "0", "00005"):
    for v in (0, 1, -255, 123456789, 1.5, -0.04, 1e10, float("nan"), float("-inf"), "abc", "", True, 10**5, [1], None, 1e300, 1234567.891):
        failing(lambda: format(v, spec))
x, y = 3, "q"
print(f"{x=} {y=!s} {x+1 = } {y!a:>8} {x:>{x+2}} {x!r:^5}|{{}}")
