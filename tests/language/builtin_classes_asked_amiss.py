"""What the builtin classes say to arguments that they do not take; properties without a getter."""

for f in (lambda: property(), lambda: property(None, None, None, "d"), lambda: staticmethod(),
          lambda: classmethod(), lambda: slice(), lambda: slice(1, 2, 3, 4), lambda: range(),
          lambda: int(1, 2, 3), lambda: str(1, 2, 3, 4), lambda: list(1, 2), lambda: dict(1, 2),
          lambda: bool(1, 2), lambda: float(1, 2), lambda: property(x=1), lambda: slice(a=1),
          lambda: range(stop=3), lambda: list(x=1), lambda: float(x="1"), lambda: bool(x=1),
          lambda: tuple(sequence=()), lambda: set(x=1), lambda: int("1", base="x"),
          lambda: str(object="x"), lambda: ValueError(x=1), lambda: property(fget=len)):
    try:
        print(type(f()).__name__)
    except Exception as error:
        print(type(error).__name__, error)


class Base:
    x = property(doc="d")
    y = property(fset=lambda self, value: print("set", value))


class Derived(Base):
    def up(self):
        return super().x


for f in (lambda: Base().x, lambda: Derived().y, lambda: setattr(Derived(), "y", 5),
          lambda: setattr(Base(), "x", 5), lambda: delattr(Base(), "x"), lambda: Derived().up()):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
