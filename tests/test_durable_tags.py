"""Tags that survive: what is written, how often, and a power cut anywhere in it."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.links.tag_file import TagFile
from runtime.tagspace import Held, TagSpace
from runtime.tagspace.durable import Durable
from samara.boards import unix_board
from samara.boards.mpy import ROOT
from sim.bus import VirtualBus
from spatial.compiler import compile_source
from tests.field import add_node, of, reports

ME = (b"code....", b"origin..", 7, 1, 0)
OTHER = (b"another.", b"faraway.", 7, 1, 0)
HOUR_MS = 3_600_000


class PowerCut(Exception):
    """The machine is off."""


class Flash:
    """A store whose power goes after so many bytes more; what was written by then is there.

    A new log is written beside the old one, and takes its place in one step.
    """

    def __init__(self, log=b"", bytes_left=None):
        self.log = log
        self.bytes_left = bytes_left
        self.written = []

    def load(self):
        return self.log

    def append(self, data):
        self.written.append(("append", len(data)))
        self.log += self._passes(data)
        self._check(data)

    def replace(self, data):
        self.written.append(("replace", len(data)))
        self._passes(data)
        self._check(data)
        self._check(b".")  # the renaming
        self.log = data

    def _passes(self, data):
        return data if self.bytes_left is None else data[: self.bytes_left]

    def _check(self, data):
        if self.bytes_left is not None:
            self.bytes_left -= len(data)
            if self.bytes_left < 0:
                raise PowerCut


def space_on(store, now_ms=0, **options):
    space = TagSpace(**options)
    space.durable_bytes = 10_000
    space.keeper = Durable(space, store, now_ms)
    return space


def held(space, now_ms=0):
    return {name: space.read(now_ms, name) for name in space.names(now_ms)}


def test_a_durable_tag_is_there_after_a_reboot_and_others_are_not():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "keep", (1, "two", b"3"), HOUR_MS, ME, "others:read,write", True)
    space.create(0, ".own", None, HOUR_MS, ME, durable=True)
    space.create(0, "lose", 1, HOUR_MS, ME)
    space.keeper.fire(0)
    again = space_on(Flash(flash.log))
    assert again.names(0, "*", ME) == [".own", "keep"]
    assert again.read(0, "keep", OTHER) == (1, "two", b"3")
    assert again.about(0, "keep", ME) == space.about(0, "keep", ME)
    again.write(0, "keep", 2, OTHER)
    space.delete(0, "lose", ME)
    space.write(0, "keep", 2, ME)
    assert again.used_bytes == space.used_bytes
    again.delete(0, "keep", ME)
    again.delete(0, ".own", ME)
    assert (again.used_bytes, again._used) == (0, {})


def test_what_is_deleted_or_ends_stays_away():
    flash = Flash()
    space = space_on(flash)
    for name, lease_ms in (("a", 100), ("b", HOUR_MS), ("c", HOUR_MS)):
        space.create(0, name, 1, lease_ms, ME, durable=True)
    space.keeper.fire(0)
    space.delete(50, "b", ME)
    space.expire(100)
    space.keeper.fire(100)
    assert held(space_on(Flash(flash.log))) == {"c": 1}


def test_a_lease_has_the_time_left_that_was_written_down():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", 1, 10 * HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    space.write(HOUR_MS, "a", 2, ME)
    space.keeper.fire(HOUR_MS)
    again = space_on(Flash(flash.log), 500)
    assert again.next_expiry_ms() == 500 + 9 * HOUR_MS


def test_half_of_a_lease_that_has_gone_by_is_written_down():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", 1, 16 * HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    now_ms = 0
    while space.keeper.next_ms() is not None and space.keeper.next_ms() < 16 * HOUR_MS:
        now_ms = space.keeper.next_ms()
        space.keeper.fire(now_ms)
    assert 4 < len(flash.written) < 12
    left_ms = space_on(Flash(flash.log)).next_expiry_ms()
    assert 0 < left_ms <= 2 * 600_000


def test_nothing_is_written_where_nothing_changed():
    flash = Flash()
    space = space_on(flash)
    assert space.keeper.next_ms() is None
    space.create(0, "a", 1, 1000, ME, durable=True)
    space.create(0, "b", 1, 1000, ME)
    space.keeper.fire(0)
    before = list(flash.written)
    space.write(1, "a", 1, ME)
    space.write(1, "b", 2, ME)
    assert space.compare_and_set(1, "a", 5, 6, ME) is False
    space.keeper.fire(1)
    assert flash.written == before
    assert space.keeper.next_ms() is None


def test_writes_are_bounded_in_rate_and_the_last_value_is_kept():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", 0, HOUR_MS, ME, durable=True)
    for now_ms in range(0, 60_000, 20):
        space.write(now_ms, "a", now_ms, ME)
        space.keeper.fire(now_ms)
    assert len(flash.written) <= 8 + 60_000 // 10_000
    due_ms = space.keeper.next_ms()
    assert due_ms <= 60_000 + 10_000
    space.keeper.fire(due_ms)
    assert held(space_on(Flash(flash.log))) == {"a": 59_980}
    assert space.keeper.next_ms() > HOUR_MS // 4


def test_a_log_does_not_grow_beyond_its_bound():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", b"", HOUR_MS * 24, ME, durable=True)
    for turn in range(400):
        now_ms = turn * 20_000
        space.write(now_ms, "a", bytes(turn % 90), ME)
        space.keeper.fire(now_ms)
        assert len(flash.log) < 2 * 300 + 2048
    assert sum(kind == "replace" for kind, _ in flash.written) < 400 / 10


def changes(space, turn, now_ms):
    """One step of a story in which each write of the store is one change."""
    name = "abc"[turn % 3]
    if turn < 3:
        space.create(now_ms, name, 0, HOUR_MS, ME, durable=True)
    elif turn == 7:
        space.delete(now_ms, name, ME)
    elif turn == 10:
        space.create(now_ms, name, "again", HOUR_MS, ME, durable=True)
    elif turn == 11:
        space.grant(now_ms, name, "others:all", ME)
    else:
        space.write(now_ms, name, bytes(100 * turn % 700), ME)


def story(flash, turns):
    """What the tags were after each turn, until the power went."""
    told = [{}]
    try:
        space = space_on(flash)
        for turn in range(turns):
            now_ms = turn * 10_000
            changes(space, turn, now_ms)
            told.append(held(space, now_ms))
            space.keeper.fire(now_ms)
    except PowerCut:
        pass
    return told


def test_a_power_cut_at_any_byte_loses_at_most_the_write_that_it_cuts():
    whole = Flash(bytes_left=10**9)
    every = story(whole, 20)
    used_bytes = 10**9 - whole.bytes_left
    assert {kind for kind, _ in whole.written} == {"append", "replace"}
    assert len(every) == 21
    lost = 0
    for cut in range(used_bytes + 1):
        flash = Flash(bytes_left=cut)
        told = story(flash, 20)
        again = space_on(Flash(flash.log))
        assert held(again) in (told[-1], told[-2] if len(told) > 1 else {}), cut
        lost += held(again) != told[-1]
        assert again.keeper.lost == 0
    assert lost > used_bytes / 2


def test_a_torn_end_is_written_over_before_anything_follows_it():
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", 1, HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    space.write(0, "a", 2, ME)
    space.keeper.fire(0)
    torn = Flash(flash.log[:-3])
    again = space_on(torn)
    assert held(again) == {"a": 1}
    again.write(0, "a", 3, ME)
    again.keeper.fire(0)
    assert torn.written[0][0] == "replace"
    assert held(space_on(Flash(torn.log))) == {"a": 3}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damage_anywhere_is_never_taken_for_a_tag(data):
    flash = Flash()
    story(flash, data.draw(st.integers(1, 12)))
    damaged = bytearray(flash.log)
    at = data.draw(st.integers(0, len(damaged) - 1))
    damaged[at] ^= data.draw(st.integers(1, 255))
    was = space_on(Flash(flash.log))
    names = set(was.names(0)) | set("abc")
    space = space_on(Flash(bytes(damaged)))
    assert set(space.names(0)) <= names
    for name in space.names(0):
        assert space.about(0, name)[:2] == ME[:2]


@given(st.binary(max_size=300))
def test_bytes_that_are_no_log_are_no_tags(log):
    assert held(space_on(Flash(log))) == {}


def test_what_a_torn_write_leaves_of_a_value_is_not_taken_for_a_record():
    inner = Flash()
    space = space_on(inner)
    space.create(0, "forged", 1, HOUR_MS, OTHER, durable=True)
    space.keeper.fire(0)
    flash = Flash()
    space = space_on(flash)
    space.create(0, "a", 1, HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    before = len(flash.log)
    space.write(0, "a", inner.log + bytes(50), ME)
    space.keeper.fire(0)
    for end in range(before, len(flash.log)):
        assert held(space_on(Flash(flash.log[:end]))) == {"a": 1}


class Failing(Flash):
    def __init__(self):
        super().__init__()
        self.fails = True

    def load(self):
        raise OSError(5, "EIO")

    def replace(self, data):
        if self.fails:
            raise OSError(28, "ENOSPC")
        super().replace(data)


def test_a_store_that_fails_is_tried_again_and_does_not_end_the_node():
    flash = Failing()
    space = space_on(flash)
    assert space.keeper.failures == 1
    space.create(0, "a", 1, HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    assert space.keeper.failures == 2
    space.keeper.fire(1)
    assert space.keeper.failures == 2
    flash.fails = False
    space.keeper.fire(space.keeper.next_ms())
    assert held(space_on(Flash(flash.log))) == {"a": 1}


def test_what_has_no_room_any_more_is_counted_and_an_io_tag_has_its_name():
    flash = Flash()
    space = space_on(flash)
    for name in "abc":
        space.create(0, name, bytes(100), HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    small = TagSpace(capacity_bytes=300)
    small.bind("a", Held(1).read)
    small.keeper = Durable(small, Flash(flash.log), 0)
    assert small.names(0) == ["a", "b"]
    assert (small.read(0, "a"), small.keeper.lost) == (1, 2)


def test_a_file_is_a_store(tmp_path):
    path = str(tmp_path / "tags.log")
    space = space_on(TagFile(path))
    for turn in range(20):
        changes(space, turn, turn * 10_000)
        space.keeper.fire(turn * 10_000)
    assert held(space_on(TagFile(path))) == held(space, 190_000)
    assert os.listdir(tmp_path) == ["tags.log"]


def test_a_new_log_that_had_no_time_to_take_its_place_counts(tmp_path):
    path = str(tmp_path / "tags.log")
    space = space_on(TagFile(path))
    space.create(0, "a", 1, HOUR_MS, ME, durable=True)
    space.keeper.fire(0)
    os.rename(path, path + ".new")
    assert held(space_on(TagFile(path))) == {"a": 1}
    assert os.listdir(tmp_path) == ["tags.log"]
    (tmp_path / "tags.log.new").write_bytes(b"half of a new one")
    assert held(space_on(TagFile(path))) == {"a": 1}


def test_a_program_s_tag_is_there_in_the_next_boot_of_its_node():
    flash = Flash()
    bus = VirtualBus()
    station = add_node(bus, "a")
    make = station.make

    def with_flash(epoch):
        node = make(epoch)
        node.keep_tags(0, flash)
        return node

    station.make = with_flash
    bus.boot(station)
    text = """
import node
if node.tags("count"):
    node.write("count", node.read("count") + 1)
else:
    node.create("count", 1, 10000, durable=True)
node.create("once", 1, 10000)
node.report((node.read("count"), node.about("count")[5]))
"""
    program = compile_source(text).bricks
    for _ in range(3):
        bus.inject(station, program)
        bus.run(bus.now_ms + 1)
        bus.kill(station)
        bus.boot(station)
    assert reports(bus) == [(1, True), (2, True), (3, True)]


COUNT = """
import node
if node.tags("count"):
    node.write("count", node.read("count") + 1)
else:
    node.create("count", 1, 3600000, durable=True)
node.sleep(1)
node.report(node.read("count"))
"""


@pytest.mark.parametrize("board", [False, True], ids=["cpython", "micropython"])
def test_a_node_over_udp_that_is_killed_has_its_tags_again(tmp_path, board, micropython):
    bricks = []
    for number, brick in enumerate(compile_source(COUNT).bricks):
        bricks.append(str(tmp_path / f"{number}.brick"))
        (tmp_path / f"{number}.brick").write_bytes(brick)
    config = {
        "name": "a",
        "listen": "127.0.0.1:0",
        "durable": str(tmp_path / "tags.log"),
        "inject": {"bricks": bricks, "at_ms": 0},
    }
    path = tmp_path / "node.json"
    path.write_text(json.dumps(config))
    arguments = ("-m", "runtime.links.udp_node", str(path))
    command = unix_board.command(*arguments) if board else [sys.executable, *arguments]
    counted = []
    for _ in range(3):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
        ) as node:
            events = map(json.loads, node.stdout)
            counted += [next(e["value"] for e in events if e["event"] == "report")]
            node.kill()
    assert counted == [1, 2, 3]


def test_durable_tags_have_bounds_of_their_own_and_a_node_may_keep_none():
    bus = VirtualBus()
    station = add_node(bus, "a", durable_tag_bytes=800)
    text = """
import node
for number in range(9):
    try:
        node.create("t%d" % number, bytes(30), 10000, durable=True)
    except node.TagError as error:
        node.report((number, str(error)))
        break
"""
    bus.inject(station, compile_source(text).bricks)
    bus.run(10)
    assert reports(bus) == [(0, "'t0': this node keeps no tags over a reboot")]
    station.live().keep_tags(10, Flash())
    bus.inject(station, compile_source(text).bricks)
    bus.run(20)
    number, said = reports(bus)[1]
    assert number == 2
    assert "of 400 are left for durable tags of this origin here" in said
    assert not of(bus, "failed")
