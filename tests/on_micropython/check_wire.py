"""The verdicts of CPython on frames, whole and damaged (a file, in argv[1])."""

import sys

from runtime import wire
from runtime.errors import BadFrame

judged = 0
with open(sys.argv[1]) as lines:
    for line in lines:
        hexadecimal, verdict = line.split()
        raw = bytes.fromhex(hexadecimal)
        try:
            assert wire.encode(wire.decode(raw)) == raw, hexadecimal
            ours = "taken"
        except BadFrame:
            ours = "refused"
        assert ours == verdict, line
        judged += 1
print(judged, "judged alike")
