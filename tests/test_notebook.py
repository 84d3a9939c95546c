"""The notebook of docs/: its cells run, and show what its text says."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ns3", reason="no wheel of ns-3 for this machine")
pytest.importorskip("pyarrow", reason="the extra `sweep` is not installed")

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "fields.ipynb"


def cells() -> list[str]:
    notebook = json.loads(NOTEBOOK.read_text())
    assert notebook["nbformat"] == 4
    assert all(not cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def test_the_notebook_runs_from_end_to_end() -> None:
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells()):
        exec(compile(cell, f"{NOTEBOOK.name}, cell {number + 1}", "exec"), names)
    celsius = {
        node.name: node.tags[0].readings.values[0]
        for node in names["meadow"].nodes
        if (node.x_m - 60) ** 2 + (node.y_m - 45) ** 2 <= 30**2 and node.walk is None
    }
    outcome = names["simulate"](names["meadow"], [names["Injection"](names["hottest"], "n0")])
    assert outcome.result[0]["temperature"] >= max(celsius.values())
    assert len(names["ended"]) >= 2
    assert names["other"].events != outcome.events
    assert {"Beacon", "Offer", "Started"} <= {row["frame"] for row in names["sent"]}
