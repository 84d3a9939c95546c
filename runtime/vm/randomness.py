"""The random numbers of a message: a small generator whose state travels with it."""


class Randomness:
    """Marsaglia's xorshift32 (J. Stat. Soft. 8, 14, 2003): the same numbers on every host."""

    __slots__ = ("state",)

    def __init__(self, seed):
        self.state = (seed ^ 0x9E3779B9) & 0xFFFFFFFF or 1

    def bits(self, count):
        """An int of `count` (at most 32) random bits."""
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x >> (32 - count)

    def below(self, bound):
        """An int in [0, bound), each as likely: too large draws are drawn again."""
        count = 1
        while (1 << count) < bound:
            count += 1
        while True:
            drawn = self.bits(count)
            if drawn < bound:
                return drawn
