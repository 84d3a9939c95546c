"""The loop that gives a node its time and its frames, and sends what it wishes sent."""

_BURST = 8  # frames taken in before the node gets to run


class Driver:
    """Drives a `runtime.node.Node` over a link with `wait`, `receive` and `send` (`UdpLink`).

    `shortages` counts the steps that ran out of memory: what they held is lost like a frame in
    the air, and the node lives on.
    """

    __slots__ = ("clock", "link", "node", "shortages")

    def __init__(self, node, link, clock):
        self.node = node
        self.link = link
        self.clock = clock
        self.shortages = 0

    def step(self, most_ms):
        """Wait for a frame or the node's next timer, at most `most_ms`; then let it act."""
        try:
            self._step(most_ms)
        except MemoryError:
            self.shortages += 1

    def _step(self, most_ms):
        next_ms = self.node.next_ms()
        wait_ms = most_ms
        if next_ms is not None:
            wait_ms = max(0, min(most_ms, next_ms - self.clock.now_ms()))
        if self.link.wait(wait_ms):
            for _ in range(_BURST):
                received = self.link.receive(self.clock.now_ms())
                if received is None:
                    break
                source, frame = received
                self.node.receive(self.clock.now_ms(), source, frame)
                self._send()
        self.node.advance(self.clock.now_ms())
        self._send()

    def _send(self):
        for destination, frame in self.node.take_sends():
            self.link.send(self.clock.now_ms(), destination, frame)
