"""What work beside bytecode costs, in gas (one bytecode instruction), by the byte.

Whole numbers of gas for each 16 bytes, so that small boards need no fraction. They are ratios of
processor times under MicroPython 1.28 (unix port, 0.78 us for a gas), of what a query by GPSR is:
an offer of 136 bytes, a brick of 2,770 bytes, a state of 70 bytes, restored where it has been.
"""

DECODE = 5  # of a frame, and its checks
ENCODE = 4  # of a frame
VERIFY = 42  # of a brick: SHA-256, decoding, the verifier
CAPTURE = 66  # of a state
RESTORE = 60  # of a state


def gas(rate, size_bytes):
    """The gas of work at one of the rates above on so many bytes."""
    return (rate * size_bytes + 15) // 16
