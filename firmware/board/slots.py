"""Two slots for what a board runs: one that has proved itself, one that may be tried.

`/slot` says which: "a" runs a; "a b" tries b at the next boot; "a b !" is that boot, and one more
without `confirm` goes back to a. Each slot is a folder that comes first on the import path.
"""

from firmware.board import files

NAMES = ("a", "b")
_TRIED = "!"


def parse(text):
    """(the slot that is good or "", the one that is to be tried or "", whether it was)."""
    parts = text.split()
    good = parts[0] if parts and parts[0] in NAMES else ""
    trial = parts[1] if len(parts) > 1 and parts[1] in NAMES else ""
    return good, trial, len(parts) > 2 and parts[2] == _TRIED


def other(good):
    """The slot that an update goes to: never the one that is good."""
    return NAMES[1] if good == NAMES[0] else NAMES[0]


def offered(good, slot):
    """What `/slot` is to hold once `slot` is complete: it is tried at the next boot."""
    return good + " " + slot if good else slot


def boot(root):
    """The slot to run now, or "" where nothing was ever put on this board; once a boot."""
    good, trial, tried = parse(files.text(root + "/slot"))
    if trial and not tried:
        files.replace(root + "/slot", good + " " + trial + " " + _TRIED)
        return trial
    if trial:
        files.replace(root + "/slot", good)
    return good


def confirm(root):
    """The slot that runs works: it is the good one from now on. True where that is news."""
    _good, trial, tried = parse(files.text(root + "/slot"))
    if not (trial and tried):
        return False
    files.replace(root + "/slot", trial)
    return True
