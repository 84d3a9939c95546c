"""Goes on the emulated board as /main.py."""

import sys

from firmware.board import slots

slot = slots.boot("")
if slot:
    for name in list(sys.modules):
        if name.startswith("firmware"):
            del sys.modules[name]  # the slot may hold newer ones
    sys.path.insert(0, "/" + slot)
    from firmware.emulated.start import start

    start(slot)
else:
    print("nothing was deployed to this board: samara deploy")
