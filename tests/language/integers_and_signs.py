for a in (7, -7, 0, 1, -1, 10**20, -10**20):
    for b in (2, -2, 3, -3, 10**19, -10**19):
        q, r = divmod(a, b)
        print(a // b, a % b, q * b + r == a, round(a / b, 3), end="; ")
    print(a << 3, a >> 1, a & 6, a | 6, a ^ 6, ~a, -a, +a, abs(a), a == -(-a))
print(2 ** 100, (-2) ** 101, 2 ** -2, 0 ** 0, (-8) ** 3, -2 ** 2)
print(pow(2, 10, 1000), pow(-3, 5, 7), pow(3, 4, -5), pow(10, 0), pow(5, 1, 1))
print(int("  42  "), int("-0x1f", 16), int("0b101", 0), int("z", 36), int("1_000"), int(-3.9), int("+7"))
for text in ("", " ", "1 2", "0x", "1__0", "_1", "12a", "--1", "1.5"):
    try:
        print(int(text))
    except ValueError as error:
        print(error)
print(bin(10), bin(-10), hex(255), hex(-255), oct(8), oct(-8), bin(0))
print(True + True, True * 3, -True, ~True, True == 1, True is not 1, True & False, True | 2, True ^ True)
print(isinstance(True, int), issubclass(bool, int), type(True + 0).__name__)
print(round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1234, -2), round(1250, -2), round(1350, -2))
print(1 / 3, -1 / 3, 1e16, 1e15, 123456789012345678.0, 1e-5, 0.0001, 1.0, -0.0, 1e300 * 1e10)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7 // 2.0, divmod(-7.5, 2), 2 ** 0.5, 4 ** 0.5)
print(10**18 * 10**18 - 1, (10**18 * 10**18) // 7 % 1000007, 12345678901234567890 % 97)
for act in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: 1.0 // 0, lambda: 0 ** -1, lambda: 1 << -1,
            lambda: 1.5 % 0, lambda: divmod(1, 0), lambda: int("a"), lambda: 1 + "a", lambda: "a" + 1,
            lambda: [] + (), lambda: 1 & 1.5, lambda: -"a", lambda: ~1.5, lambda: "a" * "b", lambda: None + 1,
            lambda: 1 < "a", lambda: [] < 1, lambda: {} < {}, lambda: pow(2, -1, 4), lambda: int([]),
            lambda: float("x"), lambda: chr(-1), lambda: ord("ab"), lambda: 2 ** 5.0 << 1):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
print(1 < 2 < 3, 1 < 3 < 2, 3 > 2 > 1 == 1, 1 == 1.0 == True, 1 != 2 != 1, not 1 < 2, 1 in [1] == True)
print((5).bit_length(), (-5).bit_length(), (0).bit_length(), 5 .bit_length(), (2**64).bit_length())
print(float("inf") > 10**300, float("-inf") < -10**300, float("nan") == float("nan"), 0.1 + 0.2, 1e22, 1e21)
print(int(1e20), int(-1e20), float(2**53 + 1), 3.0 == 3, hash(3) == hash(3.0))
print(0b1010, 0o17, 0xFF, 1_000_000, 1e3, .5, 5., 0xdead_beef, 00)
print(max(1, 2.0, True), min(1, 1.0), max([3, 1, 2]), min("hello"), max("a", "b", key=lambda c: -ord(c)), min([], default=7))
print(sum([1, 2, 3], 10), sum([0.1] * 3), sum([[1], [2]], []), abs(-2.5), abs(-0.0))
print([n for n in range(30) if all(n % d for d in range(2, n))][2:])
x = 10
x += 5; x -= 3; x *= 2; x //= 5; x **= 3; x %= 50; x <<= 2; x >>= 1; x |= 1; x &= 15; x ^= 2
print(x)
x /= 3
print(x)
a, b = 0, 1
while b < 10**40:
    a, b = b, a + b
print(a, b, a * b, str(a)[::-1], len(str(a * a)))
print(type(3) is int, type(3.0) is float, type(1).__name__)
