"""One node with no neighbours, which runs one program to its end.

Its clock jumps: nothing else happens here, so a program that sleeps goes on at once, at the time
to which it slept.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from runtime.message import Bounds
from runtime.node import Node, NodeConfig
from runtime.vm.interpreter import translated
from runtime.wire import MTU_BYTES
from spatial.compiler import Program

_NAME = "local"
_CODE_BYTES = 1 << 20
_STATE_BYTES = 0xFFFF
_ENDS = ("finished", "failed", "killed")


@dataclass(frozen=True)
class End:
    """How the program ended.

    `kind` is "finished", "failed" or "killed", `fields` are those of the node's event. `wall_s` is
    of running alone. `peak_bytes` is the most that a weighing of the program's objects found.
    """

    kind: str
    fields: dict[str, Any]
    wall_s: float
    simulated_ms: int
    gas: int
    peak_bytes: int
    reported: list[Any] = field(default_factory=list)


def run(
    program: Program,
    bounds: Bounds,
    seed: int,
    translate: bool,
    on_print: Callable[[str], None],
    on_report: Callable[[Any], None],
) -> End:
    """Runs the program to its end, which its bounds make sure of."""
    config = NodeConfig(
        _NAME,
        memory_bytes=bounds.memory_bytes,
        gas_visit=bounds.gas_visit,
        state_bytes=_STATE_BYTES,
        code_bytes=_CODE_BYTES,
        beacon_ms=0,
    )
    node = Node(config, MTU_BYTES)
    ends: list[tuple[str, dict[str, Any]]] = []
    reported: list[Any] = []

    def heard(now_ms: int, kind: str, fields: dict[str, Any]) -> None:
        if kind == "print":
            on_print(fields["text"])
        elif kind == "report":
            reported.append(fields["value"])
            on_report(fields["value"])
        elif kind in _ENDS:
            ends.append((kind, fields))

    node.on_event = heard
    node.inject(0, program.bricks, bounds, seed)
    execution = node.messages[0].execution
    execution.translate = translate
    execution.meter.watch()
    # What runs it is loaded and unpacked now, for `wall_s` is of running alone.
    if translate:
        translated()
    for module in execution.modules:
        for index in range(len(module.brick.flags)):
            module.brick.function(index)
    now_ms, wall_s = 0, 0.0
    while not ends:
        now_ms = node.next_ms()
        began_s = time.perf_counter()
        node.advance(now_ms)
        wall_s += time.perf_counter() - began_s
    kind, fields = ends[0]
    execution.meter.weigh()
    return End(
        kind, fields, wall_s, now_ms, execution.gas_used, execution.meter.peak_bytes, reported
    )
