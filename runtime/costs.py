"""What work beside bytecode costs, in gas (one bytecode instruction), by the byte.

Whole numbers of gas for each 16 bytes, so that small boards need no fraction. They are ratios of
processor times under MicroPython 1.28 (unix port, 0.78 us for a gas), of what a query by GPSR is:
an offer of 136 bytes, a brick of 2,770 bytes, a state of 70 bytes, restored where it has been.
"""

SHED = 2  # a frame that is not looked into, in all
DECODE = 5  # of a frame, and its checks
ENCODE = 4  # of a frame
SEAL = 1  # of a frame: its tag, or checking it
VERIFY = 42  # of a brick: SHA-256, decoding, the verifier
CAPTURE = 66  # of a state
RESTORE = 60  # of a state
KEEP = 70  # of a durable tag: encoding and SHA-256; how long flash takes is its driver's

SEAL_GAS = 12  # of a tag, however short the frame
SLICE_GAS = 75  # of checking a signature
SIGNATURE_GAS = 3750  # of all its slices


def gas(rate, size_bytes):
    """The gas of work at one of the rates above on so many bytes."""
    return (rate * size_bytes + 15) // 16
