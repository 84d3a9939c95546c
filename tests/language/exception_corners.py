def f(n):
    try:
        if n == 0: return "try"
        if n == 1: raise ValueError("v")
        if n == 2: raise KeyError("k")
    except ValueError:
        return "except"
    else:
        return "else"
    finally:
        if n == 3: return "finally"
        print("f", n)
for n in range(4):
    try:
        print(f(n))
    except KeyError as error:
        print("out", error, repr(error), error.args)
def overrides():
    try:
        raise ValueError
    finally:
        return "swallowed"
print(overrides())
def loop():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
        finally:
            print("fin", i)
    else:
        print("no break")
    return i
print(loop())
def nested():
    try:
        try:
            1 // 0
        except ZeroDivisionError as error:
            raise ValueError("second") from error
    except ValueError as error:
        print(error, type(error.__cause__).__name__, error.__cause__)
        print(error.__cause__.args)
nested()
def implicit():
    try:
        try:
            {}["k"]
        except KeyError:
            [][1]
    except IndexError as error:
        return error.args, error.__cause__
print(implicit())
def suppressed():
    try:
        try:
            1 // 0
        except ZeroDivisionError:
            raise TypeError("t") from None
    except TypeError as error:
        return error.__cause__
print(suppressed())
class Base(Exception): pass
class Mid(Base):
    def __init__(self, code, *rest):
        super().__init__(code, *rest)
        self.code = code
    def describe(self): return "mid %s" % self.code
class Leaf(Mid):
    pass
for error in (Base, Base(), Base("a"), Base("a", 1), Mid(4), Leaf(5, "x")):
    try:
        raise error
    except Leaf as caught:
        print("leaf", caught.describe(), caught.args, str(caught), repr(caught))
    except (Mid, KeyError) as caught:
        print("mid", caught.code, str(caught), repr(caught))
    except Base as caught:
        print("base", caught.args, str(caught), repr(caught))
try:
    try:
        raise KeyError("a")
    except KeyError:
        raise
except LookupError as error:
    print("reraised", error)
for bad in (1, "x", None, int, [ValueError]):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    try:
        1 // 0
    except "not a class":
        pass
except TypeError as error:
    print(error)
e = ValueError("kept")
try:
    raise e
except ValueError as caught:
    print(caught is e)
print(isinstance(e, Exception), issubclass(ZeroDivisionError, ArithmeticError), issubclass(IndexError, LookupError),
      issubclass(RecursionError, RuntimeError), issubclass(UnboundLocalError, NameError), issubclass(KeyError, Exception))
def deep(n):
    try:
        if n: deep(n - 1)
        else: raise ValueError("bottom")
    finally:
        trail.append(n)
trail = []
try:
    deep(3)
except ValueError:
    print(trail)
def order():
    try:
        print("t")
        return print("r")
    finally:
        print("f")
order()
def gen():
    try:
        yield 1
    except ValueError:
        yield "handled"
    else:
        yield "else"
g = gen()
next(g)
print(g.throw(ValueError()))
x = []
try:
    x.append(1)
    x[5] = 2
    x.append(3)
except IndexError as error:
    print(error, x)
while True:
    try:
        break
    finally:
        print("left the loop")
try:
    int("q")
except (TypeError, ValueError) as error:
    print(type(error).__name__, error)
else:
    print("not here")
def ret():
    for i in range(3):
        try:
            return i
        finally:
            print("cleanup", i)
print(ret())
print(str(KeyError("k")), str(ValueError("k")), repr(ValueError()), str(ValueError()), str(ValueError(1, 2)), repr(KeyError("a", "b")))
try:
    [].pop()
except IndexError as error:
    print(error)
try:
    {}.popitem()
except KeyError as error:
    print(error)
try:
    [1].remove(2)
except ValueError as error:
    print(error)
try:
    (1, 2).index(3)
except ValueError as error:
    print(error)
try:
    "abc".index("z")
except ValueError as error:
    print(error)
