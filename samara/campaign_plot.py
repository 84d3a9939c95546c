"""Plots of a campaign: each measure over the first parameter, a line for each of the others."""

import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from samara.campaign import MEASURES, Sweep

_INCHES = (8, 5)


def draw(sweep: Sweep, summary: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Writes `MEASURE.png` for each measure; nothing where matplotlib or a parameter is missing."""
    if find_spec("matplotlib") is None or not sweep.grid:
        return
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["text.parse_math"] = False
    first, *others = sweep.grid
    numeric = all(
        isinstance(value, (int, float)) and not isinstance(value, bool)
        for value in sweep.grid[first]
    )
    for measure in MEASURES:
        figure, axes = pyplot.subplots(figsize=_INCHES, layout="constrained")
        for label, rows in _lines(summary, others).items():
            rows = [row for row in rows if row[f"{measure}_mean"] is not None]
            axes.errorbar(
                [row[first] if numeric else _text(row[first]) for row in rows],
                [row[f"{measure}_mean"] for row in rows],
                yerr=[row[f"{measure}_ci95"] or 0 for row in rows],
                marker="o",
                capsize=3,
                label=label,
            )
        axes.set_xlabel(first)
        axes.set_ylabel(measure)
        axes.set_title(f"{sweep.file.stem}: mean and 95 % interval", loc="left")
        axes.set_ylim(bottom=0)
        if others:
            axes.legend()
        figure.savefig(folder / f"{measure}.png", dpi=120)
        pyplot.close(figure)


def _lines(
    summary: Sequence[Mapping[str, Any]], others: Sequence[str]
) -> dict[str, list[Mapping[str, Any]]]:
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for row in summary:
        label = ", ".join(f"{name} = {_text(row[name])}" for name in others)
        lines.setdefault(label, []).append(row)
    return lines


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
