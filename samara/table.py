"""The table that ends a run."""

import json
from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from samara.console import out


def show(title: str, record: Mapping[str, Any]) -> None:
    """Prints what a run gave and what it cost."""
    # As Text: what people write is not markup.
    table = Table(title=Text(title, style="bold"), title_justify="left", show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    results = record["result"]
    for index, value in enumerate(results):
        name = "result" if len(results) == 1 else f"result {index + 1}"
        table.add_row(name, Text(as_text(value), style="bold green"))
    if not results:
        table.add_row("result", "nothing was reported")
    table.add_row("hops", f"{record['hops']:,}")
    table.add_row("frames", f"{record['frames']:,}")
    table.add_row("bytes on air", f"{record['bytes_on_air']:,}")
    completion_s = record["completion_s"]
    table.add_row(
        "completed in",
        f"not by {record['simulated_s']:.3f} s"
        if completion_s is None
        else f"{completion_s:.3f} s",
    )
    table.add_row("wall time", f"{record['wall_s']:.1f} s")
    table.add_row("nodes, seed", f"{record['nodes']:,}, {record['seed']}")
    out.print(table)


def as_text(value: object) -> str:
    """A reported value on one line."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
