"""`python -m sim.ns3.worker FD`: the child of `process.py`, which holds the other end of FD."""

import contextlib
import ctypes
import signal
import sys
from multiprocessing.connection import Connection

from sim.ns3.process import serve

_PR_SET_PDEATHSIG = 1  # linux/prctl.h; the wheels of ns-3 are for Linux alone

if __name__ == "__main__":
    # A parent that is killed in the midst of a run leaves nobody who waits for it.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which then ends us
    with contextlib.suppress(BrokenPipeError):
        serve(Connection(int(sys.argv[1])))
