import node


class Log:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


def saying(name, answer=NotImplemented):
    def method(self, other):
        print(" ", name, self, other)
        return answer
    return method


class Base(Log):
    __add__ = saying("add")
    __radd__ = saying("radd")
    __lt__ = saying("lt")
    __gt__ = saying("gt")
    __eq__ = saying("eq")
    __iadd__ = saying("iadd")


class Derived(Base):
    __radd__ = saying("derived radd")


class Other(Log):
    __radd__ = saying("other radd", "done")
    __gt__ = saying("other gt", "greater")


base, derived, other = Base("base"), Derived("derived"), Other("other")
for left, right in ((base, base), (base, derived), (derived, base), (base, other), (1, other)):
    print(left, right)
    try:
        print(left + right)
    except TypeError as error:
        print(error)
    try:
        print(left < right)
    except TypeError as error:
        print(error)
    print(left == right, left != right)
    try:
        left += right
        print(left)
    except TypeError as error:
        print(error)
print(NotImplemented, type(NotImplemented).__name__, base.__add__(1) is NotImplemented)


class Text(Log):
    def __mod__(self, other):
        return f"{self} mod {other}"

    def __rmod__(self, other):
        return f"{other} rmod {self}"

    def __and__(self, other):
        return "and"

    def __ror__(self, other):
        return "ror"

    def __xor__(self, other):
        return "xor"

    def __lshift__(self, other):
        return "lshift"

    def __rrshift__(self, other):
        return "rrshift"

    def __divmod__(self, other):
        return "divmod"

    def __rdivmod__(self, other):
        return "rdivmod"

    def __ipow__(self, other):
        return "ipow"


text = Text("text")
print(text % 1, 1 % text, "%s!" % text, text & 1, 1 | text, text ^ 1, text << 1, 1 >> text)
print(divmod(text, 1), divmod(1, text))
text **= 2
print(text)


class Weird:
    def __bool__(self):
        return 1


try:
    if Weird():
        print("never")
except TypeError as error:
    print(error)


class Sized:
    def __init__(self, size):
        self.size = size

    def __len__(self):
        node.sleep(1)
        return self.size


print(len(Sized(3)), bool(Sized(0)), not Sized(2), [n for n in range(3) if Sized(n)])
for size in (-1, "many", 1.5):
    try:
        print(len(Sized(size)))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
