"""Whether a node takes a message."""

import pytest

from runtime.admission import Admission, Rate
from runtime.config import NodeConfig
from runtime.errors import AdmissionRefused
from runtime.message import Bounds

ONE, OTHER = b"operator", b"stranger"


def admission(**config):
    return Admission(
        NodeConfig(
            "n",
            **{
                "memory_bytes": 1000,
                "messages": 2,
                "gas_visit": 100,
                "state_bytes": 50,
                "quota": lambda origin: (99, 1 << 20, 1 << 20),
                **config,
            },
        )
    )


def bounds(**declared):
    return Bounds(**{"gas_visit": 100, "memory_bytes": 400, "state_bytes": 50, **declared})


def refusal(node, declared=None, origin=ONE, now_ms=0, state_bytes=0):
    with pytest.raises(AdmissionRefused) as refused:
        node.take(now_ms, declared or bounds(), origin, state_bytes)
    return refused.value


@pytest.mark.parametrize(
    ("resource", "bound"),
    [("gas_visit", 100), ("memory_bytes", 1000), ("state_bytes", 50), ("tag_bytes", 8192)],
)
def test_more_than_the_node_has_is_refused_for_good(resource, bound):
    error = refusal(admission(), bounds(**{resource: bound + 16}))
    assert f"node n: the message needs {resource} {bound + 16}" in str(error)
    assert f"@program({resource}=" in str(error)
    assert (error.resource, error.need, error.bound) == (resource, bound + 16, bound)
    assert error.retry_ms == 0


def test_more_than_is_left_is_refused_for_now():
    node = admission()
    held = bounds(memory_bytes=700)
    node.take(0, held, ONE)
    error = refusal(node)
    assert "400, 300 can be had here" in str(error)
    assert error.retry_ms > 0
    node.give_back(held, ONE)
    node.take(0, bounds(), ONE)


def test_places_are_bounded():
    node = admission()
    node.take(0, bounds(memory_bytes=1), ONE)
    node.take(0, bounds(memory_bytes=1), ONE)
    assert "messages 1, 0 can be had" in str(refusal(node, bounds(memory_bytes=1)))


def test_an_origin_has_its_quota_and_leaves_the_rest_to_others():
    node = admission(messages=8, quota=lambda origin: (2, 500, 100))
    node.take(0, bounds(memory_bytes=300), ONE)
    error = refusal(node, bounds(memory_bytes=300))
    assert (error.resource, error.need, error.bound) == ("origin_memory_bytes", 300, 200)
    assert "Its quota is 500" in str(error)
    assert error.retry_ms > 0
    node.take(0, bounds(memory_bytes=100), ONE)
    error = refusal(node, bounds(memory_bytes=1))
    assert (error.resource, error.need, error.bound) == ("origin_messages", 1, 0)
    node.take(0, bounds(memory_bytes=300), OTHER)
    node.give_back(bounds(memory_bytes=300), ONE)
    node.take(0, bounds(memory_bytes=300), ONE)


def test_who_may_not_run_code_is_refused_for_good():
    node = admission(quota=lambda origin: None if origin == OTHER else (1, 1000, 0))
    error = refusal(node, origin=OTHER)
    assert (error.resource, error.retry_ms) == ("policy", 0)
    node.take(0, bounds(), ONE)


def test_where_the_owner_says_nothing_one_origin_does_not_take_all():
    node = admission(messages=8, quota=None, worth=1 << 40)
    node.take(0, bounds(memory_bytes=900), ONE)  # alone it may: the node has it
    assert refusal(node, bounds(memory_bytes=1)).resource == "origin_memory_bytes"
    node.take(0, bounds(memory_bytes=50), OTHER)
    node = admission(messages=8, quota=None, worth=1 << 40)
    for _ in range(6):
        node.take(0, bounds(memory_bytes=1), ONE)
    assert refusal(node, bounds(memory_bytes=1)).resource == "origin_messages"
    node.take(0, bounds(memory_bytes=1), OTHER)
    own = NodeConfig("n").id8
    node = admission(messages=8, quota=None, worth=1 << 40)
    for _ in range(8):
        node.take(0, bounds(memory_bytes=125), own)


def test_all_that_was_taken_comes_back():
    node = admission(messages=9, memory_bytes=9000)
    before = node.load(0)
    taken = [(bounds(memory_bytes=100 * n), b"origin%02d" % (n % 3)) for n in range(1, 6)]
    for declared, origin in taken:
        node.take(0, declared, origin)
    assert node.load(0) > before
    for declared, origin in taken:
        node.give_back(declared, origin)
    assert node.load(0) == before
    assert (node.used_bytes, node.used_messages, node.gas) == (0, 0, 0)
    assert node.quota(ONE) == (99, 1 << 20, 1 << 20)


def test_the_price_of_a_resource_doubles_with_each_eighth_that_is_used():
    node = admission(memory_bytes=8000, messages=99)
    prices = []
    for _ in range(8):
        prices.append(node.price(0, 0, 8, 0))
        node.take(0, bounds(memory_bytes=1000, gas_visit=1), ONE)
    assert [price // prices[0] for price in prices] == [1 << eighth for eighth in range(8)]


def test_the_sum_over_the_resources_decides():
    big = {"gas_visit": 1_000_000, "memory_bytes": 1000, "messages": 99, "worth": 60_000}
    heavy = bounds(gas_visit=1_000_000, memory_bytes=100)
    light = bounds(gas_visit=1000, memory_bytes=100)
    node = admission(**big, speed=20)
    node.take(0, heavy, ONE)
    node.take(0, heavy, ONE)
    error = refusal(node, heavy)
    assert error.resource == "cost"
    assert error.need > error.bound == 60_000
    assert 1000 < error.retry_ms <= 60_000
    node.take(0, light, ONE)  # what asks for little is still worth it
    quick = admission(**big, speed=80)
    for _ in range(4):
        quick.take(0, heavy, ONE)


def test_an_idle_node_takes_whatever_it_has_all_of():
    node = admission(gas_visit=1 << 30, memory_bytes=5000, tag_bytes=1 << 20, state_bytes=1 << 13)
    node.take(0, bounds(gas_visit=1 << 30, memory_bytes=5000, state_bytes=1 << 13), ONE, 100)


def test_what_is_spent_and_what_was_on_the_air_lately_make_a_node_dear():
    node = admission()
    idle = node.load(0)
    node.busy.add(0, 20 * 4000)
    busy = node.load(0)
    node.air.add(0, 15_000 * 4)
    assert idle < busy < node.load(0)
    assert node.load(20_000) == idle
    spent = [0]
    node = admission(energy=lambda: spent[0])
    full = node.load(0)
    spent[0] = 4000
    assert node.load(0) > full


def test_a_rate_forgets_what_is_over():
    rate = Rate()
    rate.add(0, 1000)
    assert rate.of(0) == rate.of(4095) == 1000
    assert [rate.of(at_ms) for at_ms in (4096, 6144, 8192)] == [1000, 500, 0]
    rate.add(100_000, 7)
    assert rate.of(100_000) == 7


def test_levels_follow_the_load_in_half_octaves():
    node = admission(memory_bytes=64_000, messages=99, gas_visit=1 << 30)
    levels = []
    while len(levels) < 16:
        levels.append(node.level(0))
        node.take(0, bounds(memory_bytes=4000, gas_visit=0), ONE)
    assert levels == sorted(levels)
    assert levels[0] > 0
    assert levels[-1] <= 23
    assert 12 <= levels[-1] - levels[0] <= 15  # the price has grown about 2 ** 7.5 times
    full = admission(messages=1)
    full.take(0, bounds(), ONE)
    assert full.level(0) == 23


def test_a_board_that_is_short_of_heap_refuses_before_anything_fails():
    free = [6000]
    node = admission(free_bytes=lambda: free[0], messages=9, memory_bytes=1 << 16)
    node.take(0, bounds(), ONE, 400)
    error = refusal(node, state_bytes=600)
    assert (error.resource, error.need, error.bound) == ("heap_bytes", 4096 + 4 * 600, 6000)
    assert error.retry_ms > 0
    free[0] = 9000
    node.take(0, bounds(), ONE, 600)
