"""The code of one function while it is being written: instructions, open blocks, lines."""

from __future__ import annotations

from runtime.vm import instructions


def leb128(value: int) -> bytes:
    """Unsigned LEB128."""
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


Place = tuple[int, int, int | None, int | None]
"""A stretch of the source: line, column, last line, column behind its end; None: unknown."""


class Block:
    """An open block: what kind, and whether some path leads behind its END."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.reached = False


class Assembler:
    """Instructions in order. `live` is False behind a branch, where nothing may be written."""

    def __init__(self) -> None:
        self.raw = bytearray()
        self.lines: list[Place] = []
        self.place: Place = (0, 0, None, None)
        self.blocks: list[Block] = []
        self.live = True

    def emit(self, name: str, operand: int | None = None) -> None:
        number = instructions.number(name)
        self.raw.append(number)
        if instructions.KINDS[number] != "-":
            assert operand is not None, name
            self.raw += leb128(operand)
        self.lines.append(self.place)

    def open(self, kind: str) -> Block:
        self.emit(kind)
        block = Block(kind)
        self.blocks.append(block)
        return block

    def other_arm(self, name: str) -> None:
        """ELSE or CATCH."""
        block = self.blocks[-1]
        block.reached = block.reached or self.live
        block.kind = name
        self.emit(name)
        self.live = True

    def close(self) -> None:
        block = self.blocks.pop()
        if block.kind == "IF":
            block.reached = True
        self.emit("END")
        self.live = block.reached or (self.live and block.kind != "LOOP")

    def depth(self, block: Block) -> int:
        return len(self.blocks) - 1 - self.blocks.index(block)

    def jump(self, block: Block, name: str = "JUMP") -> None:
        self.emit(name, self.depth(block))
        if block.kind != "LOOP":
            block.reached = True
        if name == "JUMP":
            self.live = False

    def stop(self, name: str, operand: int | None = None) -> None:
        """RETURN, RAISE, RERAISE: nothing follows."""
        self.emit(name, operand)
        self.live = False
