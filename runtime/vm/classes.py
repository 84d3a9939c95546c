"""The builtin classes and the exceptions: which class a value has, how an exception is made."""

from runtime.vm.values import (Builtin, Class, ClassMethod, Dict, Function, Generator, Instance,
                               Iterator, Method, Module, NativeModule, Property, Slice, StaticMethod,
                               Super)

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
    "TagDenied:TagError TagSpaceFull:TagError TagTypeRefused:TagError"
)


def _grow():
    by_name = {}
    ordered = []
    for item in _TREE.split(" "):
        name, base = item.split(":")
        cls = Class(name, by_name.get(base), {}, builtin=True)
        by_name[name] = cls
        ordered.append(cls)
    return by_name, tuple(ordered)


CLASSES, CLASS_LIST = _grow()
_EXCEPTION = CLASSES["BaseException"]
_EXCEPTION.namespace["args"] = None

_BY_HOST_TYPE = {
    type(None): CLASSES["NoneType"], bool: CLASSES["bool"], int: CLASSES["int"],
    float: CLASSES["float"], str: CLASSES["str"], bytes: CLASSES["bytes"],
    bytearray: CLASSES["bytearray"], list: CLASSES["list"], tuple: CLASSES["tuple"],
    Dict: CLASSES["dict"],
    range: CLASSES["range"], Slice: CLASSES["slice"], Class: CLASSES["type"],
    Function: CLASSES["function"], Method: CLASSES["method"],
    Builtin: CLASSES["builtin_function_or_method"], Generator: CLASSES["generator"],
    Iterator: CLASSES["iterator"], Module: CLASSES["module"], NativeModule: CLASSES["module"],
    Property: CLASSES["property"], StaticMethod: CLASSES["staticmethod"],
    ClassMethod: CLASSES["classmethod"], Super: CLASSES["super"],
}


class Error(Instance):
    """An exception of the program. `trace`: [(brick name, function index, at)], outermost first."""

    __slots__ = ("trace",)

    def __init__(self, cls, args):
        super().__init__(cls)
        self.attributes["args"] = args
        self.trace = None


class Raise(Exception):
    """Carries a program's exception through host code up to the interpreter."""

    def __init__(self, value):
        super().__init__()
        self.value = value


def fail(kind, *args):
    """The host exception that raises the builtin exception `kind` in the program."""
    return Raise(Error(CLASSES[kind], args))


def class_of(value):
    """The Class of any value of a program."""
    if isinstance(value, Instance):
        return value.cls
    return _BY_HOST_TYPE.get(type(value), CLASSES["object"])


def is_exception_class(value):
    return isinstance(value, Class) and value.is_a(_EXCEPTION)


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
