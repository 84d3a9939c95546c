def f(n):
    try:
        if n == 0:
            return "returned"
        if n == 1:
            raise ValueError("one")
        if n == 2:
            return 1 // 0
        if n == 3:
            return [][0]
        if n == 4:
            return {}["k"]
        if n == 5:
            return None.attr
        if n == 6:
            return undefined_name
        if n == 7:
            return int("x")
        print("body", n)
    except ValueError as error:
        print("value", error, error.args, type(error).__name__)
    except (ZeroDivisionError, IndexError) as error:
        print("pair", error)
        return "handled"
    except KeyError as error:
        print("key", error, repr(error), error.args)
    except Exception as error:
        print("other", type(error).__name__, error)
    else:
        print("else", n)
    finally:
        print("finally", n)
    return "end"
for i in range(9):
    print(f(i))
def override():
    try:
        return "try"
    finally:
        return "finally"
def swallow():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            if i < 2:
                continue
            break
    return "swallowed"
print(override(), swallow())
def nested():
    try:
        try:
            raise KeyError("a")
        except KeyError:
            raise ValueError("b")
        finally:
            print("inner finally")
    except ValueError as error:
        print("outer", error)
nested()
def reraise():
    try:
        raise ValueError("again")
    except ValueError:
        print("first")
        raise
try:
    reraise()
except ValueError as error:
    print("second", error)
class Mine(Exception):
    pass
class Coded(Mine):
    def __init__(self, code, text="none"):
        super().__init__(code, text)
        self.code = code
    def shown(self):
        return "<" + str(self.code) + ">"
for error in (Mine("x"), Mine(), Mine(1, 2), Coded(5), Coded(6, "t")):
    try:
        raise error
    except Coded as e:
        print("coded", e.code, e.args, e, e.shown(), isinstance(e, Mine))
    except Mine as e:
        print("mine", e.args, str(e), repr(e), e is error)
try:
    raise Mine
except Mine as e:
    print(e.args, repr(e))
try:
    raise ValueError("cause") from KeyError("k")
except ValueError as e:
    print(e, repr(e.__cause__))
try:
    try:
        raise KeyError("low")
    except KeyError as low:
        raise RuntimeError("high") from low
except RuntimeError as e:
    print(e, e.__cause__)
try:
    raise ValueError("x") from None
except ValueError as e:
    print(e.__cause__)
e = "outer"
try:
    raise ValueError
except ValueError as e:
    pass
try:
    print(e)
except NameError as error:
    print(error)
raise Coded(9, "the end")
