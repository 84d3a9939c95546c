"""Whether a node takes a message: the bounds that it declares against what the node has."""

from runtime.constant import const
from runtime.errors import AdmissionRefused

_RETRY_MS = const(1000)  # after which a message here may have left


class Admission:
    """Counts what the messages here declared; `take` before one comes, `give_back` when it went.

    Memory and places are shared by all messages here. Gas and state are bounds on each.
    """

    __slots__ = (
        "gas_visit",
        "memory_bytes",
        "messages",
        "node",
        "state_bytes",
        "used_bytes",
        "used_messages",
    )

    def __init__(self, node, memory_bytes, messages, gas_visit, state_bytes):
        self.node = node
        self.memory_bytes = memory_bytes
        self.messages = messages
        self.gas_visit = gas_visit
        self.state_bytes = state_bytes
        self.used_bytes = 0
        self.used_messages = 0

    def take(self, bounds):
        """Set aside what these bounds declare, or AdmissionRefused."""
        if bounds.gas_visit > self.gas_visit:
            self._refuse(
                "gas_visit",
                bounds.gas_visit,
                self.gas_visit,
                0,
                "Declare less with @program(gas_visit=...)",
            )
        if bounds.state_bytes > self.state_bytes:
            self._refuse(
                "state_bytes",
                bounds.state_bytes,
                self.state_bytes,
                0,
                "Declare less with @program(state_bytes=...)",
            )
        if bounds.memory_bytes > self.memory_bytes:
            self._refuse(
                "memory_bytes",
                bounds.memory_bytes,
                self.memory_bytes,
                0,
                "Declare less with @program(memory_bytes=...)",
            )
        left_bytes = self.memory_bytes - self.used_bytes
        if bounds.memory_bytes > left_bytes:
            self._refuse(
                "memory_bytes",
                bounds.memory_bytes,
                left_bytes,
                _RETRY_MS,
                "Declare less with @program(memory_bytes=...), or retry later",
            )
        if self.used_messages >= self.messages:
            self._refuse("messages", 1, 0, _RETRY_MS, "Retry later")
        self.used_bytes += bounds.memory_bytes
        self.used_messages += 1

    def give_back(self, bounds):
        self.used_bytes -= bounds.memory_bytes
        self.used_messages -= 1

    def _refuse(self, resource, need, bound, retry_ms, advice):
        raise AdmissionRefused(
            f"node {self.node}: the message declares {resource} {need}, {bound} can be had here. "
            f"{advice}",
            resource,
            need,
            bound,
            retry_ms,
        )
