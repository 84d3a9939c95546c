"""The verifier: what passes can neither corrupt the machine nor escape it."""

import random

import pytest

from runtime import cbor
from runtime.errors import BadBrick
from runtime.vm import BLOCKED, DONE, FAILED, KILLED, Execution, Limits, load_brick
from runtime.vm.brick import MAX_BYTES
from runtime.vm.instructions import number
from spatial.compiler import compile_source
from tests.damage import damaged
from tests.running import Node, PlainHost
from tests.test_capture import MANY_KINDS


def brick_of(code, constants=(), functions=(), local_count=2):
    """A brick with one function of these instructions, each (name, operand) or a name."""
    raw = bytearray()
    for item in code:
        name, *operands = (item,) if isinstance(item, str) else item
        raw.append(number(name))
        raw.extend(operands)
    body = ["body", 0, 0, 0, local_count, [], [], 0, bytes(raw)]
    return cbor.encode([1, None, [], list(constants), ["g"], [body, *functions]])


END = [("CONST", 0), "RETURN"]


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (["POP", *END], "takes more from the stack"),
        ([("CONST", 1), "RETURN"], "out of range"),
        ([("LOAD", 2), "RETURN"], "out of range"),
        ([("ATTR", 0), "RETURN"], "not a string"),
        (END[:1], "falls off its end"),
        ([*END, *END], "can never run"),
        (["BLOCK", *END], "inside a block"),
        (["END", *END], "END out of place"),
        (["ELSE", *END], "out of place"),
        ([("JUMP", 0)], "branches out of the function"),
        (["BLOCK", ("JUMP", 1), "END", *END], "branches out of the function"),
        ([("INT", 1), "IF", ("INT", 2), "END", *END], "different stack heights"),
        ([("INT", 1), "IF", ("INT", 2), "ELSE", "END", *END], "different stack heights"),
        (["LOOP", ("INT", 1), ("JUMP", 0), "END", *END], "another stack height"),
        (["LOOP", "END", *END], "falls out of a loop"),
        ([("INT", 1), "TRY", "POP", "CATCH", "POP", "END", *END], "too little on the stack"),
        ([("INT", 1), "TRY", "POP", ("INT", 1), "RETURN"], "too little on the stack"),
        (["TRY", "POP", ("JUMP", 0), "CATCH", "POP", "END", *END], "takes more from the stack"),
        ([("CONST", 0), "YIELD", "RETURN"], "outside a generator"),
        (["NAMESPACE", "RETURN"], "outside a class body"),
        ([("CELL", 0), *END], "out of range"),
        ([("FUNCTION", 0), "RETURN"], "not a function that can be built"),
        ([("LIST", 0), ("INT", 1), ("APPEND", 2), "RETURN"], "reaches below"),
        ([("FORMAT", 4), "RETURN"], "out of range"),
        ([*[("INT", 1)] * 251, "RETURN"], "stack higher"),
        ([*["BLOCK"] * 21, *END], "nested deeper"),
    ],
)
def test_code_that_could_corrupt_the_machine_is_refused(code, complaint):
    with pytest.raises(BadBrick, match=complaint):
        load_brick(brick_of(code, [None]))


@pytest.mark.parametrize(
    "code",
    [
        [("CELL", 0), ("STORE", 0), *END],
        [("CELL", 0), ("TUPLE", 1), "RETURN"],
        [("CELL", 0), ("CELL", 0), ("TUPLE", 2), ("FUNCTION", 20), "RETURN"],
        [("CONST", 0), ("FUNCTION", 20), "RETURN"],
        [("CELL", 0), ("CONST", 0), ("TUPLE", 2), ("FUNCTION", 20), "RETURN"],
    ],
    ids=["stored", "in a tuple", "too many", "no cells", "among values"],
)
def test_a_cell_goes_into_a_closure_and_nowhere_else(code):
    def brick(code):
        raw = b"".join(bytes([number(item)]) if isinstance(item, str) else
                       bytes([number(item[0]), item[1]]) for item in code)
        end = bytes([number("CONST"), 0, number("RETURN")])
        return cbor.encode([1, None, [], [None], [], [
            ["body", 0, 0, 0, 0, [], [], 0, end],
            ["outer", 0, 0, 0, 1, [], [0], 0, raw],
            ["inner", 0, 0, 0, 0, [], [], 1, end],
        ]])

    load_brick(brick([("CELL", 0), ("TUPLE", 1), ("FUNCTION", 20), "RETURN"]))
    with pytest.raises(BadBrick, match="cells that are not of a closure"):
        load_brick(brick(code))


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"\xff", "opcode 255 is unknown"),
        (bytes([number("LOAD")]), "cut short"),
        (bytes([number("INT"), 0x80, 0x80, 0x80, 0x01]), "too large"),
    ],
)
def test_bytes_that_are_no_instructions_are_refused(raw, complaint):
    body = ["body", 0, 0, 0, 0, [], [], 0, raw]
    with pytest.raises(BadBrick, match=complaint):
        load_brick(cbor.encode([1, None, [], [None], [], [body]]))


def test_a_brick_of_another_version_or_size_is_refused():
    good = ["body", 0, 0, 0, 0, [], [], 0, bytes([number("CONST"), 0, number("RETURN")])]
    load_brick(cbor.encode([1, None, [], [None], [], [good]]))
    with pytest.raises(BadBrick, match="brick version 2"):
        load_brick(cbor.encode([2, None, [], [None], [], [good]]))
    with pytest.raises(BadBrick, match="at most 4096"):
        load_brick(b"\x00" * (MAX_BYTES + 1))


WRONG_OPERANDS = [
    ["RERAISE"], [("RAISE", 0)], ["MATCHES"], ["ITER", "POP"], [("UNPACK", 1)], ["MERGE"],
    ["EXTEND"], [("APPEND", 1)], [("PUT", 1)], [("CALL_KW", 1)], ["CALL_EX"], [("STRING", 2)],
    [("FORMAT", 0)], ["STORE_ITEM"], ["DELETE_ITEM"], [("CALL_METHOD", 0)], [("METHOD", 1)],
    [("STORE_ATTR", 1)], [("DELETE_ATTR", 1)], ["IN"], ["NEG"], ["INVERT"], [("BINARY", 3)],
    [("INPLACE", 0)], ["LT"], ["ADD"], [("SLICE", 2)], ["ITEM"],
]


@pytest.mark.parametrize("code", WRONG_OPERANDS, ids=str)
@pytest.mark.parametrize("kind", ["INT", "CONST", "EMPTY"])
def test_operands_of_the_wrong_kind_raise_only_the_program_s_exceptions(code, kind):
    """Each instruction on a stack of three values that no compiler would put there."""
    fill = {"INT": ("INT", 7), "CONST": ("CONST", 2), "EMPTY": ("LIST", 0)}[kind]
    whole = ["TRY", *[fill] * 3, *code, ("CONST", 0), "RETURN", "CATCH", ("CONST", 0), "RETURN",
             "END"]
    ends = code[-1] in ("RERAISE", ("RAISE", 0))
    if ends:
        whole = ["TRY", *[fill] * 3, *code, "CATCH", ("CONST", 0), "RETURN", "END"]
    brick = load_brick(brick_of(whole, [None, "name", "text"]))
    execution = Execution({brick.name: brick}, brick.name, 1, Limits(10_000))
    assert execution.run(PlainHost(), 10_000) in (DONE, FAILED, KILLED)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_brick_is_refused_or_runs_within_its_bounds(seed):
    bricks = compile_source(MANY_KINDS).bricks
    others = Node(bricks).bricks
    drawn = random.Random(seed)
    ran = 0
    for _ in range(1000):
        try:
            brick = load_brick(damaged(bricks[0], drawn))
            execution = Execution({**others, brick.name: brick}, brick.name, 1, Limits(50_000))
        except BadBrick:
            continue
        ran += 1
        for _ in range(4):
            outcome = execution.run(PlainHost(), 20_000)
            assert outcome in (BLOCKED, DONE, FAILED, KILLED)
            if outcome != BLOCKED:
                break
            execution.capture()
            execution.resume(None)
    assert ran > 10, "the damage is too great to say anything"
