"""The JSON record of a run."""

import json
from pathlib import Path

import pytest

from samara import record
from samara.refusal import Refused


def test_a_record_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    record.write_json(path, {"result": [1]})
    loop: dict[str, object] = {}
    loop["self"] = loop
    with pytest.raises(ValueError, match="Circular"):
        record.write_json(path, loop)
    assert json.loads(path.read_text()) == {"result": [1]}
    assert list(tmp_path.iterdir()) == [path]


def test_reported_bytes_are_written_in_hex(tmp_path: Path) -> None:
    record.write_json(tmp_path / "run.json", {"result": [b"\x01\xff"]})
    assert json.loads((tmp_path / "run.json").read_text()) == {"result": ["01ff"]}


def test_a_file_in_a_folder_that_is_not_there_is_refused_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no folder"):
        record.check_writable(tmp_path / "nowhere" / "run.json")
    with pytest.raises(Refused, match="is a folder"):
        record.check_writable(tmp_path)


def test_provenance_tells_the_hash_of_the_field_and_of_each_program(tmp_path: Path) -> None:
    field, program = tmp_path / "field.toml", tmp_path / "prog.py"
    field.write_bytes(b"")
    program.write_bytes(b"abc")
    told = record.provenance(["samara", "sim"], field, [program])
    assert told["field"]["sha256"].startswith("e3b0c44298fc1c14")
    assert told["programs"][0]["sha256"].startswith("ba7816bf8f01cfea")
    assert {"samara", "python", "ns3"} <= told["versions"].keys()


def test_a_link_keeps_pointing_to_the_file_that_is_written(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to("run.json")
    record.write_json(link, {"result": [1]})
    assert link.is_symlink()
    assert json.loads((tmp_path / "run.json").read_text()) == {"result": [1]}


def test_a_device_is_written_to_and_not_replaced() -> None:
    full = Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("this machine has no /dev/full")
    with pytest.raises(Refused, match="/dev/full: cannot be written: No space left"):
        record.write_json(full, {"result": [1]})
    assert full.is_char_device()
