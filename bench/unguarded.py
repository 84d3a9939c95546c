"""Translated code with one of its guards taken out, to see what the guard costs.

For benchmarks alone: it writes anew the source of host functions that are there already, and
nothing under runtime/ can reach it. Programs that need the guard end wrongly without it. Runs under
CPython and MicroPython.
"""

from runtime.vm import native

GUARDS = ("gas", "ints", "types", "memory", "depth", "leaving", "all")
"""Gas at loops and calls; the size of ints; what values are; memory; how deep calls are; the places
where a function can be left for the interpreter, suspension points among them."""

_FAR = "1000000000000"

# By brick, function and where it begins: its source.
_sources: dict = {}  # type: ignore[type-arg]
_translate = native.translate


def record() -> None:
    """From now on remember the sources of host functions."""

    def remember(code, generic, entry=None, seen=()):  # type: ignore[no-untyped-def]
        made = _translate(code, generic, entry, seen)
        _sources[code.brick.hash, code.index, entry] = made[0]
        return made

    native.translate = remember


def forget() -> None:
    """Of programs that were measured."""
    _sources.clear()


def without(guard: str | None) -> None:
    """Compile all that was translated anew, without the guard (None: with all)."""
    for brick, index, entry in _sources:
        known = native._bricks[brick]
        name = f"f{index}" if entry is None else f"f{index}_{entry}"
        if known.names.get(name) is None or not known.versions.get(index):
            continue
        source = stripped(_sources[brick, index, entry], guard)
        exec(compile(source, name, "exec"), known.names)
        if guard in ("memory", "all"):
            known.names[f"R{index}"] = 0


def stripped(source: str, guard: str | None) -> str:
    """The source without one guard, line for line."""
    wanted = GUARDS[:-1] if guard == "all" else (guard,) if guard else ()
    lines = source.split("\n")
    for which in wanted:
        lines = [_WAYS[which](line) for line in lines]
        if which == "leaving":
            _unwrap(lines)
    return "\n".join(lines)


def _instead(line: str, text: str) -> str:
    return line[: len(line) - len(line.lstrip())] + text


def _closing(text: str, at: int) -> int:
    """The place of the parenthesis that closes the one at `at`."""
    depth = 0
    while True:
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
        at += 1


def _looks(line: str, ends: tuple[str, ...]) -> str:
    """The line without `(t if (t := X) ... else F(...))` where that ends so: only X."""
    at = line.find(_LOOK)
    while at >= 0:
        end = _closing(line, at)
        inner = at + len(_LOOK) - len("(t := ")
        last = _closing(line, inner)
        rest = line[last + 1 : end + 1]
        if any(mark in rest for mark in ends):
            line = line[:at] + "(" + line[inner + 6 : last] + ")" + line[end + 1 :]
            at = line.find(_LOOK, at)
        else:
            at = line.find(_LOOK, at + 1)
    return line


_LOOK = "(t if (t := "


def _without_gas(line: str) -> str:
    text = line.lstrip()
    if text.startswith("if (g := m.gas - (n"):
        at = line.index("(n")
        return _instead(line, line[at : _closing(line, at) + 1])
    if text.startswith(("if (g := m.gas - ", "m.gas ")):
        return _instead(line, "pass")
    if " = m.gas // " in line:
        return line[: line.index("m.gas")] + _FAR
    if text.startswith("for e in T"):
        return _instead(line, "if 1: pass")
    if text == "else: CALLS(m, F)":
        return _instead(line, "else: pass")
    at = line.find("m.gas -= ")
    if at >= 0:
        end = line.find(";", at)
        return line[:at] + "pass" + (line[end:] if end >= 0 else "")
    return line


def _without_ints(line: str) -> str:
    text = line.lstrip()
    if text.startswith("if l") and "> 1073741823 or" in text and text.endswith(": NONE()"):
        return _instead(line, "pass")
    return _looks(line, ("BIG(", "1073741823"))


def _without_types(line: str) -> str:
    text = line.lstrip()
    if text.startswith(("if type(", "SOUND(")) and not text.endswith(":"):
        return _instead(line, "pass")
    if text.startswith("if k") and ".cls.fields: " in text:
        return _instead(line, "if 1: " + text[text.index(": ") + 2 :])
    line = _looks(line, (" is not U",))
    at = line.find(_KEY)
    while at >= 0:
        inner = at + len(_KEY) - len("(t := ")
        last = _closing(line, inner)
        end = line.index("KEY(m, t)", last) + len("KEY(m, t)")
        line = line[:at] + line[inner + 6 : last] + line[end:]
        at = line.find(_KEY)
    made = ""
    for at in range(len(line)):
        if line[at] != "+" or line[at + 1] in " =":
            made += line[at]
    return made


_KEY = "t if (u := type(t := "


def _without_memory(line: str) -> str:
    text = line.lstrip()
    if text.startswith(("m.room ", "if m.room < ")):
        return _instead(line, "pass")
    if "= ROUNDS(m, " in line:
        at = line.index("ROUNDS(m, ")
        return line[:at] + "m.gas // " + line[at + 10 : line.index(",", at + 10)]
    return line.replace(" or m.room < 0", "")


def _without_depth(line: str) -> str:
    if line.lstrip().startswith("MORE("):
        return _instead(line, "pass")
    return line.replace(" or d < 0", "").replace("(m, d - 1, ", "(m, d, ")


def _as_it_is(line: str) -> str:
    return line


_WAYS = {"gas": _without_gas, "ints": _without_ints, "types": _without_types,
         "memory": _without_memory, "depth": _without_depth, "leaving": _as_it_is}


def _unwrap(lines: list[str]) -> None:
    """Take the `try` away that is around the whole of a function."""
    last = max([at for at in range(len(lines)) if lines[at] == " except BASE as e:"])
    lines[last] = " if 0:"
    lines[lines.index(" try:")] = " if 1:"
