"""One instruction table: whoever else writes an opcode's number writes the same one."""

import re
from pathlib import Path

import pytest

from runtime.vm import instructions

ROOT = Path(__file__).resolve().parent.parent
WRITERS = ("interpreter", "verifier", "brick", "definitions", "liveness")


@pytest.mark.parametrize("module", WRITERS)
def test_the_opcodes_in_a_module_are_those_of_the_table(module):
    text = (ROOT / "runtime" / "vm" / f"{module}.py").read_text()
    names = instructions.names()
    found = dict(re.findall(r"^_([A-Z_0-9]+) = const\((\d+)\)", text, re.MULTILINE))
    opcodes = {name: int(number) for name, number in found.items() if name in names}
    assert len(opcodes) >= 5
    assert opcodes == {name: names.index(name) for name in opcodes}


def test_the_interpreter_knows_every_instruction_but_those_that_are_not_loaded():
    text = (ROOT / "runtime" / "vm" / "interpreter.py").read_text()
    gone_when_loaded = {"BLOCK", "ELSE", "TRY", "CATCH", "END"}
    for name in instructions.names():
        assert (f"_{name} = const(" in text) == (name not in gone_when_loaded), name


def test_every_row_has_one_operand_kind_and_a_remark():
    assert len(instructions.KINDS) == len(instructions.names()) == len(instructions.EFFECTS) // 4
    assert set(instructions.KINDS) <= set("-kslcgfbinodu")
    text = (ROOT / "runtime" / "vm" / "instructions.py").read_text()
    rows = re.findall(r'^    "[A-Z_0-9]+ . .*;"(.*)$', text, re.MULTILINE)
    assert len(rows) == len(instructions.names())
    assert all(remark.startswith("  # ") for remark in rows)
