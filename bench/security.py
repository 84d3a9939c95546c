"""What it costs to believe a frame, and an operator; and what a sealed hop takes on the air."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from rich.console import Group
from rich.table import Table

from bench import hop_size
from bench.timing import Ratio, as_time, empty_table, ratio_table, seconds_a_call
from runtime import ed25519, wire
from runtime.air import Air, NotTrue
from runtime.signature import verifying
from samara.boards import unix_board
from samara.boards.mpy import BoardToolMissing
from sim.ns3.radios import MTU_BYTES
from spatial.signing import public_of, signer

_FRAMES = 2000
_HEAP = "400wK"  # not a board's: only the time counts here
_PRIVATE = bytes(range(32))
_MESSAGE = bytes(46)  # as long as what an operator signs of a certificate


def table() -> Group:
    return Group(ratio_table("security, CPython", _ratios()), _on_micropython(), _on_the_air())


def _ratios() -> Iterator[Ratio]:
    here, there, frame = import_module("bench.security_on_micropython").sender_and_receiver()
    plain = wire.encode(frame)
    encode_s = seconds_a_call(partial(wire.encode, frame))
    decode_s = seconds_a_call(partial(wire.decode, plain))
    forged = here.seal(b"R", frame)[:-1] + b"x"
    yield Ratio(
        "sealing a fragment",
        seconds_a_call(partial(here.seal, b"R", frame)),
        "encoding it",
        encode_s,
    )
    opening_s = _opening_s(here, there, frame)
    yield Ratio("opening one", opening_s, "decoding it", decode_s)
    yield Ratio(
        "dropping a forged one",
        seconds_a_call(lambda: _drop(there, forged)),
        "decoding it",
        decode_s,
    )
    public, signature = public_of(_PRIVATE), signer(_PRIVATE)(_MESSAGE)
    checks: tuple[tuple[str, Callable[..., object]], ...] = (
        ("a signature, by us", ed25519.verifying),
        ("a signature, by cryptography", verifying),
    )
    for name, check in checks:
        took_s = seconds_a_call(
            lambda check=check: ed25519.finish(  # type: ignore[misc]
                check(public, signature, _MESSAGE)
            )
        )
        yield Ratio(name, took_s, "opening a frame", opening_s)


def _opening_s(here: Air, there: Air, frame: object) -> float:
    frames = [here.seal(b"R", frame) for _ in range(_FRAMES)]

    def all_of_them() -> None:
        there._records.clear()
        for data in frames:
            there.open(b"S", data)

    return seconds_a_call(all_of_them) / _FRAMES


def _drop(there: Air, forged: bytes) -> None:
    try:
        there.open(b"S", forged)
    except NotTrue:
        return
    raise AssertionError("a forged frame was taken in")


def _on_micropython() -> Table:
    shown = empty_table(
        "security, MicroPython's unix port on this machine; a gas is 1.6 us of it, 50 us of an "
        "ESP32-class board",
        "what",
    )
    shown.add_column("time", justify="right")
    shown.add_column("as gas", justify="right")
    shown.add_column("on such a board", justify="right")
    names = {
        "encode": "encoding a fragment",
        "seal": "sealing it",
        "decode": "decoding it",
        "open": "opening a sealed one",
        "drop": "dropping a forged one",
        "verify": "a signature, in slices",
        "slice": "its longest slice",
    }
    try:
        script = Path(__file__).parent / "security_on_micropython.py"
        printed = subprocess.run(
            unix_board.command(str(script), heap=_HEAP), capture_output=True, text=True, check=True
        ).stdout
    except BoardToolMissing as missing:
        shown.add_row(str(missing))
        return shown
    for line in printed.splitlines():
        name, us = line.split()
        gas = float(us) / 1.6
        shown.add_row(names[name], as_time(float(us) / 1e6), f"{gas:,.0f}", as_time(gas * 50e-6))
    return shown


def _on_the_air() -> Table:
    radio = MTU_BYTES["802.15.4"]
    shown = empty_table(
        "a hop of the sprinkler, its code and certificate known to the neighbour: bytes on the air",
        "field",
    )
    for column in (
        "on its way (GPSR)",
        f"of {hop_size.ESP_NOW_BYTES}",
        "the longest of its tour",
        f"frames at {radio} (802.15.4), on its way",
    ):
        shown.add_column(column, justify="right")
    for mode in ("open", "keyed", "signed"):
        hops = hop_size.hops(mode)
        way = hops[0].frame_bytes
        fits = "fits" if way <= hop_size.ESP_NOW_BYTES else "DOES NOT FIT"
        most = max(hop.frame_bytes for hop in hops)
        shown.add_row(mode, str(way), fits, str(most), str(hop_size.frames(mode, radio)))
    return shown
