"""Large ints and floats meet exactly, on hosts that would round them too."""

for a in [2**53 + 1, 2**53, 2**60 + 1, 10**22, 10**23, 2**64, 10**300, 2**1023, 2**1024 - 2**970, 2**1024 - 2**969, 3 * 2**60, 2**54 + 1, 2**54 + 2, 2**54 + 3, 2**55 + 2, 2**55+6, 123456789012345678901234567890]:
    for s in (1, -1):
        v = a * s
        try: print(float(v), v * 1.0, v + 0.5, v / 1, v == float(v), v < float(v), v > float(v), v <= float(v), v != float(v))
        except OverflowError as e: print(e)
big = [10**400, 10**399, 3, 7, 10**22 + 1, 2**53 + 1, -(10**100), 10**50 - 1, 2**1000 + 1]
for a in big:
    for b in big:
        try: print(a / b)
        except OverflowError as e: print(e)
print(1 / 10**320, 3 / 10**323, 1 / 2**1074, 1 / 2**1075, 3 / 2**1075, 1 / 10**400, 7 / 3 / 10**300 / 10**20)
for f in [1.5, 0.0, -0.0, 1e300, -1e300, 2.0**53, 2.0**60, float("inf"), float("-inf"), float("nan"), 16777217.5, -16777217.5, 1e-5]:
    for i in [0, 1, 2, 2**53, 2**53 + 1, 2**60, 2**60 + 1, 10**300, int(1e300), int(1e300) + 1, 16777217, 16777218, -16777217, -16777218, 10**400, -10**400, True]:
        print(f < i, f <= i, f > i, f >= i, f == i, f != i, i < f, i <= f, i > f, i >= f, i == f, i != f, end=" ")
    print()
print(sorted([2**53 + 1, 2.0**53, 2**53, 1.0, 2**60]), max(2**53 + 1, 2.0**53), min(2.0**53, 2**53 - 1), 2**53 + 1 in [2.0**53], [2.0**53].count(2**53), (2**53 + 1,) == (2.0**53,), sum([0.1] * 10), sum([10**20, 0.5]))
x = 5000000000; y = 2.5
print(x * y, x + y, x - y, y - x, x / y, x // y, x % y, x ** y, divmod(x, y), x < y, y * x)
print(3000000000.0 * 2, 2 * 3000000000.0, 1e10 + 1, 1 - 1e10)

print(2**53 < float(2**53) + 1, 2**53+1 == float(2**53), 2**53+1 > float(2**53), 2**60+1 <= 2.0**60, 10**300 < 1e308, 10**400 > 1e308, -10**400 < 1.5, 10**400 == float("inf"), 10**400 < float("inf"), float("nan") < 10**400, 2**53+1 in [2.0**53], {2**53: 1}.get(2.0**53))
for a in [lambda: float(10**400), lambda: 10**400 * 1.0, lambda: 10**400 + 1.0, lambda: 10**400 / 3, lambda: 10**400 / 10**399, lambda: 1.0 - 10**400, lambda: 10**400 // 2.0, lambda: divmod(10**400, 2.0), lambda: 2.0 ** 10**400, lambda: (10**400) ** 0.5, lambda: (10**400) ** -1, lambda: float(2**1024), lambda: float(2**1024 - 1), lambda: float(2**1023), lambda: 1 / 10**400, lambda: "%f" % 10**400, lambda: "%e" % (10**400), lambda: f"{10**400:.3f}", lambda: round(10**400, -399), lambda: 1e308 * 10, lambda: 10.0 ** 400, lambda: int(1e400), lambda: 10**400 % 1.5, lambda: 1.5 % 10**400]:
    try: print(a())
    except Exception as e: print(type(e).__name__, e)
