"""The builtin classes and the exceptions: which class a value has, how an exception is made."""

from runtime.vm.values import (
    UNBOUND,
    Builtin,
    Class,
    ClassMethod,
    Dict,
    FrozenSet,
    Function,
    Generator,
    Instance,
    Iterator,
    Mark,
    Method,
    Module,
    NativeModule,
    Property,
    Set,
    Slice,
    StaticMethod,
    Super,
    View,
)

# `name:base`, parents first. Append only: the numbers are part of the bytecode.
_TREE = (
    "object: type:object int:object bool:int float:object str:object bytes:object "
    "bytearray:object list:object tuple:object dict:object "
    "range:object slice:object NoneType:object function:object method:object "
    "builtin_function_or_method:object generator:object iterator:object module:object "
    "property:object staticmethod:object classmethod:object super:object "
    "BaseException:object Exception:BaseException GeneratorExit:BaseException "
    "ArithmeticError:Exception ZeroDivisionError:ArithmeticError OverflowError:ArithmeticError "
    "AssertionError:Exception AttributeError:Exception LookupError:Exception "
    "IndexError:LookupError KeyError:LookupError NameError:Exception "
    "UnboundLocalError:NameError RuntimeError:Exception RecursionError:RuntimeError "
    "NotImplementedError:RuntimeError StopIteration:Exception TypeError:Exception "
    "ValueError:Exception UnicodeError:ValueError OSError:Exception TimeoutError:OSError "
    "ImportError:Exception EOFError:Exception BufferError:Exception "
    "HopError:OSError NoAck:HopError Refused:HopError InDoubt:HopError Timeout:TimeoutError "
    "Unreachable:HopError TagError:LookupError NoTag:TagError TagExists:TagError "
    "TagDenied:TagError TagSpaceFull:TagError TagTypeRefused:TagError "
    "UnicodeDecodeError:UnicodeError set:object frozenset:object dict_keys:object "
    "dict_values:object dict_items:object UnicodeEncodeError:UnicodeError "
    "FloatingPointError:ArithmeticError ModuleNotFoundError:ImportError "
    "FileNotFoundError:OSError FileExistsError:OSError PermissionError:OSError "
    "InterruptedError:OSError ConnectionError:OSError ConnectionResetError:ConnectionError "
    "BrokenPipeError:ConnectionError MemoryError:Exception ReferenceError:Exception "
    "SystemError:Exception SyntaxError:Exception Warning:Exception UserWarning:Warning "
    "DeprecationWarning:Warning RuntimeWarning:Warning NotImplementedType:object "
    "SystemExit:BaseException KeyboardInterrupt:BaseException"
)


CLASS_COUNT = _TREE.count(" ") + 1


class _Classes:
    """The builtin classes by name, each made when it is first asked for: few ever are."""

    def __init__(self):
        self._made = {}

    def __contains__(self, name):
        return name in self._made or (" " + _TREE).find(" " + name + ":") >= 0

    def __getitem__(self, name):
        cls = self._made.get(name)
        if cls is None:
            at = (" " + _TREE).index(" " + name + ":") + len(name) + 1
            end = _TREE.find(" ", at)
            base = _TREE[at : end if end >= 0 else len(_TREE)]
            cls = Class(name, self[base] if base else None, {}, builtin=True)
            self._made[name] = cls
            if name == "BaseException":
                cls.namespace["args"] = None
        return cls


CLASSES = _Classes()


def class_numbered(number):
    """A builtin class by its place in the tree."""
    return CLASSES[_TREE.split(" ")[number].split(":")[0]]


def number_of(cls):
    """The place of a builtin class in the tree."""
    return _TREE.count(" ", 0, (" " + _TREE).index(" " + cls.name + ":"))


_BY_HOST_TYPE = {
    type(None): "NoneType", bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes",
    bytearray: "bytearray", list: "list", tuple: "tuple", Dict: "dict", range: "range",
    Slice: "slice", Class: "type", Function: "function", Method: "method",
    Builtin: "builtin_function_or_method", Generator: "generator", Iterator: "iterator",
    Module: "module", NativeModule: "module", Property: "property", StaticMethod: "staticmethod",
    ClassMethod: "classmethod", Super: "super", Set: "set", FrozenSet: "frozenset",
    Mark: "NotImplementedType",
}
_VIEWS = ("dict_keys", "dict_values", "dict_items")


class Error(Instance):
    """An exception of the program. `trace`: [(brick name, function index, at)], outermost first."""

    __slots__ = ("trace",)

    def __init__(self, cls, args):
        super().__init__(cls)
        self.attributes["args"] = args
        self.trace = None


class Raise(Exception):
    """Carries a program's exception through host code up to the interpreter.

    `told`: its trace has the frame on top already.
    """

    # Of translated code; see runtime/vm/native.py.
    in_context: bool

    def __init__(self, value, told=False):
        super().__init__()
        self.value = value
        self.told = told


class Divert(Exception):
    """The program's own code must do it: what, and with what, as runtime/vm/special.py takes it.

    Where an operator raises it, its operands are popped and its result is yet to be pushed.
    """

    def __init__(self, what, *held):
        super().__init__()
        self.what = what
        self.held = held


def has(value, name):
    """Whether the program's class of `value` has the special method `name`."""
    return (isinstance(value, Instance) and value.cls is not None
            and value.cls.find(name) is not UNBOUND)


def fail(kind, *args):
    """The host exception that raises the builtin exception `kind` in the program."""
    return Raise(Error(CLASSES[kind], args))


def class_of(value):
    """The Class of any value of a program."""
    if isinstance(value, Instance):
        return value.cls
    if type(value) is View:
        return CLASSES[_VIEWS[value.which]]
    return CLASSES[_BY_HOST_TYPE.get(type(value), "object")]


def host_type(name):
    """The host's type that values of a builtin class have, or None where there is not one."""
    for kind in _BY_HOST_TYPE:
        if _BY_HOST_TYPE[kind] == name:
            return kind
    if name in _VIEWS:
        return View
    return Error if name == "BaseException" else None


def is_exception_class(value):
    return isinstance(value, Class) and value.is_a(CLASSES["BaseException"])


def is_exception(value):
    return isinstance(value, Error)


def matches(value, wanted):
    """Whether `except wanted` catches the exception `value`."""
    if type(wanted) is tuple:
        for one in wanted:
            if matches(value, one):
                return True
        return False
    if not is_exception_class(wanted):
        raise fail("TypeError",
                   "catching classes that do not inherit from BaseException is not allowed")
    return value.cls.is_a(wanted)


def class_name(value):
    """The name of a value's class, as error messages give it."""
    return class_of(value).name
