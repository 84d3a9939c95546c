"""What a tag has been over time, bounded: times and values in 16 bytes a point."""

from array import array


class History:
    """The latest `most` points; the oldest give way. Times come in order."""

    __slots__ = ("_begin", "_times", "_values", "most")

    def __init__(self, most: int) -> None:
        self.most = most
        self._begin = 0  # where the oldest is, once the rings are full
        self._times = array("d")
        self._values = array("d")

    def __len__(self) -> int:
        return len(self._times)

    def append(self, time_s: float, value: float) -> None:
        if len(self._times) > self.most:
            self._shrink()
        if len(self._times) < self.most:
            if self._begin:
                self._unroll()
            self._times.append(time_s)
            self._values.append(value)
            return
        self._times[self._begin] = time_s
        self._values[self._begin] = value
        self._begin = (self._begin + 1) % self.most

    def points(self, most: int | None = None) -> list[tuple[float, float]]:
        """(time, value), the oldest first; of more than `most` about as many, evenly taken."""
        self._unroll()
        every = 1 if most is None or not most else max(1, -(-len(self) // most))
        last = (len(self) - 1) % every if len(self) else 0  # so that the latest is among them
        return list(zip(self._times[last::every], self._values[last::every], strict=True))

    def _unroll(self) -> None:
        if self._begin:
            self._times = self._times[self._begin :] + self._times[: self._begin]
            self._values = self._values[self._begin :] + self._values[: self._begin]
            self._begin = 0

    def _shrink(self) -> None:
        self._unroll()
        self._times = self._times[-self.most :]
        self._values = self._values[-self.most :]
