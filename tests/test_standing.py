"""Programs that stand: when they are due, and what is left of them after a restart."""

import time
from calendar import timegm
from pathlib import Path

import pytest

from samara.gateway.standing import BadStanding, Standings, Times
from samara.mqtt.payloads import Standing

NOON_S = float(timegm((2026, 11, 21, 12, 0, 0)))  # a Saturday


def _at(time_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(time_s))


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("0 6 * * *", "2026-11-22 06:00", "2026-11-23 06:00"),
        ("*/20 * * * *", "2026-11-21 12:20", "2026-11-21 12:40"),
        ("5,35 12-13 * * *", "2026-11-21 12:05", "2026-11-21 12:35"),
        ("0 0 1 * *", "2026-12-01 00:00", "2027-01-01 00:00"),
        ("30 7 * * 1-5", "2026-11-23 07:30", "2026-11-24 07:30"),
        ("0 8 * * 7", "2026-11-22 08:00", "2026-11-29 08:00"),
        ("0 8 * * 0", "2026-11-22 08:00", "2026-11-29 08:00"),
        ("0 0 29 2 *", "2028-02-29 00:00", "2032-02-29 00:00"),
        ("0 9 25 * 1", "2026-11-23 09:00", "2026-11-25 09:00"),  # either day will do
        ("0/30 12 * * *", "2026-11-21 12:30", "2026-11-22 12:00"),
    ],
)
def test_times_are_those_of_cron(text: str, first: str, then: str) -> None:
    times = Times(text)
    after_s = times.after(NOON_S)
    assert (_at(after_s), _at(times.after(after_s))) == (first, then)


@pytest.mark.parametrize(
    "text", ["", "0 6 * *", "60 * * * *", "* 24 * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *",
             "0 0 31 2 *", "* * 0 * *", "1.5 * * * *", "-1 * * * *"]
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadStanding, match=r"at|is no"):
        Times(text)


def _standing(name: str = "water", **more: str) -> Standing:
    return Standing(name=name, source="import node\n", **more)  # type: ignore[arg-type]


def test_a_standing_program_is_due_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "standing.sqlite"
    kept = Standings(path)
    kept.add(NOON_S, _standing(at="0 6 * * *"))
    assert kept.due(NOON_S + 3600) == []
    kept.close()
    # The gateway was away for three days: what passed is made up for once.
    again = Standings(path)
    late_s = NOON_S + 3 * 86_400
    assert [due.standing.name for due in again.due(late_s)] == ["water"]
    again.ran(late_s, "water", None)
    assert again.due(late_s) == []
    (row,) = again.all()
    assert (row["runs"], row["last_s"], _at(row["next_s"])) == (1, late_s, "2026-11-25 06:00")
    again.close()


def test_a_program_that_could_not_start_is_tried_again_soon() -> None:
    kept = Standings(None)
    kept.add(NOON_S, _standing(at="0 6 * * *"))
    due_s = Times("0 6 * * *").after(NOON_S)
    assert kept.due(due_s)
    kept.ran(due_s, "water", "the node is down")
    assert kept.due(due_s + 29) == []
    assert kept.due(due_s + 31)
    assert kept.all()[0]["last_error"] == "the node is down"
    assert kept.all()[0]["runs"] == 0


def test_a_node_joins_once_in_each_of_its_boots(tmp_path: Path) -> None:
    path = tmp_path / "standing.sqlite"
    kept = Standings(path)
    kept.add(NOON_S, _standing("greet", joins="hill"))
    node = b"8 bytes."
    assert kept.joined(node, 1, ["valley"]) == []
    assert [due.standing.name for due in kept.joined(node, 1, ["valley", "hill"])] == ["greet"]
    assert kept.joined(node, 1, ["hill"]) == []
    kept.close()
    again = Standings(path)
    assert again.joined(node, 1, ["hill"]) == []
    assert len(again.joined(node, 2, ["hill"])) == 1
    assert len(again.joined(b"another.", 1, ["hill"])) == 1
    assert again.remove("greet")
    assert not again.remove("greet")
    assert again.joined(node, 3, ["hill"]) == []
    again.close()


def test_a_standing_program_has_a_time_or_a_region() -> None:
    kept = Standings(None)
    for bad in (_standing(), _standing(at="0 6 * * *", joins="hill")):
        with pytest.raises(BadStanding, match="either"):
            kept.add(NOON_S, bad)
