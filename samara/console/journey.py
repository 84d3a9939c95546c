"""The way of one message: what it did at each step, why, and with what in its variables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_STEPS = 2_000

# How a message stands after what a node says of it.
_STATUS = {
    "finished": "finished",
    "failed": "failed",
    "killed": "killed",
    "lost": "lost",
    "in-doubt": "in doubt",
    "stayed": "running",
    "arrived": "running",
    "injected": "running",
    "cloned": "running",
}
ENDED = ("finished", "failed", "killed", "lost")

# Function of a library brick that asks for a hop, and what that is called.
_REASONS = {
    ("exploration", "_back"): "back along its path",
    ("exploration", "walk"): "explore",
    ("aodv", "hop"): "route",
    ("aodv", "_request"): "request",
    ("aodv", "_reply"): "reply",
    ("aodv", "discover"): "request",
    ("content", "nearest"): "route to content",
    ("spatial", "region"): "look for the region",
}


@dataclass
class Journey:
    """A message and its steps, in the order of time.

    A step is a dict of `n`, `time_s`, `kind` (as events of a node, see `runtime.node.Node`),
    `node`, and where known `peer`, `reason`, `text`, `state_bytes`, `code_bytes`, `gas`,
    `air_bytes`, `hops_left`, `frames` (as `frames_of` has them). A step without frames did not
    change them.
    """

    message: str
    number: int
    program: str = ""
    source: Sequence[str] = ()
    began_s: float | None = None
    ended_s: float | None = None
    status: str = "running"
    node: str = ""
    origin: str = ""
    hops: int = 0
    copy_of: str | None = None
    text: str = ""
    steps: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0  # steps that had no room
    revised: int = 0  # how often earlier steps were told more of
    _gas_left: int | None = None
    _traced: dict[int, dict[str, Any]] = field(default_factory=dict)  # by hop, before it is known
    _code_bytes: int = 0

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    def code_came(self, size_bytes: int) -> None:
        """Code came over the air for the hop that is under way."""
        self._code_bytes += size_bytes

    def take(
        self,
        time_s: float,
        node: str,
        kind: str,
        fields: Mapping[str, Any],
        more: Mapping[str, Any],
    ) -> dict[str, Any] | None:
        """Notes what a node said of the message: the step that it makes, if it is one."""
        if self.began_s is None:
            self.began_s = time_s
            self.origin = node
        self.program = more.get("program", self.program)
        self.source = more.get("source", self.source)
        self.status = _STATUS.get(kind, self.status)
        if self.ended:
            self.ended_s = time_s
        if kind == "hop":
            return None  # the neighbour says that it arrived, and more
        step: dict[str, Any] = {"n": self._next(), "time_s": round(time_s, 6), "kind": kind}
        step["node"] = self.node = node
        if kind == "arrived":
            self.hops += 1
            step["peer"] = fields.get("source")
            step["state_bytes"] = fields.get("state_bytes")
        elif kind in ("stayed", "in-doubt", "lost"):
            step["peer"] = fields.get("to")
        text = _text(kind, fields)
        if text:
            step["text"] = self.text = text
        if self._code_bytes and kind == "arrived":
            step["code_bytes"] = self._code_bytes
            self._code_bytes = 0
        gas_left = more.get("gas_left")
        if gas_left is not None:
            if self._gas_left is not None:
                step["gas"] = max(self._gas_left - gas_left, 0)
            self._gas_left = gas_left
            step["hops_left"] = more.get("hops_left")
        if kind in ("injected", "arrived"):
            self._enrich(step, self._traced.pop(self.hops, {}))
        if more.get("frames"):
            step["frames"] = more["frames"]
            if kind == "arrived":
                step["reason"] = reason_of(more["frames"])
        self._keep(step)
        return step

    def traced(self, hop: int, outcome: str, known: Mapping[str, Any]) -> None:
        """What a trace knows of a hop (0: of the beginning), before or after the node said it."""
        wanted = {"began": "injected", "hop": "arrived"}.get(outcome)
        if wanted is None:
            if self.steps and outcome == self.steps[-1]["kind"]:
                self._enrich(self.steps[-1], known)
            return
        at = -1 if wanted == "arrived" else 0
        for step in self.steps:
            at += step["kind"] == "arrived"
            if step["kind"] == wanted and at == hop - (wanted == "arrived"):
                self._enrich(step, known)
                self.revised += 1
                return
        if len(self._traced) < MOST_STEPS:
            self._traced[hop] = dict(known)

    def _enrich(self, step: dict[str, Any], known: Mapping[str, Any]) -> None:
        for name, value in known.items():
            if value is not None and step.get(name) is None:
                step[name] = value

    def _next(self) -> int:
        return len(self.steps) + self.left_out

    def _keep(self, step: dict[str, Any]) -> None:
        if len(self.steps) >= MOST_STEPS:
            del self.steps[: MOST_STEPS // 10]
            self.left_out += MOST_STEPS // 10
        self.steps.append(step)

    def head(self) -> dict[str, Any]:
        """All but the steps, as JSON has it."""
        return {
            "message": self.message,
            "number": self.number,
            "program": self.program,
            "source": list(self.source),
            "began_s": self.began_s,
            "ended_s": self.ended_s,
            "status": self.status,
            "node": self.node,
            "origin": self.origin,
            "hops": self.hops,
            "copy_of": self.copy_of,
            "text": self.text,
            "left_out": self.left_out,
            "revised": self.revised,
        }


def _text(kind: str, fields: Mapping[str, Any]) -> str:
    """What a step has to say beside its numbers."""
    if kind == "report":
        return f"reports {fields.get('value')!r}"
    if kind == "write":
        return f"{fields.get('name')} = {fields.get('value')!r}"
    if kind == "killed":
        return str(fields.get("reason") or fields.get("text") or "")
    if kind in ("failed", "stayed"):
        error, text = fields.get("error"), fields.get("text")
        return f"{error}: {text}" if text else str(error or "")
    if kind == "refused":
        return f"{fields.get('resource')}: needs {fields.get('need')}, has {fields.get('bound')}"
    return str(fields.get("text") or fields.get("reason") or "")


def reason_of(frames: Sequence[Mapping[str, Any]]) -> str:
    """Why a message made the hop that it stands in: by who of its frames asked for it."""
    named = [frame for frame in frames if frame["file"] != "builtins"]
    inner = list(reversed(named))
    for at, frame in enumerate(inner):
        if frame["own"]:
            return "by the program itself"
        brick = frame["file"].rpartition("/")[2].removesuffix(".py")
        variables = dict(frame["variables"])
        if brick == "gpsr" and frame["function"] == "travel":
            return "greedy" if variables.get("entry", "None") == "None" else "perimeter"
        if brick == "geographic" and frame["function"] == "travel":
            if at:
                return "back along its path"
            return "greedy" if _is_one(variables.get("path", "")) else "round a gap"
        found = _REASONS.get((brick, frame["function"]))
        if found is not None:
            return found
        if brick not in ("geographic",):
            return f"{brick}.{frame['function']}"
    return ""


def _is_one(path: str) -> bool:
    """Whether a way, as its variable is shown, has one node: none is closer than this."""
    return path.startswith("4 bytes") or (bool(path) and " " not in path and path != "b''")
