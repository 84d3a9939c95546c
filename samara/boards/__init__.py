"""What hosts do for boards: cross-compiling the node for MicroPython."""
