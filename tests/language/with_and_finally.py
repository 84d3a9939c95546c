class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow
    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind is not None and kind.__name__, value)
        return self.swallow
with Manager("a") as a, Manager("b") as b:
    print(a, b)
with Manager("c", True):
    raise ValueError("in c")
try:
    with Manager("d"):
        with Manager("e"):
            raise KeyError("in e")
except KeyError as error:
    print("caught", error)
def in_with():
    for i in range(3):
        with Manager(str(i)):
            if i == 1:
                continue
            if i == 2:
                return "from with"
print(in_with())
try:
    assert 1 == 1, "fine"
    assert [], "message"
except AssertionError as error:
    print("assert", error)
try:
    assert 0
except AssertionError as error:
    print("assert", repr(str(error)))
for kind in (ValueError, KeyError, IndexError, ZeroDivisionError, RecursionError, StopIteration, NotImplementedError, OverflowError, OSError):
    try:
        raise kind("text")
    except LookupError as error:
        print("lookup", type(error).__name__)
    except (ArithmeticError, RuntimeError) as error:
        print("arithmetic or runtime", type(error).__name__, isinstance(error, Exception))
    except Exception as error:
        print("exception", type(error).__name__)
print(issubclass(KeyError, LookupError), issubclass(KeyError, (int, Exception)), issubclass(bool, int))
def recurse(n):
    return recurse(n + 1)
try:
    recurse(0)
except RecursionError as error:
    print(type(error).__name__)
def loop_try():
    out = []
    for x in ("1", "z", "3"):
        try:
            v = int(x)
        except ValueError:
            out.append("bad")
            continue
        else:
            out.append(v)
        finally:
            out.append("f")
    return out
print(loop_try())
def finally_order():
    try:
        return print("value")
    finally:
        print("after value")
finally_order()
def deep_finally(n):
    try:
        if n == 0:
            raise ValueError("bottom")
        deep_finally(n - 1)
    finally:
        print("up", n)
try:
    deep_finally(3)
except ValueError as error:
    print(error)
while True:
    try:
        break
    finally:
        print("broken")
try:
    try:
        pass
    except ValueError:
        print("never")
    else:
        raise KeyError("from else")
    finally:
        print("fin")
except KeyError as error:
    print(error)
print(repr(ValueError("a")), repr(ValueError()), repr(ValueError(1, "b")), str(KeyError("k")), str(ValueError(1, 2)))
class Own(Exception):
    def __init__(self):
        super().__init__("made by its own init")
try:
    raise Own
except Own as error:
    print(error)
raise Own
