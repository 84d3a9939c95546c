"""Goes on an ESP32 as /main.py. Without a runtime in the image, /boot and the slot hold one."""

import sys

sys.path.append("/boot")
from firmware.board import slots

slot = slots.boot("")
if slot:
    for name in list(sys.modules):
        if name.startswith("firmware"):
            del sys.modules[name]  # the slot may hold newer ones
    sys.path.insert(0, "/" + slot)
    from firmware.esp32.start import start

    start(slot)
else:
    print("nothing was deployed to this board: samara deploy")
