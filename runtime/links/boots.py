"""A number in a file that grows with each start: durable before it is used (decision 18)."""

import os


def next_epoch(path):
    """One more than the last time, or 1 where there is no file yet; ValueError where it is spoilt.

    The number is in the file, under its own name, when this returns.
    """
    last = 0
    for name in (path, path + ".new"):  # where there is no rename over a file, a crash leaves this
        try:
            with open(name) as file:
                last = max(last, int(file.read()))
        except OSError:
            pass
        except ValueError:
            if name == path:
                raise ValueError(
                    f"{path} holds no number. Write one into it that is greater than any that was "
                    "used before, or give this node a new key"
                )
    replace_file(path, str(last + 1))
    return last + 1


def replace_file(path, text):
    """Put a text in the place of a file's: the old or the new is there whenever power fails.

    It is durable when this returns, and as private as the file was.
    """
    new = path + ".new"
    if hasattr(os, "fsync"):
        file = os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
    else:
        file = open(new, "w")
    with file:
        file.write(text)
        file.flush()
        if hasattr(os, "fsync"):
            os.fsync(file.fileno())
    if not hasattr(os, "fsync") and hasattr(os, "sync"):
        os.sync()
    try:
        os.rename(new, path)
    except OSError:
        os.remove(path)  # FAT renames over nothing
        os.rename(new, path)
    if hasattr(os, "fsync"):
        folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
