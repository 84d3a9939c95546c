"""Key files and policies: made safely, refused with what to do, and used by real nodes."""

import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runtime.certificate import Certificate, fingerprint
from runtime.links.boots import next_epoch
from runtime.message import Bounds
from runtime.policy import Policy
from samara import keys
from samara.cli import app
from samara.policy_file import load_policy
from samara.refusal import Refused
from sim.ns3.field_error import FieldError
from tests.test_command_udp import Start, free_port, program, run, start

__all__ = ("start",)  # the fixture

KEY = "ab" * 32


def samara(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def made(folder: Path) -> tuple[Path, Path]:
    samara("keygen", "operator", folder / "alice.key")
    samara("keygen", "field", folder / "garden.key")
    return folder / "alice.key", folder / "garden.key"


def test_keys_are_private_files_that_nothing_shows(tmp_path: Path) -> None:
    shown = samara("keygen", "operator", tmp_path / "alice.key")
    shown += samara("keygen", "field", tmp_path / "garden.key")
    shown += samara("keygen", "node", tmp_path / "garden.key", "31", tmp_path / "31.key")
    public = set()
    for path in tmp_path.glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600
        content = json.loads(path.read_text())
        public |= {content.get("public"), content.get("id"), content.get("rotates")}
        secret = [
            word for word in re.findall("[0-9a-f]{64}", path.read_text()) if word not in public
        ]
        assert secret
        assert not any(word in shown for word in secret)
    assert json.loads((tmp_path / "alice.key").read_text())["public"] in shown


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    alice, garden = made(tmp_path)
    before = alice.read_bytes()
    for arguments in (["operator", alice], ["field", alice], ["node", garden, "31", alice]):
        done = CliRunner().invoke(app, ["keygen", *map(str, arguments)])
        assert done.exit_code == 2
        assert alice.read_bytes() == before


def test_the_nodes_of_a_field_share_its_key_and_nothing_else(tmp_path: Path) -> None:
    _, garden = made(tmp_path)
    for name in ("31", "32"):
        samara("keygen", "node", garden, name, tmp_path / f"{name}.key")
    one, two = (keys.load_node(tmp_path / f"{name}.key") for name in ("31", "32"))
    assert one["keys"] == two["keys"]
    assert one["own"] != two["own"]
    assert "master" not in one
    assert "private" not in one


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    alice, _ = made(tmp_path)
    alice.chmod(0o640)
    with pytest.raises(Refused, match=f"chmod 600 {alice}"):
        keys.load_operator(alice)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    alice, garden = made(tmp_path)
    with pytest.raises(Refused, match="is a field key, and an operator key is needed here"):
        keys.load_operator(garden)
    alice.write_text("{}")
    with pytest.raises(Refused, match="is no key file"):
        keys.load_operator(alice)


def test_no_two_programs_of_an_operator_have_one_start(tmp_path: Path) -> None:
    alice, _ = made(tmp_path)
    bounds = Bounds()
    starts = [
        Certificate(keys.load_operator(alice).certificate([b"a brick"], bounds)).start_epoch
        for _ in range(3)
    ]
    assert starts == [1, 2, 3]


def test_epochs_grow_whatever_a_crash_left(tmp_path: Path) -> None:
    path = tmp_path / "boots"
    assert [next_epoch(str(path)) for _ in range(3)] == [1, 2, 3]
    (tmp_path / "boots.new").write_text("")  # torn before it was whole
    assert next_epoch(str(path)) == 4
    path.rename(tmp_path / "boots.new")  # between the two steps of FAT
    assert next_epoch(str(path)) == 5
    path.write_text("five")
    with pytest.raises(ValueError, match="Write one into it that is greater"):
        next_epoch(str(path))


def test_an_epoch_is_durable_before_it_is_given(tmp_path: Path, monkeypatch) -> None:
    order: list[str] = []
    fsync, rename = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda file: (order.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "rename", lambda *a: (order.append("rename"), rename(*a)))
    next_epoch(str(tmp_path / "boots"))
    assert order == ["fsync", "rename", "fsync"]


POLICY = f"""
[operators.alice]
key = "{KEY}"
messages = 2
write = ["valve", "lamp/*"]

[operators.bob]
key = "{"cd" * 32}"
read = []

[anyone]
messages = 1
"""


def test_a_policy_says_who_may_what(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(POLICY)
    policy = Policy(load_policy(file))
    alice, bob = fingerprint(bytes.fromhex(KEY)), fingerprint(bytes.fromhex("cd" * 32))
    assert policy.key(alice) == bytes.fromhex(KEY)
    assert policy.quota(alice) == (2, 32768, 1024)
    assert policy.quota(b"stranger")[0] == 1
    assert [policy.may(alice, "write", tag) for tag in ("valve", "lamp/2", "valves", "door")] == [
        True,
        True,
        False,
        False,
    ]
    assert policy.may(alice, "read", "door")
    assert not policy.may(bob, "read", "door")
    assert not policy.may(bob, "write", "valve")
    assert not policy.may(alice, "delete", "valve")


def test_an_operator_who_is_not_named_may_nothing() -> None:
    policy = Policy({"alice": {"key": KEY}})
    assert policy.quota(b"stranger") is None
    assert not policy.may(b"stranger", "read", "temperature")
    assert not policy.may(fingerprint(bytes.fromhex(KEY)), "write", "valve")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[operatrs.alice]", ':1: operatrs: there is no such table. Did you mean "operators"?'),
        ("[operators.alice]\n", ':1: operators.alice: needs the operator\'s key = "..."'),
        (
            '[operators.alice]\nkey = "abc"',
            ":2: operators.alice.key: must be 64 hexadecimal digits",
        ),
        (
            f'[operators.alice]\nkey = "{KEY}"\nwrites = ["valve"]',
            ':3: operators.alice.writes: there is no such key. Did you mean "write"?',
        ),
        (
            f'[operators.alice]\nkey = "{KEY}"\n\nwrite = "valve"',
            ":4: operators.alice.write: must be a list of names",
        ),
        (
            f'[operators.alice]\nkey = "{KEY}"\nmessages = -1',
            ":3: operators.alice.messages: must be a whole number",
        ),
        (
            f'[operators.a]\nkey = "{KEY}"\n[operators.b]\nkey = "{KEY}"',
            ':3: operators.b: is "a" by its key',
        ),
        (f'[anyone]\nkey = "{KEY}"', ":2: anyone.key: anyone has none"),
        ("operators = 1", ":1: operators: must be a table"),
        ("[operators\n", "this is not TOML"),
    ],
)
def test_a_policy_that_says_nothing_sensible_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    with pytest.raises(FieldError, match=re.escape(said)):
        load_policy(file)


VISIT = """
import node
here = node.id()
for near, x, y in node.neighbours():
    node.migrate(near)
    found = node.read("temperature")
    node.migrate(here)
    node.report({"temperature": found})
"""


@pytest.mark.parametrize("kind", [[], ["--micropython"]])
def test_a_signed_program_visits_a_real_node_and_no_other_does(
    start: Start, tmp_path: Path, kind: list[str]
) -> None:
    alice, garden = made(tmp_path)
    mallory = tmp_path / "mallory.key"
    samara("keygen", "operator", mallory)
    for name in ("spot", "laptop"):
        samara("keygen", "node", garden, name, tmp_path / f"{name}.key")
    policy = tmp_path / "policy.toml"
    public = keys.load_operator(alice).public.hex()
    policy.write_text(f'[operators.alice]\nkey = "{public}"\n')
    address = f"127.0.0.1:{free_port()}"
    start(
        *("--name", "spot", "--listen", address, "--tag", "temperature=21.5"),
        *("--key", str(tmp_path / "spot.key"), "--policy", str(policy), "--encrypt", *kind),
    )
    visit = program(tmp_path / "visit.py", VISIT)
    joined = ("--via", address, "--node-key", str(tmp_path / "laptop.key"), "--encrypt")
    signed = run(visit, *joined, "--key", str(alice))
    assert signed.returncode == 0, signed.stderr
    assert "21.5" in signed.stdout
    for arguments in ([], ["--key", str(mallory)]):
        refused = run(visit, *joined, *arguments)
        assert refused.returncode == 1
        assert "refuses: " in refused.stderr
        assert "21.5" not in refused.stdout
    assert (tmp_path / "laptop.key.boots").read_text() == "3"
    assert (tmp_path / "spot.key.boots").read_text() == "1"


def test_a_running_field_takes_a_new_key_and_leaves_a_stolen_board_behind(
    start: Start, tmp_path: Path
) -> None:
    _, garden = made(tmp_path)
    for name in ("spot", "laptop", "stolen"):
        samara("keygen", "node", garden, name, tmp_path / f"{name}.key")
    address = f"127.0.0.1:{free_port()}"
    spot = (
        "--name",
        "spot",
        "--listen",
        address,
        "--tag",
        "temperature=21.5",
        "--key",
        str(tmp_path / "spot.key"),
    )
    node = start(*spot)
    bulletin = tmp_path / "next.bulletin"
    samara("keygen", "rotate", garden, bulletin, "--revoke", "stolen", "--heard", "0")
    samara("rekey", bulletin, "--via", address, "--node-key", tmp_path / "laptop.key")
    secret = json.loads(garden.read_text())["secret"]
    for name in ("spot", "laptop"):
        kept = json.loads((tmp_path / f"{name}.key").read_text())
        assert [2, secret] in kept["keys"]
        assert kept["revoked"] == [keys.id_of("stolen").hex()]
        assert (tmp_path / f"{name}.key").stat().st_mode & 0o777 == 0o600
    visit = program(tmp_path / "visit.py", VISIT)
    done = run(visit, "--via", address, "--node-key", str(tmp_path / "laptop.key"))
    assert "21.5" in done.stdout, done.stderr
    refused = run(visit, "--via", address, "--node-key", str(tmp_path / "stolen.key"))
    assert refused.returncode == 2
    assert "no node was heard there" in refused.stderr
    node.terminate()
    node.wait()
    start(*spot)  # with the keys that it kept
    done = run(visit, "--via", address, "--node-key", str(tmp_path / "laptop.key"))
    assert "21.5" in done.stdout, done.stderr


def test_only_nodes_of_the_field_are_revoked(tmp_path: Path) -> None:
    _, garden = made(tmp_path)
    samara("keygen", "node", garden, "31", tmp_path / "31.key")
    before = garden.read_bytes()
    with pytest.raises(Refused, match='has no node "13"'):
        keys.rotate(garden, ["13"], 60, tmp_path / "next")
    assert garden.read_bytes() == before


def test_a_node_with_another_node_s_key_is_refused(tmp_path: Path) -> None:
    _, garden = made(tmp_path)
    samara("keygen", "node", garden, "31", tmp_path / "31.key")
    done = CliRunner().invoke(
        app, ["node", "--name", "32", "--listen", "127.0.0.1:1", "--key", str(tmp_path / "31.key")]
    )
    assert done.exit_code == 2
