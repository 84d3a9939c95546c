"""A simulation that is watched and steered while it runs: its pace, what it says, what it is told.

It runs in the process of ns-3; the other end of the pipe has a `LiveRun` (`process.py`). What is
observed changes nothing of the run: the same steps happen, however long somebody holds them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from runtime.errors import SamaraError
from runtime.node import Node

FLUSH_S = 0.05  # what is observed is passed on at least so often
LOOK_NS = 5_000_000  # of simulated time at the speed of 1, between two looks at the wall clock
_ROUND_S = 1.0  # of wall time, for a look at every node
_BATCH = 5000  # observations at most, before they are passed on
_LATE_S = 0.5  # a run that is later than this does not try to catch up


@dataclass(frozen=True)
class Pace:
    """How a live run begins: simulated seconds a second (0: as fast as it goes), or held."""

    speed: float = 1.0
    paused: bool = False


class Watched(Protocol):
    """What the simulation offers to who steers it."""

    def node_count(self) -> int: ...
    def live_node(self, number: int) -> Node | None: ...
    def steer(self, now_ns: int, what: str, arguments: tuple[Any, ...]) -> Any: ...
    def spent(self, number: int) -> tuple[int, float]: ...
    def standing(self, number: int, identity: Any) -> dict[str, Any] | None: ...


class Pipe(Protocol):
    """The child's end."""

    def send(self, what: Any, /) -> None: ...
    def recv(self) -> Any: ...
    def poll(self, timeout: float = 0.0, /) -> bool: ...


Facts = Callable[[Node, int], Any]

# After these a message stands as it came: its variables are those that it carries.
_STANDING = ("injected", "arrived", "stayed", "cloned")


class Live:
    """Holds a run to its pace, passes on what is observed, and has it do what it is told.

    What goes out are lists of (time in ns, kind, ...): "event" with the number of the node, the
    kind and the fields; "facts" with what `facts` gave; "frame" with source, destination and
    bytes, while frames are wanted; "clock" with (speed, paused, behind in s). Of a run that is
    watched closely also "standing", before the event that it is of, with the identity of a message
    and what `Watched.standing` gave; and "spent", with the number of a node, the ns that its
    processor was busy and the joules of its radio.
    """

    def __init__(self, pipe: Pipe, pace: Pace, facts: Facts, closely: bool = False) -> None:
        self.frames_wanted = False
        self._closely = closely
        self._to_arrival = False  # the step ends when a message arrives somewhere
        self._pipe = pipe
        self._facts = facts
        self._speed = pace.speed
        self._paused = pace.paused
        self._stop_ns: int | None = None  # a step ends then
        self._seen: list[tuple[Any, ...]] = []
        self._flushed_s = 0.0
        self._told_s = 0.0
        self._base: tuple[int, float] | None = None  # a moment of both clocks
        self._next = 0  # the node to look at
        self._looked_s = time.monotonic()
        self._behind_s = 0.0
        self._ends = False
        self._last: dict[int, Any] = {}

    # -- what is observed

    def said(
        self, now_ns: int, number: int, kind: str, fields: dict[str, Any], watched: Watched
    ) -> None:
        if self._closely and kind in _STANDING:
            standing = watched.standing(number, fields["message"])
            if standing is not None:
                self._seen.append((now_ns, "standing", fields["message"], standing))
        if kind == "arrived" and self._to_arrival:
            self._stop_ns = now_ns
        self._seen.append((now_ns, "event", number, kind, fields))
        if len(self._seen) >= _BATCH:
            self._flush()

    def sent(self, now_ns: int, number: int, destination: int, frame: bytes) -> None:
        if self.frames_wanted:
            self._seen.append((now_ns, "frame", number, destination, frame))

    # -- the pace

    def every_ns(self) -> int:
        """When to call `pace` next."""
        return round(LOOK_NS * max(self._speed, 1.0)) if self._speed else 20 * LOOK_NS

    def pace(self, now_ns: int, watched: Watched) -> None:
        """Lets wall time pass until it is `now_ns`, and does what is told meanwhile."""
        if self._stop_ns is not None and now_ns >= self._stop_ns:
            self._stop_ns = None
            self._to_arrival = False
            self._hold(now_ns, True)
        while not self._ends:
            self._look(now_ns, watched)
            ahead_s = self._ahead_s(now_ns)
            wall_s = time.monotonic()
            if wall_s - self._flushed_s >= FLUSH_S:
                self._flush()
            if wall_s - self._told_s >= 1.0:
                self._tell_clock(now_ns)
            if ahead_s <= 0:
                while self._pipe.poll():
                    self._told(now_ns, watched)
                return
            if self._pipe.poll(min(ahead_s, FLUSH_S)):
                self._told(now_ns, watched)

    def end(self, now_ns: int, watched: Watched) -> None:
        """The last that is to be seen."""
        for number in range(watched.node_count()):
            self._look_at(now_ns, watched, number)
        self._tell_clock(now_ns)
        self._flush()

    def _ahead_s(self, now_ns: int) -> float:
        if self._paused:
            return FLUSH_S
        wall_s = time.monotonic()
        if not self._speed:
            return 0.0
        if self._base is None:
            self._base = (now_ns, wall_s)
        ahead_s = (now_ns - self._base[0]) / 1e9 / self._speed - (wall_s - self._base[1])
        self._behind_s = max(-ahead_s, 0.0)
        if self._behind_s > _LATE_S:
            self._base = (now_ns, wall_s - _LATE_S / 2)
        return ahead_s

    def _look(self, now_ns: int, watched: Watched) -> None:
        """Looks at so many nodes that all have had their turn once a round."""
        wall_s = time.monotonic()
        count = watched.node_count()
        due = min(int((wall_s - self._looked_s) / _ROUND_S * count), count)
        if not due:
            return
        self._looked_s = wall_s
        for _ in range(due):
            self._next = (self._next + 1) % count
            self._look_at(now_ns, watched, self._next)

    def _look_at(self, now_ns: int, watched: Watched, number: int) -> None:
        node = watched.live_node(number)
        if node is not None:
            facts = self._facts(node, now_ns // 1_000_000)
            if facts != self._last.get(number):
                self._last[number] = facts
                self._seen.append((now_ns, "facts", number, facts))
            if self._closely:
                self._seen.append((now_ns, "spent", number, *watched.spent(number)))

    def _flush(self) -> None:
        self._flushed_s = time.monotonic()
        if self._seen:
            self._pipe.send(("live", self._seen))
            self._seen = []

    def _tell_clock(self, now_ns: int) -> None:
        self._told_s = time.monotonic()
        clock = (self._speed, self._paused, round(self._behind_s, 3))
        self._seen.append((now_ns, "clock", *clock))

    # -- what it is told

    def _told(self, now_ns: int, watched: Watched) -> None:
        message = self._pipe.recv()
        if message[0] != "control":
            return
        _, number, what, arguments = message
        try:
            answer: tuple[bool, Any] = True, self._do(now_ns, watched, what, arguments)
        except (SamaraError, ValueError) as error:
            answer = False, str(error)
        self._flush()
        self._pipe.send(("answer", (number, *answer)))

    def _do(self, now_ns: int, watched: Watched, what: str, arguments: tuple[Any, ...]) -> Any:
        if what == "pause":
            self._stop_ns = None
            self._to_arrival = False
            self._hold(now_ns, True)
        elif what == "resume":
            self._stop_ns = None
            self._to_arrival = False
            self._hold(now_ns, False)
        elif what == "step":
            self._to_arrival = arguments[0] is None
            self._stop_ns = None if arguments[0] is None else now_ns + round(arguments[0] * 1e9)
            self._hold(now_ns, False)
        elif what == "speed":
            self._speed = float(arguments[0])
            self._base = None
            self._tell_clock(now_ns)
        elif what == "frames":
            self.frames_wanted = bool(arguments[0])
        elif what == "look":
            self._last.clear()
        else:
            self._ends = what == "end"
            return watched.steer(now_ns, what, arguments)
        return None

    def _hold(self, now_ns: int, paused: bool) -> None:
        self._paused = paused
        self._base = None
        self._behind_s = 0.0
        self._tell_clock(now_ns)
