"""The trace of a run in Parquet: a row for each frame sent or heard and each event of a node."""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from runtime.errors import SamaraError

_ROWS = 65_536  # in memory, before they are written


class NoParquet(SamaraError):
    """pyarrow is not there."""


class EventTrace:
    """A Parquet file being written: a context manager.

    Columns: `time_s`, `node`, `event` ("sent", "heard", or a kind of `runtime.node.Node`'s, with
    the news of neighbours, "down" and "up"), `peer` (the other node; null: all in reach), `frame`
    (its type) and `size_bytes` of frames, `message`, `x_m` and `y_m` of where the node was at an
    event, and `more`: the event's other fields as JSON.
    """

    def __init__(self, path: Path) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise NoParquet(
                "a trace is written with pyarrow, which is not installed: "
                "pip install 'samara[sweep]' (or `make setup` in the repository)."
            ) from None
        text = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        self._pyarrow = pyarrow
        self._schema = pyarrow.schema(
            [
                ("time_s", pyarrow.float64()),
                ("node", text),
                ("event", text),
                ("peer", text),
                ("frame", text),
                ("size_bytes", pyarrow.int32()),
                ("message", text),
                ("x_m", pyarrow.float64()),
                ("y_m", pyarrow.float64()),
                ("more", pyarrow.string()),
            ]
        )
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._rows: list[tuple[Any, ...]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flush()
        self._writer.close()

    def frame(
        self, time_s: float, node: str, event: str, peer: str | None, frame: str, size_bytes: int
    ) -> None:
        """A frame was "sent" or "heard"."""
        self._row(time_s, node, event, peer, frame, size_bytes, None, None, None, None)

    def event(
        self,
        time_s: float,
        node: str,
        event: str,
        at_m: tuple[float, float],
        fields: dict[str, Any],
    ) -> None:
        """What a node said, with its fields as JSON has them."""
        more = dict(fields)
        message = more.pop("message", None)
        peer = more.pop("to", None) or more.pop("source", None) or more.pop("id", None)
        text = json.dumps(more, ensure_ascii=False, default=str) if more else None
        peer = peer if isinstance(peer, str) else None
        self._row(time_s, node, event, peer, None, None, message, *at_m, text)

    def _row(self, *row: Any) -> None:
        self._rows.append(row)
        if len(self._rows) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        columns = zip(*self._rows, strict=True)
        arrays = [
            self._pyarrow.array(column, type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._pyarrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()
