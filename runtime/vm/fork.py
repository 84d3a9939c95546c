"""A copy of a program that goes on with the function under way alone, apart from its callers."""

from runtime.vm.brick import definition_of
from runtime.vm.definitions import is_plain
from runtime.vm.interpreter import Execution
from runtime.vm.values import PLAIN, UNBOUND, Dict, Frame

_PLAIN = (bool, int, float, str, bytes)


def fork(execution):
    """(name of its root brick, its state); ValueError where the function cannot be copied.

    The root is the brick of the function where that only defines, and where the variables of the
    function are plain data: so a library's function is a message of its own that needs nothing of
    the program which called it. Elsewhere it is the root of the program.
    """
    frame = execution.frames[-1]
    function = frame.function
    if frame.generator is not None:
        raise ValueError("a generator cannot be copied; call it in a function")
    if frame.gives is not None:
        raise ValueError("what fills an object cannot be copied; call it in a function")
    modules = execution.modules
    callers = execution.frames
    home = function.module
    if home is not modules[0] and _stands_alone(frame) and is_plain(modules, home):
        copy = Execution({module.brick.name: module.brick for module in modules},
                         home.brick.name, execution.seed, execution.limits)
        own = copy.modules[0]
        own.globals = [UNBOUND if definition_of(own.brick, slot) is None else PLAIN
                       for slot in range(len(own.globals))]
        copy.random.state = execution.random.state
        copy.frames = [Frame(copy.definitions.function(0, function.index), frame.local, ())]
        copy.frames[0].at = frame.at
        copy.frames[0].stack = frame.stack
        copy.request = execution.request
        return home.brick.name, copy.capture()
    execution.frames = [frame]
    try:
        return modules[0].brick.name, execution.capture()
    finally:
        execution.frames = callers


def _stands_alone(frame):
    """Whether nothing that the frame holds is of the program's own making."""
    function = frame.function
    if frame.cells or function.cells:
        return False
    waiting = [value for value in frame.local if value is not UNBOUND] + frame.stack
    seen = {}
    while waiting:
        value = waiting.pop()
        if value is None or type(value) in _PLAIN or id(value) in seen:
            continue
        kind = type(value)
        if kind is tuple or kind is list:
            waiting.extend(value)
        elif kind is Dict:
            for key in value:
                waiting.append(key)
                waiting.append(value[key])
        else:
            return False
        seen[id(value)] = value
    return True
