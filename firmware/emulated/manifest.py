"""What the emulated board's image holds: the runtime and the firmware."""

package("runtime", base_path="../../build/frozen")  # noqa: F821
package(  # noqa: F821
    "firmware",
    (
        "__init__.py",
        "board/__init__.py",
        "board/files.py",
        "board/life.py",
        "board/slots.py",
        "emulated/__init__.py",
        "emulated/mps2.py",
        "emulated/start.py",
    ),
    base_path="../..",
)
freeze("frozen")  # noqa: F821
