"""What is frozen into a firmware of one's own: the runtime, whose code then takes no heap.

    python -m samara.boards.mpy --sources
    make -C ports/esp32 FROZEN_MANIFEST=.../firmware/esp32/manifest.py

The first makes the leaner sources under build/frozen, which the second freezes.
"""

package("runtime", base_path="../../build/frozen")  # noqa: F821
