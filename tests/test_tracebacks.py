"""What is printed of an uncaught exception: what CPython itself prints, line for line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from samara.cli import app

# Where an operand or a call stands in its line is marked by carets, by each version of its own.
_CARETS = re.compile(r"^ +[~^]+\n", re.M)

PROGRAMS = {
    "a call chain": "def f(n):\n    return 1 // n\n\ndef g(n):\n    return f(n) + 1\n\nx = g(0)\n",
    "a statement": "raise ValueError('no')\n",
    "no message": "raise ValueError\n",
    "several arguments": "x = 3\nraise KeyError('a', x)\n",
    "a class of the program": "class Wrong(Exception):\n    pass\n\nraise Wrong('so')\n",
    "a method": "class A:\n    def go(self, n):\n        return [][n]\n\n\na = A()\na.go(3)\n",
    "an attribute": "x = 1\nif x:\n    y = x.count\n",
    "a name": "def f():\n    return  nowhere + 1\nf()\n",
    "a subscript": "d = {}\nprint(1 + d['k'] + 2)\n",
    "a lambda": "f = lambda v: v / 0\nprint(max(1, f(2)))\n",
    "a comprehension": "x = [1, 0]\ny = [1 // n for n in x]\n",
    "a generator": "def g():\n    yield 1\n    yield 1 // 0\n\nfor n in g():\n    pass\n",
    "the key of a builtin": "def key(v):\n    return v // 1\n\nx = sorted(['a'], key=key)\n",
    "a builtin": "x = max([])\n",
    "an iterable": "for n in 5:\n    pass\n",
    "unpacking": "a, b = 1, 2, 3\n",
    "a target": "x = (1, 2); x[0] = 3; y = 4\n",
    "an attribute of a target": "x = 1; x.y = 3\n",
    "an augmented target": "x = [0]; x[3] += 1 // 1\n",
    "an augmented operator": "x = [0]; x[0] += 'a'\n",
    "a deletion": "x = {}; del x['k']\n",
    "a conversion": "x = int('a') + int('1')\n",
    "a format": "x = f'{1:s}'\n",
    "a number of arguments": "def f(a): pass\n\nprint(f(1, 2))\n",
    "a message of two lines": "raise ValueError('a\\nb')\n",
    "the second line": "x = (1 +\n     2 + 'a')\n",
    "an assertion": "x = 1\nassert x == 2, 'x is %d' % x\n",
    "a plain assertion": "x = 1\nassert x == 2\n",
    "a comparison": "x = 1 < 'a'\n",
    "a unary operator": "x = 5 + -'a'\n",
    "a long call": "def f(a, b):\n    return a + b\n\nx = f(\n    1,\n    'a',\n)\n",
    "a decorator": "def no(f): return f // 0\n\n@no\n@abs\ndef f():\n    pass\n",
    "one decorator of more": "def no(f): return f // 0\ndef yes(f): return f\n\n@yes\n@no\n"
    "@yes\nclass A:\n    pass\n",
    "a class body": "class A:\n    x = 1 // 0\n",
    "recursion": "def f(n):\n    if n == 0:\n        raise ValueError(n)\n    f(n - 1)\n\nf(20)\n",
    "a cause": "def f():\n    return {}['a']\n\ntry:\n    f()\nexcept KeyError as e:\n"
    "    raise ValueError('b') from e\n",
    "a cause in a function": "def f():\n    return {}['a']\n\ndef g():\n    try:\n        f()\n"
    "    except KeyError as e:\n        raise ValueError('b') from e\n\ng()\n",
    "a cause of a cause": "try:\n    try:\n        1 // 0\n    except ZeroDivisionError as e:\n"
    "        raise ValueError(1) from e\nexcept ValueError as e:\n    raise TypeError(2) from e\n",
    "a cause that was never raised": "raise ValueError(1) from TypeError(2)\n",
    "while handling": "def f():\n    return {}['a']\n\ndef g(e):\n    raise ValueError(1)\n\n"
    "def h():\n    try:\n        f()\n    except KeyError as e:\n        g(e)\n\nh()\n",
    "while handling what was met while handling": "try:\n    try:\n        1 // 0\n"
    "    except ZeroDivisionError:\n        [][1]\nexcept IndexError:\n    {}['a']\n",
    "after handling": "for n in 1, 2:\n    try:\n        1 // (n - 1)\n"
    "    except ZeroDivisionError:\n        continue\n    [][1]\n",
    "after handling in a loop": "while True:\n    try:\n        1 // 0\n"
    "    except ZeroDivisionError:\n        break\n[][1]\n",
    "in an else": "try:\n    x = 1\nexcept ValueError:\n    pass\nelse:\n    [][x]\n",
    "in a handler's own try": "try:\n    1 // 0\nexcept ZeroDivisionError:\n    try:\n"
    "        [][1]\n    except IndexError:\n        pass\n    {}['a']\n",
    "in a generator that a handler wakes": "def g():\n    yield 1 // 0\n\ntry:\n    [][1]\n"
    "except IndexError:\n    list(g())\n",
    "itself raised again": "def f():\n    1 // 0\n\ntry:\n    f()\n"
    "except ZeroDivisionError as e:\n    raise e\n",
    "itself raised again by a function": "def f():\n    1 // 0\n\n"
    "def again(e):\n    raise e\n\ndef g():\n    try:\n        f()\n"
    "    except ZeroDivisionError as e:\n        again(e)\n\ng()\n",
    "kept and raised later": "kept = None\ntry:\n    1 // 0\nexcept ZeroDivisionError as e:\n"
    "    kept = e\nraise kept\n",
    "no cause": "try:\n    1 // 0\nexcept ZeroDivisionError:\n    raise ValueError(1) from None\n",
    "raised again": "def f():\n    1 // 0\n\ntry:\n    f()\nexcept ZeroDivisionError:\n    raise\n",
    "finally": "def f():\n    try:\n        return 1 // 0\n    finally:\n        x = 1\n\nf()\n",
    "a with": "class A:\n    def __enter__(self):\n        return 1 // 0\n"
    "    def __exit__(self, a, b, c):\n        pass\n\nwith A() as a:\n    pass\n",
    "letters beyond ASCII": "def f(x):\n    return [][x]\n\nü = 'ö'; y = f('größe'); z = 2\n",
    "a tab": "if True:\n\tx = 1;\ty = x / 0\n",
}


def printed(program: Path) -> tuple[str, str]:
    """What CPython prints of the program, and what our command does; where both end with 1."""
    by_cpython = subprocess.run(
        [sys.executable, program.name], cwd=program.parent, capture_output=True, text=True
    )
    assert by_cpython.returncode == 1, by_cpython.stderr
    by_us = CliRunner().invoke(app, ["exec", str(program)])
    assert by_us.exit_code == 1, by_us.output
    # CPython names the script by its whole path, our command as it was given.
    return by_cpython.stderr, by_us.stderr


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_traceback_is_what_cpython_prints(source: str, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(source, encoding="utf-8")
    wanted, given = printed(program)
    if sys.version_info[:2] != (3, 11):
        wanted, given = _CARETS.sub("", wanted), _CARETS.sub("", given)
    assert given == wanted
