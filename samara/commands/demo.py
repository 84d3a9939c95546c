"""`samara demo`: the sprinkler on a field of 200 nodes."""

import os
import shutil
import sys
from pathlib import Path

import typer
from rich.text import Text

from samara import simulation
from samara.commands.console import LISTEN
from samara.refusal import Refused
from samara.terminal import out as terminal

SPEED = typer.Option(
    1.0,
    min=0.0,
    max=10_000.0,
    metavar="X",
    help="Of --console: simulated seconds in a second; 0 as fast as it goes.",
)

_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sprinkler"


def demo(
    out: Path = typer.Option(Path("out"), metavar="FOLDER", help="Where the results go."),
    seed: int = typer.Option(1, min=0, metavar="N", help="Of everything that is random."),
    console: bool = typer.Option(False, "--console", help="On a page in a browser, as it runs."),
    speed: float = SPEED,
    listen: str = typer.Option(LISTEN, metavar="HOST:PORT", help="Where the page is served."),
    password_file: Path | None = typer.Option(None, metavar="FILE", help="The page's password."),
) -> None:
    """Water the hottest spot of the left hill, in a field of 200 nodes in ns-3."""
    if not _EXAMPLE.is_dir():
        raise Refused("the demo needs the examples, which come with Samara's sources: git clone.")
    request = simulation.Request(_EXAMPLE / "field.toml", _EXAMPLE / "water_hottest.py", seed=seed)
    if console:
        simulation.show_live(request, speed, listen, password_file)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"--out: cannot make the folder {out}: {error.strerror}.") from None
    json, plot = out / "sprinkler.json", out / "sprinkler.png"
    code = simulation.run_and_tell(request, json, plot)
    terminal.print(Text(f"{json}\n{plot}"))
    terminal.print(Text(f"See it run, in a browser: {_ourselves()} demo --console", "bold"))
    raise typer.Exit(code)


def _ourselves() -> str:
    """What to type for this command."""
    beside = Path(sys.executable).with_name("samara")
    if shutil.which("samara") or not beside.exists():
        return "samara"
    return os.path.relpath(beside)
