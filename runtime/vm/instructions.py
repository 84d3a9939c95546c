"""The instruction set: one table, from which all else that knows an instruction is made.

A row is `NAME operand pops pushes`. Operands are unsigned LEB128 in a brick and one 16-bit word
once loaded. Their kinds:

    -  none                      k  constant               s  constant that is a str
    l  local variable            c  closure cell           g  global variable of the module
    f  function * 8 + flags      b  builtin                i  import
    n  a count                   o  an operator            d  how many blocks out to branch
    u  two counts: before + after * 256

`pops` and `pushes` are counts; `n` stands for the operand: `2n+1` pops two for each and one more.
`*` marks what the verifier treats by name, because the effect depends on the path taken. Numbers
follow the order of the rows; a row, once released, keeps its place (docs/bytecode.md is generated
from the rows and the remark beside each).
"""

_ROWS = (
    "BLOCK - 0 0;"  # Open a block; a branch to it goes behind its END.
    "LOOP - 0 0;"  # Open a loop; a branch to it begins it again. Charges the gas of one round.
    "IF - 1 0;"  # Pop a value; run to ELSE or END where it is true, from ELSE (or END) where not.
    "ELSE - * *;"  # The other arm of an IF.
    "TRY - 0 0;"  # Open a guarded block: an exception inside it goes to its CATCH.
    "CATCH - * *;"  # The handler of a TRY: begins with the exception on the stack.
    "END - * *;"  # Close the innermost block.
    "JUMP d * *;"  # Branch to the d-th enclosing block.
    "JUMP_IF d 1 0;"  # Pop a value; branch where it is true.
    "FOR d * *;"  # Push the next item of the iterator on top, or pop it and branch out.
    "RETURN - 1 *;"  # Return the popped value to the caller.
    "RAISE n * *;"  # Raise the popped exception; n = 1: with the cause popped before it.
    "RERAISE - 1 *;"  # Raise the popped exception again, its trace as it was.
    "LOAD l 0 1;"  # Push a local variable.
    "STORE l 1 0;"  # Pop into a local variable.
    "CONST k 0 1;"  # Push a constant.
    "INT n 0 1;"  # Push the small integer n.
    "LOAD_GLOBAL g 0 1;"  # Push a global variable, or the builtin of its name.
    "STORE_GLOBAL g 1 0;"  # Pop into a global variable.
    "ATTR s 1 1;"  # Replace an object by its attribute.
    "METHOD s 1 2;"  # Replace an object by one of its methods, and what to call it with.
    "CALL_METHOD n n+2 1;"  # Call what METHOD left, with n arguments.
    "CALL n n+1 1;"  # Call the object below the n arguments.
    "CALL_KW n n+2 1;"  # The same; on top lies a tuple with the names of the last arguments.
    "CALL_EX - 3 1;"  # Call with a list of arguments and a dict of named ones.
    "ADD - 2 1;"  # a + b
    "SUB - 2 1;"  # a - b
    "MUL - 2 1;"  # a * b
    "LT - 2 1;"  # a < b
    "LE - 2 1;"  # a <= b
    "GT - 2 1;"  # a > b
    "GE - 2 1;"  # a >= b
    "EQ - 2 1;"  # a == b
    "NE - 2 1;"  # a != b
    "BINARY o 2 1;"  # a operator b, for the operators without an instruction of their own.
    "INPLACE o 2 1;"  # a operator= b
    "IS - 2 1;"  # a is b
    "IN - 2 1;"  # a in b
    "NOT - 1 1;"  # not a
    "NEG - 1 1;"  # -a
    "POS - 1 1;"  # +a
    "INVERT - 1 1;"  # ~a
    "ITEM - 2 1;"  # a[b]
    "STORE_ITEM - 3 0;"  # Pop index, container and value: container[index] = value.
    "DELETE_ITEM - 2 0;"  # Pop index and container: del container[index].
    "SLICE n n 1;"  # Build a slice of n (2 or 3) values.
    "STORE_ATTR s 2 0;"  # Pop object and value: object.name = value.
    "DELETE_ATTR s 1 0;"  # Pop an object: del object.name.
    "POP - 1 0;"  # Drop the top.
    "DUP - 1 2;"  # a -> a a
    "DUP2 - 2 4;"  # a b -> a b a b
    "SWAP - 2 2;"  # a b -> b a
    "ROT3 - 3 3;"  # a b c -> c a b
    "TUPLE n n 1;"  # Build a tuple of n values.
    "LIST n n 1;"  # Build a list of n values.
    "DICT n 2n 1;"  # Build a dict of n pairs.
    "STRING n n 1;"  # Join n strings.
    "FORMAT n 2 1;"  # Pop format spec and value; n = 1: str, 2: repr, 3: ascii of the value first.
    "APPEND n 1 0;"  # Append the popped value to the list n below the top.
    "PUT n 2 0;"  # Pop value and key into the dict n below the top.
    "EXTEND - 2 1;"  # Extend the list below by the popped iterable.
    "MERGE - 2 1;"  # Update the dict below by the popped mapping.
    "UNPACK n 1 n;"  # Take an iterable of exactly n items apart, the first on top.
    "UNPACK_REST u 1 *;"  # The same with a starred name among the targets.
    "ITER - 1 1;"  # Replace an iterable by an iterator over it.
    "YIELD - 1 1;"  # Give the popped value to the consumer; push what it sends back.
    "YIELD_FROM - 2 1;"  # Pop what was sent; yield what the iterator below yields, then its result.
    "LOAD_CELL c 0 1;"  # Push a variable that closures share.
    "STORE_CELL c 1 0;"  # Pop into a variable that closures share.
    "DELETE l 0 0;"  # Unbind a local variable.
    "DELETE_GLOBAL g 0 0;"  # Unbind a global variable.
    "DELETE_CELL c 0 0;"  # Unbind a shared variable.
    "CELL c 0 1;"  # Push a cell itself, for a closure.
    "FUNCTION f * 1;"  # Build a function. Flags: 1 defaults, 2 named defaults, 4 closure.
    "CLASS f * 1;"  # Build a class by running its body. Flags: 1 a base, 4 closure.
    "NAMESPACE - 0 1;"  # Push the local variables of a class body as a namespace.
    "BUILTIN b 0 1;"  # Push a builtin.
    "IMPORT i 0 1;"  # Push an imported module, running its body the first time.
    "MATCHES - 2 1;"  # Pop exception class(es) and exception: does it match?
    "LOAD_CLASS_NAME g 0 1;"  # Push a name read in a class body: its local of that name, or global.
    "SET n n 1;"  # Build a set of n values.
    "ADD_TO n 1 0;"  # Add the popped value to the set n below the top.
    "SPREAD n n+3 n+2;"  # For the call of what lies below: n = 0: EXTEND, n = 1: MERGE, names once.
)

OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "@")


def _count(text):
    """`2n+1` as (times, plus)."""
    times = 0
    plus = 0
    for term in text.split("+"):
        if term.endswith("n"):
            times = int(term[:-1] or "1")
        elif term != "*":
            plus = int(term)
    return times, plus


def _load():
    kinds = ""
    effects = bytearray()
    for row in _ROWS.split(";")[:-1]:
        name, kind, pops, pushes = row.split(" ")
        kinds += kind
        for count in _count(pops) + _count(pushes):
            effects.append(count)
    return kinds, bytes(effects)


# Strings and bytes rather than a table of objects: a board keeps it all its life.
KINDS, EFFECTS = _load()
"""By number: the operand's kind; and four bytes: pops times, plus, pushes times, plus."""


def names():
    """The names of the instructions, by number."""
    return [row.split(" ")[0] for row in _ROWS.split(";")[:-1]]


def number(name):
    """The opcode of an instruction."""
    return _ROWS.count(";", 0, (";" + _ROWS).index(";" + name + " "))
