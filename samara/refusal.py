"""What the command says when it will not do what was asked."""

from collections.abc import Collection
from difflib import get_close_matches

from runtime.errors import SamaraError

EXIT_FAILED = 1  # the program ended badly
EXIT_REFUSED = 2  # the input was refused; nothing ran, or nothing could


class Refused(SamaraError):
    """Input that a person gave and can mend; the message says how."""


def unknown(kind: str, name: str, known: Collection[str], where: str) -> Refused:
    """The refusal of a `name` that `where` does not have, with what was perhaps meant."""
    message = f"{where} has no {kind} {name!r}."
    close = get_close_matches(name, known, n=1)
    if close:
        message += f" Did you mean {close[0]!r}?"
    elif known:
        shown = sorted(known, key=lambda text: (len(text), text))
        listed = ", ".join(shown[:12]) + (", ..." if len(shown) > 12 else "")
        message += f" It has: {listed}."
    else:
        message += f" It has no {kind}s at all."
    return Refused(message)
