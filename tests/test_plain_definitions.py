"""What a module plainly defines stays one object, with its defaults, wherever a message goes."""

from typing import Any

from runtime import vm
from spatial.compiler import compile_source

_GAS = 100_000


class _Host:
    def __init__(self) -> None:
        self.said: list[str] = []

    def write(self, text: str) -> None:
        self.said.append(text)

    def call(self, name: str, args: tuple[Any, ...]) -> None:
        raise AssertionError(f"the program asked for {name}{args}")


def _printed(source: str) -> str:
    """What the program prints where every suspension is a journey as bytes."""
    loaded = [vm.load_brick(data) for data in compile_source(source).bricks]
    bricks = {brick.name: brick for brick in loaded}
    host, limits = _Host(), vm.Limits(1 << 16)
    execution = vm.Execution(bricks, loaded[0].name, 0, limits)
    while (outcome := execution.run(host, _GAS)) == vm.BLOCKED:
        execution = vm.restore(execution.capture(), bricks, loaded[0].name, 0, limits)
        execution.resume(None)
    assert outcome == vm.DONE, execution.failure
    return "".join(host.said)


def test_a_function_kept_over_two_journeys_is_still_the_one_of_its_name() -> None:
    assert (
        _printed("""
import node
def marker(bonus=3):
    return bonus
def main():
    kept = marker
    node.sleep(1)
    node.sleep(1)
    print(kept is marker, kept())
main()
""")
        == "True 3\n"
    )


def test_a_method_kept_without_its_class_has_its_defaults() -> None:
    assert (
        _printed("""
import node
class Spot:
    def shift(self, by=2):
        return by
def main():
    kept = Spot.shift
    node.sleep(1)
    node.sleep(1)
    print(kept(None), kept is Spot.shift)
main()
""")
        == "2 True\n"
    )


def test_a_class_changed_by_way_of_an_instance_stays_changed() -> None:
    assert (
        _printed("""
import node
class Spot:
    wet = 0
def main():
    spot = Spot()
    node.sleep(1)
    type(spot).wet = 1
    node.sleep(1)
    node.sleep(1)
    print(Spot.wet, spot.wet, type(spot) is Spot)
main()
""")
        == "1 1 True\n"
    )


def test_the_hottest_is_found_where_every_reading_is_a_journey() -> None:
    assert (
        _printed("""
import node
def readings():
    for celsius in (20, 23, 21):
        node.sleep(1)
        node.sleep(1)
        yield celsius
print(max(readings()))
""")
        == "23\n"
    )
