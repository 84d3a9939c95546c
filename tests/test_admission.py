"""Whether a node takes a message."""

import pytest

from runtime.admission import Admission
from runtime.errors import AdmissionRefused
from runtime.message import Bounds


def admission():
    return Admission("n", memory_bytes=1000, messages=2, gas_visit=100, state_bytes=50)


def bounds(**declared):
    return Bounds(**{"gas_visit": 100, "memory_bytes": 400, "state_bytes": 50, **declared})


@pytest.mark.parametrize(
    ("resource", "bound"), [("gas_visit", 100), ("memory_bytes", 1000), ("state_bytes", 50)]
)
def test_more_than_the_node_has_is_refused_for_good(resource, bound):
    with pytest.raises(AdmissionRefused, match=rf"node n: .*{resource}=") as refused:
        admission().take(bounds(**{resource: bound + 1}))
    error = refused.value
    assert (error.resource, error.need, error.bound) == (resource, bound + 1, bound)
    assert error.retry_ms == 0


def test_more_than_is_left_is_refused_for_now():
    node = admission()
    held = bounds(memory_bytes=700)
    node.take(held)
    with pytest.raises(AdmissionRefused, match="400, 300 can be had here") as refused:
        node.take(bounds())
    assert refused.value.retry_ms > 0
    node.give_back(held)
    node.take(bounds())


def test_places_are_bounded():
    node = admission()
    node.take(bounds(memory_bytes=1))
    node.take(bounds(memory_bytes=1))
    with pytest.raises(AdmissionRefused, match="messages 1, 0 can be had"):
        node.take(bounds(memory_bytes=1))
