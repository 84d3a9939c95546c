"""The tag space's life of a tag: lease, bound, pattern, I/O, refusals."""

from runtime.errors import NoTag, TagDenied, TagExists, TagSpaceFull, TagTypeRefused
from runtime.tagspace import Held, TagSpace
from runtime.tagspace.durable import Durable


def refused(kind, call, *arguments):
    try:
        call(*arguments)
    except kind:
        return
    raise AssertionError("not refused")


space = TagSpace(capacity_bytes=600)
heard = []
space.on_write = lambda now_ms, name, value: heard.append((now_ms, name, value))
space.create(0, "list", [1, [2.5, None, True], b"x", "\u6c34"], 100)
assert space.read(99, "list") == (1, (2.5, None, True), b"x", "\u6c34")
refused(TagExists, space.create, 99, "list", 1, 100)
refused(NoTag, space.read, 100, "list")
assert space.used_bytes == 0
assert space.next_expiry_ms() is None

for i in range(3):
    space.create(200, f"tag/{i}", i, 50 - i)
refused(TagSpaceFull, space.create, 200, "more", b"x" * 100, 50)
assert space.names(200, "tag/*") == ["tag/0", "tag/1", "tag/2"]
assert space.next_expiry_ms() == 248
assert space.names(249) == ["tag/0"]

sprinkler = Held(0)
space.bind("sprinkler", sprinkler.read, sprinkler.write)
space.bind("temperature", lambda now_ms: None if now_ms < 500 else 21.5, unit="C")
who = (b"c" * 8, b"o" * 8, 7, 1, 0)
other = (b"d" * 8, b"p" * 8, 7, 1, 0)
refused(TagDenied, space.write, 300, "sprinkler", 1, who)
space.write(300, "sprinkler", 1)
assert sprinkler.value == 1
refused(TagDenied, space.write, 300, "temperature", 1)
refused(TagDenied, space.delete, 300, "temperature")
refused(NoTag, space.read, 300, "temperature")
assert space.read(500, "temperature") == 21.5
for value in ({"a": 1}, {1}, object(), bytearray(3), [[[[[[[[[1]]]]]]]]], b"x" * 2000, chr(0xD800)):
    refused(TagTypeRefused, space.create, 500, "x", value, 10)
for name in ("", "a*", 7, None, ["a"], "x" * 63):
    refused(TagTypeRefused, space.create, 500, name, 1, 10)
for lease_ms in (0, -1, 1.5, None, True):
    refused(TagTypeRefused, space.create, 500, "x", 1, lease_ms)
space.create(510, ".x", 1, 10, who, "others:read,write")
refused(NoTag, space.read, 510, ".x", other)
space.create(510, "y", (1, 2), 10, who, "others:write")
refused(TagDenied, space.read, 510, "y", other)
assert not space.compare_and_set(510, "y", (1, 3), 0, who)
assert space.compare_and_set(510, "y", [1, 2], 0, who)
space.grant(510, "y", "others:all", who)
space.renew(510, "y", 5, other)
assert space.about(511, "y", other)[3:] == (4, space.about(511, "y", who)[4], False)
assert space.names(510, "*", who) == [".x", "sprinkler", "temperature", "y"]
refused(TagTypeRefused, space.grant, 510, "y", "others:reed", who)
space.on_write = None
for _ in range(2000):
    space.create(600, "same", 1, 10**6)
    space.delete(600, "same")
assert heard[0] == (0, "list", (1, (2.5, None, True), b"x", "\u6c34"))


class Store:
    log = b""

    def load(self):
        return self.log

    def append(self, data):
        self.log += data

    def replace(self, data):
        self.log = data


store = Store()
space = TagSpace()
space.durable_bytes = 1000
space.keeper = Durable(space, store, 0)
space.create(0, ".x", (1, "two"), 10**6, who, durable=True)
space.keeper.fire(0)
space.write(0, ".x", 2, who)
space.keeper.fire(0)
for log, value in ((store.log, 2), (store.log[:-1], (1, "two"))):
    again = TagSpace()
    kept = Store()
    kept.log = log
    again.keeper = Durable(again, kept, 0)
    assert again.read(0, ".x", who) == value
print("the tag space holds")
