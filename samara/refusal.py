"""What the command says when it will not do what was asked."""

from collections.abc import Collection

from runtime.errors import SamaraError
from sim.ns3.field_error import did_you_mean

EXIT_FAILED = 1  # the program ended badly
EXIT_INTERRUPTED = 130  # by Ctrl-C, as shells have it
EXIT_REFUSED = 2  # the input was refused; nothing ran, or nothing could
EXIT_KILLED = 3  # `samara exec`: the program exceeded a bound


class Refused(SamaraError):
    """Input that a person gave and can mend; the message says how."""


def unknown(kind: str, name: str, known: Collection[str], where: str) -> Refused:
    """The refusal of a `name` that `where` does not have, with what was perhaps meant."""
    return Refused(f'{where} has no {kind} "{name}". {did_you_mean(name, known)}')
