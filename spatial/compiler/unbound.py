"""Which variables of a function may be read before they are assigned: a brick names only those.

A forward pass over the verified code of each function, with a mask of what is surely assigned at
each place. Bit `n` is the n-th local variable, then come the cells.
"""

from __future__ import annotations

from collections.abc import Sequence

from runtime.vm import instructions
from runtime.vm.brick import VARARGS, VARKEYWORDS, Brick, Code
from runtime.vm.verifier import verify

_NUMBER = {name: number for number, name in enumerate(instructions.names())}
_BRANCHES = {_NUMBER[name] for name in ("IF", "JUMP", "JUMP_IF", "FOR")}
_ENDS = {_NUMBER[name] for name in ("JUMP", "RETURN", "RAISE", "RERAISE")}
_MAKES = (_NUMBER["FUNCTION"], _NUMBER["CLASS"])

# A cell of a brick: number of the function that has it as its own, and which of its cells it is.
_Owned = tuple[int, int]


def may_be_unbound(brick: Brick) -> list[set[int]]:
    """For each function the numbers of such variables: locals, then cells."""
    walks = [_Walk(brick, index) for index in range(len(brick.flags))]
    unsure: set[_Owned] = set()
    for walk in walks:
        for inner, cells, sure in walk.closures:
            walks[inner].free = [walk.owned(cell) for cell in cells]
            unsure |= {walk.owned(cell) for cell in cells if not sure >> cell & 1
                       and cell < walk.own_cells}
    for walk in walks:
        unsure |= {walk.owned(cell) for cell in walk.deleted}
    return [walk.unbound(unsure) for walk in walks]


class _Walk:
    """One function: what it reads unassigned, and the closures that it builds.

    `closures` are (number of the function, its cells as cells of this one, mask of those assigned).
    """

    def __init__(self, brick: Brick, index: int) -> None:
        code = Code(brick, index)
        self.index = index
        self.local_count: int = code.local_count
        self.own_cells = len(code.cell_sources)
        self.free: list[_Owned] = []
        self.closures: list[tuple[int, list[int], int]] = []
        self.deleted: set[int] = set()
        self.loads: dict[int, int] = {}
        words, handlers, _ = verify(code, brick, brick.record(index)[-1])
        self._walk(words, handlers, _entry(code))

    def owned(self, cell: int) -> _Owned:
        """Whose a cell of this function is."""
        if cell < self.own_cells:
            return self.index, cell
        return self.free[cell - self.own_cells]

    def unbound(self, unsure: set[_Owned]) -> set[int]:
        found = set()
        for variable, always in self.loads.items():
            cell = variable - self.local_count
            if cell < 0:
                sure = bool(always)
            else:
                sure = self.owned(cell) not in unsure and (cell >= self.own_cells or bool(always))
            if not sure:
                found.add(variable)
        return found

    def _walk(self, words: Sequence[int], handlers: Sequence[tuple[int, ...]], entry: int) -> None:
        before = {0: entry}
        waiting = [0]
        while waiting:
            at = waiting.pop()
            mask = before[at]
            opcode, operand = words[at], words[at + 1]
            after = self._after(opcode, operand, mask)
            followers = [] if opcode in _ENDS else [(at + 2, after)]
            if opcode in _BRANCHES:
                followers.append((operand, after))
            followers += [(handler, mask & after) for start, end, handler, _ in handlers
                          if start <= at < end]
            for place, reached in followers:
                known = before.get(place, -1)
                if place not in before or known & reached != known:
                    before[place] = known & reached
                    waiting.append(place)
        for at in sorted(before):
            self._note(words, at, before[at])

    def _after(self, opcode: int, operand: int, mask: int) -> int:
        if opcode == _NUMBER["STORE"]:
            return mask | 1 << operand
        if opcode == _NUMBER["STORE_CELL"]:
            return mask | 1 << self.local_count + operand
        if opcode == _NUMBER["DELETE"]:
            return mask & ~(1 << operand)
        if opcode == _NUMBER["DELETE_CELL"]:
            return mask & ~(1 << self.local_count + operand)
        return mask

    def _note(self, words: Sequence[int], at: int, mask: int) -> None:
        opcode, operand = words[at], words[at + 1]
        cell = self.local_count + operand
        if opcode in (_NUMBER["LOAD"], _NUMBER["DELETE"]):
            self.loads[operand] = self.loads.get(operand, 1) & mask >> operand
        elif opcode in (_NUMBER["LOAD_CELL"], _NUMBER["DELETE_CELL"]):
            self.loads[cell] = self.loads.get(cell, 1) & mask >> cell
            if opcode == _NUMBER["DELETE_CELL"]:
                self.deleted.add(operand)
        elif opcode in _MAKES and operand & 4:
            count = words[at - 1]
            cells = [words[place + 1] for place in range(at - 2 - 2 * count, at - 2, 2)]
            self.closures.append((operand >> 3, cells, mask >> self.local_count))


def _entry(code: Code) -> int:
    """What is assigned when the function begins: its parameters."""
    count: int = code.positional + code.keyword_only + bool(code.flags & VARARGS) + bool(
        code.flags & VARKEYWORDS)
    mask = (1 << count) - 1
    local_count: int = code.local_count
    sources: tuple[int, ...] = code.cell_sources
    for cell, source in enumerate(sources):
        if source:
            mask |= 1 << local_count + cell
    return mask
