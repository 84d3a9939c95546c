"""`python -m sim.ns3.worker FD`: the child of `process.py`, which holds the other end of FD."""

import contextlib
import signal
import sys
from multiprocessing.connection import Connection

from sim.ns3.process import serve

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which then ends us
    with contextlib.suppress(BrokenPipeError):
        serve(Connection(int(sys.argv[1])))
