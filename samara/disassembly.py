"""The instructions of a brick as text: indented by block, operands as names, source beside."""

from collections.abc import Iterator

from runtime.vm import Brick, instructions, load_brick
from runtime.vm.builtins import numbered
from runtime.vm.verifier import verify
from samara.inspection import stack_depth
from spatial.compiler import Program, SourceMap

_OPENS = ("BLOCK", "LOOP", "IF", "TRY")
_MIDDLE = ("ELSE", "CATCH")
_SOURCE_COLUMN = 52
_SHOWN = 40  # of a constant


def disassemble(program: Program, data: bytes, function: str | None = None) -> str:
    """The text of a brick, or of its functions of that name; empty where there is none."""
    brick = load_brick(data)
    source = program.maps[brick.name]
    chosen = [
        index
        for index in range(len(brick.flags))
        if function is None or function in (source.functions[index].name, str(index))
    ]
    if not chosen:
        return ""
    head = f"brick {brick.name.hex()}  {source.filename}  {len(data):,} bytes"
    return "\n\n".join([head, *("\n".join(_function(brick, source, at)) for at in chosen)])


def _function(brick: Brick, source: SourceMap, index: int) -> Iterator[str]:
    code = brick.function(index)
    entry = source.functions[index]
    yield (
        f"function {index} {code.name}({', '.join(entry.local_names[: _parameters(code)])})  "
        f"{code.local_count} locals, stack {stack_depth(brick, index)}, gas {code.cost}"
    )
    raw = brick.record(index)[-1]
    ordinals: list[int] = []
    verify(code, brick, raw, ordinals)
    line_of = {at: entry.lines[2 * number][0] for number, at in enumerate(ordinals)}
    names = instructions.names()
    open_blocks: list[str] = []
    shown_line = 0
    for ordinal, (opcode, operand) in enumerate(_instructions(raw)):
        name = names[opcode]
        if name == "END":
            open_blocks.pop()
        depth = len(open_blocks) - (name in _MIDDLE)
        text = f"{ordinal:5}  {'  ' * depth}{name}"
        if operand is not None:
            kind = instructions.KINDS[opcode]
            shown = _operand(brick, source, index, kind, operand, open_blocks)
            text = f"{text:<{26 + 2 * depth}} {shown}"
        line = line_of.get(ordinal, 0)
        if line and line != shown_line:
            shown_line = line
            text = f"{text:<{_SOURCE_COLUMN}} ;{line:5}  {source.line(line).strip()}"
        yield text
        if name in _OPENS:
            open_blocks.append(f"{name} {ordinal}")


def _parameters(code: object) -> int:
    return getattr(code, "positional", 0) + getattr(code, "keyword_only", 0)


def _instructions(raw: bytes) -> Iterator[tuple[int, int | None]]:
    at = 0
    while at < len(raw):
        opcode = raw[at]
        at += 1
        operand = None
        if instructions.KINDS[opcode] != "-":
            operand, shift = 0, 0
            while True:
                operand |= (raw[at] & 127) << shift
                shift += 7
                at += 1
                if raw[at - 1] < 128:
                    break
        yield opcode, operand


def _operand(
    brick: Brick, source: SourceMap, index: int, kind: str, operand: int, open_blocks: list[str]
) -> str:
    entry = source.functions[index]
    if kind in "ks":
        text = repr(brick.constants[operand]) if kind == "k" else brick.constants[operand]
        return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
    if kind == "l":
        return entry.local_names[operand]
    if kind == "c":
        return entry.cell_names[operand]
    if kind == "g":
        return str(brick.global_names[operand])
    if kind == "f":
        flags = ("defaults", "named defaults", "closure")
        if brick.flags[operand >> 3] & 8:
            flags = ("base", "", "closure")
        extra = [word for bit, word in enumerate(flags) if operand & 1 << bit]
        name = source.functions[operand >> 3].name
        return f"{operand >> 3} {name}" + (f" ({', '.join(extra)})" if extra else "")
    if kind == "b":
        return str(numbered(operand).name)
    if kind == "i":
        return str(brick.import_names[operand])
    if kind == "o":
        return str(instructions.OPERATORS[operand])
    if kind == "d":
        return f"out of {open_blocks[-1 - operand]}" if _leaves(open_blocks, operand) else (
            f"to {open_blocks[-1 - operand]}"
        )
    if kind == "u":
        return f"{operand & 255} before, {operand >> 8} after"
    return str(operand)


def _leaves(open_blocks: list[str], depth: int) -> bool:
    return not open_blocks[-1 - depth].startswith("LOOP")
