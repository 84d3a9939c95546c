"""Packages that only a part of the command needs."""

from importlib.util import find_spec

from samara.refusal import Refused

_PROVES = {"boards": "mpremote"}


def need(extra: str) -> None:
    """Refused, with what to install, where the packages of `extra` are not here."""
    if find_spec(_PROVES[extra]) is None:
        raise Refused(f"this needs more packages: pip install 'samara[{extra}]'.")
