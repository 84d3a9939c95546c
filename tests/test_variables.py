"""The variables of a program that stands still, as a person reads them."""

from runtime.message import Bounds
from runtime.node import Node, NodeConfig
from spatial.compiler import compile_source
from spatial.compiler.variables import frames_of

SOURCE = """
import node

class Spot:
    def __init__(self, name):
        self.name = name

best = Spot("elm")
seen = [1, 2.5, None, "x" * 500]
ids = {"here": node.id()}

def within(depth):
    twice = depth * 2
    def inner():
        node.sleep(1000)
        return twice
    return inner()

within(21)
"""


def standing(source: str) -> list[dict[str, object]]:
    """The frames of a program that sleeps."""
    program = compile_source(source, "program.py")
    node = Node(NodeConfig("elm"), 116)
    node.inject(0, program.bricks, Bounds(**program.bounds))
    node.advance(0)
    (message,) = node.messages
    before = message.execution.capture()
    frames = frames_of(
        message.execution, program.maps, lambda ids: "elm" if ids == node.config.id8 else None
    )
    assert message.execution.capture() == before, "looking changes nothing"
    return frames


def test_frames_have_their_place_and_variables_by_name() -> None:
    module, within, inner = standing(SOURCE)
    assert (module["line"], module["source"]) == (19, "within(21)")
    assert (within["function"], within["line"]) == ("within", 17)
    assert inner["source"] == "        node.sleep(1000)"
    shown = dict(module["variables"])  # type: ignore[call-overload]
    assert shown["best"] == "Spot(name='elm')"
    assert shown["ids"] == "{'here': elm}"
    assert shown["seen"].startswith("[1, 2.5, None, 'xxx")
    assert len(shown["seen"]) <= 160
    assert set(shown) == {"best", "seen", "ids"}, "what is only defined is no variable"
    assert ["depth", "21"] in within["variables"]  # type: ignore[operator]
    assert ["twice", "42"] in inner["variables"]  # type: ignore[operator]


def test_values_that_contain_themselves_or_are_large_are_cut_off() -> None:
    (module,) = standing(
        "import node\nloop = []\nloop.append(loop)\nlong = list(range(1000))\n"
        "big = 1 << 4000\nnode.sleep(1000)\n"
    )
    shown = dict(module["variables"])  # type: ignore[call-overload]
    assert shown["loop"] == "[[[[…]]]]"
    assert shown["long"].endswith("… 988 more]")
    assert shown["big"] == "an int of 4,001 bits"
