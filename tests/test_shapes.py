"""What a person types for a node."""

import pytest

from samara import shapes
from samara.refusal import Refused


def test_metres_become_whole_centimetres() -> None:
    assert shapes.position_cm("12.345,40") == (1234, 4000)


def test_a_tag_is_a_json_value_or_text() -> None:
    assert shapes.tag("sprinkler=0") == ("sprinkler", 0)
    assert shapes.tag("temperature=21.5") == ("temperature", 21.5)
    assert shapes.tag("room=b=2") == ("room", "b=2")


def test_regions_are_circles_or_polygons_in_centimetres() -> None:
    assert shapes.region("hill=circle:120,150,80") == ("hill", ["circle", 12000, 15000, 8000])
    assert shapes.region("lab=polygon:0,0,1,0,1,1") == (
        "lab",
        ["polygon", [0, 0, 100, 0, 100, 100]],
    )


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (shapes.position_cm, "12"),
        (shapes.position_cm, "a,b"),
        (shapes.tag, "sprinkler"),
        (shapes.tag, "=0"),
        (shapes.region, "hill"),
        (shapes.region, "hill=circle:1,2"),
        (shapes.region, "lab=polygon:0,0,1,0"),
        (shapes.region, "lab=square:0,0,1,0"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_form_that_can(read, text: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused, match=r"such as|metres|circle:"):
        read(text)


@pytest.mark.parametrize("text", ["localhost", "1.2.3:80", "example.org:80", "127.0.0.1:x", ""])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"such as 127\.0\.0\.1:4701"):
        shapes.address("--via", text)


@pytest.mark.parametrize("text", ["name=3", "region/hill=3", ".m=3", "m={}", "moisture=null"])
def test_a_tag_that_a_node_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="--tag"):
        shapes.tag(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("valve", "rights are given to"),
        ("valve=others:open", "rights are read"),
        ("valve=code:all", "origin and others alone"),
        ("valv=others:read", "Did you mean"),
    ],
)
def test_rights_that_are_none_are_refused_with_the_form_that_is(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        shapes.rights(text, ["valve", "moisture"])
    assert shapes.rights("valve=others:all", ["valve"]) == ("valve", "others:all")
