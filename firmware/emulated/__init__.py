"""The emulated board: QEMU's mps2-an385, with MicroPython and a radio at its second line."""
