"""Files that a power cut leaves old or new, on a file system whose rename replaces (littlefs)."""

import os


def replace(path, text):
    """Make `path` hold `text`, at once or not at all."""
    with open(path + ".new", "w") as file:
        file.write(text)
    os.rename(path + ".new", path)


def text(path, default=""):
    """What `path` holds, or `default` where there is no such file."""
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return default
