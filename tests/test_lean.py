"""What a board's sources lose on the way to it, and that they mean the same."""

import ast

import pytest

from samara.boards import lean, mpy

SOURCE = '''"""A module."""

__all__ = ("Thing",
           "say")
LABEL = "a text outside of functions"


class Thing:
    """It has slots."""

    __slots__ = (
        "name", "_said", "_left",
    )

    def __init__(self, name="the default name"):
        self.name = name

        self._said, self._left = [], 0
        self._count()

    def _count(self):
        self._left += 1

    def say(self, count, width):
        """What it says."""
        self._said.append(count)
        if count < 0:
            raise ValueError("a count is not negative, "
                             "and this one is")
        told = f"{self.name!r}: {{{count:03d}}} of {self.name + ', and more'}" f" and again {count}"
        return told + "then a text that is %d characters" % width


def where():
    raise KeyError
'''


def test_programs_mean_the_same_without_it():
    there, here = {}, {}
    exec(lean.lean(SOURCE), there)
    exec(SOURCE, here)
    for one in (there, here):
        thing = one["thing"] = one["Thing"]()
        one["said"] = thing.say(2, 7)
        with pytest.raises(ValueError, match="and this one is") as caught:
            thing.say(-1, 0)
        one["words"] = str(caught.value)
        one["line"] = caught.traceback[-1].lineno
    assert there["said"] == here["said"]
    assert there["words"] == here["words"]
    assert there["line"] == here["line"]
    assert there["LABEL"] == here["LABEL"]
    assert list(vars(there["thing"])) == ["name", "_2", "_1"]


def test_slots_and_exported_names_go_and_texts_become_one():
    made = lean.lean(SOURCE)
    assert "__slots__" not in made
    assert "__all__" not in made
    assert '"""It has slots."""; del __module__, __qualname__' in made
    functions = [node for node in ast.walk(ast.parse(made)) if isinstance(node, ast.FunctionDef)]
    texts = [
        node.value
        for each in functions
        for node in ast.walk(each)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 10
    ]
    assert texts == ["the default name", "What it says."], made


def test_a_frozen_module_keeps_its_texts():
    made = lean.lean(SOURCE, texts=False)
    assert "and this one is" in made
    assert "__slots__" not in made


def test_a_format_that_is_computed_stays():
    source = "def say(text, width):\n    return f'{text:{width}} of them'\n"
    assert lean.lean(source) == source


def test_what_a_text_names_or_another_module_may_keeps_its_name():
    source = "class A:\n    def _f(self): return f'{self._g}'\n    def _g(self): pass\n"
    assert lean.lean(source) == source.replace("_f", "_0")
    source += "NAME = '_f'\n"
    assert lean.lean(source) == source
    source = "from runtime.b import B\nclass A(B):\n    def _f(self): pass\n"
    assert lean.lean(source) == source


def test_private_names_that_modules_may_use_of_one_another_are_known():
    defined, used = [], []
    for path in mpy.modules():
        for node in ast.walk(ast.parse((mpy.ROOT / path).read_text())):
            if isinstance(node, ast.ClassDef):
                defined += [(name, path) for name in lean.private(node)]
            elif isinstance(node, ast.Attribute) and node.attr[0] == "_" != node.attr[-1]:
                if not isinstance(node.value, ast.Name) or node.value.id != "self":
                    used.append((node.attr, path))
    shared = {
        name
        for name, path in used
        for also, home in defined
        if (name, home) != (also, path) and name == also
    }
    assert shared == set(lean.SHARED)


def test_what_does_the_work_of_a_builtin_is_found_by_its_name():
    source = "def _abs(vm, a): return a\n_max = made('max')\n"
    assert lean.lean(source) == source


def test_private_names_of_a_module_are_numbered_all_alike_or_not_at_all():
    source = "_held = 1\ndef _each(_held): return _held\ndef say(): return _each(2)\n"
    assert lean.lean(source) == source.replace("_each", "_0")
    source = "_held = {}\ndef _each(): return _held\n"
    assert lean.lean(source) == source.replace("_each", "_0").replace("_held", "_1")
    source = "_N = const(1)\n_kept = 2\ndef put():\n    global _kept\n    _kept = _N\n"
    assert lean.lean(source) == source


def functions(source):
    return [
        (
            node.name.startswith("_") or node.name,
            node.lineno,
            [type(one).__name__ for one in node.body],
            node.body[-1].lineno,
        )
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]


@pytest.mark.parametrize("path", mpy.modules(), ids=str)
def test_every_line_of_the_runtime_stays_where_it_is(path):
    source = (mpy.ROOT / path).read_text()
    assert functions(lean.lean(source)) == functions(source)
