"""What module bodies plainly define: known without running them, and made when first used.

`def f`, `class C`, `N = 5`, `import m` and `from m import f`, each the only assignment of its name,
need no byte in a captured state and no object on a node until a program comes to them.
"""

from runtime.constant import const
from runtime.errors import BadState
from runtime.vm import builtins
from runtime.vm.brick import CLASS_BODY, definition_of, expected_namespace
from runtime.vm.classes import CLASSES, fail
from runtime.vm.values import PLAIN, Class, Function, NativeModule

_FUNCTION = const(73)
_CONST = const(15)
_INT = const(16)
_IMPORT = const(77)
_ATTR = const(19)
_CLASS = const(74)


class Definitions:
    """The functions and classes that module bodies define once, by plain statements.

    They are named by module and function number alone, on every node the same; each is made when
    it is first used, and is one object from then on.
    """

    def __init__(self, modules):
        self.modules = modules
        self.functions = {}
        self.classes = {}

    def function(self, at, index, defaults=-1):
        """The one function object of a plain definition; `defaults` numbers a constant."""
        key = (at, index)
        if key not in self.functions:
            module = self.modules[at]
            self.functions[key] = Function(module, index)
        function = self.functions[key]
        if defaults >= 0:
            function.defaults = self.modules[at].brick.constants[defaults]
        return function

    def named(self, at, index):
        """The function object that a state names, with the defaults of its definition."""
        key = (at, index)
        brick = self.modules[at].brick
        for slot in range(len(brick.global_names)):
            if key in self.functions:
                break
            definition = definition_of(brick, slot)
            if definition is None:
                continue
            if definition[0] == _FUNCTION and definition[1] >> 3 == index:
                self.expected(at, definition)
            elif definition[0] == _CLASS and expected_namespace(
                    brick.function(definition[1] >> 3)) is not None:
                self.make_class(at, definition[1] >> 3)
        return self.function(at, index)

    def make_class(self, at, index):
        """The class that a plain class body leaves; BadState where the body does more."""
        key = (at, index)
        if key not in self.classes:
            module = self.modules[at]
            code = module.brick.function(index)
            found = expected_namespace(code) if code.flags & CLASS_BODY else None
            if found is None:
                raise BadState("no plain class")
            namespace = {}
            names = code.local_names
            for slot in found:
                namespace[names[slot]] = self.expected(at, found[slot])
            self.classes[key] = Class(module.brick.record(index)[0], CLASSES["object"], namespace,
                                      module, code)
        return self.classes[key]

    def value(self, module, slot):
        """What a global variable holds, made now where its definition alone is known."""
        value = module.globals[slot]
        if value is PLAIN:
            value = self.expected(module.at, definition_of(module.brick, slot))
            module.globals[slot] = value
        return value

    def made(self, module, slot):
        """The function or class of a global variable, where it was made; else what the slot has."""
        value = module.globals[slot]
        if value is PLAIN:
            opcode, operand, _ = definition_of(module.brick, slot)
            key = (module.at, operand >> 3)
            if opcode == _FUNCTION and key in self.functions:
                return self.functions[key]
            if opcode == _CLASS and key in self.classes:
                return self.classes[key]
        return value

    def expected(self, at, definition):
        """The value of a plain definition in module `at`; see brick.py."""
        opcode, operand, extra = definition
        module = self.modules[at]
        if opcode == _CONST:
            return module.brick.constants[operand]
        if opcode == _INT:
            return operand
        if opcode == _FUNCTION:
            return self.function(at, operand >> 3, extra)
        if opcode == _IMPORT:
            return self.imported(at, operand)
        if opcode == _ATTR:
            return self._taken(self.imported(at, extra), module.brick.constants[operand])
        return self.make_class(at, operand >> 3)

    def _taken(self, source, name):
        """What `from source import name` takes, where the source plainly defines it."""
        if type(source) is NativeModule:
            return builtins.in_module(source.name, name)
        slot = source.brick.global_names.find(name)
        if slot < 0:
            raise fail("ImportError", "cannot import name '%s'" % name)
        return self.expected(source.at, definition_of(source.brick, slot))

    def imported(self, at, operand):
        brick = self.modules[at].brick
        wanted = brick.imports[operand]
        if wanted is None:
            return NativeModule(brick.import_names[operand])
        for module in self.modules:
            if module.brick.hash == wanted:
                return module
        raise BadState("no such import")


def unchanged(modules, module, slot, value):
    """Whether a global variable holds what the module's body plainly defines it as."""
    if value is PLAIN:
        return True
    definition = definition_of(module.brick, slot)
    if definition is None:
        return False
    opcode, operand, extra = definition
    constants = module.brick.constants
    if opcode == _CONST:
        constant = constants[operand]
        return value is constant or (type(value) in (int, str, bytes)
                                     and type(value) is type(constant) and value == constant)
    if opcode == _INT:
        return type(value) is int and value == operand
    if opcode == _FUNCTION:
        usual = constants[extra] if extra >= 0 else ()
        return (type(value) is Function and not value.named_defaults and not value.cells
                and not value.attributes
                and value.module is module and value.index == operand >> 3
                and (value.defaults is usual or value.defaults == () == usual))
    if opcode == _IMPORT or opcode == _ATTR:
        at = operand if opcode == _IMPORT else extra
        source = _source(modules, module.brick, at)
        if opcode == _ATTR:
            name = constants[operand]
            if source is None:
                return value is builtins.in_module(module.brick.import_names[at], name)
            return _is_plain_member(modules, source, name, value)
        return (value is source if source is not None else
                type(value) is NativeModule and value.name == module.brick.import_names[at])
    return (type(value) is Class and value.made_by is not None and value.module is module
            and value.made_by.index == operand >> 3
            and expected_namespace(value.made_by) is not None
            and not [name for name in value.namespace
                     if type(value.namespace[name]) is Function
                     and value.namespace[name].attributes])


def _source(modules, brick, at):
    """The Module of an import; the name of a native module comes as None."""
    for module in modules:
        if module.brick.hash == brick.imports[at]:
            return module
    return None


def _is_plain_member(modules, source, name, value):
    """Whether `value` is what a module has under `name`, where that is still plainly defined."""
    slot = source.brick.global_names.find(name)
    if slot < 0:
        return False
    held = source.globals[slot]
    same = held is PLAIN or held is value or (type(value) in (int, str, bytes)
                                              and unchanged(modules, source, slot, held))
    return same and unchanged(modules, source, slot, value)


def is_plain(modules, module, asking=()):
    """Whether a module's body does nothing but define, so that it need not run at all."""
    if not module.brick.only_defines or module in asking:
        return False
    for wanted in module.brick.imports:
        if wanted is not None:
            for other in modules:
                if other.brick.hash == wanted and not is_plain(modules, other, asking + (module,)):
                    return False
    return True
