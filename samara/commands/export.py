"""`samara export`: the history of tags that a gateway keeps, as CSV or Parquet."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import typer

from samara.gateway import options
from samara.gateway.history import COLUMNS, HISTORY, read
from samara.record import check_writable
from samara.refusal import Refused
from samara.terminal import err

_ROWS = 65_536  # at once

Row = tuple[Any, ...]


def export(
    file: Path = typer.Argument(metavar="FILE", help="A .csv or .parquet file to write."),
    field: str | None = typer.Option(None, metavar="NAME", help="The field, as in topics."),
    data: Path | None = options.DATA,
    node: str | None = typer.Option(None, help="Only of this node, by name or id."),
    tag: str | None = typer.Option(None, metavar="NAME", help="Only of this tag."),
    since: datetime | None = typer.Option(None, help="Only from then on, in this machine's time."),
) -> None:
    """Write the history of tags that a gateway has kept."""
    if file.suffix not in (".csv", ".parquet"):
        raise Refused(f"{file}: give a file that ends in .csv or .parquet.")
    if field is None and data is None:
        raise Refused("name the --field whose history it is, or the --data FOLDER of its gateway.")
    folder = options.folder(data, field or "") if data is None else data
    history = folder / HISTORY
    if not history.is_file():
        raise Refused(
            f"{history}: there is no such history. A gateway keeps one in its --data FOLDER."
        )
    check_writable(file)
    rows = read(history, node, tag, None if since is None else since.timestamp())
    count = _csv(file, rows) if file.suffix == ".csv" else _parquet(file, rows)
    err.print(f"{file}: {count:,} values")


def _csv(file: Path, rows: Iterable[Row]) -> int:
    """Values that are no numbers or texts are JSON."""
    count = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows, 1):  # noqa: B007 -- counted
            value = row[5]
            plain = isinstance(value, (int, float, str)) and not isinstance(value, bool)
            writer.writerow([*row[:5], value if plain else json.dumps(value), row[6]])
    return count


def _parquet(file: Path, rows: Iterator[Row]) -> int:
    """Numbers have a column of their own beside the value's JSON; true is 1."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Refused(
            "Parquet is written with pyarrow, which is not installed: "
            "pip install 'samara[console]', or name a .csv file."
        ) from None
    text = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    schema = pyarrow.schema(
        [
            ("time_s", pyarrow.float64()),
            ("field_s", pyarrow.float64()),
            ("node", text),
            ("name", text),
            ("tag", text),
            ("number", pyarrow.float64()),
            ("value", pyarrow.string()),
            ("unit", text),
        ]
    )
    count = 0
    with pyarrow.parquet.ParquetWriter(file, schema) as writer:
        while some := list(islice(rows, _ROWS)):
            count += len(some)
            whole = [(*row[:5], _number(row[5]), json.dumps(row[5]), row[6]) for row in some]
            arrays = [
                pyarrow.array(column, type=field.type)
                for column, field in zip(zip(*whole, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
    return count


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (bool, int, float)) else None
    except OverflowError:
        return None
