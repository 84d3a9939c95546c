"""`samara rekey`: a bulletin of keys into a running UDP field."""

import time
from pathlib import Path

import typer

from runtime.errors import BadFrame
from samara import shapes
from samara.refusal import Refused
from samara.terminal import out
from samara.visitor import Visitor

_PASS_ON_S = 5.0


def rekey(
    bulletin: Path = typer.Argument(metavar="BULLETIN", help="What `samara keygen rotate` made."),
    via: str = typer.Option(metavar="HOST:PORT", help="A node of the field."),
    node_key: Path = typer.Option(
        metavar="NODE.key", help="A key of the field; it takes the new one too."
    ),
    encrypt: bool = typer.Option(False, "--encrypt", help="As the field's nodes."),
) -> None:
    """Give a running UDP field new keys, and leave behind who was revoked."""
    data = bulletin.read_bytes()
    rekeyed: list[int] = []

    def on_event(now_ms: int, kind: str, fields: dict[str, object]) -> None:
        if kind == "rekeyed":
            rekeyed.append(int(str(fields["number"])))

    visitor = Visitor(shapes.address("--via", via), on_event, node_key, None, encrypt)
    try:
        visitor.join()
        visitor.node.announce(visitor.clock.now_ms(), data)
        until = time.monotonic() + _PASS_ON_S
        visitor.serve_until(lambda: time.monotonic() > until, 2 * _PASS_ON_S)
    except BadFrame:
        raise Refused(f"{bulletin} is no bulletin. Make one with: samara keygen rotate") from None
    finally:
        visitor.close()
    if not rekeyed:
        raise Refused(
            f"{bulletin}: it holds no new key for {node_key}. It may be of another field, or older "
            "than the key, or have revoked it."
        )
    out.print(f"key {rekeyed[0]} is on its way from node to node")
