"""Under MicroPython: signatures are judged as on CPython, and how long one takes."""

import gc
import sys
import time

from runtime import ed25519

count = 0
with open(sys.argv[1]) as file:
    for line in file:
        public, signature, message, answer = line.split(" ")
        steps = ed25519.verifying(
            bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message)
        )
        gc.collect()
        total_us = longest_us = slices = 0
        answered = None
        while answered is None:
            start = time.ticks_us()
            slices += 1
            try:
                next(steps)
            except StopIteration as end:
                answered = end.value
            took_us = time.ticks_diff(time.ticks_us(), start)
            total_us += took_us
            longest_us = max(longest_us, took_us)
        if answered != (answer.strip() == "1"):
            raise ValueError(line)
        count += 1
print("%d judged alike" % count)
print("%d us in %d slices, the longest %d us" % (total_us, slices, longest_us))
