"""Journeys that are traced: a record for each hop, within a budget, from frames that are heard."""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from runtime.errors import DecodeError
from runtime.message import Bounds
from samara.gateway.naming import message_id
from samara.gateway.overheard import Hop, Overheard
from samara.journey import Reader, Snapshot
from spatial.compiler import Program

_ENDS = ("finished", "failed", "killed", "lost")
_TRACED = 64  # journeys and programs at once

Tell = Callable[[str, dict[str, Any]], None]  # a message, and what its trace has


@dataclass
class _Target:
    """What is traced, a message or all messages of a program, and what is left of its budget."""

    left_bytes: int
    library_variables: bool


@dataclass
class _Known:
    """What is known of a traced message from its hops so far."""

    hops: int = 0
    gas: int = 0
    told: set[str] = field(default_factory=set)


class Tracer:
    """Follows the messages that somebody asked for.

    `sees_all`: every node's events come here, so that a hop is told by who sends; else this is one
    node, and what arrives is told too. `program_of` gives a program by its root, if it is known.
    """

    def __init__(
        self, tell: Tell, program_of: Callable[[bytes], Program | None], sees_all: bool
    ) -> None:
        self._tell = tell
        self._program_of = program_of
        self._sees_all = sees_all
        self._targets: dict[str, _Target] = {}
        self._known: dict[str, _Known] = {}
        self._readers: dict[bytes, Reader] = {}
        self._overheard = Overheard()

    def trace(self, target: str, budget_bytes: int, library_variables: bool = False) -> None:
        """Follow a message or a program from now on; a budget of 0 ends it."""
        self._targets.pop(target, None)
        if budget_bytes:
            self._targets[target] = _Target(budget_bytes, library_variables)
            if len(self._targets) > _TRACED:
                self._targets.pop(next(iter(self._targets)))
        if not self._targets:
            self._overheard = Overheard()
            self._known.clear()

    def budgets(self) -> dict[str, int]:
        """What is traced, and what is left of each budget in bytes."""
        return {name: target.left_bytes for name, target in self._targets.items()}

    def heard(self, now_s: float, source: Hashable, to: Hashable, frame: bytes) -> None:
        if self._targets:
            self._overheard.heard(now_s, source, to, frame)

    def event(
        self,
        now_s: float,
        node_id: bytes,
        kind: str,
        fields: Mapping[str, Any],
        times: Mapping[str, Any],
    ) -> str | None:
        """What a node said; `times` go into the record. The reason of a hop, where it is known."""
        identity = fields.get("of") if kind == "broadcast" else fields.get("message")
        if identity is None or not self._targets:
            return None
        target = self._target(identity)
        if target is None:
            return None
        if kind == "arrived" and not self._sees_all:
            return self._hop(now_s, fields["source"], node_id, "hop", identity, fields, times)
        if kind in ("hop", "stayed", "in-doubt"):
            return self._hop(now_s, node_id, fields["to"], kind, identity, fields, times)
        if kind == "broadcast":
            return self._broadcast(node_id, identity, times)
        if kind == "injected" or kind in _ENDS:
            self._end(node_id, kind, identity, fields, times)
        return None

    # -- within

    def _target(self, identity: Any) -> _Target | None:
        return self._targets.get(message_id(identity)) or self._targets.get(identity[0].hex())

    def _of(self, message: str) -> _Known:
        if len(self._known) > 4 * _TRACED:
            self._known.pop(next(iter(self._known)))
        return self._known.setdefault(message, _Known())

    def _hop(
        self,
        now_s: float,
        node_id: bytes,
        to: bytes,
        kind: str,
        identity: Any,
        fields: Mapping[str, Any],
        times: Mapping[str, Any],
    ) -> str | None:
        take = self._overheard.peek if kind == "in-doubt" else self._overheard.take
        hop = take(identity, node_id)
        known = self._of(message_id(identity))
        snapshot = None if hop is None else self._read(identity, hop)
        record: dict[str, Any] = {
            "node": node_id.hex(),
            "to": to.hex(),
            "outcome": kind,
            "reason": None if snapshot is None else snapshot.reason,
        }
        if kind == "stayed":
            record["text"] = f"{fields['error']}: {fields['text']}"
            if fields["error"] == "Refused":
                record["reason"] = "refused"
        record["n"] = known.hops + 1
        if hop is not None:
            record |= self._figures(identity, hop, known, now_s)
        if kind == "hop":
            known.hops = record["n"]
        self._put(identity, record, snapshot, times)
        reason: str | None = record["reason"]
        return reason

    def _figures(self, identity: Any, hop: Hop, known: _Known, now_s: float) -> dict[str, Any]:
        offer = hop.offer
        figures: dict[str, Any] = {
            "took_s": round(now_s - hop.began_s, 6),
            "state_bytes": offer.size,
            "air_bytes": hop.size_bytes,
            "air_frames": hop.frames,
            "hops_left": offer.hops_left,
        }
        program = self._program_of(identity[0])
        if program is not None:
            bounds = Bounds(**program.bounds)
            gas = bounds.gas_total - offer.gas_left
            figures |= {
                "n": bounds.hops - offer.hops_left,
                "gas": gas,
                "visit_gas": gas - known.gas,
            }
            known.gas = gas
        return figures

    def _broadcast(self, node_id: bytes, identity: Any, times: Mapping[str, Any]) -> str | None:
        found = self._overheard.spread(node_id)
        snapshot = None
        record: dict[str, Any] = {
            "node": node_id.hex(),
            "to": None,
            "outcome": "broadcast",
            "reason": None,
            "n": self._of(message_id(identity)).hops,
        }
        if found is not None:
            spread, size_bytes = found
            record |= {
                "state_bytes": len(spread.state),
                "air_bytes": size_bytes,
                "air_frames": 1,
            }
            reader = self._reader(identity)
            if reader is not None:
                try:
                    snapshot = reader.read(spread.state, spread.root, spread.seed)
                    record["reason"] = snapshot.reason
                except DecodeError:
                    pass
        self._put(identity, record, snapshot, times)
        reason: str | None = record["reason"]
        return reason

    def _end(
        self,
        node_id: bytes,
        kind: str,
        identity: Any,
        fields: Mapping[str, Any],
        times: Mapping[str, Any],
    ) -> None:
        message = message_id(identity)
        known = self._of(message)
        if kind in known.told:
            return
        known.told.add(kind)
        text = fields.get("text") or fields.get("reason")
        if kind == "failed":
            text = f"{fields['error']}: {text}"
        record: dict[str, Any] = {
            "node": node_id.hex(),
            "to": None,
            "outcome": "began" if kind == "injected" else kind,
            "reason": None,
            "n": known.hops,
            "text": text,
        }
        program = self._program_of(identity[0])
        own = [entry for entry in fields.get("trace") or () if entry[0] == identity[0]]
        if program is not None and own:
            name, function, at = own[-1]
            record["line"] = program.maps[name].functions[function].place(at)[0] or None
        self._put(identity, record, None, times)

    def _read(self, identity: Any, hop: Hop) -> Snapshot | None:
        reader, state = self._reader(identity), hop.state()
        if reader is None or state is None:
            return None
        try:
            return reader.read(state, None, hop.offer.seed)
        except DecodeError:
            return None

    def _reader(self, identity: Any) -> Reader | None:
        root = identity[0]
        if root not in self._readers:
            program = self._program_of(root)
            if program is None:
                return None
            if len(self._readers) > _TRACED:
                self._readers.clear()
            self._readers[root] = Reader(program)
        return self._readers[root]

    def _put(
        self,
        identity: Any,
        record: dict[str, Any],
        snapshot: Snapshot | None,
        times: Mapping[str, Any],
    ) -> None:
        """Tells the record, with what the state holds as far as the budget allows it."""
        target = self._target(identity)
        if target is None:
            return
        message = message_id(identity)
        record = {"message": message, **times, **record}
        if snapshot is not None:
            shown = _shown(snapshot, target.library_variables)
            if "text" in record:
                shown.pop("text")
            if len(json.dumps({**record, **shown})) <= target.left_bytes:
                record |= shown
            else:
                record |= {"line": shown["line"], "cut": True}
        target.left_bytes = max(target.left_bytes - len(json.dumps(record)), 0)
        self._tell(message, {**record, "budget_left_bytes": target.left_bytes})
        if not target.left_bytes:
            for name in [name for name, one in self._targets.items() if one is target]:
                self.trace(name, 0)


def _shown(snapshot: Snapshot, library_variables: bool) -> dict[str, Any]:
    frames = []
    for call in snapshot.calls:
        frame = asdict(call)
        if call.library and not library_variables:
            frame["variables"] = []
        frames.append(frame)
    return {
        "line": snapshot.line or None,
        "text": snapshot.text,
        "frames": frames,
        "variables": [asdict(variable) for variable in snapshot.variables],
    }
