"""What a node's host can see of it without asking: no frame is sent for it, and nothing changed."""

from dataclasses import dataclass, field
from typing import Any

from runtime.errors import TagError
from runtime.node import Node

QUALITY = 255  # runtime/neighbours.py counts in shares of it


@dataclass(frozen=True, slots=True)
class Tag:
    """`value` is as the node has it; None where there is no reading."""

    value: Any
    unit: str | None
    io: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbour, as a node's table has it."""

    id: bytes
    x_cm: int
    y_cm: int
    epoch: int
    quality: int
    both_ways: bool
    heard_ms: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A node at a moment."""

    id: bytes
    name: str | None
    x_cm: int
    y_cm: int
    boot_epoch: int
    messages: int
    messages_most: int
    memory_free_bytes: int
    memory_bytes: int
    code_bytes: int
    code_most_bytes: int
    code_bricks: tuple[bytes, ...]
    tag_bytes: int
    frames: int
    bad_frames: int
    near: tuple[Near, ...]
    tags: dict[str, Tag] = field(default_factory=dict)


# Tags that say what other parts of a node's facts say, and regions, which the field has.
_TOLD = ("name", "neighbours", "clock", "loads")


def facts_of(node: Node, now_ms: int) -> Facts:
    """The facts of a node that this process holds."""
    config, cache, tags = node.config, node.cache, node.tags
    declared = sum(message.bounds.memory_bytes for message in node.messages)
    # Asking the table in the usual way lets neighbours go, which the node's beacons would tell.
    near = [n for n in node.neighbours._by_id.values() if n.gone_ms > now_ms]
    return Facts(
        config.id8,
        config.name,
        node.position_cm[0],
        node.position_cm[1],
        config.boot_epoch,
        len(node.messages),
        config.messages,
        config.memory_bytes - declared,
        config.memory_bytes,
        cache.used_bytes,
        cache.capacity_bytes,
        tuple(sorted({name for message in node.messages for name in message.bricks})),
        tags.used_bytes,
        node.counters["frames"],
        node.counters["bad_frames"],
        tuple(
            Near(n.id, n.x_cm, n.y_cm, n.epoch, n.quality, n.hears_me, n.heard_ms)
            for n in sorted(near, key=lambda n: n.id)
        ),
        {
            name: _tag(node, now_ms, name)
            for name in tags.names(now_ms)
            if name not in _TOLD and not name.startswith("region/")
        },
    )


def _tag(node: Node, now_ms: int, name: str) -> Tag:
    tags = node.tags
    io = tags._io.get(name)
    try:
        value = tags.read(now_ms, name)
    except TagError:
        value = None
    return Tag(value, tags.unit(name), io is not None, io is None or io._write is not None)
