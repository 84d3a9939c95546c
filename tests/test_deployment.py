"""A deploy that is cut anywhere leaves a board that boots: what it ran, or all of the new."""

import contextlib
import io
import json
import os
from pathlib import Path

import pytest

from firmware.board import files, slots
from samara.boards.board_file import load_board
from samara.boards.deployment import contents, deploy
from samara.boards.prompt import Prompt
from samara.refusal import Refused

BOARD = """
[board]
name = "{name}"
chip = "{chip}"
position_m = [1, 2]
[tags.temperature]
kind = "held"
value = 21.5
"""


class PowerCut(Exception):
    pass


class FolderBoard(Prompt):
    """A prompt whose board is a folder here. `cuts` more changes, then its power is gone."""

    device = "/dev/folder"
    platform = "qemu"

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self.cuts: int | None = None
        self.free_bytes = 1_000_000
        self.is_frozen = True

    def run(self, source: str) -> str:
        if "runtime.node" in source:
            return "1" if self.is_frozen else "0"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(source, {"os": self, "open": self.open, "__builtins__": _without_imports(self)})
        return out.getvalue()

    def write(self, path: str, data: bytes) -> None:
        for at in range(0, len(data), 20):
            self._change()
            with open(self._root + path, "ab" if at else "wb") as file:
                file.write(data[at : at + 20])

    # What the board's scripts use of `os` and of the builtins.

    def open(self, path: str, mode: str = "r"):
        if "w" in mode:
            self._change()
        return open(self._root + path, mode)

    def ilistdir(self, path: str):
        return [
            (entry.name, 0x4000 if entry.is_dir() else 0x8000)
            for entry in os.scandir(self._root + path)
        ]

    def mkdir(self, path: str) -> None:
        if not os.path.isdir(self._root + path):
            self._change()
        os.mkdir(self._root + path)

    def remove(self, path: str) -> None:
        self._change()
        os.remove(self._root + path)

    def rename(self, old: str, new: str) -> None:
        self._change()
        os.rename(self._root + old, self._root + new)

    def statvfs(self, path: str):
        return (1, 1, 0, self.free_bytes)

    def _change(self) -> None:
        if self.cuts is not None:
            if self.cuts == 0:
                raise PowerCut
            self.cuts -= 1


def _without_imports(board: FolderBoard) -> dict:
    import builtins
    import hashlib

    modules = {"os": board, "hashlib": hashlib}
    return {**vars(builtins), "__import__": lambda name, *rest: modules[name], "open": board.open}


@pytest.fixture
def board(tmp_path: Path):
    """board(name): the checked file of a board of that name."""

    def load(name: str, chip: str = "emulated"):
        path = tmp_path / f"{name}.toml"
        path.write_text(BOARD.format(name=name, chip=chip))
        return load_board(path)

    return load


def boots(root: Path) -> str | None:
    """The name in the configuration that the board's next boot runs, or None."""
    slot = slots.boot(str(root))
    return json.loads(files.text(f"{root}/{slot}/board.json"))["name"] if slot else None


def test_a_first_deploy_is_run_at_the_next_boot(tmp_path, board) -> None:
    prompt = FolderBoard(tmp_path)
    done = deploy(prompt, board("first"))
    assert done.slot == "a"
    assert boots(tmp_path) == "first"
    assert deploy(prompt, board("first")).slot == ""


def test_an_update_is_tried_once_and_kept_when_it_has_proved_itself(tmp_path, board) -> None:
    prompt = FolderBoard(tmp_path)
    deploy(prompt, board("first"))
    boots(tmp_path)
    assert deploy(prompt, board("second")).slot == "b"
    assert boots(tmp_path) == "second"
    assert slots.confirm(str(tmp_path))
    assert [boots(tmp_path), boots(tmp_path)] == ["second", "second"]


def test_an_update_that_dies_before_it_beacons_gives_way_to_the_old_one(tmp_path, board) -> None:
    prompt = FolderBoard(tmp_path)
    deploy(prompt, board("first"))
    deploy(prompt, board("second"))
    assert [boots(tmp_path), boots(tmp_path), boots(tmp_path)] == ["second", "first", "first"]
    assert not slots.confirm(str(tmp_path))


@pytest.mark.parametrize("before", [None, "first"])
def test_power_cut_at_any_change_leaves_old_or_new(tmp_path, board, before) -> None:
    cut_at = 0
    done = None
    while done is None:
        root = tmp_path / str(cut_at)
        root.mkdir()
        prompt = FolderBoard(root)
        if before is not None:
            deploy(prompt, board(before))
            assert boots(root) == before
        prompt.cuts = cut_at
        try:
            done = deploy(prompt, board("second"))
        except PowerCut:
            assert boots(root) in (before, "second")
            prompt.cuts = None
            deploy(prompt, board("second"))
        assert boots(root) == "second"
        cut_at += 1
    assert cut_at > 8, "the power was hardly ever cut"


@pytest.mark.parametrize("after", ["boot", "confirm"])
def test_power_cut_while_a_slot_is_chosen_leaves_one_that_is_whole(
    tmp_path, board, monkeypatch, after
) -> None:
    prompt = FolderBoard(tmp_path)
    deploy(prompt, board("first"))
    boots(tmp_path)
    deploy(prompt, board("second"))
    if after == "confirm":
        boots(tmp_path)

    def cut(old, new):
        raise PowerCut

    monkeypatch.setattr(files.os, "rename", cut)
    with pytest.raises(PowerCut):
        getattr(slots, after)(str(tmp_path))
    monkeypatch.undo()
    assert boots(tmp_path) in ("first", "second")


def test_a_file_that_only_one_slot_lacks_is_copied_on_the_board(
    tmp_path, board, monkeypatch
) -> None:
    def padded(file, is_frozen):
        return {**contents(file, is_frozen), "lib/same.mpy": bytes(2000)}

    monkeypatch.setattr("samara.boards.deployment.contents", padded)
    prompt = FolderBoard(tmp_path)
    deploy(prompt, board("first"))
    done = deploy(prompt, board("second"))
    assert done.copied == ("lib/same.mpy",)
    assert done.sent == ("board.json",)
    assert (tmp_path / "b" / "lib" / "same.mpy").read_bytes() == bytes(2000)


def test_a_stock_esp32_gets_the_runtime_and_the_firmware_with_it(tmp_path, board) -> None:
    prompt = FolderBoard(tmp_path)
    prompt.platform = "esp32"
    prompt.machine = "Generic ESP32 module with ESP32"
    prompt.is_frozen = False
    done = deploy(prompt, board("first", "esp32"))
    assert {"main.py", "boot/firmware/board/slots.mpy", "firmware/esp32/espnow_link.mpy"} <= set(
        done.sent
    )
    assert (tmp_path / "a" / "runtime" / "node.mpy").is_file()
    assert not (tmp_path / "a" / "runtime" / "vm" / "translator.mpy").exists()
    again = deploy(prompt, board("second", "esp32"))
    assert again.sent == ("board.json",)
    assert "runtime/node.mpy" in again.copied
    assert boots(tmp_path) == "second"


def test_another_chip_is_refused_before_anything_is_written(tmp_path, board) -> None:
    with pytest.raises(Refused, match="the board file says esp32"):
        deploy(FolderBoard(tmp_path), board("first", "esp32"))
    assert [path.name for path in tmp_path.iterdir()] == ["first.toml"]


def test_a_full_flash_is_refused_and_the_board_runs_what_it_ran(tmp_path, board) -> None:
    prompt = FolderBoard(tmp_path)
    deploy(prompt, board("first"))
    prompt.free_bytes = 10
    with pytest.raises(Refused, match="a flash with 10 free"):
        deploy(prompt, board("second"))
    assert boots(tmp_path) == "first"
