"""Names in class bodies: its own, those around it, and those its methods see."""

def f():
    y = 5
    class C:
        def g(self): return y
        y = 6
    return C().g(), C.y
print(f())

class A:
    class B:
        x = 1
    y = B.x
    def f(self): return A.B.x
print(A.y, A().f())
def f():
    x = 1
    class A:
        x = 2
        class B:
            z = x
        def g(self): return x
    return A.B.z, A().g()
print(f())
