"""The virtual machine: what makes a brick runnable, runs it, and moves it.

A node calls `load_brick` on bytes that claim to be code, makes an `Execution` of a program's
bricks, `run`s it in slices, and `capture`s it where it blocks; another node `restore`s it there.
"""

from runtime.vm.brick import Brick, closure, load_brick
from runtime.vm.interpreter import BLOCKED, DONE, FAILED, KILLED, Execution, Limits
from runtime.vm.seldom import restore

__all__ = ("Brick", "closure", "load_brick", "restore", "Execution", "Limits", "DONE", "BLOCKED",
           "FAILED", "KILLED")
