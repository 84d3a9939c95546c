"""The log of durable tags in a file: on a Pi, or in the flash of a board."""

import os


class TagFile:
    """A store as runtime/tagspace/durable.py wants it, at `path`; `path`.new is its as well."""

    __slots__ = ("_new", "_path")

    def __init__(self, path):
        self._path = path
        self._new = path + ".new"

    def load(self):
        try:
            return _content(self._path)
        except OSError:
            if not _exists(self._new):
                return b""
        os.rename(self._new, self._path)  # where a log took the other's place in two steps
        return _content(self._path)

    def append(self, data):
        _put(self._path, "ab", data)

    def replace(self, data):
        _put(self._new, "wb", data)
        try:
            os.rename(self._new, self._path)
        except OSError:
            os.remove(self._path)  # FAT renames over nothing
            os.rename(self._new, self._path)
        _sync_folder(self._path)


def _content(path):
    with open(path, "rb") as file:
        return file.read()


def _exists(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def _put(path, mode, data):
    with open(path, mode) as file:
        file.write(data)
        file.flush()
        if hasattr(os, "fsync"):
            os.fsync(file.fileno())
    if hasattr(os, "sync") and not hasattr(os, "fsync"):
        os.sync()


def _sync_folder(path):
    """A new name is in its folder for good, where the system has folders to sync."""
    if hasattr(os, "fsync") and hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.rpartition("/")[0] or ".", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
