"""__context__ of what is raised in a finally, a handler, an __exit__ or a closed generator."""

def f():
    try:
        raise ValueError("a")
    finally:
        try: 1/0
        except ZeroDivisionError as e: print(repr(e.__context__))
try: f()
except ValueError as e: print(repr(e.__context__))
def g():
    try:
        raise ValueError("a")
    finally:
        raise KeyError("b")
try: g()
except KeyError as e: print(repr(e.__context__), e.__cause__)
def h():
    try: return 1
    finally: raise KeyError("b")
try: h()
except KeyError as e: print(repr(e.__context__))
class M:
    def __enter__(self): return self
    def __exit__(self, *a): raise IndexError("exit")
try:
    with M(): raise ValueError("body")
except IndexError as e: print(repr(e.__context__))
try:
    with M(): pass
except IndexError as e: print(repr(e.__context__))
def gen():
    try: yield 1
    finally: raise OSError("z")
g = gen(); next(g)
try: g.close()
except OSError as e: print(repr(e), repr(e.__context__))
g = gen(); next(g)
try: g.throw(ValueError("t"))
except OSError as e: print(repr(e), repr(e.__context__))
try:
    try: raise ValueError(1)
    except ValueError:
        try: raise KeyError(2)
        finally: raise TypeError(3)
except TypeError as e: print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
def k():
    for i in range(2):
        try:
            raise ValueError(i)
        finally:
            continue
    try: raise OSError("x")
    except OSError as e: print(repr(e.__context__))
k()
def l():
    try: raise ValueError(1)
    finally: return 5
print(l())
try: raise KeyError(0)
except KeyError as e: print(repr(e.__context__))

def f():
    try:
        raise ValueError("a")
    finally:
        try: 1/0
        except ZeroDivisionError as e: print(repr(e.__context__))
        try: raise KeyError(1)
        except KeyError as e: print(repr(e.__context__))
        for i in range(2):
            try: [][i]
            except IndexError as e: print(i, repr(e.__context__))
try: f()
except ValueError as e: print(repr(e.__context__))
def f(a):
    try:
        if a == 1: raise ValueError("a")
        if a == 2: return 7
    finally:
        if a == 1: raise KeyError("b")
        if a == 2: raise OSError("c")
        if a == 3: raise TypeError("d")
for a in (1, 2, 3, 4):
    try: print(f(a))
    except Exception as e: print(repr(e), repr(e.__context__))
def g():
    try: raise ValueError(1)
    finally:
        try: raise KeyError(2)
        finally:
            try: raise OSError(3)
            except OSError as e: print(repr(e.__context__), repr(e.__context__.__context__))
try: g()
except KeyError as e: print(repr(e.__context__))
try:
    try: raise ValueError(1)
    except ValueError as a:
        first = a
        try: raise KeyError(2)
        except KeyError as b:
            raise a
except ValueError as e: print(repr(e.__context__), repr(e.__context__.__context__))
def h():
    try: raise ValueError(1)
    finally:
        try: raise
        except ValueError as e: print("again", e)
try: h()
except ValueError as e: print("out", e)
def w():
    for i in range(3):
        try:
            if i == 1: raise ValueError(i)
        except ValueError: pass
        finally:
            try: 1/0
            except ZeroDivisionError as e: print(i, e.__context__)
w()
class C:
    def __enter__(self): return self
    def __exit__(self, t, v, b):
        try: {}[1]
        except KeyError as e: print(repr(e.__context__)); return True
with C(): raise ValueError("in")
with C(): pass
def k():
    try:
        try: raise ValueError(1)
        finally: raise KeyError(2)
    except KeyError as e:
        print(repr(e.__context__))
        raise OSError(3)
try: k()
except OSError as e: print(repr(e.__context__), repr(e.__context__.__context__))

def f():
    try: raise ValueError("first")
    finally: raise KeyError("second")
f()
