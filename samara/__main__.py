"""The entry point, also by `python -m samara`."""

import sys


def main() -> None:
    """Runs the command; Ctrl-C ends it with one line and the shell's own code, at any time."""
    try:
        from samara.cli import app  # takes half a second, and may be interrupted too

        app(prog_name="samara")
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
