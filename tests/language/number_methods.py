from node import migrate


def failing(work):
    try:
        print(repr(work()))
    except Exception as error:
        print(type(error).__name__, error)


for n in (0, 1, -1, 255, 256, -256, 10**20, -(2**64), 2**64 - 1, True):
    print(n.bit_length(), n.bit_count(), n.conjugate(), n.real, n.imag, n.numerator, n.denominator, n.as_integer_ratio(), hex(n), oct(n), bin(n), str(n), -n, ~n, abs(n))
print((1024).to_bytes(2, "big"), (1024).to_bytes(4, byteorder="little"), (-1).to_bytes(2, "big", signed=True), (0).to_bytes(0, "big"), (5).to_bytes(), int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff\xfe", "little", signed=True), int.from_bytes([1, 2], "big"), int.from_bytes(b""), int.from_bytes(b"\xff", byteorder="big", signed=True))
print(int("42"), int(" -7 "), int("+1_000"), int("0x1f", 16), int("1f", 16), int("0b11", 0), int("0o17", 0), int("z", 36), int("0_1", 8), int("0xff", 0), int(3.9), int(-3.9), int(True), int(), int(b"12"), int("12", base=3), int("0"), int("000"), int("00", 0))
print(float("1.5"), float(" -2e3 "), float("inf"), float("-Infinity"), float("nan"), float("1_0.5"), float(".5"), float("5."), float("1e-400"), float("1e400"), float(7), float(True), float(), float(b"2.5"), float("0.07"), float("1e23"), float("123456789.123456789"), float("4.35"))
print((1.5).is_integer(), (2.0).is_integer(), (0.5).as_integer_ratio(), (-2.75).as_integer_ratio(), (0.1).as_integer_ratio(), (1.5).hex(), (-0.1).hex(), (0.0).hex(), (5e-324).hex(), (1e300).hex(), float("inf").hex(), (2.5).real, (2.5).imag, (2.5).conjugate())
print(float.fromhex("0x1.8p+1"), float.fromhex("-1.8p0"), float.fromhex("0x.1p4"), float.fromhex("inf"), float.fromhex("0x1.fffffffffffffp+1023"), float.fromhex("0x0.0000000000001p-1022"), float.fromhex("ff"), float.fromhex("0x1.00000000000008p0"), float.fromhex("0x1.00000000000018p0"))
print(divmod(7, 2), divmod(-7, 2), divmod(7, -2), divmod(7.5, 2), divmod(-7.5, 2), 7 // -2, -7 % 3, 7 % -3, 7.5 % -2, -1 >> 3, 1 << 100, 6 & 3, 6 | 3, 6 ^ 3, -6 & 3, True + True, True & False, 2**-1, (-2)**3, 0**0, 10**20 // 7, -(10**20) // 7, -(10**20) % 7)
print(pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7), pow(2, -2, 9), pow(-3, 3, 5), pow(5, 2, -7), pow(2, 0, 1), pow(2.0, 3), pow(base=2, exp=3), pow(2, 3, mod=5))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234, -2), round(1250, -2), round(1350, -2), round(1.5, None), round(5, 2), round(0.5), round(1e20), round(-0.4), round(2.5, 0), round(1234.5678, -2), round(True))
print(1 / 3, 2 / 3, 1e16, 1e-5, 123456789.0, 0.1 + 0.2, 1e22, 1e21, 1e15 + 0.3, 5e-324, 1.7976931348623157e308, -0.0, 100.0, 0.0001, 1.5e-7, 10**18 / 7, 2**70 / 3, 1e100)
print(1 == 1.0, 1 < 1.5, 2**53 == 2.0**53, 10**400 > 1e300, 0.1 + 0.2 == 0.3, float("nan") == float("nan"), 3 > True, max(1, 2.5, True), min(3, 1.0, 2))
print(int("9" * 1000) % 97, len(str(3**2000)), str(7**1200)[:20], str(2**4095)[-10:], int(str(3**2500)) == 3**2500, hex(2**4000)[-5:], f"{10**300:,}"[-12:], f"{2**300:x}", int("f" * 1000, 16).bit_length(), (2**4000).bit_count())
r = range(2, 20, 3)
print(r, len(r), r[0], r[-1], r[1:3], r[::-1], r[::2], 5 in r, 6 in r, 5.0 in r, "a" in r, r.index(8), r.count(8), r.count(9), r.start, r.stop, r.step, list(reversed(r)), r == range(2, 19, 3), range(0) == range(5, 2), hash(r) == hash(range(2, 20, 3)), list(range(5, 0, -2)), range(10)[2:8:3], range(10, 0, -3)[1:], bool(range(0)), range(3) != range(4), min(r), sum(r), r[5:2], range(5)[-3:-1])
s = slice(1, 10, 2)
print(s, s.start, s.stop, s.step, s.indices(5), slice(None).indices(4), slice(None, None, -1).indices(4), slice(-3, -1).indices(10), slice(5) == slice(5), slice(1, 2) != slice(1, 3), [0, 1, 2, 3, 4][s], "abcdef"[slice(None, None, -2)], slice(-100, 100, -1).indices(3))
migrate(b"there")
print(r, s.indices(7), r[1:])
