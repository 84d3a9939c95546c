"""The ns-3 libraries of the `ns3` wheel, with our C++ beside them.

The wheel's own `from ns import ns` parses every header of every module and searches the current
folder and PATH for libraries: 7 s, 680 MB, and an exit where it meets a second ns-3. What a
802.15.4 field needs is loaded here by its path, in a second.
"""

import ctypes
import functools
import importlib.metadata
import importlib.util
from pathlib import Path
from typing import Any

from runtime.errors import SamaraError

_SOURCES = ("grid_channel.cc", "radios.cc")


class NoNs3(SamaraError):
    """The ns-3 wheel is not there, or not the one that this was written for."""


def version() -> str:
    """The version of the installed wheel, as in "3.44.post0"."""
    try:
        return importlib.metadata.version("ns3")
    except importlib.metadata.PackageNotFoundError:
        raise NoNs3(
            "ns-3 is not installed. Its wheels are for 64-bit x86 Linux and CPython 3.11 to 3.13: "
            "pip install 'samara[sim]' there (or `make setup` in the repository)."
        ) from None


@functools.cache
def load() -> Any:
    """The C++ namespace `samara`, compiled once a process."""
    wheel = version()
    spec = importlib.util.find_spec("ns3")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    # A folder of that name in the current one is found as well.
    roots = [Path(root) for root in spec.submodule_search_locations]
    found = [
        (root, path)
        for root in roots
        for name in ("lib64", "lib")
        for path in (root / name).glob("libns3*-lr-wpan.so")
    ]
    if not found:
        raise NoNs3(f"ns3 {wheel} at {roots[0]} has no lr-wpan library. Install ns3==3.44.post0.")
    root, lr_wpan = found[0]
    import cppyy

    cppyy.add_include_path(str(root / "include"))
    for module in ("mobility", "lr-wpan"):
        library = lr_wpan.with_name(lr_wpan.name.replace("lr-wpan", module))
        # The dynamic linker takes what a library needs from beside it; cppyy looks symbols up
        # among what is loaded globally.
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
        cppyy.load_library(str(library))
    for name in _SOURCES:
        cppyy.cppdef((Path(__file__).parent / name).read_text())
    return cppyy.gbl.samara
