"""The `samara` command, and what hosts need beside the node: pictures, records, tables."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("samara")
except PackageNotFoundError:  # run from a folder that was never installed
    __version__ = "0+unknown"
