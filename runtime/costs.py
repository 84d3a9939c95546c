"""What work beside bytecode costs, in gas (one bytecode instruction), by the byte.

Whole numbers of gas for each 16 bytes, so that small boards need no fraction. `bench` measures
the ratios under MicroPython.
"""

DECODE = 16  # of a frame, and its checks
ENCODE = 8  # of a frame
VERIFY = 64  # of a brick: SHA-256, decoding, the verifier
CAPTURE = 24  # of a state
RESTORE = 32  # of a state


def gas(rate, size_bytes):
    """The gas of work at one of the rates above on so many bytes."""
    return (rate * size_bytes + 15) // 16
