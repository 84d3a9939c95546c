"""The picture of a run, drawn and measured; how it looks is for eyes."""

from pathlib import Path
from typing import Any

from matplotlib import image

from samara.picture import ways
from samara.plot import Picture, draw
from sim.ns3.field import Circle, Polygon

NODES = {"1": (0.0, 0.0), "2": (30.0, 0.0), "3": (60.0, 10.0)}


def test_a_picture_is_a_png_of_1200_by_900(tmp_path: Path) -> None:
    picture = Picture(
        "three nodes",
        NODES,
        links=[("1", "2"), ("2", "3")],
        regions={
            "hill": Circle(30, 0, 20),
            "lab": Polygon(((0, 0), (10, 0), (10, 10))),
        },
        route=[(NODES["1"], NODES["2"]), (NODES["2"], NODES["3"]), (NODES["3"], NODES["2"])],
        origin=NODES["1"],
        written={"3": NODES["3"]},
        mobile=frozenset({"2"}),
        met=[("2", (31.0, 4.0))],
    )
    draw(picture, tmp_path / "run.png")
    height, width = image.imread(tmp_path / "run.png").shape[:2]
    assert (width, height) == (1200, 900)


def test_a_field_with_one_node_and_no_route_can_be_drawn(tmp_path: Path) -> None:
    draw(Picture("alone", {"1": (5.0, 5.0)}), tmp_path / "run.png")
    assert (tmp_path / "run.png").stat().st_size > 1000


def test_the_same_run_gives_the_same_picture_byte_for_byte(tmp_path: Path) -> None:
    picture = Picture("three nodes", NODES, origin=NODES["1"])
    draw(picture, tmp_path / "one.png")
    draw(picture, tmp_path / "two.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_hop_is_drawn_from_where_its_sender_was_when_it_left() -> None:
    def event(kind: str, node: str, at_m: tuple[float, float]) -> dict[str, Any]:
        return {"kind": kind, "node": node, "at_m": at_m, "fields": {"message": "m"}}

    events = [
        event("injected", "1", (0.0, 0.0)),
        event("arrived", "2", (30.0, 0.0)),
        event("hop", "1", (0.0, 1.0)),
        event("arrived", "1", (0.0, 9.0)),
        event("hop", "2", (30.0, 8.0)),
    ]
    assert ways(events) == [((0.0, 1.0), (30.0, 0.0)), ((30.0, 8.0), (0.0, 9.0))]


def test_names_are_drawn_as_they_are_written(tmp_path: Path) -> None:
    name = r"$\nope{ [/b] _x"
    picture = Picture(name, {name: (0.0, 0.0)}, regions={name: Circle(0, 0, 3)})
    draw(picture, tmp_path / "run.png")
    assert (tmp_path / "run.png").stat().st_size > 1000
