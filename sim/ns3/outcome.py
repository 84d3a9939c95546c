"""What came of a simulation, as values that JSON can hold."""

from dataclasses import dataclass, field
from typing import Any

from sim.ns3.energy import Energy
from sim.ns3.field import Currents


@dataclass(frozen=True)
class Failure:
    """A program that did not end well, at the node where that became known.

    `kind` is the class of an exception that it did not catch, or "killed" (a bound was exceeded),
    "lost" (it was not heard of again in its lifetime) or "not admitted" (at its injection).
    `trace` is where it met the program, in lines of the source, outermost first.
    """

    time_s: float
    node: str
    kind: str
    text: str
    trace: tuple[str, ...] = ()

    @property
    def traceback(self) -> str:
        """The failure as Python prints an exception."""
        end = f"{self.kind}: {self.text} (on node {self.node}, {self.time_s:g} s)"
        if not self.trace:
            return end
        return "\n".join(["Traceback (most recent call last):", *self.trace, end])


@dataclass(frozen=True)
class Outcome:
    """One run. Two runs of a field with one seed differ in `wall_s` alone.

    `result` is what the programs reported, in order. `hops` are migrations that arrived.
    `frames` and `bytes_on_air` are of every transmission of a radio: MAC acknowledgements,
    repetitions and beacons included, preambles too. `completion_s` is from the first injection
    to the end of the last program; None where one had not ended when time was up.
    `events` are dicts of `time_s`, `node`, `at_m` (where the node was), `kind` and `fields` (see
    `runtime.node.Node`), without the news of neighbours. `frames_by_kind` counts what nodes handed
    to their radios. `unacknowledged` and `unsent` are frames that the MAC gave up; `overruns` came
    while a board had no buffer left for them.
    """

    result: list[Any]
    hops: int
    frames: int
    bytes_on_air: int
    completion_s: float | None
    simulated_s: float
    nodes: int
    seed: int
    ns3_version: str
    failures: list[Failure]
    events: list[dict[str, Any]]
    frames_by_kind: dict[str, int]
    unacknowledged: int
    unsent: int
    overruns: int
    energy: dict[str, Energy] = field(default_factory=dict)
    currents: Currents | None = None
    simulator_events: int = field(compare=False, default=0)
    behind_s: float | None = field(compare=False, default=None)
    wall_s: float = field(compare=False, default=0.0)


def plain(value: object) -> Any:
    """`value` as JSON has it: tuples become lists, bytes hex, and keys strings."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else str(plain(key)): plain(item)
            for key, item in value.items()
        }
    return value
