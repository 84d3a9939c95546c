"""The process that ns-3 runs in: a child, kept for the next run.

ns-3 ends its process where an assertion fails, prints what it likes, and takes a second to load.
So it has a process of its own, with an empty folder to work in and its noise in a file that is
shown only where it dies. One field runs after another there; nothing is left over between them.
"""

import atexit
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from runtime.errors import SamaraError
from sim.ns3.outcome import Outcome
from sim.ns3.simulation import Job, Progress

_SHOWN_LINES = 20


class SimulationDied(SamaraError):
    """The process that ns-3 ran in ended before it had an outcome."""


class Ns3Process:
    """A child process that runs jobs, one at a time."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="samara-ns3-")
        self._noise: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- lives as long as we
        self._pipe, theirs = Pipe()
        path = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "sim.ns3.worker", str(theirs.fileno())],
            cwd=self._folder.name,
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=self._noise,
            stderr=self._noise,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def alive(self) -> bool:
        return self._child.poll() is None

    def run(
        self,
        job: Job,
        on_progress: Progress | None,
        on_live: Callable[[str, Any], None] | None = None,
    ) -> Outcome:
        """The job's outcome, or what it raised there; `SimulationDied` where the child did.

        `on_live` gets what a live run says, ("live", observations) and ("answer", ...).
        """
        try:
            self._pipe.send((job, on_progress is not None))
            while True:
                kind, value = self._pipe.recv()
                if kind == "progress":
                    if on_progress is not None:
                        on_progress(*value)
                elif kind in ("live", "answer"):
                    if on_live is not None:
                        on_live(kind, value)
                elif kind == "outcome":
                    assert isinstance(value, Outcome)
                    return value
                else:
                    raise value
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise self._death() from None

    def control(self, number: int, what: str, arguments: tuple[Any, ...]) -> None:
        """Tells a live run something, from any one thread; its answer has the number."""
        self._pipe.send(("control", number, what, arguments))

    def end(self) -> None:
        self._pipe.close()
        self._child.kill()
        self._child.wait()
        self._noise.close()
        self._folder.cleanup()

    def _death(self) -> SimulationDied:
        code = self._child.wait()
        self._noise.seek(0)
        said = self._noise.read().decode(errors="replace").splitlines()
        # ns-3 says why at the top of a long stack trace.
        why = [line for line in said if "msg=" in line or "terminate called" in line]
        return SimulationDied(
            f"the ns-3 process ended with code {code}. "
            + "\n".join(["It said:", *(why or said[-_SHOWN_LINES:])] if said else [])
        )


_lock = threading.Lock()
_kept: dict[int, Ns3Process] = {}  # by the process that it is a child of


def run_in_child(job: Job, on_progress: Progress | None = None) -> Outcome:
    """Runs the job in the kept child, which is started where there is none."""
    with _lock:
        child = _kept.get(os.getpid())
        if child is None or not child.alive():
            child = _kept[os.getpid()] = Ns3Process()
        whole = False
        try:
            outcome = child.run(job, on_progress)
            whole = True
        except SimulationRaised as raised:
            whole = True
            raise raised.error from None
        finally:
            if not whole:  # it died, or is in the midst of a run that nobody waits for
                _kept.pop(os.getpid()).end()
    return outcome


def run_live(
    job: Job, on_live: Callable[[str, Any], None], on_start: Callable[[Ns3Process], None]
) -> Outcome:
    """Runs a live job in a child of its own, since the kept one may be wanted meanwhile.

    `on_start` is given the child, to steer the run by.
    """
    child = Ns3Process()
    try:
        on_start(child)
        return child.run(job, None, on_live)
    except SimulationRaised as raised:
        raise raised.error from None
    finally:
        child.end()


class SimulationRaised(Exception):
    """Carries what a run raised in the child to the parent."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


@atexit.register
def _end_kept() -> None:
    child = _kept.pop(os.getpid(), None)
    if child is not None:
        child.end()


def serve(pipe: Connection) -> None:
    """The child's side: jobs come in, progress and outcomes go out, until the parent is gone."""
    from sim.ns3.simulation import run

    while True:
        try:
            job, wants_progress, *control = pipe.recv()
        except EOFError:
            return
        if control:
            continue  # it was for a run that has ended

        def tell(simulated_s: float, events: int) -> None:
            pipe.send(("progress", (simulated_s, events)))

        try:
            answer: tuple[str, object] = (
                "outcome",
                run(job, tell if wants_progress else None, pipe),
            )
        except Exception as error:
            answer = ("error", SimulationRaised(_sendable(error)))
        pipe.send(answer)


def _sendable(error: Exception) -> Exception:
    """The error, or its text where it does not survive pickling."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return SimulationDied(f"{type(error).__name__} in the ns-3 process: {error}")
    return error
