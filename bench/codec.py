"""Our CBOR codec, in Python for every node, against cbor2, which is compiled."""

from collections.abc import Iterator
from functools import partial

import cbor2
from rich.table import Table

from bench.timing import Ratio, ratio_table, seconds_a_call
from runtime import cbor

VALUES = {
    "a frame of small ints": (3, 2, 1_000, 250_000, 17, (1, 2, 3, 4, 5, 6, 7, 8)),
    "a kilobyte of bytes": (bytes(range(256)) * 4,),
    "floats and text": tuple((f"spot {i}", i / 8, 20.1 + i) for i in range(20)),
}


def table() -> Table:
    return ratio_table("codec", _ratios())


def _ratios() -> Iterator[Ratio]:
    for name, value in VALUES.items():
        data = cbor.encode(value)
        yield Ratio(
            f"encode {name}",
            seconds_a_call(partial(cbor.encode, value)),
            "cbor2",
            seconds_a_call(partial(cbor2.dumps, value)),
        )
        yield Ratio(
            f"decode {name}",
            seconds_a_call(partial(cbor.decode, data)),
            "cbor2",
            seconds_a_call(partial(cbor2.loads, data)),
        )
