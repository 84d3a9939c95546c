"""The bricks that a node holds."""

from types import SimpleNamespace

import pytest

from runtime import vm
from runtime.code_cache import CodeCache
from runtime.errors import AdmissionRefused, BadBrick
from runtime.vm.brick import Brick
from samara.boards import library
from spatial.compiler import compile_source
from tests.script_vm import load_brick, script


def brick(text, *imports):
    return load_brick(script(("report", text), imports=[needed.hash for needed in imports]))


def test_the_least_recently_used_goes_first():
    one, two, three = brick("1"), brick("2"), brick("3")
    cache = CodeCache(2 * len(one.data))
    cache.put(one)
    cache.put(two)
    assert cache.get(one.name) is one
    cache.put(three)
    assert (one.name in cache, two.name in cache, three.name in cache) == (True, False, True)
    assert cache.used_bytes == 2 * len(one.data)


def test_what_is_held_or_pinned_stays():
    one, two, three = brick("1"), brick("2"), brick("3")
    cache = CodeCache(len(one.data))
    cache.put(three, pinned=True)
    cache.put(one)
    held = cache.hold([one.name, b"absent.."])
    with pytest.raises(AdmissionRefused, match="Retry when messages have left") as refused:
        cache.put(two)
    assert (refused.value.resource, refused.value.bound) == ("code", 0)
    assert refused.value.retry_ms > 0
    cache.release(held)
    cache.put(two)
    assert one.name not in cache
    assert three.name in cache


def test_a_brick_that_never_fits_evicts_none():
    one, two = brick("1"), brick("2" * 50)
    cache = CodeCache(len(one.data))
    cache.put(one)
    with pytest.raises(AdmissionRefused) as refused:
        cache.put(two)
    assert refused.value.retry_ms == 0
    assert one.name in cache


def test_what_a_program_lacks_is_found_through_its_imports():
    low = brick("low")
    middle = brick("middle", low)
    root = brick("root", middle, low)
    cache = CodeCache()
    assert cache.lacking(root.name) == (root.name, None)
    cache.put(root)
    assert cache.lacking(root.name)[1] in (middle.hash, low.hash)
    cache.put(low)
    assert cache.lacking(root.name) == (middle.name, middle.hash)
    assert set(cache.closure(root.name)) == {root.name, low.name}
    cache.put(middle)
    assert cache.lacking(root.name) is None
    assert set(cache.closure(root.name)) == {root.name, low.name, middle.name}


def test_a_brick_of_the_same_name_is_not_the_same_brick():
    true, false = brick("true"), brick("false")
    root = brick("root", true)
    false.name = true.name
    cache = CodeCache()
    cache.put(root)
    cache.put(false)
    with pytest.raises(BadBrick, match="not the one that is imported"):
        cache.lacking(root.name)
    with pytest.raises(BadBrick, match="another SHA-256"):
        cache.put(true)


def test_what_is_dear_to_have_again_by_the_byte_stays_longer():
    large, small, next_large = brick("1" * 600), brick("2"), brick("3" * 600)
    cache = CodeCache(len(large.data) + len(small.data), lambda gas, air_bytes: air_bytes)
    cache.put(small)
    cache.put(large)
    cache.put(next_large)
    assert (small.name in cache, large.name in cache) == (True, False)


def test_what_nobody_uses_goes_however_dear_it_was():
    price = [100]
    cache = CodeCache(3000, lambda gas, air_bytes: price[0] * air_bytes)
    old = brick("old" * 50)
    cache.put(old)
    price[0] = 10
    for number in range(200):
        cache.put(brick(f"{number}" * 300))
    assert old.name not in cache
    cache = CodeCache(3000, lambda gas, air_bytes: price[0] * air_bytes)
    price[0] = 100
    cache.put(old)
    price[0] = 10
    for number in range(200):
        cache.put(brick(f"{number}" * 300))
        cache.get(old.name)
    assert old.name in cache
def program():
    """A program's bricks, those of the library behind the first, and an image that has these."""
    root, *rest = [vm.load_brick(data) for data in compile_source("import spatial\n").bricks]
    hashes = b"".join(each.hash for each in rest)
    return root, rest, SimpleNamespace(HASHES=hashes, parts=lambda at: library.parts(rest[at]))


def test_a_brick_of_the_image_is_loaded_while_it_is_held():
    root, rest, image = program()
    cache = CodeCache(len(root.data), image=image)
    low = rest[-1]
    assert low.name in cache
    cache.put(low)
    cache.put(root)
    assert cache.lacking(root.name) is None
    assert cache.used_bytes == len(root.data)
    found = cache.closure(root.name)
    assert set(found) == {root.name, *(each.name for each in rest)}
    held = cache.hold(found)
    assert cache.get(low.name) is found[low.name]
    assert cache.get(low.name) is not low
    cache.release(held)
    assert cache.get(low.name) is not found[low.name]
    assert cache.get(root.name) is root


def test_a_brick_of_the_image_is_what_loading_its_bytes_gives():
    _, rest, image = program()
    cache = CodeCache(image=image)
    for brick in rest:
        placed = cache.get(brick.name)
        for field in set(Brick.__slots__) - {"global_names", "_codes", "native"}:
            assert getattr(placed, field) == getattr(brick, field), field
        names = [list(each.global_names) for each in (placed, brick)]
        assert names[0] == names[1]


def test_a_brick_of_the_image_is_not_another_of_its_name():
    root, rest, image = program()
    image.HASHES = b"".join(each.name + bytes(24) for each in rest)
    cache = CodeCache(image=image)
    cache.put(root)
    with pytest.raises(BadBrick, match="not the one that is imported"):
        cache.lacking(root.name)
    with pytest.raises(BadBrick, match="another SHA-256"):
        cache.put(rest[0])
