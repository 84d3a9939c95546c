"""What the console knows of a field: nodes, histories, journeys, events, in bounded memory."""

import random

from samara.console.events import EventLog
from samara.console.field_model import FieldModel
from samara.console.history import History
from samara.console.journey import MOST_STEPS, Journey, reason_of


def test_a_history_keeps_the_latest_points_in_order() -> None:
    history = History(100)
    for time_s in range(1_000):
        history.append(time_s, time_s * 2)
    assert history.points() == [(time_s, time_s * 2.0) for time_s in range(900, 1_000)]


def test_a_history_that_gets_less_room_keeps_its_latest() -> None:
    rng = random.Random(7)
    history, kept = History(50), []
    for time_s in range(2_000):
        if rng.random() < 0.02:
            history.most = rng.randrange(1, 60)
        history.append(time_s, -time_s)
        kept.append((float(time_s), float(-time_s)))
        points = history.points()
        assert points == kept[len(kept) - len(points) :]
        assert 1 <= len(points) <= max(history.most, 1)
        kept = points


def test_a_long_history_is_thinned_and_keeps_its_end() -> None:
    history = History(10_000)
    for time_s in range(9_999):
        history.append(time_s, 1)
    points = history.points(500)
    assert len(points) <= 500
    assert points[-1][0] == 9_998


def test_histories_share_a_bound_of_points() -> None:
    model = FieldModel(most_points=1_000)
    for number in range(40):
        for time_s in range(200):
            model.tag(f"n{number}", "level", time_s, "m", time_s)
    for number in range(40):
        model.tag(f"n{number}", "level", 1, "m", 1_000)
    assert model.points() <= 40 * 26


def test_a_node_that_nobody_hears_any_more_is_silent_until_it_is_heard() -> None:
    model = FieldModel()
    model.hears("a", [("c", 0.9), ("b", 1.0)], 1.0)
    model.hears("b", [("c", 0.8)], 1.0)
    model.hears("a", [("b", 1.0)], 5.0)
    assert model.nodes["c"].status == "up", "b still hears it"
    model.hears("b", [], 5.5)
    assert model.nodes["c"].status == "silent"
    assert model.events.find(severity="error")[0]["node"] == "c"
    model.hears("b", [("c", 0.7)], 9.0)
    assert model.nodes["c"].status == "up"


def test_a_node_says_what_it_admitted_and_what_it_refused_and_why() -> None:
    model = FieldModel()
    refusal = {"message": "m", "resource": "memory_bytes", "need": 9, "bound": 3}
    model.event(1.0, "a", "refused", refusal)
    model.event(2.0, "a", "arrived", {"message": "m", "source": "b", "state_bytes": 80})
    node = model.nodes["a"]
    assert (node.taken, node.turned_away) == (1, 1)
    assert node.refused[0] == (1.0, "m", "memory_bytes: 9 needed, 3 had")


def test_tags_beyond_what_there_is_room_for_are_counted_and_left_out() -> None:
    model = FieldModel()
    for number in range(100):
        model.tag("a", f"tag-{number}", number, "", 0.0)
    assert len(model.nodes["a"].tags) == 64
    assert model.discarded == 36


def test_journeys_that_have_ended_make_room_for_others() -> None:
    model = FieldModel()
    model.event(0.0, "a", "injected", {"message": "first"})
    for number in range(600):
        message = {"message": f"m{number}"}
        model.event(number, "a", "injected", message)
        model.event(number, "a", "finished", message)
    assert len(model.journeys) <= 500
    assert "first" in model.journeys, "it is still under way"


def test_a_journey_has_hops_with_bytes_gas_and_what_each_was_for() -> None:
    journey = Journey("m", 0)
    walk = {"file": "x/exploration.py", "function": "walk", "own": False, "variables": []}
    own = {"file": "p.py", "function": "<module>", "own": True, "variables": [["n", "1"]]}
    journey.take(1.0, "a", "injected", {}, {"gas_left": 100, "program": "p.py"})
    journey.code_came(300)
    arrived = {"source": "a", "state_bytes": 50}
    step = journey.take(2.0, "b", "arrived", arrived, {"gas_left": 60, "frames": [own, walk]})
    assert step is not None
    assert (step["gas"], step["code_bytes"], step["reason"]) == (40, 300, "explore")
    assert journey.take(2.1, "a", "hop", {"to": "b"}, {}) is None
    journey.take(3.0, "b", "stayed", {"to": "c", "error": "Refused", "text": "memory"}, {})
    assert journey.steps[-1]["text"] == "Refused: memory"
    journey.take(4.0, "b", "finished", {}, {})
    assert (journey.status, journey.hops, journey.ended_s) == ("finished", 1, 4.0)


def test_a_journey_is_bounded_and_says_what_it_left_out() -> None:
    journey = Journey("m", 0)
    for number in range(MOST_STEPS + 500):
        journey.take(number, "a", "arrived", {"source": "b"}, {})
    assert len(journey.steps) <= MOST_STEPS
    assert journey.steps[-1]["n"] == MOST_STEPS + 499
    assert journey.left_out + len(journey.steps) == MOST_STEPS + 500


def test_a_reason_is_that_of_the_innermost_frame_that_asked_for_the_hop() -> None:
    def frame(brick: str, function: str, **variables: str) -> dict[str, object]:
        shown = [[name, text] for name, text in variables.items()]
        file = f"runtime/routing/{brick}.py"
        return {"file": file, "function": function, "own": False, "variables": shown}

    own = {"file": "p.py", "function": "main", "own": True, "variables": []}
    assert reason_of([own]) == "by the program itself"
    assert reason_of([own, frame("gpsr", "travel", entry="None")]) == "greedy"
    assert reason_of([own, frame("gpsr", "travel", entry="[(1, 2)]")]) == "perimeter"
    back = [own, frame("exploration", "_back"), frame("geographic", "hop")]
    assert reason_of(back) == "back along its path"
    assert reason_of([own, frame("geographic", "travel", path="a")]) == "greedy"
    assert reason_of([own, frame("geographic", "travel", path="a b c")]) == "round a gap"


def test_events_are_found_by_words_kinds_and_level_and_are_bounded() -> None:
    log = EventLog(most=100)
    for number in range(250):
        kind = "failed" if number % 10 == 0 else "arrived"
        log.add(number, kind, f"node-{number}", "m", f"text {number}")
    assert (len(log), log.count) == (100, 250)
    assert [event["node"] for event in log.find("NODE-240")] == ["node-240"]
    assert {event["kind"] for event in log.find(severity="error")} == {"failed"}
    assert len(log.find(kinds=["failed"])) == 10
    assert log.find("nowhere") == []


def test_what_a_dead_node_heard_counts_no_more() -> None:
    model = FieldModel()
    model.hears("a", [("b", 1.0)], 1.0)
    model.hears("b", [("a", 1.0)], 1.0)
    model.event(2.0, "a", "down", {})
    assert model.nodes["a"].near == {}
    assert model.nodes["b"].status == "silent", "nobody else hears it"
