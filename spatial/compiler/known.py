"""Which names the machine knows by itself: its builtins, and the methods of its values."""

import functools

from runtime.vm.builtins import COUNT, named, numbered
from runtime.vm.classes import CLASSES
from runtime.vm.values import UNBOUND, Builtin


def is_builtin(name: str) -> bool:
    """Whether a bare name means a builtin; failures of the node come from its module only."""
    if name in CLASSES:
        return not any(CLASSES[name].is_a(CLASSES[root])
                       for root in ("HopError", "TagError", "Timeout"))
    return "." not in name and named(name) is not UNBOUND


@functools.cache
def method_names() -> frozenset[str]:
    """The names of all methods of builtin values."""
    every = (numbered(number) for number in range(COUNT))
    return frozenset(builtin.name.split(".")[1] for builtin in every
                     if isinstance(builtin, Builtin) and "." in builtin.name)
