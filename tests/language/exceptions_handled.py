import node


def again():
    node.sleep(1)
    raise


def outer(work):
    try:
        work()
    except Exception as error:
        chain = []
        while error is not None and len(chain) < 9:
            chain.append((type(error).__name__, str(error), error.__suppress_context__))
            error = error.__cause__ or error.__context__
        print(chain)


def reraised():
    try:
        1 / 0
    except ZeroDivisionError:
        again()


def swallowed():
    try:
        raise KeyError("first")
    except KeyError:
        pass
    raise ValueError("alone")


def nested():
    try:
        try:
            raise KeyError(1)
        except KeyError:
            node.sleep(1)
            raise ValueError(2)
    except ValueError:
        raise TypeError(3)


def caused():
    try:
        raise KeyError(1)
    except KeyError as error:
        raise ValueError(2) from error


def hidden():
    try:
        raise KeyError(1)
    except KeyError:
        raise ValueError(2) from None


class Own(Exception):
    def __init__(self, code, text="own"):
        super().__init__(text)
        self.code = code

    def __str__(self):
        node.sleep(1)
        return f"{self.args[0]} {self.code}"


class Bare(Exception):
    def __init__(self):
        node.sleep(1)
        self.ready = True


def from_class():
    try:
        raise Own(7)
    except Own as error:
        raise Bare from error


def generator():
    def numbers():
        yield 1
        raise StopIteration
    list(numbers())


for work in (reraised, swallowed, nested, caused, hidden, from_class, again, generator):
    outer(work)


def unbound():
    for at in range(3):
        try:
            raise KeyError(at)
        except KeyError as error:
            if at == 0:
                continue
            break
    try:
        error
    except NameError as gone:
        print(type(gone).__name__)


unbound()
for at in range(2):
    try:
        raise KeyError(at)
    except KeyError as error:
        continue
try:
    error
except NameError as gone:
    print(gone)


def inner():
    try:
        try:
            raise KeyError(1)
        except KeyError as first:
            raise ValueError(2)
    except ValueError:
        try:
            first
        except NameError as gone:
            print(type(gone).__name__)


inner()
print(str(Own(1)), repr(Own(2, "two")), [Own(3)], Bare().args, Own(4).args)
problem = ValueError("x")
problem.args = ("a", "b")
print(problem, problem.args, problem.__cause__, problem.__context__, problem.__suppress_context__)
print(OSError(2, "gone"), OSError(2, "gone").errno, PermissionError(1, "no").strerror)
for kind in (FileNotFoundError, PermissionError, ConnectionError, ModuleNotFoundError, UserWarning,
             FloatingPointError, InterruptedError):
    print(kind.__name__, issubclass(kind, OSError), issubclass(kind, Exception))
