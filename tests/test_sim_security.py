"""Fields in ns-3 whose frames are sealed: the same answers, and strangers are not heard."""

import json
import shutil
import subprocess
from dataclasses import replace

import pytest

pytest.importorskip("cppyy", reason="the ns-3 wheel is not installed")

from runtime import wire
from runtime.air import Air
from samara.dissector import dissector
from sim.ns3 import Field, FieldError, Injection, load_field, simulate
from sim.ns3.security import kind_of, network_key
from spatial.compiler import compile_source
from tests.field import beacon
from tests.test_attacks_air import filled
from tests.test_sim_simulate import TOUR, row


def toured(field: Field, seed: int = 1):
    return simulate(field, [Injection(compile_source(TOUR), "a")], seed=seed)


def test_a_keyed_field_gives_the_answer_of_an_open_one_in_more_bytes() -> None:
    opened = toured(row())
    sealed = toured(row(security="keyed"))
    hidden = toured(row(security="keyed", encrypts=True))
    signed = toured(row(security="signed"))
    assert sealed.failures == hidden.failures == signed.failures == []
    assert sealed.result == hidden.result == signed.result == opened.result
    assert signed.bytes_on_air > sealed.bytes_on_air
    assert signed.completion_s > sealed.completion_s
    for outcome in (sealed, hidden):
        assert opened.bytes_on_air / opened.frames < outcome.bytes_on_air / outcome.frames
    assert set(sealed.frames_by_kind) == set(opened.frames_by_kind)
    assert set(hidden.frames_by_kind) == {"encrypted", "MAC ack"}
    assert sealed.completion_s > opened.completion_s


def test_the_same_seed_gives_the_same_keyed_run() -> None:
    one, two = (toured(row(security="keyed"), seed=3) for _ in range(2))
    assert replace(one, wall_s=0) == replace(two, wall_s=0)


def test_a_field_file_says_what_is_sealed(tmp_path) -> None:
    file = tmp_path / "field.toml"
    text = "[radio]\nrange_m = 10\n[[place]]\ncount = 2\narea = [0, 0, 9, 9]\n[security]\n"
    file.write_text(text + 'mode = "keyed"\nencrypt = true\n')
    field = load_field(file)
    assert (field.security, field.encrypts) == ("keyed", True)
    file.write_text(text + "encrypt = true\n")
    with pytest.raises(FieldError, match=r":7: .*an open field has no key"):
        load_field(file)
    file.write_text(text + 'mode = "sealed"\n')
    with pytest.raises(FieldError, match=r":7: .*'sealed' is not known here"):
        load_field(file)


def test_a_frame_s_kind_is_told_where_it_can_be_seen() -> None:
    frame = beacon(b"12345678")
    key = network_key(1)
    assert kind_of(wire.encode(frame)) == "Beacon"
    assert kind_of(wire.encode(filled("Offer"))) == "Offer"
    assert kind_of(Air(b"12345678", 1, (key,)).seal(None, frame)) == "Beacon"
    assert kind_of(Air(b"12345678", 1, (key,), True).seal(None, frame)) == "encrypted"
    assert kind_of(wire.speaks()) == "version"
    assert kind_of(b"\xa1" + bytes(8)) == "?"


def test_an_unknown_security_is_refused() -> None:
    with pytest.raises(FieldError, match='no security is called "keyd"'):
        toured(row(security="keyd"))


def test_tshark_reads_sealed_frames_and_says_whose_they_are(tmp_path) -> None:
    tshark = shutil.which("tshark")
    if tshark is None:
        return
    field = row(security="signed")
    outcome = simulate(field, [Injection(compile_source(TOUR), "a")], pcap=tmp_path / "run.pcap")
    (tmp_path / "samara.lua").write_text(dissector())
    done = subprocess.run(
        [
            tshark,
            "-X",
            f"lua_script:{tmp_path / 'samara.lua'}",
            "-r",
            str(tmp_path / "run.pcap"),
            "-T",
            "json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    frames = [
        packet["_source"]["layers"]["samara"]
        for packet in json.loads(done.stdout)
        if "samara" in packet["_source"]["layers"]
    ]
    assert {frame["samara.type"] for frame in frames} == set(outcome.frames_by_kind) - {"MAC ack"}
    for frame in frames:
        assert len(frame["samara.tag"]) == 3 * 8 - 1
        assert (frame["samara.type"] == "Offer") == ("samara.certificate" in frame)
    beacons = [frame for frame in frames if frame["samara.type"] == "Beacon"]
    assert {int(float(frame["samara.beacon.degree"])) for frame in beacons} <= {0, 1, 2}
    assert len({frame["samara.sender"] for frame in beacons}) == 4
