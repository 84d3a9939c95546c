"""`const`: what MicroPython's compiler folds into the code that uses it, by that very name.

A `_NAME = const(1)` costs a board neither an entry in the module's dictionary nor the name.
"""

try:
    from micropython import const
except ImportError:

    def const(value):
        return value


__all__ = ("const",)
