"""CSV files that people write for a field: read whole, with the line of every cell."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from sim.ns3.field_error import FieldError


@dataclass(frozen=True)
class Row:
    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class CsvTable:
    """The rows of a CSV file with a heading."""

    file: Path
    columns: tuple[str, ...]
    heading_line: int
    rows: tuple[Row, ...]

    def require(self, *columns: str) -> None:
        for column in columns:
            if column not in self.columns:
                raise FieldError(
                    self.file,
                    f'there is no column "{column}": the columns are {", ".join(self.columns)}. '
                    "Add it to the heading.",
                    line=self.heading_line,
                )

    def number(self, row: Row, column: str) -> float:
        """The cell as a finite number."""
        cell = row.cells[column]
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise FieldError(
                self.file,
                f'column "{column}" has "{cell}" where a number belongs.',
                key=column,
                line=row.line,
            )
        return value


def read_csv(file: Path) -> CsvTable:
    """The table in the file; cells are stripped, empty lines skipped."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FieldError(file, f"cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise FieldError(file, "is not UTF-8 text. Save it as CSV in UTF-8.") from None
    reader = csv.reader(text.splitlines())
    columns: tuple[str, ...] = ()
    heading_line = 1
    rows = []
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not columns:
            columns, heading_line = tuple(cells), reader.line_num
            for column in columns:
                if columns.count(column) > 1:
                    raise FieldError(
                        file,
                        f'the column "{column}" stands twice in the heading. Keep one.',
                        key=column,
                        line=heading_line,
                    )
            continue
        if len(cells) != len(columns):
            raise FieldError(
                file,
                f"this row has {len(cells)} cells, the heading has {len(columns)}. "
                "Leave a cell empty rather than out.",
                line=reader.line_num,
            )
        rows.append(Row(reader.line_num, dict(zip(columns, cells, strict=True))))
    if not columns:
        raise FieldError(file, "is empty. It needs a heading, and a row for each line of data.")
    return CsvTable(file, columns, heading_line, tuple(rows))
