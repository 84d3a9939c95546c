"""The table that ends a run."""

import json
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from samara.terminal import out

_EIGHTHS = "▁▂▃▄▅▆▇█"
_LINE = 40  # bars


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
    sizes = [hop["state_bytes"] for hop in record["way"]]
    if sizes:
        median = round(statistics.median(sizes))
        table.add_row(
            "bytes of state",
            f"{min(sizes):,} to {max(sizes):,}, median {median:,}; hop by hop:\n{bars(sizes)}",
        )
    table.add_row(
        "radios spent",
        f"{record['energy']['joules']:,.3f} J, {record['energy']['above_idle_j']:,.3f} J of it "
        "on frames",
    )
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


def bars(sizes: Sequence[int]) -> str:
    """A bar for each size, from one eighth to eight eighths of the greatest, in lines.

    Where there are more than fit into three, a bar stands for the greatest of several.
    """
    each = -(-len(sizes) // (3 * _LINE))
    tops = [max(sizes[at : at + each]) for at in range(0, len(sizes), each)]
    drawn = "".join(_EIGHTHS[(8 * top - 1) // max(tops)] for top in tops)
    return "\n".join(drawn[at : at + _LINE] for at in range(0, len(drawn), _LINE))


def as_text(value: object) -> str:
    """A reported value on one line."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
