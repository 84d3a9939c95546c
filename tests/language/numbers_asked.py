"""Objects that are asked for a number by %, by builtins and by methods."""


class N:
    def __int__(self): return 7
    def __index__(self): return 9
    def __float__(self): return 2.5
    def __str__(self): return "N!"
class I:
    def __index__(self): return 65
class B:
    def __int__(self): return "x"
    def __float__(self): return 1
class E(Exception): pass
class R:
    def __int__(self): raise E("int")
    def __index__(self): raise E("index")
print("%d %i %x %o %X %f %e %g %s %5d|%-5d|%05.1f" % ((N(),) * 12))
print("%d %x %c %f %s" % (I(), I(), I(), I(), 1))
print("%(a)d %(a)s" % {"a": N()}, b"%d %x %.1f" % (N(), N(), N()))
for t in [lambda: "%x" % B(), lambda: "%c" % N(), lambda: "%d" % R(), lambda: "%x" % R(), lambda: "%d" % E(), lambda: "%f" % E(), lambda: "%x" % E(), lambda: "%c" % E(), lambda: "%*d" % (I(), 1), lambda: "%f" % I(),
          lambda: round(I()), lambda: divmod(5, I()), lambda: abs(I()), lambda: pow(I(), 2), lambda: pow(2, I()), lambda: round(2.567, I()), lambda: hex(I()), lambda: chr(I()), lambda: [1, 2].pop(I()), lambda: list(range(I()))[-1], lambda: "a" * I() == "a" * 65, lambda: [0][I()], lambda: int(I()), lambda: float(I()), lambda: bin(N()), lambda: int("11", I()), lambda: "abc".center(I())[:3], lambda: [1, 2, 3].insert(I(), 4), lambda: "x".zfill(N()), lambda: "a,b".split(",", I()), lambda: sum([I()]), lambda: divmod(I(), 3), lambda: len(I()), lambda: bytes(I())[:2], lambda: (5).to_bytes(N(), "big")]:
    try: print(t())
    except Exception as e: print(type(e).__name__, e)
