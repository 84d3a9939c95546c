"""The pages of docs/ that follow from the code: as made, and with examples that run."""

import re
from pathlib import Path
from typing import Any

import pytest

from runtime.message import Bounds
from runtime.node import Node, NodeConfig
from runtime.tagspace import Held
from runtime.vm import load_brick
from samara.reference import DOCS, REFUSED, pages, refusal
from sim.bus import Station, VirtualBus
from sim.ns3 import field_file
from spatial.compiler import accepted, compile_source, library_bricks

ROOT = DOCS.parent
LANGUAGE = (DOCS / "language.md").read_text(encoding="utf-8")
TAGS = (DOCS / "tags.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", LANGUAGE + TAGS, re.S)

_END_MS = 700_000


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_a_page_says_what_the_tables_say(path: Path) -> None:
    made = pages()[path]
    assert path.read_text(encoding="utf-8") == made, f"type: make docs    (it writes {path})"


def test_every_kind_of_refusal_has_an_example_on_the_page() -> None:
    shown = {refusal(source) for source in REFUSED}
    # Type aliases do not parse before Python 3.12.
    wanted = {text for kind, text in accepted._INSTEAD.items() if kind != "TypeAlias"}
    assert wanted <= shown


def test_every_example_says_what_it_gives() -> None:
    assert len(EXAMPLES) == (LANGUAGE + TAGS).count("```python") >= 8


def test_every_key_of_a_field_file_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for table, section in {**field_file._KEYED, **field_file._NAMED}.items():
        assert table in readme
        for name, info in section.model_fields.items():
            assert re.search(rf"\b{info.alias or name}\b", readme), f"[{table}] {name}"


class Field:
    """Five nodes in a line, 20 m apart, each in reach of the next; a, b and c on the left hill."""

    def __init__(self) -> None:
        self.bus = VirtualBus(range_cm=2500)
        bricks = [load_brick(data) for data in library_bricks().values()]
        self.stations = [self._add(at, name, bricks) for at, name in enumerate("abcde")]
        self.bus.run(5_000)

    def _add(self, at: int, name: str, bricks: list[Any]) -> Station:
        def make(epoch: int) -> Node:
            config = NodeConfig(
                name,
                position_cm=(2000 * at, 0),
                boot_epoch=epoch,
                regions={"left-hill": ("circle", 2000, 0, 2500)},
            )
            node = Node(config, 116)
            for brick in bricks:
                node.cache.put(brick, True)
            thermometer, sprinkler = Held(21.0 + 1.25 * at), Held(0)
            node.tags.bind("temperature", thermometer.read, None, "C")
            node.tags.bind("sprinkler", sprinkler.read, sprinkler.write, rights="others:read,write")
            return node

        return self.bus.add(make)

    def gives(self, source: str) -> list[str]:
        """What the program prints and reports, line by line."""
        program = compile_source(source)
        message = self.bus.inject(self.stations[0], program.bricks, Bounds(**program.bounds), 1)

        def ended() -> bool:
            _, _, kind, fields = self.bus.events[-1]
            return kind in ("finished", "failed", "killed") and fields["message"] == message

        self.bus.run(_END_MS, ended)
        assert self.bus.events[-1][2] == "finished", self.bus.events[-1]
        lines: list[str] = []
        for _, _, kind, fields in self.bus.events:
            if kind == "print":
                lines += fields["text"].splitlines()
            elif kind == "report":
                lines.append(repr(fields["value"]))
        return lines


@pytest.mark.parametrize(("source", "given"), EXAMPLES)
def test_an_example_of_the_language_gives_what_stands_below_it(source: str, given: str) -> None:
    assert Field().gives(source) == given.splitlines()
