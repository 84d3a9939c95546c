"""What moves a program, loaded to do it and given up again where the heap is a board's."""

import sys

_MODULES = ("audit", "capture", "liveness")
_SHORT = sys.implementation.name == "micropython"


def restore(*given, **how):
    """What capture.restore gives."""
    from runtime.vm.capture import restore

    execution = restore(*given, **how)
    _give_up()
    return execution


def capture(execution):
    """What capture.capture gives."""
    from runtime.vm.capture import capture

    state = capture(execution)
    _give_up()
    return state


def _give_up():
    if _SHORT:
        for name in _MODULES:
            if sys.modules.pop("runtime.vm." + name, None) is not None:
                delattr(sys.modules["runtime.vm"], name)
