import node


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        node.sleep(1)
        return f"Vector({self.x!r}, {self.y!r})"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        node.sleep(1)
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        if other == 0:
            return self
        return NotImplemented

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, scale):
        if isinstance(scale, Vector):
            return self.x * scale.x + self.y * scale.y
        return Vector(self.x * scale, self.y * scale)

    __rmul__ = __mul__

    def __truediv__(self, scale):
        return Vector(self.x / scale, self.y / scale)

    def __floordiv__(self, scale):
        return Vector(self.x // scale, self.y // scale)

    def __mod__(self, scale):
        return Vector(self.x % scale, self.y % scale)

    def __pow__(self, power):
        return Vector(self.x ** power, self.y ** power)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __pos__(self):
        return self

    def __abs__(self):
        node.sleep(1)
        return (self.x * self.x + self.y * self.y) ** 0.5

    def __invert__(self):
        return Vector(self.y, self.x)

    def __eq__(self, other):
        node.sleep(1)
        return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

    def __bool__(self):
        node.sleep(1)
        return self.x != 0 or self.y != 0


a, b = Vector(1, 2), Vector(3, 4)
print(a + b, a - b, a * 2, 2 * a, a * b, b / 2, b // 2, b % 2, a ** 2)
print(-a, +a is a, abs(b), ~a)
print(sum([a, b]), sum([a, b], Vector(10, 10)))
print(a == Vector(1, 2), a != Vector(1, 2), a == b, a != b, a == 1, 1 == a, a != 1)
a += b
print(a)
for value in (Vector(0, 0), Vector(0, 1)):
    print("true" if value else "false", not value, bool(value), value and 1, value or 2)
while a:
    a = a // 3
print(a, any([Vector(0, 0), b]), all([Vector(0, 0), b]), list(filter(None, [Vector(0, 0), b])))
for bad in (lambda: a + 1, lambda: 1 + a, lambda: "x" + a, lambda: [1] + a, lambda: a < b,
            lambda: a << 1, lambda: 1 & a, lambda: abs("x"), lambda: len(a), lambda: a[0],
            lambda: ~1.5, lambda: a(), lambda: divmod(a, 2), lambda: int(a), lambda: float(a),
            lambda: round(a), lambda: a in a, lambda: iter(a), lambda: reversed(a), lambda: {a: 1}):
    try:
        print(bad())
    except TypeError as error:
        print(error)


def inplace(one, two):
    one -= two
    return one


try:
    inplace(1, a)
except TypeError as error:
    print(error)
