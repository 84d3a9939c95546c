"""The ns-3 libraries of the `ns3` wheel, with our C++ beside them.

The wheel's own `from ns import ns` parses every header of every module and searches the current
folder and PATH for libraries: 7 s, 680 MB, and an exit where it meets a second ns-3. What a
field needs is loaded here by its path, in a second.
"""

import ctypes
import functools
import importlib.metadata
import importlib.util
from pathlib import Path
from typing import Any

from runtime.errors import SamaraError

_SOURCES = ("grid_channel.cc", "loss.cc", "radios.cc")
# Of each kind of radio: its library, and what we add to it.
_KINDS = {"802.15.4": ("lr-wpan", "lr_wpan.cc"), "802.11b": ("wifi", "wifi.cc")}


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


def load(kind: str = "802.15.4") -> Any:
    """The C++ namespace `samara` with one kind of radio; compiled once a process."""
    import cppyy

    _load_common()
    _load_kind(kind)
    return cppyy.gbl.samara


@functools.cache
def _load_kind(kind: str) -> None:
    library, source = _KINDS[kind]
    load_library(library)
    _compile(source)


@functools.cache
def _load_common() -> None:
    import cppyy

    cppyy.add_include_path(str(_root() / "include"))
    for library in ("mobility", "spectrum"):
        load_library(library)
    for source in _SOURCES:
        _compile(source)


@functools.cache
def load_animation() -> None:
    """What it takes to write an animation, beside what is loaded."""
    import cppyy

    # It leans on a library of windows that it never opens, whose symbols are not there: they must
    # not be looked for before they are used, which only cppyy leaves to be.
    cppyy.load_library(str(_library("netanim")))
    _compile("animation.cc")


def load_library(name: str) -> None:
    """One of ns-3's libraries more, by its name."""
    import cppyy

    # The dynamic linker takes what a library needs from beside it; cppyy looks symbols up among
    # what is loaded globally.
    ctypes.CDLL(str(_library(name)), mode=ctypes.RTLD_GLOBAL)
    cppyy.load_library(str(_library(name)))


def _library(name: str) -> Path:
    folders = [_root() / folder for folder in ("lib64", "lib")]
    return next(path for folder in folders for path in folder.glob(f"libns3*-{name}.so"))


def _compile(source: str) -> None:
    import cppyy

    cppyy.cppdef((Path(__file__).parent / source).read_text())


@functools.cache
def _root() -> Path:
    """The wheel's folder; one of that name in the current folder is found as well."""
    wheel = version()
    spec = importlib.util.find_spec("ns3")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    roots = [Path(root) for root in spec.submodule_search_locations]
    for root in roots:
        if any((root / name).glob("libns3*-lr-wpan.so") for name in ("lib64", "lib")):
            return root
    raise NoNs3(f"ns3 {wheel} at {roots[0]} has no lr-wpan library. Install ns3==3.44.post0.")
